//! Who is coming and when, and whether they are late (REC-5, VIS-5).

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, Failure, Moment, Period, Uuid, day_in_words, list_in_words, time_in_words};
use page::{
    Markup, html,
    show::{Standing, empty_state, state},
};
use people::PersonId;
use store::Tx;
use visits::{CancelledFor, Outcome, Recorded, State, VisitView};
use wire::{Shown, View};

use crate::{policy::SeeMyCare, whose::Whose};

/// Days before and after today that are shown.
const DAYS: i64 = 7;

/// One visit in plain words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub(crate) struct VisitTold {
    /// The day.
    #[schemars(with = "String")]
    pub(crate) day: Date,
    /// "Morning".
    pub(crate) label: String,
    /// When somebody is to arrive: "between 7am and 9am".
    pub(crate) arrives: String,
    /// For how long: "30 minutes".
    pub(crate) length: String,
    /// From which care provider.
    pub(crate) provider: String,
    /// First names of who comes: "Kit", or "not decided yet".
    pub(crate) who: String,
    /// How it stands, in a sentence.
    pub(crate) standing: String,
    /// What happens instead of a visit that was cancelled.
    pub(crate) instead: Option<String>,
    /// Whether it is late or nobody came.
    pub(crate) late: bool,
    /// Whether somebody is still to come.
    pub(crate) ahead: bool,
}

/// What the JSON says.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub(crate) struct Visits {
    /// Earlier days, today and the days to come, in the order of time.
    visits: Vec<VisitTold>,
}

/// Tells one visit as it stands now.
pub(crate) fn told(visit: &VisitView, provider: &str, now: Moment) -> VisitTold {
    let late = visit.is_late(now) || matches!(visit.state, State::Missed { .. });
    VisitTold {
        day: visit.day,
        label: visit.label.clone(),
        arrives: visit.window_words(),
        length: visit.minutes.to_string(),
        provider: provider.to_owned(),
        who: who(visit),
        standing: standing(visit, now),
        instead: visit.instead.clone(),
        late,
        ahead: visit.is_ahead() || matches!(visit.state, State::Started { .. }),
    }
}

/// First names, and said so where somebody is still to be found. Never blank.
fn who(visit: &VisitView) -> String {
    if matches!(visit.state, State::Cancelled { .. } | State::Missed { .. }) {
        return "nobody".into();
    }
    let first = |name: &str| name.split_whitespace().next().unwrap_or(name).to_owned();
    let mut names: Vec<String> = visit.workers.iter().map(|stay| first(&stay.name)).collect();
    if visit.is_ahead() && visit.unfilled() > 0 {
        names.push(match (names.is_empty(), visit.unfilled()) {
            (true, 1) => "not decided yet".into(),
            (true, _) => "two people, not decided yet".into(),
            (false, _) => "somebody not decided yet".into(),
        });
    }
    if names.is_empty() { "not recorded".into() } else { list_in_words(&names) }
}

fn standing(visit: &VisitView, now: Moment) -> String {
    let at = |moment: Moment| time_in_words(moment.time_of_day());
    match &visit.state {
        State::Planned | State::Assigned if visit.is_missed(now) => {
            "Very late: nobody has come yet. The care provider must deal with this now.".into()
        }
        State::Planned | State::Assigned if visit.is_late(now) => "Late: nobody has come yet.".into(),
        State::Planned | State::Assigned => "Planned".into(),
        State::Started { .. } if visit.is_late(now) => "One care worker is there. The second is late.".into(),
        State::Started { at: since, .. } => format!("A care worker is there now, since {}.", at(*since)),
        State::Finished(recorded) | State::Approved(recorded, _) => came(recorded),
        State::Cancelled { for_whom, .. } => match for_whom {
            CancelledFor::Person => "Cancelled, as was asked.".into(),
            CancelledFor::Hospital => "Cancelled because of a stay in hospital.".into(),
            CancelledFor::Provider => "Cancelled by the care provider.".into(),
            CancelledFor::System => "Not taking place: this care has ended or changed.".into(),
        },
        State::Missed { .. } => "Nobody came. This visit was missed.".into(),
    }
}

fn came(recorded: &Recorded) -> String {
    let at = |moment: Moment| time_in_words(moment.time_of_day());
    let (start, finish) = (at(recorded.start), at(recorded.finish));
    match recorded.said.outcome {
        Outcome::CareGiven => format!("Done, from {start} to {finish}."),
        Outcome::NoReply => format!("Somebody came at {start}, but nobody answered the door."),
        Outcome::Asleep => format!("Somebody came at {start} and left without waking anybody."),
        Outcome::Refused => format!("Somebody came at {start}. Care was not wanted that time."),
        Outcome::Hospital => format!("Somebody came at {start}. It ended with a stay in hospital."),
    }
}

/// The visits of some days in plain words: two statements, and one for the names of providers.
pub(crate) fn of_days(tx: &mut Tx<'_>, person: PersonId, days: Period, now: Moment) -> Result<Vec<VisitTold>, Failure> {
    let visits = visits::of_person(tx, person, days)?;
    let providers: BTreeSet<Uuid> = visits.iter().map(|visit| visit.provider).collect();
    let names = access::organisation_names(tx, &providers.into_iter().collect::<Vec<_>>())?;
    let name = |visit: &VisitView| names.get(&visit.provider).cloned().unwrap_or_default();
    Ok(visits.iter().map(|visit| told(visit, &name(visit), now)).collect())
}

/// The next visit of each package in some days, in one line: "Morning, Friday 27 November 2026, between 7:30am and 10am: Kit".
pub(crate) fn next_of_each(
    tx: &mut Tx<'_>,
    person: PersonId,
    days: Period,
    now: Moment,
) -> Result<BTreeMap<Uuid, String>, Failure> {
    let mut next = BTreeMap::new();
    for visit in visits::of_person(tx, person, days)?.iter().filter(|visit| visit.is_ahead() && !visit.is_missed(now)) {
        let line = || format!("{}, {}, {}: {}", visit.label, day_in_words(visit.day), visit.window_words(), who(visit));
        next.entry(visit.package).or_insert_with(line);
    }
    Ok(next)
}

/// Today and so many days after it.
pub(crate) fn ahead(now: Moment) -> Result<Period, Failure> {
    Period::through(now.day(), now.plus_days(DAYS).day())
}

/// Visits under their days.
pub(crate) fn listed(visits: &[&VisitTold], today: Date) -> Markup {
    let mut days = BTreeMap::<Date, Vec<&VisitTold>>::new();
    for visit in visits {
        days.entry(visit.day).or_default().push(visit);
    }
    html! {
        @for (day, visits) in &days {
            h3 class="nhsuk-heading-s nhsuk-u-margin-bottom-2" {
                @if *day == today { "Today, " } (day_in_words(*day))
            }
            ul class="nhsuk-list nhsuk-list--border" { @for visit in visits { li { (one(visit)) } } }
        }
    }
}

/// One visit.
pub(crate) fn one(visit: &VisitTold) -> Markup {
    let tone = match (visit.late, visit.ahead) {
        (true, _) => Standing::Late,
        (false, true) => Standing::Fine,
        (false, false) => Standing::None,
    };
    html! {
        strong { (visit.label) } ", " (visit.arrives) ", for " (visit.length) "."
        @if visit.ahead || visit.who != "nobody" {
            br; @if visit.ahead { "Who comes: " } @else { "Who came: " } (visit.who) ", " (visit.provider) "."
        }
        br; (state(visit.standing.trim_end_matches('.'), tone))
        @if let Some(instead) = &visit.instead { br; "Instead: " (instead) "." }
    }
}

/// Shows them.
pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let whose = Whose::of_path::<SeeMyCare>(view, "visits")?;
    let today = view.now.day();
    let days = Period::through(view.now.plus_days(-DAYS).day(), view.now.plus_days(DAYS).day())?;
    let visits = of_days(view.tx, whose.id, days, view.now)?;
    let (before, ahead): (Vec<_>, Vec<_>) = visits.iter().partition(|visit| visit.day < today);
    let body = html! {
        h1 class="nhsuk-heading-l" { "Who is coming" }
        h2 class="nhsuk-heading-m" { "Today and the next seven days" }
        @if ahead.is_empty() {
            (empty_state(
                "No visits are planned for these days. They appear here as soon as a care provider has been found and the times are set."
            ))
        } @else {
            (listed(&ahead, today))
        }
        h2 class="nhsuk-heading-m" { "The last seven days" }
        @if before.is_empty() { (empty_state("There were no visits in the last seven days.")) }
        @else { (listed(&before, today)) }
        p { "Is a time no good, or was something not right? " a href=(whose.changed_href()) { "Tell us what has changed" } "." }
    };
    let page = whose.under(view, "Who is coming", body)?.refresh_every(60);
    Shown::with(page, &Visits { visits })
}
