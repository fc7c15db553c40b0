//! Who could come, and what it would cost: shown before the change is made. However many workers a provider has, it asks the same
//! few statements.

use std::collections::{BTreeMap, BTreeSet};

use access::Role;
use kernel::{Date, Failure, Minutes, Moment, Period, Point, Uuid};
use places::Place;
use store::{Row, Tx, params, statement};

use super::{
    cost::{self, Around, Way},
    skill_words, told,
};
use crate::{
    checks::lacking_for,
    chosen,
    store::{of_provider, read},
    visit::VisitView,
};

/// Starts of a visit are looked at this many minutes apart.
const APART: i64 = 15;
/// For so many workers the way is reckoned: those who stand first.
const WAYS: usize = 12;
/// Workers who work for others too are looked up in lots of this many.
const AT_ONCE: usize = 25;

statement! {
    BEEN_THERE = "SELECT w.worker, count(*) AS visits FROM visit v JOIN visit_worker w ON w.visit = v.id
        WHERE v.person = $1 AND v.provider = $2 AND v.day >= $3 AND w.check_in_at IS NOT NULL
          AND w.removed_at IS NULL GROUP BY w.worker";
    ABLE = "SELECT worker FROM worker_skill WHERE skill = $1";
    BUSY = "SELECT v.*, w.worker AS busy FROM visit v JOIN visit_worker w ON w.visit = v.id
        WHERE v.provider = $1 AND v.day >= $2 AND v.day <= $3 AND w.removed_at IS NULL AND w.starts_at < $5 AND w.ends_at > $4
          AND v.id <> $6 AND v.state IN ('planned', 'assigned', 'started') ORDER BY w.starts_at, v.id LIMIT 2000";
    ELSEWHERE = "SELECT v.*, w.worker AS busy FROM visit v JOIN visit_worker w ON w.visit = v.id
        WHERE v.provider <> $1 AND w.removed_at IS NULL AND w.starts_at < $3 AND w.ends_at > $2 AND w.starts_at > $4
          AND v.state IN ('planned', 'assigned', 'started') AND w.worker IN ($5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
          $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29) ORDER BY w.starts_at, v.id LIMIT 500";
    LAST_TIME = "SELECT v.day, w.worker_name FROM visit v JOIN visit_worker w ON w.visit = v.id
        WHERE v.package = $1 AND v.line = $2 AND v.day < $3 AND v.day >= $4 AND w.removed_at IS NULL
          AND v.state NOT IN ('cancelled', 'missed') ORDER BY v.day DESC, w.assigned_at, w.id LIMIT 2";
    HAD_IT = "SELECT worker_name, removed_at, removed_why FROM visit_worker WHERE visit = $1 AND removed_at IS NOT NULL
        ORDER BY removed_at DESC, id LIMIT 5";
}

/// A worker who could be given a visit, or cannot, and why.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Their account.
    pub worker: Uuid,
    /// Their name.
    pub name: String,
    /// The agency they come from; none for a worker of the provider's own.
    pub agency: Option<String>,
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
    /// Whether that is for their checks or the person's choice alone: their manager may decide otherwise.
    pub lacks_checks: bool,
    /// What they have before and after it.
    pub around: Around,
    /// The way, for those who stand first.
    pub way: Option<Way>,
}

impl Candidate {
    /// Their name, and that they come from an agency.
    pub fn marked(&self) -> String {
        chosen::marked(&self.name, self.agency.as_deref())
    }
}

/// Who had a visit, and who comes as a rule.
#[derive(Debug, Clone, Default)]
pub struct Before {
    /// Who was taken off it, when and why, the latest first.
    pub had_it: Vec<(String, Moment, String)>,
    /// Who came to the same visit the time before.
    pub last_time: Vec<(Date, String)>,
}

/// Who had this visit before, and who came the time before.
pub fn before(tx: &mut Tx<'_>, visit: &VisitView) -> Result<Before, Failure> {
    let had_it = tx.all(&HAD_IT, params![visit.id], |row| {
        Ok((
            row.get("worker_name")?,
            row.get("removed_at")?,
            row.get::<Option<String>>("removed_why")?.unwrap_or_default(),
        ))
    })?;
    let since = Moment::start_of(visit.day).plus_days(-28).day();
    let last: Vec<(Date, String)> =
        tx.all(&LAST_TIME, params![visit.package, visit.line, visit.day, since], |row| {
            Ok((row.get("day")?, row.get("worker_name")?))
        })?;
    let day = last.first().map(|(day, _)| *day);
    Ok(Before { had_it, last_time: last.into_iter().filter(|(of, _)| Some(*of) == day).collect() })
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

/// Skills a visit needs and who has each: a statement for each skill it needs.
fn able(tx: &mut Tx<'_>, needed: &[String]) -> Result<Vec<(String, BTreeSet<Uuid>)>, Failure> {
    let mut able = Vec::new();
    for skill in needed {
        let who = tx.all(&ABLE, params![skill.as_str()], |row| row.get::<Uuid>("worker"))?;
        able.push((skill_words(skill).to_lowercase(), who.into_iter().collect()));
    }
    Ok(able)
}

/// What the workers have within the visit's window, with this provider and with others.
fn busy(tx: &mut Tx<'_>, visit: &VisitView) -> Result<BTreeMap<Uuid, Vec<VisitView>>, Failure> {
    let (from, to) = (visit.window_from, visit.window_to.max(visit.planned_end));
    let (first, last) = (from.plus_days(-1).day(), to.plus_days(1).day());
    let row = |row: &Row| Ok((row.get::<Uuid>("busy")?, read(row)?));
    let mut found = tx.all(&BUSY, params![visit.provider, first, last, from, to, visit.id], row)?;
    // A worker may work for others too; those few are asked about beside.
    let others = access::also_elsewhere(tx, visit.provider, Role::CareWorker, visit.day)?;
    for some in others.chunks(AT_ONCE) {
        let mut params = params![visit.provider, from, to, from.plus_days(-2)].to_vec();
        params.extend(some.iter().copied().chain(std::iter::repeat(Uuid::nil())).take(AT_ONCE).map(store::Value::from));
        found.extend(tx.all(&ELSEWHERE, &params, row)?);
    }
    let mut busy: BTreeMap<Uuid, Vec<VisitView>> = BTreeMap::new();
    for (worker, visit) in found {
        busy.entry(worker).or_default().push(visit);
    }
    Ok(busy)
}

/// The homes of the person and of those whom the first workers see before and after: one statement.
fn homes(tx: &mut Tx<'_>, visit: &VisitView, all: &[Candidate]) -> Result<BTreeMap<Uuid, Point>, Failure> {
    let beside = all.iter().take(WAYS).flat_map(|one| [&one.around.before, &one.around.after]).flatten();
    let people: BTreeSet<Uuid> = beside.map(|one| one.person).chain([visit.person]).collect();
    let people: Vec<people::PersonId> = people.into_iter().map(Into::into).collect();
    let rows = people::rows(tx, &people)?;
    Ok(rows.into_iter().filter_map(|row| Some((row.id.uuid(), row.point?))).collect())
}

/// Everybody of the provider: first those who can, the ones the person knows before others, the ones with less to do first.
pub fn candidates(tx: &mut Tx<'_>, place: &Place, visit: &VisitView, now: Moment) -> Result<Vec<Candidate>, Failure> {
    let day = of_provider(tx, visit.provider, Period::through(visit.day, visit.day)?)?;
    let loads = cost::loads(&day, visit);
    let since = now.plus_days(-28).day();
    let known: BTreeMap<Uuid, i64> = tx
        .all(&BEEN_THERE, params![visit.person, visit.provider, since], |row| {
            Ok((row.get::<Uuid>("worker")?, row.get::<i64>("visits")?))
        })?
        .into_iter()
        .collect();
    let workers = workforce::workers(tx, visit.provider, visit.day)?;
    let lacking = lacking_for(tx, place, &workers, visit)?;
    let mut agency = chosen::agency_of(tx, visit.provider)?;
    let (able, busy) = (able(tx, &visit.skills)?, busy(tx, visit)?);
    let mut all: Vec<Candidate> = workers
        .into_iter()
        .map(|worker| {
            let (minutes, visits) = loads.get(&worker.id).copied().unwrap_or((Minutes::ZERO, 0));
            let own = busy.get(&worker.id).map_or(&[][..], Vec::as_slice);
            let (cannot, lacks_checks, free_at) = standing(visit, &worker, (&able, &lacking, own), now);
            let been_there = known.get(&worker.id).copied().unwrap_or_default();
            let around = cost::around(&day, worker.id, visit);
            Candidate {
                worker: worker.id,
                agency: agency.remove(&worker.id),
                name: worker.name,
                minutes,
                visits,
                been_there,
                cannot,
                free_at,
                lacks_checks,
                around,
                way: None,
            }
        })
        .collect();
    all.sort_by_key(|one| (one.cannot.is_some(), -one.been_there, one.minutes, one.name.clone()));
    let homes = homes(tx, visit, &all)?;
    for one in all.iter_mut().take(WAYS) {
        one.way = Some(cost::way(&one.around, visit, &homes));
    }
    Ok(all)
}

type Known<'a> = (&'a [(String, BTreeSet<Uuid>)], &'a BTreeMap<Uuid, String>, &'a [VisitView]);

/// Why a worker cannot be given it, whether their manager may decide otherwise, and when else they could come.
fn standing(
    visit: &VisitView,
    worker: &workforce::Worker,
    (able, lacking, busy): Known<'_>,
    now: Moment,
) -> (Option<String>, bool, Vec<Moment>) {
    let lacks: Vec<&str> =
        able.iter().filter(|(_, who)| !who.contains(&worker.id)).map(|(words, _)| words.as_str()).collect();
    let overlap = busy.iter().find(|other| overlap_of(other, visit.planned_start, visit));
    let cannot = if visit.stay_of(worker.id).is_some() {
        Some("has this visit already".to_owned())
    } else if !lacks.is_empty() {
        Some(format!("does not have: {}", lacks.join(", ")))
    } else {
        overlap.map(|other| format!("has {}", told(other, visit.provider)))
    };
    let movable = visit.workers.is_empty() && lacks.is_empty() && !lacking.contains_key(&worker.id);
    let free_at = if movable { free_starts(visit, busy, now) } else { Vec::new() };
    let against = lacking.get(&worker.id).filter(|_| cannot.is_none());
    (against.cloned().or(cannot), against.is_some(), free_at)
}
