//! The rows behind hours and pounds: each package with what was bought, planned, recorded, approved and charged.

use std::collections::BTreeMap;

use kernel::{Date, Failure, Period, Quarter, count, day_asked, short_day};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{empty_state, scrolling},
};
use wire::{Shown, View};

use super::{Amounts, Line, area, lines, must_see_place, package_cell, so_far, sum};

/// What the JSON says.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Hours {
    /// The first day.
    #[schemars(with = "String")]
    pub from: Date,
    /// The last day.
    #[schemars(with = "String")]
    pub to: Date,
    /// The sum of the rows.
    pub total: Amounts,
    /// The rows, by provider.
    pub packages: Vec<Line>,
}

/// How many rows one page shows; the sum is of all.
const MOST: usize = 1_000;
/// More packages than these are told by provider first; each provider opens its own.
const FEW: usize = 50;

/// The days that were asked for: `week` is any day of a week, `quarter` a quarter's code; the running quarter otherwise.
fn period(view: &View<'_, '_>) -> Result<Period, Failure> {
    let today = view.now.day();
    if let Some(day) = day_asked(view.query.text("month")) {
        let whole = Period::month_of(day);
        return Period::through(whole.from(), today.min(whole.last()).max(whole.from()));
    }
    match view.query.text("week") {
        "" => so_far(crate::measure::quarter(view.query.text("quarter"), view.now)?, today),
        week => {
            let day = day_asked(week).ok_or_else(|| {
                Failure::field("week", "There is no such day. Write a day of the week like 2026-11-23.")
            })?;
            let whole = Period::week_of(day);
            Period::through(whole.from(), today.min(whole.last()).max(whole.from()))
        }
    }
}

/// Shows them.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    must_see_place(view)?;
    let period = period(view)?;
    let (fresh, locality) = (view.query.text("now") == "yes", view.query.text("area").to_owned());
    let mut packages = lines(view.tx, view.house.place, period, (view.now, fresh))?;
    packages.retain(|line| locality.is_empty() || line.locality == locality);
    let long = packages.len() > FEW;
    let provider = view.query.text("provider").to_owned();
    packages.retain(|line| provider.is_empty() || line.provider_id == provider);
    let total = sum(&packages);
    let name = packages.first().filter(|_| !provider.is_empty()).map(|line| line.provider.clone());
    let by_provider = long && provider.is_empty();
    let title = if by_provider { "Hours and pounds by provider" } else { "Hours and pounds by package" };
    let body = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { (short_day(period.from())) " to " (short_day(period.last()))
                @if !locality.is_empty() { ", " (area(view.house.place, &locality)) } @if let Some(name) = &name { ", " (name) } }
            (title)
        }
        @if view.query.text("week").is_empty() && view.query.text("month").is_empty() {
            (quarters(Quarter::of(period.from()), view.now.day()))
        }
        @if packages.is_empty() {
            (empty_state("Nothing was bought or delivered in these days. Each package stands here from its first day on."))
        } @else {
            @if !provider.is_empty() { p { a href={ "/commissioning/hours?" (asked(view, "")) } { "Every provider" } } }
            @if !by_provider && packages.len() > MOST { p { "The first " (MOST) " packages are shown; the sum is of all of them." } }
            (scrolling(title, &if by_provider { providers(view, &packages, total) } else { grid(view, &packages, total) }))
            p { "Pounds of time that was bought, planned, recorded and approved are at the agreed price of an hour. "
                "Weeks that ended seven days ago or earlier are as of last night. "
                "What is charged follows the charging rules: a late cancellation is charged though nobody came, a very short visit at the least that is paid." }
        }
    };
    let data = Hours { from: period.from(), to: period.last(), total, packages };
    Shown::with(Page::new("Hours and pounds", body).back("Commissioning", "/commissioning").wide(), &data)
}

/// The question a page was opened with, for another provider.
fn asked(view: &View<'_, '_>, provider: &str) -> String {
    let kept = ["month", "week", "quarter", "area", "now"].into_iter();
    let kept = kept.map(|name| (name, view.query.text(name))).chain([("provider", provider)]);
    let pairs: Vec<String> = kept
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", value.replace(' ', "+")))
        .collect();
    pairs.join("&")
}

fn quarters(quarter: Quarter, today: Date) -> Markup {
    let link = |quarter: Quarter| format!("/commissioning/hours?quarter={}", quarter.code().replace(' ', "+"));
    let next = quarter.next();
    html! {
        p {
            a href=(link(quarter.previous())) { "Earlier: " (quarter.previous()) }
            @if next <= Quarter::of(today) { " · " a href=(link(next)) { "Later: " (next) } }
        }
    }
}

fn cells(amounts: Amounts) -> [Cell; 5] {
    amounts.named().map(|(_, amount)| {
        Cell::numeric(html! { (amount.hours()) br; span class="nhsuk-u-secondary-text-colour" { (amount.pounds()) } })
    })
}

/// The sums by provider, each opening its packages.
fn providers(view: &View<'_, '_>, packages: &[Line], total: Amounts) -> Markup {
    let mut own = BTreeMap::<(&str, &str), Vec<&Line>>::new();
    for line in packages {
        own.entry((&line.provider, &line.provider_id)).or_default().push(line);
    }
    let all = [Cell::from(html! { strong { "All" } }), Cell::numeric(count(packages.len(), "package", "packages"))];
    let mut rows: Vec<Vec<Cell>> = vec![all.into_iter().chain(cells(total)).collect()];
    rows.extend(own.into_iter().map(|((name, id), lines)| {
        let opens = format!("/commissioning/hours?{}", asked(view, id));
        let first = [Cell::link(name, opens), Cell::numeric(count(lines.len(), "package", "packages"))];
        first.into_iter().chain(cells(sum(lines))).collect()
    }));
    let heads = total.named().map(|(name, _)| Cell::numeric(name));
    table(&Table {
        head: [Cell::from("Provider"), Cell::numeric("Packages")].into_iter().chain(heads).collect(),
        rows,
        first_cell_is_header: true,
        compact: true,
        ..Table::default()
    })
}

fn grid(view: &View<'_, '_>, packages: &[Line], total: Amounts) -> Markup {
    let row = |line: &Line| {
        let first = [
            package_cell(view, &line.package, &line.reference),
            Cell::from(line.provider.as_str()),
            Cell::from(line.area.as_str()),
        ];
        first.into_iter().chain(cells(line.amounts)).collect()
    };
    let all = [Cell::from(html! { strong { "All" } }), Cell::default(), Cell::default()];
    let mut rows: Vec<Vec<Cell>> = vec![all.into_iter().chain(cells(total)).collect()];
    rows.extend(packages.iter().take(MOST).map(row));
    let heads = total.named().map(|(name, _)| Cell::numeric(name));
    table(&Table {
        head: ["Package", "Provider", "Area"].into_iter().map(Cell::from).chain(heads).collect(),
        rows,
        first_cell_is_header: true,
        compact: true,
        ..Table::default()
    })
}
