use std::{fmt, str::FromStr};

use crate::{
    Failure,
    as_text::serde_as_text,
    shown,
    wording::{count, without_commas},
};

/// The largest number of units a term can have: weeks enough for two thousand years, minutes for two months.
const MOST: i64 = 100_000;

/// A length of time that a rule gives somebody, in the unit the rule is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Term {
    /// Elapsed minutes.
    Minutes(i64),
    /// Elapsed hours, across nights, weekends and clock changes (the provider's answer: four hours, BRK-12).
    Hours(i64),
    /// Elapsed hours of Monday to Friday; the clock stands still at the weekend. Bank holidays count: "24 hours on weekdays"
    /// (REF-4, R5) says nothing of them.
    WeekdayHours(i64),
    /// To the end of the so-many-th day after.
    Days(i64),
    /// To the end of the so-many-th working day after.
    WorkingDays(i64),
    /// To the end of the same day of the week, so many weeks after.
    Weeks(i64),
}

impl Term {
    /// The number of units.
    pub const fn amount(self) -> i64 {
        match self {
            Term::Minutes(n)
            | Term::Hours(n)
            | Term::WeekdayHours(n)
            | Term::Days(n)
            | Term::WorkingDays(n)
            | Term::Weeks(n) => n,
        }
    }

    /// The number of units, refused when negative or beyond all sense.
    pub(crate) fn checked_amount(self) -> Result<i64, Failure> {
        if (0..=MOST).contains(&self.amount()) {
            Ok(self.amount())
        } else {
            Err(Failure::field("", format!("A term can be from 0 to 100,000 units long; this one is “{self}”.")))
        }
    }
}

impl fmt::Display for Term {
    /// As it is read: "4 hours", "2 working days".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, many) = match self {
            Term::Minutes(_) => ("minute", "minutes"),
            Term::Hours(_) => ("hour", "hours"),
            Term::WeekdayHours(_) => ("weekday hour", "weekday hours"),
            Term::Days(_) => ("day", "days"),
            Term::WorkingDays(_) => ("working day", "working days"),
            Term::Weeks(_) => ("week", "weeks"),
        };
        f.write_str(&count(self.amount(), one, many))
    }
}

impl FromStr for Term {
    type Err = Failure;
    fn from_str(text: &str) -> Result<Self, Failure> {
        let lower = text.to_lowercase();
        let mut words = lower.split_whitespace();
        let number = words.next().and_then(without_commas).filter(|word| word.bytes().all(|b| b.is_ascii_digit()));
        let amount = number.and_then(|word| word.parse().ok());
        let unit: Vec<&str> = words.collect();
        let term = amount.and_then(|n| match unit.as_slice() {
            ["minute" | "minutes"] => Some(Term::Minutes(n)),
            ["hour" | "hours"] => Some(Term::Hours(n)),
            ["weekday", "hour" | "hours"] => Some(Term::WeekdayHours(n)),
            ["day" | "days"] => Some(Term::Days(n)),
            ["working", "day" | "days"] => Some(Term::WorkingDays(n)),
            ["week" | "weeks"] => Some(Term::Weeks(n)),
            _ => None,
        });
        let term = term.ok_or_else(|| {
            Failure::field(
                "",
                format!(
                    "“{}” is not a length of time. Write a number and minutes, hours, weekday hours, days, working days \
                     or weeks, like “4 hours” or “2 working days”.",
                    shown(text, 60)
                ),
            )
        })?;
        term.checked_amount()?;
        Ok(term)
    }
}

serde_as_text!(Term);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn terms_are_written_as_rules_say_them() {
        for (text, term) in [
            ("20 minutes", Term::Minutes(20)),
            ("4 hours", Term::Hours(4)),
            ("1 hour", Term::Hours(1)),
            ("24 weekday hours", Term::WeekdayHours(24)),
            ("10 days", Term::Days(10)),
            ("2 working days", Term::WorkingDays(2)),
            ("1 working day", Term::WorkingDays(1)),
            ("6 weeks", Term::Weeks(6)),
        ] {
            assert_eq!(term.to_string(), text);
            assert_eq!(text.parse(), Ok(term));
            assert_eq!(serde_json::to_string(&term).unwrap(), format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<Term>(&format!("\"{text}\"")).unwrap(), term);
        }
        assert_eq!(" 2  Working Days ".parse(), Ok(Term::WorkingDays(2)));
    }

    #[test]
    fn what_is_no_term_is_refused() {
        for text in [
            "",
            "hours",
            "four hours",
            "-4 hours",
            "+4 hours",
            "4.5 hours",
            "4,5 hours",
            "4 fortnights",
            "4 working hours",
            "100001 days",
        ] {
            assert!(text.parse::<Term>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(n in 0..=MOST, unit in 0_usize..6) {
            let term = [
                Term::Minutes(n), Term::Hours(n), Term::WeekdayHours(n), Term::Days(n), Term::WorkingDays(n), Term::Weeks(n),
            ][unit];
            prop_assert_eq!(term.to_string().parse(), Ok(term));
        }
    }
}
