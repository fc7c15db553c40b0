use maud::{Markup, html};

use super::{
    Caption, Content, Heading, Placement, Size,
    element::{Element, classes, filled},
    heading::{Frame, caption, element_of_level, framed},
};

/// The label of one input.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Label {
    /// What it says.
    pub text: Content,
    /// More for those who listen.
    pub visually_hidden_text: String,
    /// The id of the input; components fill it in.
    #[cfg_attr(test, serde(rename = "for"))]
    pub for_: String,
    /// A caption.
    pub caption: Caption,
    /// Its size.
    pub size: Option<Size>,
    /// Wraps it in a heading with this text; its size and level win.
    pub heading: Option<Heading>,
    /// Whether the label is the page's heading.
    pub is_page_heading: Option<bool>,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
}

impl<T: Into<Content>> From<T> for Label {
    fn from(text: T) -> Self {
        Label { text: text.into(), ..Label::default() }
    }
}

/// What a label or a legend says once its heading and its own options are put together.
pub(crate) struct Said {
    pub(crate) title: Heading,
    pub(crate) outside: Option<Caption>,
    pub(crate) wrapped: bool,
}

impl Label {
    pub(crate) fn said(&self) -> Said {
        let wrapped =
            self.is_page_heading == Some(true) || (self.is_page_heading != Some(false) && self.heading.is_some());
        let heading = self.heading.clone().unwrap_or_default();
        let (first, second) = if wrapped { (&heading.text, &self.text) } else { (&self.text, &heading.text) };
        let text = if first.is_empty() { second.clone() } else { first.clone() };
        let size = if wrapped { heading.size.or(self.size) } else { self.size };
        let mut small =
            if wrapped && !heading.caption.text.is_empty() { heading.caption } else { self.caption.clone() };
        small.size = small.size.or(size);
        let outside = matches!(small.placement, Placement::Before | Placement::After).then(|| small.clone());
        let caption = if outside.is_some() { Caption::default() } else { small };
        let hidden = if wrapped && !heading.visually_hidden_text.is_empty() {
            heading.visually_hidden_text
        } else {
            self.visually_hidden_text.clone()
        };
        let title = Heading {
            text,
            visually_hidden_text: hidden,
            caption,
            size,
            id: self.id.clone(),
            classes: self.classes.clone(),
            ..Heading::default()
        };
        Said { title, outside, wrapped }
    }

    pub(crate) fn filled_for(&self, id: &str) -> Label {
        let mut label = self.clone();
        if label.for_.is_empty() {
            id.clone_into(&mut label.for_);
        }
        label
    }
}

/// The label of one input.
pub fn label(label: &Label) -> Markup {
    let Said { title, outside, wrapped } = label.said();
    if title.text.is_empty() {
        return html! {};
    }
    let inner = framed(
        &title,
        &Frame {
            class: "nhsuk-label",
            prefix: "nhsuk-label--",
            sizes: &[Size::S, Size::M, Size::L, Size::Xl],
            element: "label",
            extra: Some(("for", &label.for_)),
        },
    );
    let heading = label.heading.as_ref();
    let before = outside.as_ref().is_some_and(|small| small.placement == Placement::Before);
    html! {
        @if let (true, Some(small)) = (before, &outside) { (caption(small, None)) }
        @if wrapped {
            (Element::new(element_of_level(heading.and_then(|h| h.level), 1))
                .attr("class", &classes(["nhsuk-label-wrapper"]))
                .some("id", heading.and_then(|h| filled(&h.id)).unwrap_or_default())
                .around(&inner))
        } @else { (inner) }
        @if let (false, Some(small)) = (before, &outside) { (caption(small, None)) }
    }
}
