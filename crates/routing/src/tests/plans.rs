//! What must hold of every plan that is given out.

use std::num::NonZeroUsize;

use super::{frozen, made_up};
use crate::{
    live::{Firmness, announce},
    plan::{Plan, What},
    problem::{Company, Problem},
    solve::{Settings, Unwatched, solve},
};

fn settings(seed: u64, moves: u64) -> Settings {
    Settings { seed, moves: Some(moves), ..Settings::default() }
}

/// Looks at a plan with the problem alone: a second opinion that shares nothing with the engine.
pub(super) fn look_at(problem: &Problem, plan: &Plan) {
    let mut begins = vec![Vec::new(); problem.visits.len()];
    let mut work = vec![0; problem.workers.len()];
    for round in &plan.rounds {
        let worker = &problem.workers[round.worker];
        let shift = &worker.shifts[round.shift];
        let (mut at, mut now, mut load, mut travel) = (shift.start, shift.from, 0, 0);
        let time = |from: Option<usize>, to: Option<usize>| match (from, to) {
            (Some(from), Some(to)) => i64::from(problem.tables[worker.mode].times[from * problem.places + to]),
            _ => 0,
        };
        let mut breaks = 0;
        for stop in &round.stops {
            let (place, early, late, duration) = match stop.what {
                What::Visit { visit, part } => {
                    let visit_no = visit;
                    let visit = &problem.visits[visit];
                    let part_of = &visit.parts[part];
                    assert!(!visit.barred.contains(&round.worker), "{} is barred from {}", worker.id, visit.id);
                    assert!(
                        part_of.skills.iter().all(|skill| worker.skills.contains(skill)),
                        "{} for {}",
                        worker.id,
                        visit.id
                    );
                    begins[visit_no].push((part, round.worker, stop.begins));
                    if part == 0 {
                        load += visit.demand;
                    }
                    (Some(visit.place), visit.from, visit.to + part_of.most, part_of.duration)
                }
                What::Break(nth) => {
                    breaks += 1;
                    (at, shift.breaks[nth].from, shift.breaks[nth].to, shift.breaks[nth].duration)
                }
            };
            let way = time(at, place);
            travel += way;
            assert_eq!(stop.travel, way);
            assert!(stop.begins >= now + way && (early..=late).contains(&stop.begins), "{stop:?} of {}", worker.id);
            assert_eq!(stop.ends, stop.begins + duration);
            // A break is no work.
            work[round.worker] += way + if matches!(stop.what, What::Break(_)) { 0 } else { duration };
            (at, now) = (place, stop.ends);
        }
        if round.stops.is_empty() {
            assert_eq!(round.travel, 0, "{} stays at home", worker.id);
            continue;
        }
        assert_eq!(breaks, shift.breaks.len(), "{} rests", worker.id);
        let home = time(at, shift.end.or(at));
        work[round.worker] += home;
        assert_eq!(round.travel, travel + home);
        assert!(now + home <= round.ends && round.ends <= shift.latest);
        assert!(worker.capacity.is_none_or(|most| load <= most));
    }
    for (worker, work) in problem.workers.iter().zip(work) {
        assert!(worker.most_work.is_none_or(|most| work <= most), "{} works {work}", worker.id);
    }
    for (n, visit) in problem.visits.iter().enumerate() {
        let unserved = plan.unserved.iter().any(|unserved| unserved.visit == n);
        begins[n].sort_unstable();
        assert_eq!(begins[n].len(), if unserved { 0 } else { visit.parts.len() }, "{}", visit.id);
        if let [(_, one, first), (_, other, second)] = begins[n].as_slice() {
            let part = &visit.parts[1];
            assert_ne!(one, other, "{} takes two", visit.id);
            assert!((part.least..=part.most).contains(&(second - first)), "{}: {first} and {second}", visit.id);
        }
    }
    for link in &problem.links {
        if let (Some((_, one, first)), Some((_, other, second))) =
            (begins[link.first].first(), begins[link.second].first())
        {
            assert!(second - first >= link.least.unwrap_or(i64::MIN), "{link:?}");
            assert!(second - first <= link.most.unwrap_or(i64::MAX), "{link:?}");
            assert!(link.worker != Company::Same || one == other);
            assert!(link.worker != Company::Different || one != other);
        }
    }
    for unserved in &plan.unserved {
        assert!(!unserved.reasons.is_empty(), "{} is told why", problem.visits[unserved.visit].id);
    }
}

// VIS-2, H17
#[test]
fn every_hard_rule_holds_in_every_plan() {
    let mut served = 0;
    for seed in 0..60 {
        let problem = made_up(seed, 12 + seed as usize, 3 + seed as usize % 9);
        let plan = solve(&problem, &settings(seed, 2_000), &mut Unwatched);
        look_at(&problem, &plan);
        served += problem.visits.len() - plan.unserved.len();
    }
    assert!(served > 1_000, "{served}");
}

#[test]
fn the_same_seed_and_moves_give_the_same_plan() {
    let problem = made_up(7, 60, 12);
    for threads in [1, 3] {
        let settings = Settings { threads: NonZeroUsize::new(threads).unwrap(), ..settings(5, 6_000) };
        let first = solve(&problem, &settings, &mut Unwatched);
        assert_eq!(first, solve(&problem, &settings, &mut Unwatched));
        look_at(&problem, &first);
    }
    let one = solve(&problem, &settings(5, 6_000), &mut Unwatched);
    assert_ne!(one, solve(&problem, &settings(6, 6_000), &mut Unwatched), "another seed is another search");
}

#[test]
fn a_search_that_begins_anew_several_times_can_be_repeated_too() {
    let problem = made_up(7, 12, 4);
    for threads in [1, 2] {
        // The moves are all threads' together.
        let moves = 100_000 * threads as u64;
        let settings = Settings { threads: NonZeroUsize::new(threads).unwrap(), ..settings(5, moves) };
        let first = solve(&problem, &settings, &mut Unwatched);
        assert_eq!(first, solve(&problem, &settings, &mut Unwatched));
        look_at(&problem, &first);
    }
}

// VIS-2
#[test]
fn a_replan_never_moves_a_frozen_visit_and_few_others() {
    for seed in 0..20 {
        let mut problem = made_up(seed, 50, 12);
        let plan = solve(&problem, &settings(seed, 6_000), &mut Unwatched);
        announce(&mut problem, &plan, Firmness { now: 9_000, tolerance: 900, price: 1 });
        let ill =
            plan.rounds.iter().filter(|round| !round.stops.is_empty()).map(|round| round.worker).next_back().unwrap();
        let gone = problem.visits.iter().filter(|visit| {
            visit.announced.as_ref().is_some_and(|known| !known.frozen && known.workers.contains(&ill))
        });
        let gone = gone.count();
        // What has begun has been begun by somebody.
        for shift in &mut problem.workers[ill].shifts {
            shift.breaks.clear();
        }
        let ill_skills = std::mem::take(&mut problem.workers[ill].skills);
        let again = solve(&problem, &settings(seed, 6_000), &mut Unwatched);
        problem.workers[ill].skills = ill_skills;
        let mut moved = 0;
        for (n, visit) in problem.visits.iter().enumerate() {
            let Some(known) = &visit.announced else { continue };
            for (part, worker) in known.workers.iter().enumerate() {
                let stop = again.rounds.iter().find_map(|round| {
                    let stop = round.stops.iter().find(|stop| stop.what == What::Visit { visit: n, part })?;
                    Some((round.worker, stop.begins))
                });
                if known.frozen {
                    assert_eq!(stop.map(|(worker, _)| worker), Some(*worker), "seed {seed}: {}", visit.id);
                    assert_eq!(stop.map(|(_, begins)| begins), Some(known.begins[part]));
                } else if *worker != ill && stop.map(|(worker, _)| worker) != Some(*worker) {
                    moved += 1;
                }
            }
        }
        assert!(moved <= 2 * gone + 3, "seed {seed}: {moved} others moved for {gone}");
    }
}

#[test]
fn a_plan_that_is_frozen_whole_stays_as_it_is() {
    let mut problem = made_up(3, 30, 8);
    let plan = solve(&problem, &settings(3, 4_000), &mut Unwatched);
    announce(&mut problem, &plan, Firmness { now: i64::MAX, tolerance: 0, price: 1 });
    assert!(
        problem
            .visits
            .iter()
            .flat_map(|visit| &visit.announced)
            .all(|known| *known == frozen(&known.workers, &known.begins))
    );
    let again = solve(&problem, &settings(9, 4_000), &mut Unwatched);
    assert_eq!(plan.unserved.len(), again.unserved.len());
}
