use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use access::{OrganisationKind, Role, Vault};
use axum::Router;
use kernel::{Clock, Date, Failure, Ids, Moment, Numbers, Uuid, date, time};
use store::{Actor, Location, Store, Tx, Work, statement};
use wire::{House, Slice, http::Site};

use crate::{
    Browser, Persona,
    database::{Database, Kind, Steps},
};

statement! {
    FAILED = "SELECT kind, error FROM job WHERE error IS NOT NULL ORDER BY id";
}

/// Monday 23 November 2026, 9am in London: when every test begins unless it says otherwise.
pub fn monday() -> Moment {
    Moment::from_london(date(2026, 11, 23), time(9, 0, 0, 0))
}

/// What a test may want otherwise.
#[derive(Debug, Clone)]
pub struct Options {
    /// Routes for everybody, as `server` lays them beside the rooms' own.
    pub public: fn() -> Router<wire::http::Site>,
    /// When the test begins.
    pub start: Moment,
    /// Whether the people are made up: what only practice systems show.
    pub demo: bool,
    /// What every page says until it is confirmed.
    pub warning: Option<wire::Warning>,
    /// Whether answers of 5xx, failed jobs and the like are what the test is about.
    pub faults_expected: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { public: Router::new, start: monday(), demo: false, warning: None, faults_expected: false }
    }
}

/// The house with the rooms under test, on one database, behind a port of its own.
pub struct App {
    /// The database.
    pub store: Store,
    /// The place (Dorset) and the vault.
    pub house: Arc<House>,
    /// What the server was made of.
    pub site: Site,
    /// Where it listens.
    pub address: SocketAddr,
    pub(crate) faults: Arc<Mutex<Vec<String>>>,
    organisations: Mutex<HashMap<(&'static str, String), Uuid>>,
    people: Mutex<u32>,
    runtime: Option<tokio::runtime::Runtime>,
    database: Database,
}

/// Every migration once, however many rooms list it.
fn steps(slices: &[Slice]) -> Steps {
    let mut steps: Vec<&'static [store::Migration]> = vec![access::MIGRATIONS];
    for slice in slices {
        let name = slice.migrations.first().map(|step| step.name);
        if name.is_some() && steps.iter().all(|other| other.first().map(|step| step.name) != name) {
            steps.push(slice.migrations);
        }
    }
    Box::leak(steps.into_boxed_slice())
}

impl App {
    pub(crate) fn run(slices: Vec<Slice>, options: &Options, kind: Kind, test: &impl Fn(&App)) {
        let app = App::start(slices, options, &kind);
        test(&app);
        if !options.faults_expected {
            app.check();
        }
    }

    fn start(slices: Vec<Slice>, options: &Options, kind: &Kind) -> Self {
        // What the server says of its own faults stands beside the test's output.
        let log = tracing_subscriber::fmt().with_writer(std::io::stderr).without_time().with_ansi(false);
        let _ = log.with_max_level(tracing::Level::ERROR).try_init();
        let steps = steps(&slices);
        let database = Database::make(kind, steps);
        let jobs: Vec<_> = slices.iter().flat_map(|slice| slice.jobs.iter().copied()).collect();
        let (clock, ids) = (Clock::standing_at(options.start), Ids::seeded(1));
        let store = Store::open(&database.location(), clock, ids, &jobs).expect("a store");
        store.migrate(steps).expect("the migrations of the rooms under test");
        let place = places::Place::dorset().expect("the place's data");
        let house = Arc::new(House {
            place,
            vault: Vault::new([7; 32]),
            numbers: Numbers::Test,
            demo: options.demo,
            person_links: Arc::new(wire::person_links(&slices)),
            home_tiles: Arc::new(wire::home_tiles(&slices)),
            warning: options.warning.clone(),
        });
        let site = Site { store: store.clone(), house: Arc::clone(&house), slices: Arc::new(slices), secure: false };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.expect("threads for the server");
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a free port");
        let address = listener.local_addr().expect("the port's number");
        let router = wire::http::router(&site, (options.public)());
        runtime.spawn(async move { axum::serve(listener, router).await });
        App {
            store,
            house,
            site,
            address,
            faults: Arc::default(),
            organisations: Mutex::default(),
            people: Mutex::default(),
            runtime: Some(runtime),
            database,
        }
    }

    /// What must hold after every test.
    fn check(&self) {
        self.settle();
        let failed: Vec<String> = self.read(|tx| {
            tx.all(&FAILED, &[], |row| Ok(format!("{}: {}", row.get::<String>("kind")?, row.get::<String>("error")?)))
        });
        assert!(failed.is_empty(), "jobs failed on {}: {failed:#?}", self.database.words());
        let verified = self.read(store::journal::verify);
        assert!(verified.faults.is_empty(), "the journal does not verify: {:#?}", verified.faults);
        let faults = self.faults.lock().unwrap();
        assert!(faults.is_empty(), "the server had faults of its own on {}: {faults:#?}", self.database.words());
    }

    /// The time now.
    pub fn now(&self) -> Moment {
        self.store.clock().now()
    }

    /// The day in London.
    pub fn today(&self) -> Date {
        self.now().day()
    }

    /// Turns the clock; it goes forward only.
    pub fn turn_to(&self, at: Moment) {
        assert!(at >= self.now(), "the clock of a test goes forward only");
        self.store.clock().turn_to(at);
    }

    /// Turns the clock by minutes.
    pub fn turn_by_minutes(&self, minutes: i64) {
        self.turn_to(self.now().plus_minutes(minutes));
    }

    /// Turns the clock by hours.
    pub fn turn_by_hours(&self, hours: i64) {
        self.turn_to(self.now().plus_hours(hours));
    }

    /// Turns the clock by days, to the same time of day.
    pub fn turn_by_days(&self, days: i64) {
        self.turn_to(self.now().plus_days(days));
    }

    /// Does every job that is due, also those that come of doing so; says how many.
    pub fn settle(&self) -> u64 {
        self.store.settle().expect("the jobs")
    }

    /// Reads; a failure fails the test.
    pub fn read<T>(&self, f: impl FnOnce(&mut Tx<'_>) -> Result<T, Failure>) -> T {
        self.try_read(f).unwrap_or_else(|failure| panic!("reading failed: {failure:?}"))
    }

    /// Reads.
    pub fn try_read<T>(&self, f: impl FnOnce(&mut Tx<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        self.store.read_now(f)
    }

    /// Does a unit of work as the program itself; a failure fails the test.
    pub fn write<T: Send + 'static>(&self, f: impl FnMut(&mut Work<'_>) -> Result<T, Failure> + Send + 'static) -> T {
        self.try_write(f).unwrap_or_else(|failure| panic!("writing failed: {failure:?}"))
    }

    /// Does a unit of work as the program itself.
    pub fn try_write<T: Send + 'static>(
        &self,
        f: impl FnMut(&mut Work<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.store.write_now(Actor::system("command"), f)
    }

    /// Where the data lie.
    pub fn location(&self) -> Location {
        self.database.location()
    }

    /// The organisation of this kind and name; made when it is first asked for.
    pub fn organisation(&self, kind: OrganisationKind, name: &str) -> Uuid {
        let mut known = self.organisations.lock().unwrap();
        let code = format!("{}-{}", kind.code(), known.len() + 1);
        *known.entry((kind.code(), name.to_owned())).or_insert_with(|| {
            let name = name.to_owned();
            self.write(move |work| {
                let email = format!("{code}@example.org");
                access::add_organisation(work, kind, &name, &code, Some(&email))
            })
        })
    }

    /// Somebody in this role, in the council, the hospital or the one provider that every test has; signed in.
    pub fn persona(&self, role: Role) -> Persona {
        match role {
            Role::HospitalTeam => {
                self.persona_in(role, self.organisation(OrganisationKind::Nhs, "Dorset County Hospital"))
            }
            Role::ProviderManager | Role::Scheduler | Role::CareWorker => {
                self.persona_in(role, self.organisation(OrganisationKind::Provider, "Harbour Care"))
            }
            Role::Person | Role::Carer => panic!("say whose record it is: app.own(person) or app.carer_of(person)"),
            _ => self.persona_in(role, self.organisation(OrganisationKind::Council, "Dorset Council")),
        }
    }

    /// Somebody in this role in this organisation, signed in. A care worker has every check they need, as if their manager had
    /// recorded them on taking them on.
    pub fn persona_in(&self, role: Role, organisation: Uuid) -> Persona {
        let persona = self.unchecked_in(role, organisation);
        if role == Role::CareWorker && self.site.slices.iter().any(|slice| slice.name == "workforce") {
            self.take_on(&persona);
        }
        persona
    }

    /// Records every check that a care worker of a provider needs, done today.
    pub fn take_on(&self, worker: &Persona) {
        let (place, today, account) = (self.house.place, self.today(), worker.account);
        let provider = worker.organisation.expect("a care worker works for somebody");
        self.write(move |work| {
            let new = workforce::TakenOn { worker: account, provider, seen_by: "The manager", drives: false };
            workforce::take_on(work, &place.workforce, &new, |_| today)
        });
    }

    /// Somebody in this role in this organisation, signed in; a care worker without a single check recorded.
    pub fn unchecked_in(&self, role: Role, organisation: Uuid) -> Persona {
        let (name, email) = self.next_name(role);
        let account = self.account(&name, &email);
        let from = self.today();
        self.write(move |work| access::add_membership(work, account, organisation, role, from));
        Persona::sign_in(self, account, &name, &email, role)
    }

    /// The person themselves, signed in to their own record.
    pub fn own(&self, person: impl Into<Uuid>) -> Persona {
        self.with_record(person.into(), Role::Person)
    }

    /// A carer whom the person has named, signed in.
    pub fn carer_of(&self, person: impl Into<Uuid>) -> Persona {
        self.with_record(person.into(), Role::Carer)
    }

    fn with_record(&self, person: Uuid, role: Role) -> Persona {
        let (name, email) = self.next_name(role);
        let account = self.account(&name, &email);
        self.write(move |work| access::add_own_record(work, account, person, role == Role::Person));
        Persona::sign_in(self, account, &name, &email, role)
    }

    /// A browser in which nobody is signed in.
    pub fn visitor(&self) -> Browser {
        Browser::new(format!("http://{}", self.address), self.store.clone(), Arc::clone(&self.faults))
    }

    /// The six digits an account's authenticator shows now.
    pub fn code_of(&self, email: &str) -> String {
        let secret = self.read(|tx| access::secret_of(tx, &self.house.vault, email));
        access::current_code(&secret, self.now()).expect("a code")
    }

    fn next_name(&self, role: Role) -> (String, String) {
        const FIRST: [&str; 12] = [
            "Avery", "Blake", "Casey", "Devon", "Ellis", "Frankie", "Gale", "Harper", "Indigo", "Jules", "Kit", "Lane",
        ];
        let mut people = self.people.lock().unwrap();
        *people += 1;
        let first = FIRST[(*people as usize - 1) % FIRST.len()];
        (format!("{first} {role}"), format!("{}-{people}@example.org", role.code().replace('_', "-")))
    }

    fn account(&self, name: &str, email: &str) -> Uuid {
        let (name, email, vault) = (name.to_owned(), email.to_owned(), self.house.vault.clone());
        self.write(move |work| {
            let password = crate::persona::password();
            let totp = work.ids().bytes::<20>();
            let new = access::NewAccount { name: &name, email: &email, password: &password, totp };
            access::add_account(work, &vault, &new)
        })
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "App({} at {})", self.database.words(), self.address)
    }
}

impl Drop for App {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // The server's own handle of the database must go first: connections to PostgreSQL cannot be ended on its threads.
            runtime.shutdown_timeout(std::time::Duration::from_secs(5));
        }
    }
}
