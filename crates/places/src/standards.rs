//! The clocks that run in a place (BRK-3, BRK-5, BRK-6, BRK-12, REF-4).

use kernel::{Failure, Rule, Term, Time};
use serde::Deserialize;

use crate::tables::{fault, optional_toml_time, toml, unique};

const FILE: &str = "standards.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StandardsFile {
    standard: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: String,
    words: String,
    term: String,
    #[serde(default, deserialize_with = "optional_toml_time")]
    cut_off: Option<Time>,
    starts: String,
    ends: String,
    source: String,
    #[serde(default)]
    assumed: bool,
}

/// What somebody is held to, and where that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standard {
    /// By which the program asks for it: "offer.answer".
    pub code: String,
    /// What it is, for a screen: "A provider answers an offer".
    pub words: String,
    /// How long.
    pub rule: Rule,
    /// What starts the clock, in words.
    pub starts: String,
    /// What ends it, in words.
    pub ends: String,
    /// The requirement it comes from.
    pub source: String,
    /// Whether the documents leave it out and we have filled it in.
    pub assumed: bool,
}

pub(crate) fn read(text: &str) -> Result<Vec<Standard>, Failure> {
    let file: StandardsFile = toml(FILE, text)?;
    unique(FILE, "code", file.standard.iter().map(|entry| entry.code.as_str()))?;
    file.standard.into_iter().map(standard).collect()
}

fn standard(entry: Entry) -> Result<Standard, Failure> {
    let term: Term = entry.term.parse().map_err(|why: Failure| fault(FILE, format!("{}, term: {why}", entry.code)))?;
    if entry.source.is_empty() {
        return Err(fault(FILE, format!("{}, source: say which requirement it comes from.", entry.code)));
    }
    Ok(Standard {
        code: entry.code,
        words: entry.words,
        rule: Rule { term, cut_off: entry.cut_off },
        starts: entry.starts,
        ends: entry.ends,
        source: entry.source,
        assumed: entry.assumed,
    })
}
