use std::fmt;

use crate::wording::count;

/// A length of time in whole minutes: of a visit, of care in a week, of travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Minutes(i64);

impl Minutes {
    /// None at all.
    pub const ZERO: Minutes = Minutes(0);

    /// So many minutes.
    pub const fn new(minutes: i64) -> Self {
        Minutes(minutes)
    }

    /// The number.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum of two lengths.
    pub fn checked_add(self, other: Minutes) -> Option<Minutes> {
        self.0.checked_add(other.0).map(Minutes)
    }

    /// The difference of two lengths.
    pub fn checked_sub(self, other: Minutes) -> Option<Minutes> {
        self.0.checked_sub(other.0).map(Minutes)
    }

    /// The sum of many lengths; nothing of none.
    pub fn sum(lengths: impl IntoIterator<Item = Minutes>) -> Option<Minutes> {
        lengths.into_iter().try_fold(Minutes::ZERO, Minutes::checked_add)
    }
}

impl fmt::Display for Minutes {
    /// In words: "20 minutes", "1 hour", "1 hour 5 minutes".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            f.write_str("−")?;
        }
        let minutes = self.0.unsigned_abs();
        match (minutes / 60, minutes % 60) {
            (0, minutes) => f.write_str(&count(minutes, "minute", "minutes")),
            (hours, 0) => f.write_str(&count(hours, "hour", "hours")),
            (hours, minutes) => {
                write!(f, "{} {}", count(hours, "hour", "hours"), count(minutes, "minute", "minutes"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lengths_are_told_in_hours_and_minutes() {
        for (minutes, text) in [
            (0, "0 minutes"),
            (1, "1 minute"),
            (20, "20 minutes"),
            (60, "1 hour"),
            (61, "1 hour 1 minute"),
            (65, "1 hour 5 minutes"),
            (120, "2 hours"),
            (90_000, "1,500 hours"),
            (-20, "−20 minutes"),
        ] {
            assert_eq!(Minutes::new(minutes).to_string(), text);
        }
    }

    #[test]
    fn sums_that_do_not_fit_are_none_and_json_is_a_number() {
        assert_eq!(Minutes::sum([Minutes::new(30), Minutes::new(45)]), Some(Minutes::new(75)));
        assert_eq!(Minutes::sum([Minutes::new(i64::MAX), Minutes::new(1)]), None);
        assert_eq!(Minutes::new(5).checked_sub(Minutes::new(7)), Some(Minutes::new(-2)));
        assert_eq!(serde_json::to_string(&Minutes::new(75)).unwrap(), "75");
    }

    proptest! {
        #[test]
        fn any_length_has_words(minutes in any::<i64>()) {
            prop_assert!(Minutes::new(minutes).to_string().contains(['h', 'm']));
        }
    }
}
