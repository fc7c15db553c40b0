use maud::{Markup, html};

use super::{
    Content,
    element::{classes, either, filled},
};

/// Something set apart from the text around it.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct InsetText {
    /// What it says.
    pub text: Content,
    /// The word before it for those who listen, "Information" when not given.
    pub visually_hidden_text: String,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
}

/// Something set apart from the text around it.
pub fn inset_text(inset: &InsetText) -> Markup {
    html! {
        div class=(classes(["nhsuk-inset-text", &inset.classes])) id=[filled(&inset.id)] {
            span class="nhsuk-u-visually-hidden" { (either(&inset.visually_hidden_text, "Information")) ": " }
            @if inset.text.is_markup() { (inset.text) } @else if !inset.text.is_empty() { p { (inset.text) } }
        }
    }
}
