//! What a check-out saves; when the last worker has left, the visit is over and its time is verified.

use kernel::{Failure, Minutes, Moment};
use places::Place;
use store::{Change, Work, cols, params, statement};

use super::{Leaving, Left};
use crate::{
    alarm::{self, Kind},
    approve,
    books::{self, Figure},
    note, parts,
    stay::{self, Stay},
    store::{held, kept},
    visit::{Flag, Outcome, Said, State, VisitView},
};

pub(crate) struct Leave<'a> {
    pub(crate) finish: Moment,
    pub(crate) said: Said,
    pub(crate) leaving: &'a Leaving,
    pub(crate) name: &'a str,
}

statement! {
    LENGTHS = "SELECT w.check_in_at, w.check_out_at FROM visit v CROSS JOIN visit_worker w
        WHERE w.visit = v.id AND w.worker = $1 AND v.package = $2 AND v.line = $3 AND v.id <> $4 AND v.outcome = 'done'
          AND w.removed_at IS NULL AND w.check_out_at IS NOT NULL ORDER BY w.check_out_at DESC LIMIT 3";
}

/// How far a time may be from the plan and still count by itself: the place's charge rules say.
pub(crate) fn tolerance(place: &Place, visit: &VisitView) -> i64 {
    place.charge_rules_on(visit.day).map_or(0, |rules| rules.tolerance_minutes)
}

fn own_flags(
    work: &mut Work<'_>,
    place: &Place,
    visit: &VisitView,
    own: &Stay,
    leave: &Leave<'_>,
) -> Result<Vec<Flag>, Failure> {
    let mut flags = Vec::new();
    if leave.said.outcome == Outcome::CareGiven {
        let before = work.all(&LENGTHS, params![own.worker, visit.package, visit.line, visit.id], |row| {
            Ok(row.get::<Moment>("check_out_at")?.minutes_since(row.get("check_in_at")?))
        })?;
        flags = stay::flags(own, visit.minutes, tolerance(place, visit), &before);
    } else if own.came.as_ref().is_some_and(|came| came.why_later.is_some()) {
        flags.push(Flag::StatedLater);
    }
    if leave.leaving.finish.is_some() {
        flags.push(Flag::StatedLater);
    }
    Ok(flags)
}

pub(crate) fn save(
    work: &mut Work<'_>,
    place: &Place,
    found: &VisitView,
    before: &Stay,
    version: i64,
    leave: &Leave<'_>,
) -> Result<Left, Failure> {
    let own = Stay { went: Some(leave.finish), ..before.clone() };
    let others: Vec<&Stay> = found.workers.iter().filter(|stay| stay.id != own.id).collect();
    let over = !others.iter().any(|stay| stay.is_there());
    let mut flags = found.flags.clone();
    flags.extend(own_flags(work, place, found, &own, leave)?);
    flags.sort_unstable();
    flags.dedup();
    let stays: Vec<&Stay> = others.into_iter().filter(|stay| stay.came.is_some()).chain([&own]).collect();
    let minutes = Minutes::sum(stays.iter().filter_map(|stay| stay.minutes())).unwrap_or_default();
    let finish = stays.iter().filter_map(|stay| stay.went).max().unwrap_or(leave.finish);
    let (signature, words) = match &leave.said.signed {
        Some((signed, words)) => (Some(signed.code()), words.clone()),
        None => (None, None),
    };
    let mut columns = cols! {
        "outcome" => leave.said.outcome.code(), "signature" => signature, "signature_words" => words,
        "flags" => kept(&flags),
    };
    if over {
        let to_check = to_check(found, &leave.said, &flags, stays.len());
        columns.extend(cols! {
            "state" => "finished", "recorded_finish" => finish, "recorded_minutes" => minutes,
            "to_check" => kept(&to_check),
        });
    }
    let change = if over { made(found, leave, finish, minutes, stays.len()) } else { left(found, &own, leave) };
    let change = change.update("visit", found.id, found.version, columns);
    let went = cols! { "check_out_at" => leave.finish, "check_out_noted_at" => work.at };
    let change = change.update("visit_worker", own.id, version, went);
    work.apply(tasks(change, found, &own, leave, work.at))?;
    if let Some(words) = &leave.leaving.note {
        note::save(work, found, (own.worker, leave.name), words, None)?;
    }
    if over {
        after(work, found, leave, minutes)?;
    }
    Ok(Left { at: leave.finish, over, owes_welfare_step: over && leave.said.outcome.needs_welfare_step() })
}

/// Why a person looks at the time before it counts; nothing when it can count by itself.
fn to_check(found: &VisitView, said: &Said, flags: &[Flag], came: usize) -> Vec<Flag> {
    let mut all = flags.to_vec();
    if said.outcome != Outcome::CareGiven {
        all.push(Flag::OtherOutcome);
    } else if said.signed.is_none() {
        all.push(Flag::NotSigned);
    }
    if i64::try_from(came).is_ok_and(|came| came < found.workers_needed) {
        all.push(Flag::OneOfTwo);
    }
    all
}

fn made(found: &VisitView, leave: &Leave<'_>, finish: Moment, minutes: Minutes, workers: usize) -> Change {
    let start = if let State::Started { at, .. } = found.state { at } else { finish };
    let facts = serde_json::json!({
        "package": found.package, "provider": found.provider, "person": found.person, "day": found.day, "start": start,
        "finish": finish, "outcome": leave.said.outcome.code(), "recorded_minutes": minutes,
        "planned_minutes": found.minutes, "workers": workers, "line": found.line, "window_to": found.window_to,
    });
    parts::change("visit.made", found).facts(facts)
}

fn left(found: &VisitView, own: &Stay, leave: &Leave<'_>) -> Change {
    let facts = serde_json::json!({ "package": found.package, "worker": own.worker, "at": leave.finish });
    parts::change("visit.worker_left", found).facts(facts)
}

/// The shared list of tasks is answered once, by whoever leaves first (H9).
fn tasks(change: Change, found: &VisitView, own: &Stay, leave: &Leave<'_>, now: Moment) -> Change {
    if matches!(found.state, State::Started { said: Some(_), .. }) {
        return change;
    }
    let care_given = leave.said.outcome == Outcome::CareGiven;
    found.tasks.iter().enumerate().fold(change, |change, (n, task)| {
        let position = n + 1;
        let done = care_given && leave.leaving.done.contains(&position);
        let why_not = match (done, &leave.leaving.why_not) {
            (true, _) => None,
            (false, Some(why)) => Some(why.clone()),
            (false, None) => Some(leave.said.outcome.words().to_owned()),
        };
        change.insert(
            "visit_task",
            cols! {
                "visit" => found.id, "position" => i64::try_from(position).unwrap_or(i64::MAX), "task" => task.as_str(),
                "done" => done, "why_not" => why_not, "worker" => own.worker, "at" => now,
            },
        )
    })
}

/// When the visit is over: the books, the welfare step, and the time counts by itself if nothing speaks against it.
fn after(work: &mut Work<'_>, found: &VisitView, leave: &Leave<'_>, minutes: Minutes) -> Result<(), Failure> {
    books::note(work, Figure::Recorded, found, minutes)?;
    let over = held(work, found.id)?;
    alarm::close(work, &over, &Kind::ARRIVAL)?;
    if leave.said.outcome.needs_welfare_step() {
        let facts = serde_json::json!({
            "package": found.package, "provider": found.provider, "outcome": leave.said.outcome.code(), "at": leave.finish,
        });
        work.apply(parts::change("visit.no_reply", found).facts(facts))?;
        return alarm::raise(work, &over, Kind::NoReply);
    }
    approve::by_itself(work, &over)
}
