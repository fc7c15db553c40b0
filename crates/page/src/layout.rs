use kernel::{Date, Fault, Moment, age_on, moment_in_words};
use maud::{DOCTYPE, Markup, html};

use crate::{
    assets,
    components::{
        BackLink, BannerVariant, Content, ErrorItem, ErrorSummary, NotificationBanner, SkipLink, back_link,
        element::classes, error_summary, notification_banner, skip_link,
    },
    form::CSRF_FIELD,
};

/// A link by its text and where it leads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub href: String,
}

impl Link {
    /// A link.
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Link { text: text.into(), href: href.into() }
    }
}

/// What the page tells about something that has just happened.
#[derive(Debug, Clone)]
pub struct Notice {
    /// What happened.
    pub text: Content,
    /// Whether it went well.
    pub success: bool,
}

impl Notice {
    /// Something that was asked for is done.
    pub fn done(text: impl Into<Content>) -> Self {
        Notice { text: text.into(), success: true }
    }

    /// Something to know.
    pub fn important(text: impl Into<Content>) -> Self {
        Notice { text: text.into(), success: false }
    }
}

/// Whom a page is about. It stands on every page about a person, on paper and in the tab's title too, so that nobody acts on
/// the wrong record (H1, H23).
#[derive(Debug, Clone, Default)]
pub struct PersonBanner {
    /// The person's name.
    pub name: String,
    /// The date of birth; the age is reckoned from it.
    pub birth: Option<Date>,
    /// The NHS number in its groups of 3, 3 and 4 digits.
    pub nhs_number: Option<String>,
    /// The address in one line.
    pub address: Option<String>,
    /// What everybody who visits must know.
    pub alerts: Vec<String>,
    /// The person's own page.
    pub href: String,
}

/// What one page says, inside the frame that is the same for all.
#[derive(Debug, Clone)]
pub struct Page {
    /// The title of the tab; the heading stands in the body.
    pub title: String,
    /// What stands in `main`.
    pub body: Markup,
    /// Whom it is about.
    pub banner: Option<PersonBanner>,
    /// The way back.
    pub back: Option<Link>,
    /// What has just happened.
    pub notice: Option<Notice>,
    /// What is wrong with the form on it; told at the top, each a link to `#field`.
    pub errors: Vec<Fault>,
    /// Uses the width of the screen, for tables of many columns.
    pub wide: bool,
    /// Reads itself again after so many seconds, as long as script runs, nothing has been typed and nobody has paused it.
    pub refresh: Option<u32>,
}

impl Page {
    /// A page with a title and what stands in its `main`.
    pub fn new(title: impl Into<String>, body: Markup) -> Self {
        Page {
            title: title.into(),
            body,
            banner: None,
            back: None,
            notice: None,
            errors: Vec::new(),
            wide: false,
            refresh: None,
        }
    }

    /// About this person.
    pub fn about(mut self, banner: PersonBanner) -> Self {
        self.banner = Some(banner);
        self
    }

    /// With a way back.
    pub fn back(mut self, text: impl Into<String>, href: impl Into<String>) -> Self {
        self.back = Some(Link::new(text, href));
        self
    }

    /// With what has just happened.
    pub fn notice(mut self, notice: Notice) -> Self {
        self.notice = Some(notice);
        self
    }

    /// With what is wrong with its form.
    pub fn errors(mut self, faults: &[Fault]) -> Self {
        self.errors = faults.to_vec();
        self
    }

    /// As wide as the screen.
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// Reads itself again after so many seconds.
    pub fn refresh_every(mut self, seconds: u32) -> Self {
        self.refresh = Some(seconds);
        self
    }
}

/// Who is signed in.
#[derive(Debug, Clone, Default)]
pub struct SignedIn {
    /// The name.
    pub name: String,
    /// The role they act in.
    pub role: String,
    /// The organisation they act for.
    pub organisation: String,
}

/// One entry of the menu.
#[derive(Debug, Clone, Default)]
pub struct NavItem {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub href: String,
    /// Whether this page is it, or belongs to it.
    pub current: bool,
}

impl NavItem {
    /// An entry.
    pub fn new(text: impl Into<String>, href: impl Into<String>, current: bool) -> Self {
        NavItem { text: text.into(), href: href.into(), current }
    }
}

/// What is the same on every page of a session.
#[derive(Debug, Clone)]
pub struct Chrome {
    /// The name of the product.
    pub service: String,
    /// The place it serves.
    pub place: String,
    /// Who is signed in, if anybody.
    pub signed_in: Option<SignedIn>,
    /// The menu.
    pub nav: Vec<NavItem>,
    /// The token that every form sends back.
    pub csrf: String,
    /// Whether the people are made up.
    pub demo: bool,
    /// What everybody must know on every page, and where to read more.
    pub warning: Option<Link>,
    /// The moment the page was made.
    pub now: Moment,
}

impl Chrome {
    /// The frame for somebody who is not signed in, in a live system.
    pub fn new(place: impl Into<String>, csrf: impl Into<String>, now: Moment) -> Self {
        Chrome {
            service: "Kith".into(),
            place: place.into(),
            signed_in: None,
            nav: Vec::new(),
            csrf: csrf.into(),
            demo: false,
            warning: None,
            now,
        }
    }
}

/// The whole document.
pub fn render(page: &Page, chrome: &Chrome) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en-GB" class="nhsuk-template" {
            head {
                meta charset="utf-8";
                title { (tab_title(page, chrome)) }
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="format-detection" content="telephone=no";
                meta name="theme-color" content="#005eb8";
                link rel="icon" href=(assets::icon()) type="image/svg+xml";
                link rel="stylesheet" href=(assets::stylesheet());
                script src=(assets::script()) defer {}
            }
            body class="nhsuk-template__body" data-refresh=[page.refresh] {
                (skip_link(&SkipLink::default()))
                @if chrome.demo { p class="kith-demo" { "Practice system with made-up people" } }
                @if let Some(warning) = &chrome.warning {
                    section class="kith-warning" aria-label="Warning" { p { a href=(warning.href) { (warning.text) } } }
                }
                (header(chrome))
                @if let Some(banner) = &page.banner { (person_banner(banner, chrome.now)) }
                div class=(container(page.wide)) {
                    @if let Some(link) = &page.back {
                        (back_link(&BackLink {
                            text: link.text.as_str().into(), href: link.href.clone(), ..BackLink::default()
                        }))
                    }
                    main class="nhsuk-main-wrapper" id="maincontent" { (problems(&page.errors)) (told(page.notice.as_ref())) (page.body) }
                }
                (footer(page, chrome))
            }
        }
    }
}

fn container(wide: bool) -> String {
    classes(["nhsuk-width-container", if wide { "kith-wide" } else { "" }])
}

/// "Error: Change the address – Ada Example – Kith".
fn tab_title(page: &Page, chrome: &Chrome) -> String {
    let error = if page.errors.is_empty() { "" } else { "Error: " };
    let person = page.banner.as_ref().map(|banner| format!(" – {}", banner.name)).unwrap_or_default();
    format!("{error}{}{person} – {}", page.title, chrome.service)
}

fn problems(faults: &[Fault]) -> Markup {
    if faults.is_empty() {
        return html! {};
    }
    let line = |fault: &Fault| ErrorItem {
        text: fault.message.as_str().into(),
        href: if fault.field.is_empty() { String::new() } else { format!("#{}", fault.field) },
    };
    error_summary(&ErrorSummary {
        heading: "There is a problem".into(),
        error_list: faults.iter().map(line).collect(),
        ..ErrorSummary::default()
    })
}

fn told(notice: Option<&Notice>) -> Markup {
    let Some(notice) = notice else { return html! {} };
    notification_banner(&NotificationBanner {
        text: notice.text.clone(),
        variant: if notice.success { BannerVariant::Success } else { BannerVariant::Important },
        ..NotificationBanner::default()
    })
}

/// The head of the page: the product's own wordmark, for the NHS logo is not ours to use.
fn header(chrome: &Chrome) -> Markup {
    html! {
        header class="nhsuk-header" role="banner" {
            div class="nhsuk-header__container nhsuk-width-container" {
                div class="nhsuk-header__service" {
                    a class="nhsuk-header__service-name kith-wordmark" href="/" {
                        (chrome.service) @if !chrome.place.is_empty() { " " span class="kith-place" { (chrome.place) } }
                    }
                }
                (account(chrome))
            }
            @if !chrome.nav.is_empty() { (menu(&chrome.nav)) }
        }
    }
}

fn account(chrome: &Chrome) -> Markup {
    let item = "nhsuk-header__account-item";
    html! {
        nav class="nhsuk-header__account" aria-label="Account" {
            ul class="nhsuk-header__account-list" {
                @match &chrome.signed_in {
                    None => li class=(item) { a class="nhsuk-header__account-link" href="/sign-in" { "Sign in" } }
                    Some(who) => {
                        li class=(item) { span class="kith-who" {
                            (who.name)
                            @for more in [&who.role, &who.organisation] { @if !more.is_empty() { ", " (more) } }
                        } }
                        li class=(item) {
                            form class="nhsuk-header__account-form" action="/sign-out" method="post" {
                                input type="hidden" name=(CSRF_FIELD) value=(chrome.csrf);
                                button class="nhsuk-header__account-button" { "Sign out" }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn menu(items: &[NavItem]) -> Markup {
    html! {
        nav class="nhsuk-header__navigation" aria-label="Menu" {
            div class="nhsuk-header__navigation-container nhsuk-width-container" {
                ul class="nhsuk-header__navigation-list" {
                    @for item in items {
                        @let here = if item.current { "nhsuk-header__navigation-item--current" } else { "" };
                        li class=(classes(["nhsuk-header__navigation-item", here])) {
                            a class="nhsuk-header__navigation-link" href=(item.href)
                                aria-current=[item.current.then_some("page")] {
                                @if item.current {
                                    strong class="nhsuk-header__navigation-item-current-fallback" { (item.text) }
                                } @else { (item.text) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whom the page is about.
pub fn person_banner(banner: &PersonBanner, now: Moment) -> Markup {
    let fact = |name: &str, value: Markup| {
        html! { div class="kith-person__fact" { dt { (name) } dd { (value) } } }
    };
    html! {
        section class="kith-person" aria-label="Person this page is about" {
            div class="nhsuk-width-container" {
                p class="kith-person__name" {
                    @if banner.href.is_empty() { (banner.name) } @else { a href=(banner.href) { (banner.name) } }
                }
                dl class="kith-person__facts" {
                    (fact("Born", born(banner.birth, now)))
                    (fact("NHS number", html! { (banner.nhs_number.as_deref().unwrap_or("NHS number not recorded")) }))
                    (fact("Address", html! { (banner.address.as_deref().unwrap_or("Address not recorded")) }))
                    (fact("Alerts", html! {
                        @if banner.alerts.is_empty() { "No alerts recorded" } @else {
                            ul class="kith-person__alerts" {
                                @for alert in &banner.alerts { li { strong { (alert) } } }
                            }
                        }
                    }))
                }
            }
        }
    }
}

fn born(birth: Option<Date>, now: Moment) -> Markup {
    let Some(birth) = birth else { return html! { "Date of birth not recorded" } };
    let age = age_on(birth, now.day());
    html! {
        time datetime=(birth) { (birth.strftime("%-d %B %Y")) }
        @if let Some(age) = age { " (aged " (age) ")" }
    }
}

fn footer(page: &Page, chrome: &Chrome) -> Markup {
    html! {
        footer class="nhsuk-footer" role="contentinfo" {
            div class="nhsuk-width-container" {
                div class="nhsuk-footer__meta" {
                    h2 class="nhsuk-u-visually-hidden" { "Support links" }
                    ul class="nhsuk-footer__list" {
                        li class="nhsuk-footer__list-item" {
                            a class="nhsuk-footer__list-item-link" href="/accessibility" { "Accessibility statement" }
                        }
                    }
                    p class="nhsuk-body-s" {
                        (chrome.service) @if !chrome.place.is_empty() { ", " (chrome.place) }
                        ". Page made " time datetime=(chrome.now) data-now="" { (moment_in_words(chrome.now)) } "."
                        // A sheet of paper loses its head: the foot says again whom it is about (H1).
                        @if let Some(banner) = &page.banner {
                            span class="kith-print-only" {
                                " About " (banner.name) ", " (banner.nhs_number.as_deref().unwrap_or("NHS number not recorded")) "."
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
