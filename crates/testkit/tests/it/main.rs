//! The kit itself, on a room that exists for this test alone; with it, what `wire` promises every room.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test that cannot go on says so by stopping"
)]

mod notes;

use access::Role;
use serde_json::json;

// GOV-1
#[test]
fn a_page_is_for_those_who_hold_its_action() {
    testkit::both(notes::slices, |app| {
        let (broker, worker) = (app.persona(Role::Broker), app.persona(Role::CareWorker));
        let made = broker.form("/notes/new", &[("words", "two  calls a day"), ("day", "2026-11-30")]).assert_done();
        assert_eq!(made.notice(), "You kept the note.");
        let page = format!("/notes/{}", made.id());
        broker.get(&page).assert_ok().assert_has("two calls a day").assert_has("30 November 2026");
        worker.get(&page).assert_status(403).assert_has("As care worker you may not read notes.");
        worker.form("/notes/new", &[]).assert_status(403);
        worker.api("/notes/new", json!({"words": "x"})).assert_status(403);
        app.visitor()
            .get(&page)
            .assert_status(303)
            .assert_leads_to(&format!("/sign-in?next={}", page.replace('/', "%2F").replace('-', "%2D")));
        broker.get("/notes/00000000-0000-7000-8000-000000000000").assert_status(404);
        broker.get("/nowhere").assert_status(404);
    });
}

// GOV-4
#[test]
fn who_read_whom_stands_in_the_journal_before_the_answer_leaves() {
    testkit::both(notes::slices, |app| {
        let broker = app.persona(Role::Broker);
        let made = broker.form("/notes/new", &[("words", "tea")]).assert_done().id();
        broker.get(&format!("/notes/{made}")).assert_ok();
        let late = app.now().plus_minutes(1);
        let read = app.read(|tx| store::journal::of_person(tx, made, late, 10));
        let read: Vec<_> = read.iter().filter(|entry| entry.event == "person.read").collect();
        assert_eq!(read.len(), 1);
        assert_eq!((read[0].account, read[0].facts()["what"].as_str()), (Some(broker.account), Some("note")));
    });
}

// GOV-5
#[test]
fn a_form_without_the_tokens_of_its_session_is_refused() {
    testkit::both(notes::slices, |app| {
        let broker = app.persona(Role::Broker);
        broker.post_raw("/notes/new", "words=tea").assert_status(403).assert_has("did not come from a page");
        broker.post_raw("/notes/new", "words=tea&csrf=other").assert_status(403);
        let other = app.persona(Role::Broker);
        let csrf = wire::http::csrf(&other.token().unwrap());
        broker.post_raw("/notes/new", &format!("words=tea&csrf={csrf}")).assert_status(403);
        broker.post("/notes/new", &[("words", "tea")]).assert_done();
    });
}

#[test]
fn a_form_over_an_ended_session_is_kept() {
    testkit::both(notes::slices, |app| {
        let broker = app.persona(Role::Broker);
        broker.let_session_end();
        let draft = broker.open_form("/notes/new", "/notes/new");
        app.turn_by_minutes(50);
        let parked = draft.send(&[("words", "a long afternoon's work")]).assert_status(303);
        let kept = parked.location.unwrap();
        let id = kept.strip_prefix("/sign-in?kept=").unwrap().parse().unwrap();
        let form = app.read(|tx| access::take_parked_form(tx, &app.house.vault, id));
        assert_eq!(form.path, "/notes/new");
        assert!(form.body.contains("a long afternoon's work") && !form.body.contains("csrf"));
        // Whoever signs in next at the same screen does not read it.
        assert!(form.must_be_of(form.account.expect("a sender")).is_ok());
        assert!(form.must_be_of(app.persona(Role::Broker).who().account).is_err());
        let stranger = app.visitor().post_with("/notes/new", "words=tea", &[]).location.unwrap();
        let id = stranger.strip_prefix("/sign-in?kept=").unwrap().parse().unwrap();
        assert_eq!(app.read(|tx| access::take_parked_form(tx, &app.house.vault, id)).account, None);
    });
}

// GOV-4
#[test]
fn pages_opened_at_the_same_moment_are_all_shown() {
    testkit::both(notes::slices, |app| {
        let broker = app.persona(Role::Broker);
        for _ in 0..5 {
            app.turn_by_minutes(2);
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| broker.get("/notes/new").assert_ok());
                }
            });
        }
    });
}

#[test]
fn a_persona_signs_in_again_after_a_long_time() {
    testkit::both(notes::slices, |app| {
        let broker = app.persona(Role::Broker);
        app.turn_by_days(3);
        broker.get("/notes/new").assert_ok();
        let (who, person) = (broker.who(), kernel::Uuid::from_u128(5));
        assert_eq!((who.role, who.organisation_id()), (Role::Broker, broker.organisation));
        assert_eq!((app.own(person).who().role, app.carer_of(person).who().role), (Role::Person, Role::Carer));
        assert_eq!(app.own(person).organisation, None);
    });
}

// INT-5
#[test]
fn the_same_command_is_there_as_json() {
    testkit::both(notes::slices, |app| {
        let broker = app.persona(Role::Broker);
        let made = broker.api("/notes/new", json!({"words": "tea", "day": "2026-11-30"})).assert_done();
        assert_eq!(made.notice(), "You kept the note.");
        let read = broker.api_get(&format!("/notes/{}", made.id())).assert_ok().json();
        assert_eq!(read, json!({"words": "tea", "day": "2026-11-30"}));
        let refused = broker.api("/notes/new", json!({"word": "tea"})).assert_status(422);
        assert_eq!(refused.faults().iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>(), ["words", "word"]);
        broker.api_raw("/notes/new", "{", &[]).assert_refused(422, "not JSON");
        app.visitor().api("/notes/new", json!({})).assert_status(401);
    });
}

#[test]
fn a_doubled_command_is_done_once_and_answered_twice() {
    testkit::both(notes::slices, |app| {
        let broker = app.persona(Role::Broker);
        let draft = broker.open_form("/notes/new", "/notes/new");
        let first = draft.send(&[("words", "tea")]).assert_done();
        assert_eq!(draft.send(&[("words", "tea")]).assert_done().location, first.location);
        draft.send(&[("words", "milk")]).assert_status(409);
        let one = broker.api_once("k1", "/notes/new", json!({"words": "a"})).assert_done();
        assert_eq!(broker.api_once("k1", "/notes/new", json!({"words": "a"})).assert_done().id(), one.id());
        broker.api_once("k1", "/notes/new", json!({"words": "b"})).assert_status(409);
        assert_eq!(notes::count(app), 2);
    });
}

#[test]
fn what_is_wrong_is_told_at_the_field_and_nothing_typed_is_lost() {
    testkit::both(notes::slices, |app| {
        let broker = app.persona(Role::Broker);
        let draft = broker.open_form("/notes/new", "/notes/new");
        let again = draft.send(&[("words", ""), ("day-day", "31"), ("day-month", "2"), ("day-year", "2026")]);
        let again = again.assert_refused(422, "Write the note.");
        assert_eq!(again.faults().iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>(), ["words", "day"]);
        assert_eq!(again.attributes("input[name=day-month]", "value"), ["2"]);
        assert_eq!(notes::count(app), 0);
        assert!(app.settle() == 0);
    });
}

#[test]
#[should_panic(expected = "the server had faults of its own")]
fn a_fault_of_the_server_fails_the_test() {
    testkit::on_sqlite(notes::slices, |app| {
        app.persona(Role::Broker).get("/notes/broken").assert_has("Something went wrong on our side");
    });
}
