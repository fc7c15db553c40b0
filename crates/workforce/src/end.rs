//! Taking a check back that was recorded in error, or that turned out not to hold.

use kernel::{Failure, day_in_words};
use page::{Page, html};
use store::{Change, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    check::{Check, Worker, one},
    policy::RecordChecks,
    record::{about, of_act, of_path},
    worker::capital,
};

/// What is asked.
pub const FIELDS: &[Field] =
    &[Field::version(), Field::words("why", "Why does it not hold?").must("Say why it does not hold.")];

fn of(worker: &Worker, check: Check) -> Result<Check, Failure> {
    let own = check.worker == worker.id && check.provider == worker.provider;
    if own { Ok(check) } else { Err(Failure::no_such("check")) }
}

fn words(place: &places::Place, check: &Check) -> String {
    place.workforce.check(&check.kind).map_or_else(|| check.kind.clone(), |kind| capital(&kind.words))
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let worker = of_path(view)?;
    view.who.permit::<RecordChecks>(&about(&worker))?;
    let check = of(&worker, one(view.tx, view.path.uuid("check")?)?)?;
    let name = words(view.house.place, &check);
    let version = check.version.to_string();
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { (worker.name) } "Take back: " (name) }
        p { "Recorded by " (check.recorded_by_name) ", done on " (day_in_words(check.done_on)) ", seen by " (check.seen_by) "." }
        @match &check.ended {
            Some((at, by, why)) => p { "Taken back on " (day_in_words(at.day())) " by " (by) ": " (why) },
            None => {
                p { "What was recorded before it counts again; if there is nothing, " (worker.name) " may be given no more visits." }
                (view.form.around(&format!("/provider/checks/{}/{}/end", worker.id, check.id), &html! {
                    @for field in FIELDS { (view.form.field(field, if field.name == "version" { &version } else { "" })) }
                }, "Take it back"))
            }
        }
    };
    Ok(Page::new("Take a check back", body)
        .back(format!("Back to {}", worker.name), format!("/provider/checks/{}", worker.id))
        .into())
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let worker = of_act(act)?;
    let permit = act.who.permit::<RecordChecks>(&about(&worker))?;
    permit.covers(worker.id)?;
    let check = of(&worker, one(act.work, act.path.uuid("check")?)?)?;
    if let Some((at, by, _)) = &check.ended {
        return Err(Failure::conflict(format!("{by} took this back already on {}.", day_in_words(at.day()))));
    }
    let why = act.values.text("why")?;
    let facts = serde_json::json!({ "check": check.id, "kind": check.kind, "why": why });
    let columns = cols! { "ended_at" => act.now, "ended_by_name" => act.who.name.as_str(), "ended_why" => why };
    let change = Change::new("worker.check_ended", "care_worker", worker.id).organisation(worker.provider).facts(facts);
    act.work.apply(change.update("worker_check", check.id, act.values.version()?, columns))?;
    let message = format!("{} of {} no longer counts.", words(act.house.place, &check), worker.name);
    Ok(Done::new(format!("/provider/checks/{}", worker.id), message).id(check.id))
}
