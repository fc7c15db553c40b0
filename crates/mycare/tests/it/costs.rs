//! What it costs and why.

use access::OrganisationKind;
use kernel::Period;

use crate::world::*;

// REC-5, FIN-2
#[test]
fn the_total_is_the_sum_of_its_lines_and_each_has_its_reasons() {
    testkit::both(rooms, |app| {
        app.organisation(OrganisationKind::Council, "Dorset Council");
        let ada = person(app, "Ada", ADA);
        let search = awarded(app, ada);
        let visit = first_visit(app, ada);
        let worker = give(app, &visit);
        make(app, &visit, &worker);
        let own = app.own(ada);
        let november = Period::month_of(FIRST);
        let charges = app.read(|tx| charging::of_person(tx, ada, november));
        let charges = if charges.is_empty() {
            let waits = own.get(&my(ada, "/costs")).assert_ok();
            waits.assert_has("Cost not worked out yet").assert_has("Morning, Friday 27 November 2026");
            search.manager.form(&format!("/visits/{}/approve", visit.id), &[("minutes", "45")]).assert_done();
            app.settle();
            app.read(|tx| charging::of_person(tx, ada, november))
        } else {
            charges
        };
        assert_eq!(charges.len(), 1, "one visit, one charge");
        let page = own.get(&my(ada, "/costs")).assert_ok().assert_lacks("Cost not worked out yet");
        let page = page.assert_has(&format!("Total: {}", charges[0].money())).assert_has("Set aside so far");
        charges[0].reasons.iter().for_each(|reason| assert!(page.has(reason), "{reason}"));
        let json = own.api_get(&my(ada, "/costs")).assert_ok().json();
        let lines: i64 = json["lines"].as_array().unwrap().iter().map(|line| line["pence"].as_i64().unwrap()).sum();
        assert_eq!((json["total_pence"].as_i64().unwrap(), lines), (charges[0].pence, charges[0].pence));
        own.get("/my-care").assert_ok().assert_has(&format!("So far this month: {}", charges[0].money()));
        own.get(&my(ada, "/costs?month=2026-10")).assert_ok().assert_has("Nothing has been charged for this month.");
        own.get(&my(ada, "/costs?month=2026-13")).assert_status(422);
    });
}
