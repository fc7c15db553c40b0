//! A plan: who is where when, what it costs, and why somebody is not visited.

use serde::{Deserialize, Serialize};

use crate::{
    compile::{Compiled, TaskOf},
    engine::{core::NONE, state::State},
    explain::Reason,
    problem::Measure,
};

/// Who is where when.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Plan {
    /// One for each shift of each worker, in their order; those too in which nobody is visited: without stops and travel.
    pub rounds: Vec<Round>,
    /// Visits that nobody makes.
    pub unserved: Vec<Unserved>,
    /// What the plan costs, level by level.
    pub costs: Vec<Cost>,
}

/// A shift with its stops.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Round {
    /// The worker.
    pub worker: usize,
    /// Which of the worker's shifts.
    pub shift: usize,
    /// Stops in their order.
    pub stops: Vec<Stop>,
    /// Travel time, to the end of the shift's place included.
    pub travel: i64,
    /// When the worker is at the end.
    pub ends: i64,
}

/// A visit, or a part of it, or a break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// What is done.
    pub what: What,
    /// Travel time to it from the stop before.
    pub travel: i64,
    /// It begins.
    pub begins: i64,
    /// It ends.
    pub ends: i64,
}

/// What is done at a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A part of a visit.
    Visit {
        /// The visit.
        visit: usize,
        /// Which part.
        part: usize,
    },
    /// One of the shift's breaks.
    Break(usize),
}

/// A visit that nobody makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unserved {
    /// The visit.
    pub visit: usize,
    /// Why, what stands most in the way first.
    pub reasons: Vec<Reason>,
}

/// One level of what a plan costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// The sum that plans are compared by.
    pub sum: i64,
    /// What it is made of, without weights.
    pub of: Vec<(Measure, i64)>,
}

/// A plan as it stands in the engine, in the caller's terms; without reasons.
pub(crate) fn told(compiled: &Compiled, state: &State<'_>) -> Plan {
    let core = &compiled.core;
    let mut plan = Plan::default();
    for (round, of) in (0..).zip(&compiled.rounds) {
        let (start, end) = (core.start(round), core.end(round));
        let mut told = Round { worker: of.worker, shift: of.shift, ends: core.node[start].early, ..Round::default() };
        // A round without a visit is not gone, so it has no break and no way either.
        let first = if state.count[round] == 0 { NONE } else { state.spot[start].next };
        let (mut before, mut node) = (start, first);
        while node != NONE {
            let travel = state.leg(round, before, node);
            told.travel += travel;
            if node == end {
                told.ends = state.begins(node);
            } else if let Some(task) = compiled.tasks.get(node as usize) {
                let what = match *task {
                    TaskOf::Visit { visit, part } => What::Visit { visit, part },
                    TaskOf::Break { nth, .. } => What::Break(nth),
                };
                let begins = state.begins(node);
                told.stops.push(Stop { what, travel, begins, ends: begins + core.node[node].time });
            }
            (before, node) = (node, state.spot[node].next);
        }
        plan.rounds.push(told);
    }
    let units = (0..core.worth.len() as u32).filter(|unit| !state.is_served(*unit));
    for task in units.filter_map(|unit| core.units.at(unit).first()) {
        if let Some(TaskOf::Visit { visit, .. }) = compiled.tasks.get(*task as usize) {
            plan.unserved.push(Unserved { visit: *visit, reasons: Vec::new() });
        }
    }
    // A break that is left out weighs in the search; for the caller it is no visit.
    let breaks: i64 = state.breaks_left_out().map(|task| core.worth[core.unit[task]]).sum();
    let value = |measure| state.measure(measure) - if measure == Measure::Unserved { breaks } else { 0 };
    let cost = |level: &Vec<(Measure, i64)>| {
        let of: Vec<_> = level.iter().map(|(measure, _)| (*measure, value(*measure))).collect();
        let sum = level.iter().zip(&of).map(|((_, weight), (_, value))| weight * value).sum();
        Cost { sum, of }
    };
    plan.costs = core.levels.iter().map(cost).collect();
    plan
}
