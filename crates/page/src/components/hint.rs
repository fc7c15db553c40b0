use maud::{Markup, html};

use super::{
    Content,
    element::{classes, filled},
};

/// Help for one field, read out with it.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Hint {
    /// What it says.
    pub text: Content,
    /// Its id; components fill it in.
    pub id: String,
    /// Further classes.
    pub classes: String,
}

impl<T: Into<Content>> From<T> for Hint {
    fn from(text: T) -> Self {
        Hint { text: text.into(), ..Hint::default() }
    }
}

/// Help for one field.
pub fn hint(hint: &Hint) -> Markup {
    html! {
        div class=(classes(["nhsuk-hint", &hint.classes])) id=[filled(&hint.id)] { (hint.text) }
    }
}
