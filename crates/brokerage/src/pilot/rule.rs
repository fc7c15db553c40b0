//! The rules of outcome pilots, pure: how many, where, how many hours, and what a pilot earns (BRK-13).

use kernel::{Date, Failure, Minutes, Money, Period, Rounding, count, list_in_words};

/// A pilot as far as another must agree with it.
#[derive(Debug, Clone)]
pub struct Beside<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its area's code.
    pub locality: &'a str,
}

/// Whether one more pilot may run in an area, beside those whose days overlap with its own.
pub fn may_run(at_most: i64, locality: (&str, &str), beside: &[Beside<'_>]) -> Result<(), Failure> {
    let (code, name) = locality;
    if let Some(other) = beside.iter().find(|other| other.locality == code) {
        return Err(Failure::field(
            "locality",
            format!("The pilot “{}” runs in {name} in these days already. Pilots run in different areas.", other.name),
        ));
    }
    let running = i64::try_from(beside.len()).unwrap_or(i64::MAX);
    if running >= at_most {
        let names: Vec<String> = beside.iter().map(|other| format!("“{}”", other.name)).collect();
        return Err(Failure::field(
            "first",
            format!(
                "{} in these days already: {}. At most {at_most} may run at once.",
                count(running, "pilot runs", "pilots run"),
                list_in_words(&names)
            ),
        ));
    }
    Ok(())
}

/// Whether a package's care still fits into the pilot's hours a week.
pub fn fits(at_most: Minutes, taken: Minutes, more: Minutes) -> Result<(), Failure> {
    let then = taken.checked_add(more).unwrap_or(Minutes::new(i64::MAX));
    if then > at_most {
        return Err(Failure::field(
            "pilot",
            format!(
                "This pilot gives {taken} of care a week; with the {more} of this package it would be {then}, and it may give {at_most}."
            ),
        ));
    }
    Ok(())
}

/// The care a week of a case from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since {
    /// The day.
    pub day: Date,
    /// Care a week.
    pub minutes: Minutes,
}

/// A case as what it saves is reckoned.
#[derive(Debug, Clone)]
pub struct Saving<'a> {
    /// Care a week when it joined.
    pub baseline: Minutes,
    /// The day it joined.
    pub joined: Date,
    /// The last day it counts; none while it goes on.
    pub until: Option<Date>,
    /// The care a week since then, by day.
    pub since: &'a [Since],
}

impl Saving<'_> {
    fn on(&self, day: Date) -> Minutes {
        let last = self.since.iter().rfind(|one| one.day <= day);
        last.map_or(self.baseline, |one| one.minutes)
    }

    /// The care saved in a period: for each day a seventh of what the week is below the baseline. It counts from the day after joining
    /// for at most so many weeks.
    pub fn minutes_in(&self, period: Period, weeks: i64) -> Minutes {
        let end = kernel::Moment::start_of(self.joined).plus_days(7 * weeks).day();
        let until = self.until.map_or(end, |until| until.min(end));
        let Some(days) = Period::through(self.joined, until).ok().and_then(|all| all.intersect(period)) else {
            return Minutes::ZERO;
        };
        let below = |day: Date| (self.baseline.get() - self.on(day).get()).max(0);
        Minutes::new(days.iter().map(below).sum::<i64>() / 7)
    }
}

/// What saved minutes cost at the rate of the case, and the pilot's share of it.
pub fn earned(rate: Money, saved: Minutes, percent: i64) -> Result<(Money, Money), Failure> {
    let cost = Money::for_minutes(rate, saved, Rounding::HalfUp);
    let share = cost.and_then(|cost| cost.times_ratio(percent, 100, Rounding::HalfUp));
    cost.zip(share).ok_or_else(|| Failure::internal("what a pilot saved is too large"))
}

#[cfg(test)]
mod tests {
    use kernel::date;

    use super::*;

    // BRK-13
    #[test]
    fn three_pilots_in_different_areas_and_no_more() {
        let one = |name, locality| Beside { name, locality };
        let west = ("west", "West Dorset");
        assert_eq!(may_run(3, west, &[one("A", "east"), one("B", "north")]), Ok(()));
        let told = may_run(3, west, &[one("A", "west")]).unwrap_err().to_string();
        assert!(told.contains("“A” runs in West Dorset"), "{told}");
        let told =
            may_run(3, west, &[one("A", "east"), one("B", "north"), one("C", "purbeck")]).unwrap_err().to_string();
        assert!(told.contains("3 pilots run in these days already: “A”, “B” and “C”. At most 3"), "{told}");
    }

    // BRK-13
    #[test]
    fn a_refusal_of_hours_says_the_figures() {
        let minutes = Minutes::new;
        assert_eq!(fits(minutes(12_000), minutes(11_700), minutes(300)), Ok(()));
        let told = fits(minutes(12_000), minutes(11_700), minutes(315)).unwrap_err().to_string();
        assert!(
            told.contains(
                "195 hours of care a week; with the 5 hours 15 minutes of this package it would be 200 hours 15 minutes"
            ),
            "{told}"
        );
    }

    // BRK-13
    #[test]
    fn what_is_saved_counts_by_the_day_below_the_baseline_for_some_weeks() {
        let since = [
            Since { day: date(2026, 11, 2), minutes: Minutes::new(350) },
            Since { day: date(2026, 11, 16), minutes: Minutes::new(840) },
            Since { day: date(2026, 11, 30), minutes: Minutes::new(0) },
        ];
        let case = |until| Saving { baseline: Minutes::new(700), joined: date(2026, 10, 5), until, since: &since };
        let month = |from, to| Period::through(from, to).unwrap();
        let november = month(date(2026, 11, 1), date(2026, 11, 30));
        // Two weeks of 350 less, two weeks of more than before, one day of nothing at all.
        assert_eq!(case(None).minutes_in(november, 26), Minutes::new(2 * 350 + 100));
        assert_eq!(case(Some(date(2026, 11, 8))).minutes_in(november, 26), Minutes::new(350));
        assert_eq!(case(None).minutes_in(november, 5), Minutes::new(350 + 50));
        assert_eq!(case(None).minutes_in(month(date(2026, 10, 1), date(2026, 10, 31)), 26), Minutes::ZERO);
        assert_eq!(case(None).minutes_in(month(date(2026, 9, 1), date(2026, 9, 30)), 26), Minutes::ZERO);
    }

    // BRK-13
    #[test]
    fn the_pilot_has_its_share_of_the_saved_cost() {
        let pence = Money::from_pence;
        assert_eq!(earned(pence(2_400), Minutes::new(90), 50), Ok((pence(3_600), pence(1_800))));
        assert_eq!(earned(pence(2_401), Minutes::new(1), 50), Ok((pence(40), pence(20))));
    }
}
