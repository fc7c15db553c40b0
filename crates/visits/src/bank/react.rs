//! What happens to the bank by itself: a visit that came out of it is settled when it was made or fell away, and what was banked of
//! a visit whose time is corrected goes down with what it left (BRK-10). Done twice it changes nothing.

use kernel::{Failure, Minutes, day_in_words};
use store::{Change, Work, cols, params, statement};

use super::{charge_rules, deposit, held, post, rule};
use crate::{
    reactions::{id, place},
    store::held as held_visit,
    visit::VisitView,
};

/// The events it follows.
pub(crate) const AFTER: &[&str] = &["visit.approved", "visit.corrected", "visit.cancelled", "visit.missed"];

statement! {
    LOCK = "SELECT id FROM package_bank WHERE id = $1 {for_update}";
    OUT_OF = "SELECT version, minutes FROM bank_visit WHERE id = $1 AND state = 'planned'";
}

/// Looks at one visit.
pub(crate) fn run(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let found = held_visit(work, id(payload, "subject")?.into())?;
    // Few packages bank: of the others nothing is asked further.
    if work.first(&LOCK, params![found.package], |row| row.get::<kernel::Uuid>("id"))?.is_none() {
        return Ok(());
    }
    settle(work, &found)?;
    lower(work, &found)
}

/// A visit out of the bank is over.
fn settle(work: &mut Work<'_>, found: &VisitView) -> Result<(), Failure> {
    let read = |row: &store::Row| Ok((row.get::<i64>("version")?, row.get::<Minutes>("minutes")?));
    let Some((version, minutes)) = work.first(&OUT_OF, params![found.id], read)? else { return Ok(()) };
    let place = place(work)?;
    let Some(used) = rule::used(found, charge_rules(place, found.day)?) else { return Ok(()) };
    let used = used.clamp(Minutes::ZERO, minutes);
    let before = held(work, found.package)?;
    let after = before.settle(minutes, used);
    let facts = serde_json::json!({ "package": found.package, "visit": found.id, "minutes": minutes, "used": used });
    let change = Change::new("bank.settled", "package", found.package).person(found.person);
    let columns = cols! { "state" => "settled", "used" => used };
    work.apply(change.organisation(found.provider).facts(facts).update("bank_visit", found.id, version, columns))?;
    let day = day_in_words(found.day);
    let memo = if used.get() == 0 {
        format!("The extra visit on {day} did not take place; its minutes are free again")
    } else {
        format!("Used by the extra visit on {day}")
    };
    let today = work.at.day();
    post(work, (found.package, found.provider), (before, after), (found.id.uuid(), today, memo))
}

/// A time was corrected and leaves less than was banked of it: the difference goes back, as far as it is still there.
fn lower(work: &mut Work<'_>, found: &VisitView) -> Result<(), Failure> {
    let Some((version, banked)) = deposit::of_visit(work, found.id)? else { return Ok(()) };
    let place = place(work)?;
    let left = rule::unused(found, charge_rules(place, found.day)?).unwrap_or_default();
    let before = held(work, found.package)?;
    let back = (banked.get() - left.get()).clamp(0, before.free.get());
    if back == 0 {
        return Ok(());
    }
    let after = rule::Held { free: Minutes::new(before.free.get() - back), ..before };
    let facts = serde_json::json!({ "package": found.package, "visit": found.id, "back": back });
    let change = Change::new("bank.lowered", "package", found.package).person(found.person);
    let columns = cols! { "minutes" => Minutes::new(banked.get() - back) };
    work.apply(change.organisation(found.provider).facts(facts).update("bank_deposit", found.id, version, columns))?;
    let memo = format!("The time of the visit on {} was corrected", day_in_words(found.day));
    let today = work.at.day();
    post(work, (found.package, found.provider), (before, after), (found.id.uuid(), today, memo))
}
