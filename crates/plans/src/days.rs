//! Days of the week as they are chosen, kept and told.

use kernel::{Failure, Weekday};
use serde::{Deserialize, Deserializer, Serializer};

/// The days of a form's boxes.
pub const DAYS: &[(&str, &str)] = &[
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
];

const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

fn code(day: Weekday) -> &'static str {
    named(day).0
}

fn named(day: Weekday) -> (&'static str, &'static str) {
    let at = usize::try_from(day.to_monday_zero_offset()).unwrap_or_default();
    DAYS.get(at).copied().unwrap_or(("mon", "Monday"))
}

/// The day of a code ("mon").
pub fn day_of(text: &str) -> Result<Weekday, Failure> {
    let found = WEEK.into_iter().find(|day| code(*day) == text);
    found.ok_or_else(|| Failure::internal(format!("“{text}” is no day of the week")))
}

/// In the order of the week, each once.
pub fn in_order(days: &[Weekday]) -> Vec<Weekday> {
    WEEK.into_iter().filter(|day| days.contains(day)).collect()
}

/// As kept: "mon,tue".
pub fn kept(days: &[Weekday]) -> String {
    in_order(days).into_iter().map(code).collect::<Vec<_>>().join(",")
}

/// As it was kept.
pub fn from_kept(text: &str) -> Result<Vec<Weekday>, Failure> {
    text.split(',').filter(|part| !part.is_empty()).map(day_of).collect()
}

/// For people: "Every day", "Monday to Friday", "Monday and Thursday".
pub fn in_words(days: &[Weekday]) -> String {
    let days = in_order(days);
    let name = |day: &Weekday| named(*day).1;
    let run = days.iter().zip(days.iter().skip(1)).all(|(day, after)| day.next() == *after);
    match (days.len(), days.first(), days.last()) {
        (7, ..) => "Every day".to_owned(),
        (3.., Some(first), Some(last)) if run => format!("{} to {}", name(first), name(last)),
        _ => kernel::list_in_words(&days.iter().map(name).collect::<Vec<_>>()),
    }
}

/// Writes days for a snapshot.
pub(crate) fn serialize<S: Serializer>(days: &[Weekday], s: S) -> Result<S::Ok, S::Error> {
    s.serialize_str(&kept(days))
}

/// Reads the days of a snapshot.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<Weekday>, D::Error> {
    from_kept(&String::deserialize(d)?).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_told_as_people_say_them() {
        let told = |text: &str| in_words(&from_kept(text).unwrap());
        assert_eq!(told("mon,tue,wed,thu,fri,sat,sun"), "Every day");
        assert_eq!(told("fri,mon,tue,wed,thu"), "Monday to Friday");
        assert_eq!(told("thu,mon"), "Monday and Thursday");
        assert_eq!(told("sat,sun"), "Saturday and Sunday");
        assert_eq!(kept(&from_kept("sun,mon").unwrap()), "mon,sun");
        assert!(from_kept("moonday").is_err());
    }
}
