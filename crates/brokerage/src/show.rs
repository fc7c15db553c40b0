//! Pieces that several screens of the room show alike.

use std::collections::BTreeSet;

use kernel::{Failure, Moment, Uuid};
use page::{
    Markup,
    components::{Button, Cell, Details, Select, SelectItem, Table, button, details, select, table},
    html,
    show::Standing,
};
use plans::PatternLine;
use wire::View;

use crate::{Offer, OfferState, rank::Ranked};

/// The one colour of where an offer stands.
pub(crate) fn standing(offer: &Offer, now: Moment) -> Standing {
    match &offer.state {
        OfferState::Open if offer.is_open(now) => Standing::Soon,
        OfferState::Open | OfferState::Expired { .. } => Standing::Late,
        OfferState::Accepted { .. } => Standing::Fine,
        OfferState::Declined { .. } | OfferState::Withdrawn { .. } => Standing::None,
    }
}

/// The pattern of visits.
pub(crate) fn pattern(lines: &[PatternLine]) -> Markup {
    let rows = lines.iter().map(|line| {
        vec![
            Cell::from(line.label.as_str()),
            Cell::from(line.in_words()),
            Cell::from(line.tasks.join("; ")),
            Cell::from(line.skills_in_words().join(", ")),
        ]
    });
    table(&Table {
        caption: "Visits".into(),
        head: ["Visit", "When and how long", "What is done", "Skills needed"].into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    })
}

/// The form that narrows a long list to one provider's; nothing where there are not several.
pub(crate) fn choose_provider<'n>(
    path: &str,
    providers: impl IntoIterator<Item = (Uuid, &'n str)>,
    chosen: Option<Uuid>,
    kept: &[(&str, &str)],
) -> Markup {
    let names: BTreeSet<(&str, Uuid)> = providers.into_iter().map(|(id, name)| (name, id)).collect();
    if names.len() < 2 {
        return html! {};
    }
    let each = names.iter().map(|(name, id)| SelectItem::new(id.to_string(), *name));
    let choice = Select {
        name: "provider".into(),
        label: "Provider".into(),
        items: std::iter::once(SelectItem::new("", "Every provider")).chain(each).collect(),
        value: chosen.map(|id| id.to_string()).unwrap_or_default(),
        ..Select::default()
    };
    page::form::search_form(
        path,
        &html! {
            @for (name, value) in kept { (page::form::hidden(name, value)) }
            (select(&choice))
            (button(&Button { classes: "nhsuk-button--secondary".into(), ..Button::submit("Show these") }))
        },
    )
}

/// The provider that a list is narrowed to; none for every one.
pub(crate) fn chosen_provider(view: &View<'_, '_>) -> Result<Option<Uuid>, Failure> {
    match view.query.text("provider") {
        "" => Ok(None),
        _ => view.query.uuid("provider").map(Some),
    }
}

/// Everybody in the order, each with the reason, also those who have no place.
pub(crate) fn ranking(ranked: &[Ranked], asked: &BTreeSet<Uuid>) -> Markup {
    let (could, others): (Vec<&Ranked>, Vec<&Ranked>) = ranked.iter().partition(|one| one.rank.is_some());
    let summary =
        format!("{} without a place in this order, and why", kernel::count(others.len(), "provider", "providers"));
    html! {
        @if could.is_empty() { p { "No provider could take it by rank." } }
        @else { (places("Providers in the order of their rank", &could, asked)) }
        @if !others.is_empty() {
            (details(&Details {
                summary: summary.into(),
                text: places("Providers without a place", &others, asked).into(),
                ..Details::default()
            }))
        }
    }
}

fn places(caption: &str, ranked: &[&Ranked], asked: &BTreeSet<Uuid>) -> Markup {
    let rows = ranked.iter().map(|one| {
        vec![
            Cell::numeric(one.rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string()))
                .hidden(if one.rank.is_none() { "no place" } else { "" }),
            Cell::from(one.name.as_str()),
            Cell::from(if one.on_framework { "Framework" } else { "Off framework" }),
            Cell::from(one.why.as_str()),
            Cell::from(if asked.contains(&one.provider) { "Asked" } else { "" }),
        ]
    });
    table(&Table {
        caption: caption.to_owned().into(),
        head: ["Rank", "Provider", "Where", "Why", "This search"].into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    })
}
