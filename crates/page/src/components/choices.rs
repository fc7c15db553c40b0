//! What radios and checkboxes have in common: they differ in a few words only.

use maud::{Markup, html};

use super::{
    Attributes, Content, ErrorMessage, Fieldset, Hint, Label,
    element::{Element, classes, either, filled, when},
    fieldset,
    group::{described, form_group},
    hint, label,
};

/// What a checkbox does to the others when ticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Behaviour {
    /// Unticks the others ("None of these").
    Exclusive,
    /// Ticks the others ("Select all"); shown only when script runs.
    Inclusive,
}

/// One radio or checkbox.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Choice {
    /// What is sent when it is chosen.
    pub value: String,
    /// What it says.
    pub text: Content,
    /// Help.
    pub hint: Option<Hint>,
    /// Its id; made from the group's when not given.
    pub id: String,
    /// Its own name, for checkboxes that are sent under different names.
    pub name: String,
    /// Whether it is chosen; decided by the group's value when not given.
    pub checked: Option<bool>,
    /// Whether it cannot be chosen.
    pub disabled: Option<bool>,
    /// What belongs to the choice and shows when it is made; without script it always shows.
    pub conditional: Content,
    /// A word between choices ("or") instead of a choice.
    pub divider: String,
    /// What a checkbox does to the others.
    pub behaviour: Option<Behaviour>,
    /// Which others it does it to.
    pub behaviour_group: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl Into<String>, text: impl Into<Content>) -> Self {
        Choice { value: value.into(), text: text.into(), ..Choice::default() }
    }

    /// With help.
    pub fn hint(mut self, text: impl Into<Content>) -> Self {
        self.hint = Some(Hint { text: text.into(), ..Hint::default() });
        self
    }

    /// With something that belongs to it.
    pub fn conditional(mut self, inner: Markup) -> Self {
        self.conditional = inner.into();
        self
    }

    /// A word between choices.
    pub fn divider(word: impl Into<String>) -> Self {
        Choice { divider: word.into(), ..Choice::default() }
    }
}

/// Radios or checkboxes, seen the same way.
pub(crate) struct Choices<'a> {
    pub(crate) block: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) name: &'a str,
    pub(crate) id_prefix: &'a str,
    pub(crate) fieldset: Option<&'a Fieldset>,
    pub(crate) described_by: &'a str,
    pub(crate) hint: Option<&'a Hint>,
    pub(crate) error_message: Option<&'a ErrorMessage>,
    pub(crate) items: &'a [Choice],
    pub(crate) chosen: &'a dyn Fn(&str) -> bool,
    pub(crate) small: bool,
    pub(crate) inline: bool,
    pub(crate) disabled: bool,
    pub(crate) id: &'a str,
    pub(crate) classes: &'a str,
    pub(crate) attributes: &'a Attributes,
}

pub(crate) fn choices(all: &Choices<'_>) -> Markup {
    let prefix = either(all.id_prefix, all.name);
    let given = all.fieldset.map_or("", |set| either(&set.described_by, all.described_by));
    let given = if all.fieldset.is_none() { all.described_by } else { given };
    let about = described(prefix, given, all.hint, all.error_message);
    let block = all.block;
    let small = format!("{block}--small");
    let inline = format!("{block}--inline");
    let class =
        classes([block, if all.small { &small } else { "" }, if all.inline { &inline } else { "" }, all.classes]);
    // Only checkboxes without a fieldset hand on what describes the group.
    let handed = if all.fieldset.is_none() && all.kind == "checkbox" { about.ids.as_str() } else { "" };
    let list = Element::new("div")
        .attr("class", &class)
        .some("id", all.id)
        .attr("data-module", block)
        .attributes(all.attributes)
        .around(&html! {
            @for (n, item) in all.items.iter().enumerate() { (one(all, item, prefix, n + 1, handed)) }
        });
    let inner = html! { (about.markup) (list) };
    let wrong = all.error_message.is_some();
    match all.fieldset {
        None => form_group(wrong, "", &inner),
        Some(set) => {
            let set = Fieldset { described_by: about.ids, ..set.clone() };
            form_group(wrong, "", &fieldset(&set, &inner))
        }
    }
}

fn one(all: &Choices<'_>, item: &Choice, prefix: &str, number: usize, handed: &str) -> Markup {
    let block = all.block;
    let hidden = when(item.behaviour == Some(Behaviour::Inclusive), "nhsuk-u-frontend-not-supported-hidden");
    if !item.divider.is_empty() {
        return html! { div class=(classes([&format!("{block}__divider"), hidden])) { (item.divider) } };
    }
    let id = match (item.id.as_str(), number) {
        ("", 1) => prefix.to_owned(),
        ("", n) => format!("{prefix}-{n}"),
        (id, _) => id.to_owned(),
    };
    let help = item.hint.as_ref().filter(|help| !help.text.is_empty()).map(|help| Hint {
        id: if help.id.is_empty() { format!("{id}-item-hint") } else { help.id.clone() },
        classes: classes([&format!("{block}__hint"), &help.classes]),
        text: help.text.clone(),
    });
    let checked = item.checked.unwrap_or_else(|| (all.chosen)(&item.value));
    let conditional = format!("conditional-{id}");
    let has_more = !item.conditional.is_empty();
    let input = Element::new("input")
        .attr("class", &format!("{block}__input"))
        .attr("id", &id)
        .attr("name", either(&item.name, all.name))
        .attr("type", all.kind)
        .attr("value", &item.value)
        .flag("checked", checked)
        .flag("disabled", item.disabled.unwrap_or(all.disabled))
        .some("data-behaviour", item.behaviour.map_or("", behaviour))
        .some("data-behaviour-group", &item.behaviour_group)
        .some("data-aria-controls", if has_more { &conditional } else { "" })
        .some("aria-describedby", &classes([handed, help.as_ref().map_or("", |help| &help.id)]))
        .attributes(&item.attributes)
        .void();
    let name =
        Label { text: item.text.clone(), for_: id.clone(), classes: format!("{block}__label"), ..Label::default() };
    html! {
        div class=(classes([&format!("{block}__item"), hidden])) {
            (input) (label(&name))
            @if let Some(help) = &help { (hint(help)) }
        }
        @if has_more { (more(block, &conditional, checked, &item.conditional)) }
    }
}

fn behaviour(behaviour: Behaviour) -> &'static str {
    match behaviour {
        Behaviour::Exclusive => "exclusive",
        Behaviour::Inclusive => "inclusive",
    }
}

fn more(block: &str, id: &str, checked: bool, inner: &Content) -> Markup {
    let shut = if checked { String::new() } else { format!("{block}__conditional--hidden") };
    html! {
        div class=(classes([&format!("{block}__conditional"), &shut])) id=[filled(id)] { (inner) }
    }
}
