use super::*;

// VIS-5, H7
#[test]
fn a_visit_that_nobody_has_begun_raises_an_alarm_until_a_named_person_deals_with_it() {
    testkit::both(rooms, |app| {
        let (visit, scheduler, worker) = given(app);
        let broker = app.persona(Role::Broker);
        broker.get("/visits/late").assert_ok().assert_has("No visit is late");
        // The window closes at half past eleven; it could have begun until eleven, and half an hour later it is late.
        app.turn_to(at(11, 29));
        scheduler.get("/visits/late").assert_ok().assert_lacks("Ada Example");
        app.turn_to(at(11, 30));
        // Late by the clock, before any job has run.
        scheduler.get("/visits/late").assert_ok().assert_has("Ada Example").assert_has("Late");
        app.settle();
        let raised = happened(app, visit.id, "visit.late_alarm");
        assert_eq!(raised.len(), 1);
        assert_eq!(raised[0]["kind"], "late");
        broker.get("/visits/late").assert_ok().assert_has("Ada Example");
        let other =
            app.persona_in(Role::Scheduler, app.organisation(access::OrganisationKind::Provider, "Meadow Care"));
        other.get("/visits/late").assert_ok().assert_lacks("Ada Example");
        other.get(&path(&visit, "alarm")).assert_status(404);
        scheduler.form(&path(&visit, "alarm"), &[("words", "")]).assert_refused(422, "Say what you are doing");
        scheduler.form(&path(&visit, "alarm"), &[("words", "Rang the worker: stuck in Sherborne.")]).assert_done();
        broker.get("/visits/late").assert_has("Somebody deals with it").assert_has("stuck in Sherborne");
        worker.form(&path(&visit, "check-in"), &[]).assert_done();
        broker.get("/visits/late").assert_ok().assert_lacks("Ada Example");
        app.turn_by_hours(8);
        app.settle();
        assert_eq!(happened(app, visit.id, "visit.late_alarm").len(), 1);
    });
}

// VIS-5, H7
#[test]
fn critical_visits_come_first_and_sooner() {
    testkit::both(rooms, |app| {
        let insulin = Line { time_critical: true, ..line(2, "Insulin", time(10, 0, 0, 0), time(11, 30, 0, 0)) };
        let early = line(3, "Early", time(9, 0, 0, 0), time(10, 0, 0, 0));
        let source = source(app, ada(app), vec![early, insulin]);
        begin(app, &source);
        app.turn_to(at(11, 15));
        let scheduler = app.persona(Role::Scheduler);
        let late = scheduler.api_get("/visits/late").assert_ok().json();
        let labels: Vec<_> =
            late["visits"].as_array().unwrap().iter().map(|one| one["visit"]["label"].as_str().unwrap()).collect();
        assert_eq!(labels, ["Insulin", "Early"]);
    });
}

// VIS-5
#[test]
fn a_visit_that_nobody_came_to_is_recorded_as_missed_with_the_reason() {
    testkit::both(rooms, |app| {
        let (visit, scheduler, worker) = given(app);
        let version = visit.version.to_string();
        let early = [("why", "forgotten"), ("done", "rang"), ("version", version.as_str())];
        scheduler.post(&path(&visit, "missed"), &early).assert_refused(409, "not late yet");
        app.turn_to(at(13, 0));
        app.settle();
        scheduler.get("/visits/late").assert_has("Nobody came");
        let missed = [("why", "The worker was ill and nobody was told."), ("done", "Her daughter gave her lunch.")];
        scheduler.form(&path(&visit, "missed"), &missed).assert_done();
        assert_eq!(again(app, &visit).state.code(), "missed");
        scheduler.get("/visits/late").assert_has("No visit is late").assert_has("Followed up");
        worker.form(&path(&visit, "check-in"), &[]).assert_refused(409, "recorded as missed");
        assert_eq!(happened(app, visit.id, "visit.missed")[0]["planned_minutes"], 30);
        let planned = minutes(app, &visit, "planned");
        assert_eq!(planned, 35 * 30, "what was planned and not made stays to be seen");
    });
}

// VIS-5, H7
#[test]
fn a_missed_visit_stays_in_the_list_until_somebody_says_who_did_what_and_never_leaves_it_in_silence() {
    testkit::both(rooms, |app| {
        let (visit, scheduler, _) = given(app);
        let broker = app.persona(Role::Broker);
        app.turn_to(at(13, 0));
        app.settle();
        scheduler.form(&path(&visit, "alarm"), &[("words", "Ringing her daughter.")]).assert_done();
        app.turn_by_hours(6);
        // Taken on is not followed up: hours later it still stands there, with the way to end it.
        let list = scheduler.get("/visits/late").assert_ok();
        list.assert_has("Ringing her daughter.").assert_has("Nobody came: follow it up");
        broker.get("/visits/late").assert_has("Ada Example").assert_lacks("follow it up");
        let end = path(&visit, "missed");
        scheduler.form(&end, &[("why", "The worker was ill."), ("done", "")]).assert_refused(422, "Say what was done");
        scheduler.form(&end, &[("why", "The worker was ill."), ("done", "Her daughter gave her lunch.")]).assert_done();
        for reader in [&scheduler, &broker] {
            let list = reader.get("/visits/late").assert_ok();
            list.assert_has("No visit is late")
                .assert_has("Followed up")
                .assert_has(&format!("{}, Monday 23 November 2026, 7pm", scheduler.name))
                .assert_has("Her daughter gave her lunch.");
            let data = reader.api_get("/visits/late").assert_ok().json();
            assert_eq!(
                (data["visits"].as_array().unwrap().len(), &data["followed_up"][0]["state"]),
                (0, &"missed".into())
            );
        }
        let page = scheduler.get(&format!("/visits/{}", visit.id)).assert_ok();
        page.assert_has("What was done").assert_has("Her daughter gave her lunch.").assert_has("Followed up");
    });
}

// H7
#[test]
fn a_worker_who_is_taken_off_leaves_no_visit_uncovered_in_silence() {
    testkit::both(rooms, |app| {
        let (visit, scheduler, worker) = given(app);
        let unassign = format!("/schedule/{}/unassign", visit.id);
        scheduler.form(&unassign, &[("why", "")]).assert_refused(422, "Say why");
        scheduler.form(&unassign, &[("why", "Ill this morning")]).assert_done();
        scheduler.get("/visits/late").assert_has("Ada Example").assert_has("No worker");
        scheduler.get("/schedule").assert_has("Need somebody");
        worker.get(&format!("/visits/{}", visit.id)).assert_status(404);
        worker.get("/rounds").assert_ok().assert_lacks("Ada Example");
        let other = app.persona(Role::CareWorker);
        give(&scheduler, &visit, &other);
        scheduler.get("/visits/late").assert_lacks("Ada Example");
        // A visit of next week is no alarm yet.
        let next = of_package(app, visit.package, Period::week_of(date(2026, 12, 1))).remove(0);
        give(&scheduler, &next, &worker);
        scheduler.form(&format!("/schedule/{}/unassign", next.id), &[("why", "On leave")]).assert_done();
        scheduler.get("/visits/late").assert_lacks("Ada Example");
    });
}

// H8
#[test]
fn when_nobody_answers_somebody_finds_out_that_the_person_is_well() {
    testkit::both(rooms, |app| {
        let (visit, scheduler, worker) = given(app);
        worker.form(&path(&visit, "check-in"), &[]).assert_done();
        app.turn_by_minutes(5);
        let left = worker.form(&path(&visit, "check-out"), &[("outcome", "no_reply")]).assert_done();
        left.assert_leads_to(&path(&visit, "welfare"));
        assert_eq!(happened(app, visit.id, "visit.no_reply").len(), 1);
        app.persona(Role::Broker).get("/visits/late").assert_has("No reply at the door");
        worker.get("/rounds").assert_has("Say what you did");
        let manager = app.persona(Role::ProviderManager);
        let confirm = [("minutes", "5"), ("why", "Waited at the door")];
        manager.form(&path(&visit, "approve"), &confirm).assert_refused(409, "Nobody has said yet");
        worker.form(&path(&visit, "welfare"), &[("words", "x")]).assert_refused(422, "Tick at least one");
        let told = [("steps", "phoned"), ("steps", "neighbour"), ("words", "She is at her sister's until tea.")];
        worker.form(&path(&visit, "welfare"), &told).assert_done();
        scheduler.get("/visits/late").assert_lacks("Ada Example");
        manager.form(&path(&visit, "approve"), &confirm).assert_done();
        let approved = happened(app, visit.id, "visit.approved");
        assert_eq!((approved[0]["outcome"].as_str(), approved[0]["minutes"].as_i64()), (Some("no_reply"), Some(5)));
        worker.form(&path(&visit, "welfare"), &told).assert_refused(409, "said already");
    });
}

// VIS-5
#[test]
fn a_visit_is_cancelled_with_the_notice_there_was_and_a_provider_says_who_comes_instead() {
    testkit::both(rooms, |app| {
        let (visit, scheduler, worker) = given(app);
        let provider = [("for_whom", "provider"), ("why", "Nobody is well enough")];
        scheduler.form(&path(&visit, "cancel"), &provider).assert_refused(422, "Say who comes instead");
        let person = [("for_whom", "person"), ("why", "At her daughter's")];
        let tomorrow = of_package(app, visit.package, week()).remove(1);
        scheduler.form(&path(&tomorrow, "cancel"), &person).assert_done();
        assert_eq!(happened(app, tomorrow.id, "visit.cancelled")[0]["notice_hours"], 25);
        scheduler.form(&path(&visit, "cancel"), &person).assert_done();
        assert_eq!(happened(app, visit.id, "visit.cancelled")[0]["notice_hours"], 1);
        assert_eq!(minutes(app, &visit, "planned"), 33 * 30);
        worker.form(&path(&visit, "check-in"), &[]).assert_refused(409, "it was cancelled");
        worker.get(&path(&visit, "cancel")).assert_status(403);
        scheduler.get(&path(&visit, "cancel")).assert_status(409);
    });
}
