//! /provider/checks: who may be given visits, and what is about to run out (WRK-1).

use kernel::{Failure, count, day_in_words, short_day};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{Standing as Colour, Tile, empty_state, state, tiles},
};
use wire::{Shown, View};

use crate::{
    check::{Worker, workers},
    policy::SeeChecks,
    standing::Standing,
    worker::{self, capital},
};

/// The list as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct ChecksData {
    /// Every care worker, by name.
    pub workers: Vec<worker::WorkerData>,
}

fn href(worker: &Worker) -> String {
    format!("/provider/checks/{}", worker.id)
}

fn standing_tag(standing: &Standing) -> Markup {
    match (standing.is_cleared(), standing.closing().is_empty()) {
        (true, _) => state("May be given visits", Colour::Fine),
        (false, true) => state("No new visits", Colour::Late),
        (false, false) => state("No visits, no records", Colour::Late),
    }
}

/// What runs out, the nearest first.
fn soon(all: &[(Worker, Standing)]) -> Vec<Vec<Cell>> {
    let mut soon: Vec<_> = all
        .iter()
        .flat_map(|(worker, standing)| standing.soon.iter().map(move |soon| (soon.last_day, worker, soon)))
        .collect();
    soon.sort_by_key(|(last, worker, _)| (*last, worker.name.as_str()));
    let row = |(last, worker, soon): &(kernel::Date, &Worker, &crate::Soon)| {
        vec![
            Cell::from(day_in_words(*last)),
            capital(&soon.words).into(),
            Cell::link(worker.name.as_str(), href(worker)),
        ]
    };
    soon.iter().map(row).collect()
}

fn everybody(all: &[(Worker, Standing)]) -> Markup {
    let row = |(worker, standing): &(Worker, Standing)| {
        let lacks = if standing.is_cleared() { String::new() } else { format!("{}.", capital(&standing.told())) };
        let owed = if standing.owed.is_empty() {
            String::new()
        } else {
            format!(" To be recorded: {}.", kernel::list_in_words(&standing.owed))
        };
        vec![
            Cell::link(worker.name.as_str(), href(worker)),
            standing_tag(standing).into(),
            format!("{lacks}{owed}").trim().into(),
            short_day(worker.taken_on).into(),
        ]
    };
    table(&Table {
        caption: "Care workers".into(),
        id: "workers".into(),
        head: ["Name", "State", "What is missing or has run out", "Here since"].map(Cell::from).to_vec(),
        rows: all.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.scope::<SeeChecks>()?;
    let (own, today, place) = (view.who.organisation_id().unwrap_or_default(), view.now.day(), view.house.place);
    let mut all: Vec<(Worker, Standing)> = workers(view.tx, own, today)?
        .into_iter()
        .map(|worker| {
            let standing = worker.standing(&place.workforce, today);
            (worker, standing)
        })
        .collect();
    let data = ChecksData { workers: all.iter().map(|(worker, _)| worker::data(place, worker, today)).collect() };
    all.sort_by_key(|(worker, standing)| (standing.is_cleared(), worker.name.clone()));
    let soon = soon(&all);
    let stopped = all.iter().filter(|(_, standing)| !standing.is_cleared()).count();
    let tile = |n: usize, words: &str, href: &str, colour| {
        let tile = Tile::new(n, words, href);
        if n == 0 { tile } else { tile.standing("Act now", colour) }
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Checks and training" }
        (tiles(&[
            tile(stopped, "may be given no visits", "#workers", Colour::Late),
            tile(soon.len(), "run out soon", "#soon", Colour::Soon),
            Tile::new(all.len(), "care workers", "#workers"),
        ]))
        @if soon.is_empty() {
            (empty_state(format!("Nothing runs out within {}. What does stands here, the nearest first.", count(place.workforce.soon_days, "day", "days"))))
        } @else {
            (table(&Table {
                caption: format!("Runs out within {}", count(place.workforce.soon_days, "day", "days")).into(),
                id: "soon".into(),
                head: ["Last day", "What", "Whose"].map(Cell::from).to_vec(),
                rows: soon,
                responsive: true,
                ..Table::default()
            }))
        }
        @if all.is_empty() {
            (empty_state("No care workers yet. They appear here when they are given an account with the role of care worker in your organisation."))
        } @else { (everybody(&all)) }
    };
    Shown::with(Page::new("Checks and training", body).wide(), &data)
}
