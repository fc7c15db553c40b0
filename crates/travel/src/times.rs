//! The table of travel times along roads.

use serde::Serialize;

use crate::place::{Address, Place};

/// Travel times between places for one profile.
///
/// `seconds` has one row and one column per distinct address; `row_of` says which belongs to each place.
#[derive(Debug, Clone, PartialEq)]
pub struct TravelTimes {
    /// The places that were asked for, in their order.
    pub places: Vec<Place>,
    /// The row of each place.
    pub row_of: Vec<usize>,
    /// The distinct addresses, one per row.
    pub addresses: Vec<Address>,
    /// `walk`, `cycle`, `drive`.
    pub mode: &'static str,
    /// Whole seconds, rounded up, row by row: from each address to each address. Rounding up keeps it true that no way round is shorter.
    pub seconds: Vec<i32>,
    /// Where the times come from: `map dorset (© OpenStreetMap contributors), drive`.
    pub source: String,
}

#[derive(Serialize)]
struct Row<'a> {
    lat: f64,
    lon: f64,
    places: Vec<&'a str>,
}

#[derive(Serialize)]
struct Written<'a> {
    mode: &'a str,
    source: &'a str,
    unit: &'static str,
    addresses: Vec<Row<'a>>,
    times: Vec<&'a [i32]>,
}

impl TravelTimes {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.addresses.len()
    }

    /// Seconds from one place to another, by their positions in `places`.
    pub fn between(&self, from: usize, to: usize) -> Option<i32> {
        let (row, column) = (*self.row_of.get(from)?, *self.row_of.get(to)?);
        self.seconds.get(row * self.rows() + column).copied()
    }

    /// As JSON: mode, source, addresses with the places at each, and one list of seconds per address.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        let mut rows: Vec<Row<'_>> =
            self.addresses.iter().map(|at| Row { lat: at.lat, lon: at.lon, places: Vec::new() }).collect();
        for (place, row) in self.places.iter().zip(&self.row_of) {
            if let Some(row) = rows.get_mut(*row) {
                row.places.push(&place.id);
            }
        }
        let times = self.seconds.chunks(self.rows().max(1)).collect();
        let (mode, source) = (self.mode, &*self.source);
        serde_json::to_string(&Written { mode, source, unit: "seconds", addresses: rows, times })
    }

    /// As CSV: a row and a column per place. The first cell says what the numbers are.
    pub fn to_csv(&self) -> Vec<u8> {
        let corner = format!("seconds from row to column by {} ({})", self.mode, self.source);
        let ids = self.places.iter().map(|place| place.id.clone());
        let header: Vec<String> = std::iter::once(corner).chain(ids).collect();
        let row = |(from, place): (usize, &Place)| {
            let times = (0..self.places.len()).map(move |to| self.between(from, to).unwrap_or_default().to_string());
            std::iter::once(place.id.clone()).chain(times)
        };
        sheet::write_csv(&header, self.places.iter().enumerate().map(row))
    }
}
