//! Answers in the layout of the published solution files.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use routing::plan::{Plan, Round, Stop, Unserved, What};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Instance, Unreadable,
    answer::{Reason, reasons},
    json, numbers,
};

#[derive(Serialize, Deserialize)]
struct Solution {
    #[serde(default)]
    global_ordering: Vec<String>,
    routes: Vec<Route>,
    /// Published files have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unserved: Vec<Left>,
}

/// A patient that nobody visits, and why.
#[derive(Serialize, Deserialize)]
struct Left {
    patient: String,
    /// Other programs have reasons of their own kind; none are read.
    #[serde(default, skip_deserializing)]
    reasons: Vec<Reason>,
}

#[derive(Serialize, Deserialize)]
struct Route {
    #[serde(alias = "caregiver")]
    caregiver_id: String,
    #[serde(default)]
    locations: Vec<Location>,
}

/// A stop; or the depot, of which nothing is asked. Which of the two it is is known once all of it is read.
#[derive(Serialize, Deserialize)]
struct Location {
    #[serde(alias = "start_service_time")]
    arrival_time: Option<Value>,
    #[serde(alias = "end_service_time")]
    departure_time: Option<Value>,
    #[serde(alias = "patient_id")]
    patient: Option<Value>,
    #[serde(alias = "service_id")]
    service: Option<Value>,
    #[serde(skip_serializing)]
    depot: Option<Value>,
}

/// A stop of which all is there.
struct Told<'a> {
    arrival_time: f64,
    departure_time: f64,
    patient: &'a str,
    service: &'a str,
}

impl Location {
    /// What a stop says; nothing where it is the depot.
    fn told(&self, field: impl Fn(&str) -> String) -> Result<Option<Told<'_>>, Unreadable> {
        if self.depot.is_some() {
            return Ok(None);
        }
        Ok(Some(Told {
            arrival_time: number(self.arrival_time.as_ref(), || field("arrival_time"))?,
            departure_time: number(self.departure_time.as_ref(), || field("departure_time"))?,
            patient: text(self.patient.as_ref(), || field("patient"))?,
            service: text(self.service.as_ref(), || field("service"))?,
        }))
    }
}

fn number(value: Option<&Value>, field: impl FnOnce() -> String) -> Result<f64, Unreadable> {
    value.and_then(Value::as_f64).ok_or_else(|| Unreadable::field(field(), lacks(value, "a number")))
}

fn text(value: Option<&Value>, field: impl FnOnce() -> String) -> Result<&str, Unreadable> {
    value.and_then(Value::as_str).ok_or_else(|| Unreadable::field(field(), lacks(value, "a text")))
}

fn lacks(value: Option<&Value>, kind: &str) -> String {
    let is = match value {
        None => return format!("It is missing: every location but the depot has {kind} here; give it."),
        Some(Value::Array(_)) => "a list".to_owned(),
        Some(Value::Object(_)) => "an object".to_owned(),
        Some(Value::String(_)) => "a text".to_owned(),
        Some(other) => other.to_string(),
    };
    format!("It must be {kind}, and is {is}.")
}

/// Writes a plan. Patients that nobody visits are in no route; the file tells why.
pub(crate) fn write(instance: &Instance, plan: &Plan) -> String {
    let problem = &instance.problem;
    let location = |stop: &Stop| {
        let What::Visit { visit, part } = stop.what else { return None };
        let visit = problem.visits.get(visit)?;
        Some(Location {
            arrival_time: Some(numbers::units(stop.begins, instance.scale).into()),
            departure_time: Some(numbers::units(stop.ends, instance.scale).into()),
            patient: Some(visit.id.clone().into()),
            service: Some(visit.parts.get(part)?.skills.first().cloned().unwrap_or_default().into()),
            depot: None,
        })
    };
    let route = |round: &Round| {
        let caregiver_id = problem.workers.get(round.worker)?.id.clone();
        Some(Route { caregiver_id, locations: round.stops.iter().filter_map(location).collect() })
    };
    let name = |visit: usize| problem.visits.get(visit).map(|visit| visit.id.clone());
    let left = |one: &Unserved| Some(Left { patient: name(one.visit)?, reasons: reasons(instance, one) });
    json::write(&Solution {
        global_ordering: ordering(plan).into_iter().filter_map(name).collect(),
        routes: plan.rounds.iter().filter_map(route).collect(),
        unserved: plan.unserved.iter().filter_map(left).collect(),
    })
}

/// An order of all visits in which every round goes; where there is none, by when they begin.
fn ordering(plan: &Plan) -> Vec<usize> {
    let mut begins: BTreeMap<usize, i64> = BTreeMap::new();
    let mut after: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let mut waits: BTreeMap<usize, usize> = BTreeMap::new();
    for round in &plan.rounds {
        let mut before = None;
        for stop in &round.stops {
            let What::Visit { visit, .. } = stop.what else { continue };
            let first = begins.entry(visit).or_insert(stop.begins);
            *first = (*first).min(stop.begins);
            if let Some(before) = before.replace(visit)
                && after.entry(before).or_default().insert(visit)
            {
                *waits.entry(visit).or_default() += 1;
            }
        }
    }
    let waiting = |waits: &BTreeMap<usize, usize>, visit: usize| waits.get(&visit).copied().unwrap_or_default();
    let mut left: BTreeSet<(i64, usize)> = begins.iter().map(|(visit, begins)| (*begins, *visit)).collect();
    let mut ready: BTreeSet<(i64, usize)> =
        left.iter().filter(|(_, visit)| waiting(&waits, *visit) == 0).copied().collect();
    let mut order = Vec::new();
    while let Some(next) = ready.pop_first().or_else(|| left.first().copied()) {
        if !left.remove(&next) {
            continue;
        }
        order.push(next.1);
        for visit in after.get(&next.1).into_iter().flatten() {
            let wait = waits.entry(*visit).or_default();
            *wait = wait.saturating_sub(1);
            if *wait == 0 {
                ready.insert((begins.get(visit).copied().unwrap_or_default(), *visit));
            }
        }
    }
    order
}

/// Reads a solution file, published ones too.
pub(crate) fn read(instance: &Instance, text: &str) -> Result<Plan, Unreadable> {
    let solution: Solution = json::read(text)?;
    let problem = &instance.problem;
    let workers: HashMap<&str, usize> = problem.workers.iter().zip(0..).map(|(one, n)| (one.id.as_str(), n)).collect();
    let mut rounds: Vec<Round> =
        (0..problem.workers.len()).map(|worker| Round { worker, ..Round::default() }).collect();
    let mut made: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (n, route) in solution.routes.iter().enumerate() {
        let round = workers.get(route.caregiver_id.as_str()).and_then(|worker| rounds.get_mut(*worker));
        let what = || format!("There is no caregiver “{}” in the instance.", route.caregiver_id);
        let round = round.ok_or_else(|| Unreadable::field(format!("routes[{n}].caregiver_id"), what()))?;
        if !round.stops.is_empty() {
            let what = "The caregiver has another route; each has one.";
            return Err(Unreadable::field(format!("routes[{n}].caregiver_id"), what));
        }
        read_route(instance, n, route, round, &mut made)?;
    }
    tell_apart(instance, &mut rounds);
    let known: BTreeSet<&str> = problem.visits.iter().map(|visit| visit.id.as_str()).collect();
    for (n, left) in solution.unserved.iter().enumerate() {
        if !known.contains(left.patient.as_str()) {
            let what = format!("There is no patient “{}” in the instance.", left.patient);
            return Err(Unreadable::field(format!("unserved[{n}].patient"), what));
        }
    }
    let parts = problem.visits.iter().enumerate();
    let left = parts.filter(|(n, visit)| (0..visit.parts.len()).any(|part| !made.contains(&(*n, part))));
    let unserved = left.map(|(visit, _)| Unserved { visit, reasons: Vec::new() }).collect();
    Ok(Plan { rounds, unserved, costs: Vec::new() })
}

/// The file names services. Where a patient needs one service twice, the first half is the one that begins first, or of two
/// that begin at once the one that takes as long as it should.
fn tell_apart(instance: &Instance, rounds: &mut [Round]) {
    let mut exchanged = BTreeSet::new();
    let stops = || rounds.iter().flat_map(|round| &round.stops);
    for (number, visit) in instance.problem.visits.iter().enumerate() {
        let [first, second] = visit.parts.as_slice() else { continue };
        let half = |part: usize| stops().find(|stop| stop.what == What::Visit { visit: number, part });
        if let (true, Some(one), Some(other)) = (first.skills == second.skills, half(0), half(1)) {
            let apart = |stop: &Stop| (stop.begins, (stop.ends - stop.begins - first.duration).abs());
            if apart(other) < apart(one) {
                exchanged.insert(number);
            }
        }
    }
    for stop in rounds.iter_mut().flat_map(|round| &mut round.stops) {
        if let What::Visit { visit, part } = &mut stop.what
            && exchanged.contains(visit)
        {
            *part = 1 - *part;
        }
    }
}

fn read_route(
    instance: &Instance,
    n: usize,
    route: &Route,
    round: &mut Round,
    made: &mut BTreeSet<(usize, usize)>,
) -> Result<(), Unreadable> {
    let problem = &instance.problem;
    let worker = problem.workers.get(round.worker);
    let Some(shift) = worker.and_then(|worker| worker.shifts.first()) else { return Ok(()) };
    let times = problem.tables.first().map(|table| table.times.as_slice()).unwrap_or_default();
    let way = |from: usize, to: usize| i64::from(times.get(from * problem.places + to).copied().unwrap_or_default());
    let mut at = shift.start;
    for (k, location) in route.locations.iter().enumerate() {
        let field = |name: &str| format!("routes[{n}].locations[{k}].{name}");
        let Some(location) = location.told(field)? else { continue };
        let tick = |value: f64, name: &str| {
            numbers::ticks(value, instance.scale).map_err(|what| Unreadable::field(field(name), what))
        };
        let visit = problem.visits.iter().position(|visit| visit.id == location.patient);
        let what = || format!("There is no patient “{}” in the instance.", location.patient);
        let visit_no = visit.ok_or_else(|| Unreadable::field(field("patient"), what()))?;
        let Some(visit) = problem.visits.get(visit_no) else { continue };
        let is = |part: &usize| {
            let skills = visit.parts.get(*part).map(|part| part.skills.as_slice()).unwrap_or_default();
            skills.iter().any(|skill| skill == location.service) && !made.contains(&(visit_no, *part))
        };
        let part = (0..visit.parts.len()).find(is);
        let what = || format!("The patient does not need “{}”, or has it already.", location.service);
        let part = part.ok_or_else(|| Unreadable::field(field("service"), what()))?;
        made.insert((visit_no, part));
        let travel = at.map_or(0, |at| way(at, visit.place));
        let (begins, ends) =
            (tick(location.arrival_time, "arrival_time")?, tick(location.departure_time, "departure_time")?);
        round.stops.push(Stop { what: What::Visit { visit: visit_no, part }, travel, begins, ends });
        round.travel += travel;
        (round.ends, at) = (ends, Some(visit.place));
    }
    if let (Some(at), Some(end), false) = (at, shift.end, round.stops.is_empty()) {
        round.travel += way(at, end);
        round.ends += way(at, end);
    }
    Ok(())
}
