//! Runs other programs so that a Ctrl-C, or being told to stop, ends them and still lets this one tidy up.

use crate::Outcome;
use std::process::{Child, Command};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

static STOPPED: AtomicBool = AtomicBool::new(false);
static CURRENT: Mutex<Option<u32>> = Mutex::new(None);

/// Whether somebody asked to stop.
pub fn stopped() -> bool {
    STOPPED.load(Ordering::SeqCst)
}

/// From now on Ctrl-C and termination end the program being run, not this one: what was started is stopped first.
pub fn stop_tidily() -> Outcome<()> {
    ctrlc::set_handler(|| {
        STOPPED.store(true, Ordering::SeqCst);
        if let Ok(current) = CURRENT.lock()
            && let Some(id) = *current
        {
            signal(id, "TERM");
        }
    })
    .map_err(|e| format!("Cannot listen for Ctrl-C: {e}"))
}

/// Sends a signal to a program this one started.
pub fn signal(id: u32, name: &str) {
    let _ = Command::new("kill").args([&format!("-{name}"), &id.to_string()]).status();
}

/// Runs to the end; fails if the program does.
pub fn program(command: &mut Command) -> Outcome<()> {
    let shown = shown(command);
    if stopped() {
        return Err("Stopped on request.".to_owned());
    }
    let mut child: Child = command.spawn().map_err(|e| format!("Cannot start `{shown}`: {e}"))?;
    remember(Some(child.id()));
    let status = child.wait();
    remember(None);
    let status = status.map_err(|e| format!("Lost sight of `{shown}`: {e}"))?;
    if stopped() {
        return Err("Stopped on request.".to_owned());
    }
    if status.success() { Ok(()) } else { Err(format!("`{shown}` ended with {status}.")) }
}

/// Whether the program can be started at all and answers well.
pub fn answers(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|o| o.status.success())
}

/// What the program prints, trimmed.
pub fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok().filter(|o| o.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn remember(id: Option<u32>) {
    if let Ok(mut current) = CURRENT.lock() {
        *current = id;
    }
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|w| w.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
