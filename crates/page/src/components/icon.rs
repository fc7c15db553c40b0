use maud::{Markup, html};

/// The icons of the design system that Kith shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum IconName {
    /// An arrow to the left.
    ArrowLeft,
    /// An arrow to the right.
    ArrowRight,
    /// An arrow to the right in a circle.
    ArrowRightCircle,
    /// A chevron to the right in a circle.
    ChevronRightCircle,
    /// A cross.
    Cross,
    /// A tick.
    Tick,
    /// A magnifying glass.
    Search,
    /// A head and shoulders.
    User,
    /// A plus sign.
    Plus,
}

impl IconName {
    const fn drawn(self) -> (&'static str, &'static str) {
        match self {
            IconName::ArrowLeft => (
                "arrow-left",
                "M10.7 6.3c.4.4.4 1 0 1.4L7.4 11H19a1 1 0 0 1 0 2H7.4l3.3 3.3c.4.4.4 1 0 1.4a1 1 0 0 1-1.4 0l-5-5A1 1 0 0 1 4 12c0-.3.1-.5.3-.7l5-5a1 1 0 0 1 1.4 0Z",
            ),
            IconName::ArrowRight => (
                "arrow-right",
                "m14.7 6.3 5 5c.2.2.3.4.3.7 0 .3-.1.5-.3.7l-5 5a1 1 0 0 1-1.4-1.4l3.3-3.3H5a1 1 0 0 1 0-2h11.6l-3.3-3.3a1 1 0 1 1 1.4-1.4Z",
            ),
            IconName::ArrowRightCircle => (
                "arrow-right-circle",
                "M12 2a10 10 0 0 0-10 9h11.7l-4-4a1 1 0 0 1 1.5-1.4l5.6 5.7a1 1 0 0 1 0 1.4l-5.6 5.7a1 1 0 0 1-1.5 0 1 1 0 0 1 0-1.4l4-4H2A10 10 0 1 0 12 2z",
            ),
            IconName::ChevronRightCircle => (
                "chevron-right-circle",
                "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20Zm-.3 5.8a1 1 0 1 0-1.5 1.4l2.9 2.8-2.9 2.8a1 1 0 0 0 1.5 1.4l3.5-3.5c.4-.4.4-1 0-1.4Z",
            ),
            IconName::Cross => (
                "cross",
                "M17 18.5c-.4 0-.8-.1-1.1-.4l-10-10c-.6-.6-.6-1.6 0-2.1.6-.6 1.5-.6 2.1 0l10 10c.6.6.6 1.5 0 2.1-.3.3-.6.4-1 .4z M7 18.5c-.4 0-.8-.1-1.1-.4-.6-.6-.6-1.5 0-2.1l10-10c.6-.6 1.5-.6 2.1 0 .6.6.6 1.5 0 2.1l-10 10c-.3.3-.6.4-1 .4z",
            ),
            IconName::Tick => (
                "tick",
                "M11.4 17.5a2 2 0 0 1-2.7.1h-.1L4 12.8a1.5 1.5 0 0 1 2.1-2L10 14.7l8.1-8.1a1.5 1.5 0 1 1 2.2 2l-8.9 9Z",
            ),
            IconName::Search => (
                "search",
                "m20.7 18.9-4.1-4.1a7 7 0 1 0-1.4 1.4l4 4.1a1 1 0 0 0 1.5 0c.4-.4.4-1 0-1.4ZM6 10.6a5 5 0 1 1 10 0 5 5 0 0 1-10 0Z",
            ),
            IconName::User => (
                "user",
                "M12 1a11 11 0 1 1 0 22 11 11 0 0 1 0-22Zm0 2a9 9 0 0 0-5 16.5V18a4 4 0 0 1 4-4h2a4 4 0 0 1 4 4v1.5A9 9 0 0 0 12 3Zm0 3a3.5 3.5 0 1 1-3.5 3.5A3.4 3.4 0 0 1 12 6Z",
            ),
            IconName::Plus => (
                "plus",
                "M13.5 5.5a1.5 1.5 0 0 0-3 0v5h-5a1.5 1.5 0 0 0 0 3h5v5a1.5 1.5 0 0 0 3 0v-5h5a1.5 1.5 0 0 0 0-3h-5v-5Z",
            ),
        }
    }
}

/// An icon, silent for those who listen.
pub fn icon(name: IconName) -> Markup {
    let (name, path) = name.drawn();
    html! {
        svg class={ "nhsuk-icon nhsuk-icon--" (name) } xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"
            width="16" height="16" focusable="false" aria-hidden="true" { path d=(path) {} }
    }
}
