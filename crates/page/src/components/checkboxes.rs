use maud::Markup;

use super::{
    Attributes, Choice, ErrorMessage, Fieldset, Hint,
    choices::{Choices, choices},
};

/// A group of which any number is chosen.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Checkboxes {
    /// The name it is sent under, once for each that is ticked.
    pub name: String,
    /// What the ids begin with; the name when not given.
    pub id_prefix: String,
    /// The group's legend.
    pub fieldset: Option<Fieldset>,
    /// Help.
    pub hint: Option<Hint>,
    /// What is wrong with it.
    pub error_message: Option<ErrorMessage>,
    /// The choices.
    pub items: Vec<Choice>,
    /// The values of those that are ticked.
    pub values: Vec<String>,
    /// Smaller boxes.
    pub small: bool,
    /// Side by side.
    pub inline: bool,
    /// Whether none can be chosen.
    pub disabled: bool,
    /// Ids of what else describes it.
    pub described_by: String,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A group of which any number is chosen.
pub fn checkboxes(boxes: &Checkboxes) -> Markup {
    choices(&Choices {
        block: "nhsuk-checkboxes",
        kind: "checkbox",
        name: &boxes.name,
        id_prefix: &boxes.id_prefix,
        fieldset: boxes.fieldset.as_ref(),
        described_by: &boxes.described_by,
        hint: boxes.hint.as_ref(),
        error_message: boxes.error_message.as_ref(),
        items: &boxes.items,
        chosen: &|value| boxes.values.iter().any(|ticked| ticked == value),
        small: boxes.small,
        inline: boxes.inline,
        disabled: boxes.disabled,
        id: &boxes.id,
        classes: &boxes.classes,
        attributes: &boxes.attributes,
    })
}
