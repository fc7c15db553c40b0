use kernel::date;

use crate::{MORNING, ada, agreed, at, plan, rooms, social_worker, start, written};

/// The morning with some fields otherwise.
fn morning(other: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut fields: Vec<_> =
        MORNING.iter().copied().filter(|(name, _)| !other.iter().any(|(n, _)| n == name)).collect();
    fields.extend(other);
    fields
}

// BRK-2
#[test]
fn impossible_visits_are_refused_with_the_field_named() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        start(&worker, ada);
        let path = at(ada, "/visits/add");
        for (other, field, message) in [
            ([("to", "8am")], "to", "shorter than the visit of 45 minutes"),
            ([("to", "7am")], "to", "ends before it starts"),
            ([("to", "7:30am")], "to", "ends when it starts"),
            ([("days", "")], "days", "Choose at least one day"),
            ([("minutes", "0")], "minutes", "from 15 to 720 minutes"),
            ([("minutes", "721")], "minutes", "from 15 to 720 minutes"),
            ([("minutes", "half an hour")], "minutes", "whole number"),
            ([("from", "soon")], "from", "enter a time"),
            ([("tasks", " \n ")], "tasks", "at least one task"),
            ([("tasks", "Give insulin by injection")], "tasks", "is a nursing task"),
        ] {
            let reply = worker.form(&path, &morning(&other)).assert_refused(422, message);
            assert!(reply.errors().iter().any(|error| error.contains(message)), "{field}: {:?}", reply.errors());
            assert!(reply.faults().iter().any(|(own, _)| own == field), "{field}: {:?}", reply.faults());
            // What was typed is not lost.
            assert!(reply.text.contains("Morning"));
        }
        assert!(plan(app, ada).pattern.is_empty());
        worker.form(&path, MORNING).assert_done();
        worker.form(&path, MORNING).assert_refused(422, "has this very visit already");
    });
}

// BRK-2
#[test]
fn medicines_alone_are_no_package_and_need_a_dated_policy() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        written(&worker, ada);
        let line = plan(app, ada).pattern[0].id;
        let change = at(ada, &format!("/visits/{line}/change"));
        worker.form(&change, &[("tasks", "Prompt morning tablets")]).assert_done();
        worker
            .get(&at(ada, "/agree"))
            .assert_has("cannot be for medicines alone")
            .assert_has("date of the medicines policy");
        let version = plan(app, ada).version.to_string();
        let agree = |version: &str| worker.post(&at(ada, "/agree"), &[("version", version), ("agreed_with", "person")]);
        agree(&version).assert_refused(409, "cannot be for medicines alone");
        worker.form(&change, &[("tasks", "Prompt morning tablets\nHelp with washing")]).assert_done();
        assert!(plan(app, ada).medication);
        let wrong = [("medicines", "Blister pack from the pharmacy"), ("medicines_policy_on", "2027-01-01")];
        worker.form(&at(ada, "/package"), &wrong).assert_refused(422, "dated in the future");
        let managed = [("medicines", "Blister pack from the pharmacy"), ("medicines_policy_on", "2026-04-01")];
        worker.form(&at(ada, "/package"), &managed).assert_done();
        worker.form(&at(ada, "/agree"), &[("agreed_with", "person")]).assert_done();
        worker.get(&at(ada, "")).assert_has("Blister pack from the pharmacy (policy of Wednesday 1 April 2026)");
    });
}

// H23
#[test]
fn a_stale_page_and_a_doubled_request_change_nothing_twice() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        start(&worker, ada);
        let path = at(ada, "/outcomes/add");
        let (one, two) = (worker.open_form(&path, &path), worker.open_form(&path, &path));
        let fields = [("words", "Wash myself"), ("baseline", "Needs two"), ("target", "Alone")];
        one.send(&fields).assert_done();
        one.send(&fields).assert_done();
        assert_eq!(plan(app, ada).outcomes.len(), 1);
        let other = [("words", "Walk to the shop"), ("baseline", "Ten steps"), ("target", "The shop")];
        two.send(&other).assert_refused(409, "Somebody changed this after you opened it");
        worker.form(&path, &fields).assert_refused(422, "has this outcome already");
        assert_eq!(plan(app, ada).outcomes.len(), 1);
    });
}

// PLAN-4
#[test]
fn a_plan_is_agreed_once() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        agreed(&worker, ada);
        worker.get(&at(ada, "/agree")).assert_ok().assert_has("The plan is agreed");
        let version = plan(app, ada).version.to_string();
        worker
            .post(&at(ada, "/agree"), &[("version", &version), ("agreed_with", "person")])
            .assert_refused(409, "Version 1 of this plan is agreed already");
        let again = [
            ("basis", "urgent"),
            ("basis_reason", "x"),
            ("kind", "ongoing"),
            ("place_of_care", "own_home"),
            ("start_wanted", "2026-12-01"),
        ];
        worker.form(&at(ada, "/start"), &again).assert_refused(409, "has a plan already");
    });
}

// PLAN-10
#[test]
fn money_that_cannot_be_meant_is_refused() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        start(&worker, ada);
        for (amount, message) in
            [("-5", ""), ("a lot", ""), ("£10,000.01", "at most £10,000.00"), ("", "Enter the money available")]
        {
            let money = [("weekly_budget", amount), ("payment", "managed"), ("budget_reason", "Panel")];
            let reply = worker.form(&at(ada, "/money"), &money).assert_refused(422, message);
            assert!(reply.faults().iter().any(|(field, _)| field == "weekly_budget"), "{amount}: {:?}", reply.faults());
        }
    });
}

// H24
#[test]
fn nothing_is_planned_for_somebody_who_has_died() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        agreed(&worker, ada);
        let colleague = social_worker(app);
        for (who, step) in [(worker.clone(), "report"), (colleague, "confirm")] {
            app.turn_by_minutes(1);
            let who_may = who.who();
            let permit = move |about| who_may.permit::<people::policy::RecordDeath>(&about);
            let step = step.to_owned();
            who.write(move |work| {
                let row = people::row(work, ada)?;
                let permit = permit(access::About::thing("person", ada).person(ada))?;
                if step == "report" {
                    people::deaths::report(work, &permit, ada, row.version, date(2026, 11, 22), "her daughter")
                } else {
                    people::deaths::confirm(work, &permit, ada, row.version)
                }
            });
        }
        app.settle();
        worker.get(&at(ada, "/visits/add")).assert_refused(409, "Ada Example died on Sunday 22 November 2026");
        let id = plan(app, ada).id;
        assert_eq!(plan(app, ada).review_due, None);
        let clock = app.read(|tx| clocks::running(tx, id.uuid(), "plan.first_review")).unwrap();
        assert!(!clock.is_running());
        worker.get(&at(ada, "")).assert_ok().assert_lacks("Add a visit").assert_has("End the plan");
        // It was another Ada: the clock runs on.
        let who = worker.who();
        worker.write(move |work| {
            let row = people::row(work, ada)?;
            let permit = who.permit::<people::policy::RecordDeath>(&access::About::thing("person", ada).person(ada))?;
            people::deaths::withdraw(work, &permit, ada, row.version, "It was another Ada")
        });
        app.settle();
        let clock = app.read(|tx| clocks::running(tx, id.uuid(), "plan.first_review")).unwrap();
        assert_eq!((clock.is_running(), Some(clock.due_at)), (true, plan(app, ada).review_due));
        worker.form(&at(ada, "/end"), &[("ended_on", "2026-11-22"), ("reason", "She died")]).assert_done();
        worker.get(&at(ada, "")).assert_has("She died");
    });
}

// H23
#[test]
fn a_part_of_another_persons_plan_cannot_be_reached() {
    testkit::both(rooms, |app| {
        let (worker, ada, bert) = (social_worker(app), ada(app), crate::person(app, "Bert", "9990000026"));
        written(&worker, ada);
        written(&worker, bert);
        let (line, outcome) = (plan(app, ada).pattern[0].id, plan(app, ada).outcomes[0].id);
        worker.get(&at(bert, &format!("/visits/{line}/change"))).assert_status(404);
        worker.get(&at(bert, &format!("/outcomes/{outcome}/now"))).assert_status(404);
        let version = plan(app, bert).version.to_string();
        worker.post(&at(bert, &format!("/visits/{line}/remove")), &[("version", &version)]).assert_status(404);
        assert_eq!(plan(app, ada).pattern.len(), 1);
        let asked = app.own(ada).form(&at(ada, "/changes"), &[("words", "I can wash myself")]).assert_done();
        let change = app.read(|tx| plans::changes_of(tx, ada))[0].id;
        assert!(asked.notice().starts_with("You told the social worker"));
        worker.get(&at(bert, &format!("/changes/{change}/answer"))).assert_status(404);
    });
}

// PLAN-4
#[test]
fn days_that_cannot_be_meant_are_refused() {
    testkit::both(rooms, |app| {
        let (worker, ada) = (social_worker(app), ada(app));
        let from = |day: &'static str| {
            [
                ("basis", "urgent"),
                ("basis_reason", "x"),
                ("kind", "ongoing"),
                ("place_of_care", "own_home"),
                ("start_wanted", day),
            ]
        };
        worker.form(&at(ada, "/start"), &from("2026-10-01")).assert_refused(422, "more than four weeks back");
        worker.form(&at(ada, "/start"), &from("2028-01-01")).assert_refused(422, "more than a year ahead");
        worker.form(&at(ada, "/start"), &from("2026-02-30")).assert_refused(422, "enter a real date");
        let mut elsewhere = from("2026-12-01").to_vec();
        elsewhere.retain(|(name, _)| *name != "place_of_care");
        elsewhere.push(("place_of_care", "temporary_address"));
        worker.form(&at(ada, "/start"), &elsewhere).assert_refused(422, "Write the temporary address");
        worker.get(&at(ada, "/about")).assert_refused(409, "There is no plan for this person yet");
        start(&worker, ada);
        let review = [("reviewed_on", "2026-11-23"), ("found", "x"), ("outcome", "goes_on")];
        worker.form(&at(ada, "/review"), &review).assert_refused(409, "never agreed");
        worker
            .form(&at(ada, "/end"), &[("ended_on", "2026-11-24"), ("reason", "x")])
            .assert_refused(422, "in the future");
        let action = [("what", "x"), ("who", "y"), ("by", "2026-11-01")];
        worker.form(&at(ada, "/actions/add"), &action).assert_refused(422, "has passed");
    });
}
