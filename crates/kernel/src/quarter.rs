use std::{fmt, str::FromStr};

use jiff::civil::Date;

use crate::{Failure, Period, shown};

/// A quarter of a financial year, which runs from April to March (BRK-12: figures are submitted each quarter).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    /// The calendar year in which the financial year begins.
    year: i16,
    /// From 1 (April to June) to 4 (January to March).
    number: i8,
}

impl Quarter {
    /// The quarter a day is in.
    pub fn of(day: Date) -> Self {
        match day.month() {
            month @ 4.. => Quarter { year: day.year(), number: (month - 1) / 3 },
            _ => Quarter { year: day.year().saturating_sub(1), number: 4 },
        }
    }

    /// Its days.
    pub fn period(self) -> Period {
        // `of` and `FromStr` give years that have these days; the fallbacks are the first and last quarter there could be.
        Period::new(self.first_day().unwrap_or(Date::MIN), self.next().first_day().unwrap_or(Date::MAX))
            .unwrap_or_else(|_| Period::month_of(Date::MIN))
    }

    /// The quarter before.
    #[must_use]
    pub const fn previous(self) -> Self {
        match self.number {
            1 => Quarter { year: self.year.saturating_sub(1), number: 4 },
            n => Quarter { year: self.year, number: n - 1 },
        }
    }

    /// The quarter after.
    #[must_use]
    pub const fn next(self) -> Self {
        match self.number {
            4 => Quarter { year: self.year.saturating_add(1), number: 1 },
            n => Quarter { year: self.year, number: n + 1 },
        }
    }

    /// The code for links and files: "2026-27 Q3".
    pub fn code(self) -> String {
        format!("{} Q{}", self.financial_year(), self.number)
    }

    /// The financial year: "2026-27".
    pub fn financial_year(self) -> String {
        format!("{}-{:02}", self.year, self.year.saturating_add(1).rem_euclid(100))
    }

    /// From 1 (April to June) to 4 (January to March).
    pub const fn number(self) -> i8 {
        self.number
    }

    fn first_day(self) -> Option<Date> {
        let (year, month) =
            if self.number == 4 { (self.year.checked_add(1)?, 1) } else { (self.year, self.number * 3 + 1) };
        Date::new(year, month, 1).ok()
    }
}

impl fmt::Display for Quarter {
    /// In words: "October to December 2026".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let months = match self.number {
            1 => "April to June",
            2 => "July to September",
            3 => "October to December",
            _ => "January to March",
        };
        write!(f, "{months} {}", if self.number == 4 { self.year.saturating_add(1) } else { self.year })
    }
}

impl FromStr for Quarter {
    type Err = Failure;
    /// Reads the code, "2026-27 Q3".
    fn from_str(text: &str) -> Result<Self, Failure> {
        read(text.trim()).ok_or_else(|| {
            Failure::field(
                "",
                format!("“{}” is not a quarter. Write it like 2026-27 Q3 (October to December).", shown(text, 60)),
            )
        })
    }
}

fn read(text: &str) -> Option<Quarter> {
    let code = text.replace('/', "-").to_uppercase();
    let (years, number) = code.split_once(" Q")?;
    let quarter = Quarter { year: years.split_once('-')?.0.parse().ok()?, number: number.parse().ok()? };
    let known = (1900..=2999).contains(&quarter.year) && (1..=4).contains(&quarter.number);
    // Comparing with the code refuses years that do not follow each other and every other way of writing it.
    (known && quarter.code() == code).then_some(quarter)
}

impl serde::Serialize for Quarter {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.code())
    }
}

impl<'de> serde::Deserialize<'de> for Quarter {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        <std::borrow::Cow<'de, str>>::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::period::tests::any_day;

    // BRK-12
    #[test]
    fn quarters_follow_the_financial_year() {
        for (day, words, code, from, to) in [
            (date(2026, 11, 23), "October to December 2026", "2026-27 Q3", date(2026, 10, 1), date(2027, 1, 1)),
            (date(2027, 3, 31), "January to March 2027", "2026-27 Q4", date(2027, 1, 1), date(2027, 4, 1)),
            (date(2027, 4, 1), "April to June 2027", "2027-28 Q1", date(2027, 4, 1), date(2027, 7, 1)),
            (date(2099, 9, 30), "July to September 2099", "2099-00 Q2", date(2099, 7, 1), date(2099, 10, 1)),
        ] {
            let quarter = Quarter::of(day);
            assert_eq!((quarter.to_string().as_str(), quarter.code().as_str()), (words, code));
            assert_eq!(quarter.period(), Period::new(from, to).unwrap());
            assert_eq!(code.parse(), Ok(quarter));
        }
    }

    #[test]
    fn codes_that_name_no_quarter_are_refused() {
        for text in [
            "",
            "2026",
            "2026-27",
            "2026-28 Q3",
            "2026-27 Q5",
            "2026-27 Q0",
            "2026-27 3",
            "2026-27 Q+3",
            "0026-27 Q1",
            "-1-00 Q1",
        ] {
            assert!(text.parse::<Quarter>().is_err(), "{text}");
        }
        assert_eq!("2026/27 q3".parse(), Ok(Quarter::of(date(2026, 10, 1))));
        assert_eq!(serde_json::to_string(&Quarter::of(date(2026, 10, 1))).unwrap(), "\"2026-27 Q3\"");
        assert!(serde_json::from_str::<Quarter>("\"Q3\"").is_err());
    }

    #[test]
    fn the_ends_of_time_have_quarters_too() {
        for day in [Date::MIN, Date::MAX] {
            let _ = (Quarter::of(day).period(), Quarter::of(day).next().period(), Quarter::of(day).previous().period());
        }
    }

    proptest! {
        #[test]
        fn every_day_is_in_its_quarter_and_quarters_join_up(day in any_day()) {
            let quarter = Quarter::of(day);
            prop_assert!(quarter.period().contains(day));
            prop_assert_eq!(quarter.next().previous(), quarter);
            prop_assert_eq!(quarter.next(), Quarter::of(quarter.period().to()));
            prop_assert_eq!(quarter.next().period().from(), quarter.period().to());
            prop_assert!(quarter.previous() < quarter && quarter < quarter.next());
            prop_assert_eq!(quarter.code().parse(), Ok(quarter));
        }
    }
}
