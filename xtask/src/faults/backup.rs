//! A backup while the program serves under load, and a restore on an empty folder.

use super::client;
use super::data::{Data, Kind, ended_well};
use super::kill::Scene;
use super::load::{Load, Nature};
use super::served::Served;
use super::{Line, Setting};
use crate::Outcome;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// Under load, and once more when it is quiet.
pub fn all(setting: &Setting) -> Outcome<Vec<Line>> {
    let (mut scene, served) = Scene::open(setting, Kind::Sqlite, "backup")?;
    let what = format!(
        "kith backup under {} clients and once more afterwards, each restored into an empty folder",
        setting.clients
    );
    let mut line = Line::new("backup", Kind::Sqlite.name(), what, 2);
    let load = Load::start(&scene.source, served.address, setting.clients, Nature::GoesOn, &mut scene.dice);
    std::thread::sleep(Duration::from_secs(1));
    let begun = std::time::Instant::now();
    let first = backup(setting, &scene.data, "under-load")?;
    let taken = begun.elapsed();
    std::thread::sleep(Duration::from_secs(1));
    let ledger = load.end();
    scene.proof.round(ledger, &scene.source, &scene.data, served.address)?;

    let (restored, manifest) = restore(setting, &first)?;
    let entries = manifest.get("entries").and_then(Value::as_u64).unwrap_or_default();
    for wrong in at_one_moment(&scene.data, &restored)? {
        line = line.wrong(wrong);
    }
    let second = backup(setting, &scene.data, "quiet")?;
    let (quiet, _) = restore(setting, &second)?;
    let (live, kept, copy) = (tables(&scene.data)?, tables(&Data::of(&second))?, tables(&quiet)?);
    // A restore writes down that it was one, in a setting and its entry of the journal; the backup itself is equal in all.
    let restoring = ["setting", "journal", "journal_head"];
    let differ: Vec<&String> = live
        .iter()
        .filter(|(name, hash)| {
            let restored = copy.get(*name) == Some(hash) || restoring.contains(&name.as_str());
            kept.get(*name) != Some(hash) || !restored
        })
        .map(|(name, _)| name)
        .collect();
    if !differ.is_empty() || live.len() != copy.len() {
        line = line.wrong(format!("tables of the quiet backup that differ from the live ones: {differ:?}"));
    }
    for data in [&restored, &quiet] {
        let said = data.verify(setting)?;
        if !said.is_empty() {
            line = line.wrong(format!("the restored data do not verify: {said}"));
        }
    }
    line = warned(setting, &restored, &scene, line)?;
    let found = format!(
        "made in {} ms with {entries} journal entries, all of them as they are in the live journal; {} tables equal by their hashes afterwards; what must be confirmed again is listed on every page",
        taken.as_millis(),
        live.len()
    );
    Ok(vec![line.found(found).proved(scene.close(setting, served)?)])
}

fn backup(setting: &Setting, data: &Data, name: &str) -> Outcome<std::path::PathBuf> {
    let to = setting.folder.join(format!("backup-{name}"));
    ended_well(data.command(&setting.program, &["backup", "--to"]).arg(&to))?;
    Ok(to)
}

fn restore(setting: &Setting, from: &Path) -> Outcome<(Data, Value)> {
    let name = from.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let data = Data::of(&setting.folder.join(format!("restored-{name}")));
    ended_well(data.command(&setting.program, &["restore", "--from"]).arg(from))?;
    let text = std::fs::read_to_string(from.join("manifest.json")).map_err(|e| format!("The manifest: {e}"))?;
    Ok((data, serde_json::from_str(&text).map_err(|e| format!("The manifest: {e}"))?))
}

/// The restored data are the live ones as they were at one moment: each chain of their journal is the beginning of the live
/// one, and there are as many contacts and notes as the journal tells of.
fn at_one_moment(live: &Data, restored: &Data) -> Outcome<Vec<String>> {
    let mut wrong = Vec::new();
    let chains = "SELECT chain, seq, hex(hash) FROM journal ORDER BY chain, seq";
    let (all, some) = (live.ask(chains)?, restored.ask(chains)?);
    let all: std::collections::BTreeSet<&str> = all.lines().collect();
    // The restore itself writes one entry, or none; it is not in the live journal.
    let strangers = some.lines().filter(|entry| !all.contains(entry)).count();
    if strangers > 1 {
        wrong.push(format!("{strangers} entries of the restored journal are not in the live one"));
    }
    let pairs = [
        ("contact", "SELECT count(*) FROM contact", "SELECT count(*) FROM journal WHERE event = 'contact.recorded'"),
        (
            "visit_note",
            "SELECT count(*) FROM visit_note",
            "SELECT count(*) FROM journal WHERE event = 'visit.note_written'",
        ),
    ];
    for (table, rows, entries) in pairs {
        let of = |data: &Data| -> Outcome<i64> {
            let figure = |statement| data.figure(statement).map(|n| i64::try_from(n).unwrap_or_default());
            Ok(figure(rows)? - figure(entries)?)
        };
        // Rows that no command of that name wrote (the demo's) are as many in both.
        if of(live)? != of(restored)? {
            wrong.push(format!("{table}: rows and entries of the journal are not of one moment"));
        }
    }
    Ok(wrong)
}

/// Every table's rows, hashed by the database's own program.
fn tables(data: &Data) -> Outcome<BTreeMap<String, String>> {
    let names =
        data.ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")?;
    let mut found = BTreeMap::new();
    for name in names.lines() {
        // Pages that were shown meanwhile leave their traces in sessions and readers; nothing serves while this is asked.
        found.insert(name.to_owned(), data.ask(&format!(".sha3sum {name}"))?);
    }
    Ok(found)
}

/// The restored system says on its pages what is missing, and what everybody must confirm.
fn warned(setting: &Setting, restored: &Data, scene: &Scene, mut line: Line) -> Outcome<Line> {
    let key = scene.data.folder.join("secret.key");
    std::fs::copy(&key, restored.folder.join("secret.key")).map_err(|e| format!("The key: {e}"))?;
    let served = Served::start(&setting.program, restored, &scene.log)?;
    let told = |path: &str| {
        let asked = client::get(served.address, path, scene.source.call_handler());
        asked.map(|answer| answer.text()).map_err(|e| format!("{path}: {e}"))
    };
    let (page, list) = (told("/contacts")?, told("/restored")?);
    if !page.contains("changes since then are missing") {
        line = line.wrong("a page of the restored system does not say what is missing".to_owned());
    }
    if !list.contains("What everybody confirms about their own work") || !list.contains("Visits to confirm") {
        line = line.wrong("the restored system does not list what must be confirmed again".to_owned());
    }
    served.stop();
    Ok(line)
}
