//! The front door as those who use it see it, on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test that cannot go on says so by stopping"
)]

mod bad_input;
mod contacts;
mod kit;
mod referrals_journey;
