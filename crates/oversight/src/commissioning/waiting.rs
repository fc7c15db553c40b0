//! Who waits for a provider and how long, by area; packages by their short names, without a person's.

use std::collections::BTreeMap;

use brokerage::Package;
use kernel::{Failure, Moment, count};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{day_short, empty_state, time_left},
};
use places::Place;
use wire::{Shown, View};

use super::{area, must_see_place, package_cell};

/// What the JSON says.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Waiting {
    /// The packages, those who have waited longest first.
    pub packages: Vec<WaitingPackage>,
}

/// A package for which a provider is sought.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub struct WaitingPackage {
    /// The package.
    pub package: String,
    /// Its short name.
    pub reference: String,
    /// The area.
    pub area: String,
    /// The area's code.
    pub locality: String,
    /// How many whole days somebody has been sought.
    pub days: i64,
    /// How the search stands.
    pub stage: String,
    /// Whether the search is open to every provider.
    pub contingency: bool,
    /// How often it was handed back.
    pub hand_backs: i64,
}

/// How many wait in one area, and how long the longest has.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct AreaWaiting {
    /// The area's code.
    pub locality: String,
    /// Its name.
    pub area: String,
    /// How many.
    pub packages: i64,
    /// Whole days of the longest wait.
    pub longest_days: i64,
    /// Whole days of the wait in the middle.
    pub middle_days: i64,
}

/// How long somebody has waited, in words: a whole day must be over before it is told as one.
pub(crate) fn waited(days: i64) -> String {
    if days < 1 { "less than a day".to_owned() } else { count(days, "day", "days") }
}

/// Whole days since somebody has been sought.
fn days(package: &Package, now: Moment) -> i64 {
    now.minutes_since(package.searching_since).max(0) / (24 * 60)
}

pub(crate) fn told(package: &Package, place: &Place, now: Moment) -> WaitingPackage {
    WaitingPackage {
        package: package.id.to_string(),
        reference: package.reference(),
        area: area(place, &package.locality),
        locality: package.locality.clone(),
        days: days(package, now),
        stage: package.state.words().to_owned(),
        contingency: package.contingency_at.is_some(),
        hand_backs: package.hand_backs,
    }
}

/// The same counted by area, in the order of names.
pub(crate) fn by_area(packages: &[WaitingPackage]) -> Vec<AreaWaiting> {
    let mut areas = BTreeMap::<(&str, &str), Vec<i64>>::new();
    for package in packages {
        areas.entry((&package.area, &package.locality)).or_default().push(package.days);
    }
    let counted = |((area, locality), mut days): ((&str, &str), Vec<i64>)| {
        days.sort_unstable();
        AreaWaiting {
            locality: locality.to_owned(),
            area: area.to_owned(),
            packages: i64::try_from(days.len()).unwrap_or(i64::MAX),
            longest_days: days.last().copied().unwrap_or_default(),
            middle_days: days.get((days.len().saturating_sub(1)) / 2).copied().unwrap_or_default(),
        }
    };
    areas.into_iter().map(counted).collect()
}

/// Shows them.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    must_see_place(view)?;
    let (locality, contingency) = (view.query.text("locality"), view.query.text("contingency") == "yes");
    let wanted = |package: &Package| {
        (locality.is_empty() || package.locality == locality) && (!contingency || package.contingency_at.is_some())
    };
    let found: Vec<Package> = brokerage::waiting(view.tx)?.into_iter().filter(wanted).collect();
    let packages: Vec<_> = found.iter().map(|package| told(package, view.house.place, view.now)).collect();
    let body = html! {
        h1 class="nhsuk-heading-l" {
            @if !locality.is_empty() { span class="nhsuk-caption-l" { (area(view.house.place, locality)) } }
            @if contingency { "Searches open to every provider" } @else { "Packages that wait for a provider" }
        }
        @if packages.is_empty() { (empty_state("Nobody waits. A package stands here from the day it is asked for until it is awarded.")) }
        @else { (grid(view, &found, &packages)) }
        @if !locality.is_empty() || contingency { p { a href="/commissioning/waiting" { "Show every package that waits" } } }
    };
    let page = Page::new("Who waits", body).back("Commissioning", "/commissioning").wide();
    Shown::with(page, &Waiting { packages })
}

fn grid(view: &View<'_, '_>, found: &[Package], packages: &[WaitingPackage]) -> Markup {
    let row = |(package, told): (&Package, &WaitingPackage)| {
        let asked = count(package.asked, "provider", "providers");
        vec![
            package_cell(view, &told.package, &told.reference),
            Cell::from(told.area.as_str()),
            Cell::from(day_short(package.searching_since.day())),
            Cell::numeric(waited(told.days)),
            Cell::from(if package.asked > 0 { format!("{}, {asked} asked", told.stage) } else { told.stage.clone() }),
            Cell::from(match package.contingency_at {
                Some(since) => html! { "Open to every provider since " (day_short(since.day())) },
                None => time_left(view.now, package.due_at),
            }),
            Cell::from(match package.hand_backs {
                0 => "Never".to_owned(),
                times => count(times, "time", "times"),
            }),
        ]
    };
    table(&Table {
        caption: "Those who have waited longest first".into(),
        head: ["Package", "Area", "Since", "Waiting", "Stage", "Widening", "Handed back"]
            .into_iter()
            .map(Cell::from)
            .collect(),
        rows: found.iter().zip(packages).map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // PER-1
    #[test]
    fn waits_are_counted_by_area() {
        let package = |area: &str, days| WaitingPackage {
            package: String::new(),
            reference: String::new(),
            area: area.into(),
            locality: area.to_lowercase(),
            days,
            stage: String::new(),
            contingency: false,
            hand_backs: 0,
        };
        let found = by_area(&[package("West", 3), package("East", 1), package("West", 9), package("West", 4)]);
        let told: Vec<_> =
            found.iter().map(|one| (one.area.as_str(), one.packages, one.longest_days, one.middle_days)).collect();
        assert_eq!(told, [("East", 1, 1, 1), ("West", 3, 9, 4)]);
    }
}
