//! The page of giving a visit to a worker.

use std::collections::BTreeMap;

use kernel::{Failure, Minutes, Moment, Time, Uuid, count, time_in_words};
use maud::{Markup, html};
use page::components::{Cell, Table, table};
use wire::{Act, Done, Field, Shown, View};

use super::{Candidate, assign, assign_following, before, candidates, moved, skill_words, weigh};
use crate::{
    parts,
    policy::{Assign, OverrideChecks},
    store::visit,
    visit::{VisitId, VisitView},
};

/// The form.
pub const FIELDS: &[Field] = &[WORKER, START, HOW_FAR, VERSION];

/// The most starts that are offered when nobody is free at the planned one.
const MOST_STARTS: usize = 8;

const WORKER: Field = Field::id("worker", "Who comes?").must("Choose a care worker.");
const START: Field =
    Field::time("start", "Planned start").hint("Within the window. Leave it as it is unless the round needs another.");
const HOW_FAR: Field = Field::choice(
    "how_far",
    "For how long?",
    &[("once", "This visit only"), ("on", "This visit, and the same one on every later day that needs somebody")],
);
const VERSION: Field = Field::version();

/// The form's page: who can come, and what each would cost.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let found = visit(view.tx, view.path.id("visit")?)?;
    view.who.permit::<Assign>(&parts::about(&found))?;
    // Another start may be looked at before anything is done.
    let found = moved(found.clone(), start_of(&found, view.query.text("start"))).unwrap_or(found);
    let all = candidates(view.tx, view.house.place, &found, view.now)?;
    let earlier = before(view.tx, &found)?;
    let can: Vec<_> = all
        .iter()
        .filter(|one| one.cannot.is_none())
        .map(|one| (one.worker.to_string(), choice(one, found.minutes)))
        .collect();
    let skills: Vec<String> = found.skills.iter().map(|code| skill_words(code).to_lowercase()).collect();
    let start = time_in_words(found.planned_start.time_of_day());
    let form = html! {
        (view.form.field(&VERSION, &found.version.to_string()))
        (view.form.choose(&WORKER, &can, ""))
        (view.form.field(&START, &start))
        (view.form.field(&HOW_FAR, "once"))
    };
    let body = html! {
        (parts::heading("Give a visit to a worker"))
        p { (parts::title(&found)) ", " (found.window_words()) ", " (found.minutes) ". " (found.cover_words()) ". " (parts::standing(&found, view.now)) }
        @if !skills.is_empty() { p { "Needs: " (kernel::list_in_words(&skills)) "." } }
        (weigh::earlier(&earlier, &all))
        @if can.is_empty() {
            (page::show::empty_state(format!("At {start} nobody of your organisation is free with the skills it needs. The table says why.")))
            (other_starts(&found, &all))
        } @else {
            (weigh::costs(&found, &all))
            (view.form.around(&format!("/schedule/{}/assign", found.id), &form, "Give the visit"))
        }
        (why_not(&all))
        @if all.iter().any(|one| one.lacks_checks) && view.who.may::<OverrideChecks>() {
            p { a href=(format!("/schedule/{}/anyway", found.id)) { "Give it to somebody in whose way something stands, and say why" } }
        }
        (taken(&found))
    };
    parts::page_about(view, "Give a visit to a worker", body, &found)
}

fn choice(one: &Candidate, minutes: Minutes) -> String {
    let after = one.minutes.checked_add(minutes).unwrap_or(one.minutes);
    let known = match one.been_there {
        0 => "new to this person".to_owned(),
        n => format!("came {} in four weeks", count(n, "time", "times")),
    };
    format!("{}: {} that day now, {after} with this visit; {known}", one.marked(), one.minutes)
}

/// Starts at which somebody is free when nobody is at the one that was looked at.
fn other_starts(found: &VisitView, all: &[Candidate]) -> Markup {
    let mut starts: BTreeMap<Moment, Vec<&str>> = BTreeMap::new();
    for one in all {
        for start in &one.free_at {
            starts.entry(*start).or_default().push(&one.name);
        }
    }
    html! {
        @if !starts.is_empty() {
            h2 class="nhsuk-heading-m" { "Other starts inside the window" }
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for (start, names) in starts.iter().take(MOST_STARTS) {
                    @let time = start.time_of_day();
                    li {
                        a href=(format!("/schedule/{}/assign?start={}", found.id, time.strftime("%H:%M"))) { (time_in_words(time)) }
                        ": " (kernel::list_in_words(names)) @if names.len() == 1 { " is free" } @else { " are free" }
                    }
                }
            }
        }
    }
}

/// The moment of a time of day inside the visit's window; in a window over midnight a small hour is the next day's.
fn start_of(found: &VisitView, text: &str) -> Option<Moment> {
    text.parse().ok().map(|time| within(found, time))
}

fn within(found: &VisitView, time: Time) -> Moment {
    let same_day = Moment::from_london(found.window_from.day(), time);
    if same_day < found.window_from && found.window_to.day() > found.window_from.day() {
        Moment::from_london(found.window_to.day(), time)
    } else {
        same_day
    }
}

fn why_not(all: &[Candidate]) -> Markup {
    let rows: Vec<Vec<Cell>> =
        all.iter().filter_map(|one| Some(vec![one.marked().into(), one.cannot.as_deref()?.into()])).collect();
    html! {
        @if !rows.is_empty() {
            (table(&Table {
                caption: "Who cannot, and why".into(),
                head: vec!["Worker".into(), "Why not".into()],
                rows,
                responsive: true,
                ..Table::default()
            }))
        }
    }
}

fn taken(found: &VisitView) -> Markup {
    html! {
        @for stay in &found.workers {
            p { (stay.name) " comes. " a href=(format!("/schedule/{}/unassign?worker={}", found.id, stay.worker)) { "Take " (stay.name) " off" } }
        }
    }
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let id: VisitId = act.path.id("visit")?;
    let found = visit(act.work, id)?;
    let permit = act.who.permit::<Assign>(&parts::about(&found))?;
    let worker: Uuid = act.values.uuid("worker")?;
    let start = act.values.opt_time("start")?.map(|time| within(&found, time));
    let earlier = before(act.work, &found)?;
    let given = assign(act.work, act.house.place, &permit, (id, act.values.version()?), (worker, start))?;
    let member = access::member(act.work, given.provider, access::Role::CareWorker, given.day, worker)?;
    let name = member.map(|member| member.name).unwrap_or_default();
    let mut message = format!(
        "{name} has the {} visit at {}.",
        given.label.to_lowercase(),
        time_in_words(given.planned_start.time_of_day())
    );
    if let Some((had, ..)) = earlier.had_it.first().filter(|(had, ..)| *had != name) {
        message.push_str(&format!(" {had} had it before."));
    }
    if act.values.opt_text("how_far")?.as_deref() == Some("on") {
        let on = assign_following(act.work, act.house.place, &permit, &given, worker)?;
        message.push_str(&format!(
            " So do {} on later days.",
            count(i64::try_from(on.given).unwrap_or_default(), "visit", "visits")
        ));
        if !on.not.is_empty() {
            message.push_str(&format!(
                " Not on {}: they are not free, their checks run out, or nobody is needed.",
                kernel::list_in_words(&on.not)
            ));
        }
    }
    Ok(Done::new(format!("/schedule?day={}", given.day), message).id(id))
}
