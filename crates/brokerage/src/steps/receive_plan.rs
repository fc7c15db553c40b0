//! The provider confirms that it has the commissioner's plan (BRK-5).

use access::Permit;
use kernel::{Failure, deadline_in_words};
use page::html;
use places::Place;
use store::Work;
use wire::{Act, Done, Field, Shown, View};

use super::{done, hold, keep, step_page};
use crate::{machine::Timer, package::Package, policy::KeepAward};

/// Nothing is asked but that the page is not old.
pub const FIELDS: &[Field] = &[Field::version()];

/// Confirms it.
pub fn receive(work: &mut Work<'_>, place: &Place, permit: &Permit<KeepAward>, held: &Package) -> Result<(), Failure> {
    permit.covers(held.id)?;
    let at = work.at;
    let step = held.state.receive_plan(at)?;
    let facts =
        serde_json::json!({ "plan": held.plan, "plan_version": held.plan_version, "provider": held.provider() });
    keep(work, place, held, &step, ("plan.received", facts), at, |change| change)
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    step_page(view, "Confirm that you have the plan", |view, package| {
        html! {
            @match package.state.receive_plan(view.now) {
                Err(failure) => { p { (failure.to_string()) } }
                Ok(_) => {
                    p { "You have the person’s care and support plan, version " (package.plan_version) ". The introductory visit is due within two working days of your confirmation." }
                    (view.form.button(&format!("/packages/{}/plan-received", package.id), &[("version", &package.version.to_string())], "We have the plan", false))
                }
            }
        }
    })
}

/// Confirms it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (mut held, permit) = hold(act)?;
    held.version = act.values.version()?;
    receive(act.work, act.house.place, &permit, &held)?;
    let due = clocks::running(act.work, held.id.uuid(), Timer::Introduction.standard())?;
    let next =
        due.map(|clock| format!(" Introduce yourself at the person’s home by {}.", deadline_in_words(clock.due_at)));
    Ok(done(act, &held, format!("You confirmed that you have the plan.{}", next.unwrap_or_default())))
}
