//! Drawn maps: where one may go, and how long it takes.

use super::LEEDS;
use super::pbf::Drawing;
use crate::profile::Profile;
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

// VIS-2, E: every place off the map counts, whoever shares its address, and none seems to lie where it may.
#[test]
fn strays_are_counted_by_place_and_lie_beyond_the_limit() {
    let roads = roads(&square(&[("highway", "residential")]), Profile::Walk);
    let said = |places: &[Place], near: f64| roads.travel_times(places, near).unwrap_err().to_string();
    let flat: Vec<Place> = (0..11).map(|n| Place::new(format!("flat {n}"), 50.6, -1.99)).collect();
    let told = said(&flat, NEAR);
    assert!(told.contains("Place flat 9 lies 11 km from") && told.contains("\nSo does 1 more place.\n"), "{told}");
    // A degree of latitude has 111,194.93 metres.
    let south = |metres: f64| [Place::new("south", 50.7 - metres / 111_194.93, -1.99)];
    for (metres, near, words) in [
        (500.3, 500.0, ["lies 501 m from", "within 500 m of"]),
        (499.9, 499.6, ["lies 500 m from", "within 499 m of"]),
        (999.6, 500.0, ["lies 1.0 km from", "within 500 m of"]),
        (1510.0, 1500.0, ["lies 1.6 km from", "within 1.5 km of"]),
        (9960.0, 999.6, ["lies 10 km from", "within 999 m of"]),
    ] {
        let told = said(&south(metres), near);
        assert!(words.iter().all(|word| told.contains(word)), "{metres}: {told}");
    }
}

/// A way of 2,000 km along a meridian, on foot; with or without junctions every hundred.
fn meridian(junctions: bool) -> Roads {
    let (mut drawing, street) = (Drawing::default(), [("highway", "residential")]);
    let nodes: Vec<i64> = (0..=20).map(|n| drawing.node(40.0 + 0.9 * f64::from(n), -2.0, &[])).collect();
    drawing.way(&nodes, &street);
    for node in nodes.into_iter().filter(|_| junctions) {
        let (lat, ..) = drawing.nodes[node as usize - 1];
        let end = drawing.node(lat, -1.999, &[]);
        drawing.way(&[node, end], &street);
    }
    roads(&drawing, Profile::Walk)
}

// VIS-2, E: a way that takes longer than can be counted is an error that names its ends, and no million seconds.
#[test]
fn a_way_too_far_to_be_counted_is_an_error() {
    let places = [Place::new("Cuenca", 40.01, -2.0), Place::new("Bilbao", 43.3, -2.0), Place::new("Wick", 57.99, -2.0)];
    for roads in [meridian(false), meridian(true)] {
        let refused = roads.travel_times(&places, NEAR).unwrap_err();
        assert_eq!(refused, TravelError::TooFar { from: "Cuenca".to_owned(), to: "Wick".to_owned() });
        let words = "The way from place Cuenca to place Wick is too far to be counted";
        assert!(refused.to_string().starts_with(words), "{refused}");
        // 366 km at 4.8 km/h.
        let way = roads.travel_times(&places[..2], NEAR).unwrap().between(0, 1).unwrap();
        assert!((274_300..274_450).contains(&way), "{way}");
    }
    // A straight piece of that length is no road.
    let mut drawing = Drawing::default();
    let ends = [40.0, 58.0].map(|lat| drawing.node(lat, -2.0, &[]));
    drawing.way(&ends, &[("highway", "residential")]);
    let refused = Roads::new(&Map::read(&drawing.bytes(), "line").unwrap(), Profile::Walk).unwrap_err();
    assert!(matches!(refused, TravelError::NoRoads { .. }), "{refused}");
    // Who may walk five thousand kilometres to the road is told how long it takes.
    let places = [Place::new("on the road", 50.7, -1.99), Place::new("in the Gulf of Guinea", 0.0, 0.0)];
    let times = roads(&square(&[("highway", "residential")]), Profile::Walk).travel_times(&places, 1e9).unwrap();
    assert!((4_200_000..4_300_000).contains(&times.between(0, 1).unwrap()), "{:?}", times.between(0, 1));
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

/// Two streets and a ferry between them, which has these tags and the nodes of a part that was cut off.
fn crossing(tags: &[(&'static str, &'static str)], cut_off: &[i64]) -> Drawing {
    let mut drawing = Drawing::default();
    let nodes: Vec<i64> = [-2.0, -1.99, -1.986, -1.976].map(|lon| drawing.node(50.68, lon, &[])).to_vec();
    drawing.way(&nodes[..2], &[("highway", "residential")]);
    drawing.way(&[&nodes[1..3], cut_off].concat(), tags);
    drawing.way(&nodes[2..], &[("highway", "residential")]);
    drawing
}

/// From one landing to the other, and back.
fn ferried(drawing: &Drawing, profile: Profile) -> (i32, i32) {
    let places = [Place::new("Sandbanks", 50.68, -1.99), Place::new("Studland", 50.68, -1.986)];
    let times = roads(drawing, profile).travel_times(&places, NEAR).unwrap();
    (times.between(0, 1).unwrap(), times.between(1, 0).unwrap())
}

// VIS-2: a ferry takes as long as it says, for everybody and in both directions.
#[test]
fn a_ferry_takes_as_long_as_it_says() {
    let ferry = [("route", "ferry"), ("motor_vehicle", "yes"), ("bicycle", "yes"), ("duration", "00:04")];
    let limited =
        [&ferry[..], &[("highway", "service"), ("maxspeed:forward", "10"), ("maxspeed:backward", "20")]].concat();
    for tags in [&ferry[..], &limited[..]] {
        for profile in Profile::ALL {
            let (there, back) = ferried(&crossing(tags, &[]), profile);
            assert!((239..=242).contains(&there) && (239..=242).contains(&back), "{profile}: {there} and {back}");
        }
    }
}

// VIS-2: of a ferry that an extract cuts the duration says nothing: 282 metres at six km/h.
#[test]
fn a_part_of_a_ferry_does_not_take_as_long_as_the_whole() {
    let ferry = [("route", "ferry"), ("motor_vehicle", "yes"), ("duration", "00:45")];
    let (there, back) = ferried(&crossing(&ferry, &[998, 999]), Profile::Drive);
    assert!((168..=172).contains(&there) && (168..=172).contains(&back), "{there} and {back}");
}
