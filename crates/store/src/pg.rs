//! PostgreSQL: a pool of connections, and transactions that are tried again when the server asks for it.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use kernel::Failure;
use postgres::{Client, IsolationLevel, NoTls};

use crate::{
    sqlite::guarded,
    tls::Address,
    tx::{Link, Prepared, TIME_LIMIT, TRY_AGAIN, Tx, commit_from_postgres, from_postgres},
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

pub(crate) struct Connection {
    client: Client,
    cache: Prepared,
}

/// Why there is no connection, with every cause below it and what to do about it.
#[derive(Debug)]
struct Unreached(String);

impl std::fmt::Display for Unreached {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreached {}

impl Connector {
    fn told(&self, error: &postgres::Error) -> (String, &'static str) {
        let causes = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
        let mut told: Vec<String> = causes.map(ToString::to_string).collect();
        told.dedup();
        let told = told.join(": ");
        let advice = self.0.advice(&told);
        (told, advice)
    }

    fn unreached(&self, error: &postgres::Error) -> Unreached {
        let (told, advice) = self.told(error);
        Unreached(format!("{told}.{advice}"))
    }

    fn client(&self) -> Result<Client, postgres::Error> {
        match &self.0.tls {
            Some(tls) => self.0.config.connect(tls.clone()),
            None => self.0.config.connect(NoTls),
        }
    }

    /// A certificate that does not hold today will not hold in five seconds: that is told at once, not after the pool has
    /// waited in vain.
    fn would_be_taken(&self) -> Result<(), Failure> {
        let Some(Err(error)) = self.0.tls.as_ref().map(|_| self.client()) else { return Ok(()) };
        let (told, advice) = self.told(&error);
        if advice.is_empty() {
            Ok(())
        } else {
            Err(Failure::Unavailable(unreachable_because(&format!("{told}.{advice}"))))
        }
    }
}

impl r2d2::ManageConnection for Connector {
    type Connection = Connection;
    type Error = Unreached;

    fn connect(&self) -> Result<Connection, Unreached> {
        let mut client = self.client().map_err(|error| self.unreached(&error))?;
        // An acknowledged write is on the disk; times are UTC; a statement that outlives a request is stopped.
        let begin = format!(
            "SET synchronous_commit = on; SET TIME ZONE 'UTC'; SET statement_timeout = {}",
            TIME_LIMIT.as_millis()
        );
        client.batch_execute(&begin).map_err(|error| self.unreached(&error))?;
        Ok(Connection { client, cache: Prepared::new() })
    }

    fn is_valid(&self, connection: &mut Connection) -> Result<(), Unreached> {
        connection.client.is_valid(Duration::from_secs(2)).map_err(|error| self.unreached(&error))
    }

    fn has_broken(&self, connection: &mut Connection) -> bool {
        connection.client.is_closed()
    }
}

impl Postgres {
    pub(crate) fn open(url: &str, connections: u32) -> Result<Self, Failure> {
        let connector = Connector(Address::read(url)?);
        connector.would_be_taken()?;
        let pool = r2d2::Pool::builder()
            .max_size(connections)
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
        connection.client.batch_execute("BEGIN; SELECT txid_current(); COMMIT").map_err(from_postgres)
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
        let Connection { client, cache } = &mut *connection;
        let tx = client.build_transaction().read_only(true).isolation_level(IsolationLevel::RepeatableRead);
        let mut tx = Tx::new(Link::Postgres { tx: tx.start().map_err(from_postgres)?, cache });
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
        let Connection { client, cache } = &mut *connection;
        let mut tx = client.transaction().map_err(from_postgres)?;
        if self.hurried.load(Ordering::SeqCst) {
            tx.batch_execute("SET LOCAL synchronous_commit = off").map_err(from_postgres)?;
        }
        let tx = Tx::new(Link::Postgres { tx, cache });
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
        Link::Postgres { tx, .. } if commit => tx.commit().map_err(commit_from_postgres),
        Link::Postgres { tx, .. } => tx.rollback().map_err(from_postgres),
        Link::Sqlite(_) => Err(Failure::internal("a SQLite transaction in the PostgreSQL pool")),
    }
}
