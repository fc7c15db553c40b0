//! Every statement that reads visits, and how a row becomes a visit.

use std::collections::HashMap;

use kernel::{Date, Failure, Minutes, Moment, Period, Uuid};
use store::{Row, Statement, Tx, Value, Work, params, statement};

use crate::{
    stay::{Arrival, Stay},
    visit::{Approval, Flag, Recorded, Said, State, VisitId, VisitView},
};

/// The most visits one list shows.
pub(crate) const MOST: i64 = 500;

statement! {
    ONE = "SELECT * FROM visit WHERE id = $1";
    HELD = "SELECT * FROM visit WHERE id = $1 {for_update}";
    STAYS = "SELECT * FROM visit_worker WHERE visit = $1 AND removed_at IS NULL ORDER BY assigned_at, id";
    pub(crate) DAY = "SELECT * FROM visit WHERE provider = $1 AND day >= $2 AND day < $3 ORDER BY starts_at, id LIMIT 2000";
    pub(crate) DAY_STAYS = "SELECT w.* FROM visit_worker w JOIN visit v ON v.id = w.visit
        WHERE v.provider = $1 AND v.day >= $2 AND v.day < $3 AND w.removed_at IS NULL ORDER BY w.assigned_at, w.id";
    PERSON = "SELECT * FROM visit WHERE person = $1 AND day >= $2 AND day < $3 ORDER BY starts_at, id LIMIT 2000";
    PERSON_STAYS = "SELECT w.* FROM visit_worker w JOIN visit v ON v.id = w.visit
        WHERE v.person = $1 AND v.day >= $2 AND v.day < $3 AND w.removed_at IS NULL ORDER BY w.assigned_at, w.id";
    PACKAGE = "SELECT * FROM visit WHERE package = $1 AND day >= $2 AND day < $3 ORDER BY starts_at, id LIMIT 2000";
    PACKAGE_STAYS = "SELECT w.* FROM visit_worker w JOIN visit v ON v.id = w.visit
        WHERE v.package = $1 AND v.day >= $2 AND v.day < $3 AND w.removed_at IS NULL ORDER BY w.assigned_at, w.id";
    ROUND = "SELECT v.* FROM visit v JOIN visit_worker m ON m.visit = v.id
        WHERE m.worker = $1 AND m.removed_at IS NULL AND m.ends_at >= $2 AND m.starts_at < $3 AND m.starts_at > $5
          AND v.provider = $4
        ORDER BY v.starts_at, v.id LIMIT 200";
    ROUND_STAYS = "SELECT w.* FROM visit_worker w JOIN visit_worker m ON m.visit = w.visit JOIN visit v ON v.id = w.visit
        WHERE m.worker = $1 AND m.removed_at IS NULL AND m.ends_at >= $2 AND m.starts_at < $3 AND m.starts_at > $5
          AND w.removed_at IS NULL AND v.provider = $4
        ORDER BY w.assigned_at, w.id";
}

/// One visit with its workers.
pub(crate) fn visit(tx: &mut Tx<'_>, id: VisitId) -> Result<VisitView, Failure> {
    let visit = tx.one(&ONE, params![id], "visit", read)?;
    with_stays(tx, visit)
}

/// The same, held until the unit of work ends.
pub(crate) fn held(work: &mut Work<'_>, id: VisitId) -> Result<VisitView, Failure> {
    let visit = work.one(&HELD, params![id], "visit", read)?;
    with_stays(work, visit)
}

fn with_stays(tx: &mut Tx<'_>, visit: VisitView) -> Result<VisitView, Failure> {
    let workers = tx.all(&STAYS, params![visit.id], read_stay)?;
    Ok(VisitView { workers, ..visit })
}

/// A list of visits with their workers: one statement for each.
pub(crate) fn list(
    tx: &mut Tx<'_>,
    visits: &Statement,
    stays: &Statement,
    params: &[Value],
) -> Result<Vec<VisitView>, Failure> {
    let mut found = tx.all(visits, params, read)?;
    let mut workers: HashMap<Uuid, Vec<Stay>> = HashMap::new();
    for stay in tx.all(stays, params, read_stay)? {
        workers.entry(stay.visit).or_default().push(stay);
    }
    for visit in &mut found {
        visit.workers = workers.remove(&visit.id.uuid()).unwrap_or_default();
    }
    Ok(found)
}

/// A person's visits in a period.
pub fn of_person(tx: &mut Tx<'_>, person: impl Into<Uuid>, period: Period) -> Result<Vec<VisitView>, Failure> {
    list(tx, &PERSON, &PERSON_STAYS, params![person.into(), period.from(), period.to()])
}

/// A package's visits in a period.
pub fn of_package(tx: &mut Tx<'_>, package: impl Into<Uuid>, period: Period) -> Result<Vec<VisitView>, Failure> {
    list(tx, &PACKAGE, &PACKAGE_STAYS, params![package.into(), period.from(), period.to()])
}

/// A provider's visits in a period.
pub fn of_provider(tx: &mut Tx<'_>, provider: Uuid, period: Period) -> Result<Vec<VisitView>, Failure> {
    list(tx, &DAY, &DAY_STAYS, params![provider, period.from(), period.to()])
}

/// A worker's visits with the provider they work for that end after `from` and begin before `to`.
pub(crate) fn of_worker(
    tx: &mut Tx<'_>,
    (worker, provider): (Uuid, Uuid),
    from: Moment,
    to: Moment,
) -> Result<Vec<VisitView>, Failure> {
    // A visit lasts twelve hours at most, so that what the worker did long before need not be looked through.
    list(tx, &ROUND, &ROUND_STAYS, params![worker, from, to, provider, from.plus_days(-2)])
}

fn texts(row: &Row, column: &str) -> Result<Vec<String>, Failure> {
    serde_json::from_value(row.get(column)?).map_err(Failure::internal)
}

fn flags(row: &Row, column: &str) -> Result<Vec<Flag>, Failure> {
    texts(row, column)?.iter().map(|code| code.parse()).collect()
}

/// Flags as they are kept.
pub(crate) fn kept(flags: &[Flag]) -> serde_json::Value {
    flags.iter().map(|flag| flag.code()).collect()
}

/// A visit without its workers.
pub(crate) fn read(row: &Row) -> Result<VisitView, Failure> {
    Ok(VisitView {
        id: row.get("id")?,
        version: row.get("version")?,
        package: row.get("package")?,
        line: row.get("line")?,
        person: row.get("person")?,
        person_name: row.get("person_name")?,
        locality: row.get("locality")?,
        provider: row.get("provider")?,
        plan: row.get("plan")?,
        plan_version: row.get("plan_version")?,
        day: row.get::<Date>("day")?,
        label: row.get("label")?,
        window_from: row.get("window_from")?,
        window_to: row.get("window_to")?,
        planned_start: row.get("starts_at")?,
        planned_end: row.get("ends_at")?,
        minutes: row.get("minutes")?,
        workers_needed: row.get("workers_needed")?,
        time_critical: row.get("time_critical")?,
        lives_alone: row.get("lives_alone")?,
        skills: texts(row, "skills")?,
        tasks: texts(row, "tasks")?,
        late_at: row.get("late_at")?,
        missed_at: row.get("missed_at")?,
        instead: row.get("instead")?,
        state: state(row)?,
        checked_in: row.get("checked_in")?,
        to_check: flags(row, "to_check")?,
        flags: flags(row, "flags")?,
        workers: Vec::new(),
    })
}

fn state(row: &Row) -> Result<State, Failure> {
    let code: String = row.get("state")?;
    let recorded_start: Option<Moment> = row.get("recorded_start")?;
    match (code.as_str(), recorded_start) {
        ("planned", None) => Ok(State::Planned),
        ("assigned", None) => Ok(State::Assigned),
        ("started", Some(at)) => Ok(State::Started { at, said: said(row)? }),
        ("finished", Some(start)) => Ok(State::Finished(recorded(row, start)?)),
        ("approved", Some(start)) => Ok(State::Approved(recorded(row, start)?, approval(row)?)),
        ("cancelled", None) => Ok(State::Cancelled {
            for_whom: row.parse("cancelled_for")?,
            why: row.get("ended_why")?,
            at: row.get("ended_at")?,
            notice_hours: row.get("notice_hours")?,
        }),
        ("missed", None) => {
            Ok(State::Missed { found_at: row.get("ended_at")?, why: row.get("ended_why")?, by: row.get("ended_by")? })
        }
        (code, start) => {
            let id: Uuid = row.get("id")?;
            Err(Failure::internal(format!("visit {id} is “{code}” with a recorded start of {start:?}")))
        }
    }
}

fn said(row: &Row) -> Result<Option<Said>, Failure> {
    if row.get::<Option<String>>("outcome")?.is_none() {
        return Ok(None);
    }
    let words: Option<String> = row.get("signature_words")?;
    let signed = match row.get::<Option<String>>("signature")? {
        Some(_) => Some((row.parse("signature")?, words)),
        None => None,
    };
    Ok(Some(Said { outcome: row.parse("outcome")?, signed }))
}

fn recorded(row: &Row, start: Moment) -> Result<Recorded, Failure> {
    let id: Uuid = row.get("id")?;
    let impossible = |what: &str| Failure::internal(format!("visit {id} is over but has no {what}"));
    let welfare = match row.get::<Option<Moment>>("welfare_at")? {
        Some(at) => Some((texts(row, "welfare")?, at)),
        None => None,
    };
    Ok(Recorded {
        start,
        finish: row.get::<Option<Moment>>("recorded_finish")?.ok_or_else(|| impossible("finish"))?,
        minutes: row.get::<Option<Minutes>>("recorded_minutes")?.ok_or_else(|| impossible("minutes"))?,
        said: said(row)?.ok_or_else(|| impossible("outcome"))?,
        welfare,
    })
}

fn approval(row: &Row) -> Result<Approval, Failure> {
    Ok(Approval {
        minutes: row.get("approved_minutes")?,
        workers: row.get("approved_workers")?,
        by: row.get("approved_by")?,
        at: row.get("approved_at")?,
        why: row.get("approved_why")?,
    })
}

pub(crate) fn read_stay(row: &Row) -> Result<Stay, Failure> {
    let came = match row.get::<Option<Moment>>("check_in_at")? {
        Some(at) => Some(Arrival {
            at,
            noted_at: row.get("check_in_noted_at")?,
            why_later: row.get("check_in_why")?,
            place: row.get("check_in_place")?,
        }),
        None => None,
    };
    Ok(Stay {
        id: row.get("id")?,
        version: row.get("version")?,
        visit: row.get("visit")?,
        worker: row.get("worker")?,
        name: row.get("worker_name")?,
        came,
        went: row.get("check_out_at")?,
    })
}
