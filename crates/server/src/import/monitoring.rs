//! A provider's monitoring file: what was parked is told by its row.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use imports::{Report, SourceFile, Step};
use kernel::{Clock, Failure, Ids};
use sheet::monitoring::Attendance;

use super::{What, go};
use crate::{house, say, settings::Settings};

/// Takes the file in, and says which rows were parked and why; in a preview, which would be.
pub(super) fn run(settings: &Settings, what: &What, file: &SourceFile, json: bool) -> Result<Report, Failure> {
    let site = house::open(settings, Clock::System, Ids::system(), false)?;
    let rows = sheet::monitoring::read(file.reader()?, &file.name)?;
    let (house, parked) = (Arc::clone(&site.house), Arc::new(Mutex::new(BTreeMap::new())));
    let told = Arc::clone(&parked);
    let apply = move |step: &mut Step<'_, '_>, row: &Attendance| {
        let taken = visits::monitoring::take(step, &house, row)?;
        if let Some(reason) = taken.parked {
            told.lock().unwrap_or_else(PoisonError::into_inner).insert(row.row, reason);
        }
        Ok(taken.outcome)
    };
    let report = go(&site.store, what, file, rows, apply, json)?;
    if !json {
        for (line, reason) in parked.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            say::trouble(format!("line {line}: not recorded, kept for the provider to match: {reason}"));
        }
        say::line(
            "A row that changed something recorded its visit; a new one is kept for the provider under Visits, Rows to match.",
        );
    }
    Ok(report)
}
