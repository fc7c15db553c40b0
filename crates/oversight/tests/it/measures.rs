//! Every figure opens exactly its cases, and a provider sees its own alone.

use access::Role;
use testkit::Persona;

use crate::world::*;

/// Compares every figure of the grid with the cases it opens; gives how many had cases.
fn compare(reader: &Persona) -> usize {
    let grid = reader.api_get("/measures").assert_ok().json();
    let mut with_cases = 0;
    for row in grid["providers"].as_array().unwrap() {
        for figure in row["figures"].as_array().unwrap() {
            let cases = reader.api_get(figure["href"].as_str().unwrap()).assert_ok().json();
            let listed = cases["cases"].as_array().unwrap();
            let weight = |case: &serde_json::Value| case["weight"].as_i64().unwrap();
            let counts: i64 = listed.iter().filter(|case| case["counts"] == true).map(weight).sum();
            let all: i64 = listed.iter().map(weight).sum();
            assert_eq!(figure["denominator"], all, "{} of {}", figure["code"], row["name"]);
            assert_eq!(figure["numerator"], counts, "{} of {}", figure["code"], row["name"]);
            assert_eq!(figure["words"], cases["words"]);
            with_cases += usize::from(!listed.is_empty());
        }
    }
    with_cases
}

// PER-1, BRK-12
#[test]
fn a_figure_equals_its_cases_and_stands_in_a_band() {
    testkit::both(rooms, |app| {
        let world = World::new(app);
        assert!(compare(&world.commissioner) >= 6, "both providers and all together have offers behind them");
        let page = world.commissioner.get("/measures").assert_ok();
        page.assert_has("All providers").assert_has("50.0% (1 of 2)").assert_has("Off target").assert_has("On target");
        let cases = world.commissioner.get("/measures/R1").assert_ok();
        let cases = cases.assert_has("50.0% (1 of 2)").assert_has("Not counted").assert_has("declined after");
        assert!(cases.attributes("main a", "href").iter().all(|href| !href.starts_with("/packages/")));
        let cases = world.broker.get("/measures/R1").assert_ok();
        let package = format!("/packages/{}", world.package);
        assert!(cases.attributes("main a", "href").contains(&package), "a broker may open the case");
    });
}

// BRK-12, GOV-1
#[test]
fn a_provider_sees_its_own_figures_and_nobody_elses() {
    testkit::both(rooms, |app| {
        let world = World::new(app);
        let page = world.harbour.get("/measures").assert_ok();
        page.assert_has("Harbour Care").assert_lacks("Larkbarrow").assert_lacks("All providers");
        let grid = world.harbour.api_get("/measures").assert_ok().json();
        assert_eq!(grid["providers"].as_array().unwrap().len(), 1);
        assert!(compare(&world.harbour) >= 1);
        let cases = world.larkbarrow.api_get("/measures/R1").assert_ok().json();
        let listed = cases["cases"].as_array().unwrap();
        assert_eq!((listed.len(), &listed[0]["provider"]), (1, &"Larkbarrow Homecare".into()));
        let other = world.larkbarrow.organisation.unwrap();
        world.harbour.get(&format!("/measures/R1?provider={other}")).assert_status(404);
        app.persona(Role::CareWorker).get("/measures").assert_status(403);
    });
}

// PER-1, BRK-12
#[test]
fn every_page_of_measures_is_narrowed_by_provider_area_and_quarter_and_gives_its_cases_as_a_file() {
    testkit::both(rooms, |app| {
        let world = World::new(app);
        let harbour = world.harbour.organisation.unwrap();
        let grid = |query: &str| world.commissioner.api_get(&format!("/measures?{query}")).assert_ok().json();
        let names = |query: &str| -> Vec<String> {
            let rows = grid(query)["providers"].as_array().unwrap().clone();
            rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(names("quarter=2026-27+Q3&area=west"), ["All providers", "Harbour Care", "Larkbarrow Homecare"]);
        assert_eq!(names(&format!("provider={harbour}&area=west")), ["Harbour Care"]);
        assert_eq!(names("area=east"), ["All providers"]);
        assert_eq!(grid("area=east")["providers"][0]["figures"][0]["denominator"], 0);
        let own = grid("area=west")["providers"][1]["figures"].as_array().unwrap().clone();
        let r1 = own.iter().find(|figure| figure["code"] == "R1").unwrap();
        assert_eq!((&r1["code"], &r1["band"]), (&"R1".into(), &"green".into()));
        let href = r1["href"].as_str().unwrap();
        assert!(href.contains("area=west") && href.contains(&format!("provider={harbour}")), "{href}");
        let page = world.commissioner.get(href).assert_ok();
        page.assert_has("Harbour Care, West Dorset").assert_has("100.0% (1 of 1)").assert_has("On target");
        let cases = world.commissioner.api_get("/measures/R1?area=west").assert_ok().json();
        assert_eq!(cases["cases"].as_array().unwrap().len(), 2);
        let none = world.commissioner.api_get("/measures/R1?area=east").assert_ok().json();
        assert!(none["cases"].as_array().unwrap().is_empty());
        world.commissioner.get("/measures?area=nowhere").assert_status(404);
        let file = world.commissioner.get("/measures/R2/file?area=west").assert_ok();
        assert!(file.kind.starts_with("text/csv"));
        assert!(file.text.contains("Larkbarrow Homecare,West Dorset") && !file.text.contains("Ada"), "{}", file.text);
        let own = world.harbour.get("/measures/R2/file").assert_ok();
        assert!(own.text.contains("Harbour Care") && !own.text.contains("Larkbarrow"), "{}", own.text);
        // Each figure opens its cases, and each case its page; who may open the thing itself finds the way there.
        let case = cases["cases"][0]["page"].as_str().unwrap();
        for href in world.commissioner.get(case).assert_ok().attributes("main a", "href") {
            world.commissioner.get(&href).assert_ok().assert_lacks("Ada");
        }
        let opened = world.harbour.api_get("/measures/R1").assert_ok().json();
        let case = world.harbour.get(opened["cases"][0]["page"].as_str().unwrap()).assert_ok();
        let offer = case.attributes("main a", "href").into_iter().find(|href| href.starts_with("/offers/")).unwrap();
        world.harbour.get(&offer).assert_ok();
        let meanings = world.commissioner.get("/measures/definitions").assert_ok();
        meanings.assert_has("First visit within 7 working days").assert_has("at least 95%").assert_has("(assumed)");
        world.broker.get("/measures/definitions").assert_ok().assert_has("BRK-12, submitted each quarter");
    });
}

// PER-1
#[test]
fn a_quarter_without_cases_says_so_and_a_wrong_one_is_refused() {
    testkit::both(rooms, |app| {
        let commissioner = app.persona(Role::Commissioner);
        let page = commissioner.get("/measures?quarter=2025-26+Q1").assert_ok();
        page.assert_has("April to June 2025").assert_has("no cases");
        commissioner
            .get("/measures/R1?quarter=2025-26+Q1")
            .assert_ok()
            .assert_has("There are no cases in this quarter");
        commissioner.get("/measures?quarter=soon").assert_refused(422, "is not a quarter");
        commissioner.get("/measures/Z9").assert_status(404);
        commissioner.get("/measures/R1?provider=nobody").assert_status(404);
    });
}
