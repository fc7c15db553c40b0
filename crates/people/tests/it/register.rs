use access::Role;
use imports::{Import, Options};
use kernel::{NhsNumber, Numbers, Postcode, date};
use people::{Decision, Found, NewPerson};
use store::Actor;
use testkit::both;

use crate::{ada, registered, rooms};

const NEW: &[(&str, &str)] = &[
    ("given_name", "Ada"),
    ("family_name", "Example"),
    ("birth", "1936-02-29"),
    ("nhs_number", "999 000 0018"),
    ("address_1", "1 Made Up Lane"),
    ("town", "Sherborne"),
    ("postcode", "ba215bt"),
];

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<_> =
        NEW.iter().filter(|(name, _)| changes.iter().all(|(other, _)| other != name)).copied().collect();
    fields.extend_from_slice(changes);
    fields
}

// REC-1, REC-8
#[test]
fn a_call_handler_finds_nobody_and_registers_ada() {
    both(rooms, |app| {
        let handler = app.persona(Role::CallHandler);
        let search = handler.get("/people?family_name=Example&birth-day=29&birth-month=2&birth-year=1936").assert_ok();
        let new = search.assert_has("0 people found").attributes("main a", "href");
        assert!(new.iter().any(|href| href.starts_with("/people/new?family_name=Example")), "{new:?}");
        let made = handler.form("/people/new", NEW).assert_done();
        assert_eq!(made.notice(), "Ada Example is registered. Lives in West Dorset.".to_owned());
        let page = handler.get(&format!("/people/{}", made.id())).assert_ok();
        page.assert_has("999 000 0018").assert_has("West Dorset (from the postcode)").assert_has("Dorset Council");
        for asked in ["number=9990000018", "family_name=EXAMPLE&birth=1936-02-29"] {
            handler.get(&format!("/people?{asked}")).assert_has("1 person found").assert_has("Ada Example");
        }
        let found = handler.api_get("/people?number=9990000018").json();
        assert_eq!(found["people"][0]["name"], "Ada Example");
        // Whoever was listed or opened is noted as seen.
        let person = made.id();
        let seen = app.read(|tx| people::readers(tx, person.into(), app.now().plus_minutes(1), 100)).readers;
        assert!(seen.iter().any(|reader| reader.what == "Looked at: search result" && reader.name == handler.name));
        assert!(seen.iter().any(|reader| reader.what == "Looked at: record"));
    });
}

// REC-8
#[test]
fn a_postcode_newer_than_the_place_is_known_once_its_file_was_imported() {
    both(rooms, |app| {
        let handler = app.persona(Role::CallHandler);
        let new = with(&[("postcode", "BA21 9ZZ")]);
        handler.form("/people/new", &new).assert_has("We do not know BA21 9ZZ");
        let known = app.house.place.postcode(&Postcode::parse("BA21 5BT").unwrap()).unwrap().unwrap();
        let file = format!("postcode,lat,lon\nBA21 9ZZ,{},{}\n", known.point.lat(), known.point.lon());
        let rows = sheet::postcodes::read(file.as_bytes(), "new.csv").unwrap();
        let import = Import { kind: "postcodes", file: "new.csv", sha256: "new", options: Options::default() };
        let keep = imports::gazetteer::import_postcode;
        imports::run(&app.store, &Actor::system("import"), &import, rows, keep, &mut |_| {}).unwrap();
        let made = handler.form("/people/new", &new).assert_done();
        assert_eq!(made.notice(), "Ada Example is registered. Lives in West Dorset.".to_owned());
    });
}

// REC-1
#[test]
fn wrong_numbers_names_and_births_come_back_with_what_to_do() {
    both(rooms, |app| {
        let handler = app.persona(Role::CallHandler);
        for (field, value, message) in [
            ("nhs_number", "999 000 0019", "the last digit does not fit"),
            ("nhs_number", "400 000 0004", "test NHS number"),
            ("nhs_number", "12345", "has 10 digits"),
            ("family_name", "", "Enter the family name."),
            ("family_name", "<script>", "Take out"),
            ("birth", "2027-01-01", "in the future"),
            ("birth", "1896-01-01", "130 years old"),
            ("birth", "1936-02-30", "real date"),
            ("postcode", "NOWHERE", "not a UK postcode"),
            ("email", "ada", "e-mail address"),
        ] {
            let reply = handler.form("/people/new", &with(&[(field, value)])).assert_status(422);
            let faults = reply.faults();
            let named = faults.iter().any(|(name, said)| name.starts_with(field) && said.contains(message));
            assert!(named, "{field} {value}: {faults:?}");
        }
        handler.get("/people?number=9990000019").assert_has("the last digit does not fit");
        handler.get("/people?family_name=Example").assert_has("Enter the date of birth too");
        handler.get("/people?number=9990000018").assert_has("0 people found");
    });
}

// REC-8
#[test]
fn an_unknown_postcode_asks_for_a_pin_or_a_hand() {
    both(rooms, |app| {
        let handler = app.persona(Role::CallHandler);
        let back = handler.form("/people/new", &with(&[("postcode", "BA21 5ZZ")]));
        back.assert_refused(422, "We do not know BA21 5ZZ").assert_has("Put a pin on the map");
        let further = |changes: &[(&'static str, &'static str)]| {
            let mut fields = with(&[("postcode", "BA21 5ZZ")]);
            fields.extend_from_slice(changes);
            handler.post("/people/new", &fields)
        };
        further(&[("place_by", "pin"), ("lat", "51.5"), ("lon", "-0.1")]).assert_refused(422, "not in Dorset");
        further(&[("place_by", "pin"), ("lat", "north"), ("lon", "-0.1")])
            .assert_refused(422, "latitude and longitude");
        further(&[("place_by", "hand"), ("locality", "purbeck")]).assert_refused(422, "Say why");
        let pinned = further(&[("place_by", "pin"), ("lat", "50.9406"), ("lon", "-2.6064")]).assert_done();
        pinned.follow().assert_has("West Dorset (from a pin on the map)");
        let other = with(&[("postcode", "SW1A 1AA"), ("nhs_number", ""), ("family_name", "Elsewhere")]);
        handler.post("/people/new", &other).assert_refused(422, "SW1A 1AA is not in Dorset");
        let mut sent_on = other.clone();
        sent_on.extend([("place_by", "redirected"), ("place_reason", "Westminster’s front door")]);
        let page = handler.post("/people/new", &sent_on).assert_done().follow();
        page.assert_has("lives outside this place and was sent on: Westminster’s front door");
    });
}

// REC-8, BRK-1
#[test]
fn new_packages_in_christchurch_belong_to_the_other_council() {
    both(rooms, |app| {
        let place = app.house.place;
        let known = place.postcodes().unwrap().iter().find(|known| known.district == "E07000048").unwrap();
        let mut new = ada();
        new.address.postcode = Some(known.postcode.clone());
        let id = registered(app, new);
        let page = app.persona(Role::Broker).get(&format!("/people/{id}")).assert_ok();
        page.assert_has("Belong to the other council").assert_has("Bournemouth, Christchurch and Poole Council");
    });
}

// REC-1, H1, H2
#[test]
fn two_people_alike_are_compared_and_never_merged() {
    both(rooms, |app| {
        let first = registered(app, ada());
        let handler = app.persona(Role::CallHandler);
        let alike = with(&[("given_name", "Adeline"), ("family_name", "EXAMPLE"), ("nhs_number", "")]);
        let back = handler.form("/people/new", &alike);
        let back = back.assert_refused(422, "On record already: Ada Example, born 29 February 1936");
        back.assert_has("999 000 0018")
            .assert_has("1 Made Up Lane, Sherborne, BA21 5BT")
            .assert_has("This is somebody else");
        // The same home and birth with another name is alike too.
        let home = with(&[("family_name", "Other"), ("nhs_number", "")]);
        handler.form("/people/new", &home).assert_refused(422, "same date of birth and postcode");

        let same = first.to_string();
        let answered = |more: &[(&'static str, String)]| {
            let mut fields = alike.clone();
            fields.extend(more.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>());
            handler.post("/people/new", &fields)
        };
        let known = answered(&[("decision", same)]).assert_done();
        assert_eq!(known.id(), first.uuid());
        assert!(known.notice().contains("Nothing new was made"));
        let nobody = kernel::Uuid::from_u128(1).to_string();
        answered(&[("decision", nobody)]).assert_refused(422, "Choose one of the people who look alike");
        let other = "somebody_else".to_owned();
        answered(&[("decision", other.clone())]).assert_refused(422, "Say how you know");
        let second = answered(&[("decision", other), ("reason", "Twin sister".into())]).assert_done();
        assert_ne!(second.id(), first.uuid());
        let page = second.follow().assert_has("local number");
        page.assert_has("Another record looks like this one: Ada Example, 999 000 0018")
            .assert_has("No GP practice recorded");
        handler.get("/people?family_name=Example&birth=1936-02-29").assert_has("2 people found");
        // A number is one person's alone.
        let stranger = [
            ("given_name", "Bea"),
            ("family_name", "Different"),
            ("birth", "1950-05-05"),
            ("nhs_number", "9990000018"),
            ("decision", "somebody_else"),
            ("reason", "Another name"),
        ];
        handler.post("/people/new", &stranger).assert_refused(422, "Two people cannot have one number");
    });
}

// REC-1
#[test]
fn a_doubled_request_registers_once() {
    both(rooms, |app| {
        let handler = app.persona(Role::HospitalTeam);
        let draft = handler.open_form("/people/new", "/people/new");
        let (first, second) = (draft.send(NEW).assert_done(), draft.send(NEW).assert_done());
        assert_eq!(first.id(), second.id());
        let body = serde_json::json!({ "given_name": "Bea", "family_name": "Sample", "birth": "1940-01-01" });
        let one = handler.api_once("k1", "/people/new", body.clone()).assert_done();
        assert_eq!(one.id(), handler.api_once("k1", "/people/new", body).assert_done().id());
        // Sent a second time without a key it is a look-alike, not a second record.
        let again = serde_json::json!({ "given_name": "Bea", "family_name": "Sample", "birth": "1940-01-01" });
        handler.api("/people/new", again).assert_refused(422, "On record already: Bea Sample");
    });
}

// REC-1, H1
#[test]
fn an_import_finds_a_person_by_number_name_and_birth_together_only() {
    both(rooms, |app| {
        let first = registered(app, ada());
        let find = |new: NewPerson| {
            let house = app.house.clone();
            app.write(move |work| people::find_or_register(work, &house, &new, &Decision::Ask))
        };
        assert!(matches!(find(ada()), Found::Existing(id) if id == first));
        assert!(matches!(find(NewPerson { birth: Some(date(1936, 2, 28)), ..ada() }), Found::Alike(_)));
        assert!(matches!(find(NewPerson { nhs_number: None, ..ada() }), Found::Alike(_)));
        let other = NewPerson {
            family_name: "Sample".into(),
            birth: Some(date(1940, 1, 1)),
            nhs_number: Some(NhsNumber::parse("9990000026", Numbers::Test).unwrap()),
            ..ada()
        };
        assert!(matches!(find(other), Found::Registered(_)));
        let ids = [first, kernel::Uuid::from_u128(1).into(), first];
        assert_eq!(app.read(|tx| people::rows(tx, &ids)).len(), 2);
    });
}

// GOV-1
#[test]
fn providers_and_strangers_find_nobody() {
    both(rooms, |app| {
        let id = registered(app, ada());
        for role in [Role::ProviderManager, Role::CareWorker, Role::Finance, Role::Administrator] {
            let who = app.persona(role);
            who.get("/people").assert_status(403);
            who.get(&format!("/people/{id}")).assert_status(403);
            who.form("/people/new", NEW).assert_status(403);
        }
        let bea = registered(app, NewPerson { given_name: "Bea".into(), nhs_number: None, ..ada() });
        app.own(bea).get(&format!("/people/{id}")).assert_status(404);
        app.own(bea).get(&format!("/people/{bea}")).assert_ok().assert_has("Bea Example");
        app.persona(Role::Broker).get("/people/nonsense").assert_status(404);
    });
}
