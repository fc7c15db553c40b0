//! Visits that a provider's own system recorded (FIN-4, VIS-3): each row of its file is matched with a planned visit and recorded as
//! the worker's own check-in and check-out would be, with the digital time stamp in the place of a signature. A row that cannot be
//! is parked with the reason; nothing that was recorded before is ever overwritten.

pub mod by_hand;
mod matching;
pub mod parked;
mod record;

use access::{Organisation, OrganisationKind};
use imports::{Outcome, Step};
use kernel::{Failure, Uuid};
use sheet::monitoring::Attendance;
use store::{Change, Row, Tx, Work, cols, params, statement};
use wire::House;

use crate::visit::VisitId;

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The visit is recorded now.
    Recorded,
    /// It was recorded like this before.
    AlreadySo,
    /// A person must look at it, for this reason.
    Parked(String),
}

/// A row that was taken: what the import counts, and why it is parked if it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// New when it is parked, changed when it recorded a visit, unchanged when nothing is new.
    pub outcome: Outcome,
    /// Why it is parked.
    pub parked: Option<String>,
}

/// A row as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) provider: Uuid,
    pub(crate) visit: Option<VisitId>,
    pub(crate) row: Attendance,
    pub(crate) state: String,
    pub(crate) reason: Option<String>,
    pub(crate) ended_by: Option<String>,
}

impl Kept {
    fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Kept {
            id: row.get("id")?,
            version: row.get("version")?,
            provider: row.get("provider")?,
            visit: row.get::<Option<Uuid>>("visit")?.map(VisitId::from),
            row: serde_json::from_value(row.get("facts")?).map_err(Failure::internal)?,
            state: row.get("state")?,
            reason: row.get("reason")?,
            ended_by: row.get("ended_by")?,
        })
    }
}

statement! {
    KNOWN = "SELECT id FROM monitoring_row WHERE fingerprint = $1";
    ONE = "SELECT id, version, provider, visit, facts, state, reason, ended_by FROM monitoring_row WHERE id = $1";
    HELD = "SELECT id, version, provider, visit, facts, state, reason, ended_by FROM monitoring_row WHERE id = $1 {for_update}";
    PARKED = "SELECT id, version, provider, visit, facts, state, reason, ended_by FROM monitoring_row
        WHERE provider = $1 AND state = 'parked' ORDER BY taken_at, line, id LIMIT $2";
    PARKED_OF_VISIT = "SELECT id, version, provider, visit, facts, state, reason, ended_by FROM monitoring_row
        WHERE visit = $1 AND state = 'parked' ORDER BY taken_at, line, id";
}

/// Takes one row of a monitoring file.
pub fn take(step: &mut Step<'_, '_>, house: &House, row: &Attendance) -> Result<Taken, Failure> {
    let provider = provider_of(step.tx(), &row.provider)?;
    let fingerprint = fingerprint(provider.id, row);
    if step.tx().first(&KNOWN, params![fingerprint.as_str()], |row| row.get::<Uuid>("id"))?.is_some() {
        return Ok(Taken { outcome: Outcome::Unchanged, parked: None });
    }
    let (visit, verdict) = match matching::find(step.work, house, provider.id, row)? {
        Ok(visit) => (Some(visit), record::row(step.work, house.place, visit, row)?),
        Err(reason) => (None, Verdict::Parked(reason)),
    };
    let id: Uuid = step.work.id();
    let reason = if let Verdict::Parked(reason) = &verdict { Some(reason.clone()) } else { None };
    let state = if reason.is_some() { "parked" } else { "recorded" };
    let facts = serde_json::to_value(row).map_err(Failure::internal)?;
    let columns = cols! {
        "id" => id, "version" => 1, "fingerprint" => fingerprint, "provider" => provider.id, "file" => row.file.as_str(),
        "line" => i64::try_from(row.row).unwrap_or(i64::MAX), "visit" => visit.map(VisitId::uuid), "facts" => facts,
        "state" => state, "reason" => reason.clone(), "taken_at" => step.work.at,
    };
    let event = if reason.is_some() { "monitoring.parked" } else { "monitoring.recorded" };
    let told = serde_json::json!({ "file": row.file, "line": row.row, "visit": visit, "reason": reason });
    let change = Change::new(event, "monitoring row", id).organisation(provider.id).facts(told);
    step.apply(change.insert("monitoring_row", columns))?;
    let outcome = match verdict {
        Verdict::Recorded => Outcome::Changed,
        Verdict::AlreadySo => Outcome::Unchanged,
        Verdict::Parked(_) => Outcome::Made,
    };
    Ok(Taken { outcome, parked: reason })
}

fn provider_of(tx: &mut Tx<'_>, code: &str) -> Result<Organisation, Failure> {
    let all = access::organisations(tx, OrganisationKind::Provider)?;
    let found = all.into_iter().find(|one| one.code.eq_ignore_ascii_case(code));
    found.ok_or_else(|| Failure::field("provider", "No provider has this code."))
}

/// All that a row says of a visit; the same in another file is the same row.
fn fingerprint(provider: Uuid, row: &Attendance) -> String {
    let moment = |at: Option<kernel::Moment>| at.map(|at| at.to_string()).unwrap_or_default();
    let visit = row.visit.map(|visit| visit.to_string()).unwrap_or_default();
    let parts = [
        provider.to_string(),
        visit,
        row.person.to_lowercase(),
        moment(row.planned_start),
        moment(row.start),
        moment(row.end),
        format!("{:?}", row.outcome),
        row.worker.to_lowercase(),
    ];
    parts.join("|")
}

/// A row is over: the visit it belongs to is recorded, or somebody set it aside.
pub(crate) fn end(
    work: &mut Work<'_>,
    kept: &Kept,
    version: i64,
    (state, visit, reason): (&'static str, Option<VisitId>, Option<&str>),
    by: &str,
) -> Result<(), Failure> {
    let event = if state == "recorded" { "monitoring.recorded" } else { "monitoring.set_aside" };
    let facts = serde_json::json!({ "file": kept.row.file, "line": kept.row.row, "visit": visit, "reason": reason });
    let columns = cols! {
        "state" => state, "visit" => visit.map(VisitId::uuid), "reason" => reason.map(str::to_owned), "ended_by" => by,
    };
    let change = Change::new(event, "monitoring row", kept.id).organisation(kept.provider).facts(facts);
    work.apply(change.update("monitoring_row", kept.id, version, columns))
}

/// Rows that wait for somebody, of one provider.
pub(crate) fn parked_of(tx: &mut Tx<'_>, provider: Uuid, most: i64) -> Result<Vec<Kept>, Failure> {
    tx.all(&PARKED, params![provider, most], Kept::read)
}

/// Rows that wait for the other worker's row of the same visit.
pub(crate) fn parked_of_visit(tx: &mut Tx<'_>, visit: VisitId) -> Result<Vec<Kept>, Failure> {
    tx.all(&PARKED_OF_VISIT, params![visit], Kept::read)
}

/// One row.
pub(crate) fn one(tx: &mut Tx<'_>, id: Uuid) -> Result<Kept, Failure> {
    tx.one(&ONE, params![id], "row", Kept::read)
}

/// One row, held until the unit of work ends.
pub(crate) fn held(work: &mut Work<'_>, id: Uuid) -> Result<Kept, Failure> {
    work.one(&HELD, params![id], "row", Kept::read)
}
