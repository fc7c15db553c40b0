use std::collections::BTreeMap;

use kernel::{Failure, Id, Uuid};
use percent_encoding::percent_decode_str;

use crate::{Field, Kind};

/// What a form or a JSON body said, before it is read: names and texts, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent {
    pairs: Vec<(String, String)>,
    strict: bool,
}

/// Fields every form carries besides its command's own.
const OWN: [&str; 2] = ["csrf", "once"];
/// So many names that no field has are told at once.
const MOST_STRANGERS: usize = 10;

impl Sent {
    /// From an `application/x-www-form-urlencoded` body or a query.
    pub fn from_form(body: &str) -> Self {
        let decode = |text: &str| whole(percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned());
        let pairs = body.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        });
        Sent { pairs: pairs.collect(), strict: true }
    }

    /// From a JSON object of texts, numbers, truths, nulls and lists of texts.
    pub fn from_json(body: &str) -> Result<Self, Failure> {
        use serde_json::Value;
        let wrong = |message: String| Failure::field("", message);
        let body = if body.trim().is_empty() { "{}" } else { body };
        let value: Value = serde_json::from_str(body).map_err(|e| wrong(format!("The body is not JSON: {e}.")))?;
        let Value::Object(object) = value else { return Err(wrong("The body must be a JSON object.".into())) };
        let mut pairs = Vec::new();
        for (name, value) in object {
            let name = whole(name);
            let values = if let Value::Array(values) = value { values } else { vec![value] };
            for value in values {
                match value {
                    Value::Null => {}
                    Value::Bool(truth) => pairs.push((name.clone(), if truth { "yes" } else { "" }.to_owned())),
                    Value::Number(number) => pairs.push((name.clone(), number.to_string())),
                    Value::String(text) => pairs.push((name.clone(), whole(text))),
                    _ => {
                        return Err(Failure::field(
                            name,
                            "This must be a text, a number, true, false, or a list of texts.",
                        ));
                    }
                }
            }
        }
        Ok(Sent { pairs, strict: true })
    }

    /// From pairs; for tests and the demo.
    pub fn from_pairs(pairs: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Sent { pairs: pairs.iter().map(owned).collect(), strict: true }
    }

    /// The first text under a name; empty when there is none.
    pub fn first(&self, name: &str) -> &str {
        self.pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// Every text under a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Names and texts as they came.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The texts that belong to these fields, as they came; what else was sent is left out.
    pub fn of_fields(&self, fields: &[Field]) -> Vec<(String, String)> {
        let ours = |(name, _): &&(String, String)| !OWN.contains(&name.as_str()) && is_known(name, fields);
        self.pairs.iter().filter(ours).cloned().collect()
    }

    /// Takes a text away.
    pub(crate) fn forget(&mut self, name: &str) {
        self.pairs.retain(|(key, _)| key != name);
    }

    /// A text that is the same for the same request: what a key for idempotency stands for.
    pub(crate) fn fingerprint(&self, path: &str) -> String {
        use sha2::{Digest, Sha256};
        let mut sum = Sha256::new();
        sum.update(path.as_bytes());
        for (name, value) in self.pairs.iter().filter(|(name, _)| !OWN.contains(&name.as_str())) {
            sum.update(format!("\u{0}{}:{name}={}:{value}", name.len(), value.len()).as_bytes());
        }
        sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Names that no field of the command has, each once; the first few of them, for a body has room for a hundred thousand.
    pub(crate) fn strangers(&self, fields: &[Field]) -> Vec<String> {
        let mut strangers: Vec<String> = Vec::new();
        for (name, _) in self.pairs.iter().filter(|(name, _)| self.strict && !is_known(name, fields)) {
            if strangers.len() >= MOST_STRANGERS {
                break;
            }
            if !strangers.contains(name) {
                strangers.push(name.clone());
            }
        }
        strangers
    }
}

/// A NUL is in no text that anybody typed, and PostgreSQL takes no text with one: it is shown as bytes that are no text are, as
/// the replacement character.
fn whole(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

/// Whether something of this name belongs to a form with these fields.
fn is_known(name: &str, fields: &[Field]) -> bool {
    OWN.contains(&name)
        || fields.iter().any(|field| {
            let part = name.strip_prefix(field.name).and_then(|part| part.strip_prefix('-'));
            field.name == name || matches!((field.kind, part), (Kind::Date, Some("day" | "month" | "year")))
        })
}

/// The parts of a path or a query by name.
#[derive(Debug, Clone, Default)]
pub struct Params(BTreeMap<String, String>);

impl Params {
    /// From pairs. An address with a NUL in it names nothing.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Params(pairs.into_iter().map(|(name, value)| (name, whole(value))).collect())
    }

    /// A part as text; empty when it is not there.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// A part as an id. One that is no id names nothing, so there is no such thing.
    pub fn uuid(&self, name: &str) -> Result<Uuid, Failure> {
        self.text(name).parse().map_err(|_| Failure::no_such("page"))
    }

    /// A part as an id that knows what it names.
    pub fn id<T>(&self, name: &str) -> Result<Id<T>, Failure> {
        self.uuid(name).map(Id::from)
    }
}
