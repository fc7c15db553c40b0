//! One complaint or compliment.

use access::Role;
use kernel::{Failure, day_in_words, moment_in_words};
use page::{
    Markup, Page,
    components::{SummaryList, SummaryRow, summary_list},
    html,
    show::{Standing, state, time_left},
};
use wire::{Field, Shown, View};

use super::{Feedback, State, one};
use crate::{
    kinds::Owner,
    policy::{AnswerComplaint, SeeFeedback, SeeQuality, TakeComplaint},
};

/// A complaint or compliment as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct FeedbackData {
    /// Its id.
    pub id: String,
    /// Its row's version.
    pub version: i64,
    /// "complaint" or "compliment".
    pub kind: String,
    /// The provider's id.
    pub provider: String,
    /// Its name.
    pub provider_name: String,
    /// The person whose care it is about.
    pub person: Option<String>,
    /// What it is about, as data.
    pub category: String,
    /// How serious, as data.
    pub severity: Option<String>,
    /// What happened.
    pub words: String,
    /// Where it stands, as data.
    pub state: String,
    /// "provider" or "quality".
    pub owner: String,
    /// When it reached us.
    pub received_at: String,
    /// What is due next.
    pub due_at: Option<String>,
    /// What came of it.
    pub outcome: Option<String>,
}

impl FeedbackData {
    /// The same as data.
    pub fn of(feedback: &Feedback) -> Self {
        FeedbackData {
            id: feedback.id.to_string(),
            version: feedback.version,
            kind: feedback.kind.code().into(),
            provider: feedback.provider.to_string(),
            provider_name: feedback.provider_name.clone(),
            person: feedback.person.map(|id| id.to_string()),
            category: feedback.category.code().into(),
            severity: feedback.severity.map(|severity| severity.code().into()),
            words: feedback.words.clone(),
            state: feedback.state.code().into(),
            owner: feedback.owner.code().into(),
            received_at: feedback.received_at.to_string(),
            due_at: feedback.due_at.map(|due| due.to_string()),
            outcome: feedback.outcome().map(|outcome| outcome.code().into()),
        }
    }
}

/// Its state as a tag, with the time left while something is owed.
pub(crate) fn standing(feedback: &Feedback, now: kernel::Moment) -> Markup {
    html! {
        @match &feedback.state {
            State::Received | State::Acknowledged => { (feedback.state.words()) " " (time_left(now, feedback.due_at)) },
            State::Answered { outcome, .. } => (state(outcome.words(), Standing::None)),
            State::Withdrawn { .. } | State::Noted => (state(feedback.state.words(), Standing::None)),
        }
    }
}

/// A carer sees what they said themselves, and nothing that was said by others about the person's care (H11).
pub(crate) fn may_read(view: &View<'_, '_>, feedback: &Feedback) -> bool {
    let as_carer = view.who.role == Role::Carer || feedback.person.is_some_and(|person| view.who.is_carer_of(person));
    !as_carer || feedback.recorded_by == Some(view.who.account)
}

fn facts(feedback: &Feedback) -> Markup {
    let row = |key: &str, value: String| SummaryRow { key: key.into(), value: value.into(), ..SummaryRow::default() };
    let said = match &feedback.said_name {
        Some(name) => format!("{name} ({})", feedback.said_by.words().to_lowercase()),
        None => feedback.said_by.words().to_owned(),
    };
    let mut rows = vec![
        row("Provider", feedback.provider_name.clone()),
        row("About", feedback.category.words().to_owned()),
        row("What happened", feedback.words.clone()),
        row("Happened on", feedback.happened_on.map_or("not recorded".into(), day_in_words)),
        row("Who says it", said),
        row("Reached us", moment_in_words(feedback.received_at)),
        row("Recorded by", feedback.recorded_by_name.clone()),
    ];
    if let Some(severity) = feedback.severity {
        rows.push(row("How serious", severity.words().to_owned()));
        rows.push(row("Who deals with it", feedback.owner.words().to_owned()));
    }
    if !feedback.named {
        rows.push(row("The provider", "does not see this".to_owned()));
    }
    if let Some((at, by)) = &feedback.acknowledged {
        rows.push(row("Acknowledged", format!("{by}, {}", moment_in_words(*at))));
    }
    match &feedback.state {
        State::Answered { at, by, outcome, answer, lesson } => {
            rows.push(row("Outcome", outcome.words().to_owned()));
            rows.push(row("Answer", answer.clone()));
            rows.push(row("What was learned", lesson.clone().unwrap_or_else(|| "not recorded".into())));
            rows.push(row("Answered", format!("{by}, {}", moment_in_words(*at))));
        }
        State::Withdrawn { at, by, why } => {
            rows.push(row("Withdrawn", format!("{why} ({by}, {})", moment_in_words(*at))));
        }
        State::Received | State::Acknowledged | State::Noted => {}
    }
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

fn next(view: &View<'_, '_>, feedback: &Feedback) -> Markup {
    let role = view.who.role;
    let theirs = matches!(
        (feedback.owner, role),
        (Owner::Provider, Role::ProviderManager) | (Owner::Quality, Role::QualityOfficer)
    );
    let link = |verb: &str, words: &str| html! { li { a href=(format!("{}/{verb}", feedback.href())) { (words) } } };
    html! {
        @if feedback.state.is_open() {
            ul class="nhsuk-list" {
                @if theirs && view.who.may::<AnswerComplaint>() {
                    @if feedback.state == State::Received { (link("acknowledge", "Acknowledge it")) }
                    (link("answer", "Answer it"))
                    (link("withdraw", "Note that it was withdrawn"))
                }
                @if feedback.owner == Owner::Provider && view.who.may::<TakeComplaint>() { (link("take", "Take it over from the provider")) }
            }
        }
        @if view.who.may::<SeeQuality>() {
            p { a href=(format!("/quality/providers/{}", feedback.provider)) { "Everything about " (feedback.provider_name) } }
        }
    }
}

/// A page about it: with the person's banner when it is about somebody's care.
pub(crate) fn about_page(
    view: &mut View<'_, '_>,
    feedback: &Feedback,
    (title, body): (&str, Markup),
) -> Result<Page, Failure> {
    let page = Page::new(title, body);
    match feedback.person {
        None => Ok(page),
        Some(person) => {
            view.saw(person, "complaint");
            Ok(page.about(people::banner(view.tx, person.into(), view.house)?))
        }
    }
}

/// The form of a step, or why it cannot be taken.
pub(crate) fn form_page(
    view: &mut View<'_, '_>,
    feedback: &Feedback,
    (verb, title, fields): (&str, &str, &[Field]),
    may: Result<(), Failure>,
    hint: Markup,
) -> Result<Shown, Failure> {
    let (form, version) = (view.form, feedback.version.to_string());
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        p { (feedback.provider_name) ", " (feedback.category.words().to_lowercase()) ": " (feedback.words) }
        @match may {
            Err(why) => p { (why.to_string()) },
            Ok(()) => {
                (hint)
                (form.around(&format!("{}/{verb}", feedback.href()), &html! {
                    @for field in fields { (form.field(field, if field.name == "version" { &version } else { "" })) }
                }, title))
            }
        }
    };
    let page = about_page(view, feedback, (title, body))?;
    Ok(page.back("Back to the complaint", feedback.href()).into())
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let feedback = one(view.tx, view.path.uuid("feedback")?)?;
    view.who.permit::<SeeFeedback>(&feedback.about())?;
    if !may_read(view, &feedback) {
        return Err(Failure::no_such("complaint"));
    }
    let body = html! {
        h1 class="nhsuk-heading-l" { (feedback.name()) " about " (feedback.provider_name) }
        p { (standing(&feedback, view.now)) }
        (facts(&feedback))
        (next(view, &feedback))
    };
    let page = about_page(view, &feedback, (feedback.name(), body))?;
    let page = match (view.who.role, feedback.person) {
        (Role::Person | Role::Carer, Some(person)) => page.back("Back", format!("/people/{person}/feedback")),
        _ => page.back("Complaints and compliments", "/quality/feedback"),
    };
    Shown::with(page, &FeedbackData::of(&feedback))
}
