//! What was imported, when, and what was wrong with it.

use access::About;
use imports::{KeptFault, Run, RunState};
use kernel::Failure;
use page::{
    Page,
    components::{Cell, Table, table},
    html,
    show::{self, Standing},
};
use wire::{Shown, View};

use crate::SeeImports;

/// How many imports are listed.
const MOST: i64 = 100;

/// The latest imports.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub struct Runs {
    /// Newest first, at most 100.
    pub imports: Vec<RunFacts>,
}

/// One import and what was wrong with its rows.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub struct OneRun {
    /// Its figures.
    pub import: RunFacts,
    /// At most 1,000 faults.
    pub faults: Vec<KeptFault>,
}

/// The figures of an import.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub struct RunFacts {
    /// Its id.
    pub id: String,
    /// What was imported.
    pub kind: String,
    /// The file.
    pub file: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// Rows done with.
    pub rows: u64,
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
    pub started_at: String,
    /// When it ended.
    pub finished_at: Option<String>,
}

impl From<&Run> for RunFacts {
    fn from(run: &Run) -> Self {
        RunFacts {
            id: run.id.to_string(),
            kind: run.kind.clone(),
            file: run.file.clone(),
            sha256: run.sha256.clone(),
            rows: run.rows_done,
            made: run.made,
            changed: run.changed,
            unchanged: run.unchanged,
            faults: run.faults,
            state: run.state,
            reason: run.reason.clone(),
            started_at: run.started_at.to_string(),
            finished_at: run.finished_at.map(|at| at.to_string()),
        }
    }
}

fn state(run: &Run) -> page::Markup {
    match run.state {
        RunState::Running => show::state("Not finished", Standing::Soon),
        RunState::Stopped => show::state("Stopped", Standing::Late),
        RunState::Done if run.faults > 0 => show::state("Done, with faults", Standing::Soon),
        RunState::Done => show::state("Done", Standing::Fine),
    }
}

/// The latest imports.
pub fn list(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.scope::<SeeImports>()?;
    let runs = imports::recent(view.tx, MOST)?;
    let head = vec![
        "File".into(),
        "What".into(),
        "Begun".into(),
        Cell::numeric("New"),
        Cell::numeric("Changed"),
        Cell::numeric("As before"),
        Cell::numeric("Faults"),
        "State".into(),
    ];
    let now = view.now;
    let row = |run: &Run| {
        vec![
            Cell::link(run.file.clone(), format!("/imports/{}", run.id)),
            run.kind.replace('-', " ").into(),
            show::moment_short(now, run.started_at).into(),
            Cell::numeric(run.made.to_string()),
            Cell::numeric(run.changed.to_string()),
            Cell::numeric(run.unchanged.to_string()),
            Cell::numeric(run.faults.to_string()),
            state(run).into(),
        ]
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Imports" }
        @if runs.is_empty() {
            (show::empty_state("Imports appear here once a file has been imported: kith import care-providers FILE."))
        } @else {
            (table(&Table { head, rows: runs.iter().map(row).collect(), responsive: true, ..Table::default() }))
            @if runs.len() as i64 >= MOST { p { "The latest " (MOST) " are shown." } }
        }
    };
    let data = Runs { imports: runs.iter().map(RunFacts::from).collect() };
    Shown::with(Page::new("Imports", body).wide(), &data)
}

/// One import with its faults.
pub fn show(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let id = view.path.uuid("run")?;
    view.who.permit::<SeeImports>(&About::thing("import", id))?;
    let run = imports::run_row(view.tx, id)?;
    let faults = imports::faults(view.tx, id)?;
    let head = vec![Cell::numeric("Line"), "Column".into(), "What is wrong".into(), "What it says".into()];
    let row = |fault: &KeptFault| {
        let line = if fault.line == 0 { String::new() } else { fault.line.to_string() };
        vec![Cell::numeric(line), fault.column.clone().into(), fault.message.clone().into(), fault.value.clone().into()]
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Import of " (run.file) }
        p { (state(&run)) " Begun on " (show::moment(run.started_at)) @if let Some(at) = run.finished_at { ", ended on " (show::moment(at)) } "." }
        @if let Some(reason) = &run.reason { p { (reason) " Import the same file again to go on there." } }
        p { (run.rows_done) " rows: " (run.made) " new, " (run.changed) " changed, " (run.unchanged) " as before, " (run.faults) " left out because of faults." }
        @if faults.is_empty() { (show::empty_state("No row had a fault.")) } @else {
            @if faults.len() >= imports::MOST_FAULTS { p { "The first " (imports::MOST_FAULTS) " faults are shown." } }
            p { a class="nhsuk-link" href=(format!("/imports/{id}/faults")) { "Get the faults as a file for a spreadsheet" } }
            (table(&Table { head, rows: faults.iter().map(row).collect(), responsive: true, ..Table::default() }))
        }
    };
    let data = OneRun { import: RunFacts::from(&run), faults };
    Shown::with(Page::new(format!("Import of {}", run.file), body).wide().back("Imports", "/imports"), &data)
}

/// The faults as a file.
pub fn faults(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let id = view.path.uuid("run")?;
    view.who.permit::<SeeImports>(&About::thing("import", id))?;
    imports::run_row(view.tx, id)?;
    let faults = imports::faults(view.tx, id)?;
    let name = format!("import-faults-{id}.csv");
    Ok(Shown::File { name, kind: "text/csv; charset=utf-8", bytes: imports::faults_csv(&faults) })
}
