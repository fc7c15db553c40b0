//! One command that measures the program on both databases.

use crate::{Outcome, postgres::Cluster, run, tree};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds the program and runs `kith bench` on SQLite and on a PostgreSQL that waits for the disk. `TMPDIR` says on which
/// disk; about six gigabytes are needed for each.
pub fn both(words: &[&str]) -> Outcome<()> {
    run::stop_tidily()?;
    let root = tree::root();
    run::program(
        Command::new("cargo").args(["build", "--release", "-p", "server", "--bin", "kith"]).current_dir(&root),
    )?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let kith = target.join("release").join("kith");
    let folder = Folder::new()?;
    run::program(Command::new(&kith).arg("bench").arg("--data").arg(folder.0.join("sqlite")).args(words))?;
    let cluster = Cluster::durable()?;
    let mut measure = Command::new(&kith);
    measure.arg("bench").env("KITH_DATABASE", cluster.url());
    run::program(measure.arg("--secret-key-file").arg(folder.0.join("postgres.key")).args(words))
}

/// A folder that goes when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Outcome<Self> {
        let folder = std::env::temp_dir().join(format!("kith-bench-{}", std::process::id()));
        make(&folder)?;
        Ok(Self(folder))
    }
}

fn make(folder: &Path) -> Outcome<()> {
    std::fs::create_dir(folder).map_err(|e| format!("Cannot make the folder {}: {e}", folder.display()))
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left behind lies with other temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
