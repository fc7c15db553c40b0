//! Writes a page with every component to a file, with the style sheet and the script beside it, to be looked at:
//! `cargo run -p page --example gallery -- gallery.html`.

use std::{env, fs, path::PathBuf};

use kernel::{Moment, Money, date, time};
use page::{
    Chrome, Markup, NavItem, Notice, Page, PersonBanner, SignedIn, assets,
    components::*,
    form::{self, FieldView},
    html, render,
    show::{self, Bar, Case, Standing, Step, StepState, Tile},
};

fn main() -> Result<(), String> {
    let to = PathBuf::from(env::args().nth(1).ok_or("say where to write: gallery.html")?);
    let write = |path: PathBuf, bytes: &[u8]| fs::write(&path, bytes).map_err(|e| format!("{}: {e}", path.display()));
    let mut html = render(&page(), &chrome()).0;
    for path in [assets::stylesheet(), assets::script(), assets::icon()] {
        let asset = assets::get(path).ok_or("an asset is missing")?;
        let name = path.rsplit('/').next().unwrap_or_default();
        html = html.replace(path, name);
        write(to.with_file_name(name), asset.bytes)?;
    }
    write(to, html.as_bytes())
}

fn now() -> Moment {
    Moment::from_london(date(2026, 11, 23), time(15, 35, 0, 0))
}

fn chrome() -> Chrome {
    let nav = [("Packages", true), ("Offers", false), ("People", false), ("Measures", false), ("Directory", false)];
    Chrome {
        signed_in: Some(SignedIn {
            name: "Bryn Example".into(),
            role: "Broker".into(),
            organisation: "Dorset Council".into(),
        }),
        nav: nav.map(|(text, current)| NavItem::new(text, "#", current)).to_vec(),
        demo: true,
        ..Chrome::new("Dorset", "token", now())
    }
}

fn page() -> Page {
    Page::new("Packages", html! { (figures()) (lists()) (words()) (questions()) })
        .about(PersonBanner {
            name: "Ada Madeup".into(),
            birth: Some(date(1938, 2, 3)),
            nhs_number: Some("999 123 4567".into()),
            address: Some("1 Example Street, Bridport, DT6 3XX".into()),
            alerts: vec!["Penicillin allergy".into(), "Key safe: ask the office".into()],
            href: "#".into(),
        })
        .back("Back to people", "#")
        .notice(Notice::done("The offer was accepted"))
        .errors(&[kernel::Fault { field: "start".into(), message: "Enter the day the care starts".into() }])
        .refresh_every(60)
}

fn figures() -> Markup {
    html! {
        h1 class="nhsuk-heading-l" { "Packages" }
        (show::tiles(&[
            Tile::new(3, "packages late", "#").standing("Late", Standing::Late),
            Tile::new(12, "waiting for offers", "#"),
            Tile::new("1,204", "hours a week", "#"),
            Tile::new(0, "hand-backs", "#").standing("Fine", Standing::Fine),
        ]))
        h2 class="nhsuk-heading-m" { "By time left" }
        (show::cases(&[
            Case {
                title: "Ada Madeup, Bridport".into(),
                href: "#".into(),
                line: "4 visits a day, 2 carers, from Tuesday 24 November 2026".into(),
                standing: show::time_left(now(), Some(now().plus_minutes(-10))).into(),
            },
            Case {
                title: "Cyril Invented, Lyme Regis".into(),
                href: "#".into(),
                line: "1 visit a day".into(),
                standing: show::time_left(now(), Some(now().plus_minutes(35))).into(),
            },
            Case {
                title: "Dot Fictional, Beaminster".into(),
                href: "#".into(),
                line: "2 visits a day".into(),
                standing: show::time_left(now(), Some(Moment::start_of(date(2026, 11, 27)))).into(),
            },
        ]))
    }
}

fn lists() -> Markup {
    let row = |who: &str, n: i64| {
        vec![
            Cell::link(who, "#"),
            Cell::numeric(show::money(Money::from_pence(n))),
            show::time_left(now(), Some(now().plus_hours(n / 20_000))).into(),
        ]
    };
    html! {
        (table(&Table {
            caption: TableCaption { text: "Offers".into(), size: Some(Size::M), ..TableCaption::default() },
            head: vec!["Provider".into(), Cell::numeric("A week"), "Answer by".into()],
            rows: vec![row("Seaview Care", 123_450), row("Harbour Homecare", 98_700), row("Marsh Care", 20_000)],
            first_cell_is_header: true,
            responsive: true,
            classes: "kith-dense".into(),
            ..Table::default()
        }))
        (summary_list(&SummaryList {
            rows: vec![
                SummaryRow::new("Care starts", show::day(date(2026, 11, 24))).action("Change", "#", "the start"),
                SummaryRow::new("Visits", "4 a day, 2 carers").action("Change", "#", "the visits"),
            ],
            ..SummaryList::default()
        }))
        (show::steps(&[
            Step::new("Assessed", StepState::Done).more(show::day_short(date(2026, 11, 20))),
            Step::new("Offered to 4 providers", StepState::Current),
            Step::new("First visit", StepState::ToCome),
        ]))
        (show::bars("Hours bought", "Area", &[
            Bar { label: "West".into(), value: 420, text: "420 hours".into(), href: "#".into() },
            Bar { label: "Coast".into(), value: 180, text: "180 hours".into(), href: "#".into() },
        ]))
        (show::empty_state("Offers appear here as soon as a provider answers."))
        (pagination(&Pagination {
            previous: PageLink { href: "#".into(), ..PageLink::default() },
            next: PageLink { href: "#".into(), ..PageLink::default() },
            items: (1..=3).map(|n| PageItem { number: n, href: "#".into(), current: n == 2, ellipsis: false }).collect(),
            ..Pagination::default()
        }))
    }
}

fn words() -> Markup {
    html! {
        (warning_callout(&WarningCallout {
            heading: "Two carers".into(),
            text: "Never lift alone.".into(),
            ..WarningCallout::default()
        }))
        (inset_text(&InsetText { text: "Times are those of Europe/London.".into(), ..InsetText::default() }))
        (details(&Details { summary: "How offers are ranked".into(), text: "By distance.".into(), ..Details::default() }))
        (action_link(&ActionLink { text: "Find a provider".into(), href: "#".into(), ..ActionLink::default() }))
        (card(&Card { heading: "A card".into(), description: "With a line.".into(), ..Card::default() }))
        (panel(&Panel { heading: "Sent".into(), text: "Your reference is KX12".into(), ..Panel::default() }))
    }
}

fn questions() -> Markup {
    let towns = [Choice::new("b", "Bridport"), Choice::new("l", "Lyme Regis").hint("By the sea")];
    let more = FieldView::new("why", "Why").short_line(20);
    let ways = [Choice::new("yes", "Yes"), Choice::new("no", "No").conditional(more)];
    form::form(
        "#",
        "token",
        &html! {
            (FieldView::new("who", "Name").hint("As on the letter").value("Ada").line())
            (FieldView::new("number", "NHS number").value("999 123 4567").nhs_number())
            (FieldView::new("notes", "Notes").words())
            (FieldView::new("minutes", "Length").whole("minutes"))
            (FieldView::new("rate", "Rate an hour").value("23.40").money())
            (FieldView::new("start", "When does the care start?").hint("For example, 24 11 2026")
                .values(["", "11", "2026"]).error("Enter the day the care starts").date())
            (FieldView::new("at", "At what time?").hint("For example, 2:15pm").time())
            (FieldView::new("ok", "Is it settled?").value("yes").choice(&ways))
            (FieldView::new("towns", "Which towns?").values(["l"]).many(&towns))
            (FieldView::new("town", "Town").value("l").list(&towns))
            (FieldView::new("sure", "I have checked the answers").yes())
            (FieldView::new("plan", "Plan as a file").file(".csv"))
            div class="nhsuk-button-group" {
                (button(&Button::submit("Save and continue")))
                (button(&Button::secondary("Ask again")))
                (button(&Button::warning("Cancel the package")))
            }
        },
    )
}
