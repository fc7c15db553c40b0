//! The real server as a process of its own: how soon it is ready, what memory it holds.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use kernel::Failure;
use store::Location;

use super::client::Connection;
use crate::settings::Settings;

/// A server that runs until this is dropped.
pub(super) struct Served {
    child: Child,
    pub(super) address: SocketAddr,
    /// From the start of the process until it said that it was ready.
    pub(super) ready_after: Duration,
}

fn wrong(what: &str, error: impl std::fmt::Display) -> Failure {
    Failure::internal(format!("{what}: {error}"))
}

impl Served {
    /// Starts `kith serve` on this data and a free port.
    pub(super) fn start(settings: &Settings) -> Result<Self, Failure> {
        let program = std::env::current_exe().map_err(Failure::internal)?;
        let begun = Instant::now();
        let mut command = Command::new(program);
        command.args(["serve", "--json", "--listen", "127.0.0.1:0", "--numbers", "test"]);
        command.arg("--secret-key-file").arg(&settings.secret_key_file);
        // In the environment, where the address with its password is not listed with the processes.
        match &settings.location {
            Location::Folder(folder) => command.env("KITH_DATA", folder).env_remove("KITH_DATABASE"),
            Location::Url(url) => command.env("KITH_DATABASE", url).env_remove("KITH_DATA"),
        };
        let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| wrong("the server", error))?;
        let said = read_line(&mut child).and_then(|line| address(&line));
        let mut served = match said {
            Ok(address) => Served { child, address, ready_after: Duration::ZERO },
            Err(failure) => {
                // It has said nothing that can be used, so there is nothing to ask of it but its end.
                let _ = child.kill();
                return Err(failure);
            }
        };
        served.wait_until_ready()?;
        served.ready_after = begun.elapsed();
        Ok(served)
    }

    fn wait_until_ready(&self) -> Result<(), Failure> {
        for _ in 0..2_000 {
            let asked = Connection::open(self.address).and_then(|mut connection| connection.get("/ready", ""));
            if asked.is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Err(Failure::internal("the server did not become ready"))
    }

    /// Processor time the process has used so far.
    pub(super) fn processor(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        // The name in brackets may hold spaces; user and system time are the twelfth and thirteenth field after it.
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
        Duration::from_millis(ticks * 10)
    }

    /// Kilobytes the process holds: all that is resident, and what of it is its own rather than pages of files.
    pub(super) fn memory(&self) -> (u64, u64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let kilobytes = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name))?;
            line.split_whitespace().nth(1)?.parse().ok()
        };
        (kilobytes("VmRSS:").unwrap_or_default(), kilobytes("RssAnon:").unwrap_or_default())
    }
}

fn read_line(child: &mut Child) -> Result<String, Failure> {
    let out = child.stdout.take().ok_or_else(|| Failure::internal("the server has no output"))?;
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line).map_err(|error| wrong("the server's output", error))?;
    Ok(line)
}

fn address(line: &str) -> Result<SocketAddr, Failure> {
    let said: serde_json::Value =
        serde_json::from_str(line).map_err(|error| wrong("the server said nothing", error))?;
    let address = said.get("address").and_then(|text| text.as_str()).unwrap_or_default();
    address.trim_start_matches("http://").parse().map_err(|error| wrong("the server's address", error))
}

impl Drop for Served {
    fn drop(&mut self) {
        // TERM lets it finish what is under way and close its files.
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}
