use maud::{Markup, html};

use super::{
    Content,
    element::{classes, filled},
};

/// More, for those who want it.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Details {
    /// What always shows.
    pub summary: Content,
    /// What shows when it is opened.
    pub text: Content,
    /// Whether it is open.
    pub open: bool,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
}

/// More, for those who want it.
pub fn details(details: &Details) -> Markup {
    html! {
        details class=(classes(["nhsuk-details", &details.classes])) id=[filled(&details.id)] open[details.open] {
            summary class="nhsuk-details__summary" {
                span class="nhsuk-details__summary-text" { (details.summary) }
            }
            div class="nhsuk-details__text" { (details.text) }
        }
    }
}
