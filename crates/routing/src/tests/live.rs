//! What is asked of a plan that is alive.

use std::num::NonZeroUsize;

use super::{frozen, made_up};
use crate::{
    compile::compile,
    engine::core::NONE,
    explain::Reason,
    live::{Firmness, Shape, Swap, announce, fall_ill, not_before, price, runs, solve_many, swaps},
    plan::{Plan, What},
    problem::{Measure, Objective, Part, Problem, Shift, Table, Visit, Worker},
    solve::{Settings, Unwatched, begin, solve},
};

fn settings(moves: u64) -> Settings {
    Settings { seed: 1, moves: Some(moves), threads: NonZeroUsize::MIN }
}

/// Places on a line, a second apart; workers at home at some of them, visits of a minute at any time of the day.
pub(super) fn on_a_line(places: i32, homes: &[usize], visits: &[usize]) -> Problem {
    let times = (0..places).flat_map(|a| (0..places).map(move |b| (a - b).abs())).collect();
    let shift = |home: usize| Shift {
        from: 0,
        to: 10_000,
        latest: 10_000,
        start: Some(home),
        end: Some(home),
        breaks: Vec::new(),
    };
    let worker = |home: &usize| Worker {
        id: format!("at {home}"),
        skills: Vec::new(),
        mode: 0,
        shifts: vec![shift(*home)],
        most_work: None,
        capacity: None,
    };
    let visit = |place: &usize| Visit {
        id: format!("visit at {place}"),
        place: *place,
        from: 0,
        to: 9_000,
        parts: vec![Part { duration: 60, skills: Vec::new(), least: 0, most: 0 }],
        worth: 1,
        ..Visit::default()
    };
    Problem {
        places: usize::try_from(places).unwrap(),
        tables: vec![Table { mode: "walk".into(), times, source: "a line".into() }],
        workers: homes.iter().map(worker).collect(),
        visits: visits.iter().map(visit).collect(),
        ..Problem::default()
    }
}

// BRK-7, COO-4: the price is that of the cheapest place there is, and what it says would grow does.
#[test]
fn a_visit_more_is_priced_where_it_costs_least() {
    let (mut placed, mut refused) = (0, 0);
    for seed in 0..30 {
        let mut problem = made_up(seed, 24, 10);
        problem.objective = Objective { levels: vec![vec![(Measure::Unserved, 1)], vec![(Measure::Travel, 1)]] };
        problem.visits.iter_mut().for_each(|visit| visit.due = None);
        problem.workers.iter_mut().flat_map(|one| &mut one.shifts).for_each(|shift| shift.latest = shift.to);
        let asked = 3 + usize::try_from(seed).unwrap() % 8;
        let mut others = problem.clone();
        others.visits[asked].parts.clear();
        let plan = solve(&others, &settings(600), &mut Unwatched);
        announce(&mut problem, &plan, Firmness { now: i64::MIN, tolerance: 7_200, price: 1 });
        if problem.visits[asked].parts.len() != 1 {
            continue;
        }
        let told = price(&problem, &[asked]);
        // Every place of every round, tried one after the other.
        let compiled = compile(&problem);
        let mut state = begin(&problem, &compiled);
        let (core, task) = (state.core, compiled.first_task[asked]);
        let before = state.totals.travel;
        let mut best: Option<i64> = None;
        for round in 0..core.rounds as u32 {
            let mut after = core.start(round);
            while state.may(task, round) && state.spot[after].next != NONE {
                let mark = state.mark();
                if state.insert(task, after) && state.work[core.worker[round]] <= core.most_work[core.worker[round]] {
                    let more = state.totals.travel - before;
                    best = Some(best.map_or(more, |best| best.min(more)));
                }
                state.back_to(mark);
                after = state.spot[after].next;
            }
        }
        match best {
            Some(best) => {
                placed += 1;
                assert_eq!((told.travel, told.placed.len(), told.unserved.len()), (best, 1, 0), "seed {seed}");
                assert_eq!(told.more, [(Measure::Travel, best)]);
                let visit = &problem.visits[asked];
                assert!((visit.from..=visit.to).contains(&told.placed[0].begins));
            }
            None => {
                refused += 1;
                assert_eq!((told.travel, told.placed.len()), (0, 0), "seed {seed}");
                assert!(!told.unserved[0].reasons.is_empty(), "seed {seed} says why");
            }
        }
    }
    assert!(placed > 5 && refused > 0, "{placed} placed, {refused} refused");
}

// BRK-7: two providers that go past each other's doors.
#[test]
fn a_swap_is_proposed_where_both_save() {
    let mut problem = on_a_line(101, &[0, 100], &[90, 10, 5]);
    let stops: [&[usize]; 2] = [&[0, 2], &[1]];
    let mut plan = solve(&problem, &settings(500), &mut Unwatched);
    // As it was promised: the one at 0 goes to 90 and 5, the one at 100 goes to 10.
    let stop = plan.rounds.iter().flat_map(|round| round.stops.clone()).next().unwrap();
    for (round, visits) in plan.rounds.iter_mut().zip(stops) {
        round.stops = (0..)
            .zip(visits)
            .map(|(n, visit)| {
                let begins = 200 + 300 * n;
                crate::plan::Stop { what: What::Visit { visit: *visit, part: 0 }, begins, ends: begins + 60, ..stop }
            })
            .collect();
    }
    announce(&mut problem, &plan, Firmness { now: i64::MIN, tolerance: 5_000, price: 1 });
    let found = swaps(&problem, &[true, false]);
    // From 0 to 90 and back was 180 and is 20 to 10 and back; from 100 to 10 and back was 180 and is 20.
    assert_eq!(found, [Swap { gives: 0, takes: 1, saves: 160, other_saves: 160 }]);
    assert_eq!(swaps(&problem, &[true, true]), [], "one team has nobody to exchange with");
}

// BRK-7
#[test]
fn waiting_visits_are_grouped_into_as_few_runs_as_can_be() {
    let problem = on_a_line(1_000, &[], &[0, 5, 10, 900, 905, 910]);
    let shape = Shape { from: 0, to: 10_000, most_work: 400, mode: 0 };
    let plan = runs(&problem, &shape, &settings(2_000), &mut Unwatched);
    let groups = |plan: &Plan| -> Vec<Vec<usize>> {
        let visit = |what| if let What::Visit { visit, .. } = what { visit } else { usize::MAX };
        let mut all: Vec<Vec<usize>> =
            plan.rounds.iter().map(|round| round.stops.iter().map(|stop| visit(stop.what)).collect()).collect();
        all.retain(|group| !group.is_empty());
        all.iter_mut().for_each(|group| group.sort_unstable());
        all.sort();
        all
    };
    assert_eq!(groups(&plan), [[0, 1, 2], [3, 4, 5]]);
    assert_eq!(plan.unserved, []);
    // Three in a run take 190 seconds: with fewer allowed, more runs.
    let short = runs(&problem, &Shape { most_work: 130, ..shape }, &settings(2_000), &mut Unwatched);
    assert_eq!((groups(&short).len(), short.unserved.len()), (4, 0));
}

// VIS-2: the week of many providers.
#[test]
fn many_problems_are_planned_alike_however_many_at_once() {
    let problems: Vec<Problem> = (0..5).map(|seed| made_up(seed, 12, 4)).collect();
    let one = solve_many(&problems, 50, 7, 1);
    assert_eq!(one, solve_many(&problems, 50, 7, 3));
    let alone = solve(&problems[3], &Settings { seed: 10, moves: Some(600), ..Settings::default() }, &mut Unwatched);
    assert_eq!((one.len(), &one[3]), (5, &alone));
}

// VIS-2: the way of a round that nobody is on yet is part of what its first visit takes.
#[test]
fn hours_that_are_missing_include_the_way_of_an_empty_round() {
    let mut problem = on_a_line(51, &[0], &[25]);
    problem.workers[0].shifts[0].end = Some(50);
    problem.workers[0].most_work = Some(100);
    let plan = solve(&problem, &settings(50), &mut Unwatched);
    // 50 on the way and 60 with the person.
    assert_eq!(plan.unserved[0].reasons, [Reason::NoHoursLeft { able: 1, worker: 0, missing: 10 }]);
    problem.workers[0].most_work = Some(110);
    assert_eq!(solve(&problem, &settings(50), &mut Unwatched).unserved, []);
}

const NOW: i64 = 5_000;

fn firm(now: i64) -> Firmness {
    Firmness { now, tolerance: 900, price: 1 }
}

/// Who begins each visit and when.
fn who(plan: &Plan, visits: usize) -> Vec<Option<(usize, i64)>> {
    let mut all = vec![None; visits];
    for round in &plan.rounds {
        for stop in &round.stops {
            if let What::Visit { visit, .. } = stop.what {
                all[visit] = Some((round.worker, stop.begins));
            }
        }
    }
    all
}

// VIS-2, H17: what the file itself promised outlives a plan that is announced anew.
#[test]
fn what_was_promised_before_stays_promised() {
    let mut problem = on_a_line(10, &[0, 0], &[1, 2, 3]);
    problem.visits[0].announced = Some(frozen(&[1], &[700]));
    problem.visits[1].announced = Some(crate::problem::Announced { frozen: false, ..frozen(&[0], &[800]) });
    let plan = solve(&problem, &settings(200), &mut Unwatched);
    assert_eq!((who(&plan, 3)[0], who(&plan, 3)[1]), (Some((1, 700)), Some((0, 800))));
    announce(&mut problem, &plan, firm(i64::MIN));
    assert!(problem.visits[0].announced.as_ref().is_some_and(|announced| announced.frozen));
    assert_eq!(problem.visits[1].from, 800, "no earlier than it was promised, however much it may move now");
    // Also where the plan that stands has lost it.
    announce(&mut problem, &Plan::default(), firm(i64::MIN));
    let again = solve(&problem, &settings(200), &mut Unwatched);
    assert_eq!((who(&again, 3)[0], who(&again, 3)[1]), (Some((1, 700)), Some((0, 800))));
}

// VIS-2: nothing is planned into the past.
#[test]
fn nothing_new_begins_before_now() {
    let mut problem = on_a_line(10, &[0, 9], &[1, 2, 8, 3]);
    (problem.visits[0].from, problem.visits[0].to) = (100, 100);
    (problem.visits[1].from, problem.visits[1].to) = (6_000, 6_000);
    problem.visits[3].to = 4_000;
    let mut before = problem.clone();
    before.visits[2].parts.clear();
    before.visits[3].parts.clear();
    let plan = solve(&before, &settings(200), &mut Unwatched);
    announce(&mut problem, &plan, firm(NOW));
    not_before(&mut problem, &plan, NOW);
    let again = solve(&problem, &settings(200), &mut Unwatched);
    let who = who(&again, 4);
    assert_eq!((who[0], who[1]), (Some((0, 100)), Some((0, 6_000))));
    assert!(who[2].is_some_and(|(_, begins)| begins >= NOW), "{who:?}");
    assert_eq!((again.unserved.len(), again.unserved[0].visit), (1, 3));
    assert_eq!(again.unserved[0].reasons, [Reason::Over]);
    // One who stands idle leaves no earlier than now either.
    let idle = again.rounds.iter().find(|round| round.worker == 1).unwrap();
    assert!(idle.stops.first().is_none_or(|stop| stop.begins - stop.travel >= NOW), "{idle:?}");
}

// VIS-2: a sick call undoes nothing that was done.
#[test]
fn who_falls_ill_has_done_what_is_done() {
    let mut problem = on_a_line(10, &[0, 0], &[1, 2, 3]);
    for (visit, from) in problem.visits.iter_mut().zip([100, NOW - 30, 8_000]) {
        (visit.from, visit.to) = (from, from + 900);
        visit.announced = Some(crate::problem::Announced { frozen: false, ..frozen(&[0], &[from]) });
    }
    let plan = solve(&problem, &settings(200), &mut Unwatched);
    assert!(who(&plan, 3).iter().all(|one| one.is_some_and(|(worker, _)| worker == 0)));
    announce(&mut problem, &plan, firm(NOW));
    fall_ill(&mut problem, 0, NOW);
    not_before(&mut problem, &plan, NOW);
    let again = solve(&problem, &settings(200), &mut Unwatched);
    assert_eq!(again.unserved, []);
    let who = who(&again, 3);
    assert_eq!(who[0], Some((0, 100)), "it was made");
    assert!(who[1].is_some_and(|(worker, begins)| worker == 1 && begins >= NOW), "somebody else goes on with it");
    assert_eq!(who[2].map(|(worker, _)| worker), Some(1));
    // Nobody can be ill and at work later that day.
    announce(&mut problem, &again, firm(NOW));
    fall_ill(&mut problem, 1, i64::MIN);
    let last = solve(&problem, &settings(200), &mut Unwatched);
    assert_eq!(last.unserved.len(), 2);
}
