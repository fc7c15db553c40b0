//! Actions that are not closed, the one due first first.

use kernel::{Date, Failure, short_day};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{Standing, empty_state, state},
};
use wire::{Shown, View};

use super::{Action, State, open, show::ActionData};
use crate::policy::SeeReviews;

/// The list as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct ActionList {
    /// The one due first first.
    pub actions: Vec<ActionData>,
}

/// How it stands, in tags.
pub(crate) fn standing(action: &Action, today: Date) -> Markup {
    html! {
        @if action.is_overdue(today) { (state("Overdue", Standing::Late)) " " }
        @match &action.state {
            State::Open => (state("With the provider", Standing::Soon)),
            State::Reported => (state("To be looked at", Standing::Soon)),
            State::Closed { .. } => (state("Closed", Standing::Fine)),
        }
    }
}

/// Actions in a table.
pub(crate) fn drawn(caption: &str, all: &[Action], today: Date) -> Markup {
    let row = |action: &Action| {
        vec![
            Cell::link(action.words.as_str(), action.href()),
            action.provider_name.as_str().into(),
            action.owner_name.as_str().into(),
            short_day(action.due_on).into(),
            standing(action, today).into(),
        ]
    };
    table(&Table {
        caption: caption.into(),
        head: ["What is to be put right", "Provider", "Who", "Until", "State"].map(Cell::from).to_vec(),
        rows: all.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeeReviews>()?;
    let (all, today) = (open(view.tx, scope.covers())?, view.now.day());
    let body = html! {
        h1 class="nhsuk-heading-l" { "Actions" }
        @if all.is_empty() {
            (empty_state("No action is open. What a monitoring visit finds to be put right stands here with who does it and until when."))
        } @else { (drawn("Open actions, the one due first first", &all, today)) }
    };
    let data = ActionList { actions: all.iter().map(|action| ActionData::of(action, today)).collect() };
    Shown::with(Page::new("Actions", body).wide().back("Monitoring", "/quality/reviews"), &data)
}
