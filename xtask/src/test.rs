//! `cargo xtask test`: every check and every test, one after another, with a summary at the end.

use crate::postgres::Cluster;
use crate::{Outcome, check_deps, install, requirements, run, tree};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Whether the browser journeys run too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    Included,
    LeftOut,
}

/// What happened so far.
#[derive(Default)]
struct Report {
    done: Vec<(String, Duration, Outcome<()>)>,
}

impl Report {
    /// Runs a step unless somebody asked to stop; a failed step does not hold up the others.
    fn step(&mut self, name: &str, work: impl FnOnce() -> Outcome<()>) -> bool {
        if run::stopped() {
            return false;
        }
        println!("\n== {name}");
        let begun = Instant::now();
        let outcome = work();
        let took = begun.elapsed();
        match &outcome {
            Ok(()) => println!("== {name}: passed in {}", shown(took)),
            Err(why) => println!("{why}\n== {name}: FAILED after {}", shown(took)),
        }
        let passed = outcome.is_ok();
        self.done.push((name.to_owned(), took, outcome));
        passed
    }

    fn close(self, took: Duration) -> Outcome<()> {
        println!("\n== Summary");
        for (name, took, outcome) in &self.done {
            println!("{}  {name:<44} {:>12}", if outcome.is_ok() { "passed" } else { "FAILED" }, shown(*took));
        }
        let failed = self.done.iter().filter(|(.., outcome)| outcome.is_err()).count();
        let line = format!("{} of {} steps passed in {}.", self.done.len() - failed, self.done.len(), shown(took));
        if run::stopped() {
            return Err(format!("Stopped on request. {line}"));
        }
        if failed > 0 {
            return Err(format!("{failed} step(s) FAILED. {line}"));
        }
        println!("{line}");
        Ok(())
    }
}

/// Runs everything. The private PostgreSQL stops however this ends.
pub fn all(browser: Browser) -> Outcome<()> {
    run::stop_tidily()?;
    let root = tree::root();
    let begun = Instant::now();
    let mut report = Report::default();
    let installed = report.step("What the tests need", || install_all(&root, browser));
    report.step("Formatting", || cargo(&root, &["fmt", "--all", "--check"]));
    report.step("The plan of the house", || check_deps::check(&root));
    report.step("The table of requirements", || requirements::check(&root));
    report
        .step("Lints", || cargo(&root, &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]));
    report.step("Tests on both databases", || rust_tests(&root));
    if browser == Browser::Included {
        let built = report.step("The program for the browser", || {
            cargo(&root, &["build", "--quiet", "--package", "server", "--bin", "kith"])
        });
        if built && installed {
            report.step("Browser journeys", || journeys(&root));
        }
    }
    report.close(begun.elapsed())
}

fn install_all(root: &Path, browser: Browser) -> Outcome<()> {
    install::cargo_parts()?;
    install::postgres()?;
    install::node()?;
    install::node_modules(&root.join("crates"))?;
    if browser == Browser::Included {
        install::node_modules(&root.join("e2e"))?;
        install::chromium()?;
    }
    Ok(())
}

fn rust_tests(root: &Path) -> Outcome<()> {
    let cluster = Cluster::start()?;
    let mut command = Command::new("cargo");
    if run::answers("cargo", &["nextest", "--version"]) {
        command.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
    } else {
        println!("cargo-nextest is not installed; the tests run under cargo test, which takes longer.");
        command.args(["test", "--workspace", "--all-targets", "--no-fail-fast"]);
    }
    run::program(command.current_dir(root).env("KITH_TEST_POSTGRES", cluster.url()))
}

fn journeys(root: &Path) -> Outcome<()> {
    // Gigabytes of what was just built wait to be written, and the first commits of the program would wait behind them.
    run::program(&mut Command::new("sync"))?;
    let mut command = Command::new("node");
    command.arg("run.mjs").env("CHROMIUM", install::chromium()?);
    run::program(command.current_dir(root.join("e2e")))
}

fn cargo(root: &Path, arguments: &[&str]) -> Outcome<()> {
    run::program(Command::new("cargo").args(arguments).current_dir(root))
}

fn shown(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_lets_the_others_run_and_fails_the_whole() {
        let mut report = Report::default();
        assert!(!report.step("first", || Err("broken".to_owned())));
        assert!(report.step("second", || Ok(())));
        let message = report.close(Duration::from_secs(61)).unwrap_err();
        assert_eq!(message, "1 step(s) FAILED. 1 of 2 steps passed in 1 min 1 s.");
    }
}
