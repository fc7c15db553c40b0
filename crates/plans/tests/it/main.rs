//! Journeys through the room of plans, in the words of those who work there, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod agreeing;
mod bad_input;
mod living_with_it;
mod surplus;
mod writing;

use access::Role;
use kernel::{NhsNumber, Numbers, Postcode, date};
use people::{Address, NewPerson, PersonId};
use testkit::{App, Persona};
use wire::Slice;

/// The rooms under test, with the mechanisms they stand on.
pub fn rooms() -> Vec<Slice> {
    vec![
        Slice::new("clocks", &[], clocks::MIGRATIONS).jobs(clocks::JOBS),
        Slice::new("accounts", &[], accounts::MIGRATIONS),
        Slice::new("imports", &[], imports::MIGRATIONS),
        people::slice(),
        referrals::slice(),
        assessments::slice(),
        plans::slice(),
    ]
}

/// Registers somebody of Yeovil Marsh (locality West).
pub fn person(app: &App, given: &str, number: &str) -> PersonId {
    let new = NewPerson {
        given_name: given.into(),
        family_name: "Example".into(),
        birth: Some(date(1936, 2, 29)),
        nhs_number: Some(NhsNumber::parse(number, Numbers::Test).unwrap()),
        address: Address {
            lines: vec!["1 Made Up Lane".into()],
            town: Some("Sherborne".into()),
            postcode: Some(Postcode::parse("BA21 5BT").unwrap()),
        },
        ..NewPerson::default()
    };
    let house = app.house.clone();
    app.write(move |work| people::register(work, &house, new.clone()))
}

pub fn ada(app: &App) -> PersonId {
    person(app, "Ada", "9990000018")
}

/// A page under a person's plan.
pub fn at(person: PersonId, under: &str) -> String {
    format!("/people/{person}/plan{under}")
}

pub const MORNING: &[(&str, &str)] = &[
    ("label", "Morning"),
    ("days", "mon"),
    ("days", "wed"),
    ("days", "fri"),
    ("from", "7:30am"),
    ("to", "10am"),
    ("minutes", "45"),
    ("workers", "2"),
    ("tasks", "Help with washing and dressing\nMake breakfast"),
    ("skills", "hoist"),
];

/// A plan for somebody waiting in hospital, started.
pub fn start(worker: &Persona, person: PersonId) {
    let fields = [
        ("basis", "discharge"),
        ("basis_reason", "Home on Friday; to be assessed at home within two weeks."),
        ("kind", "home_from_hospital"),
        ("place_of_care", "own_home"),
        ("start_wanted", "2026-11-27"),
    ];
    worker.form(&at(person, "/start"), &fields).assert_done();
}

/// The same with everything it needs to be agreed.
pub fn written(worker: &Persona, person: PersonId) {
    start(worker, person);
    let about = [("what_matters", "My garden and my own bed."), ("contingency", "Neighbour Bert has a key.")];
    worker.form(&at(person, "/about"), &about).assert_done();
    let outcome = [("words", "Wash myself"), ("reablement", "yes"), ("baseline", "Needs two"), ("target", "Alone")];
    worker.form(&at(person, "/outcomes/add"), &outcome).assert_done();
    worker.form(&at(person, "/visits/add"), MORNING).assert_done();
    let money = [("weekly_budget", "£150.00"), ("payment", "managed"), ("budget_reason", "Panel of 20 November")];
    worker.form(&at(person, "/money"), &money).assert_done();
    worker.form(&at(person, "/risks"), &[("delayed_discharge", "yes")]).assert_done();
}

/// The same, agreed with the person.
pub fn agreed(worker: &Persona, person: PersonId) {
    written(worker, person);
    worker.form(&at(person, "/agree"), &[("agreed_with", "person")]).assert_done();
}

pub fn social_worker(app: &App) -> Persona {
    app.persona(Role::SocialWorker)
}

/// The plan as it stands.
pub fn plan(app: &App, person: PersonId) -> plans::PlanView {
    app.read(|tx| plans::current(tx, person)).expect("a plan")
}
