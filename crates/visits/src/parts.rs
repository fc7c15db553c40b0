//! What several pages and commands of this room share.

use access::About;
use kernel::{Failure, Moment, day_in_words, time_in_words};
use maud::{Markup, html};
use page::{
    Page,
    show::{Standing, state},
};
use people::PersonId;
use store::Change;
use wire::{Field, FormState, Shown, View};

use crate::{
    policy::SeeSchedule,
    visit::{State, VisitView},
};

/// What a permit for a visit is asked for: its provider, its person, the workers it was given to. Theirs it is only while
/// they work for that provider; what they did stays with it (GOV-3).
pub(crate) fn about(visit: &VisitView) -> About {
    let about = About::thing("visit", visit.id).person(visit.person).organisation(visit.provider);
    visit.workers.iter().fold(about, |about, stay| about.worker(stay.worker))
}

/// Something that happened to a visit.
pub(crate) fn change(event: &'static str, visit: &VisitView) -> Change {
    Change::new(event, "visit", visit.id).person(visit.person).organisation(visit.provider)
}

/// A page about the visit's person, with their banner, noted as read (GOV-4).
pub(crate) fn page_about(
    view: &mut View<'_, '_>,
    title: &str,
    body: Markup,
    visit: &VisitView,
) -> Result<Shown, Failure> {
    page_of(view, title, body, visit).map(Shown::from)
}

/// The same, for a page that is offered as JSON too.
pub(crate) fn page_of(view: &mut View<'_, '_>, title: &str, body: Markup, visit: &VisitView) -> Result<Page, Failure> {
    let person: PersonId = visit.person.into();
    let mut banner = people::banner(view.tx, person, view.house)?;
    if !view.who.may::<SeeSchedule>() && view.who.role == access::Role::CareWorker {
        // A care worker sees the visit, not the whole record.
        banner.href = format!("/visits/{}", visit.id);
    }
    view.saw(person, "visit");
    Ok(Page::new(title, body).about(banner).back("Back to the visit", format!("/visits/{}", visit.id)))
}

/// A visit's state as a tag, late ones as such.
pub(crate) fn standing(visit: &VisitView, now: Moment) -> Markup {
    let standing = match &visit.state {
        _ if visit.is_missed(now) => return state("Nobody came yet", Standing::Late),
        _ if visit.is_late(now) => return state("Late", Standing::Late),
        State::Planned => Standing::Soon,
        State::Missed { .. } => Standing::Late,
        State::Assigned | State::Cancelled { .. } => Standing::None,
        State::Started { .. } | State::Finished(_) | State::Approved(..) => Standing::Fine,
    };
    state(visit.state.words(), standing)
}

/// When it was, once that is recorded; when it is planned until then.
pub(crate) fn span(visit: &VisitView) -> (Moment, Moment) {
    visit.recorded().unwrap_or((visit.planned_start, visit.planned_end))
}

/// "7am to 7:30am".
pub(crate) fn times(visit: &VisitView) -> String {
    let (from, to) = span(visit);
    format!("{} to {}", time_in_words(from.time_of_day()), time_in_words(to.time_of_day()))
}

/// "Time-critical, two workers, lives alone".
pub(crate) fn why_it_matters(visit: &VisitView) -> String {
    let mut words = Vec::new();
    if visit.time_critical {
        words.push("time-critical");
    }
    if visit.workers_needed > 1 {
        words.push("two workers");
    }
    if visit.lives_alone {
        words.push("lives alone");
    }
    kernel::list_in_words(&words)
}

/// The names of its workers.
pub(crate) fn names(visit: &VisitView) -> String {
    let names: Vec<&str> = visit.workers.iter().map(|stay| stay.name.as_str()).collect();
    if names.is_empty() { "Nobody yet".into() } else { kernel::list_in_words(&names) }
}

/// The fields of a form that are still empty, and the version of what it changes.
pub(crate) fn fields(form: &FormState<'_>, fields: &[Field], version: i64) -> Markup {
    let version = version.to_string();
    html! { @for field in fields { (form.field(field, if field.name == "version" { &version } else { "" })) } }
}

/// The head of a page for a phone: few words, large.
pub(crate) fn heading(words: &str) -> Markup {
    html! { h1 class="nhsuk-heading-l" { (words) } }
}

/// "Morning visit on Monday 23 November 2026".
pub(crate) fn title(visit: &VisitView) -> String {
    format!("{} visit on {}", visit.label, day_in_words(visit.day))
}

/// A visit as JSON. Never anything about getting into the home.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub struct VisitData {
    /// Its id.
    pub id: String,
    /// The package.
    pub package: String,
    /// The person's id.
    pub person: String,
    /// The person's name.
    pub person_name: String,
    /// The day, ISO 8601.
    pub day: String,
    /// "Morning".
    pub label: String,
    /// When the window opens, RFC 3339.
    pub window_from: String,
    /// When the window closes.
    pub window_to: String,
    /// The planned start.
    pub planned_start: String,
    /// The planned length in minutes.
    pub planned_minutes: i64,
    /// Workers needed at the same time.
    pub workers_needed: i64,
    /// The names of its workers.
    pub workers: Vec<String>,
    /// Whether it must not be late.
    pub time_critical: bool,
    /// planned, assigned, started, finished, approved, cancelled or missed.
    pub state: String,
    /// Whether it is late at the moment of asking.
    pub late: bool,
    /// The recorded start.
    pub recorded_start: Option<String>,
    /// The recorded finish.
    pub recorded_finish: Option<String>,
    /// What came of it.
    pub outcome: Option<String>,
    /// The approved minutes of one worker.
    pub approved_minutes: Option<i64>,
    /// Why the time is to be checked.
    pub to_check: Vec<String>,
}

impl VisitData {
    /// The same visit as data.
    pub fn of(visit: &VisitView, now: Moment) -> Self {
        let recorded = visit.recorded();
        VisitData {
            id: visit.id.to_string(),
            package: visit.package.to_string(),
            person: visit.person.to_string(),
            person_name: visit.person_name.clone(),
            day: visit.day.to_string(),
            label: visit.label.clone(),
            window_from: visit.window_from.to_string(),
            window_to: visit.window_to.to_string(),
            planned_start: visit.planned_start.to_string(),
            planned_minutes: visit.minutes.get(),
            workers_needed: visit.workers_needed,
            workers: visit.workers.iter().map(|stay| stay.name.clone()).collect(),
            time_critical: visit.time_critical,
            state: visit.state.code().to_owned(),
            late: visit.is_late(now),
            recorded_start: recorded.map(|(start, _)| start.to_string()),
            recorded_finish: recorded.map(|(_, finish)| finish.to_string()),
            outcome: visit.state.recorded().map(|recorded| recorded.said.outcome.code().to_owned()),
            approved_minutes: visit.approved_minutes().map(kernel::Minutes::get),
            to_check: visit.to_check.iter().map(|flag| flag.code().to_owned()).collect(),
        }
    }
}
