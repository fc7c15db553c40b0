//! Made-up days of home care as JSON; answers are Kith's.

use std::collections::{BTreeMap, BTreeSet};

use super::{costs, link_can_be, new_name, report, written};
use crate::{
    Format,
    day::{CIRCUITY, Company, DOOR, Day, KMH, Link, MOST_WORKERS, Part, Shift, Visit, Way, Worker},
    json::{At, parse},
    judge::judge,
    report::{Cost, Paper, Report, Unreadable},
};

/// Checks a plan of a made-up day.
pub(crate) fn check(instance: &str, answer: &str) -> Result<Report, Unreadable> {
    let value = parse(Paper::Instance, instance)?;
    let day = day(&At::root(Paper::Instance, &value))?;
    let value = parse(Paper::Answer, answer)?;
    let root = At::root(Paper::Answer, &value);
    let verdict = judge(&day, &written::read(&root)?);
    let tally = verdict.tally.clone();
    let mut report = report(Format::CareDay, &day, verdict);
    report.costs = costs(&[
        ("unserved", tally.unserved as f64),
        ("late", tally.late),
        ("longest_late", tally.longest_late),
        ("travel", tally.travel),
        ("work", tally.work),
        ("waiting", tally.waiting),
        ("rounds", tally.rounds as f64),
    ]);
    let levels = ["unserved", "late", "travel"].map(|name| vec![(name.to_owned(), 1.0)]);
    report.levels = written::sums(&levels, &tally);
    report.cost = Some(Cost { of: "hours of travel".to_owned(), value: tally.travel / 3600.0 });
    written::claims(&mut report, &root, &levels, &tally)?;
    Ok(report)
}

/// Latitudes and longitudes, each once.
#[derive(Default)]
struct Points {
    points: Vec<(f64, f64)>,
    rows: BTreeMap<(u64, u64), usize>,
}

impl Points {
    fn place(&mut self, of: &At<'_>) -> Result<usize, Unreadable> {
        let degrees = |key, most: f64| {
            let at = of.field(key)?;
            let value = at.number()?;
            if value.abs() <= most {
                Ok(value)
            } else {
                Err(at.wrong(format!("must be degrees from -{most} to {most}, and is {value}")))
            }
        };
        let point = (degrees("lat", 90.0)?, degrees("lon", 180.0)?);
        let points = &mut self.points;
        Ok(*self.rows.entry((point.0.to_bits(), point.1.to_bits())).or_insert_with(|| {
            points.push(point);
            points.len() - 1
        }))
    }
}

fn day(root: &At<'_>) -> Result<Day, Unreadable> {
    let mut points = Points::default();
    let circuity = root.field("circuity")?.within(CIRCUITY.0, CIRCUITY.1)?;
    let door = root.field("door_s")?.within(DOOR.0, DOOR.1)?;
    let mut modes = BTreeMap::new();
    for (mode, at) in root.field("kmh")?.fields()? {
        modes.insert(mode, (modes.len(), at.within(KMH.0, KMH.1)?));
    }
    let mut day = Day { slack: 1e-6, ..Day::default() };
    let mut seen = BTreeSet::new();
    for at in root.field("visits")?.items()? {
        let visit = visit(&at, &mut points)?;
        new_name(&mut seen, "visit", at.path(), &visit.id)?;
        day.visits.push(visit);
    }
    seen.clear();
    for at in root.field("workers")?.items()? {
        let worker = worker(&at, &mut points, &modes)?;
        new_name(&mut seen, "worker", at.path(), &worker.id)?;
        day.workers.push(worker);
    }
    let numbers: BTreeMap<&str, usize> =
        day.visits.iter().enumerate().map(|(n, visit)| (visit.id.as_str(), n)).collect();
    for at in root.list("links")? {
        day.links.push(link(&at, &numbers)?);
    }
    give_way(&mut day);
    let mut ways: Vec<(usize, f64)> = modes.into_values().collect();
    ways.sort_by_key(|(n, _)| *n);
    let way = |(_, kmh)| Way::Circle { points: points.points.clone(), circuity, kmh, door };
    day.ways = ways.into_iter().map(way).collect();
    Ok(day)
}

/// Where the least gaps leave a visit no time within its window, it may begin up to an hour after the earliest that they allow,
/// and is late: these days are made up, and some of their gaps contradict their windows.
const GRACE: f64 = 3600.0;

fn give_way(day: &mut Day) {
    let mut earliest: Vec<f64> = day.visits.iter().map(|visit| visit.from).collect();
    let mut order: Vec<&Link> = day.links.iter().collect();
    // There and back again: a chain settles in whichever order it is written. Gaps in a circle never settle.
    for _ in 0..1000 {
        let mut moved = false;
        for link in &order {
            let after = earliest.get(link.first).copied().unwrap_or_default() + link.least.unwrap_or(f64::MIN);
            if let Some(second) = earliest.get_mut(link.second).filter(|second| **second < after) {
                (*second, moved) = (after, true);
            }
        }
        if !moved {
            break;
        }
        order.reverse();
    }
    for (visit, earliest) in day.visits.iter_mut().zip(earliest) {
        if earliest > visit.to {
            visit.to = earliest + GRACE;
        }
    }
}

fn visit(at: &At<'_>, points: &mut Points) -> Result<Visit, Unreadable> {
    let (from, to) = at.field("tw")?.span()?;
    let (duration, skill) = (at.field("dur")?.whole_amount()?, at.field("skill")?.text()?);
    let count = at.field("workers")?;
    let workers = count.count()?;
    if workers == 0 || workers > MOST_WORKERS {
        return Err(count.wrong(format!("must be from 1 to {MOST_WORKERS}, and is {workers}")));
    }
    let part = || Part { duration, skills: BTreeSet::from([skill.to_owned()]), ..Part::default() };
    Ok(Visit {
        id: at.field("id")?.id()?,
        place: points.place(at)?,
        from,
        to,
        due: to,
        parts: (0..workers).map(|_| part()).collect(),
        worth: 1.0,
        ..Visit::default()
    })
}

fn worker(at: &At<'_>, points: &mut Points, modes: &BTreeMap<&str, (usize, f64)>) -> Result<Worker, Unreadable> {
    let (from, to) = at.field("shift")?.span()?;
    let home = points.place(at)?;
    let mode = at.field("mode")?;
    let Some((way, _)) = modes.get(mode.text()?) else { return Err(mode.wrong("has no speed in “kmh”")) };
    Ok(Worker {
        id: at.field("id")?.id()?,
        skills: at.field("skills")?.texts()?.into_iter().collect(),
        way: *way,
        shifts: vec![Shift { from, to, latest: to, start: Some(home), end: Some(home), breaks: Vec::new() }],
        most_work: Some(at.field("max_work")?.whole_amount()?),
        capacity: None,
    })
}

fn link(at: &At<'_>, numbers: &BTreeMap<&str, usize>) -> Result<Link, Unreadable> {
    let visit = |key| {
        let named = at.field(key)?;
        let id = named.id()?;
        numbers.get(id.as_str()).copied().ok_or_else(|| named.wrong(format!("there is no visit {id}")))
    };
    let gap = |key| at.maybe(key)?.map(|at| at.whole()).transpose();
    let link = Link {
        first: visit("first")?,
        second: visit("second")?,
        least: gap("min_gap")?,
        most: gap("max_gap")?,
        company: Company::Any,
    };
    link_can_be(at, &link)?;
    Ok(link)
}
