//! What governance and administrators watch.

use access::Role;
use store::Change;
use testkit::Options;

use crate::world::*;

// GOV-4, GOV-5
#[test]
fn codes_refusals_and_readers_are_listed_without_naming_a_person() {
    testkit::both(rooms, |app| {
        let ada = person(app, "Ada", ADA);
        let worker = app.persona(Role::CareWorker);
        let visit = kernel::Uuid::from_u128(0xca11);
        worker.write(move |work| {
            let facts = serde_json::json!({ "visit": visit, "reason": "visit" });
            work.apply(Change::new("home_access.released", "person", ada).person(ada).facts(facts))
        });
        let email = worker.email.clone();
        app.write(move |work| access::check_password(work, &email, "wrong").map(drop));
        let social_worker = app.persona(Role::SocialWorker);
        for _ in 0..3 {
            social_worker.get(&format!("/people/{ada}")).assert_ok();
        }
        let governance = app.persona(Role::Governance);
        let page = governance.get("/governance").assert_ok();
        let page = page.assert_has("1 code to a home shown in 14 days").assert_has("1 sign-in refused in 14 days");
        let page =
            page.assert_has(&worker.name).assert_has("Harbour Care").assert_has("3 looks").assert_lacks("Example");
        let journal = format!("/people/{ada}/journal");
        assert!(page.attributes("main a", "href").contains(&journal));
        governance.get(&journal).assert_ok();
        let json = governance.api_get("/governance").assert_ok().json();
        assert_eq!(json["released"][0]["visit"], visit.to_string());
        assert_eq!((&json["readers"][0]["people"], &json["readers"][0]["reads"]), (&1.into(), &3.into()));

        let administrator = app.persona(Role::Administrator);
        let page = administrator.get("/governance").assert_ok();
        let page = page.assert_has(&worker.name).assert_has("Kept from administrators").assert_lacks("Example");
        assert!(page.attributes("main a", "href").iter().all(|href| !href.starts_with("/people/")));
        assert!(!administrator.api_get("/governance").assert_ok().text.contains(&ada.to_string()));
        administrator.get(&journal).assert_status(403);
        app.turn_by_days(15);
        governance
            .get("/governance")
            .assert_ok()
            .assert_has("No code was shown.")
            .assert_has("Nobody looked at a record.");
    });
}

// GOV-4
#[test]
fn somebody_who_looks_at_far_more_records_than_others_of_their_role_is_marked() {
    testkit::both(rooms, |app| {
        let (one, two, three) = (app.persona(Role::Broker), app.persona(Role::Broker), app.persona(Role::Broker));
        for (reader, people) in [(&one, 25_u128), (&two, 3), (&three, 4)] {
            reader.write(move |work| {
                (0..people).for_each(|n| work.saw(kernel::Uuid::from_u128(n + 1), "search"));
                Ok(())
            });
        }
        let governance = app.persona(Role::Governance);
        let json = governance.api_get("/governance").assert_ok().json();
        let told: Vec<_> = json["readers"].as_array().unwrap().iter().map(|one| one["unusual"].as_bool()).collect();
        assert_eq!(told, [Some(true), Some(false), Some(false)]);
        assert_eq!((&json["readers"][0]["name"], &json["readers"][0]["usual"]), (&one.name.as_str().into(), &4.into()));
        governance.get("/governance").assert_ok().assert_has("1 unusual reader in 7 days");
    });
}

// GOV-6, H14
#[test]
fn work_that_is_stuck_is_seen() {
    let options = Options { faults_expected: true, ..Options::default() };
    testkit::both_with(rooms, &options, |app| {
        let administrator = app.persona(Role::Administrator);
        administrator.get("/governance").assert_ok().assert_has("No job waits for a person.");
        app.write(|work| work.later("nobody.does_this", work.at, &serde_json::json!({})));
        administrator.get("/governance").assert_ok().assert_has("1 job is due and not done");
        for _ in 0..12 {
            app.settle();
            app.turn_by_hours(20);
        }
        let page = administrator.get("/governance").assert_ok();
        page.assert_has("1 job waits for a person")
            .assert_has("nobody.does_this")
            .assert_has("nobody does jobs of the kind");
    });
}

// GOV-1
#[test]
fn nobody_else_sees_it() {
    testkit::both(rooms, |app| {
        for role in [Role::Commissioner, Role::Broker, Role::CareWorker, Role::SocialWorker] {
            app.persona(role).get("/governance").assert_status(403);
        }
        let homes = oversight::slice().homes;
        let home = |role| homes.iter().find(|(own, _)| *own == role).map(|(_, path)| *path);
        assert_eq!(home(Role::Commissioner), Some("/commissioning"));
        assert_eq!((home(Role::Governance), home(Role::Administrator)), (Some("/governance"), Some("/governance")));
    });
}
