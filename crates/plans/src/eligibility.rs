//! The link to the eligibility decision (PLAN-2).

use kernel::{Failure, Uuid};
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
pub(crate) fn latest(_tx: &mut Tx<'_>, _person: PersonId) -> Result<Option<Decision>, Failure> {
    Ok(None)
}

/// An assessment that was begun and not decided.
#[derive(Debug, Clone)]
pub(crate) struct Open {
    /// The assessment.
    pub assessment: Uuid,
    /// About whom.
    pub person_name: String,
    /// Since when.
    pub since: kernel::Moment,
}

/// Assessments that were begun and not decided, by whoever began them.
pub(crate) fn open(_tx: &mut Tx<'_>, _worker: Option<Uuid>, _most: i64) -> Result<Vec<Open>, Failure> {
    Ok(Vec::new())
}
