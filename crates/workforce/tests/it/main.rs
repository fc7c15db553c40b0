//! Journeys through the room of workforce, in the words of those who work there, on both databases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test that cannot go on says so by stopping"
)]

use access::{OrganisationKind, Role};
use kernel::{Date, Uuid, date};
use testkit::{App, Persona};
use wire::Slice;

fn rooms() -> Vec<Slice> {
    vec![workforce::slice()]
}

const TODAY: Date = date(2026, 11, 23);

fn provider(app: &App) -> Uuid {
    app.organisation(OrganisationKind::Provider, "Harbour Care")
}

fn new_worker(app: &App) -> Persona {
    app.unchecked_in(Role::CareWorker, provider(app))
}

fn page_of(worker: &Persona) -> String {
    format!("/provider/checks/{}", worker.account)
}

/// Records a check through the manager's page, a minute after whatever happened before.
fn record(app: &App, manager: &Persona, worker: &Persona, kind: &str, fields: &[(&str, &str)]) -> testkit::Reply {
    app.turn_by_minutes(1);
    let path = format!("{}/record", page_of(worker));
    let mut all = vec![("kind", kind), ("seen_by", "Morgan Manager")];
    all.extend(fields);
    manager.form(&path, &all)
}

fn cleared(app: &App, worker: &Persona, on: Date) -> bool {
    let (own, id, place) = (provider(app), worker.account, app.house.place);
    app.read(|tx| workforce::worker(tx, own, id, on)).standing(&place.workforce, on).is_cleared()
}

// WRK-1, GOV-3
#[test]
fn a_manager_records_what_a_new_worker_brings_and_they_may_be_given_visits() {
    testkit::both(rooms, |app| {
        let (manager, worker) = (app.persona(Role::ProviderManager), new_worker(app));
        manager
            .get("/provider/checks")
            .assert_ok()
            .assert_has("No visits, no records")
            .assert_has("Identity is not recorded, right to work is not recorded");
        manager.get(&page_of(&worker)).assert_ok().assert_has("Until this is put right they reach nobody’s record");
        for kind in app.house.place.workforce.checks.iter().filter(|kind| kind.needed == places::NeededBy::Always) {
            assert!(!cleared(app, &worker, TODAY));
            record(app, &manager, &worker, &kind.code, &[]).assert_done();
        }
        assert!(cleared(app, &worker, TODAY));
        manager.get(&page_of(&worker)).assert_ok().assert_has("May be given visits").assert_has("23 Nov 2027");
        worker.get("/my-checks").assert_ok().assert_has("May be given visits");
        let data = manager.api_get("/provider/checks").assert_ok().json();
        assert_eq!(data["workers"][0]["cleared"], true);
        assert_eq!(data["workers"][0]["checks"].as_array().unwrap().len(), 10);
    });
}

// WRK-1
#[test]
fn what_is_about_to_run_out_stands_on_the_managers_list_thirty_days_before() {
    testkit::both(rooms, |app| {
        let (manager, worker) = (app.persona(Role::ProviderManager), app.persona(Role::CareWorker));
        manager.get("/provider/checks").assert_ok().assert_has("Nothing runs out within 30 days");
        let early = [("expires_on", "2026-12-23")];
        record(app, &manager, &worker, "dbs", &early).assert_done();
        manager
            .get("/provider/checks")
            .assert_ok()
            .assert_has("Wednesday 23 December 2026")
            .assert_has("Criminal-record check (DBS)");
        app.turn_by_days(31);
        assert!(!cleared(app, &worker, app.today()));
        manager.get("/provider/checks").assert_ok().assert_has("ran out on Wednesday 23 December 2026");
        record(app, &manager, &worker, "dbs", &[]).assert_done();
        assert!(cleared(app, &worker, app.today()));
        manager.get(&page_of(&worker)).assert_ok().assert_has("Everything recorded").assert_has("23 Dec 2026");
    });
}

// WRK-1
#[test]
fn who_drives_needs_insurance_and_who_is_registered_a_registration() {
    testkit::both(rooms, |app| {
        let (manager, worker) = (app.persona(Role::ProviderManager), app.persona(Role::CareWorker));
        let needs = format!("{}/needs", page_of(&worker));
        manager.form(&needs, &[("drives", "yes"), ("registered_as", "NMC 12A3456E")]).assert_done();
        assert!(!cleared(app, &worker, TODAY));
        let page = manager.get(&page_of(&worker)).assert_ok();
        page.assert_has("Motor insurance for work is not recorded").assert_has("Registered: NMC 12A3456E");
        record(app, &manager, &worker, "motor_insurance", &[])
            .assert_refused(422, "enter the last day as the document states");
        for kind in ["motor_insurance", "driving_licence", "professional_registration"] {
            record(app, &manager, &worker, kind, &[("expires_on", "2027-06-30")]).assert_done();
        }
        assert!(cleared(app, &worker, TODAY));
        let stale = manager.open_form(&needs, &needs);
        manager.form(&needs, &[("drives", "no")]).assert_done();
        stale.send(&[("drives", "yes")]).assert_refused(409, "changed this after you opened it");
    });
}

// WRK-1
#[test]
fn a_check_recorded_in_error_is_taken_back_and_the_one_before_counts_again() {
    testkit::both(rooms, |app| {
        let (manager, worker) = (app.persona(Role::ProviderManager), app.persona(Role::CareWorker));
        record(app, &manager, &worker, "dbs", &[("expires_on", "2026-12-01")]).assert_done();
        let page = manager.get(&page_of(&worker)).assert_ok();
        let end = page.attributes("a[href$='/end']", "href")[0].clone();
        manager.form(&end, &[]).assert_refused(422, "Say why it does not hold.");
        manager.form(&end, &[("why", "It was another worker’s.")]).assert_done();
        manager.get(&end).assert_ok().assert_has("Taken back on").assert_has("It was another worker’s.");
        let data = manager.api_get(&page_of(&worker)).assert_ok().json();
        let dbs = data["checks"].as_array().unwrap().iter().find(|check| check["kind"] == "dbs").unwrap().clone();
        assert_eq!((&dbs["state"], &dbs["expires_on"]), (&"in_date".into(), &"2029-11-23".into()));
    });
}

// WRK-1
#[test]
fn bad_input_is_refused_in_words_and_records_nothing() {
    testkit::both(rooms, |app| {
        let (manager, worker) = (app.persona(Role::ProviderManager), new_worker(app));
        for (fields, told) in [
            (vec![("kind", "")], "Choose what was seen or done."),
            (vec![("kind", "yoga")], "Choose one of the checks in the list."),
            (vec![("seen_by", "")], "Say who saw the document"),
            (vec![("done_on", "2026-11-24")], "That day is still to come."),
            (vec![("done_on", "1999-10-14"), ("kind", "dbs")], "ran out on"),
            (vec![("done_on", "soon")], "day"),
            (vec![("expires_on", "2027-01-01")], "Identity does not run out."),
        ] {
            let mut all = vec![("kind", "identity"), ("seen_by", "Morgan Manager"), ("done_on", "2026-11-23")];
            all.retain(|(name, _)| fields.iter().all(|(given, _)| given != name));
            all.extend(fields);
            manager.post(&format!("{}/record", page_of(&worker)), &all).assert_refused(422, told);
        }
        manager.form(&format!("{}/needs", page_of(&worker)), &[]).assert_refused(422, "Say whether they drive");
        assert!(app.read(|tx| workforce::worker(tx, provider(app), worker.account, TODAY)).checks.is_empty());
    });
}

// WRK-1, GOV-1
#[test]
fn another_providers_workers_do_not_exist_and_the_council_sees_figures_only() {
    testkit::both(rooms, |app| {
        let worker = new_worker(app);
        let meadow = app.organisation(OrganisationKind::Provider, "Meadow Care");
        let stranger = app.persona_in(Role::ProviderManager, meadow);
        stranger.get(&page_of(&worker)).assert_status(404);
        stranger.post(&format!("{}/record", page_of(&worker)), &[("kind", "dbs")]).assert_refused(422, "");
        let fields = [("kind", "dbs"), ("done_on", "2026-11-23"), ("seen_by", "A")];
        stranger.post(&format!("{}/record", page_of(&worker)), &fields).assert_status(404);
        let scheduler = app.persona(Role::Scheduler);
        scheduler.get(&page_of(&worker)).assert_ok().assert_lacks("Take back");
        scheduler.post(&format!("{}/record", page_of(&worker)), &fields).assert_status(403);
        worker.get(&page_of(&worker)).assert_status(403);
        let page = app.persona(Role::QualityOfficer).get("/workforce").assert_ok();
        page.assert_has("Harbour Care").assert_lacks(&worker.name);
        let data = app.persona(Role::Commissioner).api_get("/workforce").assert_ok().json();
        assert_eq!((&data["providers"][0]["workers"], &data["providers"][0]["no_records"]), (&1.into(), &1.into()));
    });
}

#[test]
fn every_statement_can_be_prepared_on_both_databases() {
    testkit::both(rooms, |app| {
        app.read(|tx| {
            for statement in store::all_statements().filter(|one| one.name().starts_with("workforce::")) {
                tx.prepare(statement)?;
            }
            Ok(())
        });
    });
}
