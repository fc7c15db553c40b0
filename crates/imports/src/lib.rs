//! Whole files into the database, safely (INT-4).
//!
//! A file is read row by row and saved in batches of 500, each one unit of work with the point up to which the file is
//! done. So a run that is killed goes on where it stopped, a file that was done is not done twice by mistake, and a bad
//! row is told by line and column and holds up no other. A preview does the same and takes it all back.
//!
//! The [`gazetteer`] holds what every room may look up: postcodes and bank holidays of newer files than the place's own.

mod apply;
mod batch;
mod file;
pub mod gazetteer;
mod ledger;
mod report;
mod run;

pub use apply::{Line, Outcome, Step};
pub use file::{Counted, SourceFile};
pub use report::{End, KeptFault, Report, Run, RunState, fault_count, faults, faults_csv, last_done, recent, run_row};
pub use run::{Import, Options, Progress, run};

/// The tables of this crate.
pub const MIGRATIONS: &[store::Migration] = store::migrations!["20261122_1040_imports"];

/// How many faults of a run are kept; all are counted.
pub const MOST_FAULTS: usize = 1000;
