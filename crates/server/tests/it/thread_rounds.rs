//! The first week of care: who goes, how they get in, what happens at the door, and what the office does about it.

use kernel::{Date, Minutes, Moment, Period, date};
use testkit::{Persona, Reply};
use visits::VisitView;

use crate::thread::{Case, FIRST_DAY, Town, at, clock, events, is_sound};

/// The days of the first week, Monday to Sunday.
pub const TUESDAY: Date = date(2026, 12, 1);
pub const WEDNESDAY: Date = date(2026, 12, 2);
pub const THURSDAY: Date = date(2026, 12, 3);
pub const FRIDAY: Date = date(2026, 12, 4);
pub const SATURDAY: Date = date(2026, 12, 5);
pub const SUNDAY: Date = date(2026, 12, 6);

/// What a worker says when all went well and Ada has signed.
const WELL: &[(&str, &str)] = &[("outcome", "done"), ("done", "1"), ("signed", "person")];
/// The tea's two tasks.
const TEA_WELL: &[(&str, &str)] = &[("outcome", "done"), ("done", "1"), ("done", "2"), ("signed", "person")];

pub fn first_week() -> Period {
    Period::through(FIRST_DAY, SUNDAY).expect("a week")
}

fn path(visit: &VisitView, what: &str) -> String {
    format!("/visits/{}/{what}", visit.id)
}

impl Town<'_> {
    pub fn visits(&self, case: &Case, period: Period) -> Vec<VisitView> {
        self.app.read(|tx| visits::of_package(tx, case.package, period))
    }

    /// The visit of a day by its name, as it stands now.
    pub fn visit(&self, case: &Case, day: Date, label: &str) -> VisitView {
        let of_day = self.visits(case, Period::through(day, day).expect("a day"));
        of_day.into_iter().find(|visit| visit.label == label).expect("a visit of this name")
    }

    fn worker(&self, n: usize) -> &Persona {
        &self.harbour.workers[n]
    }

    /// The scheduler gives a visit to a worker, whom the page may not even offer.
    fn give(&self, visit: &VisitView, n: usize, start: Moment) -> Reply {
        let (worker, start) = (self.worker(n).account.to_string(), clock(start.time_of_day()));
        let version = self.app.read(|tx| visits::view(tx, visit.id)).version.to_string();
        let fields = [("worker", worker.as_str()), ("start", start.as_str()), ("version", version.as_str())];
        self.harbour.scheduler.post(&format!("/schedule/{}/assign", visit.id), &fields)
    }

    /// Both workers can use a hoist.
    fn skilled(&self) {
        for worker in &self.harbour.workers {
            let path = format!("/provider/workers/{}/skills", worker.account);
            self.harbour.scheduler.form(&path, &[("skills", "hoist")]).assert_done();
        }
    }

    /// Every visit of the first week has its workers: the first has tea, both help to bed.
    pub fn rostered(&self, case: &Case) {
        self.skilled();
        for visit in self.visits(case, first_week()) {
            self.give(&visit, 0, visit.planned_start).assert_done();
            if visit.workers_needed == 2 {
                self.give(&visit, 1, visit.planned_start).assert_done();
            }
        }
    }

    fn comes(&self, visit: &VisitView, n: usize, hour: i8, minute: i8) {
        self.app.turn_to(at(visit.day, hour, minute));
        self.worker(n).form(&path(visit, "check-in"), &[]).assert_done();
    }

    fn goes(&self, visit: &VisitView, n: usize, hour: i8, minute: i8, fields: &[(&str, &str)]) -> Reply {
        self.app.turn_to(at(visit.day, hour, minute));
        self.worker(n).form(&path(visit, "check-out"), fields).assert_done()
    }

    /// Two minutes late and two minutes short of it; then both to bed, across six o'clock.
    pub fn monday(&self, case: &Case) {
        let (tea, bed) = (self.visit(case, FIRST_DAY, "Tea"), self.visit(case, FIRST_DAY, "To bed"));
        self.comes(&tea, 0, 17, 2);
        self.goes(&tea, 0, 17, 45, &[TEA_WELL, &[("note", "Ate well.")]].concat());
        self.comes(&bed, 0, 17, 46);
        self.comes(&bed, 1, 17, 47);
        let son = [&WELL[..2], &[("signed", "representative"), ("signed_words", "Ben Example")]].concat();
        self.goes(&bed, 1, 18, 15, &son);
        self.goes(&bed, 0, 18, 16, &[]);
    }

    /// Nobody opens at tea time; she is found well. In the evening the worker is stuck, and an alarm says so.
    pub fn tuesday(&self, case: &Case) {
        let (tea, bed) = (self.visit(case, TUESDAY, "Tea"), self.visit(case, TUESDAY, "To bed"));
        self.comes(&tea, 0, 17, 0);
        self.goes(&tea, 0, 17, 10, &[("outcome", "no_reply")]).assert_leads_to(&path(&tea, "welfare"));
        let time = [("minutes", "10"), ("why", "Waited at the door")];
        let manager = &self.harbour.manager;
        manager.form(&path(&tea, "approve"), &time).assert_refused(409, "Nobody has said yet");
        let found = [("steps", "phoned"), ("steps", "neighbour"), ("words", "At Ben's, and well.")];
        self.worker(0).form(&path(&tea, "welfare"), &found).assert_done();
        manager.form(&path(&tea, "approve"), &time).assert_done();
        self.app.turn_to(at(TUESDAY, 19, 31));
        self.app.settle();
        self.broker.get("/visits/late").assert_ok().assert_has("Ada Example").assert_has("Late");
        let doing = [("words", "Rang Ada: they are on their way.")];
        self.harbour.scheduler.form(&path(&bed, "alarm"), &doing).assert_done();
        self.comes(&bed, 0, 19, 35);
        self.comes(&bed, 1, 19, 35);
        self.broker.get("/visits/late").assert_ok().assert_lacks("Ada Example");
        self.goes(&bed, 0, 20, 5, WELL);
        self.goes(&bed, 1, 20, 5, &[]);
    }

    /// Called off three hours before; tea takes an hour, of which 55 minutes hold.
    pub fn wednesday(&self, case: &Case) {
        let (tea, bed) = (self.visit(case, WEDNESDAY, "Tea"), self.visit(case, WEDNESDAY, "To bed"));
        self.app.turn_to(at(WEDNESDAY, 14, 0));
        let off = [("for_whom", "person"), ("why", "Ben puts her to bed tonight")];
        self.harbour.scheduler.form(&path(&bed, "cancel"), &off).assert_done();
        self.comes(&tea, 0, 17, 0);
        self.goes(&tea, 0, 18, 0, TEA_WELL);
        let checked = [("minutes", "55"), ("why", "Five minutes were spent in the car")];
        let manager = &self.harbour.manager;
        manager.get("/provider/visits?list=to_check").assert_ok().assert_has("Longer or shorter than planned");
        manager.form(&path(&tea, "approve"), &checked).assert_done();
    }

    /// Away until Saturday, called off in time; nobody came on Thursday, which the provider says.
    pub fn rest_of_the_week(&self, case: &Case) {
        for (day, label) in [(FRIDAY, "Tea"), (FRIDAY, "To bed"), (SUNDAY, "Tea")] {
            let off = [("for_whom", "person"), ("why", "At her sister's")];
            self.harbour.scheduler.form(&path(&self.visit(case, day, label), "cancel"), &off).assert_done();
        }
        self.app.turn_to(at(THURSDAY, 23, 0));
        self.app.settle();
        for label in ["Tea", "To bed"] {
            let missed = [("why", "The car broke down."), ("done", "Ben gave her tea and stayed the night.")];
            let visit = self.visit(case, THURSDAY, label);
            self.harbour.scheduler.form(&path(&visit, "missed"), &missed).assert_done();
        }
        let tea = self.visit(case, SATURDAY, "Tea");
        self.comes(&tea, 0, 17, 0);
        self.goes(&tea, 0, 17, 45, TEA_WELL);
        self.app.settle();
    }

    /// From the eve of the first day to the end of the first week.
    pub fn week(&self, case: &Case) {
        self.rostered(case);
        self.monday(case);
        self.tuesday(case);
        self.wednesday(case);
        self.rest_of_the_week(case);
    }
}

// VIS-1, H17
#[test]
fn a_scheduler_gives_each_visit_to_somebody_able_free_and_different() {
    crate::house(|app| {
        let town = Town::open(app);
        let case = town.ready();
        let week = town.visits(&case, first_week());
        assert_eq!(week.len(), 7 + 5, "seven teas and five times to bed");
        assert!(week.iter().all(|visit| visit.provider == town.harbour.organisation));
        let (tea, bed) = (town.visit(&case, FIRST_DAY, "Tea"), town.visit(&case, FIRST_DAY, "To bed"));
        let (five, quarter_to_six) = (at(FIRST_DAY, 17, 0), at(FIRST_DAY, 17, 45));
        town.harbour.scheduler.get(&format!("/schedule?day={FIRST_DAY}")).assert_ok().assert_has("Ada Example");
        town.give(&bed, 0, quarter_to_six).assert_refused(422, "it needs using a hoist");
        town.skilled();
        town.give(&bed, 0, quarter_to_six).assert_done();
        town.give(&bed, 0, quarter_to_six).assert_refused(409, "needs two different workers");
        assert_eq!(town.visit(&case, FIRST_DAY, "To bed").state.code(), "planned", "one of two is not enough");
        town.give(&bed, 1, quarter_to_six).assert_done();
        town.give(&tea, 0, at(FIRST_DAY, 17, 15)).assert_refused(409, "is not free then");
        town.give(&tea, 0, at(FIRST_DAY, 19, 0)).assert_refused(422, "it can start from");
        town.give(&tea, 0, five).assert_done();
        // Nobody else's scheduler sees any of it.
        town.stourlea.scheduler.get(&format!("/schedule/{}/assign", tea.id)).assert_status(404);
        is_sound(app);
    });
}

// VIS-3, H9
#[test]
fn the_way_in_is_shown_to_the_worker_of_the_visit_in_its_window_alone() {
    crate::house(|app| {
        let town = Town::open(app);
        let case = town.ready();
        town.rostered(&case);
        let tea = town.visit(&case, FIRST_DAY, "Tea");
        let (worker, way_in) = (town.worker(0), path(&tea, "way-in"));
        app.turn_to(at(FIRST_DAY, 16, 29));
        worker.get(&format!("/visits/{}", tea.id)).assert_ok().assert_has("Blue door").assert_lacks("C4821X");
        worker.post(&way_in, &[]).assert_refused(409, "shown from");
        app.turn_to(at(FIRST_DAY, 16, 31));
        worker.get("/rounds").assert_ok().assert_has("Ada Example").assert_has("1 Made Up Lane");
        worker.form(&way_in, &[]).assert_done();
        worker.get(&way_in).assert_ok().assert_has("C4821X");
        town.worker(1).post(&way_in, &[]).assert_status(404);
        town.stourlea.workers[0].post(&way_in, &[]).assert_status(404);
        town.harbour.scheduler.get(&way_in).assert_status(403);
        app.settle();
        let looked = events(app, case.person);
        assert_eq!(looked.iter().filter(|event| *event == "home_access.released").count(), 1);
        town.monday(&case);
        worker.post(&way_in, &[]).assert_refused(409, "no longer shown");
        is_sound(app);
    });
}

// VIS-3, VIS-4, BRK-12
#[test]
fn the_first_day_is_checked_in_and_out_by_one_and_by_two_and_counts() {
    crate::house(|app| {
        let town = Town::open(app);
        let case = town.ready();
        town.rostered(&case);
        let tea = town.visit(&case, FIRST_DAY, "Tea");
        town.worker(0).form(&path(&tea, "check-out"), TEA_WELL).assert_refused(409, "Check in to the visit first");
        town.monday(&case);
        app.settle();
        let (tea, bed) = (town.visit(&case, FIRST_DAY, "Tea"), town.visit(&case, FIRST_DAY, "To bed"));
        assert_eq!(tea.recorded(), Some((at(FIRST_DAY, 17, 2), at(FIRST_DAY, 17, 45))));
        assert_eq!((tea.state.code(), tea.approved_minutes()), ("approved", Some(Minutes::new(43))));
        // Thirty minutes of one and twenty-eight of the other: twenty-nine of each.
        assert_eq!((bed.state.code(), bed.approved_minutes()), ("approved", Some(Minutes::new(29))));
        let page = town.harbour.scheduler.get(&format!("/visits/{}", bed.id)).assert_ok();
        page.assert_has("Ben Example");
        let package = app.read(|tx| brokerage::package(tx, case.package.into()));
        assert_eq!(package.state.code(), "started", "the first visit starts the package");
        is_sound(app);
    });
}

// VIS-5, H7, H8, FIN-1
#[test]
fn a_closed_door_a_late_worker_and_a_missed_day_each_make_somebody_act() {
    crate::house(|app| {
        let town = Town::open(app);
        let case = town.ready();
        town.week(&case);
        let standing: Vec<_> = town
            .visits(&case, first_week())
            .iter()
            .map(|visit| (visit.day, visit.label.clone(), visit.state.code()))
            .collect();
        let state = |day: Date, label: &str| {
            let found = standing.iter().find(|(on, name, _)| *on == day && name == label);
            found.map(|(.., state)| *state).unwrap_or_default()
        };
        assert_eq!([state(TUESDAY, "Tea"), state(TUESDAY, "To bed")], ["approved", "approved"]);
        assert_eq!([state(WEDNESDAY, "Tea"), state(WEDNESDAY, "To bed")], ["approved", "cancelled"]);
        assert_eq!([state(THURSDAY, "Tea"), state(THURSDAY, "To bed")], ["missed", "missed"]);
        assert_eq!(
            [state(FRIDAY, "Tea"), state(SATURDAY, "Tea"), state(SUNDAY, "Tea")],
            ["cancelled", "approved", "cancelled"]
        );
        let (door, late) = (town.visit(&case, TUESDAY, "Tea"), town.visit(&case, TUESDAY, "To bed"));
        assert!(events(app, door.id).contains(&"visit.no_reply".to_owned()));
        assert_eq!(events(app, late.id).iter().filter(|event| *event == "visit.late_alarm").count(), 1);
        is_sound(app);
    });
}
