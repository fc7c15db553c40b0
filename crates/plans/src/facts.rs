//! The plan as a script reads it.

use kernel::Money;
use schemars::JsonSchema;
use serde::Serialize;

use crate::PlanView;

/// The plan as a script reads it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PlanFacts {
    /// The plan's id; none when the person has no plan.
    id: Option<String>,
    /// "draft", "agreed" or "ended".
    state: Option<&'static str>,
    /// The row's version, which a command must send back.
    version: Option<i64>,
    /// The number of the version on the page.
    version_no: Option<i64>,
    /// The last version that was agreed.
    agreed_version: Option<i64>,
    /// The kind of package, by code.
    kind: Option<&'static str>,
    /// From which day care is wanted.
    start_wanted: Option<String>,
    /// Pence in a week.
    weekly_budget: Option<i64>,
    /// Minutes of care in a week, both workers of a double visit counted.
    minutes_per_week: Option<i64>,
    /// Pence in a week at the ceiling, where the place has a price for it.
    estimate: Option<i64>,
    /// The level of risk, by code.
    risk: Option<&'static str>,
    /// What is still missing before it can be agreed.
    missing: Vec<String>,
    /// Outcomes wanted.
    outcomes: Vec<OutcomeFacts>,
    /// The pattern of visits.
    visits: Vec<VisitFacts>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct OutcomeFacts {
    id: String,
    words: String,
    reablement: bool,
    baseline: String,
    target: String,
    now: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct VisitFacts {
    id: String,
    label: String,
    days: String,
    from: String,
    to: String,
    minutes: i64,
    workers: i64,
    tasks: Vec<String>,
    time_critical: bool,
    skills: Vec<String>,
}

impl PlanFacts {
    /// The facts of a plan, or of there being none.
    pub(crate) fn of(plan: Option<&PlanView>, estimate: Option<Money>) -> Self {
        let outcomes = plan.iter().flat_map(|plan| &plan.outcomes).map(|it| OutcomeFacts {
            id: it.id.to_string(),
            words: it.words.clone(),
            reablement: it.reablement,
            baseline: it.baseline.clone(),
            target: it.target.clone(),
            now: it.now.clone(),
        });
        let visits = plan.iter().flat_map(|plan| &plan.pattern).map(|it| VisitFacts {
            id: it.id.to_string(),
            label: it.label.clone(),
            days: crate::days::kept(&it.days),
            from: it.from.strftime("%H:%M").to_string(),
            to: it.to.strftime("%H:%M").to_string(),
            minutes: it.minutes,
            workers: it.workers,
            tasks: it.tasks.clone(),
            time_critical: it.time_critical,
            skills: it.skills.clone(),
        });
        PlanFacts {
            id: plan.map(|plan| plan.id.to_string()),
            state: plan.map(|plan| plan.state.code()),
            version: plan.map(|plan| plan.version),
            version_no: plan.map(|plan| plan.version_no),
            agreed_version: plan.and_then(|plan| plan.agreed_version),
            kind: plan.map(|plan| plan.kind.code()),
            start_wanted: plan.map(|plan| plan.start_wanted.to_string()),
            weekly_budget: plan.map(|plan| plan.weekly_budget.pence()),
            minutes_per_week: plan.map(|plan| plan.minutes_per_week().get()),
            estimate: estimate.map(Money::pence),
            risk: plan.map(|plan| plan.risk.code()),
            missing: plan.map(PlanView::missing).unwrap_or_default(),
            outcomes: outcomes.collect(),
            visits: visits.collect(),
        }
    }
}
