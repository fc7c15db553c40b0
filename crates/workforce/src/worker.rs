//! One worker's checks and training, with what was recorded before.

use kernel::{Date, Failure, day_in_words, short_day};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{Standing as Colour, empty_state, state},
};
use places::{CheckGroup, CheckKind, Place};
use wire::{Shown, View};

use crate::{
    check::{Check, Worker, history},
    policy::{RecordChecks, SeeChecks},
    record::{about, of_path},
    standing::{Standing, needs},
};

/// A check as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct CheckData {
    /// Its code.
    pub kind: String,
    /// "missing", "ran_out", "soon", "in_date", or "owed" for what is forgiven until the day of the rules.
    pub state: &'static str,
    /// When it was seen or done.
    pub done_on: Option<String>,
    /// Its last day.
    pub expires_on: Option<String>,
    /// Who saw it.
    pub seen_by: Option<String>,
}

/// A worker as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct WorkerData {
    /// Their account.
    pub worker: String,
    /// Their name.
    pub name: String,
    /// Whether they may be given visits today.
    pub cleared: bool,
    /// Whether they reach records today (GOV-3).
    pub reaches_records: bool,
    /// Each check they need.
    pub checks: Vec<CheckData>,
}

/// The first letter of a sentence.
pub(crate) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn code_of(kind: &CheckKind, standing: &Standing) -> &'static str {
    match standing.lacks.iter().find(|lack| lack.code == kind.code) {
        Some(lack) if lack.ran_out.is_some() => "ran_out",
        Some(_) => "missing",
        None if standing.soon.iter().any(|soon| soon.code == kind.code) => "soon",
        None if standing.owed.contains(&kind.words) => "owed",
        None => "in_date",
    }
}

fn tag(code: &str) -> Markup {
    match code {
        "missing" => state("Not recorded", Colour::Late),
        "ran_out" => state("Has run out", Colour::Late),
        "soon" => state("Runs out soon", Colour::Soon),
        "owed" => state("To be recorded", Colour::Soon),
        _ => state("In date", Colour::Fine),
    }
}

/// The worker as data.
pub(crate) fn data(place: &Place, worker: &Worker, today: Date) -> WorkerData {
    let (known, standing) = (worker.known(), worker.standing(&place.workforce, today));
    let check = |kind: &CheckKind| {
        let held = worker.checks.iter().find(|check| check.kind == kind.code);
        CheckData {
            kind: kind.code.clone(),
            state: code_of(kind, &standing),
            done_on: held.map(|held| held.done_on.to_string()),
            expires_on: held.and_then(|held| held.expires_on).map(|day| day.to_string()),
            seen_by: held.map(|held| held.seen_by.clone()),
        }
    };
    WorkerData {
        worker: worker.id.to_string(),
        name: worker.name.clone(),
        cleared: standing.is_cleared(),
        reaches_records: standing.closing().is_empty(),
        checks: place.workforce.checks.iter().filter(|kind| needs(kind, &known)).map(check).collect(),
    }
}

/// Each check they need, by group; with links to record one for those who may.
pub(crate) fn tables(place: &Place, worker: &Worker, today: Date, may_record: bool) -> Markup {
    let (known, standing) = (worker.known(), worker.standing(&place.workforce, today));
    let row = |kind: &CheckKind| {
        let held = worker.checks.iter().find(|check| check.kind == kind.code);
        let mut cells = vec![
            Cell::from(capital(&kind.words)),
            tag(code_of(kind, &standing)).into(),
            held.map(|held| short_day(held.done_on)).unwrap_or_else(|| "Not recorded".into()).into(),
            held.map_or_else(String::new, |held| held.expires_on.map_or("No end".into(), short_day)).into(),
            held.map(|held| held.seen_by.clone()).unwrap_or_default().into(),
        ];
        if may_record {
            let href = format!("/provider/checks/{}/record?kind={}", worker.id, kind.code);
            cells.push(Cell::link("Record", href).hidden(kind.words.clone()));
        }
        cells
    };
    html! {
        @for group in CheckGroup::ALL {
            @let rows: Vec<Vec<Cell>> = place.workforce.checks.iter()
                .filter(|kind| kind.group == group && needs(kind, &known)).map(row).collect();
            @if !rows.is_empty() {
                (table(&Table { caption: group.words().into(), head: head(may_record), rows, responsive: true, ..Table::default() }))
            }
        }
    }
}

fn head(may_record: bool) -> Vec<Cell> {
    let all = ["What", "State", "Seen or done", "Last day", "Seen by", "Record"];
    all.into_iter().take(if may_record { 6 } else { 5 }).map(Cell::from).collect()
}

/// What their standing means today, in a sentence.
pub(crate) fn summary(place: &Place, worker: &Worker, today: Date) -> Markup {
    let standing = worker.standing(&place.workforce, today);
    let closing = standing.closing();
    html! {
        @if standing.is_cleared() {
            p { (state("May be given visits", Colour::Fine)) }
        } @else {
            p { (state("May be given no visits", Colour::Late)) " " (capital(&standing.told())) "." }
            @if !closing.is_empty() { p { "Until this is put right they reach nobody’s record either." } }
        }
        @if !standing.owed.is_empty() {
            p { "To be recorded before " (day_in_words(place.workforce.everybody_from)) ": " (kernel::list_in_words(&standing.owed)) "." }
        }
    }
}

fn past(place: &Place, worker: &Worker, all: &[Check], may_record: bool) -> Markup {
    let row = |check: &Check| {
        let kind = place.workforce.check(&check.kind).map_or_else(|| check.kind.clone(), |kind| capital(&kind.words));
        let after = match &check.ended {
            Some((at, by, why)) => html! { "Taken back on " (short_day(at.day())) " by " (by) ": " (why) },
            None if may_record => html! {
                a href=(format!("/provider/checks/{}/{}/end", worker.id, check.id)) {
                    "Take back" span class="nhsuk-u-visually-hidden" { " " (kind) " of " (short_day(check.done_on)) }
                }
            },
            None => html! {},
        };
        vec![
            Cell::from(kind.as_str()),
            short_day(check.done_on).into(),
            check.expires_on.map_or("No end".into(), short_day).into(),
            check.seen_by.as_str().into(),
            check.reference.as_deref().unwrap_or_default().into(),
            format!("{}, {}", check.recorded_by_name, short_day(check.recorded_at.day())).into(),
            after.into(),
        ]
    };
    html! {
        h2 class="nhsuk-heading-m" { "Everything recorded" }
        @if all.is_empty() {
            (empty_state("Nothing is recorded yet. What you record stands here for good, also when it has been replaced."))
        } @else {
            (table(&Table {
                head: ["What", "Seen or done", "Last day", "Seen by", "Written on it", "Recorded by", ""].map(Cell::from).to_vec(),
                rows: all.iter().map(row).collect(),
                responsive: true,
                ..Table::default()
            }))
        }
    }
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let worker = of_path(view)?;
    view.who.permit::<SeeChecks>(&about(&worker))?;
    let (place, today, may_record) = (view.house.place, view.now.day(), view.who.may::<RecordChecks>());
    let all = history(view.tx, worker.provider, worker.id)?;
    let profile = &worker.profile;
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { "Checks and training" } (worker.name) }
        (summary(place, &worker, today))
        p {
            "Works here since " (day_in_words(worker.taken_on)) ". "
            @if profile.drives { "Drives to visits. " } @else { "Does not drive to visits. " }
            @if let Some(registered) = &profile.registered_as { "Registered: " (registered) ". " }
            @if may_record { a href=(format!("/provider/checks/{}/needs", worker.id)) { "Change this" } }
        }
        (tables(place, &worker, today, may_record))
        (past(place, &worker, &all, may_record))
    };
    let page = Page::new(format!("Checks of {}", worker.name), body).wide().back("Checks", "/provider/checks");
    Shown::with(page, &data(place, &worker, today))
}
