//! A missed visit is followed up: that nobody came, why, what was done for the person, by whom and when (H7). Only then it leaves
//! the list of late visits.

use access::Permit;
use kernel::Failure;
use maud::html;
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    alarm::{self, Kind},
    parts,
    policy::RecordMissed,
    store::{held, visit},
    visit::VisitView,
};

/// The form.
pub const FIELDS: &[Field] = &[
    Field::words("why", "Why did nobody come?").must("Say why nobody came."),
    Field::words("done", "What was done for the person?").must("Say what was done so that the person was safe."),
    Field::version(),
];

/// The form's page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let found = visit(view.tx, view.path.id("visit")?)?;
    view.who.permit::<RecordMissed>(&parts::about(&found))?;
    let form = parts::fields(&view.form, FIELDS, found.version);
    let body = html! {
        (parts::heading("Follow up a missed visit"))
        p { (parts::title(&found)) ", " (found.window_words()) "." }
        (view.form.around(&format!("/visits/{}/missed", found.id), &form, "Save"))
    };
    parts::page_about(view, "Follow up a missed visit", body, &found)
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let found = held(act.work, act.path.id("visit")?)?;
    let permit = act.who.permit::<RecordMissed>(&parts::about(&found))?;
    let (why, done) = (act.values.text("why")?, act.values.text("done")?);
    record(act.work, &permit, &found, (act.values.version()?, &act.who.name), (&why, &done))?;
    Ok(Done::new(format!("/visits/{}", found.id), "You followed the missed visit up. It stands in the list for seven days with what you did; the broker sees it too.")
        .id(found.id))
}

/// Records that nobody came. Only a visit that is late can have been missed.
pub fn record(
    work: &mut Work<'_>,
    permit: &Permit<RecordMissed>,
    found: &VisitView,
    (version, by): (i64, &str),
    (why, done): (&str, &str),
) -> Result<(), Failure> {
    permit.covers(found.id)?;
    found.must_be_ahead("recorded as missed")?;
    if !found.is_late(work.at) {
        return Err(Failure::conflict(
            "This visit is not late yet, so it cannot have been missed. Cancel it if it will not take place.",
        ));
    }
    let facts = serde_json::json!({
        "package": found.package, "provider": found.provider, "day": found.day, "found_at": work.at, "reason": why,
        "done": done, "planned_minutes": found.minutes, "workers": found.workers_needed,
    });
    let columns = cols! {
        "state" => "missed", "ended_at" => work.at, "ended_why" => why, "instead" => done,
        "ended_by" => by,
    };
    work.apply(parts::change("visit.missed", found).facts(facts).update("visit", found.id, version, columns))?;
    // What was planned stays in the books: planned and not made is what the commissioner must see.
    alarm::close(work, found, &Kind::ARRIVAL)
}
