//! Nights and live-in care: priced whole, at so many hours of the agreed price, as the rules say for the kind of package.

use kernel::{Calendar, Date, Failure, Money};
use places::{ChargeRules, Per, Unit};

use super::{Charge, Outcome, Piece, VisitFacts, basis, rounding_in_words, too_large, workers_percent};

/// The unit as a reader knows it.
pub(super) const fn words(unit: &Unit) -> &'static str {
    match unit.per {
        Per::Hour => "by the hour",
        Per::Night => "night",
        Per::Day => "day",
        Per::Week => "day of a week",
    }
}

/// Whether a day is a bank holiday, and how much of the price holds on it.
pub(super) fn percent(rules: &ChargeRules, calendar: &Calendar, day: Date) -> Result<(bool, i64), Failure> {
    // Past its last day the calendar does not know of holidays and says so; the charge then waits for the newer list.
    calendar.is_working_day(day)?;
    let bank_holiday = calendar.holidays().contains(&day);
    Ok((bank_holiday, if bank_holiday { rules.bank_holiday_percent.max(100) } else { 100 }))
}

/// The charge for one night, day or day of a week.
pub(super) fn whole(
    rules: &ChargeRules,
    calendar: &Calendar,
    rate: Money,
    unit: &Unit,
    visit: &VisitFacts,
) -> Result<Charge, Failure> {
    let mut basis = basis(rules, visit)?;
    if basis.minutes == 0 {
        return Ok(Charge { pence: 0, minutes: 0, pieces: Vec::new(), lines: basis.lines });
    }
    let workers = workers_percent(rules, visit.workers)?;
    let (bank_holiday, percent) = percent(rules, calendar, basis.from.day())?;
    let (given, of) = part(unit, visit, basis.minutes);
    let days = if unit.per == Per::Week { 7 } else { 1 };
    let by =
        [unit.hours, workers, basis.share, percent, given].iter().try_fold(1_i64, |all, one| all.checked_mul(*one));
    let whole = [100 * 100 * 100, days, of].iter().try_fold(1_i64, |all, one| all.checked_mul(*one));
    let (by, whole) = by.zip(whole).ok_or_else(too_large)?;
    let sum = rate.times_ratio(by, whole, rules.rounding).ok_or_else(too_large)?;
    let name = words(unit);
    basis.lines.push(match given == of {
        true => format!("A {name} is priced as a whole: {} hours at {rate}.", unit.hours),
        false => format!("Of the {name} ({} hours at {rate}) the part that was given is charged.", unit.hours),
    });
    if unit.per == Per::Week {
        basis.lines.push("A day is a seventh of the week.".into());
    }
    if bank_holiday {
        basis.lines.push(format!("It began on a bank holiday: {percent}% of the price."));
    }
    if visit.workers > 1 {
        basis.lines.push(format!("Two workers came together: {workers}% of the price of one."));
    }
    basis.lines.push(format!("That comes to {sum}, rounded once, {}.", rounding_in_words(rules.rounding)));
    let piece = Piece {
        band: name.to_owned(),
        bank_holiday,
        from: basis.from,
        minutes: basis.minutes,
        percent,
        pence: sum.pence(),
    };
    Ok(Charge { pence: sum.pence(), minutes: basis.minutes, pieces: vec![piece], lines: basis.lines })
}

/// How much of the whole is charged: all of it, or the given part of the planned minutes when too little was given.
fn part(unit: &Unit, visit: &VisitFacts, given: i64) -> (i64, i64) {
    let planned = visit.planned_minutes;
    let enough = visit.outcome != Outcome::Done || given * 100 >= planned * unit.least_percent;
    if enough || planned <= 0 { (1, 1) } else { (given, planned) }
}
