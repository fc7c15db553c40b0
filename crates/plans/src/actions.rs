//! Actions, and who does them (PLAN-4).

use access::Permit;
use kernel::{Date, Failure, Uuid};
use page::html;
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    MakePlan,
    desk::{self, FormPage, holds},
};

/// The form.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::line("what", "What is to be done?").must("Write what is to be done."),
    Field::line("who", "Who does it?").must("Write who does it."),
    Field::date("by", "By when?"),
];

/// Adds an action.
pub fn add_action(
    work: &mut Work<'_>,
    permit: &Permit<MakePlan>,
    version: i64,
    (what, who): (&str, &str),
    by: Option<Date>,
) -> Result<Uuid, Failure> {
    let plan = desk::open_plan(work, desk::person_of(permit))?;
    permit.covers(plan.person)?;
    if by.is_some_and(|by| by < work.at.day()) {
        return Err(Failure::field("by", "The day by which it is to be done has passed. Enter a later day."));
    }
    let id: Uuid = work.id();
    let row = cols! { "id" => id, "plan" => plan.id, "what" => what, "who" => who, "due" => by };
    work.apply(desk::edited(&plan, version, "an action was added", Vec::new()).insert("plan_action", row))?;
    Ok(id)
}

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (person, plan) = desk::for_form::<MakePlan>(view)?;
    let held = vec![holds("version", plan.version)];
    let title = "Add an action";
    let page =
        FormPage { title, under: "/actions/add", fields: FIELDS, held, button: "Add the action", lead: html! {} };
    Ok(page.shown(view, person)?.into())
}

/// Does it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = desk::leave::<MakePlan>(act)?;
    let (what, who) = (act.values.text("what")?, act.values.text("who")?);
    let by = act.values.opt_date("by")?;
    let id = add_action(act.work, &permit, act.values.version()?, (&what, &who), by)?;
    Ok(Done::new(desk::href(desk::person_of(&permit), "#actions"), "You added the action.").id(id))
}
