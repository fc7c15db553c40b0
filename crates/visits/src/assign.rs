//! Giving a visit to a worker: their own provider's, with the skills it needs, free at that time, and two different ones where
//! two are needed (H17): these rules have no override. Whoever's checks are not in order on the day is given it by their manager's
//! decision only (`checks::anyway`).

mod candidates;
pub mod cost;
mod page;
mod weigh;

use std::collections::BTreeSet;

use access::{Permit, Role};
pub use candidates::{Before, Candidate, before, candidates};
use kernel::{Failure, Moment, Uuid, moment_in_words, time_in_words};
pub use page::{FIELDS, page, submit};
use places::Place;
use store::{Change, Tx, Work, cols, params, statement};
pub(crate) use weigh::without;

use crate::{
    alarm::{self, Kind},
    checks::lacking,
    parts,
    policy::Assign,
    store::{held, read},
    visit::{State, VisitId, VisitView},
};

statement! {
    HOLD = "SELECT provider FROM care_worker WHERE id = $1 {for_update}";
    OVERLAPS = "SELECT v.* FROM visit v JOIN visit_worker w ON w.visit = v.id
        WHERE w.worker = $1 AND w.removed_at IS NULL AND w.starts_at < $3 AND w.starts_at > $5 AND w.ends_at > $2 AND v.id <> $4
          AND v.state IN ('planned', 'assigned', 'started') ORDER BY v.starts_at LIMIT 50";
    SKILLS = "SELECT skill FROM worker_skill WHERE worker = $1 ORDER BY skill";
    SAME_LINE = "SELECT * FROM visit WHERE package = $1 AND line = $2 AND day > $3 AND state = 'planned'
        ORDER BY day LIMIT 60";
}

/// A skill in words.
pub(crate) fn skill_words(code: &str) -> &str {
    plans::SKILLS.iter().find(|(own, _)| *own == code).map_or(code, |(_, words)| *words)
}

/// The skills a worker has.
pub fn skills_of(tx: &mut Tx<'_>, worker: Uuid) -> Result<BTreeSet<String>, Failure> {
    Ok(tx.all(&SKILLS, params![worker], |row| row.get("skill"))?.into_iter().collect())
}

/// The worker's other visits that touch this time.
pub(crate) fn overlaps(
    tx: &mut Tx<'_>,
    worker: Uuid,
    (from, to): (Moment, Moment),
    but: VisitId,
) -> Result<Vec<VisitView>, Failure> {
    // A visit lasts twelve hours at most, so that what a worker did long before need not be looked through.
    tx.all(&OVERLAPS, params![worker, from, to, but, from.plus_days(-2)], read)
}

/// Skills a visit needs that the worker does not have, in words.
pub(crate) fn missing(needed: &[String], held: &BTreeSet<String>) -> Vec<String> {
    needed.iter().filter(|skill| !held.contains(*skill)).map(|skill| skill_words(skill).to_lowercase()).collect()
}

/// Holds the worker's row until the unit of work ends, so that two people cannot give one worker two visits at once.
pub(crate) fn hold(work: &mut Work<'_>, provider: Uuid, worker: Uuid) -> Result<(), Failure> {
    if work.first(&HOLD, params![worker], |row| row.get::<Uuid>("provider"))?.is_none() {
        let columns = cols! { "id" => worker, "version" => 1, "provider" => provider };
        let change = Change::new("care_worker.known", "care_worker", worker).organisation(provider);
        work.apply(change.put("care_worker", &["id"], columns))?;
    }
    Ok(())
}

/// Where and when the plan would have the worker.
fn told(other: &VisitView, provider: Uuid) -> String {
    let when =
        format!("{} to {}", moment_in_words(other.planned_start), time_in_words(other.planned_end.time_of_day()));
    if other.provider == provider {
        format!("the {} visit to {}, {when}", other.label.to_lowercase(), other.person_name)
    } else {
        format!("a visit for another organisation, {when}")
    }
}

/// Gives a visit to a worker. `start` is the planned start within the window; none leaves it as it is.
pub fn assign(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<Assign>,
    (id, version): (VisitId, i64),
    (worker, start): (Uuid, Option<Moment>),
) -> Result<VisitView, Failure> {
    give(work, Some(place), permit, (id, version), (worker, start))
}

/// The same without asking for their checks: `checks::anyway` keeps who decided so and why.
pub(crate) fn assign_anyway(
    work: &mut Work<'_>,
    permit: &Permit<Assign>,
    of: (VisitId, i64),
    worker: Uuid,
) -> Result<VisitView, Failure> {
    give(work, None, permit, of, (worker, None))
}

/// `checked_by` is the place by whose rules their checks are asked for.
fn give(
    work: &mut Work<'_>,
    checked_by: Option<&Place>,
    permit: &Permit<Assign>,
    (id, version): (VisitId, i64),
    (worker, start): (Uuid, Option<Moment>),
) -> Result<VisitView, Failure> {
    permit.covers(id)?;
    let before = crate::store::visit(work, id)?;
    let member = access::member(work, before.provider, Role::CareWorker, before.day, worker)?;
    let member = member.ok_or_else(|| Failure::no_such("care worker"))?;
    hold(work, before.provider, worker)?;
    let found = held(work, id)?;
    let found = moved(found, start)?;
    check(work, &found, worker, &member.name)?;
    if let Some(place) = checked_by {
        must_be_cleared(work, place, &found, worker, &member.name)?;
    }
    save(work, &found, version, worker, &member.name)?;
    Ok(found)
}

/// The visit with another planned start, if that is possible.
pub(super) fn moved(found: VisitView, start: Option<Moment>) -> Result<VisitView, Failure> {
    let Some(start) = start.filter(|start| *start != found.planned_start) else { return Ok(found) };
    let latest = found.window_to.plus_minutes(-found.minutes.get()).max(found.window_from);
    if start < found.window_from || start > latest {
        return Err(Failure::field(
            "start",
            format!(
                "The visit takes {} and its window is {}, so it can start from {} to {}.",
                found.minutes,
                found.window_words(),
                time_in_words(found.window_from.time_of_day()),
                time_in_words(latest.time_of_day())
            ),
        ));
    }
    if !found.workers.is_empty() {
        return Err(Failure::field(
            "start",
            format!(
                "The visit has a worker already, at {}. Take them off before you change the start.",
                time_in_words(found.planned_start.time_of_day())
            ),
        ));
    }
    Ok(VisitView { planned_start: start, planned_end: start.plus_minutes(found.minutes.get()), ..found })
}

fn check(work: &mut Work<'_>, found: &VisitView, worker: Uuid, name: &str) -> Result<(), Failure> {
    if !matches!(found.state, State::Started { said: None, .. }) {
        found.must_be_ahead("given to a worker")?;
    }
    if found.stay_of(worker).is_some() {
        return Err(Failure::conflict(if found.workers_needed > 1 {
            format!("{name} has this visit already. A visit for two needs two different workers.")
        } else {
            format!("{name} has this visit already.")
        }));
    }
    if found.unfilled() == 0 {
        return Err(Failure::conflict(format!("This visit has all its workers: {}.", parts::names(found))));
    }
    let missing = missing(&found.skills, &skills_of(work, worker)?);
    if !missing.is_empty() {
        return Err(Failure::field(
            "worker",
            format!("{name} cannot be given this visit: it needs {}.", kernel::list_in_words(&missing)),
        ));
    }
    if let Some(other) = overlaps(work, worker, (found.planned_start, found.planned_end), found.id)?.first() {
        return Err(Failure::conflict(format!(
            "{name} is not free then: they have {}. Choose somebody else or another start.",
            told(other, found.provider)
        )));
    }
    Ok(())
}

/// Refuses a worker whose checks are not in order on the day of the visit, in words that name them.
fn must_be_cleared(
    work: &mut Work<'_>,
    place: &Place,
    found: &VisitView,
    worker: Uuid,
    name: &str,
) -> Result<(), Failure> {
    match lacking(work, place, found, worker)? {
        None => Ok(()),
        Some(lacks) => Err(Failure::field(
            "worker",
            format!(
                "{name} cannot be given this visit: {lacks}. Have it put right, or let the manager decide and say why."
            ),
        )),
    }
}

/// Keeps that a worker has a visit.
pub(crate) fn save(
    work: &mut Work<'_>,
    found: &VisitView,
    version: i64,
    worker: Uuid,
    name: &str,
) -> Result<(), Failure> {
    let filled = found.unfilled() <= 1;
    let state = match found.state {
        State::Planned if filled => "assigned",
        _ => found.state.code(),
    };
    let assigned = found.workers_needed - found.unfilled() + 1;
    let visit = cols! {
        "state" => state, "assigned" => assigned, "starts_at" => found.planned_start, "ends_at" => found.planned_end,
    };
    let id: Uuid = work.id();
    let stay = cols! {
        "id" => id, "version" => 1, "visit" => found.id, "worker" => worker, "worker_name" => name,
        "starts_at" => found.planned_start, "ends_at" => found.planned_end, "assigned_at" => work.at,
    };
    let facts = serde_json::json!({
        "package": found.package, "provider": found.provider, "worker": worker, "day": found.day,
        "start": found.planned_start, "assigned": assigned, "needed": found.workers_needed,
    });
    let change = parts::change("visit.assigned", found).facts(facts).update("visit", found.id, version, visit);
    work.apply(change.insert("visit_worker", stay))?;
    if filled { alarm::close(work, found, &[Kind::Uncovered]) } else { Ok(()) }
}

/// What came of giving a worker the same visit on later days.
#[derive(Debug, Default)]
pub struct Following {
    /// How many visits were given.
    pub given: usize,
    /// Days on which the worker is not free or their checks will have run out, or the visit has its workers.
    pub not: Vec<String>,
}

/// Gives the worker the same visit of the pattern on every later day that has been made and still needs somebody.
pub fn assign_following(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<Assign>,
    first: &VisitView,
    worker: Uuid,
) -> Result<Following, Failure> {
    permit.covers(first.id)?;
    let offset = first.planned_start.time_of_day();
    let later = work.all(&SAME_LINE, params![first.package, first.line, first.day], read)?;
    let mut following = Following::default();
    for visit in later.into_iter().filter(|visit| visit.provider == first.provider) {
        let Some(member) = access::member(work, visit.provider, Role::CareWorker, visit.day, worker)? else { break };
        let visit = held(work, visit.id)?;
        let wish = Moment::from_london(visit.window_from.day(), offset);
        let wish = visit.workers.is_empty().then_some(wish).filter(|start| *start >= visit.window_from);
        let given = moved(visit.clone(), wish)
            .and_then(|visit| check(work, &visit, worker, &member.name).map(|()| visit))
            .and_then(|visit| must_be_cleared(work, place, &visit, worker, &member.name).map(|()| visit))
            .and_then(|visit| save(work, &visit, visit.version, worker, &member.name));
        match given {
            Ok(()) => following.given += 1,
            Err(Failure::Conflict(_) | Failure::Invalid(_)) => following.not.push(kernel::short_day(visit.day)),
            Err(other) => return Err(other),
        }
    }
    Ok(following)
}
