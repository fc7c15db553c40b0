//! Standards and running clocks (H3, H14).
//!
//! A clock runs from a start event under a standard of the place ("offer.answer", four hours). It is one row: started, due,
//! perhaps paused with a reason, stopped. The due instant is reckoned once, in UTC, by [`kernel::due`]. Whether a clock is
//! late is found by comparing, never by a job; the watch only makes a breach visible, as the event `clock.breached` with the
//! standard in its facts, to which rooms react.

use kernel::{Failure, Moment, Rule, Uuid};
use places::Place;
use store::{Change, Job, Row, Tx, Work, cols, params, statement};

/// The tables of this crate.
pub const MIGRATIONS: &[store::Migration] = store::migrations!["20261122_1020_clocks"];

/// The watch.
pub const JOBS: &[Job] = &[Job { kind: WATCH, after: &[], run: watch }];

const WATCH: &str = "clocks.watch";

/// What is to run.
#[derive(Debug, Clone, Copy)]
pub struct Start<'a> {
    /// The code of the place's standard: "offer.answer".
    pub standard: &'a str,
    /// What kind of thing it runs for: "offer".
    pub subject_kind: &'static str,
    /// The thing.
    pub subject: Uuid,
    /// The person it is about.
    pub person: Option<Uuid>,
    /// Who must keep it: the organisation on whose screen it stands.
    pub organisation: Option<Uuid>,
    /// The moment it counts from; not always now (a hospital's call was at eight).
    pub from: Moment,
}

/// A running or stopped clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// Its id.
    pub id: Uuid,
    /// Its row's version.
    pub version: i64,
    /// The standard's code.
    pub standard: String,
    /// What kind of thing it runs for.
    pub subject_kind: String,
    /// The thing.
    pub subject: Uuid,
    /// The person it is about.
    pub person: Option<Uuid>,
    /// Who must keep it.
    pub organisation: Option<Uuid>,
    /// Since when it runs.
    pub started_at: Moment,
    /// Until when.
    pub due_at: Moment,
    /// Since when it is paused.
    pub paused_at: Option<Moment>,
    /// Why it is paused.
    pub pause_reason: Option<String>,
    /// When it was stopped.
    pub stopped_at: Option<Moment>,
    /// Whether what was promised came to pass, or the clock was withdrawn.
    pub withdrawn: bool,
}

impl Clock {
    fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Clock {
            id: row.get("id")?,
            version: row.get("version")?,
            standard: row.get("standard")?,
            subject_kind: row.get("subject_kind")?,
            subject: row.get("subject")?,
            person: row.get("person")?,
            organisation: row.get("organisation")?,
            started_at: row.get("started_at")?,
            due_at: row.get("due_at")?,
            paused_at: row.get("paused_at")?,
            pause_reason: row.get("pause_reason")?,
            stopped_at: row.get("stopped_at")?,
            withdrawn: row.get::<Option<String>>("outcome")?.as_deref() == Some("withdrawn"),
        })
    }

    /// Whether it ran out: stopped after its time, or still running past it. A paused clock stands still; a withdrawn one
    /// was nobody's promise any more.
    pub fn is_late(&self, now: Moment) -> bool {
        !self.withdrawn && self.stopped_at.or(self.paused_at).unwrap_or(now) > self.due_at
    }

    /// Whether it still runs.
    pub fn is_running(&self) -> bool {
        self.stopped_at.is_none() && self.paused_at.is_none()
    }
}

statement! {
    HELD = "SELECT id, version, standard, subject_kind, subject, person, organisation, started_at, due_at, paused_at,
        pause_reason, stopped_at, outcome FROM clock WHERE subject = $1 AND standard = $2 AND stopped_at IS NULL {for_update}";
    RUNNING = "SELECT id, version, standard, subject_kind, subject, person, organisation, started_at, due_at, paused_at,
        pause_reason, stopped_at, outcome FROM clock WHERE subject = $1 AND standard = $2 AND stopped_at IS NULL";
    OF_SUBJECT = "SELECT id, version, standard, subject_kind, subject, person, organisation, started_at, due_at, paused_at,
        pause_reason, stopped_at, outcome FROM clock WHERE subject = $1 ORDER BY started_at, id";
    ONE = "SELECT id, version, standard, subject_kind, subject, person, organisation, started_at, due_at, paused_at,
        pause_reason, stopped_at, outcome FROM clock WHERE id = $1 {for_update}";
    LATE = "SELECT id, version, standard, subject_kind, subject, person, organisation, started_at, due_at, paused_at,
        pause_reason, stopped_at, outcome FROM clock WHERE stopped_at IS NULL AND due_at < $1 AND paused_at IS NULL
        ORDER BY due_at LIMIT $2";
}

/// The rule of a standard of this place.
pub fn rule(place: &Place, standard: &str) -> Result<Rule, Failure> {
    let found = place.standard(standard).map(|found| found.rule);
    found.ok_or_else(|| Failure::internal(format!("the place {} has no standard “{standard}”", place.code)))
}

/// Starts a clock and says when it is due. One that runs already for this thing and standard goes on as it is.
pub fn start(work: &mut Work<'_>, place: &Place, new: Start<'_>) -> Result<Moment, Failure> {
    let due_at = kernel::due(new.from, &rule(place, new.standard)?, place.calendar())?;
    start_due(work, new, due_at)
}

/// The same for a promise that was agreed to end sooner than the standard's term: a plan's own interval. A later moment than
/// the standard's does not count.
pub fn start_until(work: &mut Work<'_>, place: &Place, new: Start<'_>, until: Moment) -> Result<Moment, Failure> {
    let latest = kernel::due(new.from, &rule(place, new.standard)?, place.calendar())?;
    start_due(work, new, until.min(latest))
}

fn start_due(work: &mut Work<'_>, new: Start<'_>, due_at: Moment) -> Result<Moment, Failure> {
    if let Some(running) = held(work, new.subject, new.standard)? {
        return Ok(running.due_at);
    }
    let id: Uuid = work.id();
    let columns = cols! {
        "id" => id, "version" => 1, "standard" => new.standard, "subject_kind" => new.subject_kind, "subject" => new.subject,
        "person" => new.person, "organisation" => new.organisation, "started_at" => new.from, "due_at" => due_at,
    };
    let facts =
        serde_json::json!({ "standard": new.standard, "subject": new.subject, "from": new.from, "due": due_at });
    work.apply(noted("clock.started", id, new.person, new.organisation, facts).insert("clock", columns))?;
    work.later(WATCH, due_at, &serde_json::json!({ "clock": id }))?;
    Ok(due_at)
}

fn noted(
    event: &'static str,
    id: Uuid,
    person: Option<Uuid>,
    organisation: Option<Uuid>,
    facts: serde_json::Value,
) -> Change {
    let change = Change::new(event, "clock", id).facts(facts);
    let change = match person {
        Some(person) => change.person(person),
        None => change,
    };
    match organisation {
        Some(organisation) => change.organisation(organisation),
        None => change,
    }
}

fn change(event: &'static str, clock: &Clock) -> Change {
    let facts = serde_json::json!({
        "standard": clock.standard, "subject_kind": clock.subject_kind, "subject": clock.subject, "due": clock.due_at,
    });
    noted(event, clock.id, clock.person, clock.organisation, facts)
}

/// The clock that runs or is paused for a thing under a standard.
pub fn running(tx: &mut Tx<'_>, subject: Uuid, standard: &str) -> Result<Option<Clock>, Failure> {
    tx.first(&RUNNING, params![subject, standard], Clock::read)
}

/// The same, held until the unit of work ends.
fn held(work: &mut Work<'_>, subject: Uuid, standard: &str) -> Result<Option<Clock>, Failure> {
    work.first(&HELD, params![subject, standard], Clock::read)
}

/// Every clock of a thing, oldest first.
pub fn of_subject(tx: &mut Tx<'_>, subject: Uuid) -> Result<Vec<Clock>, Failure> {
    tx.all(&OF_SUBJECT, params![subject], Clock::read)
}

/// Running clocks that have run out, the longest first.
pub fn late(tx: &mut Tx<'_>, now: Moment, most: i64) -> Result<Vec<Clock>, Failure> {
    tx.all(&LATE, params![now, most], Clock::read)
}

/// What was promised has come to pass, at `at`. Nothing happens when no such clock runs.
pub fn stop(work: &mut Work<'_>, subject: Uuid, standard: &str, at: Moment) -> Result<(), Failure> {
    end(work, subject, standard, at, "clock.stopped", "met")
}

/// The promise has fallen away (the offer was withdrawn); it counts neither as kept nor as broken.
pub fn withdraw(work: &mut Work<'_>, subject: Uuid, standard: &str) -> Result<(), Failure> {
    let at = work.at;
    end(work, subject, standard, at, "clock.withdrawn", "withdrawn")
}

fn end(
    work: &mut Work<'_>,
    subject: Uuid,
    standard: &str,
    at: Moment,
    event: &'static str,
    outcome: &str,
) -> Result<(), Failure> {
    let Some(clock) = held(work, subject, standard)? else { return Ok(()) };
    let columns = cols! { "stopped_at" => at, "outcome" => outcome, "paused_at" => None::<Moment> };
    work.apply(change(event, &clock).update("clock", clock.id, clock.version, columns))
}

/// Halts a clock, with a reason (H3: no pause without one).
pub fn pause(work: &mut Work<'_>, subject: Uuid, standard: &str, reason: &str) -> Result<(), Failure> {
    if reason.trim().is_empty() {
        return Err(Failure::field("reason", "Say why the clock is paused."));
    }
    let Some(clock) = held(work, subject, standard)?.filter(Clock::is_running) else { return Ok(()) };
    let columns = cols! { "paused_at" => work.at, "pause_reason" => reason };
    work.apply(change("clock.paused", &clock).update("clock", clock.id, clock.version, columns))
}

/// Lets a paused clock run on; the time it stood is added to its due time.
pub fn resume(work: &mut Work<'_>, subject: Uuid, standard: &str) -> Result<(), Failure> {
    let Some((clock, since)) = held(work, subject, standard)?.and_then(|clock| Some((clock.clone(), clock.paused_at?)))
    else {
        return Ok(());
    };
    let stood = work.at.micros().saturating_sub(since.micros());
    let due_at = Moment::from_micros(clock.due_at.micros().saturating_add(stood));
    let columns = cols! { "paused_at" => None::<Moment>, "due_at" => due_at, "breach_noted_at" => None::<Moment> };
    work.apply(change("clock.resumed", &clock).update("clock", clock.id, clock.version, columns))?;
    work.later(WATCH, due_at, &serde_json::json!({ "clock": clock.id }))
}

/// Makes a breach visible. It runs outside the request path, at the due time or as soon after as the program lives.
fn watch(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let id: Uuid = payload.get("clock").and_then(|id| id.as_str()?.parse().ok()).unwrap_or_default();
    let Some(clock) = work.first(&ONE, params![id], Clock::read)? else { return Ok(()) };
    if !clock.is_running() || work.at < clock.due_at {
        return Ok(());
    }
    let columns = cols! { "breach_noted_at" => work.at };
    work.apply(change("clock.breached", &clock).update("clock", clock.id, clock.version, columns))
}
