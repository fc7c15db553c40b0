use std::error::Error;

use kernel::{Date, Failure, Moment, Uuid};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

use crate::Value;

pub(super) const WORDS: [(&str, &str); 11] = [
    ("{id}", "uuid"),
    ("{moment}", "timestamptz"),
    ("{date}", "date"),
    ("{json}", "jsonb"),
    ("{int}", "bigint"),
    ("{real}", "double precision"),
    ("{text}", "text"),
    ("{bool}", "boolean"),
    ("{bytes}", "bytea"),
    ("{strict}", ""),
    ("{for_update}", "FOR UPDATE"),
];

pub(super) const CLAIM_JOB: &str = "SELECT id, kind, payload, attempts FROM job \
     WHERE parked_at IS NULL AND run_at <= $1 ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED";

pub(super) const JOURNAL_GUARD: &str = "
    CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$;
    CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();";

pub(super) const TABLES: &str = "SELECT table_name::text AS name FROM information_schema.tables
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name COLLATE \"C\"";

pub(super) const COLUMNS: &str = "SELECT table_name::text, column_name::text AS name, data_type::text AS kind,
    (is_nullable = 'YES') AS nullable FROM information_schema.columns
    WHERE table_schema = current_schema() ORDER BY table_name COLLATE \"C\", column_name COLLATE \"C\"";

// The index behind a primary key or a UNIQUE of a column has the constraint's name, not one of ours.
pub(super) const INDEXES: &str = "SELECT t.relname::text AS table_name, i.relname::text AS name
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace
    WHERE n.nspname = current_schema() AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.oid
      AND c.contype IN ('p', 'u', 'x'))
    ORDER BY t.relname COLLATE \"C\", i.relname COLLATE \"C\"";

type Sent = Result<IsNull, Box<dyn Error + Sync + Send>>;

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Sent {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Bool(v) => v.to_sql(ty, out),
            Value::Int(v) => int(*v, ty, out),
            Value::Real(v) => v.to_sql(ty, out),
            Value::Text(v) => v.to_sql(ty, out),
            Value::Bytes(v) => v.to_sql(ty, out),
            Value::Uuid(v) => v.to_sql(ty, out),
            Value::Moment(v) => v.timestamp().to_sql(ty, out),
            Value::Date(v) => v.to_sql(ty, out),
            Value::Json(v) => json(v, ty, out),
        }
    }

    // The server's own answer to a value of the wrong kind names the statement; nothing is cast in silence.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A value in the form in which it goes to the server; nothing for null.
#[derive(Debug)]
pub(crate) struct Encoded(Option<BytesMut>);

impl Encoded {
    /// Encodes a value for a parameter of this type.
    pub(crate) fn of(value: &Value, ty: &Type) -> Result<Self, Failure> {
        let mut bytes = BytesMut::new();
        match value.to_sql_checked(ty, &mut bytes).map_err(Failure::internal)? {
            IsNull::Yes => Ok(Encoded(None)),
            IsNull::No => Ok(Encoded(Some(bytes))),
        }
    }
}

impl ToSql for Encoded {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Sent {
        let Some(bytes) = &self.0 else { return Ok(IsNull::Yes) };
        out.extend_from_slice(bytes);
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn int(value: i64, ty: &Type, out: &mut BytesMut) -> Sent {
    match *ty {
        Type::INT2 => i16::try_from(value)?.to_sql(ty, out),
        Type::INT4 => i32::try_from(value)?.to_sql(ty, out),
        Type::INT8 => value.to_sql(ty, out),
        ref other => Err(format!("a whole number was given where the statement takes {other}").into()),
    }
}

fn json(value: &serde_json::Value, ty: &Type, out: &mut BytesMut) -> Sent {
    // The binary form of jsonb is a version byte and the text.
    if *ty == Type::JSONB {
        out.extend_from_slice(&[1]);
    }
    out.extend_from_slice(value.to_string().as_bytes());
    Ok(IsNull::No)
}

/// The raw text of a json or jsonb column.
struct JsonText(String);

impl<'a> FromSql<'a> for JsonText {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        let raw = if *ty == Type::JSONB { raw.get(1..).unwrap_or_default() } else { raw };
        Ok(JsonText(std::str::from_utf8(raw)?.to_owned()))
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::JSON || *ty == Type::JSONB
    }
}

/// Reads one column by the type the server says it has.
pub(crate) fn value(row: &tokio_postgres::Row, n: usize, ty: &Type) -> Result<Value, Failure> {
    fn read<'r, T: FromSql<'r>>(
        row: &'r tokio_postgres::Row,
        n: usize,
        to: impl Fn(T) -> Value,
    ) -> Result<Value, Failure> {
        let value: Option<T> = row.try_get(n).map_err(Failure::internal)?;
        Ok(value.map_or(Value::Null, to))
    }
    match *ty {
        Type::BOOL => read(row, n, Value::Bool),
        Type::INT2 => read(row, n, |v: i16| Value::Int(v.into())),
        Type::INT4 => read(row, n, |v: i32| Value::Int(v.into())),
        Type::INT8 => read(row, n, Value::Int),
        Type::FLOAT8 => read(row, n, Value::Real),
        Type::FLOAT4 => read(row, n, |v: f32| Value::Real(v.into())),
        Type::TEXT | Type::VARCHAR | Type::NAME | Type::BPCHAR => read(row, n, Value::Text),
        Type::BYTEA => read(row, n, Value::Bytes),
        Type::UUID => read(row, n, |v: Uuid| Value::Uuid(v)),
        Type::TIMESTAMPTZ => read(row, n, |v: jiff::Timestamp| Value::Moment(Moment::from(v))),
        Type::DATE => read(row, n, |v: Date| Value::Date(v)),
        Type::JSON | Type::JSONB => read(row, n, |v: JsonText| Value::Text(v.0)),
        ref other => Err(Failure::internal(format!(
            "the statement gives a column of type {other}; cast it to one of the types the store maps"
        ))),
    }
}
