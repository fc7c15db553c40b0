use maud::{Markup, html};

use super::{
    Attributes, Content, ErrorMessage, Hint, Label,
    element::{Element, classes, either, when},
    group::{described, form_group},
    label,
};

/// A single-line text input.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Input {
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
    /// `text` when not given.
    #[cfg_attr(test, serde(rename = "type"))]
    pub type_: String,
    /// `numeric`, `decimal`, `tel`, `email`…
    pub inputmode: String,
    /// Width in characters: 2, 3, 4, 5, 10, 20 or 30.
    pub width: Option<u8>,
    /// Digits and letters spaced for codes.
    pub code: bool,
    /// What stands before the input, such as £.
    pub prefix: Content,
    /// What stands after the input, such as "minutes".
    pub suffix: Content,
    /// What the browser may fill in.
    pub autocomplete: String,
    /// `none`, `words`…
    pub autocapitalize: String,
    /// Whether the browser checks the spelling.
    pub spellcheck: Option<bool>,
    /// Whether it cannot be used.
    pub disabled: bool,
    /// Ids of what else describes it.
    pub described_by: String,
    /// Marks the input as wrong when the message stands elsewhere, as in a date.
    #[cfg_attr(test, serde(skip))]
    pub error: bool,
    /// What follows the input in its group, such as a button.
    pub after_input: Content,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A single-line text input with its label, hint and error message.
pub fn input(input: &Input) -> Markup {
    let id = either(&input.id, &input.name);
    let about = described(id, &input.described_by, input.hint.as_ref(), input.error_message.as_ref());
    let wrong = input.error || input.error_message.is_some();
    let control = control(input, id, &about.ids, wrong);
    let wrapped = !(input.prefix.is_empty() && input.suffix.is_empty() && input.after_input.is_empty());
    form_group(
        wrong,
        "",
        &html! {
            (label(&input.label.filled_for(id)))
            (about.markup)
            @if wrapped {
                div class="nhsuk-input-wrapper" {
                    @if !input.prefix.is_empty() {
                        div class="nhsuk-input-wrapper__prefix" aria-hidden="true" { (input.prefix) }
                    }
                    (control)
                    @if !input.suffix.is_empty() {
                        div class="nhsuk-input-wrapper__suffix" aria-hidden="true" { (input.suffix) }
                    }
                    (input.after_input)
                }
            } @else { (control) }
        },
    )
}

fn control(input: &Input, id: &str, described_by: &str, wrong: bool) -> Markup {
    let width = input.width.map(|width| format!("nhsuk-input--width-{width}")).unwrap_or_default();
    let class = classes([
        "nhsuk-input",
        when(input.code, "nhsuk-input--code"),
        when(wrong, "nhsuk-input--error"),
        &width,
        &input.classes,
    ]);
    Element::new("input")
        .attr("class", &class)
        .attr("id", id)
        .attr("name", &input.name)
        .attr("type", either(&input.type_, "text"))
        .decided("spellcheck", input.spellcheck)
        .some("value", &input.value)
        .flag("disabled", input.disabled)
        .some("aria-describedby", described_by)
        .some("autocomplete", &input.autocomplete)
        .some("autocapitalize", &input.autocapitalize)
        .some("inputmode", &input.inputmode)
        .attributes(&input.attributes)
        .void()
}
