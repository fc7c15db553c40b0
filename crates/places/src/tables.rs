//! TOML and CSV into structs, with faults that name the file and the key.

use std::collections::HashSet;

use kernel::{Date, Failure, Time};
use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error as _};

/// A fault in a place's data. The field is the file. What stands there is shown without anything that a terminal would obey.
pub(crate) fn fault(file: &str, message: impl std::fmt::Display) -> Failure {
    Failure::field(file, format!("{file}: {}", kernel::shown_lines(&message.to_string())))
}

/// A whole TOML file.
pub(crate) fn toml<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Failure> {
    toml::from_str(text).map_err(|error| fault(file, error))
}

/// Every row of a CSV file.
pub(crate) fn csv<T: DeserializeOwned>(file: &str, text: &str) -> Result<Vec<T>, Failure> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().map_err(|error| fault(file, error))
}

/// Refuses a key that stands twice.
pub(crate) fn unique<'a>(file: &str, key: &str, values: impl IntoIterator<Item = &'a str>) -> Result<(), Failure> {
    let mut seen = HashSet::new();
    match values.into_iter().find(|value| !seen.insert(*value)) {
        Some(twice) => Err(fault(file, format!("{key} \u{201c}{twice}\u{201d} stands twice."))),
        None => Ok(()),
    }
}

/// Refuses a key that is not among those another file defines.
pub(crate) fn known(file: &str, key: &str, value: &str, among: &[&str]) -> Result<(), Failure> {
    if among.contains(&value) {
        return Ok(());
    }
    Err(fault(file, format!("{key} \u{201c}{value}\u{201d} is not known; there are: {}.", among.join(", "))))
}

/// A date as TOML writes it, without quotation marks.
pub(crate) fn toml_date<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    toml::value::Datetime::deserialize(from)?.to_string().parse().map_err(D::Error::custom)
}

/// A time of day as TOML writes it.
pub(crate) fn toml_time<'de, D: Deserializer<'de>>(from: D) -> Result<Time, D::Error> {
    toml::value::Datetime::deserialize(from)?.to_string().parse().map_err(D::Error::custom)
}

/// The same where it may be left out.
pub(crate) fn optional_toml_time<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Time>, D::Error> {
    toml_time(from).map(Some)
}

/// Codes with spaces between them in one cell.
pub(crate) fn codes<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Ok(String::deserialize(from)?.split_whitespace().map(str::to_owned).collect())
}

/// `yes` or `no`.
pub(crate) fn yes_or_no<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    match String::deserialize(from)?.as_str() {
        "yes" => Ok(true),
        "no" => Ok(false),
        other => Err(D::Error::custom(format!("\u{201c}{other}\u{201d} is neither yes nor no"))),
    }
}
