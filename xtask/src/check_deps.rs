//! Holds the crates to the plan of the house: who depends on whom, and whose tables a crate's SQL names.

use crate::house::{self, Kind};
use crate::sql::{self, Use};
use crate::{Outcome, rust_source, tree};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// SQL that may name another crate's table: crate, the files it may stand in, the tables (empty: all), and why.
const MAY_NAME: [(&str, &str, &[&str], &str); 2] = [
    ("testkit", "", &[], "prepares and inspects the whole database for the tests of every room"),
    (
        "server",
        "verify",
        &[],
        "`kith verify` compares the journal, the books and the states across rooms, and only reads",
    ),
];

/// Runs both checks and prints what is wrong, each with its file and line.
pub fn check(root: &Path) -> Outcome<()> {
    let mut wrong = edges(root)?;
    wrong.extend(foreign_tables(root)?);
    if wrong.is_empty() {
        println!("check-deps: every edge and every table keeps to the plan of the house.");
        return Ok(());
    }
    Err(format!("check-deps found {} thing(s) against the plan of the house:\n\n{}", wrong.len(), wrong.join("\n")))
}

fn edges(root: &Path) -> Outcome<Vec<String>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root)
        .output()
        .map_err(|e| format!("Cannot run cargo metadata: {e}"))?;
    if !output.status.success() {
        return Err(format!("cargo metadata failed:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    let metadata: Value =
        serde_json::from_slice(&output.stdout).map_err(|e| format!("cargo metadata is not JSON: {e}"))?;
    Ok(wrong_edges(root, &metadata))
}

fn wrong_edges(root: &Path, metadata: &Value) -> Vec<String> {
    let list = |value: &Value, key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let packages = list(metadata, "packages");
    let ours: BTreeSet<String> = packages.iter().map(|p| text(p, "name")).collect();
    let mut wrong = Vec::new();
    for package in &packages {
        let (from, manifest) = (text(package, "name"), PathBuf::from(text(package, "manifest_path")));
        let shown = tree::shown(root, &manifest);
        if !house::knows(&from) {
            wrong.push(format!(
                "{shown}:1: the plan of the house has no crate {from}; give it a place in xtask/src/house.rs"
            ));
            continue;
        }
        for edge in list(package, "dependencies") {
            let to = text(&edge, "name");
            if !ours.contains(&to) || to == from {
                continue;
            }
            let kind = if text(&edge, "kind") == "dev" { Kind::Tests } else { Kind::Product };
            if let Err(why) = house::may_use(&from, &to, kind) {
                let line = line_of_dependency(&tree::read(&manifest).unwrap_or_default(), &to);
                wrong.push(format!("{shown}:{line}: {from} may not use {to}: {why}"));
            }
        }
    }
    wrong
}

/// The line of a manifest that names the dependency; the first line if it cannot be told.
fn line_of_dependency(manifest: &str, name: &str) -> usize {
    let mut in_dependencies = false;
    for (at, line) in manifest.lines().enumerate() {
        let line = line.trim();
        if let Some(section) = line.strip_prefix('[') {
            in_dependencies = section.contains("dependencies");
            if in_dependencies && section.trim_end_matches(']').ends_with(&format!("dependencies.{name}")) {
                return at + 1;
            }
        } else if in_dependencies && line.split(['.', '=', ' ']).next() == Some(name) {
            return at + 1;
        }
    }
    1
}

/// A place where SQL names a table.
struct Mention {
    krate: String,
    file: String,
    line: usize,
    table: String,
    by: Use,
}

fn foreign_tables(root: &Path) -> Outcome<Vec<String>> {
    let (mut mentions, mut wrong) = (Vec::new(), Vec::new());
    for (krate, folder) in tree::crates(root)? {
        for path in tree::files(&folder.join("migrations"), "sql")? {
            let file = tree::shown(root, &path);
            mentions.extend(sql::tables(&tree::read(&path)?).into_iter().map(|named| Mention {
                krate: krate.clone(),
                file: file.clone(),
                line: named.line + 1,
                table: named.table,
                by: named.by,
            }));
        }
        mentions.extend(in_rust(root, &krate, &folder, &mut wrong)?);
    }
    wrong.extend(judge(&mentions));
    Ok(wrong)
}

fn in_rust(root: &Path, krate: &str, folder: &Path, wrong: &mut Vec<String>) -> Outcome<Vec<Mention>> {
    let mut read = Vec::new();
    let mut test_files = BTreeSet::new();
    for path in tree::files(&folder.join("src"), "rs")? {
        match rust_source::read(&tree::read(&path)?) {
            Ok(said) => {
                for module in &said.test_modules {
                    test_files.extend(files_of_module(&path, module));
                }
                read.push((path, said));
            }
            Err(why) => wrong.push(format!("{}:1: {why}", tree::shown(root, &path))),
        }
    }
    let mut mentions = Vec::new();
    for (path, said) in read {
        if test_files.iter().any(|t| path.starts_with(t)) {
            continue;
        }
        let file = tree::shown(root, &path);
        for text in said.texts {
            mentions.extend(sql::tables(&text.text).into_iter().map(|named| Mention {
                krate: krate.to_owned(),
                file: file.clone(),
                line: text.line + named.line,
                table: named.table,
                by: named.by,
            }));
        }
    }
    Ok(mentions)
}

/// Where `mod name;` in `path` may be kept: a file, or a folder with all in it.
fn files_of_module(path: &Path, module: &str) -> Vec<PathBuf> {
    let folder = path.parent().unwrap_or(path);
    let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let inside = if matches!(stem.as_str(), "lib" | "main" | "mod") { folder.to_path_buf() } else { folder.join(stem) };
    vec![inside.join(format!("{module}.rs")), inside.join(module)]
}

fn judge(mentions: &[Mention]) -> Vec<String> {
    let mut owners: BTreeMap<&str, &Mention> = BTreeMap::new();
    let mut wrong = Vec::new();
    for made in mentions.iter().filter(|m| m.by == Use::Made && m.file.ends_with(".sql")) {
        match owners.get(made.table.as_str()) {
            Some(first) if first.krate != made.krate => wrong.push(format!(
                "{}:{}: {} makes the table {}, which {} already makes ({}:{})",
                made.file, made.line, made.krate, made.table, first.krate, first.file, first.line
            )),
            Some(_) => {}
            None => {
                owners.insert(&made.table, made);
            }
        }
    }
    for mention in mentions.iter().filter(|m| m.by != Use::Made) {
        let Some(owner) = owners.get(mention.table.as_str()) else { continue };
        if owner.krate == mention.krate || is_excepted(mention) {
            continue;
        }
        let at = format!("{}:{}", mention.file, mention.line);
        let (krate, owner, table) = (&mention.krate, &owner.krate, &mention.table);
        if mention.by == Use::Used {
            wrong.push(format!("{at}: {krate} names {owner}'s table {table}; ask {owner} through its facade instead"));
        } else if let Err(why) = house::may_use(krate, owner, Kind::Product) {
            wrong.push(format!("{at}: a table of {krate} may not point at {owner}'s table {table}: {why}"));
        }
    }
    wrong
}

fn is_excepted(mention: &Mention) -> bool {
    MAY_NAME.iter().any(|(krate, file, tables, _why)| {
        *krate == mention.krate
            && mention.file.contains(file)
            && (tables.is_empty() || tables.contains(&mention.table.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn planted(name: &str, files: &[(&str, &str)]) -> PathBuf {
        let root = std::env::temp_dir().join(format!("kith-check-deps-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        for (path, content) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        root
    }

    const PEOPLE: (&str, &str) = ("crates/people/migrations/1.sql", "CREATE TABLE person (id UUID PRIMARY KEY);\n");

    fn tables_in(name: &str, files: &[(&str, &str)]) -> Vec<String> {
        let mut all = vec![
            PEOPLE,
            ("crates/people/Cargo.toml", ""),
            ("crates/visits/Cargo.toml", ""),
            ("crates/server/Cargo.toml", ""),
        ];
        all.extend_from_slice(files);
        let root = planted(name, &all);
        let wrong = foreign_tables(&root).unwrap();
        fs::remove_dir_all(root).unwrap();
        wrong
    }

    #[test]
    fn an_edge_to_a_later_room_is_named_with_its_line() {
        let manifest =
            "[package]\nname = \"people\"\n\n[dependencies]\nkernel.workspace = true\nvisits.workspace = true\n";
        let root = planted("edge", &[("crates/people/Cargo.toml", manifest)]);
        let metadata = serde_json::json!({"packages": [
            {"name": "kernel", "manifest_path": root.join("crates/kernel/Cargo.toml"), "dependencies": [{"name": "serde", "kind": null}]},
            {"name": "visits", "manifest_path": root.join("crates/visits/Cargo.toml"), "dependencies": [{"name": "testkit", "kind": "dev"}]},
            {"name": "testkit", "manifest_path": root.join("crates/testkit/Cargo.toml"), "dependencies": []},
            {"name": "cellar", "manifest_path": root.join("crates/cellar/Cargo.toml"), "dependencies": []},
            {"name": "people", "manifest_path": root.join("crates/people/Cargo.toml"), "dependencies": [
                {"name": "kernel", "kind": null}, {"name": "visits", "kind": null}, {"name": "testkit", "kind": null}]},
        ]});
        let wrong = wrong_edges(&root, &metadata);
        fs::remove_dir_all(&root).unwrap();
        assert_eq!(
            wrong,
            [
                "crates/cellar/Cargo.toml:1: the plan of the house has no crate cellar; give it a place in xtask/src/house.rs",
                "crates/people/Cargo.toml:6: people may not use visits: a room may use rooms before it in the thread, and visits comes after people",
                "crates/people/Cargo.toml:1: people may not use testkit: testkit is for tests only: move it to [dev-dependencies]",
            ]
        );
    }

    #[test]
    fn sql_that_names_another_rooms_table_is_found_with_its_line() {
        let source = "\n/// FROM person\nfn a() {\n    db(\"SELECT v.id\n        FROM visit v\n        JOIN person p ON p.id = v.person\");\n}\n\
            #[cfg(test)]\nmod tests { const T: &str = \"DELETE FROM person\"; }\n";
        let wrong = tables_in(
            "rust",
            &[
                ("crates/visits/migrations/1.sql", "CREATE TABLE visit (id UUID);"),
                ("crates/visits/src/list.rs", source),
            ],
        );
        assert_eq!(
            wrong,
            ["crates/visits/src/list.rs:6: visits names people's table person; ask people through its facade instead"]
        );
    }

    #[test]
    fn files_of_test_modules_and_verify_are_passed_over() {
        let read = "fn a() { db(\"SELECT 1 FROM person\") }";
        let wrong = tables_in(
            "aside",
            &[
                ("crates/visits/src/lib.rs", "#[cfg(test)]\nmod tests;\n"),
                ("crates/visits/src/tests.rs", read),
                ("crates/visits/tests/it/main.rs", read),
                ("crates/server/src/verify.rs", read),
                ("crates/server/src/serve.rs", read),
            ],
        );
        assert_eq!(
            wrong,
            ["crates/server/src/serve.rs:1: server names people's table person; ask people through its facade instead"]
        );
    }

    #[test]
    fn a_foreign_key_follows_the_order_of_the_rooms() {
        let wrong = tables_in(
            "keys",
            &[
                ("crates/visits/migrations/1.sql", "CREATE TABLE visit (\n person UUID REFERENCES person (id));"),
                (
                    "crates/people/migrations/2.sql",
                    "CREATE TABLE carer (\n visit UUID REFERENCES visit);\nCREATE TABLE visit (id UUID);",
                ),
            ],
        );
        assert_eq!(wrong.len(), 1, "{wrong:?}");
        assert!(wrong.iter().all(|w| w.contains("already makes")), "{wrong:?}");
        let wrong = tables_in(
            "keys2",
            &[
                ("crates/visits/migrations/1.sql", "CREATE TABLE visit (\n person UUID REFERENCES person (id));"),
                ("crates/people/migrations/2.sql", "CREATE TABLE carer (\n visit UUID REFERENCES visit);"),
            ],
        );
        assert_eq!(
            wrong,
            [
                "crates/people/migrations/2.sql:2: a table of people may not point at visits's table visit: a room may use rooms before it in the thread, and visits comes after people"
            ]
        );
    }
}
