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
fn a_form_without_the_tokens_of_its_session_does_nothing() {
    testkit::both(notes::slices, |app| {
        let broker = app.persona(Role::Broker);
        let refused = |headers: &[(&str, &str)], body: &str| {
            let refused = broker.post_with("/notes/new", body, headers).assert_status(403);
            refused.assert_has("did not come from a page").assert_lacks("tea")
        };
        refused(&[], "words=tea");
        refused(&[], "words=tea&csrf=other");
        // Another site learns nothing and has nothing shown.
        refused(&[("origin", "https://evil.example")], "words=tea");
        refused(&[("sec-fetch-site", "cross-site")], "words=tea&csrf=");
        refused(&[("origin", "null")], "words=tea");
        let csrf = wire::http::csrf(&app.persona(Role::Broker).token().unwrap());
        refused(&[], &format!("words=tea&csrf={csrf}"));
        // A script that uses the cookie is told so too.
        let origin = format!("http://{}", app.address);
        broker.post_with("/api/notes/new", "{\"words\": \"tea\"}", &[("origin", &origin)]).assert_status(403);
        assert_eq!(notes::count(app), 0);
        broker.post("/notes/new", &[("words", "tea")]).assert_done();
    });
}

// GOV-5
#[test]
fn a_form_of_an_earlier_session_is_shown_again_with_all_that_was_typed() {
    testkit::both(notes::slices, |app| {
        let broker = app.persona(Role::Broker);
        let draft = broker.open_form("/notes/new", "/notes/new");
        let (before, once) = (draft.value("csrf"), draft.value("once"));
        app.turn_by_hours(2);
        // They sign in again on another tab; this one was open all the time.
        let typed = [("words", "a long <b>afternoon's</b> work"), ("day", "2026-11-30")];
        let again = draft.send(&typed).assert_refused(409, "You signed in again since this page was opened");
        assert_eq!(notes::count(app), 0);
        assert!(!again.text.contains("<b>"), "what was typed is text, nothing else: {}", again.text);
        assert_eq!(again.all("textarea[name=words]"), ["a long <b>afternoon's</b> work"]);
        assert_eq!(again.attributes("input[name=day-year]", "value"), ["2026"]);
        let csrf = again.attributes("form[action='/notes/new'] input[name=csrf]", "value");
        assert!(csrf[0] != before && csrf[0] == wire::http::csrf(&broker.token().unwrap()));
        assert!(again.attributes("input[name=once]", "value")[0] != once);
        assert!(!again.text.contains("http-equiv"), "it waits for somebody to press");
        let once_more = [("csrf", csrf[0].as_str()), ("once", "k"), ("words", "a long afternoon's work")];
        let body: Vec<_> = once_more.iter().map(|(name, value)| format!("{name}={value}")).collect();
        broker.post_raw("/notes/new", &body.join("&")).assert_done();
        assert_eq!(notes::count(app), 1);
        // Whose role does not take it does not get it shown.
        app.persona(Role::CareWorker).post_raw("/notes/new", "words=tea").assert_status(403).assert_lacks("tea");
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
        let stranger = app.visitor().post_raw("/notes/new", "words=tea&colour=red&csrf=x").location.unwrap();
        let id = stranger.strip_prefix("/sign-in?kept=").unwrap().parse().unwrap();
        let form = app.read(|tx| access::take_parked_form(tx, &app.house.vault, id));
        assert_eq!((form.account, form.body.as_str()), (None, r#"[["words","tea"]]"#));
    });
}

// GOV-5, GOV-6
#[test]
fn what_is_kept_of_strangers_is_little_and_from_our_own_pages() {
    testkit::both(notes::slices, |app| {
        let (visitor, typed) = (app.visitor(), "words=tea");
        let kept = || notes::kept(app);
        for elsewhere in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("origin", "null")] {
            let refused = visitor.post_with("/notes/new", typed, &[elsewhere]);
            refused.assert_refused(403, "sent by another site").assert_lacks("tea");
        }
        let to_sign_in = "/sign-in?next=%2Fnotes%2Fnew";
        visitor.post_with("/notes/new", typed, &[]).assert_leads_to(to_sign_in);
        visitor.post_raw("/notes/new", "words=&once=1").assert_leads_to(to_sign_in);
        visitor.post_raw("/notes/new", "colour=red").assert_leads_to(to_sign_in);
        visitor.post_raw("/nowhere", typed).assert_status(404);
        assert_eq!(kept(), 0);
        let long = format!("words={}", "a".repeat(access::MOST_STRANGER_BYTES));
        visitor.post_raw("/notes/new", &long).assert_refused(401, "Sign in in another tab");
        assert_eq!(kept(), 0);
        for _ in 0..access::MOST_STRANGERS_AN_HOUR {
            visitor.post_raw("/notes/new", typed).assert_status(303);
        }
        visitor.post_raw("/notes/new", typed).assert_refused(401, "What you typed stands there");
        assert_eq!(kept(), access::MOST_STRANGERS_AN_HOUR);
        // Somebody whom we know is not kept out by them, and has a measure of their own.
        let broker = app.persona(Role::Broker);
        broker.let_session_end();
        app.turn_by_minutes(50);
        broker.post_raw("/notes/new", &long).assert_status(303);
        for _ in 1..access::MOST_FORMS_AN_HOUR {
            broker.post_raw("/notes/new", typed).assert_status(303);
        }
        broker.post_raw("/notes/new", typed).assert_status(401);
        app.turn_by_minutes(61);
        visitor.post_raw("/notes/new", typed).assert_status(303);
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
