use access::{OrganisationKind, Role};
use kernel::{Uuid, date};
use referrals::{ReferralState, Source, Urgency};
use serde_json::json;
use store::params;
use testkit::App;

use crate::kit::{ada, events, refer, slices, sound};

store::statement! {
    MAIL = "SELECT recipient, subject, body FROM outbox ORDER BY created_at, id";
}

fn mail(app: &App) -> Vec<(String, String)> {
    app.read(|tx| {
        tx.all(&MAIL, params![], |row| {
            let (subject, body): (String, String) = (row.get("subject")?, row.get("body")?);
            Ok((row.get::<String>("recipient")?, format!("{subject} {body}")))
        })
    })
}

// REF-3, REF-4, REF-5, REC-1
#[test]
fn a_hospital_sends_somebody_home_and_sees_where_it_stands() {
    testkit::both(slices, |app| {
        let (ward, coordinator) = (app.persona(Role::HospitalTeam), app.persona(Role::Coordinator));
        let worker = app.persona(Role::SocialWorker);
        let draft = ward.open_form("/referrals/new", "/referrals/new");
        assert_eq!(draft.value("source"), "hospital_discharge");
        assert_eq!(draft.value("referrer_body"), "Dorset County Hospital");
        let fields = [
            ("given_name", "Ada"),
            ("family_name", "Example"),
            ("birth", "1938-03-27"),
            ("nhs_number", "999 000 0018"),
            ("reason", "Hip repaired; needs help to wash and dress at home"),
            ("urgency", "emergency"),
            ("needed_by", "2026-11-26"),
        ];
        let made = draft.send(&fields).assert_done();
        assert!(made.notice().contains("It will be answered by Tuesday 24 November 2026, 9am"), "{}", made.notice());
        let page = format!("/referrals/{}", made.id());
        ward.get("/referrals").assert_ok().assert_has("Our referrals").assert_has("Ada Example");
        ward.get(&page).assert_ok().assert_has("Acknowledged").assert_has("Nobody has taken it yet");

        coordinator.get("/referrals").assert_has("Ada Example").assert_has("1 day left");
        coordinator.form(&format!("{page}/take"), &[]).assert_done();
        coordinator
            .form(&format!("{page}/accept"), &[("owner", worker.account.to_string().as_str())])
            .assert_refused(409, "Triage this referral first");
        let triage = format!("{page}/triage");
        let draft = coordinator.open_form(&triage, &triage);
        assert_eq!((draft.value("priority").as_str(), draft.value("urgency").as_str()), ("p1", "emergency"));
        draft.send(&[("priority", "p2"), ("note", "Her daughter stays until Thursday")]).assert_done();
        ward.get(&page).assert_has("P2, higher risk");
        app.turn_by_hours(3);
        let accept = format!("{page}/accept");
        let accepted = coordinator.form(&accept, &[("owner", worker.account.to_string().as_str())]).assert_done();
        assert!(accepted.notice().contains(&worker.name));
        ward.get(&page).assert_has("Accepted").assert_has(&worker.name);
        worker.get("/referrals?show=accepted").assert_has("Ada Example");
        worker
            .form(&format!("{page}/close"), &[("note", "She manages by herself; her GP knows the way back")])
            .assert_done();
        ward.get(&page).assert_has("Completed").assert_has("her GP knows the way back");
        let expected =
            ["referral.received", "referral.owned", "referral.triaged", "referral.accepted", "referral.completed"];
        assert_eq!(events(app, made.id()), expected);
        let mail = mail(app);
        assert_eq!(mail.len(), 3, "received, accepted, closed: {mail:?}");
        assert!(mail.iter().all(|(_, text)| !text.contains("Ada") && !text.contains("999")), "{mail:?}");
        let clocks = app.read(|tx| clocks::of_subject(tx, made.id()));
        assert!(clocks.iter().all(|clock| clock.stopped_at.is_some()), "{clocks:?}");
        sound(app);
    });
}

// REF-3, GOV-1
#[test]
fn a_hospital_sees_its_own_referrals_only() {
    testkit::both(slices, |app| {
        let person = ada(app);
        let other = app.organisation(OrganisationKind::Nhs, "Poole Hospital");
        let (ward, elsewhere) = (app.persona(Role::HospitalTeam), app.persona_in(Role::HospitalTeam, other));
        let own = ward.organisation;
        let id = refer(app, person, |new| new.referrer.organisation = own);
        let public = refer(app, person, |_| {});
        ward.get(&format!("/referrals/{id}")).assert_ok();
        ward.get(&format!("/referrals/{public}")).assert_status(404);
        elsewhere.get(&format!("/referrals/{id}")).assert_status(404);
        elsewhere.get("/referrals").assert_ok().assert_lacks("Ada Example");
        elsewhere.get(&format!("/people/{person}/referrals")).assert_ok().assert_has("No referral of this person");
        assert_eq!(ward.api_get("/referrals").json().as_array().unwrap().len(), 1);
        for verb in ["take", "triage", "accept", "decline", "close", "leave", "acknowledge"] {
            ward.get(&format!("/referrals/{id}/{verb}")).assert_status(403);
            ward.post(&format!("/referrals/{id}/{verb}"), &[("version", "1")]).assert_status(403);
        }
    });
}

// REF-5, REF-6
#[test]
fn a_referral_is_declined_with_a_reason_and_a_way_on() {
    testkit::both(slices, |app| {
        let coordinator = app.persona(Role::Coordinator);
        let id = refer(app, ada(app), |new| {
            new.referrer.email = Some("ben@example.org".into());
        });
        let decline = format!("/referrals/{id}/decline");
        coordinator.form(&decline, &[("reason", "outside_area")]).assert_refused(422, "Write what the person");
        coordinator.form(&decline, &[("note", "Call Somerset")]).assert_refused(422, "Choose why");
        coordinator.form(&decline, &[("reason", "outside_area"), ("note", "Call Somerset Direct")]).assert_done();
        let page =
            coordinator.get(&format!("/referrals/{id}")).assert_has("Declined").assert_has("Call Somerset Direct");
        page.assert_lacks("Triage again");
        coordinator.get("/referrals?show=over").assert_has("outside our area");
        let version = app.read(|tx| referrals::row(tx, id)).version.to_string();
        let again = [("version", version.as_str()), ("reason", "other"), ("note", "x")];
        coordinator.post(&decline, &again).assert_refused(409, "cannot be declined");
        let journal = app.read(|tx| store::journal::of_subject(tx, id.uuid()));
        assert_eq!(journal.last().unwrap().facts()["reason"], "outside_area");
        assert_eq!(mail(app).len(), 2);
        sound(app);
    });
}

// REF-5
#[test]
fn somebody_leaves_early_with_the_reason() {
    testkit::both(slices, |app| {
        let coordinator = app.persona(Role::Coordinator);
        let id = refer(app, ada(app), |_| {});
        let page = format!("/referrals/{id}");
        let me = coordinator.account.to_string();
        coordinator.form(&format!("{page}/triage"), &[]).assert_done();
        coordinator.form(&format!("{page}/accept"), &[("owner", me.as_str())]).assert_done();
        let leave = format!("{page}/leave");
        coordinator.form(&leave, &[("reason", "other")]).assert_refused(422, "Write what the other reason is");
        coordinator.form(&leave, &[("reason", "moved_away")]).assert_done();
        coordinator.get(&page).assert_has("Left early: the person moved away");
        assert_eq!(events(app, id).last().unwrap(), "referral.left_early");
        sound(app);
    });
}

// REF-4, H3
#[test]
fn the_clock_follows_the_urgency_and_counts_from_the_receipt() {
    testkit::both(slices, |app| {
        let coordinator = app.persona(Role::Coordinator);
        let id = refer(app, ada(app), |new| new.received_at = new.received_at.plus_hours(-2));
        let row = app.read(|tx| referrals::row(tx, id));
        assert_eq!(kernel::deadline_in_words(row.answer_by), "the end of Monday 30 November 2026");
        coordinator
            .form(&format!("/referrals/{id}/triage"), &[("urgency", "emergency"), ("priority", "p1")])
            .assert_done();
        let row = app.read(|tx| referrals::row(tx, id));
        assert_eq!(kernel::deadline_in_words(row.answer_by), "Tuesday 24 November 2026, 7am");
        assert_eq!(row.owner.unwrap().account, coordinator.account);
        sound(app);
        app.turn_by_hours(23);
        app.settle();
        coordinator.get("/referrals").assert_has("1 past their time to answer").assert_has("1 hour late");
        coordinator
            .form(&format!("/referrals/{id}/accept"), &[("owner", coordinator.account.to_string().as_str())])
            .assert_done();
        let clocks = app.read(|tx| clocks::of_subject(tx, id.uuid()));
        let emergency = clocks.iter().find(|clock| clock.standard == "response.emergency").unwrap();
        assert!(emergency.is_late(app.now()));
        let other = clocks.iter().find(|clock| clock.standard == "response.other").unwrap();
        assert!(other.withdrawn);
    });
}

// REF-1, H4
#[test]
fn a_referral_that_nobody_owns_is_an_alarm_on_the_worklist() {
    testkit::both(slices, |app| {
        let coordinator = app.persona(Role::Coordinator);
        let id = refer(app, ada(app), |_| {});
        coordinator.get("/referrals").assert_has("0 nobody has taken for 15 minutes");
        app.turn_by_minutes(16);
        app.settle();
        coordinator
            .get("/referrals")
            .assert_has("1 nobody has taken for 15 minutes")
            .assert_has("Nobody for over 15 minutes");
        coordinator.form(&format!("/referrals/{id}/take"), &[]).assert_done();
        coordinator.get("/referrals").assert_has("0 nobody has taken for 15 minutes").assert_has(&coordinator.name);
        sound(app);
    });
}

// REF-3
#[test]
fn a_former_user_comes_back_under_the_same_record() {
    testkit::both(slices, |app| {
        let person = ada(app);
        let first = refer(app, person, |new| new.source = Source::Myself);
        let coordinator = app.persona(Role::Coordinator);
        let decline = [("reason", "not_wanted"), ("note", "Call us any time")];
        coordinator.form(&format!("/referrals/{first}/decline"), &decline).assert_done();
        app.turn_by_days(100);
        let here = format!("/people/{person}/refer");
        let fields =
            [("source", "self"), ("referrer_name", "Ada Example"), ("reason", "Now I do"), ("urgency", "urgent")];
        let second = coordinator.form(&here, &fields).assert_done();
        coordinator.get(&format!("/referrals/{}", second.id())).assert_has("1 earlier referral");
        let rows = app.read(|tx| referrals::of_person(tx, person));
        assert_eq!(rows.len(), 2);
        assert!(matches!(rows[1].state, ReferralState::Declined { .. }));
        assert_eq!(rows[0].urgency, Urgency::Urgent);
        sound(app);
    });
}

// REF-3, H4
#[test]
fn a_referral_without_an_address_is_acknowledged_by_hand() {
    testkit::both(slices, |app| {
        let handler = app.persona(Role::CallHandler);
        let id = refer(app, ada(app), |_| {});
        let page = format!("/referrals/{id}");
        handler.get(&page).assert_has("Not acknowledged yet");
        handler.form(&format!("{page}/acknowledge"), &[("how", "letter")]).assert_done();
        handler.get(&page).assert_has("(letter)").assert_lacks("Not acknowledged yet");
        let version = app.read(|tx| referrals::row(tx, id)).version.to_string();
        let again = [("version", version.as_str()), ("how", "phone")];
        handler.post(&format!("{page}/acknowledge"), &again).assert_refused(409, "told already");
        let clocks = app.read(|tx| clocks::of_subject(tx, id.uuid()));
        assert!(clocks.iter().any(|clock| clock.standard == "referral.acknowledged" && clock.stopped_at.is_some()));
    });
}

// INT-5, H6
#[test]
fn a_doubled_referral_is_taken_once() {
    testkit::both(slices, |app| {
        let person = ada(app);
        let coordinator = app.persona(Role::Coordinator);
        let body = json!({"source": "professional", "referrer_name": "Dr Blake", "reason": "Falls", "urgency": "other",
            "needed_by": "2026-12-01"});
        let here = format!("/people/{person}/refer");
        let first = coordinator.api_once("k1", &here, body.clone()).assert_done();
        assert_eq!(coordinator.api_once("k1", &here, body).assert_done().id(), first.id());
        let row = app.read(|tx| referrals::row(tx, first.id().into()));
        assert_eq!(row.needed_by, Some(date(2026, 12, 1)));
        let imported = |app: &App| refer(app, person, |new| new.source_ref = Some("file 1, row 2".into()));
        assert_eq!(imported(app), imported(app));
        assert_eq!(app.read(|tx| referrals::of_person(tx, person)).len(), 2);
        let read = coordinator.api_get(&format!("/referrals/{}", first.id())).assert_ok().json();
        assert_eq!((read["state"].as_str(), read["version"].as_i64()), (Some("received"), Some(1)));
        sound(app);
    });
}

// H4, H14
#[test]
fn the_check_finds_a_referral_whose_clock_is_gone() {
    testkit::both(slices, |app| {
        let id: Uuid = refer(app, ada(app), |_| {}).uuid();
        app.write(move |work| clocks::withdraw(work, id, "response.other"));
        let wrong = app.read(referrals::check);
        assert_eq!(wrong.len(), 1, "{wrong:?}");
        assert!(wrong[0].contains("no clock runs"));
    });
}
