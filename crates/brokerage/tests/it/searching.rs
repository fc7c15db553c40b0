use kernel::{Moment, date, time};
use testkit::{both, on_sqlite};

use crate::{Search, events, open_offer, rooms};

// BRK-6, H14
#[test]
fn after_two_working_days_the_search_opens_to_every_provider() {
    both(rooms, |app| {
        let search = Search::begin(app, "delayed_discharge");
        let off = search.off.organisation.unwrap().to_string();
        // Asked for on Monday: the search widens when Wednesday has ended.
        app.turn_to(Moment::from_london(date(2026, 11, 25), time(23, 59, 0, 0)));
        app.settle();
        assert_eq!(search.row(app).contingency_at, None);
        app.turn_to(Moment::from_london(date(2026, 11, 26), time(0, 1, 0, 0)));
        app.settle();
        let row = search.row(app);
        assert_eq!(row.contingency_why.as_deref(), Some("No framework provider was found within two working days."));
        let page = search.broker.get("/packages?only=contingency").assert_ok();
        page.assert_has("Open to every provider").assert_has("1 open to every provider");
        search.broker.get(&search.under("/offer")).assert_has("4 of 4 providers could take it by rank");
        search.broker.form(&search.under("/offer"), &[("basis", "rank"), ("provider", &off)]).assert_done();
        open_offer(&search.off);
        assert!(events(app, search.package).contains(&"package.contingency_opened".to_owned()));
        search
            .broker
            .get(&search.under("/contingency"))
            .assert_ok()
            .assert_has("has been open to every provider since");
    });
}

// BRK-6
#[test]
fn a_broker_may_widen_the_search_before_its_time_with_a_reason() {
    on_sqlite(rooms, |app| {
        let search = Search::begin(app, "");
        let path = search.under("/contingency");
        search.broker.form(&path, &[("why", "")]).assert_refused(422, "Say why the search is opened");
        search.broker.form(&path, &[("why", "Only two providers serve the village.")]).assert_done();
        let version = search.row(app).version;
        let again = serde_json::json!({ "why": "again", "version": version });
        search.broker.api(&path, again).assert_refused(409, "has been open to every provider since");
        search.high.get(&path).assert_status(403);
    });
}

// H14
#[test]
fn a_broker_takes_a_package_on_with_one_press() {
    on_sqlite(rooms, |app| {
        let search = Search::begin(app, "");
        search.broker.get("/packages").assert_has("Nobody yet");
        search.broker.form_on("/packages", &search.under("/own"), &[]).assert_done();
        search.broker.get("/packages?only=mine").assert_has(&search.broker.name);
        assert_eq!(search.row(app).owner, Some(search.broker.account));
    });
}

// H14
#[test]
fn every_package_of_the_list_has_somebody_who_must_act_and_a_deadline() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.offer("1").assert_done();
        // The database itself refuses a running package without a deadline.
        let (package, version) = (search.package, search.row(app).version);
        let refused = app.try_write(move |work| {
            let columns = store::cols! { "due_at" => None::<Moment> };
            work.apply(
                store::Change::new("package.spoilt", "package", package).update("package", package, version, columns),
            )
        });
        assert!(matches!(refused, Err(kernel::Failure::Conflict(_))), "{refused:?}");
        let list = search.broker.api_get("/packages").assert_ok().json();
        assert_eq!(list["counts"]["offered"], 1);
        assert!(list["packages"][0]["due_at"].is_string());
    });
}
