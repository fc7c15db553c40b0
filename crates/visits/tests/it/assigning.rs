use std::sync::Arc;

use kernel::Failure;
use visits::{assign::assign, policy::Assign};

use super::*;

fn permit(persona: &Persona, visit: &VisitView) -> access::Permit<Assign> {
    persona.who().permit::<Assign>(&About::thing("visit", visit.id).organisation(visit.provider)).unwrap()
}

// VIS-1
#[test]
fn a_scheduler_sees_what_needs_somebody_first_and_what_a_change_costs() {
    testkit::both(rooms, |app| {
        let visit = one_visit(app);
        let (scheduler, worker) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
        scheduler.get("/schedule").assert_ok().assert_has("Need somebody").assert_has("Ada Example");
        let page = scheduler.get(&assign_path(&visit)).assert_ok();
        page.assert_has(&format!(
            "{}: 0 minutes that day now, 30 minutes with this visit; new to this person",
            worker.name
        ));
        give(&scheduler, &visit, &worker);
        scheduler.get("/schedule").assert_ok().assert_lacks("Need somebody").assert_has(&worker.name);
        let day = scheduler.api_get("/schedule").assert_ok().json();
        assert_eq!((day["unassigned"].as_array().unwrap().len(), day["workers"][0]["minutes"].as_i64()), (0, Some(30)));
    });
}

// VIS-1
#[test]
fn the_same_visit_is_given_for_the_days_to_come() {
    testkit::both(rooms, |app| {
        let visit = one_visit(app);
        let (scheduler, worker) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
        let fields = [("worker", &*worker.account.to_string()), ("start", "10:45am"), ("how_far", "on")];
        let done = scheduler.form(&assign_path(&visit), &fields).assert_done();
        assert!(done.notice().contains("34 visits on later days"), "{}", done.notice());
        let tomorrow = of_package(app, visit.package, week()).remove(1);
        assert_eq!(tomorrow.planned_start.time_of_day(), time(10, 45, 0, 0));
        assert_eq!(tomorrow.state.code(), "assigned");
    });
}

// H17
#[test]
fn a_visit_goes_to_nobody_who_is_not_able_or_not_of_the_provider() {
    testkit::both(rooms, |app| {
        let hoist = Line { skills: vec!["hoist".into()], ..morning() };
        let source = source(app, ada(app), vec![hoist]);
        begin(app, &source);
        let visit = today(app, source.package).remove(0);
        let (scheduler, worker) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
        scheduler.get(&assign_path(&visit)).assert_ok().assert_has("does not have: using a hoist");
        let fields = [("worker", worker.account.to_string()), ("version", visit.version.to_string())];
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        scheduler.post(&assign_path(&visit), &fields).assert_refused(422, "it needs using a hoist");
        give_skills(&scheduler, &worker, &["hoist"]);
        let other = app.organisation(access::OrganisationKind::Provider, "Meadow Care");
        let stranger = app.persona_in(Role::CareWorker, other);
        let theirs = [("worker", stranger.account.to_string()), ("version", visit.version.to_string())];
        let theirs: Vec<_> = theirs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        scheduler.post(&assign_path(&visit), &theirs).assert_status(404);
        let their_scheduler = app.persona_in(Role::Scheduler, other);
        their_scheduler.get(&assign_path(&visit)).assert_status(404);
        their_scheduler.get(&format!("/visits/{}", visit.id)).assert_status(404);
        stranger.get(&format!("/visits/{}", visit.id)).assert_status(404);
        stranger.get(&assign_path(&visit)).assert_status(403);
        scheduler.post(&assign_path(&visit), &fields).assert_done();
        scheduler.get("/provider/workers").assert_ok().assert_has("Using a hoist");
    });
}

// H17
#[test]
fn a_visit_for_two_needs_two_different_workers() {
    testkit::both(rooms, |app| {
        let source = source(app, ada(app), vec![Line { workers: 2, ..morning() }]);
        begin(app, &source);
        let visit = today(app, source.package).remove(0);
        let (scheduler, one) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
        let two = app.persona(Role::CareWorker);
        give(&scheduler, &visit, &one);
        assert_eq!(again(app, &visit).state.code(), "planned");
        let version = again(app, &visit).version.to_string();
        let account = one.account.to_string();
        scheduler
            .post(&assign_path(&visit), &[("worker", &account), ("version", &version)])
            .assert_refused(409, "needs two different workers");
        give(&scheduler, &visit, &two);
        assert_eq!(again(app, &visit).state.code(), "assigned");
    });
}

// VIS-1
#[test]
fn a_page_that_is_stale_changes_nothing_and_a_start_outside_the_window_is_refused() {
    testkit::both(rooms, |app| {
        let visit = one_visit(app);
        let (scheduler, one) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
        let two = app.persona(Role::CareWorker);
        let (one_id, two_id) = (one.account.to_string(), two.account.to_string());
        let open = scheduler.open_form(&assign_path(&visit), &assign_path(&visit));
        open.send(&[("worker", &one_id), ("start", "11:15am")]).assert_refused(422, "it can start from 10am to 11am");
        open.send(&[("worker", &one_id), ("start", "soon")]).assert_refused(422, "enter a time");
        give(&scheduler, &visit, &one);
        let unassign = format!("/schedule/{}/unassign", visit.id);
        scheduler.form(&unassign, &[("why", "ill")]).assert_done();
        open.send(&[("worker", &two_id)]).assert_refused(409, "changed this after you opened it");
        assert!(again(app, &visit).workers.is_empty());
    });
}

// VIS-1, H17
#[test]
fn of_thirty_two_who_give_one_worker_thirty_two_visits_at_once_one_wins() {
    testkit::both(rooms, |app| {
        let lines: Vec<Line> =
            (0..32).map(|n| line(100 + n, &format!("Call {n}"), time(10, 0, 0, 0), time(11, 30, 0, 0))).collect();
        let source = source(app, ada(app), lines);
        begin(app, &source);
        let all = today(app, source.package);
        let (scheduler, worker) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
        let account = worker.account;
        let actor = Arc::new(scheduler.who().actor());
        let results: Vec<Result<(), Failure>> = std::thread::scope(|scope| {
            let threads: Vec<_> = all
                .iter()
                .map(|visit| {
                    let (store, permit, actor) = (app.store.clone(), permit(&scheduler, visit), Arc::clone(&actor));
                    let place = app.house.place;
                    let (id, version) = (visit.id, visit.version);
                    scope.spawn(move || {
                        store.write_now((*actor).clone(), move |work| {
                            assign(work, place, &permit, (id, version), (account, None)).map(drop)
                        })
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        for refused in results.iter().filter_map(|result| result.as_ref().err()) {
            let told =
                matches!(refused, Failure::Conflict(text) if text.contains("is not free then: they have the call"));
            assert!(told, "{refused:?}");
        }
        let given = today(app, source.package).iter().filter(|visit| !visit.workers.is_empty()).count();
        assert_eq!(given, 1);
    });
}

// VIS-1
#[test]
fn visits_that_follow_one_another_do_not_overlap() {
    testkit::both(rooms, |app| {
        let two = line(2, "Second", time(10, 30, 0, 0), time(11, 0, 0, 0));
        let three = line(3, "Third", time(10, 59, 0, 0), time(12, 0, 0, 0));
        let source = source(app, ada(app), vec![morning(), two, three]);
        begin(app, &source);
        let visits = today(app, source.package);
        let (scheduler, worker) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
        give(&scheduler, &visits[0], &worker);
        give(&scheduler, &visits[1], &worker);
        let version = visits[2].version.to_string();
        let fields = [("worker", &*worker.account.to_string()), ("version", &version)];
        scheduler.post(&assign_path(&visits[2]), &fields).assert_refused(409, "the second visit to Ada Example");
        // The page says so before it is sent, and at which other start somebody is free.
        let looked = scheduler.get(&assign_path(&visits[2]));
        looked
            .assert_has("At 10:59am nobody of your organisation is free")
            .assert_has("11am: Blake Care worker is free");
        scheduler.get(&format!("{}?start=11:00", assign_path(&visits[2]))).assert_has("Who comes?");
        let later = [fields[0], fields[1], ("start", "11am")];
        scheduler.post(&assign_path(&visits[2]), &later).assert_done();
    });
}

// VIS-1
#[test]
fn what_a_change_costs_is_said_before_it_is_made_and_nobody_is_moved_without_its_being_said() {
    testkit::both(rooms, |app| {
        let visit = one_visit(app);
        let bea = person(app, "Bea", "9990000026");
        let beside = [
            line(5, "Early", time(8, 0, 0, 0), time(8, 30, 0, 0)),
            line(6, "Noon", time(12, 0, 0, 0), time(12, 30, 0, 0)),
        ];
        let source = source(app, bea, beside.to_vec());
        begin(app, &source);
        let (scheduler, one, two) =
            (app.persona(Role::Scheduler), app.persona(Role::CareWorker), app.persona(Role::CareWorker));
        today(app, source.package).iter().for_each(|beside| give(&scheduler, beside, &one));

        let page = scheduler.get(&assign_path(&visit)).assert_ok();
        page.assert_has("What it would mean")
            .assert_has("1 hour now, 1 hour 30 minutes then")
            .assert_has("90 minutes after Bea Example, until 8:30am, less than a mile")
            .assert_has("90 minutes before Bea Example")
            .assert_has("Their only visit")
            .assert_lacks("had this visit");
        give(&scheduler, &visit, &two);
        let unassign = format!("/schedule/{}/unassign", visit.id);
        let page = scheduler.get(&unassign).assert_ok();
        page.assert_has("came to this person 0 times in the last four weeks")
            .assert_has(&format!("Free at that time: {}", one.name));
        scheduler.form(&unassign, &[("why", "Her car broke down")]).assert_done();
        let page = scheduler.get(&assign_path(&visit)).assert_ok();
        page.assert_has(&format!("{} had this visit", two.name)).assert_has("Her car broke down");
        let done = scheduler.form(&assign_path(&visit), &[("worker", &one.account.to_string())]).assert_done();
        assert!(done.notice().contains(&format!("{} had it before.", two.name)), "{}", done.notice());
        let tomorrow = of_package(app, visit.package, week()).remove(1);
        scheduler.get(&assign_path(&tomorrow)).assert_has(&format!("2026, {} had it", one.name));
    });
}

// VIS-1
#[test]
fn however_many_workers_there_are_the_same_few_statements_are_asked() {
    testkit::both(rooms, |app| {
        let visit = one_visit(app);
        let (scheduler, other) =
            (app.persona(Role::Scheduler), app.organisation(access::OrganisationKind::Provider, "Meadow Care"));
        let asked = || {
            let place = app.house.place;
            app.read(|tx| {
                let before = tx.statements();
                let all = visits::assign::candidates(tx, place, &visit, app.now())?;
                Ok((all.len(), tx.statements() - before))
            })
        };
        let one = app.persona(Role::CareWorker);
        let (few, once) = asked();
        (0..8).for_each(|_| drop(app.persona(Role::CareWorker)));
        let (many, then) = asked();
        assert_eq!((few, many, then), (1, 9, once), "nine workers ask what one asks");

        // Whoever works for another provider too is not free when they are there.
        let (account, from) = (one.account, app.today());
        let place = app.house.place;
        app.write(move |work| {
            access::add_membership(work, account, other, Role::CareWorker, from)?;
            let new = workforce::TakenOn { worker: account, provider: other, seen_by: "The manager", drives: false };
            workforce::take_on(work, &place.workforce, &new, |_| from)
        });
        let theirs = Source {
            provider: other,
            ..source(app, person(app, "Bea", "9990000026"), vec![Line { id: kernel::Uuid::from_u128(9), ..morning() }])
        };
        begin(app, &theirs);
        let there = app.persona_in(Role::Scheduler, other);
        give(&there, &today(app, theirs.package)[0], &one);
        scheduler.get(&assign_path(&visit)).assert_ok().assert_has("has a visit for another organisation");
    });
}
