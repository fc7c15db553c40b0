//! The first screen of finance; a provider's charges; a person's own costs.

use access::{Covers, Role};
use kernel::{Failure, Moment, Money, Period, Uuid, count, one_or_many, short_day};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{Standing, Tile, empty_state, tiles},
};
use schemars::JsonSchema;
use serde::Serialize;
use wire::{Shown, View};

use crate::{
    Budget, ChargeRow, SeeCharges, books,
    invoice::{self, Invoice, InvoiceData},
    list_invoices::{invoices_table, queries_table},
    query,
    row::{self, Unbilled},
    visit,
};

/// How many invoices and queries are shown at once.
const MOST: i64 = 50;
/// How many weeks of a person's own costs are shown.
const WEEKS: i64 = 13;

#[derive(Default, Serialize, JsonSchema)]
pub(crate) struct Charges {
    open_queries: i64,
    parked: i64,
    unbilled: Unbilled,
    invoices: Vec<InvoiceData>,
    costs: Vec<Costs>,
    latest: Vec<ChargeRow>,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Costs {
    #[schemars(with = "String")]
    person: Uuid,
    budget: Budget,
    charges: Vec<ChargeRow>,
}

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeeCharges>()?;
    match scope.covers().clone() {
        Covers::Place => finance(view),
        Covers::Organisation(provider) => earned(view, provider),
        Covers::People(people) => own(view, &people),
        Covers::Worker(_) => Err(Failure::no_such("page")),
    }
}

fn finance(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeeCharges>()?;
    let open = invoice::open(view.tx, MOST)?;
    let queries = query::open(view.tx, None, MOST)?;
    view.saw_list("queries about invoices", queries.iter().map(|query| query.person));
    let parked = view.tx.figure(&visit::COUNT_PARKED, &[])?;
    let unbilled = row::unbilled_sum(view.tx, &scope)?;
    let approved = invoice::approved(view.tx, 10)?;
    let (to_check, explained) = (invoice::count_sent(view.tx)?, query::count_explained(view.tx)?);
    let open_queries = query::count_open(view.tx, None)?;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Charges" }
        (tiles(&[
            Tile::new(to_check, one_or_many(to_check, "invoice to check", "invoices to check"), "/charges#invoices"),
            Tile::new(explained, one_or_many(explained, "explanation to weigh", "explanations to weigh"), "/charges#queries"),
            Tile::new(open_queries, one_or_many(open_queries, "open query", "open queries"), "/charges#queries"),
            held_up(parked),
            Tile::new(Money::from_pence(unbilled.pence), "charged, not yet invoiced", "/charges#unbilled"),
        ]))
        @if open.is_empty() {
            (empty_state("No invoice waits to be checked. Providers send them when visits have been approved."))
        } @else {
            (invoices_table(&open, true))
            p { "The oldest come first; at most " (MOST) " are shown." }
        }
        @if !queries.is_empty() { (queries_table(&queries, view.now.day())) }
        (not_invoiced(&unbilled))
        @if !approved.is_empty() { (approved_lately(&approved)) }
    };
    let data = Charges {
        open_queries,
        parked,
        unbilled,
        invoices: open.iter().map(Invoice::data).collect(),
        ..Charges::default()
    };
    Shown::with(Page::new("Charges", body), &data)
}

/// Charges that are held up, as a figure; marked when there are any.
pub(crate) fn held_up(parked: i64) -> Tile {
    let tile = Tile::new(parked, one_or_many(parked, "charge held up", "charges held up"), "/charges/parked");
    if parked > 0 { tile.standing("Look", Standing::Soon) } else { tile }
}

fn approved_lately(invoices: &[Invoice]) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "Approved lately" }
        ul class="nhsuk-list" {
            @for one in invoices {
                li { a class="nhsuk-link" href=(one.href()) { (one.provider_name) " " (one.name()) } ": " (one.money()) ", " (one.days()) }
            }
        }
    }
}

fn not_invoiced(unbilled: &Unbilled) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" id="unbilled" { "Charged, not yet invoiced" }
        @match (unbilled.first, unbilled.last) {
            (Some(first), Some(last)) => p {
                (count(unbilled.charges, "charge", "charges")) " from " (short_day(first)) " to " (short_day(last)) ", "
                (Money::from_pence(unbilled.pence)) " together."
            },
            _ => p { "None." },
        }
    }
}

/// What a provider's latest visits earned it, each with why.
fn earned(view: &mut View<'_, '_>, provider: Uuid) -> Result<Shown, Failure> {
    let latest = row::latest_of(view.tx, provider, 100)?;
    view.saw_list("charges", latest.iter().map(|charge| charge.person));
    let unbilled = row::unbilled_sum(view.tx, &view.who.scope::<SeeCharges>()?)?;
    let parked = view.tx.figure(&visit::COUNT_PARKED_OF, store::params![provider])?;
    let open_queries = query::count_open(view.tx, Some(provider))?;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Charges" }
        (tiles(&[
            Tile::new(Money::from_pence(unbilled.pence), "not yet invoiced", "/provider/invoices/new"),
            Tile::new(open_queries, one_or_many(open_queries, "open query", "open queries"), "/provider/invoices#queries"),
            held_up(parked),
        ]))
        @if latest.is_empty() {
            (empty_state("No visit has been charged yet. Each stands here once its times are approved."))
        } @else { (earned_table(&latest)) p { "The latest 100 are shown; older ones stand on your invoices." } }
    };
    Shown::with(Page::new("Charges", body), &Charges { open_queries, parked, unbilled, latest, ..Charges::default() })
}

fn earned_table(charges: &[ChargeRow]) -> Markup {
    let cells = |charge: &ChargeRow| {
        vec![
            Cell::link(format!("{}, {}", charge.person_name, short_day(charge.day)), format!("/charges/{}", charge.id)),
            Cell::numeric(charge.planned_minutes.to_string()),
            Cell::numeric(charge.recorded_minutes.to_string()),
            Cell::numeric(charge.approved_minutes.to_string()),
            Cell::numeric(charge.money().to_string()),
        ]
    };
    table(&Table {
        caption: "The latest visits".into(),
        head: vec![
            "Visit".into(),
            Cell::numeric("Planned minutes"),
            Cell::numeric("Recorded minutes"),
            Cell::numeric("Approved minutes"),
            Cell::numeric("Amount"),
        ],
        rows: charges.iter().map(cells).collect(),
        responsive: true,
        ..Table::default()
    })
}

/// What care cost the one who looks, or whom they care for, with why on each line's own page (FIN-2).
fn own(view: &mut View<'_, '_>, people: &[Uuid]) -> Result<Shown, Failure> {
    let period = lately(view.now)?;
    let mut data = Charges::default();
    for person in people {
        let (budget, charges) = (books::budget_of(view.tx, *person)?, row::of_person(view.tx, *person, period)?);
        data.costs.push(Costs { person: *person, budget, charges });
        view.saw(*person, "what care costs");
    }
    let carer = view.who.role == Role::Carer;
    let body = html! {
        h1 class="nhsuk-heading-l" { "What care costs" }
        @for costs in &data.costs {
            @if carer { @if let Some(first) = costs.charges.first() { h2 class="nhsuk-heading-m" { (first.person_name) } } }
            (tiles(&[
                Tile::new(costs.budget.given, "budget given", format!("/people/{}/budget", costs.person)),
                Tile::new(costs.budget.spent, "spent", format!("/people/{}/budget", costs.person)),
                Tile::new(costs.budget.left, "left", format!("/people/{}/budget", costs.person)),
            ]))
            (cost_table(&costs.charges))
        }
        @if data.costs.iter().all(|costs| costs.charges.is_empty()) {
            (empty_state("No visit of the last 13 weeks has been charged yet. Each stands here once its times are approved."))
        }
    };
    Shown::with(Page::new("What care costs", body), &data)
}

fn lately(now: Moment) -> Result<Period, Failure> {
    Period::through(now.plus_days(-7 * WEEKS).day(), now.day())
}

/// Charges in a table, each a link to how it came about.
fn cost_table(charges: &[ChargeRow]) -> Markup {
    if charges.is_empty() {
        return html! {};
    }
    let cells = |charge: &ChargeRow| {
        vec![
            Cell::link(short_day(charge.day), format!("/charges/{}", charge.id)),
            charge.provider_name.as_str().into(),
            Cell::numeric(charge.approved_minutes.to_string()),
            Cell::numeric(charge.money().to_string()),
        ]
    };
    table(&Table {
        caption: "Visits of the last 13 weeks".into(),
        head: vec!["Visit".into(), "Provider".into(), Cell::numeric("Approved minutes"), Cell::numeric("Cost")],
        rows: charges.iter().rev().map(cells).collect(),
        responsive: true,
        ..Table::default()
    })
}
