//! Mileage, only by prior agreement (FIN-1): the broker agrees a price a mile with the provider of a package, from a day that is not
//! past; the provider states the miles of a visit; they are charged with that visit.

pub(crate) mod agree;
pub(crate) mod state;

use kernel::{Date, Failure, Money, Uuid, count};
use store::{Row, Tx, Work, params, statement};

use crate::{Charge, Piece, visit::Told};

statement! {
    ON = "SELECT pence_per_mile FROM agreed_mileage WHERE package = $1 AND provider = $2 AND from_day <= $3
        ORDER BY from_day DESC LIMIT 1";
    ALL = "SELECT from_day, pence_per_mile, agreed_by FROM agreed_mileage WHERE package = $1 AND provider = $2 ORDER BY from_day";
    OF_VISIT = "SELECT version, miles, pence_per_mile FROM visit_miles WHERE id = $1";
}

/// The price of a mile on a day, if mileage is agreed for it.
fn on(tx: &mut Tx<'_>, package: Uuid, provider: Uuid, day: Date) -> Result<Option<Money>, Failure> {
    let found: Option<Money> = tx.first(&ON, params![package, provider, day], |row| row.get("pence_per_mile"))?;
    Ok(found.filter(|pence| *pence > Money::ZERO))
}

/// The miles of a visit as they were stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Miles {
    version: i64,
    miles: i64,
    per_mile: Money,
}

fn of_visit(tx: &mut Tx<'_>, visit: Uuid) -> Result<Option<Miles>, Failure> {
    tx.first(&OF_VISIT, params![visit], |row: &Row| {
        Ok(Miles { version: row.get("version")?, miles: row.get("miles")?, per_mile: row.get("pence_per_mile")? })
    })
}

/// Adds the miles of a visit to its charge.
pub(crate) fn add(work: &mut Work<'_>, charge: &mut Charge, told: &Told) -> Result<(), Failure> {
    let Some(stated) = of_visit(work, told.visit)?.filter(|stated| stated.miles > 0) else { return Ok(()) };
    let pence = stated.miles.checked_mul(stated.per_mile.pence());
    let pence = pence.ok_or_else(|| Failure::internal("the miles of a visit come to too much"))?;
    charge.pence += pence;
    charge.lines.push(format!(
        "{} at {} a mile, as was agreed before: {}.",
        count(stated.miles, "mile", "miles"),
        stated.per_mile,
        Money::from_pence(pence)
    ));
    let from = told.facts.start.unwrap_or(told.facts.planned_start);
    charge.pieces.push(Piece { band: "mileage".into(), bank_holiday: false, from, minutes: 0, percent: 100, pence });
    Ok(())
}
