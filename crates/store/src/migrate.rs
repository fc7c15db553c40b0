//! Migrations: forward only, each applied once and never edited after; expand first, contract later.

use std::time::Duration;

use kernel::Failure;

use crate::{Tx, Work, dialect, params, statement};

/// One step of the schema. The name begins with its time (`20261122_1000_store`), which gives the order across crates.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// `YYYYMMDD_HHMM_what`.
    pub name: &'static str,
    /// The text, in the words of [`Statement`](crate::Statement).
    pub sql: &'static str,
}

/// Lists a crate's migrations by file name: `migrations!["20261122_1100_people"]` reads `migrations/….sql`.
#[macro_export]
macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        &[$($crate::Migration {
            name: $name,
            sql: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/", $name, ".sql")),
        }),*]
    };
}

const OWN: &[Migration] = migrations!["20261122_1000_store", "20261126_0710_listed", "20261126_1100_jobs_at_scale"];

const LEDGER: &str = "CREATE TABLE IF NOT EXISTS migration (
    name {text} PRIMARY KEY, fingerprint {text} NOT NULL, applied_at {moment} NOT NULL) {strict}";

statement! {
    APPLIED = "SELECT name, fingerprint FROM migration ORDER BY name";
}

/// Brings the schema up to date and says which steps were taken. A step that was edited after it was applied is refused.
pub(crate) fn migrate(work: &mut Work<'_>, steps: &[&[Migration]]) -> Result<Vec<&'static str>, Failure> {
    work.allow(Duration::from_secs(3600));
    work.batch(LEDGER)?;
    let applied = work.all(&APPLIED, &[], |row| Ok((row.get::<String>("name")?, row.get::<String>("fingerprint")?)))?;
    let mut steps: Vec<_> = std::iter::once(&OWN).chain(steps).flat_map(|steps| steps.iter()).collect();
    steps.sort_by_key(|step| step.name);
    if let Some((unknown, _)) = applied.iter().find(|(name, _)| steps.iter().all(|step| step.name != name)) {
        return Err(newer(unknown));
    }
    let mut taken = Vec::new();
    for step in steps {
        let fingerprint = fingerprint(step.sql);
        match applied.iter().find(|(name, _)| name == step.name) {
            Some((_, before)) if *before != fingerprint => {
                return Err(Failure::internal(format!("migration {} was edited after it was applied", step.name)));
            }
            Some(_) => {}
            None => {
                work.batch(step.sql)?;
                if OWN.first().is_some_and(|own| own.name == step.name) {
                    begin_journal(work)?;
                }
                let sql = "INSERT INTO migration (name, fingerprint, applied_at) VALUES ($1, $2, $3)";
                let at = work.at;
                work.raw(sql, params![step.name, fingerprint, at])?;
                taken.push(step.name);
            }
        }
    }
    Ok(taken)
}

/// The steps that this database has not taken yet; none when its schema is current. A database that a newer program
/// migrated is refused.
pub fn pending(tx: &mut Tx<'_>, steps: &[&[Migration]]) -> Result<Vec<&'static str>, Failure> {
    let has_ledger = crate::catalogue::tables(tx)?.iter().any(|table| table == "migration");
    let applied = if has_ledger { tx.all(&APPLIED, &[], |row| row.get::<String>("name"))? } else { Vec::new() };
    let mut all: Vec<_> = std::iter::once(&OWN).chain(steps).flat_map(|steps| steps.iter()).collect();
    all.sort_by_key(|step| step.name);
    match applied.iter().find(|name| all.iter().all(|step| step.name != **name)) {
        Some(unknown) => Err(newer(unknown)),
        None => Ok(all.iter().map(|step| step.name).filter(|name| !applied.iter().any(|done| done == name)).collect()),
    }
}

fn newer(unknown: &str) -> Failure {
    Failure::Unavailable(format!(
        "The database has been migrated by a newer Kith (it has “{unknown}”). Use that version, or restore a backup made by this one."
    ))
}

fn begin_journal(work: &mut Work<'_>) -> Result<(), Failure> {
    let guard = dialect::journal_guard(work.dialect());
    work.batch(guard)?;
    for chain in 0..crate::journal::CHAINS {
        let sql = "INSERT INTO journal_head (chain, seq, hash) VALUES ($1, $2, $3)";
        work.raw(sql, params![chain, 0_i64, Vec::new()])?;
    }
    Ok(())
}

fn fingerprint(sql: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(sql.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
