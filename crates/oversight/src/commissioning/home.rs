//! The commissioner's first screen: measures in bands, hours and pounds, who waits; every figure opens its list (PER-1).

use kernel::{Date, Failure, Period, Quarter, count, short_day};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{Bar, Standing, Tile, bars, empty_state, tiles},
};
use wire::{Shown, View};

use super::{
    Amounts, lines, must_see_place, so_far, sum,
    waiting::{AreaWaiting, by_area, told},
};
use crate::{
    measure::{
        self, FigureView,
        list::{band, named},
    },
    one_or_many,
};

/// What the JSON says.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Commissioning {
    /// The running quarter's code.
    pub quarter: String,
    /// The measures of all providers together.
    pub measures: Vec<FigureView>,
    /// Time and money of the quarter so far.
    pub amounts: Amounts,
    /// Bought and delivered minutes of the last weeks.
    pub weeks: Vec<Week>,
    /// Who waits, by area.
    pub waiting: Vec<AreaWaiting>,
    /// Packages handed back in the quarter.
    pub hand_backs: i64,
    /// Searches open to every provider.
    pub contingency: i64,
    /// Providers to whom nothing new may be offered today.
    pub stopped: i64,
}

/// One week.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub struct Week {
    /// Its Monday.
    #[schemars(with = "String")]
    pub monday: Date,
    /// Minutes bought for its days so far.
    pub bought: i64,
    /// Minutes recorded.
    pub delivered: i64,
}

/// How many weeks the chart shows, the running one included.
const WEEKS: i64 = 8;

/// Shows it.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    must_see_place(view)?;
    let data = read(view)?;
    let quarter = Quarter::of(view.now.day());
    let waiting: i64 = data.waiting.iter().map(|area| area.packages).sum();
    let longest = data.waiting.iter().map(|area| area.longest_days).max().unwrap_or_default();
    let soon = |figure: i64| if figure > 0 { Standing::Soon } else { Standing::Fine };
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { (quarter.to_string()) ", so far" } "Commissioning" }
        (tiles(&[
            Tile::new(waiting, one_or_many(waiting, "waits for a provider", "wait for a provider"), "/commissioning/waiting")
                .standing(format!("longest {}", count(longest, "day", "days")), soon(waiting)),
            Tile::new(
                data.contingency,
                one_or_many(data.contingency, "search open to every provider", "searches open to every provider"),
                "/commissioning/waiting?contingency=yes",
            ),
            Tile::new(data.hand_backs, "handed back this quarter", "/commissioning/hand-backs"),
            Tile::new(data.stopped, one_or_many(data.stopped, "provider stopped", "providers stopped"), "/framework"),
        ]))
        h2 class="nhsuk-heading-m" { "Measures of this quarter" }
        (measures(view, &data.measures))
        p { a href="/measures" { "Every provider’s measures" } }
        h2 class="nhsuk-heading-m" { "Hours and pounds this quarter" }
        (amounts(&data.amounts))
        (chart(&data.weeks))
        p { a href="/commissioning/flow" { "Weekly flow of packages" } " · " a href="/off-framework" { "Care off the framework" } }
        h2 class="nhsuk-heading-m" { "Who waits, by area" }
        (areas(&data.waiting))
    };
    Shown::with(Page::new("Commissioning", body).wide(), &data)
}

fn read(view: &mut View<'_, '_>) -> Result<Commissioning, Failure> {
    let (now, place) = (view.now, view.house.place);
    let today = now.day();
    let quarter = Quarter::of(today);
    let packages = brokerage::waiting(view.tx)?;
    let packages: Vec<_> = packages.iter().map(|package| told(package, place, now)).collect();
    let contingency = packages.iter().filter(|package| package.contingency).count();
    let hand_backs = brokerage::returned(view.tx, quarter.period())?.len();
    let stops = brokerage::framework::stops_on(view.tx, today)?;
    let stopped: std::collections::BTreeSet<_> = stops.iter().map(|stop| stop.provider).collect();
    let of = |len: usize| i64::try_from(len).unwrap_or(i64::MAX);
    Ok(Commissioning {
        quarter: quarter.code(),
        measures: measure::together(view.tx, place, quarter)?,
        amounts: sum(&lines(view.tx, place, so_far(quarter, today)?)?),
        weeks: weeks(view)?,
        waiting: by_area(&packages),
        hand_backs: of(hand_backs),
        contingency: of(contingency),
        stopped: of(stopped.len()),
    })
}

/// Bought and delivered minutes of the last weeks: two statements for all of them.
fn weeks(view: &mut View<'_, '_>) -> Result<Vec<Week>, Failure> {
    let today = view.now.day();
    let first = Period::week_of(view.now.plus_days(-7 * (WEEKS - 1)).day()).from();
    let all = Period::through(first, today)?;
    let bought = brokerage::bought(view.tx, all)?;
    let delivered = visits::by_day(view.tx, all)?;
    let mut weeks = Vec::new();
    for back in (0..WEEKS).rev() {
        let Some(days) = Period::week_of(view.now.plus_days(-7 * back).day()).intersect(all) else { continue };
        weeks.push(Week {
            monday: days.from(),
            bought: bought.iter().map(|award| award.minutes_in(days).get()).sum(),
            delivered: delivered
                .iter()
                .filter(|(day, _)| days.contains(*day))
                .map(|(_, total)| total.recorded.get())
                .sum(),
        });
    }
    Ok(weeks)
}

fn measures(view: &View<'_, '_>, figures: &[FigureView]) -> Markup {
    let row = |figure: &FigureView| {
        vec![
            Cell::from(named(view.house.place, &figure.code)),
            Cell::link(figure.words.as_str(), figure.href.as_str()),
            Cell::from(band(&figure.band)),
        ]
    };
    table(&Table {
        head: ["Measure", "All providers", "Standing"].into_iter().map(Cell::from).collect(),
        rows: figures.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

fn amounts(amounts: &Amounts) -> Markup {
    let row = |(name, amount): (&'static str, super::Amount)| {
        vec![
            Cell::link(name, "/commissioning/hours"),
            Cell::numeric(html! { a href="/commissioning/hours" { (amount.hours()) } }),
            Cell::numeric(html! { a href="/commissioning/hours" { (amount.pounds()) } }),
        ]
    };
    table(&Table {
        head: vec!["Care time".into(), Cell::numeric("Hours"), Cell::numeric("Pounds")],
        rows: amounts.named().into_iter().map(row).collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

fn chart(weeks: &[Week]) -> Markup {
    let bar = |week: &Week, what: &str, minutes: i64| Bar {
        label: format!("{}, {what}", short_day(week.monday)),
        value: u64::try_from(minutes).unwrap_or_default(),
        text: super::Amount { minutes, pence: 0 }.hours(),
        href: format!("/commissioning/hours?week={}", week.monday),
    };
    let all: Vec<Bar> = weeks
        .iter()
        .flat_map(|week| [bar(week, "bought", week.bought), bar(week, "delivered", week.delivered)])
        .collect();
    bars("Hours bought and delivered, by week", "Week beginning", &all)
}

fn areas(areas: &[AreaWaiting]) -> Markup {
    if areas.is_empty() {
        return empty_state("Nobody waits for a provider.");
    }
    let row = |area: &AreaWaiting| {
        vec![
            Cell::from(area.area.as_str()),
            Cell::link(
                count(area.packages, "package", "packages"),
                format!("/commissioning/waiting?locality={}", area.locality),
            ),
            Cell::numeric(count(area.middle_days, "day", "days")),
            Cell::numeric(count(area.longest_days, "day", "days")),
        ]
    };
    table(&Table {
        head: vec!["Area".into(), "Waiting".into(), Cell::numeric("Wait in the middle"), Cell::numeric("Longest wait")],
        rows: areas.iter().map(row).collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    })
}
