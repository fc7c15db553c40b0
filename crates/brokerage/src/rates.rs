//! What a package costs when a new year of the price schedule begins (BRK-8). The accepted rate is fixed unless the contract says
//! otherwise: a dated rule of the place ([`places::UpliftRule`]) says whether it moves with the ceiling. Every night the packages
//! that run are looked at; a rate that moves is a new dated rate, with an event, from the first day of the year, however late it
//! is noted. Where the schedule has no further year the broker sees it before it happens.

mod list;

pub(crate) use list::missing_from;
pub use list::{RateLine, page};

use kernel::{Date, Failure, Moment, Money, Rounding, Uuid, day_in_words};
use places::{Place, UpliftRule};
use store::{Change, Row, Tx, Work, cols, params, statement};

use crate::{
    PackageId,
    package::{self, Package},
    reactions, send,
};

/// The nightly look at every package that runs.
pub(crate) const SWEEP: &str = "brokerage.new_prices";
/// One package follows the schedule.
pub(crate) const FOLLOW: &str = "brokerage.follow_schedule";

statement! {
    // Whose rate was last set before this year of the schedule.
    BEHIND = "SELECT p.id FROM package p JOIN award a ON a.id = p.award
        WHERE p.state IN ('awarded', 'introduced', 'started')
          AND COALESCE((SELECT MAX(r.from_day) FROM award_rate r WHERE r.award = a.id), a.start_before, a.start_day) < $1
        ORDER BY p.id LIMIT 5000";
    SET_ON = "SELECT COALESCE((SELECT MAX(r.from_day) FROM award_rate r WHERE r.award = a.id), a.start_before, a.start_day) AS set_on
        FROM award a WHERE a.id = $1";
    OF_AWARD = "SELECT from_day, before FROM award_rate WHERE award = $1 ORDER BY from_day DESC LIMIT 1";
}

/// A rate from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NewRate {
    /// The first day of a year of the schedule.
    pub(crate) from: Date,
    /// For an hour, from then on.
    pub(crate) rate: Money,
    /// What it was.
    pub(crate) before: Money,
    /// The ceiling from then on.
    pub(crate) ceiling: Money,
    /// What that was.
    pub(crate) ceiling_before: Money,
}

/// How a rate that was set on a day follows the schedule until another day, year by year.
pub(crate) fn followed(
    place: &Place,
    package: &Package,
    (set_on, mut rate): (Date, Money),
    until: Date,
) -> Result<Vec<NewRate>, Failure> {
    let price = |on: Date| place.price(&package.lot, &package.locality, &package.price_kind, on);
    let mut new = Vec::new();
    let mut year = price(set_on);
    while let Some(held) = year {
        let next = held.valid_to.tomorrow().ok().and_then(price).filter(|next| next.valid_from <= until);
        if let Some(next) = next.filter(|next| place.uplift_on(next.valid_from) == UpliftRule::Schedule) {
            let (after, of) = (next.per_hour, held.per_hour);
            let moved = rate.times_ratio(after.pence(), of.pence(), Rounding::HalfUp);
            let moved = moved.ok_or_else(|| Failure::internal("a rate past all bounds"))?;
            new.push(NewRate { from: next.valid_from, rate: moved, before: rate, ceiling: after, ceiling_before: of });
            rate = moved;
        }
        year = next;
    }
    Ok(new)
}

/// Sees to it that the nightly look runs; it may be called as often as one likes.
pub fn watch(work: &mut Work<'_>) -> Result<(), Failure> {
    if store::waits(work, SWEEP, Moment::from_micros(0))? {
        return Ok(());
    }
    work.later(SWEEP, work.at, &serde_json::Value::Null)
}

/// The nightly look: every package whose rate is of an earlier year is followed by a job of its own.
pub(crate) fn sweep(work: &mut Work<'_>) -> Result<(), Failure> {
    let place = reactions::place(work)?;
    let moves = |since: &Date| {
        place.uplifts.iter().any(|uplift| uplift.rule == UpliftRule::Schedule && uplift.valid_from <= *since)
    };
    if let Some(since) = place.schedule_since(work.at.day()).filter(moves) {
        for id in work.all(&BEHIND, params![since], |row| row.get::<Uuid>("id"))? {
            work.later(FOLLOW, work.at, &serde_json::json!({ "package": id }))?;
        }
    }
    let now = work.at;
    if store::waits(work, SWEEP, now)? {
        return Ok(());
    }
    let tomorrow = now.day().tomorrow().map_err(Failure::internal)?;
    work.later(SWEEP, Moment::start_of(tomorrow), &serde_json::Value::Null)
}

/// One package follows the schedule. Done twice, it changes nothing the second time.
pub(crate) fn follow(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let id = payload.get("package").and_then(|id| id.as_str()?.parse::<Uuid>().ok());
    let id: PackageId = id.ok_or_else(|| Failure::internal("a new price without a package"))?.into();
    let place = reactions::place(work)?;
    let package = package::hold(work, id)?;
    let Some(held) = package.state.held() else { return Ok(()) };
    let set_on: Date = work.one(&SET_ON, params![held.award], "award", |row| row.get("set_on"))?;
    for new in followed(place, &package, (set_on, held.rate), work.at.day())? {
        let facts = serde_json::json!({
            "award": held.award, "provider": held.provider, "from": new.from, "rate": new.rate, "before": new.before,
            "ceiling": new.ceiling, "ceiling_before": new.ceiling_before, "rule": "schedule",
        });
        let columns = cols! {
            "award" => held.award, "from_day" => new.from, "rate" => new.rate, "before" => new.before,
            "ceiling" => new.ceiling, "ceiling_before" => new.ceiling_before, "noted_at" => work.at,
        };
        let change =
            Change::new("package.rate_changed", "package", id).person(package.person).organisation(held.provider);
        work.apply(change.facts(facts).insert("award_rate", columns))?;
        let reference = package.reference();
        let body = format!(
            "With the new price schedule package {reference} is paid {} an hour from {} on; it was {}. See it: /provider/packages/{id}",
            new.rate,
            day_in_words(new.from),
            new.before
        );
        let subject = format!("Package {reference} has a new rate");
        send::notify(work, held.provider, "package.rate_changed", &subject, &body)?;
    }
    Ok(())
}

/// Since when a package's rate holds, and what it was before; none while the accepted one does.
pub(crate) fn since(tx: &mut Tx<'_>, package: &Package) -> Result<Option<(Date, Money)>, Failure> {
    let Some(held) = package.state.held() else { return Ok(None) };
    tx.first(&OF_AWARD, params![held.award], |row: &Row| Ok((row.get("from_day")?, row.get("before")?)))
}
