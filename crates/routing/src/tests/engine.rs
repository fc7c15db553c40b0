//! What is kept up step by step equals what is computed from nothing.

use super::made_up;
use crate::{
    compile::compile,
    dice::Dice,
    engine::{
        core::{Core, FLOAT, NONE},
        state::State,
    },
    problem::Measure,
};

/// Earliest and latest times from nothing, by going over all rules until nothing changes.
fn from_nothing(state: &State<'_>) -> (Vec<i64>, Vec<i64>) {
    let core = state.core;
    let nodes = core.nodes() as u32;
    let mut early: Vec<i64> = (0..nodes).map(|n| core.node[n].early).collect();
    let mut late: Vec<i64> = (0..nodes).map(|n| core.node[n].late).collect();
    let there = |n: u32| state.spot[n].round != NONE;
    let mut rules = Vec::new();
    for n in (0..nodes).filter(|n| there(*n)) {
        let next = state.spot[n].next;
        if next != NONE {
            rules.push((n, next, core.node[n].time + leg(core, state, n, next)));
        }
        if n < core.tasks as u32 {
            rules.extend(core.after.at(n).iter().filter(|(o, _)| there(*o)).map(|(o, gap)| (n, *o, *gap)));
        }
    }
    for _ in 0..nodes + 2 {
        for &(a, b, gap) in &rules {
            early[b as usize] = early[b as usize].max(early[a as usize] + gap);
            late[a as usize] = late[a as usize].min(late[b as usize] - gap);
        }
    }
    (early, late)
}

/// Travel between two nodes; a break has no place of its own.
fn leg(core: &Core, state: &State<'_>, from: u32, to: u32) -> i64 {
    let mut here = from;
    while core.node[here].place == FLOAT {
        here = state.spot[here].prev;
    }
    let mode = u32::from(core.mode[state.spot[from].round]);
    if core.node[to].place == FLOAT { 0 } else { core.tables[mode].time(core.node[here].place, core.node[to].place) }
}

fn same_as_from_nothing(state: &State<'_>, when: &str) {
    let core = state.core;
    let (early, late) = from_nothing(state);
    let (mut travel, mut lateness, mut over) = (0, 0, 0);
    let mut work = vec![0; core.most_work.len()];
    for round in 0..core.rounds as u32 {
        let (mut node, mut load, mut count) = (core.start(round), 0, 0);
        let (mut way_of_all, mut ends_late) = (0, 0);
        while node != NONE {
            assert_eq!(state.spot[node].round, round, "{when}: node {node}");
            assert_eq!(state.begins(node), early[node as usize], "{when}: earliest of {node}");
            assert_eq!(state.latest(node), late[node as usize], "{when}: latest of {node}");
            assert!(state.begins(node) <= state.latest(node), "{when}: {node} is possible");
            let next = state.spot[node].next;
            let way = if next == NONE { 0 } else { leg(core, state, node, next) };
            way_of_all += way;
            work[core.worker[round] as usize] += if core.node[node].place == FLOAT { 0 } else { core.node[node].time };
            if node < core.tasks as u32 {
                load += core.demand[node];
                count += u32::from(core.node[node].place != FLOAT);
                lateness += (state.begins(node) - core.node[node].due).max(0);
            } else if next == NONE {
                ends_late = (state.begins(node) - core.node[node].due).max(0);
            }
            node = next;
        }
        if count > 0 {
            travel += way_of_all;
            work[core.worker[round] as usize] += way_of_all;
            over += ends_late;
        }
        assert_eq!((state.load[round], state.count[round]), (load, count), "{when}: round {round}");
    }
    assert_eq!((state.totals.travel, state.totals.late, state.totals.over), (travel, lateness, over), "{when}");
    assert_eq!(state.work.iter().copied().collect::<Vec<_>>(), work, "{when}");
}

/// The rounds, node by node.
fn chains(state: &State<'_>) -> Vec<(u32, u32)> {
    let next =
        |node: u32| (state.spot[node].round, if state.spot[node].round == NONE { NONE } else { state.spot[node].next });
    (0..state.core.nodes() as u32).map(next).collect()
}

// VIS-2
#[test]
fn what_is_kept_up_step_by_step_equals_what_is_computed_from_nothing() {
    let (mut put_in, mut refused, mut back) = (0, 0, 0);
    for seed in 0..12 {
        let mut problem = made_up(seed, 30, 6);
        // Neither is foretold for a place.
        problem
            .objective
            .levels
            .retain(|level| !matches!(level.as_slice(), [(Measure::Fairness | Measure::Unserved, _)]));
        let compiled = compile(&problem);
        let core = &compiled.core;
        let mut state = State::empty(core);
        let mut dice = Dice::new(seed + 1000);
        same_as_from_nothing(&state, "empty");
        for step in 0..400 {
            let mark = state.mark();
            let before = (state.totals, chains(&state));
            let task = dice.below(core.tasks) as u32;
            let when = format!("seed {seed} step {step}");
            let possible = if state.spot[task].round == NONE {
                let round = dice.below(core.rounds) as u32;
                if !state.may(task, round) {
                    continue;
                }
                let mut after = core.start(round);
                for _ in 0..dice.below(state.count[round] as usize + 1) {
                    after = state.spot[after].next;
                }
                let price = state.price(task, after, f64::INFINITY);
                let cost = state.cost();
                let longest = state.longest();
                state.longest_now = longest;
                let possible = state.insert(task, after);
                if possible && price < f64::INFINITY {
                    let grown = state.cost() - cost;
                    assert!(grown >= price - 1e-6, "{when}: {price} was foretold, {grown} it was");
                    put_in += 1;
                }
                possible
            } else {
                let others: Vec<u32> = (0..core.tasks as u32).filter(|t| state.spot[*t].round != NONE).collect();
                let mut out = vec![task];
                out.extend(others.iter().copied().filter(|t| *t != task && dice.below(6) == 0));
                state.remove(&out)
            };
            if !possible || dice.below(4) == 0 {
                if !possible {
                    refused += 1;
                }
                back += 1;
                state.back_to(mark);
                assert_eq!(before, (state.totals, chains(&state)), "{when}: back");
            }
            same_as_from_nothing(&state, &when);
        }
    }
    assert!(put_in > 1000 && refused > 100 && back > 1000, "{put_in} put in, {refused} refused, {back} back");
}
