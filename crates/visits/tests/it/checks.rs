use super::*;

/// A worker of the same provider without a single check.
fn unchecked(app: &App) -> Persona {
    app.unchecked_in(Role::CareWorker, provider(app))
}

/// Records a check of a worker that holds until a day.
fn record(manager: &Persona, worker: &Persona, kind: &str, last: &str) {
    let path = format!("/provider/checks/{}/record", worker.account);
    let fields = [("kind", kind), ("expires_on", last), ("seen_by", "The manager")];
    manager.form(&path, &fields).assert_done();
}

fn assign_fields(visit: &VisitView, worker: &Persona) -> [(&'static str, String); 2] {
    [("worker", worker.account.to_string()), ("version", visit.version.to_string())]
}

fn try_to_give(scheduler: &Persona, path: &str, visit: &VisitView, worker: &Persona, why: &str) -> testkit::Reply {
    let fields = assign_fields(visit, worker);
    let mut fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    if path.ends_with("/anyway") {
        fields.push(("why", why));
    }
    scheduler.post(path, &fields)
}

// H17, WRK-1, GOV-3
#[test]
fn who_is_not_cleared_is_given_no_visit_and_the_reason_names_what_is_missing() {
    testkit::both(rooms, |app| {
        let visit = one_visit(app);
        let (scheduler, worker) = (app.persona(Role::Scheduler), unchecked(app));
        let page = scheduler.get(&assign_path(&visit)).assert_ok();
        page.assert_has("identity is not recorded").assert_lacks("say why");
        let told = "cannot be given this visit: identity is not recorded, right to work is not recorded";
        try_to_give(&scheduler, &assign_path(&visit), &visit, &worker, "").assert_refused(422, told);
        assert!(again(app, &visit).workers.is_empty());
        app.take_on(&worker);
        give(&scheduler, &visit, &worker);
        worker.get("/rounds").assert_ok().assert_has("Ada Example");
    });
}

// H17, WRK-1
#[test]
fn a_check_that_runs_out_before_a_visit_flags_it_to_the_scheduler() {
    testkit::both(rooms, |app| {
        let (visit, scheduler, worker) = given(app);
        let manager = app.persona(Role::ProviderManager);
        scheduler.get("/schedule/checks").assert_ok().assert_has("Everybody who has a visit has their checks in order");
        app.turn_by_minutes(1);
        record(&manager, &worker, "moving_and_handling", "2026-11-24");
        let rest = of_package(app, visit.package, week());
        let (tomorrow, after) = (rest[1].clone(), rest[2].clone());
        give(&scheduler, &tomorrow, &worker);
        let told = "moving and handling training ran out on Tuesday 24 November 2026";
        try_to_give(&scheduler, &assign_path(&after), &after, &worker, "").assert_refused(422, told);
        app.turn_by_minutes(1);
        record(&manager, &worker, "moving_and_handling", "2026-11-23");
        let page = scheduler.get("/schedule/checks").assert_ok();
        page.assert_has("24 Nov 2026, Morning").assert_has("ran out on Monday 23 November 2026");
        scheduler.get("/schedule?day=2026-11-24").assert_ok().assert_has("worker: checks not in order");
        scheduler.get("/schedule").assert_ok().assert_lacks("worker: checks not in order");
        // It closes no record: who has the visit can still open it and go.
        worker.get(&format!("/visits/{}", tomorrow.id)).assert_ok();
        let data = scheduler.api_get("/schedule/checks").assert_ok().json();
        assert_eq!(data["flagged"][0]["visit"], tomorrow.id.to_string());
    });
}

// H17
#[test]
fn a_manager_decides_by_name_and_with_a_reason_that_somebody_comes_all_the_same() {
    testkit::both(rooms, |app| {
        let visit = one_visit(app);
        let (scheduler, manager) = (app.persona(Role::Scheduler), app.persona(Role::ProviderManager));
        let worker = unchecked(app);
        let anyway = format!("/schedule/{}/anyway", visit.id);
        scheduler.get(&anyway).assert_status(403);
        manager.get(&assign_path(&visit)).assert_ok().assert_has("and say why");
        try_to_give(&manager, &anyway, &visit, &worker, "").assert_refused(422, "Say why they come all the same");
        let account = worker.account.to_string();
        let reason = "Known to Ada for years; her sister is there too.";
        manager.form(&anyway, &[("worker", &account), ("why", reason)]).assert_done();
        let visit = again(app, &visit);
        assert_eq!(visit.state.code(), "assigned");
        try_to_give(&manager, &anyway, &visit, &worker, "x").assert_refused(409, "decided already");
        let page = scheduler.get("/schedule/checks").assert_ok();
        page.assert_has(reason).assert_has(&manager.name).assert_has("identity is not recorded");
        assert_eq!(happened(app, visit.id, "visit.checks_overridden").len(), 1);
        scheduler.get("/schedule").assert_ok().assert_has("all the same");
        // Nobody is let into the records of the day by it, but into this visit.
        worker.get("/rounds").assert_ok().assert_has("Ada Example");
        worker.get(&path(&visit, "check-in")).assert_ok();
        let checked = app.persona(Role::CareWorker);
        try_to_give(&manager, &anyway, &visit, &checked, "x").assert_refused(409, "Their checks are in order");
    });
}

// GOV-3
#[test]
fn who_has_no_checks_in_date_reaches_no_record_and_finishes_what_they_began() {
    testkit::both(rooms, |app| {
        let source = source(app, ada(app), vec![morning(), line(2, "Noon", time(12, 0, 0, 0), time(13, 0, 0, 0))]);
        begin(app, &source);
        let all = today(app, source.package);
        let (scheduler, worker) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
        let manager = app.persona(Role::ProviderManager);
        all.iter().for_each(|visit| give(&scheduler, visit, &worker));
        app.turn_to(at(10, 0));
        worker.form(&path(&all[0], "check-in"), &[]).assert_done();
        let page = manager.get(&format!("/provider/checks/{}", worker.account)).assert_ok();
        let ends = page.attributes("a[href$='/end']", "href");
        for end in ends {
            manager.form(&end, &[("why", "The papers were another’s.")]).assert_done();
        }
        worker.get(&path(&all[0], "check-out")).assert_ok();
        worker.form(&path(&all[0], "check-out"), WELL).assert_done();
        let rounds = worker.get("/rounds").assert_ok();
        rounds.assert_has("You have visits that you cannot open: identity is not recorded").assert_lacks("Ada Example");
        let noon = format!("/visits/{}", all[1].id);
        for under in ["", "/check-in", "/changes", "/way-in"] {
            worker.get(&format!("{noon}{under}")).assert_status(403).assert_has("You cannot open this visit");
        }
        worker.post(&format!("{noon}/way-in"), &[]).assert_refused(403, "identity is not recorded");
        worker.post(&format!("{noon}/check-in"), &[("version", "1")]).assert_refused(403, "Ring your office");
        assert!(happened(app, all[1].id, "visit.way_in_shown").is_empty());
        scheduler.get(&noon).assert_ok();
        let (account, anyway) = (worker.account.to_string(), format!("/schedule/{}/anyway", all[1].id));
        manager.form(&anyway, &[("worker", &account), ("why", "She is expected; I go with him.")]).assert_done();
        worker.get(&noon).assert_ok().assert_has("Ada Example");
        worker.get("/rounds").assert_ok().assert_has("Ada Example");
    });
}
