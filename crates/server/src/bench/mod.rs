//! `kith bench`: how fast this machine answers on as much data as a place has, against the bars it must meet.
//!
//! It fills an empty database ([`fill`]), first to a hundredth of the size and then whole, starts the real server as a process
//! of its own, asks it over HTTP in signed-in sessions, and prints what was wanted, what was measured and whether it was met.

mod client;
pub mod fill;
pub mod machine;
mod mixed;
mod pages;
mod served;
mod sessions;
pub mod table;
mod writes;

use std::time::Duration;

use kernel::{Clock, Failure, Ids};
use store::{Location, Store};

use self::{
    fill::{Filled, Size},
    machine::Machine,
    served::Served,
    sessions::Sessions,
    table::Line,
};
use crate::{house, say, settings::Settings};

/// What is measured, and how.
#[derive(Debug, Clone, clap::Args)]
pub struct Asked {
    /// People on record
    #[arg(long, default_value_t = 100_000)]
    pub people: usize,
    /// Visits of half a year and the next four weeks
    #[arg(long, default_value_t = 1_000_000)]
    pub visits: usize,
    /// Referrals
    #[arg(long, default_value_t = 200_000)]
    pub referrals: usize,
    /// Connections side by side for pages; check-ins take four times as many
    #[arg(long, default_value_t = 16)]
    pub connections: usize,
    /// Requests in a second over all connections, for how long a page takes on a machine that is not full
    #[arg(long, default_value_t = 100)]
    pub rate: u32,
    /// Requests for each page and round, as fast as they are answered; a fifth of them at the even rate
    #[arg(long, default_value_t = 2_000)]
    pub requests: usize,
    /// Rounds over all pages; the one in the middle counts
    #[arg(long, default_value_t = 3)]
    pub rounds: usize,
    /// Minutes of mixed load
    #[arg(long, default_value_t = 3.0)]
    pub minutes: f64,
    /// Measure only the pages with these words in their name, or only the "check-ins"
    #[arg(long, value_name = "WORDS")]
    pub only: Option<String>,
    /// Fill the database and stop
    #[arg(long)]
    pub fill_only: bool,
}

impl Asked {
    fn pages(&self) -> (pages::Load, u32, usize) {
        let full = pages::Load { connections: self.connections, requests: self.requests, rate: None };
        (full, self.rate, self.rounds)
    }
}

/// Fills what is missing, measures and tells. Whether every bar was met is in the table, not in the answer: a busy machine
/// is no fault of the program.
pub fn run(settings: &Settings, asked: Asked, json: bool) -> Result<(), Failure> {
    let tell = |what: &str| say::trouble(format!("bench: {what}"));
    let folder = settings.folder().map(|folder| folder.to_owned()).or_else(|| std::env::current_dir().ok());
    let size = Size { people: asked.people, visits: asked.visits, referrals: asked.referrals };
    if let Some(folder) = settings.folder() {
        store::private_folder(folder).map_err(Failure::internal)?;
    }
    let machine = Machine::look(folder.as_deref());
    let before = plain_store(settings)?;
    let had = migrated(&before).then(|| fill::filled(&before)).transpose()?.flatten();
    drop(before);
    if had.is_none_or(|had| had.size.visits < size.visits) {
        fill::fill(settings, size.hundredth(), &tell)?;
        if !asked.fill_only {
            tell("measuring the small size");
            small(settings, &asked, &tell)?;
        }
        fill::fill(settings, size, &tell)?;
    }
    if asked.fill_only {
        return Ok(());
    }
    let lines = measure(settings, &asked, &tell)?;
    let database = match settings.location {
        Location::Folder(_) => "SQLite",
        Location::Url(_) => "PostgreSQL",
    };
    if json {
        say::json(&serde_json::json!({ "database": database, "size": size, "machine": machine, "lines": lines }));
    } else {
        let size = format!("{} people, {} visits, {} referrals", size.people, size.visits, size.referrals);
        say::line(table::told(&machine, database, &size, &lines));
    }
    Ok(())
}

/// The database without the rooms' jobs: what the bench writes sets nothing off.
fn plain_store(settings: &Settings) -> Result<Store, Failure> {
    Store::open(&settings.location, Clock::System, Ids::system(), &[])
}

fn migrated(store: &Store) -> bool {
    let pending = store.read_now(|tx| store::pending(tx, house::migrations()));
    pending.is_ok_and(|pending| !pending.iter().any(|step| step.ends_with("_store")))
}

fn known(store: &Store) -> Result<Filled, Failure> {
    fill::filled(store)?.ok_or_else(|| Failure::internal("the database was not filled"))
}

/// The pages at a hundredth of the size; their medians are kept with the data.
fn small(settings: &Settings, asked: &Asked, tell: &dyn Fn(&str)) -> Result<(), Failure> {
    let store = plain_store(settings)?;
    let mut filled = known(&store)?;
    let sessions = Sessions::open(&store, &filled)?;
    let served = Served::start(settings)?;
    night_is_over(&store)?;
    let all = pages::all(&filled, &sessions);
    let taken = pages::rounds(&served, &all, asked.pages(), tell)?;
    filled.small = taken.into_iter().map(|page| (page.name, page.p50)).collect();
    drop(served);
    fill::keep(&store, &filled)
}

fn measure(settings: &Settings, asked: &Asked, tell: &dyn Fn(&str)) -> Result<Vec<Line>, Failure> {
    let store = plain_store(settings)?;
    let filled = known(&store)?;
    let sessions = Sessions::open(&store, &filled)?;
    let mut all = pages::all(&filled, &sessions);
    if let Some(words) = &asked.only {
        all.retain(|page| page.name.contains(words.as_str()));
        let served = Served::start(settings)?;
        night_is_over(&store)?;
        let lines = table::pages(&pages::rounds(&served, &all, asked.pages(), tell)?, &filled.small);
        return if words == CHECK_INS {
            written(settings, asked, &store, (&filled, &sessions, &served), tell).map(|(lines, _)| lines)
        } else {
            Ok(lines)
        };
    }
    tell("starting");
    let mut ready = Vec::new();
    for _ in 0..3 {
        ready.push(Served::start(settings)?.ready_after);
    }
    ready.sort_unstable();
    let ready = ready.get(1).map_or(0, |time| u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
    let served = Served::start(settings)?;
    night_is_over(&store)?;
    std::thread::sleep(Duration::from_secs(3));
    let idle = served.memory();
    let binary = std::env::current_exe().and_then(std::fs::metadata).map_err(Failure::internal)?.len();
    let taken = pages::rounds(&served, &all, asked.pages(), tell)?;
    let mut lines = table::pages(&taken, &filled.small);
    tell("measures");
    lines.push(table::measures(&measures(&served, &sessions)?));
    let (writes, each) = written(settings, asked, &store, (&filled, &sessions, &served), tell)?;
    lines.extend(writes);
    lines.extend(table::process(ready, idle, binary));
    if asked.minutes > 0.0 {
        tell("mixed load");
        let lasting = Duration::from_secs_f64(asked.minutes * 60.0);
        let mixed = mixed::run(&served, &all, (&sessions, &each), asked.connections, lasting)?;
        lines.push(table::mixed(&mixed));
    }
    Ok(lines)
}

/// Waits until the server has done the jobs that were due, the night's sums above all: by day they are done.
fn night_is_over(store: &Store) -> Result<(), Failure> {
    for _ in 0..600 {
        if store.read_now(|tx| store::waiting(tx, Clock::System.now()))? == 0 {
            return Ok(());
        }
        std::thread::sleep(Duration::from_secs(1));
    }
    Err(Failure::internal("jobs that were due are not done after ten minutes"))
}

/// What `--only` calls the durable writes.
const CHECK_INS: &str = "check-ins";

/// Check-ins, and what the machine bears without the rest of the program; with the visits that were checked in to.
fn written(
    settings: &Settings,
    asked: &Asked,
    store: &Store,
    (filled, sessions, served): (&Filled, &Sessions, &Served),
    tell: &dyn Fn(&str),
) -> Result<(Vec<Line>, Vec<fill::Spare>), Failure> {
    tell(CHECK_INS);
    let site = house::open(settings, Clock::System, Ids::system(), false)?;
    let work = writes::statements(store, &site.house, sessions, filled)?;
    drop(site);
    let mut each = fill::spare(store, filled, 8)?;
    // In no order of providers or workers: neighbours in the list would wait for the same rows.
    each.sort_unstable_by_key(|(_, visit)| visit.as_u128().rotate_left(64));
    let written = writes::check_in(served, sessions, &each, asked.connections * 4, work)?;
    tell("the machine alone");
    let bare = writes::bare(&settings.location, work, Duration::from_secs(10))?;
    Ok((table::writes(&written, &bare), each))
}

/// The commissioner's table of the quarter before, for all providers, asked by one after the other.
fn measures(served: &Served, sessions: &Sessions) -> Result<client::Times, Failure> {
    let quarter = kernel::Quarter::of(kernel::Clock::System.now().day()).previous();
    let path = format!("/measures?quarter={}", quarter.code().replace(' ', "+"));
    let commissioners = sessions.of(access::Role::Commissioner);
    let ways = commissioners.iter().map(|session| (path.clone(), session.token.clone())).collect();
    let load = pages::Load { connections: 1, requests: 15, rate: None };
    pages::ask(served.address, &pages::Asked { name: "measures", daily: false, ways }, load).map(|(times, _)| times)
}
