//! Requests made up from `/openapi.json`, in every role: none may be a fault of the program, none answered in a way that the
//! description does not name.

use super::data::{Data, Kind};
use super::served::{self, Served};
use super::{Line, Setting, cast, tell};
use crate::{Outcome, run};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

/// Seconds for each role, unless `--rounds` says otherwise.
const SECONDS: usize = 45;

/// Each role once, on SQLite.
pub fn all(setting: &Setting) -> Outcome<Vec<Line>> {
    if !run::answers("schemathesis", &["--version"]) {
        let why = "schemathesis is not on this machine; `pip install schemathesis` puts it there".to_owned();
        return Ok(vec![Line::skipped("described", why)]);
    }
    let folder = setting.folder.join("described");
    let (data, built) = Data::build(setting, Kind::Sqlite, &folder)?;
    let log = setting.folder.join("described.log");
    let served = Served::start(&setting.program, &data, &log)?;
    let seconds = setting.rounds.unwrap_or(SECONDS);
    let mut lines = Vec::new();
    for (role, one) in roles(&built) {
        if run::stopped() {
            break;
        }
        tell(&format!("described: {role}, {seconds} seconds"));
        let token = cast::token(served.address, &one)?;
        lines.push(asked(setting, &role, &format!("http://{}", served.address), (&token, seconds))?);
    }
    let own = served::own_faults(&log);
    if let Some(last) = lines.pop() {
        lines.push(own.into_iter().fold(last, Line::wrong));
    }
    Ok(lines)
}

/// Somebody of each role who can sign in.
fn roles(built: &Value) -> BTreeMap<String, Value> {
    let listed = built.get("sign_ins").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut roles = BTreeMap::new();
    for one in listed {
        if let Some(role) = one.get("role").and_then(Value::as_str).map(str::to_owned) {
            roles.entry(role).or_insert(one);
        }
    }
    roles
}

fn asked(setting: &Setting, role: &str, address: &str, (token, seconds): (&str, usize)) -> Outcome<Line> {
    let mut command = Command::new("schemathesis");
    command
        .args(["run", &format!("{address}/openapi.json"), "--no-color", "--continue-on-failure"])
        .args(["--header", &format!("Authorization: Bearer {token}")])
        .args(["--checks", "not_a_server_error,status_code_conformance", "--phases", "coverage,fuzzing"])
        // Who signs out asks for nothing more.
        .args(["--exclude-path-regex", "/api/sign", "--max-time", &seconds.to_string()])
        .args(["--seed", &setting.seed.to_string()])
        .current_dir(&setting.folder)
        .stdin(Stdio::null());
    let output = command.output().map_err(|e| format!("Cannot start schemathesis: {e}"))?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let figure = told.lines().map(str::trim).find(|line| line.contains(" generated, "));
    let line = Line::new("described", "SQLite", format!("{role}: {seconds} seconds"), 1);
    let line = line.found(figure.unwrap_or("no request was made").to_owned());
    if output.status.success() && figure.is_some() {
        return Ok(line);
    }
    Ok(line.wrong(end_of(&told, &setting.folder)))
}

/// The end of what was told, where the failures stand, without the folder of this run.
fn end_of(told: &str, folder: &Path) -> String {
    let lines: Vec<&str> = told.lines().collect();
    let end = lines.get(lines.len().saturating_sub(40)..).unwrap_or_default().join("\n");
    end.replace(&folder.display().to_string(), "…")
}
