//! The house as a whole: every statement, both schemas, every route as every role, signing in, and the commands.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    missing_docs,
    reason = "a test that cannot go on says so by stopping"
)]

mod bench;
mod commands;
mod connections;
mod counted;
mod demo;
mod description;
mod first_screens;
mod housekeeping;
mod hub;
mod import;
mod matrix;
mod merged;
mod oracle;
mod outgoing;
mod parsers;
mod probes;
mod provider_home;
mod quarter;
mod reads;
mod restored;
mod schema;
mod sign_in;
mod stopped;
mod thread;
mod thread_anything;
mod thread_bad_input;
mod thread_money;
mod thread_rounds;
mod thread_search;

use testkit::{App, Options};

/// The whole house on both databases.
pub fn house(test: impl Fn(&App)) {
    testkit::both_with(server::house::slices, &options(), test);
}

pub fn options() -> Options {
    Options { public: server::public::routes, ..Options::default() }
}
