use super::*;

// VIS-3
#[test]
fn a_worker_sees_the_next_visit_first_and_goes_through_it() {
    testkit::both(rooms, |app| {
        let second = line(2, "Lunch", time(12, 0, 0, 0), time(13, 0, 0, 0));
        let source = source(app, ada(app), vec![morning(), second]);
        begin(app, &source);
        let visits = today(app, source.package);
        let (scheduler, worker) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
        give(&scheduler, &visits[0], &worker);
        give(&scheduler, &visits[1], &worker);
        let round = worker.get("/rounds").assert_ok();
        round
            .assert_has("Ada Example")
            .assert_has("1 Made Up Lane")
            .assert_has("10am to 10:30am")
            .assert_has("Care given today: 0 minutes");
        let page = worker.get(&format!("/visits/{}", visits[0].id)).assert_ok();
        page.assert_has("How to get in").assert_has("Make breakfast").assert_has("Check in").assert_has("999 000 0018");
        app.turn_to(at(10, 2));
        let done = worker.form(&path(&visits[0], "check-in"), &[]).assert_done();
        assert!(done.notice().contains("You checked in at 10:02am."));
        app.turn_to(at(10, 30));
        let left =
            worker.form(&path(&visits[0], "check-out"), &[WELL, &[("note", "Ate well.")]].concat()).assert_done();
        left.assert_leads_to("/rounds");
        worker
            .get("/rounds")
            .assert_has("Care given today: 28 minutes. This week: 28 minutes")
            .assert_has("midday to 12:30pm");
        let after = again(app, &visits[0]);
        assert_eq!((after.state.code(), after.approved_minutes()), ("approved", Some(Minutes::new(28))));
        assert_eq!([minutes(app, &after, "recorded"), minutes(app, &after, "approved")], [28, 28]);
        let approved = happened(app, after.id, "visit.approved");
        assert_eq!((approved[0]["workers"].as_i64(), approved[0]["outcome"].as_str()), (Some(1), Some("done")));
        scheduler.get(&format!("/visits/{}", after.id)).assert_has("Ate well.").assert_has("The person signed");
        let own = app.own(source.person);
        own.get(&format!("/visits/{}", after.id)).assert_ok();
        app.own(person(app, "Bea", "9990000026")).get(&format!("/visits/{}", after.id)).assert_status(404);
    });
}

// H10
#[test]
fn a_change_of_the_plan_is_read_before_the_worker_checks_in() {
    testkit::both(rooms, |app| {
        let person = ada(app);
        let social_worker = agreed_plan(app, person);
        let plan = |under: &str| format!("/people/{person}/plan{under}");
        let current = app.read(|tx| plans::current(tx, person)).unwrap();
        let source = Source { plan: current.id.uuid(), plan_version: 1, ..source(app, person, vec![morning()]) };
        begin(app, &source);
        let visit = today(app, source.package).remove(0);
        let (scheduler, worker) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
        give(&scheduler, &visit, &worker);
        worker.get(&format!("/visits/{}", visit.id)).assert_lacks("What changed since you last came");
        let about = [("what_matters", "My garden."), ("contingency", "Ring the office; Bert has moved away.")];
        social_worker.form(&plan("/about"), &about).assert_done();
        social_worker.form(&plan("/agree"), &[("agreed_with", "person")]).assert_done();
        let page = worker.get(&format!("/visits/{}", visit.id)).assert_ok();
        page.assert_has("What changed since you last came").assert_has("Bert has moved away");
        let stay = again(app, &visit).workers[0].version.to_string();
        worker.post(&path(&visit, "check-in"), &[("version", &stay)]).assert_refused(409, "Read what changed");
        worker.post(&path(&visit, "changes"), &[("plan_version", "1")]).assert_status(409);
        worker.form_on(&format!("/visits/{}", visit.id), &path(&visit, "changes"), &[]).assert_done();
        worker.form(&path(&visit, "check-in"), &[]).assert_done();
    });
}

// H5
#[test]
fn a_correction_is_a_note_of_its_own_and_both_are_shown() {
    testkit::both(rooms, |app| {
        let (visit, scheduler, worker) = given(app);
        let first = worker.form(&path(&visit, "notes"), &[("words", "Ate nothing.")]).assert_done();
        let _ = first;
        let notes = app.read(|tx| visits::note::of_visit(tx, visit.id));
        let corrected = notes[0].id.to_string();
        worker
            .form(&path(&visit, "notes"), &[("words", "Ate half her porridge."), ("corrects", &corrected)])
            .assert_done();
        let page = scheduler.get(&format!("/visits/{}", visit.id)).assert_ok();
        page.assert_has("Ate nothing.").assert_has("(corrected below)").assert_has("Ate half her porridge.");
        let stolen = [("words", "Mine now"), ("corrects", corrected.as_str())];
        scheduler.post(&path(&visit, "notes"), &stolen).assert_refused(422, "one of your own notes");
        worker.form(&path(&visit, "notes"), &[("words", "")]).assert_refused(422, "Write the note");
    });
}

/// The worker leaves their provider today, and begins with another if one is named.
fn leaves(app: &App, worker: &Persona, to: Option<Uuid>) {
    let (account, from, today) = (worker.account, worker.organisation.unwrap(), app.today());
    app.write(move |work| {
        let members = access::members(work, from, Role::CareWorker, today)?;
        let own = members.into_iter().find(|own| own.account == account).unwrap();
        let columns = store::cols! { "to_day" => today };
        let change = store::Change::new("membership.ended", "membership", own.id);
        work.apply(change.update("membership", own.id, 1, columns))?;
        match to {
            Some(to) => access::add_membership(work, account, to, Role::CareWorker, today).map(drop),
            None => Ok(()),
        }
    });
}

// GOV-3, VIS-3
#[test]
fn a_worker_who_moves_to_another_provider_leaves_the_old_visits_behind() {
    testkit::both(rooms, |app| {
        let (visit, scheduler, worker) = given(app);
        let made = of_package(app, visit.package, week()).remove(1);
        give(&scheduler, &made, &worker);
        worker.form(&path(&visit, "check-in"), &[]).assert_done();
        app.turn_by_minutes(30);
        worker.form(&path(&visit, "check-out"), &[WELL, &[("note", "Ate well.")]].concat()).assert_done();
        let old = format!("/visits/{}", visit.id);
        worker.get(&old).assert_ok().assert_has("Ate well.");
        let other = app.organisation(access::OrganisationKind::Provider, "Stourlea Support");
        leaves(app, &worker, Some(other));
        // They sign in anew, for the provider they work for now.
        app.turn_to(at(23, 30));
        let next = worker.get("/rounds").assert_ok();
        next.assert_has("Care given today: 0 minutes").assert_lacks("Ada");
        assert_eq!(worker.who().organisation_id(), Some(other));
        for what in ["", "/notes", "/way-in", "/check-in", "/check-out", "/welfare"] {
            worker.get(&format!("/visits/{}{what}", made.id)).assert_status(404);
            worker.get(&format!("{old}{what}")).assert_status(404);
            worker.api_get(&format!("{old}{what}")).assert_lacks("Ada");
        }
        let check_in = serde_json::json!({ "version": made.version });
        worker.api(&path(&made, "check-in"), check_in).assert_status(404);
        let note = serde_json::json!({ "words": "Ada told me more." });
        worker.api(&path(&visit, "notes"), note).assert_status(404);
        // The provider keeps what they did.
        scheduler.get(&old).assert_ok().assert_has("Ate well.").assert_has(&worker.name);
    });
}

// GOV-3
#[test]
fn a_worker_who_has_left_sees_nothing() {
    testkit::both(rooms, |app| {
        let (visit, scheduler, worker) = given(app);
        worker.get(&format!("/visits/{}", visit.id)).assert_ok();
        leaves(app, &worker, None);
        worker.let_session_end();
        for page in ["/rounds".to_owned(), format!("/visits/{}", visit.id)] {
            let reply = worker.get(&page);
            assert!([303, 401].contains(&reply.status), "{page}: {}", reply.status);
            reply.assert_lacks("Ada");
        }
        worker.api_get(&format!("/visits/{}", visit.id)).assert_status(401).assert_lacks("Ada");
        scheduler.get(&format!("/visits/{}", visit.id)).assert_ok().assert_has(&worker.name);
    });
}
