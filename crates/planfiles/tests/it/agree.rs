//! The planner, the writer and the checker agree on made-up days with everything that the format knows.

use std::collections::BTreeMap;

use planfiles::Format;
use serde_json::{Value, json};

use crate::{plan, properties::plans};

/// Chance that a number begins.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 1) as i64 % end.max(1)
    }

    fn one_in(&mut self, count: i64) -> bool {
        self.below(count) == 0
    }

    fn some(&mut self, of: &[&str], most: i64) -> Vec<String> {
        let count = self.below(most + 1);
        let mut names: Vec<String> = (0..count).map(|_| of[self.below(of.len() as i64) as usize].to_owned()).collect();
        names.sort();
        names.dedup();
        names
    }
}

const SKILLS: [&str; 3] = ["care", "meds", "hoist"];

/// A time at work; it may be too short for the way from its start to its end, but not with a break, which is refused.
fn shift(dice: &mut Chance, places: i64, (from, to): (i64, i64)) -> Value {
    let mut shift = json!({"from": from, "to": to});
    let rests = dice.one_in(3);
    if !dice.one_in(4) {
        shift["start"] = json!(format!("p{}", dice.below(places)));
    }
    match dice.below(3) {
        0 => {}
        1 if !rests => shift["end"] = json!(format!("p{}", dice.below(places))),
        _ if shift["start"].is_string() => shift["end"] = shift["start"].clone(),
        _ => shift["end"] = json!(format!("p{}", dice.below(places))),
    }
    if dice.one_in(2) {
        shift["latest"] = json!(to + dice.below(3_000));
    }
    if rests {
        let rest = from + dice.below(to - from - 4_000);
        shift["breaks"] = json!([{"from": rest, "to": rest + 1_200, "duration": 300 + dice.below(600)}]);
    }
    shift
}

fn worker(dice: &mut Chance, n: i64, places: i64) -> Value {
    let from = dice.below(7_200);
    let drives = dice.one_in(2);
    let mut shifts = vec![shift(dice, places, (from, from + 9_000))];
    if dice.one_in(2) {
        shifts.push(shift(dice, places, (from + 12_600, from + 24_000)));
    }
    let mut worker = json!({
        "id": format!("w{n}"), "mode": if drives { "car" } else { "walk" }, "shifts": shifts,
        "skills": dice.some(&SKILLS, 4),
    });
    if dice.one_in(3) {
        worker["most_work"] = json!(4_000 + dice.below(12_000));
    }
    if dice.one_in(3) {
        worker["capacity"] = json!(dice.below(8));
    }
    worker
}

fn visit(dice: &mut Chance, n: i64, places: i64, workers: i64) -> Value {
    let from = dice.below(26_000);
    let to = from + dice.below(7_200);
    let mut visit = json!({"id": format!("v{n}"), "place": format!("p{}", dice.below(places)), "from": from, "to": to});
    if dice.one_in(3) {
        visit["due"] = json!(from + dice.below(to - from + 1));
    }
    if dice.one_in(4) {
        let parts = 1 + dice.below(3);
        let part = |k: i64, dice: &mut Chance| {
            let least = if k == 0 { 0 } else { dice.below(900) };
            let most = if k == 0 { 0 } else { least + dice.below(900) };
            json!({"duration": dice.below(1_800), "skills": dice.some(&SKILLS, 1), "least": least, "most": most})
        };
        visit["parts"] = (0..parts).map(|k| part(k, dice)).collect();
    } else {
        visit["duration"] = json!(dice.below(2_700));
        visit["skills"] = json!(dice.some(&SKILLS, 1));
        if dice.one_in(4) {
            visit["workers"] = json!(1 + dice.below(3));
        }
    }
    visit["worth"] = json!(dice.below(4));
    visit["demand"] = json!(dice.below(3));
    for list in ["preferred", "barred"] {
        if dice.one_in(4) {
            visit[list] = json!([format!("w{}", dice.below(workers))]);
        }
    }
    if dice.one_in(3) {
        let mut known = BTreeMap::new();
        for _ in 0..2 {
            known.insert(dice.below(workers), dice.below(9));
        }
        visit["known"] =
            known.iter().map(|(worker, times)| json!({"worker": format!("w{worker}"), "times": times})).collect();
    }
    visit
}

fn links(dice: &mut Chance, visits: i64) -> Value {
    let link = |n: i64, dice: &mut Chance| {
        let mut link = json!({"first": format!("v{}", 2 * n), "second": format!("v{}", 2 * n + 1)});
        let least = dice.below(9_000) - 3_000;
        match dice.below(3) {
            0 => link["least"] = json!(least),
            1 => link["most"] = json!(least),
            _ => (link["least"], link["most"]) = (json!(least), json!(least + dice.below(6_000))),
        }
        link["worker"] = json!(["any", "same", "different"][dice.below(3) as usize]);
        link
    };
    (0..visits / 3).map(|n| link(n, dice)).collect()
}

/// A day with all that the format knows but what was announced.
fn made_up(seed: u64) -> Value {
    let mut dice = Chance(seed);
    let (places, workers, visits) = (3 + dice.below(9), 1 + dice.below(5), 2 + dice.below(16));
    // Some are one address.
    let place = |n: i64, dice: &mut Chance| {
        let at = dice.below(places);
        json!({"id": format!("p{n}"), "lat": 50.6 + at as f64 * 0.013, "lon": -2.1 + (at * at % 7) as f64 * 0.01})
    };
    let walk = if dice.one_in(2) {
        let row = |dice: &mut Chance| (0..places).map(|_| dice.below(1_500)).collect::<Vec<_>>();
        json!({"mode": "walk", "matrix": {"source": "made up", "seconds": (0..places).map(|_| row(&mut dice)).collect::<Vec<_>>()}})
    } else {
        json!({"mode": "walk", "straight": {"kmh": 4.8, "circuity": 1.2, "door": 30.5}})
    };
    let mut day = json!({
        "format": "kith-plan/1",
        "name": format!("day {seed}"),
        "places": (0..places).map(|n| place(n, &mut dice)).collect::<Vec<_>>(),
        "travel": [{"mode": "car", "straight": {"kmh": 38.0, "door": 60.0}}, walk],
        "workers": (0..workers).map(|n| worker(&mut dice, n, places)).collect::<Vec<_>>(),
        "visits": (0..visits).map(|n| visit(&mut dice, n, places, workers)).collect::<Vec<_>>(),
        "links": links(&mut dice, visits),
    });
    if dice.one_in(2) {
        let all = ["late", "longest_late", "overtime", "moved", "travel", "continuity", "fairness", "rounds"];
        let one = |name: &str, dice: &mut Chance| json!({"measure": name, "weight": 1 + dice.below(5)});
        let mut levels = vec![vec![json!({"measure": "unserved"})]];
        for name in all {
            if dice.one_in(3) {
                levels.push(Vec::new());
            }
            levels.last_mut().unwrap().push(one(name, &mut dice));
        }
        day["objective"] = json!(levels);
    }
    day
}

/// The same day after its plan was announced: some of it has begun, one worker is ill.
fn announced(day: &Value, seed: u64) -> Option<Value> {
    let mut dice = Chance(seed);
    let instance = planfiles::read(Format::Kith, &day.to_string()).unwrap();
    let answer: Value = serde_json::from_str(&planfiles::write_answer(&instance, &plan(&instance))).unwrap();
    let mut made: BTreeMap<String, Vec<(i64, String, i64)>> = BTreeMap::new();
    for round in answer["rounds"].as_array()? {
        for stop in round["stops"].as_array()?.iter().filter(|stop| stop["visit"].is_string()) {
            let part = (stop["part"].as_i64()?, round["worker"].as_str()?.to_owned(), stop["begins"].as_i64()?);
            made.entry(stop["visit"].as_str()?.to_owned()).or_default().push(part);
        }
    }
    let mut day = day.clone();
    let now = dice.below(20_000);
    for visit in day["visits"].as_array_mut()? {
        let Some(parts) = made.get_mut(visit["id"].as_str()?) else { continue };
        parts.sort();
        let frozen = parts.iter().any(|(_, _, begins)| *begins < now);
        visit["announced"] = json!({
            "workers": parts.iter().map(|(_, worker, _)| worker.clone()).collect::<Vec<_>>(),
            "begins": parts.iter().map(|(_, _, begins)| *begins).collect::<Vec<_>>(),
            "tolerance": dice.below(1_200), "price": dice.below(5), "frozen": frozen,
        });
    }
    let workers = day["workers"].as_array_mut()?;
    let ill = dice.below(workers.len() as i64) as usize;
    // Who has begun has a round; whoever else is ill has none.
    let shift = workers[ill]["shifts"].as_array_mut()?.pop()?;
    if shift["from"].as_i64()? < now {
        workers[ill]["shifts"].as_array_mut()?.push(shift);
    }
    Some(day)
}

/// Whether the file is read; one with contradictory links is not. Then it is planned, and checked by the property.
fn holds(day: &Value) -> bool {
    let text = day.to_string();
    let read = planfiles::read(Format::Kith, &text);
    if let Err(faults) = &read {
        assert!(faults.to_string().contains("contradict"), "{faults}\n{text}");
    }
    plans::plan(&[&[0], text.as_bytes()].concat());
    read.is_ok()
}

// VIS-2, H17
#[test]
fn a_made_up_day_is_planned_as_the_checker_says() {
    let read = (300..1600).filter(|seed| holds(&made_up(*seed))).count();
    assert!(read > 25, "{read}");
}

// VIS-2, H17
#[test]
fn a_plan_made_again_from_what_was_announced_is_as_the_checker_says() {
    let days = (200..1100).map(made_up).filter(|day| planfiles::read(Format::Kith, &day.to_string()).is_ok());
    let again = days.zip(0..).filter_map(|(day, seed)| announced(&day, seed)).filter(holds).count();
    assert!(again > 15, "{again}");
}

// VIS-2
#[test]
fn a_shift_without_a_visit_that_ends_elsewhere_costs_nothing() {
    let text = r#"{"format": "kith-plan/1",
        "places": [{"id": "a", "lat": 50.6, "lon": -2.1}, {"id": "b", "lat": 50.9, "lon": -2.4}],
        "travel": [{"mode": "car", "straight": {"kmh": 30}}],
        "workers": [{"id": "w", "mode": "car", "shifts": [{"from": 0, "to": 600, "start": "a", "end": "b"}]}],
        "visits": []}"#;
    let instance = planfiles::read(Format::Kith, text).unwrap();
    let plan = plan(&instance);
    assert!(plan.costs.iter().all(|cost| cost.sum == 0), "{:?}", plan.costs);
    plans::plan(&[&[0], text.as_bytes()].concat());
}
