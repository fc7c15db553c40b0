use testkit::on_sqlite;

use crate::{Search, accept, offer_of, open_offer, rooms};

// BRK-3
#[test]
fn a_decline_needs_a_reason_and_an_answer_is_given_once() {
    on_sqlite(rooms, |app| {
        let search = Search::begin(app, "");
        search.offer("2").assert_done();
        let offer = open_offer(&search.high);
        search.high.form(&format!("/offers/{offer}/decline"), &[]).assert_refused(422, "Say why you cannot take it");
        search
            .high
            .form(&format!("/offers/{offer}/decline"), &[("reason", "other")])
            .assert_refused(422, "in a few words");
        let dear = [("earliest_start", "2026-11-27"), ("rate", "99.00")];
        search.high.form(&format!("/offers/{offer}/accept"), &dear).assert_refused(422, "The framework pays at most");
        let past = [("earliest_start", "2026-11-20")];
        search.high.form(&format!("/offers/{offer}/accept"), &past).assert_refused(422, "in the past");
        accept(app, &search.high, "2026-11-27").assert_done();
        let again = serde_json::json!({ "earliest_start": "2026-11-27", "version": 1 });
        search.high.api(&format!("/offers/{offer}/accept"), again).assert_refused(409, "was accepted already");
        let no = serde_json::json!({ "reason": "price", "version": 2 });
        search.high.api(&format!("/offers/{offer}/decline"), no).assert_refused(409, "was accepted already");
    });
}

// BRK-3, GOV-1
#[test]
fn a_provider_cannot_answer_for_another_nor_see_that_there_is_another() {
    on_sqlite(rooms, |app| {
        let search = Search::begin(app, "");
        search.offer("1").assert_done();
        let offer = open_offer(&search.high);
        let yes = serde_json::json!({ "earliest_start": "2026-11-27", "version": 1 });
        search.middle.api(&format!("/offers/{offer}/accept"), yes).assert_status(404);
        search.middle.get(&format!("/offers/{offer}/decline")).assert_status(404);
        search.middle.api_get("/offers").assert_ok().assert_lacks(&offer);
        search.middle.api(&search.under("/offer"), serde_json::json!({})).assert_status(403);
        search.broker.get("/packages/not-an-id").assert_status(404);
        search.broker.get("/packages/00000000-0000-0000-0000-000000000001").assert_status(404);
        search.broker.get("/offers/00000000-0000-0000-0000-000000000001").assert_status(404);
    });
}

// BRK-3
#[test]
fn an_old_page_changes_nothing_and_says_so() {
    on_sqlite(rooms, |app| {
        let search = Search::begin(app, "");
        let old = search.row(app).version;
        search.offer("1").assert_done();
        let stale = serde_json::json!({ "basis": "rank", "how_many": 1, "version": old });
        search.broker.api(&search.under("/offer"), stale).assert_refused(409, "Somebody changed this");
        accept(app, &search.high, "2026-11-27").assert_done();
        let offer = offer_of(app, search.package, &search.high);
        let stale = serde_json::json!({ "offer": offer, "start": "2026-11-27", "version": old });
        search.broker.api(&search.under("/award"), stale).assert_refused(409, "Somebody changed this");
        let no_yes =
            serde_json::json!({ "offer": search.package, "start": "2026-11-27", "version": search.row(app).version });
        search
            .broker
            .api(&search.under("/award"), no_yes)
            .assert_refused(422, "Choose one of the providers that said yes");
    });
}

// BRK-3
#[test]
fn an_answer_that_cannot_be_read_is_told_field_by_field() {
    on_sqlite(rooms, |app| {
        let search = Search::begin(app, "");
        search.offer("1").assert_done();
        let offer = open_offer(&search.high);
        let odd = serde_json::json!({ "earliest_start": "soon", "rate": "lots", "colour": "red", "version": 1 });
        let reply = search.high.api(&format!("/offers/{offer}/accept"), odd).assert_status(422);
        let fields: Vec<String> = reply.faults().into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["earliest_start", "rate", "colour"]);
        let many = serde_json::json!({ "basis": "rank", "how_many": 1000, "version": 1 });
        search.broker.api(&search.under("/offer"), many).assert_status(422);
    });
}

// BRK-3
#[test]
fn lists_and_pages_ask_the_database_a_fixed_number_of_times() {
    on_sqlite(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        let asked = app.read(|tx| {
            let before = tx.statements();
            brokerage::offers::of_provider(tx, search.high.organisation.unwrap(), app.now(), app.house.place)?;
            brokerage::framework::candidates(tx, "home", "west", app.today())?;
            Ok(tx.statements() - before)
        });
        assert_eq!(asked, 2);
    });
}
