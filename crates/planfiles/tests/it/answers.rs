//! Answers written and read again.

use planfiles::Format;
use routing::plan::{Plan, Stop, What};

use crate::{SAMPLES, instance, plan};

fn stops(plan: &Plan) -> Vec<Vec<Stop>> {
    plan.rounds.iter().map(|round| round.stops.clone()).filter(|stops| !stops.is_empty()).collect()
}

// VIS-2
#[test]
fn an_answer_that_is_read_is_the_plan_that_was_written() {
    for (format, _) in SAMPLES {
        let instance = instance(format);
        let plan = plan(&instance);
        assert!(!stops(&plan).is_empty(), "{format}");
        let again = planfiles::read_answer(&instance, &planfiles::write_answer(&instance, &plan)).unwrap();
        let unserved = |plan: &Plan| plan.unserved.iter().map(|one| one.visit).collect::<Vec<_>>();
        assert_eq!(unserved(&again), unserved(&plan), "{format}");
        let order = |plan: &Plan| {
            stops(plan).iter().map(|stops| stops.iter().map(|stop| stop.what).collect::<Vec<_>>()).collect::<Vec<_>>()
        };
        assert_eq!(order(&again), order(&plan), "{format}");
        if !matches!(format, Format::Solomon | Format::Vrplib) {
            assert_eq!(stops(&again), stops(&plan), "{format}");
        }
        if format == Format::Kith {
            assert_eq!((again.costs, again.rounds), (plan.costs, plan.rounds));
        }
    }
}

#[test]
fn routes_have_the_cost_in_the_units_of_the_file() {
    let instance = instance(Format::Vrplib);
    let text = planfiles::write_answer(&instance, &plan(&instance));
    // One vehicle has room for both: to (1, 1), to (6, 8), home.
    assert_eq!(text, "Route #1: 1 2\nCost 20\n");
}

#[test]
fn published_layout_has_every_caregiver_and_an_order_of_patients_that_every_route_keeps() {
    let instance = instance(Format::Hhcrsp);
    let text = planfiles::write_answer(&instance, &plan(&instance));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["routes"].as_array().unwrap().len(), 2);
    let order: Vec<&str> = value["global_ordering"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    assert_eq!(order.len(), 3);
    for route in value["routes"].as_array().unwrap() {
        let places = route["locations"].as_array().unwrap().iter();
        let at: Vec<_> = places.map(|stop| order.iter().position(|id| stop["patient"] == *id).unwrap()).collect();
        assert!(at.is_sorted(), "{text}");
        for stop in route["locations"].as_array().unwrap() {
            assert!(stop["departure_time"].as_f64().unwrap() > stop["arrival_time"].as_f64().unwrap());
            assert!(stop["service"].is_string());
        }
    }
}

// VIS-2
#[test]
fn unserved_visits_say_why() {
    let instance = instance(Format::Kith);
    let value: serde_json::Value = serde_json::from_str(&planfiles::write_answer(&instance, &plan(&instance))).unwrap();
    let unserved = value["unserved"].as_array().unwrap();
    let night = unserved.iter().find(|one| one["visit"] == "eve-night").expect("nobody works at night");
    assert!(night["reasons"][0]["says"].as_str().unwrap().len() > 20, "{night}");
    assert_eq!(night["reasons"][0]["kind"], "nobody_at_work");
}

#[test]
fn faults_of_an_answer_name_their_field() {
    let instance = instance(Format::Kith);
    let text = planfiles::write_answer(&instance, &plan(&instance));
    let spoilt = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        planfiles::read_answer(&instance, &text.replacen(from, to, 1)).unwrap_err().0.remove(0).field
    };
    assert_eq!(spoilt("kith-answer/1", "kith-answer/2"), "format");
    assert!(spoilt("\"visit\": \"ada-lunch\"", "\"visit\": \"nobody\"").ends_with(".visit"));
    assert!(spoilt("\"worker\": \"dana\"", "\"worker\": \"dora\"").ends_with(".worker"));
    assert!(spoilt("\"part\": 0", "\"part\": 7").ends_with(".part"));
    assert_eq!(spoilt("\"begins\": ", "\"begins\": 99999999999"), "rounds[0].begins");
    let cut = planfiles::read_answer(&instance, &text[..text.len() / 2]).unwrap_err();
    assert!(cut.to_string().contains("too early"), "{cut}");
}

#[test]
fn routes_that_cannot_be_are_faults_with_their_line() {
    let instance = instance(Format::Solomon);
    let fault = |text: &str| planfiles::read_answer(&instance, text).unwrap_err().0.remove(0).field;
    assert_eq!(fault("Route #1: 1 9\nCost 1"), "line 1");
    assert_eq!(fault("Route #1: 1\nRoute #2: 1\nCost 1"), "line 2");
    assert_eq!(fault("Route #1: 1\nRoute #2: 2\nRoute #3: 3\nCost 1"), "line 3");
    assert_eq!(fault("Route #1: 1 2 3"), "line 1");
    let plan = planfiles::read_answer(&instance, "Route #1: 3\nCost 1").unwrap();
    assert_eq!(plan.unserved.len(), 2);
    assert_eq!(plan.rounds[0].stops[0].what, What::Visit { visit: 2, part: 0 });
}
