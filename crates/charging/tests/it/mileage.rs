//! Mileage by prior agreement, and nights by the night.

use access::Role;
use kernel::{Moment, date, time};
use serde_json::json;

use crate::world::{both, uuid};

// FIN-1
#[test]
fn mileage_is_charged_only_where_the_broker_agreed_it_before() {
    both(|world| {
        let (manager, broker) = (world.manager(), world.app.persona(Role::Broker));
        world.award(2400, date(2026, 11, 2));
        let before = world.approve(date(2026, 11, 17));
        let agree = format!("/charges/packages/{}/{}/mileage", world.package, world.provider);
        broker.get(&agree).assert_ok().assert_has("No mileage is agreed").assert_has("usual price is £0.45 a mile");
        let send = |from: &str, price: &str| {
            broker.form(&agree, &[("from", from), ("per_mile", price), ("reason", "A farm far out")])
        };
        send("2026-11-02", "0.45").assert_refused(422, "That day is past");
        send("2026-11-23", "0.45").assert_done();
        manager.get(&agree).assert_status(403);

        // A visit of before the agreement has none; the refusal says why.
        let miles = |visit| format!("/charges/visits/{visit}/miles");
        manager
            .get(&miles(before))
            .assert_ok()
            .assert_has("No mileage is agreed with Harbour Care for this package on 17 Nov");
        manager
            .api(&miles(before), json!({ "miles": 12, "version": 1 }))
            .assert_refused(409, "Mileage is paid only where");

        let visit = world.approve(date(2026, 11, 24));
        manager.form(&miles(visit), &[("miles", "12")]).assert_done();
        assert_eq!(world.balance(world.provider, "earned"), 1200 + 1200 + 540);
        let line = world.charges().into_iter().find(|one| one.visit == visit && one.number == 2).unwrap();
        let own = world.app.own(world.person).get(&format!("/charges/{}", line.id)).assert_ok();
        own.assert_has("12 miles at £0.45 a mile, as was agreed before: £5.40.")
            .assert_has("The miles of the visit were stated.");
        // The miles stay with the visit when its time is corrected, and can be corrected too.
        world.say("visit.corrected", visit, date(2026, 11, 24), json!({ "minutes": 45 }));
        assert_eq!(world.balance(world.provider, "earned"), 1200 + 1800 + 540);
        manager.form(&miles(visit), &[("miles", "10")]).assert_done();
        assert_eq!(world.balance(world.provider, "earned"), 1200 + 1800 + 450);
        manager.form(&miles(visit), &[("miles", "-1")]).assert_status(422);
        manager.form(&miles(visit), &[("miles", "501")]).assert_status(422);
        let tide = world.app.organisation(access::OrganisationKind::Provider, "Tide Care");
        let other = world.app.persona_in(Role::ProviderManager, tide);
        other.api(&miles(visit), json!({ "miles": 12, "version": 3 })).assert_status(404);

        // Nought a mile ends the agreement.
        send("2026-11-26", "0").assert_done();
        let later = world.approve(date(2026, 11, 26));
        manager.api(&miles(later), json!({ "miles": 12, "version": 1 })).assert_refused(409, "No mileage is agreed");
    });
}

// FIN-1
#[test]
fn a_sleeping_night_of_a_package_of_nights_costs_a_night() {
    both(|world| {
        world.award_kind("night", 1131, date(2026, 11, 2));
        let start = Moment::from_london(date(2026, 11, 17), time(22, 0, 0, 0));
        world.say(
            "visit.approved",
            uuid(),
            date(2026, 11, 17),
            json!({
                "planned_start": start, "start": start, "planned_minutes": 540, "minutes": 535,
                "finish": start.plus_minutes(535),
            }),
        );
        let charge = &world.charges()[0];
        assert_eq!(charge.pence, 9 * 1131);
        let page = world.app.persona(Role::Finance).get(&format!("/charges/{}", charge.id)).assert_ok();
        page.assert_has("A night is priced as a whole: 9 hours at £11.31.");
    });
}
