//! The query itself, and the provider's answer to it: a credit, or an explanation.

use access::Permit;
use kernel::{Failure, Money, Uuid};
use page::{Page, html};
use schemars::JsonSchema;
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    AnswerQuery, QueryInvoice, SeeCharges, books,
    invoice::{self, Invoice, Line},
    names, parts,
    query::{self, Query, State},
    settled, visit,
};

wire::choices! {
    /// What the provider answers.
    pub enum Answer, "an answer to a query" {
        /// The line, or a part of it, is taken back.
        Agrees = "agrees", "We agree: credit the line or a part of it";
        /// The line is right, and why.
        Explains = "explains", "The line is right: explain it";
    }
}

pub(crate) const FIELDS: &[Field] = &[
    Field::choice("answer", "Your answer", Answer::CHOICES).must("Say whether you credit the line or explain it."),
    Field::money("credit", "Credit")
        .hint(
        "If you agree: how much you take back. Leave it empty to credit all that is left of the line. What you credit is not \
         charged again, even if the time of the visit is corrected later.",
    ),
    Field::words("words", "In your words").must("Explain your answer."),
    Field::version(),
];

#[derive(serde::Serialize, JsonSchema)]
pub(crate) struct QueryData {
    state: String,
    line: Line,
    creditable: i64,
    words: Vec<[String; 3]>,
}

/// The query with all that was said, and what the one who looks can do.
pub(crate) fn show(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let invoice = invoice::one(view.tx, view.path.uuid("invoice")?)?;
    view.who.permit::<SeeCharges>(&invoice.about())?;
    let query = query::one(view.tx, invoice.id, view.path.uuid("query")?)?;
    let line = invoice::line(view.tx, invoice.id, query.line)?;
    let words = query::words(view.tx, query.id)?;
    let (answers, weighs) = (view.who.may::<AnswerQuery>(), view.who.may::<QueryInvoice>());
    let body = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Invoice " (invoice.name()) ", line " (line.number) } "Query"
        }
        p { (page::show::state(query.state.words(), if query.state.is_open() { page::show::Standing::Soon } else { page::show::Standing::Fine })) }
        (parts::line_facts(&line))
        (parts::said(&words))
        @if answers && query.state == State::Asked {
            p { a class="nhsuk-button" href={ (query.href()) "/answer" } { "Answer this query" } }
        }
        @if weighs && query.state == State::Explained {
            p { a class="nhsuk-button" href={ (query.href()) "/weigh" } { "Accept the explanation or keep to the query" } }
        }
    };
    view.saw(line.person, "query about an invoice");
    let page = Page::new("Query", body).about(names::banner(view, line.person)?).back("Invoice", invoice.href());
    let creditable = invoice::creditable(view.tx, &line)?;
    let words = words.into_iter().map(|word| [word.who, word.act, word.words]).collect();
    Shown::with(page, &QueryData { state: query.state.code().into(), line, creditable, words })
}

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let invoice = invoice::one(view.tx, view.path.uuid("invoice")?)?;
    view.who.permit::<AnswerQuery>(&invoice.about())?;
    let query = query::one(view.tx, invoice.id, view.path.uuid("query")?)?;
    let line = invoice::line(view.tx, invoice.id, query.line)?;
    let words = query::words(view.tx, query.id)?;
    let left = Money::from_pence(invoice::creditable(view.tx, &line)?);
    let version = query.version.to_string();
    let body = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Invoice " (invoice.name()) ", line " (line.number) } "Answer the query"
        }
        (parts::line_facts(&line))
        p { "At most " (left) " of this line can be credited." }
        (parts::said(&words))
        (view.form.around(&format!("{}/answer", query.href()), &html! {
            @for field in FIELDS { (view.form.field(field, if field.name == "version" { &version } else { "" })) }
        }, "Send the answer"))
    };
    view.saw(line.person, "query about an invoice");
    let page = Page::new("Answer a query", body).about(names::banner(view, line.person)?);
    Ok(page.back("Query", query.href()).into())
}

pub(crate) fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let id = act.path.uuid("invoice")?;
    let permit = act.who.permit::<AnswerQuery>(&invoice::one(act.work, id)?.about())?;
    let (query, words) = (act.path.uuid("query")?, act.values.text("words")?);
    let given = Given {
        invoice: id,
        query,
        version: act.values.version()?,
        answer: act.values.choice("answer")?,
        credit: act.values.opt_money("credit")?,
        words: &words,
    };
    let credited = answer(act.work, &permit, &given, &act.who.name)?;
    let message = match credited {
        Some(credit) => format!("You credited {credit}. The query is settled."),
        None => "You explained the line. Finance will accept it or keep to the query.".to_owned(),
    };
    Ok(Done::new(format!("/invoices/{id}/query/{query}"), message).id(query))
}

/// An answer to a query.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The invoice.
    pub invoice: Uuid,
    /// The query.
    pub query: Uuid,
    /// The query's version as it was seen.
    pub version: i64,
    /// Whether the line is taken back or explained.
    pub answer: Answer,
    /// How much is taken back; all that is left when it is not said.
    pub credit: Option<Money>,
    /// In the provider's words.
    pub words: &'a str,
}

/// Answers a query; gives the credit that was made, if one was.
pub fn answer(
    work: &mut Work<'_>,
    permit: &Permit<AnswerQuery>,
    given: &Given<'_>,
    by: &str,
) -> Result<Option<Money>, Failure> {
    permit.covers(given.invoice)?;
    let invoice = invoice::held(work, given.invoice)?;
    let query = query::one(work, invoice.id, given.query)?;
    let line = invoice::line(work, invoice.id, query.line)?;
    let state = query.state.answered(given.answer == Answer::Agrees)?;
    let credit = match given.answer {
        Answer::Agrees => Some(amount(work, &line, given.credit)?),
        Answer::Explains if given.credit.is_some() => {
            return Err(Failure::field("credit", "Leave the credit empty when you explain the line."));
        }
        Answer::Explains => None,
    };
    let facts = serde_json::json!({
        "invoice": invoice.id, "line": line.id, "query": query.id, "answer": given.answer.code(), "credit": credit,
    });
    let closed = credit.map(|_| work.at);
    let change = Change::new("query.answered", "invoice", invoice.id)
        .organisation(invoice.provider)
        .person(line.person)
        .facts(facts)
        .update("invoice_query", query.id, given.version, cols! { "state" => state.code(), "closed_at" => closed });
    let change = query::say(work, change, query.id, by, given.answer.code(), given.words)?;
    work.apply(change)?;
    if let Some(credit) = credit {
        make_credit(work, &invoice, &line, &query, credit)?;
    }
    Ok(credit)
}

/// A credit is more than nothing and never more than what is left of its line and its visit. The visit is held, for a correction
/// that comes at the same moment must be reckoned before or after it.
fn amount(work: &mut Work<'_>, line: &Line, wanted: Option<Money>) -> Result<Money, Failure> {
    visit::held(work, line.visit)?;
    let left = Money::from_pence(invoice::creditable(work, line)?);
    if line.adjustment.is_some() {
        return Err(Failure::conflict(
            "This line corrects the price of a whole period; it is not credited. Explain it: the broker can correct the price.",
        ));
    }
    if left == Money::ZERO {
        return Err(Failure::conflict(
            "Nothing is left of this line to credit: it was credited already, or a correction of the visit took it back. \
             Explain it instead.",
        ));
    }
    match wanted {
        // A credit below nothing would raise the invoice past every query.
        Some(wanted) if wanted <= Money::ZERO => Err(Failure::field("credit", "A credit must be more than nothing.")),
        Some(wanted) if wanted > left => {
            Err(Failure::field("credit", format!("At most {left} of this line can be credited; {wanted} is more.")))
        }
        wanted => Ok(wanted.unwrap_or(left)),
    }
}

/// A line below zero that cites the line it takes back, and its entry in the books.
fn make_credit(
    work: &mut Work<'_>,
    invoice: &Invoice,
    line: &Line,
    query: &Query,
    credit: Money,
) -> Result<(), Failure> {
    let (id, pence) = (work.id::<Uuid>(), -credit.pence());
    let state = invoice.state.settled(query::open_of_invoice(work, invoice.id)?)?;
    let memo = format!("Credit for line {}: {}", line.number, line.memo);
    let columns = cols! {
        "id" => id, "version" => 1, "invoice" => invoice.id, "number" => invoice.lines + 1, "credits" => line.id,
        "visit" => line.visit, "person" => line.person, "person_name" => line.person_name.as_str(), "day" => line.day,
        "planned_minutes" => 0, "recorded_minutes" => 0, "approved_minutes" => 0, "charged_minutes" => 0,
        "pence" => pence, "memo" => memo.as_str(), "after_charge" => settled::last_charge(work, line.visit)?,
    };
    let totals = cols! { "state" => state.code(), "pence" => invoice.pence + pence, "lines" => invoice.lines + 1 };
    let facts = serde_json::json!({
        "invoice": invoice.id, "line": line.id, "query": query.id, "visit": line.visit, "pence": pence,
        "provider": invoice.provider,
    });
    let change = Change::new("credit.made", "invoice", invoice.id).organisation(invoice.provider).person(line.person);
    let change = change.facts(facts).update("invoice", invoice.id, invoice.version, totals);
    work.apply(change.insert("invoice_line", columns))?;
    let movement = books::Movement {
        visit: line.visit,
        day: line.day,
        memo: format!("{memo} ({})", invoice.name()),
        provider: invoice.provider,
        commissioner: invoice.commissioner,
        person: line.person,
        pence,
    };
    books::post(work, &movement).map(drop)
}
