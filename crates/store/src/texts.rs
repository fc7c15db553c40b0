//! The texts of statements that change rows, built from names of tables and columns.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use crate::{Dialect, dialect};

/// What a text does with a row.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Shape {
    Insert(usize),
    Update,
    Put(&'static [&'static str]),
    Delete,
}

/// Texts of statements by what they do, their table and columns; building one takes longer than running it.
type Texts = HashMap<(Dialect, &'static str, Shape), Vec<(Vec<&'static str>, Rc<str>)>>;

/// The text for a table and its columns, made once on each thread.
pub(crate) fn known(
    dialect: Dialect,
    table: &'static str,
    shape: Shape,
    columns: &[&'static str],
    make: impl FnOnce() -> String,
) -> Rc<str> {
    thread_local! {
        static KNOWN: RefCell<Texts> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        let texts = known.entry((dialect, table, shape)).or_default();
        if let Some((_, text)) = texts.iter().find(|(known, _)| known == columns) {
            return Rc::clone(text);
        }
        let text: Rc<str> = dialect::render(&make(), dialect).into();
        texts.push((columns.to_vec(), Rc::clone(&text)));
        text
    })
}

/// The text that adds so many rows, in the database's own words.
pub(crate) fn insert_many(dialect: Dialect, table: &'static str, columns: &[&'static str], rows: usize) -> Rc<str> {
    known(dialect, table, Shape::Insert(rows), columns, || insert_text(table, columns, rows))
}

/// The same in the words that both databases' texts are made of.
pub(crate) fn insert_text(table: &str, columns: &[&str], rows: usize) -> String {
    let width = columns.len();
    let row = |n: usize| {
        let places: Vec<_> = (1..=width).map(|column| format!("${}", n * width + column)).collect();
        format!("({})", places.join(", "))
    };
    let rows: Vec<_> = (0..rows).map(row).collect();
    format!("INSERT INTO {table} ({}) VALUES {}", columns.join(", "), rows.join(", "))
}

/// What an insert says that replaces a row with the same key.
pub(crate) fn on_conflict(key: &[&str], columns: &[&str]) -> String {
    let rest = columns.iter().filter(|name| !key.contains(name));
    let set: Vec<_> = rest.map(|name| format!("{name} = excluded.{name}")).collect();
    let then = if set.is_empty() { "NOTHING".to_owned() } else { format!("UPDATE SET {}", set.join(", ")) };
    format!("ON CONFLICT ({}) DO {then}", key.join(", "))
}

/// `name = $n` for each column, counted from the number given.
pub(crate) fn place(columns: &[&str], from: usize) -> Vec<String> {
    columns.iter().enumerate().map(|(n, name)| format!("{name} = ${}", n + from)).collect()
}
