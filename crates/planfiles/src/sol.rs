//! Answers to vehicle routing instances: one route a line, then the cost.

use std::fmt::Write as _;

use routing::{
    plan::{Plan, Round, Stop, Unserved, What},
    problem::{Problem, Shift},
};

use crate::{Instance, Unreadable, numbers};

/// Routes without a stop are left out; customers that nobody visits are named.
pub(crate) fn write(instance: &Instance, plan: &Plan) -> String {
    let mut text = String::new();
    let used = plan.rounds.iter().filter(|round| !round.stops.is_empty());
    for (n, round) in used.enumerate() {
        let name = |stop: &Stop| match stop.what {
            What::Visit { visit, .. } => instance.problem.visits.get(visit).map(|visit| visit.id.clone()),
            What::Break(_) => None,
        };
        let names: Vec<String> = round.stops.iter().filter_map(name).collect();
        let _ = writeln!(text, "Route #{}: {}", n + 1, names.join(" "));
    }
    let left = plan.unserved.iter().filter_map(|one| instance.problem.visits.get(one.visit));
    let left: Vec<&str> = left.map(|visit| visit.id.as_str()).collect();
    if !left.is_empty() {
        let _ = writeln!(text, "Unserved: {}", left.join(" "));
    }
    let travel: i64 = plan.rounds.iter().map(|round| round.travel).sum();
    let _ = writeln!(text, "Cost {}", numbers::units(travel, instance.scale));
    text
}

/// Reads routes and times them: each stop as early as can be, the routes given to the vehicles in turn.
pub(crate) fn read(instance: &Instance, text: &str) -> Result<Plan, Unreadable> {
    let problem = &instance.problem;
    let mut plan = Plan::default();
    let mut made = vec![false; problem.visits.len()];
    let mut shifts = problem.workers.iter().enumerate();
    let mut told = vec![false; problem.visits.len()];
    let mut ended = false;
    for (text, line) in text.trim_start_matches('\u{feff}').lines().zip(1..) {
        let lower = text.trim().to_ascii_lowercase();
        if lower.is_empty() {
            continue;
        }
        if let Some(cost) = lower.strip_prefix("cost").filter(|_| !ended) {
            is_cost(cost.trim_start_matches(':').trim(), line)?;
            ended = true;
            continue;
        }
        if let Some(left) = lower.strip_prefix("unserved") {
            visits(problem, left.trim_start_matches(':'), &mut told, line)?;
            continue;
        }
        let is_number = |name: &str| name.trim().trim_start_matches('#').parse::<u64>().is_ok();
        let route = lower.strip_prefix("route").and_then(|rest| rest.split_once(':'));
        let Some((_, stops)) = route.filter(|(name, _)| is_number(name)) else {
            let what =
                "It is neither a route (“Route #1: 5 3 7”), nor what is left (“Unserved: 4”), nor the cost, once.";
            return Err(Unreadable::line(line, what));
        };
        // A route without a stop needs no vehicle.
        if stops.trim().is_empty() {
            continue;
        }
        let Some((worker, of)) = shifts.next() else {
            let what = format!("There are more routes than the {} vehicles of the instance.", problem.workers.len());
            return Err(Unreadable::line(line, what));
        };
        let Some(shift) = of.shifts.first() else { continue };
        let visits = visits(problem, stops, &mut made, line)?;
        plan.rounds.push(timed(problem, worker, shift, &visits));
    }
    if !ended {
        let last = text.lines().count().max(1);
        return Err(Unreadable::line(last, "The file ends without a cost; it may have been cut off."));
    }
    plan.rounds.extend(shifts.map(|(worker, _)| Round { worker, ..Round::default() }));
    let left = made.iter().zip(0..).filter(|(made, _)| !**made);
    plan.unserved = left.map(|(_, visit)| Unserved { visit, reasons: Vec::new() }).collect();
    Ok(plan)
}

fn is_cost(text: &str, line: usize) -> Result<(), Unreadable> {
    let sound = text.parse::<f64>().is_ok_and(|cost| (0.0..=1e12).contains(&cost));
    let what = || format!("The cost “{text}” is not a number that can be.");
    if sound { Ok(()) } else { Err(Unreadable::line(line, what())) }
}

fn visits(problem: &Problem, stops: &str, made: &mut [bool], line: usize) -> Result<Vec<usize>, Unreadable> {
    let mut visits = Vec::new();
    for word in stops.split_whitespace() {
        // Customers are numbered from 1 and have their number for a name.
        let visit = word.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let known = visit.filter(|visit| *visit < problem.visits.len());
        let what = || format!("There is no customer “{word}”; there are 1 to {}.", problem.visits.len());
        let visit = known.ok_or_else(|| Unreadable::line(line, what()))?;
        if made.get_mut(visit).is_some_and(|made| std::mem::replace(made, true)) {
            return Err(Unreadable::line(line, format!("Customer {word} is visited twice.")));
        }
        visits.push(visit);
    }
    Ok(visits)
}

fn timed(problem: &Problem, worker: usize, shift: &Shift, visits: &[usize]) -> Round {
    let times = problem.tables.first().map(|table| table.times.as_slice()).unwrap_or_default();
    let way = |from: usize, to: usize| i64::from(times.get(from * problem.places + to).copied().unwrap_or_default());
    let mut round = Round { worker, ends: shift.from, ..Round::default() };
    let mut at = shift.start;
    for (number, visit) in visits.iter().filter_map(|number| Some((*number, problem.visits.get(*number)?))) {
        let travel = at.map_or(0, |at| way(at, visit.place));
        let begins = (round.ends + travel).max(visit.from);
        let ends = begins + visit.parts.first().map_or(0, |part| part.duration);
        round.stops.push(Stop { what: What::Visit { visit: number, part: 0 }, travel, begins, ends });
        round.travel += travel;
        (round.ends, at) = (ends, Some(visit.place));
    }
    let home = at.zip(shift.end).map_or(0, |(at, end)| way(at, end));
    round.travel += home;
    round.ends += home;
    round
}
