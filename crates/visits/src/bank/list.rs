//! Packages that bank, with what each holds: for the provider that gives the care, and for those who bought it.

use std::collections::{BTreeMap, HashSet};

use access::Covers;
use accounts::Unit;
use kernel::{Failure, Minutes, Uuid};
use maud::html;
use page::{
    Page,
    components::{Cell, Table, table},
    show::{Tile, empty_state},
};
use schemars::JsonSchema;
use store::{Tx, params, statement};
use wire::{Shown, View};

use super::{FREE, PLANNED, href};
use crate::policy::{ListBanks, SeeBank};

const MOST: i64 = 500;

statement! {
    ALL = "SELECT id, open FROM package_bank ORDER BY since DESC, id LIMIT $1";
}

/// A package that banks or has banked.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct BankLine {
    /// The package.
    pub package: String,
    /// Its short name.
    pub reference: String,
    /// Who gives its care; none for that provider itself.
    pub provider: Option<String>,
    /// Whether banked hours are switched on.
    pub open: bool,
    /// Minutes that can be used.
    pub free_minutes: i64,
    /// Minutes set aside for planned visits.
    pub planned_minutes: i64,
}

fn lines(tx: &mut Tx<'_>, only: Option<&HashSet<Uuid>>) -> Result<Vec<BankLine>, Failure> {
    let mut all = tx.all(&ALL, params![MOST], |row| Ok((row.get::<Uuid>("id")?, row.get::<bool>("open")?)))?;
    all.retain(|(id, _)| only.is_none_or(|only| only.contains(id)));
    let free = accounts::balances(tx, FREE, Unit::Minutes)?;
    let planned = accounts::balances(tx, PLANNED, Unit::Minutes)?;
    let of = |balances: &BTreeMap<Uuid, i64>, id: Uuid| balances.get(&id).copied().unwrap_or_default();
    let ids: Vec<Uuid> = all.iter().map(|(id, _)| *id).collect();
    let providers = if only.is_none() { brokerage::holders(tx, &ids)? } else { BTreeMap::new() };
    let line = |(id, open): (Uuid, bool)| BankLine {
        provider: providers.get(&id).cloned(),
        package: id.to_string(),
        reference: brokerage::reference(id.into()),
        open,
        free_minutes: of(&free, id),
        planned_minutes: of(&planned, id),
    };
    Ok(all.into_iter().map(line).collect())
}

/// What a provider's first screen says of banked time; nothing when nobody of its packages has any.
pub(crate) fn tiles(view: &mut View<'_, '_>) -> Result<Vec<Tile>, Failure> {
    let free = accounts::balances(view.tx, FREE, Unit::Minutes)?;
    if free.is_empty() {
        return Ok(Vec::new());
    }
    let own = view.who.organisation_id().unwrap_or_default();
    let own = brokerage::active_for(view.tx, own, view.now.day())?;
    let held: Vec<i64> = own.iter().filter_map(|package| free.get(&package.id.uuid()).copied()).collect();
    if held.is_empty() {
        return Ok(Vec::new());
    }
    let what = if held.len() == 1 { "package has banked time" } else { "packages have banked time" };
    Ok(vec![Tile::new(held.len(), format!("{what}: {}", Minutes::new(held.iter().sum())), "/bank")])
}

/// The page. It names no person.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<ListBanks>()?;
    let data = match scope.covers() {
        Covers::Place => lines(view.tx, None)?,
        Covers::Organisation(provider) => {
            let own = brokerage::active_for(view.tx, *provider, view.now.day())?;
            let own: HashSet<Uuid> = own.iter().map(|package| package.id.uuid()).collect();
            lines(view.tx, Some(&own))?
        }
        Covers::People(_) | Covers::Worker(_) => Vec::new(),
    };
    let opens = view.who.may::<SeeBank>();
    let place = matches!(scope.covers(), Covers::Place);
    let rows = data.iter().map(|line| {
        let mut cells = vec![
            if opens {
                Cell::link(line.reference.as_str(), href(&line.package))
            } else {
                Cell::from(line.reference.as_str())
            },
            Cell::from(if line.open { "On" } else { "Off" }),
            Cell::from(Minutes::new(line.free_minutes).to_string()),
            Cell::from(Minutes::new(line.planned_minutes).to_string()),
        ];
        if place {
            cells.insert(1, Cell::from(line.provider.clone().unwrap_or_else(|| "Nobody at present".into())));
        }
        cells
    });
    let mut head: Vec<Cell> =
        ["Package", "Banked hours", "Can be used", "Set aside for visits"].into_iter().map(Cell::from).collect();
    if place {
        head.insert(1, Cell::from("Provider"));
    }
    let drawn = table(&Table {
        caption: "Packages with banked hours".into(),
        head,
        rows: rows.collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    });
    let body = html! {
        h1 class="nhsuk-heading-l" { "Banked hours" }
        @if data.is_empty() {
            (empty_state("No package banks care time yet. The brokerage team switches it on from the page of a package; it then stands here with what is banked."))
        } @else { (drawn) }
    };
    Shown::with(Page::new("Banked hours", body).wide(), &data)
}
