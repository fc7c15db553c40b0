use std::fmt;

use routing::problem::Fault;

/// Why a file could not be used: one fault or more, each with its field (`visits[3].to`) or its line (`line 12`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(pub Vec<Fault>);

impl Unreadable {
    pub(crate) fn field(field: impl Into<String>, what: impl Into<String>) -> Self {
        Unreadable(vec![Fault::new(field, what)])
    }

    pub(crate) fn line(line: usize, what: impl Into<String>) -> Self {
        Unreadable::field(format!("line {line}"), what)
    }
}

/// So many faults are told at once.
const TOLD: usize = 20;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, fault) in self.0.iter().take(TOLD).enumerate() {
            let before = if n == 0 { "" } else { "\n" };
            write!(f, "{before}{fault}")?;
        }
        match self.0.len().saturating_sub(TOLD) {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}

impl std::error::Error for Unreadable {}
