//! From an agreed plan to visits, through brokerage.

use brokerage::NewProvider;

use super::*;

/// A package that Harbour Care was awarded, to begin on Friday 27 November.
fn awarded(app: &App) -> (Uuid, Persona, Persona) {
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

fn month() -> Period {
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
        manager.form(&format!("/packages/{package}/start"), &[("start", "2026-11-30")]).assert_done();
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
