//! Reading JSON so that every complaint names its field.

use serde_json::Value;

use crate::{
    once::{self, Wrong},
    report::{Paper, Unreadable},
};

/// Beyond this a number is taken for a mistake: 30,000 years in seconds.
const ENORMOUS: f64 = 1e12;

/// The whole text as JSON; a field that stands twice is refused.
pub(crate) fn parse(paper: Paper, text: &str) -> Result<Value, Unreadable> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    once::read(text).map_err(|wrong| match wrong {
        Wrong::Twice(path) => Unreadable::new(paper, path, "stands there twice; leave one of the two out"),
        Wrong::NotJson(error) => not_json(paper, &error),
    })
}

fn not_json(paper: Paper, error: &serde_json::Error) -> Unreadable {
    let at = format!("line {}, column {}", error.line(), error.column());
    let why = error.to_string();
    let why = why.split(" at line ").next().unwrap_or_default();
    Unreadable::new(paper, at, format!("it is not JSON, or it ends too soon ({why})"))
}

/// A value and where it stands.
#[derive(Clone)]
pub(crate) struct At<'a> {
    value: &'a Value,
    path: String,
    paper: Paper,
}

impl<'a> At<'a> {
    pub(crate) fn root(paper: Paper, value: &'a Value) -> Self {
        At { value, path: String::new(), paper }
    }

    /// An error about this value.
    pub(crate) fn wrong(&self, what: impl Into<String>) -> Unreadable {
        Unreadable::new(self.paper, self.path.clone(), what)
    }

    /// Where it stands.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    fn is(&self) -> String {
        let mut text = self.value.to_string();
        if text.chars().count() > 40 {
            text = text.chars().take(40).collect::<String>() + "…";
        }
        text
    }

    fn must(&self, be: &str) -> Unreadable {
        self.wrong(format!("must be {be}, and is {}", self.is()))
    }

    /// A field that may be left out or be null.
    pub(crate) fn maybe(&self, key: &str) -> Result<Option<At<'a>>, Unreadable> {
        let Value::Object(fields) = self.value else { return Err(self.must("an object")) };
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        let found = fields.get(key).filter(|value| !value.is_null());
        Ok(found.map(|value| At { value, path, paper: self.paper }))
    }

    /// Refuses fields that have no meaning here: a misspelt one would be a rule forgotten.
    pub(crate) fn only(&self, keys: &[&str]) -> Result<(), Unreadable> {
        let strange = self.fields()?.into_iter().find(|(key, _)| !keys.contains(key));
        strange.map_or(Ok(()), |(_, at)| Err(at.wrong("is not a field that means anything here")))
    }

    /// A field that may be left out, and is not null.
    pub(crate) fn given(&self, key: &str) -> Result<Option<At<'a>>, Unreadable> {
        let Value::Object(fields) = self.value else { return Err(self.must("an object")) };
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Ok(fields.get(key).map(|value| At { value, path, paper: self.paper }))
    }

    /// A field that must be there.
    pub(crate) fn field(&self, key: &str) -> Result<At<'a>, Unreadable> {
        self.maybe(key)?.ok_or_else(|| self.wrong(format!("has no “{key}”")))
    }

    /// A field that goes by several names.
    pub(crate) fn any_field(&self, keys: &[&str]) -> Result<At<'a>, Unreadable> {
        let lacking = || self.wrong(format!("has no “{}”", keys.first().copied().unwrap_or_default()));
        self.any_maybe(keys)?.ok_or_else(lacking)
    }

    /// The same of one that may be left out or be null. Two of its names at once, even of nulls, are refused.
    pub(crate) fn any_maybe(&self, keys: &[&str]) -> Result<Option<At<'a>>, Unreadable> {
        let mut there: Option<&str> = None;
        for key in keys {
            if self.given(key)?.is_none() {
                continue;
            }
            if let Some(other) = there.replace(key) {
                return Err(
                    self.wrong(format!("has “{other}” and “{key}”, which are one thing; leave one of them out"))
                );
            }
        }
        there.map_or(Ok(None), |key| self.maybe(key))
    }

    /// The fields of an object, by name.
    pub(crate) fn fields(&self) -> Result<Vec<(&'a str, At<'a>)>, Unreadable> {
        let Value::Object(fields) = self.value else { return Err(self.must("an object")) };
        let at = |key: &String| if self.path.is_empty() { key.clone() } else { format!("{}.{key}", self.path) };
        Ok(fields.iter().map(|(key, value)| (key.as_str(), At { value, path: at(key), paper: self.paper })).collect())
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Result<Vec<At<'a>>, Unreadable> {
        let Value::Array(items) = self.value else { return Err(self.must("a list")) };
        let at = |n: usize| format!("{}[{n}]", self.path);
        Ok(items.iter().enumerate().map(|(n, value)| At { value, path: at(n), paper: self.paper }).collect())
    }

    /// The items of a list that may be left out.
    pub(crate) fn list(&self, key: &str) -> Result<Vec<At<'a>>, Unreadable> {
        self.given(key)?.map_or(Ok(Vec::new()), |list| list.items())
    }

    /// A number of ordinary size.
    pub(crate) fn number(&self) -> Result<f64, Unreadable> {
        let number = self.value.as_f64().ok_or_else(|| self.must("a number"))?;
        if number.is_finite() && number.abs() <= ENORMOUS {
            Ok(number)
        } else {
            Err(self.must("a number of ordinary size"))
        }
    }

    /// A number of any size; nothing where it is something else.
    pub(crate) fn any_number(&self) -> Option<f64> {
        self.value.as_f64()
    }

    /// The same, but no further from nothing than numbers of ordinary size are: sums of it stay numbers.
    pub(crate) fn near_number(&self) -> Option<f64> {
        self.any_number().map(|number| number.clamp(-ENORMOUS, ENORMOUS))
    }

    /// A whole number, written as one.
    pub(crate) fn whole(&self) -> Result<f64, Unreadable> {
        if self.value.is_i64() { self.number() } else { Err(self.must("a whole number")) }
    }

    /// A sum: a whole number of any size a machine counts to. Weights make great ones of ordinary numbers.
    pub(crate) fn sum(&self) -> Result<f64, Unreadable> {
        self.value.as_i64().and(self.value.as_f64()).ok_or_else(|| self.must("a whole number"))
    }

    /// A whole number that is not negative.
    pub(crate) fn whole_amount(&self) -> Result<f64, Unreadable> {
        self.whole()?;
        self.amount()
    }

    /// A number within bounds.
    pub(crate) fn within(&self, least: f64, most: f64) -> Result<f64, Unreadable> {
        let number = self.number()?;
        if (least..=most).contains(&number) { Ok(number) } else { Err(self.must(&format!("from {least} to {most}"))) }
    }

    /// A number that is not negative.
    pub(crate) fn amount(&self) -> Result<f64, Unreadable> {
        let number = self.number()?;
        if number >= 0.0 { Ok(number) } else { Err(self.must("no less than nothing")) }
    }

    /// A whole number that counts something.
    pub(crate) fn count(&self) -> Result<usize, Unreadable> {
        let number = self.value.as_u64().ok_or_else(|| self.must("a whole number from 0"))?;
        usize::try_from(number).map_err(|_| self.must("a whole number of ordinary size"))
    }

    /// Two numbers.
    pub(crate) fn pair(&self) -> Result<(f64, f64), Unreadable> {
        match self.items()?.as_slice() {
            [a, b] => Ok((a.number()?, b.number()?)),
            _ => Err(self.must("a list of two numbers")),
        }
    }

    /// Two whole numbers, the second not before the first.
    pub(crate) fn span(&self) -> Result<(f64, f64), Unreadable> {
        let items = self.items()?;
        let [from, to] = items.as_slice() else { return Err(self.must("a list of two numbers")) };
        let (from, to) = (from.whole()?, to.whole()?);
        if from <= to { Ok((from, to)) } else { Err(self.wrong("ends before it begins")) }
    }

    /// A row of numbers up to the greatest; paths are made only for what is wrong.
    pub(crate) fn amounts(&self, how_many: usize, most: f64) -> Result<Vec<f64>, Unreadable> {
        let Value::Array(items) = self.value else { return Err(self.must("a list")) };
        if items.len() != how_many {
            return Err(self.wrong(format!("must have {how_many} numbers, and has {}", items.len())));
        }
        let one = |(n, value): (usize, &'a Value)| match value.as_f64() {
            Some(number) if (0.0..=most).contains(&number) => Ok(number),
            _ => At { value, path: format!("{}[{n}]", self.path), paper: self.paper }.within(0.0, most),
        };
        items.iter().enumerate().map(one).collect()
    }

    /// The same of whole numbers.
    pub(crate) fn whole_amounts(&self, how_many: usize, most: f64) -> Result<Vec<f64>, Unreadable> {
        let Value::Array(items) = self.value else { return Err(self.must("a list")) };
        match items.iter().position(|value| !value.is_i64()) {
            Some(n) => Err(self.wrong(format!("must have whole numbers, and number {} is none", n + 1))),
            None => self.amounts(how_many, most),
        }
    }

    /// Words.
    pub(crate) fn text(&self) -> Result<&'a str, Unreadable> {
        self.value.as_str().ok_or_else(|| self.must("a text"))
    }

    /// Yes or no.
    pub(crate) fn flag(&self) -> Result<bool, Unreadable> {
        self.value.as_bool().ok_or_else(|| self.must("true or false"))
    }

    /// A name: a text or a whole number.
    pub(crate) fn id(&self) -> Result<String, Unreadable> {
        match self.value {
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) if number.is_i64() => Ok(number.to_string()),
            _ => Err(self.must("a name or a whole number of ordinary size")),
        }
    }

    /// A list of texts.
    pub(crate) fn texts(&self) -> Result<Vec<String>, Unreadable> {
        self.items()?.iter().map(|item| item.text().map(str::to_owned)).collect()
    }

    /// Whether it is a number at all.
    pub(crate) fn is_number(&self) -> bool {
        self.value.is_number()
    }

    /// Whether it is an object.
    pub(crate) fn is_object(&self) -> bool {
        self.value.is_object()
    }
}
