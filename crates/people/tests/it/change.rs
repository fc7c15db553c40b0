use access::Role;
use kernel::Uuid;
use people::NewPerson;
use testkit::both;

use crate::{ada, registered, rooms};

// REC-1
#[test]
fn a_number_that_is_found_later_is_added_and_stays_one_persons() {
    both(rooms, |app| {
        let ada_id = registered(app, ada());
        let bea = registered(
            app,
            NewPerson { given_name: "Bea".into(), family_name: "Sample".into(), nhs_number: None, ..ada() },
        );
        let handler = app.persona(Role::CallHandler);
        let path = format!("/people/{bea}/identity");
        handler.form(&path, &[("nhs_number", "9990000018")]).assert_refused(422, "on the record of Ada Example");
        handler.form(&path, &[("birth", "2030-01-01")]).assert_refused(422, "in the future");
        handler.form(&path, &[("nhs_number", "999 000 0026")]).assert_done();
        let row = app.read(|tx| people::row(tx, bea));
        assert_eq!((row.nhs_status.as_str(), row.local_number.is_some()), ("02", true));
        handler.get(&format!("/people?number={}", row.local_number.unwrap())).assert_has("Bea Sample");
        // A wrong number is taken off again; nobody is left without any.
        handler.form(&format!("/people/{ada_id}/identity"), &[("nhs_number", "")]).assert_done();
        let row = app.read(|tx| people::row(tx, ada_id));
        assert_eq!((row.nhs_number, row.nhs_status.as_str(), row.local_number.is_some()), (None, "07", true));
    });
}

// REC-8
#[test]
fn moving_house_finds_the_new_area_and_a_stale_page_saves_nothing() {
    both(rooms, |app| {
        let id = registered(app, ada());
        let (path, place) = (format!("/people/{id}/address"), app.house.place);
        let purbeck = place.postcodes().unwrap().iter().find(|known| known.locality == "purbeck").unwrap();
        let handler = app.persona(Role::CallHandler);
        let worker = app.persona(Role::SocialWorker);
        let stale = worker.open_form(&path, &path);
        let moved = handler.form(&path, &[("address_1", "2 Other Road"), ("postcode", purbeck.postcode.as_str())]);
        assert!(moved.assert_done().notice().contains("lives in Purbeck now"));
        stale.send(&[("address_1", "3 Old Road")]).assert_refused(409, "Somebody changed this after you opened it");
        let row = app.read(|tx| people::row(tx, id));
        assert_eq!(row.address_lines, ["2 Other Road", "Sherborne"]);
        assert_eq!((row.locality.as_deref(), row.point), (Some("purbeck"), Some(purbeck.point)));
        handler.form(&path, &[("postcode", "SW1A 1AA")]).assert_refused(422, "is not in Dorset").assert_has("Latitude");
    });
}

// REC-2
#[test]
fn language_needs_and_practice_are_recorded() {
    both(rooms, |app| {
        let id = registered(app, ada());
        let handler = app.persona(Role::Coordinator);
        let fields = [
            ("phone", "01305 000000"),
            ("language", "Polish"),
            ("interpreter", "yes"),
            ("needs", "hearing"),
            ("needs", "large_print"),
            ("practice_name", "Made Up Surgery"),
        ];
        let path = format!("/people/{id}/contact-details");
        let page = handler.form(&path, &fields).assert_done().follow();
        page.assert_has("Polish. An interpreter is needed.").assert_has("Large print").assert_has("Made Up Surgery");
        // What is there stands in the form again, and sending it back changes nothing.
        handler.form(&path, &[]).assert_done();
        let row = app.read(|tx| people::row(tx, id));
        assert_eq!((row.needs, row.interpreter), (vec!["hearing".to_owned(), "large_print".to_owned()], true));
    });
}

// REC-2, H1
#[test]
fn an_alert_stands_in_the_banner_until_it_ends() {
    both(rooms, |app| {
        let (id, other) = (registered(app, ada()), registered(app, NewPerson { nhs_number: None, ..ada() }));
        let handler = app.persona(Role::SocialWorker);
        let path = format!("/people/{id}/alerts");
        handler.form(&path, &[("words", "")]).assert_refused(422, "Write the alert.");
        let page = handler.form(&path, &[("words", "Allergic to penicillin")]).assert_done().follow();
        assert_eq!(page.all(".kith-person__alerts li"), ["Allergic to penicillin"]);
        let ends = page.attributes("main li a", "href").pop().unwrap();
        // The alert of one person cannot be ended on the page of another (H23).
        handler.get(&ends.replace(&id.to_string(), &other.to_string())).assert_status(404);
        let after = handler.form(&ends, &[]).assert_done().follow();
        assert!(after.all(".kith-person__alerts li").is_empty());
        handler.get(&ends).assert_status(404);
    });
}

// REC-2
#[test]
fn the_key_safes_code_is_sealed_and_only_released_for_a_visit() {
    both(rooms, |app| {
        let id = registered(app, ada());
        let worker = app.persona(Role::SocialWorker);
        let path = format!("/people/{id}/home-access");
        let back = worker.form(&path, &[("key_safe", "none"), ("code", "C4711X")]);
        back.assert_refused(422, "A code belongs to a key safe").assert_lacks("C4711X");
        assert!(
            !worker.post(&path, &[("key_safe", "none"), ("code", "C4711X"), ("version", "0")]).text.contains("C4711X")
        );
        let set =
            [("key_safe", "fitted"), ("code", "C4711X"), ("pets", "A friendly dog"), ("finding", "Park at the back")];
        let page = worker.form(&path, &set).assert_done().follow();
        let told = format!("A code is recorded, set on 23 November 2026 by {}.", worker.name);
        let page = page.assert_has(&told).assert_has("A friendly dog");
        for text in [page.text, worker.get(&path).text, worker.api_get(&format!("/people/{id}")).text] {
            assert!(!text.contains("C4711X"));
        }
        // Saving again without a code keeps it; a stale page is refused.
        let stale = worker.open_form(&path, &path);
        worker.form(&path, &[("pets", "Two dogs")]).assert_done();
        stale.send(&[("pets", "No dogs")]).assert_refused(409, "Somebody changed this");
        let (house, visit) = (app.house.clone(), Uuid::from_u128(5));
        let code = app.write(move |work| people::release_access_code(work, &house, id, visit, "visit"));
        assert_eq!(code.as_deref(), Some("C4711X"));
        let entries = app.read(|tx| store::journal::of_subject(tx, id.uuid()));
        assert!(
            entries
                .iter()
                .any(|entry| entry.event == "home_access.released" && entry.facts.contains(&visit.to_string()))
        );
        assert!(entries.iter().all(|entry| !entry.facts.contains("C4711X")));
        // No safe, no code.
        worker.form(&path, &[("key_safe", "none")]).assert_done();
        let house = app.house.clone();
        assert_eq!(app.write(move |work| people::release_access_code(work, &house, id, visit, "visit")), None);
        let note = app.read(|tx| people::home_access_note(tx, id));
        assert_eq!(
            (note.key_safe, note.code_set, note.pets.as_deref()),
            (people::KeySafe::None, None, Some("Two dogs"))
        );
    });
}

// H24
#[test]
fn a_death_is_reported_and_confirmed_by_two_and_can_be_taken_back() {
    both(rooms, |app| {
        let id = registered(app, ada());
        let (one, two) = (app.persona(Role::CallHandler), app.persona(Role::SocialWorker));
        let path = format!("/people/{id}/death");
        let confirm = format!("{path}/confirm");
        one.get(&path).assert_ok().assert_has("A second person must confirm it");
        one.form(&path, &[("day", "2026-12-24"), ("source", "Daughter")]).assert_refused(422, "in the future");
        one.form(&path, &[("day", "1936-02-28"), ("source", "Daughter")])
            .assert_refused(422, "before the date of birth");
        let reported = one.form(&path, &[("day", "2026-11-22"), ("source", "Daughter")]).assert_done().follow();
        reported
            .assert_has("Reported to have died on Sunday 22 November 2026; not confirmed")
            .assert_has("You reported it");
        let version = app.read(|tx| people::row(tx, id)).version.to_string();
        one.post(&confirm, &[("version", &version)]).assert_refused(409, "somebody else must confirm");
        assert_eq!(app.read(|tx| people::row(tx, id)).died, None);
        two.form_on(&path, &confirm, &[]).assert_done();
        assert_eq!(app.read(|tx| people::row(tx, id)).died, Some(kernel::date(2026, 11, 22)));
        two.post(&confirm, &[("version", "3")]).assert_status(409);
        let withdraw = format!("{path}/withdraw");
        two.form_on(&path, &withdraw, &[("reason", "")]).assert_refused(422, "Say why it is taken back.");
        two.form_on(&path, &withdraw, &[("reason", "Another Ada Example")]).assert_done();
        let row = app.read(|tx| people::row(tx, id));
        assert_eq!((row.died, row.death), (None, people::Death::None));
    });
}
