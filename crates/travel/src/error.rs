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
    /// Two places so far apart that the time between them cannot be counted.
    #[error(
        "The way from place {from} to place {to} is too far to be counted: it takes more than eleven days along the roads of this map. Leave one of the two out."
    )]
    TooFar {
        /// Where the way begins.
        from: String,
        /// Where it ends.
        to: String,
    },
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
    let within = distance(limit, libm::floor);
    let mut lines: Vec<String> = strays
        .iter()
        .take(NAMED)
        .map(|Stray { id, metres }| {
            let far = beyond(*metres, &within);
            format!("Place {id} lies {far} from the nearest road of this map: is it in the sea, or off the map?")
        })
        .collect();
    match strays.len().saturating_sub(NAMED) {
        0 => {}
        1 => lines.push("So does 1 more place.".to_owned()),
        more => lines.push(format!("So do {more} more places.")),
    }
    lines.push(format!("Places must lie within {within} of a road."));
    lines.join("\n")
}

/// How far a stray is from the road: metres rounded up, and more in any case than the limit.
fn beyond(metres: f64, limit: &str) -> String {
    let nearest = distance(metres, libm::round);
    if metres < 1000.0 || nearest == limit { distance(metres, libm::ceil) } else { nearest }
}

/// Metres below a kilometre, tenths of a kilometre below ten, then whole ones, each `rounded`.
fn distance(metres: f64, rounded: fn(f64) -> f64) -> String {
    let (whole, tenths) = (rounded(metres), rounded(metres / 100.0) / 10.0);
    if whole < 1000.0 {
        format!("{whole} m")
    } else if tenths < 10.0 {
        format!("{tenths:.1} km")
    } else {
        format!("{} km", rounded(metres / 1000.0))
    }
}
