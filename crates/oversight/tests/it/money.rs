//! Money by month against the envelope, room, milestones, alerts; and sums that answer in time.

use access::Role;
use kernel::{Moment, date, time};
use store::{Change, cols};
use testkit::App;

use crate::world::*;

/// Every nightly job up to now is done.
fn nights(app: &App, days: i64) {
    for _ in 0..days {
        app.turn_by_days(1);
        app.settle();
    }
}

// PER-1, FIN-1
#[test]
fn hours_and_money_of_the_year_stand_against_a_forecast_and_the_envelope() {
    testkit::both(rooms, |app| {
        let world = World::new(app);
        first_visit(app, &world);
        let money =
            |query: &str| world.commissioner.api_get(&format!("/commissioning/money{query}")).assert_ok().json();
        let told = money("");
        assert_eq!((&told["year"], told["months"].as_array().unwrap().len()), (&"2026-27".into(), 12));
        assert_eq!(told["envelope"], serde_json::Value::Null);
        let november = told["months"][7].clone();
        assert_eq!((&november["first"], &november["recorded"]["minutes"]), (&"2026-11-01".into(), &45.into()));
        // 90 minutes a week from 27 November: four days of November, and the rest of the year to the end of March.
        assert_eq!((&november["bought"]["minutes"], &november["over"]), (&51.into(), &false.into()));
        let months = told["months"].as_array().unwrap();
        let sum = |what: &str| -> i64 { months.iter().map(|month| month[what]["pence"].as_i64().unwrap()).sum() };
        assert_eq!(told["forecast"], sum("bought"), "no month with care is over");
        assert!(told["forecast"].as_i64().unwrap() > 0);
        world.commissioner.get("/commissioning").assert_ok().assert_has("No envelope entered");

        let enter = "/commissioning/envelope";
        let wrong = [("year", "2026"), ("area", "west"), ("amount", "£100.00"), ("words", "Cabinet")];
        world.commissioner.form(enter, &wrong).assert_refused(422, "is not a financial year");
        let fields = [("year", "2026-27"), ("area", "west"), ("amount", "£100.00"), ("words", "Cabinet of 1 March")];
        world.commissioner.form(enter, &fields).assert_done();
        let told = money("?area=west");
        assert_eq!(told["envelope"], 10_000);
        let page = world.commissioner.get("/commissioning/money").assert_ok();
        page.assert_has("over the envelope").assert_lacks("Ada");
        let more = [("year", "2026-27"), ("area", "west"), ("amount", "£100,000.00"), ("words", "Cabinet of 2 May")];
        world.commissioner.form(enter, &more).assert_done();
        assert_eq!(money("")["envelope"], 10_000_000, "the new one takes the place of the old");
        world.commissioner.get("/commissioning/money").assert_ok().assert_has("within the envelope");
        world.commissioner.get(enter).assert_ok().assert_has("Cabinet of 2 May");
        assert_eq!(money("?area=east")["forecast"], 0);
        // A month's figure opens its packages.
        let hours = world.commissioner.api_get("/commissioning/hours?month=2026-11-01&area=west").assert_ok().json();
        assert_eq!(hours["total"]["recorded"]["minutes"], 45);
        let east = world.commissioner.api_get("/commissioning/hours?month=2026-11-01&area=east").assert_ok().json();
        assert!(east["packages"].as_array().unwrap().is_empty());
        world.commissioner.get("/commissioning/money?year=soon").assert_status(422);
        app.persona(Role::Broker).get(enter).assert_status(403);
    });
}

// PER-1, FIN-4
#[test]
fn what_was_paid_stands_in_the_month_of_the_care() {
    testkit::both(rooms, |app| {
        let world = World::new(app);
        first_visit(app, &world);
        let month = |n: usize| {
            let told = world.commissioner.api_get("/commissioning/money").assert_ok().json();
            told["months"][n].clone()
        };
        let charged = month(7)["charged"].clone();
        assert!(charged["pence"].as_i64().unwrap() > 0 && month(7)["paid"]["pence"] == 0);
        app.write(oversight::watch);
        nights(app, 20);
        let made = [("length", "month"), ("start", "2026-11-27")];
        let invoice = world.harbour.form("/provider/invoices/new", &made).assert_done().id();
        let (ellis, robin) = (app.persona(Role::Finance), app.persona(Role::Finance));
        ellis.form(&format!("/invoices/{invoice}/approve"), &[]).assert_done();
        let run = ellis.form("/payments/new", &[]).assert_done().id();
        robin.form(&format!("/payments/{run}/release"), &[]).assert_done();
        app.settle();
        // The sums of the week are made anew with the run, not only at night.
        let told = month(7);
        assert_eq!((&told["paid"], &told["charged"]), (&charged, &charged));
        assert_eq!((&told["over"], &told["forecast"]), (&true.into(), &charged["pence"]));
        assert_eq!(month(8)["paid"]["pence"], 0);
    });
}

// PER-1
#[test]
fn what_is_summed_at_night_is_what_the_visits_come_to() {
    testkit::both(rooms, |app| {
        let world = World::new(app);
        first_visit(app, &world);
        app.write(oversight::watch);
        nights(app, 16);
        let hours =
            |query: &str| world.commissioner.api_get(&format!("/commissioning/hours{query}")).assert_ok().json();
        let (kept, anew) = (hours(""), hours("?now=yes"));
        assert_eq!((&kept["total"], &kept["packages"]), (&anew["total"], &anew["packages"]));
        assert_eq!(kept["total"]["recorded"]["minutes"], 45);
        let week = hours("?week=2026-11-23");
        assert_eq!(week["total"]["recorded"]["minutes"], 45);
        let home = world.commissioner.api_get("/commissioning").assert_ok().json();
        assert_eq!(home["amounts"]["recorded"], kept["total"]["recorded"]);
        assert!(home["weeks"].as_array().unwrap().iter().any(|week| week["delivered"] == 45));
        // A time that is corrected late is seen the next morning.
        let id = app.read(|tx| visits::of_person(tx, world.ada, kernel::Period::through(FIRST, FIRST).unwrap()))[0].id;
        let version =
            app.read(|tx| visits::of_person(tx, world.ada, kernel::Period::through(FIRST, FIRST).unwrap()))[0].version;
        app.write(move |work| {
            let columns = cols! { "recorded_minutes" => 50 };
            work.apply(Change::new("test.corrected", "visit", id).update("visit", id, version, columns))
        });
        assert_eq!(hours("")["total"]["recorded"]["minutes"], 45, "as of last night");
        assert_eq!(hours("?now=yes")["total"]["recorded"]["minutes"], 50);
        nights(app, 1);
        assert_eq!(hours("")["total"]["recorded"]["minutes"], 50);
        world.commissioner.get("/commissioning/hours").assert_ok().assert_has("as of last night");
    });
}

// PER-1, QUA-3, BRK-4
#[test]
fn room_alerts_and_milestones_stand_on_the_first_screen_and_open_their_lists() {
    testkit::both(rooms, |app| {
        let world = World::new(app);
        let home = || world.commissioner.api_get("/commissioning").assert_ok().json();
        let west = |home: &serde_json::Value| {
            home["capacity"].as_array().unwrap().iter().find(|one| one["locality"] == "west").unwrap().clone()
        };
        assert_eq!((&west(&home())["providers"], &west(&home())["unsaid"]), (&2.into(), &2.into()));
        let room = world.commissioner.api_get("/commissioning/capacity?area=west").assert_ok().json();
        assert_eq!(room["said"].as_array().unwrap().len(), 2);
        world.commissioner.get("/commissioning/capacity").assert_ok().assert_has("Harbour Care");
        world.commissioner.get("/commissioning/capacity?area=nowhere").assert_status(404);

        // Monday 4 January 2027: measures of two providers and the contract review.
        app.turn_to(Moment::from_london(date(2027, 1, 4), time(9, 0, 0, 0)));
        app.settle();
        let officer = app.persona(Role::QualityOfficer);
        let provider = world.harbour.organisation.unwrap();
        let action = [("words", "Train everybody"), ("owner_name", "Mia"), ("due_on", "2027-01-05")];
        officer.form(&format!("/quality/providers/{provider}/actions/new"), &action).assert_done();
        app.turn_by_days(2);
        let told = home();
        assert_eq!((&told["overdue"], &told["warned"], &told["milestones_late"]), (&1.into(), &1.into(), &0.into()));
        let due = world.commissioner.api_get("/commissioning/milestones").assert_ok().json();
        let kinds: Vec<&str> = due["due"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
        assert_eq!(told["milestones"], kinds.len());
        assert_eq!(kinds.iter().filter(|kind| **kind == "submission").count(), 2);
        assert!(kinds.contains(&"contract.review") && !kinds.contains(&"ranking.review"), "{kinds:?}");
        let keep = "/commissioning/milestones/contract.review/keep";
        let open = format!("{keep}?quarter=2026-27+Q3");
        world.commissioner.form_on(&open, keep, &[]).assert_refused(422, "Write when it was held");
        world.commissioner.form_on(&open, keep, &[("words", "Held on 5 January with all of them")]).assert_done();
        let running = serde_json::json!({ "quarter": "2026-27 Q4", "words": "Too early" });
        world.commissioner.api(keep, running).assert_refused(409, "No period of this milestone ended");
        let again = serde_json::json!({ "quarter": "2026-27 Q3", "words": "Twice" });
        world.commissioner.api(keep, again).assert_status(409);
        let due = world.commissioner.api_get("/commissioning/milestones").assert_ok().json();
        assert!(due["due"].as_array().unwrap().iter().all(|one| one["kind"] != "contract.review"));
        world.commissioner.get("/commissioning/milestones/nothing/keep").assert_status(404);
        let page = world.commissioner.get("/commissioning").assert_ok().assert_lacks("Ada");
        let page = page.assert_has("1 early warning").assert_has("1 action overdue").assert_has("0 late");
        for href in page.attributes("main a", "href").iter().filter(|href| href.starts_with('/')) {
            world.commissioner.get(href).assert_ok().assert_lacks("Ada");
        }
        // The panel's next review stands there eight weeks before its day.
        let who = [("operations", "Olu"), ("brokerage", "Bea"), ("quality", "Cy"), ("commissioning", "Dan")];
        let what = [("name", "Winter"), ("valid_from", "2027-01-06"), ("reason", "The first"), ("tender", "100")];
        let panel: Vec<_> = who.into_iter().chain(what).collect();
        world.commissioner.form("/ranking/panel", &panel).assert_done();
        let ranking =
            || world.commissioner.get("/commissioning/milestones").assert_ok().has("The panel reviews the ranking");
        assert!(!ranking());
        app.turn_by_days(150);
        assert!(ranking());
    });
}
