//! Places, and the distinct addresses among them.

use std::collections::HashMap;
use std::io::Cursor;

use serde::{Deserialize, Serialize};
use sheet::{Column, Layout, Sheet};

use crate::TravelError;

/// A table has no more places: its times take 400 MB then, and as much again when they are written.
pub(crate) const MOST: usize = 10_000;

/// A file of places is small; more than this is something else.
const LIMIT: usize = 64 * 1024 * 1024;

const PLACES: Layout = Layout {
    name: "places",
    columns: &[
        Column::required("id", &["place", "name", "address", "reference"]),
        Column::required("lat", &["latitude", "y"]),
        Column::required("lon", &["longitude", "long", "lng", "x"]),
    ],
    headless: None,
};

/// Somewhere people travel from and to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Its name for the caller; each its own.
    pub id: String,
    /// Latitude in degrees, north is positive (WGS 84).
    pub lat: f64,
    /// Longitude in degrees, east is positive (WGS 84).
    pub lon: f64,
}

impl Place {
    /// A place of this name.
    pub fn new(id: impl Into<String>, lat: f64, lon: f64) -> Self {
        Place { id: id.into(), lat, lon }
    }

    /// Reads places from CSV (columns id, lat, lon under their usual names) or from JSON (a list of objects with these fields). `name` is what
    /// faults of the whole file call it; those of a line leave it to the caller.
    pub fn read(bytes: &[u8], name: &str) -> Result<Vec<Place>, TravelError> {
        if bytes.len() > LIMIT {
            return Err(TravelError::Places(format!("{name} is larger than 64 MB, which no list of places is.")));
        }
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
        let places =
            if text.starts_with(b"[") || text.starts_with(b"{") { json(text, name) } else { csv(bytes, name) }?;
        if places.is_empty() {
            return Err(TravelError::Places(format!("There are no places in {name}; name at least one.")));
        }
        check(&places)?;
        Ok(places)
    }

    fn is_on_earth(&self) -> bool {
        (-90.0..=90.0).contains(&self.lat) && (-180.0..=180.0).contains(&self.lon)
    }
}

fn json(text: &[u8], name: &str) -> Result<Vec<Place>, TravelError> {
    serde_json::from_slice(text).map_err(|error| {
        TravelError::Places(format!("{name} is not a list of places: {error}. Each has an id, a lat and a lon."))
    })
}

fn csv(bytes: &[u8], name: &str) -> Result<Vec<Place>, TravelError> {
    let fault = TravelError::Places;
    let sheet = Sheet::read(Cursor::new(bytes), name, &[PLACES]).map_err(|failure| fault(failure.to_string()))?;
    let rows = sheet.map(|row| {
        let row = row.map_err(|wrong| fault(wrong.to_string()))?;
        let degrees = |key: &str| {
            let text = row.get(key).trim();
            let message = "This is not a number of degrees. Write it like 50.7192.";
            text.parse::<f64>().map_err(|_| fault(row.fault(key, message).to_string()))
        };
        Ok(Place::new(row.get("id").trim(), degrees("lat")?, degrees("lon")?))
    });
    rows.collect()
}

/// Refuses too many places, places that are nowhere and names that are missing or used twice.
pub(crate) fn check(places: &[Place]) -> Result<(), TravelError> {
    if places.len() > MOST {
        return Err(TravelError::TooMany(places.len()));
    }
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (number, place) in (1..).zip(places) {
        if place.id.is_empty() {
            return Err(TravelError::Nameless(number));
        }
        if !place.is_on_earth() {
            return Err(TravelError::Nowhere { id: place.id.clone(), number, lat: place.lat, lon: place.lon });
        }
        if let Some(first) = seen.insert(&place.id, number) {
            return Err(TravelError::Twice { id: place.id.clone(), first, second: number });
        }
    }
    Ok(())
}

/// A point to which one row of a table belongs: several places may share it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Address {
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// The first of its places, by position in the list.
    #[serde(skip)]
    pub(crate) first: usize,
}

/// The distinct addresses in the order of their first place, and the address of each place. Places that lie within
/// half a millionth of a degree (some 5 cm) of the same grid point are at one address.
pub(crate) fn addresses(places: &[Place]) -> (Vec<Address>, Vec<usize>) {
    let mut rows: HashMap<(i64, i64), usize> = HashMap::new();
    let mut addresses = Vec::new();
    let mut row_of = Vec::with_capacity(places.len());
    for (first, place) in places.iter().enumerate() {
        let millionths = |degrees: f64| libm::round(degrees * 1e6) as i64;
        let row = *rows.entry((millionths(place.lat), millionths(place.lon))).or_insert(addresses.len());
        if row == addresses.len() {
            addresses.push(Address { lat: place.lat, lon: place.lon, first });
        }
        row_of.push(row);
    }
    (addresses, row_of)
}
