use maud::Markup;

use super::{Action, Card, CardVariant, Content, Heading, card};

/// What nobody may overlook.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct WarningCallout {
    /// Its heading.
    pub heading: Heading,
    /// What it says.
    pub text: Content,
    /// Links in its head.
    pub actions: Vec<Action>,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
}

/// What nobody may overlook.
pub fn warning_callout(callout: &WarningCallout) -> Markup {
    let mut heading = callout.heading.clone();
    heading.level = heading.level.or(Some(3));
    let says_so = heading.text.markup().0.to_lowercase().contains("important");
    if says_so {
        heading.visually_hidden_text.clear();
    } else if heading.visually_hidden_text.is_empty() {
        heading.visually_hidden_text = "Important".into();
    }
    card(&Card {
        heading,
        description: callout.text.clone(),
        actions: callout.actions.clone(),
        variant: CardVariant::Warning,
        id: callout.id.clone(),
        classes: callout.classes.clone(),
        ..Card::default()
    })
}
