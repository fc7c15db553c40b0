//! Kith's own answers, `kith-answer/1`.

use std::collections::{BTreeSet, HashMap};

use routing::{
    plan::{self, Plan, What},
    problem::Shift,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Instance, Unreadable, json, kith::Measure, numbers, words};

const FORMAT: &str = "kith-answer/1";

/// An answer: who is where when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// `kith-answer/1`
    pub format: String,
    /// The name of what was planned.
    #[serde(default)]
    pub instance: String,
    /// Rounds with a visit.
    pub rounds: Vec<Round>,
    /// Visits that nobody makes.
    pub unserved: Vec<Unserved>,
    /// What it costs, level by level.
    #[serde(default)]
    pub costs: Vec<Cost>,
}

/// A shift with its stops.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// The worker's id.
    pub worker: String,
    /// Which of the worker's shifts, 0 for the first.
    #[serde(default)]
    pub shift: usize,
    /// The worker leaves.
    pub begins: i64,
    /// The worker is back, or done.
    pub ends: i64,
    /// Seconds on the way.
    pub travel: i64,
    /// Stops in their order.
    pub stops: Vec<Stop>,
}

/// A visit, or a part of it, or a break.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// The visit's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<String>,
    /// Which part of the visit, 0 for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<usize>,
    /// Which of the shift's breaks, 0 for the first; instead of a visit.
    #[serde(rename = "break", default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<usize>,
    /// Seconds on the way to it from the stop before.
    pub travel: i64,
    /// It begins.
    pub begins: i64,
    /// It ends.
    pub ends: i64,
}

/// A visit that nobody makes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unserved {
    /// The visit's id.
    pub visit: String,
    /// Why, what stands most in the way first.
    #[serde(default)]
    pub reasons: Vec<Reason>,
}

/// Why nobody makes a visit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// For programs.
    pub kind: String,
    /// For people.
    pub says: String,
}

/// One level of what a plan costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// The sum that plans are compared by.
    pub sum: i64,
    /// What it is made of, without weights.
    pub of: Vec<Measured>,
}

/// A measure and what a plan has of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// What is measured.
    pub measure: Measure,
    /// How much of it.
    pub value: i64,
}

pub(crate) fn write(instance: &Instance, plan: &Plan) -> String {
    let problem = &instance.problem;
    let name = |visit: usize| problem.visits.get(visit).map(|visit| visit.id.clone()).unwrap_or_default();
    let unserved = |one: &plan::Unserved| Unserved { visit: name(one.visit), reasons: reasons(instance, one) };
    json::write(&Answer {
        format: FORMAT.to_owned(),
        instance: instance.name.clone(),
        rounds: plan.rounds.iter().filter_map(|one| round(instance, one)).collect(),
        unserved: plan.unserved.iter().map(unserved).collect(),
        costs: costs(plan),
    })
}

/// What a plan costs, as an answer tells it.
#[must_use]
pub fn costs(plan: &Plan) -> Vec<Cost> {
    let of = |(measure, value): &(_, i64)| Measured { measure: Measure::from(*measure), value: *value };
    let cost = |cost: &plan::Cost| Cost { sum: cost.sum, of: cost.of.iter().map(of).collect() };
    plan.costs.iter().map(cost).collect()
}

/// A measure of a plan as its file counts, with the decimals the file has.
#[must_use]
pub fn figure(measure: routing::problem::Measure, value: i64, scale: i64) -> String {
    use routing::problem::Measure::{Late, LongestLate, Overtime, Travel};
    match measure {
        Late | LongestLate | Overtime | Travel => numbers::figure(numbers::units(value, scale)),
        _ => value.to_string(),
    }
}

pub(crate) fn reasons(instance: &Instance, unserved: &plan::Unserved) -> Vec<Reason> {
    let told = unserved.reasons.iter();
    let mut reasons: Vec<Reason> = told
        .map(|one| Reason { kind: words::kind(one), says: words::says(one, &instance.problem, instance.scale) })
        .collect();
    if reasons.is_empty() {
        let says = "No place in a round was found for it in the time given.".to_owned();
        reasons.push(Reason { kind: "no_place_found".to_owned(), says });
    }
    reasons
}

fn round(instance: &Instance, round: &plan::Round) -> Option<Round> {
    let first = round.stops.first().filter(|_| crate::has_visit(round))?;
    let worker = instance.problem.workers.get(round.worker)?;
    let from = worker.shifts.get(round.shift).map_or(0, |shift| shift.from);
    // Nobody leaves earlier than it takes; a break that comes first is taken before leaving.
    let begins = (first.begins - first.travel.max(0)).max(from);
    let stop = |stop: &plan::Stop| {
        let (visit, part, rest) = match stop.what {
            What::Visit { visit, part } => (Some(instance.problem.visits.get(visit)?.id.clone()), Some(part), None),
            What::Break(nth) => (None, None, Some(nth)),
        };
        Some(Stop { visit, part, rest, travel: stop.travel, begins: stop.begins, ends: stop.ends })
    };
    Some(Round {
        worker: worker.id.clone(),
        shift: round.shift,
        begins,
        ends: round.ends,
        travel: round.travel,
        stops: round.stops.iter().filter_map(stop).collect(),
    })
}

pub(crate) fn read(instance: &Instance, text: &str) -> Result<Plan, Unreadable> {
    let answer: Answer = json::read(text)?;
    if answer.format != FORMAT {
        let what = format!("It must be “{FORMAT}”, and is “{}”.", answer.format);
        return Err(Unreadable::field("format", what));
    }
    let problem = &instance.problem;
    let number = |(n, id): (usize, &String)| (id.clone(), n);
    let names = Names {
        instance,
        workers: problem.workers.iter().map(|one| &one.id).enumerate().map(number).collect(),
        visits: problem.visits.iter().map(|one| &one.id).enumerate().map(number).collect(),
    };
    let mut rounds: HashMap<(usize, usize), plan::Round> = HashMap::new();
    let mut made = BTreeSet::new();
    for (n, one) in answer.rounds.iter().enumerate() {
        let round = names.round(&format!("rounds[{n}]"), one, &mut made)?;
        if rounds.insert((round.worker, round.shift), round).is_some() {
            let what = "There is another round for the same worker and shift; there is one for each.";
            return Err(Unreadable::field(format!("rounds[{n}].shift"), what));
        }
    }
    let shifts = problem.workers.iter().enumerate().flat_map(|(worker, of)| {
        let empty =
            move |(n, shift): (usize, &Shift)| plan::Round { worker, shift: n, ends: shift.from, ..Default::default() };
        of.shifts.iter().enumerate().map(empty)
    });
    let rounds = shifts.map(|empty| rounds.remove(&(empty.worker, empty.shift)).unwrap_or(empty)).collect();
    for (n, one) in answer.unserved.iter().enumerate() {
        names.visit(&one.visit, &format!("unserved[{n}].visit"))?;
    }
    // Nobody makes a visit of which a part stands nowhere, whatever the answer says of it.
    let lacks = |visit: usize, parts: usize| (0..parts).any(|part| !made.contains(&(visit, part)));
    let left = problem.visits.iter().enumerate().filter(|(n, visit)| lacks(*n, visit.parts.len()));
    let unserved = left.map(|(visit, _)| plan::Unserved { visit, reasons: Vec::new() }).collect();
    let cost = |cost: &Cost| plan::Cost {
        sum: cost.sum,
        of: cost.of.iter().map(|one| (one.measure.into(), one.value)).collect(),
    };
    Ok(Plan { rounds, unserved, costs: answer.costs.iter().map(cost).collect() })
}

struct Names<'a> {
    instance: &'a Instance,
    workers: HashMap<String, usize>,
    visits: HashMap<String, usize>,
}

/// A time that can be reckoned with.
fn sound(value: i64, field: &str) -> Result<i64, Unreadable> {
    let most = routing::problem::MOST;
    if (-most..=most).contains(&value) {
        return Ok(value);
    }
    Err(Unreadable::field(field, format!("{value} is too great; numbers go up to a million million either way.")))
}

impl Names<'_> {
    fn visit(&self, id: &str, field: &str) -> Result<usize, Unreadable> {
        let what = || format!("There is no visit “{id}” in the instance.");
        self.visits.get(id).copied().ok_or_else(|| Unreadable::field(field, what()))
    }

    fn round(&self, field: &str, one: &Round, made: &mut BTreeSet<(usize, usize)>) -> Result<plan::Round, Unreadable> {
        let what = || format!("There is no worker “{}” in the instance.", one.worker);
        let worker = self.workers.get(&one.worker).copied();
        let worker = worker.ok_or_else(|| Unreadable::field(format!("{field}.worker"), what()))?;
        let shifts = self.instance.problem.workers.get(worker).map_or(0, |worker| worker.shifts.len());
        if one.shift >= shifts {
            let what = format!("The worker has {shifts} shifts, counted from 0; there is no {}.", one.shift);
            return Err(Unreadable::field(format!("{field}.shift"), what));
        }
        let mut stops = Vec::new();
        for (n, stop) in one.stops.iter().enumerate() {
            stops.push(self.stop(&format!("{field}.stops[{n}]"), stop, (worker, one.shift), made)?);
        }
        let time = |value, name| sound(value, &format!("{field}.{name}"));
        let (ends, travel) = (time(one.ends, "ends")?, time(one.travel, "travel")?);
        // When it begins is worked out again from its first stop; it is looked at so that a mistake is told of.
        time(one.begins, "begins")?;
        Ok(plan::Round { worker, shift: one.shift, stops, travel, ends })
    }

    fn stop(
        &self,
        field: &str,
        stop: &Stop,
        (worker, shift): (usize, usize),
        made: &mut BTreeSet<(usize, usize)>,
    ) -> Result<plan::Stop, Unreadable> {
        let what = match (&stop.visit, stop.rest) {
            (Some(id), None) => {
                let visit = self.visit(id, &format!("{field}.visit"))?;
                let part = stop.part.unwrap_or(0);
                let parts = self.instance.problem.visits.get(visit).map_or(0, |visit| visit.parts.len());
                if part >= parts {
                    let what = format!("The visit has {parts} parts, counted from 0; there is no {part}.");
                    return Err(Unreadable::field(format!("{field}.part"), what));
                }
                if !made.insert((visit, part)) {
                    let what = format!("Part {part} of “{id}” is made twice.");
                    return Err(Unreadable::field(format!("{field}.visit"), what));
                }
                What::Visit { visit, part }
            }
            (None, Some(nth)) => {
                let shift = self.instance.problem.workers.get(worker).and_then(|worker| worker.shifts.get(shift));
                let breaks = shift.map_or(0, |shift| shift.breaks.len());
                if nth >= breaks {
                    let what = format!("The shift has {breaks} breaks, counted from 0; there is no {nth}.");
                    return Err(Unreadable::field(format!("{field}.break"), what));
                }
                What::Break(nth)
            }
            _ => return Err(Unreadable::field(field, "It must have either “visit” or “break”.")),
        };
        let time = |value, name| sound(value, &format!("{field}.{name}"));
        let (begins, ends) = (time(stop.begins, "begins")?, time(stop.ends, "ends")?);
        Ok(plan::Stop { what, travel: time(stop.travel, "travel")?, begins, ends })
    }
}
