use std::sync::Barrier;

use kernel::Failure;
use testkit::{both, on_sqlite};

use crate::{Search, events, offer_of, rooms};

// BRK-3
#[test]
fn thirty_two_press_at_once_and_one_award_is_made() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        let offers = [&search.high, &search.middle, &search.low].map(|manager| offer_of(app, search.package, manager));
        let version = search.row(app).version;
        let start = Barrier::new(32);
        let replies: Vec<_> = std::thread::scope(|scope| {
            let press = |n: usize| {
                let (broker, start) = (search.broker.browser.clone(), &start);
                let body = serde_json::json!({
                    "offer": offers[n % 3], "start": "2026-11-30", "why": "Closest to her home.", "version": version,
                });
                let path = search.under("/award");
                scope.spawn(move || {
                    start.wait();
                    broker.api(&path, body)
                })
            };
            let all: Vec<_> = (0..32).map(press).collect();
            all.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let won: Vec<_> = replies.iter().filter(|reply| reply.status == 200).collect();
        assert_eq!(won.len(), 1, "{:?}", replies.iter().map(|reply| reply.status).collect::<Vec<_>>());
        for lost in replies.iter().filter(|reply| reply.status != 200) {
            assert_eq!(lost.status, 409, "{}", lost.text);
            assert!(
                lost.text.contains("was awarded to") && lost.text.contains("Monday 23 November 2026, 9am"),
                "{}",
                lost.text
            );
        }
        let awarded = events(app, search.package).into_iter().filter(|event| event == "package.awarded");
        assert_eq!(awarded.count(), 1);
    });
}

// BRK-3
#[test]
fn the_others_are_told_and_the_provider_learns_the_name() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.offer("3").assert_done();
        crate::accept(app, &search.high, "2026-11-30").assert_done();
        crate::accept(app, &search.middle, "2026-11-27").assert_done();
        let notice = search.award_to_first(app).assert_done().notice();
        assert_eq!(notice, "You awarded the package to Larkbarrow Homecare. Care starts on Monday 30 November 2026.");
        // A yes that was not taken, and an offer that was still open.
        search.middle.get("/offers").assert_has("Yes, not awarded").assert_lacks("Larkbarrow");
        search.low.get("/offers").assert_has("Withdrawn");
        let open = offer_of(app, search.package, &search.low);
        let late = serde_json::json!({ "earliest_start": "2026-11-27", "version": 1 });
        search
            .low
            .api(&format!("/offers/{open}/accept"), late)
            .assert_refused(409, "was withdrawn on Monday 23 November 2026");
        let told = app.read(store::unsent);
        assert_eq!(told.iter().filter(|message| message.topic == "offer.settled").count(), 2);
        // The person's name comes with the award, and only to whom it was awarded.
        let own = format!("/provider/packages/{}", search.package);
        search
            .high
            .get(&own)
            .assert_ok()
            .assert_has("Ada Example")
            .assert_has("1 Made Up Lane")
            .assert_has("£26.28 an hour");
        search.middle.get(&own).assert_status(404);
        let again = serde_json::json!({ "offer": offer_of(app, search.package, &search.middle), "start": "2026-11-27", "version": 1 });
        search
            .broker
            .api(&search.under("/award"), again)
            .assert_refused(409, "was awarded to Larkbarrow Homecare on Monday 23 November 2026, 9am");
        let view = app.read(|tx| brokerage::package(tx, search.package));
        let ceiling = app.house.place.ceiling("home", "west", "day", kernel::date(2026, 11, 30));
        assert_eq!((view.rate, view.agreed_start), (ceiling, Some(kernel::date(2026, 11, 30))));
        let read = app.read(|tx| store::journal::of_person(tx, search.person.into(), app.now().plus_minutes(1), 200));
        assert!(read.iter().any(|entry| entry.event == "person.read" && entry.account == Some(search.high.account)));
    });
}

// BRK-3, BRK-8
#[test]
fn neither_first_nor_soonest_needs_a_reason_and_an_early_start_is_refused() {
    on_sqlite(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        let offer = offer_of(app, search.package, &search.low).to_string();
        let award = |start: &str, why: &str| {
            search.broker.form(&search.under("/award"), &[("offer", &offer), ("start", start), ("why", why)])
        };
        award("2026-11-27", "").assert_refused(422, "can start on Saturday 28 November 2026 at the earliest");
        award("2026-11-30", "").assert_refused(422, "neither the first by rank nor the soonest");
        award("2030-06-01", "Asked for by the family").assert_refused(422, "has no price for");
        award("2026-11-30", "Asked for by the family").assert_done();
    });
}

#[test]
fn a_failure_of_the_database_itself_is_never_what_a_second_award_meets() {
    on_sqlite(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        search.award_to_first(app).assert_done();
        let again = search.row(app).state.may_be_awarded();
        assert!(matches!(again, Err(Failure::Conflict(message)) if message.contains("Larkbarrow")));
    });
}
