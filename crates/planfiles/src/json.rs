//! JSON read into types, with faults that name the field.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::Unreadable;

pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    let mut from = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut from).map_err(|error| {
        let path = error.path().to_string();
        told(error.inner(), &path)
    })?;
    from.end().map_err(|error| told(&error, "."))?;
    Ok(value)
}

fn told(error: &serde_json::Error, path: &str) -> Unreadable {
    let at = format!("line {}, column {}", error.line(), error.column());
    let whole = error.to_string();
    let what = whole.split(" at line ").next().unwrap_or(&whole);
    match error.classify() {
        Category::Eof => Unreadable::field(at, "The file ends too early; it may have been cut off. Fetch it again."),
        Category::Data if path == "." => Unreadable::field(at, format!("{}.", capital(what))),
        Category::Data => Unreadable::field(path, format!("{} ({at}).", capital(what))),
        Category::Syntax | Category::Io => Unreadable::field(at, format!("This is not JSON: {what}.")),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Written the way people read it.
pub(crate) fn write<T: serde::Serialize>(value: &T) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// Written on one line: tables of times would have a line for each.
pub(crate) fn write_short<T: serde::Serialize>(value: &T) -> String {
    let mut text = serde_json::to_string(value).unwrap_or_default();
    text.push('\n');
    text
}
