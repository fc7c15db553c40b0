//! The formats: each reads its instance and its answer, has them judged, and says what it costs as its literature does.

pub(crate) mod care_day;
pub(crate) mod hhcrsp;
pub(crate) mod kith;
mod sol;
pub(crate) mod vrptw;
mod written;

use std::collections::BTreeSet;

use crate::{
    Format,
    day::{Day, Link},
    json::At,
    judge::Verdict,
    report::{Claim, Cost, Fault, Paper, Report, Rule, Unreadable, figure},
};

/// A report without costs yet.
fn report(format: Format, day: &Day, verdict: Verdict) -> Report {
    let Verdict { faults, tally } = verdict;
    let (visits, served, rounds) = (day.visits.len(), tally.served, tally.rounds);
    Report {
        format,
        visits,
        served,
        rounds,
        faults,
        costs: Vec::new(),
        levels: Vec::new(),
        cost: None,
        claims: Vec::new(),
    }
}

fn costs(of: &[(&str, f64)]) -> Vec<Cost> {
    of.iter().map(|(of, value)| Cost { of: (*of).to_owned(), value: *value }).collect()
}

/// Sets a figure of the answer beside the true one; a false one is a fault.
fn claim(report: &mut Report, of: &str, said: f64, found: f64, tolerance: f64) {
    let agrees = (said - found).abs() <= tolerance;
    if !agrees {
        let what = format!("the answer says {of} is {}, and it is {}", figure(said), figure(found));
        report.faults.push(Fault { rule: Rule::Claim, at: of.to_owned(), what });
    }
    report.claims.push(Claim { of: of.to_owned(), said, found, agrees });
}

/// Refuses a link of a visit with itself, and a gap that no two times have.
fn link_can_be(at: &At<'_>, link: &Link) -> Result<(), Unreadable> {
    if link.first == link.second {
        return Err(at.wrong("links a visit with itself"));
    }
    match (link.least, link.most) {
        (Some(least), Some(most)) if least > most => Err(at.wrong("no gap is at least the one and at most the other")),
        _ => Ok(()),
    }
}

/// Refuses a name that is there already.
fn new_name(seen: &mut BTreeSet<String>, kind: &str, at: &str, id: &str) -> Result<(), Unreadable> {
    if seen.insert(id.to_owned()) {
        return Ok(());
    }
    Err(Unreadable::new(Paper::Instance, at, format!("{kind} {id} is there twice")))
}
