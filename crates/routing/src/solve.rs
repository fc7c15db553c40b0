//! Searching for a plan.

use std::num::NonZeroUsize;

use crate::{
    compile::{Compiled, compile},
    engine::{
        near::Near,
        price::LEVELS,
        search::{Search, Tuning},
        state::State,
    },
    explain::reasons,
    plan::{Plan, told},
    problem::{Announced, Problem},
};

/// How a plan is searched for. The same problem and the same settings give the same plan on every machine when the search ends
/// by its number of moves.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Begins the sequence of chance.
    pub seed: u64,
    /// It ends after so many moves, all threads together; with none, only the watch ends it.
    pub moves: Option<u64>,
    /// Searches side by side, each on a thread of its own, that tell each other of good plans. Another number gives another
    /// plan.
    pub threads: NonZeroUsize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { seed: 1, moves: None, threads: NonZeroUsize::MIN }
    }
}

/// What is told of a search while it goes on.
pub struct Progress<'a> {
    /// Moves made, by all threads.
    pub moves: u64,
    /// The sums of the best plan's levels.
    pub costs: &'a [i64],
    /// Whether the best plan is better than when this was told last.
    pub better: bool,
    best: &'a dyn Fn() -> Plan,
}

impl Progress<'_> {
    /// The best plan so far.
    pub fn best(&self) -> Plan {
        (self.best)()
    }
}

/// Watches a search and ends it. It is asked every few hundred moves.
pub trait Watch {
    /// Which share of what it may take has been taken: 0 at first, 1 to end it. A search cools down by it, so it should grow
    /// evenly.
    fn share(&mut self, progress: &Progress<'_>) -> f64;

    /// Whether to end at once, with what there is. It is asked while the first plan is made, which takes seconds where there
    /// are ten thousand visits.
    fn stopped(&mut self) -> bool {
        false
    }
}

/// A watch that never ends a search: for searches that end by their moves.
#[derive(Debug, Clone, Copy)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn share(&mut self, _: &Progress<'_>) -> f64 {
        0.0
    }
}

/// Moves between two looks at the watch, for each thread.
const SEGMENT: u64 = 256;
/// How often searches side by side tell each other.
const MEETINGS: f64 = 24.0;

/// Searches for a plan. Visits that are announced begin where they are.
pub fn solve(problem: &Problem, settings: &Settings, watch: &mut dyn Watch) -> Plan {
    solve_tuned(problem, settings, watch, Tuning::default())
}

pub(crate) fn solve_tuned(problem: &Problem, settings: &Settings, watch: &mut dyn Watch, tuning: Tuning) -> Plan {
    let compiled = compile(problem);
    let near = Near::of(&compiled.core);
    let begun = begin(problem, &compiled);
    // A plan that is alive is not shaken.
    let alive = problem.visits.iter().any(|visit| visit.announced.is_some());
    let tuning = if alive { Tuning { hot: tuning.hot.min(0.1), legs: 1, ..tuning } } else { tuning };
    let threads = settings.threads.get() as u64;
    let seeds = (0..threads).map(|n| settings.seed.wrapping_mul(0x9e37_79b9).wrapping_add(n));
    let mut first = |seed| Search::new(begun.clone(), &near, tuning, seed, &mut || watch.stopped());
    let mut searches: Vec<Search<'_>> = seeds.map(&mut first).collect();
    drop(begun);
    run(&compiled, &mut searches, settings, watch);
    let best = searches.iter().min_by(|a, b| a.best.key.cmp(&b.best.key));
    let mut state = best.map_or_else(|| State::empty(&compiled.core), |best| best_of(&compiled, best));
    let mut plan = told(&compiled, &state);
    for unserved in &mut plan.unserved {
        unserved.reasons = reasons(problem, &compiled, &mut state, unserved.visit);
    }
    plan
}

fn run(compiled: &Compiled, searches: &mut [Search<'_>], settings: &Settings, watch: &mut dyn Watch) {
    let threads = searches.len() as u64;
    let (mut moves, mut told_key, mut meeting) = (0_u64, [i64::MAX; LEVELS], 0.0);
    let levels = compiled.core.levels.len().min(LEVELS);
    loop {
        let Some(best) = searches.iter().min_by(|a, b| a.best.key.cmp(&b.best.key)) else { return };
        let better = best.best.key != told_key;
        told_key = best.best.key;
        let plan = || plan_of(compiled, best);
        let share =
            watch.share(&Progress { moves, costs: told_key.get(..levels).unwrap_or_default(), better, best: &plan });
        let share = settings.moves.map_or(share, |most| share.max(moves as f64 / most.max(1) as f64));
        let over = settings.moves.is_some_and(|most| moves >= most);
        if over || share >= 1.0 || share.is_nan() {
            return;
        }
        let left = settings.moves.map_or(SEGMENT, |most| (most.saturating_sub(moves)).div_ceil(threads).min(SEGMENT));
        if let [only] = searches {
            only.go(left, share);
        } else {
            std::thread::scope(|scope| {
                for search in searches.iter_mut() {
                    scope.spawn(move || search.go(left, share));
                }
            });
            if share * MEETINGS >= meeting {
                meet(searches);
                meeting += 1.0;
            }
        }
        moves += left * threads;
    }
}

/// The search that is worst off goes on from where the best one is.
fn meet(searches: &mut [Search<'_>]) {
    let by_cost = |(_, a): &(usize, &Search<'_>), (_, b): &(usize, &Search<'_>)| a.cost().total_cmp(&b.cost());
    let best = searches.iter().enumerate().min_by(by_cost).map(|(n, _)| n);
    let worst = searches.iter().enumerate().max_by(by_cost).map(|(n, _)| n);
    let (Some(best), Some(worst)) = (best, worst) else { return };
    if let Ok([best, worst]) = searches.get_disjoint_mut([best, worst]) {
        worst.follow(best);
    }
}

/// The plan as announced: each visit where it was promised, as far as that can be done together.
pub(crate) fn begin<'a>(problem: &Problem, compiled: &'a Compiled) -> State<'a> {
    let core = &compiled.core;
    let mut state = State::empty(core);
    let first = |known: &Announced| known.begins.iter().min().copied().unwrap_or(0);
    let mut announced: Vec<(bool, i64, usize)> = problem
        .visits
        .iter()
        .enumerate()
        .filter_map(|(n, visit)| visit.announced.as_ref().map(|known| (!known.frozen, first(known), n)))
        .collect();
    announced.sort_unstable();
    for (_, _, visit) in announced {
        let mark = state.mark();
        if !announce(problem, compiled, &mut state, visit) {
            state.back_to(mark);
        }
    }
    state.keep();
    state.longest_now = state.longest();
    state
}

fn announce(problem: &Problem, compiled: &Compiled, state: &mut State<'_>, visit: usize) -> bool {
    let Some(told) = problem.visits.get(visit) else { return false };
    let (Some(known), Some(first)) = (&told.announced, compiled.first_task.get(visit).copied()) else { return false };
    let held = known.workers.iter().zip(&known.begins);
    let mut put = |(task, (worker, begins)): &(u32, (&usize, &i64))| put_at(compiled, state, *task, **worker, **begins);
    (first..).take(told.parts.len()).zip(held).filter(|one| put(one)).count() == told.parts.len()
}

/// Puts a task where it begins at that time, or as near after it as can be, in a round of the worker.
fn put_at(compiled: &Compiled, state: &mut State<'_>, task: u32, worker: usize, begins: i64) -> bool {
    let core = state.core;
    let rounds = (0_u32..).zip(&compiled.rounds).filter(|(_, of)| of.worker == worker).map(|(round, _)| round);
    for round in rounds.filter(|round| core.may(task, *round)).collect::<Vec<_>>() {
        let (mut after, end) = (core.start(round), core.end(round));
        while state.spot[after].next != end && state.begins(state.spot[after].next) < begins {
            after = state.spot[after].next;
        }
        if state.may(task, round) {
            let mark = state.mark();
            if state.insert(task, after) {
                return true;
            }
            state.back_to(mark);
        }
    }
    false
}

/// The best plan of a search, put together anew.
fn plan_of(compiled: &Compiled, search: &Search<'_>) -> Plan {
    told(compiled, &best_of(compiled, search))
}

/// The same in the engine. A round in which a break found no place is not gone, and its visits are made by nobody; but where
/// something has begun that leaves the break no time, the round goes on without it.
fn best_of<'a>(compiled: &'a Compiled, search: &Search<'_>) -> State<'a> {
    let core = &compiled.core;
    let mut rounds = search.best_rounds();
    let state = State::of_rounds(core, &rounds);
    let left_out: Vec<u32> = state.breaks_left_out().filter_map(|task| compiled.round_of_break(task)).collect();
    let begun = |tasks: &[u32]| tasks.iter().any(|task| core.fixed[*task]);
    let mut possible = true;
    for (round, tasks) in (0..).zip(&mut rounds) {
        if left_out.contains(&round) && !tasks.is_empty() && !begun(tasks) {
            tasks.clear();
            possible = false;
        }
    }
    if possible {
        return state;
    }
    // A visit is made by all its workers or by nobody.
    let state = State::of_rounds(core, &rounds);
    rounds.iter_mut().for_each(|tasks| tasks.retain(|task| state.is_served(core.unit[*task])));
    State::of_rounds(core, &rounds)
}
