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
