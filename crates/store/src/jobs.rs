//! Jobs: what happens after a commit. A job's effects and its end are one transaction, so each takes effect once.

use std::collections::HashMap;

use kernel::{Failure, Moment, Uuid};

use crate::{Actor, Row, Store, Work, dialect, params, statement};

/// What a job does with its payload.
pub type Run = fn(&mut Work<'_>, &serde_json::Value) -> Result<(), Failure>;

/// A kind of job, and the events after which it runs by itself.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    /// Its name: `visits.make_from_package`.
    pub kind: &'static str,
    /// The events it reacts to; the payload is then the event. Empty for jobs that commands ask for.
    pub after: &'static [&'static str],
    /// What it does.
    pub run: Run,
}

/// Tries before a job is parked for a person to look at.
const TRIES: i64 = 10;

statement! {
    PARKED = "SELECT id, kind, error, attempts, parked_at FROM job WHERE parked_at IS NOT NULL ORDER BY parked_at";
    WAITING = "SELECT count(*) FROM job WHERE parked_at IS NULL AND run_at <= $1";
    OF_KIND = "SELECT count(*) FROM job WHERE kind = $1 AND run_at > $2 AND parked_at IS NULL";
    NEXT_AT = "SELECT min(run_at) AS run_at FROM job WHERE parked_at IS NULL";
    UNSENT = "SELECT id, topic, recipient, subject, body FROM outbox WHERE sent_at IS NULL ORDER BY created_at, id LIMIT 100";
}

/// A job that failed ten times and waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Parked {
    /// The job.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// Why it failed last.
    pub error: Option<String>,
    /// Since when it is parked.
    pub since: Moment,
}

/// The jobs that wait for a person.
pub fn parked(tx: &mut crate::Tx<'_>) -> Result<Vec<Parked>, Failure> {
    tx.all(&PARKED, &[], |row| {
        Ok(Parked {
            id: row.get("id")?,
            kind: row.get("kind")?,
            error: row.get("error")?,
            since: row.get("parked_at")?,
        })
    })
}

/// How many jobs are due and not done.
pub fn waiting(tx: &mut crate::Tx<'_>, now: Moment) -> Result<i64, Failure> {
    tx.figure(&WAITING, params![now])
}

/// Whether a job of this kind waits to be done after a moment.
pub fn waits(tx: &mut crate::Tx<'_>, kind: &str, after: Moment) -> Result<bool, Failure> {
    Ok(tx.figure(&OF_KIND, params![kind, after])? > 0)
}

/// When the next job falls due, if there is one.
pub fn next_at(tx: &mut crate::Tx<'_>) -> Result<Option<Moment>, Failure> {
    Ok(tx.first(&NEXT_AT, &[], |row| row.get::<Option<Moment>>("run_at"))?.flatten())
}

/// A message that waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: Uuid,
    /// What it is about: `offer.made`.
    pub topic: String,
    /// To whom: an e-mail address.
    pub recipient: String,
    /// Its subject line.
    pub subject: String,
    /// Its text; names no person.
    pub body: String,
}

/// The messages that wait, oldest first (at most 100).
pub fn unsent(tx: &mut crate::Tx<'_>) -> Result<Vec<Message>, Failure> {
    tx.all(&UNSENT, &[], |row| {
        Ok(Message {
            id: row.get("id")?,
            topic: row.get("topic")?,
            recipient: row.get("recipient")?,
            subject: row.get("subject")?,
            body: row.get("body")?,
        })
    })
}

struct Claimed {
    id: Uuid,
    kind: String,
    payload: String,
    attempts: i64,
}

fn claim(work: &mut Work<'_>) -> Result<Option<Claimed>, Failure> {
    let (sql, now) = (dialect::claim_job(work.dialect()), work.at);
    let rows = work.rows(sql, params![now])?;
    let read = |row: &Row| {
        Ok(Claimed {
            id: row.get("id")?,
            kind: row.get("kind")?,
            payload: row.get("payload")?,
            attempts: row.get("attempts")?,
        })
    };
    rows.first().map(read).transpose()
}

/// The jobs of the whole house by kind.
#[derive(Debug, Clone, Default)]
pub(crate) struct Registry(HashMap<&'static str, Run>);

impl Registry {
    pub(crate) fn new(jobs: &[Job]) -> Self {
        Registry(jobs.iter().map(|job| (job.kind, job.run)).collect())
    }

    fn run(&self, work: &mut Work<'_>, job: &Claimed) -> Result<(), Failure> {
        let payload: serde_json::Value = serde_json::from_str(&job.payload).map_err(Failure::internal)?;
        match self.0.get(job.kind.as_str()) {
            Some(run) => run(work, &payload),
            None => Err(Failure::internal(format!("nobody does jobs of the kind “{}”", job.kind))),
        }
    }
}

enum Outcome {
    Nothing,
    Done,
}

impl Store {
    /// Does one due job, if there is one, and says whether there was. A failure of the job itself is kept with the job.
    pub fn do_one_job(&self) -> Result<bool, Failure> {
        let failed = std::sync::Arc::new(std::sync::Mutex::new(None));
        let (noted, registry) = (std::sync::Arc::clone(&failed), self.registry());
        let result = self.write_now(Actor::system("job"), move |work| {
            let Some(job) = claim(work)? else { return Ok(Outcome::Nothing) };
            if let Ok(mut noted) = noted.lock() {
                *noted = Some((job.id, job.kind.clone(), job.attempts));
            }
            registry.run(work, &job)?;
            work.finish_job(job.id)?;
            Ok(Outcome::Done)
        });
        match result {
            Ok(Outcome::Nothing) => Ok(false),
            Ok(Outcome::Done) => Ok(true),
            Err(failure) => {
                let claimed = failed.lock().ok().and_then(|claimed| claimed.clone());
                let Some((id, kind, attempts)) = claimed else { return Err(failure) };
                tracing::warn!(job = %id, kind, attempts, %failure, "a job failed");
                self.job_failed(id, attempts + 1, failure.to_string()).map(|()| true)
            }
        }
    }

    /// Does every job that is due, also those that come of doing so; for tests, the demo and commands.
    pub fn settle(&self) -> Result<u64, Failure> {
        let mut done = 0;
        while self.do_one_job()? {
            done += 1;
        }
        Ok(done)
    }

    fn job_failed(&self, id: Uuid, attempts: i64, error: String) -> Result<(), Failure> {
        self.write_now(Actor::system("job"), move |work| {
            let again = work.at.plus_minutes(1_i64 << attempts.min(10));
            let parked = (attempts >= TRIES).then_some(work.at);
            let sql = "UPDATE job SET attempts = $1, error = $2, run_at = $3, parked_at = $4 WHERE id = $5";
            work.raw(sql, params![attempts, error.as_str(), again, parked, id])
        })
    }

    /// Notes that a message has gone out.
    pub fn message_sent(&self, id: Uuid) -> Result<(), Failure> {
        self.write_now(Actor::system("job"), move |work| {
            let at = work.at;
            work.raw("UPDATE outbox SET sent_at = $1 WHERE id = $2", params![at, id])
        })
    }
}
