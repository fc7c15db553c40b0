//! The care is looked at against the person's own plan, outcome by outcome, at the plan's interval (BRK-14).

use access::Permit;
use kernel::{Failure, Moment, Uuid};
use page::{Markup, html, show};
use places::Place;
use store::{Row, Tx, Work, cols, params, statement};
use wire::{Act, Done, Field, Shown, View};

use super::{
    care::{Care, CareId, MONITORED, hold, must_be_complex, watch},
    form_page,
    rule::OutcomeFinding,
};
use crate::{
    machine::Held,
    package::{self, Package},
    policy::KeepComplex,
};

/// What is asked for one outcome.
pub const FIELDS: &[Field] = &[
    Field::choice("finding", "How far is it met?", OutcomeFinding::CHOICES).must("Say how far the outcome is met."),
    Field::words("words", "What was done, and what follows?").must("Say what was done, and what follows."),
];

/// An outcome as it was found.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) round: i64,
    pub(crate) outcome: String,
    pub(crate) finding: OutcomeFinding,
    pub(crate) words: String,
    pub(crate) by: String,
    pub(crate) at: Moment,
}

statement! {
    SINCE = "SELECT round, outcome, finding, words, by_name, at FROM complex_monitoring WHERE care = $1 AND round >= $2
        ORDER BY round DESC, at, id LIMIT 200";
}

/// What was found from a round on, the latest round first.
pub(crate) fn found(tx: &mut Tx<'_>, care: CareId, since: i64) -> Result<Vec<Found>, Failure> {
    tx.all(&SINCE, params![care, since], |row: &Row| {
        Ok(Found {
            round: row.get("round")?,
            outcome: row.get("outcome")?,
            finding: row.parse("finding")?,
            words: row.get("words")?,
            by: row.get("by_name")?,
            at: row.get("at")?,
        })
    })
}

/// Records one outcome; when it was the last one of the round, the next round begins. Says how many are left.
pub fn record(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<KeepComplex>,
    (package, held, care): (&Package, &Held, &Care),
    (outcome, finding, words): (&str, OutcomeFinding, &str),
    by: &str,
) -> Result<usize, Failure> {
    permit.covers(package.id)?;
    package.state.gives_care()?;
    let id: Uuid = work.id();
    let row = cols! {
        "id" => id, "care" => care.id, "round" => care.monitor_round, "outcome" => outcome, "finding" => finding.code(),
        "words" => words, "by_name" => by, "at" => work.at,
    };
    let done = found(work, care.id, care.monitor_round)?;
    let left = |one: &&String| one.as_str() != outcome && !done.iter().any(|found| found.outcome == **one);
    let left = package.outcomes.iter().filter(left).count();
    let facts = serde_json::json!({ "package": package.id, "round": care.monitor_round, "finding": finding.code(), "left": left });
    let change = care.change("complex.outcome_monitored").facts(facts).insert("complex_monitoring", row);
    if left > 0 {
        work.apply(change)?;
        return Ok(left);
    }
    let at = work.at;
    clocks::stop(work, care.id.uuid(), MONITORED, at)?;
    let due = watch(work, place, (package, held), care, at)?;
    let columns = cols! { "monitor_round" => care.monitor_round + 1, "monitored_at" => at, "monitor_due" => due };
    work.apply(change.update("complex_care", care.id, care.version, columns))?;
    Ok(0)
}

/// What was found in a round, as a list.
pub(crate) fn told(found: &[Found]) -> Markup {
    html! {
        ul class="nhsuk-list nhsuk-list--bullet" { @for one in found {
            li { strong { (one.finding.words()) } ": " (one.outcome) ". " (one.words) " (" (one.by) ", " (show::moment(one.at)) ")" }
        } }
    }
}

/// The outcomes of the plan, each with what was found this time or the way to say it.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    let care = match must_be_complex(&package) {
        Ok(_) => super::care::of_package(view.tx, package.id)?,
        Err(_) => None,
    };
    let found = match &care {
        Some(care) => found(view.tx, care.id, (care.monitor_round - 1).max(1))?,
        None => Vec::new(),
    };
    form_page::<KeepComplex>(view, "Look at the care against the plan", |view, package, care| {
        let Some(care) = care.filter(|_| package.state.gives_care().is_ok()) else {
            return show::empty_state(
                "Once care has started, each outcome of the person’s plan stands here to be looked at.",
            );
        };
        let (now, before): (Vec<Found>, Vec<Found>) =
            found.into_iter().partition(|one| one.round == care.monitor_round);
        html! {
            p { "Every " (kernel::count(care.monitor_weeks, "week", "weeks")) ". " (show::time_left(view.now, care.monitor_due)) }
            ol class="nhsuk-list nhsuk-list--number" { @for (nth, outcome) in package.outcomes.iter().enumerate() {
                li {
                    (outcome) ": "
                    @match now.iter().rev().find(|one| one.outcome == *outcome) {
                        Some(one) => { strong { (one.finding.words()) } ". " (one.words) " " }
                        None => {}
                    }
                    a href=(format!("/packages/{}/monitor/{}", package.id, nth + 1)) {
                        "Say how far it is met" span class="nhsuk-u-visually-hidden" { ": " (outcome) }
                    }
                }
            } }
            @if !before.is_empty() { h2 class="nhsuk-heading-m" { "Last time" } (told(&before)) }
        }
    })
}

/// The outcome of this number in the plan.
fn outcome_of<'a>(package: &'a Package, nth: &str) -> Result<&'a str, Failure> {
    let nth: Option<usize> = nth.parse().ok();
    let found = nth.and_then(|nth| package.outcomes.get(nth.checked_sub(1)?));
    found.map(String::as_str).ok_or_else(|| Failure::no_such("outcome of this plan"))
}

/// The form for one outcome.
pub fn outcome_page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let nth = view.path.text("nth").to_owned();
    let package = package::row(view.tx, view.path.id("package")?)?;
    let outcome = outcome_of(&package, &nth)?.to_owned();
    form_page::<KeepComplex>(view, "How far is the outcome met?", |view, package, _| {
        html! {
            p { strong { (outcome) } }
            (view.form.whole(&format!("/packages/{}/monitor/{nth}", package.id), FIELDS, "Save"))
        }
    })
}

/// Records it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (package, held, care, permit) = hold::<KeepComplex>(act)?;
    let outcome = outcome_of(&package, act.path.text("nth"))?.to_owned();
    let (finding, words) = (act.values.choice("finding")?, act.values.text("words")?);
    let place = act.house.place;
    let said = (outcome.as_str(), finding, words.as_str());
    let left = record(act.work, place, &permit, (&package, &held, &care), said, &act.who.name)?;
    let message = match left {
        0 => "Every outcome was looked at. The next time is on the clock.".to_owned(),
        n => format!(
            "Saved. {} left.",
            kernel::count(i64::try_from(n).unwrap_or_default(), "outcome is", "outcomes are")
        ),
    };
    Ok(Done::new(format!("/packages/{}/monitor", package.id), message).id(package.id))
}
