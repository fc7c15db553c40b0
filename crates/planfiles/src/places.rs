use std::collections::HashMap;

use crate::{Unreadable, numbers::figure};

/// Where a problem's places are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Places {
    /// One for each of the problem's places, in their order.
    pub list: Vec<Place>,
    /// Whether they lie on the earth (`x` is the longitude, `y` the latitude) or on a sheet of paper.
    pub on_earth: bool,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Place {
    /// What it is called.
    pub name: String,
    /// Where it is, when that is known: x, or longitude; y, or latitude.
    pub at: Option<(f64, f64)>,
}

/// Tables of travel times have no more entries than this, all ways of getting about together.
/// The search keeps three copies of four bytes each.
const MOST_TIMES: usize = 200_000_000;

/// Refuses more places than there is room for.
pub(crate) fn few_enough(places: usize, modes: usize, field: &str) -> Result<(), Unreadable> {
    let times = places.saturating_mul(places).saturating_mul(modes);
    if times <= MOST_TIMES {
        return Ok(());
    }
    Err(Unreadable::field(field, format!("{places} places are too many to be planned at once; divide them.")))
}

/// Gathers distinct addresses by where they are.
#[derive(Default)]
pub(crate) struct Addresses {
    numbers: HashMap<(u64, u64), usize>,
    pub(crate) places: Places,
}

impl Addresses {
    /// The number of the address there; a new one the first time.
    pub(crate) fn at(&mut self, lat: f64, lon: f64, name: &str) -> usize {
        let list = &mut self.places.list;
        // -0 and 0 are one place.
        *self.numbers.entry(((lat + 0.0).to_bits(), (lon + 0.0).to_bits())).or_insert_with(|| {
            list.push(Place { name: name.to_owned(), at: Some((lon, lat)) });
            list.len() - 1
        })
    }
}

/// What is wrong with a position, if anything is.
pub(crate) fn position_fault(lat: f64, lon: f64) -> Option<String> {
    let sound = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
    let what = || {
        let (lat, lon) = (figure(lat), figure(lon));
        format!("There is no place at latitude {lat}, longitude {lon}; both are degrees, such as 50.69 and -2.11.")
    };
    (!sound).then(what)
}
