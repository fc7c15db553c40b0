//! From an agreed plan to visits, through brokerage.

use brokerage::NewProvider;

use super::*;

/// A package that Harbour Care was awarded, to begin on Friday 27 November.
pub fn awarded(app: &App) -> (Uuid, Persona, Persona) {
    let person = ada(app);
    let social_worker = agreed_plan(app, person);
    social_worker.form(&format!("/people/{person}/alerts"), &[("words", "Lives alone")]).assert_done();
    let (provider, locality) = (provider(app), app.read(|tx| people::row(tx, person)).locality.unwrap());
    app.write(move |work| {
        let (lots, areas) = (["home".to_owned()], [locality.clone()]);
        let new = NewProvider {
            organisation: provider,
            code: "HARBOUR",
            postcode: Some("BA21 5BT"),
            score_tenths: Some(800),
            active: true,
            lots: &lots,
            areas: &areas,
        };
        brokerage::admit(work, &new)
    });
    let plan = app.read(|tx| plans::current(tx, person)).unwrap().id;
    let package = social_worker.form(&format!("/plans/{plan}/request-package"), &[]).assert_done().id();
    let (broker, manager) = (app.persona(Role::Broker), app.persona(Role::ProviderManager));
    let on = |what: &str| format!("/packages/{package}/{what}");
    broker.form(&on("offer"), &[("basis", "rank"), ("how_many", "1")]).assert_done();
    let offer = app.read(|tx| brokerage::offer::of_package(tx, package.into())).remove(0).id;
    manager.form(&format!("/offers/{offer}/accept"), &[("earliest_start", "2026-11-27")]).assert_done();
    broker.form(&on("award"), &[("offer", &offer.to_string())]).assert_done();
    app.settle();
    (package, broker, manager)
}

pub fn month() -> Period {
    Period::through(TODAY, date(2027, 1, 31)).unwrap()
}

// VIS-1, H10
#[test]
fn an_awarded_package_has_its_visits_by_itself_and_goes_on_having_them() {
    testkit::both(whole_thread, |app| {
        let (package, _, _) = awarded(app);
        let visits = of_package(app, package, month());
        let first = &visits[0];
        assert_eq!((first.day, first.minutes, first.plan_version), (date(2026, 11, 27), Minutes::new(45), 1));
        assert!(first.lives_alone);
        assert_eq!(visits.last().unwrap().day, date(2026, 12, 25), "five weeks ahead");
        app.turn_by_days(8);
        app.settle();
        let last = of_package(app, package, month()).last().unwrap().day;
        assert_eq!(last, date(2027, 1, 4), "a week later, a week more");
        assert_eq!(happened(app, package, "visits.made").len(), 2);
        assert_eq!(app.read(visits::check), Vec::<String>::new());
    });
}

// VIS-1
#[test]
fn a_later_start_takes_the_first_visits_back() {
    testkit::both(whole_thread, |app| {
        let (package, _, manager) = awarded(app);
        let later = [("start", "2026-11-30"), ("why", "Two workers have left.")];
        manager.form(&format!("/packages/{package}/start"), &later).assert_done();
        app.settle();
        assert_eq!(of_package(app, package, month())[0].state.code(), "planned", "asked is not agreed");
        let broker = app.persona(Role::Broker);
        broker.form(&format!("/packages/{package}/later-start"), &[("answer", "agree")]).assert_done();
        app.settle();
        let states: Vec<_> =
            of_package(app, package, month()).iter().take(2).map(|visit| (visit.day, visit.state.code())).collect();
        assert_eq!(states, [(date(2026, 11, 27), "cancelled"), (date(2026, 11, 30), "planned")]);
        manager.form(&format!("/packages/{package}/start"), &[("start", "2026-11-27")]).assert_done();
        app.settle();
        let planned: Vec<_> = of_package(app, package, month()).into_iter().filter(VisitView::is_ahead).collect();
        assert_eq!(planned[0].day, date(2026, 11, 27));
        assert_eq!(app.read(visits::check), Vec::<String>::new());
    });
}

// VIS-1, BRK-9
#[test]
fn after_a_hand_back_visits_go_on_to_the_end_of_the_notice() {
    testkit::both(whole_thread, |app| {
        let (package, _, manager) = awarded(app);
        let (scheduler, worker) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
        let first = of_package(app, package, month()).remove(0);
        give(&scheduler, &first, &worker);
        app.turn_to(first.planned_start);
        worker.form(&path(&first, "check-in"), &[]).assert_done();
        app.turn_by_minutes(45);
        worker
            .form(&path(&first, "check-out"), &[("outcome", "done"), ("done", "1"), ("signed", "person")])
            .assert_done();
        app.settle();
        let state = app.read(|tx| brokerage::package(tx, package.into())).state.clone();
        assert!(matches!(state, brokerage::State::Started(_)), "care has begun: {state:?}");
        let notice = [("reason", "workforce"), ("words", "Two workers have left"), ("last_day", "2026-12-11")];
        let form =
            manager.open_form(&format!("/packages/{package}/hand-back"), &format!("/packages/{package}/hand-back"));
        let reason = form.choices("reason").remove(0);
        form.send(&[("reason", &reason), notice[1], notice[2]]).assert_done();
        app.settle();
        let (on, off): (Vec<_>, Vec<_>) = of_package(app, package, month()).into_iter().partition(VisitView::is_ahead);
        assert_eq!(on.last().unwrap().day, date(2026, 12, 11));
        assert!(off.iter().skip(1).all(|visit| visit.day > date(2026, 12, 11) && visit.state.code() == "cancelled"));
        app.turn_by_days(9);
        app.settle();
        assert_eq!(of_package(app, package, month()).iter().filter(|visit| visit.is_ahead()).count(), on.len());
        assert_eq!(app.read(visits::check), Vec::<String>::new());
    });
}

// VIS-1
#[test]
fn when_a_package_ends_its_visits_end() {
    testkit::both(whole_thread, |app| {
        let (package, broker, _) = awarded(app);
        let form = broker.open_form(&format!("/packages/{package}/end"), &format!("/packages/{package}/end"));
        let reasons = form.choices("reason");
        let reason = reasons.iter().find(|reason| *reason != "completed").unwrap();
        form.send(&[("day", "2026-11-27"), ("reason", reason)]).assert_done();
        app.settle();
        let ahead: Vec<_> = of_package(app, package, month()).into_iter().filter(VisitView::is_ahead).collect();
        assert_eq!(ahead.iter().map(|visit| visit.day).collect::<Vec<_>>(), [date(2026, 11, 27)]);
        assert_eq!(app.read(visits::check), Vec::<String>::new());
    });
}

/// Mondays and Fridays become an hour long, and the plan is agreed anew.
pub fn plan_changed(app: &App, package: Uuid) {
    let person = app.read(|tx| brokerage::package(tx, package.into())).person;
    let line = app.read(|tx| plans::current(tx, person)).unwrap().pattern.remove(0).id;
    let social_worker = app.persona(Role::SocialWorker);
    let plan = |under: &str| format!("/people/{person}/plan{under}");
    social_worker.form(&plan(&format!("/visits/{line}/change")), &[("minutes", "60")]).assert_done();
    social_worker.form(&plan("/agree"), &[("agreed_with", "person")]).assert_done();
    app.settle();
}

// VIS-1, H10
#[test]
fn a_changed_plan_changes_the_visits_from_tomorrow_on_and_the_worker_reads_it_first() {
    testkit::both(whole_thread, |app| {
        let (package, _, _) = awarded(app);
        let (scheduler, worker) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
        let before = of_package(app, package, month());
        for visit in &before[..3] {
            give(&scheduler, visit, &worker);
        }
        app.turn_to(before[0].planned_start);
        worker.form(&path(&before[0], "check-in"), &[]).assert_done();
        app.turn_by_minutes(45);
        let well = [("outcome", "done"), ("done", "1"), ("signed", "person")];
        worker.form(&path(&before[0], "check-out"), &well).assert_done();
        app.turn_to(Moment::from_london(date(2026, 11, 30), time(6, 0, 0, 0)));
        let away = [("for_whom", "person"), ("why", "With her daughter")];
        scheduler.form(&path(&before[3], "cancel"), &away).assert_done();
        app.settle();

        plan_changed(app, package);
        let on = |day: Date| {
            let of_day = of_package(app, package, Period::through(day, day).unwrap());
            of_day.iter().map(|visit| (visit.state.code(), visit.minutes.get())).collect::<Vec<_>>()
        };
        assert_eq!(on(date(2026, 11, 27)), [("approved", 45)], "what was done stays");
        assert_eq!(on(date(2026, 11, 30)), [("assigned", 45)], "today stays");
        let mut friday = on(date(2026, 12, 4));
        friday.sort_unstable();
        assert_eq!(friday, [("cancelled", 45), ("planned", 60)]);
        assert_eq!(on(date(2026, 12, 7)), [("cancelled", 45)], "what the person called off is not made again");
        let ahead: Vec<_> = of_package(app, package, month()).into_iter().filter(VisitView::is_ahead).collect();
        assert!(ahead.iter().skip(1).all(|visit| visit.minutes == Minutes::new(60) && visit.plan_version == 2));

        // Whoever comes today reads it before they check in.
        app.turn_to(before[1].planned_start);
        worker.get(&format!("/visits/{}", before[1].id)).assert_has("What changed since you last came");
        app.settle();

        // Done twice it changes nothing.
        let source = app.read(|tx| visits::source(tx, package)).unwrap();
        let place = app.house.place;
        assert_eq!(app.write(move |work| visits::make::follow(work, place, &source, "The plan was changed")), 0);
        let again: Vec<_> = of_package(app, package, month()).into_iter().filter(VisitView::is_ahead).collect();
        assert_eq!(
            again.iter().map(|visit| visit.id).collect::<Vec<_>>(),
            ahead.iter().map(|visit| visit.id).collect::<Vec<_>>()
        );
        assert_eq!(app.read(visits::check), Vec::<String>::new());
    });
}

// VIS-1, H10
#[test]
fn a_visit_that_still_fits_the_plan_keeps_its_worker() {
    testkit::both(rooms, |app| {
        let evening = line(2, "Evening", time(18, 0, 0, 0), time(20, 0, 0, 0));
        let source = source(app, ada(app), vec![morning(), evening]);
        begin(app, &source);
        let (scheduler, worker) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
        let tomorrow = Period::through(date(2026, 11, 24), date(2026, 11, 24)).unwrap();
        let kept = of_package(app, source.package, tomorrow).remove(0);
        give(&scheduler, &kept, &worker);
        // The evening goes, a lunch comes, the morning stays.
        let lunch = line(3, "Lunch", time(12, 0, 0, 0), time(13, 0, 0, 0));
        let changed = Source { lines: vec![morning(), lunch], plan_version: 2, ..source.clone() };
        let (place, changed) = (app.house.place, changed);
        let follow = |app: &App| {
            let changed = changed.clone();
            app.write(move |work| visits::make::follow(work, place, &changed, "The plan was changed"))
        };
        assert_eq!(follow(app), 34);
        assert_eq!(follow(app), 0);
        let labels: Vec<_> = of_package(app, source.package, tomorrow)
            .into_iter()
            .map(|visit| (visit.label.clone(), visit.state.code()))
            .collect();
        let expected = [("Morning", "assigned"), ("Lunch", "planned"), ("Evening", "cancelled")];
        assert_eq!(labels, expected.map(|(label, state)| (label.to_owned(), state)));
        assert_eq!(today(app, source.package).len(), 2, "today stays as it was");
        assert_eq!(again(app, &kept).workers.len(), 1);
    });
}

// BRK-9, H10
#[test]
fn what_the_provider_adjusts_at_a_review_changes_the_visits_and_the_worker_reads_it_first() {
    testkit::both(whole_thread, |app| {
        let (package, _, manager) = awarded(app);
        let (scheduler, worker) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
        let before = of_package(app, package, month());
        give(&scheduler, &before[0], &worker);
        give(&scheduler, &before[1], &worker);
        app.turn_to(before[0].planned_start);
        worker.form(&path(&before[0], "check-in"), &[]).assert_done();
        app.turn_by_minutes(45);
        let well = [("outcome", "done"), ("done", "1"), ("signed", "person")];
        worker.form(&path(&before[0], "check-out"), &well).assert_done();
        let note = [("words", "She cannot hold her cup any more."), ("significant", "yes")];
        let done = worker.form(&path(&before[0], "notes"), &note).assert_done();
        assert!(done.notice().contains("the social worker is told"), "{}", done.notice());
        app.settle();
        let person = app.read(|tx| brokerage::package(tx, package.into())).person;
        let reported = app.read(|tx| plans::changes_of(tx, person)).remove(0);
        assert_eq!((reported.kind, reported.is_reported_late()), (plans::ChangeKind::Significant, false));

        let line = before[0].line;
        let review = [
            ("minutes", "60"),
            ("why", "She needs longer."),
            ("agreed_with", "person"),
            ("agreed_name", "Ada Example"),
            ("review", "Weaker hands."),
        ];
        manager.form(&format!("/packages/{package}/adjust/{line}"), &review).assert_done();
        app.settle();
        let ahead: Vec<_> = of_package(app, package, month()).into_iter().filter(VisitView::is_ahead).collect();
        assert!(!ahead.is_empty() && ahead.iter().all(|visit| visit.minutes == Minutes::new(60)), "from tomorrow on");
        let taken = of_package(app, package, month()).into_iter().find(|visit| visit.id == before[1].id).unwrap();
        assert_eq!(taken.state.code(), "cancelled");

        // The plan's version is the same; the worker reads what is new before they check in, and once.
        give(&scheduler, &ahead[0], &worker);
        app.turn_to(ahead[0].planned_start);
        let visit = path(&ahead[0], "changes");
        worker.get(&format!("/visits/{}", ahead[0].id)).assert_has("Morning: 1 hour instead of 45 minutes");
        worker
            .api(&path(&ahead[0], "check-in"), serde_json::json!({ "version": ahead[0].version + 1 }))
            .assert_status(409);
        worker.api(&visit, serde_json::json!({ "plan_version": 1 })).assert_refused(409, "changed again");
        worker.api(&visit, serde_json::json!({ "plan_version": 1, "adjusted": 1 })).assert_status(200);
        worker.form(&path(&ahead[0], "check-in"), &[]).assert_done();
        assert_eq!(app.read(visits::check), Vec::<String>::new());
    });
}
