//! What waits for a provider in this room, for its first screen.

use kernel::{Date, Failure, Uuid};
use store::{Tx, params, statement};

/// How much waits for a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ToDo {
    /// Complaints it has to acknowledge or answer.
    pub complaints: i64,
    /// Actions it has to report on, and of these how many are overdue.
    pub actions: i64,
    /// Actions past their day.
    pub overdue: i64,
    /// Self-assessments to answer.
    pub assessments: i64,
}

statement! {
    COMPLAINTS = "SELECT count(*) FROM feedback WHERE provider = $1 AND named = TRUE AND owner = 'provider' AND due_at IS NOT NULL";
    ACTIONS = "SELECT count(*) FROM quality_action WHERE provider = $1 AND state = 'open'";
    OVERDUE = "SELECT count(*) FROM quality_action WHERE provider = $1 AND state = 'open' AND due_on < $2";
    ASSESSMENTS = "SELECT count(*) FROM quality_review WHERE provider = $1 AND kind = 'self' AND state = 'planned'";
}

/// How much waits for a provider today.
pub fn to_do(tx: &mut Tx<'_>, provider: Uuid, today: Date) -> Result<ToDo, Failure> {
    Ok(ToDo {
        complaints: tx.figure(&COMPLAINTS, params![provider])?,
        actions: tx.figure(&ACTIONS, params![provider])?,
        overdue: tx.figure(&OVERDUE, params![provider, today])?,
        assessments: tx.figure(&ASSESSMENTS, params![provider])?,
    })
}
