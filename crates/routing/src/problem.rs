//! What is to be planned: workers with their shifts, visits with their windows, links between visits, and what matters most.
//!
//! Times are whole numbers of one unit the caller chooses (seconds in the product) from one moment the caller chooses (midnight);
//! places are rows of the travel tables. Nothing here knows a clock, a map or a person.

use serde::{Deserialize, Serialize};

pub use crate::faults::{Fault, MOST, faults};

/// Travel times between all places for one mode of travel.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Table {
    /// `walk`, `car`, …
    pub mode: String,
    /// Row by row: from each place to each place.
    pub times: Vec<i32>,
    /// Where the times come from: `great circle × 1.35 at 38 km/h`, `map of …`.
    pub source: String,
}

/// Someone who makes visits.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Worker {
    /// Its name for the caller; each its own.
    pub id: String,
    /// What it can do and is registered for.
    pub skills: Vec<String>,
    /// Which table holds its travel times.
    pub mode: usize,
    /// When it works; several in a day are several rounds.
    pub shifts: Vec<Shift>,
    /// The most time with people and on the way, over all shifts.
    pub most_work: Option<i64>,
    /// The most of what visits demand (things to carry) in one shift.
    pub capacity: Option<i64>,
}

/// A time at work, from a place to a place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Shift {
    /// It begins.
    pub from: i64,
    /// It ends; what goes beyond is overtime.
    pub to: i64,
    /// No visit may make it longer than this.
    pub latest: i64,
    /// The place where it starts; wherever the first visit is when there is none.
    pub start: Option<usize>,
    /// The place where it ends; wherever the last visit is when there is none.
    pub end: Option<usize>,
    /// Breaks.
    pub breaks: Vec<Break>,
}

/// A break, taken wherever the worker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Break {
    /// It begins no earlier.
    pub from: i64,
    /// It begins no later.
    pub to: i64,
    /// Its length.
    pub duration: i64,
}

/// Somebody is visited, by one worker or by several.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Visit {
    /// Its name for the caller; each its own.
    pub id: String,
    /// Where.
    pub place: usize,
    /// It begins no earlier.
    pub from: i64,
    /// It begins no later.
    pub to: i64,
    /// When it begins after this, it is late; `to` when there is none.
    pub due: Option<i64>,
    /// What each worker does. Usually one part; two for a visit of two. Each part has a worker of its own.
    pub parts: Vec<Part>,
    /// What it is worth that it is made: the more, the rather.
    pub worth: i64,
    /// What it takes of a worker's capacity.
    pub demand: i64,
    /// Workers the person would rather have.
    pub preferred: Vec<usize>,
    /// Workers who must not come.
    pub barred: Vec<usize>,
    /// Workers who came before, and how often.
    pub known: Vec<(usize, i64)>,
    /// What was promised.
    pub announced: Option<Announced>,
}

/// What one worker does at a visit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Part {
    /// How long.
    pub duration: i64,
    /// What the worker must be able to do.
    pub skills: Vec<String>,
    /// How long after the first part it begins, at the least.
    pub least: i64,
    /// How long after the first part it begins, at the most.
    pub most: i64,
}

/// A visit that is in a plan already.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Announced {
    /// The workers of its parts, in their order.
    pub workers: Vec<usize>,
    /// When its parts begin.
    pub begins: Vec<i64>,
    /// How much earlier or later it may begin without being called moved.
    pub tolerance: i64,
    /// The price of another worker, for each part.
    pub price: i64,
    /// It has begun, or must not be touched: worker and time stay.
    pub frozen: bool,
}

/// A rule between two visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The visit that comes first.
    pub first: usize,
    /// The visit that comes second.
    pub second: usize,
    /// From the beginning of the first to the beginning of the second, at the least: as doses are kept apart.
    pub least: Option<i64>,
    /// The same, at the most.
    pub most: Option<i64>,
    /// By whom.
    pub worker: Company,
}

/// Who makes the second of two linked visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Company {
    /// Anybody.
    #[default]
    Any,
    /// The worker of the first.
    Same,
    /// Another than that of the first.
    Different,
}

/// Something a plan is judged by; the less of it, the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Worth of the visits that nobody makes.
    Unserved,
    /// Time by which visits begin after they are due, added up.
    Late,
    /// The greatest of these times.
    LongestLate,
    /// Time beyond the ends of shifts, added up.
    Overtime,
    /// Price of what was announced and is done by another.
    Moved,
    /// Travel time, added up.
    Travel,
    /// Tenths of strangeness: 0 for a worker who is preferred or came most often, 10 for one who never came.
    Continuity,
    /// How unequally work is spread: mean square of the workers' hours, in hundredths.
    Fairness,
    /// Rounds in which there is a visit.
    Rounds,
}

/// What matters, the most important level first; within a level, measures are added up with weights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objective {
    /// Levels.
    pub levels: Vec<Vec<(Measure, i64)>>,
}

impl Default for Objective {
    /// Unserved, late, overtime, moved, travel, continuity, fairness.
    fn default() -> Self {
        use Measure::{Continuity, Fairness, Late, Moved, Overtime, Travel, Unserved};
        let levels = [Unserved, Late, Overtime, Moved, Travel, Continuity, Fairness];
        Objective { levels: levels.into_iter().map(|measure| vec![(measure, 1)]).collect() }
    }
}

/// All that is to be planned at once.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Problem {
    /// How many places there are.
    pub places: usize,
    /// Travel times by mode.
    pub tables: Vec<Table>,
    /// Workers.
    pub workers: Vec<Worker>,
    /// Visits.
    pub visits: Vec<Visit>,
    /// Rules between visits.
    pub links: Vec<Link>,
    /// What matters.
    pub objective: Objective,
}
