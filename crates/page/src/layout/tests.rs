use kernel::{Fault, date, time};
use maud::PreEscaped;
use scraper::{Html, Selector};

use super::*;
use crate::{
    components::{Cell, Table, table},
    show,
};

fn now() -> Moment {
    Moment::from_london(date(2026, 11, 23), time(15, 35, 0, 0))
}

fn chrome() -> Chrome {
    Chrome {
        signed_in: Some(SignedIn {
            name: "Bryn Example".into(),
            role: "Broker".into(),
            organisation: "Example Council".into(),
        }),
        nav: ["Packages", "Offers", "People", "Measures"].map(|text| NavItem::new(text, "/x", text == "Offers")).into(),
        demo: true,
        ..Chrome::new("Dorset", "secret", now())
    }
}

fn ada() -> PersonBanner {
    PersonBanner { name: "Ada Madeup".into(), birth: Some(date(1938, 11, 24)), ..PersonBanner::default() }
}

fn text(html: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    html.select(&selector).map(|element| words(element.text().collect())).collect()
}

fn drawn(page: &Page) -> Html {
    Html::parse_document(&render(page, &chrome()).0)
}

// H1, H23
#[test]
fn the_person_is_named_on_the_page_in_the_tab_and_on_paper() {
    let html = drawn(&Page::new("Visits", html! {}).about(ada()));
    assert_eq!(text(&html, "title"), ["Visits – Ada Madeup – Kith"]);
    assert_eq!(text(&html, ".kith-person__name"), ["Ada Madeup"]);
    assert_eq!(
        text(&html, ".kith-person dd"),
        ["24 November 1938 (aged 87)", "NHS number not recorded", "Address not recorded", "No alerts recorded"]
    );
    assert_eq!(text(&html, ".kith-print-only"), ["About Ada Madeup, NHS number not recorded."]);
}

// H1
#[test]
fn every_alert_is_told() {
    let banner = PersonBanner { alerts: vec!["Penicillin allergy".into(), "Two carers".into()], ..ada() };
    let html = drawn(&Page::new("Visits", html! {}).about(banner));
    assert_eq!(text(&html, ".kith-person__alerts li"), ["Penicillin allergy", "Two carers"]);
}

// GOV-9
#[test]
fn a_page_with_errors_says_so_first_and_leads_to_the_fields() {
    let faults = [Fault { field: "start".into(), message: "Enter a day".into() }];
    let html = drawn(&Page::new("Start", html! {}).errors(&faults));
    assert_eq!(text(&html, "title"), ["Error: Start – Kith"]);
    assert_eq!(text(&html, "main > .nhsuk-error-summary a[href='#start']"), ["Enter a day"]);
}

// GOV-9
#[test]
fn a_page_has_one_language_one_main_and_a_way_past_its_head() {
    let html = drawn(&Page::new("Offers", html! { h1 { "Offers" } }));
    let one = |selector: &str| assert_eq!(text(&html, selector).len(), 1, "{selector}");
    for selector in [
        "html[lang='en-GB']",
        "main#maincontent",
        "a.nhsuk-skip-link[href='#maincontent']",
        "a[aria-current='page']",
        "footer a[href='/accessibility']",
        "meta[name='format-detection'][content='telephone=no']",
        "form[action='/sign-out'][method='post'] input[name='csrf'][value='secret']",
    ] {
        one(selector);
    }
    assert_eq!(text(&html, ".kith-demo"), ["Practice system with made-up people"]);
    assert_eq!(text(&html, ".kith-warning"), Vec::<String>::new());
    assert!(text(&html, ".kith-person").is_empty());
}

// H20
#[test]
fn a_warning_stands_on_every_page_with_the_way_to_deal_with_it() {
    let warned = Chrome { warning: Some(Link::new("Restored from a backup", "/restored")), ..chrome() };
    let html = Html::parse_document(&render(&Page::new("Packages", html! {}), &warned).0);
    assert_eq!(text(&html, ".kith-warning a[href='/restored']"), ["Restored from a backup"]);
}

// GOV-9
#[test]
fn pages_keep_to_a_policy_without_inline_script_or_style() {
    let page = Page::new("Offers", show::bars("Hours", "Area", &[])).about(ada()).refresh_every(60);
    let html = drawn(&page);
    for selector in ["style", "[style]", "[onclick]", "script:not([src])"] {
        assert!(text(&html, selector).is_empty(), "{selector}");
    }
}

#[test]
fn what_people_type_is_never_markup() {
    let banner = PersonBanner { name: "<b>Ada</b>".into(), ..ada() };
    let page = Page::new("<i>", html! {}).about(banner).notice(Notice::done("<u>\"&'"));
    let html = render(&page, &chrome()).0;
    for bad in ["<b>", "<i>", "<u>"] {
        assert!(!html.contains(bad), "{bad}");
    }
}

/// A list as a broker sees it: twenty-five packages with their time left.
fn list_page() -> String {
    let row = |n: i64| {
        vec![
            Cell::link(format!("Package KX{n:03}, Example Street {n}, Bridport"), format!("/packages/{n:032x}")),
            "4 visits a day, 2 carers".into(),
            "Offered to 4 providers".into(),
            Cell::numeric(show::money(kernel::Money::from_pence(12_345 + 97 * n))),
            show::time_left(now(), Some(now().plus_minutes(n * 37 - 100))).into(),
        ]
    };
    let list = table(&Table {
        caption: "Packages by time left".into(),
        head: ["Package", "Care", "Stage", "A week", "Answer by"].map(Cell::from).into(),
        rows: (0..25).map(row).collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    });
    render(&Page::new("Packages", html! { h1 { "Packages" } (list) }), &chrome()).0
}

fn compressed(bytes: &[u8]) -> usize {
    let mut out = Vec::new();
    // Quality 4 is what the server uses when it answers.
    let settings = brotli::enc::BrotliEncoderParams { quality: 4, ..Default::default() };
    brotli::BrotliCompress(&mut std::io::Cursor::new(bytes), &mut out, &settings).unwrap();
    out.len()
}

// GOV-9
#[test]
fn the_first_page_comes_over_a_slow_link() {
    let page = compressed(list_page().as_bytes());
    let of = |path| compressed(assets::get(path).unwrap().bytes);
    let (css, script, icon) = (of(assets::stylesheet()), of(assets::script()), of(assets::icon()));
    println!("page {page}, style sheet {css}, script {script}, icon {icon} bytes compressed");
    assert!(page + css + script + icon < 30_000);
}

// GOV-9
#[test]
fn every_class_a_page_uses_from_the_design_system_is_still_in_the_style_sheet() {
    let css = std::str::from_utf8(assets::get(assets::stylesheet()).unwrap().bytes).unwrap();
    let path = "assets/node_modules/nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css";
    let whole = std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let page = Page::new("Packages", html! { (PreEscaped(list_page())) }).about(ada()).notice(Notice::done("Done"));
    let html = drawn(&page);
    let styled = |css: &str, class: &str| {
        css.match_indices(&format!(".{class}")).any(|(at, found)| {
            !css[at + found.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        })
    };
    let all = Selector::parse("[class]").unwrap();
    for class in html.select(&all).flat_map(|element| element.value().classes()) {
        assert!(styled(css, class) || !styled(&whole, class), "{class} is not in assets/keep.txt");
    }
}
