//! Chores of the house, run as `cargo xtask <chore>`. Depends on nothing in the workspace, so that it still builds when a room does not.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks on its standard streams")]

mod bench;
mod check_deps;
mod faults;
mod fuzz;
mod house;
mod install;
mod postgres;
mod proofs;
mod requirements;
mod run;
mod rust_source;
mod sql;
mod test;
mod tree;

use std::process::ExitCode;

/// What a chore hands back: its value, or a sentence that says what is wrong and what to do.
type Outcome<T> = Result<T, String>;

const HELP: &str = "\
cargo xtask <chore>

  test [--fast]            Runs every check and test: formatting, lints, the plan of the house, the table of
                           requirements, all Rust tests on both databases, then the browser journeys.
                           Installs what is missing where it can. --fast leaves the browser out.
  check-deps               Fails on a dependency the plan of the house does not allow, and on SQL that names
                           a table of another crate.
  requirements [--check]   Writes docs/requirements.md from docs/requirements.toml and the tests that name a
                           requirement. --check only compares.
  postgres [--durable]     Starts a private PostgreSQL that forgets everything when stopped, and prints its URL.
                           --durable: commits wait for the disk, for measuring.
  bench [OPTIONS]          Builds the program and measures it on both databases, in temporary folders: see
                           `kith bench --help` for the options (--minutes 60 for the whole hour).
  faults [CASE…]           Breaks the real program in every way of docs/faults.md and asserts that nothing acknowledged
                           is lost. Without a case, all of them. --program FILE, --seed N, --rounds N, --clients N.
  fuzz [SECONDS] [TARGET…]  Gives every parser of fuzz/README.md bytes that are made up as it goes along, 60 seconds each
                           unless said otherwise. Installs cargo-fuzz if it is missing.
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["test"] => test::all(test::Browser::Included),
        ["test", "--fast"] => test::all(test::Browser::LeftOut),
        ["check-deps"] => check_deps::check(&tree::root()),
        ["requirements"] => requirements::write(&tree::root()),
        ["requirements", "--check"] => requirements::check(&tree::root()),
        ["postgres"] => postgres::serve_until_stopped(postgres::Cluster::start),
        ["postgres", "--durable"] => postgres::serve_until_stopped(postgres::Cluster::durable),
        ["bench", words @ ..] => bench::both(words),
        ["faults", words @ ..] => faults::run(words),
        ["fuzz", words @ ..] => fuzz::run(words),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(format!("There is no chore \"{}\".\n\n{HELP}", other.join(" "))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
