//! Every standard of Dorset against another calculation that shares no code with the program's: its own calendar, its own
//! summer time, its own bank holidays by the rules that make them, and counting instead of reckoning.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use kernel::{Moment, Rule, Term};
use places::Place;

const MINUTE: i64 = 60_000_000;
const STARTS: usize = 10_000;

/// Days since 1 January 1970 of a day, by counting leap years.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let leaps = |year: i64| year / 4 - year / 100 + year / 400;
    let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month as usize - 1];
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    (year - 1970) * 365 + leaps(year - 1) - leaps(1969) + before + i64::from(leap && month > 2) + day - 1
}

/// 0 is Monday. 1 January 1970 was a Thursday.
fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

/// The last Sunday of a month of 31 days.
fn last_sunday(year: i64, month: i64) -> i64 {
    let last = day_number(year, month, 31);
    last - (weekday(last) + 1) % 7
}

fn last_monday(year: i64, month: i64) -> i64 {
    let last = day_number(year, month, 31);
    last - weekday(last)
}

fn first_monday(year: i64, month: i64) -> i64 {
    let first = day_number(year, month, 1);
    first + (7 - weekday(first)) % 7
}

/// Easter Sunday by the almanac's rule (Meeus, Jones, Butcher).
fn easter(year: i64) -> i64 {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e, f) = (b / 4, b % 4, (b + 8) / 25);
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let (month, day) = ((h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
    day_number(year, month, day)
}

/// The bank holidays of England and Wales in a year without an extra one, with substitutes for those on a weekend.
fn holidays(year: i64) -> Vec<i64> {
    let mut days =
        vec![easter(year) - 2, easter(year) + 1, first_monday(year, 5), last_monday(year, 5), last_monday(year, 8)];
    for (month, day) in [(1, 1), (12, 25), (12, 26)] {
        let mut day = day_number(year, month, day);
        while weekday(day) > 4 || days.contains(&day) {
            day += 1;
        }
        days.push(day);
    }
    days
}

struct Calendar {
    holidays: Vec<i64>,
    summers: Vec<(i64, i64)>,
}

impl Calendar {
    fn new() -> Self {
        // Summer time begins and ends at one o'clock in UTC.
        let summer = |year: i64| (last_sunday(year, 3) * 1440 + 60, last_sunday(year, 10) * 1440 + 60);
        Calendar { holidays: (2023..2030).flat_map(holidays).collect(), summers: (2023..2030).map(summer).collect() }
    }

    fn is_summer(&self, minute: i64) -> bool {
        self.summers.iter().any(|(from, to)| (*from..*to).contains(&minute))
    }

    /// The minute of London's clock on the wall, counted like UTC.
    fn wall(&self, minute: i64) -> i64 {
        minute + if self.is_summer(minute) { 60 } else { 0 }
    }

    /// The minute at which a day of London begins.
    fn begin_of(&self, day: i64) -> i64 {
        let minute = day * 1440;
        minute - if self.is_summer(minute - 60) { 60 } else { 0 }
    }

    fn is_working(&self, day: i64) -> bool {
        weekday(day) < 5 && !self.holidays.contains(&day)
    }

    fn next_working(&self, mut day: i64) -> i64 {
        day += 1;
        while !self.is_working(day) {
            day += 1;
        }
        day
    }

    fn due(&self, start: i64, rule: &Rule) -> i64 {
        let day = self.wall(start).div_euclid(1440);
        match rule.term {
            Term::Minutes(n) => start + n,
            Term::Hours(n) => start + n * 60,
            Term::WeekdayHours(n) => self.weekday_minutes_after(start, n * 60),
            Term::Days(n) => self.begin_of(day + n + 1),
            Term::Weeks(n) => self.begin_of(day + n * 7 + 1),
            Term::WorkingDays(n) => {
                let cut_off = rule.cut_off.map(|at| i64::from(at.hour()) * 60 + i64::from(at.minute()));
                let late = cut_off.is_some_and(|at| self.wall(start).rem_euclid(1440) > at || !self.is_working(day));
                let mut last = if late { self.next_working(day) } else { day };
                for _ in 0..n {
                    last = self.next_working(last);
                }
                self.begin_of(last + 1)
            }
        }
    }

    /// Minute by minute; those of a Saturday or Sunday do not count.
    fn weekday_minutes_after(&self, start: i64, mut left: i64) -> i64 {
        let mut minute = start;
        while left > 0 {
            if weekday(self.wall(minute).div_euclid(1440)) < 5 {
                left -= 1;
            }
            minute += 1;
        }
        minute
    }
}

/// Starts without order in three years, and every one of some hours that are hard: the changes of the clocks, Christmas, the
/// year end, Easter.
fn starts(nth: u64) -> Vec<i64> {
    let (from, to) = (day_number(2024, 1, 1) * 1440, day_number(2027, 7, 1) * 1440);
    let mut state = 0x2545_f491_4f6c_dd1d_u64 ^ nth.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut next = |below: i64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as i64
    };
    let hard: Vec<i64> = (2024..=2026)
        .flat_map(|year| {
            let days = [(12, 23), (12, 24), (12, 31), (5, 1), (8, 25)].map(|(month, day)| day_number(year, month, day));
            days.into_iter().chain([last_sunday(year, 3) - 1, last_sunday(year, 10) - 1, easter(year) - 3])
        })
        .collect();
    (0..STARTS)
        .map(|n| match n % 4 {
            0 => hard[next(hard.len() as i64) as usize] * 1440 + next(4 * 1440),
            _ => from + next(to - from),
        })
        .collect()
}

// BRK-12, REF-4, BRK-5
#[test]
fn ten_thousand_starts_of_every_standard_are_due_when_another_calculation_says() {
    let (place, calendar) = (Place::dorset().unwrap(), Calendar::new());
    assert!(place.standards.len() > 30, "every standard of the place");
    for (nth, standard) in place.standards.iter().enumerate() {
        for start in starts(nth as u64) {
            let from = Moment::from_micros(start * MINUTE);
            let due = kernel::due(from, &standard.rule, place.calendar()).unwrap();
            let other = calendar.due(start, &standard.rule);
            assert_eq!(due.micros(), other * MINUTE, "{}: {} from {from}: {due}", standard.code, standard.rule.term);
        }
    }
}

#[test]
fn the_holidays_by_rule_are_those_of_the_place() {
    let place = Place::dorset().unwrap();
    for (year, month, day, is) in [
        (2026, 12, 28, false),
        (2027, 12, 27, false),
        (2027, 12, 28, false),
        (2026, 4, 3, false),
        (2025, 5, 26, false),
        (2026, 8, 31, false),
        (2026, 12, 29, true),
    ] {
        let number = day_number(year, month, day);
        assert_eq!(Calendar::new().is_working(number), is, "{year}-{month}-{day}");
        let date = kernel::date(year as i16, month as i8, day as i8);
        assert_eq!(place.calendar().is_working_day(date).unwrap(), is, "{date}");
    }
}
