//! Needs assessments under the Care Act (PLAN-2): saved in parts, filled in from the record, with the eligibility rule's
//! indication beside a decision that people make, and its reasons.

mod answers;
mod assessment;
mod decide;
mod eligibility;
mod form;
mod impact;
mod list;
mod need;
mod outcomes;
mod policy;
mod save;
mod show;
mod start;
mod store;
mod words;

pub use answers::{Answers, Impact, Need, OutcomeAnswer, Outcomes};
pub use assessment::{Assessment, AssessmentId, AssessmentRow, AssessmentState, Decision, SectionRow, Wanted};
pub use decide::decide;
pub use eligibility::{Indication, Inputs, RULE};
pub use policy::{ACTIONS, Assess, SeeAssessments};
pub use save::save;
pub use start::start;
pub use store::{drafts_of, latest_decided_of, latest_of, of_person, row};
use wire::Slice;
pub use words::{Advocate, Capacity, Outcome, Residence, Section, Unable, YesNo};

/// The tables of this room.
pub const MIGRATIONS: &[::store::Migration] = ::store::migrations!["20261122_1220_assessments"];

/// Everything this room gives the house.
pub fn slice() -> Slice {
    Slice::new("assessments", ACTIONS, MIGRATIONS)
        .person_link::<SeeAssessments>("Assessments", "/people/{person}/assessments")
        .page::<SeeAssessments>("/people/{person}/assessments", "A person’s assessments", list::page)
        .command::<Assess>(
            "/people/{person}/assessments/start",
            "Start an assessment",
            start::FIELDS,
            start::page,
            start::submit,
        )
        .page_with_data::<SeeAssessments, show::AssessmentFacts>(
            "/assessments/{assessment}",
            "One assessment",
            show::page,
        )
        .command::<Assess>(
            "/assessments/{assessment}/need",
            "Save about the need",
            need::FIELDS,
            need::page,
            need::submit,
        )
        .command::<Assess>(
            "/assessments/{assessment}/outcomes",
            "Save the ten outcomes",
            outcomes::FIELDS,
            outcomes::page,
            outcomes::submit,
        )
        .command::<Assess>(
            "/assessments/{assessment}/impact",
            "Save the impact on wellbeing",
            impact::FIELDS,
            impact::page,
            impact::submit,
        )
        .command::<Assess>(
            "/assessments/{assessment}/decide",
            "Decide on eligibility",
            decide::FIELDS,
            decide::page,
            decide::submit,
        )
}
