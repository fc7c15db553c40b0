//! People with plans, packages, and two providers.

use access::{OrganisationKind, Role};
use brokerage::NewProvider;
use kernel::{Date, NhsNumber, Numbers, Period, Postcode, Uuid, date};
use people::{Address, NewPerson, PersonId};
use testkit::{App, Persona};
use visits::VisitView;
use wire::Slice;

pub fn rooms() -> Vec<Slice> {
    vec![
        Slice::new("clocks", &[], clocks::MIGRATIONS).jobs(clocks::JOBS),
        Slice::new("accounts", &[], accounts::MIGRATIONS),
        Slice::new("imports", &[], imports::MIGRATIONS),
        people::slice(),
        referrals::slice(),
        assessments::slice(),
        plans::slice(),
        quality::slice(),
        workforce::slice(),
        brokerage::slice(),
        visits::slice(),
        charging::slice(),
        oversight::slice(),
    ]
}

/// Friday 27 November 2026: the first day of care.
pub const FIRST: Date = date(2026, 11, 27);

pub const ADA: &str = "9990000018";
pub const BEA: &str = "9990000026";

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

/// A plan for somebody who waits in hospital, agreed with the person.
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

/// A provider of this name, admitted for care at home in the West, and its manager.
pub fn provider(app: &App, name: &str, score_tenths: i64) -> Persona {
    let organisation = app.organisation(OrganisationKind::Provider, name);
    let code = name.to_uppercase().replace(' ', "-");
    app.write(move |work| {
        let (lots, areas) = (["home".to_owned()], ["west".to_owned()]);
        let new = NewProvider {
            organisation,
            code: &code,
            postcode: Some("BA21 5BT"),
            score_tenths: Some(score_tenths),
            active: true,
            lots: &lots,
            areas: &areas,
        };
        brokerage::admit(work, &new)
    });
    app.persona_in(Role::ProviderManager, organisation)
}

/// Two providers and a package of Ada that both were asked for: Harbour Care said yes and has it, Larkbarrow said no.
pub struct World {
    pub ada: PersonId,
    pub package: Uuid,
    pub broker: Persona,
    pub harbour: Persona,
    pub larkbarrow: Persona,
    pub commissioner: Persona,
}

impl World {
    pub fn new(app: &App) -> Self {
        app.organisation(OrganisationKind::Council, "Dorset Council");
        let (harbour, larkbarrow) = (provider(app, "Harbour Care", 805), provider(app, "Larkbarrow Homecare", 920));
        let broker = app.persona(Role::Broker);
        let ada = person(app, "Ada", ADA);
        let package = ask(app, ada);
        let offer = [("basis", "rank"), ("how_many", "2")];
        broker.form(&format!("/packages/{package}/offer"), &offer).assert_done();
        let declined = [("reason", "no_capacity")];
        let no = offer_of(app, package, &larkbarrow);
        larkbarrow.form(&format!("/offers/{no}/decline"), &declined).assert_done();
        let yes = offer_of(app, package, &harbour);
        harbour.form(&format!("/offers/{yes}/accept"), &[("earliest_start", "2026-11-27")]).assert_done();
        broker.form(&format!("/packages/{package}/award"), &[("offer", &yes.to_string())]).assert_done();
        app.settle();
        World { ada, package, broker, harbour, larkbarrow, commissioner: app.persona(Role::Commissioner) }
    }
}

/// A package is asked for from an agreed plan.
pub fn ask(app: &App, person: PersonId) -> Uuid {
    let social_worker = agreed_plan(app, person);
    let plan = app.read(|tx| plans::current(tx, person)).unwrap().id;
    let asked = social_worker.form(&format!("/plans/{plan}/request-package"), &[("channel", "portal")]);
    asked.assert_done().id()
}

fn offer_of(app: &App, package: Uuid, manager: &Persona) -> Uuid {
    let offers = app.read(|tx| brokerage::offer::of_package(tx, package.into()));
    offers.iter().find(|offer| Some(offer.provider) == manager.organisation).unwrap().id.uuid()
}

/// The visit of Ada's first day is given, made and approved.
pub fn first_visit(app: &App, world: &World) -> VisitView {
    let (ada, day) = (world.ada, Period::through(FIRST, FIRST).unwrap());
    let visit = app.read(|tx| visits::of_person(tx, ada, day)).remove(0);
    let organisation = world.harbour.organisation.unwrap();
    let scheduler = app.persona_in(Role::Scheduler, organisation);
    let worker = app.persona_in(Role::CareWorker, organisation);
    let to = [("worker", worker.account.to_string())];
    scheduler.form(&format!("/schedule/{}/assign", visit.id), &[(to[0].0, to[0].1.as_str())]).assert_done();
    app.turn_to(visit.planned_start);
    worker.form(&format!("/visits/{}/check-in", visit.id), &[]).assert_done();
    app.turn_by_minutes(45);
    let well = [("outcome", "done"), ("done", "1"), ("signed", "person")];
    worker.form(&format!("/visits/{}/check-out", visit.id), &well).assert_done();
    app.settle();
    visit
}
