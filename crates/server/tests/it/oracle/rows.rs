//! Rows as they lie in the database.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use rusqlite::{Connection, types::ValueRef};

#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Nothing,
    Number(i64),
    Words(String),
}

/// One row: the value of each column. An id is its thirty-two hexadecimal digits.
#[derive(Debug, Clone)]
pub struct Row(BTreeMap<String, Cell>);

impl Row {
    fn cell(&self, column: &str) -> &Cell {
        self.0.get(column).unwrap_or_else(|| panic!("no column {column} in {self:?}"))
    }

    pub fn number(&self, column: &str) -> i64 {
        self.maybe(column).unwrap_or_else(|| panic!("{column} is empty in {self:?}"))
    }

    pub fn maybe(&self, column: &str) -> Option<i64> {
        match self.cell(column) {
            Cell::Number(number) => Some(*number),
            Cell::Nothing => None,
            Cell::Words(words) => panic!("{column} is {words}, not a number"),
        }
    }

    pub fn words(&self, column: &str) -> &str {
        self.perhaps(column).unwrap_or_else(|| panic!("{column} is empty in {self:?}"))
    }

    pub fn perhaps(&self, column: &str) -> Option<&str> {
        match self.cell(column) {
            Cell::Words(words) => Some(words),
            Cell::Nothing => None,
            Cell::Number(number) => panic!("{column} is {number}, not words"),
        }
    }

    pub fn day(&self, column: &str) -> Date {
        self.words(column).parse().unwrap()
    }
}

/// The day in London of microseconds since 1970.
pub fn day_of(micros: i64) -> Date {
    zoned(micros).date()
}

pub fn zoned(micros: i64) -> jiff::Zoned {
    thread_local!(static LONDON: TimeZone = TimeZone::get("Europe/London").unwrap());
    LONDON.with(|london| Timestamp::from_microsecond(micros).unwrap().to_zoned(london.clone()))
}

/// The first moment of a day in London.
pub fn midnight(day: Date) -> i64 {
    day.in_tz("Europe/London").unwrap().timestamp().as_microsecond()
}

/// Every table the oracle reads.
pub struct Facts {
    pub visits: Vec<Row>,
    /// The stays of each visit that were not taken away.
    pub stays: BTreeMap<String, Vec<Row>>,
    pub packages: BTreeMap<String, Row>,
    pub awards: Vec<Row>,
    pub hand_backs: Vec<Row>,
    pub offers: Vec<Row>,
    pub outcomes: Vec<Row>,
    pub charges: Vec<Row>,
    pub invoices: Vec<Row>,
    pub lines: Vec<Row>,
    pub accounts: Vec<Row>,
    pub entries: BTreeMap<String, Row>,
    pub postings: Vec<Row>,
}

fn all(connection: &Connection, sql: &str) -> Vec<Row> {
    let mut statement = connection.prepare(sql).unwrap();
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([]).unwrap();
    let mut all = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let cell = |n: usize| match row.get_ref(n).unwrap() {
            ValueRef::Null => Cell::Nothing,
            ValueRef::Integer(number) => Cell::Number(number),
            ValueRef::Real(number) => panic!("{number} is no whole number"),
            ValueRef::Text(text) => Cell::Words(String::from_utf8(text.to_vec()).unwrap()),
            ValueRef::Blob(bytes) => Cell::Words(bytes.iter().map(|byte| format!("{byte:02x}")).collect()),
        };
        all.push(Row(names.iter().enumerate().map(|(n, name)| (name.clone(), cell(n))).collect()));
    }
    all
}

fn by_id(rows: Vec<Row>) -> BTreeMap<String, Row> {
    rows.into_iter().map(|row| (row.words("id").to_owned(), row)).collect()
}

/// Reads them.
pub fn load(connection: &Connection) -> Facts {
    let mut stays = BTreeMap::<String, Vec<Row>>::new();
    for stay in all(connection, "SELECT visit, check_in_at, check_out_at FROM visit_worker WHERE removed_at IS NULL") {
        stays.entry(stay.words("visit").to_owned()).or_default().push(stay);
    }
    Facts {
        visits: all(
            connection,
            "SELECT id, package, person, provider, day, starts_at, minutes, workers_needed, state, recorded_start,
             recorded_finish, recorded_minutes, outcome, approved_minutes, approved_workers, approved_by, ended_at,
             cancelled_for FROM visit",
        ),
        stays,
        packages: by_id(all(
            connection,
            "SELECT id, locality, lot, price_kind, minutes_per_week, ended_on FROM package",
        )),
        awards: all(connection, "SELECT * FROM award"),
        hand_backs: all(connection, "SELECT award, last_day FROM hand_back"),
        offers: all(connection, "SELECT id, provider, state, urgent, sent_at, closed_at FROM offer"),
        outcomes: all(connection, "SELECT award, agreed_at FROM outcomes_agreement"),
        charges: all(
            connection,
            "SELECT id, visit, package, provider, person, day, planned_minutes, recorded_minutes, approved_minutes,
             charged_minutes, pence, invoice FROM charge",
        ),
        invoices: all(connection, "SELECT id, provider, from_day, to_day, pence, lines FROM invoice"),
        lines: all(connection, "SELECT id, invoice, charge, credits, visit, pence, charged_minutes FROM invoice_line"),
        accounts: all(connection, "SELECT id, unit, kind, owner, balance FROM book_account"),
        entries: by_id(all(connection, "SELECT id, cause_kind, cause FROM book_entry")),
        postings: all(connection, "SELECT entry, account, amount FROM book_posting"),
    }
}
