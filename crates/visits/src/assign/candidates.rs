//! Who could come, and what it would cost: shown before the change is made.

use kernel::{Failure, Minutes, Moment, Uuid};
use places::Place;
use store::{Row, Tx, params, statement};

use super::{missing, overlaps, skills_of, told};
use crate::{checks::lacking_for, visit::VisitView};

/// Starts of a visit are looked at this many minutes apart.
const APART: i64 = 15;

statement! {
    MINUTES = "SELECT w.worker, CAST(SUM(v.minutes) AS {int}) AS minutes, count(*) AS visits
        FROM visit v JOIN visit_worker w ON w.visit = v.id
        WHERE v.provider = $1 AND v.day = $2 AND w.removed_at IS NULL AND v.state NOT IN ('cancelled', 'missed')
        GROUP BY w.worker";
    BEEN_THERE = "SELECT w.worker, count(*) AS visits FROM visit v JOIN visit_worker w ON w.visit = v.id
        WHERE v.person = $1 AND v.provider = $2 AND v.day >= $3 AND w.check_in_at IS NOT NULL
          AND w.removed_at IS NULL GROUP BY w.worker";
}

/// A worker who could be given a visit, or cannot, and why.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Their account.
    pub worker: Uuid,
    /// Their name.
    pub name: String,
    /// Care time on that day without this visit.
    pub minutes: Minutes,
    /// Visits on that day without this one.
    pub visits: i64,
    /// How often they came to this person in the last four weeks.
    pub been_there: i64,
    /// Why they cannot be given it.
    pub cannot: Option<String>,
    /// Starts within the window at which they could come, every quarter of an hour; none for whom another start changes
    /// nothing.
    pub free_at: Vec<Moment>,
    /// Whether that is for their checks alone: their manager may decide otherwise.
    pub lacks_checks: bool,
}

/// Whether the visit, begun at `start`, would touch another one.
fn overlap_of(other: &VisitView, start: Moment, visit: &VisitView) -> bool {
    other.planned_start < start.plus_minutes(visit.minutes.get()) && other.planned_end > start
}

/// Where in its window, from now on, the visit could stand beside the others.
fn free_starts(visit: &VisitView, busy: &[VisitView], now: Moment) -> Vec<Moment> {
    let latest = visit.window_to.plus_minutes(-visit.minutes.get());
    let past = i64::from(visit.window_from.time_of_day().minute()) % APART;
    let first = visit.window_from.plus_minutes((APART - past) % APART);
    let starts = (0..).map(|n| first.plus_minutes(n * APART)).take_while(|start| *start <= latest);
    starts.filter(|start| *start >= now && !busy.iter().any(|other| overlap_of(other, *start, visit))).collect()
}

/// Minutes and visits of every worker of a provider on a day.
pub(crate) fn loads(tx: &mut Tx<'_>, provider: Uuid, day: kernel::Date) -> Result<Vec<(Uuid, Minutes, i64)>, Failure> {
    tx.all(&MINUTES, params![provider, day], |row: &Row| {
        Ok((row.get("worker")?, row.get("minutes")?, row.get("visits")?))
    })
}

/// Everybody of the provider: first those who can, the ones the person knows before others, the ones with less to do first.
pub fn candidates(tx: &mut Tx<'_>, place: &Place, visit: &VisitView, now: Moment) -> Result<Vec<Candidate>, Failure> {
    let loads = loads(tx, visit.provider, visit.day)?;
    let since = now.plus_days(-28).day();
    let known = tx.all(&BEEN_THERE, params![visit.person, visit.provider, since], |row| {
        Ok((row.get::<Uuid>("worker")?, row.get::<i64>("visits")?))
    })?;
    let mut all = Vec::new();
    let workers = workforce::workers(tx, visit.provider, visit.day)?;
    let lacking = lacking_for(tx, place, &workers, visit)?;
    for workforce::Worker { id: worker, name, .. } in workers {
        let (minutes, visits) = loads
            .iter()
            .find(|(id, ..)| *id == worker)
            .map_or((Minutes::ZERO, 0), |(_, minutes, visits)| (*minutes, *visits));
        let lacks = missing(&visit.skills, &skills_of(tx, worker)?);
        let busy = overlaps(tx, worker, (visit.window_from, visit.window_to.max(visit.planned_end)), visit.id)?;
        let overlap = busy.iter().find(|other| overlap_of(other, visit.planned_start, visit));
        let cannot = if visit.stay_of(worker).is_some() {
            Some("has this visit already".to_owned())
        } else if !lacks.is_empty() {
            Some(format!("does not have: {}", lacks.join(", ")))
        } else {
            overlap.map(|other| format!("has {}", told(other, visit.provider)))
        };
        let movable = visit.workers.is_empty() && lacks.is_empty() && !lacking.contains_key(&worker);
        let free_at = if movable { free_starts(visit, &busy, now) } else { Vec::new() };
        let lacks = lacking.get(&worker).filter(|_| cannot.is_none());
        let (lacks_checks, cannot) = (lacks.is_some(), lacks.cloned().or(cannot));
        let been_there = known.iter().find(|(id, _)| *id == worker).map_or(0, |(_, visits)| *visits);
        all.push(Candidate { worker, name, minutes, visits, been_there, cannot, free_at, lacks_checks });
    }
    all.sort_by_key(|one| (one.cannot.is_some(), -one.been_there, one.minutes, one.name.clone()));
    Ok(all)
}
