//! Rules between visits that contradict one another, whatever the times.

use crate::problem::{Company, Problem};

use super::Fault;

/// One begins at least so long after another begins.
struct Gap {
    from: usize,
    to: usize,
    least: i64,
}

/// Gaps that cannot all be kept, and visits that must have the same worker and must not.
pub(super) fn contradictions(problem: &Problem) -> Vec<Fault> {
    gaps_in_a_ring(problem).into_iter().chain(company(problem)).collect()
}

/// The gaps between beginnings, over parts of visits; the first part of each visit, its parts.
fn gaps(problem: &Problem) -> (Vec<usize>, Vec<Gap>) {
    let mut first = Vec::with_capacity(problem.visits.len());
    let (mut owner, mut gaps) = (Vec::new(), Vec::new());
    for (n, visit) in problem.visits.iter().enumerate() {
        let start = owner.len();
        first.push(start);
        owner.extend(visit.parts.iter().map(|_| n));
        for (k, part) in visit.parts.iter().enumerate().skip(1) {
            gaps.push(Gap { from: start, to: start + k, least: part.least });
            gaps.push(Gap { from: start + k, to: start, least: -part.most });
        }
    }
    let parts = |visit: usize| {
        let start = first.get(visit).copied().unwrap_or_default();
        start..start + problem.visits.get(visit).map_or(0, |visit| visit.parts.len())
    };
    for link in &problem.links {
        for a in parts(link.first) {
            for b in parts(link.second) {
                gaps.extend(link.least.map(|least| Gap { from: a, to: b, least }));
                gaps.extend(link.most.map(|most| Gap { from: b, to: a, least: -most }));
            }
        }
    }
    (owner, gaps)
}

/// Lifts every beginning until all gaps are kept. When that comes round to where it began, the gaps of the ring add up to
/// more than nothing and no times keep them.
fn gaps_in_a_ring(problem: &Problem) -> Option<Fault> {
    let (owner, gaps) = gaps(problem);
    let mut begins = vec![0_i64; owner.len()];
    let mut because = vec![usize::MAX; owner.len()];
    for pass in 0..=owner.len() {
        let mut lifted = false;
        let mut lift = |gap: &Gap| {
            let least = begins.get(gap.from).copied().unwrap_or_default().saturating_add(gap.least);
            if let (Some(begin), Some(why)) = (begins.get_mut(gap.to), because.get_mut(gap.to))
                && *begin < least
            {
                (*begin, *why, lifted) = (least, gap.from, true);
            }
        };
        // Forwards and backwards in turn: chains in either order settle at once.
        if pass % 2 == 0 {
            gaps.iter().for_each(&mut lift)
        } else {
            gaps.iter().rev().for_each(&mut lift)
        }
        if !lifted {
            return None;
        }
        if let Some(ring) = ring(&because) {
            return Some(ring_fault(problem, &owner, &ring));
        }
    }
    None
}

/// A ring in who was lifted because of whom.
fn ring(because: &[usize]) -> Option<Vec<usize>> {
    let mut seen = vec![0_usize; because.len()];
    for start in 0..because.len() {
        let mut at = start;
        while let Some(mark @ 0) = seen.get_mut(at) {
            *mark = start + 1;
            at = because.get(at).copied().unwrap_or(usize::MAX);
        }
        if seen.get(at) == Some(&(start + 1)) {
            let mut found = vec![at];
            let mut next = because.get(at).copied().unwrap_or(at);
            while next != at && found.len() <= because.len() {
                found.push(next);
                next = because.get(next).copied().unwrap_or(at);
            }
            found.reverse();
            return Some(found);
        }
    }
    None
}

fn ring_fault(problem: &Problem, owner: &[usize], ring: &[usize]) -> Fault {
    let mut visits: Vec<usize> = ring.iter().filter_map(|part| owner.get(*part).copied()).collect();
    visits.dedup();
    let within = |visit: usize| visits.contains(&visit);
    let link = problem.links.iter().position(|link| within(link.first) && within(link.second));
    let field = link.map_or_else(|| "visits".to_owned(), |link| format!("links[{link}]"));
    let names: Vec<&str> =
        visits.iter().filter_map(|visit| problem.visits.get(*visit)).map(|visit| visit.id.as_str()).take(12).collect();
    let names = names.join("”, “");
    Fault::new(field, format!("The gaps between “{names}” contradict one another; no times keep them all. Widen one."))
}

fn company(problem: &Problem) -> Option<Fault> {
    let mut root: Vec<usize> = (0..problem.visits.len()).collect();
    for link in problem.links.iter().filter(|link| link.worker == Company::Same) {
        let (a, b) = (find(&mut root, link.first), find(&mut root, link.second));
        if let Some(one) = root.get_mut(a) {
            *one = b;
        }
    }
    let mut links = problem.links.iter().enumerate().filter(|(_, link)| link.worker == Company::Different);
    let (n, _) = links.find(|(_, link)| find(&mut root, link.first) == find(&mut root, link.second))?;
    let what = "Other links say that the two have the same worker, this one that they have not; take one away.";
    Some(Fault::new(format!("links[{n}].worker"), what))
}

fn find(root: &mut [usize], of: usize) -> usize {
    let mut at = of;
    while let Some(&up) = root.get(at) {
        if up == at {
            break;
        }
        let above = root.get(up).copied().unwrap_or(up);
        if let Some(one) = root.get_mut(at) {
            *one = above;
        }
        at = above;
    }
    at
}
