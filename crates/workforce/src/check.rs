//! The rows of checks, and how a worker stands by them.

use std::collections::HashMap;

use access::{Membership, Role};
use kernel::{Date, Failure, Moment, Uuid};
use places::WorkforceRules;
use store::{Row, Tx, params, statement};

use crate::standing::{Known, Standing, standing};

/// A check as it was recorded.
#[derive(Debug, Clone)]
pub struct Check {
    /// Its id.
    pub id: Uuid,
    /// Its row's version.
    pub version: i64,
    /// Whose.
    pub worker: Uuid,
    /// Their employer.
    pub provider: Uuid,
    /// The kind's code in the place's data.
    pub kind: String,
    /// When it was done or seen.
    pub done_on: Date,
    /// The last day on which it holds; none when it does not end by itself.
    pub expires_on: Option<Date>,
    /// Who saw it.
    pub seen_by: String,
    /// What is written on the document.
    pub reference: Option<String>,
    /// Who wrote it down.
    pub recorded_by_name: String,
    /// When.
    pub recorded_at: Moment,
    /// When it was taken back, by whom and why.
    pub ended: Option<(Moment, String, String)>,
}

impl Check {
    pub(crate) fn read(row: &Row) -> Result<Self, Failure> {
        let ended = match row.get::<Option<Moment>>("ended_at")? {
            None => None,
            Some(at) => Some((at, row.get("ended_by_name")?, row.get("ended_why")?)),
        };
        Ok(Check {
            id: row.get("id")?,
            version: row.get("version")?,
            worker: row.get("worker")?,
            provider: row.get("provider")?,
            kind: row.get("kind")?,
            done_on: row.get("done_on")?,
            expires_on: row.get("expires_on")?,
            seen_by: row.get("seen_by")?,
            reference: row.get("reference")?,
            recorded_by_name: row.get("recorded_by_name")?,
            recorded_at: row.get("recorded_at")?,
            ended,
        })
    }
}

/// What decides which checks a worker needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// The row, if one was written.
    pub row: Option<(Uuid, i64)>,
    /// Whether they drive to visits.
    pub drives: bool,
    /// Their professional body and number.
    pub registered_as: Option<String>,
}

impl Profile {
    fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Profile {
            row: Some((row.get("id")?, row.get("version")?)),
            drives: row.get("drives")?,
            registered_as: row.get("registered_as")?,
        })
    }
}

/// A care worker of a provider, with what is recorded of them.
#[derive(Debug, Clone)]
pub struct Worker {
    /// Their account.
    pub id: Uuid,
    /// Their name.
    pub name: String,
    /// Their employer.
    pub provider: Uuid,
    /// Since when they work there.
    pub taken_on: Date,
    /// What they need besides what everybody needs.
    pub profile: Profile,
    /// The newest check of each kind.
    pub checks: Vec<Check>,
}

impl Worker {
    /// What the rule reads of them.
    pub fn known(&self) -> Known {
        Known {
            taken_on: self.taken_on,
            drives: self.profile.drives,
            registered: self.profile.registered_as.is_some(),
            checks: self.checks.iter().map(|check| (check.kind.clone(), check.expires_on)).collect(),
        }
    }

    /// How they stand on a day.
    pub fn standing(&self, rules: &WorkforceRules, on: Date) -> Standing {
        standing(rules, &self.known(), on)
    }
}

statement! {
    // The newest of each kind: what a later check replaced is history.
    CURRENT = "SELECT c.* FROM worker_check c WHERE c.provider = $1 AND c.ended_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM worker_check n WHERE n.provider = c.provider AND n.worker = c.worker AND n.kind = c.kind
              AND n.ended_at IS NULL AND (n.done_on > c.done_on OR (n.done_on = c.done_on AND n.id > c.id)))
        ORDER BY c.worker, c.kind";
    CURRENT_OF = "SELECT c.* FROM worker_check c WHERE c.provider = $1 AND c.worker = $2 AND c.ended_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM worker_check n WHERE n.provider = c.provider AND n.worker = c.worker
              AND n.kind = c.kind AND n.ended_at IS NULL
              AND (n.done_on > c.done_on OR (n.done_on = c.done_on AND n.id > c.id)))
        ORDER BY c.kind";
    CURRENT_EVERYWHERE = "SELECT c.* FROM worker_check c WHERE c.ended_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM worker_check n WHERE n.provider = c.provider AND n.worker = c.worker AND n.kind = c.kind
              AND n.ended_at IS NULL AND (n.done_on > c.done_on OR (n.done_on = c.done_on AND n.id > c.id)))";
    HISTORY = "SELECT * FROM worker_check WHERE provider = $1 AND worker = $2 ORDER BY recorded_at DESC, id DESC LIMIT 200";
    ONE = "SELECT * FROM worker_check WHERE id = $1";
    PROFILES = "SELECT id, version, worker, drives, registered_as FROM worker_profile WHERE provider = $1";
    PROFILE = "SELECT id, version, worker, drives, registered_as FROM worker_profile WHERE provider = $1 AND worker = $2";
    PROFILES_EVERYWHERE = "SELECT id, version, provider, worker, drives, registered_as FROM worker_profile";
}

/// Every care worker of a provider on a day, by name, with what is recorded of them: three statements for all of them.
pub fn workers(tx: &mut Tx<'_>, provider: Uuid, on: Date) -> Result<Vec<Worker>, Failure> {
    let members = access::members(tx, provider, Role::CareWorker, on)?;
    let mut checks = by_worker(tx.all(&CURRENT, params![provider], Check::read)?, |check| check.worker);
    let profiles = tx.all(&PROFILES, params![provider], |row| Ok((row.get::<Uuid>("worker")?, Profile::read(row)?)))?;
    let mut profiles: HashMap<Uuid, Profile> = profiles.into_iter().collect();
    Ok(members
        .into_iter()
        .map(|member| {
            let (profile, checks) = (profiles.remove(&member.account), checks.remove(&member.account));
            made(member, profile.unwrap_or_default(), checks.unwrap_or_default())
        })
        .collect())
}

/// One care worker of a provider on a day.
pub fn worker(tx: &mut Tx<'_>, provider: Uuid, worker: Uuid, on: Date) -> Result<Worker, Failure> {
    let member = access::member(tx, provider, Role::CareWorker, on, worker)?;
    let member = member.ok_or_else(|| Failure::no_such("care worker"))?;
    let checks = tx.all(&CURRENT_OF, params![provider, worker], Check::read)?;
    let profile = tx.first(&PROFILE, params![provider, worker], Profile::read)?;
    Ok(made(member, profile.unwrap_or_default(), checks))
}

/// Every provider's care workers on a day: three statements for all of them.
pub(crate) fn everywhere(tx: &mut Tx<'_>, on: Date) -> Result<Vec<Worker>, Failure> {
    let mut checks = by_worker(tx.all(&CURRENT_EVERYWHERE, &[], Check::read)?, |check| (check.provider, check.worker));
    let profiles = tx.all(&PROFILES_EVERYWHERE, &[], |row| {
        Ok(((row.get::<Uuid>("provider")?, row.get::<Uuid>("worker")?), Profile::read(row)?))
    })?;
    let mut profiles: HashMap<(Uuid, Uuid), Profile> = profiles.into_iter().collect();
    let mut all = Vec::new();
    for member in access::members_of_kind(tx, access::OrganisationKind::Provider, Role::CareWorker, on)? {
        let key = (member.organisation, member.account);
        let (profile, checks) = (profiles.remove(&key), checks.remove(&key));
        all.push(made(member, profile.unwrap_or_default(), checks.unwrap_or_default()));
    }
    Ok(all)
}

fn by_worker<K: std::hash::Hash + Eq>(checks: Vec<Check>, key: impl Fn(&Check) -> K) -> HashMap<K, Vec<Check>> {
    let mut by = HashMap::<K, Vec<Check>>::new();
    for check in checks {
        by.entry(key(&check)).or_default().push(check);
    }
    by
}

fn made(member: Membership, profile: Profile, checks: Vec<Check>) -> Worker {
    Worker {
        id: member.account,
        name: member.name,
        provider: member.organisation,
        taken_on: member.from,
        profile,
        checks,
    }
}

/// Everything that was ever recorded of a worker, the newest first (at most 200).
pub(crate) fn history(tx: &mut Tx<'_>, provider: Uuid, worker: Uuid) -> Result<Vec<Check>, Failure> {
    tx.all(&HISTORY, params![provider, worker], Check::read)
}

/// One check.
pub(crate) fn one(tx: &mut Tx<'_>, id: Uuid) -> Result<Check, Failure> {
    tx.one(&ONE, params![id], "check", Check::read)
}
