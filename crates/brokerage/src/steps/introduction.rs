//! The introductory visit at the person's home; it counts as the first visit of R7 (BRK-5, BRK-12).

use access::Permit;
use kernel::{Failure, Moment, deadline_in_words};
use page::html;
use places::Place;
use store::Work;
use wire::{Act, Done, Field, Shown, View};

use super::{done, hold, keep, past, step_page};
use crate::{machine::Timer, package::Package, policy::KeepAward};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::date("on", "On which day were you there?").must("Enter the day of the introductory visit."),
    Field::time("at", "At what time?").hint("Like 8am, 2:15pm or 14:15."),
];

/// Records it.
pub fn introduce(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<KeepAward>,
    held: &Package,
    at: Moment,
) -> Result<(), Failure> {
    permit.covers(held.id)?;
    let step = held.state.introduce(at)?;
    let facts = serde_json::json!({ "at": at, "provider": held.provider(), "package": held.id });
    keep(work, place, held, &step, ("introduction.made", facts), at, |change| change)
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    step_page(view, "Record the introductory visit", |view, package| {
        html! {
            @match package.state.introduce(view.now) {
                Err(failure) => { p { (failure.to_string()) } }
                Ok(_) => {
                    p { "You have been at the person’s home to introduce yourselves. It counts as the first visit." }
                    (view.form.around(&format!("/packages/{}/introduction", package.id), &html! {
                        @for field in FIELDS {
                            @match field.name {
                                "version" => { (view.form.field(field, &package.version.to_string())) }
                                "on" => { (view.form.field(field, &view.now.day().to_string())) }
                                _ => { (view.form.field(field, "")) }
                            }
                        }
                    }, "Record the visit"))
                }
            }
        }
    })
}

/// Records it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (mut held, permit) = hold(act)?;
    held.version = act.values.version()?;
    let at = past(act.values.date("on")?, act.values.opt_time("at")?, act.now)?;
    introduce(act.work, act.house.place, &permit, &held, at)?;
    let due = clocks::running(act.work, held.id.uuid(), Timer::Outcomes.standard())?;
    let next = due.map(|clock| format!(" Agree the outcomes with the person by {}.", deadline_in_words(clock.due_at)));
    Ok(done(act, &held, format!("You recorded the introductory visit.{}", next.unwrap_or_default())))
}
