//! Care off the framework: people are offered a transfer or the money, and a provider that joins keeps its packages (BRK-11).

use access::Role;
use brokerage::MEASURES;
use kernel::{Moment, Period, date, time};
use measures::{Asked, Case, Figure};
use testkit::{App, both};

use crate::{Search, events, open_offer, rooms};

/// Damselfly Homecare, which is not on the framework, has the package at more than the ceiling; care starts on 30 November.
fn awarded_off(app: &App) -> Search {
    let search = Search::begin(app, "");
    search.broker.form(&search.under("/contingency"), &[("why", "Nobody serves the village.")]).assert_done();
    let off = search.off.organisation.unwrap().to_string();
    let spot = [("basis", "spot"), ("provider", off.as_str()), ("why", "Nobody else serves the village.")];
    search.broker.form(&search.under("/offer"), &spot).assert_done();
    let offer = open_offer(&search.off);
    let yes = [("earliest_start", "2026-11-30"), ("rate", "£45.00")];
    search.off.form(&format!("/offers/{offer}/accept"), &yes).assert_done();
    let award = [("offer", offer.as_str()), ("start", "2026-11-30"), ("why", "Nobody else serves the village.")];
    search.broker.form(&search.under("/award"), &award).assert_done();
    app.settle();
    search
}

fn care(app: &App) -> Vec<Case> {
    let period = Period::through(date(2026, 11, 30), date(2026, 12, 13)).unwrap();
    let measure = MEASURES.iter().find(|measure| measure.code == "FW2").unwrap();
    app.read(|tx| (measure.cases)(tx, &Asked { period, organisation: None }))
}

// BRK-11, H14
#[test]
fn somebody_whose_care_is_off_the_framework_is_offered_a_transfer_or_the_money_and_answers() {
    both(rooms, |app| {
        let search = awarded_off(app);
        let line = |who: &testkit::Persona| who.api_get("/off-framework").assert_ok().json()[0].clone();
        let first = line(&search.broker);
        assert_eq!(
            (&first["next"], &first["late"], &first["provider_name"]),
            (&"offer".into(), &false.into(), &"Damselfly Homecare".into())
        );
        let commissioner = app.persona(Role::Commissioner);
        commissioner.get("/off-framework").assert_ok().assert_has("Nothing offered yet").assert_lacks("Ada");
        search.off.get("/off-framework").assert_status(403);
        app.turn_to(Moment::from_london(date(2026, 12, 22), time(9, 0, 0, 0)));
        app.settle();
        assert_eq!(line(&commissioner)["late"], true, "twenty working days after the award");

        let offer = search.under("/transfer");
        search.broker.form(&offer, &[("offered", "transfer")]).assert_refused(422, "how it was explained");
        search.broker.form(&offer, &[("offered", "transfer"), ("words", "By phone, with her son")]).assert_done();
        assert_eq!(line(&commissioner)["next"], "answer");
        let again = serde_json::json!({ "offered": "both", "words": "Once more" });
        search.broker.api(&offer, again).assert_refused(409, "open already");
        let answer = search.under("/transfer/answer");
        let other = [("answer", "direct_payment"), ("words", "Ada")];
        search.broker.form(&answer, &other).assert_refused(422, "This was not offered");
        let stay = [("answer", "stay"), ("words", "Ada: she knows them and trusts them")];
        let social_worker = app.persona(Role::SocialWorker);
        social_worker.form(&answer, &stay).assert_done();
        let after = line(&commissioner);
        assert_eq!(
            (&after["next"], &after["due"], &after["late"]),
            (&"stay".into(), &serde_json::Value::Null, &false.into())
        );
        commissioner.get("/off-framework").assert_ok().assert_has("To stay with their provider as it is");
        search.broker.get(&answer).assert_status(409);
        let whose = app.read(|tx| store::journal::of_person(tx, search.person.into(), app.now().plus_days(1), 200));
        let told: Vec<_> = whose.iter().map(|entry| entry.event.as_str()).collect();
        assert!(told.contains(&"transfer.offered") && told.contains(&"transfer.answered"), "{told:?}");
    });
}

// BRK-11, BRK-8
#[test]
fn a_provider_that_joins_keeps_its_packages_on_the_frameworks_terms() {
    both(rooms, |app| {
        let search = awarded_off(app);
        assert_eq!(Figure::of(&care(app)).numerator, 0);
        let off = search.off.organisation.unwrap();
        let join = format!("/framework/{off}/join");
        search.broker.get(&join).assert_status(403);
        let commissioner = app.persona(Role::Commissioner);
        commissioner.get(&format!("/framework/{off}")).assert_ok().assert_has("Admit to the framework");
        let page = commissioner.get(&join).assert_ok();
        page.assert_has("£45.00").assert_has("2026").assert_lacks("Ada");
        app.turn_to(Moment::from_london(date(2026, 12, 7), time(9, 0, 0, 0)));
        app.settle();
        let wrong = [("score", "650"), ("lots", "home, moon"), ("note", "Scored by the panel")];
        commissioner.form(&join, &wrong).assert_refused(422, "no lot “moon”");
        let fields = [("score", "650"), ("lots", "home"), ("note", "Scored by the panel")];
        let done = commissioner.form(&join, &fields).assert_done();
        assert!(done.notice().contains("1 package stays with it, 1 of them at a lower rate"), "{}", done.notice());
        let package = search.row(app);
        let held = package.state.held().unwrap();
        let ceiling = places::Place::dorset().unwrap().ceiling("home", "west", "day", date(2026, 12, 7)).unwrap();
        assert_eq!((held.provider, held.rate), (off, ceiling), "nothing handed back, the framework's price");
        assert_eq!(package.hand_backs, 0);
        let told = events(app, search.package);
        assert!(
            told.contains(&"package.joined_framework".to_owned()) && told.contains(&"package.rate_changed".to_owned())
        );
        assert!(search.broker.api_get("/off-framework").assert_ok().json().as_array().unwrap().is_empty());
        // A week off the framework, a week on it.
        let cases = care(app);
        let figure = Figure::of(&cases);
        assert_eq!((cases.len(), figure.numerator * 2), (2, figure.denominator));
        assert_eq!(figure.words_of(places::Counted::Minutes), "50.0% (4.5 of 9.0 hours)");
        let list = search.broker.get("/framework").assert_ok();
        list.assert_has("4 admitted");
        commissioner.get(&join).assert_status(409);
        search.broker.get(&search.under("")).assert_ok();
    });
}
