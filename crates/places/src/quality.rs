//! The forms by which providers are monitored and assess themselves, and when they stand on the early warning list (QUA-3).

use kernel::{Date, Failure};
use serde::Deserialize;

use crate::tables::{fault, known, toml, toml_date, unique};

const FILE: &str = "quality-standards.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct QualityFile {
    pub(crate) warning: WarningRules,
    pub(crate) form: Vec<QualityForm>,
}

/// When a provider stands on the early warning list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WarningRules {
    /// The days that are looked at.
    pub window_days: i64,
    /// So many complaints upheld in whole or in part.
    pub complaints_upheld: usize,
    /// So many serious complaints open.
    pub serious_open: usize,
    /// So many actions overdue.
    pub actions_overdue: usize,
    /// Bands of the last monitoring visit.
    pub bands: Vec<String>,
    /// A monitoring score lower by so many tenths of a per cent than the provider's own.
    pub differs_tenths: i64,
    /// Whether the documents leave it out and we have filled it in.
    #[serde(default)]
    pub assumed: bool,
}

/// How a standard can be rated.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityRating {
    /// "2".
    pub code: String,
    /// "2: met".
    pub words: String,
    /// What it counts; none when the standard does not apply.
    pub points: Option<i64>,
}

/// What a score is called.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityBand {
    /// "good".
    pub code: String,
    /// "Good".
    pub words: String,
    /// From so many tenths of a per cent.
    pub from_tenths: i64,
}

/// One standard.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityStandard {
    /// "safe_staff".
    pub code: String,
    /// What is to be so.
    pub words: String,
    /// What is looked at.
    pub asks: String,
    /// How much it counts within its section.
    pub weight: i64,
    /// Whether not meeting it holds the whole down.
    #[serde(default)]
    pub must: bool,
}

/// A section of standards.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualitySection {
    /// "safe".
    pub code: String,
    /// "Safe care".
    pub words: String,
    /// Its standards.
    #[serde(rename = "standard")]
    pub standards: Vec<QualityStandard>,
}

/// A form, from a date on until the next one begins.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityForm {
    /// "2026.1".
    pub version: String,
    /// First day.
    #[serde(deserialize_with = "toml_date")]
    pub valid_from: Date,
    /// The requirement.
    pub source: String,
    /// Whether the documents leave it out and we have filled it in.
    #[serde(default)]
    pub assumed: bool,
    /// The name and version of the rule that makes the score; kept with every result (H21).
    pub rule: String,
    /// The best band when a standard that must be met is not.
    pub must_caps_at: String,
    /// The scale, the best first.
    #[serde(rename = "rating")]
    pub ratings: Vec<QualityRating>,
    /// The bands, the best first.
    #[serde(rename = "band")]
    pub bands: Vec<QualityBand>,
    /// The sections.
    #[serde(rename = "section")]
    pub sections: Vec<QualitySection>,
}

impl QualityForm {
    /// Every standard with its section, in order.
    pub fn standards(&self) -> impl Iterator<Item = (&QualitySection, &QualityStandard)> {
        self.sections.iter().flat_map(|section| section.standards.iter().map(move |standard| (section, standard)))
    }

    /// The standard of this code.
    pub fn standard(&self, code: &str) -> Option<&QualityStandard> {
        self.standards().map(|(_, standard)| standard).find(|standard| standard.code == code)
    }

    /// The rating of this code.
    pub fn rating(&self, code: &str) -> Option<&QualityRating> {
        self.ratings.iter().find(|rating| rating.code == code)
    }

    /// The band of this code.
    pub fn band(&self, code: &str) -> Option<&QualityBand> {
        self.bands.iter().find(|band| band.code == code)
    }
}

/// The rules that score forms; a form that names another is refused, for the program could not keep it.
pub(crate) const RULES: [&str; 1] = ["mean-of-sections 1"];

pub(crate) fn read(text: &str) -> Result<QualityFile, Failure> {
    let file: QualityFile = toml(FILE, text)?;
    if !file.form.is_sorted_by(|a, b| a.valid_from < b.valid_from) || file.form.is_empty() {
        return Err(fault(FILE, "form: there must be one, in the order of valid_from and no two from the same day."));
    }
    unique(FILE, "form, version:", file.form.iter().map(|form| form.version.as_str()))?;
    file.form.iter().try_for_each(checked)?;
    let bands: Vec<&str> = file.form.iter().flat_map(|form| form.bands.iter().map(|band| band.code.as_str())).collect();
    for band in &file.warning.bands {
        known(FILE, "warning, bands:", band, &bands)?;
    }
    Ok(file)
}

fn checked(form: &QualityForm) -> Result<(), Failure> {
    known(FILE, "form, rule:", &form.rule, &RULES)?;
    let bands: Vec<&str> = form.bands.iter().map(|band| band.code.as_str()).collect();
    unique(FILE, "band, code:", bands.iter().copied())?;
    known(FILE, "form, must_caps_at:", &form.must_caps_at, &bands)?;
    unique(FILE, "rating, code:", form.ratings.iter().map(|rating| rating.code.as_str()))?;
    unique(FILE, "standard, code:", form.standards().map(|(_, standard)| standard.code.as_str()))?;
    let falling = form.bands.is_sorted_by(|a, b| a.from_tenths > b.from_tenths);
    if !falling || form.bands.last().is_none_or(|band| band.from_tenths != 0) {
        return Err(fault(FILE, "band, from_tenths: the best comes first, and the last begins at 0."));
    }
    if form.ratings.iter().filter_map(|rating| rating.points).max().is_none_or(|most| most < 1) {
        return Err(fault(FILE, "rating, points: at least one rating must count more than 0."));
    }
    match form.standards().find(|(_, standard)| !(1..=10).contains(&standard.weight)) {
        Some((_, standard)) => Err(fault(FILE, format!("{}, weight: it must be from 1 to 10.", standard.code))),
        None if form.sections.iter().any(|section| section.standards.is_empty()) => {
            Err(fault(FILE, "section: each has at least one standard."))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = include_str!("../../../places/dorset/quality-standards.toml");

    // QUA-3
    #[test]
    fn the_form_can_be_read_and_a_fault_names_the_key() {
        let file = read(WHOLE).unwrap();
        assert!(file.form.iter().all(|form| form.assumed && form.standards().count() >= 10));
        for (was, becomes, told) in [
            ("must_caps_at = \"needs_work\"", "must_caps_at = \"poor\"", "form, must_caps_at: “poor” is not known"),
            ("rule = \"mean-of-sections 1\"", "rule = \"best-of 1\"", "form, rule: “best-of 1” is not known"),
            ("weight = 2", "weight = 0", "safe_staff, weight: it must be from 1 to 10."),
            ("from_tenths = 660", "from_tenths = 400", "band, from_tenths: the best comes first"),
        ] {
            let fault = read(&WHOLE.replacen(was, becomes, 1)).map(drop).unwrap_err().to_string();
            assert!(fault.contains(told), "{fault}");
        }
    }
}
