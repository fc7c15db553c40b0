//! The commissioner's first screen: measures in bands, hours and pounds, who waits; every figure opens its list (PER-1).

use kernel::{Date, Failure, Period, Quarter, count, one_or_many, short_day};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{Bar, Standing, Tile, bars, empty_state, state, tiles},
};
use wire::{Shown, View};

use super::{
    Amounts,
    capacity::{self, AreaCapacity},
    milestones,
    money::{self, YearMoney},
    must_see_place, so_far, spans, total,
    waiting::{AreaWaiting, by_area, told, waited},
};
use crate::measure::{
    self, FigureView,
    list::{band, named},
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
    /// Providers on the list of early warnings.
    pub warned: i64,
    /// Actions of providers that are overdue.
    pub overdue: i64,
    /// Milestones that are due, and how many of them are late.
    pub milestones: i64,
    /// Those that are late.
    pub milestones_late: i64,
    /// Room that providers said they have, by area.
    pub capacity: Vec<AreaCapacity>,
    /// The money of the financial year.
    pub money: YearMoney,
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
                .standing(format!("longest {}", waited(longest)), soon(waiting)),
            Tile::new(
                data.contingency,
                one_or_many(data.contingency, "search open to every provider", "searches open to every provider"),
                "/commissioning/waiting?contingency=yes",
            ),
            Tile::new(data.hand_backs, "handed back this quarter", "/commissioning/hand-backs"),
            Tile::new(data.stopped, one_or_many(data.stopped, "provider stopped", "providers stopped"), "/framework"),
            Tile::new(data.warned, one_or_many(data.warned, "early warning", "early warnings"), "/quality/warnings"),
            Tile::new(data.overdue, one_or_many(data.overdue, "action overdue", "actions overdue"), "/quality/actions"),
            Tile::new(data.milestones, one_or_many(data.milestones, "milestone due", "milestones due"), "/commissioning/milestones")
                .standing(count(data.milestones_late, "late", "late"), if data.milestones_late > 0 { Standing::Late } else { Standing::Fine }),
        ]))
        (year(&data.money))
        h2 class="nhsuk-heading-m" { "Measures of this quarter" }
        (measures(view, &data.measures))
        p { a href="/measures" { "Every provider’s measures" } }
        h2 class="nhsuk-heading-m" { "Hours and pounds this quarter" }
        (amounts(&data.amounts))
        (chart(&data.weeks))
        p { a href="/commissioning/flow" { "Weekly flow of packages" } " · " a href="/off-framework" { "Care off the framework" } }
        h2 class="nhsuk-heading-m" { "Who waits, by area" }
        (areas(&data.waiting))
        h2 class="nhsuk-heading-m" { "Room that providers said they have" }
        (capacity::sums(&data.capacity))
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
    let alerts = quality::alerts(view.tx, place, now)?;
    let due = milestones::due(view)?;
    let (days, first) = (so_far(quarter, today)?, Period::week_of(now.plus_days(-7 * (WEEKS - 1)).day()).from());
    let bought = brokerage::bought(view.tx, Period::through(first.min(days.from()), today)?)?;
    let of = |len: usize| i64::try_from(len).unwrap_or(i64::MAX);
    Ok(Commissioning {
        quarter: quarter.code(),
        measures: measure::together(view.tx, place, quarter)?,
        amounts: total(view.tx, days, now, &bought)?,
        weeks: weeks(view, Period::through(first, today)?, &bought)?,
        waiting: by_area(&packages),
        hand_backs: of(hand_backs),
        contingency: of(contingency),
        stopped: of(stopped.len()),
        warned: alerts.warned,
        overdue: alerts.overdue,
        milestones: of(due.len()),
        milestones_late: of(due.iter().filter(|one| one.late).count()),
        capacity: capacity::by_area(place, &brokerage::framework::rooms(view.tx)?),
        money: money::read(view.tx, &quarter.financial_year(), "", now)?,
    })
}

/// Bought and delivered minutes of the last weeks: a fixed few statements for all of them.
fn weeks(view: &mut View<'_, '_>, all: Period, bought: &[brokerage::Bought]) -> Result<Vec<Week>, Failure> {
    let delivered = spans::recorded_by_day(view.tx, all, view.now)?;
    let mut weeks = Vec::new();
    for back in (0..WEEKS).rev() {
        let Some(days) = Period::week_of(view.now.plus_days(-7 * back).day()).intersect(all) else { continue };
        weeks.push(Week {
            monday: days.from(),
            bought: bought.iter().map(|award| award.minutes_in(days).get()).sum(),
            delivered: delivered.iter().filter(|(day, _)| days.contains(*day)).map(|(_, recorded)| recorded).sum(),
        });
    }
    Ok(weeks)
}

/// The year's money in two lines; the page behind it has the months.
fn year(told: &YearMoney) -> Markup {
    let (words, stands) = money::standing(told);
    let pounds = |pence: i64| kernel::Money::from_pence(pence).to_string();
    html! {
        h2 class="nhsuk-heading-m" { "Money of " (told.year) }
        p {
            "Forecast " a href="/commissioning/money" { (pounds(told.forecast)) } " " (state(words, stands)) ". "
            "Charged so far " a href="/commissioning/money" { (pounds(told.charged)) } ", paid " a href="/commissioning/money" { (pounds(told.paid)) } "."
        }
    }
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
        responsive: true,
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
            Cell::numeric(waited(area.middle_days)),
            Cell::numeric(waited(area.longest_days)),
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
