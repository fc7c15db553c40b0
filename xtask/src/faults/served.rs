//! The real server as a process of its own, to be killed.

use super::client;
use super::data::Data;
use crate::{Outcome, run};
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server that runs until this is dropped; then it is killed outright.
pub struct Served {
    child: Child,
    pub address: SocketAddr,
    /// From the start of the process until it said that it was ready.
    pub ready_after: Duration,
}

impl Served {
    /// Starts `kith serve` on a free port. What it logs goes to the end of `log`.
    pub fn start(program: &Path, data: &Data, log: &Path) -> Outcome<Self> {
        let mut command = data.command(program, &["serve", "--json", "--listen", "127.0.0.1:0"]);
        Self::of(&mut command, log)
    }

    /// The same for a command that was made ready by somebody else.
    pub fn of(command: &mut Command, log: &Path) -> Outcome<Self> {
        let begun = Instant::now();
        let wrong = |e: std::io::Error| format!("Cannot start the server: {e}");
        let told = File::options().create(true).append(true).open(log).map_err(wrong)?;
        let mut child = command.stdout(Stdio::piped()).stderr(told).spawn().map_err(wrong)?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            // A server that says nothing has said why in its log.
            let _ = BufReader::new(out).read_line(&mut line);
        }
        let said: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
        let address = said.get("address").and_then(serde_json::Value::as_str).unwrap_or_default();
        let Ok(address) = address.trim_start_matches("http://").parse() else {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("The server did not start. Its log ends:\n{}", end_of(log)));
        };
        let mut served = Served { child, address, ready_after: Duration::ZERO };
        served.wait_until_ready(Duration::from_secs(30), log)?;
        served.ready_after = begun.elapsed();
        Ok(served)
    }

    /// Waits until it says that it can answer.
    pub fn wait_until_ready(&self, most: Duration, log: &Path) -> Outcome<Duration> {
        let begun = Instant::now();
        while begun.elapsed() < most && !run::stopped() {
            if client::get(self.address, "/ready", "").is_ok_and(|answer| answer.status == 200) {
                return Ok(begun.elapsed());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Err(format!("The server was not ready after {most:?}. Its log ends:\n{}", end_of(log)))
    }

    /// Ends it as `kill -9` does.
    pub fn kill(mut self) {
        // It ends when this is dropped at the latest.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Asks it to stop, and waits for it.
    pub fn stop(mut self) {
        run::signal(self.child.id(), "TERM");
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(25) && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Whether the process is still there.
    pub fn lives(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Megabytes it holds, and the most it ever held.
    pub fn memory(&self) -> (u64, u64) {
        memory(self.child.id())
    }
}

/// Megabytes a process holds, and the most it ever held.
pub fn memory(id: u32) -> (u64, u64) {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let megabytes = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
    };
    (megabytes("VmRSS:").unwrap_or_default(), megabytes("VmHWM:").unwrap_or_default())
}

/// The last lines of a log.
pub fn end_of(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(8)..).unwrap_or_default().join("\n")
}

/// What the program says in its log that it is at fault for itself, each once, with how often.
pub fn own_faults(log: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let mut found = std::collections::BTreeMap::<&str, usize>::new();
    for line in text.lines().filter(|line| line.contains("a fault of the program")) {
        let fault = line.split_once("fault=").map_or(line, |(_, fault)| fault);
        *found.entry(fault).or_default() += 1;
    }
    found.into_iter().map(|(fault, times)| format!("{times} times in the log: {fault}")).collect()
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
