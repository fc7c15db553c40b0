use access::Role;
use kernel::{Moment, date, time};
use testkit::{App, Persona, Reply, both};

use crate::{Search, accept, ask, at, offer_of, person, plan_of, rooms, written};

/// Care that Larkbarrow Homecare gives since Monday 30 November, 4 hours 30 minutes a week.
fn started(app: &App) -> Search {
    let search = Search::begin(app, "");
    search.three_say_yes(app);
    search.award_to_first(app).assert_done();
    app.turn_to(Moment::from_london(date(2026, 11, 30), time(10, 0, 0, 0)));
    search.high.form(&search.under("/started"), &[("on", "2026-11-30"), ("at", "8am")]).assert_done();
    app.settle();
    search
}

fn set_up(commissioner: &Persona, provider: &Persona, name: &str, area: &str, days: (&str, &str)) -> Reply {
    let provider = provider.organisation.unwrap().to_string();
    let fields = [
        ("name", name),
        ("provider", provider.as_str()),
        ("locality", area),
        ("first", days.0),
        ("last", days.1),
        ("words", "People wash and dress themselves again; hours a week at joining and now."),
    ];
    commissioner.form("/pilots/new", &fields)
}

const YEAR: (&str, &str) = ("2026-12-01", "2027-11-30");

// BRK-13
#[test]
fn up_to_three_pilots_run_at_once_in_different_areas() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        let commissioner = app.persona(Role::Commissioner);
        commissioner.get("/pilots").assert_ok().assert_has("No pilot has been set up");
        search.broker.get("/pilots/new").assert_status(403);
        set_up(&commissioner, &search.high, "Up and about", "west", YEAR).assert_done();
        set_up(&commissioner, &search.middle, "Other", "west", ("2027-11-30", "2028-03-31"))
            .assert_refused(422, "The pilot “Up and about” runs in West Dorset");
        set_up(&commissioner, &search.middle, "North", "north", YEAR).assert_done();
        set_up(&commissioner, &search.low, "East", "east", YEAR).assert_done();
        set_up(&commissioner, &search.low, "Fourth", "purbeck", YEAR).assert_refused(
            422,
            "3 pilots run in these days already: “Up and about”, “North” and “East”. At most 3 may run at once.",
        );
        // Once one is over another may begin, in the same area too.
        set_up(&commissioner, &search.middle, "Again", "west", ("2027-12-01", "2028-03-31")).assert_done();
        set_up(&commissioner, &search.low, "Past", "purbeck", ("2026-10-01", "2026-11-01"))
            .assert_refused(422, "These days are over");
        let own = search.high.api_get("/pilots").assert_ok().json();
        assert_eq!((own.as_array().unwrap().len(), own[0]["name"].as_str()), (1, Some("Up and about")));
        search.middle.get(&format!("/pilots/{}", own[0]["pilot"].as_str().unwrap())).assert_status(404);
    });
}

// BRK-13
#[test]
fn a_pilot_earns_a_share_of_the_care_cost_saved_for_people_who_are_re_abled() {
    both(rooms, |app| {
        let search = started(app);
        let commissioner = app.persona(Role::Commissioner);
        set_up(&commissioner, &search.high, "Up and about", "west", ("2026-11-30", "2027-11-29")).assert_done();
        let pilot = commissioner.api_get("/pilots").assert_ok().json()[0]["pilot"].as_str().unwrap().to_owned();
        set_up(&commissioner, &search.middle, "North", "north", YEAR).assert_done();
        // A broker takes the package in; only a pilot of this provider in this area stands in the list.
        search.broker.get(&search.under("")).assert_has("Take it into an outcome pilot");
        let join = search.under("/pilot");
        search.broker.get(&join).assert_ok().assert_has("Up and about").assert_lacks("North, until");
        search.broker.form(&join, &[("pilot", &pilot)]).assert_done();
        search.broker.post(&join, &[("pilot", &pilot)]).assert_refused(409, "in a pilot since Monday 30 November 2026");
        search.broker.get(&search.under("")).assert_has("In the outcome pilot");
        let page = || commissioner.api_get(&format!("/pilots/{pilot}")).assert_ok().json();
        assert_eq!(page()["pilot"]["minutes_now"], 270);

        // At a review the provider needs 30 minutes a week less, from Tuesday.
        let line = app.read(|tx| brokerage::lines(tx, search.package)).remove(0).id.to_string();
        let said = [
            ("minutes", "40"),
            ("why", "She washes herself now."),
            ("agreed_with", "person"),
            ("agreed_name", "Ada Example"),
            ("review", "She stands at the basin."),
        ];
        search.high.form(&search.under(&format!("/adjust/{line}")), &said).assert_done();
        app.settle();
        let case = page()["cases"][0].clone();
        assert_eq!((&case["baseline_minutes"], &case["minutes_now"]), (&270.into(), &240.into()));
        assert_eq!((&case["saved_minutes"], &case["earned_pence"]), (&0.into(), &0.into()), "{case}");
        app.turn_to(Moment::from_london(date(2026, 12, 31), time(9, 0, 0, 0)));
        // A month of 30 minutes a week less is saved, and worth nothing until somebody finds that she was re-abled.
        let saved = page()["cases"][0].clone();
        assert_eq!((&saved["saved_minutes"], &saved["earned_pence"]), (&132.into(), &0.into()), "{saved}");
        let reabled = format!("/pilot-cases/{}/reabled", case["case"].as_str().unwrap());
        commissioner.get(&reabled).assert_status(403);
        search.high.get(&reabled).assert_status(403);
        let why = [("reabled", "yes"), ("on", "2026-12-20"), ("why", "Washes and dresses alone since Advent.")];
        app.persona(Role::SocialWorker).form(&reabled, &why).assert_done();
        let case = page()["cases"][0].clone();
        // 2 hours 12 minutes at £26.28 are £57.82; half of it.
        assert_eq!((&case["saved_pence"], &case["earned_pence"]), (&5_782.into(), &2_891.into()), "{case}");
        let shown = commissioner.get(&format!("/pilots/{pilot}")).assert_ok();
        shown.assert_has("£28.91").assert_has("Washes and dresses alone").assert_has("assumed").assert_lacks("Ada");
        commissioner.get("/pilots").assert_has("£28.91").assert_lacks("Ada");
        let before = commissioner.api_get(&format!("/pilots/{pilot}?quarter=2026-07-01")).assert_ok().json();
        assert_eq!((&before["quarter"], &before["pilot"]["saved_minutes"]), (&"2026-07-01".into(), &0.into()));

        // The package is handed back, and with it leaves the pilot.
        let back = [("reason", "staffing"), ("words", "Nobody to be found."), ("last_day", "2027-01-31")];
        search.high.form(&search.under("/hand-back"), &back).assert_done();
        app.settle();
        assert_eq!(page()["cases"][0]["left_on"], "2026-12-31");
        assert_eq!(page()["pilot"]["minutes_now"], 0);
    });
}

/// A plan with two workers for twelve hours of every day beside the mornings: 172 hours 30 minutes a week.
fn large_plan(app: &App, person: people::PersonId) -> plans::PlanId {
    let worker = app.persona(Role::SocialWorker);
    written(&worker, person, "ongoing", date(2026, 11, 27), "");
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|day| ("days", day));
    let line =
        [("label", "Day"), ("from", "7am"), ("to", "9pm"), ("minutes", "720"), ("workers", "2"), ("tasks", "Be there")];
    worker.form(&at(person, "/visits/add"), &[&days[..], &line[..]].concat()).assert_done();
    worker.form(&at(person, "/agree"), &[("agreed_with", "person")]).assert_done();
    plan_of(app, person).id
}

// BRK-13
#[test]
fn a_pilot_gives_no_more_than_its_hours_and_a_package_can_be_taken_out() {
    both(rooms, |app| {
        let search = Search::begin_with(app, |person| large_plan(app, person));
        let bea = ask(&search.broker, large_plan(app, person(app, "Bea", 1))).assert_done().id();
        let award = |package: &str| {
            let under = |what: &str| format!("/packages/{package}/{what}");
            search.broker.form(&under("offer"), &[("basis", "rank"), ("how_many", "1")]).assert_done();
            accept(app, &search.high, "2026-11-27").assert_done();
            let offer = offer_of(app, package.parse().unwrap(), &search.high).to_string();
            search.broker.form(&under("award"), &[("offer", &offer), ("start", "2026-11-27")]).assert_done();
        };
        let (ada, bea) = (search.package.to_string(), bea.to_string());
        award(&ada);
        award(&bea);
        app.turn_to(Moment::from_london(date(2026, 11, 27), time(12, 0, 0, 0)));
        for package in [&ada, &bea] {
            let started = format!("/packages/{package}/started");
            search.high.form(&started, &[("on", "2026-11-27"), ("at", "8am")]).assert_done();
        }
        app.settle();
        let commissioner = app.persona(Role::Commissioner);
        set_up(&commissioner, &search.high, "Up and about", "west", ("2026-11-27", "2027-11-29")).assert_done();
        let pilot = commissioner.api_get("/pilots").assert_ok().json()[0]["pilot"].as_str().unwrap().to_owned();
        let join = |package: &str| search.broker.form(&format!("/packages/{package}/pilot"), &[("pilot", &pilot)]);
        join(&ada).assert_done();
        join(&bea).assert_refused(
            422,
            "This pilot gives 172 hours 30 minutes of care a week; with the 172 hours 30 minutes of this package it would be 345 hours, and it may give 200 hours.",
        );
        let case = commissioner.api_get(&format!("/pilots/{pilot}")).assert_ok().json()["cases"][0].clone();
        let leave = format!("/pilot-cases/{}/leave", case["case"].as_str().unwrap());
        search
            .broker
            .form(&leave, &[("on", "2026-12-24"), ("why", "She wishes so.")])
            .assert_refused(422, "Enter a day from Friday 27 November 2026 to today");
        search.broker.form(&leave, &[("why", "She wishes so.")]).assert_done();
        join(&bea).assert_done();
    });
}
