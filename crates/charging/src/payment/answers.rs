//! What the ledger answered (FIN-4): each line is matched with its payment; what does not match is listed until somebody deals
//! with it. A rejected payment is turned round in the books, and its invoice goes into the next run.

use access::{About, Permit};
use imports::{Outcome, Step};
use kernel::{Date, Failure, Moment, Money, Uuid, short_day};
use page::{
    Page,
    components::{Cell, SummaryList, SummaryRow, Table, summary_list, table},
    html,
    show::empty_state,
};
use schemars::JsonSchema;
use serde::Serialize;
use sheet::ledger::Answer;
use store::{Change, Row, Tx, Work, cols, params, statement};
use wire::{Act, Done, Field, Shown, View};

use super::{Payment, State, held_by_number, of_run};
use crate::{MakePayment, SeePlacePayments, books, invoice};

/// How many are shown at once.
const MOST: i64 = 100;

/// What the program made of an answer.
enum Found {
    Matched(Box<Payment>),
    /// There is no such payment.
    Unmatched(String),
    /// There is, but it says something else.
    Differs(String),
}

statement! {
    KNOWN = "SELECT id FROM ledger_answer WHERE fingerprint = $1";
    OPEN = "SELECT id, version, run, invoice, provider, pence, on_day, status, reason, found, why, at, closed_at, closed_by,
        closed_words FROM ledger_answer WHERE found <> 'matched' AND closed_at IS NULL ORDER BY at, id LIMIT $1";
    ONE = "SELECT id, version, run, invoice, provider, pence, on_day, status, reason, found, why, at, closed_at, closed_by,
        closed_words FROM ledger_answer WHERE id = $1";
    COUNT_OPEN = "SELECT count(*) FROM ledger_answer WHERE found <> 'matched' AND closed_at IS NULL";
}

/// Takes one line of the ledger's answer. [`Outcome::Changed`] when it matched its payment, [`Outcome::Made`] when it stands on the
/// list of answers to look at, [`Outcome::Unchanged`] when it was known.
pub fn take(step: &mut Step<'_, '_>, row: &Answer) -> Result<Outcome, Failure> {
    let fingerprint = fingerprint(row);
    if step.tx().first(&KNOWN, params![fingerprint.as_str()], |row| row.get::<Uuid>("id"))?.is_some() {
        return Ok(Outcome::Unchanged);
    }
    let found = find(step.work, row)?;
    let (code, why) = match &found {
        Found::Matched(_) => ("matched", None),
        Found::Unmatched(why) => ("unmatched", Some(why.clone())),
        Found::Differs(why) => ("differs", Some(why.clone())),
    };
    let id: Uuid = step.work.id();
    let status = if row.paid { "paid" } else { "rejected" };
    let columns = cols! {
        "id" => id, "version" => 1, "fingerprint" => fingerprint, "run" => row.run.as_str(), "invoice" => row.invoice.as_str(),
        "provider" => row.provider.clone(), "pence" => row.amount, "on_day" => row.on, "status" => status,
        "reason" => row.reason.clone(), "found" => code, "why" => why, "at" => step.work.at,
    };
    let (event, payment) = match found {
        Found::Matched(payment) => (if row.paid { "payment.confirmed" } else { "payment.rejected" }, Some(payment)),
        _ => ("payment.answer_kept", None),
    };
    let facts = serde_json::json!({ "run": row.run, "invoice": row.invoice, "pence": row.amount, "found": code });
    let subject = payment.as_ref().map_or(id, |payment| payment.id);
    let mut change = Change::new(event, "payment", subject).facts(facts).insert("ledger_answer", columns);
    if let Some(payment) = &payment {
        change = change.organisation(payment.provider).update("payment", payment.id, payment.version, answered(row));
    }
    step.apply(change)?;
    let Some(payment) = payment else { return Ok(Outcome::Made) };
    if !row.paid {
        let memo = format!("{} was rejected by the ledger", invoice::name(payment.invoice_number));
        books::pay(step.work, payment.id, payment.provider, -payment.pence, memo)?;
    }
    Ok(Outcome::Changed)
}

fn answered(row: &Answer) -> Vec<(&'static str, store::Value)> {
    if row.paid {
        return cols! { "answered_on" => row.on };
    }
    let reason = row.reason.clone().unwrap_or_else(|| "no reason given".into());
    cols! { "state" => "rejected", "answered_on" => row.on, "answer" => reason }
}

/// All that a line says; the same line in another file is the same answer.
fn fingerprint(row: &Answer) -> String {
    let provider = row.provider.clone().unwrap_or_default();
    let status = if row.paid { "paid" } else { "rejected" };
    [row.run.as_str(), &row.invoice, &provider, &row.amount.decimal(), &row.on.to_string(), status]
        .join("|")
        .to_lowercase()
}

fn number(text: &str, prefix: &str) -> Option<i64> {
    text.to_uppercase().strip_prefix(prefix)?.parse().ok()
}

fn find(work: &mut Work<'_>, row: &Answer) -> Result<Found, Failure> {
    let run = match number(&row.run, "PAY-") {
        Some(number) => held_by_number(work, number)?,
        None => None,
    };
    let Some(run) = run.filter(|run| matches!(run.state, State::Released(_))) else {
        return Ok(Found::Unmatched(format!("There is no released payment run {}.", row.run)));
    };
    let wanted = number(&row.invoice, "INV-");
    let is_of = |one: &Payment| row.provider.as_ref().is_none_or(|code| one.provider_code.eq_ignore_ascii_case(code));
    let mut fits: Vec<Payment> =
        of_run(work, run.id)?.into_iter().filter(|one| Some(one.invoice_number) == wanted && is_of(one)).collect();
    let Some(payment) = fits.pop() else {
        return Ok(Found::Unmatched(format!("Run {} has no invoice {} of this supplier.", run.name(), row.invoice)));
    };
    if !fits.is_empty() {
        let why =
            format!("Run {} has several invoices {}; the supplier’s code must be given.", run.name(), row.invoice);
        return Ok(Found::Unmatched(why));
    }
    if payment.pence != row.amount.pence() {
        return Ok(Found::Differs(format!("The ledger says {}; the run says {}.", row.amount, payment.money())));
    }
    Ok(match (payment.state.as_str(), payment.answered_on) {
        ("rejected", _) => {
            Found::Differs("The ledger rejected this payment before; the invoice is in a later run.".into())
        }
        ("paid", Some(day)) if row.paid => {
            Found::Differs(format!("The ledger confirmed this payment before, for {}.", short_day(day)))
        }
        _ => Found::Matched(Box::new(payment)),
    })
}

/// How many answers wait for somebody to look at them.
pub(crate) fn count_open(tx: &mut Tx<'_>) -> Result<i64, Failure> {
    tx.figure(&COUNT_OPEN, &[])
}

/// An answer that did not match.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct AnswerData {
    #[schemars(with = "String")]
    id: Uuid,
    #[serde(skip)]
    version: i64,
    run: String,
    invoice: String,
    provider: Option<String>,
    pence: i64,
    #[schemars(with = "String")]
    on: Date,
    status: String,
    reason: Option<String>,
    found: String,
    why: Option<String>,
    #[schemars(with = "Option<String>")]
    closed_at: Option<Moment>,
    closed_by: Option<String>,
    closed_words: Option<String>,
}

impl AnswerData {
    fn read(row: &Row) -> Result<Self, Failure> {
        Ok(AnswerData {
            id: row.get("id")?,
            version: row.get("version")?,
            run: row.get("run")?,
            invoice: row.get("invoice")?,
            provider: row.get("provider")?,
            pence: row.get("pence")?,
            on: row.get("on_day")?,
            status: row.get("status")?,
            reason: row.get("reason")?,
            found: row.get("found")?,
            why: row.get("why")?,
            closed_at: row.get("closed_at")?,
            closed_by: row.get("closed_by")?,
            closed_words: row.get("closed_words")?,
        })
    }

    fn name(&self) -> String {
        format!("{} {}", self.run, self.invoice)
    }

    fn about(&self) -> About {
        About::thing("answer", self.id)
    }
}

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.scope::<SeePlacePayments>()?;
    let open = view.tx.all(&OPEN, params![MOST], AnswerData::read)?;
    let deals = view.who.may::<MakePayment>();
    let cells = |one: &AnswerData| {
        let first: Cell =
            if deals { Cell::link(one.name(), format!("/payments/answers/{}", one.id)) } else { one.name().into() };
        vec![
            first,
            short_day(one.on).into(),
            one.status.as_str().into(),
            one.why.clone().unwrap_or_default().into(),
            Cell::numeric(Money::from_pence(one.pence).to_string()),
        ]
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "The ledger’s answers" }
        p { "The ledger’s answer is taken in with " code { "kith import ledger-answers FILE" } ". What matches its payment is noted there; what is rejected goes into the next run." }
        @if open.is_empty() {
            (empty_state("Every answer matched its payment. An answer that does not stands here with the reason."))
        } @else {
            (table(&Table {
                caption: "Answers that match no payment, or differ from it".into(),
                head: vec!["Answer".into(), "Date".into(), "Status".into(), "Why it stands here".into(), Cell::numeric("Amount")],
                rows: open.iter().map(cells).collect(),
                responsive: true,
                ..Table::default()
            }))
            p { "The oldest come first; at most " (MOST) " are shown." }
        }
    };
    Shown::with(Page::new("The ledger’s answers", body).back("Payments", "/payments"), &open)
}

pub(crate) const FIELDS: &[Field] =
    &[Field::words("words", "What was done about it?").must("Say what was done about it."), Field::version()];

fn read_one(tx: &mut Tx<'_>, id: Uuid) -> Result<AnswerData, Failure> {
    tx.one(&ONE, params![id], "answer", AnswerData::read)
}

pub(crate) fn one(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let answer = read_one(view.tx, view.path.uuid("answer")?)?;
    view.who.permit::<MakePayment>(&answer.about())?;
    let version = answer.version.to_string();
    let rows = vec![
        SummaryRow::new("Amount", Money::from_pence(answer.pence).to_string()),
        SummaryRow::new("Status", answer.status.as_str()),
        SummaryRow::new("Date", short_day(answer.on)),
        SummaryRow::new("Supplier", answer.provider.as_deref().unwrap_or("not given")),
        SummaryRow::new("The ledger’s reason", answer.reason.as_deref().unwrap_or("not given")),
        SummaryRow::new("Why it stands here", answer.why.as_deref().unwrap_or("it matched")),
    ];
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { "The ledger’s answer" } (answer.name()) }
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        @if let (Some(by), Some(words)) = (&answer.closed_by, &answer.closed_words) {
            p { (by) " dealt with it: " (words) }
        } @else {
            (view.form.around(&format!("/payments/answers/{}", answer.id), &html! {
                @for field in FIELDS { (view.form.field(field, if field.name == "version" { &version } else { "" })) }
            }, "Take it off the list"))
        }
    };
    Ok(Page::new("The ledger’s answer", body).back("The ledger’s answers", "/payments/answers").into())
}

pub(crate) fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let answer = read_one(act.work, act.path.uuid("answer")?)?;
    let permit = act.who.permit::<MakePayment>(&answer.about())?;
    let words = act.values.text("words")?;
    close(act.work, &permit, &answer, act.values.version()?, &words, &act.who.name)?;
    Ok(Done::new("/payments/answers", "It is off the list.").id(answer.id))
}

fn close(
    work: &mut Work<'_>,
    permit: &Permit<MakePayment>,
    answer: &AnswerData,
    version: i64,
    words: &str,
    by: &str,
) -> Result<(), Failure> {
    permit.covers(answer.id)?;
    if let Some(by) = &answer.closed_by {
        return Err(Failure::conflict(format!("{by} dealt with this answer already.")));
    }
    if answer.found == "matched" {
        return Err(Failure::conflict("This answer matched its payment; there is nothing to deal with."));
    }
    let columns = cols! { "closed_at" => work.at, "closed_by" => by, "closed_words" => words };
    let facts = serde_json::json!({ "run": answer.run, "invoice": answer.invoice });
    let change = Change::new("payment.answer_closed", "payment", answer.id).facts(facts);
    work.apply(change.update("ledger_answer", answer.id, version, columns))
}
