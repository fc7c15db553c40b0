use std::collections::BTreeSet;

use access::Role;
use kernel::{NhsNumber, Numbers, date};
use people::NewPerson;
use testkit::both;

use crate::{ada, registered, rooms};

fn cara() -> NewPerson {
    NewPerson {
        given_name: "Cara".into(),
        family_name: "Sample".into(),
        birth: Some(date(1962, 3, 4)),
        nhs_number: Some(NhsNumber::parse("9990000026", Numbers::Test).unwrap()),
        ..ada()
    }
}

// REC-2, REC-5, H11
#[test]
fn a_person_names_a_carer_who_sees_the_record_until_it_ends() {
    both(rooms, |app| {
        let (id, carer) = (registered(app, ada()), registered(app, cara()));
        let (person, daughter) = (app.own(id), app.own(carer));
        let (record, path) = (format!("/people/{id}"), format!("/people/{id}/carers"));
        daughter.get(&record).assert_status(404);
        let named = [
            ("given_name", "Cara"),
            ("family_name", "Sample"),
            ("nhs_number", "9990000026"),
            ("relationship", "daughter"),
            ("may_see", "yes"),
        ];
        let page = person.form(&path, &named).assert_done().follow();
        let page = page.assert_has("Cara Sample, daughter. May see the record.");
        person.form(&path, &named).assert_refused(409, "This carer is named already");
        let seen = daughter.get(&record).assert_ok().assert_has("Ada Example");
        assert!(!seen.has("How to get in") && !seen.has("How to reach"), "she was not named for that");
        daughter.api_get(&record).assert_status(404);
        assert_eq!(app.read(|tx| people::carers(tx, id))[0].person, carer);
        assert_eq!(app.read(|tx| people::cared_for(tx, carer)), [id]);
        daughter.get(&path).assert_status(403);
        let ends = page.attributes("main li a", "href").pop().unwrap();
        person.form(&ends, &[]).assert_done();
        daughter.get(&record).assert_status(404);
        assert!(app.read(|tx| people::carers(tx, id)).is_empty());
        person.get(&ends).assert_status(404);
    });
}

// REC-2
#[test]
fn a_carer_without_a_record_gets_one_and_a_wrong_number_takes_nobodys() {
    both(rooms, |app| {
        let id = registered(app, ada());
        registered(app, cara());
        let worker = app.persona(Role::SocialWorker);
        let path = format!("/people/{id}/carers");
        let fields = |family: &'static str, number: &'static str| {
            [("given_name", "Dan"), ("family_name", family), ("nhs_number", number), ("relationship", "neighbour")]
        };
        worker.form(&path, &fields("Other", "9990000026")).assert_refused(422, "another family name");
        worker.form(&path, &fields("Example", "9990000018")).assert_refused(422, "Nobody is their own carer");
        worker.form(&path, &fields("Example", "")).assert_done();
        let carers = app.read(|tx| people::carers(tx, id));
        assert_eq!((carers[0].name.as_str(), carers[0].may_see), ("Dan Example", false));
    });
}

// REC-2, REC-5
#[test]
fn who_signs_in_after_being_named_sees_what_they_may() {
    both(rooms, |app| {
        let (id, other, carer) = (registered(app, ada()), registered(app, eve()), registered(app, cara()));
        let worker = app.persona(Role::SocialWorker);
        for (person, may_see) in [(id, "yes"), (other, "")] {
            let fields = [
                ("given_name", "Cara"),
                ("family_name", "Sample"),
                ("nhs_number", "9990000026"),
                ("relationship", "niece"),
                ("may_see", may_see),
            ];
            worker.form(&format!("/people/{person}/carers"), &fields).assert_done();
        }
        let account = app.own(app.write(|work| Ok(work.id::<kernel::Uuid>()))).account;
        app.write(move |work| people::give_record(work, account, carer));
        let own = app.read(|tx| access::accounts_of_person(tx, carer.uuid()));
        assert_eq!(own, [account]);
        let cared_for: BTreeSet<_> = app.read(|tx| people::cared_for(tx, carer)).into_iter().collect();
        assert_eq!(cared_for, BTreeSet::from([id, other]));
    });
}

fn eve() -> NewPerson {
    let number = Some(NhsNumber::parse("9990000034", Numbers::Test).unwrap());
    NewPerson { given_name: "Eve".into(), birth: Some(date(1941, 7, 8)), nhs_number: number, ..ada() }
}

// REC-5, GOV-4
#[test]
fn governance_and_the_person_see_who_looked() {
    both(rooms, |app| {
        let id = registered(app, ada());
        let broker = app.persona(Role::Broker);
        broker.get(&format!("/people/{id}")).assert_ok();
        let path = format!("/people/{id}/journal");
        for who in [app.persona(Role::Governance), app.own(id)] {
            let page = who.get(&path).assert_ok();
            page.assert_has(&format!("{}, Broker, Dorset Council", broker.name)).assert_has("Looked at: record");
        }
        let readers = app.own(id).api_get(&path).json();
        assert!(readers["readers"].as_array().unwrap().len() >= 3);
        broker.get(&path).assert_status(403);
        app.carer_of(id).get(&path).assert_status(403);
    });
}
