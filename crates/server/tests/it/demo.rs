//! `kith demo` builds through the product's own commands, and the same seed gives the same journal.

use std::process::Command;

fn build(folder: &std::path::Path, seed: &str) -> serde_json::Value {
    let output = Command::new(env!("CARGO_BIN_EXE_kith"))
        .args(["demo", "--people", "4", "--weeks", "1", "--until", "2026-11-22T15:00:00Z", "--build-only", "--json"])
        .args(["--seed", seed, "--data"])
        .arg(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text.lines().find(|line| line.starts_with('{')).unwrap();
    serde_json::from_str(line).unwrap()
}

fn verify(folder: &std::path::Path) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_kith")).args(["verify", "--json", "--data"]).arg(folder).output().unwrap()
}

#[test]
fn the_same_seed_gives_the_same_journal_and_another_seed_another() {
    let folders: Vec<_> = (0..3).map(|_| tempfile::tempdir().unwrap()).collect();
    let [first, again, other] = ["7", "7", "8"].map(String::from);
    let first = build(folders[0].path(), &first);
    let again = build(folders[1].path(), &again);
    let other = build(folders[2].path(), &other);
    assert_eq!(first["head"], again["head"]);
    assert_eq!(first["entries"], again["entries"]);
    assert_ne!(first["head"], other["head"]);
    assert!(first["entries"].as_i64().unwrap() > 500, "{first}");
    let verified = verify(folders[0].path());
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    let roles: Vec<_> = first["sign_ins"].as_array().unwrap().iter().map(|one| one["role"].as_str().unwrap()).collect();
    for role in ["Broker", "Provider manager", "Care worker", "Social worker", "Commissioner", "Person", "Carer"] {
        assert!(roles.contains(&role), "nobody signs in as {role}: {roles:?}");
    }
}
