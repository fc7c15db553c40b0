//! A year of income and expenditure.

use access::{OrganisationKind, Role};
use kernel::Period;

use crate::world::*;

// BRK-10, FIN-2
#[test]
fn a_year_of_income_and_expenditure_adds_up_on_the_page_and_in_the_file() {
    testkit::both(rooms, |app| {
        app.organisation(OrganisationKind::Council, "Dorset Council");
        let ada = person(app, "Ada", ADA);
        let path = format!("/people/{ada}/year");
        let own = app.own(ada);
        own.get(&path).assert_ok().assert_has("Nothing was set aside or spent in this year");
        let search = awarded(app, ada);
        let visit = first_visit(app, ada);
        let worker = give(app, &visit);
        make(app, &visit, &worker);
        let month = Period::month_of(FIRST);
        if app.read(|tx| charging::of_person(tx, ada, month)).is_empty() {
            search.manager.form(&format!("/visits/{}/approve", visit.id), &[("minutes", "45")]).assert_done();
            app.settle();
        }
        let charges = app.read(|tx| charging::of_person(tx, ada, month));
        let budget = app.read(|tx| charging::budget_of(tx, ada));
        let page = own.get(&path).assert_ok();
        page.assert_has("Set aside for care").assert_has("Charged by ").assert_has("Left so far");
        let json = own.api_get(&path).assert_ok().json();
        let figure = |name: &str| json[name].as_i64().unwrap();
        assert_eq!((figure("credited"), figure("spent")), (budget.given.pence(), charges[0].pence));
        assert_eq!(figure("closing"), budget.left.pence());
        assert_eq!(
            json["providers"][0]["pence"].as_i64().unwrap(),
            charges[0].pence,
            "the books and the charges agree"
        );
        let file = own.get(&format!("{path}/csv")).assert_ok();
        file.assert_has("what,pounds,minutes").assert_has("Set aside for care");
        for role in [Role::Finance, Role::Broker, Role::SocialWorker] {
            app.persona(role).get(&path).assert_ok().assert_has("Ada Example");
        }
        own.get(&format!("{path}?year=2025")).assert_ok().assert_has("Nothing was set aside or spent in this year");
        own.get(&format!("{path}?year=soon")).assert_status(422);
        let other = person(app, "Bertha", "9990000026");
        app.own(other).get(&path).assert_status(404);
        app.own(other).get(&format!("{path}/csv")).assert_status(404);
        search.manager.get(&path).assert_status(403);
        let nobody = "/people/01990000-0000-7000-8000-00000000dead/year/csv";
        app.persona(Role::Finance).get(nobody).assert_status(404);
    });
}
