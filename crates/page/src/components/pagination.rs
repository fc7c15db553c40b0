use maud::{Markup, html};

use super::{
    Content, IconName,
    element::{classes, either, filled, when},
    icon,
};

/// The page before or after.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct PageLink {
    /// Where to; no link when not given.
    pub href: String,
    /// "Previous page" or "Next page" when not given.
    pub text: Content,
    /// The name of that page.
    pub label: Content,
}

/// A numbered page.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct PageItem {
    /// Its number.
    pub number: u32,
    /// Where to.
    pub href: String,
    /// Whether it is this page.
    pub current: bool,
    /// Dots for pages left out instead of a page.
    pub ellipsis: bool,
}

/// Links to the other pages of a list.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Pagination {
    /// The page before.
    pub previous: PageLink,
    /// The page after.
    pub next: PageLink,
    /// The numbered pages; none for previous and next alone.
    pub items: Vec<PageItem>,
    /// The name of the landmark, "Pagination" when not given.
    pub aria_label: String,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
}

/// Links to the other pages of a list.
pub fn pagination(pages: &Pagination) -> Markup {
    let numbered = !pages.items.is_empty();
    let class = classes(["nhsuk-pagination", when(numbered, "nhsuk-pagination--numbered"), &pages.classes]);
    html! {
        nav class=(class) id=[filled(&pages.id)] role="navigation" aria-label=(either(&pages.aria_label, "Pagination")) {
            @if numbered { (with_numbers(pages)) } @else {
                ul class="nhsuk-list nhsuk-pagination__list" {
                    (turn(&pages.previous, "Previous", "previous", "prev", IconName::ArrowLeft))
                    (turn(&pages.next, "Next", "next", "next", IconName::ArrowRight))
                }
            }
        }
    }
}

fn words(link: &PageLink, usual: &str) -> Markup {
    html! {
        span class="nhsuk-pagination__title" {
            @if link.text.is_empty() { (usual) span class="nhsuk-u-visually-hidden" { " page" } } @else { (link.text) }
        }
    }
}

fn turn(link: &PageLink, usual: &str, item: &str, rel: &str, arrow: IconName) -> Markup {
    html! {
        @if !link.href.is_empty() {
            li class={ "nhsuk-pagination-item--" (item) } {
                a class={ "nhsuk-pagination__link nhsuk-pagination__link--" (rel) } href=(link.href) rel=(rel) {
                    (words(link, usual))
                    @if !link.label.is_empty() {
                        span class="nhsuk-u-visually-hidden" { ":" }
                        span class="nhsuk-pagination__page" { (link.label) }
                    }
                    (icon(arrow))
                }
            }
        }
    }
}

fn with_numbers(pages: &Pagination) -> Markup {
    html! {
        @if !pages.previous.href.is_empty() {
            a href=(pages.previous.href) class="nhsuk-pagination__previous" rel="prev" {
                (icon(IconName::ArrowLeft)) (words(&pages.previous, "Previous"))
            }
        }
        ul class="nhsuk-pagination__list" { @for item in &pages.items { (number(item)) } }
        @if !pages.next.href.is_empty() {
            a href=(pages.next.href) class="nhsuk-pagination__next" rel="next" {
                (words(&pages.next, "Next")) (icon(IconName::ArrowRight))
            }
        }
    }
}

fn number(item: &PageItem) -> Markup {
    let class = classes([
        "nhsuk-pagination__item",
        when(item.current, "nhsuk-pagination__item--current"),
        when(item.ellipsis, "nhsuk-pagination__item--ellipsis"),
    ]);
    html! {
        li class=(class) {
            @if item.ellipsis { "⋯" } @else {
                a class="nhsuk-pagination__link" href=(item.href) aria-label={ "Page " (item.number) }
                    aria-current=[item.current.then_some("page")] { (item.number) }
            }
        }
    }
}
