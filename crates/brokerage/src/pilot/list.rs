//! Every pilot with its figures, each a way to its cases (BRK-13).

use access::Covers;
use kernel::{Date, Failure, Minutes, Moment, Money, Period, short_day};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{Standing, empty_state, state},
};
use places::{PackageRules, Place};
use schemars::JsonSchema;
use store::Tx;
use wire::{Shown, View};

use super::{
    Pilot, all,
    cases::{Case, of_pilot},
};
use crate::policy::{SeePilots, SetUpPilot};

/// A pilot with its figures.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct PilotLine {
    /// The pilot.
    pub pilot: String,
    /// Its name.
    pub name: String,
    /// Who gives the care.
    pub provider: String,
    /// The area's name.
    pub area: String,
    /// The first day.
    pub first: String,
    /// The last day.
    pub last: String,
    /// Whether it runs today.
    pub runs: bool,
    /// Packages that have joined.
    pub cases: usize,
    /// People of them who were re-abled.
    pub reabled: usize,
    /// Care a week when they joined, of those who are in it.
    pub baseline_minutes: i64,
    /// Care a week now, of those who are in it.
    pub minutes_now: i64,
    /// The most it may give a week.
    pub at_most_minutes: i64,
    /// Care saved in this quarter.
    pub saved_minutes: i64,
    /// What the pilot earns in this quarter, in pence.
    pub earned_pence: i64,
    #[serde(skip)]
    days: (Date, Date),
}

/// The quarter of the year in which a day lies.
pub(crate) fn quarter_of(day: Date) -> Result<Period, Failure> {
    let first = Date::new(day.year(), (day.month() - 1) / 3 * 3 + 1, 1).map_err(Failure::internal)?;
    let next = kernel::months_after(first, 3).ok_or_else(|| Failure::internal("a quarter without an end"))?;
    Period::new(first, next)
}

/// A quarter as far as it has gone: what is to come is not saved yet.
pub(crate) fn so_far(quarter: Period, today: Date) -> Option<Period> {
    Period::through(quarter.from(), quarter.last().min(today)).ok()
}

/// The figures of a pilot in a period.
pub(crate) fn line(
    place: &Place,
    pilot: &Pilot,
    cases: &[Case],
    period: Option<Period>,
    today: Date,
) -> Result<PilotLine, Failure> {
    let rules: &PackageRules = &place.package_rules;
    let open = || cases.iter().filter(|case| case.left.is_none());
    let (mut saved, mut earned) = (0, Money::ZERO);
    for case in cases {
        let Some(period) = period else { break };
        let (minutes, _, share) = case.earned(rules, period)?;
        saved += minutes.get();
        earned = earned.checked_add(share).unwrap_or(earned);
    }
    Ok(PilotLine {
        pilot: pilot.id.to_string(),
        name: pilot.name.clone(),
        provider: pilot.provider_name.clone(),
        area: place.locality(&pilot.locality).map_or_else(|| pilot.locality.clone(), |area| area.name.clone()),
        first: pilot.first.to_string(),
        last: pilot.last.to_string(),
        runs: pilot.runs_on(today),
        cases: cases.len(),
        reabled: cases.iter().filter(|case| case.reabled.is_some()).count(),
        baseline_minutes: open().map(|case| case.baseline.get()).sum(),
        minutes_now: open().map(|case| case.minutes_now().get()).sum(),
        at_most_minutes: rules.pilot_minutes_per_week,
        saved_minutes: saved,
        earned_pence: earned.pence(),
        days: (pilot.first, pilot.last),
    })
}

fn lines(
    tx: &mut Tx<'_>,
    place: &Place,
    provider: Option<kernel::Uuid>,
    now: Moment,
) -> Result<Vec<PilotLine>, Failure> {
    let quarter = so_far(quarter_of(now.day())?, now.day());
    let mut lines = Vec::new();
    // A place has three pilots at once, so there are few: each is read with its cases.
    for pilot in all(tx, provider)? {
        let cases = of_pilot(tx, pilot.id)?;
        lines.push(line(place, &pilot, &cases, quarter, now.day())?);
    }
    Ok(lines)
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeePilots>()?;
    let (provider, seen) = match scope.covers() {
        Covers::Place => (None, true),
        Covers::Organisation(provider) => (Some(*provider), true),
        Covers::People(_) | Covers::Worker(_) => (None, false),
    };
    let all = if seen { lines(view.tx, view.house.place, provider, view.now)? } else { Vec::new() };
    let rules = &view.house.place.package_rules;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Outcome pilots" }
        p { "At most " (rules.pilots_at_most) " run at once, in different areas, each with up to " (Minutes::new(rules.pilot_minutes_per_week)) " of care a week. People are re-abled towards independence, and the provider earns a share of the care cost that is saved." }
        @if view.who.may::<SetUpPilot>() { p { a class="nhsuk-button" href="/pilots/new" { "Set up a pilot" } } }
        @if all.is_empty() {
            (empty_state("No pilot has been set up. Each stands here with the hours its people had when they joined and have now, how many were re-abled, and what it earns."))
        } @else { (listed(&all)) }
    };
    Shown::with(Page::new("Outcome pilots", body).wide(), &all)
}

fn listed(all: &[PilotLine]) -> Markup {
    let rows = all.iter().map(|line| {
        let (first, last) = line.days;
        let href = format!("/pilots/{}", line.pilot);
        vec![
            Cell::link(line.name.as_str(), href.clone()),
            Cell::from(format!("{}, {}", line.provider, line.area)),
            Cell::from(html! { (short_day(first)) " to " (short_day(last)) @if line.runs { " " (state("Runs", Standing::Fine)) } }),
            Cell::from(format!("{} of {}", Minutes::new(line.minutes_now), Minutes::new(line.at_most_minutes))),
            Cell::from(Minutes::new(line.baseline_minutes).to_string()),
            Cell::link(line.cases.to_string(), format!("{href}#cases")),
            Cell::link(line.reabled.to_string(), format!("{href}#cases")),
            Cell::link(Money::from_pence(line.earned_pence).to_string(), format!("{href}#cases")),
        ]
    });
    let head = [
        "Pilot",
        "Provider and area",
        "Days",
        "Care a week now",
        "When they joined",
        "Packages",
        "Re-abled",
        "Earned this quarter",
    ];
    table(&Table {
        caption: "Pilots, the latest first".into(),
        head: head.into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    })
}
