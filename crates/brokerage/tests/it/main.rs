//! Journeys from an agreed plan to care that has begun, in the words of those who take part, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod award_once;
mod bad_input;
mod changing;
mod competing;
mod complex;
mod contention;
mod figures;
mod first_screen;
mod following;
mod hand_back;
mod matching;
mod notes;
mod off_framework;
mod offers;
mod on_the_way;
mod parts;
mod pilots;
mod prices;
mod quality_ranking;
mod ranking;
mod requests;
mod searching;
mod spot;
mod standing;

use access::{OrganisationKind, Role};
use brokerage::{NewProvider, Package, PackageId};
use kernel::{Date, NhsNumber, Numbers, Postcode, Uuid, date};
use people::{Address, NewPerson, PersonId};
use testkit::{App, Persona, Reply};
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
        quality::slice(),
        workforce::slice(),
        brokerage::slice(),
    ]
}

/// Numbers of the test range.
const NUMBERS: [&str; 4] = ["9990000018", "9990000026", "9990000034", "9990000042"];

/// Registers somebody of Yeovil Marsh (locality West).
pub fn person(app: &App, given: &str, nth: usize) -> PersonId {
    let new = NewPerson {
        given_name: given.into(),
        family_name: "Example".into(),
        birth: Some(date(1936, 2, 29)),
        nhs_number: NhsNumber::parse(NUMBERS[nth], Numbers::Test).ok(),
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

pub fn at(person: PersonId, under: &str) -> String {
    format!("/people/{person}/plan{under}")
}

/// A plan with everything it needs but the agreement. `ground` is a ground of the risk tool, or empty.
pub fn written(worker: &Persona, person: PersonId, kind: &str, start: Date, ground: &str) {
    let start = start.to_string();
    let fields = [
        ("basis", "discharge"),
        ("basis_reason", "Home on Friday; to be assessed at home within two weeks."),
        ("kind", kind),
        ("place_of_care", "own_home"),
        ("start_wanted", start.as_str()),
    ];
    worker.form(&at(person, "/start"), &fields).assert_done();
    let about =
        [("what_matters", "My garden."), ("contingency", "Neighbour Bert has a key."), ("history", "Ada fell in May.")];
    worker.form(&at(person, "/about"), &about).assert_done();
    let outcome =
        [("words", "Ada washes herself"), ("reablement", "yes"), ("baseline", "Needs two"), ("target", "Alone")];
    worker.form(&at(person, "/outcomes/add"), &outcome).assert_done();
    let visit = [
        ("label", "Morning"),
        ("days", "mon"),
        ("days", "wed"),
        ("days", "fri"),
        ("from", "7:30am"),
        ("to", "10am"),
        ("minutes", "45"),
        ("workers", "2"),
        ("tasks", "Help Ada with washing and dressing\nMake breakfast"),
        ("skills", "hoist"),
    ];
    worker.form(&at(person, "/visits/add"), &visit).assert_done();
    let money = [("weekly_budget", "£150.00"), ("payment", "managed"), ("budget_reason", "Panel of 20 November")];
    worker.form(&at(person, "/money"), &money).assert_done();
    let risks: Vec<(&str, &str)> = if ground.is_empty() { Vec::new() } else { vec![(ground, "yes")] };
    worker.form(&at(person, "/risks"), &risks).assert_done();
}

pub fn plan_of(app: &App, person: PersonId) -> plans::PlanView {
    app.read(|tx| plans::current(tx, person)).expect("a plan")
}

/// An agreed plan, at no special risk.
pub fn agreed(app: &App, person: PersonId, ground: &str) -> plans::PlanId {
    let worker = app.persona(Role::SocialWorker);
    written(&worker, person, "ongoing", date(2026, 11, 27), ground);
    worker.form(&at(person, "/agree"), &[("agreed_with", "person")]).assert_done();
    plan_of(app, person).id
}

/// A provider of this name, admitted for care at home in the West; off the framework without a score.
pub fn provider(app: &App, name: &str, score_tenths: Option<i64>) -> Uuid {
    let organisation = app.organisation(OrganisationKind::Provider, name);
    let code = name.to_uppercase().replace(' ', "-");
    app.write(move |work| {
        let (lots, areas) = (["home", "nights", "complex"].map(str::to_owned), ["west".to_owned()]);
        let new = NewProvider {
            organisation,
            code: &code,
            postcode: Some("DT1 1XJ"),
            score_tenths,
            active: true,
            lots: &lots,
            areas: &areas,
        };
        brokerage::admit(work, &new)
    });
    organisation
}

/// A broker, three providers by score with a manager each, one off the framework, and a package that was asked for.
pub struct Search {
    pub broker: Persona,
    pub high: Persona,
    pub middle: Persona,
    pub low: Persona,
    pub off: Persona,
    pub person: PersonId,
    pub package: PackageId,
}

impl Search {
    pub fn begin(app: &App, ground: &str) -> Self {
        Search::begin_with(app, |person| agreed(app, person, ground))
    }

    /// The same with a plan of this make.
    pub fn begin_with(app: &App, plan: impl Fn(PersonId) -> plans::PlanId) -> Self {
        for (name, score) in [("Larkbarrow Homecare", 920), ("Harbour Care", 805), ("Stourlea Support", 610)] {
            provider(app, name, Some(score));
        }
        provider(app, "Damselfly Homecare", None);
        Search::searching(app, plan)
    }

    /// The same with providers that are admitted already.
    pub fn begin_admitted(app: &App, ground: &str) -> Self {
        Search::searching(app, |person| agreed(app, person, ground))
    }

    fn searching(app: &App, plan: impl Fn(PersonId) -> plans::PlanId) -> Self {
        let organisation = |name: &str| app.organisation(OrganisationKind::Provider, name);
        let manager = |name: &str| app.persona_in(Role::ProviderManager, organisation(name));
        let high = manager("Larkbarrow Homecare");
        let middle = manager("Harbour Care");
        let low = manager("Stourlea Support");
        let off = manager("Damselfly Homecare");
        let broker = app.persona(Role::Broker);
        let person = person(app, "Ada", 0);
        let package = ask(&broker, plan(person)).assert_done().id().into();
        Search { broker, high, middle, low, off, person, package }
    }

    pub fn under(&self, under: &str) -> String {
        format!("/packages/{}{under}", self.package)
    }

    /// Offers the package to the next so many by rank.
    pub fn offer(&self, how_many: &str) -> Reply {
        self.broker.form(&self.under("/offer"), &[("basis", "rank"), ("how_many", how_many)])
    }

    pub fn row(&self, app: &App) -> Package {
        app.read(|tx| brokerage::row(tx, self.package))
    }

    /// Offered to all three, answered with yes by all, with the earliest starts given.
    pub fn three_say_yes(&self, app: &App) {
        self.offer("3").assert_done();
        for (manager, start) in [(&self.high, "2026-11-30"), (&self.middle, "2026-11-27"), (&self.low, "2026-11-28")] {
            accept(app, manager, start).assert_done();
        }
    }

    /// The same for an urgent package, awarded to start on Friday.
    pub fn three_say_yes_urgent(&self, app: &App) {
        self.offer("1").assert_done();
        accept(app, &self.high, "2026-11-27").assert_done();
        let offer = offer_of(app, self.package, &self.high).to_string();
        self.broker.form(&self.under("/award"), &[("offer", &offer), ("start", "2026-11-27")]).assert_done();
    }

    /// The yes of the best placed is taken.
    pub fn award_to_first(&self, app: &App) -> Reply {
        let offer = offer_of(app, self.package, &self.high);
        self.broker.form(&self.under("/award"), &[("offer", &offer.to_string()), ("start", "2026-11-30")])
    }
}

pub fn ask(who: &Persona, plan: plans::PlanId) -> Reply {
    who.form(&format!("/plans/{plan}/request-package"), &[("channel", "portal")])
}

/// The latest offer a provider has of a package.
pub fn offer_of(app: &App, package: PackageId, manager: &Persona) -> brokerage::OfferId {
    let offers = app.read(|tx| brokerage::offer::of_package(tx, package));
    let own = offers.into_iter().filter(|offer| Some(offer.provider) == manager.organisation);
    own.max_by_key(|offer| offer.round).expect("an offer").id
}

/// The open offer a manager sees, by JSON as a script would.
pub fn open_offer(manager: &Persona) -> String {
    let offers = manager.api_get("/offers").assert_ok().json();
    let open = offers.as_array().unwrap().iter().find(|offer| offer["open"] == true).cloned();
    open.expect("an open offer")["id"].as_str().unwrap().to_owned()
}

pub fn accept(_app: &App, manager: &Persona, start: &str) -> Reply {
    manager.form(&format!("/offers/{}/accept", open_offer(manager)), &[("earliest_start", start)])
}

/// The events of a package, oldest first.
pub fn events(app: &App, package: PackageId) -> Vec<String> {
    let entries = app.read(|tx| store::journal::of_subject(tx, package.into()));
    entries.into_iter().map(|entry| entry.event).collect()
}
