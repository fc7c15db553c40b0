//! Drawn maps: where one may go, and how long it takes.

use super::LEEDS;
use super::pbf::Drawing;
use crate::profile::{Profile, Tags, Use};
use crate::segments::{CLOSED, Network};
use crate::{Map, NEAR, Place, Roads, TravelError};

/// A square of streets of a kilometre each, its corners named from the south-west anticlockwise; the southern side is the way under test.
fn square(tags: &[(&'static str, &'static str)]) -> Drawing {
    let mut drawing = Drawing::default();
    let corners = [(50.7, -2.0), (50.7, -1.9858), (50.709, -1.9858), (50.709, -2.0)];
    let nodes: Vec<i64> = corners.iter().map(|(lat, lon)| drawing.node(*lat, *lon, &[])).collect();
    drawing.way(&[nodes[0], nodes[1]], tags);
    drawing.way(&[nodes[1], nodes[2], nodes[3], nodes[0]], &[("highway", "residential")]);
    drawing
}

fn roads(drawing: &Drawing, profile: Profile) -> Roads {
    Roads::new(&Map::read(&drawing.bytes(), "square").unwrap(), profile).unwrap()
}

/// From near the south-western corner to near the south-eastern, and back.
fn across(drawing: &Drawing, profile: Profile) -> (i32, i32) {
    let places = [Place::new("west", 50.7, -1.9999), Place::new("east", 50.7, -1.9859)];
    let times = roads(drawing, profile).travel_times(&places, NEAR).unwrap();
    (times.between(0, 1).unwrap(), times.between(1, 0).unwrap())
}

// VIS-2: a one-way street is driven one way, walked both ways, and cycled against where a sign allows it.
#[test]
fn one_way_streets_hold_for_those_they_are_meant_for() {
    let street = [("highway", "residential"), ("oneway", "yes")];
    let (there, back) = across(&square(&street), Profile::Drive);
    assert!((130..160).contains(&there), "{there}");
    assert!(back > 2 * there, "{back} against {there}");
    let (there, back) = across(&square(&street), Profile::Walk);
    assert!((there - back).abs() <= 1);
    let (there, back) = across(&square(&street), Profile::Cycle);
    assert!(back > 2 * there);
    let contraflow = [street[0], street[1], ("oneway:bicycle", "no")];
    let (there, back) = across(&square(&contraflow), Profile::Cycle);
    assert!((there - back).abs() <= 1);
    let reversed = [("highway", "residential"), ("oneway", "-1")];
    let (there, back) = across(&square(&reversed), Profile::Drive);
    assert!(there > 2 * back);
}

// VIS-2: the source of every time is stated.
#[test]
fn times_say_which_map_they_come_from() {
    let times = roads(&square(&[("highway", "residential")]), Profile::Drive).travel_times(&[], NEAR).unwrap();
    assert_eq!(times.source, "map square (© OpenStreetMap contributors), drive");
    assert_eq!((times.mode, times.rows()), ("drive", 0));
}

// VIS-2: one row per address, whoever lives there; written with a row for each place, or for each address.
#[test]
fn neighbours_at_one_address_share_a_row() {
    let places = [Place::new("a", 50.7, -1.99), Place::new("b, \"new\"", 50.7, -1.99), Place::new("c", 50.7, -1.995)];
    let times = roads(&square(&[("highway", "residential")]), Profile::Walk).travel_times(&places, NEAR).unwrap();
    assert_eq!((times.rows(), times.row_of.clone()), (2, vec![0, 0, 1]));
    let way = times.between(1, 2).unwrap();
    assert_eq!((times.between(0, 1), times.between(0, 2)), (Some(0), Some(way)));
    let csv = String::from_utf8(times.to_csv()).unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    let corner = "\"seconds from row to column by walk (map square (© OpenStreetMap contributors), walk)\"";
    assert_eq!(
        lines,
        [
            format!("{corner},a,\"b, \"\"new\"\"\",c"),
            format!("a,0,0,{way}"),
            format!("\"b, \"\"new\"\"\",0,0,{way}"),
            format!("c,{way},{way},0")
        ]
    );
    let json: serde_json::Value = serde_json::from_str(&times.to_json().unwrap()).unwrap();
    assert_eq!(json["times"], serde_json::json!([[0, way], [way, 0]]));
    assert_eq!(json["addresses"][0]["places"], serde_json::json!(["a", "b, \"new\""]));
    assert_eq!(json["unit"], "seconds");
}

// VIS-2: two doors in one street are reached along the street, not round the block.
#[test]
fn two_doors_in_one_street_are_reached_along_it() {
    let drawing = square(&[("highway", "residential"), ("oneway", "yes")]);
    let places = [
        Place::new("lower", 50.7, -1.997),
        Place::new("upper", 50.7, -1.99),
        Place::new("forty metres off the road", 50.69964, -1.99),
    ];
    let times = roads(&drawing, Profile::Drive).travel_times(&places, NEAR).unwrap();
    let (along, round) = (times.between(0, 1).unwrap(), times.between(1, 0).unwrap());
    // 494 metres at 25 km/h; back it is three sides and a half of the square.
    assert!((69..74).contains(&along), "{along}");
    assert!((490..530).contains(&round), "{round}");
    let walk = times.between(0, 2).unwrap() - along;
    assert!((29..32).contains(&walk), "forty metres are walked in {walk} s");
}

// VIS-2, E: a place in the sea is named, with its distance from the road.
#[test]
fn a_place_in_the_sea_is_named() {
    let drawing = square(&[("highway", "residential")]);
    let places = [Place::new("on the road", 50.7, -1.99), Place::new("Old Harry", 50.6, -1.99)];
    let refused = roads(&drawing, Profile::Walk).travel_times(&places, NEAR).unwrap_err();
    let TravelError::OffTheMap(strays, _) = &refused else { panic!("{refused}") };
    assert_eq!(strays.len(), 1);
    assert_eq!(
        refused.to_string(),
        "Place Old Harry lies 11 km from the nearest road of this map: is it in the sea, or off the map?\n\
         Places must lie within 500 m of a road."
    );
    let far = [Place::new("antipodes", -50.7, 178.0)];
    assert!(roads(&drawing, Profile::Walk).travel_times(&far, NEAR).is_err());
    let many: Vec<Place> = (0..30).map(|n| Place::new(n.to_string(), 40.0, f64::from(n))).collect();
    let refused = roads(&drawing, Profile::Walk).travel_times(&many, NEAR).unwrap_err().to_string();
    assert!(refused.contains("So do 20 more places."), "{refused}");
}

// VIS-2: a bollard stops cars but nobody else; a private gate stops everybody it does not exempt.
#[test]
fn barriers_stop_those_they_are_meant_for() {
    let with = |barrier: &[(&'static str, &'static str)]| {
        let mut drawing = square(&[("highway", "residential")]);
        let middle = drawing.node(50.7, -1.9929, barrier);
        drawing.ways[0].0.insert(1, middle);
        drawing
    };
    let (open, _) = across(&with(&[]), Profile::Drive);
    let (round, _) = across(&with(&[("barrier", "bollard")]), Profile::Drive);
    assert!(round > 2 * open);
    let (ride, _) = across(&with(&[("barrier", "bollard")]), Profile::Cycle);
    assert_eq!(ride, across(&with(&[]), Profile::Cycle).0);
    let gate = with(&[("barrier", "gate"), ("access", "private"), ("foot", "yes")]);
    assert!(across(&gate, Profile::Drive).0 > 2 * open);
    assert_eq!(across(&gate, Profile::Walk), across(&with(&[]), Profile::Walk));
}

// VIS-2: what cannot be left or reached is not part of the network.
#[test]
fn islands_and_traps_are_left_out() {
    let mut drawing = square(&[("highway", "residential")]);
    let island = [drawing.node(50.6, -2.0, &[]), drawing.node(50.6, -1.99, &[])];
    drawing.way(&island, &[("highway", "residential")]);
    let trap = drawing.node(50.72, -2.0, &[]);
    drawing.way(&[4, trap], &[("highway", "residential"), ("oneway", "yes")]);
    let network = Network::of(&Map::read(&drawing.bytes(), "square").unwrap(), Profile::Drive);
    assert_eq!((network.segments.len(), network.edges.len(), network.junctions), (4, 1, 1));
    let walked = Network::of(&Map::read(&drawing.bytes(), "square").unwrap(), Profile::Walk);
    assert_eq!((walked.segments.len(), walked.edges.len(), walked.junctions), (5, 2, 2));
}

// VIS-2: chains of segments become one road whose time is the sum of theirs.
#[test]
fn roads_take_as_long_as_their_segments() {
    let map = Map::read(LEEDS, "leeds").unwrap();
    for profile in Profile::ALL {
        let network = Network::of(&map, profile);
        assert!(network.edges.len() < network.segments.len());
        let mut sums = vec![(0_i64, 0_i64); network.edges.len()];
        for segment in &network.segments {
            let sum = &mut sums[segment.edge as usize];
            (sum.0, sum.1) = (sum.0 + i64::from(segment.ahead), sum.1 + i64::from(segment.back));
        }
        for (edge, (ahead, back)) in network.edges.iter().zip(sums) {
            let same = |whole: i32, sum: i64| whole == CLOSED || i64::from(whole) == sum;
            assert!(same(edge.ahead, ahead) && same(edge.back, back));
        }
    }
}

fn way(profile: Profile, tags: &[(&str, &str)]) -> Use {
    profile.way(Tags(tags))
}

// VIS-2: who may go where, and how fast, by the tags people use in Britain.
#[test]
fn tags_say_who_may_go_and_how_fast() {
    use Profile::{Cycle, Drive, Walk};
    let speed = |profile, tags: &[(&str, &str)]| way(profile, tags).ahead;
    let nobody = Use::default();
    assert_eq!(way(Walk, &[("highway", "motorway")]), nobody);
    assert_eq!(way(Cycle, &[("highway", "steps")]), nobody);
    assert_eq!(way(Drive, &[("highway", "footway")]), nobody);
    assert_eq!(way(Cycle, &[("highway", "footway")]), nobody);
    assert_eq!(speed(Cycle, &[("highway", "footway"), ("bicycle", "designated")]), 12.0);
    assert_eq!(way(Drive, &[("highway", "service"), ("access", "private")]), nobody);
    assert!(speed(Drive, &[("highway", "service"), ("access", "private"), ("motor_vehicle", "yes")]) > 0.0);
    assert_eq!(way(Drive, &[("highway", "residential"), ("motor_vehicle", "no")]), nobody);
    assert_eq!(way(Drive, &[("building", "yes")]), nobody);
    // Thirty miles an hour are 48 km/h, of which four fifths remain, but not on a residential street.
    assert!((speed(Drive, &[("highway", "tertiary"), ("maxspeed", "30 mph")]) - 38.6).abs() < 0.1);
    assert_eq!(speed(Drive, &[("highway", "tertiary"), ("maxspeed", "50")]), 40.0);
    assert_eq!(speed(Drive, &[("highway", "residential"), ("maxspeed", "60 mph")]), 40.0);
    assert_eq!(speed(Drive, &[("highway", "unclassified"), ("maxspeed", "GB:nsl_single")]), 50.0);
    assert_eq!(speed(Drive, &[("highway", "tertiary"), ("maxspeed", "signals")]), 40.0);
    let lanes = way(Drive, &[("highway", "primary"), ("maxspeed:forward", "50"), ("maxspeed:backward", "100")]);
    assert_eq!((lanes.ahead, lanes.back), (40.0, 80.0));
    // Roundabouts and motorways are one-way without saying so.
    let one_way = |tags: &[(&str, &str)]| way(Drive, tags).back == 0.0;
    assert!(one_way(&[("highway", "primary"), ("junction", "roundabout")]));
    assert!(one_way(&[("highway", "motorway")]));
    assert!(!one_way(&[("highway", "primary")]));
    assert_eq!(way(Drive, &[("highway", "primary"), ("oneway", "reversible")]), nobody);
}

// VIS-2: a ferry takes as long as it says.
#[test]
fn a_ferry_takes_as_long_as_it_says() {
    let ferry = [("route", "ferry"), ("motor_vehicle", "yes"), ("duration", "00:04")];
    let mut drawing = Drawing::default();
    let nodes: Vec<i64> = [-2.0, -1.99, -1.986, -1.976].map(|lon| drawing.node(50.68, lon, &[])).to_vec();
    drawing.way(&nodes[..2], &[("highway", "residential")]);
    drawing.way(&nodes[1..3], &ferry);
    drawing.way(&nodes[2..], &[("highway", "residential")]);
    let places = [Place::new("Sandbanks", 50.68, -1.99), Place::new("Studland", 50.68, -1.986)];
    let times = roads(&drawing, Profile::Drive).travel_times(&places, NEAR).unwrap();
    assert!((239..=242).contains(&times.between(0, 1).unwrap()), "{:?}", times.between(0, 1));
}
