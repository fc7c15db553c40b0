//! Kith's own way of writing answers (`kith-answer/1`), for its own instances and for made-up days.

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
    let format = root.field("format")?;
    if format.text()? != "kith-answer/1" {
        return Err(format.wrong("must be “kith-answer/1”"));
    }
    let mut answer = Answer::default();
    for round in root.field("rounds")?.items()? {
        answer.rounds.push(one_round(&round)?);
    }
    for unserved in root.field("unserved")?.items()? {
        let visit = unserved.field("visit")?.id()?;
        let mut explained = false;
        for reason in unserved.list("reasons")? {
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
    let number = |key| at.maybe(key)?.map(|at| at.number()).transpose();
    let mut round = Round {
        worker: at.field("worker")?.id()?,
        shift: at.maybe("shift")?.map_or(Ok(0), |shift| shift.count())?,
        leaves: number("begins")?,
        back: number("ends")?,
        travel: number("travel")?,
        stops: Vec::new(),
    };
    for stop in at.list("stops")? {
        let what = match stop.maybe("break")? {
            Some(nth) => What::Break(nth.count()?),
            None => What::Part(stop.field("visit")?.id()?, stop.maybe("part")?.map_or(Ok(0), |part| part.count())?),
        };
        let begins = Some(stop.field("begins")?.number()?);
        let ends = Some(stop.field("ends")?.number()?);
        let travel = stop.maybe("travel")?.map(|at| at.number()).transpose()?;
        round.stops.push(Stop { what, begins, ends, travel });
    }
    Ok(round)
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
    for (n, stated) in root.list("costs")?.iter().enumerate() {
        let mut off = 1e-6;
        for measure in stated.list("of")? {
            let name = measure.field("measure")?;
            let Some((of, found)) = all.iter().find(|(of, _)| name.text().is_ok_and(|name| name == *of)) else {
                return Err(name.wrong("is not a measure"));
            };
            claim(report, of, measure.field("value")?.number()?, *found, 1e-6 + loose(of, 1.0));
        }
        let Some((level, found)) = levels.get(n).zip(sums.get(n)) else {
            let what = format!("the answer states level {n}, and the instance has {} levels", levels.len());
            report.faults.push(Fault { rule: Rule::Claim, at: stated.path().to_owned(), what });
            continue;
        };
        off += level.iter().map(|(name, weight)| loose(name, *weight)).sum::<f64>();
        claim(report, &format!("the sum of level {n}"), stated.field("sum")?.number()?, *found, off);
    }
    Ok(())
}
