//! A provider asks for a formal review: more would change than its tolerance allows (BRK-9). It stands on the social worker's list
//! with a clock, until a new plan is agreed or they refuse it.

use access::Permit;
use kernel::{Failure, Uuid};
use page::html;
use places::Place;
use plans::ChangeKind;
use store::Work;
use wire::{Act, Done, Field, Shown, View};

use super::form_page;
use crate::{
    package::{self, Package},
    policy::AdjustCare,
};

/// What is asked.
pub const FIELDS: &[Field] = &[Field::words("words", "What should change, and why?")
    .hint("Which visits, how much more or less in a week, and what you have agreed with the person.")
    .must("Say what should change, and why.")];

/// Asks for it.
pub fn ask(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<AdjustCare>,
    held: &Package,
    words: &str,
) -> Result<Uuid, Failure> {
    permit.covers(held.id)?;
    let award = held.state.gives_care()?;
    let report = plans::Report {
        person: held.person,
        kind: ChangeKind::FormalReview,
        by: &award.provider_name,
        organisation: Some(award.provider),
        words,
        noticed_at: None,
    };
    plans::report_change(work, place, &report)
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    form_page::<AdjustCare>(view, "Ask for a formal review", |view, package| match package.state.gives_care() {
        Err(failure) => html! { p { (failure.to_string()) } },
        Ok(_) => html! {
            p { "The social worker looks at the plan again and either agrees a new one or tells you why not. Until then the care stays as it is." }
            (view.form.whole(&format!("/packages/{}/formal-review", package.id), FIELDS, "Ask for a formal review"))
        },
    })
}

/// Asks.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let held = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<AdjustCare>(&crate::steps::about(&held))?;
    let id = ask(act.work, act.house.place, &permit, &held, &act.values.text("words")?)?;
    let message = "You asked the social worker for a formal review. The answer will stand on this page.";
    Ok(Done::new(format!("/provider/packages/{}", held.id), message).id(id))
}
