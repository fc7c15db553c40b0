use access::Role;
use people::{NewPerson, PersonId};
use testkit::{Reply, both};

use crate::{ada, registered, rooms};

const ATTORNEY: &[(&str, &str)] = &[
    ("part", "attorney"),
    ("name", "Cara Sample"),
    ("relationship", "daughter"),
    ("covers", "welfare"),
    ("standing", "registered"),
    ("seen_on", "2026-11-20"),
    ("review_on", "2026-12-20"),
    ("source", "The register of the Office of the Public Guardian"),
];

fn path(person: PersonId) -> String {
    format!("/people/{person}/around")
}

/// The links of the first in the list: to change and to end.
fn links(page: &Reply) -> (String, String) {
    let found = page.attributes("main li a", "href");
    let mut own = found.into_iter().filter(|href| href.contains("/around/"));
    (own.next().unwrap(), own.next().unwrap())
}

// REC-2, H15
#[test]
fn an_attorney_stands_on_the_record_and_is_not_current_once_the_review_day_has_passed() {
    both(rooms, |app| {
        let id = registered(app, ada());
        let worker = app.persona(Role::SocialWorker);
        let record = format!("/people/{id}");
        // Absence is "not recorded", never "no".
        worker.get(&record).assert_has("Attorney Not recorded").assert_has("Next of kin Not recorded");
        let page = worker.form(&path(id), ATTORNEY).assert_done().follow();
        page.assert_has(&format!("Recorded on Monday 23 November 2026 by {}.", worker.name));
        let page = worker.get(&record).assert_has("Cara Sample, daughter. Current Covers health and welfare.");
        page.assert_has("Source: The register of the Office of the Public Guardian.").assert_has("Deputy Not recorded");
        let fact = &worker.api_get(&record).json()["around"][0];
        assert_eq!((&fact["stands"], &fact["covers"][0]), (&"current".into(), &"welfare".into()));
        app.turn_by_days(28);
        let page = worker.get(&record).assert_has("Not current Covers health and welfare.");
        page.assert_has("Do not rely on it until somebody has seen the document again");
        assert_eq!(worker.api_get(&record).json()["around"][0]["stands"], "lapsed");
        // Saving it as it is would call it looked at: the day must be a new one.
        let (change, _) = links(&worker.get(&path(id)));
        worker.form(&change, &[]).assert_refused(422, "This day has passed");
        worker.form(&change, &[("seen_on", "2026-12-21"), ("review_on", "2027-12-20")]).assert_done();
        worker.get(&record).assert_has("Current Covers health and welfare.");
        let events = app.read(|tx| store::journal::of_person(tx, id.uuid(), app.now().plus_minutes(1), 100));
        let changed = events.iter().find(|entry| entry.event == "involved.changed").unwrap().facts();
        assert_eq!(changed["before"]["authority"]["review_on"], "2026-12-20");
        assert_eq!(changed["after"]["authority"]["review_on"], "2027-12-20");
    });
}

// REC-2, H15
#[test]
fn what_is_half_said_of_an_attorney_is_refused_with_what_to_do() {
    both(rooms, |app| {
        let id = registered(app, ada());
        let worker = app.persona(Role::Broker);
        let with = |changes: &[(&'static str, &'static str)]| {
            let kept = ATTORNEY.iter().filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
            // A day that is left out is not sent at all.
            let left_out = |(name, value): &(&str, &str)| name.ends_with("_on") && value.is_empty();
            let fields: Vec<_> = kept.chain(changes).copied().filter(|field| !left_out(field)).collect();
            worker.form(&path(id), &fields)
        };
        with(&[("part", "")]).assert_refused(422, "Say what they are to the person.");
        with(&[("name", "")]).assert_refused(422, "Enter their name.");
        with(&[("name", "<b>")]).assert_refused(422, "Take out");
        with(&[("covers", "")]).assert_refused(422, "Say what they may decide on.");
        with(&[("standing", "")]).assert_refused(422, "Say what is known of the document.");
        with(&[("seen_on", "")]).assert_refused(422, "Enter the day the document was seen");
        with(&[("seen_on", "2026-11-24")]).assert_refused(422, "in the future");
        with(&[("review_on", "2026-11-22")]).assert_refused(422, "This day has passed");
        with(&[("review_on", "")]).assert_refused(422, "Enter the day by which");
        with(&[("source", "")]).assert_refused(422, "Say where this is known from.");
        with(&[("standing", "not_seen")]).assert_refused(422, "Put one of the two right");
        with(&[("part", "family")]).assert_refused(422, "Only an attorney or a deputy decides");
        with(&[("email", "cara")]).assert_refused(422, "e-mail address");
        assert_eq!(app.read(|tx| people::around::all(tx, id)).len(), 0);
        with(&[("standing", "not_seen"), ("seen_on", "")]).assert_done();
        worker.get(&format!("/people/{id}")).assert_has("The document was not seen. Do not rely on it");
        with(&[]).assert_refused(409, "is recorded as this already");
    });
}

// REC-2, H1, H23
#[test]
fn a_relative_with_a_record_of_their_own_is_found_by_number_and_name_and_ended_with_a_reason() {
    both(rooms, |app| {
        let id = registered(app, ada());
        let cara = registered(
            app,
            NewPerson { given_name: "Cara".into(), family_name: "Sample".into(), nhs_number: None, ..ada() },
        );
        let local = app.read(|tx| people::row(tx, cara)).local_number.unwrap();
        let worker = app.persona(Role::HospitalTeam);
        let fields = |name: &'static str, number: &str| {
            let number = number.to_owned();
            worker.form(&path(id), &[("part", "next_of_kin"), ("name", name), ("number", &number)])
        };
        fields("Cara Other", &local).assert_refused(422, "another family name");
        fields("Ada Example", "9990000018").assert_refused(422, "the person’s own number");
        fields("Cara Sample", "9990000026").assert_refused(422, "No record has this number");
        fields("Cara Sample", "12345").assert_refused(422, "has 10 digits");
        let page = fields("Cara Sample", &local).assert_done().follow();
        let record = worker.get(&format!("/people/{id}"));
        assert!(record.attributes("main a", "href").contains(&format!("/people/{cara}")));
        let seen = app.read(|tx| people::readers(tx, cara, app.now().plus_minutes(1), 50));
        assert!(seen.lists.iter().any(|list| list.lists.contains("people around") && list.name == worker.name));
        let (change, end) = links(&page);
        // Not on the page of another (H23), and not from a page that has become old.
        worker.get(&change.replace(&id.to_string(), &cara.to_string())).assert_status(404);
        let (stale, stale_end) = (worker.open_form(&change, &change), worker.open_form(&end, &end));
        worker.form(&change, &[("phone", "01305 000000")]).assert_done();
        assert_eq!(app.read(|tx| people::around::around(tx, id))[0].record.as_ref().unwrap().0, cara);
        stale.send(&[("phone", "01305 111111")]).assert_refused(409, "Somebody changed this");
        stale_end.send(&[("reason", "Died")]).assert_refused(409, "Somebody changed this");
        worker.form(&end, &[("reason", "")]).assert_refused(422, "Say why it ends.");
        let page = worker.form(&end, &[("reason", "Has moved to Spain")]).assert_done().follow();
        page.assert_has(&format!("Ended on Monday 23 November 2026 by {}: Has moved to Spain", worker.name));
        worker.get(&format!("/people/{id}")).assert_has("Next of kin Not recorded");
        worker.get(&change).assert_status(404);
    });
}

// REC-2, H11
#[test]
fn staff_and_the_person_see_who_is_around_and_a_carer_does_not() {
    both(rooms, |app| {
        let id = registered(app, ada());
        let record = format!("/people/{id}");
        app.persona(Role::SocialWorker).form(&path(id), ATTORNEY).assert_done();
        app.persona(Role::Governance).get(&record).assert_has("Cara Sample");
        let own = app.own(id);
        own.get(&record).assert_has("Cara Sample, daughter").assert_lacks("Their own record");
        own.get(&path(id)).assert_status(403);
        let carer = app.carer_of(id);
        carer.get(&record).assert_ok().assert_lacks("Cara Sample").assert_lacks("People around the person");
        carer.get(&path(id)).assert_status(403);
        carer.api_get(&record).assert_status(404);
        for role in [Role::ProviderManager, Role::CareWorker, Role::Finance] {
            app.persona(role).get(&path(id)).assert_status(403);
        }
    });
}

// REC-2
#[test]
fn sensors_and_alarms_stand_with_the_way_in() {
    both(rooms, |app| {
        let id = registered(app, ada());
        let worker = app.persona(Role::SocialWorker);
        let record = format!("/people/{id}");
        worker.get(&record).assert_has("Sensors and alarms Not recorded");
        let set = [("key_safe", "none"), ("alarms", "Pendant alarm; the council answers it")];
        worker.form(&format!("{record}/home-access"), &set).assert_done();
        worker.get(&record).assert_has("Pendant alarm; the council answers it");
    });
}
