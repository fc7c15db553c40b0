use std::{fmt, str::FromStr};

use crate::{
    Failure, Minutes,
    wording::{grouped, without_commas},
};

/// An amount in pounds sterling, kept as whole pence. Sums that would not fit come back as `None`, never wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

/// Which way a part of a penny goes. Every way treats a charge and its credit alike, so that one cancels the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rounding {
    /// To the nearest penny; half a penny goes away from zero.
    HalfUp,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
    /// To the nearest penny; half a penny goes to the even penny.
    HalfEven,
}

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);

    /// From whole pence.
    pub const fn from_pence(pence: i64) -> Self {
        Money(pence)
    }

    /// Whole pence.
    pub const fn pence(self) -> i64 {
        self.0
    }

    /// Whether the amount is below zero: a credit.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The sum of two amounts.
    pub fn checked_add(self, other: Money) -> Option<Money> {
        self.0.checked_add(other.0).map(Money)
    }

    /// The difference of two amounts.
    pub fn checked_sub(self, other: Money) -> Option<Money> {
        self.0.checked_sub(other.0).map(Money)
    }

    /// The amount with its sign turned.
    pub fn checked_neg(self) -> Option<Money> {
        self.0.checked_neg().map(Money)
    }

    /// The amount so many times.
    pub fn checked_times(self, times: i64) -> Option<Money> {
        self.0.checked_mul(times).map(Money)
    }

    /// The sum of many amounts; nothing of none.
    pub fn sum(amounts: impl IntoIterator<Item = Money>) -> Option<Money> {
        amounts.into_iter().try_fold(Money::ZERO, Money::checked_add)
    }

    /// What so many minutes cost at a rate per hour, in whole-number arithmetic.
    pub fn for_minutes(rate_per_hour: Money, minutes: Minutes, rounding: Rounding) -> Option<Money> {
        rate_per_hour.times_ratio(minutes.get(), 60, rounding)
    }

    /// `self × by ÷ of`, rounded once at the end; `None` when `of` is zero or the answer does not fit.
    pub fn times_ratio(self, by: i64, of: i64, rounding: Rounding) -> Option<Money> {
        if of == 0 {
            return None;
        }
        let product = i128::from(self.0) * i128::from(by);
        let negative = (product < 0) != (of < 0);
        let (whole, of) = (product.unsigned_abs(), u128::from(of.unsigned_abs()));
        let (down, rest) = (whole / of, whole % of);
        let up = match rounding {
            Rounding::Down => false,
            Rounding::Up => rest > 0,
            Rounding::HalfUp => rest * 2 >= of,
            Rounding::HalfEven => rest * 2 > of || (rest * 2 == of && down % 2 == 1),
        };
        let pence = i128::try_from(down + u128::from(up)).ok()?;
        i64::try_from(if negative { -pence } else { pence }).ok().map(Money)
    }

    /// Pounds and pence for files and other programs: "1234.50", "-3.20".
    pub fn decimal(self) -> String {
        let pence = self.0.unsigned_abs();
        format!("{}{}.{:02}", if self.0 < 0 { "-" } else { "" }, pence / 100, pence % 100)
    }

    /// Reads what a person typed: "£1,234.50", "12.5", "1234" (pounds), "-£3.20".
    pub fn parse(text: &str) -> Result<Self, Failure> {
        read(text)
            .map(Money)
            .ok_or_else(|| Failure::field("", "Enter an amount of money in pounds and pence, like £1,234.50 or 12.50."))
    }
}

fn read(text: &str) -> Option<i64> {
    let text = text.trim();
    let sign = |text: &'_ str| text.strip_prefix(['-', '−']).map(|rest| rest.trim_start().to_owned());
    let (mut rest, mut negative) = sign(text).map_or((text.to_owned(), false), |rest| (rest, true));
    if let Some(after) = rest.strip_prefix('£').map(|after| after.trim_start().to_owned()) {
        rest = match sign(&after) {
            Some(_) if negative => return None,
            Some(amount) => {
                negative = true;
                amount
            }
            None => after,
        };
    }
    let (pounds, part) = match rest.split_once('.') {
        Some((pounds, part)) => (pounds, Some(part)),
        None => (rest.as_str(), None),
    };
    let pounds: i64 = digits(&without_commas(pounds)?)?;
    let pence = match part {
        None => 0,
        Some(part) if part.len() == 1 => digits(part)?.checked_mul(10)?,
        Some(part) if part.len() == 2 => digits(part)?,
        Some(_) => return None,
    };
    let total = pounds.checked_mul(100)?.checked_add(pence)?;
    Some(if negative { -total } else { total })
}

fn digits(text: &str) -> Option<i64> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pence = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "−" } else { "" };
        write!(f, "{sign}£{}.{:02}", grouped(pence / 100), pence % 100)
    }
}

impl FromStr for Money {
    type Err = Failure;
    fn from_str(text: &str) -> Result<Self, Failure> {
        Money::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WAYS: [Rounding; 4] = [Rounding::HalfUp, Rounding::Up, Rounding::Down, Rounding::HalfEven];

    #[test]
    fn amounts_are_shown_as_people_write_them() {
        for (pence, text, decimal) in [
            (123_450, "£1,234.50", "1234.50"),
            (-320, "−£3.20", "-3.20"),
            (0, "£0.00", "0.00"),
            (7, "£0.07", "0.07"),
            (12_345_678_900, "£123,456,789.00", "123456789.00"),
            (i64::MIN, "−£92,233,720,368,547,758.08", "-92233720368547758.08"),
        ] {
            let money = Money::from_pence(pence);
            assert_eq!((money.to_string().as_str(), money.decimal().as_str()), (text, decimal));
        }
    }

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (text, pence) in [
            ("£1,234.50", 123_450),
            ("12.5", 1250),
            ("1234", 123_400),
            (" £ 0.07 ", 7),
            ("-£3.20", -320),
            ("−3.2", -320),
            ("£-3.20", -320),
            ("1,234,567", 123_456_700),
        ] {
            assert_eq!(Money::parse(text), Ok(Money::from_pence(pence)), "{text}");
        }
        for text in [
            "",
            "£",
            "12,50",
            "1,23,456",
            "1234,567",
            "12.",
            ".50",
            "12.505",
            "1e3",
            "+5",
            "--5",
            "-£-5",
            "ten",
            "5 pounds",
            ",123",
            "99999999999999999999",
            "٣",
        ] {
            assert!(Money::parse(text).is_err(), "{text}");
        }
    }

    // FIN-1
    #[test]
    fn parts_of_a_penny_go_where_they_are_told() {
        // 10.01 an hour: 30 minutes are 500.5 pence; 15 minutes 250.25; 45 minutes 750.75.
        let rate = Money::from_pence(1001);
        let cost = |minutes, way| Money::for_minutes(rate, Minutes::new(minutes), way).unwrap().pence();
        assert_eq!(WAYS.map(|way| cost(30, way)), [501, 501, 500, 500]);
        assert_eq!(WAYS.map(|way| cost(15, way)), [250, 251, 250, 250]);
        assert_eq!(WAYS.map(|way| cost(45, way)), [751, 751, 750, 751]);
        assert_eq!(WAYS.map(|way| cost(-30, way)), [-501, -501, -500, -500]);
        assert_eq!(WAYS.map(|way| cost(60, way)), [1001; 4]);
    }

    #[test]
    fn what_does_not_fit_is_none() {
        let most = Money::from_pence(i64::MAX);
        assert_eq!(most.checked_add(Money::from_pence(1)), None);
        assert_eq!(Money::from_pence(i64::MIN).checked_neg(), None);
        assert_eq!(Money::from_pence(i64::MIN).checked_sub(Money::from_pence(1)), None);
        assert_eq!(most.checked_times(2), None);
        assert_eq!(Money::sum([most, most]), None);
        assert_eq!(Money::sum([]), Some(Money::ZERO));
        assert_eq!(Money::for_minutes(most, Minutes::new(61), Rounding::Down), None);
        assert_eq!(Money::for_minutes(most, Minutes::new(60), Rounding::Up), Some(most));
        assert_eq!(Money::for_minutes(Money::from_pence(i64::MIN), Minutes::new(i64::MIN), Rounding::Up), None);
        assert_eq!(most.times_ratio(1, 0, Rounding::Up), None);
    }

    #[test]
    fn json_is_whole_pence() {
        assert_eq!(serde_json::to_string(&Money::from_pence(-320)).unwrap(), "-320");
        assert!(serde_json::from_str::<Money>("3.2").is_err());
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(pence in (i64::MIN + 1)..=i64::MAX) {
            let money = Money::from_pence(pence);
            prop_assert_eq!(Money::parse(&money.to_string()), Ok(money));
            prop_assert_eq!(Money::parse(&money.decimal()), Ok(money));
        }

        #[test]
        fn every_rounding_is_within_a_penny_and_a_credit_cancels_its_charge(
            rate in -10_000_000_i64..10_000_000, minutes in 0_i64..1_000_000,
        ) {
            for way in WAYS {
                let cost = |rate| Money::for_minutes(Money::from_pence(rate), Minutes::new(minutes), way).unwrap();
                prop_assert!((cost(rate).pence() * 60 - rate * minutes).abs() < 60);
                prop_assert_eq!(cost(rate).checked_add(cost(-rate)), Some(Money::ZERO));
            }
        }

        #[test]
        fn no_text_breaks_it(text in "\\PC{0,14}") {
            let _ = Money::parse(&text);
        }
    }
}
