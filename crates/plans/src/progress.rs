//! Why a package waits, in words for the social worker: kept from the events of brokerage, a room this one does not know.

use kernel::{Date, Failure, Moment, Uuid, day_in_words};
use people::PersonId;
use store::{Change, Tx, Work, cols, params, statement};

use crate::{PlanId, stored};

/// The job that follows the package.
pub(crate) const JOB: &str = "plans.progress";

/// The events it follows.
pub(crate) const AFTER: &[&str] = &[
    "package.requested",
    "offer.made",
    "package.contingency_opened",
    "package.awarded",
    "package.start_agreed",
    "package.start_asked",
    "package.start_refused",
    "package.started",
    "package.handed_back",
    "package.reopened",
    "package.ended",
];

statement! {
    OF_PLAN = "SELECT stage, words, since FROM plan_progress WHERE plan = $1";
    SINCE = "SELECT since, seen_at FROM plan_progress WHERE plan = $1";
}

/// Where the package of a plan has got to: the stage, the words for it, and since when; none before one was asked for.
pub fn progress(tx: &mut Tx<'_>, plan: PlanId) -> Result<Option<(String, String, Moment)>, Failure> {
    tx.first(&OF_PLAN, params![plan], |row| Ok((row.get("stage")?, row.get("words")?, row.get("since")?)))
}

/// What an event says about the package: its stage and the words for it.
fn told(event: &str, facts: &serde_json::Value) -> Option<(&'static str, String)> {
    let text = |name: &str| facts.get(name).and_then(|value| value.as_str());
    let start =
        || ["start", "day"].into_iter().find_map(text).and_then(|day| day.parse::<Date>().ok()).map(day_in_words);
    Some(match event {
        "package.requested" => ("waiting", "Requested; not yet offered to a provider".into()),
        "package.reopened" => ("waiting", "Open again; not yet offered to another provider".into()),
        "offer.made" => ("waiting", "Offered to providers; waiting for an answer".into()),
        "package.contingency_opened" => ("waiting", "No provider found in time; offered to every provider".into()),
        "package.handed_back" => ("waiting", "The provider handed it back; another is being sought".into()),
        "package.awarded" => ("awarded", "A provider was found; the start is not agreed yet".into()),
        "package.start_agreed" => {
            let later = if text("why").is_some() { ", later than first agreed" } else { "" };
            ("awarded", start().map_or("The start is agreed".into(), |day| format!("Care starts on {day}{later}")))
        }
        "package.start_asked" => (
            "awarded",
            start().map_or("The provider asks to start later".into(), |day| {
                format!("The provider asks to start later, on {day}; the broker has not answered yet")
            }),
        ),
        "package.start_refused" => (
            "awarded",
            start().map_or("A later start was refused".into(), |day| {
                format!("A later start was refused; care starts on {day}")
            }),
        ),
        "package.started" => {
            ("started", start().map_or("Care has started".into(), |day| format!("Care started on {day}")))
        }
        "package.ended" => (
            "ended",
            text("reason")
                .map_or("The package ended".into(), |why| format!("The package ended: {}", why.replace('_', " "))),
        ),
        _ => return None,
    })
}

/// Keeps the words of the last event. An older event that comes later changes nothing.
pub(crate) fn run(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let text = |name: &str| payload.get(name).and_then(|value| value.as_str());
    let facts = payload.get("facts").cloned().unwrap_or_default();
    let Some((stage, words)) = text("event").and_then(|event| told(event, &facts)) else { return Ok(()) };
    let at: Moment = text("at").and_then(|at| at.parse().ok()).unwrap_or(work.at);
    let Some(person) = text("person").and_then(|id| id.parse::<Uuid>().ok()) else { return Ok(()) };
    let Some(plan) = plan_of(work, &facts, person)? else { return Ok(()) };
    let seen =
        work.first(&SINCE, params![plan], |row| Ok((row.get::<Moment>("since")?, row.get::<Moment>("seen_at")?)))?;
    if seen.is_some_and(|(_, seen_at)| seen_at > at) {
        return Ok(());
    }
    // Who waits, waits since the request, through every offer made in the meantime.
    let waits_on = matches!(text("event"), Some("offer.made" | "package.contingency_opened"));
    let since = seen.filter(|_| waits_on).map_or(at, |(since, _)| since);
    let row = cols! { "plan" => plan, "stage" => stage, "words" => &words, "since" => since, "seen_at" => at };
    let change = Change::new("plan.progressed", "plan", plan).person(person);
    work.apply(change.facts(serde_json::json!({ "stage": stage, "words": words })).put("plan_progress", &["plan"], row))
}

/// The plan the event names, or the person's.
fn plan_of(work: &mut Work<'_>, facts: &serde_json::Value, person: Uuid) -> Result<Option<PlanId>, Failure> {
    let named = facts.get("plan").and_then(|id| id.as_str()?.parse::<PlanId>().ok());
    match named {
        Some(plan) => Ok(Some(plan)),
        None => Ok(stored::current(work, PersonId::from(person))?.map(|plan| plan.id)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // BRK-6, H14
    #[test]
    fn every_event_it_follows_has_words() {
        for event in AFTER {
            let (stage, words) =
                told(event, &serde_json::json!({ "day": "2026-12-01", "reason": "left_early" })).unwrap();
            assert!(["waiting", "awarded", "started", "ended"].contains(&stage) && !words.is_empty(), "{event}");
        }
        let (_, words) = told("package.start_agreed", &serde_json::json!({ "start": "2026-12-01" })).unwrap();
        assert_eq!(words, "Care starts on Tuesday 1 December 2026");
    }
}
