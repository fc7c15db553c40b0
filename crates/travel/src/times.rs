//! The table of travel times, whatever it was made from.

use serde::Serialize;

use crate::place::{Address, Place, addresses};

/// Travel times between places for one mode of travel.
///
/// `seconds` has one row and one column per distinct address; `row_of` says which belongs to each place. The planner's places are
/// these rows: `Table { mode, times: seconds, source }` with `rows()` places, and a visit to place `p` at `row_of[p]`.
#[derive(Debug, Clone, PartialEq)]
pub struct TravelTimes {
    /// The places that were asked for, in their order.
    pub places: Vec<Place>,
    /// The row of each place.
    pub row_of: Vec<usize>,
    /// The distinct addresses, one per row.
    pub addresses: Vec<Address>,
    /// `walk`, `cycle`, `drive`, or a name of the caller's.
    pub mode: String,
    /// Whole seconds, rounded up, row by row: from each address to each address. Rounding up keeps it true that no way round is shorter.
    pub seconds: Vec<i32>,
    /// Where the times come from: `map dorset, drive` or `great circle × 1.35 at 38 km/h`.
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
        let (mode, source) = (&*self.mode, &*self.source);
        serde_json::to_string(&Written { mode, source, unit: "seconds", addresses: rows, times })
    }

    /// As CSV: a row and a column per place. The first cell says what the numbers are.
    pub fn to_csv(&self) -> String {
        let corner = format!("seconds from row to column by {} ({})", self.mode, self.source);
        let mut text = cell(&corner);
        for place in &self.places {
            text.push(',');
            text.push_str(&cell(&place.id));
        }
        text.push('\n');
        for (from, place) in self.places.iter().enumerate() {
            text.push_str(&cell(&place.id));
            for to in 0..self.places.len() {
                text.push(',');
                text.push_str(&self.between(from, to).unwrap_or_default().to_string());
            }
            text.push('\n');
        }
        text
    }

    pub(crate) fn of(
        places: &[Place],
        mode: &str,
        source: String,
        seconds: impl FnOnce(&[Address]) -> Vec<i32>,
    ) -> TravelTimes {
        let (addresses, row_of) = addresses(places);
        let seconds = seconds(&addresses);
        TravelTimes { places: places.to_vec(), row_of, addresses, mode: mode.to_owned(), seconds, source }
    }
}

fn cell(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
