//! Recording a visit from a row, as the worker's own check-in and check-out would.

use kernel::{Failure, Moment, Uuid, time_in_words};
use places::Place;
use sheet::monitoring::{Attendance, Outcome as Said};
use store::{Tx, Work, params, statement};

use super::{
    Kept, Verdict, end,
    matching::{self, Whom},
    parked_of_visit,
};
use crate::{
    assign,
    check_in::{self, Arriving},
    check_out::{
        Leaving,
        record::{self, Leave},
    },
    checks,
    store::held,
    visit::{self, Outcome, Signed, State, VisitId, VisitView},
};

/// Who ends a row that its fellow brought home.
const SYSTEM: &str = "the system";

statement! {
    ELSEWHERE = "SELECT w.check_in_at, w.check_out_at FROM visit_worker w WHERE w.worker = $1 AND w.visit <> $2
        AND w.removed_at IS NULL AND w.check_in_at < $4 AND w.check_out_at > $3 ORDER BY w.check_in_at LIMIT 1";
}

/// Records the visit of a row. Everything is looked at before anything is written.
pub(super) fn row(work: &mut Work<'_>, place: &Place, id: VisitId, row: &Attendance) -> Result<Verdict, Failure> {
    attempt(work, place, id, row, false)
}

/// The same by a person's hand; of a visit for two, one may be all that came.
pub(super) fn by_hand(work: &mut Work<'_>, place: &Place, id: VisitId, row: &Attendance) -> Result<Verdict, Failure> {
    attempt(work, place, id, row, true)
}

fn attempt(work: &mut Work<'_>, place: &Place, id: VisitId, row: &Attendance, alone: bool) -> Result<Verdict, Failure> {
    let found = held(work, id)?;
    let (start, finish) = match (row.outcome, row.start, row.end) {
        (Said::Cancelled | Said::Missed, ..) => return Ok(not_made(&found, row.outcome)),
        (Said::Delivered | Said::Frustrated, Some(start), Some(finish)) => (start, finish),
        _ => return Ok(Verdict::Parked("The row has no actual start or end.".into())),
    };
    if let Some(verdict) = recorded_before(&found, start, finish) {
        return Ok(verdict);
    }
    if let Some(reason) = impossible(&found, start, finish, work.at) {
        return Ok(Verdict::Parked(reason));
    }
    let fellow = fellow(work, &found, row)?;
    if found.workers_needed > 1 && fellow.is_none() && !alone {
        return Ok(Verdict::Parked(
            "The visit is for two workers, and the other one’s row is not here. Match it by hand if only one came."
                .into(),
        ));
    }
    let rows: Vec<&Attendance> = fellow.iter().map(|kept| &kept.row).chain([row]).collect();
    let workers = match workers(work, place, &found, &rows)? {
        Ok(workers) => workers,
        Err(reason) => return Ok(Verdict::Parked(reason)),
    };
    for whom in workers.iter().filter(|whom| !whom.has_it) {
        assign::hold(work, found.provider, whom.worker)?;
        let found = held(work, id)?;
        assign::save(work, &found, found.version, whom.worker, &whom.name)?;
    }
    for (whom, row) in workers.iter().zip(&rows) {
        arrive(work, id, whom.worker, row)?;
    }
    for (whom, row) in workers.iter().zip(&rows) {
        leave(work, place, id, whom.worker, row)?;
    }
    if let Some(kept) = &fellow {
        end(work, kept, kept.version, ("recorded", Some(found.id), None), SYSTEM)?;
    }
    Ok(Verdict::Recorded)
}

/// A cancelled or missed visit is nothing a file can say alone: somebody must say what happened instead (H7).
fn not_made(found: &VisitView, outcome: Said) -> Verdict {
    match (&found.state, outcome) {
        (State::Cancelled { .. }, Said::Cancelled) | (State::Missed { .. }, Said::Missed) => Verdict::AlreadySo,
        (_, Said::Cancelled) => Verdict::Parked(
            "Your system says that the visit was cancelled. Cancel it here with the reason and what happens instead, then match the row.".into(),
        ),
        _ => Verdict::Parked(
            "Your system says that nobody came. Follow the missed visit up here, so that it is known that the person is safe; then match the row.".into(),
        ),
    }
}

/// What was recorded is never overwritten (VIS-4).
fn recorded_before(found: &VisitView, start: Moment, finish: Moment) -> Option<Verdict> {
    let same =
        |stay: &crate::stay::Stay| stay.came.as_ref().is_some_and(|came| came.at == start) && stay.went == Some(finish);
    if found.workers.iter().any(same) {
        return Some(Verdict::AlreadySo);
    }
    let (from, to) = found.recorded()?;
    Some(Verdict::Parked(format!(
        "This visit is recorded already, with other times: {} to {}. They stand; correct the time that counts if they are wrong.",
        time_in_words(from.time_of_day()),
        time_in_words(to.time_of_day())
    )))
}

fn impossible(found: &VisitView, start: Moment, finish: Moment, now: Moment) -> Option<String> {
    if finish > now {
        return Some("The actual end is still to come.".into());
    }
    if finish > start.plus_hours(crate::stay::LONGEST_HOURS) {
        return Some(format!("A visit lasts at most {} hours.", crate::stay::LONGEST_HOURS));
    }
    if matches!(found.state, State::Started { .. }) {
        return Some(
            "A worker has checked in to this visit here. What they say stands; it is not recorded twice.".into(),
        );
    }
    if start > found.window_to.plus_hours(12) {
        return Some(format!(
            "The visit was planned for {}, more than half a day before.",
            matching::when(found.planned_start)
        ));
    }
    found.must_take_arrivals(start).err().map(|failure| failure.to_string())
}

/// The other worker's row of a visit for two.
fn fellow(work: &mut Work<'_>, found: &VisitView, row: &Attendance) -> Result<Option<Kept>, Failure> {
    if found.workers_needed < 2 {
        return Ok(None);
    }
    let parked = parked_of_visit(work, found.id)?;
    let is_fellow = |kept: &Kept| {
        kept.row.outcome == row.outcome
            && kept.row.start.is_some()
            && kept.row.end.is_some()
            && kept.row.worker != row.worker
    };
    Ok(parked.into_iter().find(is_fellow))
}

/// The workers of the rows, each at no other visit at the time.
fn workers(
    tx: &mut Tx<'_>,
    place: &Place,
    found: &VisitView,
    rows: &[&Attendance],
) -> Result<Result<Vec<Whom>, String>, Failure> {
    let mut all: Vec<Whom> = Vec::new();
    for row in rows {
        let whom = match matching::worker(tx, found, row, &all)? {
            Ok(whom) => whom,
            Err(reason) => return Ok(Err(reason)),
        };
        if all.iter().any(|other| other.worker == whom.worker) {
            return Ok(Err("Both rows of this visit for two are of the same worker.".into()));
        }
        if let Some(reason) = may_not_be_given(tx, place, found, &whom)? {
            return Ok(Err(reason));
        }
        let (Some(start), Some(finish)) = (row.start, row.end) else { continue };
        let other = tx.first(&ELSEWHERE, params![whom.worker, found.id, start, finish], |row| {
            Ok((row.get::<Moment>("check_in_at")?, row.get::<Moment>("check_out_at")?))
        })?;
        if let Some((from, to)) = other {
            return Ok(Err(format!(
                "The times overlap: the same worker was at another visit from {} to {}.",
                time_in_words(from.time_of_day()),
                time_in_words(to.time_of_day())
            )));
        }
        all.push(whom);
    }
    Ok(Ok(all))
}

/// The hard rules of giving a visit hold for one that a file would give (H17): who lacks a skill or a check is looked at by a person.
fn may_not_be_given(tx: &mut Tx<'_>, place: &Place, found: &VisitView, whom: &Whom) -> Result<Option<String>, Failure> {
    if whom.has_it {
        return Ok(None);
    }
    let missing = assign::missing(&found.skills, &assign::skills_of(tx, whom.worker)?);
    let lacks = match missing.is_empty() {
        true => checks::lacking(tx, place, found, whom.worker)?,
        false => Some(format!("the visit needs {}", kernel::list_in_words(&missing))),
    };
    Ok(lacks.map(|lacks| {
        format!(
            "{} came and was not given this visit, and may not be: {lacks}. Decide who has it, then match the row.",
            whom.name
        )
    }))
}

fn arrive(work: &mut Work<'_>, id: VisitId, worker: Uuid, row: &Attendance) -> Result<(), Failure> {
    let found = held(work, id)?;
    let stay = check_in::own(&found, worker)?;
    let at = row.start.unwrap_or(found.planned_start);
    let place = format!("As the provider’s own system says, file {}", row.file);
    check_in::save(work, &found, (&stay, stay.version), at, &Arriving { place: Some(&place), ..Arriving::default() })
}

fn leave(work: &mut Work<'_>, place: &Place, id: VisitId, worker: Uuid, row: &Attendance) -> Result<(), Failure> {
    let found = held(work, id)?;
    let stay = check_in::own(&found, worker)?;
    let said = match &found.state {
        State::Started { said: Some(said), .. } => said.clone(),
        _ => visit::Said {
            outcome: if row.outcome == Said::Frustrated { Outcome::NoReply } else { Outcome::CareGiven },
            signed: Some((Signed::TimeStamp, Some(format!("file {}, line {}", row.file, row.row)))),
        },
    };
    let finish = row.end.unwrap_or(found.planned_end);
    // Its file does not tell of tasks: they stay unanswered.
    let found = VisitView { tasks: Vec::new(), ..found };
    let leave = Leave { finish, said, leaving: &Leaving::default(), name: &stay.name };
    record::save(work, place, &found, &stay, stay.version, &leave).map(drop)
}
