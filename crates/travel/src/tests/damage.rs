//! Files that are no maps, or damaged ones: an error in words, never a panic.

use std::io::Write;

use flate2::{Compression, write::ZlibEncoder};
use proptest::prelude::*;

use super::pbf::{Drawing, enclosed, framed, put_bytes};
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
    let without_nodes = words(&framed("OSMHeader", b"\x2a\x0fLocationsOnWays"));
    assert!(
        without_nodes.contains("“LocationsOnWays”, which is not understood here. Get a plain extract."),
        "{without_nodes}"
    );
    assert!(Map::read(&framed("OSMHeader", b"\x2a\x11Sort.Type_then_ID"), "sorted").is_ok());
}

/// A map of one packed block of residential streets, all with these references and so many tags before their class.
fn packed_ways(count: usize, references: &[u8], tags: usize) -> Vec<u8> {
    let (mut way, mut group, mut words, mut block) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (keys, values) = ([vec![0; tags], vec![1]].concat(), [vec![0; tags], vec![2]].concat());
    for (field, numbers) in [(2, &*keys), (3, &*values), (8, references)] {
        put_bytes(&mut way, field, numbers);
    }
    (0..count).for_each(|_| put_bytes(&mut group, 3, &way));
    ["", "highway", "residential"].iter().for_each(|word| put_bytes(&mut words, 1, word.as_bytes()));
    put_bytes(&mut block, 1, &words);
    put_bytes(&mut block, 2, &group);
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&block).unwrap();
    let mut blob = Vec::new();
    put_bytes(&mut blob, 3, &packed.finish().unwrap());
    [framed("OSMHeader", b""), enclosed("OSMData", &blob)].concat()
}

#[test]
fn ways_without_two_ends_are_not_kept() {
    for references in [&b""[..], &[2]] {
        let map = Map::read(&packed_ways(100_000, references, 0), "dorset").unwrap();
        assert_eq!((map.ways.len(), map.references.len()), (0, 0));
    }
    assert_eq!(Map::read(&packed_ways(3, &[2, 2], 0), "dorset").unwrap().ways.len(), 3);
}

#[test]
fn tags_without_end_are_passed_over() {
    let kept = |tags: usize| Map::read(&packed_ways(1, &[2, 2], tags), "dorset").unwrap().ways.len();
    assert_eq!((kept(9_999), kept(10_000)), (1, 0));
}

#[test]
fn more_ways_than_a_file_can_hold_are_refused() {
    let limits = |ways: usize| (packed_ways(ways, &[2, 2], 0), 2 * ways, 3 * ways);
    let between =
        |(file, references, all): &(Vec<u8>, usize, usize)| (*references..*all).contains(&(file.len() * 8 + 1000));
    let (file, ..) = (500..5000).step_by(100).map(limits).find(between).unwrap();
    assert!(
        refused(&file).contains("it unpacks to more roads than a file of this size can hold"),
        "{}",
        refused(&file)
    );
}

#[test]
fn a_block_of_too_many_things_is_refused() {
    let many = |field: u8| [field << 3 | 2, 0].repeat(600_000);
    let within = |field: u64, content: &[u8]| {
        let mut block = Vec::new();
        put_bytes(&mut block, field, content);
        block
    };
    for block in [many(2), within(1, &many(1)), within(2, &many(1)), within(2, &many(3))] {
        let told = refused(&[framed("OSMHeader", b""), framed("OSMData", &block)].concat());
        assert!(
            told.contains("unpacks to more than 500,000 groups, words, nodes and ways. Get the file again"),
            "{told}"
        );
    }
    assert!(refused(&framed("OSMHeader", &many(4))).contains("500,000"));
}

#[test]
fn more_roads_at_one_node_than_can_be_gone_through_are_refused() {
    let mut star = Drawing::default();
    let hub = star.node(50.7, -2.0, &[]);
    for n in 0..10_001 {
        let end = star.node(50.71, -2.0 + f64::from(n) * 1e-6, &[]);
        star.way(&[hub, end], &[("highway", "residential")]);
    }
    let told = Roads::new(&Map::read(&star.bytes(), "star").unwrap(), Profile::Drive).unwrap_err().to_string();
    assert!(told.starts_with("The map star cannot be read: 10001 roads meet in one node"), "{told}");
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
