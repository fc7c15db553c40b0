use access::Role;
use kernel::{Moment, Money, date, time};
use testkit::App;

use crate::{ada, agreed, at, plan, rooms, social_worker};

fn budget(app: &App, person: people::PersonId) -> i64 {
    app.read(|tx| accounts::balance(tx, plans::budget_account(person)))
}

/// A quarter after the plan was agreed nothing was used and the next thirteen weeks are credited: £150 a week.
fn a_quarter_later(app: &App) -> people::PersonId {
    let (worker, ada) = (social_worker(app), ada(app));
    agreed(&worker, ada);
    app.persona(Role::Finance).get("/surplus").assert_ok().assert_has("Nobody has more than 12 weeks’ worth");
    app.turn_to(Moment::from_london(date(2027, 2, 22), time(9, 0, 0, 0)));
    app.settle();
    assert_eq!(budget(app, ada), 26 * 15_000);
    ada
}

// BRK-10
#[test]
fn funding_over_twelve_weeks_goes_back_unless_it_is_earmarked() {
    testkit::both(rooms, |app| {
        let ada = a_quarter_later(app);
        let (finance, commissioner, broker) =
            (app.persona(Role::Finance), app.persona(Role::Commissioner), app.persona(Role::Broker));
        let id = plan(app, ada).id;
        let (earmark, back) = (format!("/surplus/{id}/earmark"), format!("/surplus/{id}/return"));
        let list = broker.api_get("/surplus").assert_ok().json();
        assert_eq!((&list[0]["gathered"], &list[0]["surplus"]), (&(13 * 15_000).into(), &15_000.into()));
        broker.get(&back).assert_status(403);
        finance.get(&earmark).assert_status(403);

        commissioner
            .form(&earmark, &[("amount", "100"), ("reason", "")])
            .assert_refused(422, "Say what the money is for");
        commissioner
            .form(&earmark, &[("amount", "5000"), ("reason", "x")])
            .assert_refused(422, "Only £1,950.00 has gathered");
        commissioner.form(&earmark, &[("amount", "100"), ("reason", "A stairlift in March")]).assert_done();
        finance.get("/surplus").assert_has("A stairlift in March").assert_has("To go back: £50.00");
        let old = serde_json::json!({ "pence": 15_000 });
        finance.api(&back, old).assert_refused(409, "The surplus is £50.00 now; the page showed £150.00");
        finance.form(&back, &[]).assert_done();
        assert_eq!(budget(app, ada), 26 * 15_000 - 5_000);
        finance.api(&back, serde_json::json!({ "pence": 5_000 })).assert_refused(409, "There is no surplus");
        app.turn_by_minutes(1);
        // The earmark is lifted: the rest goes back too.
        commissioner.form(&earmark, &[("amount", "0"), ("reason", "The stairlift is there")]).assert_done();
        finance.form(&back, &[]).assert_done();
        assert_eq!(budget(app, ada), 25 * 15_000);
        let told = app.read(|tx| plans::surplus::returned(tx, ada));
        let today = date(2027, 2, 22);
        assert_eq!(told, [(today, Money::from_pence(10_000)), (today, Money::from_pence(5_000))]);
        let words = plans::surplus::returned_in_words(app.house.place, told[0]);
        assert!(words.starts_with("On Monday 22 February 2027 £100.00 of the money set aside went back"), "{words}");
        assert_eq!(app.read(accounts::verify), Vec::<String>::new());
    });
}

// BRK-10
#[test]
fn what_is_no_surplus_is_not_returned() {
    testkit::on_sqlite(rooms, |app| {
        let ada = a_quarter_later(app);
        let finance = app.persona(Role::Finance);
        let id = plan(app, ada).id;
        let back = format!("/surplus/{id}/return");
        for wrong in [serde_json::json!({}), serde_json::json!({ "pence": 0 }), serde_json::json!({ "pence": -5 })] {
            finance.api(&back, wrong).assert_status(422);
        }
        finance.get("/surplus/00000000-0000-0000-0000-000000000001/return").assert_status(404);
        let worker = social_worker(app);
        worker.get("/surplus").assert_status(403);
        worker.form(&at(ada, "/end"), &[("ended_on", "2027-02-22"), ("reason", "Moved")]).assert_done();
        finance.api(&back, serde_json::json!({ "pence": 15_000 })).assert_refused(409, "This plan has ended");
        finance.get("/surplus").assert_has("Nobody has more than 12 weeks’ worth");
    });
}
