//! What is asked of a plan that is alive: what one visit more would cost, where visits could be exchanged, which waiting
//! visits go together. The plan is told by what is announced ([`announce`]).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    compile::compile,
    engine::{core::NONE, near::Near, search::Search, state::State},
    explain::reasons,
    plan::{Plan, Unserved, What},
    problem::{Announced, Measure, Objective, Problem, Shift, Worker},
    solve::{Settings, Watch, begin, solve},
};

/// How firmly a plan is announced.
#[derive(Debug, Clone, Copy)]
pub struct Firmness {
    /// Visits that begin before this are frozen: they have begun, or are about to.
    pub now: i64,
    /// How much earlier or later a visit may begin without being called moved.
    pub tolerance: i64,
    /// The price of another worker at a visit.
    pub price: i64,
}

/// Announces a plan: every visit of it begins where it is when the problem is solved next, and another worker has a price. What
/// was announced before and is frozen stays as it is; of the rest, none begins earlier than it was promised. Then change what has
/// changed (a worker [falls ill](fall_ill); a visit without parts is cancelled), plan [nothing that is over](not_before), and
/// [`solve`] again.
pub fn announce(problem: &mut Problem, plan: &Plan, firmness: Firmness) {
    let mut told: Vec<Vec<Option<(usize, i64)>>> =
        problem.visits.iter().map(|visit| vec![None; visit.parts.len()]).collect();
    for round in &plan.rounds {
        for stop in &round.stops {
            if let What::Visit { visit, part } = stop.what
                && let Some(slot) = told.get_mut(visit).and_then(|parts| parts.get_mut(part))
            {
                *slot = Some((round.worker, stop.begins));
            }
        }
    }
    for (visit, parts) in problem.visits.iter_mut().zip(told) {
        if visit.announced.as_ref().is_some_and(|before| before.frozen) {
            continue;
        }
        let all: Option<Vec<(usize, i64)>> = parts.into_iter().collect();
        let Some(all) = all.filter(|all| !all.is_empty()) else { continue };
        let first = all.iter().map(|(_, begins)| *begins).min();
        if let Some(before) = &visit.announced
            && let Some(promised) = before.begins.iter().min()
        {
            visit.from = visit.from.max(promised.saturating_sub(before.tolerance)).min(visit.to);
        }
        let (workers, begins) = all.into_iter().unzip();
        visit.announced = Some(Announced {
            workers,
            begins,
            tolerance: firmness.tolerance,
            price: firmness.price,
            frozen: first.is_some_and(|first| first < firmness.now),
        });
    }
}

/// A worker cannot come from now on. What they have finished stays theirs; all else, also what has begun, is somebody else's.
/// The plan must be announced.
pub fn fall_ill(problem: &mut Problem, worker: usize, now: i64) {
    let mut last = None;
    for visit in &mut problem.visits {
        let theirs = visit.announced.as_mut().filter(|announced| announced.workers.contains(&worker));
        if let Some(announced) = theirs {
            let mut ends = announced.begins.iter().zip(&visit.parts).map(|(begins, part)| begins + part.duration);
            if announced.frozen && ends.all(|ends| ends <= now) {
                last = last.max(announced.begins.iter().max().copied());
                continue;
            }
            announced.frozen = false;
        }
        if !visit.barred.contains(&worker) {
            visit.barred.push(worker);
        }
    }
    if let Some(one) = problem.workers.get_mut(worker) {
        let worked = one.shifts.iter().rposition(|shift| last.is_some_and(|last| shift.from <= last));
        one.shifts.truncate(worked.map_or(0, |shift| shift + 1));
    }
}

/// Nothing that has not begun is planned before now, and nobody who stands idle in the plan leaves before now. A visit whose
/// window is over is left without a time: nobody makes it, and [the reason](crate::explain::Reason::Over) says so. The
/// plan must be announced; [faults](crate::problem::faults) would take such a visit for a mistake, so look for them before.
pub fn not_before(problem: &mut Problem, plan: &Plan, now: i64) {
    for visit in &mut problem.visits {
        if !visit.announced.as_ref().is_some_and(|announced| announced.frozen) {
            visit.from = visit.from.max(now);
        }
    }
    for round in plan.rounds.iter().filter(|round| round.stops.is_empty()) {
        let shift = problem.workers.get_mut(round.worker).and_then(|worker| worker.shifts.get_mut(round.shift));
        if let Some(shift) = shift {
            shift.from = shift.from.max(now.min(shift.to));
            // One whose time is over was taken.
            let from = shift.from;
            shift.breaks.retain(|one| one.to >= from);
        }
    }
}

/// What visits would cost in rounds as they are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Price {
    /// Where they would go.
    pub placed: Vec<Placed>,
    /// Those that fit nowhere, and why.
    pub unserved: Vec<Unserved>,
    /// Travel time more.
    pub travel: i64,
    /// By how much each measure would grow.
    pub more: Vec<(Measure, i64)>,
}

/// A visit in a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// The visit.
    pub visit: usize,
    /// The workers of its parts.
    pub workers: Vec<usize>,
    /// It would begin.
    pub begins: i64,
}

/// What it would cost to add visits to the rounds that are announced, without moving anything else to another worker: for
/// offers, and for whether a provider can take a package at all. The visits are those with these numbers, each once; all others
/// stay.
pub fn price(problem: &Problem, visits: &[usize]) -> Price {
    let compiled = compile(problem);
    let near = Near::of(&compiled.core);
    let mut search = Search::with_breaks(begin(problem, &compiled), &near);
    let measures = |state: &State<'_>| -> Vec<(Measure, i64)> {
        let all = problem.objective.levels.iter().flatten();
        all.filter(|(measure, _)| *measure != Measure::Unserved)
            .map(|(measure, _)| (*measure, state.measure(*measure)))
            .collect()
    };
    let (before, travel) = (measures(&search.state), search.state.totals.travel);
    let visits: BTreeSet<usize> = visits.iter().copied().filter(|visit| *visit < problem.visits.len()).collect();
    let mut units: Vec<u32> = visits.iter().filter_map(|visit| u32::try_from(*visit).ok()).collect();
    units.retain(|unit| !search.state.is_served(*unit));
    search.put_all_in(&units);
    let mut price = Price { travel: search.state.totals.travel - travel, ..Price::default() };
    price.more =
        measures(&search.state).iter().zip(&before).map(|((measure, now), (_, was))| (*measure, now - was)).collect();
    for visit in &visits {
        let first = compiled.first_task.get(*visit).copied().unwrap_or(NONE);
        let parts = problem.visits.get(*visit).map_or(0, |visit| visit.parts.len());
        if first != NONE && u32::try_from(*visit).is_ok_and(|unit| search.state.is_served(unit)) {
            let worker = |task| compiled.rounds.get(search.state.spot[task].round as usize).map(|of| of.worker);
            let workers = (first..).take(parts).filter_map(worker).collect();
            price.placed.push(Placed { visit: *visit, workers, begins: search.state.begins(first) });
        } else {
            let reasons = reasons(problem, &compiled, &mut search.state, *visit);
            price.unserved.push(Unserved { visit: *visit, reasons });
        }
    }
    price
}

/// Two visits that two teams could exchange, each with less travel afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swap {
    /// The visit the first team gives.
    pub gives: usize,
    /// The visit it takes.
    pub takes: usize,
    /// Travel time the first team saves.
    pub saves: i64,
    /// Travel time the other team saves.
    pub other_saves: i64,
}

/// At most so many visits of each team are looked at: those that lie worst in their own rounds and best in the others'.
const LOOKED_AT: usize = 60;

/// Exchanges of one visit for one between two teams after which both travel less, the best first. `first_team` says of each
/// worker whether it is of the first team; the rounds are those that are announced. Nothing else moves, no visit is later than
/// it was beyond its due time, and nobody works longer beyond their shifts.
pub fn swaps(problem: &Problem, first_team: &[bool]) -> Vec<Swap> {
    let compiled = compile(problem);
    let core = &compiled.core;
    let near = Near::of(core);
    let mut search = Search::with_breaks(begin(problem, &compiled), &near);
    let of_first = |state: &State<'_>, task: u32| {
        let worker = core.worker[state.spot[task].round];
        first_team.get(worker as usize).copied().unwrap_or(false)
    };
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for unit in 0..problem.visits.len() as u32 {
        let [task] = core.units.at(unit) else { continue };
        if !search.state.is_served(unit) || core.fixed[*task] {
            continue;
        }
        let first = of_first(&search.state, *task);
        let other_team = |worker: u32| first_team.get(worker as usize).copied().unwrap_or(false) != first;
        let gain = search.gain_elsewhere(*task, &other_team);
        let team = if first { &mut ours } else { &mut theirs };
        // One that finds room only once another has gone comes after those that find it now.
        team.push((gain.is_none(), gain.map_or_else(|| -search.detour(*task), |gain| -gain), unit));
    }
    let late = search.state.lateness();
    for team in [&mut ours, &mut theirs] {
        team.sort_unstable();
        team.truncate(LOOKED_AT);
    }
    let mut found = Vec::new();
    for (_, _, a) in &ours {
        for (_, _, b) in &theirs {
            if let Some((saves, other_saves)) = exchanged(&mut search, first_team, (*a, *b), &late)
                && saves > 0
                && other_saves > 0
            {
                found.push(Swap { gives: *a as usize, takes: *b as usize, saves, other_saves });
            }
        }
    }
    found.sort_by_key(|swap| (-(swap.saves + swap.other_saves), swap.gives, swap.takes));
    // Each visit is exchanged once.
    let mut used = BTreeSet::new();
    found.retain(|swap| {
        !used.contains(&swap.gives) && !used.contains(&swap.takes) && used.insert(swap.gives) && used.insert(swap.takes)
    });
    found
}

/// What both teams save when two visits are exchanged; nothing when that cannot be done.
fn exchanged(search: &mut Search<'_>, first_team: &[bool], (a, b): (u32, u32), late: &[i64]) -> Option<(i64, i64)> {
    let core = search.state.core;
    let (a, b) = (*core.units.at(a).first()?, *core.units.at(b).first()?);
    let travel = |state: &State<'_>| -> (i64, i64) {
        let mut sums = (0, 0);
        for (worker, work) in (0..).zip(state.work.iter()) {
            let worker: usize = worker;
            if first_team.get(worker).copied().unwrap_or(false) { sums.0 += work } else { sums.1 += work }
        }
        sums
    };
    let before = travel(&search.state);
    let mark = search.state.mark();
    let over = search.state.totals.over;
    let is_first = |worker: u32| first_team.get(worker as usize).copied().unwrap_or(false);
    let possible = search.state.remove(&[a, b])
        && search.put_with(a, &|worker| !is_first(worker))
        && search.put_with(b, &is_first);
    let after = travel(&search.state);
    let not_later = search.state.totals.over <= over
        && (!core.soft || search.state.lateness().iter().zip(late).all(|(now, was)| now <= was));
    search.state.back_to(mark);
    // Time with people goes over with the visits; what is left is travel.
    let (to_a, to_b) = (core.node[a].time, core.node[b].time);
    (possible && not_later).then(|| (before.0 - after.0 - to_a + to_b, before.1 - after.1 - to_b + to_a))
}

/// What a run may be.
#[derive(Debug, Clone)]
pub struct Shape {
    /// It begins no earlier.
    pub from: i64,
    /// It ends no later.
    pub to: i64,
    /// The most time with people and on the way.
    pub most_work: i64,
    /// The mode of travel: a row of the problem's tables.
    pub mode: usize,
}

/// Groups waiting visits into runs that one worker could make, as few and as short as can be: hard-to-place packages that are offered
/// together (BRK-7). Workers of the problem are not asked; a run begins at its first visit and ends at its last. Every run may hold visits of all skills
/// that its visits ask for.
pub fn runs(problem: &Problem, shape: &Shape, settings: &Settings, watch: &mut dyn Watch) -> Plan {
    let skills: BTreeSet<String> = problem
        .visits
        .iter()
        .flat_map(|visit| visit.parts.iter().flat_map(|part| part.skills.iter().cloned()))
        .collect();
    let shift = Shift { from: shape.from, to: shape.to, latest: shape.to, start: None, end: None, breaks: Vec::new() };
    let worker = |n: usize| Worker {
        id: format!("run {}", n + 1),
        skills: skills.iter().cloned().collect(),
        mode: shape.mode,
        shifts: vec![shift.clone()],
        most_work: Some(shape.most_work),
        capacity: None,
    };
    let parts = problem.visits.iter().map(|visit| visit.parts.len()).sum();
    let mut waiting = problem.clone();
    waiting.workers = (0..parts).map(worker).collect();
    for visit in &mut waiting.visits {
        (visit.announced, visit.preferred, visit.barred, visit.known) = (None, Vec::new(), Vec::new(), Vec::new());
        // Whoever waits is to be offered, whatever it is worth beside others.
        visit.worth = visit.worth.max(1);
    }
    let levels = [Measure::Unserved, Measure::Late, Measure::Rounds, Measure::Travel];
    waiting.objective = Objective { levels: levels.into_iter().map(|measure| vec![(measure, 1)]).collect() };
    solve(&waiting, settings, watch)
}

/// Plans many problems that have nothing to do with each other (a week of many providers), several at once. The same settings
/// give the same plans, however many at once; each problem gets as many moves for a visit as asked for.
pub fn solve_many(problems: &[Problem], moves_for_a_visit: u64, seed: u64, at_once: usize) -> Vec<Plan> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let one = |n: usize, problem: &Problem| {
        let moves = moves_for_a_visit.saturating_mul(problem.visits.len() as u64);
        let settings = Settings { seed: seed.wrapping_add(n as u64), moves: Some(moves), ..Settings::default() };
        solve(problem, &settings, &mut crate::solve::Unwatched)
    };
    let work = || {
        let mut done = Vec::new();
        loop {
            let n = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some(problem) = problems.get(n) else { return done };
            done.push((n, one(n, problem)));
        }
    };
    let mut all: Vec<(usize, Plan)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..at_once.max(1)).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    });
    all.sort_by_key(|(n, _)| *n);
    all.into_iter().map(|(_, plan)| plan).collect()
}
