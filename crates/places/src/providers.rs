//! Made-up providers, on the framework and off it (BRK-1).

use kernel::{Failure, Postcode};
use serde::Deserialize;

use crate::tables::{codes, csv, fault, known, unique, yes_or_no};

const FRAMEWORK: &str = "framework_providers.csv";
const OTHERS: &str = "other_providers.csv";

#[derive(Deserialize)]
struct FrameworkEntry {
    code: String,
    name: String,
    postcode: String,
    #[serde(deserialize_with = "codes")]
    areas: Vec<String>,
    #[serde(deserialize_with = "codes")]
    lots: Vec<String>,
    tender_score: String,
    #[serde(deserialize_with = "yes_or_no")]
    active: bool,
}

/// A provider admitted to the framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameworkProvider {
    /// Its code in this file.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where its office is.
    pub postcode: Postcode,
    /// The localities it serves.
    pub areas: Vec<String>,
    /// The lots it was admitted to.
    pub lots: Vec<String>,
    /// Its score at admission in tenths of a point, 0 to 1000.
    pub tender_score_tenths: i64,
    /// Whether it takes packages at present.
    pub active: bool,
}

#[derive(Deserialize)]
struct OtherEntry {
    code: String,
    name: String,
    postcode: String,
    #[serde(deserialize_with = "codes")]
    areas: Vec<String>,
}

/// A provider off the framework, to which the search widens (BRK-6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherProvider {
    /// Its code in this file.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where its office is.
    pub postcode: Postcode,
    /// The localities it serves.
    pub areas: Vec<String>,
}

pub(crate) fn read_framework(text: &str, areas: &[&str], lots: &[&str]) -> Result<Vec<FrameworkProvider>, Failure> {
    let entries: Vec<FrameworkEntry> = csv(FRAMEWORK, text)?;
    unique(FRAMEWORK, "code", entries.iter().map(|entry| entry.code.as_str()))?;
    unique(FRAMEWORK, "name", entries.iter().map(|entry| entry.name.as_str()))?;
    let providers = entries.into_iter().map(|entry| {
        entry.areas.iter().try_for_each(|area| known(FRAMEWORK, &format!("{}, areas:", entry.code), area, areas))?;
        entry.lots.iter().try_for_each(|lot| known(FRAMEWORK, &format!("{}, lots:", entry.code), lot, lots))?;
        Ok(FrameworkProvider {
            postcode: postcode(FRAMEWORK, &entry.code, &entry.postcode)?,
            tender_score_tenths: tenths(&entry.code, &entry.tender_score)?,
            code: entry.code,
            name: entry.name,
            areas: entry.areas,
            lots: entry.lots,
            active: entry.active,
        })
    });
    providers.collect()
}

pub(crate) fn read_others(text: &str, areas: &[&str]) -> Result<Vec<OtherProvider>, Failure> {
    let entries: Vec<OtherEntry> = csv(OTHERS, text)?;
    unique(OTHERS, "code", entries.iter().map(|entry| entry.code.as_str()))?;
    unique(OTHERS, "name", entries.iter().map(|entry| entry.name.as_str()))?;
    let providers = entries.into_iter().map(|entry| {
        entry.areas.iter().try_for_each(|area| known(OTHERS, &format!("{}, areas:", entry.code), area, areas))?;
        Ok(OtherProvider {
            postcode: postcode(OTHERS, &entry.code, &entry.postcode)?,
            code: entry.code,
            name: entry.name,
            areas: entry.areas,
        })
    });
    providers.collect()
}

fn postcode(file: &str, code: &str, text: &str) -> Result<Postcode, Failure> {
    Postcode::parse(text).map_err(|why| fault(file, format!("{code}, postcode: {why}")))
}

fn tenths(code: &str, text: &str) -> Result<i64, Failure> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let part_digits = part.len();
    let score = match (whole.parse::<i64>(), part.parse::<i64>()) {
        (Ok(whole), Ok(part)) if part_digits == 1 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') => {
            whole.checked_mul(10).and_then(|tens| tens.checked_add(part))
        }
        _ => None,
    };
    score
        .filter(|score| (0..=1000).contains(score))
        .ok_or_else(|| fault(FRAMEWORK, format!("{code}, tender_score: write 0 to 100 with at most one decimal.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    // BRK-1
    #[test]
    fn a_score_has_one_decimal_at_most() {
        let read = |text| tenths("F1", text).ok();
        assert_eq!((read("92"), read("92.5"), read("100.0"), read("0.9")), (Some(920), Some(925), Some(1000), Some(9)));
        // 92.05 is not 92.5.
        assert!(
            ["92.05", "92.+5", "+92", "-1", "100.1", "92.", ".5", "9\u{663}"].iter().all(|text| read(text).is_none())
        );
    }
}
