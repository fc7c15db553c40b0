//! Electronic monitoring: the visits that providers' own systems recorded, a row each (FIN-4, VIS-3).

use std::io::Read;

use kernel::{Date, Failure, Moment, Uuid};

use crate::values::{date, moment, squeeze};
use crate::{Column, Layout, Row, RowFault, Sheet};

/// The columns of a monitoring file. A visit is named by its id, or by the person's number and the planned start.
pub const MONITORING: Layout = Layout {
    name: "electronic monitoring",
    columns: &[
        Column::required("file", &["File reference", "File ref", "Batch reference"]),
        Column::required("provider", &["Contract", "Provider code", "Contract reference"]),
        Column::required("week", &["Week", "Week commencing", "Week beginning"]),
        Column::optional("visit", &["Visit id", "Visit", "Visit reference"]),
        Column::optional("person", &["NHS number", "Person number", "Local number", "Client reference"]),
        Column::optional("planned_start", &["Planned start", "Scheduled start"]),
        Column::optional("start", &["Actual start", "Start", "Check in"]),
        Column::optional("end", &["Actual end", "End", "Finish", "Check out"]),
        Column::required("outcome", &["Outcome", "Visit status"]),
        Column::optional("worker", &["Worker reference", "Worker", "Carer reference"]),
    ],
    headless: None,
};

/// What became of a visit, as the provider's system says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Care was given.
    Delivered,
    /// It was called off.
    Cancelled,
    /// The worker came and was not let in.
    Frustrated,
    /// Nobody came.
    Missed,
}

/// One visit as a provider's system recorded it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Attendance {
    /// The line of the file.
    pub row: u64,
    /// The file's own reference.
    pub file: String,
    /// The provider's code.
    pub provider: String,
    /// A day of the week the row is for.
    pub week: Date,
    /// The visit, where the system knows its id.
    pub visit: Option<Uuid>,
    /// The person's NHS number or local number, as written.
    pub person: String,
    /// When the visit was planned to begin.
    pub planned_start: Option<Moment>,
    /// When the worker came.
    pub start: Option<Moment>,
    /// When the worker left.
    pub end: Option<Moment>,
    /// What became of it.
    pub outcome: Outcome,
    /// The worker, as the provider's system names them.
    pub worker: String,
}

/// The rows of one file, as they are read.
pub struct Attendances<'a> {
    sheet: Sheet<'a>,
}

/// Reads a monitoring file.
pub fn read<'a>(bytes: impl Read + 'a, name: &str) -> Result<Attendances<'a>, Failure> {
    Ok(Attendances { sheet: Sheet::read(bytes, name, &[MONITORING])? })
}

impl<'a> Attendances<'a> {
    /// The file beneath: its layout, headers and encoding.
    pub fn sheet(&self) -> &Sheet<'a> {
        &self.sheet
    }
}

impl Iterator for Attendances<'_> {
    type Item = Result<Attendance, RowFault>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.sheet.next()?;
        Some(row.and_then(|row| Cells { row: &row, faults: Vec::new() }.attendance()))
    }
}

/// Collects the faults of one row, so that its sender sees all of them at once.
struct Cells<'r> {
    row: &'r Row,
    faults: Vec<RowFault>,
}

impl Cells<'_> {
    fn wrong(&mut self, key: &str, message: &str) {
        self.faults.push(self.row.fault(key, message));
    }

    fn words(&mut self, key: &str, message: &str) -> String {
        let text = squeeze(self.row.get(key));
        if text.is_empty() {
            self.wrong(key, message);
        }
        text
    }

    /// A day with a time; nothing when the cell is empty.
    fn moment(&mut self, key: &str) -> Option<Moment> {
        let text = self.row.get(key);
        if text.is_empty() {
            return None;
        }
        let read = moment(text);
        if read.is_none() {
            self.wrong(key, "Write the day and the time, like 20/11/2026 14:30.");
        }
        read
    }

    fn visit(&mut self) -> Option<Uuid> {
        let text = self.row.get("visit");
        let read = text.parse().ok();
        if read.is_none() && !text.is_empty() {
            self.wrong(
                "visit",
                "This is not the id of a visit. Leave it empty and give the person’s number and the planned start.",
            );
        }
        read
    }

    fn outcome(&mut self) -> Option<Outcome> {
        match crate::layout::plain(self.row.get("outcome")).as_str() {
            "delivered" | "completed" | "done" => Some(Outcome::Delivered),
            "cancelled" | "canceled" => Some(Outcome::Cancelled),
            "frustrated" | "noaccess" | "noreply" => Some(Outcome::Frustrated),
            "missed" => Some(Outcome::Missed),
            _ => {
                self.wrong("outcome", "Enter delivered, cancelled, frustrated or missed.");
                None
            }
        }
    }

    fn attendance(mut self) -> Result<Attendance, RowFault> {
        let file = self.words("file", "Enter the file’s reference.");
        let provider = self.words("provider", "Enter the contract: the provider’s code.");
        let week = date(self.row.get("week"));
        if week.is_none() {
            self.wrong("week", "Enter a day of the week, like 16/11/2026.");
        }
        let (visit, person) = (self.visit(), squeeze(self.row.get("person")));
        let (planned_start, start, end) = (self.moment("planned_start"), self.moment("start"), self.moment("end"));
        let outcome = self.outcome();
        let nowhere = visit.is_none() && (person.is_empty() || planned_start.is_none());
        if nowhere && self.faults.is_empty() {
            self.wrong("visit", "Name the visit: its id, or the person’s number and the planned start.");
        }
        let came = matches!(outcome, Some(Outcome::Delivered | Outcome::Frustrated));
        if came && (start.is_none() || end.is_none()) && self.faults.is_empty() {
            self.wrong("start", "A visit that was delivered or frustrated has an actual start and an actual end.");
        }
        if start.zip(end).is_some_and(|(start, end)| end <= start) {
            self.wrong("end", "The visit ends before it starts.");
        }
        let outside = |day: Date| week.is_some_and(|week| monday(day) != monday(week));
        if start.or(planned_start).is_some_and(|at| outside(at.day())) {
            self.wrong(if start.is_some() { "start" } else { "planned_start" }, "This is outside the week of the row.");
        }
        match (week, outcome, self.faults.is_empty()) {
            (Some(week), Some(outcome), true) => {
                let worker = squeeze(self.row.get("worker"));
                let row = self.row.number;
                Ok(Attendance { row, file, provider, week, visit, person, planned_start, start, end, outcome, worker })
            }
            _ => Err(RowFault::of_all(self.faults)
                .unwrap_or_else(|| RowFault::new(self.row.number, "", "The row could not be read.", ""))),
        }
    }
}

/// The Monday of a day's week.
fn monday(day: Date) -> Date {
    Moment::start_of(day).plus_days(-i64::from(day.weekday().to_monday_zero_offset())).day()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    const HEAD: &str =
        "File reference,Contract,Week,Visit id,NHS number,Planned start,Actual start,Actual end,Outcome,Worker\n";

    fn faults(row: &str) -> Vec<String> {
        let file = format!("{HEAD}{row}\n");
        let read: Vec<_> = super::read(file.as_bytes(), "m.csv").unwrap().collect();
        match &read[0] {
            Ok(_) => Vec::new(),
            Err(fault) => fault.all().map(|one| format!("{}: {}", one.column, one.message)).collect(),
        }
    }

    // FIN-4
    #[test]
    fn a_row_of_a_monitoring_file_is_read_or_every_fault_of_it_is_said() {
        let good = "F1,P-1,16/11/2026,,9990000018,17/11/2026 08:00,17/11/2026 08:02,17/11/2026 08:31,Delivered,W7";
        assert_eq!(faults(good), Vec::<String>::new());
        // An American clock: in the afternoon, and not in the small hours.
        let american =
            "F1,P-1,16/11/2026,,9990000018,11/17/2026 2:00 PM,11/17/2026 11:02:00 AM,11/17/2026 2:31:00 PM,done,";
        assert_eq!(faults(american), Vec::<String>::new());
        let has = |row: &str, words: &str| {
            let found = faults(row);
            assert!(found.iter().any(|fault| fault.contains(words)), "{found:?}");
        };
        has(
            "F1,P-1,16/11/2026,,9990000018,17/11/2026 08:00,17/11/2026 08:31,17/11/2026 08:02,delivered,",
            "ends before",
        );
        has(
            "F1,P-1,23/11/2026,,9990000018,17/11/2026 08:00,17/11/2026 08:02,17/11/2026 08:31,delivered,",
            "outside the week",
        );
        has("F1,P-1,16/11/2026,,,,17/11/2026 08:02,17/11/2026 08:31,delivered,", "Name the visit");
        has("F1,P-1,16/11/2026,x,,,17/11/2026 08:02,17/11/2026 08:31,delivered,", "not the id of a visit");
        has("F1,P-1,16/11/2026,,9990000018,17/11/2026 08:00,,,delivered,", "has an actual start");
        has("F1,P-1,16/11/2026,,9990000018,17/11/2026 08:00,17/11/2026,,frustrated,", "the day and the time");
        has(",,x,,,,,,perhaps,", "Enter delivered, cancelled, frustrated or missed");
        assert_eq!(faults(",,x,,,,,,perhaps,").len(), 4);
    }
}
