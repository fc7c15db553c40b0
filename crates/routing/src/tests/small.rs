//! Small problems, against all plans there are.

use super::made_up;
use crate::{
    compile::compile,
    engine::{core::NONE, price::Key, state::State},
    problem::Problem,
    solve::{Settings, Unwatched, solve},
};

/// The best key over all plans, by trying each task in each place in each order.
fn best_of_all(problem: &Problem) -> Key {
    let compiled = compile(problem);
    let mut state = State::empty(&compiled.core);
    let mut best = state.key();
    try_units(&mut state, 0, &mut best);
    best
}

fn try_units(state: &mut State<'_>, unit: u32, best: &mut Key) {
    let core = state.core;
    if unit as usize == core.worth.len() {
        let key = state.key();
        if key < *best {
            *best = key;
        }
        return;
    }
    // A unit may be left out.
    try_units(state, unit + 1, best);
    try_tasks(state, unit, 0, best);
}

fn try_tasks(state: &mut State<'_>, unit: u32, nth: usize, best: &mut Key) {
    let core = state.core;
    let Some(&task) = core.units.at(unit).get(nth) else { return try_units(state, unit + 1, best) };
    for round in 0..core.rounds as u32 {
        if !state.may(task, round) || over_worked(state, task, round) {
            continue;
        }
        let mut after = core.start(round);
        while state.spot[after].next != NONE {
            let mark = state.mark();
            if state.insert(task, after) {
                let worker = core.worker[round];
                if state.work[worker] <= core.most_work[worker] {
                    try_tasks(state, unit, nth + 1, best);
                }
            }
            state.back_to(mark);
            after = state.spot[after].next;
        }
    }
}

/// Only that which no detour could mend.
fn over_worked(state: &State<'_>, task: u32, round: u32) -> bool {
    let core = state.core;
    core.node[task].time > core.most_work[core.worker[round]]
}

// VIS-2
#[test]
fn small_problems_are_solved_to_the_best_plan_there_is() {
    for seed in 0..25 {
        let mut problem = made_up(seed, 5, 2);
        for worker in &mut problem.workers {
            worker.skills = vec!["care".into(), "meds".into(), "peg".into()];
            worker.shifts.truncate(1);
            worker.shifts.iter_mut().for_each(|shift| shift.breaks.clear());
        }
        // Fairness is looked at when a move is judged, not when a place is chosen.
        problem.objective.levels.pop();
        let best = best_of_all(&problem);
        let settings = Settings { seed, moves: Some(4_000), ..Settings::default() };
        let plan = solve(&problem, &settings, &mut Unwatched);
        let levels = problem.objective.levels.len();
        assert_eq!(plan.costs.iter().map(|cost| cost.sum).collect::<Vec<_>>(), best[..levels], "seed {seed}");
    }
}
