//! The pages people work with, asked over many connections side by side.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use access::Role;
use kernel::Failure;

use super::{
    client::{Connection, Times},
    fill::Filled,
    served::Served,
    sessions::{Session, Sessions},
};

/// A page, with the ways it is asked for in turn: path and token.
pub(super) struct Asked {
    pub(super) name: &'static str,
    /// Whether it is one of those that must answer within 25 ms: worklists, a person's page and the search.
    pub(super) daily: bool,
    pub(super) ways: Vec<(String, String)>,
}

/// What a page took, in microseconds.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub(super) struct Taken {
    pub(super) name: String,
    pub(super) daily: bool,
    pub(super) requests: usize,
    /// At an even rate: half and 99 of 100 within.
    pub(super) p50: u64,
    pub(super) p99: u64,
    /// As fast as the connections are answered: 99 of 100 within, and how many in a second.
    pub(super) full_p99: u64,
    pub(super) full_rate: u64,
    /// The server's processor time for one.
    pub(super) processor: u64,
    /// Bytes of one answer.
    pub(super) bytes: usize,
}

/// How a page is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Load {
    pub(super) connections: usize,
    pub(super) requests: usize,
    /// Requests in a second over all connections; none: as fast as they are answered.
    pub(super) rate: Option<u32>,
}

fn tokens<'s>(sessions: &'s [&'s Session]) -> impl Iterator<Item = &'s str> {
    sessions.iter().map(|session| session.token.as_str())
}

/// Every page that is measured.
pub(super) fn all(filled: &Filled, sessions: &Sessions) -> Vec<Asked> {
    let of = |name, daily, role: Role, path: &str| {
        let sessions = sessions.of(role);
        Asked { name, daily, ways: tokens(&sessions).map(|token| (path.to_owned(), token.to_owned())).collect() }
    };
    let mut all = vec![
        of("referrals (coordinator)", true, Role::Coordinator, "/referrals"),
        of("referrals that are over", true, Role::Coordinator, "/referrals?show=over"),
        of("referrals (hospital)", true, Role::HospitalTeam, "/referrals"),
        of("calls and messages", true, Role::CallHandler, "/contacts"),
        of("packages (broker)", true, Role::Broker, "/packages"),
        of("my people (social worker)", true, Role::SocialWorker, "/my-people"),
        of("today (provider manager)", true, Role::ProviderManager, "/provider"),
        of("offers (provider)", true, Role::ProviderManager, "/offers"),
        of("packages (provider)", true, Role::ProviderManager, "/provider/packages"),
        of("schedule (scheduler)", true, Role::Scheduler, "/schedule"),
        of("times to check", true, Role::Scheduler, "/provider/visits?list=to_check"),
        of("late visits", true, Role::Scheduler, "/visits/late"),
        of("my visits (care worker)", true, Role::CareWorker, "/rounds"),
        of("charges (finance)", true, Role::Finance, "/charges"),
    ];
    let asks = |name, paths: Vec<String>| {
        let sessions = sessions.of(Role::SocialWorker);
        let token = tokens(&sessions).next().unwrap_or_default();
        Asked { name, daily: true, ways: paths.into_iter().map(|path| (path, token.to_owned())).collect() }
    };
    let people = &filled.sample;
    all.push(asks("a person's page", people.iter().map(|one| format!("/people/{}", one.id)).collect()));
    all.push(asks("search by number", people.iter().map(|one| format!("/people?number={}", one.number)).collect()));
    let by_name = |one: &super::fill::Sample| {
        let family = percent_encoding::utf8_percent_encode(&one.family_name, percent_encoding::NON_ALPHANUMERIC);
        format!("/people?family_name={family}&birth={}", one.birth)
    };
    all.push(asks("search by name and birth", people.iter().map(by_name).collect()));
    all.push(of("visits of a week (provider)", false, Role::Scheduler, "/provider/visits"));
    all.push(of("commissioning", false, Role::Commissioner, "/commissioning"));
    all.push(of("governance", false, Role::Governance, "/governance"));
    all.retain(|asked| !asked.ways.is_empty());
    all
}

/// Asks for a page so many times over so many connections. At an even rate each time counts from the moment at which the
/// request was due, so that waiting for a free connection is no gift.
pub(super) fn ask(address: SocketAddr, asked: &Asked, load: Load) -> Result<(Times, usize), Failure> {
    let (next, ways) = (Arc::new(AtomicUsize::new(0)), Arc::new(asked.ways.clone()));
    let begun = Instant::now() + Duration::from_millis(50);
    let threads: Vec<_> = (0..load.connections.max(1))
        .map(|_| {
            let (next, ways) = (Arc::clone(&next), Arc::clone(&ways));
            std::thread::spawn(move || one_connection(address, (&next, &ways), begun, load))
        })
        .collect();
    let (mut times, mut bytes) = (Vec::new(), 0);
    for thread in threads {
        let done = thread.join().map_err(|_| Failure::internal("a connection's thread stopped"))?;
        let (some, size) = done.map_err(|error| Failure::internal(format!("{}: {error}", asked.name)))?;
        times.extend(some);
        bytes = bytes.max(size);
    }
    Ok((Times::of(times), bytes))
}

fn one_connection(
    address: SocketAddr,
    (next, ways): (&AtomicUsize, &[(String, String)]),
    begun: Instant,
    load: Load,
) -> std::io::Result<(Vec<Duration>, usize)> {
    let mut connection = Connection::open(address)?;
    let (mut times, mut bytes) = (Vec::new(), 0);
    loop {
        let n = next.fetch_add(1, Ordering::Relaxed);
        let Some((path, token)) = ways.get(n % ways.len()).filter(|_| n < load.requests + load.connections) else {
            return Ok((times, bytes));
        };
        let wait = load.rate.map(|rate| {
            let due = begun + Duration::from_secs_f64(n as f64 / f64::from(rate.max(1)));
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            due.elapsed()
        });
        let answer = connection.get(path, token)?;
        if answer.status != 200 {
            return Err(std::io::Error::other(format!("{path} answered {}", answer.status)));
        }
        bytes = answer.body.len();
        // The first of each connection finds nothing warm.
        if n >= load.connections {
            times.push(answer.taken + wait.unwrap_or_default());
        }
    }
}

/// A page under both loads.
fn measure(served: &Served, asked: &Asked, full: Load, rate: u32) -> Result<Taken, Failure> {
    let (begun, processor) = (Instant::now(), served.processor());
    let (times, bytes) = ask(served.address, asked, full)?;
    let (elapsed, used) = (begun.elapsed(), served.processor().saturating_sub(processor));
    let all = times.len() + full.connections;
    let even = Load { requests: full.requests / 5, rate: Some(rate), ..full };
    let (even, _) = ask(served.address, asked, even)?;
    Ok(Taken {
        name: asked.name.to_owned(),
        daily: asked.daily,
        requests: times.len(),
        p50: even.within(500),
        p99: even.within(990),
        full_p99: times.within(990),
        full_rate: (all as f64 / elapsed.as_secs_f64()) as u64,
        processor: u64::try_from(used.as_micros() / all.max(1) as u128).unwrap_or(u64::MAX),
        bytes,
    })
}

/// Several rounds over every page; of each figure of a page the one in the middle.
pub(super) fn rounds(
    served: &Served,
    all: &[Asked],
    (full, rate, rounds): (Load, u32, usize),
    tell: &dyn Fn(&str),
) -> Result<Vec<Taken>, Failure> {
    let mut by_page: Vec<Vec<Taken>> = vec![Vec::new(); all.len()];
    for round in 0..rounds.max(1) {
        tell(&format!("pages, round {} of {rounds}", round + 1));
        for (asked, taken) in all.iter().zip(&mut by_page) {
            // What nobody opens all day long is asked for less often.
            let requests = if asked.daily { full.requests } else { full.requests / 10 };
            let rate = if asked.daily { rate } else { rate.div_ceil(50) };
            taken.push(measure(served, asked, Load { requests, ..full }, rate)?);
        }
    }
    Ok(by_page.into_iter().filter_map(middle).collect())
}

fn middle(mut taken: Vec<Taken>) -> Option<Taken> {
    let of = |figure: fn(&Taken) -> u64| {
        let mut all: Vec<u64> = taken.iter().map(figure).collect();
        all.sort_unstable();
        all.get(all.len() / 2).copied().unwrap_or_default()
    };
    let (p50, p99, full_p99) = (of(|one| one.p50), of(|one| one.p99), of(|one| one.full_p99));
    let (full_rate, processor) = (of(|one| one.full_rate), of(|one| one.processor));
    let last = taken.pop()?;
    Some(Taken { p50, p99, full_p99, full_rate, processor, ..last })
}
