//! Reviews (PLAN-8): the clock of the first review ends with it, and the yearly one begins.

use access::Permit;
use clocks::Start;
use kernel::{Date, Failure, Moment, Uuid};
use page::html;
use store::{Change, Work, cols};
use wire::{Act, Done, Field, House, Shown, View};

use crate::{
    MakePlan,
    desk::{self, FormPage, holds},
    stored,
};

const OUTCOMES: &[(&str, &str)] = &[
    ("goes_on", "The plan goes on as it is"),
    ("changes", "The plan is to be changed"),
    ("ends", "The plan is to end"),
];

/// The form.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::date("reviewed_on", "On which day was the plan reviewed?").must("Enter the day of the review."),
    Field::words("found", "What was found?").must("Write what was found."),
    Field::choice("outcome", "What comes of it?", OUTCOMES).must("Choose what comes of it."),
];

/// Records a review; gives the moment by which the next is due.
pub fn review(
    work: &mut Work<'_>,
    house: &House,
    permit: &Permit<MakePlan>,
    version: i64,
    (reviewed_on, found, outcome): (Date, &str, &str),
) -> Result<Moment, Failure> {
    let plan = desk::open_plan(work, desk::person_of(permit))?;
    permit.covers(plan.person)?;
    let today = work.at.day();
    let first = stored::versions(work, plan.id)?.last().map(|(_, at)| at.day());
    let Some(first) = first else {
        return Err(Failure::conflict("The plan was never agreed, so there is nothing to review yet. Agree it first."));
    };
    if reviewed_on > today {
        return Err(Failure::field(
            "reviewed_on",
            "The day of the review lies in the future. Enter the day it took place.",
        ));
    }
    if reviewed_on < first {
        return Err(Failure::field("reviewed_on", "The review cannot lie before the plan was first agreed."));
    }
    let done_at = if reviewed_on == today { work.at } else { Moment::start_of(reviewed_on).plus_hours(12) };
    for standard in ["plan.first_review", "plan.review"] {
        clocks::stop(work, plan.id.uuid(), standard, done_at)?;
    }
    let start = Start {
        standard: "plan.review",
        subject_kind: "plan",
        subject: plan.id.uuid(),
        person: Some(plan.person.uuid()),
        organisation: Some(plan.council),
        from: done_at,
    };
    let due = clocks::start(work, house.place, start)?;
    let id: Uuid = work.id();
    let row = cols! {
        "id" => id, "plan" => plan.id, "reviewed_on" => reviewed_on, "reviewed_by" => work.actor.account,
        "found" => found, "outcome" => outcome,
    };
    let facts = serde_json::json!({ "reviewed_on": reviewed_on, "outcome": outcome });
    let change = Change::new("plan.reviewed", "plan", plan.id).person(plan.person).facts(facts);
    let change = change.update("plan", plan.id, version, cols! { "reviewed_on" => reviewed_on, "review_due" => due });
    work.apply(change.insert("plan_review", row))?;
    Ok(due)
}

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (person, plan) = desk::for_form::<MakePlan>(view)?;
    let held = vec![holds("version", plan.version), holds("reviewed_on", view.now.day())];
    let lead = html! { p { "Look at each outcome first, and note how far it has come." } };
    let page = FormPage {
        title: "Record a review",
        under: "/review",
        fields: FIELDS,
        held,
        button: "Record the review",
        lead,
    };
    Ok(page.shown(view, person)?.into())
}

/// Does it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = desk::leave::<MakePlan>(act)?;
    let values = act.values;
    let (found, outcome) = (values.text("found")?, values.text("outcome")?);
    let due = review(act.work, act.house, &permit, values.version()?, (values.date("reviewed_on")?, &found, &outcome))?;
    let next = match outcome.as_str() {
        "changes" => "Change the plan now, and agree it again.",
        "ends" => "End the plan now.",
        _ => "The plan goes on as it is.",
    };
    let said = format!("You recorded the review. {next} The next review is due by {}.", kernel::deadline_in_words(due));
    Ok(Done::new(desk::href(desk::person_of(&permit), ""), said))
}
