//! The provider's own plan comes back to the commissioner (BRK-5).

use access::Permit;
use kernel::Failure;
use page::html;
use places::Place;
use store::Work;
use wire::{Act, Done, Field, Shown, View};

use super::{done, hold, keep, step_page};
use crate::{package::Package, policy::KeepAward};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::words("words", "How will you meet the outcomes?")
        .hint("Your plan in short; it stays with the package.")
        .must("Write how you will meet the outcomes."),
];

/// Records it; its words stay in the journal of the package.
pub fn send_back(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<KeepAward>,
    held: &Package,
    words: &str,
) -> Result<(), Failure> {
    permit.covers(held.id)?;
    let at = work.at;
    let step = held.state.return_plan(at)?;
    let facts = serde_json::json!({ "words": words, "provider": held.provider() });
    keep(work, place, held, &step, ("provider_plan.returned", facts), at, |change| change)
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    step_page(view, "Send your plan back", |view, package| {
        html! {
            @match package.state.return_plan(view.now) {
                Err(failure) => { p { (failure.to_string()) } }
                Ok(_) => {
                    (view.form.around(&format!("/packages/{}/provider-plan", package.id), &html! {
                        @for field in FIELDS {
                            @let version = package.version.to_string();
                            (view.form.field(field, if field.name == "version" { &version } else { "" }))
                        }
                    }, "Send the plan back"))
                }
            }
        }
    })
}

/// Records it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (mut held, permit) = hold(act)?;
    held.version = act.values.version()?;
    send_back(act.work, act.house.place, &permit, &held, &act.values.text("words")?)?;
    Ok(done(act, &held, "You sent your plan back.".into()))
}
