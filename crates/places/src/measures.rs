//! What providers and the framework are measured by (BRK-11, BRK-12).

use kernel::Failure;
use serde::{Deserialize, Serialize};

use crate::tables::{fault, known, toml, unique};

const FILE: &str = "measures.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeasuresFile {
    measure: Vec<Measure>,
    #[serde(default)]
    milestone: Vec<Milestone>,
}

/// Something that falls due again and again under the contract.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// "contract.review".
    pub code: String,
    /// What it is, for a screen.
    pub words: String,
    /// After how many quarters it comes again: 1, 2 or 4.
    pub quarters: i64,
    /// The standard that says how long after the last of them it is due.
    pub standard: String,
    /// The requirement.
    pub source: String,
    /// Whether we have filled it in.
    #[serde(default)]
    pub assumed: bool,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

/// What a measure adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Counted {
    /// Its cases, each once.
    #[default]
    Cases,
    /// The minutes of its cases.
    Minutes,
}

/// A measure in per cent, with its target and bands.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// "R1".
    pub code: String,
    /// What it says, for a screen.
    pub words: String,
    /// What is counted, in words.
    pub numerator: String,
    /// Of what, in words.
    pub denominator: String,
    /// The clock it looks at, where there is one.
    pub standard: Option<String>,
    /// Which way is better.
    pub better: Better,
    /// The target in per cent.
    pub green: i64,
    /// Where amber ends and red begins.
    pub amber: i64,
    /// What is added up.
    #[serde(default)]
    pub unit: Counted,
    /// The target of the framework's first year in per cent, where that was another.
    pub first_year: Option<i64>,
    /// Whether each provider submits it each quarter.
    #[serde(default)]
    pub submitted: bool,
    /// The requirement.
    pub source: String,
    /// Whether target and bands are ours.
    #[serde(default)]
    pub assumed: bool,
}

pub(crate) fn read(text: &str, standards: &[&str]) -> Result<(Vec<Measure>, Vec<Milestone>), Failure> {
    let file: MeasuresFile = toml(FILE, text)?;
    unique(FILE, "code", file.measure.iter().map(|measure| measure.code.as_str()))?;
    for measure in &file.measure {
        if let Some(standard) = &measure.standard {
            known(FILE, &format!("{}, standard:", measure.code), standard, standards)?;
        }
        let in_order = match measure.better {
            Better::Higher => measure.green >= measure.amber,
            Better::Lower => measure.green <= measure.amber,
        };
        if !in_order {
            return Err(fault(FILE, format!("{}: green and amber are the wrong way round.", measure.code)));
        }
    }
    unique(FILE, "code", file.milestone.iter().map(|one| one.code.as_str()))?;
    for one in &file.milestone {
        known(FILE, &format!("{}, standard:", one.code), &one.standard, standards)?;
        if ![1, 2, 4].contains(&one.quarters) {
            return Err(fault(FILE, format!("{}, quarters: a milestone comes after 1, 2 or 4 quarters.", one.code)));
        }
    }
    Ok((file.measure, file.milestone))
}
