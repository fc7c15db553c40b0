//! What happens by itself: visits follow their package (VIS-1), late ones are seen (VIS-5), shown codes are forgotten.

use kernel::{Date, Failure, Uuid};
use places::Place;
use store::{Job, Tx, Work};

use crate::{
    alarm, bank, chosen,
    line::Line,
    make::{self, EXTEND, Source, WATCH},
    way_in::{self, FORGET},
};

/// The jobs of this room.
pub const JOBS: &[Job] = &[
    Job { kind: "visits.begin", after: &["package.awarded", "package.start_agreed"], run: begin },
    Job { kind: "visits.follow", after: &["package.lines_changed", "package.adjusted"], run: follow },
    Job { kind: "visits.end", after: &["package.ended", "package.handed_back"], run: end },
    Job { kind: "visits.choice_asked", after: &["complex.opened"], run: chosen::opened },
    Job { kind: "visits.bank", after: bank::react::AFTER, run: bank::react::run },
    Job { kind: EXTEND, after: &[], run: extend },
    Job { kind: WATCH, after: &[], run: alarm::watch },
    Job { kind: FORGET, after: &[], run: way_in::forget },
];

/// The place a job works in: a job has no request, so it asks the database which place it keeps.
pub(crate) fn place(work: &mut Work<'_>) -> Result<&'static Place, Failure> {
    store::setting(work, "place")?.map_or_else(Place::dorset, |code| Place::named(&code))
}

pub(crate) fn id(payload: &serde_json::Value, name: &str) -> Result<Uuid, Failure> {
    let found = payload.get(name).and_then(|id| id.as_str()?.parse().ok());
    found.ok_or_else(|| Failure::internal(format!("a job of visits came without “{name}”")))
}

/// What visits follow from, as the package says it now; nothing when no provider has it or no start is agreed.
pub fn source(tx: &mut Tx<'_>, package: Uuid) -> Result<Option<Source>, Failure> {
    let view = brokerage::package(tx, package.into())?;
    let Some((provider, start)) = view.provider.zip(view.agreed_start) else { return Ok(None) };
    let alone = people::alerts(tx, view.person)?.iter().any(|words| words.to_lowercase().contains("lives alone"));
    Ok(Some(Source {
        package,
        person: view.person.uuid(),
        person_name: view.person_name.clone(),
        locality: Some(view.locality.clone()),
        provider,
        plan: view.plan.uuid(),
        plan_version: view.plan_version,
        lives_alone: alone,
        lines: view.lines.iter().map(Line::from).collect(),
        start,
        end: None,
    }))
}

fn begin(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let package = id(payload, "subject")?;
    let place = place(work)?;
    match source(work, package)? {
        Some(source) => make::begin(work, place, &source).map(drop),
        None => Ok(()),
    }
}

/// The plan behind the package was changed, or its provider adjusted the care at a review: from tomorrow on its visits are
/// those of now (H10, BRK-9).
fn follow(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let package = id(payload, "subject")?;
    let place = place(work)?;
    let adjusted = payload.get("event").and_then(serde_json::Value::as_str) == Some("package.adjusted");
    let why = if adjusted { "The care was adjusted at a review" } else { "The plan was changed" };
    match source(work, package)? {
        Some(source) => make::follow(work, place, &source, why).map(drop),
        None => Ok(()),
    }
}

fn extend(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let (package, provider) = (id(payload, "package")?, id(payload, "provider")?);
    let place = place(work)?;
    make::extend(work, place, (package, provider), |work| source(work, package))
}

/// The package ended, or its provider gave it back: what lies ahead is taken back, after the notice where the provider
/// carries on for one.
fn end(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let package = id(payload, "subject")?;
    let facts = payload.get("facts").unwrap_or(&serde_json::Value::Null);
    let day = |name: &str| facts.get(name).and_then(|day| day.as_str()?.parse::<Date>().ok());
    let after = |last: Option<Date>| last.and_then(|last| last.tomorrow().ok());
    let today = work.at.day();
    if payload.get("event").and_then(serde_json::Value::as_str) == Some("package.handed_back") {
        let carries_on = facts.get("carries_on").and_then(serde_json::Value::as_bool).unwrap_or_default();
        let from = after(day("last_day")).filter(|_| carries_on).unwrap_or(today);
        let provider = id(facts, "provider")?;
        make::end(work, package, Some(provider), from, "The provider gave the package back").map(drop)
    } else {
        let from = after(day("day")).unwrap_or(today);
        make::end(work, package, None, from, "The package ended").map(drop)
    }
}
