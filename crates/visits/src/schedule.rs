//! /schedule: a provider's day against the clock, what has nobody first; and who has how much (VIS-1).

mod narrow;

use std::collections::BTreeMap;

use kernel::{Date, Failure, Minutes, Moment, Period, Uuid, count, day_in_words, one_or_many, time_in_words};
use maud::{Markup, html};
use page::{
    Page,
    components::{Cell, Table, table},
    show,
};
use places::Place;
use wire::{Shown, View};

use self::narrow::Narrow;
use crate::{
    alarm,
    assign::skill_words,
    checks, chosen,
    parts::{self, VisitData},
    policy::{SeeAlarms, SeeSchedule},
    store::of_provider,
    visit::VisitView,
};

/// The day as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct DayData {
    /// The day, ISO 8601.
    pub day: String,
    /// Visits that still need a worker.
    pub unassigned: Vec<VisitData>,
    /// The others, by time.
    pub assigned: Vec<VisitData>,
    /// Minutes of care by worker.
    pub workers: Vec<WorkerDay>,
}

/// A worker's day.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct WorkerDay {
    /// Their account.
    pub worker: String,
    /// Their name.
    pub name: String,
    /// The agency they come from; none for a worker of the provider's own.
    pub agency: Option<String>,
    /// Visits.
    pub visits: usize,
    /// Planned minutes.
    pub minutes: i64,
    /// From the first start to the last end.
    pub span: Option<String>,
}

/// The day that was asked for; today when none was, or none that can be read.
pub(crate) fn asked_day(text: &str, today: Date) -> Date {
    kernel::day_asked(text).unwrap_or(today)
}

fn counts(visit: &VisitView) -> bool {
    !matches!(visit.state, crate::visit::State::Cancelled { .. } | crate::visit::State::Missed { .. })
}

fn workers(members: &[workforce::Worker], visits: &[VisitView], agency: &BTreeMap<Uuid, String>) -> Vec<WorkerDay> {
    let day = |member: &workforce::Worker| {
        let own: Vec<_> = visits.iter().filter(|visit| counts(visit) && visit.stay_of(member.id).is_some()).collect();
        let minutes = Minutes::sum(own.iter().map(|visit| visit.minutes)).unwrap_or_default();
        let time = |at: Moment| time_in_words(at.time_of_day());
        let first = own.iter().map(|visit| visit.planned_start).min();
        let last = own.iter().map(|visit| visit.planned_end).max();
        let span = first.zip(last).map(|(first, last)| format!("{} to {}", time(first), time(last)));
        WorkerDay {
            worker: member.id.to_string(),
            name: member.name.clone(),
            agency: agency.get(&member.id).cloned(),
            visits: own.len(),
            minutes: minutes.get(),
            span,
        }
    };
    members.iter().map(day).collect()
}

/// Workers of the day whose checks are not in order, and what was decided all the same; and who comes from an agency.
struct Flags {
    agency: BTreeMap<Uuid, String>,
    lacking: BTreeMap<Uuid, String>,
    decided: Vec<checks::Override>,
}

impl Flags {
    /// A visit's workers whose checks are not in order, each with whether somebody decided that they come all the same.
    fn of<'a>(&'a self, visit: &'a VisitView) -> impl Iterator<Item = (&'a str, bool)> {
        let lacking = visit.workers.iter().filter(|stay| visit.is_ahead() && self.lacking.contains_key(&stay.worker));
        lacking.map(|stay| {
            let decided = |one: &checks::Override| one.visit == visit.id.uuid() && one.worker == stay.worker;
            (stay.name.as_str(), self.decided.iter().any(decided))
        })
    }

    /// Visits about which somebody must do something.
    fn flagged(&self, visits: &[VisitView]) -> usize {
        visits.iter().filter(|visit| self.of(visit).any(|(_, decided)| !decided)).count()
    }

    /// Who comes, with a flag for those whose checks are not in order.
    fn who(&self, visit: &VisitView) -> Markup {
        html! {
            (parts::names(visit)) " (" (visit.cover_words()) ")"
            @for stay in &visit.workers {
                @if let Some(agency) = self.agency.get(&stay.worker) {
                    " " (show::state(chosen::marked(&stay.name, Some(agency)), show::Standing::None))
                }
            }
            @for (name, decided) in self.of(visit) {
                " "
                @if decided { (show::state(format!("{name}: all the same"), show::Standing::Soon)) }
                @else { (show::state(format!("{name}: checks not in order"), show::Standing::Late)) }
            }
        }
    }
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.scope::<SeeSchedule>()?;
    let (provider, now) = (view.who.organisation_id().unwrap_or_default(), view.now);
    let day = asked_day(view.query.text("day"), now.day());
    let visits = of_provider(view.tx, provider, Period::through(day, day)?)?;
    let members = workforce::workers(view.tx, provider, day)?;
    let decided = checks::overrides(view.tx, provider, day)?;
    let agency = chosen::agency_of(view.tx, provider)?;
    let flags = Flags { agency, lacking: checks::lacking_on(view.house.place, &members, day), decided };
    let scope = view.who.scope::<SeeAlarms>()?;
    let late = alarm::raised(view.tx, &scope, now)?;
    let narrow = Narrow::read(view, day)?;
    let within: Vec<&VisitView> = visits.iter().filter(|visit| narrow.holds(visit)).collect();
    view.saw_list("schedule", within.iter().map(|visit| visit.person));
    let (open, mut rest): (Vec<&VisitView>, Vec<&VisitView>) =
        within.into_iter().partition(|visit| visit.is_ahead() && visit.unfilled() > 0);
    rest.sort_by_key(|visit| parts::span(visit));
    let workers = workers(&members, &visits, &flags.agency);
    let part = narrow.part(&rest, now);
    let shown: Vec<&VisitView> =
        rest.iter().copied().filter(|visit| part.is_none_or(|part| part.holds(visit))).collect();
    let not_accepted = late.iter().filter(|entry| !entry.is_accepted()).count();
    let body = html! {
        (parts::heading(&format!("Schedule for {}", day_in_words(day))))
        (days(day))
        (show::tiles(&[
            tile(open.len(), one_or_many(open.len(), "visit without all workers", "visits without all workers"), "#open", show::Standing::Soon),
            tile(not_accepted, "late or uncovered", "/visits/late", show::Standing::Late),
            tile(flags.flagged(&visits), "with checks not in order", "/schedule/checks", show::Standing::Late),
            show::Tile::new(visits.len(), one_or_many(visits.len(), "visit", "visits"), "#visits"),
            show::Tile::new(workers.len(), "care workers", "#workers"),
        ]))
        @if visits.is_empty() {
            (show::empty_state("No visits on this day. They appear here four weeks ahead, once the start of a package is agreed."))
        }
        @else { (narrow.drawn(view.house.place, &members)) }
        @if !open.is_empty() { (visits_table("open", "Need somebody", &open, &flags, (view.house.place, now))) }
        (narrow.parts(&rest, part))
        @if !shown.is_empty() { (visits_table("visits", "Visits by time", &shown, &flags, (view.house.place, now))) }
        @else if open.is_empty() && !visits.is_empty() { p { "None of this day’s visits is like this. Choose another care worker or area." } }
        @if narrow.is_all() { (workers_table(&workers, day)) }
    };
    let data = DayData {
        day: day.to_string(),
        unassigned: open.iter().map(|visit| VisitData::of(visit, now)).collect(),
        assigned: rest.iter().map(|visit| VisitData::of(visit, now)).collect(),
        workers,
    };
    Shown::with(Page::new("Schedule", body).wide(), &data)
}

fn tile(count: usize, label: &str, href: &str, standing: show::Standing) -> show::Tile {
    let tile = show::Tile::new(count, label, href);
    if count == 0 { tile.standing("None", show::Standing::Fine) } else { tile.standing("Now", standing) }
}

fn days(day: Date) -> Markup {
    let link = |day: Option<Date>, words: &str| {
        html! { @if let Some(day) = day { a href=(format!("/schedule?day={day}")) { (words) } } }
    };
    html! {
        p {
            (link(day.yesterday().ok(), "Day before")) " | " a href="/schedule" { "Today" } " | "
            (link(day.tomorrow().ok(), "Day after")) " | " a href="/provider/visits" { "All visits" } " | "
            a href="/provider/workers" { "Care workers" } " | " a href="/schedule/checks" { "Checks not in order" }
        }
    }
}

fn visits_table(
    id: &str,
    caption: &str,
    visits: &[&VisitView],
    flags: &Flags,
    (place, now): (&Place, Moment),
) -> Markup {
    let row = |visit: &&VisitView| -> Vec<Cell> {
        let skills: Vec<String> = visit.skills.iter().map(|code| skill_words(code).to_lowercase()).collect();
        let change = if visit.is_ahead() {
            Cell::link(
                if visit.workers.is_empty() { "Give to a worker" } else { "Change who" },
                format!("/schedule/{}/assign", visit.id),
            )
            .hidden(format!("the visit to {}", visit.person_name))
        } else {
            Cell::default()
        };
        vec![
            Cell::link(parts::times(visit), format!("/visits/{}", visit.id)),
            visit.person_name.as_str().into(),
            visit.label.as_str().into(),
            area(visit, place).into(),
            Cell::numeric(visit.minutes.get().to_string()),
            skills.join(", ").into(),
            flags.who(visit).into(),
            parts::standing(visit, now).into(),
            change,
        ]
    };
    let table = table(&Table {
        caption: caption.into(),
        head: ["Time", "Person", "Visit", "Area", "Minutes", "Needs", "Who", "State", "Change"]
            .map(Cell::from)
            .to_vec(),
        rows: visits.iter().map(row).collect(),
        responsive: true,
        id: id.into(),
        ..Table::default()
    });
    show::scrolling(caption, &table)
}

/// The area in words, not its code.
fn area(visit: &VisitView, place: &Place) -> String {
    let code = visit.locality.as_deref().unwrap_or_default();
    place.locality(code).map_or_else(|| code.to_owned(), |area| area.name.clone())
}

fn workers_table(workers: &[WorkerDay], day: Date) -> Markup {
    let row = |worker: &WorkerDay| -> Vec<Cell> {
        vec![
            Cell::link(
                chosen::marked(&worker.name, worker.agency.as_deref()),
                format!("/schedule?day={day}&worker={}", worker.worker),
            ),
            count(i64::try_from(worker.visits).unwrap_or_default(), "visit", "visits").into(),
            Minutes::new(worker.minutes).to_string().into(),
            worker.span.clone().unwrap_or_else(|| "Free all day".into()).into(),
        ]
    };
    html! {
        @if !workers.is_empty() {
            (table(&Table {
                caption: "By worker".into(),
                head: ["Worker", "Visits", "Care time", "From first to last"].map(Cell::from).to_vec(),
                rows: workers.iter().map(row).collect(),
                responsive: true,
                id: "workers".into(),
                ..Table::default()
            }))
        }
    }
}
