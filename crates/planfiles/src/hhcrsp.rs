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
/// Windows are soft: whoever comes after them is late. It ends somewhere, in units of the problem.
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
    let places = places(&file, field, points, extended)?;
    let workers = file.caregivers.iter().enumerate();
    let workers = workers.map(|(n, one)| worker(n, one, field, points, side, extended)).collect::<Result<_, _>>()?;
    let durations = file.services.iter().map(|one| (one.id.as_str(), one.default_duration)).collect();
    let named: HashMap<&str, usize> = file.caregivers.iter().zip(0..).map(|(one, n)| (one.id.as_str(), n)).collect();
    let known = Known { durations, named, offset: points.len(), side };
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
    // The extended set has longitude before latitude, the other a sheet of paper: x before y.
    let mut put = |row: usize, name: &str, location: Option<[f64; 2]>| {
        if let Some(place) = list.get_mut(row) {
            let finite = location.filter(|at| at.iter().all(|value| value.is_finite()));
            *place = Place { name: name.to_owned(), at: finite.map(|[x, y]| (x, y)) };
        }
    };
    for (n, point) in points.iter().enumerate() {
        put(row(point.distance_matrix_index, n, side, || format!("{field}[{n}]"))?, &point.id, point.location);
    }
    for (n, patient) in file.patients.iter().enumerate() {
        let usual = points.len() + n;
        put(
            row(patient.distance_matrix_index, usual, side, || format!("patients[{n}]"))?,
            &patient.id,
            patient.location,
        );
    }
    Ok(Places { list, on_earth: extended })
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
            let ticks = numbers::ticks(*value, SCALE).map_err(fault)?;
            #[allow(clippy::cast_precision_loss)] // It is at most a million million.
            times.push(numbers::way(ticks as f64).map_err(fault)?);
        }
    }
    Ok(times)
}

fn ticks(value: f64, field: impl FnOnce() -> String) -> Result<i64, Unreadable> {
    numbers::ticks(value, SCALE).map_err(|what| Unreadable::field(field(), what))
}

fn worker(
    n: usize,
    one: &Caregiver,
    field: &str,
    points: &[Point],
    side: usize,
    extended: bool,
) -> Result<Worker, Unreadable> {
    let start = match (&one.starting_point_id, extended) {
        (Some(id), true) => {
            let what = || format!("There is no “{id}” among {field}; name one that is.");
            let point = points.iter().position(|point| point.id == *id);
            let point = point.ok_or_else(|| Unreadable::field(format!("caregivers[{n}].starting_point_id"), what()))?;
            let given = one.distance_matrix_index.or(points.get(point).and_then(|point| point.distance_matrix_index));
            row(given, point, side, || format!("caregivers[{n}].distance_matrix_index"))?
        }
        (None, true) => {
            let what = "It must say where the caregiver starts: the id of a departing point.";
            return Err(Unreadable::field(format!("caregivers[{n}].starting_point_id"), what));
        }
        (_, false) => row(points.first().and_then(|point| point.distance_matrix_index), 0, side, || field.to_owned())?,
    };
    let mut shift =
        Shift { to: 2 * HORIZON, latest: 2 * HORIZON, start: Some(start), end: Some(start), ..Shift::default() };
    if let Some([from, to]) = one.working_shift.filter(|_| extended) {
        shift.from = ticks(from, || format!("caregivers[{n}].working_shift[0]"))?;
        shift.to = ticks(to, || format!("caregivers[{n}].working_shift[1]"))?;
        shift.latest = shift.latest.max(shift.to.saturating_mul(2));
    }
    Ok(Worker { id: one.id.clone(), skills: one.abilities.clone(), shifts: vec![shift], ..Worker::default() })
}

struct Known<'a> {
    durations: HashMap<&'a str, Option<f64>>,
    named: HashMap<&'a str, usize>,
    offset: usize,
    side: usize,
}

impl Known<'_> {
    fn visit(&self, n: usize, one: &Patient) -> Result<Visit, Unreadable> {
        let place = row(one.distance_matrix_index, self.offset + n, self.side, || format!("patients[{n}]"))?;
        let from = ticks(one.time_window[0], || format!("patients[{n}].time_window[0]"))?;
        let due = ticks(one.time_window[1], || format!("patients[{n}].time_window[1]"))?;
        if due < from {
            let what =
                format!("It ends ({}) before it begins ({}); swap the two.", one.time_window[1], one.time_window[0]);
            return Err(Unreadable::field(format!("patients[{n}].time_window"), what));
        }
        let barred = one.incompatible_caregivers.iter().enumerate().map(|(k, id)| {
            let what = || format!("There is no caregiver “{id}”; name one that is in the file.");
            let field = || format!("patients[{n}].incompatible_caregivers[{k}]");
            self.named.get(id.as_str()).copied().ok_or_else(|| Unreadable::field(field(), what()))
        });
        Ok(Visit {
            id: one.id.clone(),
            place,
            from,
            to: HORIZON.max(due),
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
    match (&one.synchronization, one.required_caregivers.len()) {
        (_, 3..) => Err(Unreadable::field(
            format!("patients[{n}].required_caregivers"),
            "There are more than two; the format knows how one or two come together.",
        )),
        (None, 2) => Err(Unreadable::field(
            field(),
            "Two caregivers come, and it does not say whether at the same time or one after the other.",
        )),
        (None, _) => Ok((0, 0)),
        (Some(sync), _) if sync.kind == Kind::Simultaneous => Ok((0, 0)),
        (Some(sync), _) => {
            let what = "One comes after the other, and it does not say how long after: the least and the most.";
            let [least, most] =
                sync.distance.ok_or_else(|| Unreadable::field(format!("{}.distance", field()), what))?;
            let tick = |value, k: usize| ticks(value, || format!("{}.distance[{k}]", field()));
            Ok((tick(least, 0)?, tick(most, 1)?))
        }
    }
}
