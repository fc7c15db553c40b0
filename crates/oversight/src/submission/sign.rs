//! A provider's manager looks at the quarter's measures, signs and submits them. From then on they are frozen.

use access::{About, Organisation, Permit, Who};
use kernel::{Failure, Moment, Quarter, Uuid, deadline_in_words};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
};
use places::Place;
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{
    SIGNED, due,
    frozen::{Frozen, fingerprint},
    of_one_quarter,
};
use crate::{
    measure::{
        band_word, case,
        list::{band, named},
        typed_quarter,
    },
    policy::SubmitMeasures,
};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::line("quarter", "Which quarter?").must("Say which quarter, like 2026-27 Q3."),
    Field::line("seen", "The figures that were shown"),
    Field::words("statement", "Your statement").must("Write your statement."),
    Field::yes("agree", "I sign these measures for my organisation").must("Tick the box to sign."),
];

/// What stands in the statement unless the manager writes something else.
const STATEMENT: &str = "To the best of my knowledge these measures and explanations are complete and true.";

/// The organisation whose measures somebody may sign: their own.
fn own(who: &Who) -> Result<(Organisation, Permit<SubmitMeasures>), Failure> {
    let own = who.organisation.clone().ok_or_else(|| Failure::no_such("provider"))?;
    let permit = who.permit::<SubmitMeasures>(&About::thing("provider", own.id).organisation(own.id))?;
    Ok((own, permit))
}

/// Refuses a quarter that still runs.
fn must_be_over(quarter: Quarter, now: Moment) -> Result<(), Failure> {
    let ends = quarter.period().last();
    if ends < now.day() {
        return Ok(());
    }
    let ends = kernel::day_in_words(ends);
    Err(Failure::conflict(format!("The quarter {quarter} is not over. Its measures can be signed after {ends}.")))
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (provider, _) = own(view.who)?;
    let quarter = match typed_quarter(view) {
        text if text.is_empty() => due::last_over(view.now.day()),
        text => text.parse()?,
    };
    must_be_over(quarter, view.now)?;
    let made = of_one_quarter(view.tx, provider.id, quarter)?;
    let Some(due) = due::owed(view.house.place, quarter, &made)? else { return Err(already(quarter)) };
    let frozen = Frozen::now(view.tx, view.house.place, provider.id, quarter)?;
    let seen = fingerprint(&frozen.words()?);
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { (provider.name) } "Sign the measures of " (quarter.to_string()) }
        p { (page::show::time_left(view.now, Some(due))) }
        (figures(view.house.place, quarter, provider.id, &frozen))
        (unexplained(quarter, &frozen))
        p { "What you sign is kept as it is now. Later corrections in the record do not change it; the commissioner sees both." }
        (view.form.around("/submissions/sign", &html! {
            (page::form::hidden("quarter", &quarter.code()))
            (page::form::hidden("seen", &seen))
            @for field in FIELDS {
                @match field.name {
                    "statement" => { (view.form.field(field, STATEMENT)) }
                    "agree" => { (view.form.field(field, "")) }
                    _ => {}
                }
            }
        }, "Sign and submit"))
    };
    Ok(Page::new("Sign the measures", body).back("Submissions", "/submissions").into())
}

fn already(quarter: Quarter) -> Failure {
    Failure::conflict(format!(
        "The measures of {quarter} were submitted already. They can be signed again when the commissioner returns them."
    ))
}

fn figures(place: &Place, quarter: Quarter, provider: Uuid, frozen: &Frozen) -> Markup {
    let rows = frozen.measures.iter().map(|measure| {
        let code = &measure.definition.code;
        let href = format!("/measures/{code}?quarter={}&provider={provider}", quarter.code().replace(' ', "+"));
        vec![
            Cell::from(named(place, code)),
            Cell::link(measure.figure().words(), href),
            Cell::from(band(band_word(measure.band_of(measure.figure())))),
        ]
    });
    table(&Table {
        head: ["Measure", "Your figure", "Standing"].into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    })
}

fn unexplained(quarter: Quarter, frozen: &Frozen) -> Markup {
    let (all, open) = frozen.against();
    if all == 0 {
        return html! { p { "No case counts against you." } };
    }
    let cases = kernel::count(all, "case counts", "cases count");
    html! {
        h2 class="nhsuk-heading-m" { "Cases that count against you" }
        @if open.is_empty() { p { (cases) " against you; each is explained." } }
        @else {
            p { (cases) " against you; " (kernel::count(open.len(), "has", "have")) " no explanation. You need not explain them, and the commissioner reads what you write." }
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for (measure, one) in open.iter().take(100) {
                    li { a href=(case::href(&measure.definition.code, one.subject, quarter)) { (one.reference) ": " (one.why) } }
                }
            }
        }
    }
}

/// Signs and submits.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (provider, permit) = own(act.who)?;
    let quarter: Quarter = act.values.text("quarter")?.parse()?;
    must_be_over(quarter, act.now)?;
    let made = of_one_quarter(act.work, provider.id, quarter)?;
    let Some(due) = due::owed(act.house.place, quarter, &made)? else { return Err(already(quarter)) };
    let frozen = Frozen::now(act.work, act.house.place, provider.id, quarter)?;
    if act.values.opt_text("seen")?.is_some_and(|seen| frozen.words().map(|words| fingerprint(&words)) != Ok(seen)) {
        return Err(Failure::Stale(
            "The measures changed after you opened the page, so nothing was signed. Open it again and look at them."
                .into(),
        ));
    }
    let number = made.iter().map(|one| one.number).max().unwrap_or_default() + 1;
    let signed =
        Signed { provider: &provider, quarter, number, due, statement: &act.values.text("statement")?, by: act.who };
    let id = keep(act.work, &permit, &signed, &frozen)?;
    let late = if act.now > due { format!(" They were due by {}.", deadline_in_words(due)) } else { String::new() };
    let message = format!("You signed and submitted the measures of {quarter}, version {number}.{late}");
    Ok(Done::new(format!("/submissions/{id}"), message).id(id))
}

/// What is signed, by whom.
struct Signed<'a> {
    provider: &'a Organisation,
    quarter: Quarter,
    number: i64,
    due: Moment,
    statement: &'a str,
    by: &'a Who,
}

fn keep(
    work: &mut Work<'_>,
    permit: &Permit<SubmitMeasures>,
    signed: &Signed<'_>,
    frozen: &Frozen,
) -> Result<Uuid, Failure> {
    permit.covers(signed.provider.id)?;
    let id: Uuid = work.id();
    let content = frozen.words()?;
    let hash = fingerprint(&content);
    let figures: serde_json::Map<_, _> = frozen
        .measures
        .iter()
        .map(|one| (one.definition.code.clone(), serde_json::json!([one.numerator, one.denominator])))
        .collect();
    let facts = serde_json::json!({
        "quarter": signed.quarter, "number": signed.number, "statement": signed.statement, "rule": frozen.rule,
        "figures": figures, "hash": hash, "due": signed.due,
    });
    let columns = cols! {
        "id" => id, "version" => 1, "provider" => signed.provider.id, "provider_name" => signed.provider.name.as_str(),
        "quarter" => signed.quarter.code(), "number" => signed.number, "state" => "submitted", "due_at" => signed.due,
        "submitted_at" => work.at, "signed_by" => signed.by.account, "signed_name" => signed.by.name.as_str(),
        "statement" => signed.statement, "rule" => frozen.rule.as_str(), "content" => content, "hash" => hash,
    };
    let change = Change::new(SIGNED, "measure_submission", id).organisation(signed.provider.id).facts(facts);
    work.apply(change.insert("measure_submission", columns))?;
    Ok(id)
}
