//! What a package costs when a new year of the price schedule begins.

use access::Role;
use kernel::{Money, date};
use testkit::both;

use crate::{Search, events, rooms};

// BRK-8, FIN-1
#[test]
fn the_rate_moves_with_its_ceiling_on_the_first_of_april_and_once() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        search.award_to_first(app).assert_done();
        app.settle();
        let rate = || app.read(|tx| brokerage::package(tx, search.package)).rate;
        let changed = || {
            let entries = app.read(|tx| store::journal::of_subject(tx, search.package.into()));
            entries.into_iter().filter(|entry| entry.event == "package.rate_changed").collect::<Vec<_>>()
        };
        assert_eq!(rate(), Some(Money::from_pence(2628)));
        // The broker sees it before it happens.
        let page = search.broker.get("/rates").assert_ok();
        let page = page.assert_has("moves with its ceiling").assert_has("£26.28");
        let page = page.assert_has("£27.21 from Thursday 1 April 2027");
        page.assert_lacks("Price missing").assert_lacks("Ada");
        app.turn_to(kernel::Moment::from_london(date(2027, 3, 31), kernel::time(23, 0, 0, 0)));
        app.settle();
        assert_eq!((rate(), changed().len()), (Some(Money::from_pence(2628)), 0));
        // The machine stood still for a night: the rate holds from its day all the same.
        app.turn_to(kernel::Moment::from_london(date(2027, 4, 2), kernel::time(9, 0, 0, 0)));
        app.settle();
        assert_eq!(rate(), Some(Money::from_pence(2721)));
        app.turn_by_days(1);
        app.settle();
        let told = changed();
        assert_eq!(told.len(), 1, "{:?}", events(app, search.package));
        let facts = told[0].facts();
        assert_eq!((&facts["from"], &facts["rule"]), (&"2027-04-01".into(), &"schedule".into()));
        let sent = app.read(store::unsent);
        let message = sent.iter().find(|message| message.topic == "package.rate_changed").unwrap();
        assert!(message.body.contains("is paid £27.21 an hour from Thursday 1 April 2027 on; it was £26.28"));
        let page = search.broker.get(&search.under("")).assert_ok();
        page.assert_has("£27.21 an hour since Thursday 1 April 2027; it was £26.28");
        // What was bought before is counted at the rate of that time.
        let of = |from, to| app.read(|tx| brokerage::bought(tx, kernel::Period::through(from, to).unwrap()))[0].rate;
        assert_eq!(of(date(2026, 12, 1), date(2026, 12, 31)), Money::from_pence(2628));
        assert_eq!(of(date(2027, 5, 1), date(2027, 5, 31)), Money::from_pence(2721));
        search.high.get("/rates").assert_status(403);
        app.persona(Role::Commissioner).get("/rates").assert_ok();
    });
}

// BRK-8, H14
#[test]
fn a_package_whose_price_will_be_missing_is_listed_before_and_keeps_its_rate() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        search.award_to_first(app).assert_done();
        app.settle();
        app.turn_to(kernel::Moment::from_london(date(2028, 12, 1), kernel::time(9, 0, 0, 0)));
        app.settle();
        // Two years were missed while the machine stood still; each has its own day.
        let rate = || app.read(|tx| brokerage::package(tx, search.package)).rate;
        assert_eq!(rate(), Some(Money::from_pence(2801)));
        search.broker.get("/packages").assert_ok().assert_lacks("Price missing");
        app.turn_to(kernel::Moment::from_london(date(2029, 1, 15), kernel::time(9, 0, 0, 0)));
        app.settle();
        search
            .broker
            .get("/packages")
            .assert_ok()
            .assert_has("From Sunday 1 April 2029 the price schedule has no prices");
        search.broker.get("/rates").assert_ok().assert_has("Price missing from Sunday 1 April 2029");
        app.turn_to(kernel::Moment::from_london(date(2029, 4, 3), kernel::time(9, 0, 0, 0)));
        app.settle();
        assert_eq!(rate(), Some(Money::from_pence(2801)));
        search.broker.get("/rates").assert_ok().assert_has("Price missing from Sunday 1 April 2029");
    });
}
