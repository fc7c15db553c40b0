//! A second officer releases a payment run: its invoices are paid, once.

use access::Permit;
use kernel::{Failure, Money, Uuid, count};
use page::{Page, html};
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{Ended, Payment, RELEASED, Run, held, name, of_run, run};
use crate::{ReleasePayment, books, names};

pub(crate) const FIELDS: &[Field] = &[Field::version()];

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let run = run(view.tx, view.path.uuid("run")?)?;
    view.who.permit::<ReleasePayment>(&run.about())?;
    let end = Ended { at: view.now, by: view.who.name.clone() };
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { "Payment run " (run.name()) } "Release this run" }
        @match run.state.released(run.maker, view.who.account, end) {
            Ok(_) => {
                p { (count(run.invoices, "invoice", "invoices")) ", " (run.money()) " together, made by " (run.made_by) ". "
                    "Once released, they are paid; the file for the ledger can be downloaded." }
                (view.form.button(&format!("{}/release", run.href()), &[("version", &run.version.to_string())], "Release", false))
            }
            Err(why) => p { (why.to_string()) },
        }
    };
    Ok(Page::new(format!("Release {}", run.name()), body).back("Payment run", run.href()).into())
}

pub(crate) fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let id = act.path.uuid("run")?;
    let permit = act.who.permit::<ReleasePayment>(&run(act.work, id)?.about())?;
    let run = release(act.work, &permit, id, act.values.version()?, &act.who.name, act.who.account)?;
    let message = format!(
        "You released run {}: {} of {} are paid. Download the file and give it to the ledger.",
        name(run.number),
        count(run.invoices, "invoice", "invoices"),
        Money::from_pence(run.pence)
    );
    Ok(Done::new(run.href(), message).id(id))
}

/// Releases a run: the books move each invoice from what its provider earned to what it was paid.
pub(crate) fn release(
    work: &mut Work<'_>,
    permit: &Permit<ReleasePayment>,
    id: Uuid,
    version: i64,
    by: &str,
    account: Uuid,
) -> Result<Run, Failure> {
    permit.covers(id)?;
    let run = held(work, id)?;
    let state = run.state.released(run.maker, account, Ended { at: work.at, by: by.to_owned() })?;
    let payments = of_run(work, id)?;
    let columns = cols! {
        "state" => state.code(), "ended_at" => work.at, "ended_by" => by, "ended_by_account" => account,
    };
    let facts = serde_json::json!({ "number": run.number, "invoices": run.invoices, "pence": run.pence });
    let mut change = Change::new("payment.released", "payment run", id).facts(facts);
    change = change.update("payment_run", id, version, columns);
    for one in &payments {
        change = change.update("payment", one.id, one.version, cols! { "state" => "paid" });
    }
    work.apply(change)?;
    clocks::stop(work, id, RELEASED, work.at)?;
    for one in &payments {
        books::pay(work, one.id, one.provider, one.pence, format!("{} of run {}", in_words(one), run.name()))?;
    }
    tell(work, &run, &payments)?;
    Ok(run)
}

fn in_words(one: &Payment) -> String {
    format!("{} of {}", crate::invoice::name(one.invoice_number), one.provider_name)
}

fn tell(work: &mut Work<'_>, run: &Run, payments: &[Payment]) -> Result<(), Failure> {
    let providers: std::collections::BTreeSet<Uuid> = payments.iter().map(|one| one.provider).collect();
    let subject = format!("Remittance advice {}", run.name());
    let body = format!("Invoices of yours are paid in run {}. Sign in to read the remittance advice.", run.name());
    providers.into_iter().try_for_each(|provider| names::tell(work, provider, "payment.released", &subject, &body))
}
