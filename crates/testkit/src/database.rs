//! A fresh database for every test: a folder, or a copy of a template that is migrated once.

use kernel::{Clock, Ids, Moment};
use postgres::{Client, NoTls};
use sha2::{Digest, Sha256};
use store::{Location, Migration, Store};

/// Where a test runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A folder of its own.
    Sqlite,
    /// A database of its own on this server.
    Postgres(String),
}

/// The databases this machine has.
pub(crate) fn all() -> Vec<Kind> {
    let mut kinds = vec![Kind::Sqlite];
    kinds.extend(std::env::var("KITH_TEST_POSTGRES").ok().filter(|url| !url.is_empty()).map(Kind::Postgres));
    kinds
}

/// One test's database; gone when this is dropped.
pub(crate) enum Database {
    Folder(tempfile::TempDir),
    Server { url: String, name: String },
}

pub(crate) type Steps = &'static [&'static [Migration]];

impl Database {
    pub(crate) fn make(kind: &Kind, steps: Steps) -> Self {
        match kind {
            Kind::Sqlite => Database::Folder(tempfile::tempdir().expect("a folder for the test")),
            Kind::Postgres(url) => {
                let template = template(url, steps);
                let name = format!("kith_test_{}", Ids::system().next(Moment::from_micros(0)).simple());
                admin(url).batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}")).expect("a database");
                Database::Server { url: url.clone(), name }
            }
        }
    }

    pub(crate) fn location(&self) -> Location {
        match self {
            Database::Folder(folder) => Location::Folder(folder.path().to_owned()),
            Database::Server { url, name } => Location::Url(named(url, name)),
        }
    }

    /// A folder of the test's own, for files.
    pub(crate) fn words(&self) -> &'static str {
        match self {
            Database::Folder(_) => "SQLite",
            Database::Server { .. } => "PostgreSQL",
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("(this was on {})", self.words());
        }
        if let Database::Server { url, name } = self {
            let dropped = Client::connect(url, NoTls)
                .and_then(|mut admin| admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
            if let Err(error) = dropped {
                eprintln!("the test's database {name} stays behind: {error}");
            }
        }
    }
}

fn admin(url: &str) -> Client {
    Client::connect(url, NoTls).expect("the server KITH_TEST_POSTGRES names")
}

/// The same server, another database.
fn named(url: &str, name: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let (server, _) = address.rsplit_once('/').expect("postgres://user@host:port/name");
    query.map_or_else(|| format!("{server}/{name}"), |query| format!("{server}/{name}?{query}"))
}

/// The migrated database that tests with these migrations copy; made by whoever comes first.
fn template(url: &str, steps: Steps) -> String {
    let mut sum = Sha256::new();
    let own = concat!(
        include_str!("../../store/migrations/20261122_1000_store.sql"),
        include_str!("../../store/migrations/20261126_0710_listed.sql"),
        include_str!("../../store/migrations/20261126_1100_jobs_at_scale.sql")
    );
    sum.update(own);
    for step in steps.iter().copied().flatten() {
        sum.update(step.name);
        sum.update(step.sql);
    }
    let sum = sum.finalize();
    let hex: String = sum.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let (name, lock) = (format!("kith_template_{hex}"), i64::from_be_bytes(sum[..8].try_into().unwrap_or_default()));
    let mut admin = admin(url);
    admin.execute("SELECT pg_advisory_lock($1)", &[&lock]).expect("the lock");
    let found = admin.query("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]).expect("the list of databases");
    if found.is_empty() {
        let building = format!("{name}_new");
        admin.batch_execute(&format!("DROP DATABASE IF EXISTS {building} WITH (FORCE)")).expect("an old attempt gone");
        admin.batch_execute(&format!("CREATE DATABASE {building}")).expect("a database");
        let clock = Clock::standing_at(crate::monday());
        let store = Store::open(&Location::Url(named(url, &building)), clock, Ids::seeded(0), &[]).expect("a store");
        store.migrate(steps).expect("the migrations of the rooms under test");
        drop(store);
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
        admin.execute(end, &[&building]).expect("an end to the template's connections");
        admin.batch_execute(&format!("ALTER DATABASE {building} RENAME TO {name}")).expect("a template");
    }
    admin.execute("SELECT pg_advisory_unlock($1)", &[&lock]).expect("the lock given back");
    name
}
