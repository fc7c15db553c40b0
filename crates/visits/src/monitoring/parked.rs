//! /provider/monitoring: rows of a provider's monitoring files that wait for somebody.

use kernel::{Failure, moment_in_words};
use maud::html;
use page::{
    Page,
    components::{Cell, Table, table},
    show,
};
use sheet::monitoring::{Attendance, Outcome};
use wire::{Shown, View};

use super::{Kept, parked_of};
use crate::{parts, policy::MatchMonitoring};

/// How many are shown at once.
const MOST: i64 = 200;

/// A row as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct RowData {
    /// Its id.
    pub id: String,
    /// The file's reference.
    pub file: String,
    /// The line of the file.
    pub line: u64,
    /// When the visit was planned to begin, as the file says.
    pub planned_start: Option<String>,
    /// When the worker came.
    pub start: Option<String>,
    /// When they left.
    pub end: Option<String>,
    /// Why it is parked.
    pub reason: Option<String>,
}

impl RowData {
    fn of(kept: &Kept) -> Self {
        let moment = |at: Option<kernel::Moment>| at.map(|at| at.to_string());
        RowData {
            id: kept.id.to_string(),
            file: kept.row.file.clone(),
            line: kept.row.row,
            planned_start: moment(kept.row.planned_start),
            start: moment(kept.row.start),
            end: moment(kept.row.end),
            reason: kept.reason.clone(),
        }
    }
}

/// "Delivered, 8:02am to 8:31am on Tuesday 17 November 2026".
pub(crate) fn told(row: &Attendance) -> String {
    let what = match row.outcome {
        Outcome::Delivered => "Delivered",
        Outcome::Cancelled => "Cancelled",
        Outcome::Frustrated => "Not let in",
        Outcome::Missed => "Missed",
    };
    match (row.start, row.end) {
        (Some(start), Some(end)) => {
            format!("{what}, {} to {}", moment_in_words(start), kernel::time_in_words(end.time_of_day()))
        }
        _ => what.to_owned(),
    }
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.scope::<MatchMonitoring>()?;
    let provider = view.who.organisation_id().ok_or_else(|| Failure::no_such("provider"))?;
    let parked = parked_of(view.tx, provider, MOST)?;
    let cells = |kept: &Kept| -> Vec<Cell> {
        let planned = kept.row.planned_start.map(moment_in_words).unwrap_or_default();
        vec![
            Cell::link(
                format!("{}, line {}", kept.row.file, kept.row.row),
                format!("/provider/monitoring/{}", kept.id),
            ),
            planned.into(),
            told(&kept.row).into(),
            kept.row.worker.as_str().into(),
            kept.reason.as_deref().unwrap_or_default().into(),
        ]
    };
    let body = html! {
        (parts::heading("Rows of your own system’s files to match"))
        @if parked.is_empty() {
            (show::empty_state("Every row was recorded. A row that matches no visit, or says something else than was recorded, stands here with the reason."))
        } @else {
            (table(&Table {
                caption: "Rows that were not recorded, the oldest first".into(),
                head: ["Row", "Planned", "What it says", "Worker", "Why it is here"].map(Cell::from).to_vec(),
                rows: parked.iter().map(cells).collect(),
                responsive: true,
                ..Table::default()
            }))
            p { "At most " (MOST) " are shown." }
        }
    };
    let data: Vec<RowData> = parked.iter().map(RowData::of).collect();
    Shown::with(Page::new("Rows to match", body).wide().back("Visits", "/provider/visits"), &data)
}
