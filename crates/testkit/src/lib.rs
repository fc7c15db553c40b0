//! For tests only: the house with the rooms you name, on a database of its own, behind a real port.
//!
//! ```no_run
//! use access::Role;
//!
//! // BRK-2
//! # let slices = || Vec::<wire::Slice>::new();
//! testkit::both(slices, |app| {
//!     let broker = app.persona(Role::Broker);
//!     let made = broker.form("/packages/new", &[("note", "two calls a day")]).assert_done();
//!     app.settle();
//!     app.turn_by_hours(4);
//!     broker.get(&format!("/packages/{}", made.id())).assert_has("two calls a day");
//! });
//! ```
//!
//! The closure runs once on SQLite, and once on PostgreSQL when `KITH_TEST_POSTGRES` names a server where databases may
//! be made. Afterwards the test fails if a job failed, if the journal does not verify, or if the server answered with a
//! fault of its own (5xx).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test that cannot go on says so by stopping"
)]

mod app;
mod browser;
mod database;
mod form;
mod persona;
mod reply;

pub use app::{App, Options, monday};
pub use browser::Browser;
pub use form::Draft;
pub use persona::{PASSWORD, Persona};
pub use reply::Reply;
use wire::Slice;

/// Runs a test on SQLite, and on PostgreSQL when there is one.
pub fn both(slices: impl Fn() -> Vec<Slice>, test: impl Fn(&App)) {
    both_with(slices, &Options::default(), test);
}

/// The same with public routes, another clock, or faults that are expected.
pub fn both_with(slices: impl Fn() -> Vec<Slice>, options: &Options, test: impl Fn(&App)) {
    for database in database::all() {
        App::run(slices(), options, database, &test);
    }
}

/// Runs a test on SQLite alone: where the database cannot matter and the test is long.
pub fn on_sqlite(slices: impl Fn() -> Vec<Slice>, test: impl Fn(&App)) {
    App::run(slices(), &Options::default(), database::Kind::Sqlite, &test);
}

/// Runs a test on SQLite alone, with options; for long tests whose other half is [`on_postgres_with`].
pub fn on_sqlite_with(slices: impl Fn() -> Vec<Slice>, options: &Options, test: impl Fn(&App)) {
    App::run(slices(), options, database::Kind::Sqlite, &test);
}

/// Runs a test on PostgreSQL alone, if there is one.
pub fn on_postgres_with(slices: impl Fn() -> Vec<Slice>, options: &Options, test: impl Fn(&App)) {
    for database in database::all().into_iter().filter(|kind| *kind != database::Kind::Sqlite) {
        App::run(slices(), options, database, &test);
    }
}

/// How often a test of many who do the same at once goes round: a few times among the other tests, and as often as
/// `KITH_CONTENTION_ROUNDS` says where `cargo xtask faults contention` runs it.
pub fn rounds() -> usize {
    std::env::var("KITH_CONTENTION_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(2)
}
