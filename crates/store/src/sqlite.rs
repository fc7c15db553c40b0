//! SQLite: one writer that groups commits, readers beside it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};

use kernel::Failure;
use rusqlite::{Connection, OpenFlags, config::DbConfig};
use tokio::sync::oneshot;

use crate::tx::{Link, TIME_LIMIT, Tx, commit_from_sqlite, from_sqlite};

/// At most this many units of work share one commit.
const GROUP: usize = 256;

/// Kilobytes of the database that a connection keeps in memory. The system keeps the file's pages too; what the program keeps
/// besides fills over hours and is then held for good.
const READER_CACHE: i64 = 6_000;
const WRITER_CACHE: i64 = 32_000;

/// One unit of work that waits for the writer.
pub(crate) trait Unit: Send {
    /// Runs inside its own savepoint.
    fn run(&mut self, tx: Tx<'_>) -> Result<(), Failure>;
    /// Tells the one who waits: after the commit, or why there was none.
    fn deliver(self: Box<Self>, committed: Result<(), Failure>);
}

pub(crate) struct Sqlite {
    path: PathBuf,
    queue: Option<mpsc::Sender<Box<dyn Unit>>>,
    writer: Option<std::thread::JoinHandle<()>>,
    readers: Mutex<Vec<Connection>>,
    hurried: Arc<AtomicBool>,
}

/// The writer closes last and tidies its files away; a program that ends waits for that.
impl Drop for Sqlite {
    fn drop(&mut self) {
        if let Ok(mut readers) = self.readers.lock() {
            readers.clear();
        }
        drop(self.queue.take());
        if let Some(writer) = self.writer.take()
            && writer.thread().id() != std::thread::current().id()
        {
            // A writer that panicked has nothing more to close.
            let _ = writer.join();
        }
    }
}

impl Sqlite {
    pub(crate) fn open(folder: &Path) -> Result<Self, Failure> {
        private_folder(folder)
            .map_err(|e| Failure::Unavailable(format!("The folder {} cannot be made: {e}", folder.display())))?;
        let path = folder.join("kith.sqlite");
        let writer = connect(&path, false)?;
        let (queue, waiting) = mpsc::channel::<Box<dyn Unit>>();
        let hurried = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&hurried);
        let writer = std::thread::Builder::new()
            .name("kith-writer".into())
            .spawn(move || write_for_ever(writer, &waiting, &told))
            .map_err(|e| Failure::internal(format!("the writer's thread cannot start: {e}")))?;
        Ok(Sqlite { path, queue: Some(queue), writer: Some(writer), readers: Mutex::new(Vec::new()), hurried })
    }

    /// See [`Store::hurry`](crate::Store::hurry).
    pub(crate) fn hurry(&self, on: bool) {
        self.hurried.store(on, Ordering::SeqCst);
    }

    /// Puts everything that was written in a hurry on the disk: the log into the database, and the database's file.
    pub(crate) fn all_on_disk(&self) -> Result<(), Failure> {
        let connection = connect(&self.path, false)?;
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(from_sqlite)?;
        let file = std::fs::File::open(&self.path).map_err(Failure::internal)?;
        file.sync_all().map_err(Failure::internal)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn submit(&self, unit: Box<dyn Unit>) -> Result<(), Failure> {
        let stopped = || Failure::internal("the writer has stopped");
        self.queue.as_ref().ok_or_else(stopped)?.send(unit).map_err(|_| stopped())
    }

    /// Reads in one consistent view of the database.
    pub(crate) fn read<T>(&self, f: impl FnOnce(&mut Tx<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let free = self.readers.lock().ok().and_then(|mut readers| readers.pop());
        let connection = match free {
            Some(connection) => connection,
            None => connect(&self.path, true)?,
        };
        run_kept(&connection, "BEGIN")?;
        let result = guarded(|| f(&mut Tx::new(Link::Sqlite(&connection))));
        run_kept(&connection, "COMMIT")?;
        if let Ok(mut readers) = self.readers.lock() {
            readers.push(connection);
        }
        result
    }

    /// A consistent copy of the whole database into a new file, while others read and write.
    pub(crate) fn copy_to(&self, target: &Path) -> Result<(), Failure> {
        let source = connect(&self.path, true)?;
        let mut target = Connection::open(target).map_err(from_sqlite)?;
        let backup = rusqlite::backup::Backup::new(&source, &mut target).map_err(from_sqlite)?;
        backup.run_to_completion(1024, Duration::from_millis(1), None).map_err(from_sqlite)
    }
}

/// Makes a folder, if there is none, that only the user who runs the program can open: records lie in it.
pub fn private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn connect(path: &Path, read_only: bool) -> Result<Connection, Failure> {
    let flags = if read_only {
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX
    } else {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX
    };
    let connection = Connection::open_with_flags(path, flags)
        .map_err(|e| Failure::Unavailable(format!("The database {} cannot be opened: {e}", path.display())))?;
    connection.busy_timeout(Duration::from_secs(10)).map_err(from_sqlite)?;
    connection.set_prepared_statement_cache_capacity(512);
    if !read_only {
        connection.pragma_update(None, "journal_mode", "WAL").map_err(from_sqlite)?;
        connection.pragma_update(None, "synchronous", "FULL").map_err(from_sqlite)?;
        // A group of commits changes about a thousand pages: a log of so many would go into the database after each group.
        connection.pragma_update(None, "wal_autocheckpoint", 4_000).map_err(from_sqlite)?;
    }
    // A plan follows from the statement and the indexes alone. Otherwise every statement whose table has a partial index is
    // prepared anew for each value it is asked with: a fifth of what the writer did.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(from_sqlite)?;
    connection.pragma_update(None, "foreign_keys", "ON").map_err(from_sqlite)?;
    let cache = if read_only { READER_CACHE } else { WRITER_CACHE };
    connection.pragma_update(None, "cache_size", -cache).map_err(from_sqlite)?;
    connection.pragma_update(None, "mmap_size", 268_435_456_i64).map_err(from_sqlite)?;
    connection.pragma_update(None, "temp_store", "MEMORY").map_err(from_sqlite)?;
    Ok(connection)
}

/// A panic in a closure is that closure's failure and nobody else's.
pub(crate) fn guarded<T>(f: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(f)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(ToString::to_string);
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        Err(Failure::Internal(format!("a closure panicked: {}", text.unwrap_or_default())))
    })
}

fn write_for_ever(mut connection: Connection, waiting: &mpsc::Receiver<Box<dyn Unit>>, hurried: &AtomicBool) {
    let watch = Watch::over(&mut connection);
    let mut hurries = false;
    while let Ok(first) = waiting.recv() {
        if hurried.load(Ordering::SeqCst) != hurries {
            hurries = !hurries;
            let word = if hurries { "OFF" } else { "FULL" };
            if let Err(error) = connection.pragma_update(None, "synchronous", word) {
                first.deliver(Err(from_sqlite(error)));
                return;
            }
        }
        let mut group = vec![first];
        while group.len() < GROUP
            && let Ok(next) = waiting.try_recv()
        {
            group.push(next);
        }
        write_group(&connection, group, &watch);
    }
}

/// Interrupts a statement that outlives the time its unit of work has.
#[derive(Clone)]
pub(crate) struct Watch {
    started: Instant,
    stop_at: Arc<AtomicU64>,
}

impl Watch {
    fn over(connection: &mut Connection) -> Self {
        let watch = Watch { started: Instant::now(), stop_at: Arc::new(AtomicU64::new(u64::MAX)) };
        let Watch { started, stop_at } = watch.clone();
        let late = move || started.elapsed().as_millis() as u64 > stop_at.load(Ordering::Relaxed);
        if let Err(error) = connection.progress_handler(100_000, Some(late)) {
            tracing::warn!(%error, "slow statements cannot be stopped on this database");
        }
        watch
    }

    /// Stops whatever still runs after this time from now.
    pub(crate) fn allow(&self, time: Duration) {
        self.stop_at.store((self.started.elapsed() + time).as_millis() as u64, Ordering::Relaxed);
    }
}

fn write_group(connection: &Connection, group: Vec<Box<dyn Unit>>, watch: &Watch) {
    if let Err(failure) = run_kept(connection, "BEGIN IMMEDIATE") {
        group.into_iter().for_each(|unit| unit.deliver(Err(failure.clone())));
        return;
    }
    // A unit that is alone needs no savepoint: what it leaves behind when it fails goes with the transaction. A large one must
    // not have one, because SQLite then looks through every page it has changed so far after each statement.
    let alone = group.len() == 1;
    let (mut done, mut rest) = (Vec::with_capacity(group.len()), group.into_iter());
    for mut unit in rest.by_ref() {
        let result =
            if alone { run(connection, unit.as_mut(), watch) } else { in_savepoint(connection, unit.as_mut(), watch) };
        let failed = result.is_err();
        done.push((unit, result));
        if failed && connection.is_autocommit() {
            break;
        }
    }
    let committed = match connection.is_autocommit() {
        // A full disk or a statement that was stopped took the whole transaction with it, also what others had done in it.
        true => Err(Failure::Unavailable("Nothing could be saved just now; nothing was changed. Try again.".into())),
        false if alone && done.iter().any(|(_, result)| result.is_err()) => Ok(()),
        false => kept(connection, "COMMIT").map_err(commit_from_sqlite),
    };
    if !connection.is_autocommit() {
        // Nothing of the group stands; leave no transaction open behind it.
        let _ = connection.execute_batch("ROLLBACK");
    }
    for (unit, result) in done {
        unit.deliver(result.and_then(|()| committed.clone()));
    }
    let rest: Vec<_> = rest.collect();
    if !rest.is_empty() {
        write_group(connection, rest, watch);
    }
}

fn run(connection: &Connection, unit: &mut dyn Unit, watch: &Watch) -> Result<(), Failure> {
    watch.allow(TIME_LIMIT);
    guarded(|| unit.run(Tx::new(Link::Sqlite(connection)).watched_by(watch)))
}

fn in_savepoint(connection: &Connection, unit: &mut dyn Unit, watch: &Watch) -> Result<(), Failure> {
    run_kept(connection, "SAVEPOINT unit")?;
    let result = run(connection, unit, watch);
    if result.is_err() {
        if connection.is_autocommit() {
            // A full disk took the savepoint with the whole transaction: the unit's own failure is the word to say.
            return result;
        }
        run_kept(connection, "ROLLBACK TO unit")?;
    }
    run_kept(connection, "RELEASE unit")?;
    result
}

/// Runs a statement without parameters that is kept prepared.
fn run_kept(connection: &Connection, sql: &str) -> Result<(), Failure> {
    kept(connection, sql).map_err(from_sqlite)
}

fn kept(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql).and_then(|mut statement| statement.execute([])).map(drop)
}

/// A closure with somebody who waits for its result.
pub(crate) struct Waiting<T, F> {
    pub(crate) f: F,
    pub(crate) result: Option<T>,
    pub(crate) reply: oneshot::Sender<Result<T, Failure>>,
}

impl<T: Send, F: FnMut(Tx<'_>) -> Result<T, Failure> + Send> Unit for Waiting<T, F> {
    fn run(&mut self, tx: Tx<'_>) -> Result<(), Failure> {
        self.result = Some((self.f)(tx)?);
        Ok(())
    }

    fn deliver(self: Box<Self>, committed: Result<(), Failure>) {
        let result = match (committed, self.result) {
            (Ok(()), Some(result)) => Ok(result),
            (Ok(()), None) => Err(Failure::internal("a unit of work ended without a result")),
            (Err(failure), _) => Err(failure),
        };
        // Whoever waited may have gone away; what was committed stays committed.
        let _ = self.reply.send(result);
    }
}
