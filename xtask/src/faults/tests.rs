//! Faults that are tests: the same ones that run with all others, here with as many rounds as it takes.

use super::{Line, Setting};
use crate::postgres::Cluster;
use crate::{Outcome, tree};
use std::process::{Command, Stdio};
use std::time::Instant;

const ROUNDS: usize = 1_000;

/// Thirty-two at once, again and again, on both databases.
pub fn contention(setting: &Setting) -> Outcome<Vec<Line>> {
    let rounds = setting.rounds.unwrap_or(ROUNDS);
    let what =
        "32 at once: award a package, check in and out, spend a budget, book a worker, make and release a payment run";
    let cluster = Cluster::start()?;
    let mut command = cargo(&["-p", "brokerage", "-p", "visits", "-p", "charging", "--test", "it", "contention::"]);
    command.env("KITH_CONTENTION_ROUNDS", rounds.to_string()).env("KITH_TEST_POSTGRES", cluster.url());
    let line = Line::new("contention", "both", what.to_owned(), rounds);
    Ok(vec![tested(line, &mut command, "one winner each time, the others told why; no 500")?])
}

/// Due times against another calculation, and a server that stood still while something fell due.
pub fn clocks(_: &Setting) -> Outcome<Vec<Line>> {
    let starts =
        Line::new("clocks", "–", "10,000 starts of every standard against another calculation".to_owned(), 10_000);
    let stopped = Line::new("clocks", "both", "a server stopped over a due time, started three times".to_owned(), 3);
    let cluster = Cluster::start()?;
    let mut again = cargo(&["-p", "server", "--test", "it", "stopped::"]);
    again.env("KITH_TEST_POSTGRES", cluster.url());
    Ok(vec![
        tested(starts, &mut cargo(&["-p", "clocks", "--test", "independent"]), "every one agrees")?,
        tested(stopped, &mut again, "told once, with the time it was due")?,
    ])
}

fn cargo(words: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.arg("test").args(words).current_dir(tree::root()).stdin(Stdio::null());
    command
}

fn tested(line: Line, command: &mut Command, found: &str) -> Outcome<Line> {
    let begun = Instant::now();
    let output = command.output().map_err(|e| format!("Cannot run cargo test: {e}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let passed: usize = text
        .lines()
        .filter_map(|line| line.strip_prefix("test result: ok. ")?.split(' ').next()?.parse::<usize>().ok())
        .sum();
    if output.status.success() && passed > 0 {
        return Ok(line.found(format!("{found} ({passed} tests in {} s)", begun.elapsed().as_secs())));
    }
    let panics: Vec<&str> =
        text.lines().filter(|line| line.contains("panicked") || line.starts_with("  ")).take(6).collect();
    Ok(line.wrong(format!("cargo test: {} {}", output.status, panics.join(" "))))
}
