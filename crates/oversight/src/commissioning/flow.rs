//! The weekly flow (BRK-11): what came, was awarded, began, ended and came back in each of thirteen weeks, and who waited at its end;
//! each figure opens its packages.

use std::collections::BTreeMap;

use brokerage::flow::{Moved, Week};
use kernel::{Date, Failure, Moment, Period, short_day};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{day_short, empty_state, scrolling},
};
use wire::{Shown, View};

use super::{area, must_see_place, package_cell};

/// How many weeks are shown, the running one included.
const WEEKS: i64 = 13;

/// What the JSON says.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Flow {
    /// The area's code; empty for all.
    pub area: String,
    /// The weeks, the last first.
    pub weeks: Vec<FlowWeek>,
}

/// One week.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct FlowWeek {
    /// Its Monday.
    #[schemars(with = "String")]
    pub monday: Date,
    /// Asked for.
    pub new: usize,
    /// Awarded.
    pub awarded: usize,
    /// Care began.
    pub started: usize,
    /// Ended.
    pub ended: usize,
    /// Handed back.
    pub handed_back: usize,
    /// Waiting at its end, or now.
    pub waiting: usize,
}

/// The packages behind one figure.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct FlowList {
    /// The Monday.
    #[schemars(with = "String")]
    pub monday: Date,
    /// What is listed: new, awarded, started, ended, handed_back or waiting.
    pub what: String,
    /// The packages.
    pub packages: Vec<FlowPackage>,
}

/// One package.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct FlowPackage {
    /// The package.
    pub package: String,
    /// Its short name.
    pub reference: String,
    /// The area.
    pub area: String,
    /// The provider, where there is one.
    pub provider: Option<String>,
    /// The day.
    #[schemars(with = "String")]
    pub day: Date,
}

/// The columns, each with its words.
const COLUMNS: [(&str, &str); 6] = [
    ("new", "New"),
    ("awarded", "Awarded"),
    ("started", "Started"),
    ("ended", "Ended"),
    ("handed_back", "Handed back"),
    ("waiting", "Waiting at the end"),
];

fn of<'w>(week: &'w Week, what: &str) -> Option<&'w [Moved]> {
    Some(match what {
        "new" => &week.new,
        "awarded" => &week.awarded,
        "started" => &week.started,
        "ended" => &week.ended,
        "handed_back" => &week.handed_back,
        "waiting" => &week.waiting,
        _ => return None,
    })
}

/// The weeks, narrowed to an area where one is asked for.
fn read(view: &mut View<'_, '_>) -> Result<(String, BTreeMap<Date, Week>), Failure> {
    let locality = view.query.text("area").to_owned();
    if !locality.is_empty() && view.house.place.locality(&locality).is_none() {
        return Err(Failure::no_such("area"));
    }
    let now = view.now;
    let first = Period::week_of(now.plus_days(-7 * (WEEKS - 1)).day()).from();
    let mut weeks = brokerage::flow::flow(view.tx, Period::through(first, now.day())?, now)?;
    if !locality.is_empty() {
        for week in weeks.values_mut() {
            let all = [
                &mut week.new,
                &mut week.awarded,
                &mut week.started,
                &mut week.ended,
                &mut week.handed_back,
                &mut week.waiting,
            ];
            all.into_iter().for_each(|all| all.retain(|one| one.locality == locality));
        }
    }
    Ok((locality, weeks))
}

/// The table.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    must_see_place(view)?;
    let (locality, weeks) = read(view)?;
    let within = if locality.is_empty() { String::new() } else { format!("&area={locality}") };
    let row = |(monday, week): (&Date, &Week)| -> Vec<Cell> {
        let figure = |(what, _): &(&str, &str)| {
            let count = of(week, what).map_or(0, <[Moved]>::len);
            Cell::numeric(
                html! { a href=(format!("/commissioning/flow/list?week={monday}&what={what}{within}")) { (count) } },
            )
        };
        std::iter::once(Cell::from(short_day(*monday))).chain(COLUMNS.iter().map(figure)).collect()
    };
    let grid = table(&Table {
        caption: "Packages by week, the running week first".into(),
        head: std::iter::once(Cell::from("Week beginning"))
            .chain(COLUMNS.iter().map(|(_, words)| Cell::numeric(*words)))
            .collect(),
        rows: weeks.iter().rev().map(row).collect(),
        first_cell_is_header: true,
        compact: true,
        ..Table::default()
    });
    let body = html! {
        h1 class="nhsuk-heading-l" {
            @if !locality.is_empty() { span class="nhsuk-caption-l" { (area(view.house.place, &locality)) } }
            "Weekly flow of packages"
        }
        (areas(view, &locality))
        (scrolling("Weekly flow", &grid))
        p { "Waiting at the end of a week are the packages for which a provider was sought then: those that wait now, walked back through what happened since. Ended goes by the last day of care." }
    };
    let told = |(monday, week): (&Date, &Week)| FlowWeek {
        monday: *monday,
        new: week.new.len(),
        awarded: week.awarded.len(),
        started: week.started.len(),
        ended: week.ended.len(),
        handed_back: week.handed_back.len(),
        waiting: week.waiting.len(),
    };
    let data = Flow { weeks: weeks.iter().rev().map(told).collect(), area: locality };
    Shown::with(Page::new("Weekly flow", body).back("Commissioning", "/commissioning").wide(), &data)
}

/// The ways to each area.
fn areas(view: &View<'_, '_>, chosen: &str) -> Markup {
    html! {
        p {
            @if chosen.is_empty() { "Every area" } @else { a href="/commissioning/flow" { "Every area" } }
            @for one in &view.house.place.localities {
                " · "
                @if one.code == chosen { (one.name) } @else { a href=(format!("/commissioning/flow?area={}", one.code)) { (one.name) } }
            }
        }
    }
}

/// The packages behind one figure.
pub fn list(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    must_see_place(view)?;
    let week = view.query.text("week");
    let monday: Date =
        week.parse().map_err(|_| Failure::field("week", "There is no such day. Write a Monday like 2026-11-23."))?;
    let what = view.query.text("what").to_owned();
    let words = COLUMNS.iter().find(|(code, _)| *code == what).map(|(_, words)| *words);
    let words = words.ok_or_else(|| Failure::no_such("list"))?;
    let (locality, weeks) = read(view)?;
    let found: &[Moved] = weeks.get(&monday).and_then(|week| of(week, &what)).unwrap_or_default();
    let place = view.house.place;
    let day = |at: Moment| at.day();
    let row = |one: &Moved| {
        vec![
            package_cell(view, &one.package.to_string(), &brokerage::reference(one.package)),
            Cell::from(one.provider_name.as_deref().unwrap_or("None yet")),
            Cell::from(area(place, &one.locality)),
            Cell::from(day_short(day(one.at))),
        ]
    };
    let body = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Week beginning " (short_day(monday)) @if !locality.is_empty() { ", " (area(place, &locality)) } }
            (words)
        }
        @if found.is_empty() { (empty_state("There are none in this week.")) }
        @else {
            (table(&Table {
                head: ["Package", "Provider", "Area", if what == "waiting" { "Since" } else { "When" }].into_iter().map(Cell::from).collect(),
                rows: found.iter().take(1_000).map(row).collect(),
                responsive: true,
                ..Table::default()
            }))
        }
    };
    let told = |one: &Moved| FlowPackage {
        package: one.package.to_string(),
        reference: brokerage::reference(one.package),
        area: area(place, &one.locality),
        provider: one.provider_name.clone(),
        day: day(one.at),
    };
    let data = FlowList { monday, what, packages: found.iter().map(told).collect() };
    let back = if locality.is_empty() { String::new() } else { format!("?area={locality}") };
    Shown::with(Page::new(words, body).back("Weekly flow", format!("/commissioning/flow{back}")).wide(), &data)
}
