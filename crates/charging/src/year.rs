//! A person's budget over a period, from the books: what there was, what came, what care took, what went back, what is left
//! (BRK-10, FIN-2).

use accounts::{Line, Name, Unit::Pence};
use kernel::{Failure, Money, Period, Uuid};
use store::Tx;

use crate::books;

/// A budget over a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Year {
    /// What was left before.
    pub opening: Money,
    /// What was set aside.
    pub credited: Money,
    /// What was taken off again, because the plan changed or ended.
    pub taken_off: Money,
    /// What went back as surplus.
    pub returned: Money,
    /// What care took, credits taken off.
    pub spent: Money,
    /// What is left at the end.
    pub closing: Money,
}

/// The budget of a person over a period.
pub fn year_of(tx: &mut Tx<'_>, person: impl Into<Uuid>, period: Period) -> Result<Year, Failure> {
    let person = person.into();
    let mut lines = accounts::statement_of(tx, books::budget(person))?;
    lines.extend(accounts::statement_of(tx, Name::new(person, books::OVER, Pence))?);
    Ok(told(&lines, period))
}

/// Adds the lines up.
fn told(lines: &[Line], period: Period) -> Year {
    let sum = |which: &dyn Fn(&Line) -> bool| -> i64 {
        lines.iter().filter(|line| which(line)).map(|line| line.amount).sum()
    };
    let within = |line: &Line| period.contains(line.day);
    let of = |line: &Line, cause: &str| within(line) && line.cause_kind == cause;
    let opening = sum(&|line| line.day < period.from());
    let credited =
        sum(&|line| within(line) && line.amount > 0 && !["visit", "surplus"].contains(&line.cause_kind.as_str()));
    let taken_off =
        -sum(&|line| within(line) && line.amount < 0 && !["visit", "surplus"].contains(&line.cause_kind.as_str()));
    let (returned, spent) = (-sum(&|line| of(line, "surplus")), -sum(&|line| of(line, "visit")));
    Year {
        opening: Money::from_pence(opening),
        credited: Money::from_pence(credited),
        taken_off: Money::from_pence(taken_off),
        returned: Money::from_pence(returned),
        spent: Money::from_pence(spent),
        closing: Money::from_pence(opening + credited - taken_off - returned - spent),
    }
}

#[cfg(test)]
mod tests {
    use kernel::date;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        // BRK-10, FIN-2
        #[test]
        fn one_year_ends_with_what_the_next_begins_with_and_nothing_is_lost(
            moves in prop::collection::vec((0..4_usize, -5_000..5_000_i64, 0..700_i64), 0..40),
        ) {
            let kinds = ["plan", "visit", "surplus", "visit"];
            let lines: Vec<Line> = moves
                .iter()
                .map(|(kind, amount, day)| Line {
                    entry: Uuid::nil(),
                    day: kernel::Moment::start_of(date(2026, 4, 1)).plus_hours(12).plus_days(*day).day(),
                    cause_kind: kinds[*kind].into(),
                    cause: Uuid::nil(),
                    memo: String::new(),
                    amount: *amount,
                })
                .collect();
            let year = |first: i16| {
                told(&lines, Period::new(date(first, 4, 1), date(first + 1, 4, 1)).expect("a year"))
            };
            prop_assert_eq!(year(2026).opening, Money::ZERO);
            prop_assert_eq!(year(2026).closing, year(2027).opening);
            let all: i64 = lines.iter().map(|line| line.amount).sum();
            prop_assert_eq!(year(2027).closing.pence(), all);
        }
    }
}
