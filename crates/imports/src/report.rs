//! What came of a run: for the one who asked, and for whoever looks at it later.

use std::str::FromStr;

use kernel::{Failure, Moment, Uuid, count, moment_in_words};
use store::{Row, Tx, params, statement};

use crate::MOST_FAULTS;

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RunState {
    /// It goes on, or was killed; the same file again goes on where it stopped.
    Running,
    /// The file is done.
    Done,
    /// Something was in its way; the same file again goes on where it stopped.
    Stopped,
}

impl RunState {
    /// As data.
    pub const fn code(self) -> &'static str {
        match self {
            RunState::Running => "running",
            RunState::Done => "done",
            RunState::Stopped => "stopped",
        }
    }
}

impl FromStr for RunState {
    type Err = Failure;
    fn from_str(text: &str) -> Result<Self, Failure> {
        match text {
            "running" => Ok(RunState::Running),
            "done" => Ok(RunState::Done),
            "stopped" => Ok(RunState::Stopped),
            other => Err(Failure::internal(format!("“{other}” is no state of an import"))),
        }
    }
}

/// One run of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its id.
    pub id: Uuid,
    /// What was imported: "care-providers".
    pub kind: String,
    /// The file's name.
    pub file: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// Rows read.
    pub rows_seen: u64,
    /// Rows done with, faulty ones included: where a run that stopped goes on.
    pub rows_done: u64,
    /// New ones.
    pub made: u64,
    /// Known ones of which something is new.
    pub changed: u64,
    /// Known ones that are as they were.
    pub unchanged: u64,
    /// Rows that could not be taken.
    pub faults: u64,
    /// Where it stands.
    pub state: RunState,
    /// Why it stopped.
    pub reason: Option<String>,
    /// When it began.
    pub started_at: Moment,
    /// When it ended.
    pub finished_at: Option<Moment>,
}

/// What was wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct KeptFault {
    /// The line of the file on which the row begins.
    pub line: u64,
    /// The column; empty when the whole row is meant.
    pub column: String,
    /// What is wrong and what to do.
    pub message: String,
    /// What stands there, shortened.
    pub value: String,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "end", rename_all = "snake_case")]
pub enum End {
    /// Every row was done.
    Finished,
    /// This very file had been done before; nothing was done now.
    AlreadyDone {
        /// When.
        at: Moment,
    },
    /// Something was in the way; the same file again goes on there.
    Stopped {
        /// The line of the row at which it stopped.
        line: u64,
        /// What was in the way, and what to do.
        reason: String,
    },
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The figures of the whole run, those of an earlier part of it included.
    pub run: Run,
    /// Nothing was written.
    pub preview: bool,
    /// How many rows an earlier, unfinished run had done.
    pub resumed_at: u64,
    /// How it ended.
    pub end: End,
    /// At most [`MOST_FAULTS`] faults.
    pub faults: Vec<KeptFault>,
}

impl Report {
    /// Whether the file is done and no row was left out.
    pub fn is_clean(&self) -> bool {
        self.run.faults == 0 && !matches!(self.end, End::Stopped { .. })
    }

    /// The whole report in sentences, one for each line.
    pub fn words(&self) -> Vec<String> {
        let run = &self.run;
        let mut words = Vec::new();
        match &self.end {
            End::AlreadyDone { at } => {
                words.push(format!("{} was already imported on {}; nothing to do.", run.file, moment_in_words(*at)));
                words.push("Say --again to go through it once more.".into());
            }
            End::Stopped { line, reason } => {
                let at = if *line == 0 { String::new() } else { format!(" at line {line}") };
                words.push(format!("The import of {} stopped{at}: {reason}", run.file));
                if !self.preview {
                    words.push(
                        "What was done before that line stays. Import the same file again to go on there.".into(),
                    );
                }
            }
            End::Finished => {}
        }
        let done_before = matches!(self.end, End::AlreadyDone { .. });
        if self.resumed_at > 0 && !done_before {
            let rows = rows(self.resumed_at);
            words.push(format!("An earlier import of this file had done {rows}; this one went on from there."));
        }
        let before = if done_before { "That time: " } else { "" };
        let tense = if self.preview { "would be " } else { "" };
        words.push(format!(
            "{before}{} read: {tense}{} new, {} changed, {} as before, {} left out because of faults.",
            rows(run.rows_done),
            figure(run.made),
            figure(run.changed),
            figure(run.unchanged),
            figure(run.faults)
        ));
        if self.preview {
            words.push("This was a preview: nothing was saved.".into());
        }
        words
    }
}

fn rows(of: u64) -> String {
    count(i64::try_from(of).unwrap_or(i64::MAX), "row", "rows")
}

fn figure(of: u64) -> String {
    count(i64::try_from(of).unwrap_or(i64::MAX), "", "").trim().to_owned()
}

statement! {
    pub(crate) LAST_OF_FILE = "SELECT id, version, kind, file, sha256, rows_seen, rows_done, made, changed, unchanged, faults, state,
        reason, started_at, finished_at FROM import_run WHERE kind = $1 AND sha256 = $2
        ORDER BY started_at DESC, id DESC LIMIT 1";
    LAST_DONE = "SELECT id, version, kind, file, sha256, rows_seen, rows_done, made, changed, unchanged, faults, state,
        reason, started_at, finished_at FROM import_run WHERE kind = $1 AND state = 'done'
        ORDER BY finished_at DESC, id DESC LIMIT 1";
    RECENT = "SELECT id, version, kind, file, sha256, rows_seen, rows_done, made, changed, unchanged, faults, state,
        reason, started_at, finished_at FROM import_run ORDER BY started_at DESC, id DESC LIMIT $1";
    ONE = "SELECT id, version, kind, file, sha256, rows_seen, rows_done, made, changed, unchanged, faults, state,
        reason, started_at, finished_at FROM import_run WHERE id = $1";
    FAULTS = "SELECT line, column_name, message, content FROM import_fault WHERE run = $1 ORDER BY position";
    FAULT_COUNT = "SELECT count(*) FROM import_fault WHERE run = $1";
}

pub(crate) fn read_run(row: &Row) -> Result<Run, Failure> {
    let figure = |column: &str| row.get::<i64>(column).map(|figure| u64::try_from(figure).unwrap_or(0));
    Ok(Run {
        id: row.get("id")?,
        kind: row.get("kind")?,
        file: row.get("file")?,
        sha256: row.get("sha256")?,
        rows_seen: figure("rows_seen")?,
        rows_done: figure("rows_done")?,
        made: figure("made")?,
        changed: figure("changed")?,
        unchanged: figure("unchanged")?,
        faults: figure("faults")?,
        state: row.parse("state")?,
        reason: row.get("reason")?,
        started_at: row.get("started_at")?,
        finished_at: row.get("finished_at")?,
    })
}

/// The last file of this kind that was done.
pub fn last_done(tx: &mut Tx<'_>, kind: &str) -> Result<Option<Run>, Failure> {
    tx.first(&LAST_DONE, params![kind], read_run)
}

/// The latest runs, newest first.
pub fn recent(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Run>, Failure> {
    tx.all(&RECENT, params![most], read_run)
}

/// One run.
pub fn run_row(tx: &mut Tx<'_>, id: Uuid) -> Result<Run, Failure> {
    tx.one(&ONE, params![id], "import", read_run)
}

/// The faults of a run that were kept, in the order of the file.
pub fn faults(tx: &mut Tx<'_>, run: Uuid) -> Result<Vec<KeptFault>, Failure> {
    tx.all(&FAULTS, params![run], |row| {
        Ok(KeptFault {
            line: u64::try_from(row.get::<i64>("line")?).unwrap_or(0),
            column: row.get("column_name")?,
            message: row.get("message")?,
            value: row.get("content")?,
        })
    })
}

/// How many faults of a run were kept.
pub fn fault_count(tx: &mut Tx<'_>, run: Uuid) -> Result<i64, Failure> {
    tx.figure(&FAULT_COUNT, params![run])
}

/// Faults as a file for a spreadsheet; nothing in it is run as a formula.
pub fn faults_csv(faults: &[KeptFault]) -> Vec<u8> {
    let rows = faults.iter().map(|fault| {
        let line = if fault.line == 0 { String::new() } else { fault.line.to_string() };
        [line, fault.column.clone(), fault.message.clone(), fault.value.clone()]
    });
    let more = (faults.len() >= MOST_FAULTS).then(|| {
        let message =
            format!("Only the first {MOST_FAULTS} faults are listed. Put these right and import the file again.");
        [String::new(), String::new(), message, String::new()]
    });
    sheet::write_csv_for_spreadsheets(&["Line", "Column", "What is wrong", "What it says"], rows.chain(more))
}
