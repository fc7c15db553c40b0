use access::Role;
use testkit::Persona;

use crate::world::*;

fn forward(search: &Search, worker: &Persona, agency: &str) -> String {
    let account = worker.account.to_string();
    let fields = [("worker", account.as_str()), ("about", "Trained with a ventilator."), ("agency", agency)];
    search.manager.form(&format!("/packages/{}/put-forward", search.package), &fields).assert_done();
    let page = search.manager.get(&format!("/provider/packages/{}", search.package)).assert_ok();
    let all = page.attributes("a[href$='/withdraw']", "href");
    all.last().unwrap().trim_end_matches("/withdraw").to_owned()
}

// BRK-14, WRK-1, H17, REC-5
#[test]
fn somebody_with_complex_care_chooses_who_comes_and_nobody_else_is_given_the_visits() {
    testkit::both(rooms, |app| {
        let ada = person(app, "Ada", ADA);
        let (own, carer) = (app.own(ada), app.carer_of(ada));
        own.get("/my-care").assert_ok().assert_lacks("Who could come");
        let search = Search::begin_complex(app, ada);
        let offer = search.offer(app);
        search.award(app, offer);
        let (bo, cy) = (app.persona(Role::CareWorker), app.persona(Role::CareWorker));
        own.get(&my(ada, "/workers")).assert_ok().assert_has("When care workers are put forward, they stand here");
        let (first, second) = (forward(&search, &bo, ""), forward(&search, &cy, "Made Up Staffing"));
        own.get("/my-care").assert_has("2 care workers wait for an answer");

        // Nobody is given the visit before they are chosen.
        let (scheduler, visit) = (app.persona(Role::Scheduler), first_visit(app, ada));
        let assign = format!("/schedule/{}/assign", visit.id);
        let page = scheduler.get(&assign).assert_ok();
        // Who comes from an agency is said by name.
        page.assert_has("the person has not chosen them yet")
            .assert_has(&format!("{}, agency worker (Made Up Staffing)", cy.name))
            .assert_lacks(&format!("{}, agency worker", bo.name));
        let give = |worker: &Persona| {
            let (account, version) = (worker.account.to_string(), visit.version.to_string());
            scheduler.post(&assign, &[("worker", &account), ("version", &version)])
        };
        give(&bo).assert_refused(422, "cannot be given this visit: the person has not chosen them yet");

        // Both say what they think; the person's own word counts.
        carer.get(&my(ada, "/workers")).assert_has("own answer counts before yours");
        carer.form(&format!("{first}/say"), &[("word", "yes")]).assert_done();
        let no = [("word", "another"), ("why", "I know her from church.")];
        let done = own.form(&format!("{second}/say"), &no).assert_done();
        assert!(done.notice().contains("Thank you"), "{}", done.notice());
        own.get(&my(ada, "/workers"))
            .assert_has("I know her from church.")
            .assert_has("Not wanted")
            .assert_has("an agency");
        carer.get(&my(ada, "/workers")).assert_lacks("church").assert_has("Not wanted");
        give(&cy).assert_refused(422, "the person does not want them");
        give(&bo).assert_done();

        // Said after the visit was given, it stands on the scheduler's list until somebody else has the visit.
        scheduler.get("/schedule/checks").assert_lacks("had a quarrel");
        own.form(&format!("{first}/say"), &[("word", "no"), ("why", "We had a quarrel.")]).assert_done();
        scheduler.get("/schedule/checks").assert_has("We had a quarrel.").assert_has(&bo.name);

        // The manager may send somebody all the same, by name and with the reason; an agency's worker is marked.
        let weeks = kernel::Period::through(FIRST, kernel::date(2026, 12, 10)).unwrap();
        let visits = app.read(|tx| visits::of_person(tx, ada, weeks));
        let next = visits.iter().find(|one| one.workers.is_empty()).expect("a later visit");
        let anyway = format!("/schedule/{}/anyway", next.id);
        let account = cy.account.to_string();
        let reason = "Bo is ill; Ada agreed to Cy for this one morning.";
        search.manager.form(&anyway, &[("worker", &account), ("why", reason)]).assert_done();
        search
            .manager
            .get(&format!("/visits/{}", next.id))
            .assert_has("From an agency:")
            .assert_has("(Made Up Staffing)");
        search.manager.get("/schedule/checks").assert_has(reason).assert_has("the person does not want them");
        let day = scheduler.get(&format!("/schedule?day={}", next.day)).assert_ok();
        day.assert_has(&format!("{}, agency worker (Made Up Staffing)", cy.name))
            .assert_lacks(&format!("{}, agency worker", bo.name));
        app.turn_to(next.planned_start);
        let agency = format!("/packages/{}/agency-visits", search.package);
        search.broker.get(&agency).assert_has("Made Up Staffing");
        search.manager.get(&format!("/provider/packages/{}", search.package)).assert_has("Visits of agency workers");

        // Whoever is nobody to Ada sees nothing of it.
        let bea = person(app, "Bea", BEA);
        app.own(bea).get(&my(ada, "/workers")).assert_status(404);
        app.own(bea).get(&format!("{second}/say")).assert_status(404);
    });
}
