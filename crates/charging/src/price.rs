//! The agreed price of a package is corrected from a day on (FIN-1).
//!
//! Visits that stand on no invoice are reckoned anew, each as after any correction. Visits that stand on one get one adjusting line
//! for each such invoice, which cites them with what each came to before and after; it goes on the provider's next invoice.

pub(crate) mod form;
pub(crate) mod show;

use std::collections::BTreeMap;

use access::Permit;
use kernel::{Date, Failure, Money, Uuid, count, short_day};
use places::Place;
use schemars::JsonSchema;
use serde::Serialize;
use store::{Change, Row, Tx, Work, cols, params, statement};

use crate::{
    AgreedRate, CorrectPrice, invoice, rate,
    react::{self, Because, Moved},
    visit,
};

/// A price that is to be corrected.
#[derive(Debug, Clone, Copy)]
pub struct Correction<'a> {
    /// For which package.
    pub package: Uuid,
    /// With which provider.
    pub provider: Uuid,
    /// From which day on, until the next price that was agreed for a later day.
    pub from: Date,
    /// What an hour of one worker costs.
    pub per_hour: Money,
    /// Why.
    pub reason: &'a str,
}

/// What a correction of a price brought about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Corrected {
    /// Visits on no invoice that cost something else now.
    pub reckoned: i64,
    /// Invoices that get an adjusting line.
    pub adjusted: i64,
    /// What all of it comes to.
    pub pence: i64,
}

/// An adjusting line: all visits of one invoice whose price was corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Adjustment {
    pub(crate) id: Uuid,
    pub(crate) adjusts: Uuid,
    pub(crate) adjusts_number: i64,
    pub(crate) person: Uuid,
    pub(crate) provider: Uuid,
    pub(crate) visits: i64,
    pub(crate) pence: i64,
    pub(crate) day: Date,
    pub(crate) from: Date,
    pub(crate) before: Money,
    pub(crate) after: Money,
    pub(crate) reason: String,
    pub(crate) by: String,
    pub(crate) made_at: kernel::Moment,
}

impl Adjustment {
    fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Adjustment {
            id: row.get("id")?,
            adjusts: row.get("adjusts")?,
            adjusts_number: row.get("adjusts_number")?,
            person: row.get("person")?,
            provider: row.get("provider")?,
            visits: row.get("visits")?,
            pence: row.get("pence")?,
            day: row.get("day")?,
            from: row.get("from_day")?,
            before: row.get("before_pence")?,
            after: row.get("after_pence")?,
            reason: row.get("reason")?,
            by: row.get("made_by")?,
            made_at: row.get("made_at")?,
        })
    }

    /// "New price from 3 Nov 2026 for 12 visits on INV-0001".
    pub(crate) fn memo(&self) -> String {
        format!(
            "New price from {} for {} on {}",
            short_day(self.from),
            count(self.visits, "visit", "visits"),
            invoice::name(self.adjusts_number)
        )
    }
}

/// A visit that an adjusting line covers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Covered {
    #[schemars(with = "String")]
    pub(crate) charge: Uuid,
    #[schemars(with = "String")]
    pub(crate) day: Date,
    pub(crate) before_pence: i64,
    pub(crate) after_pence: i64,
}

/// An adjusting line for a script.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AdjustmentData {
    #[schemars(with = "String")]
    id: Uuid,
    /// The invoice whose visits it adjusts.
    adjusts: String,
    #[schemars(with = "String")]
    from: Date,
    before_per_hour: i64,
    after_per_hour: i64,
    reason: String,
    pence: i64,
    visits: Vec<Covered>,
}

statement! {
    ONE = "SELECT a.id, a.adjusts, a.adjusts_number, a.person, a.provider, a.visits, a.pence, a.day, c.from_day, c.before_pence,
        c.after_pence, c.reason, c.made_by, c.made_at FROM price_adjustment a JOIN price_correction c ON c.id = a.correction
        WHERE a.id = $1";
    COVERED = "SELECT charge, day, before_pence, after_pence FROM price_adjustment_visit WHERE adjustment = $1
        ORDER BY day, charge";
    ON_INVOICE = "SELECT i.id, i.number FROM invoice_line l JOIN invoice i ON i.id = l.invoice WHERE l.adjustment = $1";
    NUMBER = "SELECT number FROM invoice WHERE id = $1";
}

/// An adjustment.
pub(crate) fn adjustment(tx: &mut Tx<'_>, id: Uuid) -> Result<Adjustment, Failure> {
    tx.one(&ONE, params![id], "adjustment", Adjustment::read)
}

/// The visits that it covers.
pub(crate) fn covered(tx: &mut Tx<'_>, id: Uuid) -> Result<Vec<Covered>, Failure> {
    tx.all(&COVERED, params![id], |row| {
        Ok(Covered {
            charge: row.get("charge")?,
            day: row.get("day")?,
            before_pence: row.get("before_pence")?,
            after_pence: row.get("after_pence")?,
        })
    })
}

/// The prices that bear on a correction: what held on its first day, and the day before which it ends.
fn bounds(rates: &[AgreedRate], from: Date) -> Result<(&AgreedRate, Date), Failure> {
    let first = rates.first().ok_or_else(|| Failure::no_such("agreed price"))?;
    let before = rates.iter().rev().find(|rate| rate.from <= from);
    let before = before.ok_or_else(|| {
        let message =
            format!("The first price was agreed from {}. Choose that day or a later one.", short_day(first.from));
        Failure::field("from", message)
    })?;
    let next = rates.iter().find(|rate| rate.from > from).map(|rate| rate.from);
    Ok((before, next.unwrap_or(Date::MAX)))
}

/// Corrects the agreed price of a package from a day on.
pub fn correct(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<CorrectPrice>,
    new: &Correction<'_>,
    by: &str,
) -> Result<Corrected, Failure> {
    permit.covers(new.package)?;
    apply(work, place, new, by)
}

/// The same for a price that follows the schedule.
pub(crate) fn apply(work: &mut Work<'_>, place: &Place, new: &Correction<'_>, by: &str) -> Result<Corrected, Failure> {
    let rates = rate::all(work, new.package, new.provider)?;
    let (before, until) = bounds(&rates, new.from)?;
    if new.per_hour.is_negative() {
        return Err(Failure::field("price", "A price is not below zero."));
    }
    let (before, kind) = (before.per_hour, before.kind.clone());
    if before == new.per_hour {
        return Err(Failure::field("price", format!("{before} an hour is agreed for that day already.")));
    }
    let (package, provider) = (new.package, new.provider);
    let id: Uuid = work.id();
    let columns = cols! {
        "id" => id, "package" => package, "provider" => provider, "from_day" => new.from, "before_pence" => before,
        "after_pence" => new.per_hour, "reason" => new.reason, "made_by" => by, "made_at" => work.at,
    };
    let facts = serde_json::json!({ "from": new.from, "before": before, "after": new.per_hour });
    let change = Change::new("price.corrected", "package", package).organisation(provider).facts(facts);
    work.apply(change.insert("price_correction", columns))?;
    rate::agree_rate(work, &AgreedRate { package, provider, from: new.from, per_hour: new.per_hour, kind })?;
    reckon(work, place, id, new, (before, until))
}

/// Reckons every visit that the new price bears on.
fn reckon(
    work: &mut Work<'_>,
    place: &Place,
    correction: Uuid,
    new: &Correction<'_>,
    (before, until): (Money, Date),
) -> Result<Corrected, Failure> {
    let words = format!(
        "The agreed price was corrected from {} on: {} an hour instead of {before}. Reason: {}",
        short_day(new.from),
        new.per_hour,
        new.reason
    );
    let mut corrected = Corrected { reckoned: 0, adjusted: 0, pence: 0 };
    let mut periods: BTreeMap<Uuid, Period> = BTreeMap::new();
    for (id, invoice) in visit::of_package(work, (new.package, new.provider), new.from, until)? {
        let Some(found) = visit::held(work, id)? else { continue };
        let adjustment = match invoice {
            None => None,
            Some(invoice) if periods.contains_key(&invoice) => periods.get(&invoice).map(|period| period.adjustment),
            Some(invoice) => {
                let adjustment = work.id();
                periods.insert(invoice, Period { adjustment, visits: Vec::new() });
                Some(adjustment)
            }
        };
        let because = Because { words: words.clone(), adjustment };
        let Some(moved) = react::settle(work, place, &found.told, Some(found.version), &because)? else { continue };
        corrected.pence += moved.after - moved.before;
        match invoice.and_then(|invoice| periods.get_mut(&invoice)) {
            Some(period) => period.visits.push((found, moved)),
            None => corrected.reckoned += 1,
        }
    }
    for (invoice, period) in periods.into_iter().filter(|(_, period)| !period.visits.is_empty()) {
        keep(work, correction, invoice, &period)?;
        corrected.adjusted += 1;
    }
    Ok(corrected)
}

/// The visits of one invoice that the new price bears on.
struct Period {
    adjustment: Uuid,
    visits: Vec<(visit::Visit, Moved)>,
}

fn keep(work: &mut Work<'_>, correction: Uuid, adjusts: Uuid, period: &Period) -> Result<(), Failure> {
    let Some((first, _)) = period.visits.first() else { return Ok(()) };
    let number = work.figure(&NUMBER, params![adjusts])?;
    let pence: i64 = period.visits.iter().map(|(_, moved)| moved.after - moved.before).sum();
    let visits = i64::try_from(period.visits.len()).unwrap_or(i64::MAX);
    let facts = serde_json::json!({
        "correction": correction, "invoice": adjusts, "visits": visits, "pence": pence, "package": first.told.package,
    });
    let change = Change::new("price.adjusted", "price adjustment", period.adjustment)
        .person(first.told.person)
        .organisation(first.told.provider)
        .facts(facts);
    let mut change = change.insert(
        "price_adjustment",
        cols! {
            "id" => period.adjustment, "correction" => correction, "adjusts" => adjusts, "adjusts_number" => number,
            "person" => first.told.person, "person_name" => first.person_name.as_str(),
            "provider" => first.told.provider, "visits" => visits, "pence" => pence, "day" => first.told.day,
        },
    );
    for (found, moved) in &period.visits {
        change = change.insert(
            "price_adjustment_visit",
            cols! {
                "adjustment" => period.adjustment, "charge" => moved.charge, "day" => found.told.day,
                "before_pence" => moved.before, "after_pence" => moved.after,
            },
        );
    }
    work.apply(change)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use kernel::date;

    use super::*;

    // FIN-1
    #[test]
    fn a_corrected_price_holds_until_the_next_one_that_was_agreed() {
        let rate = |day, pence| AgreedRate {
            package: Uuid::nil(),
            provider: Uuid::nil(),
            from: date(2026, 11, day),
            per_hour: Money::from_pence(pence),
            kind: None,
        };
        let rates = [rate(2, 2400), rate(16, 2500)];
        assert_eq!(bounds(&rates, date(2026, 11, 9)).unwrap(), (&rates[0], date(2026, 11, 16)));
        assert_eq!(bounds(&rates, date(2026, 11, 16)).unwrap(), (&rates[1], Date::MAX));
        assert!(matches!(bounds(&rates, date(2026, 11, 1)), Err(Failure::Invalid(_))));
        assert!(matches!(bounds(&[], date(2026, 11, 1)), Err(Failure::NotFound(_))));
    }
}
