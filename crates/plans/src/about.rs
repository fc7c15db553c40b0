//! What the plan says about the person: what matters, strengths, contingency, history (PLAN-4).

use access::Permit;
use kernel::Failure;
use page::html;
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    MakePlan,
    desk::{self, FormPage, holds, may_hold},
};

/// The form.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::words("what_matters", "What matters to the person?")
        .hint("In their own words where you can.")
        .must("Write what matters to the person."),
    Field::words("strengths", "What can they do, and who helps them already?"),
    Field::words("contingency", "What happens if the care worker does not come?")
        .hint("For example: who can call in, who has a key, what cannot wait.")
        .must("Write what happens if the care worker does not come."),
    Field::words("history", "What should a new care worker know of what was before?"),
];

/// What it says.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// What matters.
    pub what_matters: String,
    /// Strengths.
    pub strengths: Option<String>,
    /// If the care worker does not come.
    pub contingency: String,
    /// What was before.
    pub history: Option<String>,
}

/// Writes it.
pub fn write_about(work: &mut Work<'_>, permit: &Permit<MakePlan>, version: i64, about: &About) -> Result<(), Failure> {
    let plan = desk::open_plan(work, desk::person_of(permit))?;
    permit.covers(plan.person)?;
    let columns = cols! {
        "what_matters" => &about.what_matters, "strengths" => about.strengths.clone(),
        "contingency" => &about.contingency, "history" => about.history.clone(),
    };
    work.apply(desk::edited(&plan, version, "about the person", columns))
}

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (person, plan) = desk::for_form::<MakePlan>(view)?;
    let held = vec![
        holds("version", plan.version),
        may_hold("what_matters", plan.what_matters.as_ref()),
        may_hold("strengths", plan.strengths.as_ref()),
        may_hold("contingency", plan.contingency.as_ref()),
        may_hold("history", plan.history.as_ref()),
    ];
    let title = "About the person";
    let page = FormPage { title, under: "/about", fields: FIELDS, held, button: "Save", lead: html! {} };
    Ok(page.shown(view, person)?.into())
}

/// Does it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = desk::leave::<MakePlan>(act)?;
    let about = About {
        what_matters: act.values.text("what_matters")?,
        strengths: act.values.opt_text("strengths")?,
        contingency: act.values.text("contingency")?,
        history: act.values.opt_text("history")?,
    };
    write_about(act.work, &permit, act.values.version()?, &about)?;
    Ok(Done::new(desk::href(desk::person_of(&permit), ""), "You saved what matters to the person."))
}
