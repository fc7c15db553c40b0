//! The quality officer's first screen: what needs somebody now.

use access::Covers;
use kernel::{Failure, count, one_or_many};
use page::{
    Page, html,
    show::{Standing, Tile, empty_state, tiles},
};
use wire::{Shown, View};

use crate::{
    action, feedback,
    feedback::list,
    kinds::Owner,
    policy::{ListFeedback, PlanReview, SeeQuality},
    review, warning,
};

/// The first screen as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct QualityHome {
    /// Complaints that are the quality officer's, the one due first first.
    pub complaints: Vec<feedback::show::FeedbackData>,
    /// Open complaints that are past their time, whoever's they are.
    pub late: usize,
    /// Visits and self-assessments to be signed.
    pub reviews: usize,
    /// Actions that are overdue.
    pub overdue: usize,
    /// Actions whose evidence waits to be looked at.
    pub reported: usize,
    /// Providers on the early warning list.
    pub warnings: Vec<warning::Warned>,
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.scope::<PlanReview>()?;
    let scope = view.who.scope::<ListFeedback>()?;
    view.who.scope::<SeeQuality>()?;
    let (now, today) = (view.now, view.now.day());
    let mut complaints = feedback::open(view.tx, scope.covers())?;
    let late = complaints.iter().filter(|one| one.due_at.is_some_and(|due| due < now)).count();
    let open = complaints.len();
    complaints.retain(|one| one.owner == Owner::Quality);
    let reviews = review::open(view.tx)?;
    let actions = action::open(view.tx, &Covers::Place)?;
    let overdue = actions.iter().filter(|one| one.is_overdue(today)).count();
    let reported = actions.iter().filter(|one| one.state == action::State::Reported).count();
    let warnings = warning::warned(view.tx, view.house.place, now)?;
    view.saw_list("complaints", complaints.iter().filter_map(|one| one.person));
    let tile = |n: usize, [one, many]: [&str; 2], href: &str, standing| {
        let tile = Tile::new(n, one_or_many(n, one, many), href);
        if n == 0 { tile } else { tile.standing("Act now", standing) }
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Quality" }
        (tiles(&[
            tile(complaints.len(), ["complaint to deal with", "complaints to deal with"], "#mine", Standing::Soon),
            tile(late, [&format!("of {} late", count(i64::try_from(open).unwrap_or(i64::MAX), "open complaint", "open complaints")); 2], "/quality/feedback", Standing::Late),
            tile(reported, ["action to look at", "actions to look at"], "/quality/actions", Standing::Soon),
            tile(overdue, ["action overdue", "actions overdue"], "/quality/actions", Standing::Late),
            Tile::new(reviews.len(), "visits and self-assessments to sign", "/quality/reviews"),
            tile(warnings.len(), ["early warning", "early warnings"], "/quality/warnings", Standing::Late),
        ]))
        div id="mine" {
            @if complaints.is_empty() {
                (empty_state("No complaint is yours to answer. Serious ones, and those whose maker must not be named to the provider, come here by themselves."))
            } @else { (list::drawn("Complaints for you, the least time left first", &complaints, now)) }
        }
        @if !warnings.is_empty() { (warning::drawn(&warnings)) }
        p { a href="/quality/report" { "Complaints and compliments by provider" } " | " a href="/quality/feedback/new" { "Record one" } " | " a href="/quality/reviews/new" { "Plan a visit" } }
    };
    let data = QualityHome {
        complaints: complaints.iter().map(feedback::show::FeedbackData::of).collect(),
        late,
        reviews: reviews.len(),
        overdue,
        reported,
        warnings,
    };
    Shown::with(Page::new("Quality", body).wide().refresh_every(300), &data)
}
