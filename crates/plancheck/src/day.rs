//! What every format comes down to: workers, visits, links and ways; and an answer as it was written.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::Fault;

/// What was to be planned.
#[derive(Default)]
pub(crate) struct Day {
    pub workers: Vec<Worker>,
    pub visits: Vec<Visit>,
    pub links: Vec<Link>,
    /// One for each way of getting about.
    pub ways: Vec<Way>,
    /// By how much a time may be missed without a word.
    pub slack: f64,
    /// How many rounds there may be.
    pub most_rounds: Option<usize>,
}

#[derive(Default)]
pub(crate) struct Worker {
    pub id: String,
    pub skills: BTreeSet<String>,
    pub way: usize,
    pub shifts: Vec<Shift>,
    pub most_work: Option<f64>,
    pub capacity: Option<f64>,
}

pub(crate) struct Shift {
    pub from: f64,
    /// Later than this is overtime.
    pub to: f64,
    /// Later than this is not allowed.
    pub latest: f64,
    /// Where it starts; wherever the first visit is when there is none.
    pub start: Option<usize>,
    /// Where it ends; wherever the last visit is when there is none.
    pub end: Option<usize>,
    pub breaks: Vec<Break>,
}

pub(crate) struct Break {
    pub from: f64,
    pub to: f64,
    pub duration: f64,
}

#[derive(Default)]
pub(crate) struct Visit {
    pub id: String,
    pub place: usize,
    pub from: f64,
    /// It may not begin after this.
    pub to: f64,
    /// It is late after this.
    pub due: f64,
    pub parts: Vec<Part>,
    pub worth: f64,
    pub demand: f64,
    pub barred: BTreeSet<usize>,
    pub preferred: BTreeSet<usize>,
    pub known: BTreeMap<usize, f64>,
    pub announced: Option<Announced>,
}

#[derive(Default)]
pub(crate) struct Part {
    pub duration: f64,
    pub skills: BTreeSet<String>,
    /// How long after the first part it begins.
    pub least: f64,
    pub most: f64,
}

pub(crate) struct Announced {
    /// The workers of its parts.
    pub workers: Vec<usize>,
    /// When its parts begin.
    pub begins: Vec<f64>,
    pub tolerance: f64,
    pub price: f64,
    pub frozen: bool,
}

pub(crate) struct Link {
    pub first: usize,
    pub second: usize,
    /// From beginning to beginning.
    pub least: Option<f64>,
    pub most: Option<f64>,
    pub company: Company,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Company {
    Any,
    Same,
    Different,
}

/// Times between places.
pub(crate) enum Way {
    /// As the file gives them.
    Table(Vec<Vec<f64>>),
    /// The straight line; cut after one decimal where told.
    Line { points: Vec<(f64, f64)>, cut: bool },
    /// The great circle between latitudes and longitudes, made longer, at a speed, with time at the door; whole seconds.
    Circle { points: Vec<(f64, f64)>, circuity: f64, kmh: f64, door: f64 },
}

/// Speeds in km/h outside of these are taken for a mistake.
pub(crate) const KMH: (f64, f64) = (1.0, 1000.0);
/// How much longer ways are than the great circle.
pub(crate) const CIRCUITY: (f64, f64) = (1.0, 10.0);
/// Seconds at the door.
pub(crate) const DOOR: (f64, f64) = (0.0, 86_400.0);
/// The longest time that a way is taken to take, in the units that are counted: half of what 32 bits hold.
pub(crate) const LONGEST_WAY: f64 = 1_073_741_823.0;
/// The most workers at one visit; more is taken for a mistake.
pub(crate) const MOST_WORKERS: usize = 64;

/// The earth's radius in kilometres.
const EARTH: f64 = 6371.0;

impl Way {
    /// How long it takes from a place to a place; nothing where one of the two is not known.
    pub(crate) fn between(&self, from: usize, to: usize) -> f64 {
        match self {
            Way::Table(rows) => rows.get(from).and_then(|row| row.get(to)).copied().unwrap_or_default(),
            Way::Line { points, cut } => ends(points, from, to).map_or(0.0, |(a, b)| line(a, b, *cut)),
            Way::Circle { points, circuity, kmh, door } => match ends(points, from, to) {
                Some((a, b)) if a != b => (circle(a, b) * circuity / kmh * 3600.0 + door).round(),
                _ => 0.0,
            },
        }
    }
}

type Point = (f64, f64);

fn ends(points: &[Point], from: usize, to: usize) -> Option<(Point, Point)> {
    points.get(from).copied().zip(points.get(to).copied())
}

fn line(a: Point, b: Point, cut: bool) -> f64 {
    let length = (a.0 - b.0).hypot(a.1 - b.1);
    if !cut {
        return length;
    }
    // The square root of a hundred times the square is exact where the coordinates are whole, as they are in every known file.
    let squared = (a.0 - b.0).powi(2) + (a.1 - b.1).powi(2);
    (squared * 100.0).sqrt().floor() / 10.0
}

fn circle(a: Point, b: Point) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let (north, east) = ((lat_b - lat_a) / 2.0, (b.1 - a.1).to_radians() / 2.0);
    let h = north.sin().powi(2) + lat_a.cos() * lat_b.cos() * east.sin().powi(2);
    2.0 * EARTH * h.clamp(0.0, 1.0).sqrt().asin()
}

/// An answer as it was written, ids and all.
#[derive(Default)]
pub(crate) struct Answer {
    pub rounds: Vec<Round>,
    /// Visits told as unserved.
    pub unserved: Vec<String>,
    /// What was found wrong while reading it.
    pub faults: Vec<Fault>,
}

#[derive(Default)]
pub(crate) struct Round {
    pub worker: String,
    pub shift: usize,
    /// When the worker is said to leave.
    pub leaves: Option<f64>,
    /// When the worker is said to be back.
    pub back: Option<f64>,
    /// How long the worker is said to be on the way.
    pub travel: Option<f64>,
    pub stops: Vec<Stop>,
}

pub(crate) struct Stop {
    pub what: What,
    /// When it is said to begin; the earliest it can where nothing is said.
    pub begins: Option<f64>,
    pub ends: Option<f64>,
    pub travel: Option<f64>,
}

#[derive(Clone)]
pub(crate) enum What {
    /// A part of a visit by its number.
    Part(String, usize),
    /// The part of a visit that has one service.
    Service(String, String),
    /// A break of the shift by its number.
    Break(usize),
}
