//! The checker on others' answers, on broken ones, and on texts that are none.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod planted;
mod published;
mod readers;
