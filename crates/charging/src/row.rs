//! Charges as they are kept and as people may see them.

use access::{About, Covers, Scope};
use kernel::{Date, Failure, Money, Period, Uuid};
use schemars::JsonSchema;
use serde::Serialize;
use store::{Row, Tx, params, statement};

use crate::{Piece, SeeCharges};

/// A charge or an adjusting line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChargeRow {
    /// Its id.
    #[schemars(with = "String")]
    pub id: Uuid,
    #[serde(skip)]
    pub(crate) version: i64,
    /// The visit it is for.
    #[schemars(with = "String")]
    pub visit: Uuid,
    /// 1 for the visit's charge, more for its corrections.
    pub number: i64,
    /// The first charge, when this is a correction.
    #[schemars(with = "Option<String>")]
    pub adjusts: Option<Uuid>,
    /// The adjusting line that it is a part of, when the price of a whole period was corrected.
    #[schemars(with = "Option<String>")]
    pub adjustment: Option<Uuid>,
    /// The package.
    #[schemars(with = "String")]
    pub package: Uuid,
    /// For whom.
    #[schemars(with = "String")]
    pub person: Uuid,
    /// Their name.
    pub person_name: String,
    /// By whom.
    #[schemars(with = "String")]
    pub provider: Uuid,
    /// Their name.
    pub provider_name: String,
    /// The day of the visit.
    #[schemars(with = "String")]
    pub day: Date,
    /// Minutes that were planned; of a correction the difference, as with the next two.
    pub planned_minutes: i64,
    /// Minutes that were recorded.
    pub recorded_minutes: i64,
    /// Minutes that were approved.
    pub approved_minutes: i64,
    /// Minutes it is charged for.
    pub charged_minutes: i64,
    /// What it comes to.
    pub pence: i64,
    /// How much of it went over the person's budget.
    pub over_budget: i64,
    /// The price of an hour in pence.
    pub rate: i64,
    /// Where its minutes lie.
    pub pieces: Vec<Piece>,
    /// Why, sentence by sentence.
    pub reasons: Vec<String>,
}

impl ChargeRow {
    fn read(row: &Row) -> Result<Self, Failure> {
        let json = |column| row.get::<serde_json::Value>(column);
        Ok(ChargeRow {
            id: row.get("id")?,
            version: row.get("version")?,
            visit: row.get("visit")?,
            number: row.get("number")?,
            adjusts: row.get("adjusts")?,
            adjustment: row.get("adjustment")?,
            package: row.get("package")?,
            person: row.get("person")?,
            person_name: row.get("person_name")?,
            provider: row.get("provider")?,
            provider_name: row.get("provider_name")?,
            day: row.get("day")?,
            planned_minutes: row.get("planned_minutes")?,
            recorded_minutes: row.get("recorded_minutes")?,
            approved_minutes: row.get("approved_minutes")?,
            charged_minutes: row.get("charged_minutes")?,
            pence: row.get("pence")?,
            over_budget: row.get("over_budget")?,
            rate: row.get("rate")?,
            pieces: serde_json::from_value(json("pieces")?).map_err(Failure::internal)?,
            reasons: serde_json::from_value(json("reasons")?).map_err(Failure::internal)?,
        })
    }

    /// What a permit is asked for.
    pub(crate) fn about(&self) -> About {
        About::thing("charge", self.id).person(self.person).organisation(self.provider)
    }

    /// What it comes to.
    pub fn money(&self) -> Money {
        Money::from_pence(self.pence)
    }
}

statement! {
    ONE = "SELECT id, version, visit, number, adjusts, adjustment, package, person, person_name, provider, provider_name, day, planned_minutes,
        recorded_minutes, approved_minutes, charged_minutes, pence, over_budget, rate, pieces, reasons
        FROM charge WHERE id = $1";
    OF_VISIT = "SELECT id, version, visit, number, adjusts, adjustment, package, person, person_name, provider, provider_name, day,
        planned_minutes, recorded_minutes, approved_minutes, charged_minutes, pence, over_budget, rate, pieces, reasons
        FROM charge WHERE visit = $1 ORDER BY number";
    OF_PERSON = "SELECT id, version, visit, number, adjusts, adjustment, package, person, person_name, provider, provider_name, day,
        planned_minutes, recorded_minutes, approved_minutes, charged_minutes, pence, over_budget, rate, pieces, reasons
        FROM charge WHERE person = $1 AND day >= $2 AND day < $3 ORDER BY day, visit, number";
    LATEST_OF = "SELECT id, version, visit, number, adjusts, adjustment, package, person, person_name, provider, provider_name, day,
        planned_minutes, recorded_minutes, approved_minutes, charged_minutes, pence, over_budget, rate, pieces, reasons
        FROM charge WHERE provider = $1 ORDER BY day DESC, visit, number LIMIT $2";
    UNBILLED = "SELECT id, version, visit, number, adjusts, adjustment, package, person, person_name, provider, provider_name, day,
        planned_minutes, recorded_minutes, approved_minutes, charged_minutes, pence, over_budget, rate, pieces, reasons
        FROM charge WHERE provider = $1 AND bill_day >= $2 AND bill_day < $3 AND invoice IS NULL
        ORDER BY person_name, person, day, visit, number LIMIT $4";
    CREDITS_OF_PERSON = "SELECT l.invoice, l.day, i.provider_name, l.pence, l.memo FROM invoice_line l
        JOIN invoice i ON i.id = l.invoice
        WHERE l.person = $1 AND l.day >= $2 AND l.day < $3 AND l.credits IS NOT NULL ORDER BY l.day, l.invoice, l.number";
    CREDITS_OF_VISIT = "SELECT l.invoice, l.day, i.provider_name, l.pence, l.memo FROM invoice_line l
        JOIN invoice i ON i.id = l.invoice
        WHERE l.visit = $1 AND l.credits IS NOT NULL ORDER BY l.invoice, l.number";
    UNBILLED_SUM = "SELECT CAST(count(*) AS {int}) AS charges, CAST(COALESCE(SUM(pence), 0) AS {int}) AS pence,
        min(bill_day) AS first, max(bill_day) AS last FROM charge WHERE invoice IS NULL";
    UNBILLED_SUM_OF = "SELECT CAST(count(*) AS {int}) AS charges, CAST(COALESCE(SUM(pence), 0) AS {int}) AS pence,
        min(bill_day) AS first, max(bill_day) AS last FROM charge WHERE invoice IS NULL AND provider = $1";
}

/// A charge.
pub(crate) fn one(tx: &mut Tx<'_>, id: Uuid) -> Result<ChargeRow, Failure> {
    tx.one(&ONE, params![id], "charge", ChargeRow::read)
}

/// A visit's charge and its corrections.
pub(crate) fn of_visit(tx: &mut Tx<'_>, visit: Uuid) -> Result<Vec<ChargeRow>, Failure> {
    tx.all(&OF_VISIT, params![visit], ChargeRow::read)
}

/// What a person's care cost in a period and why, a line for each charge and correction (FIN-2).
pub fn of_person(tx: &mut Tx<'_>, person: impl Into<Uuid>, period: Period) -> Result<Vec<ChargeRow>, Failure> {
    tx.all(&OF_PERSON, params![person.into(), period.from(), period.to()], ChargeRow::read)
}

/// A provider's charges, the latest visits first.
pub(crate) fn latest_of(tx: &mut Tx<'_>, provider: Uuid, most: i64) -> Result<Vec<ChargeRow>, Failure> {
    tx.all(&LATEST_OF, params![provider, most], ChargeRow::read)
}

/// A provider's charges in a period that stand on no invoice yet, person by person.
pub(crate) fn unbilled(tx: &mut Tx<'_>, provider: Uuid, period: Period, most: i64) -> Result<Vec<ChargeRow>, Failure> {
    tx.all(&UNBILLED, params![provider, period.from(), period.to(), most], ChargeRow::read)
}

/// A credit: what a provider took back of a visit's line on an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// The invoice on which it stands.
    pub invoice: Uuid,
    /// The day of the visit.
    pub day: Date,
    /// By whom.
    pub provider_name: String,
    /// What was taken back, below zero.
    pub pence: i64,
    /// In words.
    pub memo: String,
}

impl Credit {
    fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Credit {
            invoice: row.get("invoice")?,
            day: row.get("day")?,
            provider_name: row.get("provider_name")?,
            pence: row.get("pence")?,
            memo: row.get("memo")?,
        })
    }

    /// What was taken back, below zero.
    pub fn money(&self) -> Money {
        Money::from_pence(self.pence)
    }
}

/// What was credited of visits to a person in a period (FIN-2).
pub fn credits_of_person(tx: &mut Tx<'_>, person: impl Into<Uuid>, period: Period) -> Result<Vec<Credit>, Failure> {
    tx.all(&CREDITS_OF_PERSON, params![person.into(), period.from(), period.to()], Credit::read)
}

/// What was credited of a visit.
pub(crate) fn credits_of_visit(tx: &mut Tx<'_>, visit: Uuid) -> Result<Vec<Credit>, Failure> {
    tx.all(&CREDITS_OF_VISIT, params![visit], Credit::read)
}

/// Charges that stand on no invoice yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Unbilled {
    /// How many.
    pub charges: i64,
    /// What they come to.
    pub pence: i64,
    /// The first day among them.
    #[schemars(with = "Option<String>")]
    pub first: Option<Date>,
    /// The last day among them.
    #[schemars(with = "Option<String>")]
    pub last: Option<Date>,
}

/// What waits for an invoice, of those whom the scope covers.
pub(crate) fn unbilled_sum(tx: &mut Tx<'_>, scope: &Scope<SeeCharges>) -> Result<Unbilled, Failure> {
    let read = |row: &Row| {
        Ok(Unbilled {
            charges: row.get("charges")?,
            pence: row.get("pence")?,
            first: row.get("first")?,
            last: row.get("last")?,
        })
    };
    let found = match scope.covers() {
        Covers::Place => tx.first(&UNBILLED_SUM, &[], read)?,
        Covers::Organisation(provider) => tx.first(&UNBILLED_SUM_OF, params![*provider], read)?,
        Covers::People(_) | Covers::Worker(_) => None,
    };
    Ok(found.unwrap_or_default())
}
