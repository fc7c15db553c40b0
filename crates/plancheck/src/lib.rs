//! Checks an answer against its instance: every rule, every time, every cost, from the files alone.
//!
//! Nothing here is shared with the planner or with its readers: the formats are read anew, times are rebuilt from the order of
//! the stops and from when they are said to begin, and costs are worked out in the units of the file. What the planner
//! believes of its own answer is never asked, only compared.

mod day;
mod formats;
mod json;
mod judge;
mod once;
mod report;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

pub use report::{Claim, Cost, Fault, Paper, Report, Rule, Unreadable};

/// How an instance is written down; each has one way of writing answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Kith's own JSON, instance and answer.
    Kith,
    /// Solomon's and Gehring and Homberger's text; answers as `.sol`.
    Solomon,
    /// VRPLIB's text with time windows, distances cut after one decimal; answers as `.sol`.
    Vrplib,
    /// Mankowska's home health care as JSON; answers as the published solution files.
    Hhcrsp,
    /// The same with shifts, several departing points and incompatible caregivers.
    HhcrspExtended,
    /// A made-up day of home care as JSON; answers as Kith's.
    CareDay,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 6] =
        [Format::Kith, Format::Solomon, Format::Vrplib, Format::Hhcrsp, Format::HhcrspExtended, Format::CareDay];

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

    fn from_str(name: &str) -> Result<Self, String> {
        let all = || Format::ALL.map(Format::name).join(", ");
        let found = Format::ALL.into_iter().find(|format| format.name() == name);
        found.ok_or_else(|| format!("“{name}” is not a format of instances; choose one of {}", all()))
    }
}

/// Checks an answer against its instance.
///
/// # Errors
/// One of the two texts cannot be read: the error names which, the line or field, and what is wrong with it. An answer that can
/// be read and is wrong is no error but a [`Report`] with faults.
pub fn check(format: Format, instance: &str, answer: &str) -> Result<Report, Unreadable> {
    match format {
        Format::Kith => formats::kith::check(instance, answer),
        Format::Solomon => formats::vrptw::check_solomon(instance, answer),
        Format::Vrplib => formats::vrptw::check_vrplib(instance, answer),
        Format::Hhcrsp => formats::hhcrsp::check(instance, answer, false),
        Format::HhcrspExtended => formats::hhcrsp::check(instance, answer, true),
        Format::CareDay => formats::care_day::check(instance, answer),
    }
}
