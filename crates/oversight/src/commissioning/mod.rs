//! What was bought, planned, recorded, approved and charged (PER-1): rows by package, summed only for showing.

pub mod capacity;
pub mod envelope;
pub mod flow;
pub mod hand_backs;
pub mod home;
pub mod hours;
pub mod milestones;
pub mod money;
pub(crate) mod spans;
pub mod waiting;

use std::collections::BTreeMap;

use access::Covers;
use brokerage::{Bought, PackageId};
use kernel::{Date, Failure, Minutes, Moment, Money, Period, Quarter, Rounding, Uuid};
use page::components::Cell;
use places::Place;
use store::Tx;
use wire::View;

use crate::policy::SeeCommissioning;

/// One kind of time: how long, and what it comes to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Amount {
    /// Minutes.
    pub minutes: i64,
    /// Pence.
    pub pence: i64,
}

impl Amount {
    pub(crate) fn priced(minutes: Minutes, rate: Option<Money>) -> Self {
        let pence = rate.and_then(|rate| Money::for_minutes(rate, minutes, Rounding::HalfUp)).map_or(0, Money::pence);
        Amount { minutes: minutes.get(), pence }
    }

    pub(crate) fn add(&mut self, other: Amount) {
        self.minutes = self.minutes.saturating_add(other.minutes);
        self.pence = self.pence.saturating_add(other.pence);
    }

    /// Hours to a tenth: "1,204.5 hours".
    pub(crate) fn hours(self) -> String {
        let tenths = (self.minutes * 2 + 6) / 12;
        let whole = kernel::count(tenths / 10, "", "");
        format!("{}.{} hours", whole.trim_end(), tenths % 10)
    }

    /// Pounds.
    pub(crate) fn pounds(self) -> String {
        Money::from_pence(self.pence).to_string()
    }
}

/// The five kinds of time, kept apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Amounts {
    /// What was bought.
    pub bought: Amount,
    /// What was planned as visits.
    pub planned: Amount,
    /// What was recorded at the door.
    pub recorded: Amount,
    /// What was approved.
    pub approved: Amount,
    /// What was charged.
    pub charged: Amount,
}

impl Amounts {
    /// Each with its name, in the order of the thread.
    pub(crate) const fn named(&self) -> [(&'static str, Amount); 5] {
        [
            ("Bought", self.bought),
            ("Planned", self.planned),
            ("Delivered, as recorded", self.recorded),
            ("Approved", self.approved),
            ("Charged", self.charged),
        ]
    }
}

/// One package at one provider.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Line {
    /// The package.
    pub package: String,
    /// Its short name, which names nobody.
    pub reference: String,
    /// The provider.
    pub provider: String,
    /// Its id.
    pub provider_id: String,
    /// The area.
    pub area: String,
    /// The area's code.
    pub locality: String,
    /// Its amounts.
    pub amounts: Amounts,
}

/// The sum of some rows.
pub(crate) fn sum<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Amounts {
    lines.into_iter().fold(Amounts::default(), |mut sum, line| {
        sum.bought.add(line.amounts.bought);
        sum.planned.add(line.amounts.planned);
        sum.recorded.add(line.amounts.recorded);
        sum.approved.add(line.amounts.approved);
        sum.charged.add(line.amounts.charged);
        sum
    })
}

/// The rows of a period by package and provider: what was bought by the awards, what was done by the sums of older weeks and the visits
/// of the last days; `fresh` adds all of it up from the visits. A fixed few statements.
pub(crate) fn lines(
    tx: &mut Tx<'_>,
    place: &Place,
    period: Period,
    (now, fresh): (Moment, bool),
) -> Result<Vec<Line>, Failure> {
    let mut rows = BTreeMap::<(Uuid, Uuid), (String, Amounts)>::new();
    let bought = brokerage::bought(tx, period)?;
    for one in &bought {
        let row = rows.entry((one.package.uuid(), one.provider)).or_default();
        row.1.bought.add(Amount::priced(one.minutes_in(period), Some(one.rate)));
        row.0.clone_from(&one.locality);
    }
    for (key, sums) in spans::by_package(tx, period, (now, fresh), &bought)? {
        let (locality, amounts) = rows.entry(key).or_default();
        amounts.planned.add(sums.planned);
        amounts.recorded.add(sums.recorded);
        amounts.approved.add(sums.approved);
        amounts.charged.add(sums.charged);
        if locality.is_empty() {
            *locality = sums.locality;
        }
    }
    let providers: Vec<Uuid> = rows.keys().map(|(_, provider)| *provider).collect();
    let names = access::organisation_names(tx, &providers)?;
    let line = |(key, (locality, amounts)): ((Uuid, Uuid), (String, Amounts))| Line {
        package: key.0.to_string(),
        reference: brokerage::reference(PackageId::from(key.0)),
        provider_id: key.1.to_string(),
        provider: names.get(&key.1).cloned().unwrap_or_else(|| "Not recorded".into()),
        area: if locality.is_empty() { "Not recorded".into() } else { area(place, &locality) },
        locality,
        amounts,
    };
    let mut lines: Vec<Line> = rows.into_iter().map(line).collect();
    lines.sort_by(|one, other| (&one.provider, &one.reference).cmp(&(&other.provider, &other.reference)));
    Ok(lines)
}

/// The sum of the rows of a period, without the rows.
pub(crate) fn total(tx: &mut Tx<'_>, period: Period, now: Moment, bought: &[Bought]) -> Result<Amounts, Failure> {
    let mut amounts = Amounts::default();
    for one in bought {
        amounts.bought.add(Amount::priced(one.minutes_in(period), Some(one.rate)));
    }
    let sums = spans::total(tx, period, now, bought)?;
    Ok(Amounts {
        planned: sums.planned,
        recorded: sums.recorded,
        approved: sums.approved,
        charged: sums.charged,
        ..amounts
    })
}

/// An area's name.
pub(crate) fn area(place: &Place, code: &str) -> String {
    place.locality(code).map_or_else(|| code.to_owned(), |found| found.name.clone())
}

/// The days of a quarter up to today; a quarter that is over, whole.
pub(crate) fn so_far(quarter: Quarter, today: Date) -> Result<Period, Failure> {
    let whole = quarter.period();
    Period::through(whole.from(), today.min(whole.last()).max(whole.from()))
}

/// Refuses everybody whose scope is not the whole place.
pub(crate) fn must_see_place(view: &View<'_, '_>) -> Result<(), Failure> {
    match view.who.scope::<SeeCommissioning>()?.covers() {
        Covers::Place => Ok(()),
        Covers::Organisation(_) | Covers::People(_) | Covers::Worker(_) => Err(Failure::no_such("page")),
    }
}

/// A package by its short name; a link for those who may open it.
pub(crate) fn package_cell(view: &View<'_, '_>, package: &str, reference: &str) -> Cell {
    if view.who.may::<brokerage::policy::ListPackages>() {
        Cell::link(reference, format!("/packages/{package}"))
    } else {
        Cell::from(reference)
    }
}

#[cfg(test)]
mod tests {
    use kernel::date;

    use super::*;

    // PER-1
    #[test]
    fn hours_are_told_to_a_tenth() {
        let hours = |minutes| Amount { minutes, pence: 0 }.hours();
        assert_eq!(hours(0), "0.0 hours");
        assert_eq!(hours(90), "1.5 hours");
        assert_eq!(hours(57), "1.0 hours");
        assert_eq!(hours(72_270), "1,204.5 hours");
    }

    // PER-1
    #[test]
    fn the_running_quarter_goes_to_today_and_one_that_is_over_to_its_end() {
        let today = date(2026, 11, 23);
        let quarter = Quarter::of(today);
        let days = |quarter| so_far(quarter, today).map(|days| (days.from(), days.last())).unwrap();
        assert_eq!(days(quarter), (date(2026, 10, 1), today));
        assert_eq!(days(quarter.previous()), (date(2026, 7, 1), date(2026, 9, 30)));
        assert_eq!(days(quarter.next()), (date(2027, 1, 1), date(2027, 1, 1)));
    }
}
