//! What goes wrong on the way, and what everybody is told. Each of these is refused in words, changes nothing, and is never a
//! fault of the server's own (testkit fails a test in which the server answered with one).
//!
//! | what | where it is proved |
//! |---|---|
//! | a wrong NHS number, a birth in the future | people `register`: wrong_numbers_names_and_births…; here: at every door |
//! | an unknown postcode, and a pin instead | people `register`: an_unknown_postcode_asks…; here: as far as the package |
//! | two people alike | people `register`: two_people_alike…; referrals `bad_input`: somebody_alike…; `thread`: the_call |
//! | an answer after the deadline | brokerage `offers`: an_offer_runs_out…; here: and after the award |
//! | an award twice | brokerage `award_once`: thirty_two_press_at_once…; `thread_search`: three_are_asked… |
//! | a provider acting for another | brokerage, visits, charging each for itself; here: every step of the thread |
//! | a stale page saved | people, referrals, assessments, plans, brokerage, visits, charging each for itself; here: two tabs |
//! | a replayed or doubled request | people, referrals, plans, visits, charging each for itself; here: one key for two things |
//! | a check-out before the check-in | visits `times`: times_that_cannot_be…; `thread_rounds`: the_first_day… |
//! | overlapping visits of one worker | visits `assigning`: of_thirty_two…, visits_that_follow…; `thread_rounds`: a_scheduler_gives… |
//! | a price missing for a date | brokerage `award_once`: neither_first…; charging `charges`: a_visit_without_a_price…; here: after an award |
//! | a CSV with a NUL, in UTF-16, with formulas | imports `runs`: bad_files…; directory: shifted_rows…; here: a list of referrals |
//! | anything at all in any field or address | `thread_anything` |

use access::Role;
use serde_json::json;
use store::statement;

use crate::{
    import::{HEAD, MAUDE, desk},
    thread::{FIRST_DAY, Town, at, events, is_sound},
    thread_rounds::first_week,
};

statement! {
    PEOPLE = "SELECT count(*) FROM person";
}

fn count(app: &testkit::App, statement: &'static store::Statement) -> i64 {
    app.settle();
    app.read(|tx| tx.figure(statement, &[]))
}

// REC-1
#[test]
fn a_wrong_number_and_a_birth_to_come_are_refused_at_every_door() {
    crate::house(|app| {
        let (handler, ward) = (app.persona(Role::CallHandler), app.persona(Role::HospitalTeam));
        let call = json!({ "caller_name": "Ben Example", "wanted": "Help" });
        let contact = handler.api("/contacts/new", call).assert_done().id();
        let doors = [
            (&handler, "/people/new".to_owned(), json!({})),
            (&handler, format!("/contacts/{contact}/person"), json!({ "version": 1 })),
            (
                &ward,
                "/referrals/new".to_owned(),
                json!({ "source": "hospital_discharge", "referrer_name": "Ward 3", "reason": "Hip", "urgency": "other" }),
            ),
        ];
        for (who, path, rest) in doors {
            for (field, value, message) in [
                ("nhs_number", "999 000 0019", "the last digit does not fit"),
                ("nhs_number", "999 000 001", "10 digits"),
                ("birth", "2026-11-24", "in the future"),
                ("birth", "1936-02-30", "real date"),
            ] {
                let mut body = json!({ "given_name": "Ada", "family_name": "Example", "birth": "1936-02-29" });
                let fields = body.as_object_mut().expect("fields");
                fields.extend(rest.as_object().expect("the rest").clone());
                fields.insert(field.to_owned(), value.into());
                let refused = who.api(&path, body).assert_status(422);
                let faults = refused.faults();
                let told = faults.iter().any(|(name, said)| name == field && said.contains(message));
                assert!(told, "{path}, {field} {value}: {faults:?}");
            }
        }
        assert_eq!(count(app, &PEOPLE), 0);
    });
}

// REC-8, BRK-1
#[test]
fn a_pin_for_an_unknown_postcode_leads_to_the_providers_of_its_area() {
    crate::house(|app| {
        let town = Town::open(app);
        let new = [
            ("given_name", "Cyril"),
            ("family_name", "Sample"),
            ("birth", "1940-05-01"),
            ("address_1", "The New Bungalow"),
            ("postcode", "BA21 5ZZ"),
        ];
        town.handler.form("/people/new", &new).assert_refused(422, "We do not know BA21 5ZZ");
        assert_eq!(count(app, &PEOPLE), 0, "nobody is placed by guessing");
        let pin = json!({
            "given_name": "Cyril", "family_name": "Sample", "birth": "1940-05-01", "address_1": "The New Bungalow",
            "postcode": "BA21 5ZZ", "place_by": "pin", "lat": "50.9406", "lon": "-2.6064",
        });
        let person = town.handler.api("/people/new", pin).assert_done().id().into();
        let here = format!("/people/{person}/refer");
        let wanted = [("source", "public"), ("referrer_name", "Ben"), ("reason", "Meals"), ("urgency", "other")];
        town.triaged(town.handler.form(&here, &wanted).assert_done().id());
        town.assessed(person);
        let plan = town.planned(person);
        let path = format!("/plans/{plan}/request-package");
        let package = town.social_worker.form(&path, &[("channel", "portal")]).assert_done().id();
        assert_eq!(app.read(|tx| brokerage::package(tx, package.into())).locality, "west");
        let ranked = town.broker.get(&format!("/packages/{package}/offer")).assert_ok();
        ranked.assert_has("Larkbarrow Homecare").assert_has("Harbour Care").assert_has("Stourlea Support");
        is_sound(app);
    });
}

// BRK-3, H6
#[test]
fn an_answer_after_the_deadline_or_after_the_award_is_told_when_it_ended() {
    crate::house(|app| {
        let town = Town::open(app);
        let case = town.asked_for();
        town.offered(&case);
        let late = town.offer_to(&case, &town.stourlea);
        let (accept, decline) = (format!("/offers/{late}/accept"), format!("/offers/{late}/decline"));
        town.answered(&case);
        // What was opened in time is sent a minute too late.
        let yes = json!({ "earliest_start": FIRST_DAY, "version": 1 });
        town.stourlea.manager.api(&accept, yes).assert_refused(409, "Monday 23 November 2026, 1pm");
        let no = json!({ "reason": "no_capacity", "version": 1 });
        town.stourlea.manager.api(&decline, no.clone()).assert_refused(409, "Monday 23 November 2026, 1pm");
        town.awarded(&case);
        town.stourlea.manager.api(&decline, no).assert_status(409);
        let body = json!({ "offer": town.offer_to(&case, &town.harbour), "start": FIRST_DAY, "version": 99 });
        town.broker.api(&case.under("/award"), body).assert_refused(409, "was awarded to Harbour Care");
        assert_eq!(events(app, case.package).iter().filter(|event| *event == "package.awarded").count(), 1);
        is_sound(app);
    });
}

// GOV-1, H6
#[test]
fn a_provider_can_do_nothing_for_another_at_any_step() {
    crate::house(|app| {
        let town = Town::open(app);
        let case = town.ready();
        town.rostered(&case);
        app.turn_to(at(FIRST_DAY, 17, 0));
        app.settle();
        let visit = town.visits(&case, first_week()).remove(0);
        let story = || [events(app, case.package), events(app, visit.id), events(app, case.plan)];
        let before = story();
        let other = &town.stourlea;
        let (today, worker) = (app.today(), other.workers[0].account);
        let package = |what: &str| case.under(what);
        let of_visit = |what: &str| format!("/visits/{}{what}", visit.id);
        let version = visit.version;
        let manager = [
            (format!("/offers/{}/accept", town.offer_to(&case, &town.harbour)), json!({ "earliest_start": today })),
            (package("/plan-received"), json!({})),
            (package("/introduction"), json!({ "on": today })),
            (package("/outcomes"), json!({ "on": today, "with": "person", "name": "Ada" })),
            (package("/provider-plan"), json!({ "words": "Ours" })),
            (package("/start"), json!({ "start": "2026-12-24" })),
            (package("/started"), json!({ "on": today })),
            (package("/hand-back"), json!({ "reason": "staffing", "words": "x", "last_day": today })),
            (of_visit("/cancel"), json!({ "for_whom": "person", "why": "x" })),
            (of_visit("/approve"), json!({ "minutes": 45, "why": "x" })),
            (of_visit("/missed"), json!({ "why": "x", "done": "x" })),
            (format!("/schedule/{}/assign", visit.id), json!({ "worker": worker })),
            (
                format!("/schedule/{}/unassign", visit.id),
                json!({ "worker": town.harbour.workers[0].account, "why": "x" }),
            ),
            (format!("/provider/workers/{}/skills", town.harbour.workers[0].account), json!({ "skills": [] })),
        ];
        for (path, mut body) in manager {
            if !path.ends_with("/skills") {
                body["version"] = version.into();
            }
            for who in [&other.manager, &other.scheduler] {
                let reply = who.api(&path, body.clone());
                assert!(matches!(reply.status, 403 | 404), "{} as {}: {}", path, who.role, reply.told());
            }
        }
        let at_the_door = [
            ("/check-in", json!({ "version": version })),
            ("/check-out", json!({ "version": version, "outcome": "done", "done": ["1"], "signed": "person" })),
            ("/way-in", json!({})),
            ("/notes", json!({ "words": "x" })),
            ("/welfare", json!({ "version": version, "steps": ["phoned"], "words": "x" })),
        ];
        for (what, body) in at_the_door {
            other.workers[0].api(&of_visit(what), body).assert_status(404);
        }
        // Taking one's own worker for a visit of another is no way round it either.
        let body = json!({ "worker": worker, "version": version });
        town.harbour.scheduler.api(&format!("/schedule/{}/assign", visit.id), body).assert_status(404);
        app.settle();
        assert_eq!(story(), before, "nothing was done");
        is_sound(app);
    });
}

// H23, REF-1
#[test]
fn of_two_tabs_the_second_saves_nothing_and_says_why() {
    crate::house(|app| {
        let town = Town::open(app);
        let case = town.asked_for();
        let offer = case.under("/offer");
        let (first, second) = (town.broker.open_form(&offer, &offer), town.broker.open_form(&offer, &offer));
        first.send(&[("basis", "rank"), ("how_many", "1")]).assert_done();
        let stale = second.send(&[("basis", "rank"), ("how_many", "3")]);
        stale.assert_refused(409, "Somebody changed this after you opened it");
        // The first tab sent again, as after a double click, is the offer that was made.
        first.send(&[("basis", "rank"), ("how_many", "1")]).assert_done();
        let offers = app.read(|tx| brokerage::offer::of_package(tx, case.package.into()));
        assert_eq!(offers.len(), 1);
        is_sound(app);
    });
}

// INT-5, H6
#[test]
fn one_key_for_two_different_requests_is_refused_and_a_replay_is_answered_the_same() {
    crate::house(|app| {
        let handler = app.persona(Role::CallHandler);
        let body = |name: &str| json!({ "caller_name": name, "wanted": "Help" });
        let first = handler.api_once("one", "/contacts/new", body("Ben")).assert_done();
        let again = handler.api_once("one", "/contacts/new", body("Ben")).assert_done();
        assert_eq!((first.id(), first.text.clone()), (again.id(), again.text.clone()));
        let other = handler.api_once("one", "/contacts/new", body("Bea"));
        assert!((400..500).contains(&other.status), "{}", other.told());
        assert!(!other.errors().is_empty() || other.text.contains("key"), "{}", other.told());
        // Somebody else's key of the same name is their own.
        let colleague = app.persona(Role::CallHandler);
        let theirs = colleague.api_once("one", "/contacts/new", body("Ben")).assert_done();
        assert_ne!(theirs.id(), first.id());
        assert_eq!(handler.api_get("/contacts").assert_ok().json().as_array().map(Vec::len), Some(2));
        is_sound(app);
    });
}

// FIN-1, BRK-3
#[test]
fn a_day_for_which_the_schedule_has_no_price_is_refused_before_anybody_relies_on_it() {
    crate::house(|app| {
        let town = Town::open(app);
        let case = town.asked_for();
        town.offered(&case);
        town.answered(&case);
        let yes = town.offer_to(&case, &town.harbour);
        let beyond = json!({ "offer": yes, "start": "2029-04-01", "version": app.read(|tx| brokerage::row(tx, case.package.into())).version });
        town.broker.api(&case.under("/award"), beyond).assert_refused(422, "has no price for");
        town.awarded(&case);
        // Moving the first day there later is no way round it.
        let moved = town.harbour.manager.form(&case.under("/start"), &[("start", "2029-04-01")]);
        moved.assert_refused(422, "has no price for");
        let package = app.read(|tx| brokerage::package(tx, case.package.into()));
        assert_eq!(package.agreed_start, Some(FIRST_DAY));
        is_sound(app);
    });
}

// INT-4, INT-5, H16
#[test]
fn a_list_of_referrals_in_utf_16_with_formulas_is_read_and_a_nul_ends_it_with_its_line() {
    desk(|desk| {
        let formula = MAUDE.replace("\"Falls at night.\nLives alone.\"", "\"=cmd|' /C calc'!A1\"");
        let text = format!("\u{feff}{HEAD}{formula}").replace(',', "\t");
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (well, said, trouble) = desk.import("referrals", &desk.file("unicode.txt", utf16), &[]);
        assert!(well && said.contains("1 new"), "{said}{trouble}");
        let coordinator = desk.app.persona(Role::Coordinator);
        let list = coordinator.api_get("/referrals").assert_ok().json();
        let id = list[0]["id"].as_str().expect("the referral").to_owned();
        // A formula is a text like any other, kept as it was written.
        coordinator.get(&format!("/referrals/{id}")).assert_ok().assert_has("=cmd|' /C calc'!A1");
        let nul = format!("{HEAD}{}Cy\0ril,broken\n", MAUDE.replace("02/06/2025", "09/06/2025"));
        let (well, said, trouble) = desk.import("referrals", &desk.file("nul.csv", nul), &[]);
        assert!(!well && said.contains("There is a NUL byte in line 4"), "{said}{trouble}");
        assert!(!trouble.contains("panicked") && !said.contains("panicked"), "{said}{trouble}");
        is_sound(desk.app);
    });
}
