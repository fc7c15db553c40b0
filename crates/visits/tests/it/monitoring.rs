//! The monitoring file of a provider's own system.
use std::sync::Mutex;

use imports::{Import, Options, Report};
use store::Actor;

use super::*;

const HEAD: &str =
    "File reference,Contract,Week,Visit id,NHS number,Planned start,Actual start,Actual end,Outcome,Worker reference\n";

/// Takes a file in; gives the report and why which line was parked.
fn import(app: &App, rows: &str, preview: bool) -> (Report, Vec<(u64, String)>) {
    let file = format!("{HEAD}{rows}");
    let options = Options { preview, private: true, again: true, ..Options::default() };
    let import = Import { kind: "monitoring", file: "m.csv", sha256: "m", options };
    let parsed: Vec<_> = sheet::monitoring::read(file.as_bytes(), "m.csv").unwrap().collect();
    let (house, parked) = (app.house.clone(), std::sync::Arc::new(Mutex::new(Vec::new())));
    let told = parked.clone();
    let take = move |step: &mut imports::Step<'_, '_>, row: &sheet::monitoring::Attendance| {
        let taken = visits::monitoring::take(step, &house, row)?;
        told.lock().unwrap().extend(taken.parked.map(|reason| (row.row, reason)));
        Ok(taken.outcome)
    };
    let report =
        imports::run(&app.store, &Actor::system("import"), &import, parsed.into_iter(), take, &mut |_| {}).unwrap();
    let parked = parked.lock().unwrap().clone();
    (report, parked)
}

fn code(app: &App) -> String {
    let provider = provider(app);
    app.read(|tx| access::organisation(tx, provider)).code
}

fn row(code: &str, planned: &str, from: &str, to: &str, outcome: &str, worker: &str) -> String {
    format!("F1,{code},23/11/2026,,999 000 0018,{planned},{from},{to},{outcome},{worker}\n")
}

fn checked(app: &App) {
    assert_eq!(app.read(visits::check), Vec::<String>::new());
    assert_eq!(app.read(accounts::verify), Vec::<String>::new());
}

// FIN-4, VIS-3, VIS-4
#[test]
fn a_visit_that_the_providers_system_recorded_counts_as_one_that_the_worker_recorded() {
    testkit::both(rooms, |app| {
        let (visit, scheduler, _) = given(app);
        let code = code(app);
        app.turn_to(at(18, 0));
        let file = row(&code, "23/11/2026 10:00", "23/11/2026 10:02", "23/11/2026 10:31", "Delivered", "W7");
        let (told, _) = import(app, &file, true);
        assert_eq!((told.run.changed, again(app, &visit).state.code()), (1, "assigned"), "a preview changes nothing");
        let (told, parked) = import(app, &file, false);
        assert_eq!((told.run.changed, told.run.faults, parked.len()), (1, 0, 0));
        let after = again(app, &visit);
        assert_eq!((after.state.code(), after.approved_minutes()), ("approved", Some(Minutes::new(29))));
        let page = scheduler.get(&format!("/visits/{}", visit.id)).assert_ok();
        page.assert_has("a digital time stamp was accepted").assert_has("file F1");
        assert_eq!(minutes(app, &after, "approved"), 29);
        assert_eq!(happened(app, visit.id, "visit.approved").len(), 1);
        // The same file, and the same row in another one, change nothing.
        for file in [file.clone(), file.replace("F1,", "F2,")] {
            let (told, parked) = import(app, &file, false);
            assert_eq!((told.run.unchanged, told.run.made, told.run.changed, parked.len()), (1, 0, 0, 0));
        }
        assert_eq!(minutes(app, &after, "recorded"), 29);
        checked(app);
    });
}

// FIN-4, VIS-4, H7
#[test]
fn each_row_that_cannot_be_recorded_is_told_by_its_number_and_kept_with_the_reason() {
    testkit::both(rooms, |app| {
        let source = source(app, ada(app), vec![morning(), line(2, "Lunch", time(12, 0, 0, 0), time(13, 0, 0, 0))]);
        begin(app, &source);
        let visits = today(app, source.package);
        let (scheduler, worker) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
        visits.iter().for_each(|visit| give(&scheduler, visit, &worker));
        let (code, name) = (code(app), worker.name.clone());
        app.turn_to(at(18, 0));
        let one = |planned: &str, from: &str, to: &str, outcome: &str| row(&code, planned, from, to, outcome, &name);
        let (ten, noon) = ("23/11/2026 10:00", "23/11/2026 12:00");
        let file = [
            one(ten, "23/11/2026 10:00", "23/11/2026 10:30", "delivered"),
            one(noon, "23/11/2026 10:20", "23/11/2026 10:50", "delivered"),
            one(noon, "23/11/2026 12:30", "23/11/2026 12:00", "delivered"),
            one(ten, "23/11/2026 10:05", "23/11/2026 10:30", "delivered"),
            one("23/11/2026 15:00", "23/11/2026 15:00", "23/11/2026 15:30", "delivered"),
            one(noon, "30/11/2026 12:00", "30/11/2026 12:30", "delivered"),
            one(noon, "", "", "missed"),
            one(noon, "", "", "cancelled"),
            one(noon, "23/11/2026 12:00", "23/11/2026 23:30", "delivered"),
            row("nobody", noon, "23/11/2026 12:00", "23/11/2026 12:30", "delivered", ""),
        ]
        .concat();
        let (told, parked) = import(app, &file, false);
        let faults: Vec<_> = told.faults.iter().map(|fault| (fault.line, fault.message.as_str())).collect();
        assert!(faults.contains(&(4, "The visit ends before it starts.")), "{faults:?}");
        assert!(faults.contains(&(7, "This is outside the week of the row.")), "{faults:?}");
        assert!(faults.contains(&(11, "No provider has this code.")), "{faults:?}");
        let has = |line: u64, words: &str| {
            assert!(parked.iter().any(|(at, why)| *at == line && why.contains(words)), "{line} {words}: {parked:?}");
        };
        has(3, "The times overlap: the same worker was at another visit from 10am to 10:30am");
        has(5, "recorded already, with other times: 10am to 10:30am");
        has(6, "no visit to a person with this number that is planned for");
        has(8, "Follow the missed visit up here");
        has(9, "Cancel it here with the reason");
        has(10, "still to come");
        assert_eq!((told.run.changed, told.run.made, told.run.faults), (1, 6, 3));
        let list = app.persona(Role::ProviderManager).get("/provider/monitoring").assert_ok();
        list.assert_has("F1, line 6").assert_has("Follow the missed visit up here");
        checked(app);
    });
}

// FIN-4
#[test]
fn the_manager_matches_a_parked_row_by_hand_or_sets_it_aside() {
    testkit::both(rooms, |app| {
        let (visit, _, worker) = given(app);
        let manager = app.persona(Role::ProviderManager);
        let code = code(app);
        app.turn_to(at(18, 0));
        let wrong = row(&code, "23/11/2026 10:15", "23/11/2026 10:02", "23/11/2026 10:31", "delivered", &worker.name);
        let twice = row(&code, "23/11/2026 16:15", "23/11/2026 16:02", "23/11/2026 16:31", "delivered", &worker.name);
        let (told, _) = import(app, &[wrong, twice].concat(), false);
        assert_eq!(told.run.made, 2);
        let rows = manager.api_get("/provider/monitoring").assert_ok().json();
        let href = |n: usize| format!("/provider/monitoring/{}", rows[n]["id"].as_str().unwrap());
        let form = manager.open_form(&href(0), &href(0));
        form.send(&[]).assert_refused(422, "Choose the visit");
        form.send(&[("visit", &visit.id.to_string())]).assert_done();
        assert_eq!(again(app, &visit).state.code(), "approved");
        manager
            .api(&href(0), serde_json::json!({ "visit": visit.id.to_string(), "version": 2 }))
            .assert_refused(409, "recorded already");
        manager
            .api(&href(1), serde_json::json!({ "visit": visit.id.to_string(), "version": 1 }))
            .assert_refused(409, "with other times");
        manager.form(&href(1), &[("why", "Not a visit of Kith")]).assert_done();
        manager.get("/provider/monitoring").assert_ok().assert_has("Every row was recorded");
        // Another provider neither sees the row nor may match it.
        let other = app.organisation(access::OrganisationKind::Provider, "Stourlea Support");
        let stranger = app.persona_in(Role::ProviderManager, other);
        stranger.get(&href(1)).assert_status(404);
        stranger.get("/provider/monitoring").assert_ok().assert_lacks("F1");
        checked(app);
    });
}

// FIN-4, VIS-4
#[test]
fn a_visit_for_two_is_recorded_when_both_rows_are_there() {
    testkit::both(rooms, |app| {
        let source = source(app, ada(app), vec![Line { workers: 2, ..morning() }]);
        begin(app, &source);
        let visit = today(app, source.package).remove(0);
        let (kit, lee) = (app.persona(Role::CareWorker), app.persona(Role::CareWorker));
        let code = code(app);
        app.turn_to(at(18, 0));
        let of = |who: &Persona, from: &str| {
            row(&code, "23/11/2026 10:00", from, "23/11/2026 10:32", "delivered", &who.account.to_string())
        };
        let (told, parked) = import(app, &of(&kit, "23/11/2026 10:00"), false);
        assert_eq!(told.run.made, 1);
        assert!(parked[0].1.contains("the other one’s row is not here"), "{parked:?}");
        let (told, _) = import(app, &of(&lee, "23/11/2026 10:01"), false);
        assert_eq!(told.run.changed, 1);
        let after = again(app, &visit);
        assert_eq!(after.state.code(), "approved", "{:?}", after.to_check);
        assert_eq!(after.workers.len(), 2, "they were given it, for they were there");
        assert_eq!(minutes(app, &after, "recorded"), 63);
        app.persona(Role::ProviderManager).get("/provider/monitoring").assert_ok().assert_has("Every row was recorded");
        checked(app);
    });
}

// FIN-4, H8
#[test]
fn a_frustrated_visit_owes_the_welfare_step() {
    testkit::both(rooms, |app| {
        let (visit, _, worker) = given(app);
        app.turn_to(at(18, 0));
        let (from, to) = ("23/11/2026 10:02", "23/11/2026 10:12");
        let (told, _) = import(app, &row(&code(app), "23/11/2026 10:00", from, to, "frustrated", &worker.name), false);
        assert_eq!(told.run.changed, 1);
        let after = again(app, &visit);
        assert_eq!(after.state.code(), "finished");
        assert!(after.state.recorded().unwrap().owes_welfare_step());
        app.persona(Role::ProviderManager).get("/visits/late").assert_ok().assert_has("Ada Example");
        // A worker cannot choose the time stamp at the door.
        worker.get(&path(&visit, "check-out")).assert_lacks("digital time stamp");
        checked(app);
    });
}
