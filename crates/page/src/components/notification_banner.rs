use maud::{Markup, html};

use super::{
    Content, Heading,
    element::{Element, classes, either, when},
    heading::{Frame, element_of_level, framed},
};

/// Whether a banner says that something went well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum BannerVariant {
    /// Something to know.
    #[default]
    Important,
    /// Something went well.
    Success,
}

/// A message about what has just happened, or what everybody should know.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct NotificationBanner {
    /// Its title; "Success" or "Important" when not given.
    pub title: Heading,
    /// The message in one line.
    pub heading: Heading,
    /// The message, or what follows its heading.
    pub text: Content,
    /// Whether something went well.
    pub variant: BannerVariant,
    /// Its role; made from the variant when not given.
    pub role: String,
    /// Whether it does not take the focus when the page opens.
    pub disable_auto_focus: Option<bool>,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
}

/// A message about what has just happened.
pub fn notification_banner(banner: &NotificationBanner) -> Markup {
    let success = banner.variant == BannerVariant::Success;
    let mut title = banner.title.clone();
    if title.id.is_empty() {
        title.id = "nhsuk-notification-banner-title".into();
    }
    if title.text.is_empty() {
        title.text = if success { "Success" } else { "Important" }.into();
    }
    let frame = |class: &'static str, element| Frame { class, prefix: "", sizes: &[], element, extra: None };
    let inner = html! {
        div class="nhsuk-notification-banner__header" {
            (framed(&title, &frame("nhsuk-notification-banner__title", element_of_level(title.level, 2))))
        }
        div class="nhsuk-notification-banner__content" {
            (framed(&banner.heading,
                &frame("nhsuk-notification-banner__heading", element_of_level(banner.heading.level, 3))))
            @if banner.text.is_markup() { (banner.text) }
            @else if !banner.text.is_empty() {
                p class=(if banner.heading.text.is_empty() { "nhsuk-notification-banner__heading" } else { "nhsuk-body" }) {
                    (banner.text)
                }
            }
        }
    };
    Element::new("div")
        .attr(
            "class",
            &classes([
                "nhsuk-notification-banner",
                &banner.classes,
                when(success, "nhsuk-notification-banner--success"),
            ]),
        )
        .some("id", &banner.id)
        .attr("data-module", "nhsuk-notification-banner")
        .decided("data-disable-auto-focus", banner.disable_auto_focus)
        .attr("role", either(&banner.role, if success { "alert" } else { "region" }))
        .attr("aria-labelledby", &title.id)
        .around(&inner)
}
