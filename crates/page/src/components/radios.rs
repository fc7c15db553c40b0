use maud::Markup;

use super::{
    Attributes, Choice, ErrorMessage, Fieldset, Hint,
    choices::{Choices, choices},
};

/// A group of which one is chosen.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Radios {
    /// The name it is sent under.
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
    /// The value of the choice that is made.
    pub value: String,
    /// Smaller circles.
    pub small: bool,
    /// Side by side.
    pub inline: bool,
    /// Whether none can be chosen.
    pub disabled: bool,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A group of which one is chosen.
pub fn radios(radios: &Radios) -> Markup {
    choices(&Choices {
        block: "nhsuk-radios",
        kind: "radio",
        name: &radios.name,
        id_prefix: &radios.id_prefix,
        fieldset: radios.fieldset.as_ref(),
        described_by: "",
        hint: radios.hint.as_ref(),
        error_message: radios.error_message.as_ref(),
        items: &radios.items,
        chosen: &|value| !radios.value.is_empty() && value == radios.value,
        small: radios.small,
        inline: radios.inline,
        disabled: radios.disabled,
        id: &radios.id,
        classes: &radios.classes,
        attributes: &radios.attributes,
    })
}
