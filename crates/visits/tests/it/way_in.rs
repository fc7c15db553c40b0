use people::{KeySafe, home_access::SetTo, policy::SetHomeAccess};

use super::*;

const CODE: &str = "C7719X";

fn with_code(app: &App, visit: &VisitView) {
    let social_worker = app.persona(Role::SocialWorker);
    let (who, house, person) = (social_worker.who(), app.house.clone(), PersonId::from(visit.person));
    let to = SetTo {
        version: 0,
        key_safe: KeySafe::Fitted,
        code: Some(CODE.into()),
        forget_code: false,
        finding: Some("Blue door, round the back".into()),
        pets: Some("A loud dog, friendly".into()),
        hazards: None,
        alarms: None,
    };
    social_worker.write(move |work| {
        let permit = who.permit::<SetHomeAccess>(&About::thing("person", person).person(person))?;
        people::home_access::set(work, &house, &permit, person, &who.name, &to)
    });
}

// VIS-3
#[test]
fn the_code_is_shown_to_the_worker_of_the_visit_inside_its_window_for_a_minute_and_noted() {
    testkit::both(rooms, |app| {
        let (visit, scheduler, worker) = given(app);
        with_code(app, &visit);
        let page = worker.get(&format!("/visits/{}", visit.id)).assert_ok();
        page.assert_has("Blue door, round the back")
            .assert_has("A loud dog")
            .assert_has("Key safe: fitted")
            .assert_lacks(CODE);
        worker.post(&path(&visit, "way-in"), &[]).assert_refused(409, "shown from");
        app.turn_to(at(9, 30));
        worker.get(&path(&visit, "way-in")).assert_ok().assert_lacks(CODE);
        let released = worker.form(&path(&visit, "way-in"), &[]).assert_done();
        assert!(!released.told().contains(CODE));
        worker.get(&path(&visit, "way-in")).assert_ok().assert_has(CODE);
        // Nobody else sees it, and neither does the worker a minute later.
        scheduler.get(&path(&visit, "way-in")).assert_status(403);
        let other = app.persona(Role::CareWorker);
        other.get(&path(&visit, "way-in")).assert_status(404);
        other.post(&path(&visit, "way-in"), &[]).assert_status(404);
        app.turn_by_minutes(1);
        worker.get(&path(&visit, "way-in")).assert_ok().assert_lacks(CODE);
        app.settle();
        let person = visit.person;
        assert_eq!(happened(app, person, "home_access.released")[0]["visit"], visit.id.to_string());
        let late = app.now().plus_minutes(1);
        let journal = app.read(|tx| store::journal::of_person(tx, person, late, 100));
        assert!(journal.iter().all(|entry| !entry.facts.contains(CODE)));
        let json = worker.api(&path(&visit, "way-in"), serde_json::json!({})).assert_done();
        assert!(!json.told().contains(CODE));
        for list in ["/rounds", "/visits/late", "/schedule", "/provider/visits"] {
            for who in [&worker, &scheduler] {
                assert!(!who.api_get(list).told().contains(CODE));
            }
        }
    });
}

// VIS-3
#[test]
fn the_code_is_not_shown_after_the_visit() {
    testkit::both(rooms, |app| {
        let (visit, _, worker) = given(app);
        with_code(app, &visit);
        worker.form(&path(&visit, "check-in"), &[]).assert_done();
        worker.form(&path(&visit, "way-in"), &[]).assert_done();
        worker.get(&path(&visit, "way-in")).assert_has(CODE);
        app.turn_by_minutes(30);
        worker.form(&path(&visit, "check-out"), WELL).assert_done();
        worker.post(&path(&visit, "way-in"), &[]).assert_refused(409, "no longer shown");
        worker.get(&path(&visit, "way-in")).assert_ok().assert_lacks(CODE);
        let tomorrow = of_package(app, visit.package, week()).remove(1);
        let scheduler = app.persona(Role::Scheduler);
        give(&scheduler, &tomorrow, &worker);
        app.turn_to(tomorrow.window_to.plus_minutes(61));
        worker.post(&path(&tomorrow, "way-in"), &[]).assert_refused(409, "no longer shown");
        // A visit that nobody checks out of does not leave the way in open for days.
        worker.form(&path(&tomorrow, "check-in"), &[]).assert_done();
        worker.form(&path(&tomorrow, "way-in"), &[]).assert_done();
        app.turn_by_hours(12);
        worker.get(&path(&tomorrow, "way-in")).assert_ok().assert_lacks(CODE);
        worker.post(&path(&tomorrow, "way-in"), &[]).assert_refused(409, "no longer shown");
    });
}

// VIS-3
#[test]
fn a_home_without_a_code_says_so() {
    testkit::both(rooms, |app| {
        let (visit, _, worker) = given(app);
        app.turn_to(at(10, 0));
        worker.post(&path(&visit, "way-in"), &[]).assert_refused(409, "No code is recorded");
    });
}
