//! Finance weighs a provider's explanation: accepts it, or keeps to the query.

use access::Permit;
use kernel::{Failure, Uuid};
use page::{Page, html};
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{QueryInvoice, invoice, names, parts, query};

wire::choices! {
    /// What finance makes of an explanation.
    pub enum Weighed, "a word on an explanation" {
        /// The line stands.
        Accepts = "accepts", "Accept it: the line stands";
        /// The provider must answer again.
        Keeps = "keeps", "Keep to the query: the provider answers again";
    }
}

pub(crate) const FIELDS: &[Field] = &[
    Field::choice("decision", "What do you make of the explanation?", Weighed::CHOICES)
        .must("Accept the explanation or keep to the query."),
    Field::words("words", "Why").must("Say why."),
    Field::version(),
];

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let invoice = invoice::one(view.tx, view.path.uuid("invoice")?)?;
    view.who.permit::<QueryInvoice>(&invoice.about())?;
    let query = query::one(view.tx, invoice.id, view.path.uuid("query")?)?;
    let line = invoice::line(view.tx, invoice.id, query.line)?;
    let words = query::words(view.tx, query.id)?;
    let version = query.version.to_string();
    let body = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Invoice " (invoice.name()) ", line " (line.number) } "Weigh the explanation"
        }
        (parts::line_facts(&line))
        (parts::said(&words))
        (view.form.around(&format!("{}/weigh", query.href()), &html! {
            @for field in FIELDS { (view.form.field(field, if field.name == "version" { &version } else { "" })) }
        }, "Save"))
    };
    view.saw(line.person, "query about an invoice");
    let page = Page::new("Weigh an explanation", body).about(names::banner(view, line.person)?);
    Ok(page.back("Query", query.href()).into())
}

pub(crate) fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let id = act.path.uuid("invoice")?;
    let permit = act.who.permit::<QueryInvoice>(&invoice::one(act.work, id)?.about())?;
    let (query, words) = (act.path.uuid("query")?, act.values.text("words")?);
    let decision: Weighed = act.values.choice("decision")?;
    let said = Said { invoice: id, query, version: act.values.version()?, decision, words: &words };
    weigh(act.work, &permit, &said, &act.who.name)?;
    let message = match decision {
        Weighed::Accepts => "You accepted the explanation. The line stands and the query is settled.",
        Weighed::Keeps => "You kept to the query. The provider has been told to answer again.",
    };
    Ok(Done::new(format!("/invoices/{id}"), message).id(query))
}

/// What finance says to an explanation.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The invoice.
    pub invoice: Uuid,
    /// The query.
    pub query: Uuid,
    /// The query's version as it was seen.
    pub version: i64,
    /// Accepted, or kept to.
    pub decision: Weighed,
    /// Why.
    pub words: &'a str,
}

/// Accepts an explanation or keeps to the query.
pub fn weigh(work: &mut Work<'_>, permit: &Permit<QueryInvoice>, said: &Said<'_>, by: &str) -> Result<(), Failure> {
    permit.covers(said.invoice)?;
    let invoice = invoice::held(work, said.invoice)?;
    let query = query::one(work, invoice.id, said.query)?;
    let accepts = said.decision == Weighed::Accepts;
    let state = query.state.weighed(accepts)?;
    let open = query::open_of_invoice(work, invoice.id)? - i64::from(accepts);
    let after = invoice.state.settled(open)?;
    let facts = serde_json::json!({ "invoice": invoice.id, "line": query.line, "query": query.id, "decision": said.decision.code() });
    let closed = accepts.then_some(work.at);
    let change = Change::new("query.weighed", "invoice", invoice.id)
        .organisation(invoice.provider)
        .facts(facts)
        .update("invoice", invoice.id, invoice.version, cols! { "state" => after.code() })
        .update("invoice_query", query.id, said.version, cols! { "state" => state.code(), "closed_at" => closed });
    let change = query::say(work, change, query.id, by, said.decision.code(), said.words)?;
    work.apply(change)?;
    if !accepts {
        let subject = format!("A query about invoice {} is still open", invoice.name());
        let body = format!(
            "Your explanation of a line of invoice {} was not accepted. Sign in to answer again.",
            invoice.name()
        );
        names::tell(work, invoice.provider, "query.kept", &subject, &body)?;
    }
    Ok(())
}
