//! Everything that fuzzers start from and everything they found, through the very functions that they call (fuzz/README.md).

use std::{
    collections::BTreeSet,
    panic::catch_unwind,
    path::{Path, PathBuf},
};

#[path = "../../../../fuzz/src/lib.rs"]
mod properties;

use properties::{TARGETS, Target};

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// The names of files or folders, without their ends.
fn names(folder: &str) -> BTreeSet<String> {
    files(&fuzz().join(folder)).iter().map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

fn ask_all((name, ask): &Target) {
    let mut wrong = Vec::new();
    for file in ["seeds", "found"].iter().flat_map(|folder| files(&fuzz().join(folder).join(name))) {
        let bytes = std::fs::read(&file).unwrap();
        if catch_unwind(|| ask(&bytes)).is_err() {
            wrong.push(file.display().to_string());
        }
    }
    assert!(wrong.is_empty(), "{name} does not hold (see above) of:\n{}", wrong.join("\n"));
}

#[test]
fn every_target_has_its_file_its_seeds_and_its_line_in_the_table() {
    let known: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names("fuzz_targets"), known);
    assert_eq!(names("seeds"), known);
    assert!(names("found").is_subset(&known));
    let table = std::fs::read_to_string(fuzz().join("README.md")).unwrap();
    let manifest = std::fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    for name in known {
        assert!(table.contains(&format!("| `{name}` |")), "fuzz/README.md has no line for {name}");
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "fuzz/Cargo.toml has no {name}");
    }
}

// INT-4, INT-5, REC-1, GOV-5
#[test]
fn what_was_found_once_holds_of_every_parser() {
    TARGETS.iter().filter(|(name, _)| *name != "requests").for_each(ask_all);
}

// GOV-5
#[test]
fn what_was_found_once_holds_of_whole_requests() {
    ask_all(&("requests", properties::requests::requests));
}
