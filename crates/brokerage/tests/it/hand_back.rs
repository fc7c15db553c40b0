use kernel::{Moment, date, time};
use testkit::both;

use crate::{Search, events, open_offer, rooms};

// BRK-9, H14
#[test]
fn a_package_handed_back_is_open_again_at_once_with_its_history() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        search.award_to_first(app).assert_done();
        app.turn_to(Moment::from_london(date(2026, 11, 30), time(10, 0, 0, 0)));
        search.high.form(&search.under("/started"), &[("on", "2026-11-30"), ("at", "8am")]).assert_done();
        app.turn_by_days(7);
        let path = search.under("/hand-back");
        let back = [("reason", ""), ("words", ""), ("last_day", "2026-12-21")];
        search.high.form(&path, &back).assert_refused(422, "Say why you hand the package back");
        search.middle.get(&path).assert_status(404);
        let back = [("reason", "staffing"), ("words", "Two workers have left."), ("last_day", "2026-12-21")];
        search.high.form(&path, &back).assert_done();
        let row = search.row(app);
        assert_eq!((row.state.code(), row.hand_backs), ("requested", 1));
        assert!(row.is_hard_to_place());
        // The search has a clock of its own again: ten working days from Monday 7 December.
        let search_due = app.read(|tx| clocks::running(tx, search.package.into(), "contingency.other")).unwrap().due_at;
        assert_eq!(search_due, Moment::start_of(date(2026, 12, 22)));
        assert!(app.read(|tx| clocks::running(tx, search.package.into(), "hand_back.notice")).is_some());
        search.broker.get("/packages?only=hand_backs").assert_has("Handed back, to be offered again");
        let page = search.broker.get(&search.under("")).assert_ok();
        page.assert_has("Two workers have left.").assert_has("Larkbarrow Homecare, until Monday 21 December 2026");
        // Who carries on still sees whom it is for; whoever handed back is not asked again by rank.
        search.high.get(&format!("/provider/packages/{}", search.package)).assert_ok().assert_has("carry on until");
        search.broker.get(&search.under("/offer")).assert_has("Handed this package back.");
        search.offer("5").assert_done();
        open_offer(&search.middle);
        open_offer(&search.low);
        let happened = events(app, search.package);
        for event in ["package.handed_back", "package.reopened"] {
            assert!(happened.contains(&event.to_owned()), "{event}");
        }
        crate::accept(app, &search.middle, "2026-12-14").assert_done();
        let offer = crate::offer_of(app, search.package, &search.middle).to_string();
        search.broker.form(&search.under("/award"), &[("offer", &offer), ("start", "2026-12-22")]).assert_done();
        assert_eq!(search.row(app).state.held().unwrap().provider_name, "Harbour Care");
        let leaving = search.high.api_get(&format!("/provider/packages/{}", search.package)).assert_ok().json();
        assert!(leaving["start"].is_null() && leaving["owed"] == serde_json::json!([]), "{leaving}");
        app.turn_to(Moment::from_london(date(2026, 12, 22), time(10, 0, 0, 0)));
        search.middle.form(&search.under("/started"), &[("on", "2026-12-22"), ("at", "8am")]).assert_done();
        assert_eq!(search.row(app).leaving, None);
        search.high.get(&format!("/provider/packages/{}", search.package)).assert_status(404);
    });
}

// BRK-9
#[test]
fn who_gave_no_care_yet_hands_back_without_carrying_on() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        search.award_to_first(app).assert_done();
        let back = [("reason", "closing"), ("words", "We leave the area."), ("last_day", "2026-11-22")];
        search.high.form(&search.under("/hand-back"), &back).assert_refused(422, "The last day is past");
        let back = [("reason", "closing"), ("words", "We leave the area."), ("last_day", "2026-11-23")];
        search.high.form(&search.under("/hand-back"), &back).assert_done();
        assert_eq!(search.row(app).leaving, None);
        search.high.get(&format!("/provider/packages/{}", search.package)).assert_status(404);
    });
}
