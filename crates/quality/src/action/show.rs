//! One action.

use kernel::{Failure, day_in_words, moment_in_words};
use page::{
    Page,
    components::{SummaryList, SummaryRow, summary_list},
    html,
};
use wire::{Shown, View};

use super::{Action, State, list, one};
use crate::policy::{ReportAction, SeeReviews, SetAction};

/// An action as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct ActionData {
    /// Its id.
    pub id: String,
    /// Its row's version.
    pub version: i64,
    /// The provider's id.
    pub provider: String,
    /// What is to be done.
    pub words: String,
    /// Who does it.
    pub owner: String,
    /// Until when.
    pub due_on: String,
    /// open, reported or closed.
    pub state: String,
    /// Whether its day has passed.
    pub overdue: bool,
}

impl ActionData {
    /// The same as data.
    pub fn of(action: &Action, today: kernel::Date) -> Self {
        ActionData {
            id: action.id.to_string(),
            version: action.version,
            provider: action.provider.to_string(),
            words: action.words.clone(),
            owner: action.owner_name.clone(),
            due_on: action.due_on.to_string(),
            state: action.state.code().into(),
            overdue: action.is_overdue(today),
        }
    }
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let action = one(view.tx, view.path.uuid("action")?)?;
    view.who.permit::<SeeReviews>(&action.about())?;
    let today = view.now.day();
    let form = view.house.place.quality_form_on(today);
    let standard = action.standard.as_deref().and_then(|code| form?.standard(code)).map(|one| one.words.clone());
    let row = |key: &str, value: String| SummaryRow { key: key.into(), value: value.into(), ..SummaryRow::default() };
    let mut rows = vec![
        row("Provider", action.provider_name.clone()),
        row("Who does it", action.owner_name.clone()),
        row("Until", day_in_words(action.due_on)),
        row("Set by", format!("{}, {}", action.set_by_name, moment_in_words(action.set_at))),
    ];
    rows.extend(standard.map(|words| row("Standard", words)));
    let told = |said: &Option<(String, kernel::Moment, String)>| {
        said.as_ref().map(|(by, at, words)| format!("{words} ({by}, {})", moment_in_words(*at)))
    };
    rows.extend(told(&action.reported).map(|words| row("What was done", words)));
    rows.extend(told(&action.weighed).map(|words| row("What the quality officer found", words)));
    let body = html! {
        h1 class="nhsuk-heading-l" { (action.words) }
        p { (list::standing(&action, today)) }
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        ul class="nhsuk-list" {
            @if action.state == State::Open && view.who.may::<ReportAction>() { li { a href=(format!("{}/report", action.href())) { "Say what was done" } } }
            @if action.state == State::Reported && view.who.may::<SetAction>() { li { a href=(format!("{}/weigh", action.href())) { "Look at what was done" } } }
            @if let Some(review) = action.review { li { a href=(format!("/quality/reviews/{review}")) { "The visit it came of" } } }
        }
    };
    Shown::with(Page::new("Action", body).back("Actions", "/quality/actions"), &ActionData::of(&action, today))
}
