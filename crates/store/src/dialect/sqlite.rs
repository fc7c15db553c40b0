use rusqlite::types::{ToSqlOutput, Value as Raw, ValueRef};

use crate::Value;

pub(super) const WORDS: [(&str, &str); 11] = [
    ("{id}", "BLOB"),
    ("{moment}", "INTEGER"),
    ("{date}", "TEXT"),
    ("{json}", "TEXT"),
    ("{int}", "INTEGER"),
    ("{real}", "REAL"),
    ("{text}", "TEXT"),
    ("{bool}", "INTEGER"),
    ("{bytes}", "BLOB"),
    ("{strict}", "STRICT"),
    ("{for_update}", ""),
];

// There is one writer, so whoever reads a job inside the writer has it.
pub(super) const CLAIM_JOB: &str = "SELECT id, kind, payload, attempts FROM job \
     WHERE parked_at IS NULL AND run_at <= ?1 ORDER BY run_at, id LIMIT 1";

pub(super) const JOURNAL_GUARD: &str = "
    CREATE TRIGGER journal_is_append_only_1 BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER journal_is_append_only_2 BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;";

pub(super) const TABLES: &str =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";

pub(super) const COLUMNS: &str = "SELECT t.name AS table_name, c.name, c.type AS kind,
    (c.\"notnull\" = 0 AND c.pk = 0) AS nullable FROM sqlite_master t JOIN pragma_table_info(t.name) c
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.name";

pub(super) const INDEXES: &str = "SELECT tbl_name AS table_name, name FROM sqlite_master
    WHERE type = 'index' AND name NOT LIKE 'sqlite_%' ORDER BY tbl_name, name";

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Null => ToSqlOutput::Owned(Raw::Null),
            Value::Bool(v) => ToSqlOutput::Owned(Raw::Integer(i64::from(*v))),
            Value::Int(v) => ToSqlOutput::Owned(Raw::Integer(*v)),
            Value::Real(v) => ToSqlOutput::Owned(Raw::Real(*v)),
            Value::Text(v) => ToSqlOutput::Borrowed(ValueRef::Text(v.as_bytes())),
            Value::Bytes(v) => ToSqlOutput::Borrowed(ValueRef::Blob(v)),
            Value::Uuid(v) => ToSqlOutput::Borrowed(ValueRef::Blob(v.as_bytes())),
            Value::Moment(v) => ToSqlOutput::Owned(Raw::Integer(v.micros())),
            Value::Date(v) => ToSqlOutput::Owned(Raw::Text(v.to_string())),
            Value::Json(v) => ToSqlOutput::Owned(Raw::Text(v.to_string())),
        })
    }
}

/// Reads a column as it lies there; the asked-for type decides later what it is (see `FromValue`).
pub(crate) fn value(raw: ValueRef<'_>) -> Value {
    match raw {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(v) => Value::Int(v),
        ValueRef::Real(v) => Value::Real(v),
        ValueRef::Text(v) => Value::Text(String::from_utf8_lossy(v).into_owned()),
        ValueRef::Blob(v) => Value::Bytes(v.to_vec()),
    }
}
