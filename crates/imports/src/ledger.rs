//! How far a run has come: in memory, and in the same transaction as the rows it counts.

use kernel::{Fault, Moment, Uuid};
use sheet::RowFault;
use store::{Change, Store, Value, Work, cols};

use crate::{
    Import, MOST_FAULTS, Outcome,
    report::{KeptFault, Run, RunState},
};

/// Figures of a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) made: u64,
    pub(crate) changed: u64,
    pub(crate) unchanged: u64,
}

impl Counts {
    pub(crate) fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Made => self.made += 1,
            Outcome::Changed => self.changed += 1,
            Outcome::Unchanged => self.unchanged += 1,
        }
    }

    pub(crate) fn wrote(self) -> bool {
        self.made + self.changed > 0
    }
}

/// The run as it stands. `version` is 0 as long as it has no row.
#[derive(Debug, Clone)]
pub(crate) struct Ledger {
    pub(crate) run: Run,
    pub(crate) version: i64,
    pub(crate) faults: Vec<KeptFault>,
    /// How many of the faults stand in the database.
    pub(crate) saved_faults: usize,
    /// Whether what stands in a faulty cell is left out.
    pub(crate) private: bool,
}

impl Ledger {
    pub(crate) fn begin(store: &Store, import: &Import<'_>) -> Self {
        let now = store.clock().now();
        let run = Run {
            id: store.ids().next(now),
            kind: import.kind.to_owned(),
            file: import.file.to_owned(),
            sha256: import.sha256.to_owned(),
            rows_seen: 0,
            rows_done: 0,
            made: 0,
            changed: 0,
            unchanged: 0,
            faults: 0,
            state: RunState::Running,
            reason: None,
            started_at: now,
            finished_at: None,
        };
        Ledger { run, version: 0, faults: Vec::new(), saved_faults: 0, private: import.options.private }
    }

    pub(crate) fn resume(run: Run, version: i64, faults: Vec<KeptFault>, private: bool) -> Self {
        let saved_faults = faults.len();
        let run = Run { state: RunState::Running, reason: None, finished_at: None, rows_seen: run.rows_done, ..run };
        Ledger { run, version, faults, saved_faults, private }
    }

    /// A row that cannot be taken counts once, however much is wrong with it.
    pub(crate) fn fault(&mut self, fault: &RowFault) {
        self.run.faults += 1;
        self.run.rows_done += 1;
        for fault in fault.all() {
            self.keep(KeptFault {
                line: fault.row,
                column: fault.column.clone(),
                message: fault.message.clone(),
                value: if self.private { String::new() } else { fault.value.clone() },
            });
        }
    }

    /// A row that was read well, and refused by the room it was for.
    pub(crate) fn refused(&mut self, line: u64, faults: &[Fault]) {
        self.run.faults += 1;
        self.run.rows_done += 1;
        for fault in faults {
            let (column, message) = (fault.field.replace('_', " "), fault.message.clone());
            self.keep(KeptFault { line, column, message, value: String::new() });
        }
    }

    fn keep(&mut self, fault: KeptFault) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
        }
    }

    pub(crate) fn add(&mut self, counts: Counts) {
        self.run.made += counts.made;
        self.run.changed += counts.changed;
        self.run.unchanged += counts.unchanged;
        self.run.rows_done += counts.made + counts.changed + counts.unchanged;
    }

    /// The ledger has been saved as it stands.
    pub(crate) fn saved(&mut self) {
        self.version += 1;
        self.saved_faults = self.faults.len();
    }

    /// Adds the row of the run, and the faults it has not kept yet, to a change.
    pub(crate) fn write(&self, work: &Work<'_>, change: Change) -> Change {
        let run = &self.run;
        let figure = |figure: u64| i64::try_from(figure).unwrap_or(i64::MAX);
        let mut columns = cols! {
            "rows_seen" => figure(run.rows_seen), "rows_done" => figure(run.rows_done), "made" => figure(run.made),
            "changed" => figure(run.changed), "unchanged" => figure(run.unchanged), "faults" => figure(run.faults),
            "state" => run.state.code(), "reason" => run.reason.clone(), "finished_at" => run.finished_at,
        };
        let change = if self.version == 0 {
            columns.extend(first_columns(run));
            change.insert("import_run", columns)
        } else {
            change.update("import_run", run.id, self.version, columns)
        };
        let new = self.faults.iter().enumerate().skip(self.saved_faults);
        new.fold(change, |change, (position, fault)| {
            let columns = cols! {
                "id" => work.id::<Uuid>(), "run" => run.id, "position" => i64::try_from(position).unwrap_or(i64::MAX),
                "line" => figure(fault.line), "column_name" => fault.column.as_str(), "message" => fault.message.as_str(),
                "content" => fault.value.replace('\0', "\u{fffd}"),
            };
            change.insert("import_fault", columns)
        })
    }

    pub(crate) fn end(&mut self, state: RunState, reason: Option<String>, at: Moment) {
        self.run.state = state;
        self.run.reason = reason;
        self.run.finished_at = Some(at);
    }

    pub(crate) fn facts(&self) -> serde_json::Value {
        let run = &self.run;
        serde_json::json!({
            "kind": run.kind, "file": run.file, "sha256": run.sha256, "rows": run.rows_done, "made": run.made,
            "changed": run.changed, "unchanged": run.unchanged, "faults": run.faults, "reason": run.reason,
        })
    }
}

fn first_columns(run: &Run) -> Vec<(&'static str, Value)> {
    cols! {
        "id" => run.id, "version" => 1, "kind" => run.kind.as_str(), "file" => run.file.as_str(),
        "sha256" => run.sha256.as_str(), "started_at" => run.started_at,
    }
}
