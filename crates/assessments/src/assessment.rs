//! A needs assessment: a draft that is saved in parts, or a decision with its reasons that never changes (PLAN-2).

use access::About;
use kernel::{Failure, Id, Moment, Uuid};
use people::PersonId;
use referrals::ReferralId;

use crate::{Answers, Indication, Outcome, Section};

/// The kind of thing an [`AssessmentId`] names.
#[derive(Debug)]
pub enum Assessment {}

/// The id of an assessment.
pub type AssessmentId = Id<Assessment>;

/// An assessment as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct AssessmentRow {
    /// Its id.
    pub id: AssessmentId,
    /// Its row's version; it goes up with every section that is saved.
    pub version: i64,
    /// Whose needs.
    pub person: PersonId,
    /// Their name when it was started.
    pub person_name: String,
    /// The referral it answers.
    pub referral: Option<ReferralId>,
    /// The assessment before it.
    pub previous: Option<AssessmentId>,
    /// The account of whoever assesses.
    pub assessor: Uuid,
    /// Their name.
    pub assessor_name: String,
    /// When it was started.
    pub started_at: Moment,
    /// When a part of it was saved last.
    pub saved_at: Option<Moment>,
    /// Where it stands.
    pub state: AssessmentState,
    /// The answers.
    pub answers: Answers,
    /// The sections, each with its version.
    pub sections: Vec<SectionRow>,
    /// The outcomes the person is unable to achieve, as answered so far.
    pub outcomes_unmet: Vec<Outcome>,
}

/// One section's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionRow {
    /// Its id.
    pub id: Uuid,
    /// Its version.
    pub version: i64,
    /// Which.
    pub section: Section,
    /// When and by whom it was saved last.
    pub saved: Option<(Moment, String)>,
}

/// Where an assessment stands.
#[derive(Debug, Clone, PartialEq)]
pub enum AssessmentState {
    /// It is being made.
    Draft,
    /// It is decided.
    Decided(Decision),
}

/// The decision on eligibility.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Whether the needs are eligible.
    pub eligible: bool,
    /// Why: the written record.
    pub reasons: String,
    /// Why it differs from what the rule indicated.
    pub differs: Option<String>,
    /// Whether the person wants the needs met: "yes" or "no".
    pub wants_met: Option<String>,
    /// The written advice, when not eligible.
    pub advice: Option<String>,
    /// What the rule indicated, with its version and what it read.
    pub indication: serde_json::Value,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: String,
}

impl AssessmentRow {
    /// What a permit is asked for.
    pub fn about(&self) -> About {
        About::thing("assessment", self.id).person(self.person)
    }

    /// The decision, once there is one.
    pub fn decision(&self) -> Option<&Decision> {
        match &self.state {
            AssessmentState::Draft => None,
            AssessmentState::Decided(decision) => Some(decision),
        }
    }

    /// A section's row.
    pub fn section(&self, section: Section) -> Result<&SectionRow, Failure> {
        let found = self.sections.iter().find(|row| row.section == section);
        found.ok_or_else(|| Failure::internal(format!("assessment {} has no section “{}”", self.id, section.code())))
    }

    /// What the rule indicates, by the answers so far.
    pub fn indication(&self) -> Result<Indication, Failure> {
        Ok(self.answers.inputs()?.indicate())
    }

    /// Only a draft can be changed; what was decided stays as it was.
    pub(crate) fn must_be_draft(&self) -> Result<(), Failure> {
        match &self.state {
            AssessmentState::Draft => Ok(()),
            AssessmentState::Decided(decision) => Err(Failure::conflict(format!(
                "This assessment was decided on {} and cannot be changed. Start a new one; this one stays beside it.",
                kernel::moment_in_words(decision.at)
            ))),
        }
    }

    /// The decision somebody wants to make, if it can be made: everything asked, reasons given, and a reason where it
    /// differs from what the rule indicates.
    pub(crate) fn decided(&self, wanted: Wanted) -> Result<Decision, Failure> {
        self.must_be_draft()?;
        let inputs = self.answers.inputs()?;
        let indication = inputs.indicate();
        let Indication::Said { eligible: indicated, reasons } = &indication else {
            let Indication::Unfinished(missing) = indication else { return Err(Failure::internal("no indication")) };
            return Err(Failure::conflict(format!(
                "Some questions are not answered yet: {}. Answer them, then decide.",
                kernel::list_in_words(&missing).to_lowercase()
            )));
        };
        if wanted.eligible != *indicated && wanted.differs.is_none() {
            return Err(Failure::field(
                "differs",
                "Your decision differs from what the rule indicates. Write why; you may decide so.",
            ));
        }
        if !wanted.eligible && wanted.advice.is_none() {
            return Err(Failure::field("advice", "Write what advice the person gets on what can be done."));
        }
        let unable: serde_json::Map<_, _> = inputs
            .outcomes
            .iter()
            .map(|(outcome, ways)| {
                (outcome.code().to_owned(), ways.iter().map(|way| way.code()).collect::<Vec<_>>().into())
            })
            .collect();
        let kept = serde_json::json!({
            "rule": crate::RULE, "eligible": indicated, "reasons": reasons,
            "inputs": { "impairment": inputs.impairment, "outcomes": unable, "impact": inputs.impact },
        });
        Ok(Decision {
            eligible: wanted.eligible,
            reasons: wanted.reasons,
            differs: wanted.differs.filter(|_| wanted.eligible != *indicated),
            wants_met: wanted.wants_met,
            advice: wanted.advice.filter(|_| !wanted.eligible),
            indication: kept,
            at: wanted.at,
            by: wanted.by,
        })
    }
}

/// A decision as somebody wants to make it.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Whether the needs are eligible.
    pub eligible: bool,
    /// Why.
    pub reasons: String,
    /// Why it differs from what the rule indicates.
    pub differs: Option<String>,
    /// Whether the person wants the needs met.
    pub wants_met: Option<String>,
    /// The written advice.
    pub advice: Option<String>,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: String,
}
