//! `cargo xtask fuzz`: every parser is given bytes that are made up as it goes along (fuzz/README.md).

use crate::{Outcome, run, tree};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Seconds for each target, unless said otherwise.
const SECONDS: u64 = 60;

/// Runs the targets that are named, or all of them, one after another, and says what each of them found.
pub fn run(words: &[&str]) -> Outcome<()> {
    let folder = tree::root().join("fuzz");
    let (seconds, asked) = match words.split_first() {
        Some((first, rest)) if first.starts_with(|c: char| c.is_ascii_digit()) => {
            (first.parse().map_err(|_| format!("\u{201c}{first}\u{201d} is not a number of seconds."))?, rest)
        }
        _ => (SECONDS, words),
    };
    let all = targets(&folder)?;
    if let Some(stranger) = asked.iter().find(|name| !all.iter().any(|target| target == *name)) {
        return Err(format!("There is no target \u{201c}{stranger}\u{201d}. There are: {}.", all.join(", ")));
    }
    run::stop_tidily()?;
    installed()?;
    let chosen = all.iter().filter(|target| asked.is_empty() || asked.contains(&target.as_str()));
    let mut found = Vec::new();
    for target in chosen {
        if run::stopped() {
            return Err("Stopped on request.".to_owned());
        }
        let ended = one(&folder, target, seconds);
        let log = log_of(&folder, target);
        println!("{target:<16} {}", told(&fs::read_to_string(&log).unwrap_or_default(), ended.is_ok()));
        if ended.is_err() {
            found.push(format!("{target}: see {}", tree::shown(&tree::root(), &log)));
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    Err(format!(
        "These did not end well:\n{}\nMend the fault, move the file that is named there into fuzz/found/TARGET, and the tests keep it.",
        found.join("\n")
    ))
}

/// The targets, by their files.
fn targets(folder: &Path) -> Outcome<Vec<String>> {
    let files = tree::files(&folder.join("fuzz_targets"), "rs")?;
    let names = files.iter().filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned()));
    Ok(names.collect())
}

fn installed() -> Outcome<()> {
    if run::answers("cargo", &["fuzz", "--version"]) {
        return Ok(());
    }
    println!("Installing cargo-fuzz");
    run::program(Command::new("cargo").args(["install", "cargo-fuzz", "--locked", "--quiet"])).map_err(|why| {
        format!("{why} It needs a C++ compiler (on Debian: g++) and the package registry. Install it yourself with `cargo install cargo-fuzz --locked`.")
    })
}

fn log_of(folder: &Path, target: &str) -> PathBuf {
    folder.join("artifacts").join(format!("{target}.log"))
}

/// What is made up and leads somewhere new is kept in `corpus`, for the next time; seeds and earlier finds are read only.
fn one(folder: &Path, target: &str, seconds: u64) -> Outcome<()> {
    let trouble = |what: &Path, error: std::io::Error| format!("{} cannot be made: {error}.", what.display());
    let folders = ["corpus", "artifacts", "seeds", "found"].map(|name| folder.join(name).join(target));
    for new in folders.iter().take(2) {
        fs::create_dir_all(new).map_err(|error| trouble(new, error))?;
    }
    let log = log_of(folder, target);
    let log = File::create(&log).map_err(|error| trouble(&log, error))?;
    let said = log.try_clone().map_err(|error| format!("The log of {target}: {error}."))?;
    let [corpus, _, seeds, finds] = folders;
    let mut command = Command::new("cargo");
    command.args(["fuzz", "run", "--sanitizer", "none", target]).arg(corpus).arg(seeds);
    if finds.is_dir() {
        command.arg(finds);
    }
    command.args(["--", "-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1"]);
    command.arg(format!("-max_total_time={seconds}"));
    // What a target writes beside goes when it ends.
    let beside = folder.join("artifacts").join(format!("{target}.tmp"));
    fs::create_dir_all(&beside).map_err(|error| trouble(&beside, error))?;
    let ended = run::program(command.current_dir(folder).env("TMPDIR", &beside).stdout(log).stderr(said));
    let _ = fs::remove_dir_all(&beside);
    ended
}

/// One line for a person.
fn told(log: &str, well: bool) -> String {
    let figure = |name: &str| {
        log.lines()
            .find_map(|line| line.strip_prefix(name))
            .map_or_else(|| "?".to_owned(), |text| text.trim().to_owned())
    };
    let executions = figure("stat::number_of_executed_units:");
    let memory = figure("stat::peak_rss_mb:");
    let file = log.lines().find_map(|line| line.split_once("Test unit written to ").map(|(_, file)| file.trim()));
    match (well, file) {
        (true, _) => format!("{executions:>12} executions, {memory} MB at most, nothing found"),
        (false, Some(file)) => format!("{executions:>12} executions, FOUND {file}"),
        (false, None) => "did not run; its log says why".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_told_in_one_line() {
        let log = "#1 INITED\nstat::number_of_executed_units: 1200\nstat::peak_rss_mb:     88\n";
        assert_eq!(told(log, true), "        1200 executions, 88 MB at most, nothing found");
        let log = "x; Test unit written to fuzz/artifacts/money/crash-1\n";
        assert_eq!(told(log, false), "           ? executions, FOUND fuzz/artifacts/money/crash-1");
        assert_eq!(told("error: no such command", false), "did not run; its log says why");
    }

    #[test]
    fn a_target_that_is_none_is_refused_with_those_there_are() {
        let refused = run(&["5", "nothing"]).unwrap_err();
        assert!(refused.contains("no target \u{201c}nothing\u{201d}") && refused.contains("nhs_number"), "{refused}");
    }
}
