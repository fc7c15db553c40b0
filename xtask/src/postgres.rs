//! A private PostgreSQL for tests and developers: its own folder, its own port on this machine only, its own password,
//! gone when it is stopped. For tests it never waits for the disk; for measuring it does, as in earnest.

use crate::{Outcome, install, run};
use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(120);

/// A running cluster. It stops, and its folder goes, when this is dropped.
pub struct Cluster {
    server: Child,
    begin: Begin,
    url: String,
}

/// How its server is started, the first time and again.
struct Begin {
    programs: PathBuf,
    runner: Runner,
    folder: PathBuf,
    port: u16,
    settings: &'static [&'static str],
}

impl Cluster {
    /// Makes and starts a cluster. A port taken by somebody in the meantime is tried again with another.
    pub fn start() -> Outcome<Self> {
        Self::with(&std::env::temp_dir(), &FORGETFUL)
    }

    /// The same, but a commit is on the disk when it is acknowledged: for measuring. It lies in the folder for temporary
    /// files; `TMPDIR` names another where that one is kept in memory.
    pub fn durable() -> Outcome<Self> {
        Self::with(&std::env::temp_dir(), &DURABLE)
    }

    /// The same in a folder of one's own, which may lie on a small disk: to be broken and started again.
    pub fn small(parent: &Path) -> Outcome<Self> {
        Self::with(parent, &SMALL)
    }

    /// The same, but commits do not wait for the disk: to see that a harness sees what is lost.
    pub fn careless(parent: &Path) -> Outcome<Self> {
        Self::with(parent, &CARELESS)
    }

    fn with(parent: &Path, settings: &'static [&'static str]) -> Outcome<Self> {
        let programs = install::postgres()?;
        let mut last = String::new();
        for _ in 0..3 {
            match Self::try_start(parent, &programs, settings) {
                Ok(cluster) => return Ok(cluster),
                Err(why) if run::stopped() => return Err(why),
                Err(why) => last = why,
            }
        }
        Err(last)
    }

    /// Where to find it: `postgres://…`, with a user who may make databases.
    pub fn url(&self) -> &str {
        &self.url
    }

    fn try_start(parent: &Path, programs: &Path, settings: &'static [&'static str]) -> Outcome<Self> {
        let runner = Runner::find()?;
        let name = letters()?;
        let folder = Folder(parent.join(format!("kith-postgres-{}", name.get(..8).unwrap_or_default())));
        let password = letters()?;
        make_folder(&folder.0, &runner, &password)?;
        init(programs, &runner, &folder.0, &folder.0.join("data"))?;
        let port = free_port()?;
        let begin = Begin { programs: programs.to_owned(), runner, folder: folder.0.clone(), port, settings };
        let server = begin.server()?;
        let url = format!("postgres://kith:{password}@127.0.0.1:{port}/postgres");
        folder.kept();
        let mut cluster = Self { server, begin, url };
        cluster.wait_until_ready()?;
        Ok(cluster)
    }

    /// Ends the server and every process of it at once, as `kill -9` does.
    pub fn kill(&mut self) {
        let sessions = children(self.server.id());
        let _ = self.server.kill();
        sessions.into_iter().for_each(|id| run::signal(id, "KILL"));
        let _ = self.server.wait();
    }

    /// Ends one process that serves a client, as `kill -9` does; says whether there was one.
    pub fn kill_one(&self, chosen: usize) -> bool {
        let line = |id: &u32| fs::read_to_string(format!("/proc/{id}/cmdline")).unwrap_or_default();
        let serves = |id: &u32| line(id).contains("127.0.0.1");
        let sessions: Vec<u32> = children(self.server.id()).into_iter().filter(serves).collect();
        let victim = sessions.get(chosen % sessions.len().max(1));
        victim.inspect(|id| run::signal(**id, "KILL")).is_some()
    }

    /// Stops it in good order, without its folder going.
    pub fn stop(&mut self) {
        // INT is PostgreSQL's quick stop: it ends its sessions and leaves nothing in shared memory.
        run::signal(self.server.id(), "INT");
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(15) {
            if !matches!(self.server.try_wait(), Ok(None)) {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        self.kill();
    }

    /// Whether its server is still there.
    pub fn lives(&mut self) -> bool {
        matches!(self.server.try_wait(), Ok(None))
    }

    /// Starts the server again on the data it left behind.
    pub fn start_again(&mut self) -> Outcome<()> {
        // What a killed server leaves here would say that it is ready.
        let _ = fs::remove_file(self.begin.folder.join("data/postmaster.pid"));
        self.server = self.begin.server()?;
        self.wait_until_ready()
    }

    fn wait_until_ready(&mut self) -> Outcome<()> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE && !run::stopped() {
            let ended = self.server.try_wait().map_err(|e| format!("Lost sight of PostgreSQL: {e}"))?;
            if ended.is_some() {
                break;
            }
            // Its eighth line says how far the server has got.
            let state = fs::read_to_string(self.begin.folder.join("data/postmaster.pid")).unwrap_or_default();
            if state.lines().nth(7).is_some_and(|line| line.trim() == "ready") {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let log = fs::read_to_string(self.begin.folder.join("log")).unwrap_or_default();
        Err(format!("PostgreSQL did not become ready. It said:\n{log}"))
    }
}

/// Nothing here outlives the tests, so nothing waits for the disk.
const FORGETFUL: [&str; 6] = [
    "fsync=off",
    "full_page_writes=off",
    "max_connections=200",
    "shared_buffers=128MB",
    "autovacuum=off",
    "log_min_messages=warning",
];

/// What whoever runs PostgreSQL for a place would set on a small machine.
const DURABLE: [&str; 7] = [
    "fsync=on",
    "synchronous_commit=on",
    "max_connections=100",
    "shared_buffers=1GB",
    "max_wal_size=8GB",
    "checkpoint_timeout=15min",
    "log_min_messages=warning",
];

/// The same on a disk of a few hundred megabytes.
const SMALL: [&str; 7] = [
    "fsync=on",
    "synchronous_commit=on",
    "max_connections=100",
    "shared_buffers=64MB",
    "min_wal_size=32MB",
    "max_wal_size=128MB",
    "log_min_messages=warning",
];

/// Durable in words only.
const CARELESS: [&str; 7] = [
    "fsync=off",
    "synchronous_commit=on",
    "max_connections=100",
    "shared_buffers=64MB",
    "min_wal_size=32MB",
    "max_wal_size=128MB",
    "log_min_messages=warning",
];

impl Begin {
    fn server(&self) -> Outcome<Child> {
        let log = fs::File::options().create(true).append(true).open(self.folder.join("log"));
        let mut command = self.runner.command(&self.programs.join("postgres"), true);
        command.arg("-D").arg(self.folder.join("data")).arg("-k").arg(&self.folder);
        command.args(["-h", "127.0.0.1", "-p", &self.port.to_string()]);
        command.args(self.settings.iter().flat_map(|s| ["-c", s])).process_group(0);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        command.stderr(log.map_err(|e| format!("Cannot write PostgreSQL's log: {e}"))?);
        command.spawn().map_err(|e| format!("Cannot start PostgreSQL: {e}"))
    }
}

/// The processes that a process has started.
fn children(of: u32) -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter(|id| {
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        status.lines().any(|line| line.strip_prefix("PPid:").is_some_and(|text| text.trim() == of.to_string()))
    })
    .collect()
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
        let _ = fs::remove_dir_all(&self.begin.folder);
    }
}

/// A folder that goes when it is dropped, unless it is kept.
struct Folder(PathBuf);

impl Folder {
    fn kept(mut self) -> PathBuf {
        std::mem::take(&mut self.0)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.0.as_os_str().is_empty() {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}

/// Who runs the server: PostgreSQL refuses to run as root.
struct Runner {
    user: Option<(String, u32, u32)>,
    has_setpriv: bool,
}

impl Runner {
    fn find() -> Outcome<Self> {
        let has_setpriv = run::answers("setpriv", &["--version"]);
        if !install::is_root() {
            return Ok(Self { user: None, has_setpriv });
        }
        let number = |option: &str, user: &str| run::said("id", &[option, user]).and_then(|n| n.parse::<u32>().ok());
        for user in ["postgres", "nobody"] {
            if let (Some(uid), Some(gid)) = (number("-u", user), number("-g", user)) {
                return Ok(Self { user: Some((user.to_owned(), uid, gid)), has_setpriv });
            }
        }
        Err("PostgreSQL does not run as root, and this system has neither a user postgres nor nobody.".to_owned())
    }

    /// `until_we_end`: the program is told to stop even if this one is killed outright (where setpriv can arrange it).
    fn command(&self, program: &Path, until_we_end: bool) -> Command {
        let mut command = match &self.user {
            Some((user, ..)) if !self.has_setpriv => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]);
                command.arg(program);
                return command;
            }
            None if !self.has_setpriv => return Command::new(program),
            _ => Command::new("setpriv"),
        };
        if let Some((_, uid, gid)) = &self.user {
            command.args([&format!("--reuid={uid}"), &format!("--regid={gid}"), "--clear-groups"]);
        }
        if until_we_end {
            command.args(["--pdeathsig", "INT"]);
        }
        command.arg("--").arg(program);
        command
    }
}

fn make_folder(folder: &Path, runner: &Runner, password: &str) -> Outcome<()> {
    let wrong = |e: std::io::Error| format!("Cannot make the folder {}: {e}", folder.display());
    fs::create_dir(folder).map_err(wrong)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(wrong)?;
    let secret = folder.join("password");
    fs::write(&secret, password).map_err(wrong)?;
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).map_err(wrong)?;
    if let Some((_, uid, gid)) = runner.user {
        chown(folder, Some(uid), Some(gid)).map_err(wrong)?;
        chown(&secret, Some(uid), Some(gid)).map_err(wrong)?;
    }
    Ok(())
}

fn init(programs: &Path, runner: &Runner, folder: &Path, data: &Path) -> Outcome<()> {
    let output = runner
        .command(&programs.join("initdb"), false)
        .arg("-D")
        .arg(data)
        .args(["-U", "kith", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"])
        .arg(format!("--pwfile={}", folder.join("password").display()))
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|e| format!("Cannot run initdb: {e}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("initdb failed:\n{}", String::from_utf8_lossy(&output.stderr)))
}

fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|e| format!("No free port on 127.0.0.1: {e}"))?;
    listener.local_addr().map(|a| a.port()).map_err(|e| format!("No free port on 127.0.0.1: {e}"))
}

/// Thirty-two letters nobody can guess.
fn letters() -> Outcome<String> {
    let mut bytes = [0_u8; 16];
    let source = fs::File::open("/dev/urandom").and_then(|mut f| f.read_exact(&mut bytes));
    source.map_err(|e| format!("Cannot read /dev/urandom: {e}"))?;
    Ok(bytes.iter().map(|b| format!("{b:02x}")).collect())
}

/// Starts a cluster for a developer and keeps it until Ctrl-C.
pub fn serve_until_stopped(start: fn() -> Outcome<Cluster>) -> Outcome<()> {
    run::stop_tidily()?;
    let cluster = start()?;
    println!("{}", cluster.url());
    eprintln!(
        "For the tests: export KITH_TEST_POSTGRES={}\nCtrl-C stops it and forgets everything in it.",
        cluster.url()
    );
    while !run::stopped() {
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_answers_and_leaves_nothing_behind() {
        let Some(programs) = install::postgres_programs() else {
            panic!("PostgreSQL is not installed: `cargo xtask test` installs it");
        };
        let cluster = Cluster::start().unwrap();
        let folder = cluster.begin.folder.clone();
        let ask = |url: &str| {
            Command::new(programs.join("psql"))
                .args([url, "-Atc", "SHOW fsync"])
                .env("PGCONNECT_TIMEOUT", "5")
                .output()
                .unwrap()
        };
        let url = cluster.url().to_owned();
        let said = ask(&url);
        assert_eq!(String::from_utf8_lossy(&said.stdout).trim(), "off", "{}", String::from_utf8_lossy(&said.stderr));
        let wrong_password = url.replace("kith:", "kith:x");
        assert!(!ask(&wrong_password).status.success(), "a wrong password must be refused");
        drop(cluster);
        assert!(!folder.exists());
        assert!(!ask(&url).status.success());
    }
}
