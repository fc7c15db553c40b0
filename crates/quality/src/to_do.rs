//! What waits for a provider in this room, for its first screen.

use kernel::{Date, Failure, Uuid, one_or_many};
use page::show::{Standing, Tile};
use store::{Tx, params, statement};
use wire::View;

/// How much waits for a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct ToDo {
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
pub(crate) fn to_do(tx: &mut Tx<'_>, provider: Uuid, today: Date) -> Result<ToDo, Failure> {
    Ok(ToDo {
        complaints: tx.figure(&COMPLAINTS, params![provider])?,
        actions: tx.figure(&ACTIONS, params![provider])?,
        overdue: tx.figure(&OVERDUE, params![provider, today])?,
        assessments: tx.figure(&ASSESSMENTS, params![provider])?,
    })
}

/// The same as figures of the provider's first screen; those that are nought are left out.
pub(crate) fn tiles(view: &mut View<'_, '_>) -> Result<Vec<Tile>, Failure> {
    let found = to_do(view.tx, view.who.organisation_id().unwrap_or_default(), view.now.day())?;
    let tile = |count: i64, (one, many): (&str, &str), href: &str, standing| {
        let word = if standing == Standing::Late { "Act now" } else { "To do" };
        (count > 0).then(|| Tile::new(count, one_or_many(count, one, many), href).standing(word, standing))
    };
    let actions = if found.overdue > 0 { Standing::Late } else { Standing::Soon };
    let all = [
        tile(found.complaints, ("complaint to answer", "complaints to answer"), "/quality/feedback", Standing::Soon),
        tile(found.actions, ("action to put right", "actions to put right"), "/quality/actions", actions),
        tile(
            found.assessments,
            ("self-assessment to answer", "self-assessments to answer"),
            "/quality/reviews",
            Standing::Soon,
        ),
    ];
    Ok(all.into_iter().flatten().collect())
}
