//! Files that are no maps, or damaged ones: an error in words, never a panic.

use proptest::prelude::*;

use super::pbf::{Drawing, framed};
use super::{LEEDS, Lot};
use crate::{Map, NEAR, Place, Profile, Roads};

fn refused(bytes: &[u8]) -> String {
    Map::read(bytes, "dorset").unwrap_err().to_string()
}

#[test]
fn what_is_no_map_is_said() {
    let words = |bytes: &[u8]| refused(bytes);
    assert!(words(b"").starts_with("The map dorset cannot be read: it is empty."), "{}", words(b""));
    assert!(words(b"id,lat,lon\n").contains("it is no OpenStreetMap extract"));
    assert!(words(b"<?xml version='1.0'?><osm/>").contains("it is no OpenStreetMap extract"));
    assert!(words(&[0; 1000]).contains("it is no OpenStreetMap extract"));
    assert!(words(&framed("OSMData", b"")).contains("it is no OpenStreetMap extract"));
    let history = framed("OSMHeader", b"\x22\x15HistoricalInformation");
    assert!(words(&history).contains("HistoricalInformation"), "{}", words(&history));
}

#[test]
fn a_map_without_roads_is_said() {
    let map = Map::read(&Drawing::default().bytes(), "sea").unwrap();
    let none = Roads::new(&map, Profile::Drive).unwrap_err().to_string();
    assert_eq!(none, "The map sea has no roads to drive on.");
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    for length in (0..LEEDS.len()).step_by(97).chain(LEEDS.len() - 10..LEEDS.len()) {
        // Between two blocks, a cut file is a whole one with fewer roads.
        if let Err(error) = Map::read(&LEEDS[..length], "leeds") {
            assert!(error.to_string().contains("Get the file again"), "{error}");
        }
    }
    assert!(refused(&LEEDS[..LEEDS.len() - 1]).contains("it is cut off at its end"));
    assert!(refused(&LEEDS[..LEEDS.len() / 2]).contains("cut off"));
}

#[test]
fn a_damaged_file_is_an_error_or_a_map() {
    let mut lot = Lot(4);
    for _ in 0..300 {
        let mut bytes = LEEDS.to_vec();
        for _ in 0..=lot.below(4) {
            let at = lot.below(bytes.len() as u64) as usize;
            bytes[at] = lot.below(256) as u8;
        }
        use_up(&bytes);
    }
}

/// Reads whatever there is, and asks for times on it.
fn use_up(bytes: &[u8]) {
    let Ok(map) = Map::read(bytes, "damaged") else { return };
    for profile in Profile::ALL {
        let Ok(roads) = Roads::new(&map, profile) else { continue };
        let places = [Place::new("a", 50.7, -2.0), Place::new("b", 50.705, -1.99), Place::new("c", 0.0, 0.0)];
        for near in [NEAR, 1e9] {
            if let Ok(times) = roads.travel_times(&places, near) {
                assert_eq!(times.seconds.len(), 9);
                assert!(times.seconds.iter().all(|seconds| *seconds >= 0));
            }
        }
    }
}

/// A drawn map, uncompressed, so that what is damaged reaches the reader.
fn town() -> Vec<u8> {
    let mut drawing = Drawing::default();
    for n in 0..36 {
        drawing.node(
            50.7 + f64::from(n / 6) * 0.001,
            -2.0 + f64::from(n % 6) * 0.001,
            &[("barrier", "gate")][..usize::from(n % 7 == 0)],
        );
    }
    for n in 0..6 {
        drawing.way(
            &[6 * n + 1, 6 * n + 2, 6 * n + 3, 6 * n + 4, 6 * n + 5, 6 * n + 6],
            &[("highway", "tertiary"), ("maxspeed", "30 mph")],
        );
        drawing.way(&[n + 1, n + 7, n + 13, n + 19, n + 25, n + 31], &[("highway", "residential"), ("oneway", "yes")]);
    }
    drawing.way(&[1, 36], &[("route", "ferry"), ("duration", "10"), ("motor_vehicle", "yes")]);
    drawing.bytes()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn damage_beneath_the_packing_is_an_error_or_a_map(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = town();
        for (at, value) in changes {
            *at.get_mut(&mut bytes) = value;
        }
        use_up(&bytes);
    }

    #[test]
    fn anything_at_all_is_an_error_or_a_map(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        use_up(&bytes);
        use_up(&[&framed("OSMHeader", b"")[..], &framed("OSMData", &bytes)].concat());
    }
}
