//! Finance approves an invoice for payment: once, and only when no query is open.

use access::Permit;
use kernel::{Failure, Money, Uuid};
use page::{Page, html};
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    ApproveInvoice,
    invoice::{self, State},
    names, query,
};

pub(crate) const FIELDS: &[Field] = &[Field::version()];

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let invoice = invoice::one(view.tx, view.path.uuid("invoice")?)?;
    view.who.permit::<ApproveInvoice>(&invoice.about())?;
    let body = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { (invoice.provider_name) } "Approve invoice " (invoice.name())
        }
        @match &invoice.state {
            State::Sent => {
                p { (invoice.money()) " for " (invoice.days()) ", " (kernel::count(invoice.lines, "line", "lines")) ". "
                    "Once approved, its lines can no longer be queried." }
                (view.form.button(&format!("{}/approve", invoice.href()), &[("version", &invoice.version.to_string())],
                    "Approve", false))
            }
            State::Queried => p { "A query about this invoice is still open. Settle it first." },
            State::Approved { at, by } => p { (by) " approved it on " (kernel::moment_in_words(*at)) "." },
        }
    };
    Ok(Page::new(format!("Approve {}", invoice.name()), body).back("Invoice", invoice.href()).into())
}

pub(crate) fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let id = act.path.uuid("invoice")?;
    let permit = act.who.permit::<ApproveInvoice>(&invoice::one(act.work, id)?.about())?;
    let pence = approve(act.work, &permit, id, act.values.version()?, &act.who.name)?;
    let invoice = invoice::one(act.work, id)?;
    let message =
        format!("You approved {} of {}: {}.", invoice.name(), invoice.provider_name, Money::from_pence(pence));
    Ok(Done::new(invoice.href(), message).id(id))
}

/// Approves an invoice; gives what it comes to.
pub fn approve(
    work: &mut Work<'_>,
    permit: &Permit<ApproveInvoice>,
    id: Uuid,
    version: i64,
    by: &str,
) -> Result<i64, Failure> {
    permit.covers(id)?;
    let invoice = invoice::held(work, id)?;
    let state = invoice.state.approved(work.at, by)?;
    if query::open_of_invoice(work, id)? > 0 {
        return Err(Failure::internal(format!("invoice {id} is sent but has open queries")));
    }
    let facts = serde_json::json!({ "provider": invoice.provider, "number": invoice.number, "pence": invoice.pence });
    let columns = cols! { "state" => state.code(), "approved_at" => work.at, "approved_by" => by };
    let change = Change::new("invoice.approved", "invoice", id).organisation(invoice.provider).facts(facts);
    work.apply(change.update("invoice", id, version, columns))?;
    let subject = format!("Invoice {} is approved", invoice.name());
    let body = format!("Invoice {} has been approved for payment.", invoice.name());
    names::tell(work, invoice.provider, "invoice.approved", &subject, &body)?;
    Ok(invoice.pence)
}
