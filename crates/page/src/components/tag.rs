use maud::{Markup, html};

use super::{
    Content,
    element::{classes, filled, when},
};

/// The colour of a tag. The words carry the meaning; the colour only helps to find them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum TagColour {
    /// The tag's own, dark blue.
    #[default]
    Default,
    /// White.
    White,
    /// Grey.
    Grey,
    /// Green.
    Green,
    /// Aqua green.
    AquaGreen,
    /// Blue.
    Blue,
    /// Purple.
    Purple,
    /// Pink.
    Pink,
    /// Red.
    Red,
    /// Orange.
    Orange,
    /// Yellow.
    Yellow,
    /// No colour at all.
    None,
}

impl TagColour {
    const fn class(self) -> &'static str {
        match self {
            TagColour::Default => "",
            TagColour::White => "nhsuk-tag--white",
            TagColour::Grey => "nhsuk-tag--grey",
            TagColour::Green => "nhsuk-tag--green",
            TagColour::AquaGreen => "nhsuk-tag--aqua-green",
            TagColour::Blue => "nhsuk-tag--blue",
            TagColour::Purple => "nhsuk-tag--purple",
            TagColour::Pink => "nhsuk-tag--pink",
            TagColour::Red => "nhsuk-tag--red",
            TagColour::Orange => "nhsuk-tag--orange",
            TagColour::Yellow => "nhsuk-tag--yellow",
            TagColour::None => "nhsuk-tag--no-colour",
        }
    }
}

/// A state in one or two words.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Tag {
    /// What it says.
    pub text: Content,
    /// Its colour.
    pub colour: TagColour,
    /// Whether it has a border.
    pub border: Option<bool>,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
}

impl Tag {
    /// A state with a colour.
    pub fn new(text: impl Into<Content>, colour: TagColour) -> Self {
        Tag { text: text.into(), colour, ..Tag::default() }
    }
}

/// A state in one or two words.
pub fn tag(tag: &Tag) -> Markup {
    let border = when(tag.border == Some(false), "nhsuk-tag--no-border");
    html! {
        strong class=(classes(["nhsuk-tag", tag.colour.class(), border, &tag.classes])) id=[filled(&tag.id)] {
            (tag.text)
        }
    }
}
