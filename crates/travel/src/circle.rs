//! Times without a map: great circle, times how much longer roads are, by speed. The one place for both.

use crate::{Profile, TravelError};

/// Radius of the earth in kilometres, as a sphere; `docs/formats/plan.md` has it too.
pub(crate) const EARTH: f64 = 6371.0;

/// More seconds than this are no travel time.
const MOST: f64 = (i32::MAX / 2) as f64;

/// How people travel where there is no map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mode {
    /// Speed in kilometres an hour.
    pub kmh: f64,
    /// How much longer the way is than the great circle.
    pub circuity: f64,
    /// Seconds to get in and out.
    pub door: f64,
    /// How many recorded trips it was calibrated from; 0 if it is somebody's assumption.
    pub trips: usize,
}

/// A recorded trip: from where to where (latitude, longitude), and how many seconds it took.
pub type Trip = ((f64, f64), (f64, f64), f64);

/// Trips over a shorter distance say more about finding the door than about travelling.
const LEAST_METRES: f64 = 100.0;

/// With fewer trips than this, an assumption is better than a calibration.
pub const LEAST_TRIPS: usize = 5;

impl Mode {
    /// What is assumed of a profile until trips have been recorded.
    pub fn assumed(profile: Profile) -> Self {
        let (circuity, kmh) = match profile {
            Profile::Walk => (1.3, 4.8),
            Profile::Cycle => (1.35, 14.0),
            Profile::Drive => (1.35, 38.0),
        };
        Mode { kmh, circuity, door: 0.0, trips: 0 }
    }

    /// The mode that agrees with recorded trips: the median over all trips of what was driven against what was expected, so that neither
    /// a break on the way nor a wrong address spoils it. Trips tell time, not length, so the circuity stays and the speed is fitted.
    pub fn calibrated(profile: Profile, trips: &[Trip]) -> Result<Self, TravelError> {
        let assumed = Mode::assumed(profile);
        let usable = |(from, to, seconds): &Trip| {
            let distance = metres(*from, *to);
            (distance.is_finite() && distance >= LEAST_METRES && seconds.is_finite() && *seconds > 0.0)
                .then(|| seconds / assumed.seconds(distance / 1000.0))
        };
        let mut ratios: Vec<f64> = trips.iter().filter_map(usable).collect();
        if ratios.len() < LEAST_TRIPS {
            return Err(TravelError::FewTrips { usable: ratios.len(), given: trips.len() });
        }
        ratios.sort_by(f64::total_cmp);
        let upper = ratios.get(ratios.len() / 2).copied().unwrap_or(1.0);
        let lower = ratios.get((ratios.len() - 1) / 2).copied().unwrap_or(upper);
        let kmh = assumed.kmh / f64::midpoint(lower, upper);
        Ok(Mode { kmh, trips: ratios.len(), ..assumed })
    }

    /// Where times of this mode come from.
    pub fn source(&self) -> String {
        let calibrated = if self.trips > 0 { format!(", from {} trips", self.trips) } else { String::new() };
        let kmh = if self.trips > 0 { libm::round(self.kmh * 10.0) / 10.0 } else { self.kmh };
        format!("great circle × {} at {kmh} km/h{calibrated}, and {} s at the door", self.circuity, self.door)
    }

    /// What cannot be: the name of the number, and in which bounds it must lie. Within them every way on the earth takes a time that can
    /// be counted.
    pub fn fault(&self) -> Option<(&'static str, String)> {
        let numbers = [
            ("kmh", self.kmh, 1.0, 1000.0),
            ("circuity", self.circuity, 1.0, 10.0),
            ("door", self.door, 0.0, 86_400.0),
        ];
        let wrong = numbers.into_iter().find(|(_, value, least, most)| !(*least..=*most).contains(value));
        wrong.map(|(name, value, least, most)| {
            let told = if value.abs() < 1e15 { value.to_string() } else { format!("{value:e}") };
            (name, format!("It must be a number from {least} to {most}, and is {told}."))
        })
    }

    fn seconds(&self, km: f64) -> f64 {
        km * self.circuity / self.kmh * 3600.0 + self.door
    }
}

/// The times of each mode between points (latitude, longitude), from each to each, row by row: whole seconds, rounded to the nearest, the
/// same both ways; 0 between equal points. A mode whose times cannot be counted is named by its position.
pub fn circles(points: &[(f64, f64)], modes: &[Mode]) -> Result<Vec<Vec<i32>>, usize> {
    let units: Vec<[f64; 3]> = points.iter().map(|point| unit(*point)).collect();
    let side = units.len();
    let mut tables: Vec<Vec<i32>> = modes.iter().map(|_| vec![0; side * side]).collect();
    for (row, (from, a)) in points.iter().zip(&units).enumerate() {
        for (column, (to, b)) in points.iter().zip(&units).enumerate().skip(row + 1) {
            if from == to {
                continue;
            }
            let km = arc(a, b);
            for (number, (mode, table)) in modes.iter().zip(&mut tables).enumerate() {
                let seconds = libm::round(mode.seconds(km));
                if !(0.0..=MOST).contains(&seconds) {
                    return Err(number);
                }
                for at in [row * side + column, column * side + row] {
                    if let Some(entry) = table.get_mut(at) {
                        *entry = seconds as i32;
                    }
                }
            }
        }
    }
    Ok(tables)
}

/// Metres between two points (latitude, longitude) by great circle. The same both ways.
pub(crate) fn metres(from: (f64, f64), to: (f64, f64)) -> f64 {
    1000.0 * arc(&unit(from), &unit(to))
}

/// The point on a sphere of radius 1. With it, each pair takes one root and one arc sine: half the straight line between two
/// points is the root of the haversine.
fn unit((lat, lon): (f64, f64)) -> [f64; 3] {
    let (lat, lon) = (lat.to_radians(), lon.to_radians());
    let (sin, cos) = (libm::sin(lat), libm::cos(lat));
    [cos * libm::cos(lon), cos * libm::sin(lon), sin]
}

/// Kilometres between two such points.
fn arc([a, b, c]: &[f64; 3], [x, y, z]: &[f64; 3]) -> f64 {
    let chord = ((a - x) * (a - x) + (b - y) * (b - y) + (c - z) * (c - z)).sqrt();
    2.0 * EARTH * libm::asin((chord / 2.0).min(1.0))
}
