//! Clients that are slow, greedy or silent, while others want to be served.

use super::client::{self, Connection};
use super::data::Kind;
use super::full;
use super::kill::Scene;
use super::served::Served;
use super::{Line, Setting};
use crate::{Outcome, run};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Clients that send a byte a second.
const SLOW: usize = 200;
/// Longer than the program waits for anybody.
const LONGEST: Duration = Duration::from_secs(50);
const SILENT: usize = 10_000;
/// Whoever comes while such clients are there is served within this time.
const SOON: Duration = Duration::from_secs(2);

/// Somebody who asks for a page again and again while others misbehave.
struct Other {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<(usize, usize, Duration)>,
}

impl Other {
    fn begin(address: SocketAddr, token: &str) -> Self {
        let (stop, token) = (Arc::new(AtomicBool::new(false)), token.to_owned());
        let told = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let (mut served, mut failed, mut longest) = (0, 0, Duration::ZERO);
            while !told.load(Ordering::SeqCst) {
                let begun = Instant::now();
                // A connection of its own each time, so that it needs a place among the others.
                let good = client::get(address, "/contacts", &token).is_ok_and(|answer| answer.status == 200);
                longest = longest.max(begun.elapsed());
                served += usize::from(good);
                failed += usize::from(!good);
                std::thread::sleep(Duration::from_millis(50));
            }
            (served, failed, longest)
        });
        Other { stop, thread }
    }

    /// What became of them, for the table.
    fn end(self, mut line: Line) -> Line {
        self.stop.store(true, Ordering::SeqCst);
        let (served, failed, longest) = self.thread.join().unwrap_or_default();
        if failed > 0 || longest > SOON {
            line = line.wrong(format!("others: {served} served, {failed} not, the longest {} ms", longest.as_millis()));
        }
        line.found(format!("{served} other requests served meanwhile, the longest in {} ms", longest.as_millis()))
    }
}

/// A client that sends a byte a second after `begin`, until it is answered or closed; says what it was told, and after how
/// long.
fn drip(address: SocketAddr, begin: String, then: u8) -> (String, Duration) {
    let begun = Instant::now();
    let Ok(mut connection) = Connection::open(address) else { return ("no connection".to_owned(), begun.elapsed()) };
    if connection.send(begin.as_bytes()).is_err() || connection.patience(Duration::from_secs(1)).is_err() {
        return ("closed".to_owned(), begun.elapsed());
    }
    while begun.elapsed() < LONGEST && !run::stopped() {
        match connection.answer() {
            Ok(answer) => return (format!("{} {}", answer.status, answer.words()), begun.elapsed()),
            Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {}
            Err(_) => return ("closed".to_owned(), begun.elapsed()),
        }
        if connection.send(&[then]).is_err() {
            return ("closed".to_owned(), begun.elapsed());
        }
    }
    ("still open".to_owned(), begun.elapsed())
}

/// A byte a second, in the head and in the body.
pub fn slow(setting: &Setting) -> Outcome<Vec<Line>> {
    let (mut scene, served) = Scene::open(setting, Kind::Sqlite, "slow")?;
    let (address, token) = (served.address, scene.source.call_handler().clone());
    let mut line = Line::new("slow", Kind::Sqlite.name(), format!("{SLOW} clients that send a byte a second"), 1);
    let other = Other::begin(address, &token);
    let heads = "GET /contacts HTTP/1.1\r\nHost: x\r\nX-Slow: ".to_owned();
    let bodies = format!(
        "POST /api/contacts/new HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{{"
    );
    let clients: Vec<_> = (0..SLOW)
        .map(|n| {
            let begin = if n % 2 == 0 { heads.clone() } else { bodies.clone() };
            std::thread::spawn(move || drip(address, begin, b' '))
        })
        .collect();
    let mut told: std::collections::BTreeMap<String, (usize, Duration)> = std::collections::BTreeMap::new();
    for client in clients {
        let (words, after) = client.join().unwrap_or_default();
        let entry = told.entry(words).or_default();
        *entry = (entry.0 + 1, entry.1.max(after));
    }
    line = other.end(line);
    for (words, (times, after)) in &told {
        if words == "still open" {
            line = line.wrong(format!("{times} slow clients were never let go"));
        }
        line = line.found(format!("{times} were let go after {} s at most: {words}", after.as_secs()));
    }
    full::after(&mut scene, setting, address)?;
    Ok(vec![line.proved(scene.close(setting, served)?), greedy(setting)?])
}

/// Bodies and heads that are far too large.
fn greedy(setting: &Setting) -> Outcome<Line> {
    let (mut scene, served) = Scene::open(setting, Kind::Sqlite, "greedy")?;
    let (address, token) = (served.address, scene.source.call_handler().clone());
    let what = "bodies of 64 MB, declared and in pieces, and heads of a million bytes, 50 of each".to_owned();
    let mut line = Line::new("slow", Kind::Sqlite.name(), what, 1);
    let other = Other::begin(address, &token);
    let head = format!("POST /api/contacts/new HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n");
    let declared = format!("{head}Content-Type: application/json\r\nContent-Length: 67108864\r\n\r\n");
    let pieces = format!("{head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n4000000\r\n");
    let large = "GET /contacts HTTP/1.1\r\nHost: x\r\nX-Large: ".to_owned();
    let before = served.memory().0;
    for (what, begin, bytes) in
        [("declared", declared, 1_usize << 26), ("in pieces", pieces, 1 << 26), ("head", large, 1_000_000)]
    {
        let clients: Vec<_> = (0..50)
            .map(|_| {
                let begin = begin.clone();
                std::thread::spawn(move || pour(address, &begin, bytes))
            })
            .collect();
        let mut told: Vec<String> = clients.into_iter().map(|client| client.join().unwrap_or_default()).collect();
        let all = told.len();
        told.sort();
        told.dedup();
        if told.iter().any(|words| words.starts_with("200") || words.starts_with('5')) {
            line = line.wrong(format!("{what}: {told:?}"));
        }
        line = line.found(format!("{what}: {all} were told {}", told.join(" / ")));
    }
    line = other.end(line);
    let (now, most) = served.memory();
    if most > before + 200 {
        line = line.wrong(format!("memory rose from {before} MB to {most} MB"));
    }
    line = line.found(format!("memory {before} MB before, {most} MB at most, {now} MB after"));
    full::after(&mut scene, setting, address)?;
    Ok(line.proved(scene.close(setting, served)?))
}

/// Sends far too much, and says what the answer was.
fn pour(address: SocketAddr, begin: &str, bytes: usize) -> String {
    let Ok(mut connection) = Connection::open(address) else { return "no connection".to_owned() };
    let block = vec![b'a'; 64 * 1024];
    let mut sent = 0;
    let mut open = connection.send(begin.as_bytes()).is_ok();
    while open && sent < bytes {
        open = connection.send(&block).is_ok();
        sent += block.len();
    }
    match connection.answer() {
        Ok(answer) => format!("{} {}", answer.status, answer.words()),
        Err(_) => "closed".to_owned(),
    }
}

/// Ten thousand connections that say nothing.
pub fn idle(setting: &Setting) -> Outcome<Vec<Line>> {
    let own = std::process::id().to_string();
    let room = format!("--nofile={}:", SILENT + 1_000);
    if run::said("prlimit", &["--pid", &own, &room]).is_none() {
        return Ok(vec![Line::skipped("idle", "this system does not allow so many connections".to_owned())]);
    }
    let (mut scene, served) = Scene::open(setting, Kind::Sqlite, "idle")?;
    let (address, token) = (served.address, scene.source.call_handler().clone());
    let mut line = Line::new("idle", Kind::Sqlite.name(), format!("{SILENT} connections that say nothing"), 1);
    let before = served.memory().0;
    let begun = Instant::now();
    let silent = connect_all(address)?;
    let (held, after) = (silent.len(), begun.elapsed());
    let files = files_of(&served);
    let other = Other::begin(address, &token);
    std::thread::sleep(Duration::from_secs(10));
    let most = served.memory().1;
    line = other.end(line);
    if held < SILENT || files < held.min(SILENT * 9 / 10) {
        line = line.wrong(format!("only {held} connections were opened, and {files} held at once"));
    }
    full::after(&mut scene, setting, address)?;
    std::thread::sleep((after + Duration::from_secs(40)).saturating_sub(begun.elapsed()));
    let left = files_of(&served);
    if left > 500 {
        line = line.wrong(format!("{left} of them are still held after 40 seconds"));
    }
    drop(silent);
    line = line.found(format!(
        "{held} opened in {} s, {files} held at once; memory {before} MB before, {most} MB at most; after 40 s the program holds {left} files",
        after.as_secs()
    ));
    Ok(vec![line.proved(scene.close(setting, served)?)])
}

/// Opens them all over some threads: one after the other, the first would be let go before the last has come.
fn connect_all(address: SocketAddr) -> Outcome<Vec<TcpStream>> {
    const THREADS: usize = 20;
    let some = move || -> std::io::Result<Vec<TcpStream>> {
        (0..SILENT / THREADS).map(|_| TcpStream::connect_timeout(&address, Duration::from_secs(20))).collect()
    };
    let threads: Vec<_> = (0..THREADS).map(|_| std::thread::spawn(some)).collect();
    let mut all = Vec::with_capacity(SILENT);
    for thread in threads {
        let opened = thread.join().map_err(|_| "A thread that connects stopped.".to_owned())?;
        all.extend(opened.map_err(|error| format!("A connection was not taken: {error}"))?);
    }
    Ok(all)
}

/// How many files and connections the server holds.
fn files_of(served: &Served) -> usize {
    std::fs::read_dir(format!("/proc/{}/fd", served.id())).map(Iterator::count).unwrap_or_default()
}
