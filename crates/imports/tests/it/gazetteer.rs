use imports::{End, Import, Options, Report, gazetteer};
use kernel::{Postcode, date};
use places::Place;
use store::Actor;
use testkit::App;

use crate::runs::slices;

const POSTCODES: &[u8] = include_bytes!("../../../sheet/tests/data/postcodes_2014.csv");
const INDEX: &[u8] = include_bytes!("../../../sheet/tests/data/postcode_index_no_header.csv");
const HOLIDAYS: &[u8] = include_bytes!("../../../sheet/tests/data/bank-holidays.json");

fn postcodes(app: &App, bytes: &[u8], name: &str) -> Report {
    let import = Import { kind: "postcodes", file: name, sha256: name, options: Options::default() };
    let rows = sheet::postcodes::read(bytes, name).unwrap();
    imports::run(&app.store, &Actor::system("import"), &import, rows, gazetteer::import_postcode, &mut |_| {}).unwrap()
}

fn holidays(app: &App, bytes: &[u8], name: &str) -> Report {
    let import = Import { kind: "bank-holidays", file: name, sha256: name, options: Options::default() };
    let rows = sheet::holidays::read(bytes, name, "england-and-wales").unwrap();
    let years = gazetteer::holiday_years("England and Wales", rows).into_iter();
    imports::run(&app.store, &Actor::system("import"), &import, years, gazetteer::import_holidays, &mut |_| {}).unwrap()
}

// REC-1, INT-4
#[test]
fn postcodes_of_a_newer_file_are_found_by_every_room() {
    testkit::both(slices, |app| {
        let first = postcodes(app, POSTCODES, "postcodes_2014.csv");
        assert!(first.run.made > 10 && first.end == End::Finished, "{:?}", first.run);
        let known = app.read(|tx| gazetteer::postcode(tx, &Postcode::parse("ba215bt").unwrap())).unwrap();
        assert_eq!((known.district.as_str(), known.lsoa.as_str()), ("E07000052", "E01020497"));
        assert!((known.point.lat() - 50.940_569).abs() < 1e-9);
        let newer = b"pcds,lat,long,oslaua,lsoa21\nBA21 5BT,50.9406,-2.6064,E06000059,E01020497\nZZ1 1,1,1,,\n";
        let second = postcodes(app, newer, "newer.csv");
        assert_eq!((second.run.changed, second.run.faults), (1, 1));
        let known = app.read(|tx| gazetteer::postcode(tx, &Postcode::parse("BA21 5BT").unwrap())).unwrap();
        assert_eq!(known.district, "E06000059");
        assert!(postcodes(app, INDEX, "no header").run.made > 0);
        assert_eq!(app.read(|tx| gazetteer::postcode(tx, &Postcode::parse("DT1 1AA").unwrap())), None);
    });
}

// REC-8, REC-1
#[test]
fn a_new_postcode_finds_its_area_in_the_place() {
    testkit::both(slices, |app| {
        let place = Place::dorset().unwrap();
        let old = &place.postcodes().unwrap()[0];
        let small = place.small_areas.iter().find(|area| area.locality != old.locality).unwrap();
        let find = |code: &str| {
            let code = Postcode::parse(code).unwrap();
            app.read(|tx| gazetteer::in_place(tx, place, &code))
        };
        assert_eq!(find(old.postcode.as_str()).as_ref(), Some(old));
        assert_eq!(find("DT99 9ZZ"), None);
        let (lat, lon) = (old.point.lat(), old.point.lon());
        let file = format!(
            "postcode,lat,lon,lsoa11\nDT99 9ZZ,{lat},{lon},{}\nDT99 9ZY,{lat},{lon},\nM1 1AE,53.48,-2.23,E01005062\n",
            small.lsoa
        );
        postcodes(app, file.as_bytes(), "new.csv");
        assert_eq!(find("DT99 9ZZ").unwrap().locality, small.locality);
        assert_eq!(find("DT99 9ZY").unwrap().locality, old.locality);
        assert_eq!(find("M1 1AE"), None, "known, and not of this place");
    });
}

fn year(year: i16) -> String {
    let days = ["01-01", "04-13", "04-16", "05-07", "05-28", "08-27", "12-25", "12-26"];
    let rows = days.iter().map(|day| format!("{year}-{day},A holiday,\n"));
    rows.collect()
}

// GOV-10, INT-4, H16
#[test]
fn a_newer_list_of_bank_holidays_carries_the_calendar_on() {
    testkit::both(slices, |app| {
        let place = Place::dorset().unwrap();
        assert_eq!(app.read(|tx| gazetteer::calendar(tx, place)), *place.calendar());
        assert_eq!(place.calendar().known_until(), date(2028, 12, 31));
        // The small file has all of 2026 and the beginning of 2027: half a year is not taken.
        let report = holidays(app, HOLIDAYS, "bank-holidays.json");
        assert_eq!((report.run.made, report.run.faults), (1, 1));
        assert!(report.faults[0].message.contains("2027 has only 2 bank holidays"), "{:?}", report.faults);
        // A year that does not follow on is kept, and waits for the one between.
        holidays(app, format!("date,title,notes\n{}", year(2030)).as_bytes(), "2030");
        let calendar = app.read(|tx| gazetteer::calendar(tx, place));
        assert_eq!(calendar.known_until(), date(2028, 12, 31));
        holidays(app, format!("date,title,notes\n{}", year(2029)).as_bytes(), "2029");
        let calendar = app.read(|tx| gazetteer::calendar(tx, place));
        assert_eq!(calendar.known_until(), date(2030, 12, 31));
        assert!(!calendar.is_working_day(date(2029, 5, 7)).unwrap());
        assert!(!calendar.is_working_day(date(2029, 5, 5)).unwrap(), "the weekend stays");
        // A holiday that is moved leaves its old day.
        let moved = format!("date,title,notes\n{}", year(2029)).replace("2029-05-07", "2029-05-08");
        assert_eq!(holidays(app, moved.as_bytes(), "2029 again").run.changed, 1);
        let newest = app.read(|tx| gazetteer::place(tx, place));
        assert!(newest.calendar().is_working_day(date(2029, 5, 7)).unwrap());
        assert!(!newest.calendar().is_working_day(date(2029, 5, 8)).unwrap());
        assert_eq!(newest.standards.len(), place.standards.len());
    });
}

// INT-4, H16
#[test]
fn one_bad_row_leaves_all_bank_holidays_out() {
    testkit::both(slices, |app| {
        let file = format!("date,title,notes\n{}31/02/2031,A holiday,\n", year(2031));
        let report = holidays(app, file.as_bytes(), "2031");
        assert_eq!((report.run.made, report.run.faults), (0, 2));
        assert!(report.faults[1].message.starts_with("No bank holidays were taken"));
    });
}
