//! A made-up day of home care: visits and workers on the map, gaps between visits.

use std::collections::HashMap;

use routing::problem::{Company, Link, Measure, Objective, Part, Problem, Shift, Visit, Worker};
use serde::Deserialize;
use travel::Mode;

use crate::{
    Format, Instance, Unreadable, json,
    places::{Addresses, few_enough, position_fault},
    straight::{self, Straight},
};

#[derive(Deserialize)]
struct Day {
    visits: Vec<DayVisit>,
    workers: Vec<DayWorker>,
    #[serde(default)]
    links: Vec<DayLink>,
    circuity: f64,
    kmh: std::collections::BTreeMap<String, f64>,
    door_s: f64,
}

/// Ids are numbers or texts.
#[derive(Deserialize)]
#[serde(untagged, expecting = "an id must be a text or a whole number")]
enum Id {
    Number(i64),
    Text(String),
}

impl Id {
    fn text(&self) -> String {
        match self {
            Id::Number(number) => number.to_string(),
            Id::Text(text) => text.clone(),
        }
    }
}

#[derive(Deserialize)]
struct DayVisit {
    id: Id,
    lat: f64,
    lon: f64,
    dur: i64,
    tw: [i64; 2],
    skill: String,
    workers: usize,
}

#[derive(Deserialize)]
struct DayWorker {
    id: Id,
    lat: f64,
    lon: f64,
    shift: [i64; 2],
    skills: Vec<String>,
    mode: String,
    max_work: i64,
}

#[derive(Deserialize)]
struct DayLink {
    first: Id,
    second: Id,
    min_gap: Option<i64>,
    max_gap: Option<i64>,
}

/// More workers at one visit are a mistake.
const MOST_WORKERS: usize = 64;

pub(crate) fn read(text: &str) -> Result<Instance, Unreadable> {
    let day: Day = json::read(text)?;
    let mut addresses = Addresses::default();
    addresses.places.on_earth = true;
    let mut visits: Vec<Visit> = numbered(&day.visits, |n, one| visit(n, one, &mut addresses))?;
    let modes: Vec<&String> = day.kmh.keys().collect();
    let workers = numbered(&day.workers, |n, one| worker(n, one, &modes, &mut addresses))?;
    let names: HashMap<String, usize> = day.visits.iter().zip(0..).map(|(one, n)| (one.id.text(), n)).collect();
    let links = numbered(&day.links, |n, one| link(n, one, &names))?;
    late_where_gaps_leave_no_time(&mut visits, &links);
    let places = addresses.places;
    few_enough(places.list.len(), modes.len(), "visits")?;
    // What holds of all speeds is looked at where there is none, too.
    let any = Mode { kmh: 1.0, circuity: day.circuity, door: day.door_s, trips: 0 };
    straight::sound(&any, |name| of_file(name, ""))?;
    let straight = |(mode, kmh): (&'_ String, &f64)| (mode.clone(), *kmh);
    let speeds: Vec<(String, f64)> = day.kmh.iter().map(straight).collect();
    let straight: Vec<Straight<'_>> = speeds
        .iter()
        .map(|(mode, kmh)| Straight {
            name: mode,
            mode: Mode { kmh: *kmh, circuity: day.circuity, door: day.door_s, trips: 0 },
            field: Box::new(move |name| of_file(name, mode)),
        })
        .collect();
    let tables = straight::tables(&places, &straight)?;
    let levels = vec![vec![(Measure::Unserved, 1)], vec![(Measure::Late, 1)], vec![(Measure::Travel, 1)]];
    let objective = Objective { levels };
    let problem = Problem { places: places.list.len(), tables, workers, visits, links, objective };
    Ok(Instance { name: String::new(), format: Format::CareDay, problem, scale: 1, places })
}

/// What the file calls a mode's number.
fn of_file(name: &str, mode: &str) -> String {
    match name {
        "kmh" => format!("kmh.{mode}"),
        "door" => "door_s".to_owned(),
        other => other.to_owned(),
    }
}

fn numbered<T, U>(list: &[T], mut each: impl FnMut(usize, &T) -> Result<U, Unreadable>) -> Result<Vec<U>, Unreadable> {
    list.iter().enumerate().map(|(n, one)| each(n, one)).collect()
}

fn address(list: &str, n: usize, (lat, lon): (f64, f64), name: &str, all: &mut Addresses) -> Result<usize, Unreadable> {
    match position_fault(lat, lon) {
        Some(what) => Err(Unreadable::field(format!("{list}[{n}].lat"), what)),
        None => Ok(all.at(lat, lon, name)),
    }
}

fn visit(n: usize, one: &DayVisit, addresses: &mut Addresses) -> Result<Visit, Unreadable> {
    let id = one.id.text();
    let place = address("visits", n, (one.lat, one.lon), &format!("visit {id}"), addresses)?;
    if !(1..=MOST_WORKERS).contains(&one.workers) {
        let what = format!("From 1 to {MOST_WORKERS} workers can come, and it says {}.", one.workers);
        return Err(Unreadable::field(format!("visits[{n}].workers"), what));
    }
    let part = Part { duration: one.dur, skills: vec![one.skill.clone()], ..Part::default() };
    let [from, to] = one.tw;
    if to < from {
        let what = format!("It ends ({to}) before it begins ({from}); swap the two.");
        return Err(Unreadable::field(format!("visits[{n}].tw"), what));
    }
    Ok(Visit { id, place, from, to, worth: 1, parts: vec![part; one.workers], ..Visit::default() })
}

fn worker(n: usize, one: &DayWorker, modes: &[&String], addresses: &mut Addresses) -> Result<Worker, Unreadable> {
    let id = one.id.text();
    let start = address("workers", n, (one.lat, one.lon), &format!("worker {id}"), addresses)?;
    let mode = modes.iter().position(|mode| **mode == one.mode).ok_or_else(|| {
        let what = format!("kmh has no speed for “{}”; give one.", one.mode);
        Unreadable::field(format!("workers[{n}].mode"), what)
    })?;
    let [from, to] = one.shift;
    let shifts = vec![Shift { from, to, latest: to, start: Some(start), end: Some(start), ..Shift::default() }];
    Ok(Worker { id, skills: one.skills.clone(), mode, shifts, most_work: Some(one.max_work), ..Worker::default() })
}

fn link(n: usize, one: &DayLink, names: &HashMap<String, usize>) -> Result<Link, Unreadable> {
    let find = |id: &Id, end: &str| {
        let what = || format!("There is no visit {}; name one that is in the file.", id.text());
        names.get(&id.text()).copied().ok_or_else(|| Unreadable::field(format!("links[{n}].{end}"), what()))
    };
    let (first, second) = (find(&one.first, "first")?, find(&one.second, "second")?);
    Ok(Link { first, second, least: one.min_gap, most: one.max_gap, worker: Company::Any })
}

/// So often the gaps are gone through, forwards and backwards: chains in either order settle at once, and gaps in a circle,
/// which never do, are told as a fault later.
const MOST_PASSES: usize = 1000;
/// Where a gap leaves no time within the window, the visit may begin so long after the gap allows it.
const GRACE: i64 = 3600;

/// Where gaps leave no time within a window, the visit is made late rather than not at all.
fn late_where_gaps_leave_no_time(visits: &mut [Visit], links: &[Link]) {
    let mut earliest: Vec<i64> = visits.iter().map(|visit| visit.from).collect();
    for pass in 0..MOST_PASSES {
        let mut lifted = false;
        let mut lift = |link: &Link| {
            let Some(least) = link.least else { return };
            let least = earliest.get(link.first).copied().unwrap_or_default().saturating_add(least);
            if let Some(second) = earliest.get_mut(link.second).filter(|second| **second < least) {
                (*second, lifted) = (least, true);
            }
        };
        if pass % 2 == 0 {
            links.iter().for_each(&mut lift)
        } else {
            links.iter().rev().for_each(&mut lift)
        }
        if !lifted {
            break;
        }
    }
    for (visit, earliest) in visits.iter_mut().zip(earliest) {
        if earliest > visit.to {
            visit.due = Some(visit.to);
            visit.to = earliest.saturating_add(GRACE);
        }
    }
}
