//! The one care and support plan of a person (PLAN-4): what matters, outcomes, the pattern of visits a package is made of
//! (BRK-2), the money available (PLAN-10), risks, agreement, versions (REC-7), reviews (PLAN-8) and "this has changed".

mod coded;
mod days;
mod kinds;
mod pattern;
mod plan;
mod policy;
mod risk;
mod stored;

pub use days::in_words as days_in_words;
pub use kinds::{AgreedWith, Basis, PackageKind, Payment, PlaceOfCare, RiskLevel};
pub use pattern::{PatternLine, SKILLS};
pub use plan::{Outcome, Plan, PlanAction, PlanId, PlanView, Risk, State, minutes_per_week};
pub use policy::{ACTIONS, AgreePlan, AnswerChange, AskChange, MakePlan, SeeMyPeople, SeePlan};
pub use risk::RiskAnswers;
pub use stored::{agreed, current, version, versions, view};

/// The tables of this room.
pub const MIGRATIONS: &[store::Migration] = store::migrations!["20261122_1230_plans"];

/// What this room gives the house.
pub fn slice() -> wire::Slice {
    wire::Slice::new("plans", ACTIONS, MIGRATIONS)
}
