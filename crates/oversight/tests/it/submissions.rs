//! A quarter's measures: explained case by case, signed by the provider's manager, frozen, and what became of them since.

use access::Role;
use serde_json::Value;
use store::{Change, cols};
use testkit::{App, Persona};

use crate::world::*;

/// The quarter of the world.
const QUARTER: &str = "2026-27 Q3";
const SIGN: &str = "/submissions/sign?quarter=2026-27+Q3";

/// The first Monday of the next quarter.
fn after_the_quarter(app: &App) {
    app.turn_by_days(42);
    app.settle();
}

fn sign(manager: &Persona) -> testkit::Reply {
    let signed = [("statement", "These are our figures."), ("agree", "yes")];
    manager.form_on(SIGN, "/submissions/sign", &signed)
}

/// The provider writes what was behind a case.
fn explain(manager: &Persona, case: &str, fields: &[(&str, &str)]) -> testkit::Reply {
    let path = case.split('?').next().unwrap();
    let form = format!("{path}/explain");
    manager.form_on(&format!("{form}?quarter=2026-27+Q3"), &form, fields)
}

/// One measure of a submission's page.
fn measure<'a>(told: &'a Value, code: &str) -> &'a Value {
    told["measures"].as_array().unwrap().iter().find(|one| one["code"] == code).unwrap()
}

/// Larkbarrow's offer that it declined.
fn declined(world: &World) -> String {
    let cases = world.larkbarrow.api_get("/measures/R2?quarter=2026-27+Q3").assert_ok().json();
    cases["cases"][0]["subject"].as_str().unwrap().to_owned()
}

// BRK-12, PER-1
#[test]
fn a_provider_explains_signs_and_submits_and_the_figures_are_frozen() {
    testkit::both(rooms, |app| {
        let world = World::new(app);
        world.harbour.form(&format!("/packages/{}/plan-received", world.package), &[]).assert_done();
        after_the_quarter(app);
        // Harbour Care has not recorded its introduction, so R7 counts against it. It says why, and signs.
        let cases = world.harbour.api_get("/measures/R7?quarter=2026-27+Q3").assert_ok().json();
        assert_eq!((&cases["words"], &cases["cases"][0]["against"]), (&"0.0% (0 of 1)".into(), &true.into()));
        let case = cases["cases"][0]["page"].as_str().unwrap().to_owned();
        world.harbour.get(&case).assert_ok().assert_has("Counts against the provider").assert_lacks("Ada");
        let words = "We were there on 24 November and had not recorded it yet.";
        explain(&world.harbour, &case, &[("words", words)]).assert_done();
        world.commissioner.get(&case).assert_ok().assert_has(words).assert_lacks("Ada");

        let page = world.harbour.get(SIGN).assert_ok();
        page.assert_has("October to December 2026").assert_has("0.0% (0 of 1)").assert_has("Off target");
        let signed = sign(&world.harbour).assert_done();
        let submission = format!("/submissions/{}", signed.id());
        let told = world.commissioner.api_get(&submission).assert_ok().json();
        assert_eq!((&told["number"], &told["state"]), (&1.into(), &"submitted".into()));
        assert_eq!((&told["signed_by"], &told["sound"]), (&world.harbour.name.as_str().into(), &true.into()));
        let r7 = measure(&told, "R7");
        assert_eq!(
            (&r7["submitted"], &r7["now"], &r7["band"]),
            (&"0.0% (0 of 1)".into(), &"0.0% (0 of 1)".into(), &"red".into())
        );
        assert_eq!(r7["cases"][0]["explanation"], words);
        assert!(r7["differs"].as_array().unwrap().is_empty());
        assert_eq!(told["measures"].as_array().unwrap().len(), 8, "R1 to R8");

        // The record is put right afterwards: what was signed stays, and the page says what it would be now.
        let late = [("on", "2026-11-24"), ("at", "8:30am")];
        world.harbour.form(&format!("/packages/{}/introduction", world.package), &late).assert_done();
        let told = world.commissioner.api_get(&submission).assert_ok().json();
        let r7 = measure(&told, "R7");
        assert_eq!((&r7["submitted"], &r7["now"]), (&"0.0% (0 of 1)".into(), &"100.0% (1 of 1)".into()));
        assert_eq!(r7["differs"].as_array().unwrap().len(), 1);
        let page = world.commissioner.get(&submission).assert_ok().assert_lacks("Ada");
        page.assert_has("Now it would be 100.0% (1 of 1), submitted 0.0% (0 of 1)")
            .assert_has(words)
            .assert_has("These are our figures.")
            .assert_has(&world.harbour.name)
            .assert_has("First visit within 7 working days of acceptance")
            .assert_has("at least 95%");
        sign(&world.harbour).assert_refused(409, "submitted already");
        let file = world.commissioner.get(&format!("{submission}/file")).assert_ok();
        assert!(file.text.contains("R7") && file.text.contains(words), "{}", file.text);
    });
}

// BRK-12
#[test]
fn a_submission_that_is_returned_is_made_again_and_the_first_stays() {
    testkit::both(rooms, |app| {
        let world = World::new(app);
        after_the_quarter(app);
        let first = format!("/submissions/{}", sign(&world.larkbarrow).assert_done().id());
        let back = format!("{first}/return");
        world.commissioner.form(&back, &[]).assert_refused(422, "Say why");
        world.commissioner.form(&back, &[("reason", "Please explain the refusal.")]).assert_done();
        world.commissioner.form(&back, &[("reason", "Once more.")]).assert_status(409);
        let list = world.larkbarrow.get("/submissions").assert_ok();
        list.assert_has("Returned").assert_has("Please explain the refusal.");
        app.turn_by_days(1);
        let case = format!("/measures/R2/cases/{}?quarter=2026-27+Q3", declined(&world));
        explain(&world.larkbarrow, &case, &[("words", "Two workers were ill.")]).assert_done();
        let second = format!("/submissions/{}", sign(&world.larkbarrow).assert_done().id());
        let (one, two) = (world.commissioner.api_get(&first).json(), world.commissioner.api_get(&second).json());
        assert_eq!((&one["number"], &one["state"], &one["sound"]), (&1.into(), &"returned".into(), &true.into()));
        assert_eq!((&two["number"], &two["state"], &two["sound"]), (&2.into(), &"submitted".into(), &true.into()));
        assert_eq!(measure(&one, "R2")["cases"][0]["explanation"], Value::Null);
        assert_eq!(measure(&two, "R2")["cases"][0]["explanation"], "Two workers were ill.");
        // Explained once, it stands wherever the same answer counts against the provider.
        assert_eq!(measure(&two, "R1")["cases"][0]["explanation"], "Two workers were ill.");
        world.commissioner.get(&first).assert_ok().assert_has("Version 2");
        assert!(app.read(oversight::submission::check).is_empty());
        // Somebody changes what was signed behind the program's back: the page and `kith verify` say so.
        let id: kernel::Uuid = second.rsplit('/').next().unwrap().parse().unwrap();
        app.write(move |work| {
            let event = Change::new("test.tampered", "measure_submission", id);
            work.apply(event.update("measure_submission", id, 1, cols! { "hash" => "0" }))
        });
        assert_eq!(world.commissioner.api_get(&second).assert_ok().json()["sound"], false);
        world.commissioner.get(&second).assert_ok().assert_has("This is not what was signed");
        assert_eq!(app.read(oversight::submission::check).len(), 1);
    });
}

// BRK-12, H14
#[test]
fn what_is_due_stands_on_both_first_screens() {
    testkit::both(rooms, |app| {
        let world = World::new(app);
        world.harbour.get("/provider").assert_ok().assert_lacks("measures to submit");
        sign(&world.harbour).assert_refused(409, "is not over");
        after_the_quarter(app);
        let home = world.harbour.get("/provider").assert_ok();
        home.assert_has("quarter’s measures to submit");
        let list = world.commissioner.api_get("/submissions").assert_ok().json();
        assert_eq!((&list["quarter"], list["missing"].as_array().unwrap().len()), (&QUARTER.into(), 2));
        assert_eq!(list["due"], "2027-01-23T00:00:00Z", "the end of the fifteenth working day after the quarter");
        let page = world.commissioner.get("/submissions").assert_ok();
        page.assert_has("Harbour Care").assert_has("Larkbarrow").assert_has("Not submitted").assert_has("assumed");
        sign(&world.harbour).assert_done();
        world.harbour.get("/provider").assert_ok().assert_lacks("measures to submit");
        let list = world.commissioner.api_get("/submissions").assert_ok().json();
        let missing = list["missing"].as_array().unwrap();
        assert_eq!(
            (missing.len(), &missing[0]["provider_name"], &missing[0]["late"]),
            (1, &"Larkbarrow Homecare".into(), &false.into())
        );
        app.turn_by_days(30);
        let list = world.commissioner.api_get("/submissions").assert_ok().json();
        assert_eq!(list["missing"][0]["late"], true);
        sign(&world.larkbarrow).assert_done();
        let list = world.commissioner.get("/submissions").assert_ok();
        list.assert_has("Every provider has submitted").assert_has("Late");
    });
}

// BRK-12, GOV-1
#[test]
fn a_provider_sees_and_signs_its_own_alone() {
    testkit::both(rooms, |app| {
        let world = World::new(app);
        after_the_quarter(app);
        let own = format!("/submissions/{}", sign(&world.harbour).assert_done().id());
        world.harbour.get(&own).assert_ok();
        for page in [own.clone(), format!("{own}/file")] {
            world.larkbarrow.get(&page).assert_status(404);
            app.persona(Role::Broker).get(&page).assert_status(403);
        }
        world.larkbarrow.get("/submissions").assert_ok().assert_lacks("Harbour");
        world.harbour.get(&format!("{own}/return")).assert_status(403);
        let case = format!("/measures/R2/cases/{}?quarter=2026-27+Q3", declined(&world));
        world.harbour.get(&case).assert_status(404);
        explain(&world.commissioner, &case, &[("words", "Not mine to explain")]).assert_status(403);
        explain(&world.harbour, &case, &[("words", "Not ours")]).assert_status(404);
        explain(&world.larkbarrow, &case, &[]).assert_refused(422, "Write");
        world.larkbarrow.get("/measures/R1/cases/nothing?quarter=2026-27+Q3").assert_status(404);
        app.persona(Role::Commissioner).get("/submissions/sign").assert_status(403);
        let unsigned = [("statement", "Ours."), ("agree", "")];
        world.larkbarrow.form_on(SIGN, "/submissions/sign", &unsigned).assert_refused(422, "Tick");
        // Figures that moved while the page was open are not signed unseen.
        let stale =
            serde_json::json!({ "quarter": QUARTER, "statement": "Ours.", "agree": true, "seen": "an older page" });
        world.larkbarrow.api("/submissions/sign", stale).assert_refused(409, "changed");
    });
}
