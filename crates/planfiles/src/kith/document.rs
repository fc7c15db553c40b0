//! The fields of the format, as `docs/formats/plan.md` tells them.

use routing::problem::Measure as Measured;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is to be planned. Times are whole seconds from midnight of the first day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The schema of this file, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// `kith-plan/1`
    pub format: String,
    /// What the file is about.
    #[serde(default)]
    pub name: String,
    /// Where workers start and visits are.
    pub places: Vec<Place>,
    /// One entry for each way of getting about.
    pub travel: Vec<Travel>,
    /// Who makes visits.
    pub workers: Vec<Worker>,
    /// Who is visited.
    pub visits: Vec<Visit>,
    /// Rules between two visits.
    #[serde(default)]
    pub links: Vec<Link>,
    /// What matters, the most important level first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objective: Option<Vec<Vec<Weighed>>>,
}

/// A place. Places with the same `lat` and `lon` are one address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Each its own.
    pub id: String,
    /// Latitude in degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Longitude in degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
}

/// A way of getting about: either `straight` or `matrix`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Travel {
    /// Its name: `car`, `walk`.
    pub mode: String,
    /// Times by the great circle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub straight: Option<StraightLine>,
    /// Times as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matrix: Option<Matrix>,
}

/// Great circle times `circuity`, at `kmh`, and `door` seconds more; nothing within one address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StraightLine {
    /// Speed.
    pub kmh: f64,
    /// How much longer the way is than the great circle; 1 unless said.
    #[serde(default = "one")]
    pub circuity: f64,
    /// Seconds to get in and out; 0 unless said.
    #[serde(default)]
    pub door: f64,
}

fn one() -> f64 {
    1.0
}

/// Travel times from each place to each place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Matrix {
    /// Where they come from.
    pub source: String,
    /// A row for each place in the order of `places`: the seconds from it to each.
    pub seconds: Vec<Vec<i64>>,
}

/// Someone who makes visits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Worker {
    /// Each its own.
    pub id: String,
    /// A mode of `travel`.
    pub mode: String,
    /// What the worker can do and is registered for.
    #[serde(default)]
    pub skills: Vec<String>,
    /// Times at work; several in a day are several rounds.
    pub shifts: Vec<Shift>,
    /// The most seconds with people and on the way, over all shifts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_work: Option<i64>,
    /// The most of the visits' `demand` in one shift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<i64>,
}

/// A time at work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// It begins.
    pub from: i64,
    /// It ends; beyond is overtime.
    pub to: i64,
    /// The latest that the worker is back; `to` unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<i64>,
    /// The place where it starts; without it the round begins with its first visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// The place where it ends; without it the round ends with its last visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// Breaks.
    #[serde(default)]
    pub breaks: Vec<Break>,
}

/// A break, taken wherever the worker is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Break {
    /// It begins no earlier.
    pub from: i64,
    /// It begins no later.
    pub to: i64,
    /// Seconds.
    pub duration: i64,
}

/// Somebody is visited. Either `duration` (with `skills` and `workers`) or `parts`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// Each its own.
    pub id: String,
    /// A place.
    pub place: String,
    /// It begins no earlier.
    pub from: i64,
    /// It begins no later, whatever it costs.
    pub to: i64,
    /// It is late by as much as it begins after this; `to` unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<i64>,
    /// Seconds that each worker stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<i64>,
    /// What each worker must be able to do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
    /// How many come at the same time; 1 unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workers: Option<usize>,
    /// What each worker does, when they do not all do the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<Vec<Part>>,
    /// What it is worth that it is made; 1 unless said.
    #[serde(default = "whole")]
    pub worth: i64,
    /// What it takes of `capacity`.
    #[serde(default)]
    pub demand: i64,
    /// Workers the person would rather have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preferred: Vec<String>,
    /// Workers who must not come.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub barred: Vec<String>,
    /// Who came before, and how often.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<Known>,
    /// What was promised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced: Option<Announced>,
}

fn whole() -> i64 {
    1
}

/// What one worker does at a visit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Seconds.
    pub duration: i64,
    /// What the worker must be able to do.
    #[serde(default)]
    pub skills: Vec<String>,
    /// How many seconds after the first part it begins, at the least.
    #[serde(default)]
    pub least: i64,
    /// The same, at the most.
    #[serde(default)]
    pub most: i64,
}

/// Who came before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// A worker.
    pub worker: String,
    /// How often.
    pub times: i64,
}

/// A visit that is in a plan already.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Announced {
    /// One for each part, in their order.
    pub workers: Vec<String>,
    /// When it begins.
    pub begins: Begins,
    /// How much earlier or later it may begin without counting as moved.
    #[serde(default)]
    pub tolerance: i64,
    /// The price of another worker, for each part.
    #[serde(default)]
    pub price: i64,
    /// It has begun, or must not be touched.
    #[serde(default)]
    pub frozen: bool,
}

/// When an announced visit begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "when the visit begins must be whole seconds, or a list of them, one for each part")]
pub enum Begins {
    /// The first part; later ones begin their least gap after it.
    First(i64),
    /// Each part.
    Each(Vec<i64>),
}

/// A rule between two visits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// A visit.
    pub first: String,
    /// A visit.
    pub second: String,
    /// Seconds from the beginning of the first to the beginning of the second, at the least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<i64>,
    /// The same, at the most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<i64>,
    /// Who makes the second.
    #[serde(default)]
    pub worker: Company,
}

/// Who makes the second of two linked visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
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

/// A measure within a level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Weighed {
    /// What is measured.
    pub measure: Measure,
    /// How it counts within its level; 1 unless said.
    #[serde(default = "whole")]
    pub weight: i64,
}

macro_rules! measures {
    ($($(#[$doc:meta])* $name:ident),*) => {
        /// Something a plan is judged by; the less of it, the better.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Measure {
            $($(#[$doc])* $name),*
        }

        impl From<Measure> for Measured {
            fn from(measure: Measure) -> Self {
                match measure {
                    $(Measure::$name => Measured::$name),*
                }
            }
        }

        impl From<Measured> for Measure {
            fn from(measure: Measured) -> Self {
                match measure {
                    $(Measured::$name => Measure::$name),*
                }
            }
        }
    };
}

measures! {
    /// Worth of the visits that nobody makes.
    Unserved,
    /// Seconds by which parts of visits begin after they are due.
    Late,
    /// The greatest of these.
    LongestLate,
    /// Seconds by which rounds end after their shifts.
    Overtime,
    /// Price of what was announced and is done by another.
    Moved,
    /// Seconds on the way.
    Travel,
    /// Strangeness: 0 for a worker who is preferred or came most often, 10 for one who never came.
    Continuity,
    /// How unequally work is spread.
    Fairness,
    /// Rounds in which there is a visit.
    Rounds
}
