//! The whole public sets, read only where `KITH_VISITS` names their folder: others' answers must pass, with others' costs.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use plancheck::{Format, check};

/// Without a folder there is nothing to compare with, and the tests of whole sets pass.
fn folder() -> Option<PathBuf> {
    std::env::var_os("KITH_VISITS").map(PathBuf::from)
}

fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let Ok(found) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = found.map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.to_string_lossy().ends_with(end));
    files.sort();
    files
}

/// The instance's name within `sol-NAME-123.json`.
fn name(solution: &Path) -> String {
    let stem = solution.file_stem().unwrap().to_string_lossy().into_owned();
    stem.trim_start_matches("sol-").rsplit_once('-').unwrap().0.to_owned()
}

/// What the published table says: travel, largest tardiness, total tardiness, cost.
fn table(text: &str) -> BTreeMap<String, [f64; 4]> {
    let mut table = BTreeMap::new();
    for line in text.lines().filter(|line| line.contains(".json")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let figure = |n: usize| cells[n].parse::<f64>().unwrap();
        table.insert(cells[1].trim_end_matches(".json").to_owned(), [figure(2), figure(3), figure(4), figure(5)]);
    }
    table
}

// VIS-2
#[test]
fn all_published_solutions_of_mankowskas_instances_pass_at_their_published_cost() {
    let Some(folder) = folder() else { return };
    let published = folder.join("hhcrsp/published");
    let table = table(&fs::read_to_string(published.join("mankowska_best.md")).unwrap());
    let solutions = files(&published.join("mankowska"), ".json");
    assert_eq!(solutions.len(), 70);
    for solution in solutions {
        let name = name(&solution);
        let instance = fs::read_to_string(folder.join(format!("hhcrsp/{name}.json"))).unwrap();
        let report = check(Format::Hhcrsp, &instance, &fs::read_to_string(&solution).unwrap()).unwrap();
        assert!(report.is_sound(), "{name}: {report}");
        let found = [
            report.cost_of("travel").unwrap(),
            report.cost_of("longest_late").unwrap(),
            report.cost_of("late").unwrap(),
            report.cost.unwrap().value,
        ];
        for (found, said) in found.into_iter().zip(table[&name]) {
            // The table prints six digits.
            assert!((found - said).abs() <= 0.5e-5 * said.max(100.0) + 1e-9, "{name}: {found} is not {said}");
        }
    }
}

// VIS-2
#[test]
fn all_extended_instances_are_read_and_published_solutions_pass_at_their_components() {
    let Some(folder) = folder() else { return };
    let nobody = r#"{"routes": []}"#;
    for instance in files(&folder.join("hhcrsp-extended"), ".json") {
        let report = check(Format::HhcrspExtended, &fs::read_to_string(&instance).unwrap(), nobody).unwrap();
        assert_eq!(report.faults.len(), report.visits, "{}: {report}", instance.display());
    }
    let mut compared = 0;
    for solution in files(&folder.join("hhcrsp-extended/published"), ".json") {
        let name = name(&solution);
        let Ok(instance) = fs::read_to_string(folder.join(format!("hhcrsp-extended/validation/{name}.json"))) else {
            continue;
        };
        let report = check(Format::HhcrspExtended, &instance, &fs::read_to_string(&solution).unwrap()).unwrap();
        assert!(report.is_sound(), "{name}: {report}");
        assert_eq!(report.claims.len(), 6, "{name}: travel, two of tardiness, extra time, waiting and idle time");
        compared += 1;
    }
    println!("{compared} published solutions of extended instances");
}

// VIS-2
#[test]
fn best_known_solutions_of_a_thousand_customers_pass_at_their_stated_cost() {
    let Some(folder) = folder() else { return };
    let answers = files(&folder.join("gh1000"), ".sol");
    assert_eq!(answers.len(), 8);
    for answer in answers {
        let instance = fs::read_to_string(answer.with_extension("vrp")).unwrap();
        let report = check(Format::Vrplib, &instance, &fs::read_to_string(&answer).unwrap()).unwrap();
        assert!(report.is_sound(), "{}: {report}", answer.display());
        assert_eq!(report.claims.len(), 1);
        assert_eq!((report.served, report.visits), (1000, 1000));
    }
}

// VIS-2
#[test]
fn all_of_solomons_and_the_made_up_days_are_read() {
    let Some(folder) = folder() else { return };
    for part in ["solomon", "gh/homberger_200", "gh/homberger_400"] {
        for instance in files(&folder.join(part), ".txt") {
            let text = fs::read_to_string(&instance).unwrap();
            let report = check(Format::Solomon, &text, "Route #1: 1\n").unwrap();
            assert_eq!((report.served, report.faults.len()), (1, report.visits - 1), "{}", instance.display());
        }
    }
    for (day, visits) in [("day300", 309), ("day3000", 2905)] {
        let text = fs::read_to_string(folder.join(format!("care-day/{day}.json"))).unwrap();
        let nobody = r#"{"format": "kith-answer/1", "rounds": [], "unserved": []}"#;
        let report = check(Format::CareDay, &text, nobody).unwrap();
        assert_eq!((report.visits, report.faults.len()), (visits, visits));
    }
}

// VIS-2
#[test]
fn three_published_solutions_that_are_kept_here_pass() {
    let kept = [
        (
            Format::Hhcrsp,
            include_str!("../data/iolab-uniud/InstanzCPLEX_HCSRP_10_1.json"),
            include_str!("../data/iolab-uniud/sol-InstanzCPLEX_HCSRP_10_1.json"),
            218.199,
        ),
        (
            Format::Hhcrsp,
            include_str!("../data/iolab-uniud/InstanzCPLEX_HCSRP_25_6.json"),
            include_str!("../data/iolab-uniud/sol-InstanzCPLEX_HCSRP_25_6.json"),
            464.622,
        ),
        (
            Format::HhcrspExtended,
            include_str!("../data/iolab-uniud/001-cesena-p68.json"),
            include_str!("../data/iolab-uniud/sol-001-cesena-p68.json"),
            f64::from(564 + 402 + 1523 + 8697 + 591 + 1773) / 6.0,
        ),
    ];
    for (format, instance, answer, cost) in kept {
        let report = check(format, instance, answer).unwrap();
        assert!(report.is_sound(), "{report}");
        assert!((report.cost.as_ref().unwrap().value - cost).abs() < 0.001, "{report}");
        let components = if format == Format::HhcrspExtended { 6 } else { 0 };
        assert_eq!(report.claims.len(), components, "{report}");
    }
}
