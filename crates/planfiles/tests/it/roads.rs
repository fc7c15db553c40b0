//! Travel times along a map, written into an instance.

use planfiles::{Format, along_roads};
use travel::{Map, NEAR, Place, Profile, Roads};

const LEEDS: &[u8] = include_bytes!("../../../travel/src/tests/leeds.osm.pbf");

/// Three places in Leeds, the third as given, the first two with a neighbour each at `a`.
fn instance(travel: &str, third: &str) -> String {
    format!(
        r#"{{
        "format": "kith-plan/1",
        "places": [
            {{"id": "a", "lat": 53.8064, "lon": -1.5528}},
            {{"id": "neighbour", "lat": 53.8064, "lon": -1.5528}},
            {{"id": "b", "lat": 53.809, "lon": -1.5515}},
            {{"id": "c"{third}}}
        ],
        "travel": [{travel}],
        "workers": [],
        "visits": []
    }}"#
    )
}

const STRAIGHT: &str = r#"{"mode": "car", "straight": {"kmh": 38, "door": 60}},
    {"mode": "tram", "straight": {"kmh": 20}},
    {"mode": "walk", "straight": {"kmh": 4.8}}"#;
const IN_LEEDS: &str = r#", "lat": 53.8072, "lon": -1.5503"#;

fn map() -> Map {
    Map::read(LEEDS, "leeds").unwrap()
}

// VIS-2: each time says where it comes from; what the map knows is exchanged, and the door and the tram stay.
#[test]
fn straight_times_are_exchanged_for_times_along_roads() {
    let text = instance(STRAIGHT, IN_LEEDS);
    let done = along_roads(&text, &map()).unwrap();
    let before = planfiles::read(Format::Kith, &text).unwrap().problem;
    let after = planfiles::read(Format::Kith, &done.text).unwrap().problem;
    let sources: Vec<&str> = after.tables.iter().map(|table| table.source.as_str()).collect();
    assert_eq!(
        sources,
        [
            "map leeds (© OpenStreetMap contributors), drive, and 60 s at the door",
            "great circle × 1 at 20 km/h, and 0 s at the door",
            "map leeds (© OpenStreetMap contributors), walk",
        ]
    );
    assert_eq!(done.modes.iter().map(|mode| mode.source.as_str()).collect::<Vec<_>>(), sources);
    assert_eq!(done.modes.iter().map(|mode| mode.along_roads).collect::<Vec<_>>(), [true, false, true]);
    assert_eq!(after.tables[1], before.tables[1]);
    let places = [(53.8064, -1.5528), (53.8064, -1.5528), (53.809, -1.5515), (53.8072, -1.5503)];
    let places: Vec<Place> = (0..).zip(places).map(|(n, (lat, lon))| Place::new(format!("{n}"), lat, lon)).collect();
    for (table, profile, door) in [(0, Profile::Drive, 60), (2, Profile::Walk, 0)] {
        let times = Roads::new(&map(), profile).unwrap().travel_times(&places, NEAR).unwrap();
        for (from, to) in (0..4).flat_map(|from| (0..4).map(move |to| (from, to))) {
            let same = from == to || from + to == 1;
            let expected = if same { 0 } else { times.between(from, to).unwrap() + door };
            assert_eq!(after.tables[table].times[from * 4 + to], expected, "{profile} {from} {to}");
        }
    }
}

// VIS-2
#[test]
fn what_cannot_be_exchanged_says_why() {
    let refused = |travel: &str, third: &str| along_roads(&instance(travel, third), &map()).unwrap_err().to_string();
    let matrix =
        r#"{"mode": "car", "matrix": {"source": "bus", "seconds": [[0,0,1,1],[0,0,1,1],[1,1,0,1],[1,1,1,0]]}}"#;
    for (told, words) in [
        (refused(STRAIGHT, r#", "lat": 53.8072, "lon": 0.5"#), "Place c lies 135 km from the nearest road"),
        (refused(r#"{"mode": "tram", "straight": {"kmh": 20}}"#, IN_LEEDS), "travel: No way of getting about"),
        (refused(matrix, ""), "places[3].lat: It has no lat and lon, and times along roads need them"),
        (refused(matrix, IN_LEEDS), "travel: No way of getting about"),
        (refused(r#"{"mode": "car", "straight": {"kmh": 0}}"#, IN_LEEDS), "travel[0].straight.kmh"),
        (along_roads("id,lat,lon\n", &map()).unwrap_err().to_string(), "This is not JSON"),
    ] {
        assert!(told.contains(words), "{told}");
    }
}
