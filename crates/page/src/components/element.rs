//! What `maud` cannot say: elements whose name or attributes are only known when the page is made.

use std::{collections::BTreeMap, fmt::Write};

use maud::{Markup, PreEscaped};

/// Further attributes of an element, by name.
pub type Attributes = BTreeMap<String, String>;

/// An element under construction.
pub(crate) struct Element {
    name: &'static str,
    open: String,
}

impl Element {
    pub(crate) fn new(name: &'static str) -> Self {
        Element { name, open: format!("<{name}") }
    }

    /// An attribute that always stands there.
    pub(crate) fn attr(mut self, name: &str, value: &str) -> Self {
        let mut escaped = String::new();
        let _ = maud::Escaper::new(&mut escaped).write_str(value);
        let _ = write!(self.open, " {name}=\"{escaped}\"");
        self
    }

    /// An attribute that is left out when it has no value.
    pub(crate) fn some(self, name: &str, value: &str) -> Self {
        if value.is_empty() { self } else { self.attr(name, value) }
    }

    /// An attribute without a value.
    pub(crate) fn flag(mut self, name: &str, on: bool) -> Self {
        if on {
            let _ = write!(self.open, " {name}");
        }
        self
    }

    /// An attribute whose value is `true` or `false`, left out when not decided.
    pub(crate) fn decided(self, name: &str, value: Option<bool>) -> Self {
        match value {
            Some(value) => self.attr(name, if value { "true" } else { "false" }),
            None => self,
        }
    }

    pub(crate) fn attributes(mut self, all: &Attributes) -> Self {
        for (name, value) in all {
            self = self.attr(name, value);
        }
        self
    }

    /// The element around its content.
    pub(crate) fn around(self, inner: &Markup) -> Markup {
        PreEscaped(format!("{}>{}</{}>", self.open, inner.0, self.name))
    }

    /// An element that has no content.
    pub(crate) fn void(self) -> Markup {
        PreEscaped(self.open + ">")
    }
}

/// Class names with single spaces, the empty ones left out.
pub(crate) fn classes<const N: usize>(names: [&str; N]) -> String {
    names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `name` when it holds, nothing otherwise.
pub(crate) fn when(holds: bool, name: &'static str) -> &'static str {
    if holds { name } else { "" }
}

/// A value for an attribute of `maud` that is left out when empty.
pub(crate) fn filled(value: &str) -> Option<&str> {
    (!value.is_empty()).then_some(value)
}

/// The first of two values that is not empty.
pub(crate) fn either<'a>(first: &'a str, second: &'a str) -> &'a str {
    if first.is_empty() { second } else { first }
}
