//! Where older people live, and names for made-up ones.

use kernel::{Failure, Point};
use serde::Deserialize;

use crate::tables::{csv, fault};

const OLDER: &str = "older_people.csv";
const NAMES: &str = "names.csv";
const STREETS: &str = "streets.txt";

#[derive(Deserialize)]
struct SmallAreaEntry {
    lsoa: String,
    name: String,
    district: String,
    locality: String,
    lat: f64,
    lon: f64,
    aged_65_74: u32,
    aged_75_84: u32,
    aged_85_over: u32,
}

/// A small area (LSOA 2011) with its older people, by whom a demonstration places its own.
#[derive(Debug, Clone, PartialEq)]
pub struct SmallArea {
    /// "E01020428".
    pub lsoa: String,
    /// "East Dorset 010C".
    pub name: String,
    /// The district's code.
    pub district: String,
    /// The locality's code.
    pub locality: String,
    /// The middle, weighted by where people live.
    pub point: Point,
    /// People of 65 to 74.
    pub aged_65_74: u32,
    /// People of 75 to 84.
    pub aged_75_84: u32,
    /// People of 85 and over.
    pub aged_85_over: u32,
}

pub(crate) fn read_small_areas(text: &str) -> Result<Vec<SmallArea>, Failure> {
    let entries: Vec<SmallAreaEntry> = csv(OLDER, text)?;
    let areas = entries.into_iter().map(|entry| {
        let point = Point::new(entry.lat, entry.lon)
            .map_err(|why| fault(OLDER, format!("{}, lat and lon: {why}", entry.lsoa)))?;
        Ok(SmallArea {
            point,
            lsoa: entry.lsoa,
            name: entry.name,
            district: entry.district,
            locality: entry.locality,
            aged_65_74: entry.aged_65_74,
            aged_75_84: entry.aged_75_84,
            aged_85_over: entry.aged_85_over,
        })
    });
    areas.collect()
}

/// What a name is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// A given name of an older woman.
    OlderWoman,
    /// A given name of an older man.
    OlderMan,
    /// A given name of a care worker.
    Worker,
    /// A family name of somebody who lives here.
    Family,
    /// A family name of a care worker.
    WorkerFamily,
}

#[derive(Deserialize)]
struct NameEntry {
    kind: NameKind,
    name: String,
}

/// Names and streets for made-up people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// Given names of older women.
    pub older_women: Vec<String>,
    /// Given names of older men.
    pub older_men: Vec<String>,
    /// Given names of care workers.
    pub workers: Vec<String>,
    /// Family names of people who live here.
    pub families: Vec<String>,
    /// Family names of care workers.
    pub worker_families: Vec<String>,
    /// Streets that do not exist.
    pub streets: Vec<String>,
}

pub(crate) fn read_names(names: &str, streets: &str) -> Result<Names, Failure> {
    let entries: Vec<NameEntry> = csv(NAMES, names)?;
    let of = |kind: NameKind| -> Result<Vec<String>, Failure> {
        let found: Vec<String> =
            entries.iter().filter(|entry| entry.kind == kind).map(|entry| entry.name.clone()).collect();
        if found.is_empty() { Err(fault(NAMES, format!("there is no name of the kind {kind:?}."))) } else { Ok(found) }
    };
    let streets: Vec<String> = streets
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect();
    if streets.is_empty() {
        return Err(fault(STREETS, "there is no street."));
    }
    Ok(Names {
        older_women: of(NameKind::OlderWoman)?,
        older_men: of(NameKind::OlderMan)?,
        workers: of(NameKind::Worker)?,
        families: of(NameKind::Family)?,
        worker_families: of(NameKind::WorkerFamily)?,
        streets,
    })
}
