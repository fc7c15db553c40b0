//! Where the data of a case lie: a folder with SQLite, or a PostgreSQL of its own.

use super::Setting;
use crate::postgres::Cluster;
use crate::{Outcome, install};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// How many people the made-up place has: enough visits of today to write notes on.
const PEOPLE: &str = "40";

/// Which database a case runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    pub const BOTH: [Kind; 2] = [Kind::Sqlite, Kind::Postgres];

    pub fn name(self) -> &'static str {
        match self {
            Kind::Sqlite => "SQLite",
            Kind::Postgres => "PostgreSQL",
        }
    }
}

/// The data, and how to reach them.
pub struct Data {
    pub folder: PathBuf,
    pub cluster: Option<Cluster>,
    /// A library that stands before the system's.
    preload: Option<PathBuf>,
}

impl Data {
    /// Builds a made-up place in `folder` (SQLite), or in a cluster there (PostgreSQL). Answers what the demo printed: who can
    /// sign in.
    pub fn build(setting: &Setting, kind: Kind, folder: &Path) -> Outcome<(Self, Value)> {
        Self::built(setting, kind, folder, Cluster::small)
    }

    /// A folder that a command is to fill.
    pub fn of(folder: &Path) -> Self {
        Data { folder: folder.to_owned(), cluster: None, preload: None }
    }

    /// The same, and commits are not flushed from here on.
    pub fn build_careless(setting: &Setting, kind: Kind, folder: &Path) -> Outcome<(Self, Value)> {
        let (mut data, built) = Self::built(setting, kind, folder, Cluster::careless)?;
        if kind == Kind::Sqlite {
            data.preload = Some(super::cut::no_flush(&setting.folder)?);
        }
        Ok((data, built))
    }

    fn built(
        setting: &Setting,
        kind: Kind,
        folder: &Path,
        cluster: fn(&Path) -> Outcome<Cluster>,
    ) -> Outcome<(Self, Value)> {
        fs::create_dir_all(folder).map_err(|e| format!("Cannot make {}: {e}", folder.display()))?;
        let cluster = match kind {
            Kind::Sqlite => None,
            Kind::Postgres => Some(cluster(folder)?),
        };
        let data = Data { folder: folder.to_owned(), cluster, preload: None };
        let demo = ["demo", "--people", PEOPLE, "--weeks", "1", "--build-only", "--json"];
        let said = ended_well(&mut data.command(&setting.program, &demo))?;
        let built = serde_json::from_slice(&said.stdout).map_err(|e| format!("kith demo said no JSON: {e}"))?;
        Ok((data, built))
    }

    /// The program on these data. Addresses go into the environment, where they are not listed with the processes.
    pub fn command(&self, program: &Path, words: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(words).env("KITH_SECRET_KEY_FILE", self.folder.join("secret.key"));
        match &self.cluster {
            Some(cluster) => command.env("KITH_DATABASE", cluster.url()).env_remove("KITH_DATA"),
            None => command.env("KITH_DATA", &self.folder).env_remove("KITH_DATABASE"),
        };
        if let Some(library) = &self.preload {
            command.env("LD_PRELOAD", library);
        }
        command.stdin(Stdio::null());
        command
    }

    /// Asks the database itself, beside the program: what a statement answers, a line for each row.
    pub fn ask(&self, statement: &str) -> Outcome<String> {
        let mut command = match &self.cluster {
            Some(cluster) => {
                let mut command = Command::new(install::postgres()?.join("psql"));
                command.args([cluster.url(), "-At", "-c", statement]);
                command
            }
            None => {
                install::sqlite()?;
                let mut command = Command::new("sqlite3");
                command.args(["-cmd", ".timeout 10000"]).arg(self.folder.join("kith.sqlite")).arg(statement);
                command
            }
        };
        let output = ended_well(command.stdin(Stdio::null()))?;
        let text = String::from_utf8_lossy(&output.stdout);
        Ok(text.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n"))
    }

    /// A single figure.
    pub fn figure(&self, statement: &str) -> Outcome<usize> {
        let said = self.ask(statement)?;
        said.lines().last().unwrap_or_default().trim().parse().map_err(|_| format!("“{statement}” answered {said}"))
    }

    /// What `kith verify` says: empty when all is well.
    pub fn verify(&self, setting: &Setting) -> Outcome<String> {
        let output = self.command(&setting.program, &["verify"]).output().map_err(|e| format!("kith verify: {e}"))?;
        if output.status.success() {
            return Ok(String::new());
        }
        Ok(format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
    }
}

/// Runs a command whose end must be good.
pub fn ended_well(command: &mut Command) -> Outcome<Output> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|e| format!("Cannot start {name}: {e}"))?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{name} ended with {}: {}", output.status, said.trim()))
}
