//! Late, missed and uncovered visits, and doors that nobody opened, raise an alarm while it still matters (VIS-5, H7, H8).
//! Whether a visit is late is found by comparing times when asked; the job only makes it visible to those who do not ask.

use access::{Covers, Permit, Scope};
use kernel::{Failure, Moment, Uuid};
use store::{Change, Row, Tx, Work, cols, params, statement};

use crate::{
    coded::coded,
    make::WATCH,
    parts,
    policy::SeeAlarms,
    store::{held, list},
    visit::{VisitId, VisitView},
};

coded! {
    /// What is wrong.
    Kind, "kind of alarm" {
        /// Nobody has answered the door, or the person was not seen awake.
        NoReply = "no_reply", "No reply at the door";
        /// Nobody has come for so long that it counts as missed.
        Missed = "missed", "Nobody came";
        /// Somebody should be there and is not.
        Late = "late", "Late";
        /// A worker was taken off and the visit is soon.
        Uncovered = "uncovered", "No worker";
    }
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 4] = [Kind::NoReply, Kind::Missed, Kind::Late, Kind::Uncovered];
    /// Those that end when a worker arrives.
    pub const ARRIVAL: [Kind; 3] = [Kind::Missed, Kind::Late, Kind::Uncovered];
}

/// One alarm.
#[derive(Debug, Clone)]
pub struct Alarm {
    /// Its id.
    pub id: Uuid,
    /// Its row's version.
    pub version: i64,
    /// The visit.
    pub visit: Uuid,
    /// What is wrong.
    pub kind: Kind,
    /// Since when.
    pub raised_at: Moment,
    /// Who deals with it, since when, and what they do.
    pub accepted: Option<(String, Moment, String)>,
}

/// A visit that somebody must deal with.
#[derive(Debug, Clone)]
pub struct Raised {
    /// The visit.
    pub visit: VisitView,
    /// What is wrong, the worst first.
    pub alarms: Vec<Alarm>,
}

impl Raised {
    /// Whether a named person deals with all of it.
    pub fn is_accepted(&self) -> bool {
        !self.alarms.is_empty() && self.alarms.iter().all(|alarm| alarm.accepted.is_some())
    }
}

statement! {
    OF_VISIT = "SELECT * FROM alarm WHERE visit = $1 AND closed_at IS NULL ORDER BY kind";
    OPEN = "SELECT * FROM alarm WHERE closed_at IS NULL ORDER BY raised_at, id LIMIT 1000";
    OPEN_OF = "SELECT * FROM alarm WHERE closed_at IS NULL AND provider = $1 ORDER BY raised_at, id LIMIT 1000";
    // The ids first, each kind from its own small index: an OR over both would read every visit there ever was.
    LATE = "SELECT * FROM visit WHERE id IN (SELECT id FROM visit WHERE state IN ('planned', 'assigned', 'started')
          AND outcome IS NULL AND checked_in < workers_needed AND late_at <= $1
        UNION SELECT visit FROM alarm WHERE closed_at IS NULL) ORDER BY starts_at, id LIMIT 500";
    LATE_STAYS = "SELECT * FROM visit_worker WHERE removed_at IS NULL AND visit IN (SELECT id FROM visit
          WHERE state IN ('planned', 'assigned', 'started') AND outcome IS NULL AND checked_in < workers_needed
          AND late_at <= $1 UNION SELECT visit FROM alarm WHERE closed_at IS NULL) ORDER BY assigned_at, id";
    LATE_OF = "SELECT * FROM visit WHERE id IN (SELECT id FROM visit WHERE provider = $2
          AND state IN ('planned', 'assigned', 'started') AND outcome IS NULL AND checked_in < workers_needed AND late_at <= $1
        UNION SELECT visit FROM alarm WHERE closed_at IS NULL AND provider = $2) ORDER BY starts_at, id LIMIT 500";
    LATE_STAYS_OF = "SELECT * FROM visit_worker WHERE removed_at IS NULL AND visit IN (SELECT id FROM visit
          WHERE provider = $2 AND state IN ('planned', 'assigned', 'started') AND outcome IS NULL
          AND checked_in < workers_needed AND late_at <= $1
        UNION SELECT visit FROM alarm WHERE closed_at IS NULL AND provider = $2) ORDER BY assigned_at, id";
    MISSED = "SELECT * FROM visit WHERE state = 'missed' AND ended_at >= $1 ORDER BY ended_at DESC, id LIMIT 100";
    MISSED_STAYS = "SELECT w.* FROM visit_worker w JOIN visit v ON v.id = w.visit
        WHERE v.state = 'missed' AND v.ended_at >= $1 AND w.removed_at IS NULL ORDER BY w.assigned_at, w.id";
    MISSED_OF = "SELECT * FROM visit WHERE state = 'missed' AND ended_at >= $1 AND provider = $2
        ORDER BY ended_at DESC, id LIMIT 100";
    MISSED_STAYS_OF = "SELECT w.* FROM visit_worker w JOIN visit v ON v.id = w.visit
        WHERE v.state = 'missed' AND v.ended_at >= $1 AND v.provider = $2 AND w.removed_at IS NULL
        ORDER BY w.assigned_at, w.id";
}

/// Days for which a missed visit that was followed up stands below the list: it leaves it, but not in silence (H7).
const FOLLOWED_UP_DAYS: i64 = 7;

/// Missed visits that were followed up in the last seven days, the latest first.
pub(crate) fn followed_up(tx: &mut Tx<'_>, scope: &Scope<SeeAlarms>, now: Moment) -> Result<Vec<VisitView>, Failure> {
    let since = now.plus_days(-FOLLOWED_UP_DAYS);
    match scope.covers() {
        Covers::Place => list(tx, &MISSED, &MISSED_STAYS, params![since]),
        Covers::Organisation(own) => list(tx, &MISSED_OF, &MISSED_STAYS_OF, params![since, *own]),
        Covers::People(_) | Covers::Worker(_) => Ok(Vec::new()),
    }
}

fn read(row: &Row) -> Result<Alarm, Failure> {
    let accepted = match row.get::<Option<Moment>>("accepted_at")? {
        Some(at) => Some((row.get("accepted_by")?, at, row.get("accepted_words")?)),
        None => None,
    };
    Ok(Alarm {
        id: row.get("id")?,
        version: row.get("version")?,
        visit: row.get("visit")?,
        kind: row.parse("kind")?,
        raised_at: row.get("raised_at")?,
        accepted,
    })
}

/// What is open for a visit.
pub(crate) fn of_visit(tx: &mut Tx<'_>, visit: VisitId) -> Result<Vec<Alarm>, Failure> {
    tx.all(&OF_VISIT, params![visit], read)
}

/// Everything that somebody must deal with now: what nobody has accepted first, then what matters most, then the longest.
pub fn raised(tx: &mut Tx<'_>, scope: &Scope<SeeAlarms>, now: Moment) -> Result<Vec<Raised>, Failure> {
    let (visits, alarms) = match scope.covers() {
        Covers::Place => (list(tx, &LATE, &LATE_STAYS, params![now])?, tx.all(&OPEN, &[], read)?),
        Covers::Organisation(own) => {
            (list(tx, &LATE_OF, &LATE_STAYS_OF, params![now, *own])?, tx.all(&OPEN_OF, params![*own], read)?)
        }
        Covers::People(_) | Covers::Worker(_) => (Vec::new(), Vec::new()),
    };
    let mut raised: Vec<Raised> = visits.into_iter().map(|visit| Raised { visit, alarms: Vec::new() }).collect();
    for entry in &mut raised {
        entry.alarms = alarms.iter().filter(|alarm| alarm.visit == entry.visit.id.uuid()).cloned().collect();
        entry.alarms.sort_by_key(|alarm| alarm.kind);
    }
    raised.sort_by_key(|entry| {
        let worst = entry.alarms.first().map_or(Kind::Late, |alarm| alarm.kind);
        let critical = -entry.visit.urgency();
        (entry.is_accepted(), worst != Kind::NoReply, critical, worst, entry.visit.late_at)
    });
    Ok(raised)
}

/// Raises an alarm, unless it is open already, and tells the provider where to look.
pub(crate) fn raise(work: &mut Work<'_>, visit: &VisitView, kind: Kind) -> Result<(), Failure> {
    if of_visit(work, visit.id)?.iter().any(|alarm| alarm.kind == kind) {
        return Ok(());
    }
    let id: Uuid = work.id();
    let facts = serde_json::json!({
        "kind": kind.code(), "package": visit.package, "provider": visit.provider, "day": visit.day,
        "due": visit.window_to, "time_critical": visit.time_critical, "workers": visit.workers_needed,
        "lives_alone": visit.lives_alone,
    });
    let columns = cols! {
        "id" => id, "version" => 1, "visit" => visit.id, "provider" => visit.provider, "person" => visit.person,
        "kind" => kind.code(), "raised_at" => work.at,
    };
    work.apply(parts::change("visit.late_alarm", visit).facts(facts).insert("alarm", columns))?;
    let email = access::organisation(work, visit.provider)?.email;
    let Some(email) = email else { return Ok(()) };
    let body =
        format!("A visit needs you now ({}). Open the list of late visits: /visits/late", kind.words().to_lowercase());
    work.send("visit.late_alarm", &email, "A visit needs you now", &body)
}

/// Closes alarms of these kinds: what was wrong no longer is.
pub(crate) fn close(work: &mut Work<'_>, visit: &VisitView, kinds: &[Kind]) -> Result<(), Failure> {
    for alarm in of_visit(work, visit.id)? {
        if kinds.contains(&alarm.kind) {
            let facts = serde_json::json!({ "kind": alarm.kind.code(), "alarm": alarm.id });
            let change = parts::change("visit.alarm_closed", visit).facts(facts);
            work.apply(change.update("alarm", alarm.id, alarm.version, cols! { "closed_at" => work.at }))?;
        }
    }
    Ok(())
}

/// A named person takes on everything that is open about a visit and says what they do. An alarm whose job has not run yet
/// is raised first.
pub fn accept(
    work: &mut Work<'_>,
    permit: &Permit<SeeAlarms>,
    visit: &VisitView,
    (name, words): (&str, &str),
) -> Result<(), Failure> {
    permit.covers(visit.id)?;
    if visit.is_missed(work.at) {
        raise(work, visit, Kind::Missed)?;
    } else if visit.is_late(work.at) {
        raise(work, visit, Kind::Late)?;
    }
    let open: Vec<Alarm> = of_visit(work, visit.id)?.into_iter().filter(|alarm| alarm.accepted.is_none()).collect();
    if open.is_empty() {
        return Err(Failure::conflict("There is nothing open about this visit, or somebody deals with it already."));
    }
    for alarm in open {
        let facts = serde_json::json!({ "kind": alarm.kind.code(), "alarm": alarm.id, "words": words });
        let columns = cols! { "accepted_at" => work.at, "accepted_by" => name, "accepted_words" => words };
        let change: Change = parts::change("visit.alarm_accepted", visit).facts(facts);
        work.apply(change.update("alarm", alarm.id, alarm.version, columns))?;
    }
    Ok(())
}

/// The job: looks at one visit when it would be late, and again when it would be missed.
pub(crate) fn watch(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let id = payload.get("visit").and_then(|id| id.as_str()?.parse::<Uuid>().ok()).unwrap_or_default();
    let visit = held(work, id.into())?;
    if visit.is_missed(work.at) {
        raise(work, &visit, Kind::Missed)
    } else if visit.is_late(work.at) {
        raise(work, &visit, Kind::Late)?;
        work.later(WATCH, visit.missed_at, payload)
    } else {
        Ok(())
    }
}
