//! What is wrong with a problem, before anybody tries to solve it.

mod links;
mod sums;
mod workers;

use std::collections::BTreeMap;

use crate::problem::{Announced, Measure, Objective, Part, Problem, Table, Visit};

/// Numbers beyond this, either way, are a mistake.
pub const MOST: i64 = 1_000_000_000_000;
/// Weights within a level go up to this.
const MOST_WEIGHT: i64 = 1_000_000;
/// A visit has at most so many parts.
const MOST_PARTS: usize = 64;
/// There are at most so many travel tables.
const MOST_TABLES: usize = 256;
/// After so many faults the rest are left out.
const MOST_FAULTS: usize = 100;

/// Something that is wrong with a problem.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {what}")]
pub struct Fault {
    /// Where: `visits[3].to`.
    pub field: String,
    /// What is wrong, and what to do.
    pub what: String,
}

impl Fault {
    /// A fault.
    pub fn new(field: impl Into<String>, what: impl Into<String>) -> Self {
        Fault { field: field.into(), what: what.into() }
    }
}

/// What is wrong with a problem: the first hundred faults, none when it can be solved. Visits that nobody can make are no
/// fault; they end up unserved, with the reason.
#[must_use]
pub fn faults(problem: &Problem) -> Vec<Fault> {
    let mut found = Found { problem, faults: Vec::new() };
    found.tables();
    found.names("workers", problem.workers.iter().map(|worker| &worker.id));
    found.names("visits", problem.visits.iter().map(|visit| &visit.id));
    for (n, worker) in problem.workers.iter().enumerate() {
        found.worker(n, worker);
    }
    for (n, visit) in problem.visits.iter().enumerate() {
        found.visit(n, visit);
    }
    found.objective(&problem.objective);
    let known = found.links();
    if known && found.faults.is_empty() {
        found.faults = links::contradictions(problem);
    }
    found.faults.truncate(MOST_FAULTS);
    found.faults
}

struct Found<'p> {
    problem: &'p Problem,
    faults: Vec<Fault>,
}

impl Found<'_> {
    fn say(&mut self, field: impl Into<String>, what: impl Into<String>) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(Fault::new(field, what));
        }
    }

    fn when(&mut self, wrong: bool, field: impl FnOnce() -> String, what: impl FnOnce() -> String) {
        if wrong {
            self.say(field(), what());
        }
    }

    /// A number of any sign.
    fn number(&mut self, value: i64, field: impl FnOnce() -> String) {
        let what = || format!("{value} is too great; numbers go up to a million million either way.");
        self.when(!(-MOST..=MOST).contains(&value), field, what);
    }

    /// A number that is not negative.
    fn amount(&mut self, value: i64, field: impl FnOnce() -> String) {
        let what = || match value {
            ..0 => format!("{value} is negative; it must be 0 or more."),
            _ => format!("{value} is too great; numbers go up to a million million."),
        };
        self.when(!(0..=MOST).contains(&value), field, what);
    }

    fn place(&mut self, place: usize, field: impl FnOnce() -> String) {
        let places = self.problem.places;
        let what = || format!("There is no place {place}; there are {places}, counted from 0.");
        self.when(place >= places, field, what);
    }

    fn worker_named(&mut self, worker: usize, field: impl FnOnce() -> String) {
        let workers = self.problem.workers.len();
        let what = || format!("There is no worker {worker}; there are {workers}, counted from 0.");
        self.when(worker >= workers, field, what);
    }

    fn names<'a>(&mut self, of: &str, names: impl Iterator<Item = &'a String>) {
        let mut seen = BTreeMap::new();
        for (n, name) in names.enumerate() {
            if let Some(first) = seen.insert(name, n) {
                let what = format!("“{name}” is the id of {of}[{first}] too; give each an id of its own.");
                self.say(format!("{of}[{n}].id"), what);
            }
        }
    }

    fn tables(&mut self) {
        let problem = self.problem;
        let rounds = problem.workers.iter().any(|worker| !worker.shifts.is_empty());
        self.when(
            problem.tables.is_empty() && rounds,
            || "tables".into(),
            || "There are no travel times; give a table for each way of getting about.".into(),
        );
        let is = problem.tables.len();
        self.when(is > MOST_TABLES, || "tables".into(), || format!("There are {is}; {MOST_TABLES} is the most."));
        for (n, table) in problem.tables.iter().enumerate() {
            self.table(n, table);
        }
    }

    fn table(&mut self, n: usize, table: &Table) {
        let places = self.problem.places;
        let (is, should) = (table.times.len(), places.checked_mul(places));
        self.when(
            Some(is) != should,
            || format!("tables[{n}].times"),
            || format!("It has {is} times; with {places} places it must have {places} × {places}."),
        );
        if let Some(at) = table.times.iter().position(|time| *time < 0) {
            let (row, column) = (at / places.max(1), at % places.max(1));
            let what = format!("The time from place {row} to place {column} is negative; it must be 0 or more.");
            self.say(format!("tables[{n}].times[{at}]"), what);
        }
    }

    fn window(&mut self, field: &str, (from, to): (i64, i64), of: &str) {
        self.when(
            to < from,
            || format!("{field}.to"),
            || format!("The {of} must begin by {to}, and not before {from}; the window ends before it begins."),
        );
    }

    fn visit(&mut self, n: usize, visit: &Visit) {
        let field = format!("visits[{n}]");
        self.place(visit.place, || format!("{field}.place"));
        self.number(visit.from, || format!("{field}.from"));
        self.number(visit.to, || format!("{field}.to"));
        self.window(&field, (visit.from, visit.to), "visit");
        if let Some(due) = visit.due {
            self.number(due, || format!("{field}.due"));
            self.when(
                due > visit.to,
                || format!("{field}.due"),
                || format!("It is due by {due} but cannot begin after {}; take one of the two.", visit.to),
            );
        }
        self.amount(visit.worth, || format!("{field}.worth"));
        self.amount(visit.demand, || format!("{field}.demand"));
        self.parts(&field, &visit.parts);
        for (k, worker) in visit.preferred.iter().enumerate() {
            self.worker_named(*worker, || format!("{field}.preferred[{k}]"));
        }
        for (k, worker) in visit.barred.iter().enumerate() {
            self.worker_named(*worker, || format!("{field}.barred[{k}]"));
        }
        for (k, (worker, times)) in visit.known.iter().enumerate() {
            self.worker_named(*worker, || format!("{field}.known[{k}].worker"));
            self.amount(*times, || format!("{field}.known[{k}].times"));
            self.when(
                visit.known.iter().take(k).any(|(other, _)| other == worker),
                || format!("{field}.known[{k}].worker"),
                || "The worker stands there twice; tell once how often.".into(),
            );
        }
        if let Some(announced) = &visit.announced {
            self.announced(&format!("{field}.announced"), announced, visit.parts.len());
        }
    }

    fn parts(&mut self, field: &str, parts: &[Part]) {
        let (is, field) = (parts.len(), format!("{field}.parts"));
        self.when(is == 0, || field.clone(), || "Nobody is to come; a visit has at least one part.".into());
        self.when(is > MOST_PARTS, || field.clone(), || format!("It has {is} parts; {MOST_PARTS} is the most."));
        for (k, part) in parts.iter().enumerate() {
            let (least, most) = (part.least, part.most);
            self.amount(part.duration, || format!("{field}[{k}].duration"));
            self.amount(least, || format!("{field}[{k}].least"));
            self.amount(most, || format!("{field}[{k}].most"));
            self.when(
                least > most,
                || format!("{field}[{k}].least"),
                || format!("It begins at least {least} and at most {most} after the first part; no time is both."),
            );
            self.when(
                k == 0 && (least, most) != (0, 0),
                || format!("{field}[0].least"),
                || "The first part has no gap to itself; leave least and most at 0.".into(),
            );
        }
    }

    fn announced(&mut self, field: &str, announced: &Announced, parts: usize) {
        for (n, begins) in announced.begins.iter().enumerate() {
            self.number(*begins, || format!("{field}.begins[{n}]"));
        }
        self.amount(announced.tolerance, || format!("{field}.tolerance"));
        self.amount(announced.price, || format!("{field}.price"));
        let is = announced.workers.len();
        self.when(
            is != parts,
            || format!("{field}.workers"),
            || format!("It names {is} workers and must name {parts}: one for each part."),
        );
        let is = announced.begins.len();
        self.when(
            is != parts,
            || format!("{field}.begins"),
            || format!("It names {is} times and must name {parts}: one for each part."),
        );
        for (k, worker) in announced.workers.iter().enumerate() {
            self.worker_named(*worker, || format!("{field}.workers[{k}]"));
            self.when(
                announced.workers.iter().take(k).any(|other| other == worker),
                || format!("{field}.workers[{k}]"),
                || "The same worker is named for two parts; each part has a worker of its own.".into(),
            );
        }
    }

    fn objective(&mut self, objective: &Objective) {
        let mut weights = BTreeMap::new();
        for (n, level) in objective.levels.iter().enumerate() {
            self.when(
                level.is_empty(),
                || format!("objective[{n}]"),
                || "The level has no measure; give it one, or leave it out.".into(),
            );
            for (k, (measure, weight)) in level.iter().enumerate() {
                let field = format!("objective[{n}][{k}]");
                self.when(
                    !(1..=MOST_WEIGHT).contains(weight),
                    || format!("{field}.weight"),
                    || format!("The weight {weight} must be a whole number from 1 to a million."),
                );
                let before = weights.insert(*measure, *weight);
                self.when(
                    before.is_some(),
                    || format!("{field}.measure"),
                    || "The measure stands there twice; once is enough.".into(),
                );
            }
        }
        self.when(
            !weights.contains_key(&Measure::Unserved),
            || "objective".into(),
            || "It lacks “unserved”, so the best plan would be to visit nobody; put it first.".into(),
        );
        if self.faults.is_empty() {
            self.sums(&weights);
        }
    }

    /// No sum that a plan could reach is more than the machine counts to.
    fn sums(&mut self, weights: &BTreeMap<Measure, i64>) {
        let most = sums::most(self.problem);
        for (measure, sum) in most {
            // All but fairness are added up whether they matter or not.
            let usual = i64::from(measure != Measure::Fairness);
            let weighed = sum.saturating_mul(i128::from(weights.get(&measure).copied().unwrap_or(usual)));
            let (field, numbers) = match measure {
                Measure::Unserved => ("visits[].worth", "what visits are worth"),
                Measure::Moved => ("visits[].announced.price", "prices"),
                Measure::Late | Measure::LongestLate => ("visits[].due", "times"),
                _ => ("workers[].shifts[].latest", "times"),
            };
            self.when(
                weighed > sums::COUNTED,
                || field.into(),
                || {
                    format!(
                        "Added up and weighed they are more than can be counted; make {numbers} or the weight smaller."
                    )
                },
            );
        }
    }

    /// Whether every link names two visits.
    fn links(&mut self) -> bool {
        let visits = self.problem.visits.len();
        let mut known = true;
        for (n, link) in self.problem.links.iter().enumerate() {
            for (field, visit) in [("first", link.first), ("second", link.second)] {
                known &= visit < visits;
                self.when(
                    visit >= visits,
                    || format!("links[{n}].{field}"),
                    || format!("There is no visit {visit}; there are {visits}, counted from 0."),
                );
            }
            self.when(
                link.first == link.second,
                || format!("links[{n}].second"),
                || "It links a visit with itself; name another.".into(),
            );
            for (field, gap) in [("least", link.least), ("most", link.most)] {
                if let Some(gap) = gap {
                    self.number(gap, || format!("links[{n}].{field}"));
                }
            }
            if let (Some(least), Some(most)) = (link.least, link.most) {
                self.when(
                    least > most,
                    || format!("links[{n}].least"),
                    || format!("The gap is to be at least {least} and at most {most}; no gap is both."),
                );
            }
        }
        known
    }
}

#[cfg(test)]
mod tests;
