//! JSON read into types, with faults that name the field.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::Unreadable;

pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    // Some editors put a mark before a text.
    let mut from = serde_json::Deserializer::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
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
    let what = plain(whole.rsplit_once(" at line ").map_or(&*whole, |(what, _)| what));
    match error.classify() {
        Category::Eof => Unreadable::field(at, "The file ends too early; it may have been cut off. Fetch it again."),
        Category::Data if path == "." || path.is_empty() => Unreadable::field(at, format!("{}.", capital(&what))),
        Category::Data => Unreadable::field(path, format!("{} ({at}).", capital(&what))),
        Category::Syntax | Category::Io => Unreadable::field(at, format!("This is not JSON: {what}.")),
    }
}

/// The library's words for kinds of values, and those that people have.
const WORDS: [(&str, &str); 19] = [
    ("invalid type: ", "it is "),
    ("invalid value: ", "it is "),
    ("invalid length ", "it has a length of "),
    (", expected i64", " and must be a whole number"),
    (", expected usize", " and must be a whole number from 0"),
    (", expected f64", " and must be a number"),
    (", expected a boolean", " and must be true or false"),
    (", expected a string", " and must be a text"),
    (", expected a sequence", " and must be a list"),
    (", expected a map", " and must be an object"),
    (", expected struct ", " and must be an object of the kind "),
    (", expected an array of length", " and must be a list of"),
    (" of size 2", " of two"),
    ("floating point ", "the number "),
    ("integer ", "the number "),
    ("string ", "the text "),
    ("it is map", "it is an object"),
    ("it is sequence", "it is a list"),
    ("boolean ", ""),
];

/// What the library says is wrong, without its names for types.
fn plain(what: &str) -> String {
    // What stands in quotation marks is the file's own.
    let (head, rest) = what.find(['"', '`']).map_or((what, ""), |at| what.split_at_checked(at).unwrap_or((what, "")));
    let (own, tail) = rest.rfind(['"', '`']).map_or((rest, ""), |at| rest.split_at_checked(at).unwrap_or((rest, "")));
    let said = |text: &str| WORDS.iter().fold(text.to_owned(), |text, (theirs, ours)| text.replace(theirs, ours));
    format!("{}{own}{}", said(head), said(tail))
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
