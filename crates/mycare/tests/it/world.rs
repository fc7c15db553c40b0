//! Ada, her plan, and the package that Harbour Care was awarded.

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
        workforce::slice(),
        brokerage::slice(),
        visits::slice(),
        charging::slice(),
        mycare::slice(),
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

pub fn my(person: PersonId, under: &str) -> String {
    format!("/my-care/{person}{under}")
}

/// Every page of a person's own care.
pub const PAGES: [&str; 7] = ["", "/visits", "/plan", "/costs", "/request", "/workers", "/readers"];

/// A plan for somebody who waits in hospital, agreed with the person.
pub fn agreed_plan(app: &App, person: PersonId) -> Persona {
    plan_of(app, person, &[])
}

/// What a plan has besides a morning visit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum More {
    ComplexCare,
    Evening,
}

/// The same, with more in it.
fn plan_of(app: &App, person: PersonId, more: &[More]) -> Persona {
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
    if more.contains(&More::Evening) {
        let evening = [
            ("label", "Evening"),
            ("days", "mon"),
            ("days", "fri"),
            ("from", "6pm"),
            ("to", "8pm"),
            ("minutes", "30"),
            ("workers", "1"),
            ("tasks", "Help to bed"),
        ];
        social_worker.form(&plan("/visits/add"), &evening).assert_done();
    }
    let money = [("weekly_budget", "£150.00"), ("payment", "managed"), ("budget_reason", "Panel")];
    social_worker.form(&plan("/money"), &money).assert_done();
    social_worker.form(&plan("/risks"), &[("delayed_discharge", "yes")]).assert_done();
    if more.contains(&More::ComplexCare) {
        social_worker.form(&plan("/package"), &[("complex", "yes")]).assert_done();
    }
    social_worker.form(&plan("/agree"), &[("agreed_with", "person")]).assert_done();
    social_worker
}

/// A package that is being looked for.
pub struct Search {
    pub package: Uuid,
    pub broker: Persona,
    pub manager: Persona,
}

impl Search {
    pub fn begin(app: &App, person: PersonId) -> Self {
        let social_worker = agreed_plan(app, person);
        Search::asked(app, person, &social_worker)
    }

    /// The same for complex care.
    pub fn begin_complex(app: &App, person: PersonId) -> Self {
        let social_worker = plan_of(app, person, &[More::ComplexCare]);
        Search::asked(app, person, &social_worker)
    }

    /// The same with an evening visit, so that it can be split.
    pub fn begin_with_evening(app: &App, person: PersonId) -> Self {
        let social_worker = plan_of(app, person, &[More::Evening]);
        Search::asked(app, person, &social_worker)
    }

    fn asked(app: &App, person: PersonId, social_worker: &Persona) -> Self {
        let provider = app.organisation(OrganisationKind::Provider, "Harbour Care");
        let locality = app.read(|tx| people::row(tx, person)).locality.unwrap();
        app.write(move |work| {
            let (lots, areas) = (["home", "complex"].map(str::to_owned), [locality.clone()]);
            let new = NewProvider {
                organisation: provider,
                code: "HARBOUR",
                postcode: Some("BA21 5BT"),
                score_tenths: Some(800),
                active: true,
                lots: &lots,
                areas: &areas,
            };
            brokerage::admit(work, &new)
        });
        let plan = app.read(|tx| plans::current(tx, person)).unwrap().id;
        let asked = social_worker.form(&format!("/plans/{plan}/request-package"), &[("channel", "portal")]);
        let package = asked.assert_done().id();
        Search { package, broker: app.persona(Role::Broker), manager: app.persona(Role::ProviderManager) }
    }

    fn on(&self, under: &str) -> String {
        format!("/packages/{}/{under}", self.package)
    }

    pub fn offer(&self, app: &App) -> Uuid {
        self.broker.form(&self.on("offer"), &[("basis", "rank"), ("how_many", "1")]).assert_done();
        let package = self.package;
        app.read(|tx| brokerage::offer::of_package(tx, package.into())).remove(0).id.uuid()
    }

    pub fn award(&self, app: &App, offer: Uuid) {
        self.manager.form(&format!("/offers/{offer}/accept"), &[("earliest_start", "2026-11-27")]).assert_done();
        self.broker.form(&self.on("award"), &[("offer", &offer.to_string())]).assert_done();
        app.settle();
    }
}

/// Ada's package, awarded to begin on Friday.
pub fn awarded(app: &App, person: PersonId) -> Search {
    let search = Search::begin(app, person);
    let offer = search.offer(app);
    search.award(app, offer);
    search
}

/// The visit of Ada's first day.
pub fn first_visit(app: &App, person: PersonId) -> VisitView {
    let day = Period::through(FIRST, FIRST).unwrap();
    app.read(|tx| visits::of_person(tx, person, day)).remove(0)
}

/// Gives a visit to a worker.
pub fn give(app: &App, visit: &VisitView) -> Persona {
    let (scheduler, worker) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
    scheduler.form(&format!("/schedule/{}/assign", visit.id), &[("worker", &worker.account.to_string())]).assert_done();
    worker
}

/// The worker comes at the planned start and stays for 45 minutes.
pub fn make(app: &App, visit: &VisitView, worker: &Persona) {
    app.turn_to(visit.planned_start);
    worker.form(&format!("/visits/{}/check-in", visit.id), &[]).assert_done();
    app.turn_by_minutes(45);
    let well = [("outcome", "done"), ("done", "1"), ("signed", "person")];
    worker.form(&format!("/visits/{}/check-out", visit.id), &well).assert_done();
    app.settle();
}
