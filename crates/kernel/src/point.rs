use crate::Failure;

/// The mean radius of the earth in kilometres (IUGG).
const EARTH_RADIUS: f64 = 6371.0088;

/// A place on the map of the British Isles, in degrees (WGS 84).
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "Degrees")]
pub struct Point {
    lat: f64,
    lon: f64,
}

/// A pair of numbers before it is known to be a place.
#[derive(serde::Deserialize)]
struct Degrees {
    lat: f64,
    lon: f64,
}

impl Point {
    /// A point inside the British Isles: latitude 49 to 61.5, longitude −9 to 2.5.
    pub fn new(lat: f64, lon: f64) -> Result<Self, Failure> {
        if (49.0..=61.5).contains(&lat) && (-9.0..=2.5).contains(&lon) {
            Ok(Point { lat, lon })
        } else {
            Err(Failure::field(
                "",
                format!(
                    "{lat}, {lon} is not in the British Isles. Latitude comes first (49 to 61.5), then longitude (−9 to 2.5)."
                ),
            ))
        }
    }

    /// Degrees north.
    pub const fn lat(self) -> f64 {
        self.lat
    }

    /// Degrees east; negative west of Greenwich.
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// The distance as the crow flies.
    pub fn kilometres_to(self, other: Point) -> f64 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let north = ((b - a) / 2.0).sin().powi(2);
        let east = ((other.lon - self.lon).to_radians() / 2.0).sin().powi(2);
        2.0 * EARTH_RADIUS * (north + a.cos() * b.cos() * east).sqrt().min(1.0).asin()
    }
}

impl TryFrom<Degrees> for Point {
    type Error = Failure;
    fn try_from(degrees: Degrees) -> Result<Self, Failure> {
        Point::new(degrees.lat, degrees.lon)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    // DIR-1
    #[test]
    fn distances_are_those_of_the_map() {
        let dorchester = Point::new(50.7154, -2.4367).unwrap();
        let weymouth = Point::new(50.6144, -2.4576).unwrap();
        let edinburgh = Point::new(55.9533, -3.1883).unwrap();
        assert!((dorchester.kilometres_to(weymouth) - 11.33).abs() < 0.05);
        assert!((dorchester.kilometres_to(edinburgh) - 584.5).abs() < 1.0);
    }

    #[test]
    fn points_elsewhere_and_swapped_ones_are_refused() {
        for (lat, lon) in [(-2.4, 50.7), (100.0, 101.0), (f64::NAN, 0.0), (50.0, f64::INFINITY), (48.8, 2.3)] {
            assert!(Point::new(lat, lon).is_err());
        }
        assert!(serde_json::from_str::<Point>(r#"{"lat":100,"lon":101}"#).is_err());
        let point = Point::new(50.5, -2.25).unwrap();
        let json = serde_json::to_string(&point).unwrap();
        assert_eq!(json, r#"{"lat":50.5,"lon":-2.25}"#);
        assert_eq!(serde_json::from_str::<Point>(&json).unwrap(), point);
    }

    proptest! {
        #[test]
        fn distance_is_the_same_both_ways_and_never_longer_than_a_detour(
            points in [(49.0..61.5, -9.0..2.5), (49.0..61.5, -9.0..2.5), (49.0..61.5, -9.0..2.5)],
        ) {
            let [a, b, c] = points.map(|(lat, lon)| Point::new(lat, lon).unwrap());
            prop_assert!((a.kilometres_to(b) - b.kilometres_to(a)).abs() < 1e-6);
            prop_assert!(a.kilometres_to(c) <= a.kilometres_to(b) + b.kilometres_to(c) + 1e-6);
            prop_assert!(a.kilometres_to(a) == 0.0);
        }
    }
}
