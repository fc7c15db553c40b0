//! The person's budget account (PLAN-10, house rule 5): credited for thirteen weeks at a time from what the council gives.

use accounts::{Entry, Name, Unit};
use kernel::{Date, Failure, Moment, Money};
use store::{Change, Work, cols, params, statement};

use crate::{PlanId, PlanView, State, stored};

/// Weeks that are credited ahead.
pub const WEEKS: i64 = 13;

/// What a person's account of money available is called in the books.
pub(crate) const BUDGET: &str = "budget";

/// The job that credits the next thirteen weeks.
pub(crate) const JOB: &str = "plans.credit";

statement! {
    CREDIT = "SELECT weekly, until FROM plan_credit WHERE plan = $1";
}

/// So much a week, until that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Credit {
    weekly: Money,
    until: Date,
}

fn kept(work: &mut Work<'_>, plan: PlanId) -> Result<Option<Credit>, Failure> {
    work.first(&CREDIT, params![plan], |row| Ok(Credit { weekly: row.get("weekly")?, until: row.get("until")? }))
}

/// Weeks that are left until a day, the running one among them.
pub(crate) fn weeks_left(today: Date, until: Date) -> i64 {
    let days = Moment::start_of(until).plus_hours(12).minutes_since(Moment::start_of(today)) / 1440;
    if days <= 0 { 0 } else { (days + 6) / 7 }
}

/// The person's account of money available.
pub fn budget_account(person: people::PersonId) -> Name {
    Name::floored(person, BUDGET, Unit::Pence)
}

fn post(work: &mut Work<'_>, plan: &PlanView, amount: Money, memo: String) -> Result<(), Failure> {
    let given = Name::new(plan.council, "budget given", Unit::Pence);
    let (to, pence) = (budget_account(plan.person), amount.pence());
    let lines = vec![(to, pence), (given, -pence)];
    let entry = Entry { cause_kind: "plan", cause: plan.id.uuid(), day: work.at.day(), memo, lines };
    accounts::post(work, &entry)
}

fn times(weekly: Money, weeks: i64) -> Result<Money, Failure> {
    weekly.checked_times(weeks).ok_or_else(|| Failure::internal("a budget is too large"))
}

fn keep(work: &mut Work<'_>, plan: &PlanView, credit: Credit) -> Result<(), Failure> {
    let row = cols! { "plan" => plan.id, "weekly" => credit.weekly, "until" => credit.until };
    let facts = serde_json::json!({ "weekly": credit.weekly, "until": credit.until });
    let change = Change::new("plan.credited", "plan", plan.id).person(plan.person).facts(facts);
    work.apply(change.put("plan_credit", &["plan"], row))
}

fn next_weeks(work: &mut Work<'_>, plan: &PlanView, from: Date) -> Result<(), Failure> {
    let until = Moment::start_of(from).plus_days(WEEKS * 7).day();
    let memo = format!("{WEEKS} weeks of {} from {}", plan.weekly_budget, kernel::short_day(from));
    post(work, plan, times(plan.weekly_budget, WEEKS)?, memo)?;
    keep(work, plan, Credit { weekly: plan.weekly_budget, until })?;
    work.later(JOB, Moment::start_of(until), &serde_json::json!({ "plan": plan.id }))
}

/// On agreement: thirteen weeks, or the difference for the weeks that are left of those credited before.
pub(crate) fn on_agreement(work: &mut Work<'_>, plan: &PlanView) -> Result<(), Failure> {
    let today = work.at.day();
    match kept(work, plan.id)?.filter(|credit| credit.until > today) {
        None => next_weeks(work, plan, today),
        Some(credit) if credit.weekly == plan.weekly_budget => Ok(()),
        Some(credit) => {
            let weeks = weeks_left(today, credit.until);
            let by = plan
                .weekly_budget
                .checked_sub(credit.weekly)
                .ok_or_else(|| Failure::internal("a budget is too large"))?;
            let memo = format!("{} instead of {} a week, {weeks} weeks", plan.weekly_budget, credit.weekly);
            post(work, plan, times(by, weeks)?, memo)?;
            keep(work, plan, Credit { weekly: plan.weekly_budget, until: credit.until })
        }
    }
}

/// At the end of a plan: what was credited for weeks to come and not used goes back.
pub(crate) fn on_end(work: &mut Work<'_>, plan: &PlanView) -> Result<(), Failure> {
    let today = work.at.day();
    let Some(credit) = kept(work, plan.id)?.filter(|credit| credit.until > today) else { return Ok(()) };
    // The running week stays: its care has been given or is being given.
    let weeks = (weeks_left(today, credit.until) - 1).max(0);
    let left = Money::from_pence(accounts::balance(work, budget_account(plan.person))?);
    let back = times(credit.weekly, weeks)?.min(left);
    let back = back.checked_neg().ok_or_else(|| Failure::internal("a budget is too large"))?;
    post(work, plan, back, "Returned when the plan ended".into())?;
    keep(work, plan, Credit { weekly: Money::ZERO, until: today })
}

/// Credits the next thirteen weeks of a plan that is still in force, at the amount of the last agreed version.
pub(crate) fn run(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let id: PlanId = payload
        .get("plan")
        .and_then(|id| id.as_str()?.parse().ok())
        .ok_or_else(|| Failure::internal("the job names no plan"))?;
    let plan = stored::view(work, id)?;
    if matches!(plan.state, State::Ended { .. }) {
        return Ok(());
    }
    let today = work.at.day();
    let Some(credit) = kept(work, id)?.filter(|credit| credit.until <= today) else { return Ok(()) };
    let Some(agreed) = stored::agreed(work, id)? else { return Ok(()) };
    next_weeks(work, &agreed, credit.until)
}

#[cfg(test)]
mod tests {
    use kernel::date;

    use super::*;

    // PLAN-10
    #[test]
    fn the_running_week_counts_among_those_left() {
        let until = date(2027, 2, 22);
        assert_eq!(weeks_left(date(2026, 11, 23), until), 13);
        assert_eq!(weeks_left(date(2026, 11, 24), until), 13);
        assert_eq!(weeks_left(date(2026, 11, 30), until), 12);
        assert_eq!(weeks_left(date(2027, 2, 21), until), 1);
        assert_eq!(weeks_left(until, until), 0);
        // A quarter over the change of the clocks in spring has its whole weeks too.
        assert_eq!(weeks_left(date(2027, 3, 1), date(2027, 5, 31)), 13);
        assert_eq!(weeks_left(date(2026, 10, 1), date(2026, 12, 31)), 13);
    }
}
