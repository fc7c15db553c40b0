//! Monitoring visits and self-assessments: those that are owed by the time left, then what was signed (QUA-3).

use std::collections::BTreeMap;

use kernel::{Failure, short_day};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::empty_state,
};
use wire::{Shown, View};

use super::{Review, State, listed, show};
use crate::policy::{PlanReview, SeeReviews};

/// The list as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct ReviewList {
    /// Those owed first.
    pub reviews: Vec<show::ReviewData>,
}

/// Reviews in a table.
pub(crate) fn drawn(view: &View<'_, '_>, caption: &str, all: &[&Review]) -> Markup {
    let row = |review: &&Review| {
        vec![
            Cell::link(format!("{}, {}", review.kind.words(), short_day(review.day)), review.href())
                .hidden(format!("of {}", review.provider_name)),
            review.provider_name.as_str().into(),
            review.owner_name.as_str().into(),
            show::standing(view.house.place, review, view.now).into(),
        ]
    };
    table(&Table {
        caption: caption.into(),
        head: ["What", "Provider", "Whose", "State"].map(Cell::from).to_vec(),
        rows: all.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeeReviews>()?;
    let all = listed(view.tx, scope.covers(), view.now)?;
    let (owed, over): (Vec<&Review>, Vec<&Review>) = all.iter().partition(|review| review.state == State::Planned);
    let body = html! {
        h1 class="nhsuk-heading-l" { "Monitoring" }
        p {
            a href="/quality/actions" { "Actions" }
            @if view.who.may::<PlanReview>() {
                " | " a href="/quality/reviews/new" { "Plan a visit" } " | " a href="/quality/reviews/ask" { "Ask for a self-assessment" }
            }
        }
        @if owed.is_empty() {
            (empty_state("No visit is planned and no self-assessment is asked for. Each stands here with the time left to sign it."))
        } @else { (drawn(view, "To be signed", &owed)) }
        @if !over.is_empty() { (drawn(view, "Signed in the last year", &over)) }
    };
    let none = BTreeMap::new();
    let data = ReviewList { reviews: all.iter().map(|review| show::ReviewData::of(review, &none)).collect() };
    Shown::with(Page::new("Monitoring", body).wide(), &data)
}
