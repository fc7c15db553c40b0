//! From a visit's event to its charge.

use access::Role;
use kernel::{Period, date};
use serde_json::json;

use crate::world::{both, person, uuid};

// FIN-1
#[test]
fn an_approved_visit_has_one_charge_however_often_it_is_told() {
    both(|world| {
        world.award(2400, date(2026, 11, 30));
        world.give(100_000);
        let visit = world.approve(date(2026, 12, 1));
        world.say("visit.approved", visit, date(2026, 12, 1), json!({}));
        let charges = world.charges();
        assert_eq!(charges.len(), 1);
        assert_eq!((charges[0].pence, charges[0].minutes), (1200, [30, 31, 30]), "planned, recorded, approved");
        assert_eq!(world.balance(world.provider, "earned"), 1200);
        assert_eq!(world.balance(world.council, "care bought"), -1200);
        assert_eq!(world.balance(world.person, "budget"), 98_800);
    });
}

// FIN-1
#[test]
fn a_correction_is_one_line_with_the_difference_that_cites_the_first_charge() {
    both(|world| {
        world.award(2400, date(2026, 11, 2));
        world.give(100_000);
        let visit = world.approve(date(2026, 11, 17));
        world.say("visit.corrected", visit, date(2026, 11, 17), json!({ "minutes": 45 }));
        world.say("visit.corrected", visit, date(2026, 11, 17), json!({ "minutes": 45 }));
        world.say("visit.corrected", visit, date(2026, 11, 17), json!({ "minutes": 20 }));
        let charges = world.charges();
        let told: Vec<_> = charges.iter().map(|one| (one.number, one.pence, one.minutes)).collect();
        assert_eq!(told, [(1, 1200, [30, 31, 30]), (2, 600, [0, 0, 15]), (3, -1000, [0, 0, -25])]);
        assert_eq!(charges[1].adjusts, Some(charges[0].id));
        assert_eq!(charges[2].adjusts, Some(charges[0].id));
        assert_eq!(world.balance(world.provider, "earned"), 800);
        assert_eq!(world.balance(world.person, "budget"), 99_200);
        let finance = world.app.persona(Role::Finance);
        finance
            .get(&format!("/charges/{}", charges[1].id))
            .assert_ok()
            .assert_has("It had been charged £12.00; it costs £18.00. This line is the difference: £6.00.");
    });
}

// FIN-1
#[test]
fn a_visit_without_a_price_waits_with_the_reason_until_somebody_tries_it_again() {
    both(|world| {
        let visit = world.approve(date(2026, 11, 17));
        assert!(world.charges().is_empty(), "nothing is guessed");
        let finance = world.app.persona(Role::Finance);
        finance.get("/charges").assert_ok().assert_has("1 charge held up");
        let list = finance.get("/charges/parked").assert_ok();
        list.assert_has("Ada Example")
            .assert_has("No hourly price is agreed with Harbour Care for this package on 17 Nov");
        // The provider sees its own, without a way to try them again.
        let own = world.manager().get("/charges/parked").assert_ok();
        own.assert_has("No hourly price is agreed").assert_lacks("Try all of them again");
        let path = format!("/charges/parked/{visit}");
        let stale = finance.open_form(&path, &path);
        finance.form(&path, &[]).assert_done();
        assert!(world.charges().is_empty());
        stale.send(&[]).assert_refused(409, "Somebody changed this");

        // The price from the 18th on is not the price of the 17th.
        world.award(2500, date(2026, 11, 18));
        finance.form(&path, &[]).assert_done();
        assert!(world.charges().is_empty());

        world.award(2400, date(2026, 11, 2));
        let draft = finance.open_form(&path, &path);
        assert!(draft.send(&[]).assert_done().notice().contains("The visit is charged now."));
        draft.send(&[]).assert_done();
        assert_eq!(world.charges().len(), 1, "a doubled request charges once");
        assert_eq!(world.charges()[0].pence, 1200);
        finance.get("/charges/parked").assert_ok().assert_has("No charge is held up");
        finance.api(&path, json!({ "version": 9 })).assert_refused(409, "has its charge already");
        let manager = world.manager();
        manager.api(&path, json!({ "version": 1 })).assert_status(403);
    });
}

// FIN-1
#[test]
fn a_day_whose_bank_holidays_are_not_known_is_not_charged() {
    both(|world| {
        world.award(2400, date(2026, 11, 2));
        world.approve(date(2031, 4, 14));
        assert!(world.charges().is_empty());
        let finance = world.app.persona(Role::Finance);
        finance.get("/charges/parked").assert_ok().assert_has("import the newer list");
    });
}

// FIN-1
#[test]
fn all_that_is_held_up_can_be_tried_at_once() {
    both(|world| {
        for day in [2, 17, 18] {
            world.approve(date(2026, 11, day));
        }
        world.award(2400, date(2026, 11, 17));
        let finance = world.app.persona(Role::Finance);
        let done = finance.form("/charges/parked/all", &[]).assert_done();
        assert!(done.notice().contains("2 of 3 visits are charged now."), "{}", done.notice());
        assert_eq!(world.charges().len(), 2);
        finance.get("/charges/parked").assert_ok().assert_has("2 Nov 2026").assert_lacks("17 Nov 2026");
    });
}

// FIN-1
#[test]
fn a_package_that_changed_hands_is_charged_at_each_providers_own_price() {
    both(|world| {
        world.award(2400, date(2026, 11, 2));
        let other = world.app.organisation(access::OrganisationKind::Provider, "Tide Care");
        let (package, person) = (world.package, world.person);
        world.app.write(move |work| {
            let facts = json!({ "provider": other, "rate": 3000, "start": "2026-11-10", "person": person });
            work.apply(store::Change::new("package.awarded", "package", package).facts(facts))
        });
        world.app.settle();
        world.approve(date(2026, 11, 17));
        world.say("visit.approved", uuid(), date(2026, 11, 18), json!({ "provider": other }));
        assert_eq!(world.charges().iter().map(|one| one.pence).collect::<Vec<_>>(), [1200, 1500]);
    });
}

// FIN-1, BRK-8
#[test]
fn a_new_year_of_prices_counts_from_its_day_however_late_it_is_known() {
    both(|world| {
        world.award(2400, date(2026, 11, 2));
        world.approve(date(2026, 11, 17));
        world.approve(date(2026, 11, 18));
        assert_eq!(world.charges().iter().map(|one| one.pence).collect::<Vec<_>>(), [1200, 1200]);
        let (package, provider) = (world.package, world.provider);
        let changes = || {
            world.app.write(move |work| {
                let facts = json!({ "provider": provider, "rate": 3000, "before": 2400, "from": "2026-11-18" });
                work.apply(store::Change::new("package.rate_changed", "package", package).facts(facts))
            });
            world.app.settle();
        };
        changes();
        // Told twice, it changes nothing the second time.
        changes();
        world.approve(date(2026, 11, 19));
        let charges = world.charges();
        assert_eq!(charges.iter().map(|one| one.pence).sum::<i64>(), 1200 + 1500 + 1500);
        let adjusting: Vec<_> = charges.iter().filter(|one| one.number == 2).collect();
        assert_eq!(adjusting.iter().map(|one| one.pence).collect::<Vec<_>>(), [300]);
        let page = world.manager().get(&format!("/charges/{}", adjusting[0].id)).assert_ok();
        page.assert_has("The package follows the price schedule. It had been charged £12.00; it costs £15.00.");
    });
}

// FIN-1
#[test]
fn late_cancellations_and_closed_doors_are_charged_and_the_providers_own_misses_are_not() {
    both(|world| {
        world.award(2400, date(2026, 11, 2));
        let day = date(2026, 11, 17);
        let pence_of = |visit: kernel::Uuid, event: &'static str, more: serde_json::Value| {
            let before: i64 = world.charges().iter().map(|one| one.pence).sum();
            world.say(event, visit, day, more);
            world.charges().iter().map(|one| one.pence).sum::<i64>() - before
        };
        let nobody = |more: serde_json::Value| {
            let mut facts = json!({ "start": null, "finish": null, "minutes": 0 });
            facts.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            facts
        };
        let cancelled = |by: &str, notice_hours: i64| {
            pence_of(uuid(), "visit.cancelled", nobody(json!({ "by": by, "notice_hours": notice_hours })))
        };
        assert_eq!((cancelled("person", 3), cancelled("person", 30), cancelled("hospital", 2)), (1200, 0, 1200));
        assert_eq!((cancelled("provider", 3), cancelled("system", 0)), (0, 0));
        assert_eq!(pence_of(uuid(), "visit.approved", nobody(json!({ "outcome": "no_reply" }))), 1200);
        assert_eq!(pence_of(uuid(), "visit.approved", nobody(json!({ "outcome": "refused" }))), 1200);
        assert_eq!(pence_of(uuid(), "visit.approved", json!({ "outcome": "hospital", "minutes": 60 })), 2400);
    });
}

// FIN-2
#[test]
fn a_spent_budget_holds_no_charge_up_and_is_seen() {
    both(|world| {
        world.award(2400, date(2026, 11, 2));
        world.give(2000);
        world.approve(date(2026, 11, 17));
        world.approve(date(2026, 11, 18));
        let charges = world.charges();
        assert_eq!(charges.iter().map(|one| one.over_budget).collect::<Vec<_>>(), [0, 400]);
        assert_eq!(world.balance(world.person, "budget"), 0);
        assert_eq!(world.balance(world.person, "over budget"), -400);
        let budget = world.app.read(|tx| charging::budget_of(tx, world.person));
        assert_eq!([budget.given, budget.spent, budget.left].map(kernel::Money::pence), [2000, 2400, -400]);
        let finance = world.app.persona(Role::Finance);
        finance.get(&format!("/charges/{}", charges[1].id)).assert_ok().assert_has("£4.00 of this is over the budget");
    });
}

// FIN-2, GOV-1
#[test]
fn the_person_and_their_carer_see_what_their_care_costs_and_nobody_elses() {
    both(|world| {
        world.award(2400, date(2026, 11, 2));
        world.give(10_000);
        world.approve(date(2026, 11, 17));
        let charge = world.charges()[0].id;
        for own in [world.app.own(world.person), world.app.carer_of(world.person)] {
            own.get("/charges").assert_ok().assert_has("£88.00 left").assert_has("17 Nov 2026");
            let page = own.get(&format!("/charges/{charge}")).assert_ok();
            page.assert_has("30 minutes from 8am (day) at 100% of £24.00 an hour: £12.00.").assert_has("Ada Example");
            own.get("/charges/parked").assert_ok().assert_has("No charge is held up");
            own.get("/provider/invoices").assert_status(403);
        }
        let stranger = world.app.own(person(world.app, "Ben", "Sample"));
        stranger.get(&format!("/charges/{charge}")).assert_status(404);
        stranger.get("/charges").assert_ok().assert_lacks("Ada");
        let period = Period::month_of(date(2026, 11, 17));
        let costs = world.app.read(|tx| charging::of_person(tx, world.person, period));
        assert_eq!((costs.len(), costs[0].pence, costs[0].reasons.len()), (1, 1200, 3));
    });
}
