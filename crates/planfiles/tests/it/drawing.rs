//! The picture of a plan.

use planfiles::Format;

use crate::{SAMPLES, instance, plan};

// VIS-2
#[test]
fn every_plan_can_be_drawn_with_a_title_for_all_that_is_in_it() {
    for (format, _) in SAMPLES {
        let instance = instance(format);
        let plan = plan(&instance);
        let svg = planfiles::draw(&instance, &plan);
        assert!(svg.starts_with("<svg xmlns") && svg.ends_with("</svg>\n"), "{format}");
        assert!(svg.contains("<title id=\"plan-title\">") && svg.contains("<desc id="), "{format}");
        assert!(!svg.contains("<script") && !svg.contains("NaN") && !svg.contains("inf"), "{format}");
        assert_eq!(svg.matches("<title").count(), svg.matches("</title>").count());
        let stops: usize = plan.rounds.iter().map(|round| round.stops.len()).sum();
        assert!(svg.matches("<title>").count() >= stops, "{format}");
    }
}

#[test]
fn the_kith_example_is_drawn_with_clock_times_joined_doubles_and_crosses() {
    let instance = instance(Format::Kith);
    let svg = planfiles::draw(&instance, &plan(&instance));
    assert!(svg.contains("bert-morning: together"), "doubles are joined");
    assert!(svg.contains("eve-night: nobody makes it"));
    assert!(svg.contains("window 07:30 to 08:00"), "windows are told");
    assert!(svg.contains(">09:00<"), "the hours stand above");
}

#[test]
fn names_cannot_break_the_picture() {
    let text = crate::sample(Format::Kith).replace("A morning in Wareham", "<script>&\\\"\\u0001");
    let instance = planfiles::read(Format::Kith, &text).unwrap();
    let svg = planfiles::draw(&instance, &plan(&instance));
    assert!(svg.contains("&lt;script&gt;&amp;&quot;\u{fffd}") && !svg.contains("<script"));
}

#[test]
fn a_plan_without_a_visit_or_a_position_is_drawn_too() {
    let text = r#"{"format": "kith-plan/1", "places": [{"id": "a"}], "travel": [], "workers": [], "visits": []}"#;
    let instance = planfiles::read(Format::Kith, text).unwrap();
    let svg = planfiles::draw(&instance, &plan(&instance));
    assert!(svg.contains("so there is no map"));
}
