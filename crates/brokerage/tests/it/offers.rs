use brokerage::OfferState;
use testkit::both;

use crate::{Search, accept, events, offer_of, open_offer, rooms};

// BRK-3
#[test]
fn offers_go_out_by_rank_and_a_provider_sees_its_own_and_no_name() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        let page = search.broker.get(&search.under("/offer")).assert_ok();
        page.assert_has("3 of 4 providers could take it by rank")
            .assert_has("Tender score 92.0")
            .assert_has("Not on the framework");
        assert!(
            search
                .offer("2")
                .assert_done()
                .notice()
                .contains("2 providers. They must answer by Monday 23 November 2026, 1pm")
        );
        search.broker.get("/packages").assert_has("Offered to 2 of 3, 2 still to answer");
        let offer = open_offer(&search.high);
        let home = search.high.get("/provider").assert_ok().assert_has("offer to answer").assert_has("by 1pm");
        home.assert_lacks("Ada").assert_lacks("Harbour Care");
        let sealed = search.high.get(&format!("/offers/{offer}")).assert_ok();
        let sealed = sealed.assert_has("West Dorset").assert_has("BA21").assert_has("Monday, Wednesday and Friday");
        let sealed = sealed.assert_has("the person washes herself").assert_has("£150").assert_has("Using a hoist");
        sealed
            .assert_lacks("Ada")
            .assert_lacks("Example")
            .assert_lacks("5BT")
            .assert_lacks("Made Up Lane")
            .assert_lacks("999 000");
        let data = search.high.api_get(&format!("/offers/{offer}")).assert_ok();
        data.assert_lacks("Ada").assert_lacks("Harbour").assert_lacks("person_name");
        // The third by rank was not asked, and nobody sees another's offer or that there is one.
        search.low.get("/offers").assert_ok().assert_has("No offer waits");
        search.low.get(&format!("/offers/{offer}")).assert_status(404);
        search.low.get("/packages").assert_status(403);
        let messages = app.read(store::unsent);
        let messages: Vec<_> = messages.iter().filter(|message| message.topic == "offer.made").collect();
        assert_eq!(messages.len(), 2);
        assert!(messages.iter().all(|message| !message.body.contains("Ada") && message.body.contains("/offers/")));
    });
}

// BRK-3
#[test]
fn yes_and_no_are_recorded_alike_whatever_the_channel() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.offer("3").assert_done();
        accept(app, &search.high, "2026-11-28").assert_done();
        let no = [("reason", "no_capacity"), ("words", "Two workers are away")];
        search.middle.form(&format!("/offers/{}/decline", open_offer(&search.middle)), &no).assert_done();
        // The third rings up; the broker writes it down.
        let third = offer_of(app, search.package, &search.low);
        let path = format!("/offers/{third}/accept");
        search
            .broker
            .form(&path, &[("earliest_start", "2026-11-27")])
            .assert_refused(422, "Say how the provider’s answer came");
        search.broker.form(&path, &[("earliest_start", "2026-11-27"), ("channel", "phone")]).assert_done();
        search.broker.get("/packages").assert_has("Offered to 3 of 3, 2 yes");
        let page = search.broker.get(&search.under("")).assert_ok();
        page.assert_has("No staff at these times").assert_has("Two workers are away").assert_has("by phone");
        search.high.get("/offers").assert_has("Yes").assert_lacks("No staff");
        let offers = app.read(|tx| brokerage::offer::of_package(tx, search.package));
        assert_eq!(offers.iter().filter(|offer| offer.waits()).count(), 2);
    });
}

// BRK-3, H3
#[test]
fn an_offer_runs_out_after_four_hours_and_a_late_answer_is_told_when() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.offer("1").assert_done();
        let path = format!("/offers/{}/accept", open_offer(&search.high));
        app.turn_by_minutes(241);
        // The watch has not run yet: what counts is the time, not the job.
        let late = search.high.api(&path, serde_json::json!({ "earliest_start": "2026-11-28", "version": 1 }));
        late.assert_refused(409, "ended on Monday 23 November 2026, 1pm");
        app.settle();
        let offers = app.read(|tx| brokerage::offer::of_package(tx, search.package));
        assert!(matches!(offers[0].state, OfferState::Expired { at } if at == offers[0].due_at));
        search.broker.get("/packages").assert_has("No provider found yet, to be offered again");
        assert!(events(app, search.package).contains(&"package.round_ended".to_owned()));
        search.high.get("/offers").assert_has("No answer in time");
        // The next round goes to those who were not asked.
        search.offer("5").assert_done();
        let offers = app.read(|tx| brokerage::offer::of_package(tx, search.package));
        assert_eq!(offers.iter().filter(|offer| offer.round == 2).count(), 2);
        search.offer("1").assert_refused(409, "has been asked");
    });
}

// BRK-3
#[test]
fn the_answer_is_due_sooner_at_higher_and_highest_risk() {
    for (ground, minutes) in [("", 240), ("end_of_life", 120), ("significant_harm", 60)] {
        both(rooms, |app| {
            let search = Search::begin(app, ground);
            search.offer("1").assert_done();
            let offers = app.read(|tx| brokerage::offer::of_package(tx, search.package));
            assert_eq!(offers[0].due_at.minutes_since(offers[0].sent_at), minutes, "{ground}");
        });
    }
}

// BRK-3
#[test]
fn the_persons_choice_is_respected_with_a_reason() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        let low = search.low.organisation.unwrap().to_string();
        let choice = [("basis", "choice"), ("provider", low.as_str())];
        search.broker.form(&search.under("/offer"), &choice).assert_refused(422, "Say why this provider");
        let off = search.off.organisation.unwrap().to_string();
        let ranked = [("basis", "rank"), ("provider", off.as_str())];
        search.broker.form(&search.under("/offer"), &ranked).assert_refused(422, "has no place in the order");
        let mut choice = choice.to_vec();
        choice.push(("why", "They cared for her husband."));
        search.broker.form(&search.under("/offer"), &choice).assert_done();
        open_offer(&search.low);
        search
            .broker
            .get(&search.under(""))
            .assert_has("They cared for her husband.")
            .assert_has("The person’s choice");
        let spot = [("basis", "spot"), ("provider", off.as_str()), ("why", "Only they speak sign language.")];
        search.broker.form(&search.under("/offer"), &spot).assert_done();
        open_offer(&search.off);
    });
}

// BRK-3
#[test]
fn what_a_provider_reads_before_the_award_is_shown_to_whoever_sends_it_and_names_nobody() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        let person = crate::person(app, "Cy", 1);
        let worker = app.persona(access::Role::SocialWorker);
        let named = [("given_name", "Bea"), ("family_name", "Carey"), ("relationship", "sister")];
        worker.form(&format!("/people/{person}/carers"), &named).assert_done();
        crate::written(&worker, person, "ongoing", kernel::date(2026, 11, 27), "");
        let history = "Cy of 1 Made Up Lane, Sherborne (ba215bt), NHS 999 000 0026, fell at 07:30. Bea Carey rings 01935 812 345 \
            or bea@example.org. Her neighbour Bert Brown has a key. Took 30 minutes and 2 workers.";
        let about = [("what_matters", "Tea."), ("contingency", "Bea comes."), ("history", history)];
        worker.form(&crate::at(person, "/about"), &about).assert_done();
        let risk = [("words", "Bert’s dog bites at number 1"), ("reduced_by", "Ring Bea on +44 7700 900123 first")];
        worker.form(&crate::at(person, "/risks/add"), &risk).assert_done();
        worker.form(&crate::at(person, "/agree"), &[("agreed_with", "person")]).assert_done();
        let plan = crate::plan_of(app, person).id;
        let told = "the person of (address), Sherborne (BA21), NHS (number), fell at 07:30. (name) rings (phone number) \
            or (e-mail address). Her neighbour (name) has a key. Took 30 minutes and 2 workers.";
        let risk = "Bert’s dog bites at (address) – Ring (name) on (phone number) first";
        // The social worker reads it before they ask, with what the net did not catch: Bert, who is on no record.
        let asks = worker.get(&format!("/plans/{plan}/request-package")).assert_ok();
        asks.assert_has("What providers will read").assert_has(told).assert_has(risk);
        let package = crate::ask(&worker, plan).assert_done().id();
        // So does the broker before the offers go out.
        let offers = format!("/packages/{package}/offer");
        let page = search.broker.get(&offers).assert_ok();
        page.assert_has("What providers will read")
            .assert_has(told)
            .assert_has(risk)
            .assert_has("change the words in the plan");
        search.broker.form(&offers, &[("basis", "rank"), ("how_many", "1")]).assert_done();
        let offer = offer_of(app, package.into(), &search.high);
        // And the provider reads just that, on the page and by JSON.
        for path in [format!("/offers/{offer}"), format!("/offers/{offer}/accept"), format!("/offers/{offer}/decline")]
        {
            let page = search.high.get(&path).assert_ok().assert_has(told).assert_has(risk);
            for known in ["Cy", "Bea", "Carey", "Made Up", "5BT", "5bt", "0026", "812", "@", "900123", "Brown"] {
                page.clone().assert_lacks(known);
            }
        }
        let json = search.high.api_get(&format!("/offers/{offer}")).assert_ok().json();
        assert_eq!((&json["background"], &json["risks"][0]), (&told.into(), &risk.into()));
        // With the award the words are told as they were written.
        search.high.form(&format!("/offers/{offer}/accept"), &[("earliest_start", "2026-11-27")]).assert_done();
        let award = [("offer", offer.to_string()), ("start", "2026-11-27".into())];
        let award: Vec<(&str, &str)> = award.iter().map(|(name, value)| (*name, value.as_str())).collect();
        search.broker.form(&format!("/packages/{package}/award"), &award).assert_done();
        search.high.get(&format!("/provider/packages/{package}")).assert_has("Bea Carey rings 01935 812 345");
    });
}
