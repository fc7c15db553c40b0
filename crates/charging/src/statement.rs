//! A person's budget account as they are told of it (FIN-2): what was there, what came in, what care cost, what is left, and what is
//! over the budget. Every figure comes from the books.

pub(crate) mod page;

use accounts::Line;
use kernel::{Date, Failure, Period, Uuid};
use schemars::JsonSchema;
use serde::Serialize;
use store::Tx;

use crate::books;

/// How costs are summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Week,
    Month,
}

impl By {
    /// By month, unless it says week.
    pub(crate) fn said(text: &str) -> Result<Self, Failure> {
        match text {
            "" | "month" => Ok(By::Month),
            "week" => Ok(By::Week),
            _ => Err(Failure::field("by", "Choose week or month.")),
        }
    }

    fn of(self, day: Date) -> Period {
        match self {
            By::Week => Period::week_of(day),
            By::Month => Period::month_of(day),
        }
    }
}

/// Something that came into the budget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct CameIn {
    #[schemars(with = "String")]
    pub(crate) day: Date,
    pub(crate) what: String,
    pub(crate) pence: i64,
}

/// What care cost in a week or month, credits taken off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Cost {
    #[schemars(with = "String")]
    pub(crate) from: Date,
    #[schemars(with = "String")]
    pub(crate) last: Date,
    pub(crate) pence: i64,
}

/// The statement of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Statement {
    #[schemars(with = "String")]
    pub(crate) from: Date,
    #[schemars(with = "String")]
    pub(crate) last: Date,
    /// What was left before; below zero when care had cost more than was given.
    pub(crate) opening_pence: i64,
    pub(crate) came_in: Vec<CameIn>,
    pub(crate) costs: Vec<Cost>,
    pub(crate) came_in_pence: i64,
    pub(crate) cost_pence: i64,
    /// What is left at the end.
    pub(crate) closing_pence: i64,
    /// How much care has cost beyond the budget by the end.
    pub(crate) over_pence: i64,
}

/// The statement of a person's account for a period.
pub(crate) fn of_person(tx: &mut Tx<'_>, person: Uuid, period: Period, by: By) -> Result<Statement, Failure> {
    let (budget, over) = books::lines_of(tx, person)?;
    Ok(reckon(&budget, &over, period, by))
}

fn reckon(budget: &[Line], over: &[Line], period: Period, by: By) -> Statement {
    let all = || budget.iter().chain(over);
    let is_care = |line: &Line| line.cause_kind == "visit";
    let opening_pence = all().filter(|line| line.day < period.from()).map(|line| line.amount).sum();
    let inside = |line: &&Line| period.contains(line.day);
    let came_in: Vec<CameIn> = all()
        .filter(|line| inside(line) && !is_care(line))
        .map(|line| CameIn { day: line.day, what: line.memo.clone(), pence: line.amount })
        .collect();
    let mut costs: Vec<Cost> = Vec::new();
    let mut care: Vec<&Line> = all().filter(|line| inside(line) && is_care(line)).collect();
    care.sort_by_key(|line| line.day);
    for line in care {
        let part = by.of(line.day);
        match costs.last_mut() {
            Some(last) if last.from == part.from() => last.pence -= line.amount,
            _ => costs.push(Cost { from: part.from(), last: part.last(), pence: -line.amount }),
        }
    }
    let came_in_pence: i64 = came_in.iter().map(|one| one.pence).sum();
    let cost_pence: i64 = costs.iter().map(|one| one.pence).sum();
    let over_pence = -over.iter().filter(|line| line.day < period.to()).map(|line| line.amount).sum::<i64>();
    Statement {
        from: period.from(),
        last: period.last(),
        opening_pence,
        came_in,
        costs,
        came_in_pence,
        cost_pence,
        closing_pence: opening_pence + came_in_pence - cost_pence,
        over_pence,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use kernel::date;
    use proptest::prelude::*;

    use super::*;

    fn line(day: Date, care: bool, amount: i64) -> Line {
        let cause_kind = if care { "visit" } else { "plan" }.to_owned();
        Line { entry: Uuid::nil(), day, cause_kind, cause: Uuid::nil(), memo: "Budget".into(), amount }
    }

    // FIN-2
    #[test]
    fn a_statement_opens_with_what_was_left_and_closes_with_what_is() {
        let budget = [
            line(date(2026, 10, 1), false, 10_000),
            line(date(2026, 10, 5), true, -1200),
            line(date(2026, 11, 2), false, 500),
            line(date(2026, 11, 3), true, -1000),
            line(date(2026, 11, 10), true, 200),
        ];
        let over = [line(date(2026, 11, 11), true, -300)];
        let told = reckon(&budget, &over, Period::month_of(date(2026, 11, 1)), By::Week);
        assert_eq!((told.opening_pence, told.came_in_pence, told.cost_pence), (8800, 500, 1100));
        assert_eq!((told.closing_pence, told.over_pence), (8200, 300));
        let weeks: Vec<_> = told.costs.iter().map(|cost| (cost.from, cost.pence)).collect();
        assert_eq!(weeks, [(date(2026, 11, 2), 1000), (date(2026, 11, 9), 100)]);
        assert!(By::said("year").is_err());
    }

    proptest! {
        // FIN-2
        #[test]
        fn what_one_statement_closes_with_the_next_one_opens_with(
            lines in prop::collection::vec((0_i64..120, any::<bool>(), any::<bool>(), -5000_i64..5000), 0..40),
        ) {
            let day = |n: i64| kernel::Moment::start_of(date(2026, 9, 1)).plus_days(n).day();
            let of = |over: bool| lines.iter().filter(|one| one.2 == over).map(|one| line(day(one.0), one.1, one.3)).collect::<Vec<_>>();
            let (budget, over) = (of(false), of(true));
            let months = [9, 10, 11, 12].map(|month| Period::month_of(date(2026, month, 1)));
            let mut before = 0;
            for month in months {
                let (weekly, monthly) = (reckon(&budget, &over, month, By::Week), reckon(&budget, &over, month, By::Month));
                prop_assert_eq!(monthly.opening_pence, before);
                prop_assert_eq!((weekly.cost_pence, weekly.closing_pence), (monthly.cost_pence, monthly.closing_pence));
                before = monthly.closing_pence;
            }
            prop_assert_eq!(before, lines.iter().map(|one| one.3).sum::<i64>());
        }
    }
}
