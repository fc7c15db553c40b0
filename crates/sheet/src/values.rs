//! Values as people write them in cells.

use std::collections::BTreeSet;

use kernel::{Date, Moment, OUR_YEARS, Time};

/// A date: `2026-11-22`, `22/11/2026`, `22-Nov-2026`, `22 November 2026`, with or without a time behind it. `11/22/2026 12:00:00 AM`
/// is month first, because only American software writes AM and PM behind a date with slashes.
/// Days of other centuries than people and papers have are none: the year lacks a digit or has one too many.
pub fn date(text: &str) -> Option<Date> {
    written(text).filter(|day| OUR_YEARS.contains(&day.year()))
}

fn written(text: &str) -> Option<Date> {
    let text = text.trim();
    let month_first = half_day(text).is_some();
    if let Some(iso) = text.get(..10).and_then(|head| head.parse::<Date>().ok()) {
        let rest = text.get(10..).unwrap_or_default();
        return (rest.is_empty() || rest.starts_with(['T', ' '])).then_some(iso);
    }
    let day_part = match text.split_once(" - ") {
        Some((day, _)) => day,
        None => text,
    };
    let parts: Vec<&str> = day_part.split(['/', '-', '.', ' ']).filter(|part| !part.is_empty()).collect();
    let (first, second, year) = match parts.as_slice() {
        [first, second, year] => (*first, *second, *year),
        [first, second, year, rest, ..] if rest.contains(':') => (*first, *second, *year),
        _ => return None,
    };
    let (day, month) = if month_first { (second, first) } else { (first, second) };
    if year.len() != 4 {
        return None;
    }
    Date::new(digits(year)?, month_number(month)?, digits(day)?).ok()
}

/// A number of digits alone: "+5" is none.
fn digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// The hours before which an American clock begins again, where AM or PM stands at the end.
fn half_day(text: &str) -> Option<i8> {
    let before = |end: &str| {
        let at = text.len().checked_sub(end.len())?;
        text.get(at..).filter(|last| last.eq_ignore_ascii_case(end))
    };
    before(" AM").map(|_| 0).or_else(|| before(" PM").map(|_| 12))
}

fn month_number(text: &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if let Some(number) = digits(text) {
        return Some(number);
    }
    let lower = text.to_lowercase();
    let position = NAMES.iter().position(|name| lower.len() >= 3 && name.starts_with(&lower))?;
    i8::try_from(position + 1).ok()
}

/// The time of day in a cell such as `2026-11-22 14:30`, `22/11/2026 14:30:10` or `11/22/2026 2:30:10 PM`.
pub fn time_of_day(text: &str) -> Option<Time> {
    let text = text.trim();
    let clock = text.split([' ', 'T']).find(|part| part.contains(':'))?;
    let (hour, rest) = clock.trim_end_matches('Z').split_once(':')?;
    let (minute, second) = rest.split_once(':').unwrap_or((rest, "0"));
    let (second, part) = second.split_once('.').unwrap_or((second, "0"));
    let hour: i8 = digits(hour)?;
    let hour = match half_day(text) {
        Some(add) if (1..=12).contains(&hour) => hour % 12 + add,
        Some(_) => return None,
        None => hour,
    };
    let whole = part.bytes().all(|byte| byte.is_ascii_digit());
    Time::new(hour, digits(minute)?, digits(second)?, 0).ok().filter(|_| whole && minute.len() == 2)
}

/// A day with a time. `2026-07-17T08:00:00Z`, with a Z behind it, is in UTC, an hour behind the clocks of our summer; all else
/// is what a clock on the wall in London showed.
pub fn moment(text: &str) -> Option<Moment> {
    let (day, time) = (date(text)?, time_of_day(text)?);
    let text = text.trim();
    let here = Moment::from_london(day, time);
    if !text.ends_with('Z') {
        return Some(here);
    }
    text.replacen(' ', "T", 1).parse().ok()
}

/// Year and month as the postcode directory writes them (`201606`): the first of that month. Full dates are taken too.
pub fn month(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let first = Date::new(digits(text.get(..4)?)?, digits(text.get(4..)?)?, 1);
        return first.ok().filter(|day| OUR_YEARS.contains(&day.year()));
    }
    date(text)
}

/// Whether a cell says yes.
pub fn says_yes(text: &str) -> bool {
    matches!(text.trim().to_ascii_lowercase().as_str(), "y" | "yes" | "true" | "1" | "x")
}

/// Runs of white space, line breaks and control characters included, as one space.
pub fn squeeze(text: &str) -> String {
    kernel::shown(text, usize::MAX)
}

/// The parts of a list in one cell, without repeats. The regulator puts commas between the parts and also inside some of them.
pub fn list(text: &str, separator: char) -> Vec<String> {
    const WITH_COMMA: &str = "treatment of disease";
    let mut parts: Vec<String> = Vec::new();
    for part in text.split(separator).map(squeeze).filter(|part| !part.is_empty()) {
        match parts.last_mut() {
            Some(last) if separator == ',' && last.eq_ignore_ascii_case(WITH_COMMA) => {
                *last = format!("{last}, {part}")
            }
            _ => parts.push(part),
        }
    }
    let mut seen = BTreeSet::new();
    parts.into_iter().filter(|part| seen.insert(part.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::date as on;

    // INT-4
    #[test]
    fn dates_as_senders_write_them() {
        for text in
            ["2014-03-24", "24/03/2014", "24/03/2014 - 00:00", "24-Mar-2014", "24 March 2014", "2014-03-24T00:00:00Z"]
        {
            assert_eq!(date(text), Some(on(2014, 3, 24)), "{text}");
        }
        assert_eq!(date("1/2/2025 12:00:00 AM"), Some(on(2025, 1, 2)));
        assert_eq!(date("1/8/1973 00:00:00"), Some(on(1973, 8, 1)));
        for text in [
            "",
            "31/02/2020",
            "24/03/14",
            "13/13/2020",
            "43101",
            "2020-1",
            "2014-03-24x",
            "\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
        assert_eq!(month("201606"), Some(on(2016, 6, 1)));
        assert_eq!(time_of_day("22/11/2026 14:30"), Time::new(14, 30, 0, 0).ok());
    }

    // INT-4, VIS-3
    #[test]
    fn an_afternoon_is_not_a_morning_and_utc_is_not_the_clock_on_the_wall() {
        let at = |hour, minute| Time::new(hour, minute, 0, 0).ok();
        for (text, time) in [
            ("11/17/2026 2:30:00 PM", at(14, 30)),
            ("1/2/2025 12:00:00 AM", at(0, 0)),
            ("1/2/2025 12:15 pm", at(12, 15)),
            ("17/11/2026 14:30:00.123", at(14, 30)),
            ("17/11/2026 14:30 PM", None),
            ("17/11/2026 14:+3", None),
            ("17/11/2026 -0:30", None),
            ("17/11/2026 14:30:00:99", None),
        ] {
            assert_eq!(time_of_day(text), time, "{text}");
        }
        let nine = Moment::from_london(on(2026, 7, 17), kernel::time(9, 0, 0, 0));
        assert_eq!(moment("2026-07-17T08:00:00Z"), Some(nine));
        assert_eq!(moment("2026-07-17 09:00"), Some(nine));
        assert_eq!(moment("17/07/2026"), None);
    }

    // INT-4, REC-1
    #[test]
    fn a_year_that_lacks_a_digit_is_no_year() {
        let none = ["0206-03-24", "24/03/0206", "24/03/9999", "24/+3/2026", "020601"];
        assert!(none.iter().all(|text| date(text).is_none() && month(text).is_none()));
    }

    // INT-4
    #[test]
    fn lists_of_services() {
        assert_eq!(
            list("Doctors/GPs,Doctors/GPs,Treatment of disease, disorder or injury,Dentist", ','),
            ["Doctors/GPs", "Treatment of disease, disorder or injury", "Dentist"]
        );
    }
}
