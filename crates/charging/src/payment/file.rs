//! The file for the council's ledger, in the columns of the place, with control totals.

use kernel::{Failure, Money};
use places::{PaymentCell, PaymentRules};
use wire::{Shown, View};

use super::{Payment, Run, State, of_run, run};
use crate::{SeePlacePayments, invoice};

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let run = run(view.tx, view.path.uuid("run")?)?;
    view.who.permit::<SeePlacePayments>(&run.about())?;
    if !matches!(run.state, State::Released(_)) {
        return Err(Failure::conflict("There is no file yet: the run must be released by a second officer first."));
    }
    let payments = of_run(view.tx, run.id)?;
    let bytes = csv(&view.house.place.payment_rules, &run, &payments);
    Ok(Shown::File { name: format!("{}.csv", run.name()), kind: "text/csv; charset=utf-8", bytes })
}

/// A header, a line for each invoice, and the control totals: CONTROL, the run, how many lines, and what they come to.
fn csv(rules: &PaymentRules, run: &Run, payments: &[Payment]) -> Vec<u8> {
    let headers: Vec<&str> = rules.columns.iter().map(|column| column.heading.as_str()).collect();
    let line = |one: &Payment| rules.columns.iter().map(|column| cell(rules, run, one, column.is)).collect::<Vec<_>>();
    let sum = payments.iter().map(|one| one.pence).sum();
    let control = vec!["CONTROL".to_owned(), run.name(), payments.len().to_string(), Money::from_pence(sum).decimal()];
    sheet::write_csv(&headers, payments.iter().map(line).chain([control]))
}

fn cell(rules: &PaymentRules, run: &Run, one: &Payment, is: PaymentCell) -> String {
    match is {
        PaymentCell::Run => run.name(),
        PaymentCell::Provider => one.provider_code.clone(),
        PaymentCell::ProviderName => one.provider_name.clone(),
        PaymentCell::Invoice => invoice::name(one.invoice_number),
        PaymentCell::Kind => if one.pence < 0 { "CRN" } else { "INV" }.to_owned(),
        PaymentCell::PeriodFrom => one.from.to_string(),
        PaymentCell::PeriodTo => one.last.to_string(),
        PaymentCell::NetPounds => one.money().decimal(),
        PaymentCell::CostCode => rules.cost_code.clone(),
    }
}
