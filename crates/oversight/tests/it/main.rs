//! Figures and the rows behind them, and what governance sees, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod commissioning;
mod counted;
mod flow;
mod governance;
mod measures;
mod money;
mod submissions;
mod world;
