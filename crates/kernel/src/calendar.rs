use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

use crate::{Failure, wording::day_in_words};

/// Which days are working days: not the weekend and not a bank holiday. Days in Europe/London.
///
/// A calendar answers only up to the last day it has facts for. Past it, a bank holiday would be taken for a working day
/// and a deadline would be wrong without anybody seeing it; the calendar says so instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    name: String,
    holidays: BTreeSet<Date>,
    weekend: Vec<Weekday>,
    known_until: Date,
}

impl Calendar {
    /// A calendar with the weekend on Saturday and Sunday. Lists of bank holidays come by whole years, so it is known until
    /// 31 December of its last holiday's year; without holidays it is known for no day at all.
    pub fn new(name: impl Into<String>, holidays: BTreeSet<Date>) -> Self {
        let known_until = holidays.last().map_or(Date::MIN, |day| day.last_of_year());
        Calendar { name: name.into(), holidays, weekend: vec![Weekday::Saturday, Weekday::Sunday], known_until }
    }

    /// The same with other days off each week.
    #[must_use]
    pub fn with_weekend(mut self, weekend: impl IntoIterator<Item = Weekday>) -> Self {
        self.weekend = weekend.into_iter().collect();
        self
    }

    /// The same with another last day for which the list of holidays is complete.
    #[must_use]
    pub fn with_known_until(mut self, day: Date) -> Self {
        self.known_until = day;
        self
    }

    /// The same with another list of bank holidays, complete until a day; the days off each week stay.
    #[must_use]
    pub fn with_holidays(mut self, holidays: BTreeSet<Date>, known_until: Date) -> Self {
        self.holidays = holidays;
        self.known_until = known_until;
        self
    }

    /// Its name: "England and Wales".
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its bank holidays, substitute days included.
    pub const fn holidays(&self) -> &BTreeSet<Date> {
        &self.holidays
    }

    /// The last day it has facts for.
    pub const fn known_until(&self) -> Date {
        self.known_until
    }

    /// Whether the day is a working day.
    pub fn is_working_day(&self, day: Date) -> Result<bool, Failure> {
        if day > self.known_until { Err(self.past_its_end()) } else { Ok(self.is_working(day)) }
    }

    /// The first working day after `day`.
    pub fn next_working_day(&self, day: Date) -> Result<Date, Failure> {
        self.add_working_days(day, 1)
    }

    /// The day itself when it is a working day, else the first working day after it.
    pub fn working_day_from(&self, day: Date) -> Result<Date, Failure> {
        if self.is_working_day(day)? { Ok(day) } else { self.next_working_day(day) }
    }

    /// The `n`-th working day after `day`, or before it when `n` is negative; `day` itself when `n` is 0.
    pub fn add_working_days(&self, day: Date, n: i64) -> Result<Date, Failure> {
        let (mut at, mut left) = (day, n.unsigned_abs());
        if at > self.known_until {
            return Err(self.past_its_end());
        }
        while left > 0 {
            at = if n < 0 { at.yesterday() } else { at.tomorrow() }.map_err(|_| self.past_its_end())?;
            if self.is_working_day(at)? {
                left -= 1;
            }
        }
        Ok(at)
    }

    /// How many working days come after `from` up to and including `to`: what [`Calendar::add_working_days`] needs to get
    /// from one to the other. Counted backwards, and negative, when `to` is before `from`.
    pub fn working_days_between(&self, from: Date, to: Date) -> Result<i64, Failure> {
        if from.max(to) > self.known_until {
            return Err(self.past_its_end());
        }
        let step = |day: Date| if to < from { day.yesterday() } else { day.tomorrow() }.ok();
        let days =
            std::iter::successors(
                (from != to).then(|| step(from)).flatten(),
                |&day| {
                    if day == to { None } else { step(day) }
                },
            );
        let working = i64::try_from(days.filter(|day| self.is_working(*day)).count()).unwrap_or(i64::MAX);
        Ok(if to < from { -working } else { working })
    }

    fn is_working(&self, day: Date) -> bool {
        !self.weekend.contains(&day.weekday()) && !self.holidays.contains(&day)
    }

    fn past_its_end(&self) -> Failure {
        if self.holidays.is_empty() && self.known_until == Date::MIN {
            return Failure::Conflict(format!(
                "The calendar “{}” has no bank holidays yet; import the list.",
                self.name
            ));
        }
        Failure::Conflict(format!(
            "The calendar “{}” has no bank holidays after {}; import the newer list.",
            self.name,
            day_in_words(self.known_until)
        ))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::period::days_after;

    /// The published bank holidays of 2026 to 2028.
    pub(crate) fn england_and_wales() -> Calendar {
        let days = [
            (2026, 1, 1),
            (2026, 4, 3),
            (2026, 4, 6),
            (2026, 5, 4),
            (2026, 5, 25),
            (2026, 8, 31),
            (2026, 12, 25),
            (2026, 12, 28),
            (2027, 1, 1),
            (2027, 3, 26),
            (2027, 3, 29),
            (2027, 5, 3),
            (2027, 5, 31),
            (2027, 8, 30),
            (2027, 12, 27),
            (2027, 12, 28),
            (2028, 1, 3),
            (2028, 4, 14),
            (2028, 4, 17),
            (2028, 5, 1),
            (2028, 5, 29),
            (2028, 8, 28),
            (2028, 12, 25),
            (2028, 12, 26),
        ];
        Calendar::new("England and Wales", days.into_iter().map(|(y, m, d)| date(y, m, d)).collect())
    }

    #[test]
    fn weekends_and_bank_holidays_with_their_substitutes_are_no_working_days() {
        let calendar = england_and_wales();
        assert!(!calendar.is_working_day(date(2026, 12, 25)).unwrap());
        // Boxing Day 2026 is a Saturday; Monday 28 December is off in its place.
        assert!(!calendar.is_working_day(date(2026, 12, 26)).unwrap());
        assert!(!calendar.is_working_day(date(2026, 12, 28)).unwrap());
        assert!(calendar.is_working_day(date(2026, 12, 29)).unwrap());
        assert_eq!(calendar.next_working_day(date(2026, 12, 24)), Ok(date(2026, 12, 29)));
        assert_eq!(calendar.working_day_from(date(2026, 12, 24)), Ok(date(2026, 12, 24)));
        assert_eq!(calendar.working_day_from(date(2026, 12, 25)), Ok(date(2026, 12, 29)));
        assert_eq!(calendar.add_working_days(date(2026, 12, 23), 5), Ok(date(2027, 1, 4)));
        assert_eq!(calendar.add_working_days(date(2027, 1, 4), -5), Ok(date(2026, 12, 23)));
        assert_eq!(calendar.working_days_between(date(2026, 12, 23), date(2027, 1, 4)), Ok(5));
        assert_eq!(calendar.working_days_between(date(2026, 12, 26), date(2026, 12, 26)), Ok(0));
    }

    #[test]
    fn other_weekends_can_be_set() {
        let calendar = england_and_wales().with_weekend([Weekday::Sunday]);
        assert!(calendar.is_working_day(date(2026, 11, 28)).unwrap());
        let never = england_and_wales().with_weekend(Weekday::Monday.cycle_forward().take(7));
        assert!(never.next_working_day(date(2026, 11, 28)).is_err());
    }

    // BRK-5
    #[test]
    fn past_its_facts_the_calendar_says_so() {
        let calendar = england_and_wales();
        assert_eq!(calendar.known_until(), date(2028, 12, 31));
        let failure = calendar.add_working_days(date(2028, 12, 28), 2).unwrap_err();
        assert_eq!(
            failure,
            Failure::conflict(
                "The calendar “England and Wales” has no bank holidays after Sunday 31 December 2028; import the newer list."
            )
        );
        assert!(calendar.is_working_day(date(2029, 1, 2)).is_err());
        assert!(calendar.add_working_days(date(2029, 1, 2), 0).is_err());
        assert!(calendar.working_days_between(date(2028, 12, 1), date(2029, 1, 1)).is_err());
        assert!(calendar.add_working_days(date(2026, 1, 1), i64::MAX).is_err());
        assert!(calendar.with_known_until(date(2029, 1, 1)).is_working_day(date(2029, 1, 1)).is_ok());
        let empty = Calendar::new("Nowhere", BTreeSet::new()).is_working_day(date(2026, 1, 1)).unwrap_err();
        assert!(empty.to_string().contains("no bank holidays yet"));
    }

    proptest! {
        #[test]
        fn adding_and_counting_are_each_others_mirror(start in 0_i64..900, n in -200_i64..200) {
            let calendar = england_and_wales();
            let day = days_after(date(2026, 1, 1), start).unwrap();
            if let Ok(end) = calendar.add_working_days(day, n) {
                prop_assert_eq!(calendar.working_days_between(day, end), Ok(n));
                prop_assert!(n == 0 || calendar.is_working_day(end).unwrap());
                prop_assert_eq!(end.cmp(&day), n.cmp(&0));
            }
        }
    }
}
