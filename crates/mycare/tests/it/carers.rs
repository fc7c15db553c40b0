//! Who looked, who may see, and what a carer sees.

use access::Role;
use testkit::App;

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

/// A needs assessment of the person that is decided so, begun and ended by a social worker.
fn assessed(app: &App, person: people::PersonId, eligible: bool) {
    let worker = app.persona(Role::SocialWorker);
    let id = worker.form(&format!("/people/{person}/assessments/start"), &[]).assert_done().id();
    let part = |part: &str| format!("/assessments/{id}/{part}");
    let need = [("need", "Weak after a fall"), ("impairment", "yes"), ("impairment_words", "Hip")];
    worker.form(&part("need"), &need).assert_done();
    let unable = if eligible { "assistance" } else { "able" };
    let codes = worker.get(&part("outcomes")).assert_ok().attributes("input[name^='CA-']", "name");
    let codes: std::collections::BTreeSet<&str> = codes.iter().map(String::as_str).collect();
    let outcomes: Vec<_> = codes.into_iter().map(|code| (code, unable)).collect();
    worker.form(&part("outcomes"), &outcomes).assert_done();
    let answer = if eligible { "yes" } else { "no" };
    worker.form(&part("impact"), &[("impact", answer), ("words", "Her health")]).assert_done();
    let decision = [("eligible", answer), ("reasons", "As assessed"), ("advice", "The lunch club")];
    worker.form(&part("decide"), &decision).assert_done();
}

// REC-5, PLAN-2, H11
#[test]
fn a_carer_learns_where_a_request_has_got_to_and_not_what_was_decided() {
    testkit::both(rooms, |app| {
        let (ada, bea) = (person(app, "Ada", ADA), person(app, "Bea", BEA));
        assessed(app, ada, true);
        assessed(app, bea, false);
        let tell = |who: &testkit::Persona, whose| who.get(&my(whose, "/request")).assert_ok();
        tell(&app.own(ada), ada).assert_has("the council must help with these needs");
        tell(&app.own(bea), bea).assert_has("do not come under the council’s duty to help");
        let steps = |whose, name: &str| {
            let carer = app.carer_of(whose);
            let page = tell(&carer, whose).assert_has("We find out together what help is needed");
            page.assert_has(&format!("Done on Monday 23 November 2026. What was decided was told to {name}."));
            for reply in [tell(&carer, whose), carer.get("/my-care").assert_ok()] {
                reply.assert_lacks("duty to help").assert_lacks("must help").assert_lacks("advice");
            }
            let json = carer.api_get(&my(whose, "/request")).assert_ok();
            json.text.replace(name, "…")
        };
        // What a carer reads is word for word the same after a yes and a no.
        assert_eq!(steps(ada, "Ada"), steps(bea, "Bea"));
        // The plan that may follow does not tell it either.
        let worker = app.persona(Role::SocialWorker);
        let start = [
            ("basis", "assessment"),
            ("kind", "ongoing"),
            ("place_of_care", "own_home"),
            ("start_wanted", "2026-12-01"),
        ];
        worker.form(&format!("/people/{ada}/plan/start"), &start).assert_done();
        worker.get(&format!("/people/{ada}/plan")).assert_has("Made on the ground of");
        let carer = app.carer_of(ada);
        for page in [format!("/people/{ada}/plan"), format!("/people/{ada}"), my(ada, "/plan"), my(ada, "")] {
            carer.get(&page).assert_ok().assert_lacks("ground of").assert_lacks("eligible").assert_lacks("must help");
        }
    });
}
