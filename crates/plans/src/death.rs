//! What a death does to a plan (H24): nobody is reminded to review it. When the report is taken back, a review is due soon.

use clocks::Start;
use kernel::{Failure, Moment, Uuid};
use people::PersonId;
use store::{Change, Job, Work, cols};

use crate::{PlanView, stored};

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

fn confirmed(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let Some(plan) = plan_of(work, payload)?.filter(|plan| plan.review_due.is_some()) else { return Ok(()) };
    for standard in ["plan.first_review", "plan.review"] {
        clocks::withdraw(work, plan.id.uuid(), standard)?;
    }
    let change = Change::new("plan.review_withdrawn", "plan", plan.id).person(plan.person);
    work.apply(change.update("plan", plan.id, plan.version, cols! { "review_due" => None::<Moment> }))
}

fn withdrawn(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let Some(plan) = plan_of(work, payload)? else { return Ok(()) };
    if plan.agreed_version.is_none() || plan.review_due.is_some() {
        return Ok(());
    }
    let start = Start {
        standard: "plan.first_review",
        subject_kind: "plan",
        subject: plan.id.uuid(),
        person: Some(plan.person.uuid()),
        organisation: Some(plan.council),
        from: work.at,
    };
    let due = clocks::start(work, places::Place::dorset()?, start)?;
    let change = Change::new("plan.review_set", "plan", plan.id).person(plan.person);
    work.apply(change.update("plan", plan.id, plan.version, cols! { "review_due" => due }))
}
