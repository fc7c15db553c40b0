//! How much a plan could come to at the most, measure by measure.

use crate::problem::{Measure, Problem, Visit, Worker};

/// Sums go up to this; all measures of a level together then stay within the type.
pub(super) const COUNTED: i128 = i64::MAX as i128 / 144;

/// No plan has more of any measure.
pub(super) fn most(problem: &Problem) -> [(Measure, i128); 6] {
    let (visits, shifts) = (&problem.visits, || problem.workers.iter().flat_map(|worker| &worker.shifts));
    let wide = |value: i64| i128::from(value);
    // A break that is left out counts for more than all visits.
    let breaks: usize = shifts().map(|shift| shift.breaks.len()).sum();
    let worth = visits.iter().map(|visit| wide(visit.worth)).sum::<i128>();
    let worth = worth + breaks as i128 * (1 + worth);
    let price = |visit: &Visit| visit.announced.as_ref().map_or(0, |announced| wide(announced.price));
    let prices = visits.iter().map(|visit| price(visit) * visit.parts.len() as i128).sum();
    let last = shifts().map(|shift| shift.latest).max().unwrap_or(0);
    let late = |visit: &Visit| (wide(last) - wide(visit.due.unwrap_or(visit.to).min(visit.from))).max(0);
    let lateness = visits.iter().map(|visit| late(visit) * visit.parts.len() as i128).sum();
    let overtime = shifts().map(|shift| wide(shift.latest) - wide(shift.to)).sum();
    // Nobody is on the way for longer than at work.
    let travel = shifts().map(|shift| wide(shift.latest) - wide(shift.from)).sum();
    let at_work =
        |worker: &Worker| worker.shifts.iter().map(|shift| wide(shift.latest) - wide(shift.from)).sum::<i128>();
    let hours = problem.workers.iter().map(at_work).max().unwrap_or(0) / 3600 + 1;
    [
        (Measure::Unserved, worth),
        (Measure::Moved, prices),
        (Measure::Late, lateness),
        (Measure::Overtime, overtime),
        (Measure::Travel, travel),
        (Measure::Fairness, hours.saturating_mul(hours).saturating_mul(100)),
    ]
}
