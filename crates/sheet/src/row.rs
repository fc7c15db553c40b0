//! One row, and what can be wrong with it.

use std::fmt;
use std::sync::Arc;

use crate::layout::Fit;

/// What all rows of one file share.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) fit: Fit,
    /// The headers as they stand in the file; empty for a file without.
    pub(crate) headers: Vec<String>,
}

impl Head {
    pub(crate) fn title(&self, key: &str) -> String {
        let position = self.fit.keys.iter().find(|(name, _)| *name == key).map(|(_, position)| *position);
        position.and_then(|position| self.headers.get(position)).cloned().unwrap_or_else(|| key.replace('_', " "))
    }
}

/// One row of a file.
#[derive(Debug, Clone)]
pub struct Row {
    /// The line of the file on which the row begins, counted from 1.
    pub number: u64,
    pub(crate) text: String,
    pub(crate) ends: Vec<usize>,
    pub(crate) head: Arc<Head>,
}

impl Row {
    fn cell(&self, position: usize) -> &str {
        let start = match position.checked_sub(1) {
            None => 0,
            Some(before) => self.ends.get(before).copied().unwrap_or(self.text.len()),
        };
        let end = self.ends.get(position).copied().unwrap_or(self.text.len());
        self.text.get(start..end).unwrap_or_default()
    }

    /// The cell of a key, trimmed; empty where the file has no such column.
    pub fn get(&self, key: &str) -> &str {
        let position = self.head.fit.keys.iter().find(|(name, _)| *name == key).map(|(_, position)| *position);
        position.map(|position| self.cell(position)).unwrap_or_default()
    }

    /// The first of these keys that is filled in.
    pub fn first_of(&self, keys: &[&str]) -> &str {
        keys.iter().map(|key| self.get(key)).find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// Every cell with its header, in the file's order, also of the columns no layout asks for.
    pub fn cells(&self) -> impl Iterator<Item = (&str, &str)> {
        let headers = self.head.headers.iter().map(String::as_str).chain(std::iter::repeat(""));
        headers.zip((0..self.ends.len()).map(|position| self.cell(position)))
    }

    /// Whether a spreadsheet would take this cell for a formula. It is kept as text all the same.
    pub fn looks_like_formula(&self, key: &str) -> bool {
        crate::looks_like_formula(self.get(key))
    }

    /// A fault of this row in the column of a key.
    pub fn fault(&self, key: &str, message: impl Into<String>) -> RowFault {
        let column = self.head.title(key);
        RowFault::new(self.number, column, message, self.get(key))
    }
}

/// What is wrong with one row, for the person who sent the file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RowFault {
    /// The line of the file on which the row begins, counted from 1.
    pub row: u64,
    /// The column's header; empty when the whole row is meant.
    pub column: String,
    /// What is wrong and what to do, in plain English.
    pub message: String,
    /// What stands there, shortened.
    pub value: String,
    /// Whether the file could not be read any further.
    pub ends: bool,
    /// Further faults of the same row.
    pub others: Vec<RowFault>,
}

impl RowFault {
    /// A fault of one cell.
    pub fn new(row: u64, column: impl Into<String>, message: impl Into<String>, value: &str) -> Self {
        RowFault {
            row,
            column: column.into(),
            message: message.into(),
            value: kernel::shown(value, 60),
            ends: false,
            others: Vec::new(),
        }
    }

    /// One fault that carries the others of its row; `None` where there is none.
    pub fn of_all(faults: Vec<RowFault>) -> Option<RowFault> {
        let mut faults = faults.into_iter();
        let mut first = faults.next()?;
        first.others.extend(faults);
        Some(first)
    }

    /// This fault and the others of its row.
    pub fn all(&self) -> impl Iterator<Item = &RowFault> {
        std::iter::once(self).chain(&self.others)
    }
}

impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line {}", self.row)?;
        if !self.column.is_empty() {
            write!(f, ", {}", self.column)?;
        }
        write!(f, ": {}", self.message)?;
        if !self.value.is_empty() {
            write!(f, " It says \u{201c}{}\u{201d}.", self.value)?;
        }
        Ok(())
    }
}
