//! One provider: what it says of itself and what was found, side by side; its reviews, actions and complaints (QUA-3).

use std::collections::BTreeMap;

use access::{About, OrganisationKind};
use kernel::Failure;
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{Standing, empty_state, state},
};
use places::QualityForm;
use wire::{Shown, View};

use crate::{
    action,
    feedback::{self, list as feedback_list},
    kinds::ReviewKind,
    policy::{ListFeedback, PlanReview, SeeReviews, SetAction},
    review::{self, Answer, Review},
    score::per_cent,
};

/// A standard side by side.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Beside {
    /// The standard's code.
    pub standard: String,
    /// The provider's own rating.
    pub own: Option<String>,
    /// What the visit found.
    pub found: Option<String>,
    /// How many points the visit gives less than the provider; more, when negative.
    pub less: Option<i64>,
}

/// A provider as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct ProviderQuality {
    /// Its id.
    pub provider: String,
    /// Its name.
    pub name: String,
    /// The self-assessment that is shown.
    pub own: Option<String>,
    /// The visit that is shown.
    pub visit: Option<String>,
    /// Each standard.
    pub standards: Vec<Beside>,
}

/// The last signed visit and self-assessment on one form, the newest form both have first.
fn pair(reviews: &[Review]) -> (Option<&Review>, Option<&Review>) {
    let last = |kind: ReviewKind| {
        let signed = reviews.iter().filter(|one| one.kind == kind).filter_map(|one| Some((one.result()?.at, one)));
        signed.max_by_key(|(at, _)| *at).map(|(_, one)| one)
    };
    (last(ReviewKind::Own), last(ReviewKind::Visit))
}

type Answers = BTreeMap<String, Answer>;

fn beside(form: &QualityForm, own: &Answers, found: &Answers) -> Vec<Beside> {
    let points = |answers: &Answers, code: &str| form.rating(&answers.get(code)?.rating)?.points;
    let one = |standard: &places::QualityStandard| Beside {
        standard: standard.code.clone(),
        own: own.get(&standard.code).map(|answer| answer.rating.clone()),
        found: found.get(&standard.code).map(|answer| answer.rating.clone()),
        less: points(own, &standard.code).zip(points(found, &standard.code)).map(|(own, found)| own - found),
    };
    form.standards().map(|(_, standard)| one(standard)).collect()
}

fn drawn(form: &QualityForm, (own, visit): (&Review, &Review), all: &[Beside]) -> Markup {
    let words = |code: &Option<String>| {
        let code = code.as_deref();
        code.map_or("Not rated", |code| form.rating(code).map_or(code, |rating| rating.words.as_str())).to_owned()
    };
    let row = |one: &Beside| {
        let less = match one.less {
            Some(0) => html! { "As it says" },
            Some(less @ 1..) => state(format!("{less} lower"), Standing::Late),
            Some(less) => state(format!("{} higher", -less), Standing::Fine),
            None => html! { "Not compared" },
        };
        let name = form.standard(&one.standard).map_or(one.standard.as_str(), |standard| standard.words.as_str());
        vec![Cell::from(name), words(&one.own).into(), words(&one.found).into(), less.into()]
    };
    let whole = |review: &Review| review.result().map(|result| per_cent(result.tenths)).unwrap_or_default();
    html! {
        h2 class="nhsuk-heading-m" { "Side by side" }
        p { "The provider of itself: " a href=(own.href()) { (whole(own)) } ". The visit: " a href=(visit.href()) { (whole(visit)) } "." }
        (table(&Table {
            head: ["Standard", "The provider of itself", "The visit found", "The visit is"].map(Cell::from).to_vec(),
            rows: all.iter().map(row).collect(),
            responsive: true,
            ..Table::default()
        }))
    }
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let id = view.path.uuid("provider")?;
    view.who.permit::<SeeReviews>(&About::thing("provider", id).organisation(id))?;
    let provider = access::organisation(view.tx, id).ok().filter(|it| it.kind == OrganisationKind::Provider);
    let provider = provider.ok_or_else(|| Failure::no_such("provider"))?;
    let mut reviews = review::of_provider(view.tx, id)?;
    if view.who.organisation_id() == Some(id) {
        reviews.retain(|one| !one.about().organisations.is_empty());
    }
    let (own, visit) = pair(&reviews);
    let form = visit.or(own).map(|one| one.form_of(view.house.place)).transpose()?;
    let own_answers = own.map(|one| review::answers(view.tx, one.id)).transpose()?.unwrap_or_default();
    let found = visit.map(|one| review::answers(view.tx, one.id)).transpose()?.unwrap_or_default();
    let standards = form.map(|form| beside(form, &own_answers, &found)).unwrap_or_default();
    let actions = action::of_provider(view.tx, id)?;
    let said = said(view, id)?;
    let all: Vec<&Review> = reviews.iter().collect();
    let may_plan = view.who.may::<PlanReview>();
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { "Quality" } (provider.name) }
        p {
            @if may_plan { a href=(format!("/quality/reviews/new?provider={id}")) { "Plan a visit" } " | " a href=(format!("/quality/reviews/ask?provider={id}")) { "Ask for a self-assessment" } " | " }
            @if view.who.may::<SetAction>() { a href=(format!("/quality/providers/{id}/actions/new")) { "Set an action" } }
        }
        @match (form, own, visit) {
            (Some(form), Some(own), Some(visit)) => (drawn(form, (own, visit), &standards)),
            _ => (empty_state("When both a monitoring visit and a self-assessment are signed, they stand here side by side.")),
        }
        @if !all.is_empty() { (review::list::drawn(view, "Visits and self-assessments", &all)) }
        @if !actions.is_empty() { (action::list::drawn("Actions", &actions, view.now.day())) }
        @if !said.is_empty() { (feedback_list::drawn("Said in the last half year", &said, view.now)) }
    };
    let data = ProviderQuality {
        provider: id.to_string(),
        name: provider.name.clone(),
        own: own.map(|one| one.id.to_string()),
        visit: visit.map(|one| one.id.to_string()),
        standards,
    };
    Shown::with(Page::new(format!("Quality of {}", provider.name), body).wide(), &data)
}

/// What was said about it, for those who read complaints; a provider reads its own in their list.
fn said(view: &mut View<'_, '_>, provider: kernel::Uuid) -> Result<Vec<feedback::Feedback>, Failure> {
    if !view.who.may::<ListFeedback>() || view.who.organisation_id() == Some(provider) {
        return Ok(Vec::new());
    }
    let since = view.now.plus_days(-view.house.place.warning_rules.window_days).day();
    let said = feedback::about_provider(view.tx, provider, since)?;
    view.saw_list("complaints", said.iter().filter_map(|one| one.person));
    Ok(said)
}
