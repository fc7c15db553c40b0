//! Without a map.

use crate::{Mode, Place, Profile, TravelError, TravelTimes};

fn dorset() -> Vec<Place> {
    vec![
        Place::new("Dorchester", 50.7151, -2.4367),
        Place::new("Weymouth", 50.6144, -2.4576),
        Place::new("Poole", 50.7150, -1.9872),
        Place::new("a neighbour in Poole", 50.7150, -1.9872),
    ]
}

// VIS-2: without a map, a time is the great circle, made longer as roads are, by the speed; it says so.
#[test]
fn without_a_map_times_come_from_the_great_circle() {
    let times = Mode::assumed(Profile::Drive).travel_times(&dorset()).unwrap();
    assert_eq!(times.source, "great circle × 1.35 at 38 km/h, assumed");
    assert_eq!(times.mode, "drive");
    // Dorchester to Weymouth is 11.3 km as the crow flies.
    let way = times.between(0, 1).unwrap();
    assert!((1430..1460).contains(&way), "{way}");
    assert_eq!(times.between(0, 1), times.between(1, 0));
    assert_eq!(times.between(0, 0), Some(0));
}

// VIS-2: one row per address, whoever lives there.
#[test]
fn neighbours_at_one_address_share_a_row() {
    let times = Mode::assumed(Profile::Walk).travel_times(&dorset()).unwrap();
    assert_eq!((times.rows(), times.row_of.clone()), (3, vec![0, 1, 2, 2]));
    assert_eq!(times.between(2, 3), Some(0));
}

#[test]
fn times_keep_to_the_triangle() {
    let places: Vec<Place> = (0..30)
        .map(|n| Place::new(n.to_string(), 50.5 + f64::from(n * 7 % 30) / 50.0, -2.0 + f64::from(n * 11 % 30) / 60.0))
        .collect();
    let times = Mode::assumed(Profile::Cycle).travel_times(&places).unwrap();
    let at = |from: usize, to: usize| times.between(from, to).unwrap();
    for (a, b, c) in (0..30).flat_map(|a| (0..30).flat_map(move |b| (0..30).map(move |c| (a, b, c)))) {
        assert!(at(a, c) <= at(a, b) + at(b, c));
    }
}

// VIS-2: recorded trips tell how fast people really are; a break on the way does not spoil it.
#[test]
fn recorded_trips_set_the_speed() {
    let truth = Mode { speed: 29.0, ..Mode::assumed(Profile::Drive) };
    let places = dorset();
    let point = |place: &Place| (place.lat, place.lon);
    let mut trips = Vec::new();
    for (from, to) in [(0, 1), (1, 2), (2, 0), (1, 0), (2, 1), (0, 2)] {
        let pair = [places[from].clone(), places[to].clone()];
        let seconds = truth.travel_times(&pair).unwrap().between(0, 1).unwrap();
        trips.push((point(&places[from]), point(&places[to]), f64::from(seconds)));
    }
    trips.push((point(&places[0]), point(&places[1]), 9.0 * 3600.0));
    trips.push((point(&places[0]), point(&places[0]), 300.0));
    trips.push((point(&places[0]), point(&places[1]), f64::NAN));
    let mode = Mode::calibrated(Profile::Drive, &trips).unwrap();
    assert!((mode.speed - 29.0).abs() < 0.1, "{}", mode.speed);
    assert_eq!(mode.source(), "great circle × 1.35 at 29 km/h, from 7 trips");
    let few = Mode::calibrated(Profile::Drive, &trips[..3]);
    assert_eq!(few, Err(TravelError::FewTrips { usable: 3, given: 3 }));
}

#[test]
fn impossible_places_and_modes_are_refused() {
    let walk = Mode::assumed(Profile::Walk);
    let refused = |places: &[Place]| walk.travel_times(places).unwrap_err().to_string();
    assert!(refused(&[Place::new("a", 95.0, 0.0)]).starts_with("Place a (number 1) lies at latitude 95"));
    assert!(refused(&[Place::new("a", f64::NAN, 0.0)]).contains("nowhere on earth"));
    assert_eq!(
        refused(&[Place::new("a", 50.0, 0.0), Place::new("a", 51.0, 0.0)]),
        "Places 1 and 2 are both called a: each place needs a name of its own."
    );
    let still = Mode { speed: 0.0, ..Mode::assumed(Profile::Walk) };
    assert!(still.travel_times(&dorset()).is_err());
    assert_eq!(walk.travel_times(&[]).unwrap().seconds, Vec::<i32>::new());
}

fn read(text: &str) -> Result<Vec<Place>, TravelError> {
    Place::read(text.as_bytes(), "places.csv")
}

#[test]
fn places_are_read_from_csv_and_json() {
    let expected = vec![Place::new("12 High St, Wool", 50.68, -2.21), Place::new("b", 50.7, -2.2)];
    assert_eq!(read("Address,Latitude,Longitude\n\"12 High St, Wool\",50.68,-2.21\nb,50.7,-2.2\n").unwrap(), expected);
    let json = r#"[{"id":"12 High St, Wool","lat":50.68,"lon":-2.21},{"id":"b","lat":50.7,"lon":-2.2}]"#;
    assert_eq!(read(json).unwrap(), expected);
    let wrong = read("id,lat,lon\na,north,1\n").unwrap_err().to_string();
    assert!(wrong.contains("not a number of degrees") && wrong.contains("2"), "{wrong}");
    assert!(read("[{\"id\":\"a\"}]").is_err());
    assert!(read("").is_err());
}

#[test]
fn times_are_written_as_csv_and_json() {
    let places = [Place::new("a", 50.0, -2.0), Place::new("b, \"new\"", 50.0, -2.01)];
    let times: TravelTimes = Mode::assumed(Profile::Walk).travel_times(&places).unwrap();
    let way = times.between(0, 1).unwrap();
    let csv = times.to_csv();
    let lines: Vec<&str> = csv.lines().collect();
    let corner = "\"seconds from row to column by walk (great circle × 1.3 at 4.8 km/h, assumed)\"";
    assert_eq!(
        lines,
        [format!("{corner},a,\"b, \"\"new\"\"\""), format!("a,0,{way}"), format!("\"b, \"\"new\"\"\",{way},0")]
    );
    let json: serde_json::Value = serde_json::from_str(&times.to_json().unwrap()).unwrap();
    assert_eq!(json["times"][0][1], way);
    assert_eq!(json["addresses"][1]["places"][0], "b, \"new\"");
    assert_eq!(json["unit"], "seconds");
}
