//! One assessment: its parts and how far they are, what the rule indicates and why, and the decision.

use kernel::Failure;
use page::{
    Markup, Page,
    components::{Button, SummaryList, SummaryRow, button, summary_list},
    html,
    show::{self, Standing},
};
use schemars::JsonSchema;
use serde::Serialize;
use wire::{Shown, View};

use crate::{
    Advocate, Assess, AssessmentRow, AssessmentState, Capacity, Decision, Indication, Outcome, RULE, Residence,
    Section, SeeAssessments, Unable, form,
};

/// A question and its answer, in the shape of the shared draft standard for assessments.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssessmentQuestion {
    /// "CA-NUTRITION-01".
    #[serde(rename = "questionID")]
    pub question_id: String,
    /// The part it stands in.
    pub category: String,
    /// The question.
    pub question_text: String,
    /// The answer; none when it was not asked.
    pub answer: Option<String>,
    /// Whether the decision needs it.
    pub required: bool,
}

/// An assessment as others read it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AssessmentFacts {
    /// Its id.
    pub id: String,
    /// Its row's version, for the decision.
    pub version: i64,
    /// The versions of its sections, for saving them.
    pub section_versions: std::collections::BTreeMap<String, i64>,
    /// The person's id.
    pub person: String,
    /// The referral it answers.
    pub referral: Option<String>,
    /// "draft" or "decided".
    pub state: String,
    /// The questions with their answers.
    pub questions: Vec<AssessmentQuestion>,
    /// The outcomes the person is unable to achieve.
    pub outcomes_unmet: Vec<String>,
    /// What the rule indicates; none while questions are open.
    pub indicated: Option<bool>,
    /// The rule and its version.
    pub rule: String,
    /// The decision.
    pub eligible: Option<bool>,
    /// Its reasons.
    pub reasons: Option<String>,
}

fn facts(row: &AssessmentRow) -> Result<AssessmentFacts, Failure> {
    let indicated = match row.indication()? {
        Indication::Said { eligible, .. } => Some(eligible),
        Indication::Unfinished(_) => None,
    };
    let questions = Outcome::ALL.iter().map(|outcome| AssessmentQuestion {
        question_id: outcome.code().into(),
        category: Section::Outcomes.words().into(),
        question_text: outcome.words().into(),
        answer: answered(row, *outcome),
        required: true,
    });
    let decision = row.decision();
    Ok(AssessmentFacts {
        id: row.id.to_string(),
        version: row.version,
        section_versions: row.sections.iter().map(|part| (part.section.code().to_owned(), part.version)).collect(),
        person: row.person.to_string(),
        referral: row.referral.map(|id| id.to_string()),
        state: if decision.is_some() { "decided" } else { "draft" }.into(),
        questions: questions.collect(),
        outcomes_unmet: row.outcomes_unmet.iter().map(|outcome| outcome.code().into()).collect(),
        indicated,
        rule: RULE.into(),
        eligible: decision.map(|decision| decision.eligible),
        reasons: decision.map(|decision| decision.reasons.clone()),
    })
}

/// The answer to one of the ten questions in words; none when it was not asked.
fn answered(row: &AssessmentRow, outcome: Outcome) -> Option<String> {
    let answer = row.answers.outcomes.0.get(outcome.code())?;
    let ways = answer.unable.as_ref()?;
    let said: Vec<&str> = ways.iter().filter_map(|way| way.parse::<Unable>().ok()).map(Unable::words).collect();
    let said = if said.is_empty() { "Can do it, or it does not apply".to_owned() } else { said.join("; ") };
    Some(match &answer.words {
        Some(words) => format!("{said}. {words}"),
        None => said,
    })
}

/// Shows it. The person sees what is decided, not a draft.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let row = form::opened::<SeeAssessments>(view)?;
    if row.state == AssessmentState::Draft && view.who.role == access::Role::Person {
        return Err(Failure::no_such("assessment"));
    }
    let banner = people::banner(view.tx, row.person, view.house)?;
    view.saw(row.person, "assessment");
    let may = view.who.may::<Assess>() && row.state == AssessmentState::Draft;
    let title = "Assessment of needs";
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        p { "Begun by " (row.assessor_name) ", " (show::moment(row.started_at)) "." }
        @match &row.state {
            AssessmentState::Decided(decision) => (decided(decision)),
            AssessmentState::Draft => { (indication(&row)?) },
        }
        (parts(&row, may)?)
        @if may { (button(&Button::link("Decide on eligibility", format!("/assessments/{}/decide", row.id)))) }
        (answers(&row))
        @if let Some(previous) = row.previous {
            p { a class="nhsuk-link" href=(format!("/assessments/{previous}")) { "The assessment before this one" } }
        }
    };
    let data = facts(&row)?;
    let back = format!("/people/{}/assessments", row.person);
    Shown::with(Page::new(title, body).about(banner).back("Back to assessments", back), &data)
}

/// What the rule indicates, with what it read (H21).
pub(crate) fn indication(row: &AssessmentRow) -> Result<Markup, Failure> {
    let indication = row.indication()?;
    let standing = match indication {
        Indication::Unfinished(_) => Standing::None,
        Indication::Said { .. } => Standing::Soon,
    };
    Ok(html! {
        h2 class="nhsuk-heading-m" { "What the rule indicates" }
        p { (show::state(indication.words(), standing)) }
        @match &indication {
            Indication::Unfinished(missing) => {
                p { "Still to answer:" }
                ul { @for one in missing { li { (one) } } }
            },
            Indication::Said { reasons, .. } => { ul { @for reason in reasons { li { (reason) } } } },
        }
        p class="nhsuk-hint" { "Rule: " (RULE) ". It is an indication: you decide, and may decide otherwise with a reason." }
    })
}

fn decided(decision: &Decision) -> Markup {
    let (word, standing) =
        if decision.eligible { ("Eligible", Standing::Fine) } else { ("Not eligible", Standing::None) };
    let mut rows = vec![
        SummaryRow::new("Decision", show::state(word, standing)),
        SummaryRow::new("Reasons", decision.reasons.as_str()),
        SummaryRow::new("Decided", format!("{} by {}", kernel::moment_in_words(decision.at), decision.by)),
    ];
    let optional = [
        ("Why it differs from what the rule indicates", decision.differs.as_deref()),
        ("Advice given", decision.advice.as_deref()),
        (
            "The person wants the needs met",
            decision.wants_met.as_deref().map(|wants| if wants == "yes" { "Yes" } else { "No" }),
        ),
    ];
    for (key, value) in optional {
        rows.extend(value.map(|value| SummaryRow::new(key, value)));
    }
    let said = decision.indication.get("eligible").and_then(serde_json::Value::as_bool);
    let said = if said == Some(true) { "Eligible" } else { "Not eligible" };
    let rule = decision.indication.get("rule").and_then(|rule| rule.as_str()).unwrap_or_default();
    rows.push(SummaryRow::new("What the rule indicated", format!("{said}. Rule: {rule}")));
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

fn parts(row: &AssessmentRow, may: bool) -> Result<Markup, Failure> {
    let mut rows = Vec::new();
    for section in Section::ALL {
        let saved = match &row.section(*section)?.saved {
            Some((at, by)) => format!("Saved {} by {by}", kernel::moment_in_words(*at)),
            None => "Not saved yet".to_owned(),
        };
        let line = SummaryRow::new(section.words(), saved);
        let href = format!("/assessments/{}/{}", row.id, section.code());
        rows.push(if may { line.action("Open", href, section.words().to_lowercase()) } else { line });
    }
    Ok(html! {
        h2 class="nhsuk-heading-m" { "Parts" }
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
    })
}

fn answers(row: &AssessmentRow) -> Markup {
    let need = &row.answers.need;
    let yes =
        |answer: &Option<String>| answer.as_deref().map(|answer| if answer == "yes" { "Yes" } else { "No" }.to_owned());
    let said = [
        ("The needs", need.need.clone()),
        ("From an impairment or illness", yes(&need.impairment)),
        ("The impairment or illness", need.impairment_words.clone()),
        ("What matters to the person", need.person_view.clone()),
        ("How a carer sees it", need.carer_view.clone()),
        ("Capacity", need.capacity.as_deref().and_then(|code| code.parse().ok()).map(|it: Capacity| it.words().into())),
        ("Advocate", need.advocate.as_deref().and_then(|code| code.parse().ok()).map(|it: Advocate| it.words().into())),
        (
            "Ordinary residence",
            need.residence.as_deref().and_then(|code| code.parse().ok()).map(|it: Residence| it.words().into()),
        ),
        ("About residence", need.residence_words.clone()),
        ("Significant impact on wellbeing", yes(&row.answers.impact.impact)),
        ("The impact", row.answers.impact.words.clone()),
    ];
    let outcomes = Outcome::ALL.iter().filter_map(|outcome| Some((outcome.words(), answered(row, *outcome)?)));
    let all = said.into_iter().filter_map(|(key, value)| Some((key, value?))).chain(outcomes);
    let rows: Vec<_> = all.map(|(key, value)| SummaryRow::new(key, value)).collect();
    html! {
        @if !rows.is_empty() {
            h2 class="nhsuk-heading-m" { "Answers" }
            (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        }
    }
}
