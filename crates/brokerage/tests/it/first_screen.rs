use kernel::{Moment, date, time};
use testkit::both;

use crate::{Search, accept, open_offer, rooms};

// BRK-3, BRK-4
#[test]
fn replies_stand_on_the_first_screen_with_rank_and_reasons() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.broker.get("/packages").assert_ok().assert_lacks("Replies to accept");
        search.offer("3").assert_done();
        accept(app, &search.low, "2026-11-28").assert_done();
        accept(app, &search.high, "2026-11-30").assert_done();
        for path in ["/packages", "/packages?only=replies"] {
            let page = search.broker.get(path).assert_ok();
            page.assert_has("Replies to accept")
                .assert_has("Tender score 92.0; has said it has room here.")
                .assert_has("Offered to 3 of 3, 2 yes");
        }
        let data = search.broker.api_get("/packages").assert_ok().json();
        let ranks: Vec<_> = data["replies"].as_array().unwrap().iter().map(|reply| reply["rank"].as_i64()).collect();
        assert_eq!(ranks, [Some(1), Some(3)], "the best placed first");
        search.award_to_first(app).assert_done();
        search.broker.get("/packages").assert_lacks("Replies to accept");
    });
}

// BRK-6, H14
#[test]
fn the_stage_says_the_day_of_the_contingency_and_who_is_off_the_framework() {
    both(rooms, |app| {
        let search = Search::begin(app, "delayed_discharge");
        app.turn_to(Moment::from_london(date(2026, 11, 26), time(9, 0, 0, 0)));
        app.settle();
        app.turn_to(Moment::from_london(date(2026, 11, 28), time(9, 0, 0, 0)));
        search.broker.get("/packages").assert_has("New, not offered yet. Open to every provider, day 3");
        let off = search.off.organisation.unwrap().to_string();
        let spot = [("basis", "spot"), ("provider", off.as_str()), ("why", "Nobody else in the village.")];
        search.broker.form(&search.under("/offer"), &spot).assert_done();
        search.broker.get("/packages").assert_has("1 still to answer. Open to every provider, day 3. Off framework");
        open_offer(&search.off);
        accept(app, &search.off, "2026-11-30").assert_done();
        let offer = crate::offer_of(app, search.package, &search.off).to_string();
        let award = [("offer", offer.as_str()), ("start", "2026-11-30")];
        search.broker.form(&search.under("/award"), &award).assert_done();
        search.broker.get("/packages").assert_has("Awarded to Damselfly Homecare. Off framework");
    });
}
