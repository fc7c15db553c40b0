//! Finance or the broker queries a line of an invoice, with the reason.

use access::Permit;
use kernel::{Failure, Uuid};
use page::{Page, html};
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{QueryInvoice, invoice, names, parts, query};

pub(crate) const FIELDS: &[Field] = &[
    Field::words("reason", "What do you question, and why?")
        .hint("The provider reads this. Name the visit's figures, not the person.")
        .must("Say what you question and why."),
    Field::version(),
];

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let invoice = invoice::one(view.tx, view.path.uuid("invoice")?)?;
    view.who.permit::<QueryInvoice>(&invoice.about())?;
    let line = invoice::line(view.tx, invoice.id, view.path.uuid("line")?)?;
    let version = line.version.to_string();
    let action = format!("{}/lines/{}/query", invoice.href(), line.id);
    let body = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Invoice " (invoice.name()) ", line " (line.number) } "Query this line"
        }
        (parts::line_facts(&line))
        (view.form.around(&action, &html! {
            @for field in FIELDS { (view.form.field(field, if field.name == "version" { &version } else { "" })) }
        }, "Send the query"))
    };
    view.saw(line.person, "line of an invoice");
    let page = Page::new("Query a line", body).about(names::banner(view, line.person)?);
    Ok(page.back("Invoice", format!("{}?person={}", invoice.href(), line.person)).into())
}

pub(crate) fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let id = act.path.uuid("invoice")?;
    let permit = act.who.permit::<QueryInvoice>(&invoice::one(act.work, id)?.about())?;
    let reason = act.values.text("reason")?;
    let asked = Asked { invoice: id, line: act.path.uuid("line")?, version: act.values.version()?, reason: &reason };
    let query = ask(act.work, &permit, &asked, &act.who.name)?;
    let invoice = invoice::one(act.work, id)?;
    let message = format!(
        "You queried a line of {}. {} has been told; the invoice cannot be approved until it is settled.",
        invoice.name(),
        invoice.provider_name
    );
    Ok(Done::new(invoice.href(), message).id(query))
}

/// A query of a line.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The invoice.
    pub invoice: Uuid,
    /// The line.
    pub line: Uuid,
    /// The line's version as it was seen.
    pub version: i64,
    /// What is questioned and why.
    pub reason: &'a str,
}

/// Opens a query about a line.
pub fn ask(work: &mut Work<'_>, permit: &Permit<QueryInvoice>, asked: &Asked<'_>, by: &str) -> Result<Uuid, Failure> {
    permit.covers(asked.invoice)?;
    let invoice = invoice::held(work, asked.invoice)?;
    let line = invoice::line(work, invoice.id, asked.line)?;
    let state = invoice.state.queried()?;
    if line.credits.is_some() {
        return Err(Failure::conflict("This line is a credit. Query the line that it takes back."));
    }
    if query::open_of_line(work, line.id)? > 0 {
        return Err(Failure::conflict("This line is queried already. Wait for the answer, or settle that query."));
    }
    let id: Uuid = work.id();
    let facts = serde_json::json!({ "invoice": invoice.id, "line": line.id, "query": id, "pence": line.pence });
    let columns = cols! {
        "id" => id, "version" => 1, "invoice" => invoice.id, "line" => line.id, "state" => query::State::Asked.code(),
        "asked_at" => work.at, "closed_at" => None::<kernel::Moment>,
    };
    let change = Change::new("invoice.queried", "invoice", invoice.id)
        .organisation(invoice.provider)
        .person(line.person)
        .facts(facts)
        .update("invoice", invoice.id, invoice.version, cols! { "state" => state.code() })
        // Nothing of the line changes but its version: a page that shows it unqueried is stale from now on.
        .update("invoice_line", line.id, asked.version, cols! { "memo" => line.memo.as_str() })
        .insert("invoice_query", columns);
    let change = query::say(work, change, id, by, "asked", asked.reason)?;
    work.apply(change)?;
    let subject = format!("A query about invoice {}", invoice.name());
    let body = format!("A line of invoice {} is queried. Sign in to read the query and to answer it.", invoice.name());
    names::tell(work, invoice.provider, "invoice.queried", &subject, &body)?;
    Ok(id)
}
