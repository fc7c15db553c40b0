//! Whatever is done to a good file, the checker answers with a report or an error, and never falls over.

use plancheck::{Format, check};
use proptest::prelude::*;
use serde_json::{Value, json};

const ALL: [(Format, &str, &str); 6] = [
    (Format::Kith, include_str!("../data/plan.json"), include_str!("../data/plan-answer.json")),
    (Format::CareDay, include_str!("../data/day.json"), include_str!("../data/day-answer.json")),
    (Format::Hhcrsp, include_str!("../data/hhcrsp.json"), include_str!("../data/hhcrsp-answer.json")),
    (Format::HhcrspExtended, include_str!("../data/extended.json"), include_str!("../data/extended-answer.json")),
    (Format::Solomon, include_str!("../data/solomon.txt"), include_str!("../data/solomon.sol")),
    (Format::Vrplib, include_str!("../data/vrplib.vrp"), include_str!("../data/vrplib.sol")),
];

/// What is put in the place of something else.
const PIECES: [&str; 18] = [
    "",
    "NaN",
    "-1",
    "0",
    "1e300",
    "99999999999999999999",
    "null",
    "[]",
    "{}",
    "\"",
    "\\",
    ",",
    ":",
    "\n",
    "\0",
    "é",
    "Route #",
    " 1",
];

fn answers(format: Format, instance: &str, answer: &str) {
    match check(format, instance, answer) {
        Ok(report) => {
            let text = serde_json::to_string(&report).unwrap();
            assert_eq!(serde_json::from_str::<plancheck::Report>(&text).unwrap().faults, report.faults, "{report}");
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// Takes out up to twenty letters from a place and puts a piece there.
fn spoilt(text: &str, at: usize, length: usize, piece: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = at % (letters.len() + 1);
    let end = (at + length).min(letters.len());
    letters[..at].iter().collect::<String>() + piece + &letters[end..].iter().collect::<String>()
}

/// Counts the values within.
fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(fields) => fields.values().map(size).sum(),
        _ => 0,
    }
}

/// Puts a value in the place of the one with this number.
fn put(into: &mut Value, left: &mut usize, value: &Value) -> bool {
    if *left == 0 {
        *into = value.clone();
        return true;
    }
    *left -= 1;
    match into {
        Value::Array(items) => items.iter_mut().any(|item| put(item, left, value)),
        Value::Object(fields) => fields.values_mut().any(|item| put(item, left, value)),
        _ => false,
    }
}

fn odd_values() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(null)),
        Just(json!(-1)),
        Just(json!(0)),
        Just(json!(1)),
        Just(json!(3)),
        Just(json!(0.5)),
        Just(json!(1e12)),
        Just(json!(1e300)),
        Just(json!(u64::MAX)),
        Just(json!(i64::MIN)),
        Just(json!("")),
        Just(json!("w1")),
        Just(json!("p2")),
        Just(json!(true)),
        Just(json!([])),
        Just(json!([0, 0])),
        Just(json!({})),
        (-100_000..100_000_i32).prop_map(|number| json!(number)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    // VIS-2
    #[test]
    fn spoilt_texts(
        which in 0..ALL.len(),
        of_instance: bool,
        places in prop::collection::vec((any::<usize>(), 0..20_usize, 0..PIECES.len()), 1..4),
    ) {
        let (format, instance, answer) = ALL[which];
        let mut text = if of_instance { instance } else { answer }.to_owned();
        for (at, length, piece) in places {
            text = spoilt(&text, at, length, PIECES[piece]);
        }
        if of_instance { answers(format, &text, answer) } else { answers(format, instance, &text) }
    }

    // VIS-2
    #[test]
    fn cut_texts(which in 0..ALL.len(), of_instance: bool, at: usize) {
        let (format, instance, answer) = ALL[which];
        let text = if of_instance { instance } else { answer };
        let cut: String = text.chars().take(at % text.len()).collect();
        if of_instance { answers(format, &cut, answer) } else { answers(format, instance, &cut) }
    }

    // VIS-2
    #[test]
    fn odd_values_in_good_json(
        which in 0..4_usize,
        changes in prop::collection::vec((any::<bool>(), any::<usize>(), odd_values()), 1..4),
    ) {
        let (format, instance, answer) = ALL[which];
        let mut both = [instance, answer].map(|text| serde_json::from_str::<Value>(text).unwrap());
        for (of_instance, at, value) in changes {
            let into = &mut both[usize::from(!of_instance)];
            put(into, &mut (at % size(into)), &value);
        }
        answers(format, &both[0].to_string(), &both[1].to_string());
    }
}

/// What the checker says of a file after a value is put in at a pointer's end.
fn put_in(which: usize, of_instance: bool, pointer: &str, value: Value) -> Result<plancheck::Report, String> {
    let (format, instance, answer) = ALL[which];
    let mut both = [instance, answer].map(|text| serde_json::from_str::<Value>(text).unwrap());
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let into = both[usize::from(!of_instance)].pointer_mut(parent).unwrap();
    match into {
        Value::Array(items) => items.insert(key.parse().unwrap(), value),
        into => into[key] = value,
    }
    check(format, &both[0].to_string(), &both[1].to_string()).map_err(|error| error.to_string())
}

#[test]
fn what_the_planner_does_not_read_either_is_refused_in_words() {
    let rests = json!({"from": 0, "to": 39600, "duration": 20_000});
    for (which, of_instance, pointer, value, says) in [
        (0, true, "/workers/0/shifts/0/breaks/0", rests, "does not lie within the shift"),
        (1, true, "/visits/0/id", json!(1_u64 << 63), "a whole number of ordinary size"),
        (2, true, "/caregivers/0/starting_point_id", json!(5), "must be a text"),
        (2, true, "/patients/0/required_services", json!(null), "which are one thing"),
        (3, true, "/caregivers/0/departing_point", json!("d"), "which are one thing"),
        (2, false, "/global_ordering", json!(null), "must be a list"),
        (2, false, "/unserved", json!(null), "must be a list"),
        (2, false, "/unserved", json!(["p1"]), "must be an object"),
        (2, false, "/unserved", json!([{"visit": "p1"}]), "has no “patient”"),
        (2, false, "/routes/0/caregiver", json!("c1"), "which are one thing"),
        (2, false, "/routes/0/locations/0/patient_id", json!("p1"), "which are one thing"),
        (2, false, "/routes/0/locations/0/end_service_time", json!(null), "which are one thing"),
    ] {
        let told = put_in(which, of_instance, pointer, value).unwrap_err();
        assert!(told.contains(says), "{pointer}: {told}");
    }
}

#[test]
fn a_section_or_a_key_that_is_there_twice_is_refused() {
    let (format, instance, answer) = ALL[5];
    for (from, to, says) in [
        ("NODE_COORD_SECTION", "NODE_COORD_SECTION : 1\nNODE_COORD_SECTION", "NODE_COORD_SECTION is there twice"),
        ("NODE_COORD_SECTION", "A  B : 1\nA B : 1\nNODE_COORD_SECTION", "A B is there twice"),
        ("NODE_COORD_SECTION", "SERVICE_TIME_SECTION : 1\nNODE_COORD_SECTION", "SERVICE_TIME_SECTION"),
        ("SERVICE_TIME : 10", "SERVICE_TIME : -1", "less than nothing"),
    ] {
        assert!(instance.contains(from), "{from}");
        let told = check(format, &instance.replacen(from, to, 1), answer).unwrap_err().to_string();
        assert!(told.contains(says), "{to}: {told}");
    }
}

#[test]
fn figures_that_nobody_can_have_meant_are_faults_and_no_end() {
    for (pointer, value, sound) in [
        ("/cost", json!(1e20), false),
        ("/total_cost", json!(1e308), false),
        ("/cost_components", json!(5), true),
        ("/routes/0/locations/0", json!({"depot": "d", "departing_time": "early"}), true),
        ("/routes/0/locations/0", json!({"depot": "d", "departing_time": -1e300}), false),
    ] {
        let report = put_in(2, false, pointer, value).unwrap();
        assert_eq!(report.is_sound(), sound, "{pointer}: {report}");
        assert!(report.levels.iter().all(|level| level.is_finite()), "{report}");
    }
}

// VIS-2
#[test]
fn a_second_round_in_one_shift_is_told_once_even_where_it_is_idle() {
    for which in [0, 1] {
        let answer: Value = serde_json::from_str(ALL[which].2).unwrap();
        let last = answer["rounds"].as_array().unwrap().len();
        for idle in [false, true] {
            let mut round = answer["rounds"][0].clone();
            if idle {
                round["stops"] = json!([]);
            }
            let report = put_in(which, false, &format!("/rounds/{last}"), round).unwrap();
            let twice = report.faults.iter().filter(|fault| fault.rule == plancheck::Rule::WorkerTwice);
            assert_eq!(
                twice.map(|fault| fault.at.clone()).collect::<Vec<_>>(),
                [format!("rounds[{last}]")],
                "{report}"
            );
        }
    }
}
