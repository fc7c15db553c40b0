//! Taking a worker off a visit, with the reason. The visit shows at once that it has nobody, and within a day of it that is an
//! alarm (H7).

use access::Permit;
use kernel::{Failure, Moment, Uuid};
use maud::html;
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    alarm::{self, Kind},
    assign, parts,
    policy::Assign,
    stay::Stay,
    store::{held, visit},
    visit::{State, VisitView},
};

/// Hours before the window within which a visit without a worker is an alarm.
const SOON_HOURS: i64 = 24;

/// The form.
pub const FIELDS: &[Field] = &[WORKER, WHY, VERSION];

const WORKER: Field = Field::id("worker", "Worker").must("Choose the worker to take off.");
const WHY: Field = Field::line("why", "Why does the worker not come?").must("Say why, in a few words.");
const VERSION: Field = Field::version();

/// The form's page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let found = visit(view.tx, view.path.id("visit")?)?;
    view.who.permit::<Assign>(&parts::about(&found))?;
    let choices: Vec<_> = found.workers.iter().map(|stay| (stay.worker.to_string(), stay.name.clone())).collect();
    let chosen = match choices.as_slice() {
        [(only, _)] => only.as_str(),
        _ => view.query.text("worker"),
    };
    let form = html! {
        (view.form.field(&VERSION, &found.version.to_string()))
        (view.form.choose(&WORKER, &choices, chosen))
        (view.form.field(&WHY, ""))
    };
    let costs = assign::without(view, &found)?;
    let body = html! {
        (parts::heading("Take a worker off a visit"))
        p { (parts::title(&found)) ", " (found.window_words()) ". " (parts::names(&found)) "." }
        (costs)
        @if choices.is_empty() { p { "Nobody has this visit." } }
        @else { (view.form.around(&format!("/schedule/{}/unassign", found.id), &form, "Take them off")) }
    };
    parts::page_about(view, "Take a worker off a visit", body, &found)
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let found = held(act.work, act.path.id("visit")?)?;
    let permit = act.who.permit::<Assign>(&parts::about(&found))?;
    let (worker, why) = (act.values.uuid("worker")?, act.values.text("why")?);
    let stay = unassign(act.work, &permit, &found, act.values.version()?, (worker, &why))?;
    let message = format!("{} no longer has the visit. It needs somebody else now.", stay.name);
    Ok(Done::new(format!("/schedule/{}/assign", found.id), message).id(found.id))
}

/// Takes a worker off who has not come yet.
pub fn unassign(
    work: &mut Work<'_>,
    permit: &Permit<Assign>,
    found: &VisitView,
    version: i64,
    (worker, why): (Uuid, &str),
) -> Result<Stay, Failure> {
    permit.covers(found.id)?;
    let stay = found.stay_of(worker).ok_or_else(|| Failure::no_such("care worker on this visit"))?.clone();
    if stay.came.is_some() {
        return Err(Failure::conflict(format!("{} has checked in, so they cannot be taken off.", stay.name)));
    }
    if !matches!(found.state, State::Started { .. }) {
        found.must_be_ahead("taken from a worker")?;
    }
    let left = found.workers_needed - found.unfilled() - 1;
    let state = if found.is_ahead() { "planned" } else { found.state.code() };
    let facts = serde_json::json!({
        "package": found.package, "provider": found.provider, "worker": worker, "reason": why, "day": found.day,
        "assigned": left, "needed": found.workers_needed,
    });
    let change = parts::change("visit.unassigned", found).facts(facts);
    let change = change.update("visit", found.id, version, cols! { "state" => state, "assigned" => left });
    let columns = cols! { "removed_at" => work.at, "removed_why" => why };
    work.apply(change.update("visit_worker", stay.id, stay.version, columns))?;
    if is_soon(found, work.at) {
        alarm::raise(work, found, Kind::Uncovered)?;
    }
    Ok(stay)
}

fn is_soon(found: &VisitView, now: Moment) -> bool {
    found.is_ahead() && found.window_from < now.plus_hours(SOON_HOURS)
}
