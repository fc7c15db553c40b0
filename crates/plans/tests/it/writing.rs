use access::Role;
use kernel::{Minutes, Money, date, time};
use plans::{PackageKind, RiskLevel, State};

use crate::{MORNING, ada, agreed, at, plan, rooms, social_worker, start, written};

// PLAN-4, BRK-2
#[test]
fn a_social_worker_writes_a_plan_one_thing_at_a_time() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        worker.get(&at(ada, "")).assert_ok().assert_has("The plan will stand here").assert_has("Start a plan");
        written(&worker, ada);
        let page = worker.get(&at(ada, "")).assert_ok();
        for words in [
            "Ada Example",
            "My garden and my own bed.",
            "Neighbour Bert has a key.",
            "Wash myself (reablement)",
            "At the start: Needs two. Wanted: Alone.",
            "Monday, Wednesday and Friday, 7:30am to 10am, 45 minutes, two care workers, flexible within the window.",
            "Make breakfast",
            "Together 4 hours 30 minutes a week",
            "£150.00 a week. Managed by the council.",
            "Level of risk Higher",
            "Not agreed yet",
        ] {
            page.clone().assert_has(words);
        }
        let plan = plan(app, ada);
        assert_eq!((plan.version_no, plan.state.code(), plan.kind), (1, "draft", PackageKind::HomeFromHospital));
        assert_eq!(plan.minutes_per_week(), Minutes::new(270));
        assert_eq!(plan.weekly_budget, Money::from_pence(15_000));
        assert_eq!((plan.risk, plan.risk_answers.contingency_standard()), (RiskLevel::Higher, "contingency.urgent"));
        let line = &plan.pattern[0];
        assert_eq!((line.from, line.to, line.time_critical), (time(7, 30, 0, 0), time(10, 0, 0, 0), false));
        assert_eq!(line.skills, ["hoist"]);
        assert_eq!(plan.start_wanted, date(2026, 11, 27));
    });
}

// PLAN-2
#[test]
fn a_plan_without_a_decided_assessment_needs_its_reason() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        let path = at(ada, "/start");
        let with = |basis: &'static str| {
            vec![("basis", basis), ("kind", "ongoing"), ("place_of_care", "own_home"), ("start_wanted", "2026-12-01")]
        };
        worker.form(&path, &with("assessment")).assert_refused(422, "No assessment has been decided");
        worker.form(&path, &with("urgent")).assert_refused(422, "Write why the plan is made before");
        let mut urgent = with("urgent");
        urgent.push(("basis_reason", "Her husband, who cared for her, was taken ill today."));
        worker.form(&path, &urgent).assert_done();
        worker
            .get(&at(ada, ""))
            .assert_has("Urgent needs, before the assessment is done (Care Act, section 19(3)). Her husband");
    });
}

// PLAN-10, BRK-8
#[test]
fn the_estimate_stands_against_the_money_and_warns_without_blocking() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        written(&worker, ada);
        let rate = app.house.place.ceiling("home", "west", "day", date(2026, 11, 27)).unwrap();
        let cost = Money::for_minutes(rate, Minutes::new(270), kernel::Rounding::HalfUp).unwrap();
        let page = worker.get(&at(ada, "")).assert_has(&format!("About {cost} a week at the ceiling"));
        page.assert_lacks("The visits may cost more");
        let money = [("weekly_budget", "20"), ("payment", "direct_payment"), ("budget_reason", "Panel")];
        worker.form(&at(ada, "/money"), &money).assert_done();
        worker
            .get(&at(ada, ""))
            .assert_has("The visits may cost more than the money available")
            .assert_has("Direct payment");
        worker.form(&at(ada, "/agree"), &[("agreed_with", "person")]).assert_done();
    });
}

// BRK-2
#[test]
fn a_visit_is_changed_and_taken_out() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        written(&worker, ada);
        let line = plan(app, ada).pattern[0].id;
        let change = at(ada, &format!("/visits/{line}/change"));
        let draft = worker.open_form(&change, &change);
        assert_eq!(
            (draft.value("from"), draft.value("minutes"), draft.value("workers")),
            ("07:30".into(), "45".into(), "2".into())
        );
        draft.send(&[("minutes", "60"), ("days", "sat"), ("days", "sun"), ("time_critical", "yes")]).assert_done();
        let after = plan(app, ada);
        assert_eq!((after.pattern[0].id, after.pattern[0].minutes, after.pattern[0].days.len()), (line, 60, 2));
        assert!(after.pattern[0].time_critical && after.pattern[0].tasks.len() == 2);
        let remove = at(ada, &format!("/visits/{line}/remove"));
        worker.get(&remove).assert_has("Take this visit out of the plan?").assert_has("Saturday and Sunday");
        worker.form(&remove, &[]).assert_done();
        assert!(plan(app, ada).pattern.is_empty());
        worker.get(&remove).assert_status(404);
    });
}

// PLAN-4
#[test]
fn risks_actions_and_the_package_have_their_own_pages() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        start(&worker, ada);
        let risk = [("words", "Falls at night"), ("reduced_by", "A light by the bed")];
        worker.form(&at(ada, "/risks/add"), &risk).assert_done();
        let id = plan(app, ada).risks[0].id;
        let action = [("what", "Order a commode"), ("who", "Occupational therapist"), ("by", "2026-12-01")];
        let action = worker.form(&at(ada, "/actions/add"), &action).assert_done();
        assert_eq!(action.notice(), "You added the action.");
        let package = [
            ("kind", "waking_night"),
            ("complex", "yes"),
            ("place_of_care", "temporary_address"),
            ("place_words", "At her sister's, 2 Made Up Lane"),
            ("start_wanted", "2026-12-04"),
        ];
        worker.form(&at(ada, "/package"), &package).assert_done();
        let page =
            worker.get(&at(ada, "")).assert_has("Occupational therapist: Order a commode, by Tuesday 1 December 2026");
        page.assert_has("Falls at night: A light by the bed").assert_has("Waking night, overseen by a nurse");
        assert_eq!(plan(app, ada).priced_as(), ("complex", "complex_night"));
        let night = [("from", "22:00"), ("to", "7am"), ("minutes", "540"), ("label", "Night")];
        let mut fields: Vec<_> =
            MORNING.iter().copied().filter(|(name, _)| !night.iter().any(|(n, _)| n == name)).collect();
        fields.extend(night);
        worker.form(&at(ada, "/visits/add"), &fields).assert_done();
        let day = [("kind", "ongoing"), ("complex", "")];
        worker.form(&at(ada, "/package"), &day).assert_refused(422, "goes past midnight");
        worker.form(&at(ada, &format!("/risks/{id}/remove")), &[]).assert_done();
        worker.get(&at(ada, "")).assert_lacks("Falls at night");
    });
}

// H21
#[test]
fn the_level_of_risk_may_be_set_by_hand_with_a_reason() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        start(&worker, ada);
        worker.form(&at(ada, "/risks"), &[("level", "highest")]).assert_refused(422, "Write why the level is another");
        let by_hand = [("level", "highest"), ("risk_override", "Lives alone with the stove")];
        worker.form(&at(ada, "/risks"), &by_hand).assert_done();
        let plan = plan(app, ada);
        assert_eq!((plan.risk, plan.risk_rule.as_deref()), (RiskLevel::Highest, Some("1")));
        worker.get(&at(ada, "")).assert_has("Highest, set by hand: Lives alone with the stove");
    });
}

// GOV-1, GOV-4
#[test]
fn who_may_see_and_who_may_write() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        agreed(&worker, ada);
        let path = at(ada, "");
        for role in [Role::Broker, Role::Coordinator] {
            app.persona(role).get(&path).assert_ok().assert_has("Wash myself").assert_lacks("Add a visit");
        }
        for role in [Role::CareWorker, Role::Finance, Role::ProviderManager, Role::Administrator] {
            app.persona(role).get(&path).assert_status(403);
        }
        let broker = app.persona(Role::Broker);
        broker.form(&at(ada, "/visits/add"), MORNING).assert_status(403);
        broker.post(&at(ada, "/agree"), &[("version", "1"), ("agreed_with", "person")]).assert_status(403);
        app.own(ada).get(&path).assert_ok().assert_has("This has changed");
        app.carer_of(ada).get(&path).assert_ok();
        let other = crate::person(app, "Bert", "9990000026");
        app.own(other).get(&path).assert_status(404);
        app.carer_of(other).get(&path).assert_status(404);
        let read = app.read(|tx| store::journal::of_person(tx, ada.uuid(), app.now().plus_minutes(1), 200));
        assert!(read.iter().any(|entry| entry.event == "person.read" && entry.facts()["what"] == "plan"));
        assert!(matches!(plan(app, ada).state, State::Agreed { .. }));
    });
}

// INT-5
#[test]
fn the_plan_is_there_as_json() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        assert_eq!(worker.api_get(&at(ada, "")).assert_ok().json()["id"], serde_json::Value::Null);
        written(&worker, ada);
        let facts = worker.api_get(&at(ada, "")).assert_ok().json();
        assert_eq!((&facts["state"], &facts["minutes_per_week"]), (&"draft".into(), &270.into()));
        assert_eq!(facts["visits"][0]["days"], "mon,wed,fri");
        let outcome = serde_json::json!({
            "version": facts["version"], "words": "Walk to the shop", "baseline": "Ten steps", "target": "The shop",
        });
        worker.api(&at(ada, "/outcomes/add"), outcome).assert_done();
        assert_eq!(plan(app, ada).outcomes.len(), 2);
    });
}

/// A needs assessment of the person that is decided so.
fn assessed(worker: &testkit::Persona, person: people::PersonId, eligible: bool) -> kernel::Uuid {
    let start = format!("/people/{person}/assessments/start");
    let id = worker.form(&start, &[]).assert_done().id();
    let page = |part: &str| format!("/assessments/{id}/{part}");
    let unable = if eligible { "assistance" } else { "able" };
    worker
        .form(&page("need"), &[("need", "Weak after a fall"), ("impairment", "yes"), ("impairment_words", "Hip")])
        .assert_done();
    let others = [
        "CA-TOILET-01",
        "CA-CLOTHING-01",
        "CA-HOMESAFETY-01",
        "CA-HABITABLEHOME-01",
        "CA-RELATIONSHIPS-01",
        "CA-WTEV-01",
        "CA-COMMUNITY-01",
        "CA-CARINGOTHERS-01",
    ];
    let mut outcomes = vec![("CA-NUTRITION-01", unable), ("CA-HYGIENE-01", unable)];
    outcomes.extend(others.map(|code| (code, "able")));
    worker.form(&page("outcomes"), &outcomes).assert_done();
    let (impact, answer) = if eligible { ("yes", "yes") } else { ("no", "no") };
    worker.form(&page("impact"), &[("impact", impact), ("words", "Her health")]).assert_done();
    let decision = [("eligible", answer), ("reasons", "As assessed"), ("advice", "The lunch club")];
    worker.form(&page("decide"), &decision).assert_done();
    id
}

// PLAN-2
#[test]
fn a_plan_rests_on_the_decided_assessment() {
    testkit::both(rooms, |app| {
        let (worker, ada, bert) = (social_worker(app), ada(app), crate::person(app, "Bert", "9990000026"));
        worker.form(&format!("/people/{ada}/assessments/start"), &[]).assert_done();
        worker.get("/my-people").assert_has("1 assessment open").assert_has("Ada Example, begun on");
        let from = [
            ("basis", "assessment"),
            ("kind", "ongoing"),
            ("place_of_care", "own_home"),
            ("start_wanted", "2026-12-01"),
        ];
        worker.form(&at(ada, "/start"), &from).assert_refused(422, "No assessment has been decided");
        let assessment = assessed(&worker, bert, true);
        worker.get(&at(bert, "/start")).assert_has("An assessment found eligible needs.");
        worker.form(&at(bert, "/start"), &from).assert_done();
        assert_eq!(plan(app, bert).assessment, Some(assessment));
        let carl = crate::person(app, "Carl", "9990000034");
        assessed(&worker, carl, false);
        worker.form(&at(carl, "/start"), &from).assert_refused(422, "found no eligible needs");
        let pays = [("basis", "self_funder"), ("basis_reason", "She pays and asked us to arrange it.")];
        worker.form(&at(carl, "/start"), &[&from[1..], &pays[..]].concat()).assert_done();
        assert!(app.read(plans::check).is_empty());
    });
}
