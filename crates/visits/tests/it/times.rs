use super::*;

// VIS-4
#[test]
fn times_that_cannot_be_are_refused() {
    testkit::both(rooms, |app| {
        let (visit, _, worker) = given(app);
        worker.form(&path(&visit, "check-out"), WELL).assert_refused(409, "Check in to the visit first");
        let tomorrow = of_package(app, visit.package, week()).remove(1);
        let scheduler = app.persona(Role::Scheduler);
        give(&scheduler, &tomorrow, &worker);
        worker.form(&path(&tomorrow, "check-in"), &[]).assert_refused(409, "too early");
        app.turn_to(at(10, 20));
        worker
            .form(&path(&visit, "check-in"), &[("earlier", "10am")])
            .assert_refused(422, "Say why you tell it only now");
        worker
            .form(&path(&visit, "check-in"), &[("earlier", "11am"), ("why", "x")])
            .assert_refused(422, "still to come");
        let stated = [("earlier", "10am"), ("why", "No signal in the valley")];
        worker.form(&path(&visit, "check-in"), &stated).assert_done();
        worker.form(&path(&visit, "check-in"), &[]).assert_refused(409, "You checked in to this visit at 10am");
        let before = [WELL, &[("finish", "9:59am")]].concat();
        worker.form(&path(&visit, "check-out"), &before).assert_refused(422, "cannot be before the start");
        worker.form(&path(&visit, "check-out"), &[("outcome", "done")]).assert_refused(422, "why not every task");
        let stale = [WELL, &[("version", "1")]].concat();
        worker.post(&path(&visit, "check-out"), &stale).assert_status(409);
        app.turn_to(at(10, 0).plus_hours(24).plus_minutes(1));
        worker.form(&path(&visit, "check-out"), WELL).assert_refused(422, "at most 24 hours");
        scheduler.get("/provider/visits?list=not_out").assert_ok().assert_has("Ada Example");
        // Forgotten yesterday, told today: the time that is meant is yesterday's, and somebody checks it.
        let late = [WELL, &[("finish", "10:30am")]].concat();
        worker.form(&path(&visit, "check-out"), &late).assert_done();
        let after = again(app, &visit);
        assert_eq!(after.recorded(), Some((at(10, 0), at(10, 30))));
        assert_eq!(after.to_check, [visits::Flag::StatedLater]);
    });
}

// VIS-1, VIS-4
#[test]
fn the_schedule_is_in_the_order_of_the_times_it_shows() {
    testkit::both(rooms, |app| {
        let second = line(2, "Tea", time(10, 30, 0, 0), time(11, 15, 0, 0));
        let source = source(app, ada(app), vec![morning(), second]);
        begin(app, &source);
        let (scheduler, worker) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
        let labels = || -> Vec<String> {
            let day = scheduler.api_get("/schedule").assert_ok().json();
            let assigned = day["assigned"].as_array().unwrap().iter();
            assigned.map(|visit| visit["label"].as_str().unwrap().to_owned()).collect()
        };
        let visits = today(app, source.package);
        for visit in &visits {
            give(&scheduler, visit, &worker);
        }
        assert_eq!(labels(), ["Morning", "Tea"]);
        // The first is made after the second was to be: it stands where its time stands.
        app.turn_to(at(10, 40));
        worker.form(&path(&visits[0], "check-in"), &[]).assert_done();
        app.turn_to(at(11, 10));
        worker.form(&path(&visits[0], "check-out"), WELL).assert_done();
        assert_eq!(labels(), ["Tea", "Morning"]);
        let page = scheduler.get("/schedule").assert_ok();
        page.assert_has("10:40am to 11:10am");
    });
}

// VIS-4
#[test]
fn a_doubled_check_in_is_one_and_gets_the_same_reply() {
    testkit::both(rooms, |app| {
        let (visit, _, worker) = given(app);
        let form = worker.open_form(&path(&visit, "check-in"), &path(&visit, "check-in"));
        let first = form.send(&[]).assert_done();
        let second = form.send(&[]).assert_done();
        assert_eq!(first.location, second.location);
        assert_eq!(happened(app, visit.id, "visit.started").len(), 1);
        assert_eq!(again(app, &visit).checked_in, 1);
    });
}

// VIS-4
#[test]
fn what_is_in_order_counts_by_itself_and_the_rest_is_confirmed_or_corrected_with_a_reason() {
    testkit::both(rooms, |app| {
        let (visit, _, worker) = given(app);
        let manager = app.persona(Role::ProviderManager);
        worker.form(&path(&visit, "check-in"), &[]).assert_done();
        app.turn_by_minutes(12);
        let cannot = [&WELL[..3], &[("signed", "cannot_sign"), ("signed_words", "Tremor")]].concat();
        worker.form(&path(&visit, "check-out"), &cannot).assert_done();
        assert_eq!(again(app, &visit).state.code(), "finished");
        let list = manager.get("/provider/visits?list=to_check").assert_ok();
        list.assert_has("Ada Example").assert_has("Very short");
        manager.get("/provider/visits?list=cannot_sign").assert_ok().assert_has("Ada Example");
        manager
            .form(&path(&visit, "approve"), &[("minutes", "12"), ("why", "")])
            .assert_refused(422, "Say why this time");
        manager
            .form(&path(&visit, "approve"), &[("minutes", "12"), ("why", "She had to leave for the hospital bus")])
            .assert_done();
        assert_eq!(minutes(app, &visit, "approved"), 12);
        manager.form(&path(&visit, "approve"), &[("minutes", "15"), ("why", "Read the slip wrongly")]).assert_done();
        assert_eq!([minutes(app, &visit, "approved"), minutes(app, &visit, "recorded")], [15, 12]);
        let corrected = happened(app, visit.id, "visit.corrected");
        assert_eq!((corrected[0]["minutes_before"].as_i64(), corrected[0]["minutes"].as_i64()), (Some(12), Some(15)));
        assert_eq!(happened(app, visit.id, "visit.approved").len(), 1);
        assert!(app.read(accounts::verify).is_empty());
        worker.get("/provider/visits").assert_status(403);
    });
}

// VIS-4
#[test]
fn times_that_are_the_same_to_the_minute_again_and_again_are_listed() {
    testkit::both(rooms, |app| {
        let source = source(app, ada(app), vec![morning()]);
        begin(app, &source);
        let (scheduler, worker) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
        let fortnight = Period::through(TODAY, date(2026, 12, 6)).unwrap();
        for (n, visit) in of_package(app, source.package, fortnight).iter().take(6).enumerate() {
            give(&scheduler, visit, &worker);
            app.turn_to(visit.planned_start);
            worker.form(&path(visit, "check-in"), &[]).assert_done();
            app.turn_by_minutes(30);
            worker.form(&path(visit, "check-out"), WELL).assert_done();
            let expected = if n < 3 { "approved" } else { "finished" };
            assert_eq!(again(app, visit).state.code(), expected, "visit {n}");
        }
        let workers = scheduler.api_get("/provider/workers").assert_ok().json();
        assert_eq!(
            (workers["workers"][0]["doubtful"].as_i64(), workers["workers"][0]["listed"].as_bool()),
            (Some(3), Some(true))
        );
    });
}

// VIS-4
#[test]
fn two_workers_check_in_and_out_each_for_themselves() {
    testkit::both(rooms, |app| {
        let source = source(app, ada(app), vec![Line { workers: 2, ..morning() }]);
        begin(app, &source);
        let visit = today(app, source.package).remove(0);
        let scheduler = app.persona(Role::Scheduler);
        let (one, two) = (app.persona(Role::CareWorker), app.persona(Role::CareWorker));
        give(&scheduler, &visit, &one);
        give(&scheduler, &visit, &two);
        app.turn_to(at(10, 0));
        let form = two.open_form(&path(&visit, "check-in"), &path(&visit, "check-in"));
        one.form(&path(&visit, "check-in"), &[]).assert_done();
        app.turn_to(at(10, 2));
        form.send(&[]).assert_done();
        app.turn_to(at(10, 30));
        one.form(&path(&visit, "check-out"), WELL).assert_done();
        assert_eq!(again(app, &visit).state.code(), "started");
        two.get(&path(&visit, "check-out")).assert_has("Only your time is needed");
        two.form(&path(&visit, "check-out"), &[]).assert_done();
        let after = again(app, &visit);
        assert_eq!((after.state.code(), minutes(app, &after, "recorded")), ("approved", 58));
        assert_eq!(minutes(app, &after, "approved"), 58);
        let approved = happened(app, visit.id, "visit.approved");
        assert_eq!((approved[0]["minutes"].as_i64(), approved[0]["workers"].as_i64()), (Some(29), Some(2)));
    });
}

// VIS-4
#[test]
fn when_one_of_two_comes_it_is_late_for_the_other_and_the_time_is_checked() {
    testkit::both(rooms, |app| {
        let source = source(app, ada(app), vec![Line { workers: 2, ..morning() }]);
        begin(app, &source);
        let visit = today(app, source.package).remove(0);
        let scheduler = app.persona(Role::Scheduler);
        let (one, two) = (app.persona(Role::CareWorker), app.persona(Role::CareWorker));
        give(&scheduler, &visit, &one);
        give(&scheduler, &visit, &two);
        app.turn_to(at(11, 10));
        one.form(&path(&visit, "check-in"), &[]).assert_done();
        app.turn_to(at(11, 35));
        app.settle();
        scheduler.get("/visits/late").assert_has("Ada Example");
        app.turn_to(at(11, 40));
        one.form(&path(&visit, "check-out"), WELL).assert_done();
        let after = again(app, &visit);
        assert_eq!((after.state.code(), after.to_check.as_slice()), ("finished", [visits::Flag::OneOfTwo].as_slice()));
        two.form(&path(&visit, "check-in"), &[]).assert_refused(409, "it was made");
    });
}
