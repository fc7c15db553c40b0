//! Reading what other rooms' events say. An event that lacks what it promised is a fault that names it.

use kernel::Failure;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A part of an event.
pub(crate) fn part<'a>(value: &'a Value, name: &str) -> Result<&'a Value, Failure> {
    value.get(name).ok_or_else(|| Failure::internal(format!("the event says nothing of “{name}”")))
}

/// A fact that must be there.
pub(crate) fn must<T: DeserializeOwned>(value: &Value, name: &str) -> Result<T, Failure> {
    opt(value, name)?.ok_or_else(|| Failure::internal(format!("the event says nothing of “{name}”")))
}

/// A fact that may be left out.
pub(crate) fn opt<T: DeserializeOwned>(value: &Value, name: &str) -> Result<Option<T>, Failure> {
    let found = value.get(name).filter(|value| !value.is_null());
    let read = found.map(|value| serde_json::from_value(value.clone())).transpose();
    read.map_err(|error| Failure::internal(format!("the event's “{name}” cannot be read: {error}")))
}
