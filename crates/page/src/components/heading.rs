use maud::{Markup, html};

use super::{
    Content,
    element::{Element, classes, when},
};

/// Sizes of headings, labels, legends and captions. What a component does not know it leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Size {
    /// Smallest.
    Xxs,
    /// Extra small.
    Xs,
    /// Small.
    S,
    /// Medium.
    M,
    /// Large.
    L,
    /// Extra large.
    Xl,
    /// Largest, captions only.
    Xxl,
}

impl Size {
    /// As it stands in class names.
    pub const fn name(self) -> &'static str {
        match self {
            Size::Xxs => "xxs",
            Size::Xs => "xs",
            Size::S => "s",
            Size::M => "m",
            Size::L => "l",
            Size::Xl => "xl",
            Size::Xxl => "xxl",
        }
    }
}

/// Where a caption stands relative to its heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Placement {
    /// Inside the heading, before its text.
    #[default]
    Start,
    /// Inside the heading, after its text.
    End,
    /// An element of its own before the heading.
    Before,
    /// An element of its own after the heading.
    After,
}

/// The small grey line that belongs to a heading.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Caption {
    /// What it says.
    pub text: Content,
    /// Its size; that of the heading when not given.
    pub size: Option<Size>,
    /// Where it stands.
    pub placement: Placement,
    /// `p` instead of a span.
    #[cfg_attr(test, serde(rename = "element", deserialize_with = "is_paragraph"))]
    pub paragraph: bool,
    /// Further classes.
    pub classes: String,
}

#[cfg(test)]
fn is_paragraph<'de, D: serde::Deserializer<'de>>(d: D) -> Result<bool, D::Error> {
    Ok(<String as serde::Deserialize>::deserialize(d)? == "p")
}

/// A heading, or the heading inside a component.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Heading {
    /// What it says.
    pub text: Content,
    /// More for those who listen.
    pub visually_hidden_text: String,
    /// A caption.
    pub caption: Caption,
    /// Its size.
    pub size: Option<Size>,
    /// Its level, 1 to 6; the component's own when not given.
    pub level: Option<u8>,
    /// Makes the heading a link.
    pub href: String,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
}

impl<T: Into<Content>> From<T> for Heading {
    fn from(text: T) -> Self {
        Heading { text: text.into(), ..Heading::default() }
    }
}

/// How a component frames its heading.
pub(crate) struct Frame<'a> {
    pub(crate) class: &'a str,
    pub(crate) prefix: &'a str,
    pub(crate) sizes: &'a [Size],
    pub(crate) element: &'static str,
    pub(crate) extra: Option<(&'a str, &'a str)>,
}

pub(crate) fn element_of_level(level: Option<u8>, usual: u8) -> &'static str {
    match level.unwrap_or(usual) {
        1 => "h1",
        2 => "h2",
        3 => "h3",
        4 => "h4",
        5 => "h5",
        _ => "h6",
    }
}

/// A heading by itself.
pub fn heading(heading: &Heading) -> Markup {
    use Size::{L, M, S, Xl, Xs, Xxs};
    framed(
        heading,
        &Frame {
            class: "nhsuk-heading",
            prefix: "nhsuk-heading-",
            sizes: &[Xxs, Xs, S, M, L, Xl],
            element: element_of_level(heading.level, 1),
            extra: None,
        },
    )
}

pub(crate) fn caption(caption: &Caption, size: Option<Size>) -> Markup {
    if caption.text.is_empty() {
        return html! {};
    }
    let size = caption.size.or(size).filter(|size| matches!(size, Size::M | Size::L | Size::Xl | Size::Xxl));
    let sized = size.map_or_else(|| "nhsuk-caption".to_owned(), |size| format!("nhsuk-caption-{}", size.name()));
    let bottom = matches!(caption.placement, Placement::End | Placement::After);
    let class = classes([&sized, when(bottom, "nhsuk-caption--bottom"), &caption.classes]);
    Element::new(if caption.paragraph { "p" } else { "span" }).attr("class", &class).around(&caption.text.markup())
}

pub(crate) fn framed(heading: &Heading, frame: &Frame<'_>) -> Markup {
    if heading.text.is_empty() {
        return html! {};
    }
    let size = heading.size.filter(|size| frame.sizes.contains(size));
    let sized = size.map(|size| format!("{}{}", frame.prefix, size.name())).unwrap_or_default();
    // A plain heading has the size in its only class; every other has its own class and the size as a modifier.
    let own = if !sized.is_empty() && frame.prefix.strip_suffix('-') == Some(frame.class) { "" } else { frame.class };
    let mut element =
        Element::new(frame.element).some("class", &classes([own, &sized, &heading.classes])).some("id", &heading.id);
    if let Some((name, value)) = frame.extra {
        element = element.some(name, value);
    }
    let small = caption(&heading.caption, size);
    let inner = html! {
        @if heading.caption.placement == Placement::Start { (small) " " }
        @if heading.href.is_empty() { (heading.text) } @else { a class="nhsuk-link" href=(heading.href) { (heading.text) } }
        @if !heading.visually_hidden_text.is_empty() {
            span class="nhsuk-u-visually-hidden" { " " (heading.visually_hidden_text) }
        }
        @if heading.caption.placement == Placement::End { " " (small) }
    };
    html! {
        @if heading.caption.placement == Placement::Before { (small) }
        (element.around(&inner))
        @if heading.caption.placement == Placement::After { (small) }
    }
}
