use std::{fmt, str::FromStr};

use jiff::{
    Span, Timestamp, Zoned,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

use crate::{Failure, shown};

/// An instant in UTC, to the microsecond. Civil rules (days, hours of the day) are Europe/London's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// Europe/London from the time-zone data built into the program.
fn london() -> TimeZone {
    TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC)
}

impl Moment {
    /// From microseconds since 1970-01-01T00:00:00Z.
    pub const fn from_micros(micros: i64) -> Self {
        Moment(micros)
    }

    /// A moment as it stands in an address, in microseconds, of [`OUR_YEARS`](crate::OUR_YEARS).
    pub fn asked(micros: &str) -> Option<Self> {
        let at = Moment(micros.parse().ok()?);
        crate::OUR_YEARS.contains(&at.day().year()).then_some(at)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The library's instant; times outside what it can hold (year ±9999) are clamped.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX })
    }

    /// The wall clock in Europe/London.
    pub fn london(self) -> Zoned {
        self.timestamp().to_zoned(london())
    }

    /// The day in Europe/London.
    pub fn day(self) -> Date {
        self.london().date()
    }

    /// The time of day in Europe/London.
    pub fn time_of_day(self) -> Time {
        self.london().time()
    }

    /// The instant of a wall-clock time in Europe/London. A time that the clocks skip in March is moved on by an hour; of
    /// a time that comes twice in October the first is taken (RFC 5545). Times outside what the library can hold are clamped.
    pub fn from_london(day: Date, time: Time) -> Self {
        let limit = if day.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
        let zoned = DateTime::from_parts(day, time).to_zoned(london());
        zoned.map_or(limit, |zoned| zoned.timestamp()).into()
    }

    /// Midnight at the start of a day in Europe/London.
    pub fn start_of(day: Date) -> Self {
        Moment::from_london(day, Time::midnight())
    }

    /// This many elapsed minutes later (earlier when negative).
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        Moment(self.0.saturating_add(minutes.saturating_mul(60_000_000)))
    }

    /// This many elapsed hours later (earlier when negative).
    pub const fn plus_hours(self, hours: i64) -> Self {
        self.plus_minutes(hours.saturating_mul(60))
    }

    /// The same wall-clock time this many days later in Europe/London; the moment itself when there is no such day.
    pub fn plus_days(self, days: i64) -> Self {
        let wall = self.london();
        let span = Span::new().try_days(days);
        span.and_then(|span| wall.checked_add(span)).map_or(self, |zoned| Moment::from(zoned.timestamp()))
    }

    /// Whole minutes from `earlier` to `self`, rounded towards the past; negative when `earlier` is later.
    pub const fn minutes_since(self, earlier: Moment) -> i64 {
        self.0.saturating_sub(earlier.0).div_euclid(60_000_000)
    }
}

impl From<Timestamp> for Moment {
    fn from(timestamp: Timestamp) -> Self {
        Moment(timestamp.as_microsecond())
    }
}

impl fmt::Display for Moment {
    /// RFC 3339 in UTC, for machines. For people see the wording functions of this crate.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp().fmt(f)
    }
}

impl FromStr for Moment {
    type Err = Failure;
    fn from_str(text: &str) -> Result<Self, Failure> {
        text.parse::<Timestamp>().map(Moment::from).map_err(|_| {
            Failure::field("", format!("“{}” is not a date and time like 2026-11-23T14:15:00Z.", shown(text, 60)))
        })
    }
}

impl serde::Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn london_days_follow_summer_time() {
        let summer = Moment::from_london(date(2026, 7, 1), time(0, 30, 0, 0));
        assert_eq!(summer.to_string(), "2026-06-30T23:30:00Z");
        assert_eq!(summer.day(), date(2026, 7, 1));
        let winter = Moment::from_london(date(2026, 12, 1), time(0, 30, 0, 0));
        assert_eq!(winter.to_string(), "2026-12-01T00:30:00Z");
    }

    #[test]
    fn a_day_later_is_the_same_wall_clock_across_a_clock_change() {
        let before = Moment::from_london(date(2026, 10, 24), time(9, 0, 0, 0));
        let after = before.plus_days(1);
        assert_eq!(after.time_of_day(), time(9, 0, 0, 0));
        assert_eq!(after.minutes_since(before), 25 * 60);
    }

    #[test]
    fn skipped_and_doubled_hours_have_one_answer() {
        let skipped = Moment::from_london(date(2026, 3, 29), time(1, 30, 0, 0));
        assert_eq!(skipped.time_of_day(), time(2, 30, 0, 0));
        let doubled = Moment::from_london(date(2026, 10, 25), time(1, 30, 0, 0));
        assert_eq!(doubled.to_string(), "2026-10-25T00:30:00Z");
    }

    #[test]
    fn the_ends_of_time_are_clamped_in_order() {
        let (first, last) = (Moment::start_of(Date::MIN), Moment::from_london(Date::MAX, Time::MAX));
        assert!(first < Moment::from_micros(0) && Moment::from_micros(0) < last);
        assert_eq!(last.plus_days(i64::MAX), last);
        assert_eq!(Moment::from_micros(i64::MAX).plus_hours(i64::MAX).micros(), i64::MAX);
    }
}
