use super::*;

// VIS-1
#[test]
fn visits_are_made_five_weeks_ahead_and_once_only() {
    testkit::both(rooms, |app| {
        let evening = Line {
            workers: 2,
            days: vec![Weekday::Monday],
            ..line(2, "Evening", time(18, 0, 0, 0), time(20, 0, 0, 0))
        };
        let source = source(app, ada(app), vec![morning(), evening]);
        assert_eq!(begin(app, &source), 35 + 5);
        assert_eq!(begin(app, &source), 0);
        let visits = of_package(app, source.package, week());
        assert_eq!(visits.len(), 8);
        assert_eq!((visits[1].label.as_str(), visits[1].workers_needed), ("Evening", 2));
        assert_eq!(visits[0].tasks, ["Help with washing", "Make breakfast"]);
        assert_eq!(minutes(app, &visits[0], "planned"), 35 * 30 + 5 * 60);
        let made = happened(app, source.package, "visits.made");
        assert_eq!(made[0]["count"], 40);
    });
}

// VIS-1
#[test]
fn a_week_later_there_are_four_weeks_ahead_again() {
    testkit::both(rooms, |app| {
        let source = source(app, ada(app), vec![morning()]);
        begin(app, &source);
        let mut later = source.clone();
        later.start = date(2026, 11, 24);
        begin(app, &later);
        let first = today(app, source.package).remove(0);
        assert_eq!(first.state.code(), "cancelled", "the first day is later now");
        assert_eq!(minutes(app, &first, "planned"), 34 * 30);
    });
}

// VIS-1
#[test]
fn a_day_on_which_the_clocks_change_has_its_visit_at_the_same_time_of_day() {
    let options =
        testkit::Options { start: Moment::from_london(date(2027, 3, 26), time(9, 0, 0, 0)), ..Default::default() };
    testkit::both_with(rooms, &options, |app| {
        let night = Line { ..line(3, "Night", time(0, 30, 0, 0), time(2, 30, 0, 0)) };
        let source = Source { start: date(2027, 3, 27), ..source(app, ada(app), vec![morning(), night]) };
        begin(app, &source);
        let days = Period::through(date(2027, 3, 27), date(2027, 3, 28)).unwrap();
        let visits = of_package(app, source.package, days);
        let mornings: Vec<_> = visits.iter().filter(|visit| visit.label == "Morning").collect();
        assert_eq!(mornings[1].planned_start.minutes_since(mornings[0].planned_start), 23 * 60);
        assert_eq!(mornings[1].planned_start.time_of_day(), time(10, 0, 0, 0));
        assert!(visits.iter().all(|visit| visit.planned_end.minutes_since(visit.planned_start) == 30));
        let (scheduler, worker) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
        let night = visits.iter().rfind(|visit| visit.label == "Night").unwrap();
        give(&scheduler, night, &worker);
        app.turn_to(Moment::from_london(date(2027, 3, 28), time(0, 45, 0, 0)));
        worker.form(&path(night, "check-in"), &[]).assert_done();
        // Half past midnight to half past two is an hour on this night.
        app.turn_to(Moment::from_london(date(2027, 3, 28), time(2, 15, 0, 0)));
        worker.form(&path(night, "check-out"), WELL).assert_done();
        let (start, finish) = again(app, night).recorded().unwrap();
        assert_eq!(finish.minutes_since(start), 30);
    });
}

// VIS-1, BRK-9
#[test]
fn when_a_package_ends_what_lies_ahead_is_cancelled_and_what_was_made_stays() {
    testkit::both(rooms, |app| {
        let source = source(app, ada(app), vec![morning()]);
        begin(app, &source);
        let visit = today(app, source.package).remove(0);
        let (scheduler, worker) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
        give(&scheduler, &visit, &worker);
        worker.form(&path(&visit, "check-in"), &[]).assert_done();
        app.turn_by_minutes(30);
        worker.form(&path(&visit, "check-out"), WELL).assert_done();
        let package = source.package;
        let from = date(2026, 11, 25);
        let ended =
            app.write(move |work| visits::make::end(work, package, None, from, "The provider gave the package back"));
        assert_eq!(ended, 33);
        let states: Vec<_> = of_package(app, package, week()).iter().map(|visit| visit.state.code()).collect();
        assert_eq!(states, ["approved", "planned", "cancelled", "cancelled", "cancelled", "cancelled", "cancelled"]);
        assert_eq!(minutes(app, &visit, "planned"), 60);
        let cancelled = of_package(app, package, week()).remove(2);
        let facts = happened(app, cancelled.id, "visit.cancelled");
        assert_eq!((facts[0]["by"].as_str(), facts[0]["notice_hours"].as_i64()), (Some("system"), Some(48)));
        // Another provider takes over from that day: its visits are made beside the cancelled ones.
        let other = app.organisation(access::OrganisationKind::Provider, "Meadow Care");
        let taken_over = Source { provider: other, start: from, ..source.clone() };
        assert_eq!(begin(app, &taken_over), 33);
    });
}
