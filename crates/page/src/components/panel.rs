use maud::{Markup, html};

use super::{
    Content, Heading, Size,
    element::{classes, filled, when},
    heading::{Frame, element_of_level, framed},
};

/// What a panel is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum PanelVariant {
    /// Something is done.
    #[default]
    Confirmation,
    /// Something to think about before going on.
    Interruption,
}

/// The top of a page that says a thing is done.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Panel {
    /// What is done.
    pub heading: Heading,
    /// A reference, or what it means.
    pub text: Content,
    /// What it is for.
    pub variant: PanelVariant,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
}

/// The top of a page that says a thing is done.
pub fn panel(panel: &Panel) -> Markup {
    let stop = panel.variant == PanelVariant::Interruption;
    let title = framed(
        &panel.heading,
        &Frame {
            class: "nhsuk-panel__heading",
            prefix: "nhsuk-panel__heading--",
            sizes: &[Size::M, Size::L, Size::Xl],
            element: element_of_level(panel.heading.level, 1),
            extra: None,
        },
    );
    html! {
        div class=(classes(["nhsuk-panel", when(stop, "nhsuk-panel--interruption"), &panel.classes]))
            id=[filled(&panel.id)] {
            (title)
            @if !panel.text.is_empty() { div class="nhsuk-panel__body" { (panel.text) } }
        }
    }
}
