//! Who looked, who may see, and what a carer sees.

use access::Role;

use crate::world::*;

// REC-5, GOV-1, H11
#[test]
fn another_persons_record_is_not_there() {
    testkit::both(rooms, |app| {
        let (ada, bea) = (person(app, "Ada", ADA), person(app, "Bea", BEA));
        let own = app.own(bea);
        let carer = app.carer_of(bea);
        let broker = app.persona(Role::Broker);
        for page in PAGES {
            own.get(&my(ada, page)).assert_status(404);
            if page != "/readers" {
                carer.get(&my(ada, page)).assert_status(404);
                carer.get(&my(bea, page)).assert_ok();
            }
            broker.get(&my(ada, page)).assert_status(403);
        }
        carer.get(&my(bea, "/readers")).assert_status(403);
        own.get("/my-care/no-id").assert_status(404);
    });
}

// REC-5, H11, GOV-4
#[test]
fn a_carer_sees_what_the_person_allows_and_for_as_long() {
    testkit::both(rooms, |app| {
        let (ada, bea) = (person(app, "Ada", ADA), person(app, "Bea", BEA));
        let (own, daughter) = (app.own(ada), app.own(bea));
        let name = |may_see: bool| {
            let mut fields = vec![
                ("given_name", "Bea"),
                ("family_name", "Example"),
                ("nhs_number", BEA),
                ("relationship", "daughter"),
            ];
            if may_see {
                fields.push(("may_see", "yes"));
            }
            own.form(&format!("/people/{ada}/carers"), &fields).assert_done();
            app.read(|tx| people::carers(tx, ada)).remove(0).id
        };
        let end = |naming: kernel::Uuid| own.form(&format!("/people/{ada}/carers/{naming}/end"), &[]).assert_done();
        let naming = name(false);
        daughter.get(&my(ada, "")).assert_status(404);
        daughter.get("/my-care").assert_ok().assert_has("Your care").assert_lacks("Ada");
        own.get(&my(ada, "/readers")).assert_ok().assert_has("May not see your care.");
        end(naming);

        let naming = name(true);
        let choice = daughter.get("/my-care").assert_ok();
        choice.assert_has("Whose care do you want to see?").assert_has("Ada Example (you are named as a carer)");
        daughter.get(&my(ada, "")).assert_ok().assert_has("Ada’s care").assert_lacks("Who looked at my record");
        daughter.get(&my(ada, "/readers")).assert_status(403);
        own.get(&my(ada, "/readers"))
            .assert_ok()
            .assert_has("May see your care.")
            .assert_has("Looked at: care at a glance");
        end(naming);
        for page in PAGES {
            daughter.get(&my(ada, page)).assert_status(404);
        }
    });
}

// REC-5, GOV-4
#[test]
fn every_look_is_told_with_role_and_organisation_page_by_page() {
    testkit::both(rooms, |app| {
        let ada = person(app, "Ada", ADA);
        let (own, carer) = (app.own(ada), app.carer_of(ada));
        let worker = agreed_plan(app, ada);
        carer.get(&my(ada, "/costs")).assert_ok();
        let page = own.get(&my(ada, "/readers")).assert_ok();
        let page = page.assert_has(&format!("{}, social worker, Dorset Council", worker.name));
        page.assert_has("Looked at: costs").assert_has(&format!("{}, carer", carer.name)).assert_lacks("Kith itself");
        for _ in 0..60 {
            worker.get(&format!("/people/{ada}/plan")).assert_ok();
        }
        let first = own.api_get(&my(ada, "/readers")).assert_ok().json();
        let looked = first["looked"].as_array().unwrap();
        assert!((45..=50).contains(&looked.len()), "fifty entries less what the system did by itself");
        assert!(looked.iter().all(|one| one["role"] != "The system"));
        let earlier = first["earlier"].as_i64().unwrap();
        own.get(&my(ada, &format!("/readers?before={earlier}"))).assert_ok();
    });
}
