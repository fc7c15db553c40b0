//! `kith plan`: rounds out of files, without a database (VIS-2).

mod matrix;
mod watch;

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use kernel::{Failure, Fault};
use planfiles::{Format, Instance, Unreadable};
use routing::{
    live::{self, Firmness},
    plan::Plan,
    problem::MOST,
    solve::{Settings, solve},
};

use crate::{say, whole};

/// More help, for the end of `kith plan --help`.
pub const HELP: &str = "\
Examples:
  kith plan solve docs/formats/example-plan.json --cpu-seconds 2 --out answer.json
  kith plan check docs/formats/example-plan.json answer.json
  kith plan draw docs/formats/example-plan.json answer.json --out plan.svg
  kith plan replan docs/formats/example-plan.json answer.json --ill eli --now 07:00 --out again.json
  kith plan matrix dorset.osm.pbf --into docs/formats/example-plan.json --out along-roads.json

The files are told in docs/formats/plan.md; those of others (Solomon, VRPLIB, home health care) are read too.";

/// What `kith plan` may be told.
#[derive(Debug, clap::Subcommand)]
pub enum What {
    /// Search for a plan; Ctrl-C gives the best so far
    Solve {
        /// What is to be planned
        instance: PathBuf,
        /// How it is searched for
        #[command(flatten)]
        how: How,
    },
    /// Check an answer: every rule, every time, every cost, by code of its own
    Check {
        /// What was to be planned
        instance: PathBuf,
        /// What came of it
        answer: PathBuf,
        /// How the instance is written down [default: told from the file]
        #[arg(long)]
        format: Option<Format>,
        /// The result as JSON
        #[arg(long)]
        json: bool,
    },
    /// Plan again after something has changed, moving as little as possible
    #[command(after_help = "\
A visit that is in the instance and not in the answer is new and is put in. Times are seconds, or 07:30. Take cancelled visits out
of the instance, and make longer ones longer there, before the new answer is checked.")]
    Replan {
        /// What was planned, with new visits in it
        instance: PathBuf,
        /// The plan as it stands
        answer: PathBuf,
        /// What has changed
        #[command(flatten)]
        change: Change,
        /// How it is searched for
        #[command(flatten)]
        how: How,
    },
    /// Draw an answer: rounds on a map and on a time line
    Draw {
        /// What was to be planned
        instance: PathBuf,
        /// What came of it
        answer: PathBuf,
        /// How the instance is written down [default: told from the file]
        #[arg(long)]
        format: Option<Format>,
        /// The picture, an SVG
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Reckon travel times along the roads of a map, as a table or into an instance
    #[command(after_help = matrix::HELP)]
    Matrix(matrix::Wanted),
}

/// How a plan is searched for.
#[derive(Debug, clap::Args)]
pub struct How {
    /// How the instance is written down [default: told from the file]
    #[arg(long)]
    format: Option<Format>,
    /// Processor time of the whole program after which the search ends [default: 10; 0.8 for replan]
    #[arg(long, value_name = "N", conflicts_with = "moves")]
    cpu_seconds: Option<f64>,
    /// Moves after which the search ends; the same number gives the same plan on every machine
    #[arg(long, value_name = "N")]
    moves: Option<u64>,
    /// Begins the sequence of chance
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Searches side by side
    #[arg(long, default_value_t = NonZeroUsize::MIN)]
    threads: NonZeroUsize,
    /// Where the answer goes [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Where each better plan is noted as it is found: a line of JSON with the time, the moves and the sums of its levels
    #[arg(long, value_name = "FILE")]
    progress: Option<PathBuf>,
    /// What was reached, as JSON; with --out
    #[arg(long, requires = "out")]
    json: bool,
}

/// What has changed since a plan was made.
#[derive(Debug, clap::Args)]
pub struct Change {
    /// A worker who cannot come
    #[arg(long, value_name = "WORKER")]
    ill: Vec<String>,
    /// A visit that is not wanted
    #[arg(long, value_name = "VISIT")]
    cancelled: Vec<String>,
    /// A visit that takes so many seconds more
    #[arg(long, value_name = "VISIT=SECONDS")]
    longer: Vec<String>,
    /// What begins before this stays as it is, and nothing else is planned before it
    #[arg(long, value_parser = moment, value_name = "TIME")]
    now: Option<i64>,
    /// How many seconds earlier or later a visit may begin without counting as moved
    #[arg(long, default_value_t = 900, value_name = "SECONDS")]
    tolerance: i64,
}

/// Seconds, or hours and minutes.
fn moment(text: &str) -> Result<i64, String> {
    let number = |text: &str| text.parse::<i64>().ok().filter(|value| (-MOST..=MOST).contains(value));
    let told = match text.split_once(':') {
        None => number(text),
        Some((hours, minutes)) => {
            let minutes = number(minutes).filter(|minutes| (0..60).contains(minutes));
            number(hours).zip(minutes).map(|(hours, minutes)| hours * 3600 + minutes * 60)
        }
    };
    told.ok_or_else(|| "It must be seconds, or a time like 07:30.".to_owned())
}

/// The command. Says whether all is well.
pub fn run(what: What) -> Result<bool, Failure> {
    match what {
        What::Solve { instance, how } => {
            search(&instance, &open(&instance, how.format)?, &how, Kind::New).map(|()| true)
        }
        What::Check { instance, answer, format, json } => check(&instance, &answer, format, json),
        What::Replan { instance: path, answer, change, how } => {
            let mut instance = open(&path, how.format)?;
            let plan = answer_to(&instance, &answer)?;
            changed(&mut instance, &plan, &change)?;
            search(&path, &instance, &how, Kind::Again).map(|()| true)
        }
        What::Draw { instance, answer, format, out } => {
            let instance = open(&instance, format)?;
            let plan = answer_to(&instance, &answer)?;
            write(&out, &planfiles::draw(&instance, &plan))?;
            say::line(format!("drew {}", out.display()));
            Ok(true)
        }
        What::Matrix(wanted) => matrix::run(&wanted).map(|()| true),
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path)
        .map_err(|error| Failure::field("", format!("{} cannot be read as text: {error}.", path.display())))
}

/// What stands in a message of what a file says: on one line, and of a length that can be read.
fn shown(text: &str) -> String {
    kernel::shown(text, 600)
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Unavailable(format!("{} cannot be written: {error}.", path.display()))
}

/// Writes a file, whole or not at all. What is no plain file (a pipe, a terminal) is written as it is.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let plain = std::fs::metadata(path).map_or(true, |there| there.is_file());
    let written = if plain { whole::write(path, text.as_bytes()) } else { std::fs::write(path, text) };
    written.map_err(|error| unwritable(path, &error))
}

/// Refuses what can be no file, before the work for what would be written to it.
fn can_be_written(path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        return Err(unwritable(path, &std::io::ErrorKind::IsADirectory.into()));
    }
    std::fs::metadata(whole::folder(path)).map(|_| ()).map_err(|error| unwritable(path, &error))
}

fn unreadable(path: &Path, faults: Unreadable) -> Failure {
    let told = faults.0.into_iter();
    let fault = |one: routing::problem::Fault| Fault {
        field: format!("{}: {}", path.display(), shown(&one.field)),
        message: shown(&one.what),
    };
    Failure::Invalid(told.map(fault).collect())
}

/// The format asked for, or as the text looks.
fn format_of(path: &Path, text: &str, asked: Option<Format>) -> Result<Format, Failure> {
    let what = || {
        let names = Format::ALL.map(Format::name).join(", ");
        match text.trim() {
            "" => format!("{} is empty.", path.display()),
            _ => format!("It cannot be told how {} is written down; say so with --format ({names}).", path.display()),
        }
    };
    asked.or_else(|| Format::of(text)).ok_or_else(|| Failure::field("", what()))
}

fn open(path: &Path, format: Option<Format>) -> Result<Instance, Failure> {
    let text = read(path)?;
    let format = format_of(path, &text, format)?;
    planfiles::read(format, &text).map_err(|faults| unreadable(path, faults))
}

fn answer_to(instance: &Instance, path: &Path) -> Result<Plan, Failure> {
    planfiles::read_answer(instance, &read(path)?).map_err(|faults| unreadable(path, faults))
}

/// Whether a plan is made for the first time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    New,
    Again,
}

fn search(path: &Path, instance: &Instance, how: &How, kind: Kind) -> Result<(), Failure> {
    let seconds = if kind == Kind::New { 10.0 } else { 0.8 };
    let seconds = if how.moves.is_some() { None } else { Some(how.cpu_seconds.unwrap_or(seconds)) };
    if seconds.is_some_and(|seconds| !(seconds > 0.0 && seconds.is_finite())) {
        return Err(Failure::field("--cpu-seconds", "It must be more than 0."));
    }
    how.out.as_deref().map_or(Ok(()), can_be_written)?;
    let mut watch = watch::Watched::new(seconds, how.moves, how.progress.as_deref())?;
    let settings = Settings { seed: how.seed, moves: how.moves, threads: how.threads };
    let plan = solve(&instance.problem, &settings, &mut watch);
    let reached = watch.done();
    // What was promised counts when a plan is made again, and stands in no file: costs are told, and not written as the file's.
    let told = if kind == Kind::New { plan.clone() } else { Plan { costs: Vec::new(), ..plan.clone() } };
    let answer = planfiles::write_answer(instance, &told);
    match &how.out {
        None => say::result(answer.trim_end())?,
        Some(out) => {
            // Rather told to the terminal than lost.
            write(out, &answer).inspect_err(|_| say::line(answer.trim_end()))?;
            tell(path, instance, &plan, &reached, how);
        }
    }
    // Said last, so that the plan is not lost.
    let unwritten = |error| Failure::field("--progress", format!("The progress could not be written: {error}."));
    reached.unwritten.map_or(Ok(()), |error| Err(unwritten(error)))
}

/// So many visits that nobody makes are told; all of them stand in the answer.
const TOLD: usize = 20;

fn tell(path: &Path, instance: &Instance, plan: &Plan, reached: &watch::Reached, how: &How) {
    // Those that were cancelled have no part.
    let visits = instance.problem.visits.iter().filter(|visit| !visit.parts.is_empty()).count();
    let rounds = plan.rounds.iter().filter(|round| planfiles::has_visit(round)).count();
    let out = how.out.as_deref().unwrap_or(path).display().to_string();
    let sources: Vec<&str> = instance.problem.tables.iter().map(|table| table.source.as_str()).collect();
    if how.json {
        say::json(&serde_json::json!({
            "visits": visits,
            "unserved": plan.unserved.len(),
            "rounds": rounds,
            "costs": planfiles::costs(plan),
            "scale": instance.scale,
            "moves": reached.moves,
            "cpu_seconds": reached.seconds,
            "interrupted": reached.interrupted,
            "times_from": sources,
            "out": out,
        }));
        return;
    }
    say::line(format!("{} of {visits} visits in {rounds} rounds", visits.saturating_sub(plan.unserved.len())));
    for (measure, value) in plan.costs.iter().flat_map(|cost| &cost.of) {
        // The word that the file has for it.
        let name = serde_json::to_value(measure).ok().and_then(|name| name.as_str().map(str::to_owned));
        say::line(format!(
            "  {:<14} {}",
            name.unwrap_or_default(),
            planfiles::figure(*measure, *value, instance.scale)
        ));
    }
    let ended = if reached.interrupted { "interrupted after" } else { "after" };
    say::line(format!("{ended} {} moves and {:.1} s of a processor", reached.moves, reached.seconds));
    sources.iter().for_each(|source| say::line(format!("travel times from {source}")));
    for unserved in plan.unserved.iter().take(TOLD) {
        let name = instance.problem.visits.get(unserved.visit).map_or("?", |visit| visit.id.as_str());
        let why = unserved.reasons.first().map(|why| planfiles::says(why, &instance.problem, instance.scale));
        say::line(format!(
            "nobody makes “{}”: {}",
            shown(name),
            shown(&why.unwrap_or_else(|| "no place was found in the time given.".into()))
        ));
    }
    match plan.unserved.len().saturating_sub(TOLD) {
        0 => {}
        more => say::line(format!("and {more} more, whose reasons stand in the answer")),
    }
    say::line(format!("wrote {out}"));
}

fn check(path: &Path, answer: &Path, format: Option<Format>, json: bool) -> Result<bool, Failure> {
    let (instance, answered) = (read(path)?, read(answer)?);
    let format = format_of(path, &instance, format)?;
    let checker = format.name().parse::<plancheck::Format>().map_err(Failure::Internal)?;
    let report = plancheck::check(checker, &instance, &answered).map_err(|error| {
        let of = if error.paper == plancheck::Paper::Instance { path } else { answer };
        let at = if error.at.is_empty() { String::new() } else { format!(": {}", shown(&error.at)) };
        Failure::field(format!("{}{at}", of.display()), format!("{}.", shown(&error.what)))
    })?;
    if json {
        say::result(serde_json::to_value(&report).map_err(Failure::internal)?)?;
    } else {
        say::result(kernel::shown_lines(report.to_string().trim_end()))?;
    }
    Ok(report.is_sound())
}

/// Announces the plan as it stands, then changes what has changed.
fn changed(instance: &mut Instance, plan: &Plan, change: &Change) -> Result<(), Failure> {
    let scale = instance.scale;
    let scaled = |seconds: i64| seconds.saturating_mul(scale);
    let now = change.now.map_or(i64::MIN, scaled);
    let problem = &mut instance.problem;
    live::announce(problem, plan, Firmness { now, tolerance: scaled(change.tolerance), price: 1 });
    for id in &change.ill {
        let number = problem.workers.iter().position(|worker| worker.id == *id);
        let number =
            number.ok_or_else(|| Failure::field("--ill", format!("There is no worker “{id}” in the instance.")))?;
        live::fall_ill(problem, number, now);
    }
    let visit = |id: &str, option: &str| {
        let number = instance.problem.visits.iter().position(|visit| visit.id == id);
        number.ok_or_else(|| Failure::field(option, format!("There is no visit “{id}” in the instance.")))
    };
    let cancelled: Vec<usize> = change.cancelled.iter().map(|id| visit(id, "--cancelled")).collect::<Result<_, _>>()?;
    let longer = change.longer.iter().map(|told| {
        let (id, seconds) =
            told.split_once('=').and_then(|(id, seconds)| Some((id, seconds.parse::<i64>().ok()?))).ok_or_else(
                || Failure::field("--longer", format!("“{told}” must be a visit and seconds, like ada-morning=900.")),
            )?;
        Ok((visit(id, "--longer")?, seconds))
    });
    let longer: Vec<(usize, i64)> = longer.collect::<Result<_, Failure>>()?;
    let visits = &mut instance.problem.visits;
    for (number, seconds) in longer {
        for part in visits.get_mut(number).into_iter().flat_map(|visit| &mut visit.parts) {
            part.duration = part.duration.saturating_add(scaled(seconds)).max(0);
        }
    }
    let faults = routing::problem::faults(&instance.problem);
    if !faults.is_empty() {
        return Err(Failure::Invalid(
            faults.into_iter().map(|one| Fault { field: one.field, message: one.what }).collect(),
        ));
    }
    live::not_before(&mut instance.problem, plan, now);
    for number in cancelled {
        if let Some(visit) = instance.problem.visits.get_mut(number) {
            visit.parts.clear();
            visit.announced = None;
        }
    }
    Ok(())
}
