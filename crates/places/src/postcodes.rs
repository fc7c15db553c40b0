//! The postcodes of a place. Read when they are first asked for, because they are by far the largest table.

use std::collections::HashMap;

use kernel::{Failure, Point, Postcode};
use serde::Deserialize;

use crate::SmallArea;
use crate::tables::{csv, fault};

const FILE: &str = "postcodes.csv";

#[derive(Deserialize)]
struct Entry {
    postcode: String,
    lat: f64,
    lon: f64,
    locality: String,
    lsoa: String,
}

/// A postcode of this place.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownPostcode {
    /// The postcode.
    pub postcode: Postcode,
    /// Where it is.
    pub point: Point,
    /// The locality's code.
    pub locality: String,
    /// The district's code.
    pub district: String,
    /// The small area's code.
    pub lsoa: String,
}

pub(crate) fn read(text: &str, small_areas: &[SmallArea]) -> Result<Vec<KnownPostcode>, Failure> {
    let by_code: HashMap<&str, &SmallArea> = small_areas.iter().map(|area| (area.lsoa.as_str(), area)).collect();
    let entries: Vec<Entry> = csv(FILE, text)?;
    let known = entries.into_iter().map(|entry| {
        let what = entry.postcode.clone();
        let area = by_code
            .get(entry.lsoa.as_str())
            .ok_or_else(|| fault(FILE, format!("{what}, lsoa: {} is not in older_people.csv.", entry.lsoa)))?;
        if area.locality != entry.locality {
            let message = format!("{what}, locality: {} but its small area is in {}.", entry.locality, area.locality);
            return Err(fault(FILE, message));
        }
        Ok(KnownPostcode {
            postcode: Postcode::parse(&entry.postcode).map_err(|why| fault(FILE, format!("{what}: {why}")))?,
            point: Point::new(entry.lat, entry.lon).map_err(|why| fault(FILE, format!("{what}: {why}")))?,
            locality: entry.locality,
            district: area.district.clone(),
            lsoa: entry.lsoa,
        })
    });
    let mut known = known.collect::<Result<Vec<_>, Failure>>()?;
    known.sort_by(|a, b| a.postcode.cmp(&b.postcode));
    Ok(known)
}
