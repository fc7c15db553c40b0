//! One payment run: who must do what by when, and its invoices by provider.

use kernel::{Failure, moment_in_words};
use page::{
    Markup, Page,
    components::{Cell, SummaryList, SummaryRow, Table, summary_list, table},
    html,
};
use schemars::JsonSchema;
use serde::Serialize;
use wire::{Shown, View};

use super::{
    Payment, Run, RunData, State,
    list::{state_tag, whose},
    of_run, run,
};
use crate::{MakePayment, ReleasePayment, SeePlacePayments, invoice};

#[derive(Serialize, JsonSchema)]
pub(crate) struct WholeRun {
    run: RunData,
    invoices: Vec<Payment>,
}

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let run = run(view.tx, view.path.uuid("run")?)?;
    view.who.permit::<SeePlacePayments>(&run.about())?;
    let invoices = of_run(view.tx, run.id)?;
    let href = run.href();
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { "Payment run" } (run.name()) }
        (facts(&run))
        @match &run.state {
            State::Made => {
                @if view.who.may::<ReleasePayment>() && view.who.account != run.maker {
                    p { a class="nhsuk-button" href={ (href) "/release" } { "Release this run" } }
                }
                @if view.who.may::<MakePayment>() { p { a class="nhsuk-link" href={ (href) "/cancel" } { "Cancel this run" } } }
            }
            State::Released(_) => p { a class="nhsuk-button" href={ (href) "/file" } { "Download the file for the ledger (CSV)" } },
            State::Cancelled(_, why) => p { "Cancelled because: " (why) },
        }
        (invoices_table(&run, &invoices))
    };
    let page = Page::new(format!("Payment run {}", run.name()), body).back("Payments", "/payments");
    Shown::with(page, &WholeRun { run: run.data(), invoices })
}

fn facts(run: &Run) -> Markup {
    let rows = vec![
        SummaryRow::new("Total", run.money().to_string()),
        SummaryRow::new("Invoices", run.invoices.to_string()),
        SummaryRow::new("State", state_tag(&run.state)),
        SummaryRow::new("Made", format!("{} by {}", moment_in_words(run.made_at), run.made_by)),
        SummaryRow::new(if run.state == State::Made { "Whose turn" } else { "Ended" }, whose(run)),
    ];
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

fn invoices_table(run: &Run, invoices: &[Payment]) -> Markup {
    let cells = |one: &Payment| {
        let provider: Cell = match run.state {
            State::Released(_) => {
                Cell::link(one.provider_name.as_str(), format!("{}/remittance/{}", run.href(), one.provider))
            }
            _ => one.provider_name.as_str().into(),
        };
        vec![
            provider,
            Cell::link(invoice::name(one.invoice_number), format!("/invoices/{}", one.invoice)),
            one.days().into(),
            one.words().into(),
            Cell::numeric(one.money().to_string()),
        ]
    };
    table(&Table {
        caption: "Invoices in this run".into(),
        head: vec!["Provider".into(), "Invoice".into(), "Period".into(), "Payment".into(), Cell::numeric("Amount")],
        rows: invoices.iter().map(cells).collect(),
        responsive: true,
        ..Table::default()
    })
}
