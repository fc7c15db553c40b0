//! Why a visit is made by nobody, in words a scheduler understands, and what would have to give.

mod words;

use std::{collections::BTreeSet, mem::discriminant};

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
        /// What nobody can do.
        skills: Vec<String>,
    },
    /// Those who can do it are not at work at all.
    NoShift {
        /// Workers who can do it.
        able: usize,
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
        /// The worker whose shift lacks least.
        worker: usize,
        /// The shift begins, or ends, so long outside the window.
        missing: i64,
    },
    /// Those who could are busy then.
    AllBusy {
        /// Workers who could come if they were free.
        able: usize,
        /// The least by which something would have to give.
        least: i64,
        /// The worker with whom it takes least.
        worker: usize,
        /// What would have to give.
        gives_way: GivesWay,
    },
    /// Those who could have no working time left.
    NoHoursLeft {
        /// Workers who could come otherwise.
        able: usize,
        /// The worker who lacks least.
        worker: usize,
        /// Working time that is missing at least.
        missing: i64,
    },
    /// Those who could carry too much already.
    NoRoomLeft {
        /// Workers who could come otherwise.
        able: usize,
        /// The worker who lacks least.
        worker: usize,
        /// Room that is missing at least.
        missing: i64,
    },
    /// A linked visit is made by a worker who must, or must not, make this one too.
    Company {
        /// The other visit.
        other: usize,
        /// Whether it must be the same worker.
        same: bool,
    },
    /// A rule that links it with another visit cannot be kept.
    Linked {
        /// The other visit.
        other: usize,
    },
    /// Each of its workers could come, but not at once.
    NotTogether {
        /// Workers it takes.
        workers: usize,
    },
    /// Nothing seems to be in the way.
    NotFound {
        /// Who seems to have time.
        worker: usize,
    },
    /// Nothing is lost when nobody makes it.
    WorthNothing,
    /// Its window was over when the plan was made again.
    Over,
    /// It is frozen, and cannot be kept as it is.
    Frozen {
        /// The worker who was promised.
        worker: usize,
    },
}

/// What would have to give for a visit to have its place in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum GivesWay {
    /// A visit before it.
    Before {
        /// Which.
        visit: usize,
    },
    /// A visit after it.
    After {
        /// Which.
        visit: usize,
    },
    /// A break.
    Break,
    /// The beginning of the shift.
    ShiftStart,
    /// The end of the shift.
    ShiftEnd,
}

/// Why a visit is made by nobody in this plan: what stands most in the way, first.
pub(crate) fn reasons(problem: &Problem, compiled: &Compiled, state: &mut State<'_>, visit: usize) -> Vec<Reason> {
    let Some(asked) = problem.visits.get(visit) else { return Vec::new() };
    let first = compiled.first_task.get(visit).copied().unwrap_or(0);
    let frozen = asked.announced.as_ref().filter(|announced| announced.frozen);
    if let Some(worker) = frozen.and_then(|announced| announced.workers.first().copied()) {
        return vec![Reason::Frozen { worker }];
    }
    if asked.from > asked.to {
        return vec![Reason::Over];
    }
    let look = Look { problem, compiled, state, visit };
    let mut reasons: Vec<Reason> = Vec::new();
    if asked.worth == 0 {
        reasons.push(Reason::WorthNothing);
    }
    let (mut there, mut free) = (BTreeSet::new(), None);
    for (task, part) in (first..).zip(&asked.parts) {
        there.extend(look.reachable(task).into_iter().map(|round| state.core.worker[round]));
        match look.of_part(task, &part.skills) {
            Reason::NotFound { worker } => free = Some(worker),
            // One of each kind is enough.
            reason if reasons.iter().any(|other| discriminant(other) == discriminant(&reason)) => {}
            reason => reasons.push(reason),
        }
    }
    let needed = asked.parts.len();
    if there.len() < needed && needed > 1 {
        reasons.insert(0, Reason::TooFewWorkers { needed, there: there.len() });
    }
    if let (true, Some(worker)) = (reasons.is_empty(), free) {
        reasons.push(if needed > 1 { Reason::NotTogether { workers: needed } } else { Reason::NotFound { worker } });
    }
    reasons
}

/// The least that is lacking so far, with whom and what would have to give.
type Least = Option<(i64, usize, GivesWay)>;

fn lower(least: &mut Least, lacks: i64, worker: u32, gives_way: GivesWay) {
    if least.is_none_or(|(other, _, _)| lacks < other) {
        *least = Some((lacks, worker as usize, gives_way));
    }
}

/// A look at the rounds as they are, for one visit.
struct Look<'a, 's> {
    problem: &'a Problem,
    compiled: &'a Compiled,
    state: &'a State<'s>,
    visit: usize,
}

impl Look<'_, '_> {
    /// Rounds in which a task could be if they were empty.
    fn reachable(&self, task: u32) -> Vec<u32> {
        let core = self.state.core;
        let rounds = 0..core.rounds as u32;
        rounds.filter(|round| core.may(task, *round) && self.outside(task, *round) == 0).collect()
    }

    /// By how much a task misses an empty round: 0 when it fits.
    fn outside(&self, task: u32, round: u32) -> i64 {
        let (state, core) = (self.state, self.state.core);
        let (start, end) = (core.start(round), core.end(round));
        let begins = core.node[task].early.max(core.node[start].early + state.ride_between(round, start, task));
        let home = begins + core.node[task].time + state.ride_between(round, task, end);
        (begins - core.node[task].late).max(home - core.node[end].late).max(0)
    }

    fn workers(&self, rounds: &[u32]) -> usize {
        rounds.iter().map(|round| self.state.core.worker[*round]).collect::<BTreeSet<_>>().len()
    }

    fn of_part(&self, task: u32, skills: &[String]) -> Reason {
        let core = self.state.core;
        let able = (0..core.rounds as u32).filter(|round| core.may(task, *round)).collect::<Vec<_>>();
        let Some(nearest) = able.iter().copied().min_by_key(|round| self.outside(task, *round)) else {
            return self.nobody(skills);
        };
        let there = self.reachable(task);
        if there.is_empty() {
            let (worker, missing) = (core.worker[nearest] as usize, self.outside(task, nearest));
            return Reason::NobodyAtWork { able: self.workers(&able), worker, missing };
        }
        if let Some(other) = self.in_the_way(task) {
            return Reason::Linked { other };
        }
        match self.company(task, &there) {
            Err(reason) => reason,
            Ok(rounds) => self.busy(task, &rounds),
        }
    }

    /// No round may have it.
    fn nobody(&self, skills: &[String]) -> Reason {
        let workers = self.problem.workers.iter().enumerate();
        let skilled = workers.filter(|(_, worker)| skills.iter().all(|skill| worker.skills.contains(skill)));
        let barred =
            |worker: &usize| self.problem.visits.get(self.visit).is_some_and(|one| one.barred.contains(worker));
        let (all, free) = skilled.fold((0, 0), |(all, free), (n, _)| (all + 1, free + usize::from(!barred(&n))));
        // Those who are not barred have no shift, or it would be one of their rounds.
        match (all, free) {
            (0, _) => Reason::NobodyWithSkill { skills: skills.to_vec() },
            (_, 0) => Reason::EverybodyBarred,
            _ => Reason::NoShift { able: free },
        }
    }

    /// The visit that a served task belongs to, when it is another one.
    fn visit_of(&self, task: u32) -> Option<usize> {
        match self.compiled.tasks.get(task as usize) {
            Some(TaskOf::Visit { visit, .. }) if *visit != self.visit => Some(*visit),
            _ => None,
        }
    }

    /// A served visit whose gap leaves a task no time in its window.
    fn in_the_way(&self, task: u32) -> Option<usize> {
        let (state, core) = (self.state, self.state.core);
        let there = |other: u32| state.spot[other].round != NONE;
        let mut before = core.before.at(task).iter();
        let before = before.find(|(other, gap)| there(*other) && state.begins(*other) + gap > core.node[task].late);
        let mut after = core.after.at(task).iter();
        let after = after.find(|(other, gap)| there(*other) && core.node[task].early + gap > state.latest(*other));
        before.or(after).and_then(|(other, _)| self.visit_of(*other))
    }

    /// The rounds whose worker goes with the workers of linked visits; the rule that leaves none otherwise.
    fn company(&self, task: u32, rounds: &[u32]) -> Result<Vec<u32>, Reason> {
        let (state, core) = (self.state, self.state.core);
        let mut left = rounds.to_vec();
        for &(other, same) in core.company.at(task) {
            let with = state.spot[other].round;
            if with == NONE {
                continue;
            }
            left.retain(|round| (core.worker[with] == core.worker[*round]) == same);
            if let (true, Some(other)) = (left.is_empty(), self.visit_of(other)) {
                return Err(Reason::Company { other, same });
            }
        }
        Ok(left)
    }

    /// The least that would have to give in rounds that a task could be in if they were empty.
    fn busy(&self, task: u32, rounds: &[u32]) -> Reason {
        let core = self.state.core;
        let (mut busy, mut room, mut hours): (Least, Least, Least) = (None, None, None);
        let able = self.workers(rounds);
        for &round in rounds {
            let worker = core.worker[round];
            let full = self.state.load[round] + core.demand[task] - core.capacity[round];
            for (lacks, gives_way, work) in self.gaps(task, round) {
                match (lacks, full, work) {
                    (1.., _, _) => lower(&mut busy, lacks, worker, gives_way),
                    (_, 1.., _) => lower(&mut room, full, worker, gives_way),
                    (_, _, 1..) => lower(&mut hours, work, worker, gives_way),
                    _ => return Reason::NotFound { worker: worker as usize },
                }
            }
        }
        if let Some((missing, worker, _)) = room {
            return Reason::NoRoomLeft { able, worker, missing };
        }
        if let Some((missing, worker, _)) = hours {
            return Reason::NoHoursLeft { able, worker, missing };
        }
        let (least, worker, gives_way) = busy.unwrap_or((0, 0, GivesWay::ShiftEnd));
        Reason::AllBusy { able, least, worker, gives_way }
    }

    /// The earliest and the latest beginning of a task beside the visits that it is linked with.
    fn within_links(&self, task: u32) -> (i64, i64) {
        let (state, core) = (self.state, self.state.core);
        let there = |other: &&(u32, i64)| state.spot[other.0].round != NONE;
        let before = core.before.at(task).iter().filter(there).map(|(other, gap)| state.begins(*other) + gap);
        let after = core.after.at(task).iter().filter(there).map(|(other, gap)| state.latest(*other) - gap);
        (before.fold(core.node[task].early, i64::max), after.fold(core.node[task].late, i64::min))
    }

    /// What each place in a round lacks for a task: time, and what would have to give; and working time.
    fn gaps(&self, task: u32, round: u32) -> impl Iterator<Item = (i64, GivesWay, i64)> {
        let (state, core) = (self.state, self.state.core);
        let (start, end) = (core.start(round), core.end(round));
        let left = core.most_work[core.worker[round]] - state.work[core.worker[round]];
        // The bare way of a round counts from its first visit on.
        let bare = if state.count[round] == 0 { state.bare(round) } else { 0 };
        let (early, limit) = self.within_links(task);
        let follows = move |node: u32| (node != end).then(|| state.spot[node].next);
        std::iter::successors(Some(start), move |node| follows(*node)).take_while(move |node| *node != end).map(
            move |after| {
                let before = state.spot[after].next;
                let (to, from) = (state.ride_between(round, after, task), state.ride_between(round, task, before));
                let begins = early.max(state.begins(after) + core.node[after].time + to);
                let late = begins - limit;
                let pushes = begins + core.node[task].time + from - state.latest(before);
                let gives_way = if late >= pushes {
                    self.gives_way(after, |visit| GivesWay::Before { visit }, GivesWay::ShiftStart)
                } else {
                    self.gives_way(before, |visit| GivesWay::After { visit }, GivesWay::ShiftEnd)
                };
                // Breaks that follow are taken where the task is, and the way on is from there.
                let mut onward = std::iter::successors(Some(before), |node| follows(*node));
                let then = onward.find(|node| *node == end || !core.is_break(*node)).unwrap_or(end);
                let way = state.ride_between(round, after, then);
                let more = bare + to + state.ride_between(round, task, then) - way;
                (late.max(pushes), gives_way, more + core.node[task].time - left)
            },
        )
    }

    fn gives_way(&self, node: u32, visit: impl Fn(usize) -> GivesWay, none: GivesWay) -> GivesWay {
        match self.compiled.tasks.get(node as usize) {
            Some(TaskOf::Visit { visit: other, .. }) => visit(*other),
            Some(TaskOf::Break { .. }) => GivesWay::Break,
            None => none,
        }
    }
}
