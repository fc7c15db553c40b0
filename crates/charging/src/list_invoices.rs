//! A provider's invoices and the queries that wait for its answer.

use access::Covers;
use kernel::{Failure, Money, one_or_many, short_day};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{Standing, Tile, empty_state, state, tiles},
};
use schemars::JsonSchema;
use serde::Serialize;
use wire::{Shown, View};

use crate::{
    AnswerQuery, MakeInvoice, SeeCharges,
    home::held_up,
    invoice::{self, Invoice, InvoiceData, State},
    query::{self, OpenQuery},
    row::{self, Unbilled},
    visit,
};

/// How many invoices the list shows.
const MOST: i64 = 60;

#[derive(Serialize, JsonSchema)]
pub(crate) struct ProviderInvoices {
    unbilled: Unbilled,
    parked: i64,
    invoices: Vec<InvoiceData>,
}

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.scope::<MakeInvoice>()?;
    let scope = view.who.scope::<SeeCharges>()?;
    let own = view.who.organisation_id().ok_or_else(|| Failure::no_such("provider"))?;
    let unbilled = row::unbilled_sum(view.tx, &scope)?;
    let invoices = invoice::of_provider(view.tx, own, MOST)?;
    let queries = query::open(view.tx, Some(own), 50)?;
    view.saw_list("queries about invoices", queries.iter().map(|query| query.person));
    let open = query::count_open(view.tx, Some(own))?;
    let parked = view.tx.figure(&visit::COUNT_PARKED_OF, store::params![own])?;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Invoices" }
        (tiles(&[
            Tile::new(Money::from_pence(unbilled.pence), "not yet invoiced", "/provider/invoices/new"),
            Tile::new(open, one_or_many(open, "open query", "open queries"), DISPUTED),
            held_up(parked),
        ]))
        p { a class="nhsuk-link" href="/provider/invoices/new" { "Make an invoice" } }
        @if !queries.is_empty() { (queries_table(&queries, view.now.day())) }
        @if invoices.is_empty() {
            (empty_state("You have sent no invoice yet. When visits have been approved, make an invoice of them."))
        } @else {
            (invoices_table(&invoices, false))
            @if invoices.len() == usize::try_from(MOST).unwrap_or(0) { p { "The newest " (MOST) " are shown." } }
        }
    };
    let data = ProviderInvoices { unbilled, parked, invoices: invoices.iter().map(Invoice::data).collect() };
    Shown::with(Page::new("Invoices", body), &data)
}

/// For the provider manager's first screen: lines of invoices that are disputed, and how many wait for an answer.
pub(crate) fn disputed(view: &mut View<'_, '_>) -> Result<Vec<Tile>, Failure> {
    let scope = view.who.scope::<AnswerQuery>()?;
    let Covers::Organisation(own) = scope.covers() else { return Ok(Vec::new()) };
    let (disputed, asked) = query::disputed(view.tx, *own)?;
    let tile = Tile::new(disputed, one_or_many(disputed, "disputed charge", "disputed charges"), DISPUTED);
    Ok(vec![if asked == 0 { tile } else { tile.standing(format!("{asked} to answer"), Standing::Soon) }])
}

/// Where the disputed charges of a provider stand.
const DISPUTED: &str = "/provider/invoices#queries";

/// Invoices in a table; with the provider's name for those who see several.
pub(crate) fn invoices_table(invoices: &[Invoice], with_provider: bool) -> Markup {
    let mut head: Vec<Cell> = vec!["Invoice".into()];
    if with_provider {
        head.push("Provider".into());
    }
    head.extend(["Period".into(), "Sent".into(), "State".into(), Cell::numeric("Lines"), Cell::numeric("Total")]);
    let cells = |one: &Invoice| {
        let mut cells = vec![Cell::link(one.name(), one.href())];
        if with_provider {
            cells.push(one.provider_name.as_str().into());
        }
        cells.extend([
            one.days().into(),
            short_day(one.sent_at.day()).into(),
            state_tag(&one.state).into(),
            Cell::numeric(one.lines.to_string()),
            Cell::numeric(one.money().to_string()),
        ]);
        cells
    };
    let rows = invoices.iter().map(cells).collect();
    table(&Table {
        caption: "Invoices".into(),
        id: "invoices".into(),
        head,
        rows,
        responsive: true,
        ..Table::default()
    })
}

/// An invoice's state as a tag.
pub(crate) fn state_tag(of: &State) -> Markup {
    let standing = match of {
        State::Sent => Standing::None,
        State::Queried => Standing::Soon,
        State::Approved { .. } => Standing::Fine,
    };
    state(of.words(), standing)
}

/// Open queries in a table, each a link to where it is answered or weighed.
pub(crate) fn queries_table(queries: &[OpenQuery], today: kernel::Date) -> Markup {
    let cells = |one: &OpenQuery| {
        let days = kernel::Period::new(one.query.asked_at.day(), today).map_or(0, kernel::Period::days);
        vec![
            Cell::link(format!("{}, {}", invoice::name(one.invoice_number), one.person_name), one.query.href()),
            one.provider_name.as_str().into(),
            one.query.state.words().into(),
            format!("{} ({} ago)", short_day(one.query.asked_at.day()), kernel::count(days, "day", "days")).into(),
            Cell::numeric(Money::from_pence(one.pence).to_string()),
        ]
    };
    table(&Table {
        caption: "Open queries".into(),
        id: "queries".into(),
        head: vec!["Query".into(), "Provider".into(), "Whose turn".into(), "Asked".into(), Cell::numeric("Line")],
        rows: queries.iter().map(cells).collect(),
        responsive: true,
        ..Table::default()
    })
}
