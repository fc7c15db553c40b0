//! Files with tables: the splitter beneath them, each kind that is imported, and what is written out.

use std::io::Read;

use kernel::{Failure, Numbers};
use sheet::{Column, Headless, Layout, RowFault, Sheet};

use super::{in_words, refused};

const NAME: &str = "file.csv";

/// A table of two columns, which also comes without a header.
const PAIRS: Layout = Layout {
    name: "pairs",
    columns: &[Column::required("a", &["Alpha"]), Column::required("b", &["Beta"]), Column::optional("c", &["Gamma"])],
    headless: Some(Headless { columns: 3, positions: &[("a", 0), ("b", 1)], tell: ("a", is_one) }),
};

fn is_one(cell: &str) -> bool {
    cell == "1"
}

/// A fault of a row names its line or the whole file, says in words what is wrong, and shows a short piece of it.
fn told(fault: &RowFault) {
    for one in fault.all() {
        in_words(&one.message);
        in_words(&one.to_string());
        assert!(one.value.chars().count() <= 61 && !one.value.contains(char::is_control), "{:?}", one.value);
        assert!(!one.column.contains(char::is_control), "{:?}", one.column);
        assert_eq!(one.row, fault.row);
        assert!(one.row > 0 || one.ends, "no line: {one:?}");
    }
}

/// Reads a whole file: bounded, in order of its lines, and ended by the fault that says so.
fn whole<T>(
    bytes: &[u8],
    rows: Result<impl Iterator<Item = Result<T, RowFault>>, Failure>,
    line: impl Fn(&T) -> u64,
) -> Vec<T> {
    let rows = match rows {
        Ok(rows) => rows,
        Err(failure) => {
            refused(&failure);
            return Vec::new();
        }
    };
    let (mut last, mut ended, mut good) = (0, false, Vec::new());
    for row in rows {
        assert!(!ended, "it goes on after its end");
        let at = match &row {
            Ok(row) => line(row),
            Err(fault) => {
                told(fault);
                ended = fault.ends;
                fault.row
            }
        };
        assert!(at > last || (ended && at >= last), "line {at} after {last}");
        assert!(at <= bytes.len() as u64 + 1, "line {at} of {} bytes", bytes.len());
        last = at;
        good.extend(row);
    }
    good
}

/// A reader that hands over a few bytes at a time, as a slow line does.
struct Slow<'a>(&'a [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.1 = self.1 % 3 + 1;
        let most = self.1.min(into.len());
        let mut piece = self.0.take(most as u64);
        let read = piece.read(into)?;
        self.0 = &self.0[read..];
        Ok(read)
    }
}

/// The cells of each row, or why it cannot be read.
type Rows = Vec<Result<Vec<String>, String>>;

/// Rows of a table as they were understood.
fn rows(bytes: impl Read) -> Result<(String, Rows), Failure> {
    let sheet = Sheet::read(bytes, NAME, &[PAIRS])?;
    let about = format!("{:?} {:?} {:?}", sheet.encoding(), sheet.delimiter(), sheet.headers());
    let each = |row: Result<sheet::Row, RowFault>| match row {
        Ok(row) => Ok(["a", "b", "c"].map(|key| row.get(key).to_owned()).to_vec()),
        Err(fault) => Err(format!("{fault:?}")),
    };
    Ok((about, sheet.map(each).collect()))
}

/// Any file: however it comes in pieces it says the same, a cell is a part of it, and what was read can be written and read
/// again.
pub fn table(bytes: &[u8]) {
    let read = whole(bytes, Sheet::read(bytes, NAME, &[PAIRS]), |row| row.number);
    for row in &read {
        assert!(row.cells().all(|(_, cell)| cell.len() <= 3 * sheet::CELL_LIMIT && cell.trim() == cell));
        let hidden = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        assert!(row.cells().all(|(header, cell)| !cell.contains(hidden) && !header.contains(char::is_control)));
    }
    assert_eq!(rows(bytes).map_err(|failure| failure.to_string()), rows(Slow(bytes, 0)).map_err(|f| f.to_string()));
    let cells: Vec<[&str; 3]> = read.iter().map(|row| ["a", "b", "c"].map(|key| row.get(key))).collect();
    let written = sheet::write_csv(&["Alpha", "Beta", "Gamma"], &cells);
    let again = whole(&written, Sheet::read(written.as_slice(), NAME, &[PAIRS]), |row| row.number);
    let blank = |cells: &[&str; 3]| cells.iter().all(|cell| cell.is_empty());
    let expected: Vec<[String; 3]> = cells.iter().filter(|cells| !blank(cells)).map(|cells| cells.map(safe)).collect();
    let found: Vec<[String; 3]> = again.iter().map(|row| ["a", "b", "c"].map(|key| row.get(key).to_owned())).collect();
    assert_eq!(found, expected);
}

fn safe(cell: &str) -> String {
    if sheet::looks_like_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// Whatever stands in a table on its way out: no cell is run by a spreadsheet, and another reader of CSV finds the same cells.
/// Cells are parted by the byte 0x1f in the input, rows by 0x1e.
pub fn csv_out(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let rows: Vec<Vec<&str>> = text.split('\u{1e}').map(|row| row.split('\u{1f}').collect()).collect();
    let written = sheet::write_csv_for_spreadsheets(&["a", "b"], rows.iter().map(|row| row.iter().copied()));
    let written = written.strip_prefix(b"\xEF\xBB\xBF").expect("the mark by which Excel knows UTF-8");
    let found = read_back(std::str::from_utf8(written).expect("UTF-8"));
    let header = vec!["a".to_owned(), "b".to_owned()];
    let expected = std::iter::once(header).chain(rows.iter().map(|row| row.iter().map(|cell| safe(cell)).collect()));
    assert_eq!(found, expected.collect::<Vec<Vec<String>>>());
    for cell in found.iter().flatten() {
        let number = cell.strip_prefix(['+', '-']).is_some_and(|rest| rest.parse::<f64>().is_ok());
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']) || number, "a formula: {cell:?}");
    }
}

/// CSV by RFC 4180 and nothing more: the other reader.
fn read_back(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            c if quoted => cell.push(c),
            ',' => row.push(std::mem::take(&mut cell)),
            '\r' if chars.peek() == Some(&'\n') => {
                chars.next();
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(!quoted && cell.is_empty() && row.is_empty(), "it does not end with a line");
    rows
}

/// Text that goes to the database: PostgreSQL takes no NUL, and no reader expects what moves a cursor.
fn clean<'a>(texts: impl IntoIterator<Item = &'a String>) {
    let hidden = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    texts.into_iter().for_each(|text| assert!(!text.contains(hidden), "{text:?}"));
}

fn sensible(day: kernel::Date) {
    assert!((1800..=2200).contains(&day.year()), "{day}");
}

/// The regulator's register.
pub fn care_providers(bytes: &[u8]) {
    let rows = whole(bytes, sheet::care_providers::read(bytes, NAME), |row| row.row);
    let mut seen = std::collections::BTreeSet::new();
    for row in rows {
        assert!(seen.insert(row.location_id.clone()), "a location twice");
        assert!(!row.location_id.is_empty() && !row.location_name.is_empty());
        clean([&row.provider_id, &row.provider_name, &row.location_id, &row.location_name, &row.website, &row.phone]);
        clean(row.address.iter().chain(&row.service_types).chain(&row.specialisms).chain(&row.rating));
        assert!(row.address.iter().all(|line| !line.trim().is_empty()));
        [row.rated_on, row.registered_on, row.ended_on].into_iter().flatten().for_each(sensible);
        let _ = row.gives_home_care();
    }
}

/// Postcodes with their places.
pub fn postcodes(bytes: &[u8]) {
    let rows = whole(bytes, sheet::postcodes::read(bytes, NAME), |row| row.row);
    let mut seen = std::collections::BTreeSet::new();
    for row in rows {
        assert!(seen.insert(row.postcode.clone()), "{} twice", row.postcode);
        assert!((49.0..=61.5).contains(&row.point.lat()) && (-9.0..=2.5).contains(&row.point.lon()));
        clean([&row.district, &row.lsoa, &row.ward]);
        row.ended_on.into_iter().for_each(sensible);
    }
}

/// Bank holidays, as a list or as GOV.UK's JSON.
pub fn bank_holidays(bytes: &[u8]) {
    let rows = match sheet::holidays::read(bytes, NAME, "england-and-wales") {
        Ok(rows) => rows,
        Err(failure) => return refused(&failure),
    };
    let mut seen = std::collections::BTreeSet::new();
    for row in &rows {
        match row {
            Ok(holiday) => {
                assert!(seen.insert(holiday.date), "{} twice", holiday.date);
                assert!(!holiday.title.is_empty());
                sensible(holiday.date);
                clean([&holiday.title, &holiday.notes]);
            }
            Err(fault) => told(fault),
        }
    }
    let any_fault = rows.iter().any(Result::is_err);
    let years = server_years(rows);
    assert!(!any_fault || years.iter().all(|(days, _)| *days == 0), "half a list was taken");
    assert!(years.iter().all(|(days, _)| *days == 0 || *days >= 8), "half a year was taken");
}

fn server_years(rows: Vec<Result<sheet::holidays::Holiday, RowFault>>) -> Vec<(usize, i16)> {
    let years = imports::gazetteer::holiday_years("England and Wales", rows);
    years.into_iter().map(|year| year.map_or((0, 0), |year| (year.holidays.len(), year.year))).collect()
}

/// What a ledger answers about payments.
pub fn ledger(bytes: &[u8]) {
    for row in whole(bytes, sheet::ledger::read(bytes, NAME), |row| row.row) {
        assert!(!row.run.is_empty() && !row.invoice.is_empty());
        clean([&row.run, &row.invoice].into_iter().chain(&row.provider).chain(&row.reason));
        sensible(row.on);
        assert_eq!(kernel::Money::parse(&row.amount.decimal()), Ok(row.amount));
    }
}

/// Visits that a provider's own system recorded.
pub fn monitoring(bytes: &[u8]) {
    for row in whole(bytes, sheet::monitoring::read(bytes, NAME), |row| row.row) {
        clean([&row.file, &row.provider, &row.person, &row.worker]);
        assert!(!row.file.is_empty() && !row.provider.is_empty());
        assert!(row.visit.is_some() || (!row.person.is_empty() && row.planned_start.is_some()), "no visit is named");
        assert!(row.start.zip(row.end).is_none_or(|(start, end)| start < end));
        sensible(row.week);
        // What is parked is kept as JSON and read again when somebody matches it.
        let kept = serde_json::to_string(&row).expect("JSON");
        assert_eq!(serde_json::from_str::<sheet::monitoring::Attendance>(&kept).expect("JSON"), row);
    }
}

/// A price schedule.
pub fn prices(bytes: &[u8]) {
    for row in whole(bytes, sheet::prices::read(bytes, NAME), |row| row.row) {
        assert!(row.per_hour.pence() > 0 && row.valid_to.is_none_or(|to| row.valid_from <= to));
        assert!(!row.lot.is_empty() && !row.area.is_empty() && !row.kind.is_empty());
        clean([&row.lot, &row.area, &row.kind]);
    }
}

/// Referrals in a spreadsheet.
pub fn referrals(bytes: &[u8]) {
    for row in whole(bytes, sheet::referrals::read(bytes, NAME, Numbers::Test), |row| row.row) {
        assert!(row.nhs_number.is_none_or(kernel::NhsNumber::is_test));
        assert!(!row.given_name.is_empty() && !row.family_name.is_empty() && !row.reason.is_empty());
        assert!(row.birth_date <= row.received_on);
        [row.birth_date, row.received_on].into_iter().for_each(sensible);
        clean([&row.given_name, &row.family_name, &row.phone, &row.reason, &row.referrer_name]);
        clean(row.address.iter().chain([&row.referrer_organisation]));
        assert!(row.address.iter().all(|line| !line.is_empty()));
    }
}
