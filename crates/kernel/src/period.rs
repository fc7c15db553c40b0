use jiff::{Span, civil::Date};

use crate::Failure;

/// The day `days` after `day` (before, when negative); `None` outside the years the program knows.
pub(crate) fn days_after(day: Date, days: i64) -> Option<Date> {
    day.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// The day so many months after `day`, the last of a shorter month standing for what it lacks; `None` outside the years the
/// program knows.
pub fn months_after(day: Date, months: i64) -> Option<Date> {
    day.checked_add(Span::new().try_months(months).ok()?).ok()
}

/// The years in which anything can lie that people are asked for: both databases know them, and a year that lacks a digit is none.
pub const OUR_YEARS: std::ops::RangeInclusive<i16> = 1800..=2200;

/// A day as it stands in an address ("2026-11-23"), of [`OUR_YEARS`].
pub fn day_asked(text: &str) -> Option<Date> {
    text.parse().ok().filter(|day: &Date| OUR_YEARS.contains(&day.year()))
}

/// A run of at least one day, from its first day up to but not including `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "Ends")]
pub struct Period {
    from: Date,
    to: Date,
}

/// Two days before it is known that they are in order.
#[derive(serde::Deserialize)]
struct Ends {
    from: Date,
    to: Date,
}

impl Period {
    /// The days from `from` up to the day before `to`.
    pub fn new(from: Date, to: Date) -> Result<Self, Failure> {
        if from < to { Ok(Period { from, to }) } else { Err(Failure::field("", "The end must be after the start.")) }
    }

    /// The days from `first` to `last`, both included, as people say it.
    pub fn through(first: Date, last: Date) -> Result<Self, Failure> {
        if last < first {
            return Err(Failure::field("", "The last day cannot be before the first."));
        }
        days_after(last, 1)
            .map(|to| Period { from: first, to })
            .ok_or_else(|| Failure::field("", "The last day is too far away. Check the year."))
    }

    /// The week of a day, Monday to Sunday.
    pub fn week_of(day: Date) -> Self {
        let from = days_after(day, -i64::from(day.weekday().to_monday_zero_offset())).unwrap_or(Date::MIN);
        Period { from, to: days_after(from, 7).unwrap_or(Date::MAX) }
    }

    /// The calendar month of a day.
    pub fn month_of(day: Date) -> Self {
        Period { from: day.first_of_month(), to: day.last_of_month().tomorrow().unwrap_or(Date::MAX) }
    }

    /// The first day.
    pub const fn from(self) -> Date {
        self.from
    }

    /// The day after the last.
    pub const fn to(self) -> Date {
        self.to
    }

    /// The last day.
    pub fn last(self) -> Date {
        self.to.yesterday().unwrap_or(self.from)
    }

    /// Whether the day is one of the period's.
    pub fn contains(self, day: Date) -> bool {
        self.from <= day && day < self.to
    }

    /// How many days there are: one or more.
    pub fn days(self) -> i64 {
        self.from.duration_until(self.to).as_hours() / 24
    }

    /// Whether the two share a day.
    pub fn overlaps(self, other: Period) -> bool {
        self.from < other.to && other.from < self.to
    }

    /// The days the two share; `None` when there are none.
    pub fn intersect(self, other: Period) -> Option<Period> {
        let (from, to) = (self.from.max(other.from), self.to.min(other.to));
        (from < to).then_some(Period { from, to })
    }

    /// Every day in order.
    pub fn iter(self) -> EachDay {
        EachDay { next: Some(self.from), to: self.to }
    }
}

impl TryFrom<Ends> for Period {
    type Error = Failure;
    fn try_from(ends: Ends) -> Result<Self, Failure> {
        Period::new(ends.from, ends.to)
    }
}

impl IntoIterator for Period {
    type Item = Date;
    type IntoIter = EachDay;
    fn into_iter(self) -> EachDay {
        self.iter()
    }
}

/// The days of a period, one after the other.
#[derive(Debug, Clone)]
pub struct EachDay {
    next: Option<Date>,
    to: Date,
}

impl Iterator for EachDay {
    type Item = Date;
    fn next(&mut self) -> Option<Date> {
        let day = self.next.filter(|day| *day < self.to)?;
        self.next = day.tomorrow().ok();
        Some(day)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    /// Any day from 2019 to 2038.
    pub(crate) fn any_day() -> impl Strategy<Value = Date> {
        (0_i64..7000).prop_map(|n| days_after(date(2019, 1, 1), n).unwrap())
    }

    fn any_period() -> impl Strategy<Value = Period> {
        (any_day(), 1_i64..800).prop_map(|(from, n)| Period::new(from, days_after(from, n).unwrap()).unwrap())
    }

    #[test]
    fn the_end_is_not_in_the_period() {
        let week = Period::new(date(2026, 11, 23), date(2026, 11, 30)).unwrap();
        assert!(week.contains(date(2026, 11, 23)) && week.contains(date(2026, 11, 29)));
        assert!(!week.contains(date(2026, 11, 30)) && !week.contains(date(2026, 11, 22)));
        assert_eq!((week.days(), week.last()), (7, date(2026, 11, 29)));
        assert_eq!(Period::through(date(2026, 11, 23), date(2026, 11, 29)), Ok(week));
        assert_eq!(Period::week_of(date(2026, 11, 26)), week);
        assert_eq!(Period::week_of(date(2026, 11, 23)), week);
        assert_eq!(Period::month_of(date(2028, 2, 10)).days(), 29);
    }

    #[test]
    fn ends_out_of_order_are_refused() {
        let day = date(2026, 11, 23);
        assert!(Period::new(day, day).is_err());
        assert!(Period::through(day, date(2026, 11, 22)).is_err());
        assert_eq!(Period::through(day, day).unwrap().days(), 1);
        assert!(Period::through(day, Date::MAX).is_err());
        assert!(serde_json::from_str::<Period>(r#"{"from":"2026-11-23","to":"2026-11-22"}"#).is_err());
        let json = r#"{"from":"2026-11-22","to":"2026-11-23"}"#;
        assert_eq!(serde_json::to_string(&serde_json::from_str::<Period>(json).unwrap()).unwrap(), json);
    }

    proptest! {
        #[test]
        fn days_are_counted_and_walked_alike(period in any_period()) {
            let days: Vec<Date> = period.iter().collect();
            prop_assert_eq!(i64::try_from(days.len()).unwrap(), period.days());
            prop_assert!(days.iter().all(|day| period.contains(*day)));
            prop_assert_eq!(days.last().copied(), Some(period.last()));
        }

        #[test]
        fn periods_overlap_exactly_when_they_share_days(a in any_period(), b in any_period()) {
            let shared: Vec<Date> = a.iter().filter(|day| b.contains(*day)).collect();
            prop_assert_eq!(a.overlaps(b), !shared.is_empty());
            prop_assert_eq!(a.intersect(b).map(|p| p.iter().collect::<Vec<_>>()).unwrap_or_default(), shared);
            prop_assert_eq!(a.intersect(b), b.intersect(a));
        }
    }
}
