//! The link to the eligibility decision (PLAN-2): the only place that reads the room of assessments.

use assessments::AssessmentState;
use kernel::{Failure, Moment, Uuid};
use people::PersonId;
use store::Tx;

/// What the last decided assessment of a person found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    /// The assessment.
    pub assessment: Uuid,
    /// Whether it found eligible needs.
    pub eligible: bool,
}

/// The last decision, if there is one.
pub(crate) fn latest(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Decision>, Failure> {
    let Some(row) = assessments::latest_decided_of(tx, person)? else { return Ok(None) };
    match row.state {
        AssessmentState::Draft => Ok(None),
        AssessmentState::Decided(decision) => {
            Ok(Some(Decision { assessment: row.id.uuid(), eligible: decision.eligible }))
        }
    }
}

/// An assessment that was begun and not decided.
#[derive(Debug, Clone)]
pub(crate) struct Open {
    /// The assessment.
    pub assessment: Uuid,
    /// About whom.
    pub person: PersonId,
    /// Their name.
    pub person_name: String,
    /// Since when.
    pub since: Moment,
}

/// Assessments that this account has begun and not decided, the oldest first.
pub(crate) fn open(tx: &mut Tx<'_>, assessor: Uuid) -> Result<Vec<Open>, Failure> {
    let drafts = assessments::drafts_of(tx, assessor)?;
    let open = |row: assessments::AssessmentRow| Open {
        assessment: row.id.uuid(),
        person: row.person,
        person_name: row.person_name,
        since: row.started_at,
    };
    Ok(drafts.into_iter().map(open).collect())
}
