//! One batch: rows, journal and resume point in one unit of work.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};
use std::time::Duration;

use kernel::Failure;
use sheet::RowFault;
use store::{Actor, Change, Store};

use crate::{
    Line, Outcome, Step,
    ledger::{Counts, Ledger},
};

/// How long one batch may take: a hundredth of a second for each row is ample, and a lock is not held for ever.
const BATCH_TIME: Duration = Duration::from_secs(120);

pub(crate) type Rows<T> = Arc<Vec<Result<T, RowFault>>>;
pub(crate) type Apply<T> = Arc<dyn Fn(&mut Step<'_, '_>, &T) -> Result<Outcome, Failure> + Send + Sync>;

/// What saves batches: the database, or in a preview nothing.
pub(crate) struct Saver<'a, T> {
    pub(crate) store: &'a Store,
    pub(crate) actor: &'a Actor,
    pub(crate) apply: Apply<T>,
    pub(crate) preview: bool,
}

/// A row that could not be saved, by its place in the batch.
pub(crate) struct Refusal {
    pub(crate) at: usize,
    pub(crate) failure: Failure,
}

impl<T: Line + Send + Sync + 'static> Saver<'_, T> {
    /// Saves a batch and moves the ledger on. A row that its room refuses becomes a fault; since a unit of work is all or
    /// nothing, the rows before it are then saved as a batch of their own. The line at which something else went wrong is
    /// the error.
    pub(crate) fn save(&self, ledger: &mut Ledger, rows: Vec<Result<T, RowFault>>) -> Result<(), (u64, Failure)> {
        let rows: Rows<T> = Arc::new(rows);
        let mut from = 0;
        while from < rows.len() {
            let Err(refusal) = self.try_rows(ledger, &rows, from, rows.len()) else { return Ok(()) };
            let line = rows.get(refusal.at).map_or(0, |row| row.as_ref().map_or_else(|fault| fault.row, Line::line));
            let Failure::Invalid(faults) = refusal.failure else { return Err((line, refusal.failure)) };
            self.try_rows(ledger, &rows, from, refusal.at).map_err(|again| (line, again.failure))?;
            ledger.refused(line, &faults);
            from = refusal.at + 1;
        }
        Ok(())
    }

    fn try_rows(&self, ledger: &mut Ledger, rows: &Rows<T>, from: usize, to: usize) -> Result<(), Refusal> {
        let mut next = ledger.clone();
        for fault in rows.iter().take(to).skip(from).filter_map(|row| row.as_ref().err()) {
            next.fault(fault);
        }
        let reached = Arc::new(AtomicUsize::new(from));
        let seen: Arc<Mutex<Counts>> = Arc::default();
        let unit = Unit {
            rows: Arc::clone(rows),
            range: (from, to),
            apply: Arc::clone(&self.apply),
            ledger: next.clone(),
            reached: Arc::clone(&reached),
            seen: Arc::clone(&seen),
            preview: self.preview,
        };
        let result = self.store.write_now(self.actor.clone(), move |work| unit.run(work));
        let counts = seen.lock().map(|seen| *seen).unwrap_or_default();
        match result {
            Ok(()) => {}
            // The sign by which a preview is taken back.
            Err(failure) if self.preview && failure == taken_back() => {}
            Err(failure) => return Err(Refusal { at: reached.load(Ordering::SeqCst), failure }),
        }
        next.add(counts);
        if counts.wrote() && !self.preview {
            next.saved();
        }
        *ledger = next;
        Ok(())
    }
}

fn taken_back() -> Failure {
    Failure::Conflict("This was a preview; everything was taken back.".into())
}

struct Unit<T> {
    rows: Rows<T>,
    range: (usize, usize),
    apply: Apply<T>,
    ledger: Ledger,
    reached: Arc<AtomicUsize>,
    seen: Arc<Mutex<Counts>>,
    preview: bool,
}

impl<T> Unit<T> {
    fn run(&self, work: &mut store::Work<'_>) -> Result<(), Failure> {
        work.allow(BATCH_TIME);
        let run = self.ledger.run.id;
        let (from, to) = self.range;
        let mut counts = Counts::default();
        let mut step = Step::new(work, run, Change::new("import.batch_kept", "import_run", run));
        for (at, row) in self.rows.iter().enumerate().take(to).skip(from) {
            let Ok(row) = row else { continue };
            self.reached.store(at, Ordering::SeqCst);
            counts.add((self.apply)(&mut step, row)?);
        }
        let change = step.end();
        // A batch in which nothing was new leaves no trace: doing it once more would find it all as it is.
        if let Some(change) = change.filter(|_| counts.wrote()) {
            let mut ledger = self.ledger.clone();
            ledger.add(counts);
            let facts = serde_json::json!({
                "kind": ledger.run.kind, "file": ledger.run.file, "made": counts.made, "changed": counts.changed,
                "unchanged": counts.unchanged, "rows_done": ledger.run.rows_done,
            });
            let change = ledger.write(work, change.facts(facts));
            work.apply(change)?;
        }
        if let Ok(mut seen) = self.seen.lock() {
            *seen = counts;
        }
        if self.preview { Err(taken_back()) } else { Ok(()) }
    }
}
