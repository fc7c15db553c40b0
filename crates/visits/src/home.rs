//! What a provider's first screen says of visits: those that are late now, tomorrow's gaps, times to check. Each figure is
//! one query over an index.

use access::Covers;
use kernel::{Failure, one_or_many};
use page::show::{Standing, Tile};
use store::{params, statement};
use wire::View;

use crate::policy::{ApproveVisit, Assign, SeeAlarms};

statement! {
    LATE = "SELECT CAST(count(*) AS {int}) AS late, CAST(COALESCE(SUM(CASE WHEN
            EXISTS (SELECT 1 FROM alarm a WHERE a.visit = v.id AND a.closed_at IS NULL AND a.accepted_at IS NULL)
            OR NOT EXISTS (SELECT 1 FROM alarm a WHERE a.visit = v.id AND a.closed_at IS NULL)
            THEN 1 ELSE 0 END), 0) AS {int}) AS nobody
        FROM visit v WHERE v.id IN (
            SELECT id FROM visit WHERE state IN ('planned', 'assigned', 'started') AND late_at <= $1 AND outcome IS NULL
                AND checked_in < workers_needed AND provider = $2
            UNION SELECT visit FROM alarm WHERE closed_at IS NULL AND provider = $2)";
    GAPS = "SELECT count(*) FROM visit WHERE provider = $1 AND day = $2 AND state IN ('planned', 'assigned')
        AND assigned < workers_needed";
    TO_CHECK = "SELECT count(*) FROM visit WHERE provider = $1 AND state = 'finished'";
}

/// Visits that are late or uncovered now, and how many of them nobody deals with (VIS-5, H7).
pub(crate) fn late(view: &mut View<'_, '_>) -> Result<Vec<Tile>, Failure> {
    let scope = view.who.scope::<SeeAlarms>()?;
    let Covers::Organisation(own) = scope.covers() else { return Ok(Vec::new()) };
    let found = view.tx.first(&LATE, params![view.now, *own], |row| Ok((row.get("late")?, row.get("nobody")?)))?;
    let (late, nobody): (i64, i64) = found.unwrap_or_default();
    let words = one_or_many(late, "visit late or uncovered now", "visits late or uncovered now");
    let tile = Tile::new(late, words, "/visits/late");
    Ok(vec![match (late, nobody) {
        (0, _) => tile,
        (_, 0) => tile.standing("Dealt with", Standing::Soon),
        (late, nobody) if late == nobody => tile.standing("Act now", Standing::Late),
        (_, nobody) => tile.standing(format!("Act now: {nobody}"), Standing::Late),
    }])
}

/// Visits of tomorrow that have not all their workers.
pub(crate) fn gaps(view: &mut View<'_, '_>) -> Result<Vec<Tile>, Failure> {
    let scope = view.who.scope::<Assign>()?;
    let Covers::Organisation(own) = scope.covers() else { return Ok(Vec::new()) };
    let tomorrow = view.now.day().tomorrow().map_err(Failure::internal)?;
    let gaps = view.tx.figure(&GAPS, params![*own, tomorrow])?;
    let words = one_or_many(gaps, "visit tomorrow without all workers", "visits tomorrow without all workers");
    let tile = Tile::new(gaps, words, format!("/schedule?day={tomorrow}#open"));
    Ok(vec![if gaps == 0 { tile } else { tile.standing("To do", Standing::Soon) }])
}

/// Visits that are over and whose time somebody must look at (VIS-4).
pub(crate) fn to_check(view: &mut View<'_, '_>) -> Result<Vec<Tile>, Failure> {
    let scope = view.who.scope::<ApproveVisit>()?;
    let Covers::Organisation(own) = scope.covers() else { return Ok(Vec::new()) };
    let open = view.tx.figure(&TO_CHECK, params![*own])?;
    let tile = Tile::new(open, one_or_many(open, "time to check", "times to check"), "/provider/visits?list=to_check");
    Ok(vec![if open == 0 { tile } else { tile.standing("To do", Standing::Soon) }])
}
