//! One submission: what was signed, and what it would be now.

use kernel::{Failure, moment_in_words};
use page::{
    Markup, Page,
    components::{Cell, Details, SummaryList, SummaryRow, Table, details, summary_list, table},
    html,
    show::{Standing, state},
};
use places::Better;
use wire::{Shown, View};

use super::{
    State, Submission,
    frozen::{Definition, Difference, Frozen, FrozenCase, FrozenMeasure},
    is_sound, of_one_quarter, one,
};
use crate::{
    measure::{band_word, case, list::band},
    policy::{ReturnSubmission, SeeSubmissions},
};

/// What the JSON says.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct SubmissionData {
    /// The provider.
    pub provider_name: String,
    /// The quarter.
    pub quarter: String,
    /// The how-manieth.
    pub number: i64,
    /// submitted or returned.
    pub state: String,
    /// Who signed.
    pub signed_by: String,
    /// What they said.
    pub statement: String,
    /// The version of the rules it was reckoned by.
    pub rule: String,
    /// The SHA-256 of what was frozen.
    pub hash: String,
    /// Whether what is kept is what was signed.
    pub sound: bool,
    /// Whether it came after its day.
    pub late: bool,
    /// The measures.
    pub measures: Vec<MeasureData>,
}

/// One measure.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct MeasureData {
    /// Its code.
    pub code: String,
    /// The figure that was signed.
    pub submitted: String,
    /// How it stood under the targets of then.
    pub band: String,
    /// The figure as the record has it now.
    pub now: String,
    /// Its cases as they were.
    pub cases: Vec<CaseData>,
    /// The cases that stand otherwise now.
    pub differs: Vec<DifferenceData>,
}

/// One case as it was.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct CaseData {
    /// The thing that is counted.
    pub subject: String,
    /// The package's short name.
    pub reference: String,
    /// Whether it was in the numerator.
    pub counts: bool,
    /// Why.
    pub why: String,
    /// What the provider said to it.
    pub explanation: Option<String>,
}

/// A case that stands otherwise now.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct DifferenceData {
    /// The thing that is counted.
    pub subject: String,
    /// Whether it was in the numerator.
    pub was: Option<bool>,
    /// Whether it is.
    pub is: Option<bool>,
    /// Why.
    pub why: String,
}

/// A measure as it was signed, with what it would be now.
struct Both<'a> {
    signed: &'a FrozenMeasure,
    now: Option<&'a FrozenMeasure>,
    differs: Vec<Difference>,
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (found, content) = one(view.tx, view.path.uuid("submission")?)?;
    view.who.permit::<SeeSubmissions>(&found.about())?;
    let frozen = Frozen::read(&content)?;
    let sound = is_sound(view.tx, found.id, &content, &found.hash)?;
    let now = Frozen::now(view.tx, view.house.place, found.provider, found.quarter)?;
    let others = of_one_quarter(view.tx, found.provider, found.quarter)?;
    let measures: Vec<Both<'_>> = frozen
        .measures
        .iter()
        .map(|signed| {
            let now = now.measure(&signed.definition.code);
            Both { signed, now, differs: signed.differs(now.map_or(&[], |now| now.cases.as_slice())) }
        })
        .collect();
    let body = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { (found.provider_name) }
            "Measures of " (found.quarter.to_string()) ", version " (found.number)
        }
        @if !sound { p { (state("This is not what was signed", Standing::Late)) " The words that are kept and the journal do not agree. Tell the administrator." } }
        (signature(&found))
        @for other in others.iter().filter(|other| other.id != found.id) {
            p { a href=(other.href()) { "Version " (other.number) } ", " (moment_in_words(other.submitted_at)) }
        }
        @for both in &measures { (measure(&found, both)) }
        ul class="nhsuk-list" {
            li { a href=(format!("{}/file", found.href())) { "The cases as a file (CSV)" } }
            @if found.state == State::Submitted && view.who.may::<ReturnSubmission>() {
                li { a href=(format!("{}/return", found.href())) { "Return it to the provider" } }
            }
        }
    };
    let data = told(&found, sound, &measures);
    Shown::with(Page::new("Measures that were signed", body).back("Submissions", "/submissions").wide(), &data)
}

fn signature(found: &Submission) -> Markup {
    let when = moment_in_words(found.submitted_at);
    let late = if found.is_late() { ", late" } else { "" };
    let mut rows = vec![
        SummaryRow::new("Signed by", format!("{}, {when}{late}", found.signed_name)),
        SummaryRow::new("Statement", found.statement.as_str()),
        SummaryRow::new("Rules", found.rule.as_str()),
        SummaryRow::new("Fingerprint", found.hash.get(..16).unwrap_or_default()),
    ];
    if let State::Returned { at, by, why, .. } = &found.state {
        rows.push(SummaryRow::new("Returned", format!("{why} ({by}, {})", moment_in_words(*at))));
    }
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

/// A definition in a sentence.
pub(crate) fn meaning(said: &Definition) -> String {
    let least = match said.better {
        Better::Higher => "at least",
        Better::Lower => "at most",
    };
    let clock = said.standard.as_ref().map(|(words, term)| format!(" {words}: {term}.")).unwrap_or_default();
    let assumed = if said.assumed { " (assumed: the contract does not say)" } else { "" };
    format!(
        "{}, of {}. Target {least} {}%, close {least} {}%{assumed}.{clock} Source: {}.",
        said.numerator, said.denominator, said.green, said.amber, said.source
    )
}

fn measure(found: &Submission, both: &Both<'_>) -> Markup {
    let (signed, said) = (both.signed, &both.signed.definition);
    let now = both.now.map(|now| now.figure().words()).unwrap_or_default();
    let submitted = signed.figure().words();
    html! {
        h2 class="nhsuk-heading-m" { (said.words) " " span class="nhsuk-u-font-size-16 nhsuk-u-secondary-text-colour" { (said.code) } }
        p { strong { (submitted) } " " (band(band_word(signed.band_of(signed.figure())))) }
        p { (meaning(said)) }
        @if !both.differs.is_empty() {
            p { "Now it would be " (now) ", submitted " (submitted) "." }
            (differences(found, said, &both.differs))
        }
        @if !signed.cases.is_empty() {
            (details(&Details {
                summary: kernel::count(signed.cases.len(), "case as it was signed", "cases as they were signed").into(),
                text: cases(found, signed).into(),
                ..Details::default()
            }))
        }
    }
}

fn differences(found: &Submission, said: &Definition, differs: &[Difference]) -> Markup {
    let counted = |counts: Option<bool>| match counts {
        Some(true) => "Counted",
        Some(false) => "Not counted",
        None => "No case",
    };
    let row = |one: &Difference| {
        vec![
            Cell::link(one.reference.as_str(), case::href(&said.code, one.subject, found.quarter)),
            Cell::from(counted(one.was)),
            Cell::from(counted(one.is)),
            Cell::from(one.why.as_str()),
        ]
    };
    table(&Table {
        caption: "Cases that stand otherwise now".into(),
        head: ["Case", "As signed", "Now", "Why"].into_iter().map(Cell::from).collect(),
        rows: differs.iter().take(200).map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

fn cases(found: &Submission, signed: &FrozenMeasure) -> Markup {
    let better = signed.definition.better;
    let row = |one: &FrozenCase| {
        let against = measures::against(one.counts, better);
        vec![
            Cell::link(one.reference.as_str(), case::href(&signed.definition.code, one.subject, found.quarter)),
            Cell::from(case::standing(one.counts, against)),
            Cell::from(one.why.as_str()),
            Cell::from(match &one.explanation {
                Some((words, by)) => format!("{words} ({by})"),
                None if against => "Not explained".to_owned(),
                None => String::new(),
            }),
        ]
    };
    table(&Table {
        head: ["Case", "In the figure", "Why", "What the provider says"].into_iter().map(Cell::from).collect(),
        rows: signed.cases.iter().take(500).map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

fn told(found: &Submission, sound: bool, measures: &[Both<'_>]) -> SubmissionData {
    let case = |one: &FrozenCase| CaseData {
        subject: one.subject.to_string(),
        reference: one.reference.clone(),
        counts: one.counts,
        why: one.why.clone(),
        explanation: one.explanation.as_ref().map(|(words, _)| words.clone()),
    };
    let difference = |one: &Difference| DifferenceData {
        subject: one.subject.to_string(),
        was: one.was,
        is: one.is,
        why: one.why.clone(),
    };
    let measure = |both: &Both<'_>| MeasureData {
        code: both.signed.definition.code.clone(),
        submitted: both.signed.figure().words(),
        band: band_word(both.signed.band_of(both.signed.figure())).to_owned(),
        now: both.now.map(|now| now.figure().words()).unwrap_or_default(),
        cases: both.signed.cases.iter().map(case).collect(),
        differs: both.differs.iter().map(difference).collect(),
    };
    SubmissionData {
        provider_name: found.provider_name.clone(),
        quarter: found.quarter.code(),
        number: found.number,
        state: found.state.code().to_owned(),
        signed_by: found.signed_name.clone(),
        statement: found.statement.clone(),
        rule: found.rule.clone(),
        hash: found.hash.clone(),
        sound,
        late: found.is_late(),
        measures: measures.iter().map(measure).collect(),
    }
}
