//! One violation of every rule, planted in a sound answer, must be found under its name; and nothing else.

use std::collections::BTreeSet;

use plancheck::{Format, Paper, Report, Rule, check};
use serde_json::{Value, json};

const PLAN: (&str, &str) = (include_str!("../data/plan.json"), include_str!("../data/plan-answer.json"));
const DAY: (&str, &str) = (include_str!("../data/day.json"), include_str!("../data/day-answer.json"));
const HHCRSP: (&str, &str) = (include_str!("../data/hhcrsp.json"), include_str!("../data/hhcrsp-answer.json"));
const EXTENDED: (&str, &str) = (include_str!("../data/extended.json"), include_str!("../data/extended-answer.json"));
const SOLOMON: (&str, &str) = (include_str!("../data/solomon.txt"), include_str!("../data/solomon.sol"));
const VRPLIB: (&str, &str) = (include_str!("../data/vrplib.vrp"), include_str!("../data/vrplib.sol"));

const ALL: [(Format, (&str, &str)); 6] = [
    (Format::Kith, PLAN),
    (Format::CareDay, DAY),
    (Format::Hhcrsp, HHCRSP),
    (Format::HhcrspExtended, EXTENDED),
    (Format::Solomon, SOLOMON),
    (Format::Vrplib, VRPLIB),
];

fn of(format: Format) -> (&'static str, &'static str) {
    ALL.into_iter().find(|(of, _)| *of == format).unwrap().1
}

/// The report after edits by JSON pointer: `i/…` in the instance, `a/…` in the answer; null takes away.
fn edited(format: Format, edits: &[(&str, Value)]) -> Report {
    let (instance, answer) = of(format);
    let mut both = json!({
        "i": serde_json::from_str::<Value>(instance).unwrap(),
        "a": serde_json::from_str::<Value>(answer).unwrap(),
    });
    for (path, value) in edits {
        let (parent, key) = path.rsplit_once('/').unwrap();
        let into = both.pointer_mut(&format!("/{parent}")).unwrap_or_else(|| panic!("no {path}"));
        match into {
            Value::Array(items) if key == "-" => items.push(value.clone()),
            Value::Array(items) if value.is_null() => drop(items.remove(key.parse::<usize>().unwrap())),
            Value::Array(items) => items[key.parse::<usize>().unwrap()] = value.clone(),
            Value::Object(fields) if value.is_null() => drop(fields.remove(key)),
            Value::Object(fields) => drop(fields.insert(key.to_owned(), value.clone())),
            _ => panic!("{path} is in no list and no object"),
        }
    }
    check(format, &both["i"].to_string(), &both["a"].to_string()).unwrap()
}

fn rules(report: &Report) -> BTreeSet<Rule> {
    report.faults.iter().map(|fault| fault.rule).collect()
}

/// The edits break these rules and no others; costs that are then wrong are not counted.
fn breaks(format: Format, what: &str, edits: &[(&str, Value)], expected: &[Rule]) {
    let report = edited(format, edits);
    let mut found = rules(&report);
    let expected: BTreeSet<Rule> = expected.iter().copied().collect();
    if !expected.contains(&Rule::Claim) {
        found.remove(&Rule::Claim);
    }
    assert_eq!(found, expected, "{format}, {what}:\n{report}");
    assert!(report.to_string().contains("Not sound"), "{report}");
}

// VIS-2
#[test]
fn small_answers_are_sound_and_cost_what_was_worked_out_by_hand() {
    for (format, (instance, answer)) in ALL {
        let report = check(format, instance, answer).unwrap();
        assert!(report.is_sound(), "{format}: {report}");
        assert!(report.claims.iter().all(|claim| claim.agrees) && !report.claims.is_empty(), "{format}: {report}");
        let again: Report = serde_json::from_str(&serde_json::to_string(&report).unwrap()).unwrap();
        assert_eq!(again, report);
        assert_eq!(format.name().parse(), Ok(format));
    }
    let report = check(Format::Kith, PLAN.0, PLAN.1).unwrap();
    assert_eq!(report.levels[..6], [5.0, 2000.0, 100.0, 5.0, 5700.0, 5.0]);
    // 2, 1 5/6 and 1/3 hours.
    assert!((report.cost_of("fairness").unwrap() - 100.0 * (4.0 + 3.361_111 + 0.111_111) / 3.0).abs() < 1e-3);
    assert_eq!((report.visits, report.served, report.rounds), (8, 7, 3));
    let report = check(Format::HhcrspExtended, EXTENDED.0, EXTENDED.1).unwrap();
    assert_eq!(report.cost.unwrap().value, (82.0 + 19.0 + 19.0 + 13.0 + 29.0 + 31.0) / 6.0);
}

// VIS-2, H17
#[test]
fn who_may_not_make_a_visit_is_found() {
    use Rule::{Barred, Company, Frozen, PartMissing, SameWorker, Service, Skill, Unknown, VisitTwice};
    let kith = |what, edits: &[(&str, Value)], expected: &[Rule]| breaks(Format::Kith, what, edits, expected);
    kith("wrong skill", &[("i/workers/0/skills", json!(["care"]))], &[Skill]);
    let second = json!({"visit": "v2", "part": 1, "travel": 0, "begins": 34200, "ends": 36000});
    let both = [("a/rounds/1/stops/1", Value::Null), ("a/rounds/0/stops/2", second)];
    kith("same worker at both halves", &both, &[SameWorker, Rule::Together, Rule::Break, Rule::Work]);
    kith("no skill", &[("i/visits/4/skills", json!(["meds", "hoist"]))], &[Skill]);
    kith("barred", &[("i/visits/0/barred", json!(["w1"]))], &[Barred]);
    kith("other company", &[("i/links/0/worker", json!("different"))], &[Company]);
    kith("same company", &[("i/links/2/worker", json!("same"))], &[Company]);
    kith("frozen worker", &[("i/visits/6/announced/workers", json!(["w1"]))], &[Frozen]);
    kith("frozen time", &[("i/visits/6/announced/begins", json!([29401]))], &[Frozen]);
    assert!(edited(Format::Kith, &[("i/visits/6/announced/begins", json!(29400))]).is_sound());
    kith("unknown visit", &[("a/rounds/2/stops/0/visit", json!("v9"))], &[Unknown, Rule::Missing]);
    kith("unknown part", &[("a/rounds/2/stops/0/part", json!(1))], &[Service, Rule::Missing]);
    kith("unknown worker", &[("a/rounds/2/worker", json!("w9"))], &[Unknown, Rule::Missing]);
    kith("unknown shift", &[("a/rounds/2/shift", json!(2))], &[Unknown, Rule::Missing]);
    kith("part twice", &[("a/rounds/1/stops/1/part", json!(0))], &[VisitTwice, PartMissing]);
    let day = |what, edits: &[(&str, Value)], expected: &[Rule]| breaks(Format::CareDay, what, edits, expected);
    day("wrong skill", &[("i/visits/0/skill", json!("peg"))], &[Skill]);
    day("one of two", &[("a/rounds/1/stops/0", Value::Null)], &[PartMissing]);
    for format in [Format::Hhcrsp, Format::HhcrspExtended] {
        let abilities = ("i/caregivers/0/abilities", json!(["s2"]));
        breaks(format, "wrong skill", &[abilities], &[Skill]);
        breaks(
            format,
            "service not asked for",
            &[("a/routes/0/locations/0/service", json!("s2"))],
            &[Service, Rule::Missing],
        );
        breaks(format, "unknown caregiver", &[("a/routes/2/caregiver_id", json!("c9"))], &[Unknown]);
        let other = json!({"patient": "p3", "service": "s1", "arrival_time": 107, "departure_time": 121});
        let edits = [("a/routes/0/locations/2", Value::Null), ("a/routes/1/locations/-", other)];
        breaks(format, "same worker at both halves", &edits, &[SameWorker]);
    }
    breaks(
        Format::HhcrspExtended,
        "incompatible",
        &[("i/patients/0/incompatible_caregivers", json!(["c1"]))],
        &[Barred],
    );
}

// VIS-2
#[test]
fn what_is_left_out_or_there_twice_is_found() {
    use Rule::{Break, Missing, Ordering, ToldUnserved, TooFast, Unexplained, Unknown, VisitTwice, WorkerTwice};
    let kith = |what, edits: &[(&str, Value)], expected: &[Rule]| breaks(Format::Kith, what, edits, expected);
    kith("not told", &[("a/unserved/0", Value::Null)], &[Missing]);
    kith("told without a reason", &[("a/unserved/0/reasons", json!([]))], &[Unexplained]);
    kith("told and made", &[("a/unserved/0/visit", json!("v5"))], &[Missing, ToldUnserved]);
    let reasons = json!([{"kind": "k", "says": "no."}]);
    kith("told twice", &[("a/unserved/-", json!({"visit": "v6", "reasons": reasons}))], &[ToldUnserved]);
    kith("unknown told", &[("a/unserved/-", json!({"visit": "v9", "reasons": reasons}))], &[Unknown]);
    let again = json!({"visit": "v5", "part": 0, "travel": 0, "begins": 51700, "ends": 52300});
    let ends = ("a/rounds/2/ends", json!(52900));
    kith("visit twice", &[("a/rounds/2/stops/-", again.clone()), ends], &[VisitTwice]);
    let round = json!({"worker": "w3", "shift": 1, "begins": 51700, "ends": 52900, "travel": 600, "stops": [again]});
    kith("worker twice", &[("a/rounds/-", round)], &[VisitTwice, WorkerTwice]);
    let shifts = json!([{"from": 28800, "to": 50400, "latest": 57600}, {"from": 50400, "to": 57600, "end": "home"}]);
    let stop = json!({"visit": "v6", "travel": 0, "begins": 51500, "ends": 52100});
    let round = json!({"worker": "w3", "shift": 0, "begins": 51500, "ends": 52100, "travel": 0, "stops": [stop]});
    let edits = [
        ("i/workers/2/shifts", shifts),
        ("i/visits/5", json!({"id": "v6", "place": "c", "from": 30000, "to": 52000, "duration": 600, "worth": 5})),
        ("a/unserved", json!([])),
        ("a/rounds/-", round),
    ];
    // Whoever is on two rounds at once is back from the first too late.
    kith("two rounds at once", &edits, &[WorkerTwice, Rule::Shift]);
    kith("break left out", &[("a/rounds/0/stops/2", Value::Null)], &[Break]);
    kith("unknown break", &[("a/rounds/0/stops/2/break", json!(1))], &[Unknown, Break]);
    kith("break too short", &[("a/rounds/0/stops/2/ends", json!(36800))], &[Break]);
    let early = [("a/rounds/0/stops/2/begins", json!(35000)), ("a/rounds/0/stops/2/ends", json!(35900))];
    kith("break too early", &early, &[Break]);
    let within = [("i/workers/0/shifts/0/breaks/0/from", json!(34000)), ("a/rounds/0/stops/2/begins", json!(34100))];
    kith("break before the visit is over", &within, &[Break, TooFast]);
    let routes = [("a/routes/2", json!({"caregiver_id": "c1", "locations": []}))];
    breaks(Format::Hhcrsp, "caregiver twice", &routes, &[WorkerTwice]);
    breaks(Format::Hhcrsp, "order lacks one", &[("a/global_ordering/0", Value::Null)], &[Ordering]);
    breaks(Format::Hhcrsp, "order has one twice", &[("a/global_ordering/0", json!("p2"))], &[Ordering]);
    breaks(Format::Hhcrsp, "order has a stranger", &[("a/global_ordering/-", json!("p9"))], &[Ordering]);
    let left = [("a/routes/0/locations/0", Value::Null), ("a/global_ordering/0", Value::Null)];
    breaks(Format::Hhcrsp, "patient left out", &left, &[Missing]);
    breaks(Format::CareDay, "visit left out", &[("a/rounds/0/stops/0", Value::Null)], &[Missing]);
}

// VIS-2
#[test]
fn what_is_too_early_too_late_or_too_fast_is_found() {
    use Rule::{Claim, Duration, GapLong, GapShort, Shift, Together, TooEarly, TooFast, TooLate, Work};
    let kith = |what, edits: &[(&str, Value)], expected: &[Rule]| breaks(Format::Kith, what, edits, expected);
    kith("too early", &[("i/visits/0/from", json!(30001))], &[TooEarly]);
    kith(
        "too late",
        &[("i/visits/0/to", json!(29999)), ("i/visits/0/from", json!(28800)), ("i/visits/0/due", json!(29999))],
        &[TooLate],
    );
    kith("before it was announced", &[("i/visits/7/announced/begins", json!([41601]))], &[TooEarly]);
    kith("too fast", &[("i/travel/0/matrix/seconds/1/2", json!(1300))], &[TooFast]);
    kith(
        "too fast with a break",
        &[("i/travel/0/matrix/seconds/2/3", json!(3001)), ("i/workers/0/most_work", Value::Null)],
        &[TooFast],
    );
    kith("leaves too early", &[("i/workers/0/shifts/0/from", json!(28801))], &[Shift]);
    kith("cannot be there from the start", &[("i/travel/0/matrix/seconds/0/3", json!(601))], &[Shift]);
    kith("back too late", &[("i/workers/1/shifts/0/latest", json!(41899))], &[Shift]);
    let next = [("i/workers/1/shifts/-", json!({"from": 41_899, "to": 50_000}))];
    kith("back when the next shift has begun", &next, &[Shift]);
    kith("said to be back too soon", &[("a/rounds/1/ends", json!(41899))], &[TooFast]);
    kith("too short", &[("a/rounds/0/stops/0/ends", json!(31799))], &[Duration]);
    kith("over capacity", &[("i/workers/0/capacity", json!(2))], &[Rule::Capacity]);
    kith("too much work", &[("i/workers/0/most_work", json!(7199))], &[Work]);
    kith(
        "halves apart",
        &[("a/rounds/1/stops/1/begins", json!(32401)), ("a/rounds/1/stops/1/ends", json!(34201))],
        &[Together],
    );
    kith("parts too near", &[("i/visits/2/parts/1/least", json!(901))], &[GapShort]);
    kith("parts too far", &[("i/visits/2/parts/1/most", json!(899))], &[GapLong]);
    kith("gap too short", &[("i/links/0/least", json!(10001))], &[GapShort]);
    kith("gap too long", &[("i/links/0/most", json!(9999))], &[GapLong]);
    kith("gap of all parts", &[("i/links/1/least", json!(4801))], &[GapShort]);
    kith("another instance", &[("a/instance", json!("Another day"))], &[Claim]);
    let day = |what, edits: &[(&str, Value)], expected: &[Rule]| breaks(Format::CareDay, what, edits, expected);
    day("too early", &[("i/visits/0/tw/0", json!(30001))], &[TooEarly]);
    day("too late", &[("i/visits/0/tw/1", json!(29999)), ("i/visits/0/tw/0", json!(29000))], &[TooLate]);
    day("late though the gap left time", &[("i/links/1/min_gap", json!(5000))], &[TooLate]);
    day(
        "halves apart",
        &[("a/rounds/1/stops/0/begins", json!(34199)), ("a/rounds/1/stops/0/ends", json!(35999))],
        &[Together],
    );
    day("gap too short", &[("i/links/0/min_gap", json!(11001))], &[GapShort]);
    day("gap too long", &[("i/links/0/max_gap", json!(10999))], &[GapLong]);
    day("shift over", &[("i/workers/0/shift/1", json!(48900))], &[Shift]);
    day("shift not begun", &[("i/workers/1/shift/0", json!(34000)), ("a/rounds/1/begins", json!(34000))], &[Shift]);
    day("too fast", &[("i/kmh/car", json!(6))], &[Shift, TooFast, Work]);
    day("too much work", &[("i/workers/0/max_work", json!(5000))], &[Work]);
    for format in [Format::Hhcrsp, Format::HhcrspExtended] {
        breaks(format, "too early", &[("i/patients/0/time_window/0", json!(31))], &[TooEarly]);
        breaks(format, "too short", &[("a/routes/0/locations/0/departure_time", json!(40))], &[Duration]);
        breaks(format, "gap too short", &[("i/patients/2/synchronization/distance", json!([28, 30]))], &[GapShort]);
        breaks(format, "gap too long", &[("i/patients/2/synchronization/distance", json!([15, 26]))], &[GapLong]);
        let late =
            [("a/routes/1/locations/0/arrival_time", json!(61)), ("a/routes/1/locations/0/departure_time", json!(73))];
        breaks(format, "halves apart, and so too fast to the next", &late, &[Together, TooFast]);
    }
    let first = [("i/caregivers/1/working_shift/0", json!(41))];
    breaks(Format::HhcrspExtended, "shift not begun", &first, &[Shift]);
    breaks(Format::HhcrspExtended, "too fast", &[("i/distances/2/3", json!(17))], &[TooFast]);
}

// VIS-2
#[test]
fn what_is_said_and_is_not_so_is_found() {
    let claim = [Rule::Claim];
    for path in
        ["a/costs/0/sum", "a/costs/1/of/1/value", "a/costs/4/sum", "a/rounds/0/travel", "a/rounds/0/stops/1/travel"]
    {
        breaks(Format::Kith, path, &[(path, json!(7))], &claim);
    }
    breaks(Format::Kith, "a level too many", &[("a/costs/-", json!({"sum": 0, "of": []}))], &claim);
    let more = [("a/rounds/0/stops/2/travel", json!(-600)), ("a/rounds/0/stops/3/travel", json!(1200))];
    breaks(Format::Kith, "a way to a break that is less than nothing", &more, &claim);
    for (travel, sound) in [(0, true), (300, true), (301, false), (-1, false)] {
        let last = json!({"break": 0, "travel": travel, "begins": 40_600, "ends": 41_500});
        let edits = [
            ("i/workers/0/shifts/0/breaks/0/to", json!(41_000)),
            ("a/rounds/0/stops/2", Value::Null),
            ("a/rounds/0/stops/-", last),
            ("a/rounds/0/ends", json!(41_800)),
        ];
        let report = edited(Format::Kith, &edits);
        let faults = if sound { BTreeSet::new() } else { BTreeSet::from(claim) };
        assert_eq!(rules(&report), faults, "{travel}: {report}");
    }
    breaks(Format::CareDay, "travel", &[("a/costs/2/sum", json!(1))], &claim);
    breaks(Format::Hhcrsp, "cost", &[("a/total_cost", json!(42.27))], &claim);
    for part in
        ["TravelTime", "TotalTardiness", "HighestTardiness", "TotalExtraTime", "TotalWaitingTime", "MaxIdleTime"]
    {
        breaks(Format::HhcrspExtended, part, &[(&format!("a/cost_components/EHHC_{part}"), json!(30))], &claim);
    }
}

// VIS-2
#[test]
fn sums_may_be_great_and_are_compared_to_the_last_digit() {
    let stated = |sum: i64| {
        edited(
            Format::Kith,
            &[
                ("i/visits/5/worth", json!(500_000_000)),
                ("i/objective/0/0/weight", json!(1_000_000)),
                ("a/costs/0/of/0/value", json!(500_000_000)),
                ("a/costs/0/sum", json!(sum)),
            ],
        )
    };
    let right = stated(500_000_000_000_000);
    assert!(right.is_sound(), "{right}");
    for wrong in [499_999_999_999_999, 500_000_000_000_001, i64::MAX, i64::MIN] {
        assert_eq!(rules(&stated(wrong)), BTreeSet::from([Rule::Claim]), "{wrong}");
    }
}

/// The rules that are broken after the edits; what is frozen is not moved, so the cost of that is another.
fn broken(edits: &[(&str, Value)]) -> Vec<Rule> {
    rules(&edited(Format::Kith, edits)).into_iter().filter(|rule| *rule != Rule::Claim).collect()
}

// VIS-2, H17
#[test]
fn what_is_frozen_stays_whatever_hours_it_makes() {
    let frozen = |workers: Value, begins: Value| json!({"workers": workers, "begins": begins, "frozen": true});
    // All that w2 does, 6600 seconds with the ways.
    let mut edits = vec![
        ("i/workers/1/most_work", json!(1_000)),
        ("i/visits/1/announced", frozen(json!(["w1", "w2"]), json!(32_400))),
        ("i/visits/2/announced", frozen(json!(["w2", "w1"]), json!([37_200, 38_100]))),
        ("i/visits/7/announced", frozen(json!(["w2"]), json!(41_000))),
    ];
    assert_eq!(broken(&edits), []);
    // One visit less that is frozen: its hours are too many, and so they are where none is.
    edits.pop();
    let report = edited(Format::Kith, &edits);
    assert!(report.to_string().contains("works 6600 (travel and time with people), and may at most 1000, or the 5700"));
    assert_eq!(broken(&edits), [Rule::Work]);
    assert_eq!(broken(&[("i/workers/0/most_work", json!(7_199))]), [Rule::Work]);
}

// VIS-2, H17
#[test]
fn a_break_is_left_out_only_where_what_is_frozen_leaves_it_no_time() {
    // Part 1 of v3 is frozen for w1 from 38100 to 38700, v4 from 40000 to 40600.
    let without = |from: i64, to: i64, over: i64, frozen: bool| {
        broken(&[
            ("i/workers/0/shifts/0/to", json!(40_900)),
            ("i/workers/0/shifts/0/latest", json!(over)),
            ("i/workers/0/shifts/0/breaks/0", json!({"from": from, "to": to, "duration": 900})),
            ("i/visits/2/announced", json!({"workers": ["w2", "w1"], "begins": [37_200, 38_100], "frozen": frozen})),
            ("i/visits/3/announced", json!({"workers": ["w1"], "begins": 40_000, "frozen": frozen})),
            ("a/rounds/0/stops/2", Value::Null),
        ])
    };
    assert_eq!(without(37_201, 38_699, 45_000, true), []);
    for (from, to) in [(37_200, 38_699), (37_201, 38_700), (36_000, 39_600)] {
        assert_eq!(without(from, to, 45_000, true), [Rule::Break], "{from} to {to}");
    }
    assert_eq!(without(37_201, 38_699, 45_000, false), [Rule::Break]);
    // After v4 the shift is over too soon, or not.
    assert_eq!(without(39_200, 40_600, 41_499, true), []);
    assert_eq!(without(39_200, 40_600, 41_500, true), [Rule::Break]);
    assert_eq!(without(39_100, 40_600, 41_499, true), [Rule::Break]);
}

fn sol(format: Format, answer: &str) -> Vec<Rule> {
    let report = check(format, of(format).0, answer).unwrap();
    rules(&report).into_iter().collect()
}

// VIS-2
#[test]
fn routes_that_break_a_rule_are_found() {
    for format in [Format::Solomon, Format::Vrplib] {
        assert_eq!(sol(format, "Route #1: 1 2\nRoute #2: 3\nCost 23.0\n"), [Rule::Missing, Rule::Claim]);
        assert_eq!(sol(format, "Route #1: 1 2\nRoute #2: 3\nUnserved: 4\n"), []);
        assert_eq!(sol(format, "Route #1: 1 2\nRoute #2: 3 4\nUnserved: 4 9\n"), [Rule::Unknown, Rule::ToldUnserved]);
        assert_eq!(sol(format, "Route #1: 1 2\nRoute #2: 3 4 4\n"), [Rule::VisitTwice, Rule::Capacity]);
        assert_eq!(sol(format, "Route #1: 1 2\nRoute #2: 3 4\nRoute #3: 5\n"), [Rule::Unknown]);
        assert_eq!(sol(format, "Route #1: 1 2 4\nRoute #2: 3\n"), [Rule::Capacity]);
        assert_eq!(sol(format, "Route #1: 1 2\nRoute #2: 4 3\n"), [Rule::TooLate]);
        assert_eq!(sol(format, "Route #1: 1\nRoute #2: 2\nRoute #3: 3\nRoute #4: 4\n"), [Rule::TooManyRounds]);
        assert_eq!(sol(format, "Route #1: 1 2\nRoute #2: 3 4\nRoute #3:\nCost 26.6"), [Rule::Claim]);
    }
    let short = VRPLIB.0.replace("1 0 200\n", "1 0 39\n");
    let report = check(Format::Vrplib, &short, VRPLIB.1).unwrap();
    assert_eq!(rules(&report), BTreeSet::from([Rule::Shift]), "{report}");
}

/// The one text is changed so; the error must name the place.
fn unreadable(format: Format, paper: Paper, from: &str, to: &str, named: &str) {
    let (instance, answer) = of(format);
    let text = if paper == Paper::Instance { instance } else { answer };
    assert!(text.contains(from), "{format}: no {from:?} to change");
    let changed = text.replacen(from, to, 1);
    let (instance, answer) = if paper == Paper::Instance { (&*changed, answer) } else { (instance, &*changed) };
    let error = check(format, instance, answer).expect_err(to);
    assert_eq!(error.paper, paper, "{error}");
    assert!(error.to_string().contains(named), "{format}: {error} does not name {named}");
}

// VIS-2
#[test]
fn a_text_that_cannot_be_read_is_told_by_field_or_line() {
    use Paper::{Answer, Instance};
    for (format, part) in [(Format::Kith, "\"w1\""), (Format::CareDay, "1800"), (Format::Hhcrsp, "\"s1\"")] {
        for paper in [Instance, Answer] {
            let (instance, answer) = of(format);
            let text = if paper == Instance { instance } else { answer };
            let end = &text[text.find(part).unwrap()..];
            unreadable(format, paper, end, "", "line");
            unreadable(format, paper, part, "NaN", "line");
            unreadable(format, paper, part, "1e999", "line");
        }
    }
    unreadable(
        Format::Kith,
        Answer,
        "30000",
        "10000000000000",
        "rounds[0].stops[0].begins: must be a number of ordinary size",
    );
    for (format, paper, from, to, named) in [
        (
            Format::Kith,
            Instance,
            "\"id\": \"w2\"",
            "\"id\": \"w2\", \"\\u0069d\": \"w2\"",
            "workers[1].id: stands there",
        ),
        (Format::Kith, Instance, "\"name\":", "\"name\": \"\", \"name\":", "name: stands there twice; leave one of"),
        (
            Format::Kith,
            Answer,
            "\"visit\": \"v2\"",
            "\"visit\": \"v9\", \"visit\": \"v2\"",
            "rounds[0].stops[1].visit: stands",
        ),
        (Format::CareDay, Instance, "\"car\": 38", "\"car\": 38, \"car\": 38", "kmh.car: stands there twice"),
        (Format::Hhcrsp, Answer, "\"routes\"", "\"of\": {\"a\": 1, \"a\": 1}, \"routes\"", "of.a: stands there twice"),
    ] {
        unreadable(format, paper, from, to, named);
    }
    unreadable(Format::Kith, Answer, "kith-answer/1", "kith-answer/2", "format");
    unreadable(Format::Kith, Answer, "\"unserved\": [", "\"left\": [", "left: is not a field");
    unreadable(Format::Kith, Instance, "\"barred\"", "\"barrd\"", "visits[3].barrd: is not a field");
    unreadable(Format::Kith, Instance, "\"duration\": 1800", "\"duration\": -1800", "visits[0].duration");
    unreadable(
        Format::Kith,
        Instance,
        "\"place\": \"a\"",
        "\"place\": \"sea\"",
        "visits[0].place: there is no place sea",
    );
    unreadable(Format::Kith, Instance, "\"id\": \"w2\"", "\"id\": \"w1\"", "workers[1]: worker w1 is there twice");
    unreadable(Format::Kith, Instance, "\"workers\": 2", "\"workers\": 1000000000000", "visits[1]");
    unreadable(Format::Kith, Instance, "\"worker\": \"same\"", "\"worker\": \"some\"", "links[0].worker");
    unreadable(Format::Kith, Instance, "\"measure\": \"late\"", "\"measure\": \"lat\"", "objective[1][0].measure");
    unreadable(Format::CareDay, Instance, "\"workers\": 2", "\"workers\": 0", "visits[1].workers");
    unreadable(
        Format::CareDay,
        Instance,
        "\"dur\": 1800",
        "\"dur\": \"long\"",
        "visits[0].dur: must be a whole number",
    );
    unreadable(Format::CareDay, Instance, "50.72", "-98.5", "visits[0].lat");
    unreadable(Format::CareDay, Instance, "\"car\": 38", "\"car\": 0", "kmh.car");
    unreadable(Format::CareDay, Instance, "\"second\": 3", "\"second\": 33", "links[1].second: there is no visit 33");
    unreadable(Format::Hhcrsp, Instance, "\"sequential\"", "\"soon\"", "patients[2].synchronization.type");
    unreadable(Format::Hhcrsp, Instance, "12.25", "-12.25", "distances[1][2]");
    unreadable(
        Format::HhcrspExtended,
        Instance,
        "\"distance_matrix_index\": 3",
        "\"distance_matrix_index\": 2",
        "patients[1]",
    );
    unreadable(
        Format::HhcrspExtended,
        Instance,
        "\"d1\",\n      \"working",
        "\"d7\",\n      \"working",
        "caregivers[0].starting_point_id",
    );
    unreadable(
        Format::HhcrspExtended,
        Answer,
        "\"arrival_time\": 30",
        "\"arrival_time\": null",
        "routes[0].locations[0]",
    );
    unreadable(Format::Solomon, Instance, "200", "2x0", "line 10");
    unreadable(Format::Solomon, Instance, "-1", "NaN", "line 13");
    unreadable(Format::Solomon, Instance, "CUSTOMER", "PEOPLE", "line");
    unreadable(Format::Vrplib, Instance, "EOF", "", "ends too soon");
    unreadable(Format::Vrplib, Instance, "EUC_2D", "GEO", "EDGE_WEIGHT_TYPE must be EUC_2D");
    unreadable(Format::Vrplib, Instance, "4 15\n", "4 -15\n", "demand");
    unreadable(Format::Vrplib, Instance, "DIMENSION : 5", "DIMENSION : 6", "NODE_COORD_SECTION: must have 6 nodes");
    for format in [Format::Solomon, Format::Vrplib] {
        unreadable(format, Answer, "3 4", "3 -4", "line 2");
        unreadable(format, Answer, "Route #2:", "Round 2", "line 2");
        unreadable(format, Answer, "Cost", "Cost NaN", "line 3");
    }
}
