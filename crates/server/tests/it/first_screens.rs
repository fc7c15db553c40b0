//! A first screen says what several rooms know, each figure a link to the list behind it.

use kernel::date;

use crate::thread::{Town, at, is_sound};

/// The figure of a tile on a first screen, by where it leads.
fn figure(page: &testkit::Reply, href: &str) -> Option<String> {
    let words = page.text.split(&format!("kith-tile__link\" href=\"{href}\"")).nth(1)?;
    let count = words.split("kith-tile__count\">").nth(1)?;
    count.split('<').next().map(str::to_owned)
}

// VIS-5, H7, FIN-1, BRK-5
#[test]
fn a_providers_first_screen_says_what_is_late_what_lacks_a_worker_and_what_is_disputed() {
    crate::house(|app| {
        let town = Town::open(app);
        let case = town.ready();
        town.week(&case);
        let (manager, finance) = (&town.harbour.manager, &town.finance);
        let today = || manager.get("/provider").assert_ok();
        let shows = |href: &str, count: &str| assert_eq!(figure(&today(), href).as_deref(), Some(count), "{href}");

        // Monday morning: nobody has been given the visits of the second week.
        app.turn_to(at(date(2026, 12, 7), 9, 0));
        app.settle();
        let late = figure(&today(), "/visits/late").expect("a tile");
        assert_eq!(late, "0", "the missed visit of last week was followed up");
        manager.get("/visits/late").assert_ok().assert_has("Followed up");
        let gaps = "/schedule?day=2026-12-08#open";
        let open = manager.api_get("/schedule?day=2026-12-08").assert_ok().json()["unassigned"].clone();
        shows(gaps, &open.as_array().expect("visits").len().to_string());
        assert_ne!(figure(&today(), gaps).as_deref(), Some("0"));

        // In the evening they are late, and nobody deals with it; then somebody does.
        app.turn_to(at(date(2026, 12, 7), 23, 0));
        app.settle();
        let raised = manager.api_get("/visits/late").assert_ok().json()["visits"].as_array().expect("visits").clone();
        shows("/visits/late", &raised.len().to_string());
        today().assert_has("Act now");
        for one in &raised {
            let alarm = format!("/visits/{}/alarm", one["visit"]["id"].as_str().expect("an id"));
            manager.form(&alarm, &[("words", "Larkbarrow goes for us")]).assert_done();
        }
        today().assert_has("Dealt with").assert_lacks("Act now");

        // A line of the invoice is queried.
        shows("/provider/invoices#queries", "0");
        let month = [("length", "four_weeks"), ("start", "2026-11-30")];
        let invoice = format!("/invoices/{}", manager.form("/provider/invoices/new", &month).assert_done().id());
        let body = finance.api_get(&format!("{invoice}?person={}", case.person)).assert_ok().json();
        let line = body["lines"][0]["id"].as_str().expect("a line").to_owned();
        finance.form(&format!("{invoice}/lines/{line}/query"), &[("reason", "Why?")]).assert_done();
        shows("/provider/invoices#queries", "1");
        today().assert_has("1 to answer");

        // Another provider has nothing of it, and a scheduler's first screen is another.
        let other = town.stourlea.manager.get("/provider").assert_ok();
        assert_eq!(figure(&other, "/visits/late").as_deref(), Some("0"));
        assert_eq!(figure(&other, "/provider/invoices#queries").as_deref(), Some("0"));
        town.harbour.scheduler.get("/provider").assert_status(403);

        // A week after it was followed up the missed visit of the first week has left the list for good.
        app.turn_to(at(date(2026, 12, 12), 9, 0));
        manager.get("/visits/late").assert_ok().assert_lacks("Followed up");
        is_sound(app);
    });
}

// GOV-9
#[test]
fn the_menu_has_what_is_needed_first_and_a_way_to_the_rest() {
    crate::house(|app| {
        let broker = app.persona(access::Role::Broker);
        let entries = |page: &testkit::Reply| page.all("nav[aria-label='Menu'] a");
        let page = broker.get("/packages").assert_ok();
        assert_eq!(entries(&page).first().map(String::as_str), Some("Packages"));
        assert_eq!(entries(&page).last().map(String::as_str), Some("More"));
        assert!(entries(&page).len() <= 7, "{:?}", entries(&page));
        assert_eq!(page.all("nav[aria-label='Menu'] [aria-current]"), ["Packages"]);

        let more = broker.get("/more").assert_ok();
        assert_eq!(more.all("nav[aria-label='Menu'] [aria-current]"), ["More"]);
        more.assert_has("Packages and providers").assert_has("Money");
        let links = broker.get("/more").attributes("main a", "href");
        assert!(links.contains(&"/surplus".to_owned()) && !links.contains(&"/packages".to_owned()), "{links:?}");
        let elsewhere = broker.get("/surplus").assert_ok();
        assert_eq!(elsewhere.all("nav[aria-label='Menu'] [aria-current]"), ["More"], "its page stands there");
    });
}
