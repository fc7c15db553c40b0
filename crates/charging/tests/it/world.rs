//! A person with a package, and the events that other rooms would tell.

use access::{OrganisationKind, Role};
use accounts::{Entry, Name, Unit::Pence};
use kernel::{Date, Ids, Moment, Uuid, date, time};
use people::{Address, NewPerson, PlaceBy};
use store::{Change, statement};
use testkit::{App, Persona};
use wire::Slice;

statement! {
    VISIT_VERSION = "SELECT version FROM charged_visit WHERE id = $1";
    INVOICE_VERSION = "SELECT version FROM invoice WHERE id = $1";
    LINE_VERSION = "SELECT version FROM invoice_line WHERE id = $1";
    RUN_VERSION = "SELECT version FROM payment_run WHERE id = $1";
    CHARGES = "SELECT id, visit, number, adjusts, pence, planned_minutes, recorded_minutes, approved_minutes, over_budget
        FROM charge ORDER BY made_at, day, visit, number";
}

pub fn slices() -> Vec<Slice> {
    vec![
        Slice::new("accounts", &[], accounts::MIGRATIONS),
        Slice::new("clocks", &[], clocks::MIGRATIONS).jobs(clocks::JOBS),
        Slice::new("imports", &[], imports::MIGRATIONS),
        people::slice(),
        charging::slice(),
    ]
}

pub fn both(test: impl Fn(&World<'_>)) {
    testkit::both(slices, |app| {
        let world = World::new(app);
        test(&world);
        app.settle();
        assert_eq!(app.read(charging::check), Vec::<String>::new(), "charges, invoices and books agree");
        assert_eq!(app.read(accounts::verify), Vec::<String>::new(), "the books balance");
    });
}

pub struct World<'a> {
    pub app: &'a App,
    pub person: Uuid,
    pub provider: Uuid,
    pub package: Uuid,
    pub council: Uuid,
}

pub struct Row {
    pub id: Uuid,
    pub visit: Uuid,
    pub number: i64,
    pub adjusts: Option<Uuid>,
    pub pence: i64,
    pub minutes: [i64; 3],
    pub over_budget: i64,
}

pub fn uuid() -> Uuid {
    Ids::system().next(Moment::from_micros(1))
}

impl<'a> World<'a> {
    pub fn new(app: &'a App) -> Self {
        let council = app.organisation(OrganisationKind::Council, "Dorset Council");
        let provider = app.organisation(OrganisationKind::Provider, "Harbour Care");
        World { app, person: person(app, "Ada", "Example"), provider, package: uuid(), council }
    }

    /// The provider's manager.
    pub fn manager(&self) -> Persona {
        self.app.persona(Role::ProviderManager)
    }

    /// The package is awarded at a price per hour, from this day.
    pub fn award(&self, pence: i64, start: Date) {
        self.award_kind("ongoing", pence, start);
    }

    /// The same for a package of a kind.
    pub fn award_kind(&self, kind: &'static str, pence: i64, start: Date) {
        let (package, provider, person) = (self.package, self.provider, self.person);
        self.app.write(move |work| {
            let facts = serde_json::json!({ "provider": provider, "rate": pence, "start": start, "person": person, "kind": kind });
            work.apply(Change::new("package.awarded", "package", package).person(person).facts(facts))
        });
        self.app.settle();
    }

    /// Money is given to the person.
    pub fn give(&self, pence: i64) {
        let (person, council, plan) = (self.person, self.council, uuid());
        self.app.write(move |work| {
            let lines = vec![
                (Name::new(council, "budget given", Pence), -pence),
                (Name::floored(person, "budget", Pence), pence),
            ];
            let (day, memo) = (work.at.day(), "Budget".to_owned());
            accounts::post(work, &Entry { cause_kind: "plan", cause: plan, day, memo, lines })
        });
    }

    /// What the visits room says of a visit that began at 8am on this day.
    pub fn say(&self, event: &'static str, visit: Uuid, day: Date, more: serde_json::Value) {
        let start = Moment::from_london(day, time(8, 0, 0, 0));
        let mut facts = serde_json::json!({
            "package": self.package, "provider": self.provider, "person": self.person, "day": day, "workers": 1,
            "planned_start": start, "planned_minutes": 30, "minutes": 30, "start": start,
            "finish": start.plus_minutes(31), "outcome": "care_given",
        });
        for (name, value) in more.as_object().unwrap() {
            facts[name] = value.clone();
        }
        let person = self.person;
        self.app.write(move |work| work.apply(Change::new(event, "visit", visit).person(person).facts(facts.clone())));
        self.app.settle();
    }

    /// A visit of 30 minutes at 8am is approved: £12.00 at £24.00 an hour on a weekday.
    pub fn approve(&self, day: Date) -> Uuid {
        let visit = uuid();
        self.say("visit.approved", visit, day, serde_json::json!({}));
        visit
    }

    /// Writes another name on every charge, past every check.
    pub fn rename(&self, name: &'static str) {
        let charges: Vec<_> = self.charges().iter().map(|one| one.id).collect();
        self.app.write(move |work| {
            charges.iter().try_for_each(|id| {
                let columns = store::cols! { "person_name" => name };
                work.apply(Change::new("test.renamed", "charge", *id).update("charge", *id, 1, columns))
            })
        });
    }

    pub fn charges(&self) -> Vec<Row> {
        self.app.read(|tx| {
            tx.all(&CHARGES, &[], |row| {
                Ok(Row {
                    id: row.get("id")?,
                    visit: row.get("visit")?,
                    number: row.get("number")?,
                    adjusts: row.get("adjusts")?,
                    pence: row.get("pence")?,
                    minutes: [row.get("planned_minutes")?, row.get("recorded_minutes")?, row.get("approved_minutes")?],
                    over_budget: row.get("over_budget")?,
                })
            })
        })
    }

    pub fn balance(&self, owner: Uuid, kind: &'static str) -> i64 {
        self.app.read(|tx| accounts::balance(tx, Name::new(owner, kind, Pence)))
    }

    /// Two visits in November, on one invoice that was sent.
    pub fn invoice(&self, manager: &Persona) -> Uuid {
        self.award(2400, date(2026, 11, 2));
        self.approve(date(2026, 11, 17));
        self.approve(date(2026, 11, 18));
        let made = manager.form("/provider/invoices/new", &[("length", "month"), ("start", "2026-11-17")]);
        made.assert_done().id()
    }

    /// Somebody queries a line; gives the query's page.
    pub fn query(&self, asker: &Persona, invoice: Uuid, line: Uuid) -> String {
        let ask = format!("/invoices/{invoice}/lines/{line}/query");
        asker.form(&ask, &[("reason", "Why?")]).assert_done();
        let open = self.manager().get("/provider/invoices").assert_ok().attributes("a", "href");
        open.into_iter().find(|href| href.contains("/query/")).expect("a link to the open query")
    }

    /// A line is queried, and the provider credits so much of it.
    pub fn credit(&self, manager: &Persona, asker: &Persona, invoice: Uuid, line: usize, pounds: &str) {
        let line = self.lines(asker, invoice)[line];
        let answer = format!("{}/answer", self.query(asker, invoice, line));
        let fields = [("answer", "agrees"), ("credit", pounds), ("words", "Too much")];
        manager.form(&answer, &fields).assert_done();
    }

    /// The lines of the person on an invoice, by number.
    pub fn lines(&self, reader: &Persona, invoice: Uuid) -> Vec<Uuid> {
        let body = reader.api_get(&format!("/invoices/{invoice}?person={}", self.person)).assert_ok().json();
        let mut lines: Vec<_> = body["lines"].as_array().unwrap().clone();
        lines.sort_by_key(|line| line["number"].as_i64());
        lines.iter().map(|line| line["id"].as_str().unwrap().parse().unwrap()).collect()
    }
}

pub fn person(app: &App, given: &str, family: &str) -> Uuid {
    let (given, family, house) = (given.to_owned(), family.to_owned(), (*app.house).clone());
    app.write(move |work| {
        let new = NewPerson {
            given_name: given.clone(),
            family_name: family.clone(),
            birth: Some(date(1940, 5, 1)),
            address: Address::default(),
            place_by: PlaceBy::Hand { locality: "west".into(), reason: "A test".into() },
            ..NewPerson::default()
        };
        people::register(work, &house, new).map(|id| id.uuid())
    })
}

/// Sends all of these forms at the same time.
pub fn at_once(drafts: &[testkit::Draft], fields: &[(&str, &str)]) -> Vec<testkit::Reply> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = drafts.iter().map(|draft| scope.spawn(|| draft.send(fields))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// The version of a row, as a page of it would show.
pub fn version_of(tx: &mut store::Tx<'_>, table: &str, id: Uuid) -> Result<i64, kernel::Failure> {
    let statement = match table {
        "charged_visit" => &VISIT_VERSION,
        "invoice" => &INVOICE_VERSION,
        "invoice_line" => &LINE_VERSION,
        _ => &RUN_VERSION,
    };
    tx.figure(statement, store::params![id])
}
