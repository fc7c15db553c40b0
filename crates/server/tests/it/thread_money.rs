//! What the first week costs, to the penny and reckoned twice; the invoice, a query, a credit; the books; the quarter's
//! figures; and what Ada herself sees of it all.

use std::collections::BTreeMap;

use access::Role;
use accounts::{Name, Unit};
use kernel::{Date, Moment, Period, Uuid, date};
use testkit::App;

use crate::{
    thread::{Case, FIRST_DAY, HOUR, Town, at, is_sound},
    thread_rounds::{FRIDAY, SATURDAY, SUNDAY, TUESDAY, WEDNESDAY, first_week},
};

/// What minutes from a moment on cost by the contract, reckoned here and not by the product: 100% of the hour from seven to
/// six on weekdays, 105% from six to ten, 112% at weekends, for each worker, rounded once, half a penny up.
fn price(from: Moment, minutes: i64, workers: i64) -> i64 {
    let percent = |minute: i64| {
        let wall = from.plus_minutes(minute).london();
        let weekend = wall.date().weekday().to_monday_zero_offset() >= 5;
        match (weekend, wall.hour()) {
            (true, 7..22) => 112,
            (false, 7..18) => 100,
            (false, 18..22) => 105,
            other => panic!("the thread has no visit at {other:?}"),
        }
    };
    let weight: i64 = (0..minutes).map(percent).sum::<i64>() * workers * HOUR;
    (weight * 2 + 6000) / (2 * 6000)
}

/// Each charge of the week: the day, the visit, the pence.
fn expected() -> Vec<(Date, &'static str, i64)> {
    vec![
        // Two minutes short of the plan is within the five that the contract allows: the plan is charged, from 5:02pm.
        (FIRST_DAY, "Tea", price(at(FIRST_DAY, 17, 2), 45, 1)),
        (FIRST_DAY, "To bed", price(at(FIRST_DAY, 17, 46), 30, 2)),
        // Nobody opened: the planned visit is charged whole.
        (TUESDAY, "Tea", price(at(TUESDAY, 17, 0), 45, 1)),
        (TUESDAY, "To bed", price(at(TUESDAY, 19, 35), 30, 2)),
        // Ten minutes more than planned, as approved; and a visit called off three hours before.
        (WEDNESDAY, "Tea", price(at(WEDNESDAY, 17, 0), 55, 1)),
        (WEDNESDAY, "To bed", price(at(WEDNESDAY, 17, 45), 30, 2)),
        // Called off with more than a day's notice costs nothing; what the provider missed on Thursday is not there at all.
        (FRIDAY, "Tea", 0),
        (FRIDAY, "To bed", 0),
        (SATURDAY, "Tea", price(at(SATURDAY, 17, 0), 45, 1)),
        (SUNDAY, "Tea", 0),
    ]
}

fn total() -> i64 {
    expected().iter().map(|(.., pence)| pence).sum()
}

/// The charges of the week as the product has them, under the same names.
fn charged(town: &Town<'_>, case: &Case) -> Vec<(Date, String, i64)> {
    let labels: BTreeMap<Uuid, String> =
        town.visits(case, first_week()).into_iter().map(|visit| (visit.id.uuid(), visit.label)).collect();
    let rows = town.app.read(|tx| charging::of_person(tx, case.person, first_week()));
    let mut all: Vec<_> = rows.into_iter().map(|row| (row.day, labels[&row.visit].clone(), row.pence)).collect();
    all.sort_by(|one, other| (one.0, other.1.len(), &one.1).cmp(&(other.0, one.1.len(), &other.1)));
    all
}

fn pence(app: &App, owner: impl Into<Uuid>, kind: &'static str) -> i64 {
    let owner = owner.into();
    app.read(|tx| accounts::balance(tx, Name::new(owner, kind, Unit::Pence)))
}

fn pounds(pence: i64) -> String {
    kernel::Money::from_pence(pence).to_string()
}

// FIN-1
#[test]
fn each_visit_of_the_week_is_charged_to_the_penny() {
    // First by hand, so that two programs cannot agree on the same mistake: 43.8p a minute.
    // 45 x 43.8 = 1971; (14 + 16 x 1.05) x 43.8 x 2 = 2698.08; 30 x 1.05 x 43.8 x 2 = 2759.4; 55 x 43.8 = 2409;
    // (15 + 15 x 1.05) x 43.8 x 2 = 2693.7; 45 x 1.12 x 43.8 = 2207.52.
    let by_hand = [1971, 2698, 1971, 2759, 2409, 2694, 0, 0, 2208, 0];
    assert_eq!(expected().iter().map(|(.., pence)| *pence).collect::<Vec<_>>(), by_hand);
    crate::house(|app| {
        let town = Town::open(app);
        let case = town.ready();
        town.week(&case);
        let mut wanted: Vec<_> =
            expected().into_iter().map(|(day, label, pence)| (day, label.to_owned(), pence)).collect();
        let mut have = charged(&town, &case);
        wanted.sort();
        have.sort();
        assert_eq!(have, wanted);
        // A price that rose in April 2027 or differs by area is not what was charged.
        let scheduled = app.house.place.ceiling("home", "west", "day", FIRST_DAY).map(kernel::Money::pence);
        assert_eq!(scheduled, Some(HOUR));
        three_figures_agree(&town, &case);
        is_sound(app);
    });
}

/// Planned, recorded and approved minutes in the books are the sums over the visits, and none was overwritten by another.
fn three_figures_agree(town: &Town<'_>, case: &Case) {
    let ever = Period::through(FIRST_DAY, date(2027, 3, 31)).expect("a period");
    let (mut planned, mut recorded, mut approved) = (0, 0, 0);
    for visit in town.visits(case, ever) {
        if visit.state.code() != "cancelled" {
            planned += visit.minutes.get() * visit.workers_needed;
        }
        let stays: Vec<i64> =
            visit.workers.iter().filter_map(|stay| stay.minutes()).map(kernel::Minutes::get).collect();
        recorded += stays.iter().sum::<i64>();
        let each = visit.approved_minutes().map_or(0, kernel::Minutes::get);
        approved += each * i64::try_from(stays.len()).expect("two workers at most");
    }
    let booked = |kind| town.app.read(|tx| accounts::balance(tx, visits::account(case.package, kind)));
    assert_eq!([booked("planned"), booked("recorded"), booked("approved")], [planned, recorded, approved]);
    // By hand: 43 + 30 + 28 + 10 + 30 + 30 + 60 + 45 recorded; five less on Wednesday approved.
    assert_eq!([recorded, approved], [276, 271]);
}

// FIN-1, FIN-2
#[test]
fn the_week_is_invoiced_one_line_queried_and_credited_and_the_books_balance() {
    crate::house(|app| {
        let town = Town::open(app);
        let case = town.ready();
        town.week(&case);
        let (manager, finance) = (&town.harbour.manager, &town.finance);
        app.turn_to(at(date(2026, 12, 28), 10, 0));
        app.settle();
        let weeks = [("length", "four_weeks"), ("start", "2026-11-30")];
        let sent = manager.form("/provider/invoices/new", &weeks).assert_done();
        assert!(sent.notice().contains(&pounds(total())), "{}", sent.notice());
        let invoice = format!("/invoices/{}", sent.id());
        let body = finance.api_get(&format!("{invoice}?person={}", case.person)).assert_ok().json();
        let lines = body["lines"].as_array().expect("lines");
        assert_eq!(lines.len(), expected().len());
        let closed_door = lines.iter().find(|line| line["day"] == "2026-12-01" && line["pence"] == 1971);
        let line = closed_door.and_then(|line| line["id"].as_str()).expect("the line of the closed door");
        let query = format!("{invoice}/lines/{line}/query");
        let why = [("reason", "Ada had told you that she would be at Ben's.")];
        finance.form(&query, &why).assert_done();
        finance.get(&format!("{invoice}/approve")).assert_ok().assert_has("still open");
        let links = manager.get(&invoice).assert_ok().attributes("a", "href");
        let asked = links.into_iter().find(|href| href.contains("/query/")).expect("a link to the query");
        let credit = [("answer", "agrees"), ("credit", "5.00"), ("words", "So she had: we come to an agreement.")];
        let answer = format!("{asked}/answer");
        town.stourlea.manager.get(&answer).assert_status(404);
        manager.form(&answer, &credit).assert_done();
        finance.form(&format!("{invoice}/approve"), &[]).assert_done();
        let net = total() - 500;
        finance.get(&invoice).assert_ok().assert_has("Approved").assert_has(&pounds(net));
        let council = finance.organisation.expect("the council");
        assert_eq!(pence(app, town.harbour.organisation, "earned"), net);
        assert_eq!(pence(app, council, "care bought"), -net);
        let budget = app.read(|tx| charging::budget_of(tx, case.person));
        // Thirteen weeks at £500 were given when the plan was agreed.
        assert_eq!((budget.given.pence(), budget.spent.pence(), budget.left.pence()), (650_000, net, 650_000 - net));
        // The person sees the credit too: what December came to is the week without its Monday, less what was credited.
        let december = total() - (1971 + 2698) - 500;
        let own = app.own(case.person);
        let costs = format!("/my-care/{}/costs?month=2026-12", case.person);
        assert_eq!(own.api_get(&costs).assert_ok().json()["total_pence"], december);
        own.get(&costs)
            .assert_ok()
            .assert_has("Credit, Harbour Care")
            .assert_has("−£5.00")
            .assert_has(&pounds(december));
        manager.get("/provider/invoices/new").assert_ok().assert_has("Nothing waits for an invoice");
        let again = [("length", "four_weeks"), ("start-day", "30"), ("start-month", "11"), ("start-year", "2026")];
        manager.post("/provider/invoices/new", &again).assert_refused(409, "cannot be invoiced again");
        is_sound(app);
    });
}

// PER-1, BRK-12, BRK-11
#[test]
fn the_quarters_figures_are_this_packages_cases() {
    crate::house(|app| {
        let town = Town::open(app);
        let case = town.ready();
        town.week(&case);
        app.turn_to(at(date(2026, 12, 7), 9, 0));
        let end = [("day", "2026-12-07"), ("reason", "completed"), ("words", "She can do it with Ben now")];
        town.broker.form(&case.under("/end"), &end).assert_done();
        app.settle();
        let figures = |reader: &testkit::Persona, row: usize| -> BTreeMap<String, String> {
            let body = reader.api_get("/measures").assert_ok().json();
            assert_eq!(body["quarter"], "2026-27 Q3");
            let figures = body["providers"][row]["figures"].as_array().cloned().unwrap_or_default();
            let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
            figures.iter().map(|figure| (text(&figure["code"]), text(&figure["words"]))).collect()
        };
        let all = figures(&town.commissioner, 0);
        for (code, words) in [
            ("R1", "33.3% (1 of 3)"),
            ("R2", "33.3% (1 of 3)"),
            ("R3", "100.0% (1 of 1)"),
            ("R4", "0.0% (0 of 1)"),
            // It was no emergency.
            ("R5", "no cases"),
            ("R6", "66.7% (2 of 3)"),
            ("R7", "100.0% (1 of 1)"),
            ("R8", "100.0% (1 of 1)"),
        ] {
            assert_eq!(all.get(code).map(String::as_str), Some(words), "{code}");
        }
        for (code, why) in [
            ("R1", "accepted after 1 hour"),
            ("R2", "declined after 10 minutes: no staff at these times"),
            ("R6", "no answer by Monday 23 November 2026, 1pm"),
            ("R7", "introduced Tuesday 24 November 2026, 10am"),
            ("R8", "agreed on Wednesday 25 November 2026"),
        ] {
            let page = town.commissioner.get(&format!("/measures/{code}")).assert_ok().assert_has(why);
            let opened = page.attributes("a", "href").iter().any(|href| href.contains(&case.package.to_string()));
            assert!(opened || page.has("P-"), "{code} names its case");
        }
        // A provider sees its own figures and nobody else's cases.
        assert_eq!(figures(&town.harbour.manager, 0).get("R1").map(String::as_str), Some("100.0% (1 of 1)"));
        let foreign = format!("/measures/R1?provider={}", town.larkbarrow.organisation);
        town.harbour.manager.get(&foreign).assert_status(404);
        town.commissioner.get("/commissioning").assert_ok();
        is_sound(app);
    });
}

// REC-5, GOV-4, FIN-2
#[test]
fn ada_sees_who_comes_her_plan_what_it_costs_where_her_request_is_and_who_looked() {
    crate::house(|app| {
        let town = Town::open(app);
        let case = town.ready();
        town.rostered(&case);
        let ada = app.own(case.person);
        let own = |what: &str| ada.get(&format!("/my-care/{}{what}", case.person)).assert_ok();
        let first = |name: &str| name.split_whitespace().next().unwrap_or_default().to_owned();
        let worker = first(&town.harbour.workers[0].name);
        let before = own("/request").assert_has("The request reached us").assert_has("Harbour Care");
        before.assert_lacks("Larkbarrow").assert_lacks("Stourlea");
        own("/plan").assert_has("A warm tea every day").assert_has("Ben next door has a key");
        app.turn_to(at(FIRST_DAY, 9, 0));
        own("").assert_has("Tea").assert_has(&worker).assert_has("Harbour Care");
        town.monday(&case);
        app.settle();
        own("/visits").assert_has("Done, from 5:02pm to 5:45pm");
        let month = own("/costs?month=2026-11");
        month.assert_has(&pounds(1971 + 2698)).assert_has("Two workers came together");
        // The person says that something has changed; the social worker has it to answer.
        let changes = format!("/people/{}/plan/changes", case.person);
        ada.form(&changes, &[("words", "My sister comes on Fridays now.")]).assert_done();
        town.social_worker.get("/my-people").assert_ok().assert_has("Ada Example");
        let readers = own("/readers").assert_has(&town.harbour.workers[0].name).assert_lacks("C4821X");
        let earlier = readers.attributes("a", "href").into_iter().find(|href| href.contains("before="));
        let earlier = ada.get(&earlier.expect("a link to what came earlier")).assert_ok();
        earlier.assert_has(&town.broker.name).assert_has(&town.social_worker.name).assert_lacks("C4821X");
        // It is hers alone.
        let neighbour = town.handler.api_get("/people?number=9990000026").json()["people"][0]["id"].clone();
        let neighbour: Uuid = neighbour.as_str().and_then(|id| id.parse().ok()).expect("the neighbour");
        for what in ["", "/plan", "/costs", "/visits", "/request", "/readers"] {
            app.own(neighbour).get(&format!("/my-care/{}{what}", case.person)).assert_status(404);
        }
        app.persona(Role::Governance).get("/governance").assert_ok();
        is_sound(app);
    });
}
