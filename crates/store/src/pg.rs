//! PostgreSQL: a pool of connections, and transactions that are tried again when the server asks for it.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use kernel::Failure;

use crate::{
    line::{Line, Transaction, causes},
    sqlite::guarded,
    tls::Address,
    tx::{Link, TIME_LIMIT, TRY_AGAIN, Tx, from_postgres},
};

const TRIES: u32 = 8;

pub(crate) struct Postgres {
    /// There until this is dropped.
    pool: Option<r2d2::Pool<Connector>>,
    hurried: AtomicBool,
}

/// Each connection says goodbye by waiting for its own small runtime, which a thread of the server's runtime may not do: so
/// they are closed on a thread of their own, and a program that ends waits for that.
impl Drop for Postgres {
    fn drop(&mut self) {
        let pool = self.pool.take();
        // A thread that panicked has closed what it could.
        let _ = std::thread::spawn(move || drop(pool)).join();
    }
}

struct Connector(Address);

/// Why there is no connection, with every cause below it, and what to do about it where that is known.
#[derive(Debug)]
struct Unreached {
    told: String,
    advice: &'static str,
}

impl std::fmt::Display for Unreached {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.told, self.advice)
    }
}

impl std::error::Error for Unreached {}

impl Connector {
    fn unreached(&self, told: String) -> Unreached {
        let advice = self.0.advice(&told);
        Unreached { told, advice }
    }

    fn line(&self) -> Result<Line, Unreached> {
        Line::open(&self.0).map_err(|told| self.unreached(told))
    }

    /// A certificate that does not hold today will not hold in five seconds: that is told at once, not after the pool has
    /// waited in vain.
    fn would_be_taken(&self) -> Result<(), Failure> {
        match self.0.tls.as_ref().map(|_| self.line()) {
            Some(Err(why)) if !why.advice.is_empty() => {
                Err(Failure::Unavailable(unreachable_because(&why.to_string())))
            }
            _ => Ok(()),
        }
    }
}

impl r2d2::ManageConnection for Connector {
    type Connection = Line;
    type Error = Unreached;

    fn connect(&self) -> Result<Line, Unreached> {
        let mut line = self.line()?;
        // An acknowledged write is on the disk; times are UTC; a statement that outlives a request is stopped.
        let begin = format!(
            "SET synchronous_commit = on; SET TIME ZONE 'UTC'; SET client_min_messages = warning; SET statement_timeout = {}",
            TIME_LIMIT.as_millis()
        );
        line.batch(&begin).map_err(|error| self.unreached(causes(&error)))?;
        Ok(line)
    }

    fn is_valid(&self, line: &mut Line) -> Result<(), Unreached> {
        line.batch("").map_err(|error| self.unreached(causes(&error)))
    }

    fn has_broken(&self, line: &mut Line) -> bool {
        line.is_broken()
    }
}

impl Postgres {
    pub(crate) fn open(url: &str, connections: usize) -> Result<Self, Failure> {
        let connector = Connector(Address::read(url)?);
        connector.would_be_taken()?;
        let pool = r2d2::Pool::builder()
            .max_size(u32::try_from(connections).unwrap_or(u32::MAX))
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(5))
            .build(connector)
            .map_err(|e| Failure::Unavailable(unreachable_because(&e.to_string())))?;
        Ok(Postgres { pool: Some(pool), hurried: AtomicBool::new(false) })
    }

    /// See [`Store::hurry`](crate::Store::hurry).
    pub(crate) fn hurry(&self, on: bool) {
        self.hurried.store(on, Ordering::SeqCst);
    }

    /// A commit that waits for the disk takes with it whatever was committed before.
    pub(crate) fn all_on_disk(&self) -> Result<(), Failure> {
        let mut connection = self.connection()?;
        connection.batch("BEGIN; SELECT txid_current(); COMMIT").map_err(from_postgres)
    }

    fn connection(&self) -> Result<r2d2::PooledConnection<Connector>, Failure> {
        let pool = self.pool.as_ref().ok_or_else(|| Failure::internal("the pool has been closed"))?;
        pool.get().map_err(|e| {
            Failure::Unavailable(format!(
                "The database cannot be reached just now; nothing was changed. Try again. ({e})"
            ))
        })
    }

    /// Reads in one consistent view of the database.
    pub(crate) fn read<T>(&self, f: impl FnOnce(&mut Tx<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let mut connection = self.connection()?;
        let tx = Transaction::new(&mut connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        let mut tx = Tx::new(Link::Postgres(tx));
        let result = guarded(|| f(&mut tx));
        finish(tx, false)?;
        result
    }

    /// Runs a closure in a transaction, and again when the server asks for it.
    pub(crate) fn write<T>(&self, mut f: impl FnMut(Tx<'_>) -> Result<(T, Tx<'_>), Failure>) -> Result<T, Failure> {
        let mut tried = 0;
        loop {
            tried += 1;
            match self.try_once(&mut f) {
                Err(Failure::Unavailable(text)) if text == TRY_AGAIN && tried < TRIES => {
                    std::thread::sleep(Duration::from_millis(u64::from(tried * tried)));
                }
                Err(Failure::Unavailable(text)) if text == TRY_AGAIN => {
                    return Err(Failure::Unavailable(
                        "Too many people are changing this at the same moment; nothing was changed. Try again.".into(),
                    ));
                }
                done => return done,
            }
        }
    }

    fn try_once<T>(&self, f: &mut impl FnMut(Tx<'_>) -> Result<(T, Tx<'_>), Failure>) -> Result<T, Failure> {
        let mut connection = self.connection()?;
        let hurried = self.hurried.load(Ordering::SeqCst);
        let beginning = if hurried { "BEGIN; SET LOCAL synchronous_commit = off" } else { "BEGIN" };
        let tx = Tx::new(Link::Postgres(Transaction::new(&mut connection, beginning)));
        // A failed or panicked closure drops the transaction, which rolls it back.
        let (result, tx) = guarded(|| f(tx))?;
        finish(tx, true)?;
        Ok(result)
    }
}

fn unreachable_because(why: &str) -> String {
    format!("The PostgreSQL database cannot be reached: {why}")
}

fn finish(tx: Tx<'_>, commit: bool) -> Result<(), Failure> {
    match tx.link {
        Link::Postgres(tx) if commit => tx.commit(),
        Link::Postgres(tx) => tx.rollback(),
        Link::Sqlite(_) => Err(Failure::internal("a SQLite transaction in the PostgreSQL pool")),
    }
}
