//! What the visits room says of a visit that is over, and what became of it here: charged, or parked with a reason.

use kernel::{Date, Failure, Moment, Uuid};
use serde_json::Value;
use store::{Row, Tx, Work, params, statement};

use crate::{Outcome, VisitFacts, told};

/// A visit as an event tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The visit.
    pub visit: Uuid,
    /// For which package.
    pub package: Uuid,
    /// For whom.
    pub person: Uuid,
    /// By whom.
    pub provider: Uuid,
    /// On which day.
    pub day: Date,
    /// What happened.
    pub facts: VisitFacts,
    /// The minutes of all its workers together: planned, recorded, approved. Three figures, none ever overwritten.
    pub minutes: [i64; 3],
    /// When it was said; an older word never takes the place of a newer one.
    pub said_at: Moment,
    /// Whether it corrects what was said before.
    pub corrects: bool,
}

impl Told {
    /// Reads `visit.approved`, `visit.corrected` or `visit.cancelled`.
    pub(crate) fn read(payload: &Value) -> Result<Self, Failure> {
        let facts = told::part(payload, "facts")?;
        let event: String = told::must(payload, "event")?;
        let day: Date = told::must(facts, "day")?;
        let start: Option<Moment> = told::opt(facts, "start")?;
        let planned_start = told::opt(facts, "planned_start")?.or(start).unwrap_or(Moment::start_of(day));
        let person = match told::opt(facts, "person")? {
            Some(person) => person,
            None => told::must(payload, "person")?,
        };
        let cancelled = event == "visit.cancelled";
        let facts = VisitFacts {
            planned_start,
            planned_minutes: told::must(facts, "planned_minutes")?,
            start: start.filter(|_| !cancelled),
            finish: told::opt(facts, "finish")?.filter(|_| !cancelled),
            approved_minutes: if cancelled { 0 } else { told::must(facts, "minutes")? },
            workers: told::opt(facts, "workers")?.unwrap_or(1),
            outcome: outcome(facts, cancelled)?,
        };
        let part = told::part(payload, "facts")?;
        let planned_workers = told::opt(part, "planned_workers")?.unwrap_or(facts.workers);
        let recorded = told::opt(part, "recorded_minutes")?.unwrap_or(facts.recorded_minutes() * facts.workers);
        let minutes = [facts.planned_minutes * planned_workers, recorded, facts.approved_minutes * facts.workers];
        Ok(Told {
            visit: told::must(payload, "subject")?,
            package: told::must(part, "package")?,
            person,
            provider: told::must(part, "provider")?,
            day,
            facts,
            minutes,
            said_at: told::must(payload, "at")?,
            corrects: event == "visit.corrected",
        })
    }

    /// Whether it says something that was not known. Of two words of one moment the correction is the newer.
    pub(crate) fn is_news_to(&self, before: &Told) -> bool {
        let newer = self.said_at > before.said_at || (self.said_at == before.said_at && self.corrects);
        newer && self.facts != before.facts
    }
}

fn outcome(facts: &Value, cancelled: bool) -> Result<Outcome, Failure> {
    if cancelled {
        let by: Option<String> = told::opt(facts, "by")?;
        let notice: Option<i64> = told::opt(facts, "notice_hours")?;
        return match (by.as_deref(), notice) {
            // The provider called it off, or the package ended or went back.
            (Some("provider" | "system"), _) => Ok(Outcome::NotProvided),
            (_, Some(notice_hours)) => Ok(Outcome::Cancelled { notice_hours }),
            _ => Err(Failure::internal("the event does not say with how many hours’ notice the visit was cancelled")),
        };
    }
    let minutes: i64 = told::must(facts, "minutes")?;
    match told::must::<String>(facts, "outcome")?.as_str() {
        "done" | "care_given" => Ok(Outcome::Done),
        // A worker who waited with the person for the ambulance gave that time.
        "hospital" if minutes > 0 => Ok(Outcome::Done),
        "no_reply" | "asleep" | "refused" | "hospital" => Ok(Outcome::NoAccess),
        other => Err(Failure::internal(format!("the event's outcome “{other}” is none that charging knows"))),
    }
}

/// What became of a visit here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// It has its charge.
    Charged,
    /// It waits, for this reason.
    Parked(String),
}

/// A visit that was told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Visit {
    pub(crate) told: Told,
    pub(crate) version: i64,
    pub(crate) person_name: String,
    pub(crate) provider_name: String,
    pub(crate) state: State,
}

impl Visit {
    fn read(row: &Row) -> Result<Self, Failure> {
        let id: Uuid = row.get("id")?;
        let facts: Value = row.get("facts")?;
        let state = match (row.get::<String>("state")?.as_str(), row.get::<Option<String>>("reason")?) {
            ("charged", None) => State::Charged,
            ("parked", Some(reason)) => State::Parked(reason),
            (state, reason) => {
                return Err(Failure::internal(format!("charged visit {id} is {state} with the reason {reason:?}")));
            }
        };
        let told = Told {
            visit: id,
            package: row.get("package")?,
            person: row.get("person")?,
            provider: row.get("provider")?,
            day: row.get("day")?,
            facts: serde_json::from_value(facts).map_err(Failure::internal)?,
            minutes: [row.get("planned_minutes")?, row.get("recorded_minutes")?, row.get("approved_minutes")?],
            said_at: row.get("said_at")?,
            corrects: false,
        };
        let (person_name, provider_name) = (row.get("person_name")?, row.get("provider_name")?);
        Ok(Visit { told, version: row.get("version")?, person_name, provider_name, state })
    }
}

statement! {
    HELD = "SELECT id, version, package, person, person_name, provider, provider_name, day, facts,
        planned_minutes, recorded_minutes, approved_minutes, said_at, state, reason
        FROM charged_visit WHERE id = $1 {for_update}";
    ONE = "SELECT id, version, package, person, person_name, provider, provider_name, day, facts,
        planned_minutes, recorded_minutes, approved_minutes, said_at, state, reason
        FROM charged_visit WHERE id = $1";
    PARKED = "SELECT id, version, package, person, person_name, provider, provider_name, day, facts,
        planned_minutes, recorded_minutes, approved_minutes, said_at, state, reason
        FROM charged_visit WHERE state = 'parked' ORDER BY day, id LIMIT $1";
    PARKED_OF = "SELECT id, version, package, person, person_name, provider, provider_name, day, facts,
        planned_minutes, recorded_minutes, approved_minutes, said_at, state, reason
        FROM charged_visit WHERE state = 'parked' AND provider = $1 ORDER BY day, id LIMIT $2";
    OF_PACKAGE = "SELECT v.id, c.invoice FROM charged_visit v LEFT JOIN charge c ON c.visit = v.id AND c.number = 1
        WHERE v.package = $1 AND v.provider = $2 AND v.day >= $3 AND v.day < $4 ORDER BY v.day, v.id";
    pub(crate) COUNT_PARKED = "SELECT count(*) FROM charged_visit WHERE state = 'parked'";
    pub(crate) COUNT_PARKED_OF = "SELECT count(*) FROM charged_visit WHERE state = 'parked' AND provider = $1";
}

/// A visit, held until the unit of work ends.
pub(crate) fn held(work: &mut Work<'_>, visit: Uuid) -> Result<Option<Visit>, Failure> {
    work.first(&HELD, params![visit], Visit::read)
}

/// A visit.
pub(crate) fn one(tx: &mut Tx<'_>, visit: Uuid) -> Result<Visit, Failure> {
    tx.one(&ONE, params![visit], "visit", Visit::read)
}

/// Visits that wait for their charge, the oldest first.
pub(crate) fn parked(tx: &mut Tx<'_>, provider: Option<Uuid>, most: i64) -> Result<Vec<Visit>, Failure> {
    match provider {
        None => tx.all(&PARKED, params![most], Visit::read),
        Some(provider) => tx.all(&PARKED_OF, params![provider, most], Visit::read),
    }
}

/// The visits of a package by one provider from a day until before another, each with the invoice on which its first charge stands.
pub(crate) fn of_package(
    tx: &mut Tx<'_>,
    (package, provider): (Uuid, Uuid),
    from: Date,
    until: Date,
) -> Result<Vec<(Uuid, Option<Uuid>)>, Failure> {
    tx.all(&OF_PACKAGE, params![package, provider, from, until], |row| Ok((row.get("id")?, row.get("invoice")?)))
}
