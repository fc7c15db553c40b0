//! `kith check`: whether this machine could serve: settings, folder, schema, key, place, clock.

use kernel::{Clock, Failure, date};
use places::Place;

use crate::{house, key, say, settings::Settings};

struct Line {
    what: &'static str,
    trouble: Option<String>,
}

fn line(what: &'static str, found: Result<(), Failure>) -> Line {
    Line { what, trouble: found.err().map(|failure| failure.to_string()) }
}

/// The command; the settings themselves were checked when they were read.
pub fn run(settings: &Settings, json: bool) -> Result<bool, Failure> {
    let lines = [
        line("settings", Ok(())),
        line("folder", folder(settings)),
        line("database", database(settings)),
        line("place", place(settings)),
        line("calendar", calendar(settings)),
        line("clock", clock()),
    ];
    let well = lines.iter().all(|line| line.trouble.is_none());
    if json {
        let checks: Vec<_> = lines
            .iter()
            .map(|line| serde_json::json!({ "check": line.what, "well": line.trouble.is_none(), "trouble": line.trouble }))
            .collect();
        say::json(&serde_json::json!({ "well": well, "checks": checks }));
        return Ok(well);
    }
    for line in &lines {
        match &line.trouble {
            None => say::line(format!("{:<10} well", line.what)),
            Some(trouble) => say::trouble(format!("{:<10} {trouble}", line.what)),
        }
    }
    Ok(well)
}

/// Whether the folders can be written to, or made where they are not yet there.
fn folder(settings: &Settings) -> Result<(), Failure> {
    for folder in [settings.folder(), settings.outgoing.as_deref()].into_iter().flatten() {
        let there = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or_else(|| std::path::Path::new("."));
        let probe = there.join(".kith-check");
        let write = || {
            std::fs::write(&probe, b"kith")?;
            std::fs::remove_file(&probe)
        };
        write().map_err(|error| {
            Failure::Unavailable(format!("The folder {} cannot be written to: {error}.", there.display()))
        })?;
    }
    Ok(())
}

fn database(settings: &Settings) -> Result<(), Failure> {
    let store = house::existing(settings)?;
    let fresh = !store.read_now(access::has_accounts)?;
    if !fresh {
        key::vault(&settings.secret_key_file, store.ids(), false)?;
    }
    let parked = store.read_now(store::parked)?;
    if parked.is_empty() {
        return Ok(());
    }
    Err(Failure::conflict(format!(
        "{} jobs failed ten times and wait for a person; kith verify lists them.",
        parked.len()
    )))
}

fn place(settings: &Settings) -> Result<(), Failure> {
    let place = Place::named(&settings.place)?;
    place.postcodes().map(drop)
}

/// Whether bank holidays are known far enough ahead, by the place's list and the newest that was imported.
fn calendar(settings: &Settings) -> Result<(), Failure> {
    let place = Place::named(&settings.place)?;
    crate::import::check_calendar(&house::existing(settings)?, place, Clock::System.now())
}

fn clock() -> Result<(), Failure> {
    let today = Clock::System.now().day();
    if (date(2026, 1, 1)..date(2100, 1, 1)).contains(&today) {
        return Ok(());
    }
    Err(Failure::Unavailable(format!(
        "This machine's clock says {today}. Deadlines and signatures follow the clock: set it right."
    )))
}
