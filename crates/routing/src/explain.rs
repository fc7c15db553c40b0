//! Why a visit is made by nobody, in words a scheduler understands, and what would have to give.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    compile::{Compiled, TaskOf},
    engine::{core::NONE, state::State},
    problem::Problem,
};

/// What stands in the way of a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Reason {
    /// No worker can do what it takes.
    NobodyWithSkill {
        /// What nobody, or nobody who is not barred, can do.
        skills: Vec<String>,
    },
    /// Everybody who could is barred.
    EverybodyBarred,
    /// It takes more workers than there are.
    TooFewWorkers {
        /// Workers it takes.
        needed: usize,
        /// Workers who could be there in its window.
        there: usize,
    },
    /// Nobody who could do it is at work in its window, or near enough to come and be back.
    NobodyAtWork {
        /// Workers who could do it at another time.
        able: usize,
        /// Their next shift begins, or their last one ends, so long outside the window.
        missing: i64,
    },
    /// Those who could are busy then.
    AllBusy {
        /// Workers who could come if they were free.
        able: usize,
        /// The least that it would push others beyond their windows, or the round beyond its shift.
        least: i64,
        /// The worker with whom it takes least.
        worker: usize,
        /// The visit that would have to give: be made later, or by another.
        gives_way: Option<usize>,
    },
    /// Those who could have no working time left.
    NoHoursLeft {
        /// Workers who could come otherwise.
        able: usize,
        /// Working time that is missing at least.
        missing: i64,
    },
    /// A rule that links it with another visit cannot be kept.
    Linked {
        /// The other visit.
        other: usize,
    },
}

impl Reason {
    /// In words, with the names the caller gave; times are told by `time`, lengths of time by `length`.
    pub fn words(&self, problem: &Problem, length: &dyn Fn(i64) -> String) -> String {
        let worker = |n: usize| problem.workers.get(n).map_or("?", |worker| worker.id.as_str());
        let visit = |n: usize| problem.visits.get(n).map_or("?", |visit| visit.id.as_str());
        match self {
            Reason::NobodyWithSkill { skills } if skills.is_empty() => "There is no worker.".into(),
            Reason::NobodyWithSkill { skills } => {
                format!("Nobody has what it takes ({}). Train or bring in somebody who has.", skills.join(", "))
            }
            Reason::EverybodyBarred => {
                "Everybody who has the skill must not come to this person. Find another worker, or ask whether that still holds.".into()
            }
            Reason::TooFewWorkers { needed, there } => {
                format!("It takes {needed} workers at once, and {there} could be there in its window.")
            }
            Reason::NobodyAtWork { able, missing } => format!(
                "None of the {able} who could do it is at work and near enough in its window. A shift {} longer, or a window so much wider, would do.",
                length(*missing)
            ),
            Reason::AllBusy { able, least, worker: who, gives_way } => {
                let what = match gives_way {
                    Some(other) => format!("with {}, if {} were {} later or somebody else’s", worker(*who), visit(*other), length(*least)),
                    None => format!("with {}, if the shift were {} longer", worker(*who), length(*least)),
                };
                format!("All {able} who could do it are busy then. It takes least {what}.")
            }
            Reason::NoHoursLeft { able, missing } => format!(
                "The {able} who could come have no working time left: {} is missing at least.",
                length(*missing)
            ),
            Reason::Linked { other } => {
                format!("The gap to {} leaves no time within its window. Move one of the two, or widen a window.", visit(*other))
            }
        }
    }
}

/// Why a visit is made by nobody in this plan: what stands most in the way, first.
pub(crate) fn reasons(problem: &Problem, compiled: &Compiled, state: &mut State<'_>, visit: usize) -> Vec<Reason> {
    let Some(asked) = problem.visits.get(visit) else { return Vec::new() };
    let first = compiled.first_task.get(visit).copied().unwrap_or(0);
    let mut reasons = Vec::new();
    for (task, part) in (first..).zip(&asked.parts) {
        let reason = of_part(problem, compiled, state, (visit, task), &part.skills);
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    if asked.parts.len() > 1 {
        let there: BTreeSet<u32> = (first..)
            .take(asked.parts.len())
            .flat_map(|task| reachable(state, task))
            .map(|round| state.core.worker[round])
            .collect();
        if there.len() < asked.parts.len() {
            reasons.insert(0, Reason::TooFewWorkers { needed: asked.parts.len(), there: there.len() });
        }
    }
    reasons
}

/// Rounds in which a task could be if they were empty.
fn reachable(state: &State<'_>, task: u32) -> Vec<u32> {
    let core = state.core;
    (0..core.rounds as u32).filter(|round| core.may(task, *round) && outside(state, task, *round) == 0).collect()
}

/// By how much a task misses an empty round: 0 when it fits.
fn outside(state: &State<'_>, task: u32, round: u32) -> i64 {
    let core = state.core;
    let (start, end) = (core.start(round), core.end(round));
    let begins = core.node[task].early.max(core.node[start].early + state.ride_between(round, start, task));
    let home = begins + core.node[task].time + state.ride_between(round, task, end);
    (begins - core.node[task].late).max(home - core.node[end].late).max(0)
}

fn of_part(
    problem: &Problem,
    compiled: &Compiled,
    state: &mut State<'_>,
    (visit, task): (usize, u32),
    skills: &[String],
) -> Reason {
    let core = state.core;
    let able = (0..core.rounds as u32).filter(|round| core.may(task, *round)).collect::<Vec<_>>();
    let workers = |rounds: &[u32]| rounds.iter().map(|round| core.worker[*round]).collect::<BTreeSet<_>>().len();
    if able.is_empty() {
        let skilled = |worker: &crate::problem::Worker| skills.iter().all(|skill| worker.skills.contains(skill));
        let barred = problem.workers.iter().any(|worker| skilled(worker) && !worker.shifts.is_empty());
        return if barred { Reason::EverybodyBarred } else { Reason::NobodyWithSkill { skills: skills.to_vec() } };
    }
    let there = reachable(state, task);
    if there.is_empty() {
        let missing = able.iter().map(|round| outside(state, task, *round)).min().unwrap_or(0);
        return Reason::NobodyAtWork { able: workers(&able), missing };
    }
    if let Some(other) = in_the_way(state, task)
        && let Some(TaskOf::Visit { visit: other, .. }) = compiled.tasks.get(other as usize).copied()
        && other != visit
    {
        return Reason::Linked { other };
    }
    let mut least: Option<(i64, u32, u32)> = None;
    let mut hours = i64::MAX;
    for &round in &there {
        let worker = core.worker[round];
        let (mut after, end) = (core.start(round), core.end(round));
        while after != end {
            let before = state.spot[after].next;
            let begins = core.node[task]
                .early
                .max(state.begins(after) + core.node[after].time + state.ride_between(round, after, task));
            let follows = begins + core.node[task].time + state.ride_between(round, task, before);
            let more = state.ride_between(round, after, task) + state.ride_between(round, task, before)
                - state.leg(round, after, before);
            let excess = (begins - core.node[task].late).max(follows - state.latest(before)).max(0);
            if excess == 0 {
                hours = hours.min(state.work[worker] + more + core.node[task].time - core.most_work[worker]);
            }
            if excess > 0 && least.is_none_or(|(least, _, _)| excess < least) {
                least = Some((excess, worker, before));
            }
            after = before;
        }
    }
    match least {
        _ if hours > 0 && hours < i64::MAX => Reason::NoHoursLeft { able: workers(&there), missing: hours },
        Some((least, worker, before)) => {
            let gives_way = match compiled.tasks.get(before as usize) {
                Some(TaskOf::Visit { visit, .. }) => Some(*visit),
                _ => None,
            };
            Reason::AllBusy { able: workers(&there), least, worker: worker as usize, gives_way }
        }
        None => Reason::AllBusy { able: workers(&there), least: 0, worker: 0, gives_way: None },
    }
}

/// A served task whose gap leaves this one no time in its window.
fn in_the_way(state: &State<'_>, task: u32) -> Option<u32> {
    let core = state.core;
    let there = |other: u32| state.spot[other].round != NONE;
    let before = core
        .before
        .at(task)
        .iter()
        .find(|(other, gap)| there(*other) && state.begins(*other) + gap > core.node[task].late);
    let after = core
        .after
        .at(task)
        .iter()
        .find(|(other, gap)| there(*other) && core.node[task].early + gap > state.latest(*other));
    before.or(after).map(|(other, _)| *other)
}
