use access::Role;
use kernel::{NhsNumber, Numbers};
use people::{Decision, Found, NewPerson, PersonId};
use testkit::{App, both};

use crate::{ada, registered, rooms};

/// The second record that a hospital made of Ada, without a number.
fn again() -> NewPerson {
    NewPerson { given_name: "Adeline".into(), nhs_number: None, ..ada() }
}

fn numbered(number: &str) -> NewPerson {
    NewPerson { nhs_number: Some(NhsNumber::parse(number, Numbers::Test).unwrap()), ..again() }
}

fn compare(keep: PersonId, fold: PersonId) -> String {
    format!("/people/{keep}/merge/{fold}")
}

fn events(app: &App, person: PersonId) -> Vec<String> {
    let entries = app.read(|tx| store::journal::of_person(tx, person.uuid(), app.now().plus_minutes(1), 100));
    entries.into_iter().map(|entry| entry.event).collect()
}

const WHY: &[(&str, &str)] = &[("reason", "Asked the daughter: one person")];

// REC-1, H1, H2
#[test]
fn a_social_worker_compares_two_records_merges_them_and_undoes_it() {
    both(rooms, |app| {
        let (keep, fold) = (registered(app, ada()), registered(app, again()));
        let (worker, handler) = (app.persona(Role::SocialWorker), app.persona(Role::CallHandler));
        handler.form(&format!("/people/{fold}/alerts"), &[("words", "Allergic to penicillin")]).assert_done();
        app.turn_by_minutes(1);
        handler.form(&format!("/people/{keep}/alerts"), &[("words", "Has a dog that bites")]).assert_done();
        let local = app.read(|tx| people::row(tx, fold)).local_number.unwrap();

        // From the warning on the one record to both of them side by side, with the three identifiers and the address.
        let record = worker.get(&format!("/people/{keep}")).assert_has("Compare the two");
        assert!(record.attributes("main a", "href").contains(&compare(keep, fold)));
        worker.get(&format!("/people/{keep}/merge")).assert_has("Compare with Adeline Example");
        let page = worker.get(&compare(keep, fold)).assert_has("Ada Example").assert_has("Adeline Example");
        let page = page.assert_has("999 000 0018").assert_has(&local).assert_has("29 February 1936");
        page.assert_has("1 Made Up Lane, Sherborne, BA21 5BT").assert_has("Nothing is moved");
        worker.form(&compare(keep, fold), &[]).assert_refused(422, "Say how you know");
        let done = worker.form(&compare(keep, fold), WHY).assert_done();

        // The surviving record says what was merged, and stands under the other's number too.
        let page =
            done.follow().assert_has("Merged records").assert_has("Adeline Example, born Saturday 29 February 1936");
        let page = page.assert_has(&format!("by {}: Asked the daughter: one person", worker.name));
        assert_eq!(page.all(".kith-person__alerts li"), ["Allergic to penicillin", "Has a dog that bites"]);
        assert!(!page.has("Another record looks like this one"));
        for asked in [format!("number={local}"), "family_name=Example&birth=1936-02-29".into()] {
            handler.get(&format!("/people?{asked}")).assert_has("1 person found").assert_has("Ada Example");
        }
        // The merged record leads there, with one banner over both.
        let old = handler.get(&format!("/people/{fold}")).assert_ok();
        let old = old.assert_has("This record was merged into the record of Ada Example, NHS number 999 000 0018");
        let banner = old.all(".kith-person__alerts li");
        assert_eq!(banner[0], "This record was merged into that of Ada Example, NHS number 999 000 0018");
        assert_eq!(banner.len(), 3);
        assert_eq!(handler.api_get(&format!("/people/{fold}")).json()["merged_into"], keep.to_string());
        assert!(
            events(app, fold).contains(&"person.merged".into())
                && events(app, keep).contains(&"person.merged_in".into())
        );

        // Undone, each stands for itself, and nothing was lost.
        let undo = format!("/people/{keep}/merged/{fold}/undo");
        assert!(page.attributes("main a", "href").contains(&undo));
        handler.get(&undo).assert_status(403);
        worker.form(&undo, &[("reason", "")]).assert_refused(422, "Say why the merge is undone");
        worker.form(&undo, &[("reason", "They are twins")]).assert_done().follow().assert_has("Adeline Example");
        let row = app.read(|tx| people::row(tx, fold));
        assert_eq!((row.merged, row.local_number), (None, Some(local)));
        let page = worker.get(&format!("/people/{keep}")).assert_lacks("Merged records");
        assert_eq!(page.all(".kith-person__alerts li"), ["Has a dog that bites"]);
        assert!(events(app, fold).contains(&"person.unmerged".into()));
        worker.get(&undo).assert_status(404);
    });
}

// REC-1, H1
#[test]
fn two_nhs_numbers_are_refused_until_one_is_said_to_be_wrong_and_it_comes_back_with_the_undoing() {
    both(rooms, |app| {
        let (keep, fold) = (registered(app, ada()), registered(app, numbered("9990000026")));
        let worker = app.persona(Role::Coordinator);
        let back = worker.form(&compare(keep, fold), WHY);
        back.assert_refused(422, "two NHS numbers, 999 000 0018 and 999 000 0026");
        let wrong = [WHY[0], ("number_wrong", "yes")];
        worker.form(&compare(keep, fold), &wrong).assert_done().follow().assert_has("was said to be wrong");
        let row = app.read(|tx| people::row(tx, fold));
        assert_eq!((row.nhs_number, row.local_number.is_some()), (None, true));
        worker.get("/people?number=9990000026").assert_has("0 people found");
        let undo = format!("/people/{keep}/merged/{fold}/undo");
        worker.form(&undo, &[("reason", "Two people after all")]).assert_done();
        assert_eq!(app.read(|tx| people::row(tx, fold)).nhs_number.unwrap().compact(), "9990000026");
        // Meanwhile the number may have become somebody else's: then it stays there.
        worker.form(&compare(keep, fold), &wrong).assert_done();
        registered(app, NewPerson { family_name: "Other".into(), birth: None, ..numbered("9990000026") });
        let done = worker.form(&undo, &[("reason", "Two people after all")]).assert_done();
        assert!(done.notice().contains("Its NHS number is on another record by now"));
        assert_eq!(app.read(|tx| people::row(tx, fold)).nhs_number, None);
        // Where only the other has a number, that one stays.
        let third = registered(app, again());
        worker.form(&compare(third, keep), WHY).assert_refused(422, "Only the other record has an NHS number");
    });
}

// REC-1, H1, H24
#[test]
fn what_cannot_be_merged_is_refused_with_what_to_do() {
    both(rooms, |app| {
        let (keep, fold, third) = (registered(app, ada()), registered(app, again()), registered(app, again()));
        let (worker, handler) = (app.persona(Role::SocialWorker), app.persona(Role::CallHandler));
        let api = |person: PersonId, other: PersonId| {
            let (version, other_version) =
                app.read(|tx| Ok((people::row(tx, person)?.version, people::row(tx, other)?.version)));
            let body =
                serde_json::json!({ "reason": "One person", "version": version, "other_version": other_version });
            worker.api(&compare(person, other), body)
        };
        handler.get(&compare(keep, fold)).assert_status(403);
        worker.get(&compare(keep, keep)).assert_ok().assert_has("cannot be merged with itself");
        api(keep, keep).assert_refused(409, "cannot be merged with itself");
        let nobody = PersonId::from(kernel::Uuid::from_u128(1));
        worker.get(&compare(keep, nobody)).assert_status(404);

        // Chains: the second merge is refused with what to do instead.
        worker.form(&compare(fold, third), WHY).assert_done();
        api(keep, third).assert_refused(409, "is merged into a record already");
        api(third, keep).assert_refused(409, "Open that one and merge from there");
        api(keep, fold).assert_refused(409, "Other records were merged into the other record");
        worker.get(&compare(keep, fold)).assert_has("undo those merges first");
        worker.form(&format!("/people/{fold}/merged/{third}/undo"), &[("reason", "Wrong way round")]).assert_done();
        // A merge into one record is not undone from another (H23).
        worker.form(&compare(keep, third), WHY).assert_done();
        worker.get(&format!("/people/{fold}/merged/{third}/undo")).assert_status(404);

        // One is dead and the other lives: a second look, and the record that says so stays.
        let died = [("day", "2026-11-22"), ("source", "Daughter")];
        worker.form(&format!("/people/{keep}/death"), &died).assert_done();
        api(fold, keep).assert_refused(409, "Other records were merged");
        worker.form(&compare(keep, fold), WHY).assert_refused(422, "Look again whether it is one person");
        worker.form(&compare(keep, fold), &[WHY[0], ("second_look", "yes")]).assert_done();
        worker.get(&format!("/people/{fold}")).assert_has("Reported to have died");
    });
}

// REC-1, H24
#[test]
fn a_death_on_the_surviving_record_is_told_to_what_hangs_on_the_merged_one() {
    both(rooms, |app| {
        let (keep, fold) = (registered(app, ada()), registered(app, again()));
        let (one, two) = (app.persona(Role::SocialWorker), app.persona(Role::CallHandler));
        one.form(&compare(keep, fold), WHY).assert_done();
        let path = format!("/people/{keep}/death");
        one.form(&path, &[("day", "2026-11-22"), ("source", "Daughter")]).assert_done();
        two.form_on(&path, &format!("{path}/confirm"), &[]).assert_done();
        assert!(events(app, fold).contains(&"person.death_confirmed".into()));
        let withdraw = format!("{path}/withdraw");
        two.form_on(&path, &withdraw, &[("reason", "Another Ada")]).assert_done();
        assert!(events(app, fold).contains(&"person.death_withdrawn".into()));
    });
}

// REC-1, H1, H23
#[test]
fn a_stale_page_merges_nothing() {
    both(rooms, |app| {
        let (keep, fold) = (registered(app, ada()), registered(app, again()));
        let (worker, handler) = (app.persona(Role::SocialWorker), app.persona(Role::CallHandler));
        for changed in [keep, fold] {
            let stale = worker.open_form(&compare(keep, fold), &compare(keep, fold));
            handler.form(&format!("/people/{changed}/identity"), &[("gender", "Woman")]).assert_done();
            stale.send(WHY).assert_refused(409, "after you opened");
        }
        worker.form(&compare(keep, fold), WHY).assert_done();
        let undo = format!("/people/{keep}/merged/{fold}/undo");
        let stale = worker.open_form(&undo, &undo);
        handler.form(&format!("/people/{fold}/contact-details"), &[("phone", "01305 000000")]).assert_done();
        stale.send(&[("reason", "Twins")]).assert_refused(409, "Somebody changed this");
    });
}

// REC-1, REC-5, H1, H11
#[test]
fn a_merged_record_takes_nothing_new_is_taken_for_nobody_and_gives_nobody_another_record() {
    both(rooms, |app| {
        let (keep, fold) = (registered(app, ada()), registered(app, again()));
        let worker = app.persona(Role::SocialWorker);
        worker.form(&compare(keep, fold), WHY).assert_done();
        let version = app.read(|tx| people::row(tx, fold)).version.to_string();
        let identity = [("given_name", "Ada"), ("family_name", "Example"), ("version", version.as_str())];
        worker.post(&format!("/people/{fold}/identity"), &identity).assert_refused(409, "was merged into another one");
        let death = [("day", "2026-11-22"), ("source", "Daughter"), ("version", version.as_str())];
        worker.post(&format!("/people/{fold}/death"), &death).assert_refused(409, "was merged into another one");
        let kin = [("part", "next_of_kin"), ("name", "Cara Sample")];
        worker.post(&format!("/people/{fold}/around"), &kin).assert_refused(409, "was merged into another one");
        // What a visit under it needs can still be put right.
        worker.form(&format!("/people/{fold}/home-access"), &[("key_safe", "none")]).assert_done();
        // An import finds the surviving one alone.
        let house = app.house.clone();
        let found = app.write(move |work| people::find_or_register(work, &house, &again(), &Decision::Ask));
        let Found::Alike(alike) = found else { panic!("{found:?}") };
        assert_eq!(alike.iter().map(|one| one.person.id).collect::<Vec<_>>(), [keep]);
        // The person and the carer see what they saw before, and no more.
        for who in [app.own(fold), app.carer_of(fold)] {
            let page = who.get(&format!("/people/{fold}")).assert_ok().assert_has("joined with another record");
            assert!(page.attributes("main a", "href").iter().all(|href| !href.contains(&keep.to_string())));
            who.get(&format!("/people/{keep}")).assert_status(404);
        }
        app.own(keep).get(&format!("/people/{keep}")).assert_ok().assert_lacks("Merged records");
        // Every look is noted on the record that was shown.
        worker.get(&format!("/people/{keep}")).assert_ok();
        let seen = app.read(|tx| people::readers(tx, fold, app.now().plus_minutes(1), 100));
        assert!(
            seen.readers.iter().any(|reader| reader.what == "Looked at: merged record" && reader.name == worker.name)
        );
    });
}
