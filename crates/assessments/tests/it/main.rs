//! Assessments as a social worker makes them, on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test that cannot go on says so by stopping"
)]

use access::Role;
use assessments::{AssessmentState, Outcome};
use kernel::{Uuid, date};
use people::{NewPerson, PersonId};
use referrals::{CARE_AT_HOME, NewReferral, Referrer, Source, Urgency};
use serde_json::json;
use testkit::{App, Persona};
use wire::Slice;

fn slices() -> Vec<Slice> {
    vec![
        Slice::new("clocks", &[], clocks::MIGRATIONS).jobs(clocks::JOBS),
        Slice::new("imports", &[], imports::MIGRATIONS),
        people::slice(),
        referrals::slice(),
        assessments::slice(),
    ]
}

fn ada(app: &App) -> PersonId {
    let house = app.house.clone();
    app.write(move |work| {
        let new = NewPerson {
            given_name: "Ada".into(),
            family_name: "Example".into(),
            birth: Some(date(1938, 3, 27)),
            ..NewPerson::default()
        };
        people::register(work, &house, new)
    })
}

/// An accepted referral of Ada.
fn accepted(app: &App, person: PersonId, worker: &Persona) -> Uuid {
    let house = app.house.clone();
    let received_at = app.now();
    let id = app.write(move |work| {
        let new = NewReferral {
            person,
            service: CARE_AT_HOME.into(),
            source: Source::Public,
            referrer: Referrer { name: "Ben Example".into(), ..Referrer::default() },
            reason: "Cannot wash or dress by herself since the fall".into(),
            urgency: Urgency::Other,
            needed_by: None,
            received_at,
            contact: None,
            told: None,
            source_ref: None,
        };
        referrals::receive(work, &house, new)
    });
    let coordinator = app.persona(Role::Coordinator);
    coordinator.form(&format!("/referrals/{id}/triage"), &[]).assert_done();
    let owner = worker.account.to_string();
    coordinator.form(&format!("/referrals/{id}/accept"), &[("owner", owner.as_str())]).assert_done();
    id.uuid()
}

fn start(worker: &Persona, person: PersonId) -> String {
    let made = worker.form(&format!("/people/{person}/assessments/start"), &[]).assert_done();
    format!("/assessments/{}", made.id())
}

/// Saves all three sections; the person is unable to achieve these outcomes.
fn answer(worker: &Persona, page: &str, unable: &[Outcome]) {
    let need = [("impairment", "yes"), ("capacity", "has"), ("advocate", "not_needed"), ("residence", "here")];
    worker.form(&format!("{page}/need"), &need).assert_done();
    let way = |outcome: &Outcome| if unable.contains(outcome) { "assistance" } else { "able" };
    let outcomes: Vec<_> = Outcome::ALL.iter().map(|outcome| (outcome.code(), way(outcome))).collect();
    worker.form(&format!("{page}/outcomes"), &outcomes).assert_done();
    worker.form(&format!("{page}/impact"), &[("impact", "yes"), ("words", "She feels ashamed")]).assert_done();
}

// PLAN-2, REC-6
#[test]
fn an_assessment_is_saved_in_parts_and_decided_with_reasons() {
    testkit::both(slices, |app| {
        let (person, worker) = (ada(app), app.persona(Role::SocialWorker));
        let referral = accepted(app, person, &worker);
        worker.get(&format!("/people/{person}/assessments")).assert_ok().assert_has("No assessment is here yet");
        let page = start(&worker, person);
        let need = format!("{page}/need");
        let draft = worker.open_form(&need, &need);
        assert_eq!(draft.value("need"), "Cannot wash or dress by herself since the fall", "told once");
        worker.get(&page).assert_has("Not saved yet").assert_has("Not all questions are answered yet");
        draft.send(&[("impairment", "yes"), ("person_view", "To stay at home")]).assert_done();
        app.turn_by_days(2);
        worker.get(&page).assert_has("To stay at home").assert_has("Saved Monday 23 November 2026");
        let early = worker.form(&format!("{page}/decide"), &[("eligible", "yes"), ("reasons", "Clear")]);
        early.assert_refused(409, "Some questions are not answered yet");
        answer(&worker, &page, &[Outcome::Hygiene, Outcome::Clothing]);
        worker.get(&page).assert_has("The rule indicates: eligible").assert_has("2 of the ten outcomes");
        let decide = format!("{page}/decide");
        worker.form(&decide, &[("eligible", "yes")]).assert_refused(422, "Write your reasons");
        worker.form(&decide, &[("reasons", "Clear")]).assert_refused(422, "Choose whether");
        worker
            .form(&decide, &[("eligible", "yes"), ("reasons", "She cannot wash or dress"), ("wants_met", "yes")])
            .assert_done();
        worker.get(&page).assert_has("She cannot wash or dress").assert_has("SI 2015/313");
        let row = app.read(|tx| assessments::latest_of(tx, person)).unwrap();
        assert_eq!(row.outcomes_unmet, [Outcome::Hygiene, Outcome::Clothing]);
        let AssessmentState::Decided(decision) = &row.state else { panic!("{:?}", row.state) };
        assert_eq!((decision.eligible, decision.by.as_str()), (true, worker.name.as_str()));
        assert_eq!(decision.indication["inputs"]["outcomes"]["CA-HYGIENE-01"], json!(["assistance"]));
        let clock = app.read(|tx| clocks::of_subject(tx, referral));
        let clock = clock.iter().find(|clock| clock.standard == referrals::ASSESSMENT).unwrap().clone();
        assert_eq!((clock.stopped_at, clock.withdrawn), (Some(decision.at), false));
        let events: Vec<_> =
            app.read(|tx| store::journal::of_subject(tx, row.id.uuid())).into_iter().map(|entry| entry.event).collect();
        assert_eq!(events.first().unwrap(), "assessment.started");
        assert_eq!(events.last().unwrap(), "assessment.decided");
    });
}

// PLAN-2, H21
#[test]
fn one_outcome_indicates_not_eligible_and_a_person_may_decide_otherwise() {
    testkit::both(slices, |app| {
        let (person, worker) = (ada(app), app.persona(Role::SocialWorker));
        let page = start(&worker, person);
        answer(&worker, &page, &[Outcome::Toilet]);
        worker.get(&page).assert_has("The rule indicates: not eligible").assert_has("one of the ten outcomes");
        let decide = format!("{page}/decide");
        let wanted = [("eligible", "yes"), ("reasons", "Her needs change from day to day")];
        worker.form(&decide, &wanted).assert_refused(422, "differs from what the rule indicates");
        let mut wanted = wanted.to_vec();
        wanted.push(("differs", "On bad days she cannot dress either"));
        worker.form(&decide, &wanted).assert_done();
        worker.get(&page).assert_has("On bad days she cannot dress either").assert_has("Eligible");
        let row = app.read(|tx| assessments::latest_of(tx, person)).unwrap();
        assert_eq!(row.decision().unwrap().indication["eligible"], json!(false));
    });
}

// PLAN-2
#[test]
fn not_eligible_goes_with_advice_in_writing() {
    testkit::both(slices, |app| {
        let (person, worker) = (ada(app), app.persona(Role::SocialWorker));
        let page = start(&worker, person);
        answer(&worker, &page, &[]);
        let decide = format!("{page}/decide");
        worker.form(&decide, &[("eligible", "no"), ("reasons", "She manages")]).assert_refused(422, "what advice");
        let fields = [("eligible", "no"), ("reasons", "She manages"), ("advice", "A grab rail; the lunch club")];
        worker.form(&decide, &fields).assert_done();
        worker.get(&page).assert_has("Not eligible").assert_has("the lunch club");
        let own = app.own(person);
        own.get(&page).assert_ok().assert_has("the lunch club");
    });
}

// PLAN-2
#[test]
fn what_was_decided_never_changes_and_a_new_one_begins_with_its_answers() {
    testkit::both(slices, |app| {
        let (person, worker) = (ada(app), app.persona(Role::SocialWorker));
        let first = start(&worker, person);
        worker.form(&format!("/people/{person}/assessments/start"), &[]).assert_refused(409, "Go on with that one");
        answer(&worker, &first, &[Outcome::Hygiene, Outcome::Toilet]);
        let late = worker.open_form(&format!("{first}/impact"), &format!("{first}/impact"));
        worker.form(&format!("{first}/decide"), &[("eligible", "yes"), ("reasons", "Clear")]).assert_done();
        late.send(&[("impact", "no")]).assert_refused(409, "cannot be changed");
        worker.get(&format!("{first}/decide")).assert_status(409);
        app.turn_by_days(300);
        let second = start(&worker, person);
        assert_ne!(first, second);
        let need = worker.get(&format!("{second}/need")).assert_ok();
        need.assert_has("Filled in from the assessment of Monday 23 November 2026");
        let outcomes = format!("{second}/outcomes");
        let draft = worker.open_form(&outcomes, &outcomes);
        assert_eq!(draft.value("CA-HYGIENE-01"), "assistance");
        worker.get(&second).assert_has("The assessment before this one").assert_has("Still to answer");
        worker.get(&first).assert_has("Clear");
        worker.get(&format!("/people/{person}/assessments")).assert_has("Open").assert_has("Eligible, 23 Nov 2026");
        let rows = app.read(|tx| assessments::of_person(tx, person));
        assert_eq!(rows.len(), 2);
        assert_eq!(app.read(|tx| assessments::drafts_of(tx, worker.account)).len(), 1);
    });
}

// PLAN-2, H23
#[test]
fn a_stale_section_overwrites_nothing_and_other_sections_go_on() {
    testkit::both(slices, |app| {
        let (person, one, two) = (ada(app), app.persona(Role::SocialWorker), app.persona(Role::SocialWorker));
        let page = start(&one, person);
        let need = format!("{page}/need");
        let (stale, outcomes) = (one.open_form(&need, &need), format!("{page}/outcomes"));
        let open = one.open_form(&outcomes, &outcomes);
        two.form(&need, &[("need", "What two wrote")]).assert_done();
        let refused = stale.send(&[("need", "What one wrote")]).assert_refused(409, "Somebody changed this");
        assert!(refused.has("What one wrote"), "what was typed is not lost");
        open.send(&[("CA-TOILET-01", "longer"), ("CA-TOILET-01", "danger"), ("CA-TOILET-01_words", "Falls")])
            .assert_done();
        one.get(&page).assert_has("What two wrote").assert_has("Falls");
        let both = [("CA-WTEV-01", "able"), ("CA-WTEV-01", "longer")];
        one.form(&outcomes, &both).assert_refused(422, "can do it, or cannot");
        // A decision is made on what its page showed.
        let decide = format!("{page}/decide");
        answer(&one, &page, &[Outcome::Toilet, Outcome::Hygiene]);
        let decision = one.open_form(&decide, &decide);
        two.form(&format!("{page}/impact"), &[("impact", "yes"), ("words", "More")]).assert_done();
        decision.send(&[("eligible", "yes"), ("reasons", "Clear")]).assert_refused(409, "Somebody changed this");
    });
}

// INT-5
#[test]
fn a_doubled_decision_is_made_once_and_read_in_the_shared_shape() {
    testkit::both(slices, |app| {
        let (person, worker) = (ada(app), app.persona(Role::SocialWorker));
        let page = start(&worker, person);
        answer(&worker, &page, &[Outcome::Toilet, Outcome::Hygiene]);
        let read = worker.api_get(&page).assert_ok().json();
        assert_eq!(read["questions"][0]["questionID"], "CA-NUTRITION-01");
        assert_eq!((read["indicated"].as_bool(), read["eligible"].as_bool()), (Some(true), None));
        let body = json!({"version": read["version"], "eligible": "yes", "reasons": "Clear"});
        let decide = format!("{page}/decide");
        let first = worker.api_once("k1", &decide, body.clone()).assert_done();
        assert_eq!(worker.api_once("k1", &decide, body.clone()).assert_done().id(), first.id());
        worker.api_once("k2", &decide, body).assert_refused(409, "cannot be changed");
        let day = app.today();
        let decided = app.read(|tx| store::journal::of_event(tx, "assessment.decided", day, day.tomorrow().unwrap()));
        assert_eq!(decided.len(), 1);
        worker.api(&format!("{page}/impact"), json!({"version": 1, "impact": "perhaps"})).assert_status(422);
        worker.api(&format!("{page}/impact"), json!({"version": 1, "words": "a\u{0}b"})).assert_status(422);
    });
}

// GOV-1, GOV-4
#[test]
fn only_those_who_assess_write_and_the_person_sees_no_draft() {
    testkit::both(slices, |app| {
        let (person, worker) = (ada(app), app.persona(Role::SocialWorker));
        let page = start(&worker, person);
        for role in [Role::CallHandler, Role::HospitalTeam, Role::ProviderManager, Role::CareWorker, Role::Finance] {
            let stranger = app.persona(role);
            stranger.get(&page).assert_status(403);
            stranger.get(&format!("/people/{person}/assessments")).assert_status(403);
            stranger.post(&format!("{page}/decide"), &[("version", "1")]).assert_status(403);
        }
        let coordinator = app.persona(Role::Coordinator);
        coordinator.get(&page).assert_ok().assert_lacks("Decide on eligibility");
        coordinator.post(&format!("{page}/need"), &[("version", "1")]).assert_status(403);
        let (own, other) = (app.own(person), app.own(Uuid::from_u128(7)));
        own.get(&page).assert_status(404);
        own.get(&format!("/people/{person}/assessments")).assert_ok().assert_lacks("Open");
        other.get(&format!("/people/{person}/assessments")).assert_status(404);
        other.get(&page).assert_status(404);
        let late = app.now().plus_minutes(1);
        let seen = app.read(|tx| store::journal::of_person(tx, person.uuid(), late, 100));
        assert!(seen.iter().any(|entry| entry.event == "person.read" && entry.account == Some(coordinator.account)));
    });
}
