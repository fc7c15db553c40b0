use maud::{Markup, html};

use super::{
    Content, Heading,
    element::{Element, classes, filled},
    heading::{Frame, framed},
};

/// One line of an error summary.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct ErrorItem {
    /// What is wrong.
    pub text: Content,
    /// Where: `#field`.
    pub href: String,
}

/// Everything that is wrong with a form, at the top of its page.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct ErrorSummary {
    /// "There is a problem", usually.
    pub heading: Heading,
    /// A line before the list.
    pub description: Content,
    /// What is wrong.
    pub error_list: Vec<ErrorItem>,
    /// Whether the summary does not take the focus when the page opens.
    pub disable_auto_focus: Option<bool>,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
}

/// Everything that is wrong with a form, each line a link to its field.
pub fn error_summary(summary: &ErrorSummary) -> Markup {
    let title = framed(
        &summary.heading,
        &Frame { class: "nhsuk-error-summary__heading", prefix: "", sizes: &[], element: "h2", extra: None },
    );
    let inner = html! {
        div role="alert" {
            (title)
            div class="nhsuk-error-summary__body" {
                @if !summary.description.is_empty() { p { (summary.description) } }
                @if !summary.error_list.is_empty() {
                    ul class="nhsuk-list nhsuk-error-summary__list" {
                        @for item in &summary.error_list {
                            li { @if let Some(href) = filled(&item.href) { a href=(href) { (item.text) } } @else { (item.text) } }
                        }
                    }
                }
            }
        }
    };
    Element::new("div")
        .attr("class", &classes(["nhsuk-error-summary", &summary.classes]))
        .some("id", &summary.id)
        .attr("data-module", "nhsuk-error-summary")
        .decided("data-disable-auto-focus", summary.disable_auto_focus)
        .around(&inner)
}
