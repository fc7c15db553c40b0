//! Values as people write them in cells.

use kernel::{Date, Time};

/// A date: `2026-11-22`, `22/11/2026`, `22-Nov-2026`, `22 November 2026`, with or without a time behind it. `11/22/2026 12:00:00 AM`
/// is month first, because only American software writes AM and PM behind a date with slashes.
pub fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    let upper = text.to_ascii_uppercase();
    let month_first = upper.ends_with(" AM") || upper.ends_with(" PM");
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
    Date::new(year.parse().ok()?, month_number(month)?, day.parse().ok()?).ok()
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
    if let Ok(number) = text.parse::<i8>() {
        return Some(number);
    }
    let lower = text.to_lowercase();
    let position = NAMES.iter().position(|name| lower.len() >= 3 && name.starts_with(&lower))?;
    i8::try_from(position + 1).ok()
}

/// The time of day in a cell such as `2026-11-22 14:30` or `22/11/2026 14:30:10`.
pub fn time_of_day(text: &str) -> Option<Time> {
    let clock = text.split([' ', 'T']).find(|part| part.contains(':'))?;
    let clock = clock.trim_end_matches('Z');
    let mut parts = clock.split(':');
    let hour = parts.next()?.parse().ok()?;
    let minute = parts.next()?.parse().ok()?;
    let second = parts.next().map_or(Some(0), |second| second.split('.').next()?.parse().ok())?;
    Time::new(hour, minute, second, 0).ok()
}

/// Year and month as the postcode directory writes them (`201606`): the first of that month. Full dates are taken too.
pub fn month(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Date::new(text.get(..4)?.parse().ok()?, text.get(4..)?.parse().ok()?, 1).ok();
    }
    date(text)
}

/// Whether a cell says yes.
pub fn says_yes(text: &str) -> bool {
    matches!(text.trim().to_ascii_lowercase().as_str(), "y" | "yes" | "true" | "1" | "x")
}

/// Runs of white space, line breaks included, as one space.
pub fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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
    let mut unique: Vec<String> = Vec::new();
    for part in parts {
        if !unique.contains(&part) {
            unique.push(part);
        }
    }
    unique
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

    // INT-4
    #[test]
    fn lists_of_services() {
        assert_eq!(
            list("Doctors/GPs,Doctors/GPs,Treatment of disease, disorder or injury,Dentist", ','),
            ["Doctors/GPs", "Treatment of disease, disorder or injury", "Dentist"]
        );
    }
}
