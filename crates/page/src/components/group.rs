//! What every form control has around it: a group, a hint, an error message, and the ids that tie them together.

use maud::{Markup, html};

use super::{
    ErrorMessage, Hint,
    element::{classes, when},
    error_message, hint,
};

/// The hint and the error message of one control, with the ids that describe it.
pub(crate) struct Described {
    pub(crate) markup: Markup,
    pub(crate) ids: String,
}

pub(crate) fn described(id: &str, given: &str, help: Option<&Hint>, error: Option<&ErrorMessage>) -> Described {
    let help = help.filter(|hint| !hint.text.is_empty()).map(|hint| {
        let id = if hint.id.is_empty() { format!("{id}-hint") } else { hint.id.clone() };
        Hint { id, ..hint.clone() }
    });
    let error = error.filter(|error| !error.text.is_empty()).map(|error| {
        let id = if error.id.is_empty() { format!("{id}-error") } else { error.id.clone() };
        ErrorMessage { id, ..error.clone() }
    });
    let ids = classes([
        given,
        help.as_ref().map_or("", |hint| hint.id.as_str()),
        error.as_ref().map_or("", |error| error.id.as_str()),
    ]);
    let markup = html! {
        @if let Some(help) = &help { (hint(help)) }
        @if let Some(error) = &error { (error_message(error)) }
    };
    Described { markup, ids }
}

pub(crate) fn form_group(error: bool, further: &str, inner: &Markup) -> Markup {
    html! {
        div class=(classes(["nhsuk-form-group", when(error, "nhsuk-form-group--error"), further])) { (inner) }
    }
}
