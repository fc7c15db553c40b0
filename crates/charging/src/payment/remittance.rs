//! What a provider is told of a payment run: which of its invoices were paid, with their lines, corrections and credits.

use access::About;
use kernel::{Failure, Money, Uuid, short_day};
use page::{
    Markup, Page,
    components::{Cell, SummaryList, SummaryRow, Table, summary_list, table},
    html,
};
use schemars::JsonSchema;
use serde::Serialize;
use store::{Tx, params, statement};
use wire::{Shown, View};

use super::{Payment, Run, RunData, State, of_provider, run};
use crate::{SeePayments, invoice};

statement! {
    PARTS = "SELECT l.invoice, CAST(SUM(CASE WHEN l.credits IS NULL AND c.adjusts IS NULL THEN l.pence ELSE 0 END) AS {int}) AS charged,
        CAST(SUM(CASE WHEN c.adjusts IS NOT NULL THEN l.pence ELSE 0 END) AS {int}) AS corrected,
        CAST(SUM(CASE WHEN l.credits IS NOT NULL THEN l.pence ELSE 0 END) AS {int}) AS credited
        FROM payment p JOIN invoice_line l ON l.invoice = p.invoice LEFT JOIN charge c ON c.id = l.charge
        WHERE p.run = $1 AND p.provider = $2 GROUP BY l.invoice";
    LINES = "SELECT p.invoice_number, l.number, l.person, l.person_name, l.day, l.memo, l.pence, l.credits, c.adjusts
        FROM payment p JOIN invoice_line l ON l.invoice = p.invoice LEFT JOIN charge c ON c.id = l.charge
        WHERE p.run = $1 AND p.provider = $2 ORDER BY p.invoice_number, l.number";
}

/// What an invoice is made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
struct Parts {
    charged: i64,
    corrected: i64,
    credited: i64,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Remittance {
    run: RunData,
    provider: String,
    pence: i64,
    invoices: Vec<PaidInvoice>,
}

#[derive(Serialize, JsonSchema)]
struct PaidInvoice {
    number: String,
    parts: Parts,
    payment: Payment,
}

fn parts(tx: &mut Tx<'_>, run: Uuid, provider: Uuid) -> Result<Vec<(Uuid, Parts)>, Failure> {
    tx.all(&PARTS, params![run, provider], |row| {
        let parts =
            Parts { charged: row.get("charged")?, corrected: row.get("corrected")?, credited: row.get("credited")? };
        Ok((row.get("invoice")?, parts))
    })
}

/// The run and the provider's part of it, for those who may see it. An advice is of a released run; another does not exist.
fn read(view: &mut View<'_, '_>) -> Result<(Run, Vec<Payment>), Failure> {
    let run = run(view.tx, view.path.uuid("run")?)?;
    let payments = of_provider(view.tx, run.id, view.path.uuid("provider")?)?;
    let first = payments.first().filter(|_| matches!(run.state, State::Released(_)));
    let provider = first.ok_or_else(|| Failure::no_such("remittance advice"))?.provider;
    view.who.permit::<SeePayments>(&About::thing("payment run", run.id).organisation(provider))?;
    Ok((run, payments))
}

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (run, payments) = read(view)?;
    let provider = view.path.uuid("provider")?;
    let all = parts(view.tx, run.id, provider)?;
    let of = |invoice: Uuid| all.iter().find(|(id, _)| *id == invoice).map(|(_, parts)| *parts).unwrap_or_default();
    let invoices: Vec<PaidInvoice> = payments
        .into_iter()
        .map(|payment| PaidInvoice {
            number: invoice::name(payment.invoice_number),
            parts: of(payment.invoice),
            payment,
        })
        .collect();
    let pence = invoices.iter().filter(|one| one.payment.state == "paid").map(|one| one.payment.pence).sum();
    let name = invoices.first().map(|one| one.payment.provider_name.clone()).unwrap_or_default();
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { (name) } "Remittance advice " (run.name()) }
        (facts(&run, pence))
        (invoices_table(&invoices))
        p { a class="nhsuk-link" href={ (run.href()) "/remittance/" (provider) "/csv" } { "Download all lines for a spreadsheet (CSV)" } }
    };
    let page = Page::new(format!("Remittance advice {}", run.name()), body).back("Payments", "/payments");
    Shown::with(page, &Remittance { run: run.data(), provider: name, pence, invoices })
}

fn facts(run: &Run, pence: i64) -> Markup {
    let mut rows = vec![SummaryRow::new("Paid", Money::from_pence(pence).to_string())];
    if let State::Released(end) = &run.state {
        rows.push(SummaryRow::new("Released", short_day(end.at.day())));
    }
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

fn invoices_table(invoices: &[PaidInvoice]) -> Markup {
    let money = |pence: i64| Cell::numeric(Money::from_pence(pence).to_string());
    let cells = |one: &PaidInvoice| {
        vec![
            Cell::link(one.number.as_str(), format!("/invoices/{}", one.payment.invoice)),
            one.payment.days().into(),
            one.payment.words().into(),
            money(one.parts.charged),
            money(one.parts.corrected),
            money(one.parts.credited),
            money(one.payment.pence),
        ]
    };
    table(&Table {
        caption: "Invoices".into(),
        head: vec![
            "Invoice".into(),
            "Period".into(),
            "Payment".into(),
            Cell::numeric("Visits"),
            Cell::numeric("Corrections"),
            Cell::numeric("Credits"),
            Cell::numeric("Amount"),
        ],
        rows: invoices.iter().map(cells).collect(),
        responsive: true,
        ..Table::default()
    })
}

const HEADERS: [&str; 8] = ["run", "invoice", "line", "kind", "person", "day", "memo", "pounds"];

pub(crate) fn csv(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (run, _) = read(view)?;
    let provider = view.path.uuid("provider")?;
    let name = run.name();
    let lines = view.tx.all(&LINES, params![run.id, provider], |row| {
        let adjusts = row.get::<Option<Uuid>>("adjusts")?.is_some();
        let kind = match row.get::<Option<Uuid>>("credits")? {
            Some(_) => "credit",
            None if adjusts => "correction",
            None => "visit",
        };
        let cells = [
            name.clone(),
            invoice::name(row.get("invoice_number")?),
            row.get::<i64>("number")?.to_string(),
            kind.to_owned(),
            row.get("person_name")?,
            row.get::<kernel::Date>("day")?.to_string(),
            row.get("memo")?,
            Money::from_pence(row.get("pence")?).decimal(),
        ];
        Ok((row.get::<Uuid>("person")?, cells))
    })?;
    let people: std::collections::BTreeSet<Uuid> = lines.iter().map(|(person, _)| *person).collect();
    view.saw_list("remittance advice as a file", people);
    let bytes = sheet::write_csv(&HEADERS, lines.into_iter().map(|(_, cells)| cells));
    Ok(Shown::File { name: format!("remittance-{}.csv", run.name()), kind: "text/csv; charset=utf-8", bytes })
}
