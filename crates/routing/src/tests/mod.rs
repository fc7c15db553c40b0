//! What must hold of every plan, on problems made up by chance.

mod cancelled;
mod engine;
mod hard;
mod live;
mod plans;
mod small;

use crate::{
    dice::Dice,
    problem::{Announced, Break, Company, Link, Part, Problem, Shift, Table, Visit, Worker},
};

/// A problem made up by chance: skills, several shifts, breaks, visits of two, links, soft windows, limits.
pub(crate) fn made_up(seed: u64, visits: usize, workers: usize) -> Problem {
    let mut dice = Dice::new(seed);
    let places = visits + workers;
    let xy: Vec<(f64, f64)> = (0..places).map(|_| (dice.unit() * 3000.0, dice.unit() * 3000.0)).collect();
    let time = |a: &(f64, f64), b: &(f64, f64), slow: f64| ((a.0 - b.0).hypot(a.1 - b.1) * slow).round() as i32;
    let table = |mode: &str, slow: f64| Table {
        mode: mode.into(),
        times: xy.iter().flat_map(|a| xy.iter().map(move |b| time(a, b, slow))).collect(),
        source: "made up".into(),
    };
    let skills = |dice: &mut Dice, most: usize| -> Vec<String> {
        ["care", "meds", "peg"].iter().take(1 + dice.below(most)).map(|skill| (*skill).to_owned()).collect()
    };
    let day = 36_000;
    let all_workers: Vec<Worker> = (0..workers)
        .map(|n| {
            let half = dice.below(3) == 0;
            let from = dice.below(6_000) as i64;
            let shift = |from: i64, to: i64, breaks: Vec<Break>| Shift {
                from,
                to,
                latest: to + 1_200,
                start: Some(visits + n),
                end: Some(visits + n),
                breaks,
            };
            let rest = Break { from: from + 9_000, to: from + 14_000, duration: 1_200 };
            let breaks = if dice.below(3) == 0 { vec![rest] } else { Vec::new() };
            let shifts = if half {
                vec![shift(from, from + 10_000, Vec::new()), shift(from + 16_000, from + 27_000, Vec::new())]
            } else {
                vec![shift(from, from + 26_000, breaks)]
            };
            Worker {
                id: format!("w{n}"),
                skills: skills(&mut dice, 3),
                mode: dice.below(2),
                shifts,
                most_work: (dice.below(2) == 0).then_some(18_000),
                capacity: (dice.below(3) == 0).then_some(12),
            }
        })
        .collect();
    let all_visits: Vec<Visit> = (0..visits)
        .map(|n| {
            let from = dice.below(day - 9_000) as i64;
            let wide = 1_800 + dice.below(7_200) as i64;
            let duration = 900 + dice.below(3) as i64 * 900;
            let mut part = || Part { duration, skills: skills(&mut dice, 2), least: 0, most: 0 };
            let mut parts = vec![part()];
            if n % 5 == 0 {
                parts.push(part());
            }
            if n % 15 == 0
                && let Some(last) = parts.last_mut()
            {
                (last.least, last.most) = (300, 1_500);
            }
            let worker = |dice: &mut Dice| dice.below(workers);
            Visit {
                id: format!("v{n}"),
                place: n,
                from,
                to: from + wide,
                due: (dice.below(3) == 0).then_some(from + wide / 2),
                parts,
                worth: 1 + dice.below(3) as i64,
                demand: dice.below(4) as i64,
                preferred: if dice.below(4) == 0 { vec![worker(&mut dice)] } else { Vec::new() },
                barred: if dice.below(6) == 0 { vec![worker(&mut dice)] } else { Vec::new() },
                known: if dice.below(4) == 0 { vec![(worker(&mut dice), 3)] } else { Vec::new() },
                announced: None,
            }
        })
        .collect();
    let links = (0..visits / 4)
        .map(|n| {
            let company = [Company::Any, Company::Same, Company::Different];
            let most = (n % 2 == 0).then_some(20_000);
            let worker = company.get(dice.below(3)).copied().unwrap_or_default();
            Link { first: 2 * n, second: 2 * n + 1, least: Some(1_200), most, worker }
        })
        .collect();
    Problem {
        places,
        tables: vec![table("car", 0.3), table("walk", 0.9)],
        workers: all_workers,
        visits: all_visits,
        links,
        ..Problem::default()
    }
}

/// A visit announced to its workers.
pub(crate) fn frozen(workers: &[usize], begins: &[i64]) -> Announced {
    Announced { workers: workers.to_vec(), begins: begins.to_vec(), tolerance: 0, price: 1, frozen: true }
}
