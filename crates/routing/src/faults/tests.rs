use super::*;
use crate::problem::{Break, Company, Link, Measure, Shift, Worker};

fn problem() -> Problem {
    let visit = |id: &str| Visit {
        id: id.into(),
        place: 1,
        to: 100,
        parts: vec![Part { duration: 10, ..Part::default() }],
        worth: 1,
        ..Visit::default()
    };
    let shift = Shift { from: 0, to: 100, latest: 100, end: Some(0), ..Shift::default() };
    Problem {
        places: 2,
        tables: vec![Table { mode: "walk".into(), times: vec![0, 5, 5, 0], source: "by hand".into() }],
        workers: vec![Worker { id: "w".into(), shifts: vec![shift], ..Worker::default() }],
        visits: vec![visit("a"), visit("b"), visit("c")],
        ..Problem::default()
    }
}

fn link(first: usize, second: usize, least: Option<i64>, most: Option<i64>) -> Link {
    Link { first, second, least, most, worker: Company::Any }
}

/// The fields of the faults after something is spoilt.
fn after(spoil: impl FnOnce(&mut Problem)) -> Vec<String> {
    let mut problem = problem();
    spoil(&mut problem);
    faults(&problem).into_iter().map(|fault| fault.field).collect()
}

#[test]
fn a_sound_problem_has_no_faults_and_neither_has_one_without_workers_or_visits() {
    assert_eq!(faults(&problem()), []);
    assert_eq!(faults(&Problem::default()), []);
    assert_eq!(after(|problem| problem.workers.clear()), Vec::<String>::new());
}

// VIS-2
#[test]
fn each_fault_names_its_field() {
    type Spoil = fn(&mut Problem);
    let cases: [(&str, Spoil); 30] = [
        ("visits[1].id", |p| p.visits[1].id = "a".into()),
        ("visits[0].to", |p| p.visits[0].from = 101),
        ("visits[0].due", |p| p.visits[0].due = Some(101)),
        ("visits[0].place", |p| p.visits[0].place = 2),
        ("visits[0].parts", |p| p.visits[0].parts.clear()),
        ("visits[0].parts[0].duration", |p| p.visits[0].parts[0].duration = -1),
        ("visits[0].worth", |p| p.visits[0].worth = -1),
        ("visits[0].from", |p| p.visits[0].from = i64::MIN),
        ("visits[2].barred[0]", |p| p.visits[2].barred = vec![1]),
        ("visits[2].known[0].worker", |p| p.visits[2].known = vec![(9, 1)]),
        ("visits[2].known[1].worker", |p| p.visits[2].known = vec![(0, 1), (0, 2)]),
        ("visits[2].announced.workers", |p| p.visits[2].announced = Some(Announced::default())),
        ("workers[0].shifts[0].to", |p| p.workers[0].shifts[0].from = 101),
        ("workers[0].shifts[0].latest", |p| p.workers[0].shifts[0].latest = 99),
        ("workers[0].shifts[0].end", |p| p.workers[0].shifts[0].end = Some(2)),
        ("workers[0].shifts[0].breaks[0]", |p| {
            p.workers[0].shifts[0].breaks = vec![Break { from: 200, to: 300, duration: 1 }];
        }),
        ("workers[0].shifts[1].from", |p| {
            let again = p.workers[0].shifts[0].clone();
            p.workers[0].shifts.push(again);
        }),
        ("workers[0].mode", |p| p.workers[0].mode = 1),
        ("tables[0].times", |p| p.tables[0].times.truncate(3)),
        ("tables[0].times[1]", |p| p.tables[0].times[1] = -5),
        ("tables", |p| p.tables.clear()),
        ("objective[0][0].weight", |p| p.objective.levels = vec![vec![(Measure::Late, 0)]]),
        ("objective[1]", |p| p.objective.levels = vec![vec![(Measure::Unserved, 1)], Vec::new()]),
        ("objective", |p| p.objective.levels = vec![vec![(Measure::Travel, 1)]]),
        ("tables", |p| p.tables = vec![p.tables[0].clone(); 257]),
        ("visits[].due", |p| {
            p.visits.iter_mut().for_each(|visit| visit.due = Some(-MOST));
            p.objective.levels = vec![vec![(Measure::Unserved, 1), (Measure::Late, MOST_WEIGHT)]];
        }),
        ("workers[].shifts[].latest", |p| p.workers[0].shifts[0].latest = MOST),
        ("links[0].second", |p| p.links = vec![link(0, 3, None, None)]),
        ("links[0].least", |p| p.links = vec![link(0, 1, Some(5), Some(4))]),
        ("visits[].worth", |p| {
            p.visits.iter_mut().for_each(|visit| visit.worth = MOST);
            p.objective.levels = vec![vec![(Measure::Unserved, MOST_WEIGHT)]];
        }),
    ];
    for (field, spoil) in cases {
        assert!(after(spoil).iter().any(|found| found == field), "{field}: {:?}", after(spoil));
    }
}

// VIS-2
#[test]
fn a_ring_of_gaps_is_a_fault_and_a_ring_that_can_be_kept_is_none() {
    let ring = |last| vec![link(0, 1, Some(10), None), link(1, 2, Some(10), None), link(2, 0, Some(last), None)];
    assert_eq!(after(|problem| problem.links = ring(10)), ["links[0]"]);
    // The last begins 20 after the first at the least, so the first begins 20 before the last.
    assert_eq!(after(|problem| problem.links = ring(-20)), Vec::<String>::new());
    assert_eq!(after(|problem| problem.links = ring(-19)), ["links[0]"]);
    let most = vec![link(0, 1, Some(20), None), link(1, 2, Some(20), None), link(0, 2, None, Some(30))];
    assert_eq!(after(|problem| problem.links = most), ["links[0]"]);
}

#[test]
fn visits_that_must_and_must_not_have_the_same_worker_are_a_fault() {
    let by = |first, second, worker| Link { first, second, least: None, most: None, worker };
    let links = vec![by(0, 1, Company::Same), by(1, 2, Company::Same), by(2, 0, Company::Different)];
    assert_eq!(after(|problem| problem.links = links), ["links[2].worker"]);
}

#[test]
fn ten_thousand_linked_visits_are_looked_at() {
    let mut problem = problem();
    let visit = problem.visits[0].clone();
    problem.visits = (0..10_000).map(|n| Visit { id: n.to_string(), ..visit.clone() }).collect();
    problem.links = (1..10_000).rev().map(|n| link(n - 1, n, Some(i64::from(n == 1)), Some(50))).collect();
    assert_eq!(faults(&problem), []);
    problem.links.push(link(0, 9_999, None, Some(0)));
    assert_eq!(faults(&problem).len(), 1);
}

// VIS-2
#[test]
fn breaks_that_nobody_could_take_are_a_fault() {
    let rest = |from, to, duration| Break { from, to, duration };
    let with = |breaks: Vec<Break>, start: Option<usize>| {
        after(|problem| {
            problem.workers[0].shifts[0].breaks = breaks;
            problem.workers[0].shifts[0].start = start;
        })
    };
    assert_eq!(with(vec![rest(10, 20, 15), rest(10, 30, 15)], Some(1)), Vec::<String>::new());
    assert_eq!(with(vec![rest(10, 20, 15), rest(10, 24, 15)], None), ["workers[0].shifts[0].breaks[1].to"]);
    // The way to the end takes 5 and comes after the break, which ends at 95 at the earliest.
    assert_eq!(with(vec![rest(80, 90, 15)], Some(1)), Vec::<String>::new());
    assert_eq!(with(vec![rest(81, 90, 15)], Some(1)), ["workers[0].shifts[0].breaks"]);
    assert_eq!(with(vec![rest(81, 90, 15)], Some(0)), Vec::<String>::new());
}
