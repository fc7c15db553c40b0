use access::Role;
use brokerage::PackageId;
use kernel::{Minutes, Uuid, date};
use testkit::{App, both};

use crate::{Search, accept, ask, at, events, offer_of, open_offer, person, plan_of, provider, rooms, written};

/// A search for a package of a morning and an evening visit.
fn morning_and_evening(app: &App) -> Search {
    let manager = |name: &str, score| app.persona_in(Role::ProviderManager, provider(app, name, score));
    let high = manager("Larkbarrow Homecare", Some(920));
    let middle = manager("Harbour Care", Some(805));
    let low = manager("Stourlea Support", Some(610));
    let off = manager("Damselfly Homecare", None);
    let (broker, worker) = (app.persona(Role::Broker), app.persona(Role::SocialWorker));
    let person = person(app, "Ada", 0);
    written(&worker, person, "ongoing", date(2026, 11, 27), "");
    add(&worker, person, "Evening", "6pm", "8pm");
    worker.form(&at(person, "/agree"), &[("agreed_with", "person")]).assert_done();
    let package = ask(&broker, plan_of(app, person).id).assert_done().id().into();
    Search { broker, high, middle, low, off, person, package }
}

fn add(worker: &testkit::Persona, person: people::PersonId, label: &str, from: &str, to: &str) {
    let visit = [
        ("label", label),
        ("days", "mon"),
        ("from", from),
        ("to", to),
        ("minutes", "30"),
        ("workers", "1"),
        ("tasks", "Supper"),
    ];
    worker.form(&at(person, "/visits/add"), &visit).assert_done();
}

fn labels(app: &App, package: PackageId) -> Vec<String> {
    app.read(|tx| brokerage::lines(tx, package)).into_iter().map(|line| line.label).collect()
}

fn line(app: &App, package: PackageId, label: &str) -> Uuid {
    app.read(|tx| brokerage::lines(tx, package)).into_iter().find(|line| line.label == label).unwrap().id
}

fn split(app: &App, search: &Search, label: &str) -> testkit::Reply {
    let path = search.under(&format!("/split/{}", line(app, search.package, label)));
    search.broker.form(&path, &[("why", "Stourlea could take the evenings.")])
}

/// The same as a script would, for what no form offers.
fn refused(app: &App, search: &Search, label: &str, words: &str) {
    let path = search.under(&format!("/split/{}", line(app, search.package, label)));
    let body = serde_json::json!({ "why": "Nobody takes it whole.", "version": search.row(app).version });
    search.broker.api(&path, body).assert_refused(409, words);
}

fn of(search: &Search, part: PackageId) -> Search {
    Search {
        broker: search.broker.clone(),
        high: search.high.clone(),
        middle: search.middle.clone(),
        low: search.low.clone(),
        off: search.off.clone(),
        person: search.person,
        package: part,
    }
}

// BRK-6
#[test]
fn two_providers_take_the_parts_of_a_package_that_nobody_takes_whole() {
    both(rooms, |app| {
        let search = morning_and_evening(app);
        search.offer("3").assert_done();
        assert!(!search.broker.get(&search.under("")).assert_ok().has("Offer by itself"), "offers are out");
        let no = |manager: &testkit::Persona, reason: &str, words: &str| {
            let path = format!("/offers/{}/decline", open_offer(manager));
            manager.form(&path, &[("reason", reason), ("words", words)])
        };
        no(&search.high, "no_capacity", "").assert_done();
        no(&search.middle, "no_capacity", "").assert_done();
        no(&search.low, "part", "").assert_refused(422, "Say which visits you could take");
        no(&search.low, "part", "The evenings.").assert_done();
        search.broker.get(&search.under("")).assert_has("The evenings.").assert_has("Offer by itself: Evening");
        app.turn_by_hours(1);
        let part: PackageId = split(app, &search, "Evening").assert_done().id().into();
        assert_eq!((labels(app, search.package), labels(app, part)), (vec!["Morning".into()], vec!["Evening".into()]));
        let (first, second) = (search.row(app), app.read(|tx| brokerage::row(tx, part)));
        assert_eq!((first.minutes_per_week, second.minutes_per_week), (Minutes::new(270), Minutes::new(30)));
        // The money goes with the minutes, and the search with the package.
        assert_eq!((first.weekly_budget.pence(), second.weekly_budget.pence()), (13_500, 1_500));
        assert_eq!(first.searching_since, second.searching_since);
        let due = |package: PackageId| {
            app.read(|tx| clocks::running(tx, package.into(), "contingency.other")).unwrap().due_at
        };
        assert_eq!(due(search.package), due(part));
        search.broker.get(&search.under("")).assert_has("This is part 1 of the plan").assert_has("Part 2");
        search.broker.get(&format!("/packages/{part}")).assert_has("This is part 2 of the plan");
        // The second part goes to Stourlea, the first to Larkbarrow.
        let evening = of(&search, part);
        evening.offer("3").assert_done();
        accept(app, &evening.low, "2026-11-30").assert_done();
        let offer = offer_of(app, part, &evening.low).to_string();
        let award = [("offer", offer.as_str()), ("start", "2026-11-30"), ("why", "The evenings.")];
        evening.broker.form(&evening.under("/award"), &award).assert_done();
        let high = search.high.organisation.unwrap().to_string();
        let again = [("basis", "choice"), ("provider", high.as_str()), ("why", "Asked again for the mornings alone.")];
        search.broker.form(&search.under("/offer"), &again).assert_done();
        accept(app, &search.high, "2026-11-30").assert_done();
        search.award_to_first(app).assert_done();
        let held = |package: PackageId| {
            app.read(|tx| brokerage::row(tx, package)).state.held().cloned().unwrap().provider_name
        };
        assert_eq!((held(search.package), held(part)), ("Larkbarrow Homecare".into(), "Stourlea Support".into()));
        refused(app, &search, "Morning", "This package was awarded to Larkbarrow Homecare");
    });
}

// BRK-6, H10
#[test]
fn a_changed_plan_is_followed_by_every_part_and_covered_once() {
    both(rooms, |app| {
        let search = morning_and_evening(app);
        let part: PackageId = split(app, &search, "Evening").assert_done().id().into();
        let worker = app.persona(Role::SocialWorker);
        let evening = line(app, part, "Evening");
        worker.form(&at(search.person, &format!("/visits/{evening}/change")), &[("minutes", "60")]).assert_done();
        add(&worker, search.person, "Lunch", "12pm", "2pm");
        worker.form(&at(search.person, "/agree"), &[("agreed_with", "person")]).assert_done();
        app.settle();
        assert_eq!(labels(app, search.package), ["Morning", "Lunch"]);
        assert_eq!(labels(app, part), ["Evening"]);
        let minutes = |package: PackageId| app.read(|tx| brokerage::row(tx, package)).minutes_per_week.get();
        assert_eq!((minutes(search.package), minutes(part)), (300, 60));
    });
}

// BRK-6, H14
#[test]
fn parts_that_wait_are_joined_again_and_nothing_is_lost() {
    both(rooms, |app| {
        let search = morning_and_evening(app);
        let before = search.row(app);
        let part: PackageId = split(app, &search, "Evening").assert_done().id().into();
        refused(app, &search, "Morning", "This is the only visit");
        search.broker.form(&format!("/packages/{part}/join"), &[]).assert_done();
        let after = search.row(app);
        assert_eq!(labels(app, search.package), ["Morning", "Evening"]);
        assert_eq!(
            (after.minutes_per_week, after.agreed_minutes, after.weekly_budget),
            (before.minutes_per_week, before.agreed_minutes, before.weekly_budget)
        );
        assert_eq!(app.read(|tx| brokerage::row(tx, part)).state.code(), "ended");
        assert!(app.read(|tx| clocks::running(tx, part.into(), "contingency.other")).is_none());
        let body = serde_json::json!({ "version": after.version });
        search.broker.api(&search.under("/join"), body).assert_refused(409, "nothing to join it with");
        let happened = events(app, search.package);
        assert!(happened.contains(&"package.split".to_owned()) && happened.contains(&"package.part_grown".to_owned()));
        // Once more, and the part takes a second visit in.
        let again: PackageId = split(app, &search, "Evening").assert_done().id().into();
        assert_ne!(again, part);
        search.high.get(&search.under("/join")).assert_status(403);
    });
}
