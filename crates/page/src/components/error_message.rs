use maud::{Markup, html};

use super::{
    Content,
    element::{classes, filled},
};

/// What is wrong with one field.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct ErrorMessage {
    /// What it says.
    pub text: Content,
    /// The word before the message for those who listen, "Error" when not given.
    pub visually_hidden_text: Option<String>,
    /// Its id; components fill it in.
    pub id: String,
    /// Further classes.
    pub classes: String,
}

impl<T: Into<Content>> From<T> for ErrorMessage {
    fn from(text: T) -> Self {
        ErrorMessage { text: text.into(), ..ErrorMessage::default() }
    }
}

/// What is wrong with one field.
pub fn error_message(message: &ErrorMessage) -> Markup {
    let word = message.visually_hidden_text.as_deref().unwrap_or("Error");
    html! {
        span class=(classes(["nhsuk-error-message", &message.classes])) id=[filled(&message.id)] {
            @if !word.is_empty() { span class="nhsuk-u-visually-hidden" { (word) ": " } }
            (message.text)
        }
    }
}
