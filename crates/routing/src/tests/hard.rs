//! Problems in which a rule is easily forgotten: hours of what is announced, breaks, gaps across many rounds, levels far apart.

use super::{frozen, live::on_a_line, plans::look_at};
use crate::{
    compile::compile,
    engine::state::State,
    explain::{GivesWay, Reason},
    live::{Firmness, announce, price, swaps},
    plan::{Plan, What},
    problem::{Announced, Break, Company, Link, Measure, Objective, Problem, Shift},
    solve::{Progress, Settings, Unwatched, Watch, solve},
};

fn solved(problem: &Problem, moves: u64) -> Plan {
    let plan = solve(problem, &Settings { moves: Some(moves), ..Settings::default() }, &mut Unwatched);
    look_at(problem, &plan);
    plan
}

fn promised(workers: &[usize], begins: &[i64]) -> Announced {
    Announced { frozen: false, tolerance: 10_000, ..frozen(workers, begins) }
}

/// When each visit begins.
fn begins(plan: &Plan, visits: usize) -> Vec<Option<i64>> {
    let mut all = vec![None; visits];
    for stop in plan.rounds.iter().flat_map(|round| &round.stops) {
        if let What::Visit { visit, .. } = stop.what {
            all[visit] = Some(stop.begins);
        }
    }
    all
}

#[test]
fn a_search_without_moves_ends() {
    let problem = on_a_line(10, &[0], &[5]);
    assert_eq!(solved(&problem, 0).unserved, []);
    assert_eq!(solved(&Problem { visits: Vec::new(), ..problem }, 0).unserved, []);
}

// VIS-2: hours of what was announced
#[test]
fn a_visit_that_became_longer_goes_to_somebody_with_hours_left() {
    let mut problem = on_a_line(10, &[0, 0], &[1, 1, 1]);
    problem.workers[0].most_work = Some(200);
    for (visit, begins) in problem.visits.iter_mut().zip([100, 200, 300]) {
        visit.announced = Some(promised(&[0], &[begins]));
    }
    assert_eq!(solved(&problem, 200).rounds[0].stops.len(), 3, "180 with people and 2 on the way");
    problem.visits[1].parts[0].duration = 100;
    let plan = solved(&problem, 200);
    assert_eq!(plan.unserved, []);
    assert_eq!(plan.rounds[1].stops.len(), 1, "222 would be too much for the first");
    // What has begun stays, whatever hours it makes.
    for (visit, begins) in problem.visits.iter_mut().zip([100, 200, 300]) {
        visit.announced = Some(frozen(&[0], &[begins]));
    }
    let plan = solve(&problem, &Settings { moves: Some(200), ..Settings::default() }, &mut Unwatched);
    assert_eq!(plan.rounds[0].stops.len(), 3);
}

// VIS-2: hours beside breaks
#[test]
fn the_way_after_two_breaks_counts() {
    let mut problem = on_a_line(601, &[0], &[600]);
    problem.visits[0].parts[0].duration = 3_600;
    problem.visits[0].to = 2_000;
    problem.workers[0].shifts[0].breaks =
        vec![Break { from: 5_000, to: 6_000, duration: 100 }, Break { from: 5_000, to: 8_000, duration: 100 }];
    problem.workers[0].most_work = Some(4_300);
    let plan = solved(&problem, 300);
    assert_eq!(plan.unserved[0].reasons, [Reason::NoHoursLeft { able: 1, worker: 0, missing: 500 }]);
    problem.workers[0].most_work = Some(4_800);
    assert_eq!(solved(&problem, 300).unserved, []);
}

// VIS-2
#[test]
fn nobody_is_on_two_rounds_at_once() {
    let mut problem = on_a_line(2, &[0], &[0, 0]);
    let first = Shift { from: 0, to: 4_000, latest: 6_000, ..problem.workers[0].shifts[0].clone() };
    let second = Shift { from: 5_000, to: 9_000, latest: 9_000, ..first.clone() };
    problem.workers[0].shifts = vec![first, second];
    // An hour from 4,500 on would last into the second round.
    (problem.visits[0].from, problem.visits[0].to) = (4_500, 4_500);
    problem.visits[0].parts[0].duration = 1_200;
    (problem.visits[1].from, problem.visits[1].to) = (5_000, 5_000);
    let plan = solved(&problem, 300);
    assert_eq!(plan.unserved.len(), 1);
    problem.visits[0].parts[0].duration = 500;
    assert_eq!(solved(&problem, 300).unserved, []);
}

// VIS-2: a long chain of gaps through as many rounds, against their order
#[test]
fn gaps_through_many_rounds_are_kept_in_the_plan_that_is_told() {
    let many = 40;
    let homes: Vec<usize> = (0..many).collect();
    let places: Vec<usize> = (0..many).rev().collect();
    let mut problem = on_a_line(40, &homes, &places);
    for visit in &mut problem.visits {
        visit.to = 30_000;
    }
    for worker in &mut problem.workers {
        (worker.shifts[0].to, worker.shifts[0].latest) = (40_000, 40_000);
    }
    problem.links = (1..many)
        .map(|n| Link { first: n - 1, second: n, least: Some(600), most: None, worker: Company::Any })
        .collect();
    let plan = solved(&problem, 2_000);
    assert_eq!(plan.unserved, []);
    let begins: Vec<i64> = begins(&plan, many).into_iter().flatten().collect();
    assert!(begins.windows(2).all(|two| two[1] - two[0] >= 600), "{begins:?}");
}

// VIS-2
#[test]
fn a_full_day_says_what_would_have_to_give() {
    let mut problem = on_a_line(1, &[0], &[0; 26]);
    problem.workers[0].shifts[0] =
        Shift { from: 0, to: 36_000, latest: 36_000, ..problem.workers[0].shifts[0].clone() };
    for visit in &mut problem.visits {
        visit.parts[0].duration = 1_440;
        (visit.from, visit.to) = (0, 36_000);
    }
    let plan = solved(&problem, 500);
    let [unserved] = plan.unserved.as_slice() else { panic!("one of them has no time: {:?}", plan.unserved) };
    assert!(
        matches!(unserved.reasons[..], [Reason::AllBusy { able: 1, least: 1_440, worker: 0, .. }]),
        "{:?}",
        unserved.reasons
    );
}

// VIS-2
#[test]
fn a_break_goes_before_any_visit() {
    let mut problem = on_a_line(1, &[0], &[0, 0]);
    problem.workers[0].shifts[0].breaks = vec![Break { from: 1_000, to: 1_000, duration: 300 }];
    (problem.visits[0].from, problem.visits[0].to, problem.visits[0].worth) = (1_000, 1_000, 2_000_000);
    let plan = solved(&problem, 300);
    assert_eq!(plan.unserved.iter().map(|one| one.visit).collect::<Vec<_>>(), [0]);
    assert_eq!(plan.costs[0].sum, 2_000_000, "the visit, and no break");
    assert!(matches!(plan.unserved[0].reasons[..], [Reason::AllBusy { gives_way: GivesWay::Break, .. }]));
    // What has begun leaves no time for the break: the day goes on without it.
    problem.visits[0].announced = Some(frozen(&[0], &[1_000]));
    let plan = solve(&problem, &Settings { moves: Some(300), ..Settings::default() }, &mut Unwatched);
    assert!(begins(&plan, 2).iter().all(Option::is_some) && plan.costs[0].sum == 0, "{plan:?}");
}

// VIS-2
#[test]
fn a_break_is_taken_also_where_what_has_begun_is_too_much_work() {
    let mut problem = on_a_line(1, &[0], &[0, 0]);
    problem.workers[0].most_work = Some(100);
    problem.workers[0].shifts[0].breaks = vec![Break { from: 1_500, to: 4_600, duration: 900 }];
    for (visit, begins) in problem.visits.iter_mut().zip([1_000, 4_600]) {
        visit.parts[0].duration = 600;
        visit.announced = Some(frozen(&[0], &[begins]));
    }
    let plan = solve(&problem, &Settings { moves: Some(200), ..Settings::default() }, &mut Unwatched);
    assert!(plan.rounds[0].stops.iter().any(|stop| stop.what == What::Break(0)), "{plan:?}");
}

// BRK-7
#[test]
fn a_price_leaves_time_for_breaks_and_asks_for_each_visit_once() {
    let mut problem = on_a_line(10, &[0], &[5, 6]);
    problem.workers[0].shifts[0].breaks = vec![Break { from: 1_000, to: 1_000, duration: 300 }];
    (problem.visits[0].from, problem.visits[0].to) = (1_000, 1_000);
    let told = price(&problem, &[0]);
    assert_eq!((told.placed.len(), told.unserved.len()), (0, 1));
    // The same twice, and one that there is not.
    let told = price(&problem, &[1, 1, 7]);
    assert_eq!((told.placed.len(), told.travel), (1, 12));
}

// VIS-2: levels
#[test]
fn late_is_better_than_not_at_all_however_near_all_live() {
    let mut problem = on_a_line(1, &[0], &[0]);
    problem.workers[0].shifts[0].from = 7_200;
    (problem.visits[0].due, problem.visits[0].to) = (Some(0), 9_000);
    for weight in [1, 1_000] {
        problem.objective = Objective {
            levels: vec![vec![(Measure::Unserved, 1)], vec![(Measure::Late, weight)], vec![(Measure::Travel, 1)]],
        };
        let plan = solved(&problem, 100);
        assert_eq!((plan.unserved.len(), plan.costs[1].sum), (0, 7_200 * weight));
    }
}

// VIS-2: levels
#[test]
fn far_is_better_than_not_at_all_however_near_all_others_live() {
    let mut problem = on_a_line(2, &[0], &[1, 1, 1]);
    problem.tables[0].times = vec![0, 1_000, 1_000, 0];
    for weight in [1, 1_000, 1_000_000] {
        problem.objective = Objective { levels: vec![vec![(Measure::Unserved, 1)], vec![(Measure::Travel, weight)]] };
        assert_eq!(solved(&problem, 100).unserved, [], "{weight}");
    }
}

#[test]
fn the_first_plan_can_be_stopped() {
    struct Stopped(u32);
    impl Watch for Stopped {
        fn share(&mut self, _: &Progress<'_>) -> f64 {
            1.0
        }
        fn stopped(&mut self) -> bool {
            self.0 += 1;
            self.0 > 2
        }
    }
    let mut problem = on_a_line(1, &[0], &[0; 1_000]);
    for visit in &mut problem.visits {
        visit.parts[0].duration = 1;
    }
    let plan = solve(&problem, &Settings::default(), &mut Stopped(0));
    look_at(&problem, &plan);
    assert_eq!(plan.unserved.len(), 1_000 - 3 * 64 + 1, "three times 64 less the one that is asked about");
}

// BRK-7
#[test]
fn visits_at_one_time_can_be_swapped() {
    let mut problem = on_a_line(101, &[0, 100], &[90, 10]);
    for (n, visit) in problem.visits.iter_mut().enumerate() {
        (visit.from, visit.to) = (1_000, 1_000);
        visit.announced = Some(promised(&[n], &[1_000]));
    }
    let found = swaps(&problem, &[true, false]);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].gives, found[0].takes, found[0].saves, found[0].other_saves), (0, 1, 160, 160));
}

// BRK-7
#[test]
fn nobody_is_later_after_a_swap() {
    // The one at 0 is late at 90, and goes there; the one at 100 is at 80 first, when that is due, and at 10 afterwards.
    let mut problem = on_a_line(101, &[0, 100], &[90, 10, 80]);
    problem.objective = Objective { levels: vec![vec![(Measure::Unserved, 1)], vec![(Measure::Travel, 1)]] };
    for (visit, (worker, begins)) in problem.visits.iter_mut().zip([(0, 90), (1, 150), (1, 20)]) {
        visit.announced = Some(promised(&[worker], &[begins]));
    }
    assert_eq!(swaps(&problem, &[true, false]).len(), 1);
    // One who is no longer late does not make up for another who is late then.
    (problem.visits[0].due, problem.visits[2].due) = (Some(30), Some(20));
    assert_eq!(swaps(&problem, &[true, false]), []);
}

// VIS-2: reasons
#[test]
fn who_is_barred_is_not_taken_for_all() {
    let mut problem = on_a_line(2, &[0, 1], &[1]);
    problem.visits[0].barred = vec![0];
    problem.workers[1].shifts.clear();
    assert_eq!(solved(&problem, 50).unserved[0].reasons, [Reason::NoShift { able: 1 }]);
    problem.visits[0].barred = vec![0, 1];
    assert_eq!(solved(&problem, 50).unserved[0].reasons, [Reason::EverybodyBarred]);
}

// VIS-2: reasons
#[test]
fn a_gap_that_leaves_only_a_busy_hour_is_no_riddle() {
    let mut problem = on_a_line(1, &[0], &[0, 0, 0]);
    for (visit, (from, duration)) in problem.visits.iter_mut().zip([(0, 600), (600, 4_000), (0, 60)]) {
        (visit.from, visit.to, visit.worth) = (from, from, 5);
        visit.parts[0].duration = duration;
    }
    (problem.visits[2].to, problem.visits[2].worth) = (9_000, 1);
    problem.links = vec![Link { first: 0, second: 2, least: Some(0), most: Some(1_000), worker: Company::Any }];
    let plan = solved(&problem, 200);
    assert_eq!(plan.unserved[0].visit, 2);
    assert!(matches!(plan.unserved[0].reasons[..], [Reason::AllBusy { .. }]), "{:?}", plan.unserved[0].reasons);
}

// VIS-2: a table in which a detour is shorter than the way
#[test]
fn who_comes_after_a_short_cut_comes_earlier() {
    let mut problem = on_a_line(3, &[0], &[1]);
    problem.tables[0].times = vec![0, 10, 1_000, 10, 0, 10, 1_000, 10, 0];
    problem.workers[0].shifts[0] =
        Shift { from: 0, to: 500, latest: 2_000, start: Some(0), end: Some(2), breaks: Vec::new() };
    problem.visits[0].to = 400;
    let compiled = compile(&problem);
    let core = &compiled.core;
    let mut state = State::empty(core);
    assert!(state.insert(0, core.start(0)));
    let anew = State::of_rounds(core, &[vec![0]]);
    assert_eq!(state.begins(core.end(0)), 80);
    assert_eq!((state.begins(core.end(0)), state.totals), (anew.begins(core.end(0)), anew.totals));
    assert_eq!(state.latest(core.start(0)), anew.latest(core.start(0)));
}

// VIS-2: replanning after what was announced went wrong
#[test]
fn what_is_announced_and_planned_again_stays_within_hours() {
    for seed in 0..20 {
        let mut problem = super::made_up(seed, 30, 8);
        let plan = solved(&problem, 400);
        announce(&mut problem, &plan, Firmness { now: i64::MIN, tolerance: 9_000, price: 1 });
        for visit in problem.visits.iter_mut().step_by(3) {
            visit.parts.iter_mut().for_each(|part| part.duration += 900);
        }
        solved(&problem, 400);
    }
}
