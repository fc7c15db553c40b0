//! What a care worker's employer must have seen, how long it holds, and from when (WRK-1, GOV-3).

use kernel::{Date, Failure};
use serde::Deserialize;

use crate::tables::{fault, toml, toml_date, unique};

const FILE: &str = "workforce.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkforceFile {
    rules: RulesEntry,
    check: Vec<CheckKind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesEntry {
    version: String,
    #[serde(deserialize_with = "toml_date")]
    new_workers_from: Date,
    #[serde(deserialize_with = "toml_date")]
    everybody_from: Date,
    soon_days: i64,
    source: String,
    #[serde(default)]
    assumed: bool,
}

/// What kind of thing a check is; its heading on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckGroup {
    /// Who somebody is and whether they may work with people.
    Check,
    /// What they have learned.
    Training,
    /// What driving to visits needs.
    Driving,
    /// Their standing with a professional body.
    Profession,
}

impl CheckGroup {
    /// Every one, in the order of the page.
    pub const ALL: [CheckGroup; 4] =
        [CheckGroup::Check, CheckGroup::Training, CheckGroup::Driving, CheckGroup::Profession];

    /// For people.
    pub const fn words(self) -> &'static str {
        match self {
            CheckGroup::Check => "Checks",
            CheckGroup::Training => "Training",
            CheckGroup::Driving => "Driving to visits",
            CheckGroup::Profession => "Profession",
        }
    }
}

/// Which workers need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NeededBy {
    /// Everybody.
    Always,
    /// Who drives to visits.
    Drivers,
    /// Who is registered with a professional body.
    Registered,
}

/// Whether the document states its last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndOnPaper {
    /// Never; it holds as long as the rule says.
    #[default]
    Never,
    /// Some do: a right to work with an end.
    IfAny,
    /// Each does: insurance.
    Always,
}

/// One check or training.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckKind {
    /// "dbs".
    pub code: String,
    /// "criminal-record check (DBS)": within a sentence.
    pub words: String,
    /// Its heading.
    pub group: CheckGroup,
    /// Who needs it.
    pub needed: NeededBy,
    /// Whether a worker without it reaches nobody's record (GOV-3).
    #[serde(default)]
    pub closes_records: bool,
    /// How long it holds; none when it does not end by itself.
    pub valid_months: Option<i64>,
    /// Whether its last day is read from the document.
    #[serde(default)]
    pub end_on_paper: EndOnPaper,
    /// Whether the documents leave its term out and we have filled it in.
    #[serde(default)]
    pub assumed: bool,
}

/// What workers need, and from when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkforceRules {
    /// By which a decision names the rules it was made under.
    pub version: String,
    /// Whoever is taken on from this day needs every check before the first visit.
    pub new_workers_from: Date,
    /// From this day whoever worked already needs them too.
    pub everybody_from: Date,
    /// From so many days before its last day a check is about to expire.
    pub soon_days: i64,
    /// The requirements.
    pub source: String,
    /// Whether the documents leave the dates out.
    pub assumed: bool,
    /// Every check, in order.
    pub checks: Vec<CheckKind>,
}

impl WorkforceRules {
    /// The check of this code.
    pub fn check(&self, code: &str) -> Option<&CheckKind> {
        self.checks.iter().find(|check| check.code == code)
    }
}

pub(crate) fn read(text: &str) -> Result<WorkforceRules, Failure> {
    let WorkforceFile { rules, check: checks } = toml(FILE, text)?;
    unique(FILE, "check, code:", checks.iter().map(|check| check.code.as_str()))?;
    if rules.everybody_from < rules.new_workers_from {
        return Err(fault(FILE, "rules, everybody_from: it is before new_workers_from, so there would be no grace."));
    }
    if !(1..=365).contains(&rules.soon_days) {
        return Err(fault(FILE, "rules, soon_days: it must be from 1 to 365."));
    }
    for check in &checks {
        let both = check.valid_months.is_some() && check.end_on_paper == EndOnPaper::Always;
        if both || check.valid_months.is_some_and(|months| !(1..=120).contains(&months)) {
            let message = format!(
                "check {}: valid_months must be from 1 to 120, and stand only where the paper states no end.",
                check.code
            );
            return Err(fault(FILE, message));
        }
    }
    Ok(WorkforceRules {
        version: rules.version,
        new_workers_from: rules.new_workers_from,
        everybody_from: rules.everybody_from,
        soon_days: rules.soon_days,
        source: rules.source,
        assumed: rules.assumed,
        checks,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = include_str!("../../../places/dorset/workforce.toml");

    // WRK-1, GOV-3
    #[test]
    fn what_closes_records_is_what_the_requirement_names() {
        let rules = read(WHOLE).unwrap();
        let closing: Vec<_> =
            rules.checks.iter().filter(|check| check.closes_records).map(|check| check.code.as_str()).collect();
        assert_eq!(closing, ["identity", "right_to_work", "employment_history", "dbs", "information_governance"]);
    }

    #[test]
    fn a_fault_names_the_file_and_the_key() {
        let twice = WHOLE.replace("code = \"dbs\"", "code = \"identity\"");
        assert!(
            read(&twice).unwrap_err().to_string().contains("workforce.toml: check, code: “identity” stands twice.")
        );
        let none = WHOLE.replace("valid_months = 36", "valid_months = 0");
        assert!(read(&none).unwrap_err().to_string().contains("workforce.toml: check dbs: valid_months"));
    }
}
