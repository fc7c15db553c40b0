//! The end of a plan.

use access::Permit;
use kernel::{Date, Failure};
use page::html;
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    AgreePlan, AnswerKind, PlanView, State, changes, credit,
    desk::{self, FormPage, holds},
    stored,
};

/// The form.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::date("ended_on", "On which day did it end?").must("Enter the day it ended."),
    Field::words("reason", "Why does it end?").must("Write why the plan ends."),
];

/// Ends the plan, also of somebody who has died. Packages under it are ended by those who look after them: they hear of it by the event.
pub fn end(
    work: &mut Work<'_>,
    permit: &Permit<AgreePlan>,
    version: i64,
    ended_on: Date,
    reason: &str,
) -> Result<(), Failure> {
    let plan = closing(stored::current(work, desk::person_of(permit))?)?;
    permit.covers(plan.person)?;
    if ended_on > work.at.day() {
        return Err(Failure::field("ended_on", "The day lies in the future. End the plan once that day has come."));
    }
    let ended = State::Ended { on: ended_on, reason: reason.to_owned() };
    for standard in ["plan.first_review", "plan.review"] {
        clocks::withdraw(work, plan.id.uuid(), standard)?;
    }
    let facts = serde_json::json!({ "day": ended_on, "reason": reason });
    let columns = cols! {
        "state" => ended.code(), "ended_on" => ended_on, "ended_reason" => reason, "review_due" => None::<kernel::Moment>,
    };
    let change = Change::new("plan.ended", "plan", plan.id).person(plan.person).facts(facts);
    work.apply(change.update("plan", plan.id, version, columns))?;
    changes::answered_by_plan(work, plan.person, (AnswerKind::NoChange, "The plan has ended."))?;
    credit::on_end(work, &plan)
}

fn closing(plan: Option<PlanView>) -> Result<PlanView, Failure> {
    let plan = plan.ok_or_else(|| Failure::no_such("plan"))?;
    plan.open()?;
    Ok(plan)
}

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let person = view.path.id("person")?;
    desk::permit::<AgreePlan>(view.who, person)?;
    let plan = closing(stored::current(view.tx, person)?)?;
    let held = vec![holds("version", plan.version), holds("ended_on", view.now.day())];
    let lead = html! { p { "The broker is told, so that a package under this plan is ended too. What was credited and not used goes back." } };
    let page = FormPage { title: "End the plan", under: "/end", fields: FIELDS, held, button: "End the plan", lead };
    Ok(page.shown(view, person)?.into())
}

/// Ends it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = desk::leave::<AgreePlan>(act)?;
    end(act.work, &permit, act.values.version()?, act.values.date("ended_on")?, &act.values.text("reason")?)?;
    Ok(Done::new(desk::href(desk::person_of(&permit), ""), "You ended the plan."))
}
