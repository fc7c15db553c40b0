//! Real files, a few rows of each, with the faults they came with (see data/NOTICE.md).

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::io::Read;

use kernel::{Failure, Numbers, date};
use proptest::prelude::*;
use sheet::{
    Column, Encoding, Headless, Layout, RowFault, Sheet, care_providers, holidays, postcodes, prices, referrals,
};

const PLACES: &[u8] = include_bytes!("data/places_2014.csv");
const DIRECTORY: &[u8] = include_bytes!("data/directory_2026.csv");
const LOCATIONS: &[u8] = include_bytes!("data/locations_2026.csv");
const ACTIVE: &[u8] = include_bytes!("data/active_locations_2026.csv");
const POSTCODES: &[u8] = include_bytes!("data/postcodes_2014.csv");
const INDEX: &[u8] = include_bytes!("data/postcode_index_no_header.csv");
const HOLIDAYS: &[u8] = include_bytes!("data/bank-holidays.json");
const REFERRALS: &[u8] = include_bytes!("data/referrals.csv");

const PEOPLE: Layout = Layout {
    name: "people",
    columns: &[Column::required("name", &["Full name"]), Column::optional("town", &["Town/City"])],
    headless: None,
};

fn split<T>(rows: impl IntoIterator<Item = Result<T, RowFault>>) -> (Vec<T>, Vec<RowFault>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for row in rows {
        match row {
            Ok(row) => good.push(row),
            Err(fault) => bad.push(fault),
        }
    }
    (good, bad)
}

fn people(bytes: &[u8]) -> (Vec<(String, String)>, Vec<RowFault>) {
    let sheet = Sheet::read(bytes, "people.csv", &[PEOPLE]).unwrap();
    let (rows, faults) = split(sheet);
    (rows.iter().map(|row| (row.get("name").to_owned(), row.get("town").to_owned())).collect(), faults)
}

fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let text = if mark { format!("\u{feff}{text}") } else { text.to_owned() };
    text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

// INT-4, INT-5
#[test]
fn one_table_in_every_encoding_and_separator() {
    let table = "FULL-NAME;town / city\r\n Zo\u{eb} Sample ;\"Poole\r\nQuay\"\r\n;;\r\nMaude;\r\n";
    let expected =
        vec![("Zo\u{eb} Sample".to_owned(), "Poole\r\nQuay".to_owned()), ("Maude".to_owned(), String::new())];
    let latin: Vec<u8> = table.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let marked = [b"\xEF\xBB\xBF", table.as_bytes()].concat();
    let sixteen = [(false, false), (false, true), (true, false), (true, true)].map(|(b, m)| utf16(table, b, m));
    let mut files = vec![table.as_bytes().to_vec(), marked, latin];
    files.extend(sixteen);
    for separator in [';', ',', '\t', '|'] {
        let swap = |bytes: &Vec<u8>| -> Vec<u8> {
            bytes.iter().map(|b| if *b == b';' { u8::try_from(separator).unwrap() } else { *b }).collect()
        };
        for file in files.iter().map(swap) {
            assert_eq!(people(&file), (expected.clone(), vec![]), "{separator:?}");
        }
    }
    let sheet = Sheet::read(files[2].as_slice(), "x", &[PEOPLE]).unwrap();
    assert_eq!((sheet.encoding(), sheet.delimiter()), (Encoding::Windows1252, ';'));
}

// INT-4
#[test]
fn shifted_rows_are_named_and_the_rest_is_read() {
    let (rows, faults) = people(b"Prepared on 1 May\n\nname,town,age\nA,B,1\nC,D\nE,F,1,x\nG,H,1,,\nI,J,2\n");
    assert_eq!(rows.len(), 3);
    assert_eq!(faults.iter().map(|fault| fault.row).collect::<Vec<_>>(), [5, 6]);
    assert!(faults[0].message.contains("2 cells but there are 3 columns"), "{}", faults[0]);
    assert!(faults.iter().all(|fault| !fault.ends));
}

// INT-4
#[test]
fn damage_far_down_ends_the_file_with_its_place() {
    let mut file = b"name,town\n".to_vec();
    file.extend(b"Maude,Poole\n".repeat(50_000));
    file.extend(b"Cecil,Sw\0nage\nEdith,Poole\n");
    let (rows, faults) = people(&file);
    assert_eq!(rows.len(), 50_000);
    assert_eq!(faults.len(), 1);
    assert!(faults[0].ends && faults[0].row == 50_002 && faults[0].column == "town", "{}", faults[0]);
    let (rows, faults) = people(b"name,town\nA,\"B\nC,D\n");
    assert_eq!((rows.len(), faults.len()), (0, 1));
    assert!(faults[0].message.contains("opened on line 2 is never closed"));
}

// INT-4
#[test]
fn refusals_say_what_the_file_is_and_what_it_lacks() {
    let refused =
        |bytes: &[u8]| Sheet::read(bytes, "list.csv", &[PEOPLE, referrals::REFERRALS]).err().unwrap().to_string();
    assert!(refused(b"PK\x03\x04rest").contains("save the table as CSV"));
    assert!(refused(b"").contains("list.csv is empty"));
    assert!(refused(b"\xEF\xBB\xBF\n\n").contains("list.csv is empty"));
    assert!(refused(b"a\0b,c\n").contains("NUL byte in line 1, cell 1"));
    let near = refused(b"Surname,First name,DOB,Postcode,Source,Colour\nx,y,z,p,q,r\n");
    assert!(near.contains("\u{201c}referrals\u{201d}") && near.contains("Not found: Reason, Received."), "{near}");
    assert!(near.contains("first row has: Surname, First name, DOB"), "{near}");
}

/// A reader that makes its bytes up as they are asked for, so that a test proves the file is never held in memory.
struct Endless {
    rows: u64,
    rest: Vec<u8>,
}

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.rest.is_empty() && self.rows > 0 {
            self.rows -= 1;
            self.rest = b"Maude,Poole\n".repeat(100);
        }
        let count = self.rest.len().min(into.len());
        into[..count].copy_from_slice(&self.rest[..count]);
        self.rest.drain(..count);
        Ok(count)
    }
}

// INT-4
#[test]
fn rows_stream_from_a_reader() {
    let sheet = Sheet::read(b"name,town\n".chain(Endless { rows: 2000, rest: vec![] }), "long.csv", &[PEOPLE]).unwrap();
    assert_eq!(sheet.filter(Result::is_ok).count(), 200_000);
}

// INT-4
#[test]
fn a_cell_that_looks_like_a_formula_is_kept_and_flagged() {
    let sheet = Sheet::read(&b"name,town\n=cmd|' /C calc'!A0,-2.5\n"[..], "x", &[PEOPLE]).unwrap();
    let row = split(sheet).0.remove(0);
    assert_eq!(row.get("name"), "=cmd|' /C calc'!A0");
    assert!(row.looks_like_formula("name") && !row.looks_like_formula("town"));
}

// BRK-1, DIR-1, INT-4
#[test]
fn the_regulators_four_layouts() {
    let read = |bytes: &'static [u8], name: &str| {
        let file = care_providers::read(bytes, name).unwrap();
        let layout = file.sheet().layout();
        let (good, bad) = split(file);
        (layout, good, bad)
    };
    let (layout, good, bad) = read(PLACES, "places");
    assert_eq!((layout, good.len(), bad.len()), (care_providers::PLACES.name, 10, 0));
    assert_eq!(
        good[0].address,
        ["The Office Village", "2 Roman Way", "Bath Business Park", "Peasedown St John", "Bath"]
    );
    assert!(good[0].gives_home_care() && good[0].specialisms.contains(&"Dementia".to_owned()));
    assert_eq!(good[0].rated_on, Some(date(2014, 3, 24)));

    let (layout, good, bad) = read(DIRECTORY, "directory");
    assert_eq!((layout, good.len(), bad.len()), (care_providers::DIRECTORY.name, 9, 3));
    assert_eq!(good[0].location_name, "ASP Healthcare Services Ltd");
    assert_eq!(good[0].specialisms, ["Sensory impairments", "Dementia", "Physical disabilities"]);
    assert!(bad[2].message.contains("The same location is on line 12"), "{}", bad[2]);

    let (layout, good, bad) = read(LOCATIONS, "locations");
    assert_eq!((layout, good.len(), bad.len()), (care_providers::LOCATIONS.name, 8, 0));
    assert!(good[0].dormant && good[0].postcode.is_none());
    assert!(good.iter().filter_map(|place| place.rating.as_deref()).all(|rating| rating != "Requires Improvement"));

    let (layout, good, bad) = read(ACTIVE, "active");
    assert_eq!((layout, good.len(), bad.len()), (care_providers::ACTIVE_LOCATIONS.name, 1, 1));
    assert_eq!(good[0].service_types, ["Domiciliary care service", "Extra Care housing services"]);
    assert_eq!(good[0].specialisms, ["Dementia", "Older People"]);
    assert_eq!(good[0].registered_on, Some(date(2010, 10, 1)));
    assert_eq!(
        bad[0].all().map(|fault| fault.column.as_str()).collect::<Vec<_>>(),
        ["Location Postal Code", "Location HSCA start date"]
    );
}

// INT-4
#[test]
fn postcodes_with_and_without_a_header() {
    let (good, bad) = split(postcodes::read(POSTCODES, "postcodes").unwrap());
    assert_eq!((good.len(), bad.len()), (18, 0));
    assert!(good.iter().any(|entry| entry.district == "E07000048" && entry.lsoa.starts_with("E0102")));
    let (good, bad) = split(postcodes::read(INDEX, "index").unwrap());
    assert_eq!((good.len(), bad.len()), (7, 1));
    assert_eq!(good[1].ended_on, Some(date(2017, 1, 25)));
    assert_eq!((bad[0].row, bad[0].value.as_str()), (8, "PA31 8UAA"));
    let directory = b"\"pcds\",\"lat\",\"long\",\"oslaua\",\"lsoa11\",\"doterm\"\nDT1 1AA,50.7,-2.4,E06000059,E01020428,\nDT1 1AB,99.999999,0,E06000059,,201606\nDT1 1AC,-2.4,50.7,,,\n";
    let (good, bad) = split(postcodes::read(&directory[..], "directory").unwrap());
    assert_eq!((good.len(), bad.len()), (1, 2));
}

// INT-4
#[test]
fn bank_holidays_from_either_source() {
    let from = |bytes: &[u8], division: &str| holidays::read(bytes, "holidays", division).map(split);
    let (good, bad) = from(HOLIDAYS, "england-and-wales").unwrap();
    assert_eq!((good.len(), bad.len()), (10, 0));
    let substitute = good.iter().find(|holiday| holiday.date == date(2026, 12, 28)).unwrap();
    assert_eq!(substitute.notes, "Substitute day");
    let (good, bad) =
        from(b"date,title,notes\n2026-12-25,Christmas Day,\n25/12/2026,Again,\n26/13/2026,Odd,\n", "").unwrap();
    assert_eq!((good.len(), bad.len()), (1, 2));
    assert!(
        from(HOLIDAYS, "wessex").unwrap_err().to_string().contains("england-and-wales, northern-ireland, scotland")
    );
    assert!(matches!(from(b"{\"a\": 1}", "wessex"), Err(Failure::Invalid(_))));
}

// REF-1, REF-3, REF-4, INT-4
#[test]
fn referrals_with_every_fault_of_a_row_at_once() {
    let (good, bad) = split(referrals::read(REFERRALS, "referrals", Numbers::Test).unwrap());
    assert_eq!((good.len(), bad.len()), (2, 2));
    let maude = &good[0];
    assert_eq!((maude.birth_date, maude.postcode.as_str()), (date(1938, 2, 9), "DT1 1AA"));
    assert_eq!(maude.reason, "Falls at night.\nLives alone.");
    assert_eq!((maude.source, maude.urgency), (referrals::Source::Professional, referrals::Urgency::Urgent));
    assert_eq!((good[1].source, good[1].urgency), (referrals::Source::Myself, referrals::Urgency::Routine));
    let columns: Vec<&str> = bad[0].all().map(|fault| fault.column.as_str()).collect();
    assert_eq!(
        columns,
        [
            "NHS number",
            "First name",
            "DOB",
            "Post code",
            "Referral source",
            "Reason for referral",
            "Priority",
            "Date received"
        ]
    );
    assert_eq!(bad[1].row, 6);
}

// REF-3, INT-5
#[test]
fn the_empty_file_for_download_is_one_that_is_taken() {
    let empty = referrals::REFERRALS.empty_file();
    let file = referrals::read(empty.as_slice(), "empty", Numbers::Test).unwrap();
    assert_eq!(file.sheet().headers()[0], "NHS number");
    assert_eq!(file.count(), 0);
}

// BRK-1, BRK-8, INT-4
#[test]
fn prices_in_pence_or_pounds() {
    let file = b"Lot,Area,Kind,Valid from,Valid to,Pence per hour,Price\n1,west,day,01/04/2026,31/03/2027,2410,\n1,west,night,2026-04-01,,,\xC2\xA313.50\n1,west,day,2026-04-01,2026-03-31,2410,\n1,west,day,2026-04-01,,0,\n";
    let (good, bad) = split(prices::read(&file[..], "prices").unwrap());
    assert_eq!(good.iter().map(|price| price.per_hour.pence()).collect::<Vec<_>>(), [2410, 1350]);
    assert_eq!(bad.iter().map(|fault| fault.row).collect::<Vec<_>>(), [4, 5]);
}

const ANYTHING: Layout = Layout {
    name: "anything",
    columns: &[Column::required("a", &[])],
    headless: Some(Headless { columns: 2, positions: &[("a", 0)], tell: ("a", |_| true) }),
};

fn drain(bytes: &[u8]) {
    let Ok(sheet) = Sheet::read(bytes, "any", &[ANYTHING]) else { return };
    let most = bytes.len() + 2;
    let mut count = 0;
    for row in sheet {
        count += 1;
        assert!(count <= most, "more rows than bytes");
        if let Ok(row) = row {
            assert!(row.cells().count() <= sheet::COLUMN_LIMIT);
            let _ = (row.get("a"), row.get("none"));
        }
    }
}

proptest! {
    // INT-4
    #[test]
    fn arbitrary_bytes_never_panic_and_always_end(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        drain(&bytes);
        drain(&[b"a,b\n", bytes.as_slice()].concat());
        drain(&[b"\xFF\xFE", bytes.as_slice()].concat());
        drain(&[b"\xFE\xFF\0a\0,\0b\0\n", bytes.as_slice()].concat());
        let _ = care_providers::read(bytes.as_slice(), "any").map(split);
        let _ = postcodes::read([b"pcds,lat,long,doterm\n", bytes.as_slice()].concat().as_slice(), "any").map(split);
        let _ = holidays::read([b"{", bytes.as_slice()].concat().as_slice(), "any", "x");
    }

    // INT-4
    #[test]
    fn arbitrary_tables_never_panic(text in "[a-c0-9,;\"\n\r\t =/\u{e9}-]{0,400}") {
        drain(text.as_bytes());
        drain(format!("a,b\n{text}").as_bytes());
        let _ = sheet::values::date(&text);
        let _ = sheet::values::month(&text);
        let _ = sheet::values::time_of_day(&text);
    }

    // INT-4
    #[test]
    fn what_is_written_is_read_back(cells in proptest::collection::vec(("[a-z,;\"\n ]{0,20}", "[a-z\"\r\n]{0,20}"), 1..20)) {
        let rows: Vec<[String; 2]> = cells.into_iter().map(|(a, b)| [format!("x{a}x"), format!("y{b}y")]).collect();
        let bytes = sheet::write_csv(&["name", "town"], &rows);
        let (read, faults) = people(&bytes);
        prop_assert!(faults.is_empty());
        prop_assert_eq!(read, rows.into_iter().map(|[a, b]| (a, b)).collect::<Vec<_>>());
    }
}

// INT-4, INT-5
#[test]
fn what_a_terminal_would_obey_is_neither_kept_nor_told() {
    let bytes = b"Full name\x1b[31m,\"To\x07wn\nCity\",Extra\n\x1b[2JZoe\x08 Sample,Poole\x00,";
    let refused = Sheet::read(bytes.as_slice(), "people.csv", &[PEOPLE]).map(drop).unwrap_err().to_string();
    assert!(refused.contains("Full name [31m, To wn City") && !refused.contains(char::is_control), "{refused:?}");
    let (rows, faults) = people(b"Full name,Town/City\n\x1b[2JZoe\x08 Sample,Poole\nshort\x07\n");
    assert_eq!(rows, [("[2JZoe  Sample".to_owned(), "Poole".to_owned())]);
    assert!(!faults[0].to_string().contains(char::is_control), "{:?}", faults[0]);
}

// INT-4
#[test]
fn a_nul_in_the_json_of_bank_holidays_reaches_no_database() {
    let json = br#"{"england-and-wales":{"events":[{"title":"A\u0000day\u001b","date":"2026-12-25"}]}}"#;
    let rows = holidays::read(json.as_slice(), "b.json", "england-and-wales").unwrap();
    assert_eq!(rows[0].as_ref().unwrap().title, "A day");
    let long = format!(r#"{{"england-and-wales":"{}"}}"#, "x".repeat(100_000));
    let refused = holidays::read(long.as_bytes(), "b.json", "england-and-wales").map(drop).unwrap_err().to_string();
    assert!(refused.len() < 600, "{} bytes", refused.len());
}
