//! One database handle over SQLite and PostgreSQL.
//!
//! Reading happens in [`Store::read`], in one consistent view. Writing happens in [`Store::write`], in a unit of work
//! ([`Work`]): rows, journal, jobs, outbox and the kept reply are one transaction, or nothing is. Why it is built this
//! way, with the measurements: `docs/decisions/0002-data-layer.md`.

pub mod bare;
pub mod catalogue;
mod dialect;
mod jobs;
pub mod journal;
mod line;
mod migrate;
mod pg;
mod setting;
mod sqlite;
mod statement;
mod texts;
mod tls;
mod tx;
mod value;
mod work;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

pub use dialect::Dialect;
pub use jobs::{Job, Message, Parked, Run, next_at, parked, unsent, waiting, waits};
pub use journal::{Actor, Entry};
use kernel::{Clock, Failure, Ids, Uuid};
pub use migrate::{Migration, pending};
pub use setting::{keep_setting, setting};
pub use sqlite::private_folder;
#[doc(hidden)]
pub use statement::{Registered, submit};
pub use statement::{Statement, all_statements};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
pub use tx::Tx;
pub use value::{FromValue, Row, Value};
pub use work::{Change, MOST_FORGOTTEN, Work, forget_replies, kept_reply};

/// The handle everybody holds: a database, the clock and the source of ids. Cloning it is cheap.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    clock: Clock,
    ids: Ids,
    registry: jobs::Registry,
    subscriptions: work::Subscriptions,
    /// Bounds how many blocking reads run side by side.
    readers: Arc<Semaphore>,
    /// The same for units of work on PostgreSQL. They are let in in the order in which they come, which the pool of connections
    /// does not promise.
    writers: Arc<Semaphore>,
    wake: tokio::sync::Notify,
    counted: Counters,
}

/// Statements that have run, by where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statements {
    /// In readings: pages.
    pub readings: u64,
    /// In units of work, of those that read.
    pub asked: u64,
    /// In units of work, of those that changed rows.
    pub changed: u64,
}

#[derive(Default)]
struct Counters {
    readings: AtomicU64,
    asked: AtomicU64,
    changed: AtomicU64,
}

impl Counters {
    fn unit(&self, tx: &Tx<'_>) {
        let (all, changed) = (u64::from(tx.statements()), u64::from(tx.changes()));
        self.asked.fetch_add(all - changed, Ordering::Relaxed);
        self.changed.fetch_add(changed, Ordering::Relaxed);
        tracing::trace!(statements = all, changed, "written");
    }
}

enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(pg::Postgres),
}

/// Where the data lie.
#[derive(Debug, Clone)]
pub enum Location {
    /// A folder with an embedded SQLite database and files.
    Folder(std::path::PathBuf),
    /// A PostgreSQL database: `postgres://user:password@host:port/name`.
    Url(String),
}

/// A PostgreSQL server lets in a hundred connections as it is installed, so it gets no more turns than so many processors have.
const MOST_CORES: usize = 8;

fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

/// How many readings and how many units of work run side by side on so many processors: as many as keep them busy while others
/// wait for a disk; more only wait for one another.
fn turns(cores: usize) -> (usize, usize) {
    (cores * 2, cores * 3)
}

/// The most connections to a PostgreSQL server: one for each turn, and two for jobs and commands, which take none.
pub fn most_connections() -> usize {
    let (readers, writers) = turns(cores().min(MOST_CORES));
    readers + writers + 2
}

impl Store {
    /// Opens the database; `jobs` are the jobs and reactions of the whole house.
    pub fn open(location: &Location, clock: Clock, ids: Ids, jobs: &[Job]) -> Result<Self, Failure> {
        let (engine, cores) = match location {
            Location::Folder(folder) => (Engine::Sqlite(sqlite::Sqlite::open(folder)?), cores()),
            Location::Url(url) => {
                (Engine::Postgres(pg::Postgres::open(url, most_connections())?), cores().min(MOST_CORES))
            }
        };
        let (readers, writers) = turns(cores);
        let mut subscriptions = std::collections::HashMap::<_, Vec<_>>::new();
        for job in jobs {
            for event in job.after {
                subscriptions.entry(*event).or_default().push(job.kind);
            }
        }
        let inner = Inner {
            engine,
            clock,
            ids,
            registry: jobs::Registry::new(jobs),
            subscriptions: Arc::new(subscriptions),
            readers: Arc::new(Semaphore::new(readers)),
            writers: Arc::new(Semaphore::new(writers)),
            wake: tokio::sync::Notify::new(),
            counted: Counters::default(),
        };
        Ok(Store { inner: Arc::new(inner) })
    }

    /// The one clock.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// The one source of ids and secrets.
    pub fn ids(&self) -> &Ids {
        &self.inner.ids
    }

    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        match self.inner.engine {
            Engine::Sqlite(_) => Dialect::Sqlite,
            Engine::Postgres(_) => Dialect::Postgres,
        }
    }

    pub(crate) fn registry(&self) -> jobs::Registry {
        self.inner.registry.clone()
    }

    /// Brings the schema up to date with the store's own steps and those of the rooms; says which were taken.
    pub fn migrate(&self, steps: &'static [&'static [Migration]]) -> Result<Vec<&'static str>, Failure> {
        self.write_now(Actor::system("command"), move |work| migrate::migrate(work, steps))
    }

    /// Reads in one consistent view, on a thread of its own.
    pub async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let (turn, store) = (turn(&self.inner.readers).await?, self.clone());
        let read = move || {
            let _until_done = turn;
            store.read_now(f)
        };
        tokio::task::spawn_blocking(read).await.map_err(Failure::internal)?
    }

    /// Reads in one consistent view, on this thread.
    pub fn read_now<T>(&self, f: impl FnOnce(&mut Tx<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let counted = |tx: &mut Tx<'_>| {
            let read = f(tx);
            self.inner.counted.readings.fetch_add(u64::from(tx.statements()), Ordering::Relaxed);
            tracing::trace!(statements = tx.statements(), "read");
            read
        };
        match &self.inner.engine {
            Engine::Sqlite(sqlite) => sqlite.read(counted),
            Engine::Postgres(postgres) => postgres.read(counted),
        }
    }

    /// How many statements have run through this handle so far: what a page or a command costs, however it is made.
    pub fn statements(&self) -> Statements {
        let now = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let Counters { readings, asked, changed } = &self.inner.counted;
        Statements { readings: now(readings), asked: now(asked), changed: now(changed) }
    }

    /// Does a unit of work and answers after its commit. The closure may run again (PostgreSQL asks for it when two
    /// transactions cross), so it must have no effect but through `Work`.
    pub async fn write<T: Send + 'static>(
        &self,
        actor: Actor,
        mut f: impl FnMut(&mut Work<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let left = Arc::new(AtomicBool::new(false));
        let noted = Arc::clone(&left);
        let f = move |work: &mut Work<'_>| {
            let result = f(work)?;
            noted.fetch_or(work.left(), Ordering::Relaxed);
            Ok(result)
        };
        let result = match &self.inner.engine {
            Engine::Sqlite(sqlite) => {
                let waiting = self.queue(sqlite, actor, f)?;
                waiting.await.map_err(|_| Failure::internal("the writer has stopped"))?
            }
            Engine::Postgres(_) => {
                let (turn, store) = (turn(&self.inner.writers).await?, self.clone());
                let write = move || {
                    let _until_done = turn;
                    store.write_now(actor, f)
                };
                tokio::task::spawn_blocking(write).await.map_err(Failure::internal)?
            }
        };
        if left.load(Ordering::Relaxed) {
            self.inner.wake.notify_one();
        }
        result
    }

    /// Does a unit of work on this thread; for commands, the demo and jobs. Never inside an async task.
    pub fn write_now<T: Send + 'static>(
        &self,
        actor: Actor,
        mut f: impl FnMut(&mut Work<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        match &self.inner.engine {
            Engine::Sqlite(sqlite) => {
                let waiting = self.queue(sqlite, actor, f)?;
                waiting.blocking_recv().map_err(|_| Failure::internal("the writer has stopped"))?
            }
            Engine::Postgres(postgres) => {
                let at = self.inner.clock.now();
                postgres.write(|tx| {
                    let mut work = self.work(tx, at, actor.clone());
                    let result = f(&mut work)?;
                    let tx = work.finish()?;
                    self.inner.counted.unit(&tx);
                    Ok((result, tx))
                })
            }
        }
    }

    /// While on, a commit does not wait for the disk: only for building what can be built again, such as a demo, for a machine
    /// that loses its power meanwhile may leave a database that cannot be used. Switched off again, everything written so far
    /// is put on the disk before this answers, and each commit waits for it as always.
    pub fn hurry(&self, on: bool) -> Result<(), Failure> {
        match &self.inner.engine {
            Engine::Sqlite(sqlite) => sqlite.hurry(on),
            Engine::Postgres(postgres) => postgres.hurry(on),
        }
        if on {
            return Ok(());
        }
        // The writer learns of it with its next unit.
        self.write_now(Actor::system("command"), |_| Ok(()))?;
        match &self.inner.engine {
            Engine::Sqlite(sqlite) => sqlite.all_on_disk(),
            Engine::Postgres(postgres) => postgres.all_on_disk(),
        }
    }

    fn queue<T: Send + 'static>(
        &self,
        sqlite: &sqlite::Sqlite,
        actor: Actor,
        mut f: impl FnMut(&mut Work<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<T, Failure>>, Failure> {
        let (reply, waiting) = oneshot::channel();
        let (store, at) = (self.clone(), self.inner.clock.now());
        let run = move |tx: Tx<'_>| {
            let mut work = store.work(tx, at, actor.clone());
            let result = f(&mut work)?;
            store.inner.counted.unit(&work.finish()?);
            Ok(result)
        };
        sqlite.submit(Box::new(sqlite::Waiting { f: run, result: None, reply }))?;
        Ok(waiting)
    }

    fn work<'a>(&self, tx: Tx<'a>, at: kernel::Moment, actor: Actor) -> Work<'a> {
        Work::new(tx, at, actor, self.inner.ids.clone(), Arc::clone(&self.inner.subscriptions))
    }

    /// Waits until a job or a message was left, so that the job worker need not poll.
    pub async fn left(&self) {
        self.inner.wake.notified().await;
    }

    /// A consistent copy of the embedded database into a new file, while others read and write (GOV-6). PostgreSQL is
    /// copied by its own tools (`pg_dump`).
    pub fn copy_to(&self, target: &Path) -> Result<(), Failure> {
        match &self.inner.engine {
            Engine::Sqlite(sqlite) => sqlite.copy_to(target),
            Engine::Postgres(_) => Err(Failure::conflict(
                "A PostgreSQL database is backed up by its own tools: run pg_dump, or set up continuous archiving.",
            )),
        }
    }

    /// The database file of an embedded store.
    pub fn file(&self) -> Option<&Path> {
        match &self.inner.engine {
            Engine::Sqlite(sqlite) => Some(sqlite.path()),
            Engine::Postgres(_) => None,
        }
    }
}

/// A turn among those who come, kept until the work is done even if nobody waits for it any more.
async fn turn(turns: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Failure> {
    Arc::clone(turns).acquire_owned().await.map_err(Failure::internal)
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({:?})", self.dialect())
    }
}

/// The id that stands for the whole place in the journal, where an event is about no single thing.
pub const WHOLE_PLACE: Uuid = Uuid::nil();
