//! What a person is told of their budget.

use access::Role;
use kernel::{Period, date};
use serde_json::json;

use crate::world::both;

// FIN-2
#[test]
fn the_statement_comes_from_the_books_and_agrees_with_the_charges_to_the_penny() {
    both(|world| {
        world.award(2377, date(2026, 10, 1));
        world.give(3_000);
        let manager = world.manager();
        let finance = world.app.persona(Role::Finance);
        let visit = world.approve(date(2026, 10, 20));
        world.approve(date(2026, 11, 17));
        world.approve(date(2026, 11, 18));
        let invoice =
            manager.form("/provider/invoices/new", &[("length", "month"), ("start", "2026-11-01")]).assert_done().id();
        world.credit(&manager, &finance, invoice, 0, "4.00");
        world.say("visit.corrected", visit, date(2026, 10, 20), json!({ "minutes": 47 }));

        let path = format!("/people/{}/budget", world.person);
        let own = world.app.own(world.person);
        let told = own.api_get(&path).assert_ok().json();
        let charged = world.app.read(|tx| {
            let period = Period::new(date(2026, 9, 1), date(2026, 12, 1))?;
            let charges: i64 = charging::of_person(tx, world.person, period)?.iter().map(|one| one.pence).sum();
            let credits: i64 = charging::credits_of_person(tx, world.person, period)?.iter().map(|one| one.pence).sum();
            Ok(charges + credits)
        });
        let budget = world.app.read(|tx| charging::budget_of(tx, world.person));
        assert_eq!((told["opening_pence"].as_i64(), told["came_in_pence"].as_i64()), (Some(0), Some(3000)));
        assert_eq!(told["cost_pence"].as_i64(), Some(charged));
        assert_eq!(told["closing_pence"].as_i64(), Some(budget.left.pence()));
        assert_eq!(told["over_pence"].as_i64(), Some(-world.balance(world.person, "over budget")));
        // The year's income and expenditure says the same (BRK-10).
        let year =
            world.app.read(|tx| charging::year_of(tx, world.person, Period::new(date(2026, 9, 1), date(2026, 12, 1))?));
        assert_eq!(told["closing_pence"].as_i64(), Some(year.closing.pence()));
        assert_eq!(told["cost_pence"].as_i64(), Some(year.spent.pence()));
        assert_eq!(told["costs"].as_array().unwrap().len(), 2, "October and November");
        let weeks = own.api_get(&format!("{path}?by=week")).assert_ok().json();
        assert_eq!(weeks["cost_pence"], told["cost_pence"]);

        let page = own.get(&path).assert_ok();
        page.assert_has("Came in £30.00").assert_has("What care cost, by month").assert_has("Over the budget");
        let file = own.get(&format!("{path}/csv")).assert_ok().text;
        let sum: i64 = file
            .lines()
            .skip(1)
            .filter(|line| !line.starts_with("closing") && !line.starts_with("over"))
            .map(|line| kernel::Money::parse(line.rsplit(',').next().unwrap()).unwrap().pence())
            .sum();
        assert_eq!(sum, budget.left.pence(), "{file}");
        // The next months open with what these close with.
        let next = own.api_get(&format!("{path}?month=2027-02")).assert_ok().json();
        assert_eq!(next["opening_pence"], told["closing_pence"]);
        assert_eq!(next["from"], "2026-12-01");
    });
}

// FIN-2, H11
#[test]
fn the_person_their_carer_the_social_worker_and_finance_see_the_statement_and_nobody_else() {
    both(|world| {
        world.give(3_000);
        let path = format!("/people/{}/budget", world.person);
        for reader in [
            world.app.own(world.person),
            world.app.carer_of(world.person),
            world.app.persona(Role::SocialWorker),
            world.app.persona(Role::Finance),
        ] {
            reader.get(&path).assert_ok().assert_has("£30.00");
        }
        world.manager().get(&path).assert_status(403);
        world.app.persona(Role::CareWorker).get(&path).assert_status(403);
        let other = crate::world::person(world.app, "Bea", "Other");
        world.app.own(other).get(&path).assert_status(404);
        let empty = world.app.own(other).get(&format!("/people/{other}/budget")).assert_ok();
        empty.assert_has("Nothing has come in");
        world.app.own(world.person).get(&format!("{path}?month=never")).assert_refused(422, "no such month");
        world.app.own(world.person).get(&format!("{path}?by=year")).assert_refused(422, "Choose week or month");
    });
}
