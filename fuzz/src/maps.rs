//! Maps, and the places that travel times are asked for.

use travel::{Map, NEAR, Place, Profile, Roads, TravelError};

use super::in_lines;

/// Where the roads of the seed are, and somewhere else.
const ASKED: [(f64, f64); 4] = [(50.7, -2.0), (50.705, -1.995), (50.703, -2.0), (0.0, 0.0)];

fn told(error: &TravelError) {
    in_lines(&kernel::shown(&error.to_string(), 2_000));
}

/// An OpenStreetMap extract: where there are roads there are times, none is negative, nowhere to itself takes none, and no way
/// round is shorter.
pub fn map(bytes: &[u8]) {
    let map = match Map::read(bytes, "made up") {
        Ok(map) => map,
        Err(error) => return told(&error),
    };
    let places: Vec<Place> = (0..).zip(ASKED).map(|(n, (lat, lon))| Place::new(format!("{n}"), lat, lon)).collect();
    for profile in Profile::ALL {
        let roads = match Roads::new(&map, profile) {
            Ok(roads) => roads,
            Err(error) => {
                told(&error);
                continue;
            }
        };
        for near in [NEAR, 1e9] {
            match roads.travel_times(&places, near) {
                Ok(times) => sound(&times),
                Err(error) => told(&error),
            }
        }
    }
}

fn sound(times: &travel::TravelTimes) {
    let all = 0..times.places.len();
    let between = |from, to| i64::from(times.between(from, to).expect("a time between any two"));
    for from in all.clone() {
        assert_eq!(between(from, from), 0);
        for to in all.clone() {
            assert!(between(from, to) >= 0);
            for over in all.clone() {
                assert!(between(from, to) <= between(from, over) + between(over, to), "{from} to {to} over {over}");
            }
        }
    }
    serde_json::from_str::<serde_json::Value>(&times.to_json().expect("JSON")).expect("JSON that can be read");
}

/// A list of places, CSV or JSON: each is on earth and has a name of its own, and what was read reads back.
pub fn travel_places(bytes: &[u8]) {
    let places = match Place::read(bytes, "places") {
        Ok(places) => places,
        Err(error) => return told(&error),
    };
    let names: std::collections::BTreeSet<&str> = places.iter().map(|place| place.id.as_str()).collect();
    assert_eq!(names.len(), places.len());
    for place in &places {
        assert!(!place.id.is_empty() && place.lat.abs() <= 90.0 && place.lon.abs() <= 180.0, "{place:?}");
    }
    let written = serde_json::to_vec(&places).expect("JSON");
    assert_eq!(Place::read(&written, "places").expect("what was read"), places);
}
