use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;

fn kith(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kith"));
    command.args(words);
    for name in ["KITH_DATA", "KITH_DATABASE", "KITH_CONFIG", "KITH_LISTEN", "KITH_NUMBERS", "KITH_SECRET_KEY_FILE"] {
        command.env_remove(name);
    }
    command
}

fn done(words: &[&str]) -> Output {
    let output = kith(words).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn refused(words: &[&str]) -> String {
    let output = kith(words).output().unwrap();
    assert!(!output.status.success(), "{words:?} should have been refused");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

struct Served(Child, String);

impl Served {
    fn start(words: &[&str]) -> Self {
        let mut child = kith(words).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap();
        Served(child, said["address"].as_str().unwrap().to_owned())
    }

    fn stop(mut self) -> bool {
        let asked = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status().unwrap();
        assert!(asked.success());
        self.0.wait().unwrap().success()
    }
}

fn get(address: &str, path: &str) -> String {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(address.strip_prefix("http://").unwrap()).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: kith\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn help_teaches_with_examples() {
    for command in ["serve", "migrate", "backup", "restore", "verify", "check", "bench"] {
        let help = String::from_utf8(done(&[command, "--help"]).stdout).unwrap();
        assert!(help.contains("Example") && help.contains(&format!("kith {command} --data")), "{command}: {help}");
    }
    assert!(refused(&["verify"]).contains("Say where the data lie"));
    assert!(refused(&["serve", "--data", "x", "--database", "y"]).contains("cannot be used with"));
}

// GOV-6
#[test]
fn a_new_folder_is_served_stopped_and_verified() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let words = ["serve", "--data", path(&data), "--listen", "127.0.0.1:0", "--json", "--numbers", "test"];
    let served = Served::start(&words);
    assert!(get(&served.1, "/ready").ends_with("{\"ready\":true}"));
    assert!(get(&served.1, "/").starts_with("HTTP/1.1 303"));
    assert!(served.stop(), "SIGTERM ends it with status 0");
    assert_eq!(std::fs::read_to_string(data.join("secret.key")).unwrap().trim().len(), 64);
    assert_eq!(json(&done(&["verify", "--data", path(&data), "--json"]))["sound"], true);
    assert_eq!(json(&done(&["check", "--data", path(&data), "--json"]))["well"], true);
    let other = ["serve", "--data", path(&data), "--listen", "127.0.0.1:0", "--numbers", "live"];
    assert!(refused(&other).contains("was begun with test NHS numbers"));
}

// GOV-6
#[test]
fn a_backup_is_restored_and_a_damaged_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let [data, copy, back] = ["data", "copy", "back"].map(|name| folder.path().join(name));
    done(&["migrate", "--data", path(&data)]);
    let manifest = json(&done(&["backup", "--data", path(&data), "--to", path(&copy), "--json"]));
    assert!(manifest["tables"]["journal"].is_i64() && !copy.join("secret.key").exists());
    assert!(refused(&["backup", "--data", path(&data), "--to", path(&copy)]).contains("is not empty"));
    assert!(refused(&["restore", "--data", path(&data), "--from", path(&copy)]).contains("is not empty"));
    done(&["restore", "--data", path(&back), "--from", path(&copy)]);
    assert_eq!(json(&done(&["verify", "--data", path(&back), "--json"]))["sound"], true);
    let mut bytes = std::fs::read(copy.join("kith.sqlite")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(copy.join("kith.sqlite"), bytes).unwrap();
    let third = folder.path().join("third");
    assert!(refused(&["restore", "--data", path(&third), "--from", path(&copy)]).contains("changed or is damaged"));
}

#[test]
fn a_schema_that_is_behind_is_told_and_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let data = path(folder.path());
    for command in ["verify", "check"] {
        assert!(refused(&[command, "--data", data]).contains("There is no database in"), "{command}");
    }
    assert!(!folder.path().join("kith.sqlite").exists(), "looking makes no database");
    assert!(refused(&["serve", "--data", data, "--no-migrate"]).contains("kith migrate"));
    assert!(refused(&["verify", "--data", data]).contains("kith migrate"));
    let taken = json(&done(&["migrate", "--data", data, "--json"]));
    assert!(taken["taken"].as_array().unwrap().len() >= 3);
    assert!(String::from_utf8(done(&["migrate", "--data", data]).stdout).unwrap().contains("up to date"));
    done(&["verify", "--data", data]);
}

// VIS-2
#[test]
fn a_plan_is_searched_checked_drawn_and_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let instance = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/formats/example-plan.json");
    let file = |name: &str| folder.path().join(name);
    let (answer, again, picture, course) =
        (file("answer.json"), file("again.json"), file("plan.svg"), file("course.jsonl"));
    let solve = ["plan", "solve", instance, "--moves", "4000", "--out", path(&answer), "--json"];
    let solved = done(&[&solve[..], &["--progress", path(&course)]].concat());
    assert_eq!((json(&solved)["visits"].clone(), json(&solved)["unserved"].clone()), (7.into(), 1.into()));
    assert_eq!(json(&solved)["costs"][0]["of"][0]["measure"], "unserved");
    // How it went: the last line is the plan that was written.
    let course = std::fs::read_to_string(&course).unwrap();
    let last: Value = serde_json::from_str(course.lines().last().unwrap()).unwrap();
    assert_eq!(last["costs"][4], json(&solved)["costs"][4]["sum"]);
    let checked = json(&done(&["plan", "check", instance, path(&answer), "--json"]));
    assert_eq!((checked["faults"].clone(), checked["served"].clone()), (Value::Array(Vec::new()), 6.into()));
    done(&["plan", "draw", instance, path(&answer), "--out", path(&picture)]);
    assert!(std::fs::read_to_string(&picture).unwrap().contains("A morning in Wareham"));
    // Eli is ill: what takes two cannot be made, and what Eli did is done by others.
    let change = ["--ill", "eli", "--now", "07:00", "--moves", "4000"];
    let replan = ["plan", "replan", instance, path(&answer), "--out", path(&again)];
    done(&[&replan[..], &change[..]].concat());
    let planned: Value = serde_json::from_str(&std::fs::read_to_string(&again).unwrap()).unwrap();
    assert!(planned["rounds"].as_array().unwrap().iter().all(|round| round["worker"] != "eli"));
    assert!(planned["unserved"].as_array().unwrap().iter().any(|one| one["visit"] == "bert-morning"));
    // An answer that was tampered with is not sound, and what cannot be read says where.
    let spoilt = std::fs::read_to_string(&answer).unwrap().replacen("\"begins\": 27000", "\"begins\": 26000", 1);
    std::fs::write(&answer, spoilt).unwrap();
    refused(&["plan", "check", instance, path(&answer)]);
    assert!(refused(&["plan", "draw", instance, path(&picture), "--out", path(&again)]).contains("line 1"));
    let misspelt = std::fs::read_to_string(instance).unwrap().replace("\"due\": 28800", "\"dew\": 28800");
    std::fs::write(&again, misspelt).unwrap();
    assert!(refused(&["plan", "solve", path(&again), "--moves", "10"]).contains("visits[3].dew"));
}

// VIS-2: times along the roads of a map as a table, and in an instance that is then solved and checked from one file.
#[test]
fn travel_times_come_along_the_roads_of_a_map() {
    let folder = tempfile::tempdir().unwrap();
    let map = concat!(env!("CARGO_MANIFEST_DIR"), "/../travel/src/tests/leeds.osm.pbf");
    let file = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).unwrap();
        folder.path().join(name)
    };
    let homes = "id,lat,lon\noffice,53.8064,-1.5528\nada,53.809,-1.5515\nbert,53.809,-1.5515\n";
    let places = file("places.csv", homes);
    let table = String::from_utf8(done(&["plan", "matrix", map, path(&places), "--profile", "walk"]).stdout).unwrap();
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.rsplitn(4, ',').collect()).collect();
    assert!(lines[0][3].contains("by walk (map leeds (© OpenStreetMap contributors), walk)"), "{table}");
    assert!(lines[0].starts_with(&["bert", "ada", "office"]));
    let walk: u32 = lines[1][1].parse().unwrap();
    assert!((250..900).contains(&walk), "some 300 metres as the crow flies: {walk} s");
    assert_eq!((lines[1][0], lines[3][1]), (lines[1][1], "0"), "one address");

    // The same places in an instance: the copy is solved and checked like any other.
    let list = |(id, lat, lon): (&str, f64, f64)| serde_json::json!({"id": id, "lat": lat, "lon": lon});
    let listed = [("office", 53.8064, -1.5528), ("ada", 53.809, -1.5515), ("bert", 53.8072, -1.5503)].map(list);
    let visit = |id: &str| serde_json::json!({"id": id, "place": id, "from": 0, "to": 3600, "duration": 600});
    let instance = serde_json::json!({
        "format": "kith-plan/1",
        "places": listed,
        "travel": [{"mode": "walk", "straight": {"kmh": 4.8, "door": 30}}],
        "workers": [{"id": "dana", "mode": "walk", "shifts": [{"from": 0, "to": 9000, "start": "office", "end": "office"}]}],
        "visits": [visit("ada"), visit("bert")],
    });
    let instance = file("plan.json", &instance.to_string());
    let (copy, answer) = (folder.path().join("along.json"), folder.path().join("answer.json"));
    let said = json(&done(&["plan", "matrix", map, "--into", path(&instance), "--out", path(&copy), "--json"]));
    let source = "map leeds (© OpenStreetMap contributors), walk, and 30 s at the door";
    assert_eq!(said["times_from"][0]["source"], source);
    let solved = json(&done(&["plan", "solve", path(&copy), "--moves", "500", "--out", path(&answer), "--json"]));
    assert_eq!((&solved["times_from"][0], &solved["unserved"]), (&source.into(), &0.into()));
    assert_eq!(
        json(&done(&["plan", "check", path(&copy), path(&answer), "--json"]))["faults"],
        Value::Array(Vec::new())
    );

    // What is wrong is named.
    let spoilt = |text: &str| refused(&["plan", "matrix", map, path(&file("spoilt.csv", text))]);
    let sea = spoilt(&format!("{homes}Old Harry,50.64,-1.92\n"));
    assert!(
        sea.contains("spoilt.csv: Place Old Harry lies 353 km from the nearest road of this map: is it in the sea"),
        "{sea}"
    );
    assert!(spoilt(&format!("{homes}carl,NaN,0\n")).contains("Place carl (number 4) lies at latitude NaN"));
    assert!(spoilt(&format!("{homes}ada,53.8,-1.5\n")).contains("Places 2 and 4 are both called ada"));
    assert!(spoilt("id,lat\nada,53.8\n").contains("Not found: lon"));
    let whole = std::fs::read(map).unwrap();
    let cut = folder.path().join("cut.osm.pbf");
    std::fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    let told = refused(&["plan", "matrix", path(&cut), path(&places)]);
    assert!(told.contains("The map cut cannot be read: it is cut off at its end. Get the file again"), "{told}");
    assert!(refused(&["plan", "matrix", path(&places), path(&places)]).contains("it is no OpenStreetMap extract"));
    assert!(refused(&["plan", "matrix", map]).contains("<PLACES>"));
}

// VIS-2
#[test]
fn a_plan_of_bad_input_is_refused_in_words_and_a_cancelled_visit_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let instance = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/formats/example-plan.json");
    let answer = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/formats/example-answer.json");
    let file = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        path(&file).to_owned()
    };
    let solve = |file: &str| refused(&["plan", "solve", file, "--moves", "10"]);
    assert!(solve(&file("empty.json", " \n")).contains("is empty"));
    assert!(solve(&file("letter.txt", "Dear Sir or Madam")).contains("--format (kith, solomon"));
    let text = std::fs::read_to_string(instance).unwrap();
    let rung =
        solve(&file("bell.json", &text.replacen("\"place\": \"stoborough\"", "\"place\": \"\\u0007\\u001b[2J\"", 1)));
    assert!(rung.contains("visits[2].place") && !rung.trim_end().contains(char::is_control), "{rung:?}");
    let cut = file("cut.json", &text[..text.len() / 2]);
    assert!(solve(&cut).contains("cut off"));
    assert!(refused(&["plan", "check", &cut, answer]).contains("ends too soon"));
    assert!(refused(&["plan", "solve", instance, "--cpu-seconds", "NaN"]).contains("more than 0"));
    let out = file("again.json", "");
    let again = |change: &[&str]| {
        let replan = ["plan", "replan", instance, answer, "--moves", "200", "--out", out.as_str(), "--json"];
        [&replan[..], change].concat().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    for (change, said) in [
        (["--ill", "nobody"], "There is no worker “nobody”"),
        (["--cancelled", "nobody"], "There is no visit “nobody”"),
        (["--longer", "ada-morning"], "must be a visit and seconds"),
        (["--longer", "ada-morning=9000000000000"], "too great"),
        (["--now", "25:61"], "07:30"),
    ] {
        let words = again(&change);
        let told = refused(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(told.contains(said), "{change:?}: {told}");
    }
    let words = again(&["--cancelled", "ada-lunch", "--cancelled", "cleo-insulin"]);
    let reached = json(&done(&words.iter().map(String::as_str).collect::<Vec<_>>()));
    assert_eq!((&reached["visits"], &reached["unserved"]), (&5.into(), &1.into()));
    assert_eq!(reached["costs"][0]["of"][0]["value"], 1, "nothing is lost by what is not wanted");
}

// VIS-2, H17: what is promised in the file, what is over, and what is done
#[test]
fn a_plan_made_again_leaves_the_past_and_the_promises_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let visit = |id: &str, from: i64, to: i64, more: &str| {
        format!(r#"{{"id": "{id}", "place": "home", "from": {from}, "to": {to}, "duration": 600{more}}}"#)
    };
    let day = |visits: &[String]| {
        format!(
            r#"{{"format": "kith-plan/1", "places": [{{"id": "home", "lat": 50.7, "lon": -2}}],
            "travel": [{{"mode": "car", "straight": {{"kmh": 30}}}}],
            "workers": [{{"id": "w", "mode": "car", "shifts": [{{"from": 0, "to": 40000}}]}},
                {{"id": "x", "mode": "car", "shifts": [{{"from": 0, "to": 40000}}]}}],
            "visits": [{}]}}"#,
            visits.join(",")
        )
    };
    let promised = r#", "announced": {"workers": ["w"], "begins": 20100, "frozen": true}"#;
    let known = [visit("early", 0, 0, ""), visit("promised", 20000, 21000, promised)];
    let (instance, answer, again) = (file("day.json"), file("answer.json"), file("again.json"));
    std::fs::write(&instance, day(&known)).unwrap();
    done(&["plan", "solve", path(&instance), "--moves", "500", "--out", path(&answer)]);
    let worker = |id: &str, answer: &Path| -> (String, i64) {
        let answer: Value = serde_json::from_str(&std::fs::read_to_string(answer).unwrap()).unwrap();
        let rounds = answer["rounds"].as_array().unwrap().iter();
        let stops = rounds.flat_map(|round| {
            let worker = round["worker"].as_str().unwrap().to_owned();
            round["stops"].as_array().unwrap().iter().map(move |stop| (worker.clone(), stop.clone()))
        });
        let found =
            stops.filter(|(_, stop)| stop["visit"] == id).map(|(worker, stop)| (worker, stop["begins"].as_i64()));
        let found: Vec<(String, Option<i64>)> = found.collect();
        assert_eq!(found.len(), 1, "{id}: {found:?}");
        (found[0].0.clone(), found[0].1.unwrap())
    };
    let (who, _) = worker("early", &answer);
    std::fs::write(&instance, day(&[&known[..], &[visit("new", 0, 30000, ""), visit("missed", 0, 5000, "")]].concat()))
        .unwrap();
    let replan = ["plan", "replan", path(&instance), path(&answer), "--moves", "500", "--now", "10000"];
    let said = done(&[&replan[..], &["--ill", &who, "--out", path(&again)]].concat());
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.contains("3 of 4 visits") && said.contains("“missed”: Its window was over"), "{said}");
    assert_eq!(worker("early", &again), (who, 0), "it was made in the morning");
    assert!(worker("new", &again).1 >= 10000);
    // Asked to be frozen by the file itself; only its worker's own illness undoes that.
    if worker("early", &answer).0 != "w" {
        assert_eq!(worker("promised", &again), ("w".to_owned(), 20100));
    }
    done(&[&replan[..], &["--out", path(&again)]].concat());
    assert_eq!(worker("promised", &again), ("w".to_owned(), 20100));
    // A picture of an old answer says what nobody makes, though the answer does not know of it.
    let picture = file("old.svg");
    done(&["plan", "draw", path(&instance), path(&answer), "--out", path(&picture)]);
    let drawn = std::fs::read_to_string(&picture).unwrap();
    assert!(drawn.contains("2 of 4 visits") && !drawn.contains("Every visit is made"), "{drawn}");
}

// VIS-2
#[test]
fn a_result_that_cannot_be_written_is_no_success_and_spoils_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let instance = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/formats/example-plan.json");
    let solve = ["plan", "solve", instance, "--moves", "100"];
    if let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") {
        let output = kith(&solve).stdout(full).output().unwrap();
        assert!(!output.status.success(), "a full disk");
        assert!(String::from_utf8_lossy(&output.stderr).contains("The result cannot be written"));
    }
    let nowhere = folder.path().join("nowhere/answer.json");
    assert!(
        refused(&[&solve[..], &["--out", path(&nowhere)]].concat()).contains("nowhere/answer.json cannot be written")
    );
    assert!(refused(&[&solve[..], &["--out", path(folder.path())]].concat()).contains("cannot be written"));
    let answer = folder.path().join("answer.json");
    for _ in 0..2 {
        done(&[&solve[..], &["--out", path(&answer)]].concat());
    }
    // What a link leads to is written, and the link stays.
    let link = folder.path().join("link.json");
    std::os::unix::fs::symlink(&answer, &link).unwrap();
    std::fs::write(&answer, "older").unwrap();
    done(&[&solve[..], &["--out", path(&link)]].concat());
    assert!(std::fs::read_to_string(&answer).unwrap().contains("kith-answer/1"));
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    std::fs::remove_file(link).unwrap();
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["answer.json"], "nothing is left beside it");
    // Solomon counts in tenths of thousandths inside; what is told is as in the file.
    let solomon = concat!(env!("CARGO_MANIFEST_DIR"), "/../planfiles/tests/data/tiny.txt");
    let said = done(&["plan", "solve", solomon, "--moves", "100", "--out", path(&folder.path().join("tiny.sol"))]);
    let said = String::from_utf8(said.stdout).unwrap();
    let cost = std::fs::read_to_string(folder.path().join("tiny.sol")).unwrap();
    let cost = cost.lines().find_map(|line| line.strip_prefix("Cost ")).unwrap().to_owned();
    let travel = said.lines().find_map(|line| line.trim().strip_prefix("travel")).unwrap().trim().to_owned();
    assert_eq!(travel.parse::<f64>().unwrap(), cost.parse::<f64>().unwrap(), "{said}");
}
