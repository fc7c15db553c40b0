use std::{collections::HashMap, sync::Arc};

use kernel::{Date, Failure, Id, Minutes, Moment, Money, NhsNumber, Postcode, Uuid};

/// One value on its way into or out of the database; the one mapping both databases share.
///
/// | here | PostgreSQL | SQLite |
/// |---|---|---|
/// | `Bool` | boolean | INTEGER 0 or 1 |
/// | `Int` | bigint | INTEGER |
/// | `Real` | double precision | REAL |
/// | `Text` | text | TEXT |
/// | `Bytes` | bytea | BLOB |
/// | `Uuid` | uuid | BLOB of 16 bytes |
/// | `Moment` | timestamptz | INTEGER, microseconds since 1970 |
/// | `Date` | date | TEXT, ISO 8601 |
/// | `Json` | jsonb | TEXT |
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the table above says what each is")]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
    Uuid(Uuid),
    Moment(Moment),
    Date(Date),
    Json(serde_json::Value),
}

macro_rules! into_value {
    ($($from:ty => |$v:ident| $to:expr;)*) => {$(
        impl From<$from> for Value {
            fn from($v: $from) -> Self { $to }
        }
    )*};
}

into_value! {
    bool => |v| Value::Bool(v);
    i64 => |v| Value::Int(v);
    i32 => |v| Value::Int(v.into());
    u32 => |v| Value::Int(v.into());
    f64 => |v| Value::Real(v);
    String => |v| Value::Text(v);
    &String => |v| Value::Text(v.clone());
    &str => |v| Value::Text(v.to_owned());
    Vec<u8> => |v| Value::Bytes(v);
    &[u8] => |v| Value::Bytes(v.to_vec());
    Uuid => |v| Value::Uuid(v);
    Moment => |v| Value::Moment(v);
    Date => |v| Value::Date(v);
    serde_json::Value => |v| Value::Json(v);
    Money => |v| Value::Int(v.pence());
    Minutes => |v| Value::Int(v.get());
    NhsNumber => |v| Value::Text(v.compact());
    Postcode => |v| Value::Text(v.to_string());
    &Postcode => |v| Value::Text(v.to_string());
}

impl<T> From<Id<T>> for Value {
    fn from(id: Id<T>) -> Self {
        Value::Uuid(id.uuid())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// A type that can be read out of a column.
pub trait FromValue: Sized {
    /// Reads the value, or gives it back when it is of another kind.
    fn from_value(value: Value) -> Result<Self, Value>;
}

macro_rules! from_value {
    ($($to:ty { $($pattern:pat => $e:expr),+ $(,)? })*) => {$(
        impl FromValue for $to {
            fn from_value(value: Value) -> Result<Self, Value> {
                match value { $($pattern => $e,)+ other => Err(other) }
            }
        }
    )*};
}

from_value! {
    bool { Value::Bool(v) => Ok(v), Value::Int(v) => Ok(v != 0) }
    i64 { Value::Int(v) => Ok(v) }
    f64 { Value::Real(v) => Ok(v), Value::Int(v) => Ok(v as f64) }
    String { Value::Text(v) => Ok(v) }
    Vec<u8> { Value::Bytes(v) => Ok(v) }
    Uuid { Value::Uuid(v) => Ok(v), Value::Bytes(v) => Uuid::from_slice(&v).map_err(|_| Value::Bytes(v)) }
    Moment { Value::Moment(v) => Ok(v), Value::Int(v) => Ok(Moment::from_micros(v)) }
    Date { Value::Date(v) => Ok(v), Value::Text(v) => v.parse().map_err(|_| Value::Text(v)) }
    Money { Value::Int(v) => Ok(Money::from_pence(v)) }
    Minutes { Value::Int(v) => Ok(Minutes::new(v)) }
    NhsNumber { Value::Text(v) => NhsNumber::from_stored(&v).map_err(|_| Value::Text(v)) }
    Postcode { Value::Text(v) => Postcode::parse(&v).map_err(|_| Value::Text(v)) }
    serde_json::Value { Value::Json(v) => Ok(v), Value::Text(v) => serde_json::from_str(&v).map_err(|_| Value::Text(v)) }
}

impl<T> FromValue for Id<T> {
    fn from_value(value: Value) -> Result<Self, Value> {
        Uuid::from_value(value).map(Id::from)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Result<Self, Value> {
        match value {
            Value::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}

/// The names of a result's columns, shared by its rows.
pub(crate) type Columns = Arc<HashMap<String, usize>>;

/// One row of a result; columns are asked for by name.
#[derive(Debug, Clone)]
pub struct Row {
    pub(crate) columns: Columns,
    pub(crate) values: Vec<Value>,
}

impl Row {
    /// Reads a column. A column that is not there or of another kind is a fault of the program and says which.
    pub fn get<T: FromValue>(&self, column: &str) -> Result<T, Failure> {
        let value = self
            .columns
            .get(column)
            .and_then(|n| self.values.get(*n))
            .ok_or_else(|| Failure::internal(format!("the result has no column “{column}”")))?;
        T::from_value(value.clone()).map_err(|value| {
            let wanted = std::any::type_name::<T>();
            Failure::internal(format!("column “{column}” holds {value:?}, which is no {wanted}"))
        })
    }

    /// Reads a column that holds a name of something (a state, a kind) through that something's own reader.
    pub fn parse<T: std::str::FromStr>(&self, column: &str) -> Result<T, Failure> {
        let text: String = self.get(column)?;
        text.parse().map_err(|_| {
            Failure::internal(format!("column “{column}” holds “{text}”, which is no {}", std::any::type_name::<T>()))
        })
    }
}

/// Parameters of a statement, in the order of `$1, $2, …`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::Value::from($value)),*] as &[$crate::Value] };
}

/// Columns and values of a row to be written: `cols! { "id" => id, "name" => name }`.
#[macro_export]
macro_rules! cols {
    ($($column:literal => $value:expr),* $(,)?) => { vec![$(($column, $crate::Value::from($value))),*] };
}
