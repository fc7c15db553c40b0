//! Values as people write them: numbers, postcodes, money, days, times, names.

use kernel::{Moment, Money, NhsNumber, Numbers, Postcode, Quarter, Term};
use sheet::values;

use super::refused;

/// The first byte says which of two things is asked; the rest is the text. What is no text never comes as far as these.
fn chosen(bytes: &[u8]) -> Option<(u8, &str)> {
    let (first, rest) = bytes.split_first()?;
    Some((*first, std::str::from_utf8(rest).ok()?))
}

/// An accepted number is what was typed, its check digit is right and it is of the range this system takes.
pub fn nhs_number(bytes: &[u8]) {
    let Some((first, text)) = chosen(bytes) else { return };
    let numbers = if first % 2 == 0 { Numbers::Test } else { Numbers::Live };
    match NhsNumber::parse(text, numbers) {
        Err(failure) => refused(&failure),
        Ok(number) => {
            let typed: String = text.chars().filter(char::is_ascii_digit).collect();
            assert_eq!(number.compact(), typed);
            let digits: Vec<u32> = typed.chars().filter_map(|c| c.to_digit(10)).collect();
            let sum: u32 = digits.iter().take(9).zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
            let check = match 11 - sum % 11 {
                11 => 0,
                check => check,
            };
            assert_eq!((digits.len(), digits.last()), (10, Some(&check)), "{typed}");
            assert_eq!(number.is_test(), numbers == Numbers::Test);
            assert!(typed.starts_with(if number.is_test() { "9" } else { "4" }) || typed.starts_with(['6', '7']));
            assert_eq!(NhsNumber::parse(&number.to_string(), numbers), Ok(number));
            assert_eq!(NhsNumber::from_stored(&number.compact()), Ok(number));
            assert!(!format!("{number:?}").contains(&typed), "a log would show it");
        }
    }
}

/// An accepted postcode is written in one way, has the letters that were typed and reads back.
pub fn postcode(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Postcode::parse(text) {
        Err(failure) => refused(&failure),
        Ok(postcode) => {
            let typed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            let written = postcode.as_str();
            assert_eq!(written.replace(' ', ""), typed.to_uppercase());
            assert!(written.is_ascii() && (6..=8).contains(&written.len()), "{written}");
            assert!(written.starts_with(postcode.outcode()) && written.rsplit(' ').next().map(str::len) == Some(3));
            assert_eq!(Postcode::parse(written).as_ref(), Ok(&postcode));
            assert_eq!(Postcode::parse(&written.to_lowercase()).as_ref(), Ok(&postcode));
        }
    }
}

/// An accepted amount is the one that was typed, and reads back as it is shown and as it is sent to other programs.
pub fn money(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Money::parse(text) {
        Err(failure) => refused(&failure),
        Ok(money) => {
            assert_eq!(Money::parse(&money.to_string()), Ok(money));
            assert_eq!(Money::parse(&money.decimal()), Ok(money));
            let (pounds, part) = text.split_once('.').unwrap_or((text, ""));
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            let pence: i128 = format!("{}{:0<2}", digits(pounds), digits(part)).parse().expect("digits");
            assert_eq!(i128::from(money.pence()).abs(), pence, "{text:?}");
            assert_eq!(money.is_negative(), pence != 0 && text.contains(['-', '\u{2212}']), "{text:?}");
            grouped(text);
        }
    }
}

/// Commas stand between thousands: "12,50" is somebody's twelve and a half and not 1,250.
fn grouped(text: &str) {
    let number =
        text.split(|c: char| !c.is_ascii_digit() && c != ',').find(|part| !part.is_empty()).unwrap_or_default();
    let mut groups = number.split(',');
    let first = groups.next().unwrap_or_default();
    assert!(!number.contains(',') || (1..=3).contains(&first.len()), "{text:?}");
    assert!(groups.all(|group| group.len() == 3), "{text:?}");
}

/// Lengths of time, quarters and moments, as rules, links and other programs write them.
pub fn times(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match text.parse::<Term>() {
        Err(failure) => refused(&failure),
        Ok(term) => {
            assert_eq!(term.to_string().parse(), Ok(term));
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            assert_eq!(digits.parse().ok(), Some(term.amount()));
            grouped(text);
        }
    }
    match text.parse::<Quarter>() {
        Err(failure) => refused(&failure),
        Ok(quarter) => {
            assert_eq!(quarter.code().parse(), Ok(quarter));
            assert_eq!(Quarter::of(quarter.period().from()), quarter);
            assert_eq!(quarter.next().previous(), quarter);
        }
    }
    match text.parse::<Moment>() {
        Err(failure) => refused(&failure),
        Ok(moment) => {
            assert_eq!(moment.to_string().parse(), Ok(moment));
            let (day, time) = (moment.day(), moment.time_of_day());
            let back = Moment::from_london(day, time);
            // The hour that comes twice in October is taken for the first.
            assert!(back == moment || back.plus_hours(1) == moment, "{moment} {back}");
            assert!(!kernel::moment_in_words(moment).is_empty());
        }
    }
}

/// What is kept of a text is clean, says the same, and stays as it is when it is sent again.
pub fn text(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let hidden = |c: char| {
        (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    for (clean, lines) in
        [(kernel::clean_line as fn(&str) -> _, false), (kernel::clean_words, true), (kernel::clean_name, false)]
    {
        match clean(text) {
            Err(failure) => refused(&failure),
            Ok(kept) => {
                assert!(!kept.contains(hidden) && (lines || !kept.contains('\n')), "{kept:?}");
                assert_eq!(kept.trim(), kept);
                assert!(kept.len() <= text.len());
                assert_eq!(clean(&kept).as_ref(), Ok(&kept));
            }
        }
    }
    if let (Ok(line), Ok(words)) = (kernel::clean_line(text), kernel::clean_words(text)) {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(plain(&line), plain(&words));
    }
    let folded = people::folded(text);
    assert_eq!(people::folded(&folded), folded);
    assert_eq!(people::folded(&format!(" {text} ")).trim(), people::folded(text.trim()).trim());
}

/// Days, times and lists as they stand in cells of files.
pub fn cells(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let upper = text.trim().to_ascii_uppercase();
    for day in [values::date(text), values::month(text)].into_iter().flatten() {
        assert!((1800..=2200).contains(&day.year()), "{text:?} is {day}");
        assert!(text.contains(&day.year().to_string()), "{text:?} is {day}");
        assert_eq!(values::date(&day.to_string()), Some(day));
        assert_eq!(values::date(&day.strftime("%d/%m/%Y").to_string()), Some(day));
        assert_eq!(values::date(&day.strftime("%-d %B %Y").to_string()), Some(day));
    }
    if let Some(time) = values::time_of_day(text) {
        let again = format!("2026-11-22 {:02}:{:02}:{:02}", time.hour(), time.minute(), time.second());
        assert_eq!(values::time_of_day(&again), Some(time));
        assert!(text.chars().filter(char::is_ascii_digit).count() >= 3, "{text:?} is {time}");
        let clock = text.split([' ', 'T']).find(|part| part.contains(':')).unwrap_or_default();
        assert!(!clock.contains(['+', '-']), "{text:?} is {time}");
        assert!(!upper.ends_with(" PM") || time.hour() >= 12, "{text:?} is {time}");
        assert!(!upper.ends_with(" AM") || time.hour() < 12, "{text:?} is {time}");
    }
    if let Some(moment) = values::moment(text) {
        let here = values::date(text).zip(values::time_of_day(text));
        let utc = upper.ends_with('Z');
        assert!(utc || here.map(|(day, time)| Moment::from_london(day, time)) == Some(moment), "{text:?}");
        assert_eq!(values::moment(&moment.to_string()), Some(moment), "{text:?}");
    }
    for separator in [',', '|'] {
        let parts = values::list(text, separator);
        let distinct: std::collections::BTreeSet<&String> = parts.iter().collect();
        assert_eq!(distinct.len(), parts.len());
        assert!(parts.iter().all(|part| !part.is_empty() && *part == values::squeeze(part)));
    }
}
