//! JSON in which every field of an object stands once: of two of one name, one would be forgotten.

use std::{cell::Cell, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// Why a text is not taken.
pub(crate) enum Wrong {
    /// The field with this path stands there twice.
    Twice(String),
    /// What the library says of the text.
    NotJson(serde_json::Error),
}

/// The whole text as JSON.
pub(crate) fn read(text: &str) -> Result<Value, Wrong> {
    let twice = Cell::new(None);
    let mut from = serde_json::Deserializer::from_str(text);
    let read = Once { at: Step::Root, twice: &twice }.deserialize(&mut from);
    let read = read.and_then(|value| from.end().map(|()| value));
    read.map_err(|error| twice.take().map_or(Wrong::NotJson(error), Wrong::Twice))
}

/// Where a value stands; the path is written only when something is wrong.
#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Field(&'a Step<'a>, &'a str),
    Item(&'a Step<'a>, usize),
}

impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Root => Ok(()),
            Step::Field(Step::Root, key) => f.write_str(key),
            Step::Field(of, key) => write!(f, "{of}.{key}"),
            Step::Item(of, n) => write!(f, "{of}[{n}]"),
        }
    }
}

/// Reads the value that stands there.
struct Once<'a> {
    at: Step<'a>,
    twice: &'a Cell<Option<String>>,
}

impl<'de> DeserializeSeed<'de> for Once<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Once<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        let next = |n| Once { at: Step::Item(&self.at, n), twice: self.twice };
        while let Some(item) = items.next_element_seed(next(list.len()))? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(key) = fields.next_key::<String>()? {
            let at = Step::Field(&self.at, &key);
            if all.contains_key(&key) {
                self.twice.set(Some(at.to_string()));
                return Err(A::Error::custom("a field stands there twice"));
            }
            let value = fields.next_value_seed(Once { at, twice: self.twice })?;
            all.insert(key, value);
        }
        Ok(Value::Object(all))
    }
}
