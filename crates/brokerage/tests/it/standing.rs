use access::Role;
use kernel::date;
use testkit::{both, on_sqlite};

use crate::{Search, agreed, at, offer_of, open_offer, person, plan_of, rooms, written};

// BRK-1
#[test]
fn a_lapsed_registration_bars_and_a_rest_takes_the_place() {
    on_sqlite(rooms, |app| {
        let search = Search::begin(app, "");
        let path = format!("/framework/{}/standing", search.high.organisation.unwrap());
        let lapsed = [("registered", "no"), ("active", "yes"), ("note", "Letter of the regulator, 20 November")];
        search.broker.form(&path, &lapsed).assert_done();
        search.broker.get(&search.under("/offer")).assert_has("Its registration with the regulator has lapsed.");
        let rest = [("registered", "yes"), ("active", "no"), ("note", "Asked for a rest until spring")];
        search.broker.form(&path, &rest).assert_done();
        search.broker.get(&search.under("/offer")).assert_has("Admitted, but takes no packages at present.");
        search.high.get(&path).assert_status(403);
        app.persona(Role::Commissioner).get("/framework").assert_ok().assert_has("3 admitted, 2 active");
    });
}

// BRK-1
#[test]
fn a_stop_that_came_after_the_yes_still_bars_the_award() {
    on_sqlite(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        let stop = [("reason", "block"), ("words", "Safeguarding enquiry"), ("from", "2026-11-23")];
        let high = search.high.organisation.unwrap();
        app.persona(Role::Commissioner).form(&format!("/framework/{high}/stop"), &stop).assert_done();
        search.award_to_first(app).assert_refused(422, "Placements with Larkbarrow Homecare have been stopped since");
        let middle = offer_of(app, search.package, &search.middle).to_string();
        search.broker.form(&search.under("/award"), &[("offer", &middle), ("start", "2026-11-27")]).assert_done();
    });
}

// BRK-9, BRK-12
#[test]
fn a_package_that_ends_takes_its_offers_back_and_is_seen_until_its_last_day() {
    both(rooms, |app| {
        let search = Search::begin(app, "");
        search.offer("2").assert_done();
        crate::accept(app, &search.high, "2026-11-27").assert_done();
        let worker = app.persona(Role::SocialWorker);
        let completed = [("day", "2026-11-23"), ("reason", "completed")];
        worker.form(&search.under("/end"), &completed).assert_refused(422, "it cannot have been completed");
        worker.form(&search.under("/end"), &[("day", "2026-11-23"), ("reason", "not_needed")]).assert_done();
        search.high.get("/offers").assert_has("Yes, not awarded");
        search.middle.get("/offers").assert_has("Withdrawn");
        assert!(
            app.read(|tx| clocks::of_subject(tx, search.package.into())).iter().all(|clock| clock.stopped_at.is_some())
        );
        worker.get(&format!("/people/{}/packages", search.person)).assert_ok().assert_has("Ended: no longer needed");
        // The plan may ask again, for the first package is over.
        let plan = plan_of(app, search.person).id;
        crate::ask(&search.broker, plan).assert_done();
    });
}

// BRK-9
#[test]
fn who_gives_care_sees_the_package_until_its_last_day() {
    on_sqlite(rooms, |app| {
        let search = Search::begin(app, "");
        search.three_say_yes(app);
        search.award_to_first(app).assert_done();
        let last = [("day", "2026-11-25"), ("reason", "moved"), ("words", "To her daughter in Poole")];
        search.broker.form(&search.under("/end"), &last).assert_done();
        let own = format!("/provider/packages/{}", search.package);
        search.high.get(&own).assert_ok().assert_has("Ada Example");
        app.turn_by_days(3);
        search.high.get(&own).assert_status(404);
    });
}

// BRK-2
#[test]
fn care_the_person_buys_does_not_come_here() {
    on_sqlite(rooms, |app| {
        let (worker, ada) = (app.persona(Role::SocialWorker), person(app, "Ada", 0));
        written(&worker, ada, "ongoing", date(2026, 11, 27), "");
        let direct = [("weekly_budget", "£150.00"), ("payment", "direct_payment"), ("budget_reason", "Her wish")];
        worker.form(&at(ada, "/money"), &direct).assert_done();
        worker.form(&at(ada, "/agree"), &[("agreed_with", "person")]).assert_done();
        let path = format!("/plans/{}/request-package", plan_of(app, ada).id);
        worker.api(&path, serde_json::json!({ "channel": "portal" })).assert_refused(409, "paid to the person");
    });
}

// BRK-3
#[test]
fn two_packages_do_not_mix_their_offers() {
    on_sqlite(rooms, |app| {
        let search = Search::begin(app, "");
        let cy = person(app, "Cy", 1);
        let second = crate::ask(&search.broker, agreed(app, cy, "")).assert_done().id();
        search.offer("1").assert_done();
        search.broker.form(&format!("/packages/{second}/offer"), &[("basis", "rank"), ("how_many", "2")]).assert_done();
        open_offer(&search.middle);
        let other = offer_of(app, second.into(), &search.middle);
        search.middle.form(&format!("/offers/{other}/accept"), &[("earliest_start", "2026-11-27")]).assert_done();
        let crossed = serde_json::json!({ "offer": other, "start": "2026-11-27", "version": search.row(app).version });
        search.broker.api(&search.under("/award"), crossed).assert_status(422);
    });
}
