use maud::{Markup, html};

use super::{
    Content, IconName,
    element::{Element, classes, filled},
    icon,
};

/// The link back to where one came from.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct BackLink {
    /// "Back" when not given.
    pub text: Content,
    /// Where to.
    pub href: String,
    /// Words before the text for those who listen.
    pub visually_hidden_text: String,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
}

/// The link back to where one came from.
pub fn back_link(link: &BackLink) -> Markup {
    html! {
        a class=(classes(["nhsuk-back-link", &link.classes])) id=[filled(&link.id)] href=(link.href) {
            @if !link.visually_hidden_text.is_empty() {
                span class="nhsuk-u-visually-hidden" { (link.visually_hidden_text) " " }
            }
            @if link.text.is_empty() { "Back" } @else { (link.text) }
        }
    }
}

/// One step of a breadcrumb.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct BreadcrumbItem {
    /// What it says.
    pub text: Content,
    /// Where to.
    pub href: String,
}

/// The way from the first page to this one.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Breadcrumb {
    /// The steps, this page not among them.
    pub items: Vec<BreadcrumbItem>,
    /// The name of the landmark, "Breadcrumb" when not given.
    pub aria_label: String,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
}

/// The way from the first page to this one; on small screens only the last step of it.
pub fn breadcrumb(crumbs: &Breadcrumb) -> Markup {
    let label = filled(&crumbs.aria_label).unwrap_or("Breadcrumb");
    html! {
        nav class=(classes(["nhsuk-breadcrumb", &crumbs.classes])) id=[filled(&crumbs.id)] aria-label=(label) {
            ol class="nhsuk-breadcrumb__list" {
                @for item in &crumbs.items {
                    li class="nhsuk-breadcrumb__list-item" {
                        a class="nhsuk-breadcrumb__link" href=(item.href) { (item.text) }
                    }
                }
            }
            @if let Some(last) = crumbs.items.last() {
                (back_link(&BackLink {
                    text: last.text.clone(),
                    href: last.href.clone(),
                    visually_hidden_text: "Back to".into(),
                    ..BackLink::default()
                }))
            }
        }
    }
}

/// A link to the next thing to do.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct ActionLink {
    /// What it says.
    pub text: Content,
    /// Where to.
    pub href: String,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
}

/// A link to the next thing to do.
pub fn action_link(link: &ActionLink) -> Markup {
    html! {
        a class=(classes(["nhsuk-action-link", &link.classes])) id=[filled(&link.id)] href=(link.href) {
            (icon(IconName::ArrowRightCircle))
            span class="nhsuk-action-link__text" { (link.text) }
        }
    }
}

/// The link over the head of the page, for those who use the keyboard.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct SkipLink {
    /// "Skip to main content" when not given.
    pub text: Content,
    /// `#maincontent` when not given.
    pub href: String,
    /// Further classes.
    pub classes: String,
}

/// The link over the head of the page.
pub fn skip_link(link: &SkipLink) -> Markup {
    let href = filled(&link.href).unwrap_or("#maincontent");
    html! {
        a class=(classes(["nhsuk-skip-link", &link.classes])) data-module="nhsuk-skip-link" href=(href) {
            @if link.text.is_empty() { "Skip to main content" } @else { (link.text) }
        }
    }
}

/// A link or button beside a row or in the head of a card.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Action {
    /// What it says: a verb.
    pub text: Content,
    /// Where to; a button when not given.
    pub href: String,
    /// Words after the text for those who listen: what is changed.
    pub visually_hidden_text: String,
    /// The type of the button.
    #[cfg_attr(test, serde(rename = "type"))]
    pub type_: String,
    /// The name the button is sent under.
    pub name: String,
    /// What the button sends.
    pub value: String,
    /// Further classes.
    pub classes: String,
}

impl Action {
    /// A link: `Action::new("Change", "/…", "name")` is heard as "Change name".
    pub fn new(text: impl Into<Content>, href: impl Into<String>, hidden: impl Into<String>) -> Self {
        Action { text: text.into(), href: href.into(), visually_hidden_text: hidden.into(), ..Action::default() }
    }
}

/// An action of a thing with this heading.
pub(crate) fn action(action: &Action, heading: &Content) -> Markup {
    let inner = html! {
        (action.text)
        @if !action.visually_hidden_text.is_empty() || !heading.is_empty() {
            span class="nhsuk-u-visually-hidden" {
                @if !action.visually_hidden_text.is_empty() { " " (action.visually_hidden_text) }
                @if !heading.is_empty() { " (" (heading) ")" }
            }
        }
    };
    let class = classes(["nhsuk-link", &action.classes]);
    if !action.href.is_empty() && action.type_.is_empty() {
        return Element::new("a").attr("class", &class).attr("href", &action.href).around(&inner);
    }
    Element::new("button")
        .attr("class", &class)
        .some("name", &action.name)
        .attr("type", filled(&action.type_).unwrap_or("submit"))
        .some("value", &action.value)
        .around(&inner)
}
