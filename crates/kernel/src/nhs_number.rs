use std::{borrow::Cow, fmt};

use serde::de::Error as _;

use crate::Failure;

/// Whose NHS numbers an installation takes: those of real people, or test numbers alone. A live system must never hold a
/// test number and a test system must never hold a real person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Numbers {
    /// The ranges issued in England, Wales and the Isle of Man: 400–499 and 600–799.
    Live,
    /// The test range: 900–999.
    Test,
}

/// An NHS number whose check digit is right and whose range is one this product knows.
///
/// `Debug` shows the last four digits only, so that a number does not end up in a log by the way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NhsNumber(u64);

impl NhsNumber {
    /// Reads what a person typed: spaces and hyphens are dropped, then length, check digit and range are checked.
    pub fn parse(text: &str, numbers: Numbers) -> Result<Self, Failure> {
        let number = Self::checked(text)?;
        match (numbers, number.is_test()) {
            (Numbers::Live, false) | (Numbers::Test, true) if number.is_in_a_known_range() => Ok(number),
            (Numbers::Live, true) => Err(fault(
                "This is a test NHS number (it starts with 9). This system is for real people; enter the person’s own number.",
            )),
            (Numbers::Test, _) => Err(fault(
                "This system is for tests and made-up people only. Enter a test NHS number, one that starts with 9.",
            )),
            (Numbers::Live, false) => Err(fault(
                "This number is not in a range that the NHS in England and Wales issues (it must start with 4, 6 or 7). \
                 Check it against the letter it came from; it may be a Scottish or Northern Irish number.",
            )),
        }
    }

    /// Reads back what the store holds, whichever range it was taken from. What comes from outside goes through
    /// [`NhsNumber::parse`], which knows which range this installation takes.
    pub fn from_stored(text: &str) -> Result<Self, Failure> {
        let number = Self::checked(text)?;
        if number.is_in_a_known_range() { Ok(number) } else { Err(fault("This NHS number is in no range in use.")) }
    }

    /// The ten digits without spaces, for the store and for messages to other systems.
    pub fn compact(self) -> String {
        format!("{:010}", self.0)
    }

    /// Whether the number is in the test range, 900–999.
    pub const fn is_test(self) -> bool {
        self.leading() >= 900
    }

    const fn leading(self) -> u64 {
        self.0 / 10_000_000
    }

    const fn is_in_a_known_range(self) -> bool {
        matches!(self.leading(), 400..=499 | 600..=799 | 900..=999)
    }

    fn checked(text: &str) -> Result<Self, Failure> {
        let (mut number, mut length, mut sum) = (0_u64, 0_u64, 0_u64);
        let kept = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2013}'));
        for c in kept {
            let Some(digit) = c.to_digit(10).map(u64::from) else {
                return Err(fault("An NHS number is made of 10 digits, like 999 123 4567. Take out everything else."));
            };
            length += 1;
            if length <= 10 {
                number = number * 10 + digit;
                // Weights 10 to 2 on the first nine digits and 1 on the check digit: the whole sum is a multiple of 11
                // exactly when the check digit is right, and never when the check would have been 10.
                sum += (11 - length) * digit;
            }
        }
        if length == 0 {
            return Err(fault("Enter an NHS number: 10 digits, like 999 123 4567."));
        }
        if length != 10 {
            return Err(fault(format!("An NHS number has 10 digits; this one has {length}.")));
        }
        if !sum.is_multiple_of(11) {
            return Err(fault(
                "This is not an NHS number: the last digit does not fit the others, so a digit is wrong or two are swapped. \
                 Check it against the letter it came from.",
            ));
        }
        Ok(NhsNumber(number))
    }
}

fn fault(message: impl Into<String>) -> Failure {
    Failure::field("", message)
}

impl fmt::Display for NhsNumber {
    /// In the groups people read it in: 3, 3 and 4 digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03} {:03} {:04}", self.0 / 10_000_000, self.0 / 10_000 % 1000, self.0 % 10_000)
    }
}

impl fmt::Debug for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NhsNumber(…{:04})", self.0 % 10_000)
    }
}

impl serde::Serialize for NhsNumber {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.compact())
    }
}

impl<'de> serde::Deserialize<'de> for NhsNumber {
    /// As [`NhsNumber::from_stored`].
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        NhsNumber::from_stored(&<Cow<'de, str>>::deserialize(d)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEST_NUMBERS: [&str; 10] = [
        "9000000009",
        "9000000017",
        "9000000025",
        "9000000033",
        "9434765919",
        "9693632109",
        "9732110317",
        "9990000018",
        "9990000026",
        "9990000034",
    ];

    fn message(text: &str, numbers: Numbers) -> String {
        NhsNumber::parse(text, numbers).unwrap_err().to_string()
    }

    // REC-1
    #[test]
    fn published_test_numbers_are_taken_by_test_systems_alone() {
        for text in TEST_NUMBERS {
            assert_eq!(NhsNumber::parse(text, Numbers::Test).unwrap().compact(), text);
            assert!(message(text, Numbers::Live).contains("test NHS number"), "{text}");
        }
    }

    // REC-1
    #[test]
    fn live_numbers_are_taken_by_live_systems_alone() {
        let number = NhsNumber::parse("670-002-8191", Numbers::Live).unwrap();
        assert_eq!(number.to_string(), "670 002 8191");
        assert!(!number.is_test());
        assert!(message("6700028191", Numbers::Test).contains("made-up people only"));
    }

    #[test]
    fn ranges_that_are_not_ours_are_refused_though_the_check_digit_fits() {
        for text in ["3176807597", "8245410578", "1111111111", "0000000000"] {
            assert!(message(text, Numbers::Live).contains("not in a range"), "{text}");
            assert!(message(text, Numbers::Test).contains("starts with 9"), "{text}");
            assert!(NhsNumber::from_stored(text).is_err(), "{text}");
        }
    }

    // REC-1
    #[test]
    fn each_mistake_has_its_own_words() {
        assert!(message("9000000008", Numbers::Test).contains("last digit does not fit"));
        assert!(message("4857773456", Numbers::Live).contains("last digit does not fit"));
        assert!(message("999 123 4567", Numbers::Test).contains("last digit does not fit"));
        assert!(message("123456789", Numbers::Test).contains("this one has 9"));
        assert!(message("94347659190", Numbers::Test).contains("this one has 11"));
        assert!(message("943476591A", Numbers::Test).contains("made of 10 digits"));
        assert!(message("٩٠٠٠٠٠٠٠٠٩", Numbers::Test).contains("made of 10 digits"));
        assert!(message(" - ", Numbers::Test).contains("Enter an NHS number"));
    }

    #[test]
    fn a_prefix_whose_check_would_be_ten_has_no_number() {
        assert!((0..10).all(|digit| NhsNumber::from_stored(&format!("400000008{digit}")).is_err()));
    }

    #[test]
    fn json_is_the_compact_text_and_debug_hides_the_number() {
        let number = NhsNumber::parse(" 999 000\u{a0}0018 ", Numbers::Test).unwrap();
        assert_eq!(serde_json::to_string(&number).unwrap(), "\"9990000018\"");
        assert_eq!(serde_json::from_str::<NhsNumber>("\"9990000018\"").unwrap(), number);
        assert!(serde_json::from_str::<NhsNumber>("\"9990000019\"").is_err());
        assert_eq!(format!("{number:?}"), "NhsNumber(…0018)");
    }

    proptest! {
        #[test]
        fn any_nine_digits_have_at_most_one_check_digit(nine in 900_000_000_u64..=999_999_999) {
            let valid = (0..10).filter(|d| NhsNumber::parse(&format!("{nine}{d}"), Numbers::Test).is_ok()).count();
            prop_assert!(valid <= 1);
        }

        #[test]
        fn what_is_shown_reads_back_and_one_wrong_digit_never_passes(
            nine in 900_000_000_u64..=999_999_999, at in 0_usize..10, by in 1_u32..10,
        ) {
            let number = (0..10).find_map(|d| NhsNumber::parse(&format!("{nine}{d}"), Numbers::Test).ok());
            if let Some(number) = number {
                prop_assert_eq!(NhsNumber::parse(&number.to_string(), Numbers::Test), Ok(number));
                let mut digits: Vec<u32> = number.compact().chars().filter_map(|c| c.to_digit(10)).collect();
                digits[at] = (digits[at] + by) % 10;
                let wrong: String = digits.iter().map(u32::to_string).collect();
                prop_assert!(NhsNumber::checked(&wrong).is_err());
            }
        }

        #[test]
        fn no_text_breaks_it(text in "\\PC{0,14}") {
            let _ = NhsNumber::parse(&text, Numbers::Live);
        }
    }
}
