//! Agreeing another first day; any day of the year (BRK-5).

use access::Permit;
use kernel::{Date, Failure, day_in_words};
use page::html;
use places::Place;
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{done, hold, step_page};
use crate::{
    award::no_price,
    package::{self, Move, Package, award_columns},
    policy::KeepAward,
};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::date("start", "On which day does care start?")
        .hint("Any day of the year, weekends and bank holidays too.")
        .must("Enter the day care starts."),
];

/// Agrees it. The watch over the first day (H13) is set anew.
pub fn agree(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<KeepAward>,
    held: &Package,
    start: Date,
) -> Result<(), Failure> {
    permit.covers(held.id)?;
    let step = held.state.agree_start(start)?;
    let (Some(before), Some(next)) = (held.state.held(), step.next.held().cloned()) else {
        return Err(Failure::internal("a start without an award"));
    };
    if start < work.at.day() {
        return Err(Failure::field("start", "This day is past. If care has started, record the visit instead."));
    }
    if place.ceiling(&held.lot, &held.locality, &held.price_kind, start).is_none() {
        return Err(no_price(place, held, start));
    }
    let facts =
        serde_json::json!({ "start": start, "before": before.start, "provider": next.provider, "package": held.id });
    let more = cols! { "start_missed_at" => None::<kernel::Moment> };
    let this = Move { package: held, step: &step, from: work.at, event: "package.start_agreed", more };
    package::take(work, place, this, |change, dues| {
        let mut columns = award_columns(&next, dues);
        columns.extend(cols! { "first_care_by" => held.first_care_by(start) });
        change.organisation(next.provider).facts(facts).update("award", next.award, next.version, columns)
    })
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    step_page(view, "Agree the first day of care", |view, package| {
        html! {
            @match (package.state.agree_start(view.now.day()), package.state.held()) {
                (Ok(_), Some(held)) => {
                    p { "Agreed so far: " (day_in_words(held.start)) "." }
                    (view.form.around(&format!("/packages/{}/start", package.id), &html! {
                        @for field in FIELDS {
                            @let value = if field.name == "version" { package.version.to_string() } else { held.start.to_string() };
                            (view.form.field(field, &value))
                        }
                    }, "Agree this day"))
                }
                (Err(failure), _) => { p { (failure.to_string()) } }
                (Ok(_), None) => {}
            }
        }
    })
}

/// Agrees it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (mut held, permit) = hold(act)?;
    let start = act.values.date("start")?;
    held.version = act.values.version()?;
    agree(act.work, act.house.place, &permit, &held, start)?;
    Ok(done(act, &held, format!("Care starts on {}.", day_in_words(start))))
}
