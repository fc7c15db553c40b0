//! The exact charge for one visit (FIN-1): pure, in whole numbers, under the rules that held on the day it began.
//!
//! The minutes to be charged are laid from the moment the visit began, each minute in the band in which it begins, so that
//! neither a band's end, midnight nor the changing of the clocks gains or loses one. Money is rounded once, on the sum of
//! the whole visit; the pence of its pieces are differences of rounded running sums and so come to the charge exactly.

mod unit;

use kernel::{Calendar, Date, Failure, Minutes, Moment, Money, Rounding, count, time_in_words};
use places::{ChargeRules, Per, Unit};

/// What came of a visit, as far as it matters for its charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Care was given.
    Done,
    /// The worker came and nobody opened, or was turned away at the door.
    NoAccess,
    /// It was called off for the person this many whole hours before its planned start.
    Cancelled {
        /// Hours of notice; nought or less when the worker was due already.
        notice_hours: i64,
    },
    /// The provider called it off or did not come.
    NotProvided,
}

/// What is known of a visit when it is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct VisitFacts {
    /// When it was planned to begin.
    pub planned_start: Moment,
    /// How long it was planned to last.
    pub planned_minutes: i64,
    /// When the worker began, if one came.
    pub start: Option<Moment>,
    /// When the worker finished.
    pub finish: Option<Moment>,
    /// The minutes that were approved. For two workers these are the minutes they were there together, not their sum.
    pub approved_minutes: i64,
    /// How many workers came, or were planned where nobody was let in.
    pub workers: i64,
    /// What came of it.
    pub outcome: Outcome,
}

impl VisitFacts {
    /// Minutes between start and finish as they were recorded; nought when nobody came.
    pub fn recorded_minutes(&self) -> i64 {
        match (self.start, self.finish) {
            (Some(start), Some(finish)) => finish.minutes_since(start).max(0),
            _ => 0,
        }
    }
}

/// Some minutes of a visit on end that cost the same.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Piece {
    /// The part of the week: "evening".
    pub band: String,
    /// Whether they lie on a bank holiday.
    pub bank_holiday: bool,
    /// Since when.
    #[schemars(with = "String")]
    pub from: Moment,
    /// How many.
    pub minutes: i64,
    /// Per cent of the hourly price.
    pub percent: i64,
    /// What they come to.
    pub pence: i64,
}

/// What a visit costs and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// What it comes to.
    pub pence: i64,
    /// The minutes it is charged for, of one worker.
    pub minutes: i64,
    /// Where they lie.
    pub pieces: Vec<Piece>,
    /// Why, sentence by sentence.
    pub lines: Vec<String>,
}

/// Minutes, from when on, and how much of their price.
struct Basis {
    minutes: i64,
    from: Moment,
    share: i64,
    lines: Vec<String>,
}

/// The longest visit that is charged as one: two days, for live-in care over the changing of the clocks.
const LONGEST: i64 = 2 * 1440;
/// Minutes of an hour, times the percentages of band, workers and outcome.
const WHOLE: i64 = 60 * 100 * 100 * 100;

/// The charge for a visit under `rules` at a price per hour. A visit for which the rules give no answer is refused with the
/// reason; nothing is guessed.
pub fn charge(
    rules: &ChargeRules,
    calendar: &Calendar,
    rate_per_hour: Money,
    visit: &VisitFacts,
) -> Result<Charge, Failure> {
    charge_by(rules, calendar, rate_per_hour, None, visit)
}

/// The same for a package of a kind that the rules price by the unit: nights and live-in care.
pub fn charge_by(
    rules: &ChargeRules,
    calendar: &Calendar,
    rate_per_hour: Money,
    unit: Option<&Unit>,
    visit: &VisitFacts,
) -> Result<Charge, Failure> {
    check(rate_per_hour, visit)?;
    if let Some(unit) = unit.filter(|unit| unit.per != Per::Hour) {
        return unit::whole(rules, calendar, rate_per_hour, unit, visit);
    }
    let mut basis = basis(rules, visit)?;
    let workers = if basis.minutes == 0 { 0 } else { workers_percent(rules, visit.workers)? };
    if basis.minutes > LONGEST {
        return Err(Failure::conflict("The visit is longer than two days; it cannot be charged as one visit."));
    }
    let mut pieces = split(rules, calendar, unit, basis.from, basis.minutes)?;
    let pence = price(&mut pieces, rate_per_hour, workers * basis.share, rules.rounding)?;
    basis.lines.extend(pieces.iter().map(|piece| piece_in_words(piece, rate_per_hour)));
    if visit.workers > 1 && basis.minutes > 0 {
        basis.lines.push(format!("Two workers came together: {workers}% of the price of one."));
    }
    if pence > 0 {
        basis.lines.push(format!(
            "That comes to {}, rounded once for the whole visit, {}.",
            Money::from_pence(pence),
            rounding_in_words(rules.rounding)
        ));
    }
    Ok(Charge { pence, minutes: basis.minutes, pieces, lines: basis.lines })
}

fn check(rate: Money, visit: &VisitFacts) -> Result<(), Failure> {
    if rate.is_negative() {
        return Err(Failure::conflict("The hourly price is below zero."));
    }
    if visit.approved_minutes < 0 || visit.planned_minutes < 0 {
        return Err(Failure::conflict("The visit has fewer than no minutes; correct its times first."));
    }
    Ok(())
}

fn workers_percent(rules: &ChargeRules, workers: i64) -> Result<i64, Failure> {
    match workers {
        1 => Ok(100),
        2 => Ok(rules.two_workers_percent),
        other => Err(Failure::conflict(format!(
            "The charge rules know visits of one worker or two together; this one has {other}."
        ))),
    }
}

/// Which minutes are charged.
fn basis(rules: &ChargeRules, visit: &VisitFacts) -> Result<Basis, Failure> {
    match visit.outcome {
        Outcome::Done => done(rules, visit),
        Outcome::NoAccess => Ok(planned(visit, rules.no_access_percent, "The worker came and was not let in")),
        Outcome::Cancelled { notice_hours } if notice_hours < rules.cancellation_notice_hours => {
            let why =
                format!("The visit was cancelled with less than {} hours’ notice", rules.cancellation_notice_hours);
            Ok(planned(visit, rules.late_cancellation_percent, &why))
        }
        Outcome::Cancelled { .. } => Ok(nothing(visit, "The visit was cancelled in time: nothing is charged.")),
        Outcome::NotProvided => Ok(nothing(visit, "The provider did not make this visit: nothing is charged.")),
    }
}

fn done(rules: &ChargeRules, visit: &VisitFacts) -> Result<Basis, Failure> {
    if visit.approved_minutes == 0 {
        return Ok(nothing(visit, "No minutes were approved: nothing is charged."));
    }
    let from = visit.start.ok_or_else(|| Failure::conflict("The visit has approved minutes but no start."))?;
    let (approved, plan) = (visit.approved_minutes, visit.planned_minutes);
    let mut lines = vec![format!("{} approved; {} planned.", words(approved), words(plan))];
    let mut minutes = approved;
    if plan > 0 && approved != plan && (approved - plan).abs() <= rules.tolerance_minutes {
        minutes = plan;
        lines.push(format!(
            "The difference is within {}, so the planned {} are charged.",
            words(rules.tolerance_minutes),
            words(plan)
        ));
    }
    let step = rules.charge_step_minutes.max(1);
    if minutes % step != 0 {
        minutes += step - minutes % step;
        lines.push(format!("Minutes are charged in steps of {step}; a step that is begun counts: {}.", words(minutes)));
    }
    if minutes < rules.minimum_paid_minutes {
        minutes = rules.minimum_paid_minutes;
        lines.push(format!("The least that a visit is charged is {}.", words(minutes)));
    }
    Ok(Basis { minutes, from, share: 100, lines })
}

fn planned(visit: &VisitFacts, share: i64, why: &str) -> Basis {
    let line = format!("{why}: {share}% of the planned {} are charged.", words(visit.planned_minutes));
    Basis { minutes: visit.planned_minutes, from: visit.planned_start, share, lines: vec![line] }
}

fn nothing(visit: &VisitFacts, why: &str) -> Basis {
    Basis { minutes: 0, from: visit.planned_start, share: 0, lines: vec![why.to_owned()] }
}

/// The minutes from `from` on, in pieces of one price each.
fn split(
    rules: &ChargeRules,
    calendar: &Calendar,
    unit: Option<&Unit>,
    from: Moment,
    minutes: i64,
) -> Result<Vec<Piece>, Failure> {
    let mut pieces: Vec<Piece> = Vec::new();
    for minute in 0..minutes {
        let at = from.plus_minutes(minute);
        let (band, bank_holiday, percent) = match unit {
            None => band_of(rules, calendar, at)?,
            Some(unit) => {
                let (bank_holiday, percent) = unit::percent(rules, calendar, at.day())?;
                (unit::words(unit), bank_holiday, percent)
            }
        };
        match pieces.last_mut() {
            Some(last) if last.band == band && last.bank_holiday == bank_holiday => last.minutes += 1,
            _ => pieces.push(Piece { band: band.to_owned(), bank_holiday, from: at, minutes: 1, percent, pence: 0 }),
        }
    }
    Ok(pieces)
}

/// The band of a minute. On a bank holiday the holiday's percentage stands in the place of the band's, unless the band's is
/// higher; the two are never multiplied.
fn band_of<'a>(rules: &'a ChargeRules, calendar: &Calendar, at: Moment) -> Result<(&'a str, bool, i64), Failure> {
    let wall = at.london();
    let (day, time): (Date, _) = (wall.date(), wall.time());
    // Past its last day the calendar does not know of holidays and says so; the charge then waits for the newer list.
    calendar.is_working_day(day)?;
    let band = rules.band(day.weekday(), time);
    let band = band.ok_or_else(|| Failure::internal(format!("no band of the charge rules holds {day} {time}")))?;
    let bank_holiday = calendar.holidays().contains(&day);
    let percent = if bank_holiday { band.percent.max(rules.bank_holiday_percent) } else { band.percent };
    Ok((&band.code, bank_holiday, percent))
}

/// Gives every piece its pence and says what they come to. The only rounding is of the running sum.
fn price(pieces: &mut [Piece], rate: Money, factor: i64, rounding: Rounding) -> Result<i64, Failure> {
    let (mut weight, mut before) = (0_i64, 0_i64);
    for piece in pieces {
        weight = piece
            .minutes
            .checked_mul(piece.percent)
            .and_then(|own| own.checked_mul(factor))
            .and_then(|own| weight.checked_add(own))
            .ok_or_else(too_large)?;
        let sum = rate.times_ratio(weight, WHOLE, rounding).ok_or_else(too_large)?.pence();
        piece.pence = sum - before;
        before = sum;
    }
    Ok(before)
}

fn too_large() -> Failure {
    Failure::internal("a charge is too large")
}

fn piece_in_words(piece: &Piece, rate: Money) -> String {
    let holiday = if piece.bank_holiday { " on a bank holiday" } else { "" };
    format!(
        "{} from {} ({}{holiday}) at {}% of {rate} an hour: {}.",
        words(piece.minutes),
        time_in_words(piece.from.time_of_day()),
        piece.band,
        piece.percent,
        Money::from_pence(piece.pence)
    )
}

fn words(minutes: i64) -> String {
    if minutes < 60 { count(minutes, "minute", "minutes") } else { Minutes::new(minutes).to_string() }
}

fn rounding_in_words(rounding: Rounding) -> &'static str {
    match rounding {
        Rounding::HalfUp => "to the nearest penny, half a penny up",
        Rounding::Up => "up to the next penny",
        Rounding::Down => "down to the whole penny",
        Rounding::HalfEven => "to the nearest penny, half a penny to the even one",
    }
}

#[cfg(test)]
mod tests;
