use std::sync::Barrier;

use testkit::{App, Persona, Reply, both};

use crate::{Search, events, offer_of, rooms};

fn call(search: &Search) -> Reply {
    let fields = [
        ("how_many", "3"),
        ("question_1", "How do you keep Ada with the same workers?"),
        ("weight_1", "40"),
        ("question_2", "Who covers sickness?"),
        ("weight_2", "20"),
        ("price_weight", "40"),
    ];
    search.broker.form(&search.under("/compete"), &fields)
}

fn bid(app: &App, search: &Search, who: &Persona, rate: &str, first: &str) -> Reply {
    let offer = offer_of(app, search.package, who);
    let fields =
        [("earliest_start", "2026-11-27"), ("rate", rate), ("answer_1", first), ("answer_2", "Our own pool of six.")];
    who.form(&format!("/offers/{offer}/bid"), &fields)
}

fn competition(search: &Search, id: &str) -> serde_json::Value {
    search.broker.api_get(&format!("/competitions/{id}")).assert_ok().json()
}

fn points(search: &Search, bid: &serde_json::Value, first: &str, second: &str) -> Reply {
    let path = format!("/bids/{}/score", bid["id"].as_str().unwrap());
    search.broker.form(&path, &[("points_1", first), ("points_2", second), ("why", "Named workers; a pool.")])
}

fn of<'b>(data: &'b serde_json::Value, provider: &str) -> &'b serde_json::Value {
    data["bids"].as_array().unwrap().iter().find(|bid| bid["provider"] == provider).unwrap()
}

// BRK-8, H3
#[test]
fn providers_answer_sealed_and_the_highest_total_is_proposed_at_its_quoted_rate() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        let id = call(&search).assert_done().id().to_string();
        let offer = offer_of(app, search.package, &search.high);
        // The person's name is taken out of the question; a plain yes is no answer.
        search
            .high
            .get(&format!("/offers/{offer}/bid"))
            .assert_ok()
            .assert_has("How do you keep the person with the same workers? (weighs 40)")
            .assert_has("The price weighs 40 of 100");
        search.high.form(&format!("/offers/{offer}/accept"), &[("earliest_start", "2026-11-27")]).assert_status(409);
        bid(app, &search, &search.high, "99.00", "A named team.").assert_refused(422, "The framework pays at most");
        bid(app, &search, &search.high, "24.00", "").assert_refused(422, "Answer the first question");
        bid(app, &search, &search.high, "24.00", "A named team of four.").assert_done();
        bid(app, &search, &search.middle, "21.00", "Whoever is free.").assert_done();
        // It may be changed until the deadline.
        bid(app, &search, &search.high, "22.40", "A named team of three.").assert_done();
        let before = competition(&search, &id);
        assert_eq!((before["sealed"].as_bool(), before["bids"].as_array().unwrap().len()), (Some(true), 0));
        for path in
            [format!("/competitions/{id}"), search.under(""), search.under("/award"), format!("/offers/{offer}")]
        {
            search.broker.get(&path).assert_lacks("named team").assert_lacks("22.40").assert_lacks("Yes");
        }
        app.turn_by_days(2);
        app.settle();
        let mut after = competition(&search, &id);
        assert_eq!((after["sealed"].as_bool(), after["bids"].as_array().unwrap().len()), (Some(false), 2));
        // Stourlea did not answer in time.
        search.broker.get(&search.under("")).assert_has("No answer in time").assert_has("Mini-competition, round 1");
        // Nothing is awarded before every bid has its points.
        let yes = offer_of(app, search.package, &search.middle).to_string();
        let award = |offer: &str, why: &str| {
            let fields = [("offer", offer), ("start", "2026-11-30"), ("why", why)];
            search.broker.form(&search.under("/award"), &fields)
        };
        points(&search, of(&after, "Larkbarrow Homecare"), "9", "8").assert_done();
        award(&yes, "").assert_refused(422, "Every bid of the mini-competition must have its points");
        points(&search, of(&after, "Harbour Care"), "3", "5").assert_done();
        after = competition(&search, &id);
        // 0.4 × 90 + 0.2 × 80 + 40 × 21.00 ÷ 22.40 against 0.4 × 30 + 0.2 × 50 + 40.
        let total = |provider: &str| of(&after, provider)["total_hundredths"].as_i64().unwrap();
        assert_eq!((total("Larkbarrow Homecare"), total("Harbour Care")), (8_950, 6_200));
        search
            .broker
            .get(&format!("/competitions/{id}"))
            .assert_has("89.50 Proposed")
            .assert_has("A named team of three.");
        search.broker.get(&search.under("/award")).assert_has("89.50");
        award(&yes, "").assert_refused(422, "Harbour Care has 62.00 points in the mini-competition and Larkbarrow");
        award(&offer.to_string(), "").assert_done();
        let held = search.row(app).state.held().cloned().unwrap();
        assert_eq!((held.provider_name.as_str(), held.rate.pence()), ("Larkbarrow Homecare", 2_240));
        // Whoever lost is told its own points and nobody else's; points that were acted on stay.
        search
            .middle
            .get(&format!("/offers/{yes}"))
            .assert_ok()
            .assert_has("Your bid was given 62.00 points of 100.")
            .assert_lacks("89.50")
            .assert_lacks("Larkbarrow");
        points(&search, of(&after, "Harbour Care"), "10", "10").assert_status(409);
        let told = app.store.read_now(store::unsent).unwrap();
        assert!(told.iter().any(|message| message.body.contains("Your bid was given 62.00 points of 100.")));
        let happened = events(app, search.package);
        for event in ["competition.called", "competition.opened", "package.awarded"] {
            assert!(happened.contains(&event.to_owned()), "{event}");
        }
        // What was bid stood in no event before the deadline.
        let made = app.read(|tx| store::journal::of_subject(tx, offer.into()));
        let sealed = made.iter().filter(|entry| entry.event.starts_with("bid.made") || entry.event == "bid.changed");
        assert_eq!(sealed.filter(|entry| !entry.facts().to_string().contains("22")).count(), 2);
    });
}

// BRK-8, H14
#[test]
fn a_competition_nobody_answers_leaves_the_package_to_be_offered_again() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        let id = call(&search).assert_done().id().to_string();
        search
            .low
            .api(
                &format!("/offers/{}/decline", offer_of(app, search.package, &search.low)),
                serde_json::json!({ "reason": "no_capacity", "version": 1 }),
            )
            .assert_done();
        app.turn_by_days(2);
        app.settle();
        let late = serde_json::json!({
            "earliest_start": "2026-11-27", "rate": "22.00", "answer_1": "A team.", "answer_2": "A pool.", "version": 1,
        });
        let offer = offer_of(app, search.package, &search.high);
        search.high.api(&format!("/offers/{offer}/bid"), late).assert_refused(409, "The time to answer ended");
        assert_eq!(search.row(app).state.code(), "requested");
        search.broker.get(&format!("/competitions/{id}")).assert_has("Nobody answered before the deadline");
        let high = search.high.organisation.unwrap().to_string();
        let again = [("basis", "choice"), ("provider", high.as_str()), ("why", "She knows them.")];
        search.broker.form(&search.under("/offer"), &again).assert_done();
    });
}

// BRK-8
#[test]
fn sixteen_score_one_bid_at_once_and_one_of_them_is_kept() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        let id = call(&search).assert_done().id().to_string();
        bid(app, &search, &search.high, "22.00", "A named team.").assert_done();
        app.turn_by_days(2);
        app.settle();
        let data = competition(&search, &id);
        let (path, version) =
            (format!("/bids/{}/score", data["bids"][0]["id"].as_str().unwrap()), &data["bids"][0]["version"]);
        let start = Barrier::new(16);
        let replies: Vec<_> = std::thread::scope(|scope| {
            let press = |n: usize| {
                let (broker, start) = (search.broker.browser.clone(), &start);
                let body =
                    serde_json::json!({ "points_1": n % 11, "points_2": 5, "why": "As read.", "version": version });
                let path = path.clone();
                scope.spawn(move || {
                    start.wait();
                    broker.api(&path, body)
                })
            };
            let all: Vec<_> = (0..16).map(press).collect();
            all.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let kept = replies.iter().filter(|reply| reply.status == 200).count();
        assert_eq!(kept, 1, "{:?}", replies.iter().map(|reply| reply.status).collect::<Vec<_>>());
    });
}

// BRK-8, H3
#[test]
fn only_the_provider_that_was_asked_may_answer() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        let id = call(&search).assert_done().id().to_string();
        let offer = offer_of(app, search.package, &search.high);
        search.middle.get(&format!("/offers/{offer}/bid")).assert_status(404);
        search.broker.get(&format!("/offers/{offer}/bid")).assert_status(403);
        search.high.get(&format!("/competitions/{id}")).assert_status(403);
        let few = [("how_many", "3"), ("question_1", "How?"), ("weight_1", "40"), ("price_weight", "40")];
        search.broker.form(&search.under("/compete"), &few).assert_refused(422, "add up to 80");
    });
}
