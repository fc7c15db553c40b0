//! What a death does to a plan (H24): nobody is reminded to review it, and the clock stands. When the report is taken back,
//! it runs on.

use kernel::{Failure, Moment, Uuid};
use people::PersonId;
use store::{Change, Job, Work, cols};

use crate::{PlanView, changes, stored};

/// The reactions.
pub(crate) const CONFIRMED: Job =
    Job { kind: "plans.death_confirmed", after: &["person.death_confirmed"], run: confirmed };
/// The other one.
pub(crate) const WITHDRAWN: Job =
    Job { kind: "plans.death_withdrawn", after: &["person.death_withdrawn"], run: withdrawn };

fn plan_of(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<Option<PlanView>, Failure> {
    let person = payload.get("person").and_then(|id| id.as_str()?.parse::<Uuid>().ok());
    let Some(person) = person.map(PersonId::from) else { return Ok(None) };
    Ok(stored::current(work, person)?.filter(|plan| plan.open().is_ok()))
}

const REVIEWS: [&str; 2] = ["plan.first_review", "plan.review"];

fn confirmed(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let Some(plan) = plan_of(work, payload)? else { return Ok(()) };
    for (asked, _) in changes::open_formal(work, plan.person)? {
        clocks::pause(work, asked, changes::FORMAL_REVIEW, "The person has died.")?;
    }
    if plan.review_due.is_none() {
        return Ok(());
    }
    for standard in REVIEWS {
        clocks::pause(work, plan.id.uuid(), standard, "The person has died.")?;
    }
    let change = Change::new("plan.review_halted", "plan", plan.id).person(plan.person);
    work.apply(change.update("plan", plan.id, plan.version, cols! { "review_due" => None::<Moment> }))
}

fn withdrawn(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let Some(plan) = plan_of(work, payload)? else { return Ok(()) };
    for (asked, _) in changes::open_formal(work, plan.person)? {
        clocks::resume(work, asked, changes::FORMAL_REVIEW)?;
    }
    let mut due = None;
    for standard in REVIEWS {
        clocks::resume(work, plan.id.uuid(), standard)?;
        due = due.or(clocks::running(work, plan.id.uuid(), standard)?.map(|clock| clock.due_at));
    }
    if due == plan.review_due {
        return Ok(());
    }
    let change = Change::new("plan.review_resumed", "plan", plan.id).person(plan.person);
    work.apply(change.update("plan", plan.id, plan.version, cols! { "review_due" => due }))
}
