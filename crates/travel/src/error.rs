//! What can be wrong, in words that say what to do.

/// A place too far from any road of the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Stray {
    /// The place.
    pub id: String,
    /// Metres to the nearest road.
    pub metres: f64,
}

/// Why there are no travel times.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TravelError {
    /// The file of places cannot be read.
    #[error("{0}")]
    Places(String),
    /// A place with impossible coordinates.
    #[error(
        "Place {id} (number {number}) lies at latitude {lat:?}, longitude {lon:?}, which is nowhere on earth: latitudes go from -90 to 90, longitudes from -180 to 180."
    )]
    Nowhere {
        /// The place.
        id: String,
        /// Its position in the list, counted from 1.
        number: usize,
        /// Its latitude.
        lat: f64,
        /// Its longitude.
        lon: f64,
    },
    /// Two places of one name.
    #[error("Places {first} and {second} are both called {id}: each place needs a name of its own.")]
    Twice {
        /// The name.
        id: String,
        /// Position of the first, counted from 1.
        first: usize,
        /// Position of the second.
        second: usize,
    },
    /// A place without a name.
    #[error("Place {0} has no id: each place needs a name of its own.")]
    Nameless(usize),
    /// More places than one table is made for.
    #[error("{0} places are too many for one table, which has {max} at most; divide them.", max = crate::place::MOST)]
    TooMany(usize),
    /// Places off the map.
    #[error("{}", said(.0, *.1))]
    OffTheMap(Vec<Stray>, f64),
    /// Too few trips to calibrate from.
    #[error(
        "Only {usable} of {given} recorded trips can be used (over 100 m, with a time): at least {} are needed to calibrate.",
        crate::circle::LEAST_TRIPS
    )]
    FewTrips {
        /// Trips that can be used.
        usable: usize,
        /// Trips that were given.
        given: usize,
    },
    /// The map cannot be read.
    #[error("The map {name} cannot be read: {why}")]
    Map {
        /// The map's name.
        name: String,
        /// What is wrong with it, and what to do.
        why: String,
    },
    /// A map without roads for this profile.
    #[error("The map {name} has no roads to {mode} on.")]
    NoRoads {
        /// The map's name.
        name: String,
        /// Walk, cycle or drive.
        mode: &'static str,
    },
}

/// How many strays are named before the rest is counted.
const NAMED: usize = 10;

fn said(strays: &[Stray], limit: f64) -> String {
    let mut lines: Vec<String> = strays
        .iter()
        .take(NAMED)
        .map(|Stray { id, metres }| {
            let far = distance(*metres);
            format!("Place {id} lies {far} from the nearest road of this map: is it in the sea, or off the map?")
        })
        .collect();
    if let Some(more @ 1..) = strays.len().checked_sub(NAMED) {
        lines.push(format!("So do {more} more places."));
    }
    lines.push(format!("Places must lie within {} of a road.", distance(limit)));
    lines.join("\n")
}

fn distance(metres: f64) -> String {
    match metres {
        near if near < 1000.0 => format!("{near:.0} m"),
        middling if middling < 10_000.0 => format!("{:.1} km", middling / 1000.0),
        far => format!("{:.0} km", far / 1000.0),
    }
}
