use jiff::civil::{Date, Time};

use crate::{Minutes, Moment};

/// A day for people: "Monday 23 November 2026".
pub fn day_in_words(day: Date) -> String {
    day.strftime("%A %-d %B %Y").to_string()
}

/// A day where there is little room: "23 Nov 2026".
pub fn short_day(day: Date) -> String {
    day.strftime("%-d %b %Y").to_string()
}

/// A time of day for people: "9am", "2:15pm", "midnight", "midday".
pub fn time_in_words(time: Time) -> String {
    let (hour, minute) = (time.hour(), time.minute());
    let half = if hour < 12 { "am" } else { "pm" };
    match (hour, minute) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "midday".to_owned(),
        (_, 0) => format!("{}{half}", twelve(hour)),
        _ => format!("{}:{minute:02}{half}", twelve(hour)),
    }
}

fn twelve(hour: i8) -> i8 {
    match hour % 12 {
        0 => 12,
        hour => hour,
    }
}

/// A moment for people, in Europe/London: "Monday 23 November 2026, 2:15pm".
pub fn moment_in_words(moment: Moment) -> String {
    format!("{}, {}", day_in_words(moment.day()), time_in_words(moment.time_of_day()))
}

/// A deadline for people. One that falls on midnight is told as the day it ends, for "Wednesday, midnight" is read as either
/// night: "the end of Tuesday 24 November 2026"; any other as [`moment_in_words`].
pub fn deadline_in_words(due: Moment) -> String {
    if due.time_of_day() == Time::midnight() {
        let ended = due.day().yesterday().unwrap_or(Date::MIN);
        format!("the end of {}", day_in_words(ended))
    } else {
        moment_in_words(due)
    }
}

/// How far off a deadline is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TimeLeft {
    /// "35 minutes left", "2 hours 5 minutes left", "3 days left", "10 minutes late".
    pub text: String,
    /// Whether the deadline has passed. At the deadline itself there is still time.
    pub late: bool,
    /// Whole minutes left, or whole minutes late.
    pub minutes: i64,
}

/// How far off `due` is at `now`. Parts of a unit are dropped, so that nobody is promised more time than there is.
pub fn time_left(now: Moment, due: Moment) -> TimeLeft {
    let late = now > due;
    let minutes = if late { now.minutes_since(due) } else { due.minutes_since(now) };
    let length = match minutes {
        0 => "less than a minute".to_owned(),
        1..1440 => Minutes::new(minutes).to_string(),
        // On the last day but one an hour still matters to whoever plans the next shift.
        1440..2880 => match minutes % 1440 / 60 {
            0 => "1 day".to_owned(),
            hours => format!("1 day {}", count(hours, "hour", "hours")),
        },
        _ => count(minutes / 1440, "day", "days"),
    };
    TimeLeft { text: format!("{length} {}", if late { "late" } else { "left" }), late, minutes }
}

/// Age in whole years on a day; `None` before birth. Somebody born on 29 February is a year older on 1 March of other years.
pub fn age_on(birth: Date, day: Date) -> Option<u16> {
    let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
    u16::try_from(i32::from(day.year()) - i32::from(birth.year()) - i32::from(!had_birthday)).ok()
}

/// "a, b and c".
pub fn list_in_words(items: &[impl AsRef<str>]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// A number of things: "1 package", "12 packages", "1,200 packages".
pub fn count(n: impl TryInto<i64>, one: &str, many: &str) -> String {
    let n: i64 = n.try_into().unwrap_or(i64::MAX);
    let sign = if n < 0 { "−" } else { "" };
    format!("{sign}{} {}", grouped(n.unsigned_abs()), one_or_many(n, one, many))
}

/// The word for one or for any other number: what stands under a figure.
pub fn one_or_many<'w>(n: impl TryInto<i64>, one: &'w str, many: &'w str) -> &'w str {
    if n.try_into().is_ok_and(|n: i64| n == 1) { one } else { many }
}

/// A number without the commas between its thousands; none where they stand elsewhere: "12,50" is somebody's twelve pounds
/// fifty, not 1,250 pounds.
pub fn without_commas(text: &str) -> Option<String> {
    let mut groups = text.split(',');
    let first = groups.next()?;
    let (mut all, mut grouped) = (first.to_owned(), false);
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        all.push_str(group);
        grouped = true;
    }
    (!grouped || (1..=3).contains(&first.len())).then_some(all)
}

/// A whole number with commas between thousands.
pub(crate) fn grouped(n: u64) -> String {
    if n < 1000 { n.to_string() } else { format!("{},{:03}", grouped(n / 1000), n % 1000) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_and_times_read_as_the_nhs_writes_them() {
        assert_eq!(day_in_words(date(2026, 11, 23)), "Monday 23 November 2026");
        assert_eq!(short_day(date(2026, 12, 1)), "1 Dec 2026");
        for (hour, minute, text) in [
            (0, 0, "midnight"),
            (0, 5, "12:05am"),
            (9, 0, "9am"),
            (11, 59, "11:59am"),
            (12, 0, "midday"),
            (12, 30, "12:30pm"),
            (14, 15, "2:15pm"),
            (23, 0, "11pm"),
        ] {
            assert_eq!(time_in_words(time(hour, minute, 0, 0)), text);
        }
    }

    #[test]
    fn moments_are_told_in_london_time() {
        let summer: Moment = "2026-07-01T13:15:00Z".parse().unwrap();
        assert_eq!(moment_in_words(summer), "Wednesday 1 July 2026, 2:15pm");
        let winter: Moment = "2026-11-23T14:15:00Z".parse().unwrap();
        assert_eq!(moment_in_words(winter), "Monday 23 November 2026, 2:15pm");
    }

    #[test]
    fn a_deadline_at_midnight_is_the_end_of_the_day_before() {
        assert_eq!(deadline_in_words(Moment::start_of(date(2027, 1, 1))), "the end of Thursday 31 December 2026");
        assert_eq!(
            deadline_in_words(Moment::from_london(date(2026, 11, 23), time(9, 0, 0, 0))),
            "Monday 23 November 2026, 9am"
        );
    }

    #[test]
    fn time_left_is_told_in_the_unit_that_matters() {
        let now: Moment = "2026-11-23T10:00:00Z".parse().unwrap();
        for (minutes, text) in [
            (35, "35 minutes left"),
            (1, "1 minute left"),
            (0, "less than a minute left"),
            (125, "2 hours 5 minutes left"),
            (1440, "1 day left"),
            (1440 + 65, "1 day 1 hour left"),
            (3 * 1440 + 1439, "3 days left"),
            (-10, "10 minutes late"),
            (-60, "1 hour late"),
            (-2 * 1440, "2 days late"),
        ] {
            let left = time_left(now, now.plus_minutes(minutes));
            assert_eq!((left.text.as_str(), left.late, left.minutes), (text, minutes < 0, minutes.abs()));
        }
        let just = time_left(now, Moment::from_micros(now.micros() - 1));
        assert_eq!((just.text.as_str(), just.late, just.minutes), ("less than a minute late", true, 0));
    }

    #[test]
    fn ages_turn_on_the_birthday() {
        assert_eq!(age_on(date(1940, 11, 23), date(2026, 11, 22)), Some(85));
        assert_eq!(age_on(date(1940, 11, 23), date(2026, 11, 23)), Some(86));
        assert_eq!(age_on(date(2008, 2, 29), date(2026, 2, 28)), Some(17));
        assert_eq!(age_on(date(2008, 2, 29), date(2026, 3, 1)), Some(18));
        assert_eq!(age_on(date(2026, 2, 2), date(2026, 2, 2)), Some(0));
        assert_eq!(age_on(date(2026, 2, 2), date(2026, 2, 1)), None);
    }

    #[test]
    fn lists_and_counts_read_as_sentences() {
        assert_eq!(list_in_words(&[] as &[&str]), "");
        assert_eq!(list_in_words(&["a"]), "a");
        assert_eq!(list_in_words(&["a", "b"]), "a and b");
        assert_eq!(list_in_words(&["a".to_owned(), "b".to_owned(), "c".to_owned()]), "a, b and c");
        assert_eq!(count(1, "package", "packages"), "1 package");
        assert_eq!(count(0_usize, "package", "packages"), "0 packages");
        assert_eq!(count(1_234_567_i64, "package", "packages"), "1,234,567 packages");
        assert_eq!(count(-1, "day", "days"), "−1 days");
    }

    proptest! {
        #[test]
        fn lateness_is_a_comparison_and_minutes_are_never_negative(now in any::<i32>(), due in any::<i32>()) {
            let moment = |n: i32| Moment::from_micros(i64::from(n) * 1_000_003);
            let left = time_left(moment(now), moment(due));
            prop_assert_eq!(left.late, now > due);
            prop_assert!(left.minutes >= 0);
        }
    }
}
