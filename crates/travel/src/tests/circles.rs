//! Without a map, and lists of places.

use crate::{Mode, Place, Profile, TravelError, circles};

const DORCHESTER: (f64, f64) = (50.7151, -2.4367);
const WEYMOUTH: (f64, f64) = (50.6144, -2.4576);
const POOLE: (f64, f64) = (50.7150, -1.9872);

// VIS-2: without a map, a time is the great circle, made longer as roads are, by the speed; it says so.
#[test]
fn without_a_map_times_come_from_the_great_circle() {
    let drive = Mode::assumed(Profile::Drive);
    assert_eq!(drive.source(), "great circle × 1.35 at 38 km/h, and 0 s at the door");
    let with_door = Mode { door: 60.0, ..drive };
    let tables = circles(&[DORCHESTER, WEYMOUTH, POOLE, POOLE], &[drive, with_door]).unwrap();
    // Dorchester to Weymouth is 11.3 km as the crow flies.
    let way = tables[0][1];
    assert!((1430..1460).contains(&way), "{way}");
    assert_eq!((tables[0][4], tables[0][0], tables[1][1]), (way, 0, way + 60));
    assert_eq!(tables[1][2 * 4 + 3], 0, "neighbours at one address");
}

// VIS-2
#[test]
fn times_are_those_of_the_haversine() {
    let at = |n: i32| (50.5 + f64::from(n * 53 % 97) / 131.0, -2.7 + f64::from(n * 37 % 101) / 83.0);
    let points: Vec<(f64, f64)> = (0..80).map(at).collect();
    let mode = Mode { kmh: 38.0, circuity: 1.35, door: 60.0, trips: 0 };
    let table = circles(&points, &[mode]).unwrap().remove(0);
    for (row, (lat, lon)) in points.iter().enumerate() {
        for (column, (north, east)) in points.iter().enumerate() {
            let half = |angle: f64| (angle.to_radians() / 2.0).sin().powi(2);
            let h = half(north - lat) + lat.to_radians().cos() * north.to_radians().cos() * half(east - lon);
            let km = 2.0 * 6371.0 * h.sqrt().asin();
            let seconds = if row == column { 0.0 } else { (km * 1.35 / 38.0 * 3600.0 + 60.0).round() };
            assert_eq!(f64::from(table[row * 80 + column]), seconds);
        }
    }
}

// VIS-2: recorded trips tell how fast people really are; a break on the way does not spoil it.
#[test]
fn recorded_trips_set_the_speed() {
    let truth = Mode { kmh: 29.0, ..Mode::assumed(Profile::Drive) };
    let points = [DORCHESTER, WEYMOUTH, POOLE];
    let table = circles(&points, &[truth]).unwrap().remove(0);
    let ways = [(0, 1), (1, 2), (2, 0), (1, 0), (2, 1), (0, 2)];
    let mut trips: Vec<_> =
        ways.iter().map(|(from, to)| (points[*from], points[*to], f64::from(table[from * 3 + to]))).collect();
    trips.push((DORCHESTER, WEYMOUTH, 9.0 * 3600.0));
    trips.push((DORCHESTER, DORCHESTER, 300.0));
    trips.push((DORCHESTER, WEYMOUTH, f64::NAN));
    let mode = Mode::calibrated(Profile::Drive, &trips).unwrap();
    assert!((mode.kmh - 29.0).abs() < 0.1, "{}", mode.kmh);
    assert_eq!(mode.source(), "great circle × 1.35 at 29 km/h, from 7 trips, and 0 s at the door");
    let few = Mode::calibrated(Profile::Drive, &trips[..3]);
    assert_eq!(few, Err(TravelError::FewTrips { usable: 3, given: 3 }));
}

#[test]
fn impossible_modes_are_refused() {
    let walk = Mode::assumed(Profile::Walk);
    assert_eq!(walk.fault(), None);
    let named = |mode: Mode| mode.fault().map(|(name, _)| name);
    assert_eq!(named(Mode { kmh: 0.0, ..walk }), Some("kmh"));
    assert_eq!(named(Mode { door: -1.0, ..walk }), Some("door"));
    let told = "It must be a number from 1 to 10, and is inf.".to_owned();
    assert_eq!(Mode { circuity: f64::INFINITY, ..walk }.fault(), Some(("circuity", told)));
    assert_eq!(circles(&[POOLE, WEYMOUTH], &[walk, Mode { kmh: 1e-9, ..walk }]), Err(1));
    assert_eq!(circles(&[], &[walk]), Ok(vec![Vec::new()]));
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
}

#[test]
fn lists_of_places_that_cannot_be_used_say_where() {
    let said = |text: &str| read(text).unwrap_err().to_string();
    for (text, word) in [
        ("id,lat,lon\na,north,1\n", "Line 2, lat: This is not a number of degrees"),
        ("id,lat\na,50\n", "lon"),
        ("[{\"id\":\"a\"}]", "missing field `lat`"),
        ("[{\"id\":\"a\",\"lat\":1e400,\"lon\":0}]", "number out of range"),
        ("id,lat,lon\na,NaN,0\n", "Place a (number 1) lies at latitude NaN, longitude 0.0, which is nowhere on earth"),
        ("id,lat,lon\na,1e400,0\n", "latitude inf"),
        ("id,lat,lon\na,50,1e99\n", "longitude 1e99, which is nowhere on earth"),
        ("id,lat,lon\n", "There are no places in places.csv"),
        ("[]", "There are no places in places.csv"),
        ("{\"id\":\"a\"}", "places.csv is not a list of places"),
        ("id,lat,lon\nb,50,0\na,50,0\na,51,0\n", "Places 2 and 3 are both called a"),
        ("id,lat,lon\n,50,0\n", "Place 1 has no id"),
        ("", "places.csv"),
    ] {
        assert!(said(text).contains(word), "{text}: {}", said(text));
    }
    let many: String = (0..10_001).map(|n| format!("{n},50,0\n")).collect();
    assert!(said(&format!("id,lat,lon\n{many}")).starts_with("10001 places are too many for one table"));
}
