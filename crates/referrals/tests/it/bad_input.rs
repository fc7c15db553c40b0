use access::Role;
use serde_json::json;

use crate::kit::{ada, refer, slices, sound};

// REC-1, REF-3
#[test]
fn what_cannot_be_is_refused_with_its_field() {
    testkit::both(slices, |app| {
        let ward = app.persona(Role::HospitalTeam);
        let good = json!({"given_name": "Ada", "family_name": "Example", "birth": "1938-03-27", "source": "hospital_discharge",
            "referrer_name": "Ward 3", "reason": "Hip", "urgency": "other"});
        let with = |name: &str, value: serde_json::Value| {
            let mut body = good.clone();
            body[name] = value;
            body
        };
        for (name, value, field) in [
            ("nhs_number", json!("999 000 0019"), "nhs_number"),
            ("birth", json!("2030-01-01"), "birth"),
            ("birth", json!("1938-02-30"), "birth"),
            ("postcode", json!("not one"), "postcode"),
            ("postcode", json!("LS1 4AP"), "postcode"),
            ("given_name", json!("R2D2"), "given_name"),
            ("reason", json!(""), "reason"),
            ("urgency", json!("very"), "urgency"),
            ("source", json!("care_home"), "authority"),
            ("needed_by", json!("2026-11-01"), "needed_by"),
            ("referrer_email", json!("nobody"), "referrer_email"),
            ("reason", json!("a\u{0}b"), "reason"),
            ("same_person", json!("00000000-0000-7000-8000-000000000000"), "same_person"),
            ("same_person", json!("x"), "same_person"),
            ("colour", json!("red"), "colour"),
        ] {
            let refused = ward.api("/referrals/new", with(name, value.clone())).assert_status(422);
            let fields: Vec<_> = refused.faults().into_iter().map(|(field, _)| field).collect();
            assert!(fields.contains(&field.to_owned()), "{name} {value}: {}", refused.told());
        }
        let elsewhere = ward.api("/referrals/new", with("postcode", json!("LS1 4AP")));
        elsewhere.assert_refused(422, "leave it out here, send the referral");
        assert!(ward.api_get("/referrals").json().as_array().unwrap().is_empty());
        ward.api("/referrals/new", good).assert_done();
        sound(app);
    });
}

// REC-1, H1
#[test]
fn somebody_alike_is_asked_about_and_can_be_somebody_else() {
    testkit::both(slices, |app| {
        let person = ada(app);
        let ward = app.persona(Role::HospitalTeam);
        let mut body = json!({"given_name": "Anne", "family_name": "Example", "birth": "1938-03-27",
            "source": "hospital_discharge", "referrer_name": "Ward 3", "reason": "Hip", "urgency": "other"});
        ward.api("/referrals/new", body.clone()).assert_refused(422, "1 record looks like this person");
        body["same_person"] = json!("somebody_else");
        ward.api("/referrals/new", body.clone()).assert_refused(422, "Say how you know");
        body["reason_else"] = json!("Twin sister; she says so");
        let made = ward.api("/referrals/new", body).assert_done();
        let row = app.read(|tx| referrals::row(tx, made.id().into()));
        assert!(row.person != person && row.person_name == "Anne Example");
        sound(app);
    });
}

// H23
#[test]
fn a_contact_about_one_person_is_not_filed_under_another() {
    testkit::both(slices, |app| {
        let (person, handler) = (ada(app), app.persona(Role::CallHandler));
        let house = app.house.clone();
        let other = app.write(move |work| {
            let new =
                people::NewPerson { given_name: "Cyril".into(), family_name: "Other".into(), ..Default::default() };
            people::register(work, &house, new)
        });
        let contact = handler.api("/contacts/new", json!({"caller_name": "Ben", "wanted": "Help"})).assert_done().id();
        let whom = json!({"version": 1, "given_name": "Ada", "family_name": "Example", "birth": "1938-03-27",
            "same_person": person.to_string()});
        handler.api(&format!("/contacts/{contact}/person"), whom).assert_done();
        let body = json!({"contact": contact.to_string(), "source": "public", "referrer_name": "Ben", "reason": "Help",
            "urgency": "other"});
        handler.api(&format!("/people/{other}/refer"), body.clone()).assert_refused(409, "about somebody else");
        handler.api(&format!("/people/{person}/refer"), body).assert_done();
        let late = json!({"version": 3, "given_name": "Cyril", "family_name": "Other"});
        handler.api(&format!("/contacts/{contact}/person"), late).assert_refused(409, "has ended already");
        sound(app);
    });
}

#[test]
fn a_stale_page_and_a_stranger_as_owner_change_nothing() {
    testkit::both(slices, |app| {
        let (one, two) = (app.persona(Role::Coordinator), app.persona(Role::Coordinator));
        let id = refer(app, ada(app), |_| {});
        let triage = format!("/referrals/{id}/triage");
        let stale = one.open_form(&triage, &triage);
        two.form(&format!("/referrals/{id}/take"), &[]).assert_done();
        stale.send(&[("priority", "p1")]).assert_refused(409, "Somebody changed this");
        let stranger = app.persona(Role::CareWorker).account.to_string();
        let body = json!({"version": 2, "urgency": "other", "priority": "p3", "owner": stranger});
        one.api(&triage, body).assert_refused(422, "nobody else of your organisation");
        one.get("/referrals/00000000-0000-7000-8000-000000000000").assert_status(404);
        one.get("/referrals/x").assert_status(404);
        sound(app);
    });
}
