//! Files of the visit planner: reads instances in six formats into a [`Problem`], writes and reads answers, draws them,
//! and exchanges straight travel times for those of a map.
//!
//! Pure functions on texts: nothing here opens a file. Kith's own format is told in `docs/formats/plan.md`.
//! What is read is sound: [`read`] refuses what [`routing::problem::faults`] finds, and names the field or the line.

mod answer;
mod care_day;
mod draw;
mod fault;
mod fields;
mod hhcrsp;
mod json;
mod kith;
mod numbers;
mod places;
mod roads;
mod sol;
mod straight;
mod vrptw;
mod words;

use std::{fmt, str::FromStr};

use routing::{
    plan::{Plan, Round, What},
    problem::{Fault, Problem},
};

pub use answer::{Answer, Cost, costs, figure};
pub use draw::draw;
pub use fault::Unreadable;
pub use kith::Document;
pub use places::{Place, Places};
pub use roads::{AlongRoads, ModeTimes, along_roads};
pub use words::says;

/// How an instance is written down; each has one way of writing answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Kith's own JSON.
    Kith,
    /// Solomon's and Gehring and Homberger's text.
    Solomon,
    /// VRPLIB's text with time windows.
    Vrplib,
    /// Mankowska's home health care as JSON.
    Hhcrsp,
    /// The same with shifts, several departing points and incompatible caregivers.
    HhcrspExtended,
    /// A made-up day of home care as JSON.
    CareDay,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 6] =
        [Format::Kith, Format::Solomon, Format::Vrplib, Format::Hhcrsp, Format::HhcrspExtended, Format::CareDay];

    /// The format a file looks like, by its headings or fields.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let all = |words: &[&str]| words.iter().all(|word| text.contains(word));
        let signs: [(Format, &[&str]); 6] = [
            (Format::Kith, &["\"kith-plan/"]),
            (Format::HhcrspExtended, &["\"patients\"", "\"departing_points\""]),
            (Format::Hhcrsp, &["\"patients\"", "\"caregivers\""]),
            (Format::CareDay, &["\"visits\"", "\"kmh\"", "\"door_s\""]),
            (Format::Vrplib, &["NODE_COORD_SECTION"]),
            (Format::Solomon, &["VEHICLE", "CUSTOMER"]),
        ];
        signs.into_iter().find(|(_, words)| all(words)).map(|(format, _)| format)
    }

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Kith => "kith",
            Format::Solomon => "solomon",
            Format::Vrplib => "vrplib",
            Format::Hhcrsp => "hhcrsp",
            Format::HhcrspExtended => "hhcrsp-extended",
            Format::CareDay => "care-day",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Format::ALL.into_iter().find(|format| format.name() == text).ok_or_else(|| {
            let names = Format::ALL.map(Format::name).join(", ");
            format!("There is no format “{text}”; it is one of {names}.")
        })
    }
}

/// What was read, with what it takes to write the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// What the file calls itself; empty when it does not.
    pub name: String,
    /// How it was written down.
    pub format: Format,
    /// The problem.
    pub problem: Problem,
    /// How many of the problem's units make one of the file's: 1 when both are seconds.
    pub scale: i64,
    /// Where the problem's places are.
    pub places: Places,
}

/// Reads an instance.
///
/// # Errors
/// What is wrong with it, each fault with its field or line.
pub fn read(format: Format, text: &str) -> Result<Instance, Unreadable> {
    let instance = match format {
        Format::Kith => kith::read(text),
        Format::Solomon => vrptw::solomon(text),
        Format::Vrplib => vrptw::vrplib(text),
        Format::Hhcrsp | Format::HhcrspExtended => hhcrsp::read(format, text),
        Format::CareDay => care_day::read(text),
    }?;
    let faults = routing::problem::faults(&instance.problem).into_iter();
    let faults: Vec<_> = faults
        .map(|fault| Fault::new(fields::of_file(format, &fault.field), fields::lists(format, &fault.what)))
        .collect();
    if faults.is_empty() { Ok(instance) } else { Err(Unreadable(faults)) }
}

/// Whether there is a visit in a round; the rest of a shift nobody needs is not told.
#[must_use]
pub fn has_visit(round: &Round) -> bool {
    round.stops.iter().any(|stop| matches!(stop.what, What::Visit { .. }))
}

/// The answer as the instance's format has it.
#[must_use]
pub fn write_answer(instance: &Instance, plan: &Plan) -> String {
    match instance.format {
        Format::Kith | Format::CareDay => answer::write(instance, plan),
        Format::Solomon | Format::Vrplib => sol::write(instance, plan),
        Format::Hhcrsp | Format::HhcrspExtended => hhcrsp::write(instance, plan),
    }
}

/// Reads an answer to an instance. Costs are read where the answer tells them; reasons are not.
///
/// # Errors
/// What is wrong with it, each fault with its field or line.
pub fn read_answer(instance: &Instance, text: &str) -> Result<Plan, Unreadable> {
    match instance.format {
        Format::Kith | Format::CareDay => answer::read(instance, text),
        Format::Solomon | Format::Vrplib => sol::read(instance, text),
        Format::Hhcrsp | Format::HhcrspExtended => hhcrsp::read_answer(instance, text),
    }
}
