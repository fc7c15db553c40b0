//! From charges to an approved invoice.

use access::{OrganisationKind, Role};
use kernel::date;
use serde_json::json;

use crate::world::{at_once, both, uuid};

// FIN-1
#[test]
fn a_provider_invoices_a_month_once_and_finance_approves_it_once() {
    both(|world| {
        let manager = world.manager();
        let finance = world.app.persona(Role::Finance);
        world.award(2400, date(2026, 11, 2));
        for day in [17, 18, 30] {
            world.approve(date(2026, 11, day));
        }
        world.approve(date(2026, 12, 1));
        let draft = manager.open_form("/provider/invoices/new", "/provider/invoices/new");
        let fields = [("length", "month"), ("start", "2026-11-03")];
        let made = draft.send(&fields).assert_done();
        assert_eq!(draft.send(&fields).assert_done().id(), made.id(), "a doubled request makes one invoice");
        assert!(
            made.notice().contains("You sent INV-0001 for 1 Nov 2026 to 30 Nov 2026: £36.00, 3 lines."),
            "{}",
            made.notice()
        );
        manager
            .form("/provider/invoices/new", &fields)
            .assert_refused(409, "What was invoiced before cannot be invoiced again");

        let path = format!("/invoices/{}", made.id());
        let page = finance.get(&path).assert_ok();
        page.assert_has("£36.00").assert_has("Planned minutes 90 minutes").assert_has("Recorded minutes 93 minutes");
        finance.get("/charges").assert_ok().assert_has("INV-0001").assert_has("1 charge from 1 Dec 2026");
        let approve = format!("{path}/approve");
        let (first, second) = (finance.open_form(&approve, &approve), finance.open_form(&approve, &approve));
        first.send(&[]).assert_done();
        first.send(&[]).assert_done();
        second.send(&[]).assert_refused(409, "approved this invoice already");
        manager.get(&path).assert_ok().assert_has("Approved");
        manager.api(&approve, json!({ "version": 2 })).assert_status(403);
        manager.get("/charges").assert_ok().assert_has("£12.00 not yet invoiced").assert_has("Ada Example, 1 Dec 2026");
        let line = world.lines(&finance, made.id())[0];
        finance
            .api(&format!("{path}/lines/{line}/query"), json!({ "reason": "Late", "version": 1 }))
            .assert_refused(409, "can no longer be queried");
        // The next month's invoice has the next number.
        let next = manager.form("/provider/invoices/new", &[("length", "four_weeks"), ("start", "2026-12-01")]);
        assert!(next.notice().contains("INV-0002"), "{}", next.notice());
    });
}

// FIN-1
#[test]
fn a_query_is_settled_by_a_credit_that_is_never_more_than_its_line() {
    both(|world| {
        let (manager, finance) = (world.manager(), world.app.persona(Role::Finance));
        world.give(10_000);
        let invoice = world.invoice(&manager);
        let path = format!("/invoices/{invoice}");
        let line = world.lines(&finance, invoice)[0];
        let ask = format!("{path}/lines/{line}/query");
        let (first, second) = (finance.open_form(&ask, &ask), finance.open_form(&ask, &ask));
        first.send(&[("reason", "The worker left early.")]).assert_done();
        second.send(&[("reason", "Again")]).assert_refused(409, "queried already");
        finance.get(&format!("{path}/approve")).assert_ok().assert_has("still open");
        finance.api(&format!("{path}/approve"), json!({ "version": 2 })).assert_refused(409, "still open");

        manager.get("/provider/invoices").assert_ok().assert_has("Waits for the provider");
        let body = manager.api_get(&path).assert_ok().json();
        assert_eq!(body["invoice"]["state"], "queried");
        let query = manager
            .get(&path)
            .attributes("a", "href")
            .into_iter()
            .find(|href| href.contains("/query/"))
            .expect("a link to the query");
        let answer = format!("{query}/answer");
        manager.get(&query).assert_ok().assert_has("The worker left early.");
        manager
            .form(&answer, &[("answer", "agrees"), ("credit", "12.01"), ("words", "Sorry")])
            .assert_refused(422, "At most £12.00 of this line can be credited");
        manager
            .form(&answer, &[("answer", "agrees"), ("credit", "-50.00"), ("words", "More for us")])
            .assert_refused(422, "enter an amount of nothing or more");
        let draft = manager.open_form(&answer, &answer);
        let fields = [("answer", "agrees"), ("credit", "4.00"), ("words", "Ten minutes short.")];
        draft.send(&fields).assert_done();
        draft.send(&fields).assert_done();
        manager.form(&answer, &fields).assert_refused(409, "answered already");
        finance.get(&path).assert_ok().assert_has("£20.00").assert_has("To be checked");
        assert_eq!(world.balance(world.provider, "earned"), 2000);
        assert_eq!(world.balance(world.person, "budget"), 8000, "what is credited comes back to the person's budget");

        // A second query of the same line can take back what is left and no more.
        finance.form(&ask, &[("reason", "And the rest?")]).assert_done();
        let again = finance.get(&path).attributes("a", "href").into_iter().rfind(|href| href.contains("/query/"));
        let again = format!("{}/answer", again.unwrap());
        manager.get(&again).assert_ok().assert_has("At most £8.00");
        manager.form(&again, &[("answer", "agrees"), ("words", "All of it.")]).assert_done();
        let approve = format!("{path}/approve");
        finance.form(&approve, &[]).assert_done();
        finance.get(&path).assert_has("£12.00");
    });
}

// FIN-1
#[test]
fn an_explanation_is_kept_against_or_accepted() {
    both(|world| {
        let (manager, broker) = (world.manager(), world.app.persona(Role::Broker));
        let invoice = world.invoice(&manager);
        let path = format!("/invoices/{invoice}");
        let line = world.lines(&broker, invoice)[1];
        let query = broker.form(&format!("{path}/lines/{line}/query"), &[("reason", "Why 30 minutes?")]).assert_done();
        let query = query.follow().attributes("a", "href").into_iter().find(|href| href.contains("/query/")).unwrap();
        let (answer, weigh) = (format!("{query}/answer"), format!("{query}/weigh"));
        let stale = manager.open_form(&answer, &answer);
        broker
            .form(&weigh, &[("decision", "accepts"), ("words", "Fine")])
            .assert_refused(409, "There is no explanation to weigh");
        manager
            .form(&answer, &[("answer", "explains"), ("credit", "1"), ("words", "It is right.")])
            .assert_refused(422, "Leave the credit empty");
        manager.form(&answer, &[("answer", "explains"), ("words", "It is right.")]).assert_done();
        broker.form(&weigh, &[("decision", "keeps"), ("words", "Show the record.")]).assert_done();
        stale.send(&[("answer", "explains"), ("words", "Old page")]).assert_refused(409, "Somebody changed this");
        manager
            .form(&answer, &[("answer", "explains"), ("words", "The record is attached to the visit.")])
            .assert_done();
        let page = broker.get(&query).assert_ok();
        page.assert_has("kept to the query").assert_has("The record is attached to the visit.");
        broker.form(&weigh, &[("decision", "accepts"), ("words", "Thank you.")]).assert_done();
        let finance = world.app.persona(Role::Finance);
        finance.form(&format!("{path}/approve"), &[]).assert_done();
        assert_eq!(world.balance(world.provider, "earned"), 2400);
        broker.api(&format!("{path}/approve"), json!({ "version": 1 })).assert_status(403);
    });
}

// FIN-1
#[test]
fn a_correction_after_the_invoice_stands_on_the_next_one() {
    both(|world| {
        let manager = world.manager();
        world.award(2400, date(2026, 10, 1));
        let visit = world.approve(date(2026, 10, 13));
        let new = "/provider/invoices/new";
        manager.form(new, &[("length", "month"), ("start", "2026-10-01")]).assert_done();
        world.say("visit.corrected", visit, date(2026, 10, 13), json!({ "minutes": 15 }));
        let next = manager.form(new, &[("length", "month"), ("start", "2026-11-01")]).assert_done();
        assert!(next.notice().contains("−£6.00"), "{}", next.notice());
        let page = manager.get(&format!("/invoices/{}?person={}", next.id(), world.person)).assert_ok();
        page.assert_has("Correction of the visit on 13 Oct 2026");
    });
}

// GOV-1, FIN-1
#[test]
fn another_providers_invoice_does_not_exist() {
    both(|world| {
        let manager = world.manager();
        let invoice = world.invoice(&manager);
        let other = world.app.organisation(OrganisationKind::Provider, "Tide Care");
        let stranger = world.app.persona_in(Role::ProviderManager, other);
        let path = format!("/invoices/{invoice}");
        let finance = world.app.persona(Role::Finance);
        let line = world.lines(&finance, invoice)[0];
        finance.form(&format!("{path}/lines/{line}/query"), &[("reason", "Why?")]).assert_done();
        let query =
            finance.get(&path).attributes("a", "href").into_iter().find(|href| href.contains("/query/")).unwrap();
        for page in [path.clone(), format!("{path}/csv"), query.clone(), format!("{query}/answer")] {
            stranger.get(&page).assert_status(404);
        }
        let body = json!({ "answer": "explains", "words": "x", "version": 1 });
        stranger.api(&format!("{query}/answer"), body).assert_status(404);
        stranger.get("/provider/invoices").assert_ok().assert_lacks("INV-0001");
        stranger.get("/charges/parked").assert_ok();
        stranger.get("/charges").assert_ok().assert_lacks("Ada");
        assert_eq!(stranger.api_get("/charges").assert_ok().json()["latest"], json!([]));
        stranger.get("/provider/invoices/new").assert_ok().assert_has("Nothing waits for an invoice");
        // A line or query of another invoice does not stand on this one.
        finance.get(&format!("{path}/lines/{}/query", uuid())).assert_status(404);
        finance.get(&format!("/invoices/{}", uuid())).assert_status(404);
        world.app.own(world.person).get(&path).assert_status(404);
        world.app.visitor().get(&path).assert_status(303);
    });
}

// FIN-1, INT-4
#[test]
fn an_invoice_goes_into_a_spreadsheet_with_its_three_figures_and_no_formula() {
    both(|world| {
        let manager = world.manager();
        world.award(2400, date(2026, 11, 2));
        world.approve(date(2026, 11, 17));
        // No name in the house can be a formula; a file must not rely on it.
        world.rename("=HYPERLINK(1)");
        let fields = [("length", "month"), ("start", "2026-11-01")];
        let invoice = manager.form("/provider/invoices/new", &fields).assert_done().id();
        let file = manager.get(&format!("/invoices/{invoice}/csv")).assert_ok();
        assert!(file.kind.starts_with("text/csv"));
        let line = file.text.lines().nth(1).unwrap();
        assert!(line.starts_with("INV-0001,1,charge,'=HYPERLINK(1),"), "{line}");
        assert!(line.contains(",2026-11-17,30,31,30,30,12.00,Visit on 17 Nov 2026,"), "{line}");
        manager.get("/provider/invoices/new").assert_ok();
        manager.post("/provider/invoices/new", &[("length", "year"), ("start", "soon")]).assert_status(422);
    });
}

// FIN-1
#[test]
fn however_many_press_at_once_a_charge_is_invoiced_once_and_credited_once() {
    both(|world| {
        let manager = world.manager();
        world.award(2400, date(2026, 11, 2));
        world.approve(date(2026, 11, 17));
        let new = "/provider/invoices/new";
        let drafts: Vec<_> = (0..4).map(|_| manager.open_form(new, new)).collect();
        let replies = at_once(&drafts, &[("length", "month"), ("start", "2026-11-01")]);
        let made: Vec<_> = replies.iter().filter(|reply| reply.status == 303).collect();
        assert_eq!(made.len(), 1, "{:?}", replies.iter().map(testkit::Reply::told).collect::<Vec<_>>());
        assert!(replies.iter().all(|reply| matches!(reply.status, 303 | 409)));

        let (finance, path) = (world.app.persona(Role::Finance), format!("/invoices/{}", made[0].id()));
        let line = world.lines(&finance, made[0].id())[0];
        finance.form(&format!("{path}/lines/{line}/query"), &[("reason", "Why?")]).assert_done();
        let query =
            finance.get(&path).attributes("a", "href").into_iter().find(|href| href.contains("/query/")).unwrap();
        let answer = format!("{query}/answer");
        let drafts: Vec<_> = (0..4).map(|_| manager.open_form(&answer, &answer)).collect();
        let replies = at_once(&drafts, &[("answer", "agrees"), ("words", "Yes")]);
        assert_eq!(replies.iter().filter(|reply| reply.status == 303).count(), 1);
        assert_eq!(world.balance(world.provider, "earned"), 0);
        let totals = world.app.read(|tx| charging::totals(tx, kernel::Period::month_of(date(2026, 11, 1))));
        assert_eq!((totals[0].visits, totals[0].pence, totals[0].credited), (1, 1200, 1200));
    });
}

// FIN-1
#[test]
fn the_check_finds_what_does_not_agree() {
    testkit::both(crate::world::slices, |app| {
        let world = crate::world::World::new(app);
        let manager = world.manager();
        let invoice = world.invoice(&manager);
        let charge = world.charges()[0].id;
        assert!(app.read(charging::check).is_empty());
        app.write(move |work| {
            let pence = || store::cols! { "pence" => 1 };
            let change = store::Change::new("test.spoilt", "invoice", invoice).update("invoice", invoice, 1, pence());
            work.apply(change.update("charge", charge, 2, pence()))
        });
        let faults = app.read(charging::check).join("; ");
        for part in
            ["INV-0001 of Harbour Care says 1 pence", "another amount than its charge", "but the books say 1200"]
        {
            assert!(faults.contains(part), "{part} is not in: {faults}");
        }
    });
}

// FIN-1
#[test]
fn a_correction_after_a_credit_neither_takes_it_back_twice_nor_charges_it_again() {
    both(|world| {
        let (manager, finance) = (world.manager(), world.app.persona(Role::Finance));
        world.award(2400, date(2026, 11, 2));
        world.give(10_000);
        let (visit, day) = (world.approve(date(2026, 11, 17)), date(2026, 11, 17));
        let new = "/provider/invoices/new";
        let invoice = manager.form(new, &[("length", "month"), ("start", "2026-11-01")]).assert_done().id();
        world.credit(&manager, &finance, invoice, 0, "4.00");
        assert_eq!(world.balance(world.provider, "earned"), 800);

        // The record is put right: 20 minutes cost £8.00, which is what was settled.
        world.say("visit.corrected", visit, day, json!({ "minutes": 20 }));
        assert_eq!(world.balance(world.provider, "earned"), 800, "it was given back already");
        // And again: 15 minutes cost £6.00.
        world.say("visit.corrected", visit, day, json!({ "minutes": 15 }));
        assert_eq!(world.balance(world.provider, "earned"), 600);
        // 30 minutes once more: what was credited is not charged again.
        world.say("visit.corrected", visit, day, json!({ "minutes": 30 }));
        assert_eq!(world.balance(world.provider, "earned"), 800);
        let charges = world.charges();
        assert_eq!(charges.iter().map(|one| one.pence).collect::<Vec<_>>(), [1200, 0, -200, 200]);
        finance
            .get(&format!("/charges/{}", charges[2].id))
            .assert_ok()
            .assert_has("had been charged £12.00, and £4.00 of that was credited; it costs £6.00")
            .assert_has("This line is the difference: −£2.00")
            .assert_has("The visit comes to £8.00");
        finance
            .get(&format!("/charges/{}", charges[3].id))
            .assert_ok()
            .assert_has("What was credited is not charged again, so the visit comes to £8.00");
        assert_eq!(world.balance(world.person, "budget"), 9200);
        let november = kernel::Period::month_of(day);
        let totals = world.app.read(|tx| charging::by_package(tx, november));
        assert_eq!((totals[0].visits, totals[0].charged_minutes, totals[0].pence), (1, 30, 800));
        let credits = world.app.read(|tx| charging::credits_of_person(tx, world.person, november));
        assert_eq!(credits.iter().map(|one| one.pence).collect::<Vec<_>>(), [-400]);
    });
}

// FIN-1
#[test]
fn what_a_correction_took_back_cannot_be_credited_too() {
    both(|world| {
        let (manager, finance) = (world.manager(), world.app.persona(Role::Finance));
        let invoice = world.invoice(&manager);
        let (visit, day) = (world.charges()[0].visit, date(2026, 11, 17));
        world.say("visit.corrected", visit, day, json!({ "minutes": 15 }));
        let line = world.lines(&finance, invoice)[0];
        let query = world.query(&finance, invoice, line);
        let answer = format!("{query}/answer");
        manager.get(&answer).assert_ok().assert_has("At most £6.00");
        manager
            .form(&answer, &[("answer", "agrees"), ("credit", "6.01"), ("words", "Sorry")])
            .assert_refused(422, "At most £6.00 of this line can be credited");
        manager.form(&answer, &[("answer", "agrees"), ("words", "All that is left")]).assert_done();
        assert_eq!(world.balance(world.provider, "earned"), 1200, "the other visit alone");
        let again = world.query(&finance, invoice, line);
        manager
            .form(&format!("{again}/answer"), &[("answer", "agrees"), ("words", "Once more")])
            .assert_refused(409, "a correction of the visit took it back");
    });
}

// FIN-1
#[test]
fn the_check_finds_a_visit_whose_money_was_taken_back_twice() {
    testkit::both(crate::world::slices, |app| {
        let world = crate::world::World::new(app);
        let (manager, finance) = (world.manager(), app.persona(Role::Finance));
        let invoice = world.invoice(&manager);
        world.credit(&manager, &finance, invoice, 0, "12.00");
        assert!(app.read(charging::check).is_empty());
        let charge = world.charges()[0].id;
        app.write(move |work| {
            let pieces = || store::cols! { "pieces" => json!([]) };
            work.apply(store::Change::new("test.spoilt", "charge", charge).update("charge", charge, 2, pieces()))
        });
        assert!(app.read(charging::check).is_empty(), "nothing was due and nothing stands");
        let second = world.charges()[1].id;
        world.credit(&manager, &finance, invoice, 1, "1.00");
        app.write(move |work| {
            let pieces = || store::cols! { "pieces" => json!([]) };
            work.apply(store::Change::new("test.spoilt", "charge", second).update("charge", second, 2, pieces()))
        });
        let faults = app.read(charging::check).join("; ");
        assert!(faults.contains("comes to 1100 pence, but 0 are due for it"), "{faults}");
    });
}
