//! Finds the tools the tests need, and installs those that are missing where it may.

use crate::{Outcome, run, tree};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder with initdb and postgres: on the PATH, else where Debian keeps them (the newest).
pub fn postgres_programs() -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&on_path).collect();
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.filter_map(Result::ok).map(|e| e.path()).collect())
        .unwrap_or_default();
    let number = |p: &PathBuf| p.file_name().and_then(|n| n.to_str()?.parse::<u32>().ok()).unwrap_or(0);
    versions.sort_by_key(|p| std::cmp::Reverse(number(p)));
    folders.extend(versions.into_iter().map(|v| v.join("bin")));
    // A link on the PATH is followed: the other programs stand beside the real ones.
    let mut real =
        folders.into_iter().filter_map(|f| Some(f.join("initdb").canonicalize().ok()?.parent()?.to_path_buf()));
    real.find(|f| f.join("postgres").is_file())
}

/// PostgreSQL's programs, installed if need be.
pub fn postgres() -> Outcome<PathBuf> {
    if let Some(folder) = postgres_programs() {
        return Ok(folder);
    }
    packages(&["postgresql"])?;
    postgres_programs().ok_or_else(|| "PostgreSQL was installed, but initdb is not where it is looked for.".to_owned())
}

/// SQLite's own program, installed if need be.
pub fn sqlite() -> Outcome<()> {
    if run::answers("sqlite3", &["--version"]) { Ok(()) } else { packages(&["sqlite3"]) }
}

/// The tools for XFS, installed if need be.
pub fn xfs() -> Outcome<()> {
    if run::answers("xfs_io", &["-V"]) { Ok(()) } else { packages(&["xfsprogs"]) }
}

/// A Chromium, installed if need be.
pub fn chromium() -> Outcome<PathBuf> {
    if let Some(path) = chromium_program() {
        return Ok(path);
    }
    packages(&["chromium"])?;
    chromium_program().ok_or_else(|| "Chromium was installed, but it is not where it is looked for.".to_owned())
}

fn chromium_program() -> Option<PathBuf> {
    let chosen = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from);
    chosen.into_iter().chain(usual).find(|p| p.is_file())
}

/// Node with npm, installed if need be.
pub fn node() -> Outcome<()> {
    if run::answers("node", &["--version"]) && run::answers("npm", &["--version"]) {
        return Ok(());
    }
    packages(&["nodejs", "npm"])
}

/// Formatting and lints, added to the toolchain if need be.
pub fn cargo_parts() -> Outcome<()> {
    if run::answers("cargo", &["fmt", "--version"]) && run::answers("cargo", &["clippy", "--version"]) {
        return Ok(());
    }
    run::program(Command::new("rustup").args(["component", "add", "rustfmt", "clippy"]))
}

/// Installs what the package files under `folder` ask for, in each folder where that is not already done.
pub fn node_modules(folder: &Path) -> Outcome<()> {
    for lock in tree::files(folder, "json")?.into_iter().filter(|p| p.ends_with("package-lock.json")) {
        let folder = lock.parent().unwrap_or(folder);
        let changed = |p: &Path| p.metadata().and_then(|m| m.modified()).ok();
        let installed = changed(&folder.join("node_modules/.package-lock.json"));
        if installed.is_some() && installed >= changed(&lock) {
            continue;
        }
        run::program(Command::new("npm").args(["ci", "--no-fund", "--no-audit"]).current_dir(folder))?;
    }
    Ok(())
}

/// Installs packages of the operating system, as root or by sudo without a password.
fn packages(names: &[&str]) -> Outcome<()> {
    let by_hand = format!("Install {} and run this again.", names.join(" and "));
    if !run::answers("apt-get", &["--version"]) {
        return Err(format!("Something the tests need is missing, and this system has no apt-get. {by_hand}"));
    }
    let apt = |arguments: &[&str]| {
        let mut command = if is_root() { Command::new("apt-get") } else { Command::new("sudo") };
        if !is_root() {
            command.args(["-n", "apt-get"]);
        }
        run::program(command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    println!("Installing {}.", names.join(" and "));
    let outcome = apt(&["update", "--quiet"])
        .and_then(|()| apt(&[&["install", "--yes", "--quiet", "--no-install-recommends"], names].concat()));
    outcome.map_err(|e| format!("{e} {by_hand}"))
}

/// Whether this runs as root.
pub fn is_root() -> bool {
    run::said("id", &["-u"]).as_deref() == Some("0")
}
