use std::sync::Barrier;

use access::Role;
use kernel::date;
use store::Change;

use crate::world::{World, at_once, both, uuid};

// FIN-2
#[test]
fn round_after_round_two_charges_that_exceed_a_budget_spend_it_once() {
    both(|first| {
        for round in 0..testkit::rounds() {
            let world = World::new(first.app);
            world.award(2400, date(2026, 11, 2));
            world.give(2000);
            let (package, provider, person) = (world.package, world.provider, world.person);
            for day in [17, 18] {
                let day = date(2026, 11, day);
                let start = kernel::Moment::from_london(day, kernel::time(8, 0, 0, 0));
                let facts = serde_json::json!({
                    "package": package, "provider": provider, "person": person, "day": day, "workers": 1,
                    "planned_start": start, "planned_minutes": 30, "minutes": 30, "start": start,
                    "finish": start.plus_minutes(31), "outcome": "care_given",
                });
                let visit = uuid();
                world.app.write(move |work| {
                    work.apply(Change::new("visit.approved", "visit", visit).person(person).facts(facts.clone()))
                });
            }
            // Both charges are made by jobs; thirty-two workers take whatever they find.
            let start = Barrier::new(32);
            std::thread::scope(|scope| {
                for _ in 0..32 {
                    let (store, start) = (world.app.store.clone(), &start);
                    scope.spawn(move || {
                        start.wait();
                        while store.do_one_job().unwrap() {}
                    });
                }
            });
            world.app.turn_by_minutes(3);
            world.app.settle();
            let budget = world.app.read(|tx| charging::budget_of(tx, world.person));
            let figures = [budget.given, budget.spent, budget.left].map(kernel::Money::pence);
            assert_eq!(figures, [2000, 2400, -400], "round {round}");
            assert_eq!((world.balance(person, "budget"), world.balance(person, "over budget")), (0, -400));
        }
    });
}

// FIN-4
#[test]
fn round_after_round_one_payment_run_is_made_and_released_once() {
    both(|first| {
        let (ellis, robin) = (first.app.persona(Role::Finance), first.app.persona(Role::Finance));
        let manager = first.manager();
        for round in 0..testkit::rounds() {
            let world = World::new(first.app);
            let invoice = world.invoice(&manager);
            ellis.form(&format!("/invoices/{invoice}/approve"), &[]).assert_done();
            let before = world.balance(world.provider, "paid");
            let drafts: Vec<_> = (0..32).map(|_| ellis.open_form("/payments/new", "/payments/new")).collect();
            let replies = at_once(&drafts, &[]);
            let made: Vec<_> = replies.iter().filter(|reply| reply.status == 303).collect();
            assert_eq!(made.len(), 1, "round {round}");
            for reply in replies.iter().filter(|reply| reply.status != 303) {
                assert!(reply.status == 409 && reply.has("No approved invoice waits"), "{}", reply.told());
            }
            let path = format!("/payments/{}/release", made[0].id());
            let drafts: Vec<_> = (0..32).map(|_| robin.open_form(&path, &path)).collect();
            let replies = at_once(&drafts, &[]);
            assert_eq!(replies.iter().filter(|reply| reply.status == 303).count(), 1, "round {round}");
            for reply in replies.iter().filter(|reply| reply.status != 303) {
                assert_eq!(reply.status, 409);
                assert!(
                    reply.has("released this run already") || reply.has("Somebody changed this"),
                    "{}",
                    reply.told()
                );
            }
            assert_eq!(world.balance(world.provider, "paid") - before, 2400, "round {round}: it is paid once");
        }
    });
}
