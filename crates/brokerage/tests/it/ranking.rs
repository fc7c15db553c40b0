use testkit::both;

use crate::{Search, open_offer, rooms};

// BRK-1
#[test]
fn a_stop_is_a_gate_whatever_the_rank_until_it_is_lifted() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        let high = search.high.organisation.unwrap();
        let stop = [("reason", "inadequate"), ("words", "Report of 20 November"), ("from", "2026-11-23")];
        search.broker.form(&format!("/framework/{high}/stop"), &stop).assert_done();
        search
            .broker
            .get("/framework")
            .assert_ok()
            .assert_has("3 admitted, 3 active; 1 off the framework")
            .assert_has("Stopped: rated inadequate");
        search.broker.get(&search.under("/offer")).assert_has("No new packages: rated inadequate by the regulator.");
        // Not even the person's choice passes the gate.
        let choice = serde_json::json!({ "basis": "choice", "provider": high, "why": "She knows them.", "version": 1 });
        search.broker.api(&search.under("/offer"), choice).assert_refused(422, "cannot be asked");
        search.offer("1").assert_done();
        open_offer(&search.middle);
        let stops = search.broker.api_get(&format!("/framework/{high}")).assert_ok().json();
        let lift = format!("/framework/stops/{}/lift", stops[0]["id"].as_str().unwrap());
        search.broker.form(&lift, &[("words", "")]).assert_refused(422, "Say why the stop is lifted");
        search.broker.form(&lift, &[("words", "Rated good on 22 November")]).assert_done();
        search.offer("1").assert_done();
        open_offer(&search.high);
    });
}

// BRK-3
#[test]
fn who_has_said_there_is_no_room_is_not_asked() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        let say = [("locality", "west"), ("available", "no"), ("note", "From January")];
        search.high.form("/provider/availability", &say).assert_done();
        search.broker.get(&search.under("/offer")).assert_has("Has said that it has no room in this area.");
        search.offer("1").assert_done();
        open_offer(&search.middle);
        let own = search.high.organisation.unwrap();
        let room = [("locality", "west"), ("available", "yes"), ("hours", "20")];
        search.broker.form(&format!("/framework/{own}/availability"), &room).assert_done();
        search.broker.get(&search.under("/offer")).assert_has("has said it has 20 hours a week here");
        let elsewhere = serde_json::json!({ "locality": "purbeck", "available": "yes" });
        search.high.api("/provider/availability", elsewhere).assert_refused(422, "You do not serve Purbeck");
        let other = search.low.organisation.unwrap();
        search.high.get(&format!("/framework/{other}/availability")).assert_status(404);
    });
}

// BRK-1
#[test]
fn the_places_framework_is_admitted_whole_and_once() {
    both(rooms, |app| {
        let place = app.house.place;
        let first = app.write(move |work| brokerage::admit_all(work, place));
        let second = app.write(move |work| brokerage::admit_all(work, place));
        assert_eq!(first, second);
        let providers = app.read(brokerage::providers);
        let admitted: Vec<_> = providers.iter().filter(|provider| provider.on_framework).collect();
        assert_eq!((admitted.len(), admitted.iter().filter(|provider| provider.active).count()), (36, 29));
        assert_eq!(providers.len() - admitted.len(), place.other_providers.len());
    });
}
