//! Bank holidays: a list of dates, or the file GOV.UK publishes.

use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read};

use kernel::{Date, Failure, shown};

use crate::values::{date, squeeze};
use crate::{Column, Layout, RowFault, Sheet};

/// Date, title, notes.
pub const HOLIDAYS: Layout = Layout {
    name: "bank holidays",
    columns: &[
        Column::required("date", &["day", "holiday date"]),
        Column::required("title", &["name", "holiday", "bank holiday"]),
        Column::optional("notes", &["note"]),
    ],
    headless: None,
};

/// A file of holidays is small; more than this is something else.
const LIMIT: u64 = 4 * 1024 * 1024;

/// A bank holiday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub date: Date,
    /// What it is called.
    pub title: String,
    /// Why it falls on this day, as "Substitute day".
    pub notes: String,
}

#[derive(serde::Deserialize)]
struct Division {
    events: Vec<Event>,
}

#[derive(serde::Deserialize)]
struct Event {
    title: String,
    date: String,
    #[serde(default)]
    notes: String,
}

/// Reads bank holidays from CSV or from GOV.UK's JSON, of which the given division is taken ("england-and-wales").
pub fn read(bytes: impl Read, name: &str, division: &str) -> Result<Vec<Result<Holiday, RowFault>>, Failure> {
    let mut whole = Vec::new();
    let taken = bytes.take(LIMIT + 1).read_to_end(&mut whole);
    taken.map_err(|error| Failure::field("file", format!("{name} could not be read: {error}.")))?;
    if whole.len() as u64 > LIMIT {
        return Err(Failure::TooLarge(format!("{name} is larger than 4 MB, which no list of bank holidays is.")));
    }
    let text = whole.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&whole);
    let found =
        if text.trim_ascii_start().starts_with(b"{") { json(text, name, division)? } else { csv(&whole, name)? };
    Ok(once_each(found))
}

type Found = (u64, Result<Holiday, RowFault>);

fn json(text: &[u8], name: &str, division: &str) -> Result<Vec<Found>, Failure> {
    let divisions: BTreeMap<String, Division> = serde_json::from_slice(text).map_err(|error| {
        let message = format!(
            "{name} is not GOV.UK's file of bank holidays: {}. Get it from www.gov.uk/bank-holidays.json.",
            shown(&error.to_string(), 200)
        );
        Failure::field("file", message)
    })?;
    let names: Vec<&str> = divisions.keys().map(String::as_str).collect();
    let chosen = divisions.get(division).ok_or_else(|| {
        Failure::field(
            "file",
            format!("{name} has no bank holidays for {division}; it has: {}.", shown(&names.join(", "), 200)),
        )
    })?;
    let events = (1..).zip(&chosen.events);
    Ok(events.map(|(number, event)| (number, holiday(number, &event.date, &event.title, &event.notes))).collect())
}

fn csv(whole: &[u8], name: &str) -> Result<Vec<Found>, Failure> {
    let sheet = Sheet::read(Cursor::new(whole), name, &[HOLIDAYS])?;
    let rows = sheet.map(|row| match row {
        Ok(row) => (row.number, holiday(row.number, row.get("date"), row.get("title"), row.get("notes"))),
        Err(fault) => (fault.row, Err(fault)),
    });
    Ok(rows.collect())
}

fn holiday(number: u64, day: &str, title: &str, notes: &str) -> Result<Holiday, RowFault> {
    let fault = |column: &str, message: &str, value: &str| RowFault::new(number, column, message, value);
    let on =
        date(day).ok_or_else(|| fault("date", "This is not a date. Write it like 2026-12-28 or 28/12/2026.", day))?;
    let title = squeeze(title);
    if title.is_empty() {
        return Err(fault("title", "The holiday has no title.", ""));
    }
    Ok(Holiday { date: on, title, notes: squeeze(notes) })
}

fn once_each(found: Vec<Found>) -> Vec<Result<Holiday, RowFault>> {
    let mut seen: HashMap<Date, u64> = HashMap::new();
    let checked = found.into_iter().map(|(number, holiday)| {
        let holiday = holiday?;
        match seen.insert(holiday.date, number) {
            Some(first) => {
                let message = format!("The same day is in row {first}; this row is left out.");
                Err(RowFault::new(number, "date", message, &holiday.date.to_string()))
            }
            None => Ok(holiday),
        }
    });
    checked.collect()
}
