//! Home health care as JSON: Mankowska's instances, and the extended set.

mod solution;

use std::collections::HashMap;

use routing::problem::{Measure, Objective, Part, Problem, Shift, Table, Visit, Worker};
use serde::Deserialize;

use crate::{
    Format, Instance, Unreadable, json, numbers,
    places::{Place, Places, few_enough},
};

pub(crate) use solution::{read as read_answer, write};

/// The files have three decimals.
const SCALE: i64 = 1000;
/// Windows are soft: whoever comes after them is late. It ends somewhere, in units of the problem: here, or far after the
/// last window of the file.
const HORIZON: i64 = 100_000_000;

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    name: String,
    distances: Vec<Vec<f64>>,
    #[serde(default)]
    central_offices: Vec<Point>,
    #[serde(default)]
    departing_points: Vec<Point>,
    patients: Vec<Patient>,
    caregivers: Vec<Caregiver>,
    services: Vec<Service>,
}

#[derive(Deserialize)]
struct Point {
    id: String,
    location: Option<[f64; 2]>,
    distance_matrix_index: Option<usize>,
}

#[derive(Deserialize)]
struct Patient {
    id: String,
    location: Option<[f64; 2]>,
    time_window: [f64; 2],
    #[serde(alias = "required_services")]
    required_caregivers: Vec<Required>,
    synchronization: Option<Synchronization>,
    distance_matrix_index: Option<usize>,
    #[serde(default)]
    incompatible_caregivers: Vec<String>,
}

#[derive(Deserialize)]
struct Required {
    service: String,
    duration: Option<f64>,
}

#[derive(Deserialize)]
struct Synchronization {
    #[serde(rename = "type")]
    kind: Kind,
    distance: Option<[f64; 2]>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Simultaneous,
    Sequential,
}

#[derive(Deserialize)]
struct Service {
    id: String,
    default_duration: Option<f64>,
}

#[derive(Deserialize)]
struct Caregiver {
    id: String,
    abilities: Vec<String>,
    #[serde(alias = "departing_point")]
    starting_point_id: Option<String>,
    distance_matrix_index: Option<usize>,
    working_shift: Option<[f64; 2]>,
}

pub(crate) fn read(format: Format, text: &str) -> Result<Instance, Unreadable> {
    let file: File = json::read(text)?;
    let extended = format == Format::HhcrspExtended;
    let (field, points) = starts(&file, extended)?;
    let side = file.distances.len();
    few_enough(side, 1, "distances")?;
    let people = points.len() + file.patients.len();
    if side != people {
        let what = format!("It has {side} rows, and there are {people} starts and patients; give one row for each.");
        return Err(Unreadable::field("distances", what));
    }
    let places = places(&file, field, points, extended)?;
    let durations = durations(&file.services)?;
    let horizon = horizon(&file)?;
    let workers = file.caregivers.iter().enumerate();
    let site = Site { field, points, side, extended, horizon };
    let workers = workers.map(|(n, one)| site.worker(n, one)).collect::<Result<_, _>>()?;
    let named: HashMap<&str, usize> = file.caregivers.iter().zip(0..).map(|(one, n)| (one.id.as_str(), n)).collect();
    let known = Known { durations, named, offset: points.len(), side, horizon };
    let visits = file.patients.iter().enumerate().map(|(n, one)| known.visit(n, one)).collect::<Result<_, _>>()?;
    let mut matters = vec![(Measure::Travel, 1), (Measure::Late, 1), (Measure::LongestLate, 1)];
    matters.extend(extended.then_some((Measure::Overtime, 1)));
    let problem = Problem {
        places: side,
        tables: vec![Table { mode: "any".into(), times: times(&file.distances)?, source: "the file".into() }],
        workers,
        visits,
        links: Vec::new(),
        objective: Objective { levels: vec![vec![(Measure::Unserved, 1)], matters] },
    };
    Ok(Instance { name: file.name, format, problem, scale: SCALE, places })
}

/// Where caregivers start, and the name of that list.
fn starts(file: &File, extended: bool) -> Result<(&'static str, &[Point]), Unreadable> {
    if extended {
        if file.departing_points.is_empty() {
            let what = "There are none; the extended format has one or more. Is it --format hhcrsp?";
            return Err(Unreadable::field("departing_points", what));
        }
        return Ok(("departing_points", &file.departing_points));
    }
    if file.central_offices.len() == 1 {
        return Ok(("central_offices", &file.central_offices));
    }
    let is = file.central_offices.len();
    let what = format!("There are {is}, and there must be one. With departing points it is --format hhcrsp-extended.");
    Err(Unreadable::field("central_offices", what))
}

fn row(given: Option<usize>, usual: usize, side: usize, field: impl FnOnce() -> String) -> Result<usize, Unreadable> {
    let row = given.unwrap_or(usual);
    if row < side {
        return Ok(row);
    }
    let what = format!("Its row in distances is {row}, counted from 0, and there are {side}.");
    Err(Unreadable::field(field(), what))
}

fn places(file: &File, field: &str, points: &[Point], extended: bool) -> Result<Places, Unreadable> {
    let side = file.distances.len();
    let mut list = vec![Place::default(); side];
    let mut taken = vec![false; side];
    for (list, of) in [("departing_points", &file.departing_points), ("central_offices", &file.central_offices)] {
        for (n, point) in of.iter().enumerate() {
            sound(point.location, || format!("{list}[{n}].location"))?;
        }
    }
    for (n, patient) in file.patients.iter().enumerate() {
        sound(patient.location, || format!("patients[{n}].location"))?;
    }
    // The extended set has longitude before latitude, the other a sheet of paper: x before y.
    let mut put = |row: usize, name: &str, location: Option<[f64; 2]>, field: String| {
        if taken.get_mut(row).is_some_and(|taken| std::mem::replace(taken, true)) {
            return Err(Unreadable::field(
                field,
                format!("Row {row} of distances is another's already; each has its own."),
            ));
        }
        if let Some(place) = list.get_mut(row) {
            *place = Place { name: name.to_owned(), at: location.map(|[x, y]| (x, y)) };
        }
        Ok(())
    };
    for (n, point) in points.iter().enumerate() {
        if points.iter().take(n).any(|other| other.id == point.id) {
            let what = format!("“{}” is the id of another too; give each one of its own.", point.id);
            return Err(Unreadable::field(format!("{field}[{n}].id"), what));
        }
        let at = row(point.distance_matrix_index, n, side, || format!("{field}[{n}]"))?;
        put(at, &point.id, point.location, format!("{field}[{n}]"))?;
    }
    for (n, patient) in file.patients.iter().enumerate() {
        let usual = points.len() + n;
        let at = row(patient.distance_matrix_index, usual, side, || format!("patients[{n}]"))?;
        put(at, &patient.id, patient.location, format!("patients[{n}]"))?;
    }
    Ok(Places { list, on_earth: extended })
}

/// A position on a sheet of paper, or on the earth.
fn sound(location: Option<[f64; 2]>, field: impl FnOnce() -> String) -> Result<(), Unreadable> {
    match location.into_iter().flatten().find(|value| value.abs() > 1e12) {
        Some(value) => Err(Unreadable::field(field(), format!("{value} is too great for a place."))),
        None => Ok(()),
    }
}

fn times(distances: &[Vec<f64>]) -> Result<Vec<i32>, Unreadable> {
    let side = distances.len();
    let mut times = Vec::with_capacity(side * side);
    for (n, row) in distances.iter().enumerate() {
        if row.len() != side {
            let what = format!("It has {} numbers, and there are {side} rows; a table has as many as rows.", row.len());
            return Err(Unreadable::field(format!("distances[{n}]"), what));
        }
        for (k, value) in row.iter().enumerate() {
            let fault = |what| Unreadable::field(format!("distances[{n}][{k}]"), what);
            times.push(numbers::rounded_way(*value, SCALE).map_err(fault)?);
        }
    }
    Ok(times)
}

fn ticks(value: f64, field: impl FnOnce() -> String) -> Result<i64, Unreadable> {
    numbers::ticks(value, SCALE).map_err(|what| Unreadable::field(field(), what))
}

fn both([a, b]: [f64; 2], field: impl Fn() -> String) -> Result<[i64; 2], Unreadable> {
    Ok([ticks(a, || format!("{}[0]", field()))?, ticks(b, || format!("{}[1]", field()))?])
}

fn durations(services: &[Service]) -> Result<HashMap<&str, Option<f64>>, Unreadable> {
    let mut durations = HashMap::new();
    for (n, one) in services.iter().enumerate() {
        if durations.insert(one.id.as_str(), one.default_duration).is_some() {
            let what = format!("“{}” is the id of another service too; give each one of its own.", one.id);
            return Err(Unreadable::field(format!("services[{n}].id"), what));
        }
        if one.default_duration.is_some_and(|duration| duration < 0.0) {
            return Err(Unreadable::field(
                format!("services[{n}].default_duration"),
                "It is negative; it must be 0 or more.",
            ));
        }
        one.default_duration.map(|usual| ticks(usual, || format!("services[{n}].default_duration"))).transpose()?;
    }
    Ok(durations)
}

fn in_order([from, to]: [f64; 2], field: impl FnOnce() -> String) -> Result<(), Unreadable> {
    if from <= to {
        return Ok(());
    }
    Err(Unreadable::field(field(), format!("It ends ({to}) before it begins ({from}); swap the two.")))
}

/// When all is over: long after the last window and the last shift.
fn horizon(file: &File) -> Result<i64, Unreadable> {
    let windows = file.patients.iter().map(|one| one.time_window[1]);
    let shifts = file.caregivers.iter().filter_map(|one| Some(one.working_shift?[1]));
    let last = windows.chain(shifts).fold(0.0, f64::max);
    let last = ticks(last, || "patients".to_owned())?;
    Ok(HORIZON.max(last.saturating_mul(2)))
}

/// Where caregivers start.
struct Site<'a> {
    field: &'static str,
    points: &'a [Point],
    side: usize,
    extended: bool,
    horizon: i64,
}

impl Site<'_> {
    fn worker(&self, n: usize, one: &Caregiver) -> Result<Worker, Unreadable> {
        let start = self.start(n, one)?;
        let end = 2 * self.horizon;
        let mut shift = Shift { to: end, latest: end, start: Some(start), end: Some(start), ..Shift::default() };
        if let Some(told) = one.working_shift {
            let field = || format!("caregivers[{n}].working_shift");
            let [from, to] = both(told, field)?;
            if self.extended {
                in_order(told, field)?;
                (shift.from, shift.to) = (from, to);
            }
        }
        Ok(Worker { id: one.id.clone(), skills: one.abilities.clone(), shifts: vec![shift], ..Worker::default() })
    }

    fn start(&self, n: usize, one: &Caregiver) -> Result<usize, Unreadable> {
        let row_of = |point: usize| {
            let given = self.points.get(point).and_then(|point| point.distance_matrix_index);
            row(given, point, self.side, || self.field.to_owned())
        };
        let field = |name: &str| format!("caregivers[{n}].{name}");
        match (&one.starting_point_id, self.extended) {
            (_, false) => row_of(0),
            (None, true) => {
                let what = "It must say where the caregiver starts: the id of a departing point.";
                Err(Unreadable::field(field("starting_point_id"), what))
            }
            (Some(id), true) => {
                let what = || format!("There is no “{id}” among {}; name one that is.", self.field);
                let point = self.points.iter().position(|point| point.id == *id);
                let start = row_of(point.ok_or_else(|| Unreadable::field(field("starting_point_id"), what()))?)?;
                if one.distance_matrix_index.is_some_and(|row| row != start) {
                    let what = format!("It is not the row of “{id}” in distances, which is {start}.");
                    return Err(Unreadable::field(field("distance_matrix_index"), what));
                }
                Ok(start)
            }
        }
    }
}

struct Known<'a> {
    durations: HashMap<&'a str, Option<f64>>,
    named: HashMap<&'a str, usize>,
    offset: usize,
    side: usize,
    horizon: i64,
}

impl Known<'_> {
    fn visit(&self, n: usize, one: &Patient) -> Result<Visit, Unreadable> {
        let place = row(one.distance_matrix_index, self.offset + n, self.side, || format!("patients[{n}]"))?;
        let [from, due] = both(one.time_window, || format!("patients[{n}].time_window"))?;
        in_order(one.time_window, || format!("patients[{n}].time_window"))?;
        let barred = one.incompatible_caregivers.iter().enumerate().map(|(k, id)| {
            let what = || format!("There is no caregiver “{id}”; name one that is in the file.");
            let field = || format!("patients[{n}].incompatible_caregivers[{k}]");
            self.named.get(id.as_str()).copied().ok_or_else(|| Unreadable::field(field(), what()))
        });
        Ok(Visit {
            id: one.id.clone(),
            place,
            from,
            to: self.horizon,
            due: Some(due),
            parts: self.parts(n, one)?,
            worth: 1,
            barred: barred.collect::<Result<_, _>>()?,
            ..Visit::default()
        })
    }

    fn parts(&self, n: usize, one: &Patient) -> Result<Vec<Part>, Unreadable> {
        let (least, most) = gap(n, one)?;
        let part = |(k, required): (usize, &Required)| {
            let field = || format!("patients[{n}].required_caregivers[{k}]");
            let usual = self.durations.get(required.service.as_str());
            let what = || format!("There is no service “{}” in the file; name one that is.", required.service);
            let usual = usual.ok_or_else(|| Unreadable::field(format!("{}.service", field()), what()))?;
            let what = "It is missing, and the service has no usual one; give either.";
            let duration = required.duration.or(*usual);
            let duration = duration.ok_or_else(|| Unreadable::field(format!("{}.duration", field()), what))?;
            if duration < 0.0 {
                let what = format!("{duration} is negative; it must be 0 or more.");
                return Err(Unreadable::field(format!("{}.duration", field()), what));
            }
            let duration = ticks(duration, || format!("{}.duration", field()))?;
            let (least, most) = if k == 0 { (0, 0) } else { (least, most) };
            Ok(Part { duration, skills: vec![required.service.clone()], least, most })
        };
        one.required_caregivers.iter().enumerate().map(part).collect()
    }
}

/// How long after the first service the second begins: not before and not after.
fn gap(n: usize, one: &Patient) -> Result<(i64, i64), Unreadable> {
    let field = || format!("patients[{n}].synchronization");
    let distance = || format!("{}.distance", field());
    let told = one.synchronization.as_ref().and_then(|sync| sync.distance);
    // A number that is a mistake is told of, whether it is used or not.
    let gap = told.map(|told| both(told, distance)).transpose()?;
    match (&one.synchronization, one.required_caregivers.len()) {
        (_, 3..) => Err(Unreadable::field(
            format!("patients[{n}].required_caregivers"),
            "There are more than two; the format knows how one or two come together.",
        )),
        (None, 2) => Err(Unreadable::field(
            field(),
            "Two caregivers come, and it does not say whether at the same time or one after the other.",
        )),
        (_, 0 | 1) => Ok((0, 0)),
        (Some(sync), _) if sync.kind == Kind::Simultaneous => Ok((0, 0)),
        (Some(_), _) => {
            let what = "One comes after the other, and it does not say how long after: the least and the most.";
            let (Some([least, most]), Some([from, to])) = (told, gap) else {
                return Err(Unreadable::field(distance(), what));
            };
            if !(0.0 <= least && least <= most) {
                let what = format!("No second service begins at least {least} and at most {most} after the first.");
                return Err(Unreadable::field(distance(), what));
            }
            Ok((from, to))
        }
    }
}
