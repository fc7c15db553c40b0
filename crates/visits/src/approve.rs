//! Which time counts. A time with start, finish and signature or reason that keeps to the plan counts by itself; every other
//! one is looked at by the provider, who confirms or corrects it with the reason (VIS-4). What was recorded is never
//! overwritten.

use access::Permit;
use kernel::{Failure, Minutes, moment_in_words};
use maud::html;
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    books::{self, Figure},
    parts,
    policy::ApproveVisit,
    store::{held, visit},
    visit::{Approval, Recorded, State, VisitView},
};

/// The form.
pub const FIELDS: &[Field] = &[
    Field::whole("minutes", "Minutes that count, for each worker", 0, 1440, "minutes")
        .must("Enter the minutes that count."),
    Field::line("why", "Why does this time hold?").must("Say why this time holds, or what is corrected."),
    Field::version(),
];

/// Who approves what is in order by itself.
const SYSTEM: &str = "the system";

/// The workers who came, and the mean of their minutes.
fn counted(found: &VisitView, recorded: &Recorded) -> (i64, Minutes) {
    let came = found.workers.iter().filter(|stay| stay.minutes().is_some()).count();
    let came = i64::try_from(came).unwrap_or(1).max(1);
    (came, Minutes::new(recorded.minutes.get() / came))
}

/// Approves a visit that is over and in order; leaves every other one on the list.
pub(crate) fn by_itself(work: &mut Work<'_>, found: &VisitView) -> Result<(), Failure> {
    let State::Finished(recorded) = &found.state else { return Ok(()) };
    if !found.to_check.is_empty() {
        return Ok(());
    }
    let (workers, minutes) = counted(found, recorded);
    let approval = Approval { minutes, workers, by: SYSTEM.into(), at: work.at, why: None };
    save(work, found, found.version, recorded, &approval)
}

/// The form's page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let found = visit(view.tx, view.path.id("visit")?)?;
    view.who.permit::<ApproveVisit>(&parts::about(&found))?;
    let Some(recorded) = found.state.recorded() else { return Err(not_over()) };
    let (_, counted) = counted(&found, recorded);
    let before = found.approved_minutes().unwrap_or(counted).get().to_string();
    let form = html! {
        @for field in FIELDS {
            @let value = if field.name == "minutes" { before.clone() } else if field.name == "version" { found.version.to_string() } else { String::new() };
            (view.form.field(field, &value))
        }
    };
    let body = html! {
        (parts::heading("Check a visit’s time"))
        p { "Planned: " (found.minutes) ". Recorded: " (moment_in_words(recorded.start)) " to " (moment_in_words(recorded.finish)) ", " (counted) " for each worker." }
        @if !found.to_check.is_empty() {
            ul class="nhsuk-list nhsuk-list--bullet" { @for flag in &found.to_check { li { (flag.words()) } } }
        }
        (view.form.around(&format!("/visits/{}/approve", found.id), &form, "Save"))
    };
    parts::page_about(view, "Check a visit’s time", body, &found)
}

fn not_over() -> Failure {
    Failure::conflict("This visit is not over, so there is no time to approve yet.")
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let found = held(act.work, act.path.id("visit")?)?;
    let permit = act.who.permit::<ApproveVisit>(&parts::about(&found))?;
    let (minutes, why) = (Minutes::new(act.values.whole("minutes")?), act.values.text("why")?);
    approve(act.work, &permit, &found, act.values.version()?, (minutes, &act.who.name, &why))?;
    Ok(Done::new("/provider/visits?list=to_check", format!("The visit counts {minutes} for each worker.")).id(found.id))
}

/// Confirms or corrects the time of a visit, also one that counted already.
pub fn approve(
    work: &mut Work<'_>,
    permit: &Permit<ApproveVisit>,
    found: &VisitView,
    version: i64,
    (minutes, by, why): (Minutes, &str, &str),
) -> Result<(), Failure> {
    permit.covers(found.id)?;
    let recorded = found.state.recorded().ok_or_else(not_over)?;
    if recorded.owes_welfare_step() {
        return Err(Failure::conflict(
            "Nobody has said yet what was done to find out that the person is well. The visit can be closed after that.",
        ));
    }
    let (workers, _) = counted(found, recorded);
    let approval = Approval { minutes, workers, by: by.into(), at: work.at, why: Some(why.into()) };
    save(work, found, version, recorded, &approval)
}

fn save(
    work: &mut Work<'_>,
    found: &VisitView,
    version: i64,
    recorded: &Recorded,
    approval: &Approval,
) -> Result<(), Failure> {
    let before = match &found.state {
        State::Approved(_, before) => Some(before),
        _ => None,
    };
    let facts = serde_json::json!({
        "minutes": approval.minutes, "workers": approval.workers, "package": found.package, "provider": found.provider,
        "person": found.person, "planned_minutes": found.minutes, "planned_workers": found.workers_needed,
        "recorded_minutes": recorded.minutes,
        "planned_start": found.planned_start, "start": recorded.start, "finish": recorded.finish, "day": found.day, "outcome": recorded.said.outcome.code(),
        "by": approval.by, "reason": approval.why, "minutes_before": before.map(|before| before.minutes),
        "workers_before": before.map(|before| before.workers),
    });
    let event = if before.is_some() { "visit.corrected" } else { "visit.approved" };
    let columns = cols! {
        "state" => "approved", "approved_minutes" => approval.minutes, "approved_workers" => approval.workers,
        "approved_by" => approval.by.as_str(), "approved_at" => approval.at, "approved_why" => approval.why.clone(),
        "to_check" => serde_json::json!([]),
    };
    work.apply(parts::change(event, found).facts(facts).update("visit", found.id, version, columns))?;
    let whole = |approval: &Approval| approval.minutes.get() * approval.workers;
    let more = whole(approval) - before.map_or(0, whole);
    books::note(work, Figure::Approved, found, Minutes::new(more))
}
