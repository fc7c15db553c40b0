//! From an approved visit to an approved invoice, in the words of those who do it, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod charges;
mod contention;
mod invoices;
mod lives;
mod mileage;
mod payments;
mod prices;
mod statement;
mod world;
