//! Journeys through the room of quality, in the words of those who work there, on both databases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test that cannot go on says so by stopping"
)]

mod complaints;
mod monitoring;

use access::OrganisationKind;
use kernel::{Date, Uuid, date};
use people::{Address, NewPerson, PersonId};
use testkit::App;
use wire::Slice;

pub fn rooms() -> Vec<Slice> {
    vec![
        Slice::new("clocks", &[], clocks::MIGRATIONS).jobs(clocks::JOBS),
        Slice::new("imports", &[], imports::MIGRATIONS),
        people::slice(),
        quality::slice(),
    ]
}

pub const TODAY: Date = date(2026, 11, 23);

pub fn harbour(app: &App) -> Uuid {
    app.organisation(OrganisationKind::Provider, "Harbour Care")
}

pub fn meadow(app: &App) -> Uuid {
    app.organisation(OrganisationKind::Provider, "Meadow Care")
}

pub fn ada(app: &App) -> PersonId {
    let house = app.house.clone();
    app.write(move |work| {
        let new = NewPerson {
            given_name: "Ada".into(),
            family_name: "Example".into(),
            birth: Some(date(1938, 3, 27)),
            address: Address { lines: vec!["1 High Street".into()], ..Address::default() },
            ..NewPerson::default()
        };
        people::register(work, &house, new)
    })
}

#[test]
fn every_statement_can_be_prepared_on_both_databases() {
    testkit::both(rooms, |app| {
        app.read(|tx| {
            for statement in store::all_statements().filter(|one| one.name().starts_with("quality::")) {
                tx.prepare(statement)?;
            }
            Ok(())
        });
    });
}
