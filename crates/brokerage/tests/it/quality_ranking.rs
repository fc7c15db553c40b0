use access::Role;
use kernel::Uuid;
use testkit::{App, Options, Persona, Reply, both_with, monday};

use crate::{Search, accept, open_offer, provider, rooms};

/// The providers of a search are admitted so many days before it begins.
fn admitted_before(days: i64, test: impl Fn(&App, &Search)) {
    let options = Options { start: monday().plus_days(-days), ..Options::default() };
    both_with(rooms, &options, |app| {
        for (name, score) in [("Larkbarrow Homecare", 920), ("Harbour Care", 805), ("Stourlea Support", 610)] {
            provider(app, name, Some(score));
        }
        provider(app, "Damselfly Homecare", None);
        app.turn_to(monday());
        test(app, &Search::begin_admitted(app, ""));
    });
}

fn weights<'a>(name: &'a str, weights: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("name", name),
        ("valid_from", "2026-11-23"),
        ("operations", "Olu Example"),
        ("brokerage", "Bea Example"),
        ("quality", "Quinn Example"),
        ("commissioning", "Cam Example"),
        ("reason", "Answers matter most this winter."),
    ];
    fields.extend(weights);
    fields
}

fn set(commissioner: &Persona, name: &str, of: &[(&str, &str)]) -> Reply {
    commissioner.form("/ranking/panel", &weights(name, of))
}

fn place_of(broker: &Persona, provider: Uuid) -> serde_json::Value {
    let league = broker.api_get("/ranking").assert_ok().json();
    league.as_array().unwrap().iter().find(|line| line["provider"] == provider.to_string()).cloned().unwrap()
}

// BRK-4
#[test]
fn until_a_panel_has_set_weights_the_tender_score_alone_ranks() {
    admitted_before(200, |app, search| {
        let commissioner = app.persona(Role::Commissioner);
        commissioner.get("/ranking").assert_ok().assert_has("No panel has set weights yet");
        search.broker.get(&search.under("/offer")).assert_has("Tender score 92.0; has said it has room here.");
        set(&commissioner, "Winter", &[("tender", "60"), ("response", "35")])
            .assert_refused(422, "The weights add up to 95");
        set(&commissioner, "Winter", &[("tender", "40"), ("response", "60")]).assert_done();
        commissioner
            .get("/ranking/panels")
            .assert_ok()
            .assert_has("Panel 1, “Winter”")
            .assert_has("Operations: Olu Example; brokerage: Bea Example")
            .assert_has("Answers matter most this winter.")
            .assert_has("24 May 2027");
        // The broker sees it and may not change it.
        search.broker.get("/ranking").assert_ok().assert_has("Panel 1, “Winter” ranks since Monday 23 November 2026");
        search.broker.get("/ranking/panel").assert_status(403);
    });
}

// BRK-4
#[test]
fn a_record_moves_a_provider_and_a_round_keeps_the_order_as_it_was() {
    admitted_before(200, |app, search| {
        let commissioner = app.persona(Role::Commissioner);
        set(&commissioner, "Winter", &[("tender", "40"), ("response", "60")]).assert_done();
        // Nobody has answered anything yet: the weight of the answers is the tender score's.
        search.broker.get(&search.under("/offer")).assert_has("1st of 3: 92.0 of 100; tender score 92.0; has said");
        search.offer("2").assert_done();
        accept(app, &search.middle, "2026-11-27").assert_done();
        app.turn_by_hours(5);
        app.settle();
        // Larkbarrow did not answer, Harbour did: 0.4 × 92.0 against 0.4 × 80.5 + 60.
        let offer = search.broker.get(&search.under("/offer")).assert_ok();
        offer
            .assert_has("1st of 3: 92.2 of 100; answers 100% of 1 offer in time; tender score 80.5; has said")
            .assert_has("3rd of 3: 36.8 of 100; answers 0% of 1 offer in time; tender score 92.0; has said");
        search
            .broker
            .get(&search.under(""))
            .assert_has("1st of 3: 92.0 of 100; tender score 92.0; has said")
            .assert_has("Ranked by: Panel 1, “Winter”; rule record 1.");
        // A later panel changes the next order and no earlier one.
        set(&commissioner, "Spring", &[("tender", "100"), ("response", "0")]).assert_done();
        search.broker.get(&search.under("/offer")).assert_has("1st of 3: 92.0 of 100; tender score 92.0; has said");
        commissioner.get("/ranking/panels").assert_has("Panel 2, “Spring”").assert_has("Panel 1, “Winter”");
        let high = place_of(&search.broker, search.high.organisation.unwrap());
        assert_eq!((high["place"].as_i64(), high["score_tenths"].as_i64()), (Some(1), Some(920)), "{high}");
    });
}

// BRK-4
#[test]
fn in_its_first_months_a_provider_stands_by_its_tender_score_alone() {
    admitted_before(100, |app, search| {
        set(&app.persona(Role::Commissioner), "Winter", &[("response", "100")]).assert_done();
        search.offer("1").assert_done();
        app.turn_by_hours(5);
        app.settle();
        search.broker.get(&search.under("/offer")).assert_has(
            "1st of 3: Tender score 92.0, which alone counts in the first 26 weeks on the framework; has said",
        );
        // What will count is shown to the provider all the same.
        search.high.get("/ranking/own").assert_ok().assert_has("answers 0% of 1 offer in time");
    });
}

// BRK-4
#[test]
fn every_figure_leads_to_its_cases() {
    admitted_before(200, |app, search| {
        set(&app.persona(Role::Commissioner), "Winter", &[("hand_backs", "50"), ("turn_downs", "50")]).assert_done();
        search.three_say_yes(app);
        search.award_to_first(app).assert_done();
        app.turn_by_hours(1);
        let back = [("reason", "staffing"), ("words", "Two workers left."), ("last_day", "2026-12-21")];
        search.high.form(&search.under("/hand-back"), &back).assert_done();
        app.turn_by_hours(1);
        search.offer("2").assert_done();
        let decline = format!("/offers/{}/decline", open_offer(&search.low));
        search.low.form(&decline, &[("reason", "no_capacity")]).assert_done();
        let (high, low) = (search.high.organisation.unwrap(), search.low.organisation.unwrap());
        // One of one handed back and no offer turned down; half of the weight each.
        let page = search.broker.get(&format!("/ranking/providers/{high}")).assert_ok();
        page.assert_has("1 hand-back for 1 package held").assert_has("50.0 of 100").assert_has("Not recorded");
        let cases = search.broker.api_get(&format!("/ranking/providers/{high}/hand_backs")).assert_ok().json();
        assert_eq!(cases.as_array().unwrap().len(), 1);
        assert_eq!(cases[0]["words"], "Handed back: not enough staff");
        assert_eq!(cases[0]["href"], search.under(""));
        let cases = search.broker.api_get(&format!("/ranking/providers/{low}/turn_downs")).assert_ok().json();
        let words: Vec<_> = cases.as_array().unwrap().iter().map(|case| case["words"].as_str().unwrap()).collect();
        assert_eq!(words, ["No, hard to place", "Yes"]);
        search.broker.get(&format!("/ranking/providers/{low}/turn_downs")).assert_ok();
        for factor in
            ["monitoring", "response", "hard", "reductions", "localities", "complaints", "compliments", "choice"]
        {
            search.broker.get(&format!("/ranking/providers/{low}/{factor}")).assert_ok();
            search.low.get(&format!("/ranking/own/{factor}")).assert_ok();
        }
        search.broker.get(&format!("/ranking/providers/{low}/price")).assert_status(404);
    });
}

fn said_of(worker: &Persona, provider: Uuid, named: &str) -> Uuid {
    let provider = provider.to_string();
    let fields = [
        ("kind", "complaint"),
        ("provider", provider.as_str()),
        ("category", "times"),
        ("words", "Nobody came on Sunday morning."),
        ("severity", "moderate"),
        ("named", named),
        ("said_by", "family"),
    ];
    worker.form("/quality/feedback/new", &fields).assert_done().id()
}

// BRK-4, QUA-2, H11
#[test]
fn a_provider_opens_every_case_of_its_own_score_and_is_told_which_it_may_not_open() {
    admitted_before(200, |app, search| {
        set(&app.persona(Role::Commissioner), "Winter", &[("complaints", "50"), ("hand_backs", "50")]).assert_done();
        search.three_say_yes(app);
        search.award_to_first(app).assert_done();
        let (high, worker, officer) =
            (search.high.organisation.unwrap(), app.persona(Role::SocialWorker), app.persona(Role::QualityOfficer));
        let (told, kept) = (said_of(&worker, high, "yes"), said_of(&worker, high, "no"));
        let upheld =
            [("outcome", "upheld"), ("answer", "The round was not covered."), ("lesson", "Every round has cover.")];
        search.high.form(&format!("/quality/feedback/{told}/answer"), &upheld).assert_done();
        officer.form(&format!("/quality/feedback/{kept}/answer"), &upheld).assert_done();
        app.turn_by_hours(1);
        let back = [("reason", "staffing"), ("words", "Two workers left."), ("last_day", "2026-12-21")];
        search.high.form(&search.under("/hand-back"), &back).assert_done();
        // What is kept from the provider counts, and stands there without a word of it.
        search.high.get("/ranking/own").assert_ok().assert_has("2 complaints upheld");
        let page = search.high.get("/ranking/own/complaints").assert_ok();
        page.assert_has("Whoever said it must not be named to you, so only the council opens it")
            .assert_lacks(&kept.to_string())
            .assert_lacks("Sunday");
        let cases = |factor: &str| search.high.api_get(&format!("/ranking/own/{factor}")).assert_ok().json();
        let complaints = cases("complaints");
        assert_eq!(complaints.as_array().unwrap().len(), 2);
        assert_eq!(complaints[0]["href"], format!("/quality/feedback/{told}"));
        assert_eq!(complaints[1]["href"], serde_json::Value::Null);
        // Every other case is opened by whoever it is counted against.
        let mut opened = 0;
        for factor in ["response", "hard", "hand_backs", "turn_downs", "reductions", "complaints", "choice"] {
            for case in cases(factor).as_array().unwrap().iter().filter(|case| !case["href"].is_null()) {
                search.high.get(case["href"].as_str().unwrap()).assert_ok();
                opened += 1;
            }
        }
        assert!(opened >= 3, "{opened}");
    });
}

// BRK-4, H3
#[test]
fn a_provider_sees_its_own_score_and_nothing_of_another() {
    admitted_before(200, |app, search| {
        set(&app.persona(Role::Commissioner), "Winter", &[("tender", "100")]).assert_done();
        let own = search.middle.get("/ranking/own").assert_ok();
        own.assert_has("80.5 of 100").assert_lacks("Larkbarrow").assert_lacks("92.0").assert_lacks("Olu Example");
        search.middle.get("/ranking").assert_status(403);
        search.middle.get("/ranking/panels").assert_status(403);
        for other in [&search.high, &search.middle] {
            let id = other.organisation.unwrap();
            search.middle.get(&format!("/ranking/providers/{id}")).assert_status(403);
            search.middle.get(&format!("/ranking/providers/{id}/response")).assert_status(403);
        }
    });
}

// BRK-4
#[test]
fn counting_takes_as_many_statements_for_forty_providers_as_for_four() {
    admitted_before(200, |app, search| {
        set(&app.persona(Role::Commissioner), "Winter", &[("response", "100")]).assert_done();
        let statements = || {
            let (package, house) = (search.row(app), app.house.clone());
            app.read(move |tx| {
                let before = tx.statements();
                brokerage::send::order(tx, house.place, &package, monday())?;
                Ok(tx.statements() - before)
            })
        };
        let few = statements();
        for n in 0..36 {
            provider(app, &format!("Provider {n}"), Some(500 + n));
        }
        assert_eq!(statements(), few);
    });
}
