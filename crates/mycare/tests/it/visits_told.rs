//! Who is coming and when, and are they late.

use crate::world::*;

// REC-5, VIS-5, H7
#[test]
fn a_visit_is_told_from_not_decided_yet_to_done() {
    testkit::both(rooms, |app| {
        let ada = person(app, "Ada", ADA);
        awarded(app, ada);
        let own = app.own(ada);
        let page = own.get("/my-care").assert_ok();
        let page = page.assert_has("Nobody is planned to come today.").assert_has("Friday 27 November 2026");
        page.assert_has("between 7:30am and").assert_has("Who comes: not decided yet, Harbour Care.");

        let visit = first_visit(app, ada);
        let worker = give(app, &visit);
        let first_name = worker.name.split(' ').next().unwrap();
        let told = format!("Who comes: {first_name}, Harbour Care.");
        own.get(&my(ada, "/visits")).assert_ok().assert_has(&told).assert_lacks(&worker.name);

        app.turn_to(visit.late_at.plus_minutes(1));
        let page = own.get("/my-care").assert_ok().assert_has("Late: nobody has come yet");
        page.assert_has("Today, Friday 27 November 2026");
        let json = own.api_get(&my(ada, "/visits")).assert_ok().json();
        assert_eq!(json["visits"][0]["late"], true);
        app.turn_to(visit.missed_at.plus_minutes(1));
        own.get(&my(ada, "/visits")).assert_ok().assert_has("Very late: nobody has come yet.");
        worker.form(&format!("/visits/{}/check-in", visit.id), &[]).assert_done();
        own.get("/my-care").assert_ok().assert_has("A care worker is there now, since").assert_lacks("Late:");
    });
}

// REC-5
#[test]
fn what_was_done_missed_or_cancelled_is_told_in_plain_words() {
    testkit::both(rooms, |app| {
        let ada = person(app, "Ada", ADA);
        let search = awarded(app, ada);
        let visit = first_visit(app, ada);
        let worker = give(app, &visit);
        make(app, &visit, &worker);
        let own = app.own(ada);
        own.get(&my(ada, "/visits")).assert_ok().assert_has("Done, from 7:30am to 8:15am");
        let days = kernel::Period::through(app.today().tomorrow().unwrap(), app.now().plus_days(7).day()).unwrap();
        let next = app.read(|tx| visits::of_person(tx, ada, days)).remove(0);
        let cancelled = [
            ("for_whom", "provider"),
            ("why", "A snow storm"),
            ("instead", "Her daughter comes at nine, as agreed by phone"),
        ];
        search.manager.form(&format!("/visits/{}/cancel", next.id), &cancelled).assert_done();
        own.get(&my(ada, "/visits"))
            .assert_ok()
            .assert_has("Cancelled by the care provider")
            .assert_has("Instead: Her daughter comes at nine");
    });
}
