use access::Role;
use brokerage::PackageId;
use kernel::{Moment, date, time};
use testkit::{App, both, on_sqlite};

use crate::{Search, rooms};

// BRK-5, BRK-12
#[test]
fn from_the_award_to_care_each_step_with_its_clock() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        search.award_to_first(app).assert_done();
        let high = &search.high;
        let late = |standard: &str| {
            let found = app.read(|tx| clocks::running(tx, search.package.into(), standard));
            found.map(|clock| kernel::deadline_in_words(clock.due_at))
        };
        assert_eq!(late("plan.received").unwrap(), "the end of Wednesday 25 November 2026");
        assert_eq!(late("visit.first").unwrap(), "the end of Wednesday 2 December 2026");
        assert_eq!(late("contingency.other"), None);
        let told = high.form(&search.under("/plan-received"), &[]).assert_done().notice();
        assert!(
            told.contains("Introduce yourself at the person’s home by the end of Wednesday 25 November 2026"),
            "{told}"
        );
        high.get("/provider").assert_has("Record the introductory visit").assert_has("Ada Example");
        high.get(&search.under("/outcomes")).assert_ok().assert_has("Record the introductory visit first");
    });
}

// BRK-5, BRK-12
#[test]
fn introduction_outcomes_and_the_providers_plan() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        search.award_to_first(app).assert_done();
        let high = &search.high;
        high.form(&search.under("/plan-received"), &[]).assert_done();
        app.turn_by_days(1);
        let future = serde_json::json!({ "on": "2026-11-25", "version": search.row(app).version });
        high.api(&search.under("/introduction"), future).assert_refused(422, "in the future");
        let told =
            high.form(&search.under("/introduction"), &[("on", "2026-11-24"), ("at", "8:30am")]).assert_done().notice();
        assert!(told.contains("by the end of Tuesday 1 December 2026"), "{told}");
        let carer =
            [("on", "2026-11-24"), ("with", "carer"), ("name", "Bea Example"), ("words", "To wash alone by spring.")];
        high.form(&search.under("/outcomes"), &carer).assert_refused(422, "why it was not agreed with the person");
        let mut carer = carer.to_vec();
        carer.push(("why", "Ada was asleep."));
        high.form(&search.under("/outcomes"), &carer).assert_done();
        high.form(&search.under("/provider-plan"), &[("words", "Two workers at first, then one.")]).assert_done();
        let row = search.row(app);
        let held = row.state.held().unwrap();
        assert!(held.outcomes.is_some() && held.provider_plan.is_some() && held.introduced.is_some());
        let page = search.broker.get(&search.under("")).assert_ok();
        page.assert_has("Bea Example (their carer)").assert_has("Larkbarrow Homecare has been introduced");
        // Doing a step twice is told, not done.
        let again = serde_json::json!({ "on": "2026-11-24", "version": row.version });
        high.api(&search.under("/introduction"), again).assert_refused(409, "was made already");
    });
}

// H13, BRK-5
#[test]
fn a_first_day_without_care_is_heard_and_seen() {
    both(rooms, |app| {
        let search = Search::begin(app, "delayed_discharge");
        search.three_say_yes_urgent(app);
        search.broker.get("/packages?only=missed").assert_has("No package here needs anything");
        // The whole first day, Friday 27 November, passes.
        app.turn_to(Moment::from_london(date(2026, 11, 28), time(0, 5, 0, 0)));
        app.settle();
        let page = search.broker.get("/packages?only=missed").assert_ok();
        page.assert_has("First day passed, no care recorded").assert_has("1 first day passed");
        search.broker.get(&search.under("")).assert_has("make sure that the person is safe");
        assert!(crate::events(app, search.package).contains(&"package.start_missed".to_owned()));
        assert!(
            app.read(store::unsent)
                .iter()
                .any(|message| message.topic == "package.start_missed" && !message.body.contains("Ada"))
        );
        search.high.get("/provider").assert_has("First day passed");
        let first = [("on", "2026-11-28"), ("at", "12:01am")];
        search.high.form(&search.under("/started"), &first).assert_done();
        search.broker.get("/packages?only=missed").assert_has("No package here needs anything");
    });
}

// H13, BRK-5
#[test]
fn a_first_day_without_a_visit_is_not_late_before_the_first_visit_is() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        // The visits are on Monday, Wednesday and Friday; care is agreed from a Tuesday on.
        let offer = crate::offer_of(app, search.package, &search.high).to_string();
        search.broker.form(&search.under("/award"), &[("offer", &offer), ("start", "2026-12-01")]).assert_done();
        let told = "Tuesday 1 December 2026, the first visit on Wednesday 2 December 2026";
        search.broker.get(&search.under("")).assert_ok().assert_has(told);
        app.turn_to(Moment::from_london(date(2026, 12, 2), time(0, 5, 0, 0)));
        app.settle();
        search.broker.get("/packages?only=missed").assert_has("No package here needs anything");
        search.high.get("/provider").assert_lacks("First day passed");
        // The plan moves the visits to Thursdays, and the watch over the first day moves with them.
        let worker = app.persona(Role::SocialWorker);
        let line = crate::plan_of(app, search.person).pattern.remove(0).id;
        let change = crate::at(search.person, &format!("/visits/{line}/change"));
        worker.form(&change, &[("days", "thu")]).assert_done();
        worker.form(&crate::at(search.person, "/agree"), &[("agreed_with", "person")]).assert_done();
        app.settle();
        search.broker.get(&search.under("")).assert_has("the first visit on Thursday 3 December 2026");
        app.turn_to(Moment::from_london(date(2026, 12, 3), time(0, 5, 0, 0)));
        app.settle();
        search.broker.get("/packages?only=missed").assert_has("No package here needs anything");
        app.turn_to(Moment::from_london(date(2026, 12, 4), time(0, 5, 0, 0)));
        app.settle();
        search.broker.get("/packages?only=missed").assert_has("First day passed, no care recorded");
        assert!(crate::events(app, search.package).contains(&"package.start_missed".to_owned()));
    });
}

// BRK-5
#[test]
fn care_may_start_on_christmas_day_and_its_first_day_can_move() {
    on_sqlite(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        search.award_to_first(app).assert_done();
        let path = search.under("/start");
        search.high.form(&path, &[("start", "2026-11-22")]).assert_refused(422, "cannot start before that day");
        let later = [("start", "2026-12-25"), ("why", "She is with her son over Christmas.")];
        let told = search.broker.form(&path, &later).assert_done().notice();
        assert_eq!(told, "Care starts on Friday 25 December 2026.");
        let package = app.read(|tx| brokerage::package(tx, search.package));
        assert_eq!(package.agreed_start, Some(date(2026, 12, 25)));
        search.middle.get(&path).assert_status(404);
        search.middle.api(&path, serde_json::json!({ "start": "2026-12-24", "version": 2 })).assert_status(404);
    });
}

fn clocks_of(app: &App, package: PackageId, standard: &'static str) -> Option<clocks::Clock> {
    app.read(move |tx| clocks::running(tx, package.into(), standard))
}

// BRK-12, PLAN-8, H13
#[test]
fn the_first_visit_of_the_provider_starts_the_package_and_anothers_does_not() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        search.award_to_first(app).assert_done();
        app.turn_to(Moment::from_london(date(2026, 11, 30), time(10, 0, 0, 0)));
        let (package, other, own) = (search.package, search.low.organisation, search.high.organisation);
        let visited = move |provider: Option<kernel::Uuid>, outcome: &'static str| {
            app.write(move |work| {
                let visit: kernel::Uuid = work.id();
                let start = work.at.plus_minutes(-60);
                let facts =
                    serde_json::json!({ "package": package, "provider": provider, "start": start, "outcome": outcome });
                work.apply(store::Change::new("visit.made", "visit", visit).facts(facts))
            });
            app.settle();
        };
        visited(other, "done");
        visited(own, "no_reply");
        assert_eq!(search.row(app).state.code(), "awarded");
        visited(own, "done");
        visited(own, "done");
        let row = search.row(app);
        assert_eq!(row.state.code(), "started");
        assert_eq!(row.state.held().unwrap().first_care, Some(app.now().plus_minutes(-60)));
        let started = crate::events(app, package).into_iter().filter(|event| event == "package.started");
        assert_eq!(started.count(), 1);
        // The next deadline is now a step that is owed; nothing runs without one (H14).
        assert!(row.due_at.is_some());
        // The social worker's review of the plan is the package's too: nobody keys it twice, and the next one falls due.
        let worker = app.persona(Role::SocialWorker);
        let before = search.row(app).due_at;
        let review = [("reviewed_on", "2026-11-30"), ("found", "All is well."), ("outcome", "goes_on")];
        worker.form(&crate::at(search.person, "/review"), &review).assert_done();
        app.settle();
        assert!(crate::events(app, package).contains(&"package.reviewed".to_owned()));
        assert!(clocks_of(app, package, "plan.first_review").is_none());
        assert!(clocks_of(app, package, "plan.review").is_some());
        assert!(search.row(app).due_at >= before);
        assert_eq!(app.read(|tx| brokerage::active_for(tx, own.unwrap(), app.today())).len(), 1);
        worker.form(&search.under("/end"), &[("day", "2026-12-01"), ("reason", "completed")]).assert_done();
        assert_eq!(search.row(app).state.code(), "ended");
        search.high.get(&search.under("/hand-back")).assert_status(404);
    });
}

// H13
#[test]
fn a_first_night_is_over_in_the_morning_not_at_midnight() {
    on_sqlite(rooms, |app| {
        let search = Search::begin(app, "");
        let worker = app.persona(Role::SocialWorker);
        let cy = crate::person(app, "Cy", 1);
        crate::written(&worker, cy, "night", date(2026, 11, 27), "");
        worker.form(&crate::at(cy, "/agree"), &[("agreed_with", "person")]).assert_done();
        let plan = crate::plan_of(app, cy).id;
        let package = crate::ask(&search.broker, plan).assert_done().id();
        let under = |end: &str| format!("/packages/{package}{end}");
        search.broker.form(&under("/offer"), &[("basis", "rank"), ("how_many", "1")]).assert_done();
        crate::accept(app, &search.high, "2026-11-27").assert_done();
        let offer = crate::offer_of(app, package.into(), &search.high).to_string();
        search.broker.form(&under("/award"), &[("offer", &offer), ("start", "2026-11-27")]).assert_done();
        app.turn_to(Moment::from_london(date(2026, 11, 28), time(0, 5, 0, 0)));
        app.settle();
        search.broker.get("/packages?only=missed").assert_has("No package here needs anything");
        app.turn_to(Moment::from_london(date(2026, 11, 29), time(0, 5, 0, 0)));
        app.settle();
        assert!(app.read(|tx| brokerage::row(tx, package.into())).start_missed_at.is_some());
        assert!(crate::events(app, package.into()).contains(&"package.start_missed".to_owned()));
    });
}

// BRK-5, H13, H14
#[test]
fn a_provider_asks_the_broker_for_a_later_start_and_the_agreed_day_stands_until_they_agree() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        search.award_to_first(app).assert_done();
        let (path, answer) = (search.under("/start"), search.under("/later-start"));
        let start = || app.read(|tx| brokerage::package(tx, search.package)).agreed_start;
        search.high.form(&path, &[("start", "2026-12-14")]).assert_refused(422, "Say why care cannot start then");
        app.settle();
        app.turn_by_minutes(1);
        let ask = |day| search.high.form(&path, &[("start", day), ("why", "Two workers have left.")]);
        let told = ask("2026-12-14").assert_done().notice();
        assert!(told.contains("You asked the brokerage team for Monday 14 December 2026."), "{told}");
        assert!(told.contains("Until they agree, care starts on Monday 30 November 2026."), "{told}");
        assert_eq!(start(), Some(date(2026, 11, 30)));
        let row = search.row(app);
        assert_eq!(row.state.actor(), Some(brokerage::machine::Actor::Brokerage));
        let clock = app.read(|tx| clocks::running(tx, search.package.into(), "start.answered")).unwrap();
        assert_eq!(kernel::deadline_in_words(clock.due_at), "the end of Tuesday 24 November 2026");
        // The broker sees it on the first screen, the social worker on the package and the plan.
        let list = search.broker.get("/packages?only=later_starts").assert_ok();
        list.assert_has("1 asked to start later").assert_has("Asks to start later, on");
        let worker = app.persona(Role::SocialWorker);
        let page = worker.get(&search.under("")).assert_ok();
        page.assert_has(
            "asks to start on Monday 14 December 2026 instead of Monday 30 November 2026: Two workers have left.",
        );
        app.settle();
        worker
            .get(&crate::at(search.person, ""))
            .assert_has("The provider asks to start later, on Monday 14 December 2026");
        // Nobody but the broker answers.
        for who in [&search.high, &search.middle, &worker] {
            who.get(&answer).assert_status(403);
        }
        search.broker.form(&answer, &[("answer", "refuse")]).assert_refused(422, "Say why the later day is refused");
        search.broker.form(&answer, &[("answer", "refuse"), ("words", "It cannot wait.")]).assert_done();
        assert_eq!(start(), Some(date(2026, 11, 30)));
        assert!(app.read(|tx| clocks::running(tx, search.package.into(), "start.answered")).is_none());
        let message = |topic: &str| {
            let sent = app.read(store::unsent);
            sent.iter().find(|message| message.topic == topic).map(|message| message.body.clone()).unwrap()
        };
        assert!(
            message("package.start_refused").contains("It cannot wait.")
                && !message("package.start_refused").contains("Ada")
        );
        search.broker.get(&answer).assert_has("not asking to start later");
        // Asked again and agreed: the day moves, and everybody is told why.
        ask("2026-12-07").assert_done();
        search
            .high
            .get(&format!("/provider{path}", path = search.under("")))
            .assert_has("You asked the brokerage team");
        let told = search.broker.form(&answer, &[("answer", "agree")]).assert_done().notice();
        assert_eq!(told, "Care starts on Monday 7 December 2026. The provider was told.");
        assert_eq!(start(), Some(date(2026, 12, 7)));
        let page = search.broker.get(&search.under("")).assert_ok();
        page.assert_has("It was agreed for Monday 30 November 2026 before. Put later because: Two workers have left.");
        app.settle();
        worker
            .get(&crate::at(search.person, ""))
            .assert_has("Care starts on Monday 7 December 2026, later than first agreed");
        assert!(message("package.start_agreed").contains("starts on Monday 7 December 2026"));
        // An earlier day, or back to it, needs nobody's leave, and is no way to a later one.
        search.high.form(&path, &[("start", "2026-12-01")]).assert_done();
        search.high.form(&path, &[("start", "2026-12-07"), ("why", "As before")]).assert_done();
        assert_eq!(start(), Some(date(2026, 12, 1)));
    });
}

// H13, H14, BRK-9
#[test]
fn an_unanswered_later_start_neither_stops_the_watch_nor_stands_in_the_way() {
    both(rooms, |app| {
        let search = Search::begin(app, "delayed_discharge");
        search.three_say_yes_urgent(app);
        let ask = [("start", "2026-12-14"), ("why", "Two workers have left.")];
        search.high.form(&search.under("/start"), &ask).assert_done();
        app.turn_to(Moment::from_london(date(2026, 11, 28), time(0, 5, 0, 0)));
        app.settle();
        assert!(crate::events(app, search.package).contains(&"package.start_missed".to_owned()));
        search.broker.get("/packages?only=missed").assert_has("First day passed").assert_has("Asks to start later");
        let first = [("on", "2026-11-28"), ("at", "12:01am")];
        search.high.form(&search.under("/started"), &first).assert_done();
        let row = search.row(app);
        assert!(row.state.held().unwrap().asked.is_none());
        assert!(app.read(|tx| clocks::running(tx, search.package.into(), "start.answered")).is_none());
        search
            .broker
            .api(&search.under("/later-start"), serde_json::json!({ "answer": "agree", "version": row.version }))
            .assert_refused(409, "not asking to start later");
    });
}
