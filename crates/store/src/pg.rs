//! PostgreSQL: a pool of connections, and transactions that are tried again when the server asks for it.

use std::time::Duration;

use kernel::Failure;
use postgres::{Client, Config, IsolationLevel, NoTls, config::Host};

use crate::{
    sqlite::guarded,
    tx::{Link, Prepared, TIME_LIMIT, TRY_AGAIN, Tx, from_postgres},
};

const TRIES: u32 = 8;

pub(crate) struct Postgres {
    pool: r2d2::Pool<Connector>,
}

struct Connector(Config);

pub(crate) struct Connection {
    client: Client,
    cache: Prepared,
}

impl r2d2::ManageConnection for Connector {
    type Connection = Connection;
    type Error = postgres::Error;

    fn connect(&self) -> Result<Connection, postgres::Error> {
        let mut client = self.0.connect(NoTls)?;
        // An acknowledged write is on the disk; times are UTC; a statement that outlives a request is stopped.
        client.batch_execute(&format!(
            "SET synchronous_commit = on; SET TIME ZONE 'UTC'; SET statement_timeout = {}",
            TIME_LIMIT.as_millis()
        ))?;
        Ok(Connection { client, cache: Prepared::new() })
    }

    fn is_valid(&self, connection: &mut Connection) -> Result<(), postgres::Error> {
        connection.client.is_valid(Duration::from_secs(2))
    }

    fn has_broken(&self, connection: &mut Connection) -> bool {
        connection.client.is_closed()
    }
}

impl Postgres {
    pub(crate) fn open(url: &str, connections: u32) -> Result<Self, Failure> {
        let config: Config = url.parse().map_err(|_| {
            Failure::field(
                "database",
                "The database address is not of the form postgres://user:password@host:port/name.",
            )
        })?;
        if !is_near(&config) && !url.contains("sslmode=disable") {
            return Err(Failure::field(
                "database",
                "The database is on another machine, and this program does not speak TLS with databases yet: records would cross the network readable. Use one on this machine or a local TLS proxy, or add ?sslmode=disable if the network between them is protected otherwise.",
            ));
        }
        let pool = r2d2::Pool::builder()
            .max_size(connections)
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(5))
            .build(Connector(config))
            .map_err(|e| Failure::Unavailable(format!("The PostgreSQL database cannot be reached: {e}")))?;
        Ok(Postgres { pool })
    }

    fn connection(&self) -> Result<r2d2::PooledConnection<Connector>, Failure> {
        self.pool.get().map_err(|e| {
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
        let tx = Tx::new(Link::Postgres { tx: client.transaction().map_err(from_postgres)?, cache });
        // A failed or panicked closure drops the transaction, which rolls it back.
        let (result, tx) = guarded(|| f(tx))?;
        finish(tx, true)?;
        Ok(result)
    }
}

/// Whether every host is this machine itself, so that nothing crosses a network.
fn is_near(config: &Config) -> bool {
    config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    })
}

fn finish(tx: Tx<'_>, commit: bool) -> Result<(), Failure> {
    match tx.link {
        Link::Postgres { tx, .. } if commit => tx.commit().map_err(from_postgres),
        Link::Postgres { tx, .. } => tx.rollback().map_err(from_postgres),
        Link::Sqlite(_) => Err(Failure::internal("a SQLite transaction in the PostgreSQL pool")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // GOV-6
    #[test]
    fn a_database_on_another_machine_is_not_spoken_to_in_clear_by_accident() {
        let near = |url: &str| is_near(&url.parse::<Config>().unwrap());
        assert!(near("postgres://kith@localhost/kith") && near("postgres://kith@127.0.0.1:5433/kith"));
        assert!(near("host=/run/postgresql user=kith"));
        assert!(!near("postgres://kith@db.example/kith") && !near("postgres://kith@10.0.0.7/kith"));
        let refused = Postgres::open("postgres://kith@db.example/kith", 1).err();
        assert!(matches!(refused, Some(Failure::Invalid(faults)) if faults[0].message.contains("sslmode=disable")));
    }
}
