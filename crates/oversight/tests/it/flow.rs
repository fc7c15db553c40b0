//! The weekly flow, and how much goes through the framework.

use access::Role;
use serde_json::Value;

use crate::world::*;

// BRK-11, PER-1
#[test]
fn each_week_says_what_came_and_went_and_who_waited_and_opens_its_packages() {
    testkit::both(rooms, |app| {
        let world = World::new(app);
        let bea = person(app, "Bea", BEA);
        ask(app, bea);
        // A week later Ada's package is handed back, and Bea's is no longer needed.
        app.turn_by_days(7);
        app.settle();
        let notice = [("reason", "staffing"), ("words", "Two workers have left"), ("last_day", "2026-12-04")];
        world.harbour.form(&format!("/packages/{}/hand-back", world.package), &notice).assert_done();
        let other = app.read(|tx| brokerage::of_person(tx, bea)).remove(0);
        let end = [("day", "2026-11-30"), ("reason", "not_needed"), ("words", "Her daughter moved in")];
        world.broker.form(&format!("/packages/{}/end", other.id), &end).assert_done();
        app.settle();
        app.turn_by_days(7);
        let flow = world.commissioner.api_get("/commissioning/flow").assert_ok().json();
        let weeks = flow["weeks"].as_array().unwrap();
        assert_eq!(weeks.len(), 13);
        let week = |n: usize| {
            let of = |what: &str| weeks[n][what].as_i64().unwrap();
            [of("new"), of("awarded"), of("started"), of("ended"), of("handed_back"), of("waiting")]
        };
        assert_eq!(week(0), [0, 0, 0, 0, 0, 1], "Ada waits");
        assert_eq!(week(1), [0, 0, 0, 1, 1, 1], "Bea has left the list, Ada is on it again");
        assert_eq!(week(2), [2, 1, 0, 0, 0, 1], "Bea waited at the end of the first week");
        assert_eq!(week(3), [0; 6]);
        // Each figure opens as many packages as it says.
        for told in weeks {
            for what in ["new", "awarded", "started", "ended", "handed_back", "waiting"] {
                let href = format!("/commissioning/flow/list?week={}&what={what}", told["monday"].as_str().unwrap());
                let list: Value = world.commissioner.api_get(&href).assert_ok().json();
                assert_eq!(told[what], list["packages"].as_array().unwrap().len(), "{href}");
            }
        }
        let east = world.commissioner.api_get("/commissioning/flow?area=east").assert_ok().json();
        assert_eq!(east["weeks"][0]["waiting"], 0);
        let page = world.commissioner.get("/commissioning/flow").assert_ok().assert_lacks("Ada").assert_lacks("Bea");
        page.assert_has("Waiting at the end");
        let list = world.commissioner.get("/commissioning/flow/list?week=2026-11-30&what=handed_back").assert_ok();
        list.assert_has("Harbour Care").assert_lacks("Ada");
        world.commissioner.get("/commissioning/flow?area=nowhere").assert_status(404);
        world.commissioner.get("/commissioning/flow/list?week=2026-11-30&what=lost").assert_status(404);
        world.commissioner.get("/commissioning/flow/list?week=soon&what=new").assert_status(422);
        app.persona(Role::Broker).get("/commissioning/flow").assert_status(403);
    });
}

// BRK-11
#[test]
fn the_share_through_the_framework_is_told_as_packages_and_as_hours() {
    testkit::both(rooms, |app| {
        let world = World::new(app);
        let grid = world.commissioner.api_get("/measures").assert_ok().json();
        let figures = grid["providers"][0]["figures"].as_array().unwrap();
        let of = |code: &str| figures.iter().find(|figure| figure["code"] == code).unwrap()["words"].clone();
        assert_eq!(of("FW1"), "100.0% (1 of 1)");
        // 90 minutes a week from Friday 27 November to the end of the year.
        assert_eq!(of("FW2"), "100.0% (7.5 of 7.5 hours)");
        let page = world.commissioner.get("/measures/definitions").assert_ok();
        page.assert_has("at least 90% (first year 70%)");
    });
}
