//! Who may go where, and how fast, by the tags of a way.

use crate::profile::{Profile, Tags, Use};

use Profile::{Cycle, Drive, Walk};

fn way(profile: Profile, tags: &[(&str, &str)]) -> Use {
    profile.way(Tags(tags))
}

fn speed(profile: Profile, tags: &[(&str, &str)]) -> f32 {
    way(profile, tags).ahead
}

/// Whether one may go along the way, and against it.
fn open(profile: Profile, tags: &[(&str, &str)]) -> (bool, bool) {
    let used = way(profile, tags);
    (used.ahead > 0.0, used.back > 0.0)
}

// VIS-2: who may go where, and how fast, by the tags people use in Britain.
#[test]
fn tags_say_who_may_go_and_how_fast() {
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

// VIS-2: where traffic takes turns both ways are open; where the direction changes by the hour nobody may count on it.
#[test]
fn alternating_roads_are_open_both_ways() {
    let street = |oneway: &'static str| [("highway", "primary"), ("oneway", oneway)];
    assert_eq!(open(Drive, &street("alternating")), (true, true));
    assert_eq!(open(Cycle, &street("alternating")), (true, true));
    assert_eq!(open(Drive, &street("reversible")), (false, false));
}

// VIS-2: a track is driven where the tags say so of motor vehicles, and not where they say it of anybody.
#[test]
fn tracks_are_driven_where_motor_vehicles_are_asked_in() {
    let track = |key: &'static str, value: &'static str| speed(Drive, &[("highway", "track"), (key, value)]);
    for value in ["yes", "designated", "permissive", "destination"] {
        assert_eq!((track("motor_vehicle", value), track("motorcar", value)), (12.0, 12.0), "{value}");
        assert_eq!((track("access", value), track("vehicle", value)), (0.0, 0.0), "{value}");
    }
    assert_eq!((track("motor_vehicle", "agricultural"), track("surface", "gravel")), (0.0, 0.0));
    assert_eq!(speed(Drive, &[("highway", "track"), ("motor_vehicle", "yes"), ("motorcar", "no")]), 0.0);
    assert_eq!(speed(Drive, &[("highway", "track"), ("access", "no"), ("motor_vehicle", "yes")]), 12.0);
    // Bicycles and people on foot are asked in by their own keys only.
    assert_eq!(speed(Cycle, &[("highway", "footway"), ("vehicle", "yes")]), 0.0);
    assert_eq!(speed(Walk, &[("highway", "busway"), ("access", "yes")]), 0.0);
    assert_eq!(speed(Walk, &[("highway", "busway"), ("foot", "yes")]), 4.8);
}

// VIS-2: a limit for one direction makes no track and no ferry faster than they are.
#[test]
fn limits_by_direction_have_a_ceiling_everywhere() {
    for way in [[("highway", "track"), ("motorcar", "yes")], [("route", "ferry"), ("motorcar", "yes")]] {
        let usual = speed(Drive, &way);
        let fast = [way[0], way[1], ("maxspeed:forward", "60 mph"), ("maxspeed:backward", "5")];
        assert_eq!((speed(Drive, &fast), self::way(Drive, &fast).back), (usual, 4.0), "{way:?}");
    }
}

// VIS-2: nobody travels on roads that are not there yet, or not any more.
#[test]
fn roads_that_are_none_are_travelled_by_nobody() {
    let none = ["construction", "proposed", "planned", "demolished", "dismantled", "razed", "abandoned", "disused"];
    for highway in none {
        for asked in ["foot", "bicycle", "motorcar"] {
            let tags = [("highway", highway), (asked, "yes"), ("bicycle", "dismount")];
            for tags in [&tags[..1], &tags[..2], &[tags[0], tags[2]]] {
                assert!(Profile::ALL.iter().all(|profile| way(*profile, tags).none()), "{tags:?}");
            }
        }
    }
}

// VIS-2: who has to get off a bicycle walks, where one may walk.
#[test]
fn bicycles_are_pushed_where_one_may_walk() {
    let pushed = |highway: &'static str| speed(Cycle, &[("highway", highway), ("bicycle", "dismount")]);
    assert_eq!((pushed("footway"), pushed("steps"), pushed("primary")), (4.8, 3.0, 4.8));
    assert_eq!((pushed("motorway"), pushed("raceway"), pushed("construction")), (0.0, 0.0, 0.0));
    assert_eq!(speed(Cycle, &[("highway", "path"), ("bicycle", "dismount"), ("foot", "no")]), 0.0);
}

// VIS-2: of two one-way signs that of cars holds; what it says without meaning is passed over.
#[test]
fn the_one_way_sign_of_cars_holds() {
    let signs = |cars: &'static str, motors: &'static str| {
        open(Drive, &[("highway", "primary"), ("oneway:motor_vehicle", motors), ("oneway:motorcar", cars)])
    };
    assert_eq!((signs("no", "yes"), signs("yes", "no")), ((true, true), (true, false)));
    assert_eq!((signs("sometimes", "-1"), signs("-1", "sometimes")), ((false, true), (false, true)));
}
