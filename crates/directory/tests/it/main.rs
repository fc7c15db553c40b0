//! The register on both databases: imported, searched, kept up to date.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use access::Role;
use imports::{End, Import, Options, Report};
use store::{Actor, statement};
use testkit::App;

const PLACES: &[u8] = include_bytes!("../../../sheet/tests/data/places_2014.csv");
const DIRECTORY: &[u8] = include_bytes!("../../../sheet/tests/data/directory_2026.csv");
const LOCATIONS: &[u8] = include_bytes!("../../../sheet/tests/data/locations_2026.csv");
const ACTIVE: &[u8] = include_bytes!("../../../sheet/tests/data/active_locations_2026.csv");

statement! {
    JOURNAL = "SELECT count(*) FROM journal";
    CHANGED = "SELECT count(*) FROM journal WHERE event = 'care_location.changed'";
    LOCATIONS_HELD = "SELECT count(*) FROM care_location";
}

fn slices() -> Vec<wire::Slice> {
    vec![wire::Slice::new("imports", &[], imports::MIGRATIONS), directory::slice()]
}

fn import_with(app: &App, name: &str, bytes: &[u8], options: Options) -> Report {
    let sha256 = format!("{name}{}", bytes.len());
    let import = Import { kind: "care-providers", file: name, sha256: &sha256, options };
    let rows = sheet::care_providers::read(bytes, name).unwrap();
    let columns = directory::Columns::of(name, rows.sheet());
    let apply = move |step: &mut imports::Step<'_, '_>, row: &sheet::care_providers::CareProvider| {
        directory::import_location(step, row, &columns)
    };
    imports::run(&app.store, &Actor::system("import"), &import, rows, apply, &mut |_| {}).unwrap()
}

fn import(app: &App, name: &str, bytes: &[u8]) -> Report {
    import_with(app, name, bytes, Options::default())
}

fn journal(app: &App) -> i64 {
    app.read(|tx| tx.figure(&JOURNAL, &[]))
}

// DIR-3, BRK-1, INT-4
#[test]
fn every_layout_of_the_regulator_is_taken_and_found() {
    testkit::both(slices, |app| {
        let broker = app.persona(Role::Broker);
        broker.get("/directory").assert_has("Places registered with the regulator appear here, once");
        for (name, bytes) in
            [("places.csv", PLACES), ("locations.csv", LOCATIONS), ("active.csv", ACTIVE), ("directory.csv", DIRECTORY)]
        {
            let report = import(app, name, bytes);
            assert!(report.end == End::Finished && report.run.made > 0, "{name}: {:?}", report.run);
        }
        let page = broker.get("/directory?name=your+home");
        let page = page.assert_has("Care At Your Home").assert_has("Country Court Care Limited").assert_has("BA2 8SG");
        assert!(!page.has("St John's Hospital"));
        broker.get("/directory?district=ba1").assert_has("St John's Hospital");
        broker.get("/directory?district=ba1+1sq&service=Supported+housing").assert_has("2 places found");
        broker.get("/directory?district=BA&name=st+johns").assert_has("St John's Combe Park");
        broker.get("/directory?name=no+such+name").assert_has("No registered place fits");
        broker.get("/directory?district=the+harbour").assert_has("Enter the first part of a postcode");
        let found = broker.api_get("/directory?name=care+at+your+home").json();
        let id = found["places"][0]["id"].as_str().unwrap().to_owned();
        let page = broker.get(&format!("/directory/{id}"));
        page.assert_has("1-1256063731").assert_has("Homecare agencies").assert_has("places.csv").assert_has("Dementia");
        let facts = broker.api_get(&format!("/directory/{id}")).json();
        assert_eq!(facts["home_care"], true);
        assert_eq!(facts["provider_id"], "1-863045223");
        let known = app.read(|tx| directory::locations_of(tx, "1-863045223"));
        assert_eq!(known.len(), 1);
    });
}

// DIR-3, GOV-4
#[test]
fn the_register_is_for_those_who_arrange_give_or_oversee_care() {
    testkit::both(slices, |app| {
        import(app, "places.csv", PLACES);
        for role in [Role::CallHandler, Role::SocialWorker, Role::Broker, Role::Commissioner, Role::ProviderManager] {
            assert_eq!(app.persona(role).get("/directory").status, 200, "{role}");
        }
        assert_eq!(app.persona(Role::CareWorker).get("/directory").status, 403);
        let nowhere = "/directory/00000000-0000-7000-8000-000000000001";
        assert_eq!(app.persona(Role::Broker).get(nowhere).status, 404);
        assert_eq!(app.persona(Role::Broker).get("/imports").status, 403);
    });
}

// INT-4, GOV-4
#[test]
fn the_first_file_leaves_one_entry_a_batch_and_a_change_its_own() {
    testkit::both(slices, |app| {
        let before = journal(app);
        let first = import(app, "locations.csv", LOCATIONS);
        assert_eq!(journal(app), before + 2, "the batch and the end");
        let again = import_with(app, "locations.csv", LOCATIONS, Options { again: true, ..Options::default() });
        assert_eq!((again.run.made, again.run.changed), (0, 0));
        assert_eq!(again.run.unchanged, first.run.made);
        assert_eq!(journal(app), before + 3, "the run alone");
        let text = String::from_utf8_lossy(LOCATIONS).replacen(",Good,", ",Inadequate,", 1);
        let newer = import(app, "newer.csv", text.as_bytes());
        assert_eq!((newer.run.made, newer.run.changed), (0, 1));
        assert_eq!(app.read(|tx| tx.figure(&CHANGED, &[])), 1);
    });
}

// DIR-3, INT-4
#[test]
fn a_file_without_ratings_takes_no_rating_away() {
    testkit::both(slices, |app| {
        let full = "Location ID,Location Name,Provider ID,Provider Name,Service Types,Location HSCA start date,Location Latest Overall Rating,Location Postal Code\n\
            1-100000001,Harbour Care,1-100000000,Harbour Ltd,Domiciliary care service,01/10/2010,Good,DT1 1AA\n";
        import(app, "full.csv", full.as_bytes());
        let without = "Name,CQC Location ID,CQC Provider ID,Provider name,Postcode,Service types,Phone number\n\
            Harbour Care,1-100000001,1-100000000,Harbour Ltd,DT1 1AB,Domiciliary care service,01305 000000\n";
        let report = import(app, "without.csv", without.as_bytes());
        assert_eq!(report.run.changed, 1);
        let place = app.read(|tx| directory::location(tx, "1-100000001")).unwrap();
        assert_eq!(place.rating.as_deref(), Some("Good"));
        assert_eq!(place.postcode.map(|p| p.to_string()).as_deref(), Some("DT1 1AB"));
        assert_eq!((place.phone.as_str(), place.source.as_str()), ("01305 000000", "without.csv"));
        assert!(place.registered_on.is_some());
        // The organisation under another name.
        let renamed = without.replace("Harbour Ltd", "Harbour Group Ltd");
        assert_eq!(import(app, "renamed.csv", renamed.as_bytes()).run.changed, 1);
        let place = app.read(|tx| directory::location(tx, "1-100000001")).unwrap();
        assert_eq!(place.provider_name, "Harbour Group Ltd");
    });
}

// INT-4, H16
#[test]
fn shifted_rows_repeated_ids_and_formulas() {
    testkit::both(slices, |app| {
        let head = "Name,CQC Location ID,CQC Provider ID,Provider name,Postcode,Service types\n";
        let rows = [
            "=HYPERLINK(\"\"http://x\"\"),1-1,1-9,Nine Ltd,DT1 1AA,Homecare agencies",
            "Second,1-2,1-9,Nine Ltd,DT1 1AB,Homecare agencies",
            "Second again,1-2,1-9,Nine Ltd,DT1 1AB,Homecare agencies",
            "Shifted,DT1 1AA,1-9,Nine Ltd,1-3,Homecare agencies",
            "Short,1-4",
            "<script>alert(1)</script>,1-5,1-9,Nine Ltd,DT1 1AB,Homecare agencies",
            &format!("{},1-7,1-9,Nine Ltd,DT1 1AB,Homecare agencies", "\u{1f600}".repeat(301)),
            "No organisation,1-6,,Nine Ltd,DT1 1AB,Homecare agencies",
        ];
        let mut text = head.to_owned();
        for row in rows {
            let row = row.replacen("=HYPERLINK(\"\"http://x\"\")", "\"=HYPERLINK(\"\"http://x\"\")\"", 1);
            text.push_str(&format!("{row}\n"));
        }
        let report = import(app, "odd.csv", text.as_bytes());
        assert_eq!((report.run.made, report.run.faults), (3, 5), "{:?}", report.faults);
        let formula = app.read(|tx| directory::location(tx, "1-1")).unwrap();
        assert_eq!(formula.name, "=HYPERLINK(\"http://x\")");
        let page = app.persona(Role::Broker).get("/directory?name=script");
        let page = page.assert_has("<script>alert(1)</script>");
        assert!(!page.text.contains("<script>alert"), "shown escaped");
        let administrator = app.persona(Role::Administrator);
        let list = administrator.get("/imports");
        list.assert_has("odd.csv").assert_has("Done, with faults");
        let id = administrator.api_get("/imports").json()["imports"][0]["id"].as_str().unwrap().to_owned();
        administrator.get(&format!("/imports/{id}")).assert_has("The same location is on line 3");
        let csv = administrator.get(&format!("/imports/{id}/faults"));
        assert!(csv.kind.starts_with("text/csv") && csv.text.contains("The row may have shifted"), "{}", csv.text);
        assert_eq!(app.read(|tx| tx.figure(&LOCATIONS_HELD, &[])), 3);
    });
}
