//! The agreed price is corrected from a day on.

use access::Role;
use kernel::date;
use serde_json::json;

use crate::world::{both, uuid};

// FIN-1
#[test]
fn a_price_corrected_from_a_past_day_makes_one_adjusting_line_for_each_invoiced_period() {
    both(|world| {
        let (manager, broker, finance) =
            (world.manager(), world.app.persona(Role::Broker), world.app.persona(Role::Finance));
        world.award(2400, date(2026, 10, 1));
        world.give(10_000);
        let october: Vec<_> = [5, 20, 27].map(|day| world.approve(date(2026, 10, day))).into();
        let first =
            manager.form("/provider/invoices/new", &[("length", "month"), ("start", "2026-10-01")]).assert_done();
        world.approve(date(2026, 11, 3));
        world.approve(date(2026, 11, 4));
        let second =
            manager.form("/provider/invoices/new", &[("length", "month"), ("start", "2026-11-01")]).assert_done();
        let open = world.approve(date(2026, 11, 16));

        let form = format!("/charges/packages/{}/{}/price", world.package, world.provider);
        broker.get(&format!("/charges/{}", world.charges()[0].id)).assert_ok().assert_has("Correct the agreed price");
        broker.get(&form).assert_ok().assert_has("From 1 Oct 2026").assert_has("£24.00 an hour");
        manager.get(&form).assert_status(403);
        let draft = broker.open_form(&form, &form);
        let fields = [("from", "2026-10-20"), ("price", "26.00"), ("reason", "The uplift of October was left out")];
        let told = draft.send(&fields).assert_done().notice();
        assert!(
            told.contains("1 visit without an invoice cost something else now; 2 adjusting lines were made"),
            "{told}"
        );
        assert!(told.contains("Together £5.00."), "{told}");
        draft.send(&fields).assert_done();
        assert_eq!(world.charges().len(), 6 + 5, "a doubled request corrects once");
        assert_eq!(world.balance(world.provider, "earned"), 7200 + 500);
        assert_eq!(world.balance(world.person, "budget"), 10_000 - 7700);
        assert_eq!(world.charges().iter().filter(|one| one.visit == october[0]).count(), 1, "before that day nothing");
        assert_eq!(world.charges().iter().filter(|one| one.visit == open).map(|one| one.pence).sum::<i64>(), 1300);

        // The next invoice has one line for each period and not one for each visit.
        let next =
            manager.form("/provider/invoices/new", &[("length", "month"), ("start", "2026-11-01")]).assert_done();
        let told = next.notice();
        assert!(told.contains("£17.00, 4 lines"), "{told}");
        let path = format!("/invoices/{}", next.id());
        let page = finance.get(&format!("{path}?person={}", world.person)).assert_ok();
        page.assert_has("New price from 20 Oct 2026 for 2 visits on INV-0001").assert_has("for 2 visits on INV-0002");
        let why = page_link(&finance.get(&format!("{path}?person={}", world.person)), "/charges/adjustments/");
        let why_page = finance.get(&why).assert_ok();
        why_page.assert_has("£24.00").assert_has("£26.00").assert_has("The uplift of October was left out");
        let json = finance.api_get(&why).assert_ok().json();
        let visits = json["visits"].as_array().unwrap();
        assert_eq!(visits.len(), 2);
        assert!(visits.iter().all(|one| one["before_pence"] == 1200 && one["after_pence"] == 1300));
        let charge = visits[1]["charge"].as_str().unwrap();
        let own = world.app.own(world.person).get(&format!("/charges/{charge}")).assert_ok();
        own.assert_has("The agreed price was corrected from 20 Oct 2026 on: £26.00 an hour instead of £24.00.");
        finance.get(&format!("/charges/{charge}")).assert_ok().assert_has("INV-0003");
        let file = finance.get(&format!("{path}/csv")).assert_ok().text;
        assert_eq!(file.matches(",adjustment,").count(), 2, "{file}");

        // Such a line can be questioned and explained, not credited.
        let line = finance.api_get(&format!("{path}?person={}", world.person)).json()["lines"]
            .as_array()
            .unwrap()
            .iter()
            .find(|line| !line["adjustment"].is_null())
            .unwrap()["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let query = world.query(&finance, next.id(), line.parse().unwrap());
        manager
            .form(&format!("{query}/answer"), &[("answer", "agrees"), ("words", "Yes")])
            .assert_refused(409, "corrects the price of a whole period");
        // The paid invoices stay as they were.
        for (invoice, pounds) in [(first.id(), "£36.00"), (second.id(), "£24.00")] {
            finance.get(&format!("/invoices/{invoice}")).assert_ok().assert_has(pounds);
        }
    });
}

fn page_link(page: &testkit::Reply, start: &str) -> String {
    page.attributes("a", "href").into_iter().find(|href| href.starts_with(start)).expect("such a link")
}

// FIN-1
#[test]
fn a_price_is_corrected_down_again_and_a_visit_after_that_and_all_still_agrees() {
    both(|world| {
        let (manager, broker) = (world.manager(), world.app.persona(Role::Broker));
        world.award(2400, date(2026, 10, 1));
        let visit = world.approve(date(2026, 10, 20));
        world.approve(date(2026, 10, 21));
        manager.form("/provider/invoices/new", &[("length", "month"), ("start", "2026-10-01")]).assert_done();
        let form = format!("/charges/packages/{}/{}/price", world.package, world.provider);
        let send = |pounds: &str, from: &str| {
            broker.form(&form, &[("from", from), ("price", pounds), ("reason", "So agreed")])
        };
        send("26.00", "2026-10-01").assert_done();
        send("20.00", "2026-10-01").assert_done();
        world.say("visit.corrected", visit, date(2026, 10, 20), json!({ "minutes": 45 }));
        assert_eq!(world.balance(world.provider, "earned"), 1500 + 1000);
        let next =
            manager.form("/provider/invoices/new", &[("length", "month"), ("start", "2026-11-01")]).assert_done();
        let told = next.notice();
        assert!(told.contains("£1.00, 3 lines"), "{told}");
        // Each correction has its own line for the period; and what waits for a price is charged once there is one.
        world.say("visit.approved", uuid(), date(2026, 9, 30), json!({}));
        send("20.00", "2026-10-01").assert_refused(422, "is agreed for that day already");
        send("20.00", "2026-09-30").assert_refused(422, "The first price was agreed from 1 Oct 2026");
        send("-1", "2026-10-01").assert_status(422);
        broker.api(&form, json!({ "price": 2100, "reason": "x" })).assert_refused(422, "Enter the day");
    });
}

// FIN-1
#[test]
fn what_was_credited_is_not_charged_again_by_a_new_price() {
    both(|world| {
        let (manager, broker, finance) =
            (world.manager(), world.app.persona(Role::Broker), world.app.persona(Role::Finance));
        let invoice = world.invoice(&manager);
        world.credit(&manager, &finance, invoice, 0, "4.00");
        let form = format!("/charges/packages/{}/{}/price", world.package, world.provider);
        let fields = [("from", "2026-11-02"), ("price", "23.00"), ("reason", "Agreed with the provider")];
        let done = broker.form(&form, &fields).assert_done();
        assert!(done.notice().contains("Together −£0.50."), "{}", done.notice());
        assert_eq!(world.balance(world.provider, "earned"), 800 + 1150);
    });
}
