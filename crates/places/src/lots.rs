//! Lots and the price schedule: ceilings, not prices (BRK-1, BRK-8).

use std::collections::BTreeMap;

use kernel::{Date, Failure, Money};
use serde::Deserialize;

use crate::tables::{csv, fault, known, toml, unique, yes_or_no};

const LOTS: &str = "lots.toml";
const PRICES: &str = "prices.csv";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LotsFile {
    lot: Vec<Lot>,
}

/// A lot of the framework.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lot {
    /// Its code: "nights".
    pub code: String,
    /// Its name.
    pub name: String,
    /// The kinds of care in it, each with a ceiling of its own.
    pub kinds: Vec<String>,
    /// Whether a provider's price is confirmed when it is admitted.
    #[serde(default)]
    pub confirmed_at_admission: bool,
    /// The requirement.
    pub source: String,
    /// Whether the documents leave it out and we have filled it in.
    #[serde(default)]
    pub assumed: bool,
}

#[derive(Deserialize)]
struct PriceEntry {
    lot: String,
    area: String,
    kind: String,
    valid_from: Date,
    valid_to: Date,
    pence_per_hour: i64,
    #[serde(deserialize_with = "yes_or_no")]
    assumed: bool,
}

/// The ceiling of one kind of care in one area between two dates, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// The lot's code.
    pub lot: String,
    /// The locality's code.
    pub area: String,
    /// The kind of care.
    pub kind: String,
    /// First day.
    pub valid_from: Date,
    /// Last day.
    pub valid_to: Date,
    /// The most that may be paid for an hour.
    pub per_hour: Money,
    /// Whether the documents leave it out and we have filled it in.
    pub assumed: bool,
}

pub(crate) fn read_lots(text: &str) -> Result<Vec<Lot>, Failure> {
    let file: LotsFile = toml(LOTS, text)?;
    unique(LOTS, "code", file.lot.iter().map(|lot| lot.code.as_str()))?;
    unique(LOTS, "kind", file.lot.iter().flat_map(|lot| lot.kinds.iter().map(String::as_str)))?;
    Ok(file.lot)
}

pub(crate) fn read_prices(text: &str, lots: &[Lot], areas: &[&str]) -> Result<Vec<Price>, Failure> {
    let entries: Vec<PriceEntry> = csv(PRICES, text)?;
    let prices: Vec<Price> = entries.into_iter().map(price).collect::<Result<_, _>>()?;
    for price in &prices {
        known(PRICES, "area", &price.area, areas)?;
        let lot = lots.iter().find(|lot| lot.code == price.lot);
        let kinds: Vec<&str> = lot.iter().flat_map(|lot| lot.kinds.iter().map(String::as_str)).collect();
        known(PRICES, &format!("kind in lot {}", price.lot), &price.kind, &kinds)?;
    }
    without_gaps(&prices, lots, areas)?;
    Ok(prices)
}

fn price(entry: PriceEntry) -> Result<Price, Failure> {
    let what = format!("{} {} {} from {}", entry.lot, entry.area, entry.kind, entry.valid_from);
    if entry.pence_per_hour <= 0 {
        return Err(fault(PRICES, format!("pence_per_hour of {what} must be above nothing.")));
    }
    if entry.valid_to < entry.valid_from {
        return Err(fault(PRICES, format!("valid_to of {what} is before valid_from.")));
    }
    Ok(Price {
        lot: entry.lot,
        area: entry.area,
        kind: entry.kind,
        valid_from: entry.valid_from,
        valid_to: entry.valid_to,
        per_hour: Money::from_pence(entry.pence_per_hour),
        assumed: entry.assumed,
    })
}

/// Lot, area and kind.
type Wanted<'a> = (&'a str, &'a str, &'a str);

/// Every kind of care has a ceiling in every area, over the same years, each day once.
fn without_gaps(prices: &[Price], lots: &[Lot], areas: &[&str]) -> Result<(), Failure> {
    let mut spans: BTreeMap<Wanted<'_>, Vec<(Date, Date)>> = BTreeMap::new();
    for price in prices {
        let key = (price.lot.as_str(), price.area.as_str(), price.kind.as_str());
        spans.entry(key).or_default().push((price.valid_from, price.valid_to));
    }
    let first = prices.iter().map(|price| price.valid_from).min();
    let last = prices.iter().map(|price| price.valid_to).max();
    for lot in lots {
        for (area, kind) in areas.iter().flat_map(|area| lot.kinds.iter().map(move |kind| (*area, kind.as_str()))) {
            let what = format!("{} {area} {kind}", lot.code);
            let mut own = spans.remove(&(lot.code.as_str(), area, kind)).unwrap_or_default();
            own.sort_unstable();
            let starts = own.first().map(|(from, _)| *from);
            let ends = own.last().map(|(_, to)| *to);
            if starts.is_none() || starts != first || ends != last {
                return Err(fault(PRICES, format!("{what} has no ceiling for part of the schedule's years.")));
            }
            for ((_, to), (from, _)) in own.iter().zip(own.iter().skip(1)) {
                if to.tomorrow().ok() != Some(*from) {
                    return Err(fault(PRICES, format!("{what} has a gap or an overlap between {to} and {from}.")));
                }
            }
        }
    }
    Ok(())
}
