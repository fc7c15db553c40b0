//! What a person and a carer see of their care, in their words, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod carers;
mod costs;
mod counted;
mod request;
mod visits_told;
mod workers;
mod world;
mod year;
