use brokerage::MEASURES;
use kernel::{Moment, Period, Quarter, date, time};
use measures::{Asked, Case, Figure};
use testkit::{App, Options, both, both_with};

use crate::{Search, accept, open_offer, rooms};

fn cases(app: &App, code: &str, period: Period) -> Vec<Case> {
    let measure = MEASURES.iter().find(|measure| measure.code == code).unwrap();
    app.read(|tx| (measure.cases)(tx, &Asked { period, organisation: None }))
}

fn figure(app: &App, code: &str) -> String {
    let quarter = Quarter::of(date(2026, 11, 23)).period();
    Figure::of(&cases(app, code, quarter)).words()
}

// BRK-12
#[test]
fn every_measure_has_its_words_in_the_places_data() {
    let place = places::Place::dorset().unwrap();
    assert!(MEASURES.iter().all(|measure| place.measure(measure.code).is_some()));
}

// BRK-12
#[test]
fn answers_are_counted_by_whom_and_why() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.offer("3").assert_done();
        app.turn_by_minutes(190);
        accept(app, &search.high, "2026-11-30").assert_done();
        search
            .middle
            .form(&format!("/offers/{}/decline", open_offer(&search.middle)), &[("reason", "price")])
            .assert_done();
        app.turn_by_minutes(60);
        app.settle();
        // Three received: one yes, one no, one without an answer in its four hours.
        assert_eq!(figure(app, "R1"), "33.3% (1 of 3)");
        assert_eq!(figure(app, "R2"), "33.3% (1 of 3)");
        assert_eq!(figure(app, "A4"), "66.7% (2 of 3)");
        assert_eq!(figure(app, "R6"), "66.7% (2 of 3)");
        assert_eq!(figure(app, "R5"), "no cases");
        let whole = Quarter::of(date(2026, 11, 23)).period();
        let whys: Vec<String> = cases(app, "R2", whole).into_iter().map(|case| case.why).collect();
        assert!(
            whys.contains(&"declined after 3 hours 10 minutes: it cannot be done for this price".to_owned()),
            "{whys:?}"
        );
        assert!(whys.contains(&"accepted after 3 hours 10 minutes".to_owned()));
        assert!(whys.contains(&"no answer by Monday 23 November 2026, 1pm".to_owned()));
        let one = Asked { period: whole, organisation: search.low.organisation };
        let own = app.read(|tx| (MEASURES[0].cases)(tx, &one));
        assert_eq!((own.len(), own[0].counts), (1, false));
        // Another quarter knows nothing of it.
        assert!(cases(app, "R1", Quarter::of(date(2026, 8, 1)).period()).is_empty());
    });
}

// BRK-12
#[test]
fn seven_working_days_step_over_christmas() {
    // Awarded on Monday 21 December 2026: Christmas Day, the Boxing Day holiday and New Year's Day are no working days.
    let options = Options { start: Moment::from_london(date(2026, 12, 21), time(9, 0, 0, 0)), ..Options::default() };
    both_with(rooms, &options, |app| {
        let search = Search::begin(app, "");
        search.offer("1").assert_done();
        accept(app, &search.high, "2026-12-23").assert_done();
        let offer = crate::offer_of(app, search.package, &search.high).to_string();
        search.broker.form(&search.under("/award"), &[("offer", &offer), ("start", "2027-01-04")]).assert_done();
        app.turn_to(Moment::from_london(date(2027, 1, 5), time(18, 0, 0, 0)));
        app.settle();
        let period = Period::new(date(2026, 12, 1), date(2027, 2, 1)).unwrap();
        assert_eq!(cases(app, "R7", period)[0].why, "no visit yet; due by the end of Monday 4 January 2027");
        search.high.form(&search.under("/started"), &[("on", "2027-01-05"), ("at", "8am")]).assert_done();
        let seen = cases(app, "R7", period);
        assert_eq!((seen.len(), seen[0].counts), (1, false));
        assert_eq!(seen[0].why, "first visited Tuesday 5 January 2027, 8am; due by the end of Monday 4 January 2027");
        // Outcomes within five working days of that visit: by the end of Tuesday 12 January.
        let words = [("on", "2027-01-05"), ("with", "person"), ("name", "Ada Example"), ("words", "To wash alone.")];
        search.high.form(&search.under("/outcomes"), &words).assert_done();
        let agreed = cases(app, "R8", period);
        assert_eq!(
            (agreed[0].counts, agreed[0].why.as_str()),
            (true, "agreed on Tuesday 5 January 2027; due by the end of Tuesday 12 January 2027")
        );
    });
}

// BRK-12, H3
#[test]
fn four_hours_are_four_hours_when_the_clocks_go_back() {
    // Sunday 25 October 2026: 2am becomes 1am, so four hours from 11pm on Saturday end at 2am.
    let options = Options { start: Moment::from_london(date(2026, 10, 24), time(23, 0, 0, 0)), ..Options::default() };
    both_with(rooms, &options, |app| {
        let search = Search::begin(app, "end_of_life");
        let off = search.low.organisation.unwrap().to_string();
        let choice = [("basis", "choice"), ("provider", off.as_str()), ("why", "Her choice.")];
        search.broker.form(&search.under("/offer"), &choice).assert_done();
        let offers = app.read(|tx| brokerage::offer::of_package(tx, search.package));
        // Higher risk: two hours, elapsed.
        assert_eq!(kernel::moment_in_words(offers[0].due_at), "Sunday 25 October 2026, 1am");
        assert_eq!(offers[0].due_at.minutes_since(offers[0].sent_at), 120);
        app.turn_by_minutes(119);
        accept(app, &search.low, "2026-10-27").assert_done();
        app.settle();
        // An emergency: 24 weekday hours from Saturday night end when Monday ends, at the first moment of Tuesday.
        let period = Period::new(date(2026, 10, 26), date(2026, 10, 27)).unwrap();
        let seen = cases(app, "R5", period);
        assert_eq!((seen.len(), seen[0].counts), (1, true));
        assert!(seen[0].why.contains("due by the end of Monday 26 October 2026"), "{}", seen[0].why);
        assert!(cases(app, "R6", period).is_empty());
    });
}

// BRK-12, BRK-11
#[test]
fn endings_are_told_apart() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        search.award_to_first(app).assert_done();
        assert_eq!(figure(app, "FW1"), "100.0% (1 of 1)");
        assert_eq!(figure(app, "R3"), "no cases");
        let back = [("reason", "location"), ("words", "Too far after all."), ("last_day", "2026-11-24")];
        search.high.form(&search.under("/hand-back"), &back).assert_done();
        assert_eq!((figure(app, "R3"), figure(app, "R4")), ("0.0% (0 of 1)".to_owned(), "100.0% (1 of 1)".to_owned()));
        let quarter = Quarter::of(date(2026, 11, 23)).period();
        assert_eq!(cases(app, "R4", quarter)[0].why, "handed back by the provider: Too far after all.");
    });
}
