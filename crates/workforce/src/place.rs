//! /workforce: how far every provider's workers have their checks; figures, no names (WRK-1).

use std::collections::BTreeMap;

use kernel::{Failure, Uuid};
use page::{
    Page,
    components::{Cell, Table, table},
    html,
    show::empty_state,
};
use wire::{Shown, View};

use crate::{check::everywhere, policy::SeeWorkforce};

/// One provider's figures.
#[derive(Debug, Default, serde::Serialize, schemars::JsonSchema)]
pub struct ProviderWorkers {
    /// The provider's name.
    pub provider: String,
    /// Its care workers.
    pub workers: usize,
    /// Those who may be given no visits.
    pub not_cleared: usize,
    /// Those of them who reach no record (GOV-3).
    pub no_records: usize,
    /// Those who drive.
    pub drivers: usize,
    /// Those who are registered with a professional body.
    pub registered: usize,
    /// Checks that run out soon.
    pub soon: usize,
}

/// The figures as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct WorkforceData {
    /// By name.
    pub providers: Vec<ProviderWorkers>,
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.scope::<SeeWorkforce>()?;
    let today = view.now.day();
    let mut by = BTreeMap::<Uuid, ProviderWorkers>::new();
    for worker in everywhere(view.tx, today)? {
        let standing = worker.standing(&view.house.place.workforce, today);
        let of = by.entry(worker.provider).or_default();
        of.workers += 1;
        of.not_cleared += usize::from(!standing.is_cleared());
        of.no_records += usize::from(!standing.closing().is_empty());
        of.drivers += usize::from(worker.profile.drives);
        of.registered += usize::from(worker.profile.registered_as.is_some());
        of.soon += standing.soon.len();
    }
    let names = access::organisation_names(view.tx, &by.keys().copied().collect::<Vec<_>>())?;
    let mut providers: Vec<ProviderWorkers> = by
        .into_iter()
        .map(|(id, figures)| ProviderWorkers { provider: names.get(&id).cloned().unwrap_or_default(), ..figures })
        .collect();
    providers.sort_by(|a, b| a.provider.cmp(&b.provider));
    let row = |one: &ProviderWorkers| {
        let figures = [one.workers, one.not_cleared, one.no_records, one.soon, one.drivers, one.registered];
        let mut cells = vec![Cell::from(one.provider.as_str())];
        cells.extend(figures.map(|figure| Cell::numeric(figure.to_string())));
        cells
    };
    let head = [
        "Care workers",
        "May be given no visits",
        "Reach no record",
        "Checks that run out soon",
        "Drivers",
        "Registered",
    ];
    let body = html! {
        h1 class="nhsuk-heading-l" { "Care workers’ checks" }
        @if providers.is_empty() {
            (empty_state("No provider has care workers yet. Each stands here with how many have their checks in date."))
        } @else {
            (table(&Table {
                caption: "By provider, today".into(),
                head: std::iter::once(Cell::from("Provider")).chain(head.map(Cell::numeric)).collect(),
                rows: providers.iter().map(row).collect(),
                responsive: true,
                ..Table::default()
            }))
        }
    };
    Shown::with(Page::new("Care workers’ checks", body).wide(), &WorkforceData { providers })
}
