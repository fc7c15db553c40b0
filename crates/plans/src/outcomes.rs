//! The outcomes the person wants, and how far they have come (PLAN-4, PLAN-13).

use access::Permit;
use kernel::{Failure, Uuid};
use page::html;
use store::{Change, Work};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    MakePlan, Outcome,
    desk::{self, FormPage, holds, may_hold},
    stored,
};

/// The form for a new one.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::line("words", "What does the person want to achieve?").must("Write the outcome the person wants."),
    Field::yes("reablement", "This is a reablement goal: to do it for themselves again"),
    Field::line("baseline", "Where are they now?").must("Write where they are now, so that progress can be seen."),
    Field::line("target", "Where do they want to be?").must("Write where they want to be."),
];

/// The form for how far it has come.
pub const NOW_FIELDS: &[Field] =
    &[Field::version(), Field::line("now", "Where are they today?").must("Write where they are today.")];

/// A new outcome.
#[derive(Debug, Clone, Default)]
pub struct NewOutcome {
    /// In the person's words.
    pub words: String,
    /// Whether it is a goal of reablement.
    pub reablement: bool,
    /// Where they start.
    pub baseline: String,
    /// Where they want to be.
    pub target: String,
}

/// Adds one.
pub fn add_outcome(
    work: &mut Work<'_>,
    permit: &Permit<MakePlan>,
    version: i64,
    new: &NewOutcome,
) -> Result<Uuid, Failure> {
    let plan = desk::open_plan(work, desk::person_of(permit))?;
    permit.covers(plan.person)?;
    if plan.outcomes.iter().any(|outcome| outcome.words.eq_ignore_ascii_case(&new.words)) {
        return Err(Failure::field("words", "The plan has this outcome already."));
    }
    let outcome = Outcome {
        id: work.id(),
        words: new.words.clone(),
        reablement: new.reablement,
        baseline: new.baseline.clone(),
        target: new.target.clone(),
        now: None,
        now_on: None,
    };
    let change = desk::edited(&plan, version, "an outcome was added", Vec::new());
    work.apply(change.insert("plan_outcome", stored::outcome_columns(plan.id, &outcome)))?;
    Ok(outcome.id)
}

/// Keeps where the person is now. It measures the plan and does not change it, so no new version comes of it.
pub fn measure_outcome(
    work: &mut Work<'_>,
    permit: &Permit<MakePlan>,
    version: i64,
    outcome: Uuid,
    now: &str,
) -> Result<(), Failure> {
    let plan = desk::open_plan(work, desk::person_of(permit))?;
    permit.covers(plan.person)?;
    let mut measured = found(&plan.outcomes, outcome)?;
    (measured.now, measured.now_on) = (Some(now.to_owned()), Some(work.at.day()));
    let facts = serde_json::json!({ "plan": plan.id, "now": now });
    let change = Change::new("outcome.measured", "outcome", outcome).person(plan.person).facts(facts);
    let change = change.update("plan", plan.id, version, store::cols! { "reviewed_on" => plan.reviewed_on });
    work.apply(change.put("plan_outcome", &["id"], stored::outcome_columns(plan.id, &measured)))
}

fn found(outcomes: &[Outcome], id: Uuid) -> Result<Outcome, Failure> {
    outcomes.iter().find(|outcome| outcome.id == id).cloned().ok_or_else(|| Failure::no_such("outcome"))
}

/// Asks for a new one.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (person, plan) = desk::for_form::<MakePlan>(view)?;
    let held = vec![holds("version", plan.version)];
    let title = "Add an outcome";
    let page =
        FormPage { title, under: "/outcomes/add", fields: FIELDS, held, button: "Add the outcome", lead: html! {} };
    Ok(page.shown(view, person)?.into())
}

/// Adds it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = desk::leave::<MakePlan>(act)?;
    let new = NewOutcome {
        words: act.values.text("words")?,
        reablement: act.values.yes("reablement")?,
        baseline: act.values.text("baseline")?,
        target: act.values.text("target")?,
    };
    let id = add_outcome(act.work, &permit, act.values.version()?, &new)?;
    Ok(Done::new(desk::href(desk::person_of(&permit), "#outcomes"), "You added the outcome.").id(id))
}

/// Asks where the person is now.
pub fn page_now(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (person, plan) = desk::for_form::<MakePlan>(view)?;
    let outcome = found(&plan.outcomes, view.path.uuid("outcome")?)?;
    let held = vec![holds("version", plan.version), may_hold("now", outcome.now.as_ref())];
    let lead = html! {
        p { (outcome.words) }
        p { "At the start: " (outcome.baseline) ". Wanted: " (outcome.target) "." }
    };
    let under = format!("/outcomes/{}/now", outcome.id);
    let page =
        FormPage { title: "How far has it come?", under: &under, fields: NOW_FIELDS, held, button: "Save", lead };
    Ok(page.shown(view, person)?.into())
}

/// Keeps it.
pub fn submit_now(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = desk::leave::<MakePlan>(act)?;
    let outcome = act.path.uuid("outcome")?;
    measure_outcome(act.work, &permit, act.values.version()?, outcome, &act.values.text("now")?)?;
    Ok(Done::new(desk::href(desk::person_of(&permit), "#outcomes"), "You noted how far the outcome has come.")
        .id(outcome))
}
