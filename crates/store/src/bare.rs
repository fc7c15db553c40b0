//! What the disk and the database bear without the rest of the program: the measures `kith bench` holds a command against.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use kernel::Failure;
use rusqlite::{Connection, params};

use crate::{
    line::{Line, Transaction},
    tls::Address,
    tx::{from_postgres, from_sqlite},
};

/// How many statements a unit of work has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Work {
    /// Rows read by their key.
    pub reads: u64,
    /// Rows changed: one half new, the other half updated.
    pub changes: u64,
}

/// So many rows lie there before the measuring starts.
const ROWS: i64 = 100_000;

/// Units per second of a bare loop on a SQLite file in `folder`: so many `together` in one durable commit.
pub fn sqlite(folder: &Path, work: Work, together: u32, lasting: Duration) -> Result<f64, Failure> {
    let file = folder.join("bare.sqlite");
    let done = units(&file, work, together, lasting).map_err(from_sqlite);
    for name in ["bare.sqlite", "bare.sqlite-wal", "bare.sqlite-shm"] {
        // What is not there need not be taken away.
        let _ = std::fs::remove_file(folder.join(name));
    }
    done
}

fn units(file: &Path, work: Work, together: u32, lasting: Duration) -> rusqlite::Result<f64> {
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection
        .execute_batch("CREATE TABLE bare (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL)")?;
    let body = "x".repeat(300);
    connection.execute_batch("BEGIN")?;
    for n in 0..ROWS {
        connection.prepare_cached("INSERT INTO bare VALUES (?1, 1, ?2)")?.execute(params![n, body])?;
    }
    connection.execute_batch("COMMIT")?;
    let (begun, mut units, mut next) = (Instant::now(), 0_u32, ROWS);
    while begun.elapsed() < lasting {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        for _ in 0..together {
            for n in 0..work.reads {
                let key = (next * 7919 + n as i64 * 31) % ROWS;
                connection
                    .prepare_cached("SELECT * FROM bare WHERE id = ?1")?
                    .query_row([key], |row| row.get::<_, String>(2))?;
            }
            for n in 0..work.changes {
                if n % 2 == 0 {
                    next += 1;
                    connection.prepare_cached("INSERT INTO bare VALUES (?1, 1, ?2)")?.execute(params![next, body])?;
                } else {
                    let sql = "UPDATE bare SET version = version + 1 WHERE id = ?1";
                    connection.prepare_cached(sql)?.execute([(next * 7919) % ROWS])?;
                }
            }
        }
        connection.execute_batch("COMMIT")?;
        units += together;
    }
    Ok(f64::from(units) / begun.elapsed().as_secs_f64())
}

/// The script by which `pgbench` does the same, over the table that [`prepare_pgbench`] makes.
pub fn pgbench_script(work: Work) -> String {
    let mut lines = vec!["BEGIN;".to_owned()];
    for n in 0..work.reads {
        lines.insert(0, format!("\\set r{n} random(1, {ROWS})"));
        lines.push(format!("SELECT * FROM kith_bench_bare WHERE id = :r{n};"));
    }
    for n in 0..work.changes {
        if n % 2 == 0 {
            lines.push("INSERT INTO kith_bench_bare (version, body) VALUES (1, repeat('x', 300));".to_owned());
        } else {
            lines.insert(0, format!("\\set u{n} random(1, {ROWS})"));
            lines.push(format!("UPDATE kith_bench_bare SET version = version + 1 WHERE id = :u{n};"));
        }
    }
    lines.push("COMMIT;\n".to_owned());
    lines.join("\n")
}

/// Makes the table for `pgbench`, and says whether the server waits for the disk at each commit.
pub fn prepare_pgbench(url: &str) -> Result<bool, Failure> {
    let mut line = connect(url)?;
    line.batch(&format!(
        "DROP TABLE IF EXISTS kith_bench_bare;
         CREATE TABLE kith_bench_bare (id bigserial PRIMARY KEY, version bigint NOT NULL, body text NOT NULL);
         INSERT INTO kith_bench_bare (version, body) SELECT 1, repeat('x', 300) FROM generate_series(1, {ROWS})"
    ))
    .and_then(|()| line.batch("VACUUM ANALYZE kith_bench_bare"))
    .map_err(from_postgres)?;
    let mut tx = Transaction::new(&mut line, "BEGIN");
    let asked =
        tx.statement("SELECT current_setting('fsync') = 'on' AND current_setting('synchronous_commit') = 'on'")?;
    let durable = tx.rows(&asked, &[])?.first().map(|row| row.try_get(0)).transpose().map_err(from_postgres)?;
    tx.rollback()?;
    Ok(durable == Some(true))
}

/// Takes the table of `pgbench` away.
pub fn clear_pgbench(url: &str) -> Result<(), Failure> {
    connect(url)?.batch("DROP TABLE IF EXISTS kith_bench_bare").map_err(from_postgres)
}

fn connect(url: &str) -> Result<Line, Failure> {
    Line::open(&Address::read(url)?).map_err(Failure::Unavailable)
}
