//! Care has begun, said by hand: where visits are not recorded on this system, the package must not wait for them (H14).

use access::Permit;
use kernel::{Failure, Moment, Uuid};
use page::html;
use places::Place;
use store::Work;
use wire::{Act, Done, Field, Shown, View};

use super::{done, hold, past, step_page};
use crate::{package::Package, policy::KeepAward, reactions};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::date("on", "On which day was the first visit?").must("Enter the day of the first visit."),
    Field::time("at", "At what time?").hint("Like 8am, 2:15pm or 14:15."),
];

/// Records the first visit.
pub fn begin(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<KeepAward>,
    held: &Package,
    at: Moment,
) -> Result<(), Failure> {
    permit.covers(held.id)?;
    let Some(award) = held.state.held() else {
        return Err(Failure::conflict(
            "No provider has this package at present, so care cannot have started under it.",
        ));
    };
    if let Some(first) = award.first_care {
        return Err(Failure::conflict(format!("Care has started already, {}.", kernel::moment_in_words(first))));
    }
    if at.day() < award.at.day() {
        return Err(Failure::field(
            "on",
            format!(
                "The package was awarded on {}; the first visit cannot be before that day.",
                kernel::day_in_words(award.at.day())
            ),
        ));
    }
    reactions::start_care(work, place, held, at)
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    step_page(view, "Record that care has started", |view, package| {
        html! {
            @if package.state.care(view.now).is_some() {
                p { "When visits are checked in on this system this happens by itself." }
                (view.form.around(&format!("/packages/{}/started", package.id), &html! {
                    @for field in FIELDS {
                        @match field.name {
                            "version" => { (view.form.field(field, &package.version.to_string())) }
                            "on" => { (view.form.field(field, &view.now.day().to_string())) }
                            _ => { (view.form.field(field, "")) }
                        }
                    }
                }, "Record the first visit"))
            } @else {
                p { "There is no start to record: care has started already, or no provider has the package." }
            }
        }
    })
}

/// Records it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (mut held, permit) = hold(act)?;
    held.version = act.values.version()?;
    let at = past(act.values.date("on")?, act.values.opt_time("at")?, act.now)?;
    begin(act.work, act.house.place, &permit, &held, at)?;
    let reply = done(act, &held, "You recorded that care has started.".into());
    Ok(Done { id: Some(Uuid::from(held.id)), ..reply })
}
