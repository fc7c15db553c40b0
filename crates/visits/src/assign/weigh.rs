//! What giving the visit to each would mean, in words: before it is done.

use kernel::{Failure, count, day_in_words, short_day};
use maud::{Markup, html};
use page::{
    components::{Cell, Table, table},
    show::{Standing, moment, state},
};
use wire::View;

use super::{
    candidates::{Before, Candidate, candidates},
    cost,
};
use crate::{stay::Stay, visit::VisitView};

/// So many workers are weighed against one another; the others stand in the choice only.
const MOST: usize = 12;

/// Who had it, and whom the person knows: nobody is moved without its being said.
pub(super) fn earlier(before: &Before, all: &[Candidate]) -> Markup {
    let known: Vec<String> = all
        .iter()
        .filter(|one| one.been_there > 0)
        .take(5)
        .map(|one| format!("{} ({})", one.name, one.been_there))
        .collect();
    let last: Vec<&str> = before.last_time.iter().map(|(_, name)| name.as_str()).collect();
    html! {
        @for (name, at, why) in &before.had_it {
            p { strong { (name) " had this visit" } " and was taken off " (moment(*at)) @if !why.is_empty() { ": " (why.trim_end_matches('.')) } "." }
        }
        @if let Some((day, _)) = before.last_time.first() {
            p { "The time before, on " (day_in_words(*day)) ", " (kernel::list_in_words(&last)) " had it." }
        }
        @if !known.is_empty() { p { "Visits to this person in the last four weeks: " (kernel::list_in_words(&known)) "." } }
    }
}

fn beside(found: &VisitView, one: &Candidate, is_before: bool) -> Markup {
    let side = if is_before { &one.around.before } else { &one.around.after };
    let Some(side) = side else { return html! { "Nothing" } };
    let minutes =
        if is_before { found.planned_start.minutes_since(side.at) } else { side.at.minutes_since(found.planned_end) };
    let way = one.way.and_then(|way| if is_before { way.from_before } else { way.to_after });
    let (words, tight) = cost::between(side, minutes, way, is_before);
    html! { (words) @if tight { " " (state("Tight", Standing::Late)) } }
}

/// A table of those who can come: their day, what lies before and after, the way, and whom the person knows.
pub(super) fn costs(found: &VisitView, all: &[Candidate]) -> Markup {
    let rows: Vec<Vec<Cell>> = all
        .iter()
        .filter(|one| one.cannot.is_none())
        .take(MOST)
        .map(|one| {
            let after = one.minutes.checked_add(found.minutes).unwrap_or(one.minutes);
            let more = one.way.and_then(|way| way.more).map_or_else(|| "Not known".to_owned(), cost::in_miles);
            vec![
                one.marked().into(),
                format!("{} now, {after} then", one.minutes).into(),
                beside(found, one, true).into(),
                beside(found, one, false).into(),
                Cell::from(if one.around.before.is_none() && one.around.after.is_none() {
                    "Their only visit".to_owned()
                } else {
                    more
                }),
                Cell::from(if one.been_there > 0 {
                    count(one.been_there, "visit", "visits")
                } else {
                    "New to them".to_owned()
                }),
            ]
        })
        .collect();
    html! {
        (table(&Table {
            caption: "What it would mean".into(),
            head: ["Worker", "Care that day", "Before it", "After it", "More of a way", "In four weeks"].map(Cell::from).to_vec(),
            rows,
            responsive: true,
            ..Table::default()
        }))
        p class="nhsuk-body-s" { "Ways are rough: as the crow flies and a third more, at 25 miles an hour. Tight: the time between is shorter than the way." }
    }
}

/// What taking a worker off would mean: whom the person loses, and who could come instead.
pub(crate) fn without(view: &mut View<'_, '_>, found: &VisitView) -> Result<Markup, Failure> {
    let all = candidates(view.tx, view.house.place, found, view.now)?;
    let visits = |stay: &Stay| all.iter().find(|one| one.worker == stay.worker).map_or(0, |one| one.been_there);
    let instead: Vec<String> = all.iter().filter(|one| one.cannot.is_none()).take(5).map(Candidate::marked).collect();
    Ok(html! {
        @for stay in &found.workers {
            p { (stay.name) " came to this person " (count(visits(stay), "time", "times")) " in the last four weeks." }
        }
        @if found.is_ahead() && !found.workers.is_empty() {
            @if instead.is_empty() { p { (state("Nobody else is free", Standing::Late)) " Taken off, the visit on " (short_day(found.day)) " has nobody until somebody changes another." } }
            @else { p { "Free at that time: " (kernel::list_in_words(&instead)) "." } }
        }
    })
}
