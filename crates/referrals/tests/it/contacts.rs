use access::Role;
use serde_json::json;

use crate::kit::{ada, events, slices, sound};

// REF-1, REF-2
#[test]
fn a_call_is_written_down_taken_and_ended_with_its_outcome() {
    testkit::both(slices, |app| {
        let handler = app.persona(Role::CallHandler);
        handler.get("/contacts").assert_ok().assert_has("Nothing is here").assert_has("Find a person");
        let made = handler.form(
            "/contacts/new",
            &[
                ("caller_name", "Ben Example"),
                ("wanted", "A lift to the hospital"),
                ("about", "Ada Example"),
                ("safe", "yes"),
                ("caller_is", "public"),
                ("caller_phone", "01305 000000"),
            ],
        );
        let made = made.assert_done();
        assert!(made.notice().contains("Say next what becomes of it"));
        let page = format!("/contacts/{}", made.id());
        handler.get(&page).assert_ok().assert_has("A lift to the hospital").assert_has("deals with it");
        let end = format!("{page}/end");
        handler.form(&end, &[("outcome", "signposted")]).assert_refused(422, "Write what they were told");
        handler.form(&end, &[("outcome", "signposted"), ("note", "The volunteer drivers")]).assert_done();
        handler.get(&page).assert_has("Signposted").assert_has("The volunteer drivers");
        handler.get("/contacts?show=over").assert_has("Ben Example");
        assert_eq!(events(app, made.id()), ["contact.recorded", "contact.ended"]);
        sound(app);
    });
}

// REF-1
#[test]
fn help_is_sent_before_the_form_is_finished() {
    testkit::both(slices, |app| {
        let handler = app.persona(Role::CallHandler);
        let fields = [("caller_name", "Neighbour"), ("wanted", "She lies on the floor"), ("urgent", "yes")];
        let made = handler.form("/contacts/new", &fields).assert_done();
        assert!(made.notice().contains("call 999"));
        handler.get("/contacts").assert_has("Urgent").assert_has("Neighbour");
        handler.form("/contacts/new", &[("caller_name", "Neighbour")]).assert_refused(422, "Write what they want");
        let unsafe_now = [("caller_name", "Ben"), ("wanted", "Help"), ("safe", "no")];
        let made = handler.form("/contacts/new", &unsafe_now).assert_done();
        assert!(handler.api_get(&format!("/contacts/{}", made.id())).json()["urgent"].as_bool().unwrap());
    });
}

// REF-1, H4
#[test]
fn a_contact_that_nobody_owns_for_15_minutes_is_an_alarm() {
    testkit::both(slices, |app| {
        let handler = app.persona(Role::CallHandler);
        let fields = [("caller_name", "Ben"), ("wanted", "Help at home"), ("channel", "email"), ("keep", "queue")];
        let made = handler.form("/contacts/new", &fields).assert_done();
        handler.get("/contacts").assert_has("15 minutes left").assert_has("0 nobody has taken for 15 minutes");
        app.turn_by_minutes(16);
        app.settle();
        let list = handler.get("/contacts").assert_has("1 nobody has taken for 15 minutes").assert_has("Act now");
        list.assert_has("Nobody for over 15 minutes");
        let listed = handler.api_get("/contacts").json();
        assert_eq!((listed[0]["alarm"].as_bool(), listed[0]["state"].as_str()), (Some(true), Some("waiting")));
        let breaches = app.read(|tx| {
            let (from, to) = (app.today(), app.today().tomorrow().unwrap());
            store::journal::of_event(tx, "clock.breached", from, to)
        });
        assert_eq!(breaches.len(), 1);
        assert_eq!(breaches[0].facts()["standard"], "contact.owned");
        let take = format!("/contacts/{}/take", made.id());
        handler.form(&take, &[]).assert_done();
        handler.get("/contacts").assert_has("0 nobody has taken for 15 minutes").assert_has("1 with me");
        handler.form(&take, &[]).assert_refused(409, "You have taken this already");
        let other = app.persona(Role::CallHandler);
        other.form(&take, &[]).assert_done();
        assert_eq!(events(app, made.id()), ["contact.recorded", "contact.owned", "contact.owned"]);
        sound(app);
    });
}

// REF-1, REF-2, REF-3, REC-1
#[test]
fn a_call_becomes_a_referral_of_somebody_found_on_record() {
    testkit::both(slices, |app| {
        let person = ada(app);
        let handler = app.persona(Role::CallHandler);
        let fields = [
            ("caller_name", "Ben Example"),
            ("wanted", "Help with washing"),
            ("about", "Ada Example"),
            ("caller_is", "public"),
        ];
        let contact = handler.form("/contacts/new", &fields).assert_done().id();
        let find = format!("/contacts/{contact}/person");
        let draft = handler.open_form(&find, &find);
        assert_eq!((draft.value("given_name"), draft.value("family_name")), ("Ada".into(), "Example".into()));
        let alike = draft.send(&[("birth", "1938-03-27")]).assert_refused(422, "1 record looks like this person");
        let again = alike.clone().assert_has("born 27 Mar 1938").assert_has("1 High Street");
        assert!(again.attributes("input[name=same_person]", "value").contains(&person.to_string()));
        let fields = [("given_name", "Ada"), ("family_name", "Example"), ("birth-day", "27"), ("birth-month", "3")];
        let version = draft.value("version");
        let mut same = fields.to_vec();
        let chosen = person.to_string();
        same.extend([("birth-year", "1938"), ("same_person", chosen.as_str()), ("version", version.as_str())]);
        let found = handler.post(&find, &same).assert_done();
        assert!(found.notice().contains("This contact is about Ada Example"));

        let refer = handler.get(&format!("/referrals/new?contact={contact}"));
        let here = format!("/people/{person}/refer");
        let there = refer.location.clone().unwrap();
        assert_eq!(there, format!("{here}?contact={contact}"));
        let draft = handler.open_form(&there, &here);
        assert_eq!(draft.value("reason"), "Help with washing", "told once");
        assert_eq!(draft.value("referrer_name"), "Ben Example");
        let made = draft.send(&[("urgency", "other")]).assert_done();
        assert!(made.notice().contains("The referrer knows that it has arrived"));
        handler.get(&format!("/contacts/{contact}")).assert_has("Referred");
        handler.get(&format!("/people/{person}/referrals")).assert_has("Received, waiting to be looked at");
        assert_eq!(events(app, contact).last().unwrap(), "contact.ended");
        let once = handler.post(
            &here,
            &[
                ("contact", contact.to_string().as_str()),
                ("source", "public"),
                ("referrer_name", "Ben"),
                ("reason", "Again"),
                ("urgency", "other"),
            ],
        );
        once.assert_refused(409, "This contact has ended already");
        sound(app);
    });
}

// REF-1
#[test]
fn a_contact_sent_twice_is_kept_once_and_a_stale_page_changes_nothing() {
    testkit::both(slices, |app| {
        let (handler, other) = (app.persona(Role::CallHandler), app.persona(Role::Coordinator));
        let draft = handler.open_form("/contacts/new", "/contacts/new");
        let fields = [("caller_name", "Ben"), ("wanted", "Help"), ("keep", "queue")];
        let first = draft.send(&fields).assert_done();
        assert_eq!(draft.send(&fields).assert_done().location, first.location);
        assert_eq!(handler.api_get("/contacts").json().as_array().unwrap().len(), 1);
        let end = format!("/contacts/{}/end", first.id());
        let stale = handler.open_form(&end, &end);
        other.form(&format!("/contacts/{}/take", first.id()), &[]).assert_done();
        stale.send(&[("outcome", "information_given"), ("note", "x")]).assert_refused(409, "Somebody changed this");
        sound(app);
    });
}

// GOV-1
#[test]
fn the_queue_is_for_the_front_door_alone() {
    testkit::both(slices, |app| {
        let handler = app.persona(Role::CallHandler);
        let made = handler.api("/contacts/new", json!({"caller_name": "Ben", "wanted": "Help"})).assert_done();
        for role in [Role::HospitalTeam, Role::SocialWorker, Role::Broker, Role::CareWorker, Role::Administrator] {
            let stranger = app.persona(role);
            stranger.get("/contacts").assert_status(403);
            stranger.get(&format!("/contacts/{}", made.id())).assert_status(403);
            stranger.post(&format!("/contacts/{}/take", made.id()), &[("version", "1")]).assert_status(403);
            stranger.api("/contacts/new", json!({"caller_name": "Ben", "wanted": "Help"})).assert_status(403);
        }
        handler.get("/contacts/00000000-0000-7000-8000-000000000000").assert_status(404);
    });
}
