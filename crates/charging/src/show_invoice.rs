//! An invoice: its total, its three figures of minutes, its people, and each person's lines (FIN-1).

use kernel::{Failure, Money, count, short_day};
use page::{
    Markup, Page,
    components::{Cell, SummaryList, SummaryRow, Table, summary_list, table},
    html,
};
use schemars::JsonSchema;
use serde::Serialize;
use wire::{Shown, View};

use crate::{
    ApproveInvoice, MakeInvoice, QueryInvoice, SeeCharges, SeePlacePayments,
    invoice::{self, Group, Invoice, InvoiceData, Line, State},
    list_invoices::state_tag,
    names, payment, query,
};

#[derive(Serialize, JsonSchema)]
pub(crate) struct WholeInvoice {
    invoice: InvoiceData,
    people: Vec<Group>,
    /// The lines of the person that `?person=` names.
    lines: Vec<Line>,
}

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let invoice = invoice::one(view.tx, view.path.uuid("invoice")?)?;
    view.who.permit::<SeeCharges>(&invoice.about())?;
    let groups = invoice::groups(view.tx, invoice.id)?;
    let queries = query::of_invoice(view.tx, invoice.id)?;
    let lines = match view.query.text("person") {
        "" => Vec::new(),
        _ => invoice::lines_of(view.tx, invoice.id, view.query.uuid("person")?)?,
    };
    let paid = payment::of_invoice(view.tx, invoice.id)?;
    let may_query = view.who.may::<QueryInvoice>() && !matches!(invoice.state, State::Approved { .. });
    let body = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { (invoice.provider_name) } "Invoice " (invoice.name())
        }
        @if let Some(first) = lines.first() {
            (lines_table(&invoice, &first.person_name, &lines, may_query))
            p { a class="nhsuk-link" href=(invoice.href()) { "The whole invoice" } }
        } @else {
            (facts(&invoice, &groups, paid.as_ref(), view.who.may::<SeePlacePayments>()))
            (next(view, &invoice, queries.iter().filter(|query| query.state.is_open()).count()))
            @if !queries.is_empty() { (queries_list(view, &queries)?) }
            (groups_table(&invoice, &groups))
        }
    };
    let back = if view.who.may::<MakeInvoice>() { ("Invoices", "/provider/invoices") } else { ("Charges", "/charges") };
    let mut page = Page::new(format!("Invoice {}", invoice.name()), body).back(back.0, back.1);
    match lines.first() {
        Some(line) => {
            page = page.about(names::banner(view, line.person)?);
            view.saw(line.person, "invoice");
        }
        None => view.saw_list("invoice", groups.iter().map(|group| group.person)),
    }
    Shown::with(page, &WholeInvoice { invoice: invoice.data(), people: groups, lines })
}

fn facts(invoice: &Invoice, groups: &[Group], paid: Option<&payment::Standing>, sees_run: bool) -> Markup {
    let sum = |of: fn(&Group) -> i64| groups.iter().map(of).sum::<i64>();
    let mut rows = vec![
        SummaryRow::new("Total", invoice.money().to_string()),
        SummaryRow::new("State", state_tag(&invoice.state)),
        SummaryRow::new("Period", invoice.days()),
        SummaryRow::new("Sent", format!("{} by {}", kernel::moment_in_words(invoice.sent_at), invoice.sent_by)),
        SummaryRow::new("Planned minutes", grouped(sum(|group| group.planned_minutes))),
        SummaryRow::new("Recorded minutes", grouped(sum(|group| group.recorded_minutes))),
        SummaryRow::new("Approved minutes", grouped(sum(|group| group.approved_minutes))),
    ];
    if let State::Approved { at, by } = &invoice.state {
        rows.push(SummaryRow::new("Approved", format!("{} by {by}", kernel::moment_in_words(*at))));
    }
    if let Some(paid) = paid {
        let words = html! {
            @if sees_run { a class="nhsuk-link" href={ "/payments/" (paid.run) } { (paid.words) } } @else { (paid.words) }
        };
        rows.push(SummaryRow::new("Payment", words));
    }
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

fn grouped(minutes: i64) -> String {
    count(minutes, "minute", "minutes")
}

/// What the one who looks can do next.
fn next(view: &View<'_, '_>, invoice: &Invoice, open: usize) -> Markup {
    let href = invoice.href();
    html! {
        @if view.who.may::<ApproveInvoice>() && invoice.state == State::Sent {
            p { a class="nhsuk-button" href={ (href) "/approve" } { "Approve this invoice" } }
        }
        @if open > 0 { p { (count(i64::try_from(open).unwrap_or(0), "query is", "queries are")) " open." } }
        p { a class="nhsuk-link" href={ (href) "/csv" } { "Download the lines for a spreadsheet (CSV)" } }
    }
}

fn queries_list(view: &mut View<'_, '_>, queries: &[query::Query]) -> Result<Markup, Failure> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for one in queries {
        let line = invoice::line(view.tx, one.invoice, one.line)?;
        rows.push(vec![
            Cell::link(format!("{}, {}", line.person_name, short_day(line.day)), one.href()),
            one.state.words().into(),
            short_day(one.asked_at.day()).into(),
            Cell::numeric(line.money().to_string()),
        ]);
    }
    Ok(table(&Table {
        caption: "Queries".into(),
        head: vec!["Line".into(), "State".into(), "Asked".into(), Cell::numeric("Line")],
        rows,
        responsive: true,
        ..Table::default()
    }))
}

fn groups_table(invoice: &Invoice, groups: &[Group]) -> Markup {
    let cells = |group: &Group| {
        vec![
            Cell::link(group.person_name.as_str(), format!("{}?person={}", invoice.href(), group.person)),
            Cell::numeric(group.lines.to_string()),
            Cell::numeric(group.planned_minutes.to_string()),
            Cell::numeric(group.recorded_minutes.to_string()),
            Cell::numeric(group.approved_minutes.to_string()),
            Cell::numeric(Money::from_pence(group.pence).to_string()),
        ]
    };
    table(&Table {
        caption: "By person".into(),
        head: vec![
            "Person".into(),
            Cell::numeric("Lines"),
            Cell::numeric("Planned minutes"),
            Cell::numeric("Recorded minutes"),
            Cell::numeric("Approved minutes"),
            Cell::numeric("Amount"),
        ],
        rows: groups.iter().map(cells).collect(),
        responsive: true,
        ..Table::default()
    })
}

fn lines_table(invoice: &Invoice, name: &str, lines: &[Line], may_query: bool) -> Markup {
    let cells = |line: &Line| {
        let what: Cell = match (line.adjustment, line.charge) {
            (Some(adjustment), _) => Cell::link(line.memo.as_str(), format!("/charges/adjustments/{adjustment}")),
            (None, Some(charge)) => Cell::link(line.memo.as_str(), format!("/charges/{charge}")),
            (None, None) => line.memo.as_str().into(),
        };
        let money_only = line.credits.is_some() || line.adjustment.is_some();
        let minutes = |minutes: i64| Cell::numeric(if money_only { String::new() } else { minutes.to_string() });
        let mut cells = vec![
            what,
            minutes(line.planned_minutes),
            minutes(line.recorded_minutes),
            minutes(line.approved_minutes),
            Cell::numeric(line.money().to_string()),
        ];
        if may_query {
            let href = format!("{}/lines/{}/query", invoice.href(), line.id);
            let query = Cell::link("Query", href).hidden(format!("line {}: {}", line.number, line.memo));
            cells.push(if line.charge.is_some() { query } else { "".into() });
        }
        cells
    };
    let mut head = vec![
        "Line".into(),
        Cell::numeric("Planned minutes"),
        Cell::numeric("Recorded minutes"),
        Cell::numeric("Approved minutes"),
        Cell::numeric("Amount"),
    ];
    if may_query {
        head.push("Query".into());
    }
    table(&Table {
        caption: format!("Lines for {name}").into(),
        head,
        rows: lines.iter().map(cells).collect(),
        responsive: true,
        ..Table::default()
    })
}
