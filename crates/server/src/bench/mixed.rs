//! Some minutes of everything at once: whether memory stays flat.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use kernel::Failure;

use super::{client::Connection, fill::Spare, pages::Asked, served::Served, sessions::Sessions};

/// What came of it.
#[derive(Debug, Clone, serde::Serialize)]
pub(super) struct Mixed {
    pub(super) minutes: f64,
    pub(super) requests: usize,
    pub(super) failures: usize,
    /// Kilobytes the process held, its own, every ten seconds.
    pub(super) memory: Vec<u64>,
}

impl Mixed {
    /// Its own memory in the second third of the time and in the last, in kilobytes: the middle of the samples of each, because
    /// a single one swings with what is being answered at that moment.
    pub(super) fn second_and_last_third(&self) -> (u64, u64) {
        let middle = |samples: &[u64]| {
            let mut samples = samples.to_vec();
            samples.sort_unstable();
            samples.get(samples.len() / 2).copied().unwrap_or_default()
        };
        if self.memory.len() < 3 {
            return (middle(&self.memory), middle(&self.memory));
        }
        let third = self.memory.len() / 3;
        let (begun, last) = self.memory.split_at(self.memory.len() - third);
        let (_, second) = begun.split_at(begun.len() - third);
        (middle(second), middle(last))
    }
}

/// One request in so many writes: a note about a visit.
const WRITES: usize = 20;

/// Asks pages and writes notes over so many connections until the time is over.
pub(super) fn run(
    served: &Served,
    pages: &[Asked],
    (sessions, spare): (&Sessions, &[Spare]),
    connections: usize,
    lasting: Duration,
) -> Result<Mixed, Failure> {
    let ways: Vec<(String, String)> =
        pages.iter().filter(|page| page.daily).flat_map(|page| page.ways.clone()).collect();
    let notes: Vec<(String, String)> = spare
        .iter()
        .filter_map(|(worker, visit)| {
            Some((format!("/api/visits/{visit}/notes"), sessions.by_account(*worker)?.token.clone()))
        })
        .collect();
    let shared = Arc::new((ways, notes, AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false)));
    let begun = Instant::now();
    let threads: Vec<_> = (0..connections)
        .map(|_| {
            let (shared, address) = (Arc::clone(&shared), served.address);
            std::thread::spawn(move || until_stopped(address, &shared))
        })
        .collect();
    let mut memory = Vec::new();
    while begun.elapsed() < lasting {
        std::thread::sleep(Duration::from_secs(10).min(lasting.saturating_sub(begun.elapsed())));
        memory.push(served.memory().1);
    }
    shared.4.store(true, Ordering::Relaxed);
    for thread in threads {
        let done = thread.join().map_err(|_| Failure::internal("a connection's thread stopped"))?;
        done.map_err(|error| Failure::internal(format!("mixed load: {error}")))?;
    }
    let minutes = begun.elapsed().as_secs_f64() / 60.0;
    let (requests, failures) = (shared.2.load(Ordering::Relaxed), shared.3.load(Ordering::Relaxed));
    Ok(Mixed { minutes, requests, failures, memory })
}

type Shared = (Vec<(String, String)>, Vec<(String, String)>, AtomicUsize, AtomicUsize, AtomicBool);

fn until_stopped(address: SocketAddr, (ways, notes, next, failures, stop): &Shared) -> std::io::Result<()> {
    let mut connection = Connection::open(address)?;
    while !stop.load(Ordering::Relaxed) {
        let n = next.fetch_add(1, Ordering::Relaxed);
        // A step that shares no factor with the number of ways goes through all of them, in no order.
        let of = |all: &[(String, String)]| all.get(n.wrapping_mul(7919) % all.len().max(1)).cloned();
        let answer = match of(notes).filter(|_| n.is_multiple_of(WRITES)) {
            Some((path, token)) => connection.post(
                &path,
                &token,
                &format!("note {n} of {}", std::process::id()),
                "{\"words\": \"All was well.\"}",
            )?,
            None => {
                let Some((path, token)) = of(ways) else { return Ok(()) };
                connection.get(&path, &token)?
            }
        };
        if answer.status != 200 {
            failures.fetch_add(1, Ordering::Relaxed);
        }
    }
    Ok(())
}
