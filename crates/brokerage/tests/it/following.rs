use access::Role;
use kernel::Minutes;
use testkit::{App, both};

use crate::{Search, accept, at, events, offer_of, plan_of, rooms};

/// The social worker makes every visit an hour long and agrees the plan anew.
fn changed(app: &App, search: &Search, minutes: &str) {
    let worker = app.persona(Role::SocialWorker);
    let line = plan_of(app, search.person).pattern.remove(0).id;
    worker.form(&at(search.person, &format!("/visits/{line}/change")), &[("minutes", minutes)]).assert_done();
    worker.form(&at(search.person, "/agree"), &[("agreed_with", "person")]).assert_done();
    app.settle();
}

fn wanted(app: &App, search: &Search) -> (i64, i64, Minutes) {
    let view = app.read(|tx| brokerage::package(tx, search.package));
    (view.plan_version, view.lines[0].minutes, view.minutes_per_week)
}

fn told(app: &App, search: &Search) -> usize {
    events(app, search.package).iter().filter(|event| *event == "package.lines_changed").count()
}

// H10, BRK-2
#[test]
fn a_package_that_is_looked_for_is_offered_as_the_plan_says_now() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        assert_eq!(wanted(app, &search), (1, 45, Minutes::new(270)));
        changed(app, &search, "60");
        assert_eq!(wanted(app, &search), (2, 60, Minutes::new(360)));
        search.offer("3").assert_done();
        let offer = offer_of(app, search.package, &search.high);
        search.high.get(&format!("/offers/{offer}")).assert_ok().assert_has("1 hour");
        assert_eq!(told(app, &search), 1);
    });
}

// H10, BRK-3
#[test]
fn open_offers_stay_as_they_were_made_and_the_package_follows_after_the_award() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        changed(app, &search, "60");
        assert_eq!(wanted(app, &search), (1, 45, Minutes::new(270)), "nobody says yes to one thing and gets another");
        search.award_to_first(app).assert_done();
        app.settle();
        assert_eq!(wanted(app, &search), (2, 60, Minutes::new(360)));
        let messages = app.read(store::unsent);
        let message = messages.iter().find(|message| message.topic == "package.lines_changed").unwrap();
        assert!(message.body.contains(&format!("/provider/packages/{}", search.package)), "{}", message.body);
        assert!(!message.body.contains("Ada"), "a message names nobody");
        changed(app, &search, "30");
        assert_eq!(wanted(app, &search), (3, 30, Minutes::new(180)));
        app.settle();
        assert_eq!(told(app, &search), 2);
    });
}

// H10, BRK-3
#[test]
fn a_round_that_brought_nobody_is_followed_by_the_plan_as_it_is_now() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.offer("1").assert_done();
        changed(app, &search, "60");
        assert_eq!(told(app, &search), 0);
        let offer = offer_of(app, search.package, &search.high);
        let form = format!("/offers/{offer}/decline");
        let reason = search.high.open_form(&form, &form).choices("reason").remove(1);
        search.high.form(&form, &[("reason", &reason)]).assert_done();
        app.settle();
        assert_eq!(wanted(app, &search), (2, 60, Minutes::new(360)));
        search.offer("1").assert_done();
        accept(app, &search.middle, "2026-11-30").assert_done();
    });
}
