use access::Role;
use testkit::both;

use crate::{Search, events, offer_of, open_offer, rooms};

/// The approval that waits, by JSON as a script would.
fn waiting(search: &Search) -> kernel::Uuid {
    let all = search.broker.api_get("/approvals").assert_ok().json();
    let open = all.as_array().unwrap().iter().find(|one| one["state"] == "Waiting for approval").cloned().unwrap();
    open["id"].as_str().unwrap().parse().unwrap()
}

// BRK-6, BRK-3
#[test]
fn a_spot_purchase_above_the_limit_is_approved_before_it_is_awarded() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        let commissioner = app.persona(Role::Commissioner);
        let off = search.off.organisation.unwrap().to_string();
        let spot =
            [("basis", "spot"), ("provider", off.as_str()), ("why", "Nobody on the framework serves the village.")];
        search.broker.form(&search.under("/offer"), &spot).assert_done();
        // Four and a half hours a week at its own price: 540.00 a week.
        let accept = format!("/offers/{}/accept", open_offer(&search.off));
        search.off.form(&accept, &[("earliest_start", "2026-11-30"), ("rate", "120.00")]).assert_done();
        let offer = offer_of(app, search.package, &search.off).to_string();
        let award = || {
            let fields = [("offer", offer.as_str()), ("start", "2026-11-30"), ("why", "The only one that can come.")];
            search.broker.form(&search.under("/award"), &fields)
        };
        award().assert_refused(422, "costs £540.00 a week, more than the £500.00 a broker may commit");
        search.broker.get(&search.under("/award")).assert_has("Ask for approval");
        let ask = |why: &str| search.broker.form(&search.under("/approval"), &[("offer", &offer), ("why", why)]);
        ask("").assert_refused(422, "Say why this is bought off the framework");
        ask("Home on Friday; four providers have refused.").assert_done();
        let approval = waiting(&search);
        ask("Again.").assert_status(409);
        search.broker.get("/packages").assert_has("1 spot purchase above your limit");
        search.broker.get("/packages?only=approvals").assert_has("Ada Example");
        let path = format!("/approvals/{approval}");
        search.broker.get("/approvals").assert_ok().assert_has("Waiting for approval");
        search.broker.get(&path).assert_status(403);
        search.off.get("/approvals").assert_status(403);
        commissioner.get(&path).assert_ok().assert_has("£540.00").assert_has("four providers have refused");
        commissioner.form(&path, &[("decision", "yes"), ("words", "For two weeks, then again.")]).assert_done();
        let again = serde_json::json!({ "decision": "no", "words": "No.", "version": 1 });
        commissioner.api(&path, again).assert_refused(409, "This was decided already");
        search.broker.get(&search.under("")).assert_has("Approved").assert_has("For two weeks, then again.");
        award().assert_done();
        let held = search.row(app).state.held().cloned().unwrap();
        assert_eq!(held.rate.pence(), 12_000);
        let happened = events(app, search.package);
        assert!(happened.contains(&"spot.asked".to_owned()) && happened.contains(&"spot.approved".to_owned()));
    });
}

// BRK-6, H14
#[test]
fn a_refusal_bars_the_award_and_an_award_elsewhere_leaves_nothing_to_approve() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        let commissioner = app.persona(Role::Commissioner);
        let off = search.off.organisation.unwrap().to_string();
        let spot = [("basis", "spot"), ("provider", off.as_str()), ("why", "Nobody else.")];
        search.broker.form(&search.under("/offer"), &spot).assert_done();
        search.offer("1").assert_done();
        let accept = |manager: &testkit::Persona, rate: &str| {
            let path = format!("/offers/{}/accept", open_offer(manager));
            manager.form(&path, &[("earliest_start", "2026-11-30"), ("rate", rate)]).assert_done();
        };
        accept(&search.off, "120.00");
        accept(&search.high, "");
        let offer = offer_of(app, search.package, &search.off).to_string();
        let ask = || {
            let fields = [("offer", offer.as_str()), ("why", "Nobody else.")];
            search.broker.form(&search.under("/approval"), &fields).assert_done();
            waiting(&search)
        };
        let refused = ask();
        commissioner
            .form(&format!("/approvals/{refused}"), &[("decision", "no"), ("words", "Ask Larkbarrow.")])
            .assert_done();
        let award = [("offer", offer.as_str()), ("start", "2026-11-30"), ("why", "Nobody else.")];
        search.broker.form(&search.under("/award"), &award).assert_refused(422, "more than the £500.00");
        let open = ask();
        search.award_to_first(app).assert_done();
        app.settle();
        commissioner.get("/approvals").assert_has("Nothing left to approve");
        assert!(app.read(|tx| clocks::running(tx, open, "spot.approved")).is_none());
    });
}
