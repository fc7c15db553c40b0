//! A provider's manager says what was behind a case that counts against it. Said once of an offer's answer, it stands in every
//! measure that judges the answer.

use std::collections::BTreeMap;

use access::{About, Permit};
use kernel::{Failure, Moment, Quarter, Uuid};
use measures::Case;
use page::{Page, html};
use store::{Change, Row, Tx, Work, cols, params, statement};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    measure::{self, asked_quarter, case, cases_of, narrow::Narrow},
    policy::ExplainCase,
};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::line("quarter", "Which quarter?").must("The page was not sent whole. Open it again and send it once more."),
    Field::words("words", "What was behind it?")
        .hint("The commissioner reads this. Do not write who the person is.")
        .must("Write what was behind it."),
];

/// What was said of one case.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// Its row.
    pub id: Uuid,
    /// Its row's version.
    pub version: i64,
    /// What was said.
    pub words: String,
    /// By whom.
    pub by_name: String,
    /// When it was last changed.
    pub at: Moment,
}

/// What providers said, by case and by what is judged of it.
#[derive(Debug, Clone, Default)]
pub struct Explanations(BTreeMap<Uuid, BTreeMap<String, Explanation>>);

impl Explanations {
    /// What was said of a case.
    pub fn of(&self, subject: Uuid, about: &str) -> Option<&Explanation> {
        self.0.get(&subject)?.get(about)
    }
}

statement! {
    // An explanation is written after what it explains.
    SAID = "SELECT id, version, subject, about, words, by_name, changed_at FROM measure_explanation
        WHERE written_at >= $1 AND (CAST($2 AS {id}) IS NULL OR provider = CAST($2 AS {id})) ORDER BY written_at, id LIMIT 20000";
    ONE = "SELECT id, version, subject, about, words, by_name, changed_at FROM measure_explanation
        WHERE subject = $1 AND about = $2";
}

fn read(row: &Row) -> Result<Explanation, Failure> {
    Ok(Explanation {
        id: row.get("id")?,
        version: row.get("version")?,
        words: row.get("words")?,
        by_name: row.get("by_name")?,
        at: row.get("changed_at")?,
    })
}

/// How long before a quarter the things of its cases began at the earliest, in days: an award whose outcomes fall due in it.
const BEFORE: i64 = -92;

/// What was said of the cases of a quarter: every provider's, or one's.
pub fn of(tx: &mut Tx<'_>, quarter: Quarter, provider: Option<Uuid>) -> Result<Explanations, Failure> {
    let since = Moment::start_of(quarter.period().from()).plus_days(BEFORE);
    let mut said = Explanations::default();
    for (subject, about, one) in tx.all(&SAID, params![since, provider], |row| {
        Ok((row.get::<Uuid>("subject")?, row.get::<String>("about")?, read(row)?))
    })? {
        said.0.entry(subject).or_default().insert(about, one);
    }
    Ok(said)
}

/// What was said of one case.
pub(crate) fn of_case(tx: &mut Tx<'_>, subject: Uuid, about: &str) -> Result<Option<Explanation>, Failure> {
    tx.first(&ONE, params![subject, about], read)
}

/// What a permit is asked for.
fn about(case: &Case) -> About {
    About::thing("case", case.subject).organisation(case.organisation)
}

/// The case of this measure and quarter, and what the measure judges of it. Only those that count against the provider are
/// explained.
fn found(tx: &mut Tx<'_>, place: &places::Place, at: (&str, Uuid, Quarter)) -> Result<(Case, &'static str), Failure> {
    let (code, subject, quarter) = at;
    let case = cases_of(tx, code, &Narrow::quarter(quarter))?.into_iter().find(|case| case.subject == subject);
    let case = case.ok_or_else(|| Failure::no_such("case"))?;
    let said = place.measure(code).ok_or_else(|| Failure::no_such("measure"))?;
    if !said.submitted || !measures::against(case.counts, said.better) {
        return Err(Failure::conflict(
            "This case does not count against the provider, so nothing needs to be explained.",
        ));
    }
    Ok((case, measure::about(code)))
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (code, subject) = (view.path.text("measure").to_owned(), view.path.uuid("case")?);
    let quarter = asked_quarter(view)?;
    let (case, judged) = found(view.tx, view.house.place, (&code, subject, quarter))?;
    view.who.permit::<ExplainCase>(&about(&case))?;
    let before = of_case(view.tx, subject, judged)?.map(|said| said.words).unwrap_or_default();
    case.person.into_iter().for_each(|person| view.saw(person, "case of a measure"));
    let href = case::href(&code, subject, quarter);
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { (code) ", " (quarter.to_string()) } "Explain a case" }
        p { (case.why) }
        (view.form.around(&format!("/measures/{code}/cases/{subject}/explain"), &html! {
            (page::form::hidden("quarter", &quarter.code()))
            @for field in FIELDS.iter().filter(|field| field.name == "words") { (view.form.field(field, &before)) }
        }, "Keep the explanation"))
    };
    Ok(Page::new("Explain a case", body).back("Back to the case", href).into())
}

/// Keeps it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (code, subject) = (act.path.text("measure").to_owned(), act.path.uuid("case")?);
    let quarter: Quarter = act.values.text("quarter")?.parse()?;
    let (case, judged) = found(act.work, act.house.place, (&code, subject, quarter))?;
    let permit = act.who.permit::<ExplainCase>(&about(&case))?;
    let words = act.values.text("words")?;
    keep(act.work, &permit, &case, judged, (&words, &act.who.name))?;
    let href = case::href(&code, subject, quarter);
    Ok(Done::new(href, "Your explanation stands beside the case. The commissioner reads it.").id(subject))
}

fn keep(
    work: &mut Work<'_>,
    permit: &Permit<ExplainCase>,
    case: &Case,
    judged: &'static str,
    (words, by): (&str, &str),
) -> Result<(), Failure> {
    permit.covers(case.subject)?;
    let before = of_case(work, case.subject, judged)?;
    let facts = serde_json::json!({ "case": case.subject, "about": judged, "words": words });
    let noted = |id: Uuid| {
        let change = Change::new("case.explained", "measure_explanation", id).organisation(case.organisation);
        let change = match case.person {
            Some(person) => change.person(person),
            None => change,
        };
        change.facts(facts.clone())
    };
    let change = if let Some(before) = before {
        let columns = cols! { "words" => words, "by_name" => by, "changed_at" => work.at };
        noted(before.id).update("measure_explanation", before.id, before.version, columns)
    } else {
        let id: Uuid = work.id();
        let columns = cols! {
            "id" => id, "version" => 1, "about" => judged, "subject" => case.subject, "provider" => case.organisation,
            "words" => words, "by_name" => by, "written_at" => work.at, "changed_at" => work.at,
        };
        noted(id).insert("measure_explanation", columns)
    };
    work.apply(change)
}
