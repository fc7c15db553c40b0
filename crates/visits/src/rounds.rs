//! /rounds: a care worker's first page, made for a phone. The next visit first (VIS-3).

use kernel::{Failure, Minutes, Moment, Period, Uuid, day_in_words};
use maud::{Markup, html};
use page::{
    Page,
    components::{Button, button},
    show,
};
use store::{Tx, params, statement};
use wire::{Shown, View};

use crate::{
    changes,
    checks::Closed,
    parts::{self, VisitData},
    policy::SeeRound,
    store::of_worker,
    visit::{Recorded, State, VisitView},
};

/// The round as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct RoundData {
    /// The visit to go to, or the one under way.
    pub next: Option<VisitData>,
    /// What comes after it, today and tomorrow.
    pub later: Vec<VisitData>,
    /// Minutes of care given today.
    pub minutes_today: i64,
    /// Minutes of care given since Monday, today's included.
    pub minutes_this_week: i64,
}

statement! {
    SINCE = "SELECT check_in_at, check_out_at FROM visit_worker WHERE worker = $1 AND removed_at IS NULL
        AND starts_at >= $2 AND starts_at < $3 AND check_in_at IS NOT NULL";
}

/// Minutes of care a worker has given on visits since a moment.
fn minutes_since(tx: &mut Tx<'_>, worker: Uuid, from: Moment, now: Moment) -> Result<Minutes, Failure> {
    let stays = tx.all(&SINCE, params![worker, from, now.plus_days(1)], |row| {
        let (came, went): (Moment, Option<Moment>) = (row.get("check_in_at")?, row.get("check_out_at")?);
        Ok(Minutes::new(went.unwrap_or(now).minutes_since(came).max(0)))
    })?;
    Ok(Minutes::sum(stays).unwrap_or_default())
}

/// Whether the worker has still something to do for it: what owes a welfare step comes before everything (H8).
fn standing(visit: &VisitView, worker: Uuid) -> Option<i64> {
    let owes = visit.state.recorded().is_some_and(Recorded::owes_welfare_step);
    let stay = visit.stay_of(worker)?;
    match &visit.state {
        _ if owes => Some(0),
        State::Started { .. } if stay.is_there() => Some(1),
        State::Planned | State::Assigned | State::Started { .. } if stay.came.is_none() => Some(2),
        _ => None,
    }
}

fn minutes_today(visits: &[VisitView], worker: kernel::Uuid, now: Moment) -> Minutes {
    let stays = visits.iter().filter_map(|visit| visit.stay_of(worker));
    let minutes = stays.filter_map(|stay| {
        let came = stay.came.as_ref().filter(|came| came.at.day() == now.day())?.at;
        Some(Minutes::new(stay.went.unwrap_or(now).minutes_since(came).max(0)))
    });
    Minutes::sum(minutes).unwrap_or_default()
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.scope::<SeeRound>()?;
    let (worker, now) = (view.who.account, view.now);
    let (from, to) = (Moment::start_of(now.day()), Moment::start_of(now.day()).plus_days(2));
    let provider = view.who.organisation_id().unwrap_or_default();
    let mut visits = of_worker(view.tx, (worker, provider), from, to)?;
    let minutes = minutes_today(&visits, worker, now);
    let week = minutes_since(view.tx, worker, Moment::start_of(Period::week_of(now.day()).from()), now)?;
    let shut = shut_out(view, provider, &mut visits)?;
    let mut open: Vec<&VisitView> = visits.iter().filter(|visit| standing(visit, worker).is_some()).collect();
    open.sort_by_key(|visit| (standing(visit, worker), visit.planned_start));
    let next = match open.first() {
        Some(visit) => Some((*visit, where_to(view, visit)?, changes::unread(view.tx, visit, worker)?.is_some())),
        None => None,
    };
    let later: Vec<&VisitView> = open.iter().skip(1).copied().collect();
    // Of the next visit the address is shown too; the later ones are a list.
    if let Some(visit) = open.first() {
        view.saw(visit.person, "round");
    }
    view.saw_list("round", later.iter().map(|visit| visit.person));
    let body = html! {
        (parts::heading("My visits"))
        @if let Some(why) = &shut {
            p { (show::state("Ring your office", show::Standing::Late)) " You have visits that you cannot open: " (why) ". Your manager can record it, or decide that you go all the same. " a href="/my-checks" { "My checks and training" } }
        }
        @match &next {
            Some((visit, home, changed)) => (next_visit(visit, home, *changed, worker, now)),
            None if shut.is_some() => {},
            None => (show::empty_state("You have no visits today or tomorrow. Your office puts them here.")),
        }
        @if !later.is_empty() {
            h2 class="nhsuk-heading-m" { "Later" }
            (show::cases(&later.iter().map(|visit| case(visit, now)).collect::<Vec<_>>()))
        }
        p { "Care given today: " (minutes) ". This week: " (week) "." }
    };
    let data = RoundData {
        next: open.first().map(|visit| VisitData::of(visit, now)),
        later: later.iter().map(|visit| VisitData::of(visit, now)).collect(),
        minutes_today: minutes.get(),
        minutes_this_week: week.get(),
    };
    Shown::with(Page::new("My visits", body), &data)
}

/// Leaves out the visits whose record the worker may not open, and says what keeps them from it (GOV-3).
fn shut_out(view: &mut View<'_, '_>, provider: Uuid, visits: &mut Vec<VisitView>) -> Result<Option<String>, Failure> {
    let (worker, closed) = (view.who.account, Closed::to(view, provider)?);
    let mut owed = visits.iter().filter(|visit| standing(visit, worker).is_some());
    let shut = owed.find_map(|visit| closed.from(visit, worker)).map(str::to_owned);
    visits.retain(|visit| closed.from(visit, worker).is_none());
    Ok(shut)
}

/// The address in one line.
fn where_to(view: &mut View<'_, '_>, visit: &VisitView) -> Result<String, Failure> {
    Ok(people::row(view.tx, visit.person.into())?.address().unwrap_or_else(|| "No address is recorded".into()))
}

fn next_visit(visit: &VisitView, home: &str, changed: bool, worker: kernel::Uuid, now: Moment) -> Markup {
    let href = format!("/visits/{}", visit.id);
    let (to, words) = match standing(visit, worker) {
        Some(0) => (format!("{href}/welfare"), "Say what you did"),
        Some(1) => (format!("{href}/check-out"), "Check out"),
        _ => (href.clone(), if changed { "Read what changed" } else { "Open the visit" }),
    };
    html! {
        section class="nhsuk-card" {
            div class="nhsuk-card__content" {
                h2 class="nhsuk-card__heading nhsuk-heading-m" { a class="nhsuk-card__link" href=(href) { (visit.person_name) } }
                p { strong { (when(visit, now)) } " " (parts::standing(visit, now)) }
                p { (home) }
                @if !visit.tasks.is_empty() { p { (visit.tasks.join(", ")) } }
                @if visit.workers_needed > 1 { p { "Two workers: " (parts::names(visit)) "." } }
                (button(&Button::link(words, to)))
            }
        }
    }
}

fn when(visit: &VisitView, now: Moment) -> String {
    let day =
        if visit.planned_start.day() == now.day() { String::new() } else { format!("{}, ", day_in_words(visit.day)) };
    format!("{day}{}, {}", parts::times(visit), visit.minutes)
}

fn case(visit: &VisitView, now: Moment) -> show::Case {
    show::Case {
        title: format!("{}: {}", when(visit, now), visit.person_name).into(),
        href: format!("/visits/{}", visit.id),
        line: visit.tasks.join(", ").into(),
        standing: parts::standing(visit, now).into(),
    }
}
