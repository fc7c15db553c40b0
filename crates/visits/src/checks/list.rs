//! /schedule/checks: visits to come whose worker's checks are not in order on their day, and what was decided all the same.

use std::collections::BTreeSet;

use brokerage::complex::Chosen;
use kernel::{Date, Failure, Uuid, moment_in_words, short_day};
use maud::{Markup, html};
use page::{
    Page,
    components::{Cell, Table, table},
    show::{self, Standing},
};
use store::{Row, Tx, params, statement};
use wire::{Shown, View};

use super::{Override, against, overrides};
use crate::{
    chosen, parts,
    policy::{OverrideChecks, SeeSchedule},
};

/// For so many days back decisions are shown.
const BACK: i64 = 91;

statement! {
    TO_COME = "SELECT v.id, v.package, v.day, v.label, v.person, v.person_name, w.worker, w.worker_name FROM visit v
        JOIN visit_worker w ON w.visit = v.id
        WHERE v.provider = $1 AND v.day >= $2 AND w.removed_at IS NULL AND v.state IN ('planned', 'assigned')
        ORDER BY v.day, v.starts_at, v.id LIMIT 5000";
}

/// A visit to come with one of its workers.
#[derive(Debug)]
struct ToCome {
    visit: Uuid,
    package: Uuid,
    day: Date,
    label: String,
    person: Uuid,
    person_name: String,
    worker: Uuid,
    worker_name: String,
    lacks: String,
}

impl ToCome {
    fn read(row: &Row) -> Result<Self, Failure> {
        Ok(ToCome {
            visit: row.get("id")?,
            package: row.get("package")?,
            day: row.get("day")?,
            label: row.get("label")?,
            person: row.get("person")?,
            person_name: row.get("person_name")?,
            worker: row.get("worker")?,
            worker_name: row.get("worker_name")?,
            lacks: String::new(),
        })
    }
}

/// One visit as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct FlaggedData {
    /// The visit.
    pub visit: String,
    /// Its day.
    pub day: String,
    /// The worker's account.
    pub worker: String,
    /// What is missing or will have run out.
    pub lacks: String,
    /// Why they come all the same, and who decided so; none when nobody has.
    pub decided: Option<String>,
}

/// The page as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct ChecksData {
    /// Visits to give to somebody else, by day.
    pub flagged: Vec<FlaggedData>,
    /// What was decided all the same in the last quarter of a year and for visits to come.
    pub overridden: Vec<FlaggedData>,
}

/// Visits from a day on whose worker's checks are not in order on the visit's own day, or whom the person does not want any more
/// (BRK-14), and about which nobody has decided.
fn flagged(view: &mut View<'_, '_>, provider: Uuid, decided: &[Override]) -> Result<Vec<ToCome>, Failure> {
    let (today, place) = (view.now.day(), view.house.place);
    let tx: &mut Tx<'_> = view.tx;
    let workers = workforce::workers(tx, provider, today)?;
    let chosen = chosen::of_provider(tx, provider)?;
    let done: BTreeSet<(Uuid, Uuid)> = decided.iter().map(|one| (one.visit, one.worker)).collect();
    let all = tx.all(&TO_COME, params![provider, today], ToCome::read)?;
    let mut flagged = Vec::new();
    for one in all.into_iter().filter(|one| !done.contains(&(one.visit, one.worker))) {
        let Some(worker) = workers.iter().find(|worker| worker.id == one.worker) else { continue };
        let nobody_asks = Chosen::default();
        let chosen = chosen.get(&one.package).unwrap_or(&nobody_asks);
        if let Some(lacks) = against(place, worker, one.day, chosen) {
            flagged.push(ToCome { lacks, ..one });
        }
    }
    Ok(flagged)
}

fn flagged_table(all: &[ToCome], may_override: bool) -> Markup {
    let row = |one: &ToCome| {
        let (visit, worker) = (one.visit, one.worker);
        let then = html! {
            a href=(format!("/schedule/{visit}/unassign?worker={worker}")) { "Take off" span class="nhsuk-u-visually-hidden" { " " (one.worker_name) " on " (short_day(one.day)) } }
            @if may_override { " | " a href=(format!("/schedule/{visit}/anyway?worker={worker}")) { "All the same" span class="nhsuk-u-visually-hidden" { ": " (one.worker_name) " on " (short_day(one.day)) } } }
        };
        vec![
            Cell::link(format!("{}, {}", short_day(one.day), one.label), format!("/visits/{visit}")),
            one.person_name.as_str().into(),
            one.worker_name.as_str().into(),
            one.lacks.as_str().into(),
            then.into(),
        ]
    };
    table(&Table {
        caption: "Visits to give to somebody else".into(),
        head: ["Visit", "Person", "Who has it", "What is missing or will have run out", "Do"].map(Cell::from).to_vec(),
        rows: all.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

fn decided_table(all: &[Override]) -> Markup {
    let row = |one: &Override| {
        vec![
            Cell::link(short_day(one.day), format!("/visits/{}", one.visit)),
            one.worker_name.as_str().into(),
            one.lacks.as_str().into(),
            one.why.as_str().into(),
            format!("{}, {}", one.by_name, moment_in_words(one.at)).into(),
        ]
    };
    table(&Table {
        caption: "Given all the same".into(),
        head: ["Visit", "Who", "What was missing or had run out", "Why", "Decided by"].map(Cell::from).to_vec(),
        rows: all.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.scope::<SeeSchedule>()?;
    let provider = view.who.organisation_id().unwrap_or_default();
    let decided = overrides(view.tx, provider, view.now.plus_days(-BACK).day())?;
    let flagged = flagged(view, provider, &decided)?;
    view.saw_list("schedule", flagged.iter().map(|one| one.person));
    let body = html! {
        (parts::heading("Checks that are not in order"))
        p { a href="/provider/checks" { "Checks and training of care workers" } }
        @if flagged.is_empty() {
            (show::empty_state("Everybody who has a visit has their checks in order on its day. A visit stands here as soon as its worker’s checks run out before it."))
        } @else {
            p { (show::state("Act now", Standing::Late)) " Give these to somebody else, or have the checks put right." }
            (flagged_table(&flagged, view.who.may::<OverrideChecks>()))
        }
        @if decided.is_empty() {
            (show::empty_state("Nobody was given a visit all the same. What a manager decides stands here with their name and reason."))
        } @else { (decided_table(&decided)) }
    };
    let told = |one: &ToCome| FlaggedData {
        visit: one.visit.to_string(),
        day: one.day.to_string(),
        worker: one.worker.to_string(),
        lacks: one.lacks.clone(),
        decided: None,
    };
    let kept = |one: &Override| FlaggedData {
        visit: one.visit.to_string(),
        day: one.day.to_string(),
        worker: one.worker.to_string(),
        lacks: one.lacks.clone(),
        decided: Some(format!("{}: {}", one.by_name, one.why)),
    };
    let data =
        ChecksData { flagged: flagged.iter().map(told).collect(), overridden: decided.iter().map(kept).collect() };
    Shown::with(Page::new("Checks that are not in order", body).wide().back("Schedule", "/schedule"), &data)
}
