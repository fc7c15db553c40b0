//! A price schedule: ceilings by lot, area and kind of care, with the dates from which they hold (BRK-1, BRK-8).

use std::io::Read;

use kernel::{Date, Failure, Money};

use crate::values::{date, squeeze};
use crate::{Column, Layout, Row, RowFault, Sheet};

/// The columns of a price schedule.
pub const PRICES: Layout = Layout {
    name: "price schedule",
    columns: &[
        Column::required("lot", &["Lot", "Lot code"]),
        Column::required("area", &["Area", "Area code", "Locality"]),
        Column::required("kind", &["Kind", "Kind of care", "Service"]),
        Column::required("valid_from", &["Valid from", "From", "Start date"]),
        Column::optional("valid_to", &["Valid to", "To", "End date"]),
        Column::optional("pence_per_hour", &["Pence per hour", "Pence"]),
        Column::optional("pounds_per_hour", &["Pounds per hour", "Price", "Rate", "Hourly rate", "Ceiling"]),
    ],
    headless: None,
};

/// A ceiling that holds between two dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// The line of the file.
    pub row: u64,
    /// The code of the lot.
    pub lot: String,
    /// The code of the area.
    pub area: String,
    /// The kind of care.
    pub kind: String,
    /// First day.
    pub valid_from: Date,
    /// Last day; `None` while no end is known.
    pub valid_to: Option<Date>,
    /// Per hour.
    pub per_hour: Money,
}

/// The prices of one file, as they are read.
pub struct Prices<'a> {
    sheet: Sheet<'a>,
}

/// Reads a price schedule.
pub fn read<'a>(bytes: impl Read + 'a, name: &str) -> Result<Prices<'a>, Failure> {
    Ok(Prices { sheet: Sheet::read(bytes, name, &[PRICES])? })
}

impl<'a> Prices<'a> {
    /// The file beneath: its layout, headers and encoding.
    pub fn sheet(&self) -> &Sheet<'a> {
        &self.sheet
    }
}

impl Iterator for Prices<'_> {
    type Item = Result<Price, RowFault>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.sheet.next()?.and_then(|row| price(&row)))
    }
}

fn price(row: &Row) -> Result<Price, RowFault> {
    const DATE: &str = "This is not a date. Write it like 01/04/2026 or 2026-04-01.";
    let words = |key: &str| match squeeze(row.get(key)) {
        text if text.is_empty() => Err(row.fault(key, "This cell may not be empty.")),
        text => Ok(text),
    };
    let valid_from = date(row.get("valid_from")).ok_or_else(|| row.fault("valid_from", DATE))?;
    let valid_to = match row.get("valid_to") {
        "" => None,
        text => Some(date(text).ok_or_else(|| row.fault("valid_to", DATE))?),
    };
    if valid_to.is_some_and(|to| to < valid_from) {
        return Err(row.fault("valid_to", "The last day is before the first."));
    }
    Ok(Price {
        row: row.number,
        lot: words("lot")?,
        area: words("area")?,
        kind: words("kind")?,
        valid_from,
        valid_to,
        per_hour: per_hour(row)?,
    })
}

fn per_hour(row: &Row) -> Result<Money, RowFault> {
    let pence = row.get("pence_per_hour");
    let (key, amount) = if pence.is_empty() {
        ("pounds_per_hour", Money::parse(row.get("pounds_per_hour")).ok())
    } else {
        ("pence_per_hour", pence.parse::<i64>().ok().map(Money::from_pence))
    };
    amount
        .filter(|amount| amount.pence() > 0)
        .ok_or_else(|| row.fault(key, "Enter a price above nothing: whole pence, or pounds and pence like 24.10."))
}
