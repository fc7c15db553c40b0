//! Asking a provider for its yearly self-assessment (QUA-3).

use access::About;
use kernel::{Failure, Uuid, day_in_words, deadline_in_words};
use page::{Page, html};
use wire::{Act, Done, Field, Shown, View};

use super::{
    State, of_provider,
    plan::{NewReview, PROVIDER, begin, providers},
};
use crate::{kinds::ReviewKind, policy::PlanReview};

/// What is asked.
pub const FIELDS: &[Field] = &[
    PROVIDER,
    Field::words("reason", "What do you want to tell the provider with it?")
        .must("Write a sentence that goes with it."),
];

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.permit::<PlanReview>(&About::thing("review", Uuid::nil()))?;
    let providers = providers(view.tx)?;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Ask for a self-assessment" }
        p { "The provider’s manager answers the same form as a monitoring visit and signs it." }
        (view.form.around("/quality/reviews/ask", &html! {
            @for field in FIELDS {
                @match field.name {
                    "provider" => { (view.form.choose(field, &providers, view.query.text("provider"))) },
                    _ => { (view.form.field(field, "Your yearly self-assessment is due.")) },
                }
            }
        }, "Ask for it"))
    };
    Ok(Page::new("Ask for a self-assessment", body).back("Monitoring", "/quality/reviews").into())
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let provider = act.values.uuid("provider")?;
    let permit = act.who.permit::<PlanReview>(&About::thing("provider", provider))?;
    let before = of_provider(act.work, provider)?;
    if let Some(open) = before.iter().find(|one| one.kind == ReviewKind::Own && one.state == State::Planned) {
        return Err(Failure::conflict(format!(
            "{} was asked on {} and has not signed yet. Call that off first if it is to be asked again.",
            open.provider_name,
            day_in_words(open.day)
        )));
    }
    let new = NewReview {
        kind: ReviewKind::Own,
        provider,
        day: act.now.day(),
        announced: true,
        reason: act.values.text("reason")?,
    };
    let (id, due) = begin(act.work, act.house.place, &permit, act.who, &new)?;
    Ok(Done::new(format!("/quality/reviews/{id}"), format!("The provider answers by {}.", deadline_in_words(due)))
        .id(id))
}
