//! Agreeing another first day; any day of the year (BRK-5). A later day than was agreed is the broker's to agree: the provider
//! asks for it and the agreed day stands until then (H14).

use access::Permit;
use kernel::{Date, Failure, Moment, day_in_words};
use page::html;
use places::Place;
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{done, hold, keep, step_page};
use crate::{
    award::no_price,
    machine::{Held, Step},
    package::{self, Move, Package, award_columns},
    policy::{AgreeLaterStart, KeepAward},
};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::date("start", "On which day does care start?")
        .hint("Any day of the year, weekends and bank holidays too.")
        .must("Enter the day care starts."),
    Field::words("why", "Why, if it is later than agreed").hint("The person and the social worker see it."),
];

/// Agrees it. The watch over the first day (H13) is set anew.
pub fn agree(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<KeepAward>,
    held: &Package,
    (start, why): (Date, Option<&str>),
) -> Result<(), Failure> {
    permit.covers(held.id)?;
    can_begin(work, place, held, start)?;
    let step = held.state.agree_start(start, why)?;
    set(work, place, held, &step)
}

/// Asks the broker for a later day; nothing moves until they agree.
pub fn ask(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<KeepAward>,
    held: &Package,
    (start, why): (Date, Option<&str>),
) -> Result<(), Failure> {
    permit.covers(held.id)?;
    can_begin(work, place, held, start)?;
    let step = held.state.ask_start(start, why)?;
    let agreed = held.state.held().map(|held| held.start);
    let provider = held.provider();
    let facts = serde_json::json!({
        "start": start, "agreed": agreed, "why": why, "provider": provider, "plan": held.plan,
    });
    let from = work.at;
    keep(work, place, held, &step, ("package.start_asked", facts), from, |change| change)
}

/// Whether care may begin on a day at all: not before the award nor in the past, and only where its price is known.
fn can_begin(work: &Work<'_>, place: &Place, held: &Package, start: Date) -> Result<(), Failure> {
    // Who has it and whether care has begun comes first.
    let sooner = held.state.held().map_or(start, |held| start.min(held.start));
    held.state.agree_start(sooner, None).map(drop)?;
    if start < work.at.day() {
        return Err(Failure::field("start", "This day is past. If care has started, record the visit instead."));
    }
    match place.ceiling(&held.lot, &held.locality, &held.price_kind, start) {
        Some(_) => Ok(()),
        None => Err(no_price(place, held, start)),
    }
}

/// Saves the day that was agreed.
pub(super) fn set(work: &mut Work<'_>, place: &Place, held: &Package, step: &Step) -> Result<(), Failure> {
    let (Some(before), Some(next)) = (held.state.held(), step.next.held().cloned()) else {
        return Err(Failure::internal("a start without an award"));
    };
    let facts = serde_json::json!({
        "start": next.start, "before": before.start, "provider": next.provider, "package": held.id, "plan": held.plan,
        "why": next.before.as_ref().map(|before| before.why.as_str()),
    });
    let more = cols! { "start_missed_at" => None::<Moment> };
    let this = Move { package: held, step, from: work.at, event: "package.start_agreed", more };
    package::take(work, place, this, |change, dues| {
        let mut columns = award_columns(&next, dues);
        columns.extend(cols! { "first_care_by" => held.first_care_by(next.start) });
        change.organisation(next.provider).facts(facts).update("award", next.award, next.version, columns)
    })
}

/// "Stourlea Support asks to start on Monday 7 December 2026 instead: two workers left."
pub(crate) fn asked_in_words(held: &Held) -> Option<String> {
    let asked = held.asked.as_ref()?;
    Some(format!(
        "{} asks to start on {} instead of {}: {}",
        held.provider_name,
        day_in_words(asked.day),
        day_in_words(held.start),
        asked.why
    ))
}

/// "Agreed before was Monday 30 November 2026; later because: two workers left."
pub(crate) fn moved_in_words(held: &Held) -> Option<String> {
    let before = held.before.as_ref()?;
    Some(format!("It was agreed for {} before. Put later because: {}", day_in_words(before.day), before.why))
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    step_page(view, "Agree the first day of care", |view, package| {
        let held = package.state.held();
        let day = held.map_or(view.now.day(), |held| held.start);
        html! {
            @match (package.state.agree_start(day, None), held) {
                (Ok(_), Some(held)) => {
                    p { "Agreed so far: " (day_in_words(held.start)) "." }
                    @if let Some(asked) = asked_in_words(held) { p { (asked) } }
                    @if !view.who.may::<AgreeLaterStart>() {
                        p { "You may agree an earlier day with the person. A later one you ask the brokerage team for, with the reason; until they agree, this day stands." }
                    }
                    (view.form.around(&format!("/packages/{}/start", package.id), &html! {
                        @for field in FIELDS {
                            @let start = held.start.to_string();
                            @let version = package.version.to_string();
                            (view.form.field(field, match field.name { "version" => version.as_str(), "start" => start.as_str(), _ => "" }))
                        }
                    }, "Save this day"))
                }
                (Err(failure), _) => { p { (failure.to_string()) } }
                (Ok(_), None) => {}
            }
        }
    })
}

/// Agrees it, or asks the broker for it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (mut held, permit) = hold(act)?;
    let start = act.values.date("start")?;
    held.version = act.values.version()?;
    let why = act.values.opt_text("why")?;
    let agreed = held.state.held().map(|held| held.start);
    let place = act.house.place;
    if agreed.is_some_and(|agreed| start > agreed) && !act.who.may::<AgreeLaterStart>() {
        ask(act.work, place, &permit, &held, (start, why.as_deref()))?;
        let agreed = agreed.map(day_in_words).unwrap_or_default();
        let message = format!(
            "You asked the brokerage team for {}. Until they agree, care starts on {agreed}.",
            day_in_words(start)
        );
        return Ok(done(act, &held, message));
    }
    agree(act.work, place, &permit, &held, (start, why.as_deref()))?;
    Ok(done(act, &held, format!("Care starts on {}.", day_in_words(start))))
}
