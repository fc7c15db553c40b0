//! A run: from the first row of a file to its last, or to where something stands in the way.

use std::sync::Arc;

use kernel::Failure;
use sheet::RowFault;
use store::{Actor, Change, Store, params};

use crate::{
    Line, Outcome, Report, Run, RunState, Step,
    batch::Saver,
    ledger::Ledger,
    report::{self, End},
};

/// How to import.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Say what would happen and write nothing.
    pub preview: bool,
    /// Go through a file that was done before.
    pub again: bool,
    /// The rows are about people: of a fault, what stands in the cell is not kept, only where and what is wrong.
    pub private: bool,
    /// How many rows are one unit of work.
    pub batch: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options { preview: false, again: false, private: false, batch: 500 }
    }
}

/// What is imported.
#[derive(Debug, Clone, Copy)]
pub struct Import<'a> {
    /// What kind of thing: "care-providers".
    pub kind: &'a str,
    /// The file's name.
    pub file: &'a str,
    /// The SHA-256 of its bytes.
    pub sha256: &'a str,
    /// How.
    pub options: Options,
}

/// How far a run has come; told after every batch.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Rows done with.
    pub rows: u64,
    /// Of these, rows with faults.
    pub faults: u64,
}

/// Imports the rows of a file with `apply`, which looks at one row and writes what is new about it.
///
/// A row that `apply` refuses as invalid is a fault of that row. Any other failure stops the run at that place; what was
/// done stays, and the same file again goes on there.
pub fn run<T: Line + Send + Sync + 'static>(
    store: &Store,
    actor: &Actor,
    import: &Import<'_>,
    rows: impl Iterator<Item = Result<T, RowFault>>,
    apply: impl Fn(&mut Step<'_, '_>, &T) -> Result<Outcome, Failure> + Send + Sync + 'static,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, Failure> {
    let preview = import.options.preview;
    let mut ledger = match begin(store, import)? {
        Begin::Ledger(ledger) => *ledger,
        Begin::Done(report) => return Ok(*report),
    };
    let resumed_at = ledger.run.rows_done;
    let saver = Saver { store, actor, apply: Arc::new(apply), preview };
    let end = go_through(&saver, &mut ledger, rows, import.options.batch.max(1), progress);
    let stopped = end.map_err(|(line, failure)| (line, reason(failure)));
    let (state, end) = match stopped {
        Ok(()) => (RunState::Done, End::Finished),
        Err((line, reason)) => (RunState::Stopped, End::Stopped { line, reason }),
    };
    let why = if let End::Stopped { line, reason } = &end { Some(format!("Line {line}: {reason}")) } else { None };
    ledger.end(state, why, store.clock().now());
    if !preview {
        let kept = keep_end(store, actor, &mut ledger);
        // When the database itself is away, the run stays marked as running and goes on there the next time all the same.
        if state == RunState::Done {
            kept?;
        }
    }
    Ok(Report { run: ledger.run, preview, resumed_at, end, faults: ledger.faults })
}

enum Begin {
    Ledger(Box<Ledger>),
    Done(Box<Report>),
}

fn begin(store: &Store, import: &Import<'_>) -> Result<Begin, Failure> {
    let fresh = || Begin::Ledger(Box::new(Ledger::begin(store, import)));
    if import.options.preview || import.options.again {
        return Ok(fresh());
    }
    let found = store.read_now(|tx| {
        let read = |row: &store::Row| Ok((report::read_run(row)?, row.get::<i64>("version")?));
        let Some((run, version)) = tx.first(&report::LAST_OF_FILE, params![import.kind, import.sha256], read)? else {
            return Ok(None);
        };
        let faults = report::faults(tx, run.id)?;
        Ok(Some((run, version, faults)))
    })?;
    Ok(match found {
        None => fresh(),
        Some((run @ Run { state: RunState::Done, .. }, _, faults)) => {
            let end = End::AlreadyDone { at: run.finished_at.unwrap_or(run.started_at) };
            Begin::Done(Box::new(Report { run, preview: false, resumed_at: 0, end, faults }))
        }
        Some((run, version, faults)) => {
            Begin::Ledger(Box::new(Ledger::resume(run, version, faults, import.options.private)))
        }
    })
}

fn go_through<T: Line + Send + Sync + 'static>(
    saver: &Saver<'_, T>,
    ledger: &mut Ledger,
    rows: impl Iterator<Item = Result<T, RowFault>>,
    batch: usize,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), (u64, Failure)> {
    let done = usize::try_from(ledger.run.rows_done).unwrap_or(usize::MAX);
    // The rows done before are read all the same, for the reader must know them to find the repeated ones.
    let mut rows = rows.skip(done);
    loop {
        let mut waiting = Vec::with_capacity(batch);
        let mut unreadable = None;
        for row in rows.by_ref().take(batch) {
            if let Err(fault) = &row
                && fault.ends
            {
                unreadable = Some((fault.row, Failure::conflict(&fault.message)));
                break;
            }
            waiting.push(row);
        }
        let last = waiting.len() < batch;
        ledger.run.rows_seen += waiting.len() as u64;
        saver.save(ledger, waiting)?;
        progress(Progress { rows: ledger.run.rows_done, faults: ledger.run.faults });
        match unreadable {
            Some(stop) => return Err(stop),
            None if last => return Ok(()),
            None => {}
        }
    }
}

/// Says that the run is over, with its figures: the one entry that an import which changed nothing leaves in the journal.
fn keep_end(store: &Store, actor: &Actor, ledger: &mut Ledger) -> Result<(), Failure> {
    let saved = ledger.clone();
    store.write_now(actor.clone(), move |work| {
        let event = if saved.run.state == RunState::Done { "import.finished" } else { "import.stopped" };
        let change = Change::new(event, "import_run", saved.run.id).facts(saved.facts());
        let change = saved.write(work, change);
        work.apply(change)
    })?;
    ledger.saved();
    Ok(())
}

/// What to say of a failure. A fault of the program goes to the log in full, and is kept without what it may name.
fn reason(failure: Failure) -> String {
    match failure {
        Failure::Internal(text) => {
            tracing::error!(text, "an import stopped");
            "The program itself is at fault. Look in its log for what happened, and report it.".into()
        }
        Failure::Stale(_) => "Another import of the same file is going on. Wait until it has ended.".into(),
        other => other.to_string(),
    }
}
