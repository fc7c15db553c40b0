use maud::{Markup, html};

use super::{
    Attributes, ErrorMessage, Hint, Label,
    element::{Element, classes, either, when},
    group::{described, form_group},
    label,
};

/// An input of several lines.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Textarea {
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
    /// What stands in it.
    pub value: String,
    /// Its height in lines; 5 when not given.
    pub rows: Option<u8>,
    /// What the browser may fill in.
    pub autocomplete: String,
    /// Whether the browser checks the spelling.
    pub spellcheck: Option<bool>,
    /// Whether it cannot be used.
    pub disabled: bool,
    /// Ids of what else describes it.
    pub described_by: String,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// An input of several lines with its label, hint and error message.
pub fn textarea(textarea: &Textarea) -> Markup {
    let id = either(&textarea.id, &textarea.name);
    let about = described(id, &textarea.described_by, textarea.hint.as_ref(), textarea.error_message.as_ref());
    let wrong = textarea.error_message.is_some();
    let class = classes(["nhsuk-textarea", when(wrong, "nhsuk-textarea--error"), &textarea.classes]);
    // A browser drops the first line break after the tag, so one is put there for it to drop.
    let value = html! { @if textarea.value.starts_with('\n') { "\n" } (textarea.value) };
    let control = Element::new("textarea")
        .attr("class", &class)
        .attr("id", id)
        .attr("name", &textarea.name)
        .attr("rows", &textarea.rows.unwrap_or(5).to_string())
        .decided("spellcheck", textarea.spellcheck)
        .flag("disabled", textarea.disabled)
        .some("aria-describedby", &about.ids)
        .some("autocomplete", &textarea.autocomplete)
        .attributes(&textarea.attributes)
        .around(&value);
    form_group(wrong, "", &html! { (label(&textarea.label.filled_for(id))) (about.markup) (control) })
}
