use std::sync::Barrier;

use kernel::date;
use people::{Address, NewPerson, PlaceBy};
use testkit::{App, both};

use crate::{Search, agreed, ask, events, offer_of, rooms};

/// Somebody else, and a package for them that the same providers are asked about.
fn another(app: &App, before: &Search, nth: usize) -> Search {
    let house = app.house.clone();
    let new = NewPerson {
        given_name: "Bea".into(),
        family_name: "Example".into(),
        birth: Some(date(1930 + (nth / 300) as i16, 1 + (nth / 25 % 12) as i8, 1 + (nth % 25) as i8)),
        address: Address::default(),
        place_by: PlaceBy::Hand { locality: "west".into(), reason: "A test".into() },
        ..NewPerson::default()
    };
    let person = app.write(move |work| people::register(work, &house, new.clone()));
    let package = ask(&before.broker, agreed(app, person, "")).assert_done().id().into();
    Search {
        broker: before.broker.clone(),
        high: before.high.clone(),
        middle: before.middle.clone(),
        low: before.low.clone(),
        off: before.off.clone(),
        person,
        package,
    }
}

// BRK-3
#[test]
fn round_after_round_one_of_thirty_two_awards_is_made() {
    both(rooms, |app| {
        let mut search = Search::begin(app, "");
        for round in 0..testkit::rounds() {
            search.three_say_yes(app);
            let offers = [&search.high, &search.middle, &search.low].map(|who| offer_of(app, search.package, who));
            let (version, start) = (search.row(app).version, Barrier::new(32));
            let replies: Vec<_> = std::thread::scope(|scope| {
                let press = |n: usize| {
                    let (broker, start, path) = (search.broker.browser.clone(), &start, search.under("/award"));
                    let body = serde_json::json!({
                        "offer": offers[n % 3], "start": "2026-11-30", "why": "Closest to her home.", "version": version,
                    });
                    scope.spawn(move || {
                        start.wait();
                        broker.api(&path, body)
                    })
                };
                let all: Vec<_> = (0..32).map(press).collect();
                all.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1, "round {round}");
            for lost in replies.iter().filter(|reply| reply.status != 200) {
                assert!(lost.status == 409 && lost.text.contains("was awarded to"), "{} {}", lost.status, lost.text);
            }
            let awarded = events(app, search.package).into_iter().filter(|event| event == "package.awarded").count();
            assert_eq!(awarded, 1, "round {round}");
            search = another(app, &search, round);
        }
    });
}

// BRK-3, GOV-6: a line that broke, or a server that died, makes a program send again what is still being done.
#[test]
fn one_award_sent_again_while_it_is_made_gets_the_same_answer() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        let body = serde_json::json!({
            "offer": offer_of(app, search.package, &search.high), "start": "2026-11-30", "why": "Closest to her home.",
            "version": search.row(app).version,
        });
        let start = Barrier::new(32);
        let replies: Vec<_> = std::thread::scope(|scope| {
            let send = |_| {
                let (broker, start, path, body) =
                    (search.broker.browser.clone(), &start, search.under("/award"), body.clone());
                scope.spawn(move || {
                    start.wait();
                    broker.api_once("the same award", &path, body)
                })
            };
            let all: Vec<_> = (0..32).map(send).collect();
            all.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        for reply in &replies {
            assert_eq!((reply.status, &reply.text), (200, &replies[0].text));
        }
        let awarded = events(app, search.package).into_iter().filter(|event| event == "package.awarded").count();
        assert_eq!(awarded, 1);
    });
}
