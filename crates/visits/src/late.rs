//! /visits/late: what somebody must deal with now, and who does.

use kernel::{Failure, Moment, day_in_words, moment_in_words};
use maud::{Markup, html};
use page::{
    Page,
    components::{Button, button},
    show,
};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    alarm::{self, Kind, Raised},
    parts::{self, VisitData},
    policy::{RecordMissed, SeeAlarms},
    store::{held, visit},
    visit::{State, VisitView},
};

/// The form of one alarm.
pub const FIELDS: &[Field] =
    &[Field::words("words", "What are you doing about it?").must("Say what you are doing about it, in a few words.")];

/// One visit of the list as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct RaisedData {
    /// The visit.
    pub visit: VisitData,
    /// What is wrong.
    pub kinds: Vec<String>,
    /// Whether a named person deals with it.
    pub accepted: bool,
}

/// The list as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct LateData {
    /// The most urgent first.
    pub visits: Vec<RaisedData>,
    /// Missed visits that were followed up in the last seven days, the latest first.
    pub followed_up: Vec<VisitData>,
}

fn kinds(raised: &Raised, now: Moment) -> Vec<Kind> {
    let computed = match (raised.visit.is_missed(now), raised.visit.is_late(now)) {
        (true, _) => Some(Kind::Missed),
        (false, true) => Some(Kind::Late),
        (false, false) => None,
    };
    let mut kinds: Vec<Kind> = raised.alarms.iter().map(|alarm| alarm.kind).chain(computed).collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.contains(&Kind::Missed) {
        kinds.retain(|kind| *kind != Kind::Late);
    }
    kinds
}

/// The list.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeeAlarms>()?;
    let raised = alarm::raised(view.tx, &scope, view.now)?;
    let followed = alarm::followed_up(view.tx, &scope, view.now)?;
    let shown = raised.iter().map(|entry| &entry.visit).chain(&followed);
    view.saw_list("late visits", shown.map(|visit| visit.person));
    let (now, may_end) = (view.now, view.who.may::<RecordMissed>());
    let cases: Vec<show::Case> = raised.iter().map(|entry| case(entry, now, may_end)).collect();
    let ended: Vec<show::Case> = followed.iter().map(ended).collect();
    let body = html! {
        (parts::heading("Late and uncovered visits"))
        @if cases.is_empty() {
            (show::empty_state("No visit is late. A visit appears here when nobody has checked in in time, when its worker was taken off within 24 hours of it, or when nobody answered the door."))
        } @else { (show::cases(&cases)) }
        @if !ended.is_empty() {
            h2 class="nhsuk-heading-m" { "Missed and followed up in the last seven days" }
            (show::cases(&ended))
        }
    };
    let visits = raised.iter().map(|entry| RaisedData {
        visit: VisitData::of(&entry.visit, now),
        kinds: kinds(entry, now).iter().map(|kind| kind.code().to_owned()).collect(),
        accepted: entry.is_accepted(),
    });
    let followed_up = followed.iter().map(|visit| VisitData::of(visit, now)).collect();
    let data = LateData { visits: visits.collect(), followed_up };
    Shown::with(Page::new("Late and uncovered visits", body).refresh_every(60), &data)
}

/// A missed visit that somebody has followed up: who, when and what was done.
fn ended(visit: &VisitView) -> show::Case {
    let line = match &visit.state {
        State::Missed { found_at, why, by } => html! {
            (visit.label) ", " (day_in_words(visit.day)) ", " (visit.window_words()) ". " (why) " "
            strong { (by.as_deref().unwrap_or("The provider")) ", " (moment_in_words(*found_at)) ": " }
            (visit.instead.as_deref().unwrap_or("what was done is not recorded"))
        },
        _ => html! {},
    };
    show::Case {
        title: visit.person_name.as_str().into(),
        href: format!("/visits/{}", visit.id),
        line: line.into(),
        standing: show::state("Followed up", show::Standing::Fine).into(),
    }
}

fn case(entry: &Raised, now: Moment, may_end: bool) -> show::Case {
    let visit = &entry.visit;
    let words: Vec<&str> = kinds(entry, now).iter().map(|kind| kind.words()).collect();
    let standing = html! {
        (show::state(words.join(", "), show::Standing::Late))
        @if entry.is_accepted() { " " (show::state("Somebody deals with it", show::Standing::Fine)) }
    };
    let matters = parts::why_it_matters(visit);
    let line = html! {
        (visit.label) ", " (day_in_words(visit.day)) ", " (visit.window_words()) ". "
        @if visit.workers.is_empty() { "No worker has it." } @else { (parts::names(visit)) "." }
        @if !matters.is_empty() { " " strong { (capital(&matters)) "." } }
        @for alarm in &entry.alarms {
            @if let Some((name, at, what)) = &alarm.accepted { " " (name) ", " (moment_in_words(*at)) ": " (what) }
        }
        @if may_end && visit.is_missed(now) {
            " " a href=(format!("/visits/{}/missed", visit.id)) {
                "Nobody came: follow it up" span class="nhsuk-u-visually-hidden" { ", " (visit.person_name) ", " (visit.label) }
            }
        }
    };
    show::Case {
        title: visit.person_name.as_str().into(),
        href: format!("/visits/{}/alarm", visit.id),
        line: line.into(),
        standing: standing.into(),
    }
}

fn capital(words: &str) -> String {
    let mut rest = words.chars();
    rest.next().map(|first| first.to_uppercase().chain(rest).collect()).unwrap_or_default()
}

/// One visit's alarms and the form to take them on.
pub fn one(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let found = visit(view.tx, view.path.id("visit")?)?;
    view.who.permit::<SeeAlarms>(&parts::about(&found))?;
    let open = alarm::of_visit(view.tx, found.id)?;
    let to_accept = found.is_late(view.now) || open.iter().any(|alarm| alarm.accepted.is_none());
    let missed = view.who.may::<RecordMissed>() && found.is_late(view.now) && found.checked_in == 0;
    let body = html! {
        (parts::heading("A visit needs you now"))
        p { (parts::title(&found)) ", " (found.window_words()) ". " (parts::names(&found)) ". " (parts::standing(&found, view.now)) }
        @for alarm in &open { (told(alarm)) }
        @if to_accept {
            (view.form.whole(&format!("/visits/{}/alarm", found.id), FIELDS, "I deal with it"))
        } @else { p { "Nothing is open that nobody deals with." } }
        @if missed {
            (button(&Button::link("Nobody came: follow it up", format!("/visits/{}/missed", found.id))))
        }
    };
    parts::page_about(view, "A visit needs you now", body, &found)
}

fn told(alarm: &alarm::Alarm) -> Markup {
    html! {
        p {
            strong { (alarm.kind.words()) } " since " (moment_in_words(alarm.raised_at)) ". "
            @if let Some((name, at, words)) = &alarm.accepted {
                (name) " deals with it since " (moment_in_words(*at)) ": " (words)
            } @else { "Nobody deals with it yet." }
        }
    }
}

/// Takes the alarms of a visit on.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let found = held(act.work, act.path.id("visit")?)?;
    let permit = act.who.permit::<SeeAlarms>(&parts::about(&found))?;
    alarm::accept(act.work, &permit, &found, (&act.who.name, &act.values.text("words")?))?;
    Ok(Done::new("/visits/late", "You deal with it. Everybody who sees the visit can read what you wrote.")
        .id(found.id))
}
