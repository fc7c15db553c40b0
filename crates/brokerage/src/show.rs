//! Pieces that several screens of the room show alike.

use std::collections::BTreeSet;

use kernel::{Moment, Uuid};
use page::{
    Markup,
    components::{Cell, Table, table},
    show::Standing,
};
use plans::PatternLine;

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

/// Everybody in the order, each with the reason, also those who have no place.
pub(crate) fn ranking(ranked: &[Ranked], asked: &BTreeSet<Uuid>) -> Markup {
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
        caption: "Providers in the order of their rank".into(),
        head: ["Rank", "Provider", "Where", "Why", "This search"].into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    })
}
