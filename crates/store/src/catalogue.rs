//! What stands in the database itself: for backups, which count its rows, and for the test that compares both schemas.

use kernel::Failure;

use crate::{Dialect, Statement, Tx, Value, dialect};

/// One column as the database has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    /// The table.
    pub table: String,
    /// The column.
    pub name: String,
    /// Its type in the database's own word, in small letters.
    pub kind: String,
    /// Whether it may be empty.
    pub nullable: bool,
}

/// The tables, by name.
pub fn tables(tx: &mut Tx<'_>) -> Result<Vec<String>, Failure> {
    let rows = tx.rows(dialect::tables(tx.dialect()), &[])?;
    rows.iter().map(|row| row.get("name")).collect()
}

/// The columns of every table, by table and name.
pub fn columns(tx: &mut Tx<'_>) -> Result<Vec<Column>, Failure> {
    let rows = tx.rows(dialect::columns(tx.dialect()), &[])?;
    rows.iter()
        .map(|row| {
            let kind: String = row.get("kind")?;
            let nullable = row.get("nullable")?;
            Ok(Column { table: row.get("table_name")?, name: row.get("name")?, kind: kind.to_lowercase(), nullable })
        })
        .collect()
}

/// The indexes that were given a name, by table and name.
pub fn indexes(tx: &mut Tx<'_>) -> Result<Vec<(String, String)>, Failure> {
    let rows = tx.rows(dialect::indexes(tx.dialect()), &[])?;
    rows.iter().map(|row| Ok((row.get("table_name")?, row.get("name")?))).collect()
}

/// How many rows every table has.
pub fn counts(tx: &mut Tx<'_>) -> Result<Vec<(String, i64)>, Failure> {
    let mut counts = Vec::new();
    for table in tables(tx)? {
        // The name comes from the database's own list, never from outside.
        let rows = tx.rows(&format!("SELECT count(*) AS n FROM \"{table}\""), &[])?;
        counts.push((table, rows.first().map_or(Ok(0), |row| row.get("n"))?));
    }
    Ok(counts)
}

/// How SQLite would find a statement's rows, step by step: for the test that no page reads a table from end to end. Empty on
/// PostgreSQL, whose plans follow from what lies in the tables.
pub fn plan(tx: &mut Tx<'_>, statement: &Statement) -> Result<Vec<String>, Failure> {
    if tx.dialect() == Dialect::Postgres {
        return Ok(Vec::new());
    }
    let sql = statement.rendered(Dialect::Sqlite);
    let numbers = sql.split('?').skip(1).filter_map(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<usize>().ok()
    });
    let params = vec![Value::Null; numbers.max().unwrap_or_default()];
    let rows = tx.rows(&format!("EXPLAIN QUERY PLAN {sql}"), &params)?;
    rows.iter().map(|row| row.get("detail")).collect()
}
