//! The commissioner's first screen: every figure is the sum of its rows.

use access::Role;
use serde_json::Value;

use crate::world::*;

fn total(rows: &Value, kind: &str, unit: &str) -> i64 {
    rows.as_array().unwrap().iter().map(|row| row["amounts"][kind][unit].as_i64().unwrap()).sum()
}

// PER-1, FIN-1
#[test]
fn hours_and_pounds_are_the_sum_of_their_packages() {
    testkit::both(rooms, |app| {
        let world = World::new(app);
        first_visit(app, &world);
        let home = world.commissioner.api_get("/commissioning").assert_ok().json();
        let list = world.commissioner.api_get("/commissioning/hours").assert_ok().json();
        for kind in ["bought", "planned", "recorded", "approved", "charged"] {
            for unit in ["minutes", "pence"] {
                let sum = total(&list["packages"], kind, unit);
                assert_eq!(home["amounts"][kind][unit], sum, "{kind} {unit}");
                assert_eq!(list["total"][kind][unit], sum, "{kind} {unit}");
            }
        }
        // 90 minutes a week, one day of seven on which the package holds.
        assert_eq!(home["amounts"]["bought"]["minutes"], 12);
        assert_eq!(home["amounts"]["planned"]["minutes"], 45);
        assert_eq!(home["amounts"]["recorded"]["minutes"], 45);
        assert!(home["amounts"]["recorded"]["pence"].as_i64().unwrap() > 0);
        let weeks = home["weeks"].as_array().unwrap();
        assert_eq!(weeks.len(), 8);
        assert_eq!((&weeks[7]["bought"], &weeks[7]["delivered"]), (&12.into(), &45.into()));
        let week = world.commissioner.api_get("/commissioning/hours?week=2026-11-23").assert_ok().json();
        assert_eq!(week["total"]["recorded"]["minutes"], 45, "the bar opens the same minutes");
        let page = world.commissioner.get("/commissioning").assert_ok();
        page.assert_has("0.8 hours").assert_has("Hours bought and delivered, by week as a table").assert_lacks("Ada");
        world.commissioner.get("/commissioning/hours").assert_ok().assert_has("Harbour Care").assert_lacks("Ada");
        world.commissioner.get("/commissioning/hours?week=never").assert_status(422);
    });
}

// PER-1, BRK-6, BRK-9, BRK-1
#[test]
fn who_waits_what_came_back_and_who_is_stopped_open_their_lists() {
    testkit::both(rooms, |app| {
        let world = World::new(app);
        let bea = person(app, "Bea", BEA);
        ask(app, bea);
        app.turn_by_days(3);
        app.settle();
        let notice = [("reason", "staffing"), ("words", "Two workers have left"), ("last_day", "2026-12-04")];
        world.harbour.form(&format!("/packages/{}/hand-back", world.package), &notice).assert_done();
        app.settle();
        let stop = [("reason", "block"), ("words", "A safeguarding concern")];
        let provider = world.larkbarrow.organisation.unwrap();
        world.broker.form(&format!("/framework/{provider}/stop"), &stop).assert_done();

        let home = world.commissioner.api_get("/commissioning").assert_ok().json();
        let waiting = world.commissioner.api_get("/commissioning/waiting").assert_ok().json();
        let waiting = waiting["packages"].as_array().unwrap();
        assert_eq!(waiting.len(), 2);
        assert_eq!((&home["waiting"][0]["packages"], &home["waiting"][0]["longest_days"]), (&2.into(), &3.into()));
        let west = world.commissioner.api_get("/commissioning/waiting?locality=west").assert_ok().json();
        assert_eq!(west["packages"].as_array().unwrap().len(), 2);
        let east = world.commissioner.api_get("/commissioning/waiting?locality=east").assert_ok().json();
        assert!(east["packages"].as_array().unwrap().is_empty());
        let open = world.commissioner.api_get("/commissioning/waiting?contingency=yes").assert_ok().json();
        assert_eq!(home["contingency"], open["packages"].as_array().unwrap().len());
        let back = world.commissioner.api_get("/commissioning/hand-backs").assert_ok().json();
        assert_eq!((&home["hand_backs"], back["hand_backs"].as_array().unwrap().len()), (&1.into(), 1));
        assert_eq!(home["stopped"], 1);
        let page = world.commissioner.get("/commissioning").assert_ok().assert_has("2 wait for a provider");
        for href in page.attributes("main a", "href").iter().filter(|href| href.starts_with('/')) {
            world.commissioner.get(href).assert_ok().assert_lacks("Ada").assert_lacks("Bea");
        }
        world.commissioner.get("/commissioning/hand-backs").assert_ok().assert_has("Not enough staff");
    });
}

// GOV-1
#[test]
fn only_commissioners_see_it_and_nothing_is_blank_at_first() {
    testkit::both(rooms, |app| {
        let commissioner = app.persona(Role::Commissioner);
        commissioner
            .get("/commissioning")
            .assert_ok()
            .assert_has("Nobody waits for a provider.")
            .assert_has("0.0 hours");
        commissioner.get("/commissioning/hours").assert_ok().assert_has("Nothing was bought or delivered");
        commissioner.get("/commissioning/waiting").assert_ok().assert_has("Nobody waits.");
        commissioner.get("/commissioning/hand-backs").assert_ok().assert_has("No package was handed back");
        for role in [Role::Broker, Role::ProviderManager, Role::Governance, Role::Administrator] {
            let other = app.persona(role);
            for page in ["", "/hours", "/waiting", "/hand-backs"] {
                other.get(&format!("/commissioning{page}")).assert_status(403);
            }
        }
    });
}
