//! What the checker says: faults, costs, and whether the answer told the truth about them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Format;

/// Which of the two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paper {
    /// What was to be planned.
    Instance,
    /// What came of it.
    Answer,
}

impl fmt::Display for Paper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Paper::Instance => "instance",
            Paper::Answer => "answer",
        })
    }
}

/// A text that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("The {paper} cannot be read: {}{what}.", said(.at))]
pub struct Unreadable {
    /// Which text.
    pub paper: Paper,
    /// Line or field; empty when it is the whole text.
    pub at: String,
    /// What is wrong with it.
    pub what: String,
}

fn said(at: &str) -> String {
    if at.is_empty() { String::new() } else { format!("{at}: ") }
}

impl Unreadable {
    pub(crate) fn new(paper: Paper, at: impl Into<String>, what: impl Into<String>) -> Self {
        Unreadable { paper, at: at.into(), what: what.into() }
    }
}

/// A rule that an answer can break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The answer names a worker, visit, shift or break that the instance does not have.
    Unknown,
    /// A visit, or a part of it, is made twice.
    VisitTwice,
    /// A visit is neither made nor told as unserved.
    Missing,
    /// A visit of several workers is made by too few.
    PartMissing,
    /// A visit is made and told as unserved, or told as unserved twice.
    ToldUnserved,
    /// A worker has a round twice, or two rounds at once.
    WorkerTwice,
    /// More rounds than there are vehicles.
    TooManyRounds,
    /// A worker has not the skill.
    Skill,
    /// A service is given that the visit does not ask for.
    Service,
    /// A worker who must not come.
    Barred,
    /// One worker makes both halves of a visit of two.
    SameWorker,
    /// The halves of a visit of two do not begin together.
    Together,
    /// Too little time between two linked visits or parts.
    GapShort,
    /// Too much time between two linked visits or parts.
    GapLong,
    /// Linked visits must have the same worker, or different ones.
    Company,
    /// A visit begins before its window.
    TooEarly,
    /// A visit begins after its window.
    TooLate,
    /// A visit is longer or shorter than it must be.
    Duration,
    /// A worker leaves before the shift or is back after it.
    Shift,
    /// A worker cannot have come from the stop before by then.
    TooFast,
    /// More is carried than there is room for.
    Capacity,
    /// More work than allowed.
    Work,
    /// A break is left out, too early, too late, or too short.
    Break,
    /// A frozen visit is moved.
    Frozen,
    /// The list of the order of all visits does not hold each visit that is made once.
    Ordering,
    /// A visit is told as unserved without a reason.
    Unexplained,
    /// The answer says another cost, time or distance than it has.
    Claim,
}

impl Rule {
    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Rule::Unknown => "unknown",
            Rule::VisitTwice => "visit-twice",
            Rule::Missing => "missing",
            Rule::PartMissing => "part-missing",
            Rule::ToldUnserved => "told-unserved",
            Rule::WorkerTwice => "worker-twice",
            Rule::TooManyRounds => "too-many-rounds",
            Rule::Skill => "skill",
            Rule::Service => "service",
            Rule::Barred => "barred",
            Rule::SameWorker => "same-worker",
            Rule::Together => "together",
            Rule::GapShort => "gap-short",
            Rule::GapLong => "gap-long",
            Rule::Company => "company",
            Rule::TooEarly => "too-early",
            Rule::TooLate => "too-late",
            Rule::Duration => "duration",
            Rule::Shift => "shift",
            Rule::TooFast => "too-fast",
            Rule::Capacity => "capacity",
            Rule::Work => "work",
            Rule::Break => "break",
            Rule::Frozen => "frozen",
            Rule::Ordering => "ordering",
            Rule::Unexplained => "unexplained",
            Rule::Claim => "claim",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A broken rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// The rule.
    pub rule: Rule,
    /// Where: `worker c2, stop 3 (visit p7)`.
    pub at: String,
    /// What is wrong, in words, with the figures.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.rule, self.at, self.what)
    }
}

/// What the answer costs by one objective.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// The objective: `unserved`, `late`, `longest_late`, `overtime`, `travel`, …
    pub of: String,
    /// How much.
    pub value: f64,
}

/// A figure that the answer states.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// What the answer calls it.
    pub of: String,
    /// What it says.
    pub said: f64,
    /// What it is.
    pub found: f64,
    /// Whether the two agree, as closely as the answer states it.
    pub agrees: bool,
}

/// All that the checker found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The format of the instance.
    pub format: Format,
    /// How many visits there are.
    pub visits: usize,
    /// How many of them are made in full.
    pub served: usize,
    /// How many rounds hold a visit.
    pub rounds: usize,
    /// Broken rules; none in a sound answer.
    pub faults: Vec<Fault>,
    /// Costs by objective, the most important first.
    pub costs: Vec<Cost>,
    /// The sums by which answers are compared, the most important first; the first that differs decides.
    pub levels: Vec<f64>,
    /// The one figure by which the literature compares answers of this format, and its formula, where there is one.
    pub cost: Option<Cost>,
    /// What the answer says of itself.
    pub claims: Vec<Claim>,
}

impl Report {
    /// Whether no rule is broken and every figure stated is true. Visits told as unserved are no fault.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    /// What the answer costs by an objective.
    #[must_use]
    pub fn cost_of(&self, objective: &str) -> Option<f64> {
        self.costs.iter().find(|cost| cost.of == objective).map(|cost| cost.value)
    }
}

/// A number as people write it: no more than three decimals, none that are nothing.
pub(crate) fn figure(value: f64) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { format, visits, served, rounds, faults, costs, levels, cost, claims } = self;
        match faults.len() {
            0 => writeln!(f, "Sound: no rule is broken.")?,
            1 => writeln!(f, "Not sound: 1 rule is broken.")?,
            n => writeln!(f, "Not sound: {n} rules are broken.")?,
        }
        for fault in faults {
            writeln!(f, "  {fault}")?;
        }
        writeln!(f, "{served} of {visits} visits made, {rounds} rounds ({format})")?;
        for Cost { of, value } in costs {
            writeln!(f, "  {of:<28} {:>14}", figure(*value))?;
        }
        let levels: Vec<_> = levels.iter().map(|level| figure(*level)).collect();
        writeln!(f, "Compared by, in this order: {}", levels.join(", "))?;
        if let Some(Cost { of, value }) = cost {
            writeln!(f, "Cost, {of}: {}", figure(*value))?;
        }
        if claims.is_empty() {
            writeln!(f, "The answer states no figures of its own.")?;
        }
        for Claim { of, said, found, agrees } in claims {
            let verdict = if *agrees { "which is so" } else { "which is not so" };
            writeln!(f, "The answer says {of} is {}, {verdict}: it is {}.", figure(*said), figure(*found))?;
        }
        Ok(())
    }
}
