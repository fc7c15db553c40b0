use testkit::both;

use crate::{Search, open_offer, rooms};

// BRK-3
#[test]
fn a_package_that_is_hard_to_place_goes_first_to_who_can_do_what_it_needs() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.low.form("/provider/services", &[("services", "hoist"), ("services", "two_workers")]).assert_done();
        search.high.form("/provider/services", &[("services", "two_workers")]).assert_done();
        // Not before it is hard to place.
        search.broker.get(&search.under("/offer")).assert_lacks("can do all");
        search
            .broker
            .form(&search.under("/contingency"), &[("why", "Two providers have refused it by phone.")])
            .assert_done();
        search
            .broker
            .get(&search.under("/offer"))
            .assert_has("Tender score 61.0; has said it has room here. It can do all that is needed.")
            .assert_has("It has not said it can do: using a hoist.")
            .assert_has("It has not said it can do: two care workers together and using a hoist.");
        search.offer("1").assert_done();
        open_offer(&search.low);
        let low = search.low.organisation.unwrap();
        search.broker.get(&format!("/framework/{low}")).assert_has("Two care workers together and Using a hoist");
        // A broker records what a provider says by phone; one service fewer.
        search.broker.form(&format!("/framework/{low}/services"), &[("services", "hoist")]).assert_done();
        search.high.get(&format!("/framework/{low}/services")).assert_status(404);
        search.broker.get(&search.under("/offer")).assert_has("It has not said it can do: two care workers together.");
    });
}

// BRK-3
#[test]
fn whom_the_person_wants_is_asked_first_and_the_reason_stays_with_the_round() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        let low = search.low.organisation.unwrap().to_string();
        let off = search.off.organisation.unwrap().to_string();
        let wish = search.under("/wish");
        search
            .broker
            .form(&wish, &[("ground", "choice"), ("provider", &low)])
            .assert_refused(422, "Write what the person said");
        let spot = serde_json::json!({ "ground": "choice", "provider": off, "why": "Knows them.", "version": 1 });
        search.broker.api(&wish, spot).assert_refused(422, "Ask it as a spot purchase");
        let fields = [("ground", "choice"), ("provider", low.as_str()), ("why", "They cared for her sister")];
        search.broker.form(&wish, &fields).assert_done();
        search.broker.get(&search.under("")).assert_has("Asked first The person’s choice: They cared for her sister.");
        search.offer("1").assert_done();
        let offer = open_offer(&search.low);
        search.low.get(&format!("/offers/{offer}")).assert_lacks("sister");
        let kept = "The person’s choice: They cared for her sister. Tender score 61.0; has said it has room here.";
        search.broker.form(&wish, &[("ground", "none"), ("provider", ""), ("why", "")]).assert_done();
        search.broker.get(&search.under("")).assert_has(kept).assert_lacks("Asked first");
        search.high.get(&wish).assert_status(403);
    });
}
