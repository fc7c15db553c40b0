use accounts::{Name, Unit};
use kernel::{Moment, date, time};
use plans::{AgreedWith, State};

use crate::{MORNING, ada, agreed, at, plan, rooms, social_worker, start, written};

fn budget(app: &testkit::App, person: people::PersonId) -> i64 {
    app.read(|tx| accounts::balance(tx, plans::budget_account(person)))
}

// PLAN-4, PLAN-8
#[test]
fn everything_is_checked_on_one_page_and_agreed_with_the_person() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        start(&worker, ada);
        let page = worker.get(&at(ada, "/agree")).assert_ok().assert_has("The plan cannot be agreed yet");
        page.assert_has("Add at least one outcome")
            .assert_has("Add at least one visit")
            .assert_has("Use the risk tool");
        let version = plan(app, ada).version.to_string();
        worker
            .post(&at(ada, "/agree"), &[("version", &version), ("agreed_with", "person")])
            .assert_refused(409, "Add at least one visit");
        let other = crate::person(app, "Bert", "9990000026");
        written(&worker, other);
        worker.get(&at(other, "/agree")).assert_has("45 minutes, two care workers").assert_has("Wash myself");
        let done = worker.form(&at(other, "/agree"), &[("agreed_with", "person")]).assert_done();
        // Six weeks from Monday 23 November 2026.
        assert!(
            done.notice().starts_with("You agreed version 1 of the plan. It is to be reviewed by"),
            "{}",
            done.notice()
        );
        let agreed = plan(app, other);
        let State::Agreed { at: moment, by, with, why_not } = &agreed.state else { panic!("{:?}", agreed.state) };
        assert_eq!((*moment, *by, *with, why_not.clone()), (app.now(), Some(worker.account), AgreedWith::Person, None));
        let clock = app.read(|tx| clocks::running(tx, agreed.id.uuid(), "plan.first_review")).unwrap();
        assert_eq!((Some(clock.due_at), clock.subject_kind.as_str()), (agreed.review_due, "plan"));
        worker.get(&at(other, "")).assert_has("Version 1, agreed on").assert_has("Next review");
    });
}

// PLAN-4
#[test]
fn an_agreement_without_the_person_says_why() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        written(&worker, ada);
        let path = at(ada, "/agree");
        worker.form(&path, &[("agreed_with", "advocate")]).assert_refused(422, "Write why the plan was not agreed");
        let with = [("agreed_with", "best_interests"), ("why_not", "Lacks capacity for this, assessed on 20 November")];
        worker.form(&path, &with).assert_done();
        worker.get(&at(ada, "")).assert_has("Not with the person themselves: Lacks capacity");
    });
}

// PLAN-10
#[test]
fn the_money_is_credited_on_agreement_and_adjusted_when_it_changes() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        agreed(&worker, ada);
        assert_eq!(budget(app, ada), 13 * 15_000);
        let given = Name::new(worker.organisation.unwrap(), "budget given", Unit::Pence);
        assert_eq!(app.read(|tx| accounts::balance(tx, given)), -13 * 15_000);
        // After three weeks ten are left: the difference holds for those.
        app.turn_by_days(21);
        let more = [("weekly_budget", "170"), ("payment", "managed"), ("budget_reason", "Panel of 11 December")];
        worker.form(&at(ada, "/money"), &more).assert_done();
        assert_eq!(budget(app, ada), 13 * 15_000);
        worker.form(&at(ada, "/agree"), &[("agreed_with", "person")]).assert_done();
        assert_eq!(budget(app, ada), 13 * 15_000 + 10 * 2_000);
        // The next thirteen weeks come by themselves.
        app.turn_to(Moment::from_london(date(2027, 2, 22), time(9, 0, 0, 0)));
        app.settle();
        assert_eq!(budget(app, ada), 13 * 15_000 + 10 * 2_000 + 13 * 17_000);
        worker.form(&at(ada, "/end"), &[("ended_on", "2027-02-22"), ("reason", "Moved to her sister")]).assert_done();
        assert_eq!(budget(app, ada), 13 * 15_000 + 10 * 2_000 + 17_000);
        assert!(app.read(accounts::verify).is_empty());
    });
}

// PLAN-10
#[test]
fn money_that_is_used_cannot_be_taken_back() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        agreed(&worker, ada);
        app.write(move |work| {
            let entry = accounts::Entry {
                cause_kind: "visit",
                cause: work.id(),
                day: work.at.day(),
                memo: "care".into(),
                lines: vec![(plans::budget_account(ada), -190_000), (Name::new(ada, "spent", Unit::Pence), 190_000)],
            };
            accounts::post(work, &entry)
        });
        let less = [("weekly_budget", "10"), ("payment", "managed"), ("budget_reason", "Needs less")];
        worker.form(&at(ada, "/money"), &less).assert_done();
        worker
            .form(&at(ada, "/agree"), &[("agreed_with", "person")])
            .assert_refused(409, "not enough left in the budget");
        assert_eq!(plan(app, ada).state, State::Draft);
    });
}

// REC-7, H10
#[test]
fn a_change_makes_a_version_and_says_what_changed() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        agreed(&worker, ada);
        let id = plan(app, ada).id;
        let line = plan(app, ada).pattern[0].id;
        let evening: Vec<_> = MORNING
            .iter()
            .map(|(name, value)| match *name {
                "label" => ("label", "Bed"),
                "from" => ("from", "8pm"),
                "to" => ("to", "10pm"),
                name => (name, *value),
            })
            .collect();
        worker.form(&at(ada, "/visits/add"), &evening).assert_done();
        let change = at(ada, &format!("/visits/{line}/change"));
        worker.form(&change, &[("minutes", "30"), ("tasks", "Make breakfast\nFeed the cat")]).assert_done();
        let draft = plan(app, ada);
        assert_eq!((draft.version_no, draft.agreed_version, &draft.state), (2, Some(1), &State::Draft));
        // Until it is agreed, the first version is in force, and the person sees that one.
        let in_force = app.read(|tx| plans::agreed(tx, id)).unwrap();
        assert_eq!((in_force.version_no, in_force.pattern.len()), (1, 1));
        assert!(app.read(|tx| plans::changes_since(tx, id, 1)).is_empty());
        app.own(ada).get(&at(ada, "")).assert_lacks("Feed the cat").assert_has("Version 1, agreed");
        let about = [("what_matters", "My garden and my own bed."), ("contingency", "Ring her daughter.")];
        worker.form(&at(ada, "/about"), &about).assert_done();
        worker.form(&at(ada, "/agree"), &[("agreed_with", "person")]).assert_done();
        let told = app.read(|tx| plans::changes_since(tx, id, 1));
        let told = told.join("\n");
        for words in [
            "Visit “Morning”: now Monday, Wednesday and Friday, 7:30am to 10am, 30 minutes",
            "Visit “Morning”, new task: Feed the cat.",
            "Visit “Morning”, no longer a task: Help with washing and dressing.",
            "New visit “Bed”",
            "If the care worker does not come: Ring her daughter.",
        ] {
            assert!(told.contains(words), "{words} is not in {told}");
        }
        assert!(app.read(|tx| plans::changes_since(tx, id, 2)).is_empty());
        let first = app.read(|tx| plans::version(tx, id, 1));
        assert_eq!((first.pattern.len(), first.contingency.as_deref()), (1, Some("Neighbour Bert has a key.")));
        worker
            .get(&at(ada, "/versions/1"))
            .assert_ok()
            .assert_has("What has changed since")
            .assert_has("Neighbour Bert");
        worker.get(&at(ada, "/versions/7")).assert_status(404);
        let told: Vec<_> = app
            .read(|tx| store::journal::of_subject(tx, id.uuid()))
            .into_iter()
            .filter(|entry| entry.event == "plan.changed")
            .map(|entry| entry.facts()["version_no"].as_i64())
            .collect();
        assert_eq!(told, [Some(2)]);
    });
}
