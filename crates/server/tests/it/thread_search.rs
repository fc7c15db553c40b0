//! The search for a provider: three are asked by rank, one declines, one accepts, one lets the clock run out; the award, and
//! the steps from it to the first day of care.

use brokerage::{OfferState, PackageId};
use kernel::{Uuid, date};
use testkit::Persona;

use crate::thread::{CALL, Case, Company, FIRST_DAY, Town, at, events, is_sound};

impl Town<'_> {
    /// The offer a provider has of the package.
    pub fn offer_to(&self, case: &Case, company: &Company) -> String {
        let offers = self.app.read(|tx| brokerage::offer::of_package(tx, PackageId::from(case.package)));
        let own = offers.iter().find(|offer| offer.provider == company.organisation).expect("an offer");
        Uuid::from(own.id).to_string()
    }

    /// The broker asks the first three by rank at nine o'clock.
    pub fn offered(&self, case: &Case) {
        let told = self.broker.form(&case.under("/offer"), &[("basis", "rank"), ("how_many", "3")]).assert_done();
        assert!(told.notice().contains("They must answer by Monday 23 November 2026, 1pm"), "{}", told.notice());
    }

    /// Larkbarrow declines with a reason after ten minutes, Harbour accepts after an hour, Stourlea says nothing in four.
    pub fn answered(&self, case: &Case) {
        self.app.turn_to(at(CALL, 9, 10));
        let decline = format!("/offers/{}/decline", self.offer_to(case, &self.larkbarrow));
        let manager = &self.larkbarrow.manager;
        manager.form(&decline, &[]).assert_refused(422, "Say why you cannot take it");
        manager.form(&decline, &[("reason", "no_capacity"), ("words", "Two are away")]).assert_done();
        self.app.turn_to(at(CALL, 10, 0));
        let accept = format!("/offers/{}/accept", self.offer_to(case, &self.harbour));
        let start = FIRST_DAY.to_string();
        self.harbour.manager.form(&accept, &[("earliest_start", start.as_str())]).assert_done();
        self.app.turn_to(at(CALL, 13, 1));
        self.app.settle();
    }

    /// The broker takes the one yes there is.
    pub fn awarded(&self, case: &Case) {
        let (offer, start) = (self.offer_to(case, &self.harbour), FIRST_DAY.to_string());
        let award = [("offer", offer.as_str()), ("start", start.as_str())];
        self.broker.form(&case.under("/award"), &award).assert_done();
        self.app.settle();
    }

    /// Plan received, introduction, outcomes, plan back: on four days, each in its time.
    pub fn made_ready(&self, case: &Case) {
        let manager = &self.harbour.manager;
        manager.form(&case.under("/plan-received"), &[]).assert_done();
        self.app.turn_to(at(date(2026, 11, 24), 11, 0));
        let there = [("on", "2026-11-24"), ("at", "10am")];
        manager.form(&case.under("/introduction"), &there).assert_done();
        self.app.turn_to(at(date(2026, 11, 25), 11, 0));
        let agreed = [("on", "2026-11-25"), ("with", "person"), ("name", "Ada Example"), ("words", "Tea at five.")];
        manager.form(&case.under("/outcomes"), &agreed).assert_done();
        self.app.turn_to(at(date(2026, 11, 26), 9, 0));
        manager.form(&case.under("/provider-plan"), &[("words", "The same two workers.")]).assert_done();
        self.app.settle();
    }

    /// From the first call to the eve of the first day.
    pub fn ready(&self) -> Case {
        let case = self.asked_for();
        self.offered(&case);
        self.answered(&case);
        self.awarded(&case);
        self.made_ready(&case);
        case
    }
}

fn state(town: &Town<'_>, case: &Case) -> &'static str {
    town.app.read(|tx| brokerage::package(tx, PackageId::from(case.package))).state.code()
}

fn sees_nothing_of_others(manager: &Persona, offer: &str) {
    let page = manager.get(&format!("/offers/{offer}")).assert_ok();
    page.assert_lacks("Ada").assert_lacks("999 000").assert_lacks("Made Up Lane").assert_lacks("Larkbarrow");
}

// BRK-1, BRK-2, BRK-3, BRK-5
#[test]
fn three_are_asked_by_rank_and_the_one_yes_is_taken() {
    crate::house(|app| {
        let town = Town::open(app);
        let case = town.asked_for();
        town.offered(&case);
        let (ours, theirs) = (town.offer_to(&case, &town.stourlea), town.offer_to(&case, &town.harbour));
        sees_nothing_of_others(&town.stourlea.manager, &ours);
        town.stourlea.manager.get(&format!("/offers/{theirs}")).assert_status(404);
        town.answered(&case);
        let offers = app.read(|tx| brokerage::offer::of_package(tx, PackageId::from(case.package)));
        let ran_out = offers.iter().find(|offer| offer.provider == town.stourlea.organisation).expect("their offer");
        assert!(matches!(ran_out.state, OfferState::Expired { at } if at == ran_out.due_at));
        let page = town.broker.get(&case.under("")).assert_ok();
        page.assert_has("Two are away").assert_has("Harbour Care").assert_has("£500.00");
        let (yes, late) = (town.offer_to(&case, &town.harbour), town.offer_to(&case, &town.stourlea));
        let no = [("offer", late.as_str()), ("start", "2026-11-30"), ("version", "1")];
        town.broker.post(&case.under("/award"), &no).assert_refused(422, "cannot be taken: no answer in time");
        let awards = [town.broker.open_form(&case.under("/award"), &case.under("/award"))];
        awards[0].send(&[("offer", &yes), ("start", "2026-11-30")]).assert_done();
        // The same form sent again is the same award.
        awards[0].send(&[("offer", &yes), ("start", "2026-11-30")]).assert_done();
        assert_eq!(events(app, case.package).iter().filter(|event| *event == "package.awarded").count(), 1);
        app.settle();
        // The award opens the person to the provider that has it, and to no other.
        let (path, person) = (format!("/provider/packages/{}", case.package), format!("/people/{}", case.person));
        let own = town.harbour.manager.get(&path).assert_ok();
        own.assert_has("Ada Example").assert_has("£26.28 an hour");
        for other in [&town.larkbarrow, &town.stourlea] {
            other.manager.get(&path).assert_status(404);
            other.manager.get(&person).assert_status(403);
        }
        let messages = app.read(store::unsent);
        assert!(messages.iter().all(|message| !message.body.contains("Ada") && !message.subject.contains("Ada")));
        assert!(messages.iter().any(|message| message.topic == "package.awarded"), "the winner is told");
        town.stourlea.manager.get("/offers").assert_ok().assert_has("No answer in time");
        is_sound(app);
    });
}

// BRK-5, BRK-6, H13, H14
#[test]
fn the_provider_goes_from_award_to_first_day_each_step_in_its_time() {
    crate::house(|app| {
        let town = Town::open(app);
        let case = town.asked_for();
        town.offered(&case);
        town.answered(&case);
        town.awarded(&case);
        let running = |standard: &str| app.read(|tx| clocks::running(tx, case.package, standard)).is_some();
        assert!(running("plan.received") && running("visit.first"));
        assert_eq!(state(&town, &case), "awarded");
        town.made_ready(&case);
        assert!(!running("plan.received"));
        assert_eq!(state(&town, &case), "introduced");
        let told = events(app, case.package);
        let story = ["plan.received", "introduction.made", "outcomes.agreed"];
        assert_eq!(told.iter().filter(|event| story.contains(&event.as_str())).collect::<Vec<_>>(), story);
        let clocks = app.read(|tx| clocks::of_subject(tx, case.package));
        assert!(clocks.iter().all(|clock| !clock.is_late(app.now())), "{clocks:#?}");
        town.harbour.manager.get("/provider").assert_ok().assert_has("Ada Example");
        is_sound(app);
    });
}

// BRK-9, H14
#[test]
fn a_package_that_is_handed_back_is_open_again_at_once() {
    crate::house(|app| {
        let town = Town::open(app);
        let case = town.ready();
        let back = [("reason", "staffing"), ("words", "Both workers have left."), ("last_day", "2026-12-10")];
        town.harbour.manager.form(&case.under("/hand-back"), &back).assert_done();
        app.settle();
        let package = app.read(|tx| brokerage::package(tx, PackageId::from(case.package)));
        assert_eq!(package.state.code(), "requested");
        assert!(package.due_at.is_some());
        town.broker.get("/packages").assert_ok().assert_has("Ada Example");
        // Those who were asked before can be asked again: Larkbarrow has somebody back.
        town.broker.form(&case.under("/offer"), &[("basis", "rank"), ("how_many", "3")]).assert_done();
        is_sound(app);
    });
}
