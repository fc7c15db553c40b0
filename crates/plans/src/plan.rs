//! The plan and its states (PLAN-4).

use kernel::{Date, Failure, Id, Minutes, Moment, Money, Rounding, Uuid};
use people::PersonId;
use places::Place;
use serde::{Deserialize, Serialize};

use crate::{AgreedWith, Basis, PackageKind, PatternLine, Payment, PlaceOfCare, RiskLevel, pattern, risk::RiskAnswers};

/// What a [`PlanId`] names.
#[derive(Debug)]
pub enum Plan {}

/// The id of a plan.
pub type PlanId = Id<Plan>;

/// Where a plan stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// It is being written, or changed after it was agreed; what was agreed before stays in force ([`crate::agreed`]).
    Draft,
    /// It was agreed and is in force.
    Agreed {
        /// When.
        at: Moment,
        /// By which account.
        by: Option<Uuid>,
        /// With whom.
        with: AgreedWith,
        /// Why not with the person themselves.
        why_not: Option<String>,
    },
    /// It is over.
    Ended {
        /// On which day.
        on: Date,
        /// Why.
        reason: String,
    },
}

impl State {
    /// The state in data.
    pub const fn code(&self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Agreed { .. } => "agreed",
            State::Ended { .. } => "ended",
        }
    }
}

/// What the person wants to achieve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Its id.
    pub id: Uuid,
    /// In the person's words.
    pub words: String,
    /// Whether it is a goal of reablement: to do it themselves again.
    pub reablement: bool,
    /// Where they start.
    pub baseline: String,
    /// Where they want to be.
    pub target: String,
    /// Where they are now, as it was last seen.
    pub now: Option<String>,
    /// When that was.
    pub now_on: Option<Date>,
}

/// Something somebody other than the care workers does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanAction {
    /// Its id.
    pub id: Uuid,
    /// What.
    pub what: String,
    /// Who.
    pub who: String,
    /// By when.
    pub by: Option<Date>,
}

/// What could go wrong, and what is done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    /// Its id.
    pub id: Uuid,
    /// What could go wrong.
    pub words: String,
    /// What is done about it.
    pub reduced_by: String,
}

/// A plan with everything that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanView {
    /// Its id.
    pub id: PlanId,
    /// The version of its row: what a form sends back, so that a stale page changes nothing.
    pub version: i64,
    /// The number of the version on this view: the first is 1. A draft after an agreement has the number it will get.
    pub version_no: i64,
    /// Whose it is.
    pub person: PersonId,
    /// The council that made it.
    pub council: Uuid,
    /// The social worker whose person this is.
    pub worker: Option<Uuid>,
    /// On what grounds it was made (PLAN-2).
    pub basis: Basis,
    /// The reason, where no assessment was decided.
    pub basis_reason: Option<String>,
    /// The decided assessment.
    pub assessment: Option<Uuid>,
    /// Where it stands.
    pub state: State,
    /// The last version that was agreed.
    pub agreed_version: Option<i64>,
    /// What kind of package.
    pub kind: PackageKind,
    /// Whether a nurse must oversee the care.
    pub complex: bool,
    /// Where the care is given.
    pub place_of_care: PlaceOfCare,
    /// The address, where it is not the person's own.
    pub place_words: Option<String>,
    /// From which day care is wanted.
    pub start_wanted: Date,
    /// What matters to the person.
    pub what_matters: Option<String>,
    /// What they can do and who helps them already.
    pub strengths: Option<String>,
    /// What happens if the care worker does not come.
    pub contingency: Option<String>,
    /// What a new care worker should know of what was before.
    pub history: Option<String>,
    /// How medicines are managed.
    pub medicines: Option<String>,
    /// The date of the policy under which care workers help with medicines.
    pub medicines_policy_on: Option<Date>,
    /// Whether a visit helps with medicines.
    pub medication: bool,
    /// Money available in a week; nothing until it is decided (see `payment`).
    pub weekly_budget: Money,
    /// Who holds the money; none as long as it is not decided.
    pub payment: Option<Payment>,
    /// Why this amount.
    pub budget_reason: Option<String>,
    /// What was answered to the risk tool.
    pub risk_answers: RiskAnswers,
    /// The version of the tool's rule; none as long as it was not used.
    pub risk_rule: Option<String>,
    /// The level.
    pub risk: RiskLevel,
    /// Why the level is another than the tool's.
    pub risk_override: Option<String>,
    /// Outcomes wanted.
    pub outcomes: Vec<Outcome>,
    /// The pattern of visits.
    pub pattern: Vec<PatternLine>,
    /// Risks.
    pub risks: Vec<Risk>,
    /// Actions.
    pub actions: Vec<PlanAction>,
    /// When it was last reviewed.
    pub reviewed_on: Option<Date>,
    /// When its next review is due.
    pub review_due: Option<Moment>,
}

impl PlanView {
    /// Whether it is in force as it stands here.
    pub const fn is_agreed(&self) -> bool {
        matches!(self.state, State::Agreed { .. })
    }

    /// Care time in a week, both workers of a double visit counted.
    pub fn minutes_per_week(&self) -> Minutes {
        Minutes::sum(self.pattern.iter().map(PatternLine::minutes_per_week)).unwrap_or_default()
    }

    /// The lot of the framework and the kind of care in it.
    pub const fn priced_as(&self) -> (&'static str, &'static str) {
        self.kind.priced_as(self.complex)
    }

    /// What a week costs at most: the ceiling of the place's price schedule on the day care is wanted, nothing where it
    /// has no price for it. It is an estimate; bands and bank holidays come with the charge.
    pub fn estimate(&self, place: &Place, locality: Option<&str>) -> Option<Money> {
        let (lot, kind) = self.priced_as();
        let ceiling = place.ceiling(lot, locality?, kind, self.start_wanted)?;
        Money::for_minutes(ceiling, self.minutes_per_week(), Rounding::HalfUp)
    }

    /// Refuses what cannot be changed any more.
    pub fn open(&self) -> Result<(), Failure> {
        match &self.state {
            State::Draft | State::Agreed { .. } => Ok(()),
            State::Ended { on, .. } => Err(Failure::conflict(format!(
                "This plan ended on {}. Start a new one if the person needs care again.",
                kernel::day_in_words(*on)
            ))),
        }
    }

    /// The number of the version that a change made now belongs to.
    pub const fn next_version_no(&self) -> i64 {
        match self.state {
            State::Agreed { .. } => self.version_no + 1,
            State::Draft | State::Ended { .. } => self.version_no,
        }
    }

    /// What is still missing before it can be agreed; empty when nothing is.
    pub fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        let mut need = |is_there: bool, words: &str| {
            if !is_there {
                missing.push(words.to_owned());
            }
        };
        need(self.what_matters.is_some(), "Write what matters to the person.");
        need(self.contingency.is_some(), "Write what happens if the care worker does not come.");
        need(!self.outcomes.is_empty(), "Add at least one outcome the person wants.");
        need(!self.pattern.is_empty(), "Add at least one visit.");
        need(self.payment.is_some(), "Set the money available.");
        need(self.risk_rule.is_some(), "Use the risk tool.");
        let tasks = || self.pattern.iter().flat_map(|line| &line.tasks);
        let medicines_alone = self.medication && tasks().all(|task| pattern::is_medicine(task));
        need(
            !medicines_alone,
            "Care at home cannot be for medicines alone: they are given only as part of a larger package. Add the other care the person needs, or ask the pharmacist or the community nurses.",
        );
        let managed = self.medicines.is_some() && self.medicines_policy_on.is_some();
        need(
            !self.medication || managed,
            "A visit helps with medicines: write how they are managed and the date of the medicines policy, under “The package”.",
        );
        missing
    }
}

/// Care time in a week, both workers of a double visit counted.
pub fn minutes_per_week(plan: &PlanView) -> Minutes {
    plan.minutes_per_week()
}
