//! `kith backup` and `kith restore` (GOV-6): a consistent copy while others work, with a manifest that says what is in it.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use kernel::{Clock, Failure, Ids, Moment};
use sha2::{Digest, Sha256};
use store::{Actor, Location, Store};

use crate::{house, say, settings::Settings, verify};

const DATABASE: &str = "kith.sqlite";
const MANIFEST: &str = "manifest.json";

/// What is in a backup.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Manifest {
    /// The program's version.
    pub version: String,
    /// When it was made.
    pub made_at: Moment,
    /// The hash over the database file.
    pub sha256: String,
    /// The size of the database file.
    pub bytes: u64,
    /// The entries of the journal.
    pub entries: i64,
    /// The head of its chains.
    pub head: String,
    /// The rows of every table.
    pub tables: std::collections::BTreeMap<String, i64>,
}

/// Makes a backup into a new folder.
pub fn run(settings: &Settings, to: &Path, json: bool) -> Result<(), Failure> {
    must_be_empty(to, &[])?;
    let store = house::existing(settings)?;
    store::private_folder(to).map_err(|error| trouble(to, "cannot be made", &error))?;
    let database = to.join(DATABASE);
    store.copy_to(&database)?;
    let manifest = describe(to, store.clock().now())?;
    let text = serde_json::to_string_pretty(&manifest).map_err(Failure::internal)?;
    write_durably(&to.join(MANIFEST), text.as_bytes())?;
    if json {
        say::json(&serde_json::to_value(&manifest).map_err(Failure::internal)?);
        return Ok(());
    }
    say::line(format!(
        "{} rows, {} journal entries, {} bytes in {}",
        manifest.tables.values().sum::<i64>(),
        manifest.entries,
        manifest.bytes,
        to.display()
    ));
    say::line(format!(
        "The key {} is not in it, so that nobody can read sealed values from the backup alone. Keep a copy of the key in another place: without it nobody can sign in after a restore.",
        settings.secret_key_file.display()
    ));
    Ok(())
}

/// Puts a backup into an empty data folder.
pub fn restore(settings: &Settings, from: &Path, json: bool) -> Result<(), Failure> {
    let folder = settings.folder().ok_or_else(|| {
        Failure::field("data", "kith restore fills a data folder: name it with --data DIR. PostgreSQL is restored by its own tools (pg_restore).")
    })?;
    must_be_empty(folder, &["secret.key"])?;
    let text = std::fs::read_to_string(from.join(MANIFEST))
        .map_err(|error| trouble(&from.join(MANIFEST), "cannot be read", &error))?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|error| {
        let why = kernel::shown(&error.to_string(), 200);
        Failure::conflict(format!("{} is no manifest of a backup: {why}.", from.join(MANIFEST).display()))
    })?;
    if hash(&from.join(DATABASE))? != manifest.sha256 {
        return Err(Failure::conflict(
            "The backup's database is not the one its manifest describes: it was changed or is damaged. Nothing was restored. Use another backup.",
        ));
    }
    store::private_folder(folder).map_err(|error| trouble(folder, "cannot be made", &error))?;
    std::fs::copy(from.join(DATABASE), folder.join(DATABASE))
        .map_err(|error| trouble(folder, "cannot be filled", &error))?;
    let restored = settle(folder, &manifest);
    if restored.is_err() {
        // What did not verify must not be taken for a restored system.
        let _ = std::fs::remove_file(folder.join(DATABASE));
    }
    restored?;
    if json {
        say::json(&serde_json::json!({ "restored": folder, "made_at": manifest.made_at, "entries": manifest.entries }));
        return Ok(());
    }
    say::line(format!(
        "Restored as it was at {}: {} journal entries, verified.",
        kernel::moment_in_words(manifest.made_at),
        manifest.entries
    ));
    say::line("What was done since then is missing. Tell those who used the system, and enter it again.");
    if !settings.secret_key_file.exists() {
        say::line(format!(
            "Now put the key back as {}; without it nobody can sign in.",
            settings.secret_key_file.display()
        ));
    }
    Ok(())
}

/// Verifies the copy against its manifest and notes in it what it was restored from.
fn settle(folder: &Path, manifest: &Manifest) -> Result<(), Failure> {
    let store = Store::open(&Location::Folder(folder.to_owned()), Clock::System, Ids::system(), &house::jobs())?;
    let found = verify::look(&store)?;
    if !found.is_sound() || found.journal.head != manifest.head || found.journal.entries != manifest.entries {
        return Err(Failure::conflict(
            "The restored database does not verify against its manifest. Nothing was restored. Use another backup.",
        ));
    }
    let made_at = manifest.made_at.to_string();
    store.write_now(Actor::system("command"), move |work| store::keep_setting(work, house::RESTORED, &made_at))
}

fn describe(folder: &Path, made_at: Moment) -> Result<Manifest, Failure> {
    let store = Store::open(&Location::Folder(folder.to_owned()), Clock::System, Ids::system(), &[])?;
    let (verified, counts) = store.read_now(|tx| {
        tx.allow(Duration::from_secs(3600));
        Ok((store::journal::verify(tx)?, store::catalogue::counts(tx)?))
    })?;
    drop(store);
    closed(folder)?;
    if let Some(fault) = verified.faults.first() {
        return Err(Failure::conflict(format!(
            "The journal does not verify ({fault}), so this backup is not to be relied on. Run kith verify."
        )));
    }
    let database = folder.join(DATABASE);
    let bytes = std::fs::metadata(&database).map_err(|error| trouble(&database, "cannot be read", &error))?.len();
    Ok(Manifest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        made_at,
        sha256: hash(&database)?,
        bytes,
        entries: verified.entries,
        head: verified.head,
        tables: counts.into_iter().collect(),
    })
}

/// Waits until the copy is one file again: its writer closes on a thread of its own.
fn closed(folder: &Path) -> Result<(), Failure> {
    let (beside, start) = (folder.join(format!("{DATABASE}-wal")), Instant::now());
    while beside.exists() {
        if start.elapsed() > Duration::from_secs(10) {
            return Err(Failure::internal("the copy of the database was not closed"));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

fn hash(path: &Path) -> Result<String, Failure> {
    let mut file = std::fs::File::open(path).map_err(|error| trouble(path, "cannot be read", &error))?;
    let (mut sum, mut bytes) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match std::io::Read::read(&mut file, &mut bytes).map_err(|error| trouble(path, "cannot be read", &error))? {
            0 => return Ok(sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect()),
            n => sum.update(bytes.get(..n).unwrap_or_default()),
        }
    }
}

fn write_durably(path: &PathBuf, bytes: &[u8]) -> Result<(), Failure> {
    let write = || {
        let mut file = std::fs::File::create(path)?;
        std::io::Write::write_all(&mut file, bytes)?;
        file.sync_all()
    };
    write().map_err(|error| trouble(path, "cannot be written", &error))
}

fn must_be_empty(folder: &Path, but: &[&str]) -> Result<(), Failure> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    let others = entries.flatten().find(|entry| !but.iter().any(|name| entry.file_name() == *name));
    match others {
        None => Ok(()),
        Some(other) => Err(Failure::conflict(format!(
            "The folder {} is not empty (it has {}). Name a new or an empty one; nothing is overwritten.",
            folder.display(),
            other.file_name().to_string_lossy()
        ))),
    }
}

fn trouble(path: &Path, what: &str, error: &std::io::Error) -> Failure {
    Failure::Unavailable(format!("{} {what}: {error}.", path.display()))
}
