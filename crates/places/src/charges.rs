//! How verified minutes become a charge, by date (FIN-1), and what a package may do between reviews (BRK-9, BRK-10).

use kernel::{Date, Failure, Rounding, Time, Weekday};
use serde::Deserialize;

use crate::tables::{fault, toml, toml_date, toml_time, unique};

const FILE: &str = "rules.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RulesFile {
    pub(crate) charge: Vec<ChargeRules>,
    pub(crate) package: PackageRules,
    pub(crate) payments: PaymentRules,
    #[serde(default)]
    pub(crate) uplift: Vec<Uplift>,
}

/// What becomes of an agreed rate when a new year of the price schedule begins (BRK-8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UpliftRule {
    /// It stays as it was agreed.
    None,
    /// It moves by the same share as the ceiling of its lot, area and kind of care.
    Schedule,
}

/// A rule of the contract about agreed rates, from a date on until the next one begins.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Uplift {
    /// The first day of a schedule's year for which it holds.
    #[serde(deserialize_with = "toml_date")]
    pub valid_from: Date,
    /// What becomes of the rates.
    pub rule: UpliftRule,
    /// The requirement.
    pub source: String,
    /// Whether the documents leave it out and we have filled it in.
    #[serde(default)]
    pub assumed: bool,
}

/// On which days a band holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Days {
    /// Monday to Friday.
    Weekdays,
    /// Saturday and Sunday.
    Weekends,
    /// Every day.
    All,
}

/// A part of the week with its share of the price.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// "evening".
    pub code: String,
    /// On which days.
    pub days: Days,
    /// From this time on.
    #[serde(deserialize_with = "toml_time")]
    pub from: Time,
    /// Until before this time; earlier than `from` when the band goes on past midnight.
    #[serde(deserialize_with = "toml_time")]
    pub to: Time,
    /// Per cent of the hourly price.
    pub percent: i64,
}

impl Band {
    /// Whether a minute is in the band. After midnight the day is the new day.
    pub fn holds(&self, day: Weekday, at: Time) -> bool {
        let weekend = matches!(day, Weekday::Saturday | Weekday::Sunday);
        let day_fits = match self.days {
            Days::Weekdays => !weekend,
            Days::Weekends => weekend,
            Days::All => true,
        };
        let time_fits =
            if self.from < self.to { self.from <= at && at < self.to } else { self.from <= at || at < self.to };
        day_fits && time_fits
    }
}

/// By what a kind of package is priced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Per {
    /// Its minutes, without parts of the week.
    Hour,
    /// The night as a whole.
    Night,
    /// The day as a whole.
    Day,
    /// The week as a whole; a day is a seventh of it.
    Week,
}

/// How packages of a kind are priced that do not go by the parts of the week: nights and live-in care.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// The kind of package: "night", "waking_night", "live_in".
    pub kind: String,
    /// By what it is priced.
    pub per: Per,
    /// To how many hours of the agreed price a whole one comes; nought where it goes by the hour.
    #[serde(default)]
    pub hours: i64,
    /// It is charged whole when at least this share of the planned minutes was given; below that, the part that was given.
    #[serde(default)]
    pub least_percent: i64,
}

/// How a charge is made, from a date on until the next rules begin.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChargeRules {
    /// First day.
    #[serde(deserialize_with = "toml_date")]
    pub valid_from: Date,
    /// Which way a part of a penny goes.
    pub rounding: Rounding,
    /// Minutes are charged in steps of this many; 1 charges them exactly.
    pub charge_step_minutes: i64,
    /// A visit that differs from its plan by no more than this is charged as planned.
    pub tolerance_minutes: i64,
    /// The least that a visit that was made is charged.
    pub minimum_paid_minutes: i64,
    /// Two workers together, in per cent of one.
    pub two_workers_percent: i64,
    /// On a bank holiday, in per cent.
    pub bank_holiday_percent: i64,
    /// With less notice than this the planned visit is charged.
    pub cancellation_notice_hours: i64,
    /// How much of it, in per cent.
    pub late_cancellation_percent: i64,
    /// How much when the worker came and nobody opened.
    pub no_access_percent: i64,
    /// Whether mileage is paid only where it was agreed before.
    pub mileage_by_agreement_only: bool,
    /// What a mile is paid with, where it is.
    pub mileage_pence_per_mile: i64,
    /// How packages are priced that do not go by the parts of the week.
    pub units: Vec<Unit>,
    /// The parts of the week.
    pub bands: Vec<Band>,
    /// The requirement.
    pub source: String,
    /// Whether the documents leave it out and we have filled it in.
    #[serde(default)]
    pub assumed: bool,
}

impl ChargeRules {
    /// How a kind of package is priced that does not go by the parts of the week.
    pub fn unit(&self, kind: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.kind == kind)
    }

    /// The band of a minute. The bands of rules that were read cover the whole week.
    pub fn band(&self, day: Weekday, at: Time) -> Option<&Band> {
        self.bands.iter().find(|band| band.holds(day, at))
    }
}

/// What a package may do between reviews, and other figures of the framework.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageRules {
    /// How far a provider may adjust a week, either way, without a formal review.
    pub tolerance_minutes_per_week: i64,
    /// For how many weeks of support minutes may be banked.
    pub banked_weeks: i64,
    /// Funding beyond this many weeks' worth goes back.
    pub surplus_weeks: i64,
    /// The most an outcome pilot may take.
    pub pilot_minutes_per_week: i64,
    /// How many outcome pilots there may be.
    pub pilots_at_most: i64,
    /// What a pilot's provider is given of the care cost that is saved for people re-abled towards independence, in percent.
    pub pilot_incentive_percent: i64,
    /// For how many weeks from joining a saved hour counts at most.
    pub pilot_incentive_weeks: i64,
    /// Whether the documents leave the incentive out and we have filled it in.
    #[serde(default)]
    pub pilot_incentive_assumed: bool,
    /// After how many weeks a provider is ranked by its own record too.
    pub rank_by_record_after_weeks: i64,
    /// What a broker may commit in a week for a spot purchase off the framework, in pence.
    pub spot_weekly_limit_pence: i64,
    /// The requirements.
    pub source: String,
}

/// What a column of the payment file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentCell {
    /// The number of the run.
    Run,
    /// The provider's code.
    Provider,
    /// The provider's name.
    ProviderName,
    /// The invoice's number.
    Invoice,
    /// INV for an invoice, CRN for one below nothing.
    Kind,
    /// The first day of its period.
    PeriodFrom,
    /// The last day of its period.
    PeriodTo,
    /// What is paid, in pounds.
    NetPounds,
    /// The ledger's code for this cost.
    CostCode,
}

/// A column of the payment file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentColumn {
    /// What stands above it.
    pub heading: String,
    /// What it holds.
    pub is: PaymentCell,
}

/// How the council's ledger takes payments in (FIN-4).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentRules {
    /// The ledger's code for care at home.
    pub cost_code: String,
    /// The columns of the file, in order.
    pub columns: Vec<PaymentColumn>,
    /// The requirement.
    pub source: String,
    /// Whether the documents leave it out and we have filled it in.
    #[serde(default)]
    pub assumed: bool,
}

pub(crate) fn read(text: &str) -> Result<RulesFile, Failure> {
    let file: RulesFile = toml(FILE, text)?;
    if !file.charge.is_sorted_by(|a, b| a.valid_from < b.valid_from) || file.charge.is_empty() {
        return Err(fault(
            FILE,
            "charge: there must be rules, in the order of valid_from and no two from the same day.",
        ));
    }
    if !file.uplift.is_sorted_by(|a, b| a.valid_from < b.valid_from) {
        return Err(fault(
            FILE,
            "uplift: the rules must stand in the order of valid_from and no two from the same day.",
        ));
    }
    file.charge.iter().try_for_each(whole_week)?;
    file.charge.iter().try_for_each(whole_units)?;
    let must = [PaymentCell::Run, PaymentCell::Invoice, PaymentCell::Provider, PaymentCell::NetPounds];
    if must.iter().any(|cell| !file.payments.columns.iter().any(|column| column.is == *cell)) {
        return Err(fault(FILE, "payments, columns: run, provider, invoice and net_pounds must be among them."));
    }
    Ok(file)
}

/// Every minute of the week is in one band.
fn whole_week(rules: &ChargeRules) -> Result<(), Failure> {
    let days = Weekday::Monday.cycle_forward().take(7);
    for (day, minute) in days.flat_map(|day| (0..1440_i64).map(move |minute| (day, minute))) {
        let Some(at) = time_of_minute(minute) else { continue };
        let count = rules.bands.iter().filter(|band| band.holds(day, at)).count();
        if count != 1 {
            let message = format!(
                "charge from {}, bands: {day:?} {at} is in {count} bands; it must be in one.",
                rules.valid_from
            );
            return Err(fault(FILE, message));
        }
    }
    Ok(())
}

/// A kind of package is priced in one way, and a whole night, day or week is so many hours.
fn whole_units(rules: &ChargeRules) -> Result<(), Failure> {
    unique(FILE, "charge, units, kind:", rules.units.iter().map(|unit| unit.kind.as_str()))?;
    let wrong = rules.units.iter().find(|unit| match unit.per {
        Per::Hour => unit.hours != 0 || unit.least_percent != 0,
        Per::Night | Per::Day | Per::Week => unit.hours < 1 || !(0..=100).contains(&unit.least_percent),
    });
    match wrong {
        None => Ok(()),
        Some(unit) => Err(fault(
            FILE,
            format!(
                "charge from {}, units, {}: a whole night, day or week has hours and a least_percent of 0 to 100; an hour has neither.",
                rules.valid_from, unit.kind
            ),
        )),
    }
}

fn time_of_minute(minute: i64) -> Option<Time> {
    let hour = i8::try_from(minute / 60).ok()?;
    Time::new(hour, i8::try_from(minute % 60).ok()?, 0, 0).ok()
}
