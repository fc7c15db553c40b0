//! Journeys through the room of visits, in the words of those who work there, on both databases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test that cannot go on says so by stopping"
)]

mod alarms;
mod assigning;
mod bank;
mod checks;
mod contention;
mod making;
mod monitoring;
mod round;
mod thread;
mod times;
mod way_in;

use access::{About, Role};
use kernel::{Date, Minutes, Moment, NhsNumber, Numbers, Period, Postcode, Time, Uuid, Weekday, date, time};
use people::{Address, NewPerson, PersonId};
use testkit::{App, Persona};
use visits::{Line, Source, VisitView, policy::SetSkills};
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
        workforce::slice(),
        visits::slice(),
    ]
}

/// The same with the room that awards packages.
pub fn whole_thread() -> Vec<Slice> {
    let mut rooms = rooms();
    rooms.push(brokerage::slice());
    rooms
}

/// Monday 23 November 2026: the day on which every test begins, at nine.
pub const TODAY: Date = date(2026, 11, 23);

pub fn at(hour: i8, minute: i8) -> Moment {
    Moment::from_london(TODAY, time(hour, minute, 0, 0))
}

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

pub const EVERY_DAY: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// A line: every day within this window, 30 minutes, one worker.
pub fn line(n: u128, label: &str, from: Time, to: Time) -> Line {
    Line {
        id: Uuid::from_u128(n),
        label: label.into(),
        days: EVERY_DAY.to_vec(),
        from,
        to,
        minutes: Minutes::new(30),
        workers: 1,
        tasks: vec!["Help with washing".into(), "Make breakfast".into()],
        time_critical: false,
        skills: vec![],
    }
}

/// Ten to half past eleven.
pub fn morning() -> Line {
    line(1, "Morning", time(10, 0, 0, 0), time(11, 30, 0, 0))
}

pub fn provider(app: &App) -> Uuid {
    app.organisation(access::OrganisationKind::Provider, "Harbour Care")
}

pub fn source(app: &App, person: PersonId, lines: Vec<Line>) -> Source {
    Source {
        package: app.write(|work| Ok(work.id::<Uuid>())),
        person: person.uuid(),
        person_name: app.read(|tx| people::row(tx, person)).name,
        locality: Some("west".into()),
        provider: provider(app),
        plan: Uuid::from_u128(77),
        plan_version: 1,
        lives_alone: false,
        lines,
        start: TODAY,
        end: None,
    }
}

pub fn begin(app: &App, source: &Source) -> usize {
    let (place, source) = (app.house.place, source.clone());
    app.write(move |work| visits::make::begin(work, place, &source))
}

pub fn week() -> Period {
    Period::through(TODAY, date(2026, 11, 29)).unwrap()
}

pub fn of_package(app: &App, package: Uuid, period: Period) -> Vec<VisitView> {
    app.read(|tx| visits::of_package(tx, package, period))
}

/// Today's visits of a package.
pub fn today(app: &App, package: Uuid) -> Vec<VisitView> {
    of_package(app, package, Period::through(TODAY, TODAY).unwrap())
}

pub fn again(app: &App, visit: &VisitView) -> VisitView {
    let id = visit.id;
    app.read(|tx| visits::view(tx, id))
}

/// A package with one visit a day, and today's.
pub fn one_visit(app: &App) -> VisitView {
    let source = source(app, ada(app), vec![morning()]);
    begin(app, &source);
    today(app, source.package).remove(0)
}

pub fn assign_path(visit: &VisitView) -> String {
    format!("/schedule/{}/assign", visit.id)
}

pub fn path(visit: &VisitView, what: &str) -> String {
    format!("/visits/{}/{what}", visit.id)
}

/// Gives a visit to a worker through the scheduler's page.
pub fn give(scheduler: &Persona, visit: &VisitView, worker: &Persona) {
    scheduler.form(&assign_path(visit), &[("worker", &worker.account.to_string())]).assert_done();
}

pub fn give_skills(scheduler: &Persona, worker: &Persona, skills: &[&str]) {
    let (who, account, provider) = (scheduler.who(), worker.account, scheduler.organisation.unwrap());
    let skills: Vec<String> = skills.iter().map(|skill| (*skill).to_owned()).collect();
    scheduler.write(move |work| {
        let permit = who.permit::<SetSkills>(&About::thing("care worker", account).organisation(provider))?;
        visits::workers::set_skills(work, &permit, provider, account, &skills)
    });
}

/// A visit of today given to a worker of the same provider.
pub fn given(app: &App) -> (VisitView, Persona, Persona) {
    let visit = one_visit(app);
    let (scheduler, worker) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
    give(&scheduler, &visit, &worker);
    (again(app, &visit), scheduler, worker)
}

/// What a worker says when all went well.
pub const WELL: &[(&str, &str)] = &[("outcome", "done"), ("done", "1"), ("done", "2"), ("signed", "person")];

/// A plan for somebody who waits in hospital: three quarters of an hour on Monday mornings, agreed with the person.
pub fn agreed_plan(app: &App, person: PersonId) -> Persona {
    let social_worker = app.persona(Role::SocialWorker);
    let plan = |under: &str| format!("/people/{person}/plan{under}");
    let start = [
        ("basis", "discharge"),
        ("basis_reason", "Home on Friday."),
        ("kind", "home_from_hospital"),
        ("place_of_care", "own_home"),
        ("start_wanted", "2026-11-27"),
    ];
    social_worker.form(&plan("/start"), &start).assert_done();
    let about = [("what_matters", "My garden."), ("contingency", "Neighbour Bert has a key.")];
    social_worker.form(&plan("/about"), &about).assert_done();
    let outcome = [("words", "Wash myself"), ("reablement", "yes"), ("baseline", "Needs two"), ("target", "Alone")];
    social_worker.form(&plan("/outcomes/add"), &outcome).assert_done();
    let line = [
        ("label", "Morning"),
        ("days", "mon"),
        ("days", "fri"),
        ("from", "7:30am"),
        ("to", "10am"),
        ("minutes", "45"),
        ("workers", "1"),
        ("tasks", "Help with washing"),
    ];
    social_worker.form(&plan("/visits/add"), &line).assert_done();
    let money = [("weekly_budget", "£150.00"), ("payment", "managed"), ("budget_reason", "Panel")];
    social_worker.form(&plan("/money"), &money).assert_done();
    social_worker.form(&plan("/risks"), &[("delayed_discharge", "yes")]).assert_done();
    social_worker.form(&plan("/agree"), &[("agreed_with", "person")]).assert_done();
    social_worker
}

/// The balance of a package's account.
pub fn minutes(app: &App, visit: &VisitView, kind: &'static str) -> i64 {
    let name = visits::account(visit.package, kind);
    app.read(|tx| accounts::balance(tx, name))
}

/// How often something happened to a thing.
pub fn happened(app: &App, subject: impl Into<Uuid>, event: &str) -> Vec<serde_json::Value> {
    let subject = subject.into();
    let all = app.read(|tx| store::journal::of_subject(tx, subject));
    all.iter().filter(|entry| entry.event == event).map(store::Entry::facts).collect()
}

#[test]
fn every_statement_can_be_prepared_on_both_databases() {
    testkit::both(rooms, |app| {
        app.read(|tx| {
            let own = store::all_statements().filter(|statement| statement.name().starts_with("visits::"));
            for statement in own {
                tx.prepare(statement)?;
            }
            Ok(())
        });
    });
}
