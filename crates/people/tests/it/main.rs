//! Journeys through the room of people, in the words of those who work there, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod around;
mod carers;
mod change;
mod merge;
mod register;

use kernel::{NhsNumber, Numbers, Postcode, date};
use people::{Address, NewPerson, PersonId};
use testkit::App;

/// The room under test.
pub fn rooms() -> Vec<wire::Slice> {
    vec![wire::Slice::new("imports", &[], imports::MIGRATIONS), people::slice()]
}

/// Ada Example of Yeovil Marsh, with a test number.
pub fn ada() -> NewPerson {
    NewPerson {
        given_name: "Ada".into(),
        family_name: "Example".into(),
        birth: Some(date(1936, 2, 29)),
        nhs_number: Some(NhsNumber::parse("9990000018", Numbers::Test).unwrap()),
        address: Address {
            lines: vec!["1 Made Up Lane".into()],
            town: Some("Sherborne".into()),
            postcode: Some(Postcode::parse("BA21 5BT").unwrap()),
        },
        ..NewPerson::default()
    }
}

/// Registers somebody without a form.
pub fn registered(app: &App, new: NewPerson) -> PersonId {
    let house = app.house.clone();
    app.write(move |work| people::register(work, &house, new.clone()))
}
