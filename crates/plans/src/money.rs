//! The money available in a week, as it was decided (PLAN-10).

use access::Permit;
use kernel::{Failure, Money};
use page::html;
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    MakePlan, Payment,
    desk::{self, FormPage, holds, may_hold},
};

/// The form.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::money("weekly_budget", "How much money is available in a week?")
        .must("Enter the money available in a week."),
    Field::choice("payment", "Who holds it?", Payment::CHOICES).must("Choose who holds the money."),
    Field::words("budget_reason", "Why this amount?").must("Write why this amount was decided."),
];

/// What was decided.
#[derive(Debug, Clone)]
pub struct Budget {
    /// In a week.
    pub weekly: Money,
    /// Who holds it.
    pub payment: Payment,
    /// Why this amount.
    pub reason: String,
}

/// The most anybody's week can cost; more is a slip of the decimal point.
const MOST: Money = Money::from_pence(1_000_000);

/// Sets the money available. The person's account is credited when the plan is agreed.
pub fn set_budget(
    work: &mut Work<'_>,
    permit: &Permit<MakePlan>,
    version: i64,
    budget: &Budget,
) -> Result<(), Failure> {
    let plan = desk::open_plan(work, desk::person_of(permit))?;
    permit.covers(plan.person)?;
    if budget.weekly.is_negative() {
        return Err(Failure::field("weekly_budget", "The money available cannot be less than nothing."));
    }
    if budget.weekly > MOST {
        return Err(Failure::field(
            "weekly_budget",
            format!("The money available in a week can be at most {MOST}. Look at the decimal point."),
        ));
    }
    let columns = cols! {
        "weekly_budget" => budget.weekly, "payment" => budget.payment.code(), "budget_reason" => &budget.reason,
    };
    let facts =
        serde_json::json!({ "weekly": budget.weekly, "payment": budget.payment.code(), "reason": budget.reason });
    work.apply(desk::edited(&plan, version, "the money available", columns))?;
    work.apply(store::Change::new("plan.budget_set", "plan", plan.id).person(plan.person).facts(facts))
}

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (person, plan) = desk::for_form::<MakePlan>(view)?;
    let row = people::row(view.tx, person)?;
    let estimate = plan.estimate(view.house.place, row.locality.as_deref());
    let held = vec![
        holds("version", plan.version),
        may_hold("weekly_budget", plan.payment.map(|_| plan.weekly_budget.decimal()).as_ref()),
        ("payment", plan.payment.iter().map(|payment| payment.code().to_owned()).collect()),
        may_hold("budget_reason", plan.budget_reason.as_ref()),
    ];
    let lead = html! {
        p { "The visits of this plan come to " strong { (plan.minutes_per_week()) } " a week." }
        @if let Some(estimate) = estimate {
            p { "At the price schedule’s ceiling they cost about " (page::show::money(estimate)) " a week." }
        }
    };
    let title = "The money available";
    let page = FormPage { title, under: "/money", fields: FIELDS, held, button: "Save", lead };
    Ok(page.shown(view, person)?.into())
}

/// Does it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = desk::leave::<MakePlan>(act)?;
    let budget = Budget {
        weekly: act.values.money("weekly_budget")?,
        payment: act.values.choice("payment")?,
        reason: act.values.text("budget_reason")?,
    };
    set_budget(act.work, &permit, act.values.version()?, &budget)?;
    let said = format!("You set the money available to {} a week.", budget.weekly);
    Ok(Done::new(desk::href(desk::person_of(&permit), "#money"), said))
}
