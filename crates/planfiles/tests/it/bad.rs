//! Bad input: clear faults, never a panic, never a loop.

use planfiles::{Format, Unreadable};
use proptest::prelude::*;
use routing::solve::{Settings, Unwatched, solve};
use serde_json::{Value, json};

use crate::{SAMPLES, instance, plan, properties::plans, sample};

/// The first fault's field after a piece of the sample is replaced.
fn fault(format: Format, from: &str, to: &str) -> String {
    let text = sample(format);
    assert!(text.contains(from), "{from}");
    field(planfiles::read(format, &text.replacen(from, to, 1)))
}

fn field<T: std::fmt::Debug>(read: Result<T, Unreadable>) -> String {
    read.unwrap_err().0.remove(0).field
}

// VIS-2
#[test]
fn faults_of_kiths_format_name_their_field() {
    for (from, to, field) in [
        ("kith-plan/1", "kith-plan/2", "format"),
        // A window that ends before it begins, a shift that does.
        ("\"from\": 41400", "\"from\": 51400", "visits[1].to"),
        ("\"from\": 59400", "\"from\": 79400", "workers[0].shifts[1].to"),
        // Ids used twice, names of nobody.
        ("\"id\": \"ada-lunch\"", "\"id\": \"ada-morning\"", "visits[1].id"),
        ("\"id\": \"eli\", \"lat\"", "\"id\": \"office\", \"lat\"", "places[2].id"),
        ("\"preferred\": [\"eli\"]", "\"preferred\": [\"eve\"]", "visits[0].preferred[0]"),
        ("\"place\": \"stoborough\"", "\"place\": \"atlantis\"", "visits[2].place"),
        ("\"mode\": \"walk\",\n", "\"mode\": \"fly\",\n", "workers[1].mode"),
        ("\"second\": \"ada-lunch\"", "\"second\": \"ada-supper\"", "links[0].second"),
        // Off the map, and no numbers.
        ("50.7041", "150.7041", "places[5].lat"),
        ("\"kmh\": 38", "\"kmh\": 0", "travel[0].straight.kmh"),
        ("\"circuity\": 1.35", "\"circuity\": -1", "travel[0].straight.circuity"),
        (
            "\"duration\": 1800, \"skills\": [\"care\"], \"barred\"",
            "\"duration\": -5, \"skills\": [\"care\"], \"barred\"",
            "visits[1].duration",
        ),
        ("\"to\": 48600", "\"to\": 4000000000000000", "visits[1].to"),
        ("\"workers\": 2", "\"workers\": 0", "visits[2].workers"),
        ("\"workers\": 2", "\"workers\": 1000000", "visits[2].workers"),
        ("\"workers\": 2", "\"workers\": \"two\"", "visits[2].workers"),
        ("\"most\": 18000", "\"most\": 1800", "links[0].least"),
        ("\"most\": 1800 ", "\"most\": 180 ", "visits[4].parts[1].least"),
        ("\"objective\": [\n    [{ \"measure\": \"unserved\" }],", "\"objective\": [", "objective"),
        ("\"objective\": [", "\"objective\": [[],", "objective[0]"),
        ("\"to\": 39600, \"duration\": 900", "\"to\": 39600, \"duration\": 90000", "workers[0].shifts[0].breaks[0]"),
        // There is no time for it from when the shift begins.
        (
            "\"from\": 36000, \"to\": 39600, \"duration\": 900",
            "\"from\": 0, \"to\": 39600, \"duration\": 39600",
            "workers[0].shifts[0].breaks[0]",
        ),
        ("\"begins\": 26100", "\"begins\": [26100, 26200]", "visits[5].announced.begins"),
        ("\"workers\": [\"dana\"]", "\"workers\": []", "visits[5].announced.workers"),
        ("\"most_work\": 27000", "\"most_work\": -1", "workers[0].most_work"),
        ("\"most_work\": 27000", "\"most_work\": 27000.5", "workers[0].most_work"),
        ("\"most_work\": 27000", "\"most_work\": 99999999999999999999", "workers[0].most_work"),
        ("\"kmh\": 38", "\"kmh\": 1e-300", "travel[0].straight.kmh"),
        ("\"door\": 60", "\"door\": 1e300", "travel[0].straight.door"),
        ("\"worth\": 3", "\"worth\": 3, \"worth\": 4", "visits[2]"),
        ("\"second\": \"ada-lunch\"", "\"second\": \"ada-morning\"", "links[0].second"),
    ] {
        assert_eq!(fault(Format::Kith, from, to), field, "{from} -> {to}");
    }
    let misspelt = sample(Format::Kith).replacen("\"worth\": 3", "\"wroth\": 3", 1);
    let told = planfiles::read(Format::Kith, &misspelt).unwrap_err().to_string();
    assert!(told.contains("visits[2].wroth") && told.contains("Unknown field"), "{told}");
}

// VIS-2
#[test]
fn links_that_contradict_one_another_are_a_fault() {
    let back = r#""links": [{"first": "ada-lunch", "second": "ada-morning", "least": 0},"#;
    let told = planfiles::read(Format::Kith, &sample(Format::Kith).replacen("\"links\": [", back, 1)).unwrap_err();
    assert_eq!(told.0[0].field, "links[0]");
    assert!(told.to_string().contains("contradict"), "{told}");
}

#[test]
fn numbers_that_are_none_are_no_json() {
    for word in ["NaN", "Infinity", "-", "1e999"] {
        let text = sample(Format::Kith).replacen("50.6862", word, 1);
        let told = planfiles::read(Format::Kith, &text).unwrap_err().to_string();
        assert!(told.contains("line 5"), "{word}: {told}");
    }
}

#[test]
fn faults_of_the_other_formats_name_their_field_or_line() {
    for (format, from, to, field) in [
        (Format::Solomon, "    2      6 ", "    7      6 ", "line 12"),
        (Format::Solomon, "         60         10", "", "line 12"),
        (Format::Solomon, "         20         60", "         60         20", "line 12"),
        (Format::Solomon, "      3          4", "      NaN        4", "line 11"),
        (Format::Solomon, "  2         20", "  -2        20", "line 5"),
        (Format::Solomon, "  2         20", "  1e30      20", "line 5"),
        (Format::Solomon, "      6          8", "      999999999   -999999999", "line 12"),
        (Format::Vrplib, "DIMENSION : 3", "DIMENSION : 4", "line 23"),
        (Format::Vrplib, "EUC_2D", "GEO", "line 7"),
        (Format::Vrplib, "2 10\n3 10", "3 10\n2 10", "line 14"),
        (Format::Vrplib, "VEHICLES : 2", "VEHICLES : 2.5", "line 4"),
        (Format::Hhcrsp, "\"central_offices\"", "\"offices\"", "central_offices"),
        (Format::Hhcrsp, "[10.0, 20.0]", "[30.0, 20.0]", "patients[0].time_window"),
        (
            Format::Hhcrsp,
            "\"service\": \"s1\", \"duration\": 5.0",
            "\"service\": \"s9\"",
            "patients[0].required_caregivers[0].service",
        ),
        (Format::Hhcrsp, "\"distance\": [3, 20]", "\"distance\": [30, 20]", "patients[2].synchronization.distance"),
        (Format::Hhcrsp, "5.0, 3.162],", "5.0],", "distances[1]"),
        (Format::Hhcrsp, "3.162", "-3.162", "distances[1][3]"),
        // What would be rounded to what is allowed.
        (Format::Hhcrsp, "3.162", "-0.0004", "distances[1][3]"),
        (Format::Hhcrsp, "3.162", "1073741.8234", "distances[1][3]"),
        (Format::Hhcrsp, "\"type\": \"simultaneous\"", "\"type\": \"sometimes\"", "patients[1].synchronization.type"),
        (
            Format::HhcrspExtended,
            "\"starting_point_id\": \"d1\"",
            "\"starting_point_id\": \"d7\"",
            "caregivers[0].starting_point_id",
        ),
        (Format::HhcrspExtended, "[\"c0\"]", "[\"c5\"]", "patients[0].incompatible_caregivers[0]"),
        (Format::HhcrspExtended, "\"distance_matrix_index\": 3", "\"distance_matrix_index\": 9", "patients[1]"),
        (Format::HhcrspExtended, "[30, 270]", "[330, 270]", "caregivers[0].working_shift"),
        (Format::CareDay, "\"mode\": \"walk\"", "\"mode\": \"swim\"", "workers[1].mode"),
        (Format::CareDay, "\"second\": 3", "\"second\": 33", "links[1].second"),
        (Format::CareDay, "50.6706", "950.6706", "visits[2].lat"),
        (Format::CareDay, "\"workers\": 2", "\"workers\": -2", "visits[2].workers"),
        (Format::CareDay, "[27000, 32400]", "[37000, 32400]", "visits[0].tw"),
        (Format::CareDay, "[25200, 50400]", "[55200, 50400]", "workers[0].shift"),
        (Format::CareDay, "\"id\": 1, \"person\"", "\"id\": \"0\", \"person\"", "links[0].second"),
        (Format::CareDay, "\"id\": 1, \"lat\"", "\"id\": 0, \"lat\"", "workers[1].id"),
        (Format::CareDay, "\"dur\": 1800", "\"dur\": -1800", "visits[0].dur"),
        (Format::CareDay, "\"car\": 38", "\"car\": 0", "kmh.car"),
        (Format::CareDay, "\"door_s\": 60", "\"door_s\": -60", "door_s"),
        (Format::CareDay, "\"first\": 2, \"second\": 3", "\"first\": 1, \"second\": 0", "links[0]"),
        (Format::Hhcrsp, "\"id\": \"p2\"", "\"id\": \"p1\"", "patients[1].id"),
        (Format::Hhcrsp, "\"id\": \"c2\"", "\"id\": \"c1\"", "caregivers[1].id"),
        (Format::Hhcrsp, "[10.0, 20.0]", "[10.0, 1e300]", "patients"),
        // What is not used here is a number all the same.
        (Format::Hhcrsp, "\"default_duration\": 6.0", "\"default_duration\": 1e20", "services[0].default_duration"),
        (
            Format::Hhcrsp,
            "\"type\": \"simultaneous\"",
            "\"type\": \"simultaneous\", \"distance\": [0, 1e20]",
            "patients[1].synchronization.distance[1]",
        ),
        (
            Format::Hhcrsp,
            "\"id\": \"c2\"",
            "\"id\": \"c2\", \"working_shift\": [-1e20, 5]",
            "caregivers[1].working_shift[0]",
        ),
        (Format::Hhcrsp, "\"duration\": 5.0", "\"duration\": -5.0", "patients[0].required_caregivers[0].duration"),
        (Format::Hhcrsp, "    [0.0, 5.0, 10.0, 5.0],\n", "", "distances"),
        (Format::Hhcrsp, "3.162", "1e9", "distances[1][3]"),
        (Format::Hhcrsp, "[{ \"service\": \"s2\" }, { \"service\": \"s1\" }]", "[]", "patients[2].required_caregivers"),
        (Format::Solomon, "VEHICLE", "VEHICEL", "line 5"),
        (Format::Solomon, "        100          0", "       -100          0", "line 10"),
        (Format::Vrplib, "EOF", "", "line 22"),
        (Format::Vrplib, "TYPE : VRPTW\n", "", "line 22"),
        (Format::Vrplib, "2 0 50", "2 60 50", "line 10"),
        (Format::Vrplib, "SERVICE_TIME : 10", "SERVICE_TIME : -1", "line 6"),
        (Format::Vrplib, "VEHICLES : 2", "NODE_COORD_SECTION : EUC_2D\nVEHICLES : 2", "line 9"),
        (Format::Vrplib, "DEPOT_SECTION\n1\n", "DEPOT_SECTION\n2\n", "line 23"),
    ] {
        assert_eq!(fault(format, from, to), field, "{format}: {from} -> {to}");
    }
}

#[test]
fn no_workers_and_no_visits_are_no_fault() {
    let text = r#"{"format": "kith-plan/1", "places": [{"id": "a", "lat": 50, "lon": -2}],
        "travel": [{"mode": "car", "straight": {"kmh": 30}}], "workers": [],
        "visits": [{"id": "v", "place": "a", "from": 0, "to": 60, "duration": 60, "skills": ["magic"]}]}"#;
    let instance = planfiles::read(Format::Kith, text).unwrap();
    let plan = plan(&instance);
    assert_eq!(plan.unserved.len(), 1);
    assert!(planfiles::write_answer(&instance, &plan).contains("says"));
}

#[test]
fn a_file_that_was_cut_off_is_told_as_such() {
    for (format, text) in SAMPLES.iter().filter(|(format, _)| *format != Format::Solomon) {
        for cut in [0, 1, text.len() / 3, text.len() / 2, text.len() * 9 / 10] {
            let told = planfiles::read(*format, &text[..cut]).unwrap_err().to_string();
            assert!(
                told.contains("cut off") || format == &Format::Vrplib && told.contains("line "),
                "{format} at {cut}: {told}"
            );
        }
    }
}

/// A text with a piece cut out, doubled, replaced or exchanged for a number that is trouble.
fn mutated(text: &str, changes: &[(usize, usize, usize)]) -> String {
    const TROUBLE: [&str; 14] = [
        "",
        "-1",
        "0",
        "1e308",
        "-1e308",
        "99999999999999999999",
        "9223372036854775807",
        "NaN",
        "null",
        "[]",
        "{}",
        "\"\"",
        "1.5",
        "é",
    ];
    let mut letters: Vec<char> = text.chars().collect();
    for (at, length, kind) in changes {
        let from = at % (letters.len() + 1);
        let to = (from + length).min(letters.len());
        let piece: Vec<char> = letters[from..to].to_vec();
        if *kind < TROUBLE.len() {
            // A whole number or word, where one stands there.
            let end =
                (from..letters.len()).find(|n| !letters[*n].is_alphanumeric() && letters[*n] != '.').unwrap_or(from);
            letters.splice(from..end, TROUBLE[*kind].chars());
        } else if kind % 2 == 0 {
            letters.drain(from..to);
        } else {
            letters.splice(to..to, piece);
        }
    }
    letters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    // VIS-2
    #[test]
    fn whatever_is_done_to_a_file_it_is_refused_in_words_or_planned_soundly(
        which in 0..SAMPLES.len(),
        changes in prop::collection::vec((0_usize..6000, 1_usize..40, 0_usize..20), 1..4),
    ) {
        plans::plan(&[&[which as u8], mutated(SAMPLES[which].1, &changes).as_bytes()].concat());
    }

    #[test]
    fn whatever_is_done_to_an_answer_it_is_read_or_refused(
        which in 0..SAMPLES.len(),
        changes in prop::collection::vec((0_usize..4000, 1_usize..40, 0_usize..20), 1..4),
    ) {
        let instance = instance(SAMPLES[which].0);
        let text = planfiles::write_answer(&instance, &plan(&instance));
        plans::plan_answer(&[&[which as u8], mutated(&text, &changes).as_bytes()].concat());
    }
}

// VIS-2
#[test]
fn ten_thousand_visits_for_one_worker_are_planned_and_explained_in_no_time() {
    let visits: Vec<String> = (0..10_000)
        .map(|n| {
            let from = 25_200 + n * 7 % 39_600;
            format!(
                r#"{{"id": "v{n}", "place": "p{}", "from": {from}, "to": {}, "duration": 1800}}"#,
                n % 50,
                from + 3600
            )
        })
        .collect();
    let places: Vec<String> =
        (0..50).map(|n| format!(r#"{{"id": "p{n}", "lat": {}, "lon": -2.1}}"#, 50.6 + f64::from(n) / 500.0)).collect();
    let text = format!(
        r#"{{"format": "kith-plan/1", "places": [{}], "travel": [{{"mode": "car", "straight": {{"kmh": 38}}}}],
        "workers": [{{"id": "w", "mode": "car", "shifts": [{{"from": 25200, "to": 68400}}]}}], "visits": [{}]}}"#,
        places.join(","),
        visits.join(",")
    );
    let instance = planfiles::read(Format::Kith, &text).unwrap();
    let settings = Settings { moves: Some(300), ..Settings::default() };
    let plan = solve(&instance.problem, &settings, &mut Unwatched);
    assert!(plan.unserved.len() > 9_900 && plan.unserved.len() < 10_000, "{}", plan.unserved.len());
    assert!(plan.unserved.iter().all(|one| !one.reasons.is_empty()));
    let answer = planfiles::write_answer(&instance, &plan);
    let report = plancheck::check(plancheck::Format::Kith, &text, &answer).unwrap();
    assert!(report.is_sound(), "{report}");
}

#[test]
fn gaps_in_a_long_chain_and_in_a_circle_end() {
    let day = |second: fn(i64) -> i64| {
        let visits: Vec<String> = (0..3_000)
            .map(|n| {
                let of = r#""lat": 50.6, "lon": -2.1, "dur": 60, "tw": [0, 600], "skill": "care", "workers": 1"#;
                format!(r#"{{"id": {n}, {of}}}"#)
            })
            .collect();
        // In an order that is neither forwards nor backwards.
        let links: Vec<String> = (0..2_999)
            .map(|n| n * 1_009 % 2_999)
            .map(|n| format!(r#"{{"first": {n}, "second": {}, "min_gap": 1}}"#, second(n)))
            .collect();
        let kmh = r#""kmh": {"car": 38}, "circuity": 1.3, "door_s": 0"#;
        format!(r#"{{"visits": [{}], "workers": [], "links": [{}], {kmh}}}"#, visits.join(","), links.join(","))
    };
    let chain = planfiles::read(Format::CareDay, &day(|n| n + 1)).unwrap();
    assert_eq!(chain.problem.visits[2_999].to, 2_999 + 3_600, "after all the others, and late");
    let circle = planfiles::read(Format::CareDay, &day(|n| (n + 1) % 2_999)).unwrap_err();
    assert!(circle.to_string().contains("contradict"), "{circle}");
}

/// The number of a format's sample, as `plans` counts them.
fn number(format: Format) -> u8 {
    SAMPLES.iter().position(|(of, _)| *of == format).unwrap() as u8
}

/// Planner and checker agree on an instance, which is read or not.
fn agreed(format: Format, text: &str, reads: bool) {
    let read = planfiles::read(format, text);
    assert_eq!(read.is_ok(), reads, "{format}: {:?}\n{text}", read.err());
    plans::plan(&[&[number(format)], text.as_bytes()].concat());
}

/// The same after edits of the sample.
fn agreed_after(format: Format, reads: bool, edit: impl FnOnce(&mut Value)) {
    let mut value = serde_json::from_str(sample(format)).unwrap();
    edit(&mut value);
    agreed(format, &value.to_string(), reads);
}

#[test]
fn planner_and_checker_agree_on_what_is_odd_in_an_instance() {
    for (format, from, to, reads) in [
        (Format::Vrplib, "TYPE : VRPTW", "TYPE : VRPTW\nNODE_COORD_SECTION : EUC_2D", false),
        (Format::Vrplib, "DEPOT_SECTION", "NODE_COORD_SECTION : EUC_2D\nDEPOT_SECTION", false),
        (Format::Vrplib, "NAME : TINY", "SERVICE_TIME_SECTION : 1\nNAME : TINY", false),
        (Format::Vrplib, "NAME : TINY", "NAME : TINY\nA  B : 1\nA B : 2", false),
        (Format::Vrplib, "NAME : TINY", "NAME : TINY\nA  B : 1\nA C : 2", true),
        (Format::Vrplib, "SERVICE_TIME : 10", "SERVICE_TIME : -1", false),
        (Format::Vrplib, "DEPOT_S", "SERVICE_TIME_SECTION\n1 0\n2 1\n3 1\nDEPOT_S", true),
        (
            Format::Vrplib,
            "1 0 0\n2 1 1\n3 6 8\nDEMAND_SECTION\n1 0\n2 10\n3 10",
            "DEMAND_SECTION\n1 0\n2 10\n3 10\nNODE_COORD_SECTION\n1 0 0\n2 1 1\n3 6 8",
            false,
        ),
        (Format::Hhcrsp, "3.162", "-0.0004", false),
        (Format::Hhcrsp, "3.162", "1073741.8234", false),
        (Format::Hhcrsp, "3.162", "-0.0", true),
        (Format::Hhcrsp, "\"simultaneous\"", "{\"simultaneous\": null}", true),
        (Format::Hhcrsp, "\"id\": \"c1\"", "\"id\": \"c1\", \"starting_point_id\": 5", false),
        (Format::Hhcrsp, "\"id\": \"c1\"", "\"id\": \"c1\", \"departing_point\": \"d\"", true),
        (Format::Hhcrsp, "\"id\": \"c1\"", "\"id\": \"c1\", \"departing_point\": null", true),
        (
            Format::Hhcrsp,
            "\"required_caregivers\": [{ \"service\": \"s1\", ",
            "\"required_services\": null, \"required_caregivers\": [{ \"service\": \"s1\", ",
            false,
        ),
        (
            Format::HhcrspExtended,
            "\"starting_point_id\": \"d1\"",
            "\"starting_point_id\": \"d1\", \"departing_point\": \"d1\"",
            false,
        ),
        (Format::HhcrspExtended, "\"starting_point_id\": \"d1\"", "\"departing_point\": \"d1\"", true),
        (Format::CareDay, "\"id\": 1, \"lat\"", "\"id\": 9223372036854775807, \"lat\"", true),
        (Format::CareDay, "\"id\": 1, \"lat\"", "\"id\": 9223372036854775808, \"lat\"", false),
        (Format::Kith, "{ \"worker\": \"eli\", \"times\": 14 }", "[\"eli\", 14]", true),
    ] {
        let text = sample(format);
        assert!(text.contains(from), "{from}");
        agreed(format, &text.replacen(from, to, 1), reads);
    }
    let depot = "TYPE : VRPTW\nDIMENSION : 1\nVEHICLES : 1\nCAPACITY : 1\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n\
        DEMAND_SECTION\n1 0\nTIME_WINDOW_SECTION\n1 0 9\nDEPOT_SECTION\n1\n-1\n";
    for (service, reads) in [("1", true), ("-1", false)] {
        agreed(Format::Vrplib, &format!("{depot}SERVICE_TIME : {service}\nEOF\n"), reads);
    }
}

#[test]
fn planner_and_checker_agree_on_speeds_of_nobody_and_too_many_ways() {
    for (field, value, reads) in
        [("door_s", json!(60), true), ("door_s", json!(-1), false), ("circuity", json!(0.5), false)]
    {
        agreed_after(Format::CareDay, reads, |day| {
            (day["kmh"], day["workers"], day[field]) = (json!({}), json!([]), value);
        });
    }
    for (ways, reads) in [(256, true), (257, false)] {
        agreed_after(Format::Kith, reads, |plan| {
            for n in 2..ways {
                let way = json!({"mode": format!("car {n}"), "straight": {"kmh": 38}});
                plan["travel"].as_array_mut().unwrap().push(way);
            }
        });
    }
}

#[test]
fn planner_and_checker_agree_on_breaks() {
    for (rests, reads) in [
        (json!([{"from": 0, "to": 39600, "duration": 900}]), true),
        (json!([{"from": 0, "to": 39600, "duration": 19800}]), true),
        (json!([{"from": 0, "to": 39600, "duration": 19801}]), false),
        (json!([{"from": 0, "to": 39600, "duration": 39600}]), false),
        // One leaves the other no time.
        (json!([{"from": 36000, "to": 36000, "duration": 900}, {"from": 36100, "to": 36100, "duration": 900}]), false),
    ] {
        agreed_after(Format::Kith, reads, |plan| plan["workers"][0]["shifts"][0]["breaks"] = rests);
    }
    // Nor the way to where the shift ends.
    agreed_after(Format::Kith, false, |plan| {
        let shift = &mut plan["workers"][0]["shifts"][0];
        (shift["end"], shift["breaks"]) = (json!("sandford"), json!([{"from": 44100, "to": 44100, "duration": 900}]));
    });
}

/// Planner and checker agree on the planner's own answer after edits, which is read or not.
fn agreed_on_answer(format: Format, reads: bool, edit: impl FnOnce(&mut Value)) {
    let instance = instance(format);
    let mut value = serde_json::from_str(&planfiles::write_answer(&instance, &plan(&instance))).unwrap();
    edit(&mut value);
    let text = value.to_string();
    let read = planfiles::read_answer(&instance, &text);
    assert_eq!(read.is_ok(), reads, "{format}: {:?}\n{text}", read.err());
    plans::plan_answer(&[&[number(format)], text.as_bytes()].concat());
}

#[test]
fn planner_and_checker_agree_on_odd_answers_in_the_published_layout() {
    for (field, value, reads) in [
        ("global_ordering", Value::Null, false),
        ("unserved", Value::Null, false),
        ("unserved", json!(["p1"]), false),
        ("unserved", json!([{"visit": "p1"}]), false),
        ("unserved", json!([{"patient": 1}]), false),
        ("unserved", json!([["p1"]]), true),
        ("unserved", json!([{"patient": "p1", "reasons": 5}]), true),
        ("cost", json!(1e20), true),
        ("total_cost", json!(1e13), true),
        ("total_cost", json!(-1e308), true),
        ("total_cost", json!("none"), true),
        ("cost_components", json!(5), true),
        ("cost_components", json!([]), true),
        ("cost_components", json!({"EHHC_TravelTime": 1e300}), true),
    ] {
        agreed_on_answer(Format::Hhcrsp, reads, |answer| answer[field] = value);
    }
    agreed_on_answer(Format::Hhcrsp, true, |answer| {
        let route = &mut answer["routes"][0];
        route["caregiver"] = route.as_object_mut().unwrap().remove("caregiver_id").unwrap();
    });
    agreed_on_answer(Format::Hhcrsp, false, |answer| answer["routes"][0]["caregiver"] = json!(null));
    for (field, other) in [
        ("patient", "patient_id"),
        ("service", "service_id"),
        ("arrival_time", "start_service_time"),
        ("departure_time", "end_service_time"),
    ] {
        let at = "/routes/0/locations/0";
        agreed_on_answer(Format::Hhcrsp, true, |answer| {
            let stop = answer.pointer_mut(at).unwrap();
            stop[other] = stop.as_object_mut().unwrap().remove(field).unwrap();
        });
        agreed_on_answer(Format::Hhcrsp, false, |answer| answer.pointer_mut(at).unwrap()[other] = json!(null));
        for odd in [json!(null), json!([]), json!(true)] {
            agreed_on_answer(Format::Hhcrsp, false, |answer| answer.pointer_mut(at).unwrap()[field] = odd);
        }
    }
}

#[test]
fn planner_and_checker_agree_on_the_depot_in_a_route() {
    for (depot, reads) in [
        (json!({"depot": "d"}), true),
        (json!({"depot": true, "departing_time": "early", "arrival_time": []}), true),
        (json!({"depot": "d", "departing_time": -1e300, "arrival_time": 1.7e308}), true),
        (json!({"depot": "d", "patient": 5, "service": {}, "departure_time": "late"}), true),
        (json!({"depot": "d", "patient": null, "patient_id": null}), false),
        (json!({"depot": null}), false),
    ] {
        agreed_on_answer(Format::Hhcrsp, reads, |answer| {
            for route in answer["routes"].as_array_mut().unwrap() {
                let stops = route["locations"].as_array_mut().unwrap();
                stops.insert(0, depot.clone());
                stops.push(depot.clone());
            }
        });
    }
}

#[test]
fn planner_and_checker_agree_on_odd_answers_in_kiths_form() {
    for format in [Format::Kith, Format::CareDay] {
        agreed_on_answer(format, false, |answer| {
            let mut idle = answer["rounds"][0].clone();
            idle["stops"] = json!([]);
            answer["rounds"].as_array_mut().unwrap().push(idle);
        });
        let far = routing::problem::MOST;
        agreed_on_answer(format, true, |answer| {
            let stop = &mut answer["rounds"][0]["stops"][0];
            (stop["begins"], stop["travel"]) = (json!(far), json!(-far));
        });
        agreed_on_answer(format, true, |answer| {
            let measure = &mut answer["costs"][0]["of"][0]["measure"];
            *measure = json!({"unserved": null});
        });
    }
}
