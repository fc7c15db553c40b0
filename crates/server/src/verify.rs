//! `kith verify`: whether the record can be trusted (GOV-4): the journal's chains, the books, and every room's own checks.

use std::time::Duration;

use kernel::Failure;
use store::{Store, journal::Verified};

use crate::{house, say, settings::Settings};

/// What was found.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Found {
    /// The journal.
    pub journal: Verified,
    /// What does not hold elsewhere, each with where.
    pub faults: Vec<String>,
    /// Jobs that failed ten times and wait for a person.
    pub parked: Vec<store::Parked>,
}

impl Found {
    /// Whether all is well. A parked job is work left undone, not a fault of the record.
    pub fn is_sound(&self) -> bool {
        self.journal.faults.is_empty() && self.faults.is_empty()
    }
}

/// Reads everything in one consistent view.
pub fn look(store: &Store) -> Result<Found, Failure> {
    store.read_now(|tx| {
        tx.allow(Duration::from_secs(3600));
        let journal = store::journal::verify(tx)?;
        let mut faults = Vec::new();
        for (what, check) in house::CHECKS {
            faults.extend(check(tx)?.into_iter().map(|fault| format!("{what}: {fault}")));
        }
        Ok(Found { journal, faults, parked: store::parked(tx)? })
    })
}

/// The command.
pub fn run(settings: &Settings, json: bool) -> Result<bool, Failure> {
    let store = house::existing(settings)?;
    let found = look(&store)?;
    let sound = found.is_sound();
    if json {
        let mut said = serde_json::to_value(&found).map_err(Failure::internal)?;
        if let Some(object) = said.as_object_mut() {
            object.insert("sound".into(), sound.into());
        }
        say::json(&said);
        return Ok(sound);
    }
    say::line(format!("journal: {} entries, head {}", found.journal.entries, found.journal.head));
    for fault in found.journal.faults.iter().chain(&found.faults) {
        say::trouble(format!("fault: {fault}"));
    }
    for job in &found.parked {
        let error = job.error.as_deref().unwrap_or_default();
        say::trouble(format!("waits for a person: job {} ({}) since {}: {error}", job.kind, job.id, job.since));
    }
    say::line(if sound {
        "All is well."
    } else {
        "Something does not hold; see above. Keep this database as it is and find out why."
    });
    Ok(sound)
}
