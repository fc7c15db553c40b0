use access::Role;
use kernel::{Moment, date, time};
use testkit::{Persona, both};

use crate::{Search, rooms};

const RANG: &str = "Rang Larkbarrow: Jo is out until noon.";

/// Today is Monday 23 November 2026.
fn note(search: &Search, fields: &[(&str, &str)]) -> String {
    search.broker.form(&search.under("/notes"), fields).assert_done();
    notes(&search.broker, search)[0]["id"].as_str().unwrap().to_owned()
}

fn notes(who: &Persona, search: &Search) -> Vec<serde_json::Value> {
    who.api_get(&search.under("")).assert_ok().json()["notes"].as_array().unwrap().clone()
}

// REC-3, BRK-3
#[test]
fn a_broker_notes_whom_they_rang_and_colleagues_read_it_newest_first() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.broker.get(&search.under("")).assert_has("No note yet").assert_has("Add a note");
        note(&search, &[("words", RANG)]);
        app.turn_by_minutes(30);
        let other = app.persona(Role::Broker);
        other.form(&search.under("/notes"), &[("words", "The daughter asks for mornings.")]).assert_done();
        let page = search.broker.get(&search.under("")).assert_ok();
        page.clone().assert_has(&format!("{}, Monday 23 November 2026, 9am", search.broker.name));
        page.clone().assert_has(&format!("{}, Monday 23 November 2026, 9:30am", other.name));
        let seen = page.visible();
        assert!(seen.find("The daughter asks").unwrap() < seen.find(RANG).unwrap(), "{seen}");
        // Whoever plans the care reads why it waits; only brokers write.
        let worker = app.persona(Role::SocialWorker);
        worker.get(&search.under("")).assert_has(RANG).assert_lacks("Add a note");
        worker.get(&search.under("/notes")).assert_status(403);
        assert!(crate::events(app, search.package).contains(&"package.noted".to_owned()));
        // A note moves nothing: an open page of the package still counts.
        assert_eq!(search.row(app).version, 1);
    });
}

// REC-3, GOV-1
#[test]
fn a_provider_neither_writes_nor_sees_a_note() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        search.award_to_first(app).assert_done();
        let id = note(&search, &[("words", RANG), ("ring_on", "2026-11-24")]);
        let scheduler = app.persona_in(Role::Scheduler, search.high.organisation.unwrap());
        for who in [&search.high, &search.middle, &scheduler] {
            for path in [search.under("/notes"), search.under(&format!("/notes/{id}"))] {
                who.get(&path).assert_status(403);
                who.api(&path, serde_json::json!({ "words": "Ours.", "version": 1 })).assert_status(403);
            }
            who.get(&search.under("")).assert_status(403);
        }
        let own = format!("/provider{}", search.under(""));
        for path in [own.as_str(), "/provider", "/provider/packages", "/offers"] {
            search.high.get(path).assert_ok().assert_lacks("Rang Larkbarrow").assert_lacks("Ring back");
            search.high.api_get(path).assert_ok().assert_lacks("Rang Larkbarrow").assert_lacks("ring_back");
        }
    });
}

// REC-3
#[test]
fn a_note_that_cannot_be_kept_says_which_field_and_why() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        let refused = |fields: &[(&str, &str)], field: &str, message: &str| {
            let reply = search.broker.form(&search.under("/notes"), fields).assert_refused(422, message);
            assert_eq!(reply.faults()[0].0, field);
        };
        refused(&[("words", "")], "words", "Write the note");
        refused(&[("words", " \n ")], "words", "Write the note");
        refused(&[("words", &"a".repeat(4001))], "words", "at most 4000 characters; this has 4001");
        refused(&[("words", RANG), ("ring_on", "2026-11-22")], "ring_on", "This day is past");
        let strange = serde_json::json!({ "words": RANG, "rung": "00000000-0000-0000-0000-000000000001" });
        let reply =
            search.broker.api(&search.under("/notes"), strange).assert_refused(422, "No such ring-back is open");
        assert_eq!(reply.faults()[0].0, "rung");
        assert!(notes(&search.broker, &search).is_empty());
    });
}

// REC-3
#[test]
fn a_correction_is_a_new_version_and_the_former_stays_readable() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        let first = note(&search, &[("words", RANG), ("ring_on", "2026-11-24")]);
        let path = search.under(&format!("/notes/{first}"));
        app.turn_by_minutes(20);
        let fields = [("words", "Rang Harbour: Jo is out until noon."), ("ring_on", "2026-11-25")];
        // Only whoever wrote it.
        let other = app.persona(Role::Broker);
        other.get(&search.under("")).assert_lacks("Correct the note");
        other.get(&path).assert_status(403);
        let body = serde_json::json!({ "words": "Not so.", "version": 1 });
        other.api(&path, body.clone()).assert_refused(403, "Only whoever wrote a note corrects it");
        search.broker.form(&path, &[("words", "")]).assert_refused(422, "Write the note");
        search.broker.form(&path, &fields).assert_done();
        let page = other.get(&search.under("")).assert_ok();
        page.clone().assert_has("Monday 23 November 2026, 9am, corrected Monday 23 November 2026, 9:20am");
        page.clone().assert_has(fields[0].1).assert_has("As it was before");
        let kept = page.all("details");
        assert!(kept.iter().any(|kept| kept.contains(RANG) && kept.contains("24 Nov 2026")), "{kept:?}");
        let list = search.broker.get("/packages").assert_ok();
        list.assert_has("Ring back on 25 Nov 2026").assert_lacks("24 Nov 2026");
        let told = notes(&search.broker, &search);
        assert_eq!(told.len(), 2);
        assert_eq!((told[0]["corrects"].as_str(), &told[1]["corrected"]), (Some(first.as_str()), &true.into()));
        // A page that is older than the correction changes nothing and says so.
        search.broker.api(&path, body).assert_refused(409, "was corrected already");
        search.broker.get(&path).assert_has("was corrected already");
        // The correction is corrected in turn, and the first words stay.
        let second = told[0]["id"].as_str().unwrap();
        let again = search.under(&format!("/notes/{second}"));
        search.broker.form(&again, &[("words", "Rang Harbour: Jo is out all day.")]).assert_done();
        let page = search.broker.get(&search.under("")).assert_ok();
        page.assert_has("out all day").assert_has(fields[0].1).assert_has(RANG);
        let ben = crate::agreed(app, crate::person(app, "Ben", 1), "");
        let beside = format!("/packages/{}/notes/{first}", crate::ask(&search.broker, ben).assert_done().id());
        search.broker.get(&beside).assert_status(404);
    });
}

// REC-3
#[test]
fn a_correction_of_a_note_whose_ring_back_was_done_meanwhile_is_told() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        let first = note(&search, &[("words", RANG), ("ring_on", "2026-11-23")]);
        let other = app.persona(Role::Broker);
        let done = [("words", "Jo says yes."), ("rung", first.as_str())];
        other.form(&search.under("/notes"), &done).assert_done();
        let stale = serde_json::json!({ "words": "Rang Harbour.", "ring_on": "2026-11-23", "version": 1 });
        let path = search.under(&format!("/notes/{first}"));
        search.broker.api(&path, stale).assert_refused(409, "Somebody changed this");
        // Done once: it is not among those that can be chosen.
        let again = serde_json::json!({ "words": "Jo says yes.", "rung": first });
        other.api(&search.under("/notes"), again).assert_refused(422, "No such ring-back is open");
    });
}

// BRK-3, H14
#[test]
fn a_ring_back_stands_on_the_brokers_list_until_a_note_says_that_it_is_done() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        let lists = || search.broker.get("/packages").assert_ok();
        let due = || search.broker.get("/packages?only=ring_backs").assert_ok();
        let first = note(&search, &[("words", RANG), ("ring_on", "2026-11-24")]);
        lists().assert_has("Ring back on 24 Nov 2026").assert_has("0 packages with a ring-back due");
        due().assert_has("No package here needs anything");
        app.turn_to(Moment::from_london(date(2026, 11, 24), time(9, 0, 0, 0)));
        lists().assert_has("Ring back today").assert_has("1 package with a ring-back due");
        due().assert_has("Ring back today");
        // Another note leaves it: what was promised is not lost with it.
        note(&search, &[("words", "The daughter asks for mornings.")]);
        app.turn_to(Moment::from_london(date(2026, 11, 25), time(9, 0, 0, 0)));
        due().assert_has("Ring back late, since 24 Nov 2026");
        let data = search.broker.api_get("/packages").json();
        assert_eq!(data["packages"][0]["ring_back_on"], "2026-11-24");
        let second = note(&search, &[("words", "Rang Stourlea too."), ("ring_on", "2026-11-26")]);
        let done = [("words", "Jo says yes."), ("rung", first.as_str())];
        search.broker.form(&search.under("/notes"), &done).assert_done();
        lists().assert_has("Ring back on 26 Nov 2026").assert_has("0 packages with a ring-back due");
        let page = search.broker.get(&search.under("")).assert_ok();
        page.assert_has("Ring back on 24 Nov 2026: done").assert_has("Ring back on 26 Nov 2026");
        // A package that is over, or under way, keeps what was promised in sight.
        let end = [("day", "2026-11-25"), ("reason", "not_needed")];
        search.broker.form(&search.under("/end"), &end).assert_done();
        app.turn_to(Moment::from_london(date(2026, 11, 26), time(9, 0, 0, 0)));
        for list in [lists(), due()] {
            list.assert_has("Ring back today").assert_has("Ended: no longer needed").assert_lacks("Take on P-");
        }
        let done = [("words", "Told Stourlea."), ("rung", second.as_str())];
        search.broker.form(&search.under("/notes"), &done).assert_done();
        lists().assert_lacks("Ring back").assert_lacks("Ended");
    });
}

// BRK-3, H14
#[test]
fn a_ring_back_about_care_under_way_is_on_the_list_when_it_is_due() {
    both(rooms, |app| {
        let search = Search::begin(app, "delayed_discharge");
        search.three_say_yes_urgent(app);
        search.high.form(&search.under("/plan-received"), &[]).assert_done();
        app.turn_to(Moment::from_london(date(2026, 11, 27), time(12, 0, 0, 0)));
        search.high.form(&search.under("/started"), &[("on", "2026-11-27"), ("at", "8am")]).assert_done();
        note(&search, &[("words", RANG), ("ring_on", "2026-11-28")]);
        search.broker.get("/packages").assert_lacks("Ring back");
        search.broker.get("/packages?only=all").assert_has("Ring back on 28 Nov 2026");
        app.turn_to(Moment::from_london(date(2026, 11, 28), time(9, 0, 0, 0)));
        for path in ["/packages", "/packages?only=ring_backs"] {
            search.broker.get(path).assert_has("Ring back today").assert_has("1 package with a ring-back due");
        }
    });
}
