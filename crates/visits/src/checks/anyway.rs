//! Giving a visit to somebody whose checks are not in order or whom the person has not chosen, or leaving them with it: decided by the manager, by name and with the
//! reason, and listed (H17).

use access::Permit;
use kernel::{Failure, Uuid};
use maud::html;
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{is_overridden, lacking, lacking_for};
use crate::{
    assign, parts,
    policy::{Assign, OverrideChecks},
    store::visit,
    visit::{VisitId, VisitView},
};

/// The form.
pub const FIELDS: &[Field] = &[WORKER, WHY, Field::version()];

const WORKER: Field = Field::id("worker", "Who comes all the same?").must("Choose a care worker.");
const WHY: Field = Field::words("why", "Why do they come all the same, and what makes it safe?")
    .hint("Your name and this reason stand on a list that is looked through.")
    .must("Say why they come all the same, and what makes it safe.");

/// The form's page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let found = visit(view.tx, view.path.id("visit")?)?;
    view.who.permit::<OverrideChecks>(&parts::about(&found))?;
    let workers = workforce::workers(view.tx, found.provider, found.day)?;
    let lacking = lacking_for(view.tx, view.house.place, &workers, &found)?;
    let mut choices = Vec::new();
    for worker in &workers {
        let Some(lacks) = lacking.get(&worker.id) else { continue };
        let has = found.stay_of(worker.id).is_some();
        if (has || found.unfilled() > 0) && !(has && is_overridden(view.tx, found.id, worker.id)?) {
            choices.push((worker.id.to_string(), format!("{}: {lacks}", worker.name)));
        }
    }
    let form = html! {
        (view.form.choose(&WORKER, &choices, view.query.text("worker")))
        (view.form.field(&WHY, ""))
        (view.form.field(&Field::version(), &found.version.to_string()))
    };
    let body = html! {
        (parts::heading("Give a visit all the same"))
        p { (parts::title(&found)) ", " (found.window_words()) ". " (parts::names(&found)) "." }
        @if let Err(why) = found.must_be_ahead("given to somebody whose checks are not in order") { p { (why.to_string()) } }
        @else if choices.is_empty() {
            (page::show::empty_state("Nobody stands here: everybody who could come has their checks in order, or it was decided already."))
        } @else { (view.form.around(&format!("/schedule/{}/anyway", found.id), &form, "Decide it")) }
    };
    parts::page_about(view, "Give a visit all the same", body, &found)
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let id: VisitId = act.path.id("visit")?;
    let found = visit(act.work, id)?;
    let permit = act.who.permit::<OverrideChecks>(&parts::about(&found))?;
    let giving = act.who.permit::<Assign>(&parts::about(&found))?;
    let (worker, why) = (act.values.uuid("worker")?, act.values.text("why")?);
    let (place, version, by) = (act.house.place, act.values.version()?, act.who.name.clone());
    let name = anyway(act.work, place, (&permit, &giving), (&found, version), (worker, &why, &by))?;
    let message = format!("{name} has the visit all the same. It stands on the list with your name and your reason.");
    Ok(Done::new(format!("/schedule?day={}", found.day), message).id(id))
}

/// Gives the visit to a worker whose checks are not in order, or leaves them with it; gives the worker's name.
pub fn anyway(
    work: &mut Work<'_>,
    place: &places::Place,
    (permit, giving): (&Permit<OverrideChecks>, &Permit<Assign>),
    (found, version): (&VisitView, i64),
    (worker, why, by): (Uuid, &str, &str),
) -> Result<String, Failure> {
    permit.covers(found.id)?;
    found.must_be_ahead("given to somebody whose checks are not in order")?;
    let Some(lacks) = lacking(work, place, found, worker)? else {
        return Err(Failure::conflict(
            "Their checks are in order for that day, and nothing else stands in the way. Give them the visit as you would anybody.",
        ));
    };
    if found.stay_of(worker).is_none() {
        assign::assign_anyway(work, giving, (found.id, version), worker)?;
    } else if is_overridden(work, found.id, worker)? {
        return Err(Failure::conflict("It was decided already that they come all the same."));
    } else if found.version != version {
        return Err(Failure::Stale(
            "Somebody changed this visit after you opened it. Look at what it says now.".into(),
        ));
    }
    let name = workforce::worker(work, found.provider, worker, found.day)?.name;
    let id: Uuid = work.id();
    let columns = cols! {
        "id" => id, "visit" => found.id, "provider" => found.provider, "day" => found.day, "worker" => worker,
        "worker_name" => name.as_str(), "lacks" => lacks.as_str(), "why" => why, "by_name" => by, "at" => work.at,
    };
    let facts = serde_json::json!({ "worker": worker, "lacks": lacks, "why": why, "rules": place.workforce.version });
    work.apply(parts::change("visit.checks_overridden", found).facts(facts).insert("check_override", columns))?;
    Ok(name)
}
