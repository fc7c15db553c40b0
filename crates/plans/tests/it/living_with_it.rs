use access::Role;
use kernel::Uuid;
use store::Change;

use crate::{ada, agreed, at, plan, rooms, social_worker, start};

// PLAN-8
#[test]
fn a_review_stops_its_clock_and_starts_the_yearly_one() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        agreed(&worker, ada);
        let (id, outcome) = (plan(app, ada).id, plan(app, ada).outcomes[0].id);
        app.turn_by_days(30);
        worker.get("/my-people").assert_ok().assert_has("1 review due").assert_has("Ada Example");
        worker.form(&at(ada, &format!("/outcomes/{outcome}/now")), &[("now", "Washes her face")]).assert_done();
        let early = [("reviewed_on", "2026-11-01"), ("found", "Well"), ("outcome", "goes_on")];
        worker.form(&at(ada, "/review"), &early).assert_refused(422, "before the plan was first agreed");
        let review = [("reviewed_on", "2026-12-22"), ("found", "She is doing well"), ("outcome", "goes_on")];
        let done = worker.form(&at(ada, "/review"), &review).assert_done();
        assert!(done.notice().contains("The next review is due by"), "{}", done.notice());
        assert!(app.read(|tx| clocks::running(tx, id.uuid(), "plan.first_review")).is_none());
        let clock = app.read(|tx| clocks::running(tx, id.uuid(), "plan.review")).unwrap();
        let after = plan(app, ada);
        assert_eq!((Some(clock.due_at), after.version_no, after.is_agreed()), (after.review_due, 1, true));
        assert_eq!(after.outcomes[0].now.as_deref(), Some("Washes her face"));
        worker.get("/my-people").assert_has("0 reviews due");
    });
}

// PLAN-8
#[test]
fn what_has_changed_is_reported_shown_and_answered() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        agreed(&worker, ada);
        let (own, carer) = (app.own(ada), app.carer_of(ada));
        own.form(&at(ada, "/changes"), &[("words", "")]).assert_refused(422, "Write what has changed");
        own.form(&at(ada, "/changes"), &[("words", "I can wash myself again.")]).assert_done();
        carer.form(&at(ada, "/changes"), &[("words", "I am away in May.")]).assert_done();
        let house = app.house.clone();
        app.write(move |work| plans::ask_change(work, &house, ada, "Harbour Care, care worker", "Her skin is sore."));
        // H11: what others report may be about the carer, who reads what they said themselves.
        carer.get(&at(ada, "/changes")).assert_has("I am away in May.").assert_lacks("Her skin is sore.");
        own.get(&at(ada, "/changes")).assert_has("I am away in May.").assert_has("Her skin is sore.");
        app.turn_by_days(1);
        let mine = worker.get("/my-people").assert_ok().assert_has("3 changes reported");
        mine.assert_has("Her skin is sore. (Harbour Care, care worker").assert_has("Not answered");
        let asked = app.read(|tx| plans::changes_of(tx, ada));
        let answer = at(ada, &format!("/changes/{}/answer", asked[0].id));
        let draft = worker.open_form(&answer, &answer);
        draft.send(&[("answer_kind", "review"), ("answer", "I will come on Thursday.")]).assert_done();
        let again = worker.open_form(&answer, &answer);
        again.send(&[("answer_kind", "no_change"), ("answer", "No")]).assert_refused(409, "answered already");
        own.get(&at(ada, "/changes")).assert_has("The plan will be reviewed. I will come on Thursday.");
        own.get(&answer).assert_status(403);
        // After two days the answered one has gone and the others stay until they have an answer.
        app.turn_by_days(4);
        worker.get("/my-people").assert_has("2 changes reported").assert_lacks("Her skin is sore");
        app.persona(Role::Broker).form(&at(ada, "/changes"), &[]).assert_status(403);
    });
}

// H14
#[test]
fn a_colleague_takes_a_plan_over() {
    testkit::both(rooms, |app| {
        let (worker, colleague, ada) = (social_worker(app), social_worker(app), ada(app));
        start(&worker, ada);
        colleague.get("/my-people").assert_has("Plans you look after will stand here").assert_lacks("Ada Example");
        colleague.get("/my-people?whose=all").assert_has("Ada Example").assert_has("Everybody’s people");
        colleague.form(&at(ada, "/take-over"), &[]).assert_done();
        colleague.get("/my-people").assert_has("Ada Example");
        worker.get("/my-people").assert_lacks("Ada Example");
        colleague.form(&at(ada, "/take-over"), &[]).assert_refused(409, "already");
        app.persona(Role::Finance).get("/my-people").assert_status(403);
    });
}

// H14, BRK-6
#[test]
fn why_a_package_waits_stands_on_the_social_workers_page() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        agreed(&worker, ada);
        worker.get("/my-people?show=waiting").assert_has("No package requested yet").assert_has("1 package waiting");
        let happens = |event: &'static str, facts: serde_json::Value| {
            app.write(move |work| {
                let package: Uuid = work.id();
                work.apply(Change::new(event, "package", package).person(ada).facts(facts.clone()))
            });
            app.settle();
        };
        worker.get(&at(ada, "")).assert_has("Ask for a package");
        happens("package.requested", serde_json::json!({}));
        worker.get(&at(ada, "")).assert_has("Package: Requested; not yet offered").assert_lacks("Ask for a package");
        app.own(ada).get(&at(ada, "")).assert_has("Package: Requested").assert_lacks("Ask for a package");
        worker.get("/my-people").assert_has("Requested; not yet offered to a provider");
        happens("offer.made", serde_json::json!({}));
        happens("package.contingency_opened", serde_json::json!({}));
        worker.get("/my-people").assert_has("No provider found in time; offered to every provider");
        happens("package.awarded", serde_json::json!({}));
        worker.get("/my-people?show=waiting").assert_has("0 packages waiting").assert_lacks("Ada Example");
        happens("package.started", serde_json::json!({ "day": "2026-11-30" }));
        worker.get("/my-people").assert_has("Care started on Monday 30 November 2026");
        app.turn_by_days(1);
        happens("package.handed_back", serde_json::json!({}));
        let facts = worker.api_get("/my-people").assert_ok().json();
        assert_eq!(
            (&facts["waiting"], facts["people"][0]["package"].as_str().unwrap().contains("handed it back")),
            (&1.into(), true)
        );
    });
}

// GOV-1
#[test]
fn every_statement_of_this_room_is_sound_on_this_database() {
    testkit::both(rooms, |app| {
        app.read(|tx| {
            for statement in store::all_statements().filter(|one| one.name().starts_with("plans::")) {
                tx.prepare(statement)?;
            }
            Ok(())
        });
    });
}
