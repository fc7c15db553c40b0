//! The command line.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use kernel::{Clock, Failure, Ids};

use crate::{
    backup, bench, check, demo, house, import, logs, plan, say, serve,
    settings::{Listening, Settings, Where},
    verify,
};

/// Kith: community health and social care for a place, from first contact to a paid visit
#[derive(Debug, Parser)]
#[command(
    name = "kith",
    version,
    arg_required_else_help = true,
    after_help = "\
Examples:
  kith demo --data ./demo                  a made-up Dorset to try everything out
  kith serve --data ./kith-data            serve from a folder; everything in it is made on the first start
  kith check --data ./kith-data            could this machine serve it?
  kith verify --data ./kith-data           is the record whole and unaltered? prints the head of its chain
  kith backup --data ./kith-data --to /backups/monday

Every command ends with status 0 only when all is well. `kith help COMMAND` says more of each."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages and the API
    #[command(after_help = "\
Examples:
  kith serve --data ./kith-data
  kith serve --data ./kith-data --listen 127.0.0.1:0 --json     a free port, printed as JSON
  kith serve --config /etc/kith/kith.toml
  kith serve --database postgres://kith@db/kith --secret-key-file /etc/kith/secret.key

The schema is brought up to date first. It listens on this machine alone unless told otherwise; put a proxy that
speaks TLS in front and say --behind-tls. SIGTERM or Ctrl-C ends it after the requests under way.")]
    Serve {
        #[command(flatten)]
        place: Where,
        #[command(flatten)]
        listening: Listening,
        /// Refuse to start rather than bring the schema up to date
        #[arg(long)]
        no_migrate: bool,
    },
    /// Build a made-up Dorset and serve it, to try everything out
    #[command(after_help = "\
Examples:
  kith demo --data ./demo                              a small share of Dorset in under a minute, then served
  kith demo --data ./demo --people 200 --weeks 13      more people; it takes longer
  kith demo --data ./demo --full                       a quarter of all of Dorset: 19,000 hours of care a week
  kith demo --data ./demo --seed 7 --until 2026-11-23T07:05:00Z --build-only --json

Nobody in it exists. It is built through the product's own pages and commands with a turned clock: the same seed and
the same end give the same journal. Without --until it ends now, so that today's visits are today's.
While it is built commits do not wait for the disk; if the machine stops meanwhile, build it again in an empty folder.
Once it is built everything is on the disk, and each commit waits for it as always.")]
    Demo {
        #[command(flatten)]
        place: Where,
        #[command(flatten)]
        listening: Listening,
        /// Everything follows from it
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many people have care at home
        #[arg(long, default_value_t = 40)]
        people: usize,
        /// How many weeks of care lie behind them
        #[arg(long, default_value_t = 6)]
        weeks: i64,
        /// Full scale: everybody in Dorset with care at home, for one quarter
        #[arg(long, conflicts_with_all = ["people", "weeks"])]
        full: bool,
        /// The last moment that is built, like 2026-11-23T07:05:00Z [default: now]
        #[arg(long, value_name = "MOMENT")]
        until: Option<kernel::Moment>,
        /// Build the data and stop
        #[arg(long)]
        build_only: bool,
    },
    /// Bring the schema up to date
    #[command(after_help = "\
Example:
  kith migrate --data ./kith-data

Steps go forward only and each is taken once. Make a backup first: the way back is to restore it.")]
    Migrate {
        #[command(flatten)]
        place: Where,
    },
    /// Copy the data into a new folder while others work
    #[command(after_help = "\
Example:
  kith backup --data ./kith-data --to /backups/2026-11-23

The folder gets the database and manifest.json, with the rows of every table, a hash, and the head of the journal.
The key (secret.key) is left out on purpose: keep it in another place. PostgreSQL is backed up by its own tools.")]
    Backup {
        #[command(flatten)]
        place: Where,
        /// The new folder
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// Put a backup into an empty data folder
    #[command(after_help = "\
Example:
  kith restore --data ./kith-data --from /backups/2026-11-23

The hash, the journal and the books are checked before anything counts as restored. Put the key back afterwards.")]
    Restore {
        #[command(flatten)]
        place: Where,
        /// The backup's folder
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
    },
    /// Is the record whole and unaltered?
    #[command(after_help = "\
Examples:
  kith verify --data ./kith-data
  kith verify --data ./kith-data --json

Reads the whole journal and checks that each entry follows from the one before, that the books balance, and what each
part of the program knows must hold. Prints the head of the chain: write it down, compare it with the next one's.")]
    Verify {
        #[command(flatten)]
        place: Where,
    },
    /// Could this machine serve?
    #[command(after_help = "\
Example:
  kith check --data ./kith-data

Looks at the settings, the folder, the schema, the key, the place's data and the clock, and changes nothing.")]
    Check {
        #[command(flatten)]
        place: Where,
        #[command(flatten)]
        listening: Listening,
    },
    /// Read a whole file in: care providers, postcodes, bank holidays, referrals
    #[command(after_help = import::HELP)]
    Import {
        #[command(flatten)]
        place: Where,
        #[command(flatten)]
        what: import::What,
    },
    /// Plan visits into rounds, from files: solve, check, replan, draw
    #[command(after_help = plan::HELP)]
    Plan {
        #[command(subcommand)]
        what: plan::What,
    },
    /// How fast does this machine answer on as much data as a place has?
    #[command(after_help = "\
Examples:
  kith bench --data ./kith-bench                       100,000 people, 1,000,000 visits, 200,000 referrals on SQLite
  kith bench --database postgres://kith@localhost/bench --secret-key-file ./bench.key
  kith bench --data ./kith-bench --people 1000 --visits 10000 --referrals 2000 --minutes 0

Fills an empty database (one it has filled before is used again), starts the real server beside itself, asks it over HTTP
and prints what was wanted, what was measured and whether it was met. It takes no database with anybody's records in it.")]
    Bench {
        #[command(flatten)]
        place: Where,
        #[command(flatten)]
        asked: bench::Asked,
    },
}

/// Runs the program.
pub fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            say::failure(&failure);
            ExitCode::FAILURE
        }
    }
}

fn settings(place: &Where, listening: &Listening) -> Result<Settings, Failure> {
    let settings = Settings::read(place, listening)?;
    logs::start(&settings)?;
    Ok(settings)
}

fn run(command: Command) -> Result<bool, Failure> {
    let nowhere = Listening::default();
    match command {
        Command::Serve { place, listening, no_migrate } => {
            serve::run(&settings(&place, &listening)?, !no_migrate, place.json).map(|()| true)
        }
        Command::Demo { place, listening, seed, people, weeks, full, until, build_only } => {
            let (people, weeks) = if full { demo::FULL } else { (people, weeks) };
            let asked = demo::Asked { seed, people, weeks, until, build_only };
            demo::run(&settings(&place, &listening)?, &asked, place.json).map(|()| true)
        }
        Command::Migrate { place } => migrate(&settings(&place, &nowhere)?, place.json).map(|()| true),
        Command::Backup { place, to } => backup::run(&settings(&place, &nowhere)?, &to, place.json).map(|()| true),
        Command::Restore { place, from } => {
            backup::restore(&settings(&place, &nowhere)?, &from, place.json).map(|()| true)
        }
        Command::Verify { place } => verify::run(&settings(&place, &nowhere)?, place.json),
        Command::Check { place, listening } => check::run(&settings(&place, &listening)?, place.json),
        Command::Import { place, what } => import::run(&settings(&place, &nowhere)?, &what, place.json),
        Command::Plan { what } => plan::run(what),
        Command::Bench { place, asked } => bench::run(&settings(&place, &nowhere)?, asked, place.json).map(|()| true),
    }
}

fn migrate(settings: &Settings, json: bool) -> Result<(), Failure> {
    let store = house::store(settings, Clock::System, Ids::system())?;
    let taken = store.migrate(house::migrations())?;
    if json {
        say::json(&serde_json::json!({ "taken": taken }));
    } else if taken.is_empty() {
        say::line("The schema is up to date; nothing was to be done.");
    } else {
        taken.iter().for_each(|step| say::line(format!("took {step}")));
    }
    Ok(())
}
