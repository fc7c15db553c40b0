//! Where a request has got to, and the plan.

use access::Role;
use referrals::{CARE_AT_HOME, NewReferral, Referrer, Source, Urgency};

use crate::world::*;

// REC-5
#[test]
fn before_anything_has_happened_nothing_is_blank() {
    testkit::both(rooms, |app| {
        let ada = person(app, "Ada", ADA);
        let own = app.own(ada);
        let home = own.get("/my-care").assert_ok();
        let home = home.assert_has("Your care").assert_has("No visits are planned for today or the next seven days.");
        home.assert_has("There is no plan for you yet.").assert_has("We have no request for care.").assert_has("£0.00");
        own.get(&my(ada, "/request")).assert_ok().assert_has("each step stands here with its date");
        own.get(&my(ada, "/costs")).assert_ok().assert_has("Nothing has been charged for this month.");
        own.get(&my(ada, "/readers")).assert_ok().assert_has("You have named nobody as a carer");
        assert_eq!(own.api_get("/my-care").assert_ok().json()["people"].as_array().unwrap().len(), 1);
    });
}

// REC-5, REF-3
#[test]
fn a_request_is_told_step_by_step_in_plain_words() {
    testkit::both(rooms, |app| {
        let ada = person(app, "Ada", ADA);
        let own = app.own(ada);
        let house = app.house.clone();
        app.write(move |work| {
            let new = NewReferral {
                person: ada,
                service: CARE_AT_HOME.into(),
                source: Source::HospitalDischarge,
                referrer: Referrer { name: "Ward 4".into(), ..Referrer::default() },
                reason: "Home on Friday".into(),
                urgency: Urgency::Other,
                needed_by: None,
                received_at: work.at,
                contact: None,
                told: None,
                source_ref: None,
            };
            referrals::receive(work, &house, new)
        });
        let page = own.get(&my(ada, "/request")).assert_ok();
        page.assert_has("The request reached us").assert_has("We will answer by").assert_lacks("P3");
        let coordinator = app.persona(Role::Coordinator);
        let referral = app.read(|tx| referrals::of_person(tx, ada)).remove(0).id;
        coordinator.form(&format!("/referrals/{referral}/triage"), &[("priority", "p3")]).assert_done();
        let accept = format!("/referrals/{referral}/accept");
        let accept = coordinator.open_form(&accept, &accept);
        let assessor = accept.choices("owner").remove(0);
        accept.send(&[("owner", assessor.as_str())]).assert_done();
        let page = own.get(&my(ada, "/request")).assert_ok();
        page.assert_has("We said yes").assert_has("Somebody will get in touch to arrange a talk.");

        let search = Search::begin(app, ada);
        let page = own.get(&my(ada, "/request")).assert_ok();
        page.assert_has("Agreed on Monday 23 November 2026.")
            .assert_has("We are looking for a care provider")
            .assert_has("We will widen the search on");
        let offer = search.offer(app);
        own.get("/my-care").assert_ok().assert_has("We have asked 1 care provider.");
        search.award(app, offer);
        let page = own.get(&my(ada, "/request")).assert_ok();
        page.assert_has("Harbour Care, since Monday 23 November 2026.")
            .assert_has("The first visit is planned for Friday 27 November 2026.");
        let steps = own.api_get(&my(ada, "/request")).assert_ok().json();
        let states: Vec<_> = steps["steps"].as_array().unwrap().iter().map(|step| step["state"].clone()).collect();
        assert_eq!(states, ["done", "done", "done", "done", "now"]);
    });
}

// REC-5, REC-7, H13
#[test]
fn the_plan_in_short_has_one_button_and_a_missed_start_is_said() {
    testkit::both(rooms, |app| {
        let ada = person(app, "Ada", ADA);
        awarded(app, ada);
        let own = app.own(ada);
        let page = own.get(&my(ada, "/plan")).assert_ok();
        let page = page.assert_has("Wash myself").assert_has("Neighbour Bert has a key.").assert_has("Morning: ");
        assert_eq!(page.all("a.nhsuk-button"), ["This has changed"]);
        let change = format!("/people/{ada}/plan/changes");
        assert_eq!(page.attributes("a.nhsuk-button", "href"), [change.as_str()]);
        own.form(&change, &[("words", "My daughter is away in May.")]).assert_done();
        app.turn_by_days(6);
        own.get(&my(ada, "/request")).assert_ok().assert_has("nobody has come. We are late with this");
    });
}

// BRK-5, REC-5, H11
#[test]
fn a_first_day_that_is_put_later_is_told_with_its_reason() {
    testkit::both(rooms, |app| {
        let ada = person(app, "Ada", ADA);
        let search = awarded(app, ada);
        let (own, carer) = (app.own(ada), app.carer_of(ada));
        let start = format!("/packages/{}/start", search.package);
        search.manager.form(&start, &[("start", "2026-12-07"), ("why", "Two workers have left")]).assert_done();
        let page = own.get(&my(ada, "/request")).assert_ok();
        page.assert_has("The first visit is planned for Friday 27 November 2026. Harbour Care asks to begin later")
            .assert_has("on Monday 7 December 2026: Two workers have left. We have not agreed to this.");
        search.broker.form(&format!("/packages/{}/later-start", search.package), &[("answer", "agree")]).assert_done();
        let page = own.get(&my(ada, "/request")).assert_ok();
        page.assert_has("The first visit is planned for Monday 7 December 2026.")
            .assert_has("planned for Friday 27 November 2026 before, and was put later: Two workers have left.");
        let page = carer.get(&my(ada, "/request")).assert_ok();
        page.assert_has("and was put later.").assert_lacks("Two workers");
    });
}

// BRK-6, REC-5
#[test]
fn whose_package_is_split_sees_each_part_with_its_provider_and_who_comes() {
    testkit::both(rooms, |app| {
        let ada = person(app, "Ada", ADA);
        let search = Search::begin_with_evening(app, ada);
        let own = app.own(ada);
        own.get(&my(ada, "/request")).assert_ok().assert_lacks("Who gives which part");
        let lines = app.read(|tx| brokerage::lines(tx, search.package.into()));
        let evening = lines.iter().find(|line| line.label == "Evening").unwrap().id;
        let split = format!("/packages/{}/split/{evening}", search.package);
        search.broker.form(&split, &[("why", "Nobody takes it whole.")]).assert_done();
        let offer = search.offer(app);
        search.award(app, offer);
        // One part has its provider; the other is looked for, and both are told.
        let page = own.get(&my(ada, "/request")).assert_ok();
        page.assert_has("This care is given in 2 parts.")
            .assert_has("A care provider was found: Morning")
            .assert_has("We are looking for a care provider: Evening")
            .assert_has("Morning: Monday and Friday")
            .assert_has("Evening: Monday and Friday")
            .assert_has("Harbour Care")
            .assert_has("No care provider yet");
        let visit = first_visit(app, ada);
        let worker = give(app, &visit);
        let first = worker.name.split_whitespace().next().unwrap().to_owned();
        let told = own.api_get(&my(ada, "/request")).assert_ok().json();
        let parts = told["parts"].as_array().unwrap();
        assert_eq!((parts.len(), &parts[0]["provider"]), (2, &"Harbour Care".into()));
        assert!(parts[0]["next"].as_str().unwrap().contains(&first), "{told}");
        assert_eq!((&parts[1]["provider"], &parts[1]["next"]), (&serde_json::Value::Null, &serde_json::Value::Null));
        // The first page says the step that is under way, whichever part it is of.
        own.get("/my-care").assert_ok().assert_has("We are looking for a care provider: Evening");
    });
}
