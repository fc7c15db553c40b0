use maud::{Markup, html};

use super::{
    Action, Content, Heading, IconName, Size,
    element::{classes, filled, when},
    heading::{Frame, element_of_level, framed},
    icon, links,
};

/// What a card is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum CardVariant {
    /// A plain card.
    #[default]
    Basic,
    /// With its heading on a blue ground.
    Feature,
    /// With an arrow, for the most important links.
    Primary,
    /// A lighter card.
    Secondary,
    /// With its heading on a yellow ground.
    Warning,
    /// Care card, blue.
    NonUrgent,
    /// Care card, red.
    Urgent,
    /// Care card, red and black.
    Emergency,
}

impl CardVariant {
    const fn class(self) -> &'static str {
        match self {
            CardVariant::Basic => "",
            CardVariant::Feature => "nhsuk-card--feature",
            CardVariant::Primary => "nhsuk-card--primary",
            CardVariant::Secondary => "nhsuk-card--secondary",
            CardVariant::Warning => "nhsuk-card--warning",
            CardVariant::NonUrgent => "nhsuk-card--care nhsuk-card--care--non-urgent",
            CardVariant::Urgent => "nhsuk-card--care nhsuk-card--care--urgent",
            CardVariant::Emergency => "nhsuk-card--care nhsuk-card--care--emergency",
        }
    }

    const fn care(self) -> Option<&'static str> {
        match self {
            CardVariant::NonUrgent => Some("Non-urgent advice"),
            CardVariant::Urgent => Some("Urgent advice"),
            CardVariant::Emergency => Some("Immediate action required"),
            _ => None,
        }
    }
}

/// A box with a heading.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Card {
    /// Its heading.
    pub heading: Heading,
    /// Where its heading leads.
    pub href: String,
    /// Makes the whole card a target for the pointer.
    pub clickable: bool,
    /// What is in it: a line of text, or markup.
    pub description: Content,
    /// Links in its head.
    pub actions: Vec<Action>,
    /// What it is for.
    pub variant: CardVariant,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
}

/// A box with a heading.
pub fn card(card: &Card) -> Markup {
    let care = card.variant.care().filter(|_| !card.heading.text.is_empty());
    let variant = if card.variant.care().is_some() && care.is_none() { "" } else { card.variant.class() };
    let class = classes(["nhsuk-card", when(card.clickable, "nhsuk-card--clickable"), variant, &card.classes]);
    let in_head = care.is_some() || !card.actions.is_empty();
    html! {
        div class=(class) id=[filled(&card.id)] {
            @if in_head {
                div class="nhsuk-card__heading-container" { (title(card, care)) (actions(card)) }
            }
            div class="nhsuk-card__content" {
                @if !in_head { (title(card, care)) }
                @if card.description.is_markup() { (card.description) }
                @else if !card.description.is_empty() {
                    p class="nhsuk-card__description" { (card.description) }
                }
                @if card.variant == CardVariant::Primary { (icon(IconName::ChevronRightCircle)) }
            }
        }
    }
}

fn actions(card: &Card) -> Markup {
    html! {
        @match card.actions.as_slice() {
            [] => {}
            [one] => div class="nhsuk-card__actions" { (links::action(one, &card.heading.text)) }
            many => ul class="nhsuk-card__actions" {
                @for one in many { li class="nhsuk-card__action" { (links::action(one, &card.heading.text)) } }
            }
        }
    }
}

fn title(card: &Card, care: Option<&str>) -> Markup {
    use Size::{L, M, S, Xl, Xs, Xxs};
    let mut heading = card.heading.clone();
    let hidden = filled(&heading.visually_hidden_text).or(care).map(str::to_owned);
    heading.visually_hidden_text.clear();
    // Markup as a heading stands by itself; text gets a heading element.
    if heading.text.is_markup() {
        return html! { (heading.text) };
    }
    if !heading.text.is_empty() {
        let text = if !card.href.is_empty() && card.variant != CardVariant::Feature {
            html! { a class="nhsuk-card__link" href=(card.href) { (heading.text) } }
        } else if let Some(hidden) = hidden {
            html! { span role="text" { span class="nhsuk-u-visually-hidden" { (hidden) ": " } (heading.text) } }
        } else {
            heading.text.markup()
        };
        heading.text = text.into();
    }
    let frame = Frame {
        class: "nhsuk-card__heading",
        prefix: "nhsuk-heading-",
        sizes: &[Xxs, Xs, S, M, L, Xl],
        element: element_of_level(heading.level, 2),
        extra: None,
    };
    html! {
        (framed(&heading, &frame))
        @if care.is_some() { span class="nhsuk-card--care__arrow" aria-hidden="true" {} }
    }
}
