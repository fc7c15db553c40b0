use access::Role;
use kernel::date;
use testkit::both;

use crate::{agreed, ask, at, person, plan_of, rooms, written};

// BRK-2
#[test]
fn a_package_comes_from_an_agreed_plan_only_and_once() {
    both(rooms, |app| {
        let (worker, ada) = (app.persona(Role::SocialWorker), person(app, "Ada", 0));
        written(&worker, ada, "ongoing", date(2026, 11, 27), "");
        let plan = plan_of(app, ada).id;
        let refused = worker.api(&format!("/plans/{plan}/request-package"), serde_json::json!({ "channel": "phone" }));
        refused.assert_refused(409, "has not been agreed yet");
        worker.form(&at(ada, "/agree"), &[("agreed_with", "person")]).assert_done();
        let made = ask(&worker, plan).assert_done();
        let package = app.read(|tx| brokerage::package(tx, made.id().into()));
        assert_eq!((package.plan_version, package.locality.as_str(), package.outcode.as_str()), (1, "west", "BA21"));
        assert_eq!((package.lot.as_str(), package.price_kind.as_str()), ("home", "day"));
        assert_eq!(package.minutes_per_week.get(), 270);
        assert_eq!(package.lines.len(), 1);
        assert!(package.requested_by.contains("social worker"));
        // Ten working days from Monday 23 November: the search widens at the end of Monday 7 December.
        assert_eq!(package.due_at.unwrap(), kernel::Moment::start_of(date(2026, 12, 8)));
        let broker = app.persona(Role::Broker);
        let again = broker.api(&format!("/plans/{plan}/request-package"), serde_json::json!({ "channel": "phone" }));
        again.assert_refused(409, "was asked for from this plan already");
        broker
            .get("/packages")
            .assert_ok()
            .assert_has("New, not offered yet")
            .assert_has("Ada Example")
            .assert_has("Nobody yet");
    });
}

// BRK-2
#[test]
fn the_way_a_request_came_is_kept_and_only_those_who_may_can_ask() {
    both(rooms, |app| {
        let ada = person(app, "Ada", 0);
        let plan = agreed(app, ada, "");
        let path = format!("/plans/{plan}/request-package");
        let phone = serde_json::json!({ "channel": "phone" });
        app.persona(Role::ProviderManager).api(&path, phone.clone()).assert_status(403);
        let made = app.persona(Role::Coordinator).api(&path, phone).assert_done();
        let package = app.read(|tx| brokerage::row(tx, made.id().into()));
        assert_eq!(package.channel, brokerage::Channel::Phone);
    });
}

// BRK-2
#[test]
fn the_same_request_sent_twice_makes_one_package_and_gives_the_same_reply() {
    both(rooms, |app| {
        let ada = person(app, "Ada", 0);
        let plan = agreed(app, ada, "");
        let broker = app.persona(Role::Broker);
        let send = || {
            let body = serde_json::json!({ "channel": "email" });
            broker.api_once("k-1", &format!("/plans/{plan}/request-package"), body).assert_done()
        };
        let (first, second) = (send(), send());
        assert_eq!((first.id(), first.text), (second.id(), second.text));
        assert_eq!(app.read(|tx| brokerage::of_person(tx, ada)).len(), 1);
    });
}

// BRK-6
#[test]
fn an_urgent_package_has_the_short_search() {
    both(rooms, |app| {
        let ada = person(app, "Ada", 0);
        let plan = agreed(app, ada, "end_of_life");
        let made = ask(&app.persona(Role::Broker), plan).assert_done();
        let package = app.read(|tx| brokerage::row(tx, made.id().into()));
        assert!(package.urgent);
        assert_eq!(package.urgent_why.as_deref(), Some("end of life"));
        assert_eq!(package.due_at.unwrap(), kernel::Moment::start_of(date(2026, 11, 26)));
    });
}
