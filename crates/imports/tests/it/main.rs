//! Imports on both databases: what a file leaves behind, what a kill leaves behind, and what is said about bad files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod gazetteer;
mod runs;
