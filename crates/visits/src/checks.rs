//! Workers whose checks are not in order: what keeps a visit from them, what keeps them from records, and what somebody has
//! decided all the same (WRK-1, GOV-3, H17). What a check is and how long it holds is `workforce`'s.

pub mod anyway;
pub mod list;

use std::collections::{BTreeMap, BTreeSet};

use access::Role;
use brokerage::complex::Chosen;
use kernel::{Date, Failure, Moment, Uuid};
use places::Place;
use store::{Row, Tx, params, statement};
use wire::View;

use crate::{
    chosen,
    visit::{VisitId, VisitView},
};

/// A visit somebody was left with although their checks were not in order.
#[derive(Debug, Clone)]
pub struct Override {
    /// The visit.
    pub visit: Uuid,
    /// Its day.
    pub day: Date,
    /// The worker.
    pub worker: Uuid,
    /// Their name.
    pub worker_name: String,
    /// What was missing or had run out.
    pub lacks: String,
    /// Why it was given all the same.
    pub why: String,
    /// Who decided so.
    pub by_name: String,
    /// When.
    pub at: Moment,
}

impl Override {
    fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Override {
            visit: row.get("visit")?,
            day: row.get("day")?,
            worker: row.get("worker")?,
            worker_name: row.get("worker_name")?,
            lacks: row.get("lacks")?,
            why: row.get("why")?,
            by_name: row.get("by_name")?,
            at: row.get("at")?,
        })
    }
}

statement! {
    OF_VISIT = "SELECT count(*) FROM check_override WHERE visit = $1 AND worker = $2";
    OF_WORKER = "SELECT visit FROM check_override WHERE worker = $1 AND day >= $2";
    OF_PROVIDER = "SELECT visit, day, worker, worker_name, lacks, why, by_name, at FROM check_override
        WHERE provider = $1 AND day >= $2 ORDER BY day DESC, at DESC, id LIMIT 500";
}

/// Whether somebody decided that this worker has this visit all the same.
pub(crate) fn is_overridden(tx: &mut Tx<'_>, visit: VisitId, worker: Uuid) -> Result<bool, Failure> {
    Ok(tx.figure(&OF_VISIT, params![visit, worker])? > 0)
}

/// What was decided for a provider's visits since a day, the newest first (at most 500).
pub fn overrides(tx: &mut Tx<'_>, provider: Uuid, since: Date) -> Result<Vec<Override>, Failure> {
    tx.all(&OF_PROVIDER, params![provider, since], Override::read)
}

/// What stands in the way of giving this visit to a worker, in words: their checks, or that the person has not chosen them where
/// they choose (BRK-14); none when nothing does.
pub(crate) fn lacking(
    tx: &mut Tx<'_>,
    place: &Place,
    visit: &VisitView,
    worker: Uuid,
) -> Result<Option<String>, Failure> {
    let worker = workforce::worker(tx, visit.provider, worker, visit.day)?;
    let chosen = chosen::for_visit(tx, visit)?;
    Ok(against(place, &worker, visit.day, &chosen))
}

fn against(place: &Place, worker: &workforce::Worker, day: Date, chosen: &Chosen) -> Option<String> {
    let standing = worker.standing(&place.workforce, day);
    let checks = (!standing.is_cleared()).then(|| standing.told());
    let both: Vec<String> = checks.into_iter().chain(chosen.against(worker.id)).collect();
    (!both.is_empty()).then(|| both.join("; "))
}

/// The workers who may not be given this visit, each with what stands in the way.
pub(crate) fn lacking_for(
    tx: &mut Tx<'_>,
    place: &Place,
    workers: &[workforce::Worker],
    visit: &VisitView,
) -> Result<BTreeMap<Uuid, String>, Failure> {
    let chosen = chosen::for_visit(tx, visit)?;
    let told = |worker: &workforce::Worker| Some((worker.id, against(place, worker, visit.day, &chosen)?));
    Ok(workers.iter().filter_map(told).collect())
}

/// A provider's workers whose checks are not in order on a day, each with what is missing.
pub(crate) fn lacking_on(place: &Place, workers: &[workforce::Worker], day: Date) -> BTreeMap<Uuid, String> {
    let standing = |worker: &workforce::Worker| (worker.id, worker.standing(&place.workforce, day));
    let lacking = workers.iter().map(standing).filter(|(_, standing)| !standing.is_cleared());
    lacking.map(|(worker, standing)| (worker, standing.told())).collect()
}

/// What keeps the worker who looks from records today (GOV-3).
#[derive(Debug, Clone, Default)]
pub(crate) struct Closed {
    /// In words; none when nothing does.
    why: Option<String>,
    /// The visits they have all the same.
    anyway: BTreeSet<Uuid>,
}

impl Closed {
    /// For the one who looks at a visit of this provider: only care workers are held to it.
    pub(crate) fn to(view: &mut View<'_, '_>, provider: Uuid) -> Result<Self, Failure> {
        let (place, who, today) = (view.house.place, view.who, view.now.day());
        if who.role != Role::CareWorker {
            return Ok(Closed::default());
        }
        Closed::to_worker(view.tx, place, (provider, who.account), today)
    }

    /// For a worker of a provider.
    pub(crate) fn to_worker(
        tx: &mut Tx<'_>,
        place: &Place,
        (provider, worker): (Uuid, Uuid),
        today: Date,
    ) -> Result<Self, Failure> {
        let standing = match workforce::worker(tx, provider, worker, today) {
            Ok(worker) => worker.standing(&place.workforce, today),
            Err(Failure::NotFound(_)) => {
                let why = "you are no longer recorded as a care worker of its provider".to_owned();
                return Ok(Closed { why: Some(why), anyway: BTreeSet::new() });
            }
            Err(other) => return Err(other),
        };
        let closing = standing.closing();
        if closing.is_empty() {
            return Ok(Closed::default());
        }
        let since = today.yesterday().unwrap_or(today);
        let anyway = tx.all(&OF_WORKER, params![worker, since], |row| row.get("visit"))?.into_iter().collect();
        Ok(Closed { why: Some(workforce::told(&closing)), anyway })
    }

    /// What keeps the worker from this visit's record. Somebody who has come already finishes what they began.
    pub(crate) fn from(&self, visit: &VisitView, worker: Uuid) -> Option<&str> {
        let came = visit.stay_of(worker).is_some_and(|stay| stay.came.is_some());
        let open = came || self.anyway.contains(&visit.id.uuid());
        self.why.as_deref().filter(|_| !open)
    }

    /// Refuses the visit's record to a worker who is kept from it.
    pub(crate) fn must_be_open(&self, visit: &VisitView, worker: Uuid) -> Result<(), Failure> {
        match self.from(visit, worker) {
            None => Ok(()),
            Some(why) => Err(Failure::Forbidden(format!(
                "You cannot open this visit: {why}. Ring your office: your manager can record it, or decide that you go all the same and say why."
            ))),
        }
    }
}
