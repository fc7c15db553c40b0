use maud::{Markup, html};

use super::{
    Attributes, Content, ErrorMessage, Hint, Label,
    element::{Element, classes, either, when},
    group::{described, form_group},
    label,
};

/// One choice of a select.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct SelectItem {
    /// What is sent; the text when not given.
    pub value: Option<String>,
    /// What it says.
    pub text: Content,
    /// Whether it is chosen; decided by the select's value when not given.
    pub selected: Option<bool>,
    /// Whether it cannot be chosen.
    pub disabled: bool,
    /// A line between choices instead of a choice.
    pub divider: bool,
}

impl SelectItem {
    /// A choice.
    pub fn new(value: impl Into<String>, text: impl Into<Content>) -> Self {
        SelectItem { value: Some(value.into()), text: text.into(), ..SelectItem::default() }
    }
}

/// A list to choose one from.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Select {
    /// The name it is sent under.
    pub name: String,
    /// Its id; the name when not given.
    pub id: String,
    /// Its label.
    pub label: Label,
    /// Help.
    pub hint: Option<Hint>,
    /// What is wrong with it.
    pub error_message: Option<ErrorMessage>,
    /// The choices.
    pub items: Vec<SelectItem>,
    /// The value of the choice that is made.
    pub value: String,
    /// Whether it cannot be used.
    pub disabled: bool,
    /// Ids of what else describes it.
    pub described_by: String,
    /// What follows the select in its group, such as a button.
    pub after_input: Content,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A list to choose one from, with its label, hint and error message.
pub fn select(select: &Select) -> Markup {
    let id = either(&select.id, &select.name);
    let about = described(id, &select.described_by, select.hint.as_ref(), select.error_message.as_ref());
    let wrong = select.error_message.is_some();
    let class = classes(["nhsuk-select", when(wrong, "nhsuk-select--error"), &select.classes]);
    let control = Element::new("select")
        .attr("class", &class)
        .attr("id", id)
        .attr("name", &select.name)
        .flag("disabled", select.disabled)
        .some("aria-describedby", &about.ids)
        .attributes(&select.attributes)
        .around(&html! { @for item in &select.items { (choice(item, &select.value)) } });
    let group = html! {
        (label(&select.label.filled_for(id)))
        (about.markup)
        @if select.after_input.is_empty() { (control) } @else {
            div class="nhsuk-input-wrapper" { (control) (select.after_input) }
        }
    };
    form_group(wrong, "", &group)
}

fn choice(item: &SelectItem, chosen: &str) -> Markup {
    if item.divider {
        return html! { hr; };
    }
    let text = item.text.markup();
    let value = item.value.as_deref().unwrap_or(&text.0);
    let selected = item.selected.unwrap_or(!chosen.is_empty() && value == chosen);
    html! {
        option value=[item.value.as_deref()] selected[selected] disabled[item.disabled] { (text) }
    }
}
