//! Finance makes a payment run of every approved invoice that is in none.

use access::{About, Permit};
use kernel::{Failure, Moment, Money, Uuid, count};
use page::{Page, html, show::empty_state};
use places::Place;
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{RELEASED, State, last_number, name, ready};
use crate::{MakePayment, invoice::Invoice, list_invoices::invoices_table};

pub(crate) const FIELDS: &[Field] = &[];

fn about() -> About {
    About::thing("payment run", Uuid::nil())
}

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.permit::<MakePayment>(&about())?;
    let (ready, held) = ready(view.tx)?;
    let pence = ready.iter().map(|one| one.pence).sum();
    let body = html! {
        h1 class="nhsuk-heading-l" { "Make a payment run" }
        @if ready.is_empty() {
            (empty_state("No approved invoice waits to be paid. Invoices appear here when they are approved."))
        } @else {
            p { (lines(&ready)) ", " (Money::from_pence(pence)) " together. Another officer must release the run before anything is paid." }
            (invoices_table(&ready, true))
            (view.form.button("/payments/new", &[], "Make the run", false))
        }
        @if !held.is_empty() {
            h2 class="nhsuk-heading-m" { "Left out for now" }
            p { "Their providers’ invoices come to nothing or less together. They wait until there is something to set them against." }
            (invoices_table(&held, true))
        }
    };
    Ok(Page::new("Make a payment run", body).back("Payments", "/payments").into())
}

fn lines(invoices: &[Invoice]) -> String {
    count(i64::try_from(invoices.len()).unwrap_or(i64::MAX), "approved invoice waits", "approved invoices wait")
}

pub(crate) fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = act.who.permit::<MakePayment>(&about())?;
    let made = make(act.work, act.house.place, &permit, &act.who.name, act.who.account)?;
    let message = format!(
        "You made run {}: {}, {}. Another officer must release it by {}.",
        name(made.number),
        count(made.invoices, "invoice", "invoices"),
        Money::from_pence(made.pence),
        kernel::moment_in_words(made.due)
    );
    Ok(Done::new(format!("/payments/{}", made.id), message).id(made.id))
}

/// A run that was made.
pub(crate) struct Made {
    id: Uuid,
    number: i64,
    invoices: i64,
    pence: i64,
    due: Moment,
}

/// Makes a run. An invoice stands in one living run only; the database keeps that too.
pub(crate) fn make(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<MakePayment>,
    by: &str,
    account: Uuid,
) -> Result<Made, Failure> {
    permit.covers(Uuid::nil())?;
    let (ready, held) = ready(work)?;
    if ready.is_empty() {
        let why = if held.is_empty() {
            "No approved invoice waits to be paid."
        } else {
            "The invoices that wait come to nothing or less for their providers; there is nothing to pay."
        };
        return Err(Failure::conflict(why));
    }
    let (id, number): (Uuid, i64) = (work.id(), last_number(work)? + 1);
    let start = clocks::Start {
        standard: RELEASED,
        subject_kind: "payment run",
        subject: id,
        person: None,
        organisation: None,
        from: work.at,
    };
    let due = clocks::start(work, place, start)?;
    let invoices = i64::try_from(ready.len()).unwrap_or(i64::MAX);
    let made = Made { id, number, invoices, pence: ready.iter().map(|one| one.pence).sum(), due };
    let facts = serde_json::json!({ "number": number, "invoices": invoices, "pence": made.pence });
    let columns = cols! {
        "id" => id, "version" => 1, "number" => number, "state" => State::Made.code(), "invoices" => invoices,
        "pence" => made.pence, "made_at" => work.at, "made_by" => by, "made_by_account" => account, "due_at" => due,
    };
    let mut change = Change::new("payment.made", "payment run", id).facts(facts).insert("payment_run", columns);
    for one in &ready {
        let code = access::organisation(work, one.provider)?.code;
        change = change.insert(
            "payment",
            cols! {
                "id" => work.id::<Uuid>(), "version" => 1, "run" => id, "invoice" => one.id, "invoice_number" => one.number,
                "provider" => one.provider, "provider_name" => one.provider_name.as_str(), "provider_code" => code,
                "from_day" => one.period.from(), "to_day" => one.period.to(), "pence" => one.pence, "state" => "waiting",
            },
        );
    }
    work.apply(change)?;
    Ok(made)
}
