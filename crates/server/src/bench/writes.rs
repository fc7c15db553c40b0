//! Durable writes: real check-ins, against what the disk and the database bear without the rest of the program.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use kernel::Failure;
use store::{Location, Store, bare};
use wire::{House, Sent};

use super::{
    client::{Connection, Times},
    fill::{self, Filled},
    served::Served,
    sessions::Sessions,
};

/// What the check-ins came to.
#[derive(Debug, Clone, serde::Serialize)]
pub(super) struct Written {
    pub(super) commands: usize,
    pub(super) connections: usize,
    /// Check-ins in a second, over HTTP.
    pub(super) rate: f64,
    /// Microseconds.
    pub(super) p50: u64,
    pub(super) p99: u64,
    /// The server's processor time for one, in microseconds.
    pub(super) processor: u64,
    /// Statements of one check-in.
    pub(super) work: bare::Work,
}

/// What the machine bears.
#[derive(Debug, Clone, serde::Serialize)]
pub(super) enum Bare {
    /// Units of as many statements a second on SQLite: one for each commit, and 64 together.
    Sqlite { alone: f64, together: f64 },
    /// Transactions of as many statements a second by pgbench, and whether the server waits for the disk.
    Postgres { rate: f64, durable: bool },
    /// Why it was not measured.
    Skipped(String),
}

/// How many statements a check-in runs, counted on one made inside this program.
pub(super) fn statements(
    store: &Store,
    house: &House,
    sessions: &Sessions,
    filled: &Filled,
) -> Result<bare::Work, Failure> {
    let slices = crate::house::slices();
    let (worker, visit) =
        fill::spare(store, filled, 1)?.first().copied().ok_or_else(|| Failure::internal("no visit to check in to"))?;
    let session = sessions.by_account(worker).ok_or_else(|| Failure::internal("a worker without a session"))?;
    let (token, now) = (session.token.clone(), store.clock().now());
    let who = store.read_now(|tx| access::load(tx, &token, now, "api"))?;
    let before = store.statements();
    let sent = Sent::from_pairs(&[("version", "1")]);
    wire::perform(store, house, &slices, &who, &format!("/visits/{visit}/check-in"), &sent)?;
    let after = store.statements();
    // Over HTTP a command also reads its session and whether it was answered before, and keeps its answer.
    Ok(bare::Work { reads: after.asked - before.asked + 2, changes: after.changed - before.changed + 1 })
}

/// Checks in to every spare visit over so many connections.
pub(super) fn check_in(
    served: &Served,
    sessions: &Sessions,
    spare: &[fill::Spare],
    connections: usize,
    work: bare::Work,
) -> Result<Written, Failure> {
    let commands = spare.iter().filter_map(|(worker, visit)| {
        let token = sessions.by_account(*worker)?.token.clone();
        Some((format!("/api/visits/{visit}/check-in"), token, visit.to_string()))
    });
    let commands: Arc<Vec<_>> = Arc::new(commands.collect());
    let next = Arc::new(AtomicUsize::new(0));
    let (begun, processor, address) = (Instant::now(), served.processor(), served.address);
    let threads: Vec<_> = (0..connections)
        .map(|_| {
            let (commands, next) = (Arc::clone(&commands), Arc::clone(&next));
            std::thread::spawn(move || -> std::io::Result<Vec<Duration>> {
                let mut connection = Connection::open(address)?;
                let mut times = Vec::new();
                while let Some((path, token, key)) = commands.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let answer = connection.post(path, token, key, "{\"version\": 1}")?;
                    if answer.status != 200 {
                        let said = String::from_utf8_lossy(&answer.body).into_owned();
                        return Err(std::io::Error::other(format!("{path} answered {}: {said}", answer.status)));
                    }
                    times.push(answer.taken);
                }
                Ok(times)
            })
        })
        .collect();
    let mut times = Vec::new();
    for thread in threads {
        let done = thread.join().map_err(|_| Failure::internal("a connection's thread stopped"))?;
        times.extend(done.map_err(|error| Failure::internal(format!("checking in: {error}")))?);
    }
    let (taken, used) = (begun.elapsed(), served.processor().saturating_sub(processor));
    let times = Times::of(times);
    let rate = times.len() as f64 / taken.as_secs_f64();
    let processor = u64::try_from(used.as_micros() / times.len().max(1) as u128).unwrap_or(u64::MAX);
    Ok(Written {
        commands: times.len(),
        connections,
        rate,
        p50: times.within(500),
        p99: times.within(990),
        processor,
        work,
    })
}

/// Measures the machine with as many statements.
pub(super) fn bare(location: &Location, work: bare::Work, lasting: Duration) -> Result<Bare, Failure> {
    match location {
        Location::Folder(folder) => Ok(Bare::Sqlite {
            alone: bare::sqlite(folder, work, 1, lasting)?,
            together: bare::sqlite(folder, work, 64, lasting)?,
        }),
        Location::Url(url) => pgbench(url, work, lasting),
    }
}

fn pgbench(url: &str, work: bare::Work, lasting: Duration) -> Result<Bare, Failure> {
    let Some(program) = program() else {
        return Ok(Bare::Skipped("skipped: pgbench is not on this machine".into()));
    };
    let durable = bare::prepare_pgbench(url)?;
    let script = std::env::temp_dir().join(format!("kith-pgbench-{}.sql", std::process::id()));
    std::fs::write(&script, bare::pgbench_script(work)).map_err(Failure::internal)?;
    let mut command = Command::new(program);
    // As many connections as the program's own pool has.
    let (pool, seconds) = (store::most_connections().to_string(), lasting.as_secs().max(1).to_string());
    command.args(["-n", "-M", "prepared", "-c", &pool, "-j", "2", "-T", &seconds]);
    let output = command.arg("-f").arg(&script).arg(url).output();
    // Nothing else reads the script.
    let _ = std::fs::remove_file(&script);
    bare::clear_pgbench(url)?;
    let output = output.map_err(|error| Failure::internal(format!("pgbench: {error}")))?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let rate = told.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    match rate {
        Some(rate) => Ok(Bare::Postgres { rate, durable }),
        None => Ok(Bare::Skipped(format!("skipped: pgbench said {}", String::from_utf8_lossy(&output.stderr).trim()))),
    }
}

/// pgbench where it lies on the path, or beside the server.
fn program() -> Option<PathBuf> {
    let on_path =
        std::env::var_os("PATH").into_iter().flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let beside = versions.map(|version| version.path().join("bin"));
    on_path.chain(beside).map(|folder: PathBuf| folder.join("pgbench")).find(|file| Path::is_file(file))
}
