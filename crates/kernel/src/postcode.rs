use std::{fmt, str::FromStr};

use crate::{Failure, as_text::serde_as_text};

/// A UK postcode in its written form, "DT1 1AA". Its shape is checked, not that it exists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Postcode(String);

impl Postcode {
    /// Reads what a person typed: any case, with or without spaces.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        if letters.is_empty() {
            return Err(Failure::field("", "Enter a postcode, like DT1 1AA."));
        }
        let Some((outward, inward)) = letters.len().checked_sub(3).and_then(|at| letters.split_at_checked(at)) else {
            return Err(not_a_postcode());
        };
        // ZZ99 codes stand for "no fixed abode", "abroad" and the like: nobody can be visited there.
        if outward.starts_with(&['Z', 'Z', '9', '9']) {
            return Err(Failure::field(
                "",
                "ZZ99 codes are not addresses. Enter the postcode where the person can be found, or leave it empty.",
            ));
        }
        if !(is_inward(inward) && is_outward(outward)) && letters != ['G', 'I', 'R', '0', 'A', 'A'] {
            return Err(not_a_postcode());
        }
        Ok(Postcode(outward.iter().chain(&[' ']).chain(inward).collect()))
    }

    /// The text, "DT1 1AA".
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first half, "DT1": the postal district.
    pub fn outcode(&self) -> &str {
        self.0.split(' ').next().unwrap_or_default()
    }
}

fn not_a_postcode() -> Failure {
    Failure::field("", "This is not a UK postcode. Enter one like DT1 1AA.")
}

/// The halves of the GOV.UK pattern:
/// `[A-PR-UWYZ]([0-9]{1,2}|([A-HK-Y][0-9]([0-9ABEHMNPRV-Y])?)|[0-9][A-HJKPS-UW]) ?[0-9][ABD-HJLNP-UW-Z]{2}`.
fn is_outward(half: &[char]) -> bool {
    let Some((area, rest)) = half.split_first() else { return false };
    matches!(area, 'A'..='P' | 'R'..='U' | 'W' | 'Y' | 'Z')
        && match rest {
            ['0'..='9'] | ['0'..='9', '0'..='9'] => true,
            ['0'..='9', 'A'..='H' | 'J' | 'K' | 'P' | 'S'..='U' | 'W'] => true,
            ['A'..='H' | 'K'..='Y', '0'..='9'] => true,
            ['A'..='H' | 'K'..='Y', '0'..='9', last] => {
                matches!(last, '0'..='9' | 'A' | 'B' | 'E' | 'H' | 'M' | 'N' | 'P' | 'R' | 'V'..='Y')
            }
            _ => false,
        }
}

fn is_inward(half: &[char]) -> bool {
    let is_letter = |c: &char| matches!(c, 'A' | 'B' | 'D'..='H' | 'J' | 'L' | 'N' | 'P'..='U' | 'W'..='Z');
    matches!(half, ['0'..='9', a, b] if is_letter(a) && is_letter(b))
}

impl fmt::Display for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Postcode {
    type Err = Failure;
    fn from_str(text: &str) -> Result<Self, Failure> {
        Postcode::parse(text)
    }
}

serde_as_text!(Postcode);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    // REC-1
    #[test]
    fn typed_in_any_way_it_is_written_in_one() {
        for (typed, written, outcode) in [
            ("dt11aa", "DT1 1AA", "DT1"),
            (" Bh 23  1xa ", "BH23 1XA", "BH23"),
            ("M1 1AE", "M1 1AE", "M1"),
            ("B33 8TH", "B33 8TH", "B33"),
            ("W1A0AX", "W1A 0AX", "W1A"),
            ("EC1A\u{a0}1BB", "EC1A 1BB", "EC1A"),
            ("gir0aa", "GIR 0AA", "GIR"),
        ] {
            let postcode = Postcode::parse(typed).unwrap();
            assert_eq!((postcode.as_str(), postcode.outcode()), (written, outcode));
        }
    }

    #[test]
    fn what_is_no_postcode_is_refused() {
        for text in
            ["QT1 1AA", "DT1 1CA", "DT1 AAA", "DT111 1AA", "D", "DT1", "ABC 1234", "DT1 1AAA", "ÐT1 1AA", "D1I 1AA"]
        {
            assert!(Postcode::parse(text).unwrap_err().to_string().contains("not a UK postcode"), "{text}");
        }
        assert!(Postcode::parse("  ").unwrap_err().to_string().contains("Enter a postcode"));
    }

    // REC-1
    #[test]
    fn codes_for_no_address_are_refused_with_a_reason() {
        assert!(Postcode::parse("zz99 3vz").unwrap_err().to_string().contains("not addresses"));
    }

    #[test]
    fn json_is_the_written_form() {
        let postcode: Postcode = serde_json::from_str("\"dt11aa\"").unwrap();
        assert_eq!(serde_json::to_string(&postcode).unwrap(), "\"DT1 1AA\"");
        assert!(serde_json::from_str::<Postcode>("\"nowhere\"").is_err());
    }

    proptest! {
        #[test]
        fn every_code_of_the_pattern_is_taken_and_stays_as_written(
            code in "[A-PR-UWYZ]([0-9]{1,2}|[A-HK-Y][0-9][0-9ABEHMNPRV-Y]?|[0-9][A-HJKPS-UW]) [0-9][ABD-HJLNP-UW-Z]{2}",
        ) {
            let postcode = Postcode::parse(&code.to_lowercase().replace(' ', "")).unwrap();
            prop_assert_eq!(postcode.as_str(), &code);
            prop_assert_eq!(Postcode::parse(postcode.as_str()).unwrap(), postcode);
        }

        #[test]
        fn no_text_breaks_it(text in "\\PC{0,12}") {
            let _ = Postcode::parse(&text);
        }
    }
}
