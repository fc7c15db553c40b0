//! Banked hours, from a visit that was not wanted to one that is (BRK-10).

use crate::{
    thread::{awarded, month, plan_changed},
    *,
};

/// Care that Harbour Care gives since Friday: who works there, and the visits to come.
struct Care {
    package: Uuid,
    broker: Persona,
    manager: Persona,
    scheduler: Persona,
    worker: Persona,
    person: PersonId,
}

impl Care {
    fn begin(app: &App) -> Self {
        let (package, broker, manager) = awarded(app);
        let (scheduler, worker) = (app.persona(Role::Scheduler), app.persona(Role::CareWorker));
        let person = app.read(|tx| brokerage::package(tx, package.into())).person;
        let care = Care { package, broker, manager, scheduler, worker, person };
        let first = of_package(app, package, month()).remove(0);
        care.made(app, &first, 45);
        care
    }

    fn made(&self, app: &App, visit: &VisitView, minutes: i64) {
        give(&self.scheduler, visit, &self.worker);
        app.turn_to(visit.planned_start);
        if self.worker.get(&format!("/visits/{}", visit.id)).has("I have read this") {
            self.worker.form(&path(visit, "changes"), &[]).assert_done();
        }
        self.worker.form(&path(visit, "check-in"), &[]).assert_done();
        app.turn_by_minutes(minutes);
        let well = [("outcome", "done"), ("done", "1"), ("signed", "person")];
        self.worker.form(&path(visit, "check-out"), &well).assert_done();
        app.settle();
    }

    fn at(&self, under: &str) -> String {
        format!("/packages/{}/bank{under}", self.package)
    }

    fn switched_on(&self) {
        self.broker.form(&self.at("/switch"), &[("bank", "on"), ("why", "In the pilot.")]).assert_done();
    }

    fn ahead(&self, app: &App) -> Vec<VisitView> {
        of_package(app, self.package, month()).into_iter().filter(VisitView::is_ahead).collect()
    }

    fn call_off(&self, app: &App, visit: &VisitView) {
        let away = [("for_whom", "person"), ("why", "With her daughter")];
        self.scheduler.form(&path(visit, "cancel"), &away).assert_done();
        app.settle();
    }

    fn bank(&self, visit: &VisitView, minutes: i64) -> testkit::Reply {
        let body = serde_json::json!({ "minutes": minutes, "asked_by": "Ada Example", "words": "For my birthday" });
        self.manager.api(&path(visit, "bank"), body)
    }

    fn extra(&self, day: &str, minutes: &str) -> testkit::Reply {
        let fields = [
            ("day", day),
            ("from", "2pm"),
            ("to", "4pm"),
            ("minutes", minutes),
            ("tasks", "Go for a walk"),
            ("asked_by", "Ada Example"),
        ];
        self.manager.form(&self.at("/use"), &fields)
    }

    fn holds(&self, app: &App) -> (i64, i64) {
        let own = self.package;
        let held = app.read(|tx| visits::bank::held(tx, own));
        (held.free.get(), held.planned.get())
    }
}

fn sound(app: &App) {
    assert_eq!(app.read(visits::check), Vec::<String>::new());
    assert_eq!(app.read(accounts::verify), Vec::<String>::new());
}

// BRK-10
#[test]
fn what_the_person_did_not_want_is_kept_and_used_for_a_visit_they_do_want() {
    testkit::both(whole_thread, |app| {
        let care = Care::begin(app);
        let ahead = care.ahead(app);
        care.call_off(app, &ahead[0]);
        let own = app.own(care.person);
        own.get(&care.at("")).assert_ok().assert_has("not switched on for this package");
        care.bank(&ahead[0], 45).assert_refused(409, "not switched on");
        care.switched_on();
        care.manager.get(&format!("/visits/{}", ahead[0].id)).assert_has("Bank the time that was not used");
        care.bank(&ahead[0], 46).assert_refused(422, "Only 45 minutes of this visit were not used");
        let form = [("asked_by", "Ada Example"), ("words", "For my birthday")];
        care.manager.form(&path(&ahead[0], "bank"), &form).assert_done();
        assert_eq!(care.holds(app), (45, 0));
        care.manager.get("/provider").assert_has("package has banked time: 45 minutes");
        care.bank(&ahead[0], 45).assert_refused(409, "banked already");

        // What is used is set aside first.
        care.extra("2026-12-10", "60").assert_refused(422, "There are 45 minutes in the bank");
        care.extra("2026-12-10", "30").assert_done();
        assert_eq!(care.holds(app), (15, 30));
        let extra = |app: &App| {
            let of_day =
                of_package(app, care.package, Period::through(date(2026, 12, 10), date(2026, 12, 10)).unwrap());
            of_day.into_iter().find(VisitView::is_ahead)
        };
        assert_eq!(extra(app).unwrap().label, "Extra");
        // A change of the pattern leaves it alone.
        plan_changed(app, care.package);
        let first = extra(app).unwrap();
        let ill = [("for_whom", "provider"), ("why", "Ill"), ("instead", "Another day")];
        care.scheduler.form(&path(&first, "cancel"), &ill).assert_done();
        app.settle();
        assert_eq!(care.holds(app), (45, 0), "what did not take place is free again");

        care.extra("2026-12-10", "30").assert_done();
        app.settle();
        care.made(app, &extra(app).unwrap(), 30);
        assert_eq!(care.holds(app), (15, 0));
        let page = own.get(&care.at("")).assert_ok();
        page.assert_has("Not wanted: Morning visit on Monday 30 November 2026")
            .assert_has("+45 minutes")
            .assert_has("15 minutes");
        app.carer_of(care.person).get(&care.at("")).assert_ok();
        care.broker.get("/bank").assert_has("15 minutes").assert_lacks("Ada");
        let list = care.manager.api_get("/bank").assert_ok().json();
        assert_eq!((&list[0]["free_minutes"], &list[0]["open"]), (&15.into(), &true.into()));
        sound(app);
    });
}

// BRK-10, FIN-1
#[test]
fn what_is_charged_is_not_banked_and_a_corrected_time_takes_back_what_was() {
    testkit::both(whole_thread, |app| {
        let care = Care::begin(app);
        care.switched_on();
        let ahead = care.ahead(app);
        app.turn_to(ahead[0].planned_start.plus_minutes(-60));
        care.call_off(app, &ahead[0]);
        care.bank(&ahead[0], 45).assert_refused(409, "less than 24 hours’ notice");
        care.made(app, &ahead[1], 42);
        care.bank(&ahead[1], 3).assert_refused(409, "charged as planned");
        care.made(app, &ahead[2], 25);
        let check = [("minutes", "25"), ("why", "She wished to be alone.")];
        care.manager.form(&path(&ahead[2], "approve"), &check).assert_done();
        app.settle();
        care.bank(&ahead[2], 20).assert_done();
        assert_eq!(care.holds(app), (20, 0));
        let more = [("minutes", "35"), ("why", "She was there longer.")];
        care.manager.form(&path(&ahead[2], "approve"), &more).assert_done();
        app.settle();
        assert_eq!(care.holds(app), (10, 0));
        care.bank(&ahead[3], 45).assert_refused(409, "not over yet");
        sound(app);
    });
}

// BRK-10
#[test]
fn a_bank_holds_four_weeks_or_what_a_named_need_takes_and_refuses_clearly() {
    testkit::both(whole_thread, |app| {
        let care = Care::begin(app);
        care.switched_on();
        for visit in care.ahead(app) {
            care.call_off(app, &visit);
            // Ninety minutes a week: four weeks are six hours.
            let room = 360 - care.holds(app).0;
            let reply = care.bank(&visit, 45);
            if room >= 45 {
                reply.assert_done()
            } else {
                reply.assert_refused(422, "0 minutes can still be banked")
            };
        }
        assert_eq!(care.holds(app), (360, 0));
        let first = of_package(app, care.package, month()).remove(0);
        care.manager.form(&path(&first, "approve"), &[("minutes", "20"), ("why", "She wished it.")]).assert_done();
        app.settle();
        care.bank(&first, 25).assert_refused(422, "The bank may hold 6 hours");
        let half = [("bank", "on"), ("why", "In the pilot."), ("need_hours", "10")];
        care.broker.form(&care.at("/switch"), &half).assert_refused(422, "for what purpose");
        let need = [("bank", "on"), ("why", "In the pilot."), ("need_hours", "10"), ("need_words", "A week in May")];
        care.broker.form(&care.at("/switch"), &need).assert_done();
        care.bank(&first, 25).assert_done();
        care.manager.get(&care.at("")).assert_has("A week in May (10 hours)").assert_has("6 hours 25 minutes");

        // Bad input, and those who have no business here.
        care.extra("2026-11-20", "30").assert_refused(422, "This is past");
        care.extra("2027-12-10", "30").assert_refused(422, "at most 13 weeks ahead");
        care.extra("2026-12-10", "150").assert_refused(422, "shorter than the visit");
        let nursing = serde_json::json!({
            "day": "2026-12-10", "from": "14:00", "to": "16:00", "minutes": 30, "tasks": "Insulin injection", "asked_by": "Ada",
        });
        care.manager.api(&care.at("/use"), nursing).assert_refused(422, "nursing task");
        care.bank(&first, 0).assert_status(422);
        let other = app.organisation(access::OrganisationKind::Provider, "Nobody Care");
        let stranger = app.persona_in(Role::ProviderManager, other);
        stranger.get(&care.at("")).assert_status(404);
        stranger.get(&care.at("/use")).assert_status(404);
        stranger.get("/bank").assert_has("No package banks care time yet");
        care.manager.get(&care.at("/switch")).assert_status(403);
        app.own(ada_2(app)).get(&care.at("")).assert_status(404);

        care.broker.form(&care.at("/switch"), &[("bank", "off"), ("why", "The pilot is over.")]).assert_done();
        care.extra("2026-12-10", "30").assert_refused(409, "not switched on");
        care.broker
            .form(&care.at("/switch"), &[("bank", "off"), ("why", "Again.")])
            .assert_refused(422, "off for this package already");
        care.manager.get(&care.at("")).assert_has("switched off since");
        sound(app);
    });
}

fn ada_2(app: &App) -> PersonId {
    person(app, "Bertha", "9990000026")
}
