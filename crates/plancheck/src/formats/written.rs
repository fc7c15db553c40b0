//! Kith's own way of writing answers (`kith-answer/1`), for its own instances and for made-up days.

use std::collections::BTreeSet;

use crate::{
    day::{Answer, Round, Stop, What},
    json::At,
    judge::Tally,
    report::{Fault, Report, Rule, Unreadable},
};

use super::claim;

/// The measures by their names in answers.
pub(super) fn measures(tally: &Tally) -> [(&'static str, f64); 9] {
    [
        ("unserved", tally.unserved_worth),
        ("late", tally.late),
        ("longest_late", tally.longest_late),
        ("overtime", tally.overtime),
        ("moved", tally.moved),
        ("travel", tally.travel),
        ("continuity", tally.continuity),
        ("fairness", tally.fairness),
        ("rounds", tally.rounds as f64),
    ]
}

/// Reads rounds and what is unserved.
pub(super) fn read(root: &At<'_>) -> Result<Answer, Unreadable> {
    root.only(&["format", "instance", "rounds", "unserved", "costs"])?;
    root.given("instance")?.map(|at| at.text()).transpose()?;
    let format = root.field("format")?;
    if format.text()? != "kith-answer/1" {
        return Err(format.wrong("must be “kith-answer/1”"));
    }
    let (mut answer, mut seen) = (Answer::default(), BTreeSet::new());
    for round in root.field("rounds")?.items()? {
        let at = round.path().to_owned();
        let round = one_round(&round)?;
        if !seen.insert((round.worker.clone(), round.shift)) {
            let what =
                format!("worker {} has another round in shift {}; there is one for each", round.worker, round.shift);
            answer.faults.push(Fault { rule: Rule::WorkerTwice, at, what });
        }
        answer.rounds.push(round);
    }
    for unserved in root.field("unserved")?.items()? {
        unserved.only(&["visit", "reasons"])?;
        let visit = unserved.field("visit")?.text()?.to_owned();
        let mut explained = false;
        for reason in unserved.list("reasons")? {
            reason.only(&["kind", "says"])?;
            reason.field("kind")?.text()?;
            explained |= !reason.field("says")?.text()?.trim().is_empty();
        }
        if !explained {
            let what = format!("visit {visit} is told as unserved without a reason");
            answer.faults.push(Fault { rule: Rule::Unexplained, at: unserved.path().to_owned(), what });
        }
        answer.unserved.push(visit);
    }
    Ok(answer)
}

fn one_round(at: &At<'_>) -> Result<Round, Unreadable> {
    at.only(&["worker", "shift", "begins", "ends", "travel", "stops"])?;
    let number = |key| at.field(key)?.whole().map(Some);
    let mut round = Round {
        worker: at.field("worker")?.text()?.to_owned(),
        shift: at.given("shift")?.map_or(Ok(0), |shift| shift.count())?,
        leaves: number("begins")?,
        back: number("ends")?,
        travel: number("travel")?,
        stops: Vec::new(),
    };
    for stop in at.field("stops")?.items()? {
        round.stops.push(one_stop(&stop)?);
    }
    Ok(round)
}

fn one_stop(at: &At<'_>) -> Result<Stop, Unreadable> {
    at.only(&["visit", "part", "break", "travel", "begins", "ends"])?;
    let part = at.maybe("part")?.map_or(Ok(0), |part| part.count())?;
    let what = match (at.maybe("visit")?, at.maybe("break")?) {
        (Some(visit), None) => What::Part(visit.text()?.to_owned(), part),
        (None, Some(nth)) => What::Break(nth.count()?),
        _ => return Err(at.wrong("must have either “visit” or “break”")),
    };
    let number = |key| at.field(key)?.whole().map(Some);
    Ok(Stop { what, begins: number("begins")?, ends: number("ends")?, travel: number("travel")? })
}

/// One level of what matters: measures with their weights.
pub(super) type Level = Vec<(String, f64)>;

/// The sums of the levels.
pub(super) fn sums(levels: &[Level], tally: &Tally) -> Vec<f64> {
    let all = measures(tally);
    let value = |name: &str| all.iter().find(|(of, _)| *of == name).map_or(0.0, |(_, value)| *value);
    levels.iter().map(|level| level.iter().map(|(name, weight)| weight * value(name)).sum()).collect()
}

/// Compares what the answer says it costs. Fairness is said in whole hundredths, all else exactly.
pub(super) fn claims(report: &mut Report, root: &At<'_>, levels: &[Level], tally: &Tally) -> Result<(), Unreadable> {
    let all = measures(tally);
    let loose = |name: &str, weight: f64| if name == "fairness" { weight } else { 0.0 };
    let sums = sums(levels, tally);
    // Of a sum of more than 15 digits the last are not kept here.
    let beyond = |found: f64| found.abs() * f64::EPSILON * 4.0;
    for (n, stated) in root.list("costs")?.iter().enumerate() {
        stated.only(&["sum", "of"])?;
        let off = 1e-6;
        for measure in stated.field("of")?.items()? {
            measure.only(&["measure", "value"])?;
            let name = measure.field("measure")?;
            let told = name.text()?;
            let Some((of, found)) = all.iter().find(|(of, _)| told == *of) else {
                return Err(name.wrong("is not a measure"));
            };
            claim(report, of, measure.field("value")?.sum()?, *found, off + loose(of, 1.0) + beyond(*found));
        }
        let Some((level, found)) = levels.get(n).zip(sums.get(n)) else {
            let what = format!("the answer states level {n}, and the instance has {} levels", levels.len());
            report.faults.push(Fault { rule: Rule::Claim, at: stated.path().to_owned(), what });
            continue;
        };
        let off = off + level.iter().map(|(name, weight)| loose(name, *weight)).sum::<f64>() + beyond(*found);
        claim(report, &format!("the sum of level {n}"), stated.field("sum")?.sum()?, *found, off);
    }
    Ok(())
}
