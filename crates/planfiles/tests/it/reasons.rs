//! Why nobody makes a visit, as a scheduler reads it.

use planfiles::Format;
use routing::explain::Reason;
use serde_json::{Value, json};

use crate::{instance, plan};

/// A day of one place ten minutes from the office, a worker from 8:00 to 12:00, and visits; changed, and planned.
fn says(visits: Value, change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut day = json!({
        "format": "kith-plan/1",
        "places": [{"id": "office"}, {"id": "home"}],
        "travel": [{"mode": "car", "matrix": {"source": "made up", "seconds": [[0, 600], [600, 0]]}}],
        "workers": [{
            "id": "dana", "mode": "car", "skills": ["care"],
            "shifts": [{"from": 28800, "to": 43200, "start": "office", "end": "office"}],
        }],
        "visits": visits,
    });
    change(&mut day);
    let instance = planfiles::read(Format::Kith, &day.to_string()).unwrap();
    let plan = plan(&instance);
    let reasons = plan.unserved.iter().flat_map(|one| &one.reasons);
    reasons.map(|reason| planfiles::says(reason, &instance.problem, instance.scale)).collect()
}

fn visit(id: &str, from: i64, to: i64, minutes: i64) -> Value {
    json!({"id": id, "place": "home", "from": from, "to": to, "duration": minutes * 60, "skills": ["care"]})
}

fn with(mut visit: Value, key: &str, value: Value) -> Value {
    visit[key] = value;
    visit
}

fn unchanged(_: &mut Value) {}

// VIS-2
#[test]
fn nobody_can_or_may_do_it() {
    let ada = || visit("ada", 32400, 36000, 30);
    assert_eq!(
        says(json!([with(ada(), "skills", json!(["care", "peg"]))]), unchanged),
        ["Nobody has all that it takes (care, peg). Train or bring in somebody who has."]
    );
    assert_eq!(
        says(json!([with(ada(), "barred", json!(["dana"]))]), unchanged),
        [
            "Everybody who has the skill must not come to this person. Find another worker, or ask whether that still holds."
        ]
    );
    assert_eq!(
        says(json!([ada()]), |day| day["workers"][0]["shifts"] = json!([])),
        ["The one who could do it has no shift. Give a shift, or bring in somebody else."]
    );
    assert_eq!(
        says(json!([with(ada(), "skills", json!([]))]), |day| day["workers"] = json!([])),
        ["There is no worker. Add somebody with a shift."]
    );
    assert_eq!(
        says(json!([with(ada(), "workers", json!(2))]), unchanged),
        [
            "It takes 2 workers, and only 1 could be there in its window. Bring in more, widen the window or lengthen a shift."
        ]
    );
    assert_eq!(
        says(json!([with(ada(), "worth", json!(0))]), unchanged),
        ["It is worth 0, so nobody is sent where that costs anything. Give it a worth of 1 or more."]
    );
}

// VIS-2
#[test]
fn nobody_is_there_or_everybody_is_busy() {
    assert_eq!(
        says(json!([visit("ada", 43200, 45000, 30)]), unchanged),
        [
            "The one who could do it is not at work, or too far away, in its window. dana lacks least: a shift 40 minutes longer, or a window so much wider, would do."
        ]
    );
    // Both at nine, and ada is worth more.
    let ada = || with(visit("ada", 32400, 32400, 30), "worth", json!(5));
    assert_eq!(
        says(json!([ada(), visit("bert", 32400, 33300, 30)]), unchanged),
        [
            "The one who could do it is busy then. With dana it takes least: ada would have to be 15 minutes earlier or somebody else’s, or the window so much wider."
        ]
    );
    assert_eq!(
        says(json!([ada(), visit("bert", 31500, 32100, 30)]), unchanged),
        [
            "The one who could do it is busy then. With dana it takes least: ada would have to be 15 minutes later or somebody else’s."
        ]
    );
    assert_eq!(
        says(
            json!([with(visit("ada", 39600, 39600, 40), "worth", json!(5)), visit("bert", 40000, 43200, 30)]),
            unchanged
        ),
        [
            "The one who could do it is busy then. With dana it takes least: the shift would have to end 20 minutes later."
        ]
    );
    let rest = json!([{"from": 32400, "to": 32400, "duration": 3600}]);
    assert_eq!(
        says(json!([visit("ada", 32700, 34200, 30)]), |day| day["workers"][0]["shifts"][0]["breaks"] = rest),
        ["The one who could do it is busy then. With dana it takes least: the break would have to move by 35 minutes."]
    );
}

// VIS-2
#[test]
fn hours_room_and_rules_between_visits_are_named() {
    let both = |bert: Value| json!([with(visit("ada", 32400, 32400, 30), "worth", json!(5)), bert]);
    let later = || visit("bert", 36000, 39600, 30);
    assert_eq!(
        says(both(later()), |day| day["workers"][0]["most_work"] = json!(4500)),
        ["The one who could do it has too little working time left. dana lacks least: 5 minutes more would do."]
    );
    let carries = |day: &mut Value| {
        day["workers"][0]["capacity"] = json!(3);
        day["visits"][0]["demand"] = json!(2);
        day["visits"][1]["demand"] = json!(2);
    };
    assert_eq!(
        says(both(later()), carries),
        ["The one who could do it carries too much already. dana lacks least: room for 1 more would do."]
    );
    let link = |rule: Value| {
        move |day: &mut Value| {
            let mut link = json!({"first": "ada", "second": "bert"});
            link.as_object_mut().unwrap().extend(rule.as_object().unwrap().clone());
            day["links"] = json!([link]);
        }
    };
    assert_eq!(
        says(both(later()), link(json!({"worker": "different"}))),
        [
            "It must not have the worker of ada, and nobody else can come then. Give that visit to another, or lift the rule."
        ]
    );
    assert_eq!(
        says(both(later()), link(json!({"least": 10_800}))),
        ["The gap to ada leaves no time within its window. Move one of the two, or widen a window."]
    );
    let eli = json!({"id": "eli", "mode": "car", "skills": ["meds"], "shifts": [{"from": 28800, "to": 43200}]});
    let same = move |day: &mut Value| {
        day["workers"].as_array_mut().unwrap().push(eli);
        day["visits"][0]["skills"] = json!(["meds"]);
        day["links"] = json!([{"first": "ada", "second": "bert", "worker": "same"}]);
    };
    assert_eq!(
        says(both(later()), same),
        ["It must have the worker of ada, who cannot come then. Give that visit to another, or lift the rule."]
    );
}

// VIS-2
#[test]
fn what_is_frozen_and_cannot_be_kept_says_so() {
    let promised = json!({"workers": ["dana"], "begins": 32400, "frozen": true});
    let frozen = |id: &str| with(visit(id, 32400, 32400, 30), "announced", promised.clone());
    assert_eq!(
        says(json!([frozen("ada"), frozen("bert")]), unchanged),
        ["It is frozen with dana, who cannot be there at that time. Free it, or give that worker the time."]
    );
}

// VIS-2
#[test]
fn what_is_lacking_is_told_in_the_files_units_and_never_as_less() {
    for (format, missing, told) in [
        (Format::Kith, 60, "1 minute"),
        (Format::Kith, 61, "2 minutes"),
        (Format::CareDay, 3_601, "1 h 1 min"),
        (Format::Solomon, 10_000, "1 unit"),
        (Format::Solomon, 600_001, "60.1 units"),
        (Format::Vrplib, 1_209, "120.9 units"),
        (Format::Hhcrsp, 1, "0.1 units"),
        (Format::HhcrspExtended, 99_901, "100 units"),
    ] {
        let instance = instance(format);
        let reason = Reason::NobodyAtWork { able: 1, worker: 0, missing };
        let says = planfiles::says(&reason, &instance.problem, instance.scale);
        assert!(says.contains(&format!("a shift {told} longer")), "{format:?}: {says}");
    }
}
