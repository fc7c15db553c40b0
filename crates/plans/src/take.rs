//! Who looks after a person's plan: a social worker may take it over, so that nobody is left without one (H14).

use access::Permit;
use kernel::Failure;
use page::html;
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    MakePlan,
    desk::{self, FormPage, holds},
};

/// The form: nothing but the version of what was seen.
pub const FIELDS: &[Field] = &[Field::version()];

/// Makes whoever does this the social worker of the plan.
pub fn take_over(work: &mut Work<'_>, permit: &Permit<MakePlan>, version: i64) -> Result<(), Failure> {
    let plan = desk::open_plan(work, desk::person_of(permit))?;
    permit.covers(plan.person)?;
    let Some(account) = work.actor.account else { return Err(Failure::SignIn) };
    if plan.worker == Some(account) {
        return Err(Failure::conflict("You look after this plan already."));
    }
    let facts = serde_json::json!({ "from": plan.worker, "to": account });
    let change = Change::new("plan.taken_over", "plan", plan.id).person(plan.person).facts(facts);
    work.apply(change.update("plan", plan.id, version, cols! { "worker" => account }))
}

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (person, plan) = desk::for_form::<MakePlan>(view)?;
    let lead = html! { p { "The plan’s reviews and what is reported about the person will stand on your page." } };
    let held = vec![holds("version", plan.version)];
    let title = "Look after this plan";
    let page = FormPage { title, under: "/take-over", fields: FIELDS, held, button: "Look after this plan", lead };
    Ok(page.shown(view, person)?.into())
}

/// Does it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = desk::leave::<MakePlan>(act)?;
    take_over(act.work, &permit, act.values.version()?)?;
    Ok(Done::new(desk::href(desk::person_of(&permit), ""), "You look after this plan now."))
}
