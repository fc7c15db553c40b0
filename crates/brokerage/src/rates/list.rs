//! What the packages that run will cost with the next year of the schedule, and which have no price then (BRK-8).

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, Failure, Money, Uuid, day_in_words};
use page::{
    Page,
    components::{Cell, Table, table},
    html,
    show::{Standing, empty_state, state},
};
use places::{Place, UpliftRule};
use schemars::JsonSchema;
use store::{Tx, params, statement};
use wire::{Shown, View};

use super::followed;
use crate::{
    package::Package,
    policy::ListRates,
    show::{choose_provider, chosen_provider},
};

/// How long before the schedule ends its packages are listed: a quarter, in which it can be renewed.
const AHEAD_DAYS: i64 = 91;
/// How many packages are read at most; a place has some thousands.
const MOST: i64 = 50_000;
/// More packages than these are told by provider first.
const FEW: usize = 50;

statement! {
    RUNNING = "SELECT p.*, a.version AS award_version, a.offer AS award_offer, a.awarded_at, a.start_day,
        COALESCE((SELECT r.rate FROM award_rate r WHERE r.award = a.id ORDER BY r.from_day DESC LIMIT 1), a.rate) AS rate,
        a.plan_received_at, a.introduced_at, a.first_care_at, a.outcomes_at, a.provider_plan_at,
        a.asked_start, a.asked_why, a.start_before, a.start_why,
        COALESCE((SELECT MAX(r.from_day) FROM award_rate r WHERE r.award = a.id), a.start_before, a.start_day) AS set_on
        FROM package p JOIN award a ON a.id = p.award WHERE p.state IN ('awarded', 'introduced', 'started')
        ORDER BY p.provider_name, p.id LIMIT $1";
}

/// The rate of a package now and with the next year of the schedule.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct RateLine {
    /// The package.
    pub package: String,
    /// Its short name.
    pub reference: String,
    /// Who has it.
    pub provider: String,
    /// Their id.
    pub provider_id: String,
    /// For an hour, in pence.
    pub rate_pence: i64,
    /// The first day of the next year of the schedule.
    pub next_from: String,
    /// For an hour from then on; none when the schedule has no price.
    pub next_pence: Option<i64>,
}

/// The first day that the schedule has no price for, once it is near or past.
pub(crate) fn missing_from(place: &Place, today: Date) -> Option<Date> {
    let missing = place.schedule_ends()?.tomorrow().ok()?;
    (kernel::Moment::start_of(today).plus_days(AHEAD_DAYS).day() >= missing).then_some(missing)
}

/// The first day after today on which the year of a package's price is over.
fn next_year(place: &Place, package: &Package, today: Date) -> Option<Date> {
    let held = place.price(&package.lot, &package.locality, &package.price_kind, today);
    held.map(|price| price.valid_to).or_else(|| place.schedule_ends())?.tomorrow().ok()
}

fn line(place: &Place, package: &Package, set_on: Date, today: Date) -> Result<Option<RateLine>, Failure> {
    let (Some(held), Some(next)) = (package.state.held(), next_year(place, package, today)) else { return Ok(None) };
    let known = place.price(&package.lot, &package.locality, &package.price_kind, next).is_some();
    let moved = followed(place, package, (set_on, held.rate), next)?.last().map_or(held.rate, |new| new.rate);
    Ok(Some(RateLine {
        package: package.id.to_string(),
        reference: package.reference(),
        provider: held.provider_name.clone(),
        provider_id: held.provider.to_string(),
        rate_pence: held.rate.pence(),
        next_from: next.to_string(),
        next_pence: known.then(|| moved.pence()),
    }))
}

fn lines(tx: &mut Tx<'_>, place: &Place, today: Date) -> Result<Vec<RateLine>, Failure> {
    let found = tx.all(&RUNNING, params![MOST], |row| Ok((Package::read(row)?, row.get::<Date>("set_on")?)))?;
    let lines = found.iter().map(|(package, set_on)| line(place, package, *set_on, today));
    Ok(lines.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// The list, by provider first where it is long. It names nobody.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.scope::<ListRates>()?;
    let (place, today) = (view.house.place, view.now.day());
    let chosen = chosen_provider(view)?;
    let mut lines = lines(view.tx, place, today)?;
    let every: Vec<(Uuid, String)> =
        lines.iter().filter_map(|line| Some((line.provider_id.parse().ok()?, line.provider.clone()))).collect();
    let long = lines.len() > FEW;
    if let Some(chosen) = chosen.map(|id| id.to_string()) {
        lines.retain(|line| line.provider_id == chosen);
    }
    // The rule for the year that begins next.
    let next = lines.iter().filter_map(|line| line.next_from.parse::<Date>().ok()).min().unwrap_or(today);
    let body = html! {
        h1 class="nhsuk-heading-l" { "Rates and the price schedule" }
        p { @match place.uplift_on(next) {
            UpliftRule::None => "By the contract a rate stays as it was accepted when a new year of the schedule begins.",
            UpliftRule::Schedule => "By the contract a rate moves with its ceiling when a new year of the schedule begins, by the same share.",
        } }
        @if let Some(day) = missing_from(place, today) {
            p { (state("Price missing", Standing::Late)) " The schedule has no prices from " (day_in_words(day)) " on. Ask the commissioner for the new schedule; until it is there, rates stay as they are." }
        }
        @if lines.is_empty() {
            (empty_state("No package runs. Each one that does stands here with its rate now and with the next year of the schedule."))
        } @else {
            @if long { (choose_provider("/rates", every.iter().map(|(id, name)| (*id, name.as_str())), chosen, &[])) }
            @if long && chosen.is_none() { (by_provider(&lines)) } @else { (drawn(&lines)) }
        }
    };
    Shown::with(Page::new("Rates and the price schedule", body).wide(), &lines)
}

/// How many packages each provider has, between which rates, and for how many there is no price next.
fn by_provider(lines: &[RateLine]) -> page::Markup {
    let mut providers = BTreeMap::<(&str, &str), Vec<&RateLine>>::new();
    for line in lines {
        providers.entry((&line.provider, &line.provider_id)).or_default().push(line);
    }
    let between = |all: &mut dyn Iterator<Item = i64>| {
        let all: BTreeSet<i64> = all.collect();
        match (all.first(), all.last()) {
            (Some(low), Some(high)) if low < high => {
                format!("{} to {}", Money::from_pence(*low), Money::from_pence(*high))
            }
            (Some(one), _) => Money::from_pence(*one).to_string(),
            (None, _) => "None".to_owned(),
        }
    };
    let rows = providers.iter().map(|((name, id), own)| {
        let missing = own.iter().filter(|line| line.next_pence.is_none()).count();
        vec![
            Cell::link(*name, format!("/rates?provider={id}")),
            Cell::from(kernel::count(own.len(), "package", "packages")),
            Cell::from(between(&mut own.iter().map(|line| line.rate_pence))),
            Cell::from(html! {
                (between(&mut own.iter().filter_map(|line| line.next_pence)))
                @if missing > 0 { " " (state(format!("Price missing for {}", kernel::count(missing, "package", "packages")), Standing::Late)) }
            }),
        ]
    });
    table(&Table {
        caption: "Packages that run, by provider, for an hour".into(),
        head: ["Provider", "Packages", "Rates now", "With the next schedule"].into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    })
}

fn drawn(lines: &[RateLine]) -> page::Markup {
    let money = |pence: i64| Money::from_pence(pence).to_string();
    let rows = lines.iter().map(|line| {
        let day = line.next_from.parse().map(day_in_words).unwrap_or_default();
        let next = html! { @match line.next_pence {
            Some(pence) => { (money(pence)) " from " (day) }
            None => { (state("Price missing", Standing::Late)) " from " (day) }
        } };
        vec![
            Cell::link(line.reference.as_str(), format!("/packages/{}", line.package)),
            Cell::from(line.provider.as_str()),
            Cell::from(money(line.rate_pence)),
            Cell::from(next),
        ]
    });
    table(&Table {
        caption: "Packages that run, for an hour".into(),
        head: ["Package", "Provider", "Rate now", "With the next schedule"].into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    })
}
