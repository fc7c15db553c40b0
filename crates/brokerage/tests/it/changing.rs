use access::{OrganisationKind, Role};
use kernel::{Minutes, Moment, date, time};
use testkit::{App, Reply, both, on_sqlite};

use crate::{Search, at, events, plan_of, rooms};

/// Care that Larkbarrow Homecare gives since Monday morning.
fn started(app: &App) -> Search {
    let search = Search::begin(app, "");
    search.three_say_yes(app);
    search.award_to_first(app).assert_done();
    app.turn_to(Moment::from_london(date(2026, 11, 30), time(10, 0, 0, 0)));
    search.high.form(&search.under("/started"), &[("on", "2026-11-30"), ("at", "8am")]).assert_done();
    app.settle();
    search
}

fn line_of(app: &App, search: &Search) -> String {
    app.read(|tx| brokerage::lines(tx, search.package)).remove(0).id.to_string()
}

const SAID: [(&str, &str); 4] = [
    ("why", "She needs longer to wash."),
    ("agreed_with", "person"),
    ("agreed_name", "Ada Example"),
    ("review", "Her hands hurt in the mornings."),
];

fn adjusted(app: &App, search: &Search, minutes: &str) -> Reply {
    let path = search.under(&format!("/adjust/{}", line_of(app, search)));
    let fields: Vec<_> = SAID.into_iter().chain([("minutes", minutes)]).collect();
    search.high.form(&path, &fields)
}

fn given(app: &App, search: &Search) -> (Minutes, Minutes) {
    let row = search.row(app);
    (row.agreed_minutes, row.minutes_per_week)
}

// BRK-9, H10
#[test]
fn a_provider_adjusts_the_care_at_a_review_within_its_tolerance_and_everybody_sees_it() {
    both(rooms, |app| {
        let search = started(app);
        let page = search.high.get(&format!("/provider/packages/{}", search.package)).assert_ok();
        page.assert_has("Adjust at a review: Morning").assert_has("Report a change in the person");
        adjusted(app, &search, "100").assert_refused(
            422,
            "This would be 5 hours 30 minutes a week more than agreed; up to 5 hours can be changed without a formal review",
        );
        let done = adjusted(app, &search, "75").assert_done();
        assert!(done.notice().contains("3 hours of 5 hours used"), "{}", done.notice());
        assert_eq!(given(app, &search), (Minutes::new(270), Minutes::new(450)));
        // It counts from what was agreed, whatever the way there.
        adjusted(app, &search, "100").assert_refused(422, "5 hours 30 minutes a week more than agreed");
        adjusted(app, &search, "90").assert_done();
        app.settle();

        let package = search.broker.get(&search.under("")).assert_ok();
        package.assert_has("4 hours 30 minutes of 5 hours used").assert_has("She needs longer to wash.");
        search.broker.get("/packages").assert_has("1 adjusted by the provider at a review");
        search.broker.get("/packages?only=adjusted").assert_has("Ada Example");
        let list = search.broker.api_get("/tolerance").assert_ok().json();
        assert_eq!((&list["packages"][0]["used_minutes"], &list["providers"][0]["adjusted"]), (&270.into(), &1.into()));
        search.high.get("/tolerance").assert_has("4 hours 30 minutes of 5 hours");
        search.high.get("/provider").assert_has("package uses tolerance: 4 hours 30 minutes a week");
        search.middle.get("/provider").assert_lacks("uses tolerance");
        search.middle.get("/tolerance").assert_has("No package is adjusted at present").assert_lacks("Larkbarrow");
        app.persona(Role::Commissioner)
            .get("/tolerance")
            .assert_has("4 hours 30 minutes of 5 hours")
            .assert_lacks("Ada");

        // The plan stays as it was agreed, and says what the provider adjusted.
        let plan = plan_of(app, search.person);
        assert_eq!((plan.version_no, plan.minutes_per_week()), (1, Minutes::new(270)));
        let own = app.own(search.person).get(&at(search.person, "")).assert_ok();
        own.assert_has("What the provider adjusted").assert_has("Morning: 1 hour 15 minutes instead of 45 minutes");
        app.carer_of(search.person)
            .get(&at(search.person, ""))
            .assert_has("What the provider adjusted")
            .assert_lacks("needs longer");
        let worker = app.persona(Role::SocialWorker);
        worker.get("/my-people?whose=all").assert_has("The provider’s review").assert_has("Larkbarrow Homecare");
        assert_eq!(events(app, search.package).iter().filter(|event| *event == "package.adjusted").count(), 2);

        // A new agreed plan begins anew.
        let line = plan.pattern[0].id;
        worker.form(&at(search.person, &format!("/visits/{line}/change")), &[("minutes", "90")]).assert_done();
        worker.form(&at(search.person, "/agree"), &[("agreed_with", "person")]).assert_done();
        app.settle();
        assert_eq!(given(app, &search), (Minutes::new(540), Minutes::new(540)));
        search.high.get("/tolerance").assert_has("No package is adjusted at present");
        worker.get(&at(search.person, "")).assert_lacks("What the provider adjusted");
        adjusted(app, &search, "45").assert_done();
        assert_eq!(given(app, &search), (Minutes::new(540), Minutes::new(270)));
    });
}

// BRK-9, PLAN-8
#[test]
fn more_than_the_tolerance_is_a_formal_review_that_the_social_worker_answers_in_time() {
    both(rooms, |app| {
        let search = started(app);
        let path = search.under("/formal-review");
        search.high.form(&path, &[("words", "")]).assert_refused(422, "Say what should change");
        let ask = || search.high.form(&path, &[("words", "Six hours more: she cannot stand any more.")]);
        ask().assert_done();
        let latest = || app.read(|tx| plans::changes_of(tx, search.person)).remove(0).id;
        let first = latest();
        ask().assert_refused(409, "asked for already");
        let due = app.read(|tx| clocks::running(tx, first, "formal_review.answered")).unwrap().due_at;
        assert_eq!(due, Moment::start_of(date(2026, 12, 15)), "ten working days");
        let worker = app.persona(Role::SocialWorker);
        worker.get("/my-people?whose=all").assert_has("A formal review is asked for, to be answered by");
        let answer = at(search.person, &format!("/changes/{first}/answer"));
        let grant = [("answer_kind", "review"), ("answer", "I will come.")];
        worker.form(&answer, &grant).assert_refused(422, "answered by a new agreed plan");
        let refuse = [("answer_kind", "no_change"), ("answer", "A hoist is ordered; it comes on Friday.")];
        worker.form(&answer, &refuse).assert_done();
        app.settle();
        assert!(app.read(|tx| clocks::running(tx, first, "formal_review.answered")).is_none());
        let own = format!("/provider/packages/{}", search.package);
        search.high.get(&own).assert_has("A hoist is ordered; it comes on Friday.");
        let messages = app.read(store::unsent);
        let told = messages.iter().find(|message| message.topic == "package.formal_review_answered").unwrap();
        assert!(told.body.contains(&own) && !told.body.contains("Ada"), "{}", told.body);

        // Asked again, a new agreed plan is the answer.
        app.turn_by_minutes(1);
        ask().assert_done();
        let second = latest();
        let line = plan_of(app, search.person).pattern[0].id;
        worker.form(&at(search.person, &format!("/visits/{line}/change")), &[("minutes", "120")]).assert_done();
        assert!(
            app.read(|tx| clocks::running(tx, second, "formal_review.answered")).is_some(),
            "writing it is no answer"
        );
        worker.form(&at(search.person, "/agree"), &[("agreed_with", "person")]).assert_done();
        app.settle();
        assert!(app.read(|tx| clocks::running(tx, second, "formal_review.answered")).is_none());
        search.high.get(&own).assert_has("Version 2 of the plan was agreed.");
        assert_eq!(given(app, &search).1, Minutes::new(720));
    });
}

// BRK-9
#[test]
fn a_significant_change_is_reported_within_48_hours_and_late_ones_are_counted() {
    both(rooms, |app| {
        let search = started(app);
        let path = search.under("/report-change");
        let report = |on: &str, hour: &str| {
            let fields = [("on", on), ("at", hour), ("way", "worse"), ("words", "She has fallen twice.")];
            search.high.form(&path, &fields)
        };
        report("2026-12-01", "8am").assert_refused(422, "in the future");
        report("2026-11-01", "8am").assert_refused(422, "before the package was asked for");
        report("2026-11-28", "10am").assert_done();
        report("2026-11-28", "9:30am").assert_done();
        search.middle.get(&path).assert_status(404);
        let worker = app.persona(Role::SocialWorker);
        let list = worker.get("/my-people?whose=all").assert_ok();
        list.assert_has("For the worse: She has fallen twice.")
            .assert_has("48 hours 30 minutes later")
            .assert_has("which is too late");
        let tolerance = search.broker.api_get("/tolerance").assert_ok().json();
        let provider = &tolerance["providers"][0];
        assert_eq!((&provider["reported"], &provider["reported_late"]), (&2.into(), &1.into()));
        search.high.get(&format!("/provider/packages/{}", search.package)).assert_has("Not answered yet.");
    });
}

// BRK-9, H14
#[test]
fn reviews_that_are_due_do_not_swamp_the_search() {
    both(rooms, |app| {
        let search = started(app);
        let done = [("on", "2026-11-30"), ("with", "person"), ("name", "Ada Example")];
        search.high.form(&search.under("/outcomes"), &done).assert_done();
        search.high.form(&search.under("/provider-plan"), &[("words", "Ours, as agreed.")]).assert_done();
        search.high.form(&search.under("/plan-received"), &[]).assert_done();
        app.turn_by_days(60);
        app.settle();
        let reference = search.row(app).reference();
        search.broker.get("/packages").assert_has("1 plan review due").assert_lacks(&reference);
        search.broker.get("/packages?only=reviews").assert_has(&reference);
        search.broker.get("/packages?only=all").assert_has(&reference);
    });
}

// BRK-9, GOV-1
#[test]
fn what_cannot_be_adjusted_says_why() {
    on_sqlite(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        search.award_to_first(app).assert_done();
        let line = line_of(app, &search);
        let path = search.under(&format!("/adjust/{line}"));
        let api = |more: serde_json::Value| {
            let mut body = serde_json::json!({
                "version": search.row(app).version, "why": "x", "agreed_with": "person", "agreed_name": "Ada", "review": "y",
            });
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            search.high.api(&path, body)
        };
        let longer = serde_json::json!({ "days": ["mon", "wed", "fri"], "minutes": 60 });
        api(longer.clone()).assert_refused(409, "Care has not started yet");
        app.turn_to(Moment::from_london(date(2026, 11, 30), time(10, 0, 0, 0)));
        search.high.form(&search.under("/started"), &[("on", "2026-11-30"), ("at", "8am")]).assert_done();
        api(serde_json::json!({ "out": true })).assert_refused(422, "the only visit");
        api(serde_json::json!({ "days": ["mon", "wed", "fri"] })).assert_refused(422, "how long the visit is");
        api(serde_json::json!({ "days": [], "minutes": 45 })).assert_refused(422, "at least one day");
        api(serde_json::json!({ "days": ["mon", "wed", "fri"], "minutes": 45 }))
            .assert_refused(422, "Nothing would change");
        api(serde_json::json!({ "days": ["mon", "wed", "fri"], "minutes": 14 })).assert_refused(422, "15");
        api(serde_json::json!({ "days": ["moonday"], "minutes": 45 })).assert_status(422);
        search
            .high
            .api(&search.under("/adjust/00000000-0000-0000-0000-000000000001"), serde_json::json!({}))
            .assert_status(422);
        search.high.get(&search.under("/adjust/00000000-0000-0000-0000-000000000001")).assert_status(404);
        search.middle.get(&path).assert_status(404);
        search.broker.get(&path).assert_status(403);
        let old = search.row(app).version;
        api(longer.clone()).assert_done();
        let mut stale = longer.clone();
        stale["version"] = old.into();
        stale["minutes"] = 75.into();
        api(stale).assert_refused(409, "Somebody changed this");
        let other = app.organisation(OrganisationKind::Provider, "Nobody Care");
        app.persona_in(Role::ProviderManager, other).get("/tolerance").assert_has("No package is adjusted");
    });
}
