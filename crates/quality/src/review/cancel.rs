//! Calling a visit or a self-assessment off, with the reason.

use kernel::Failure;
use page::{Page, html};
use store::cols;
use wire::{Act, Done, Field, Shown, View};

use super::{RETURNED, SIGNED, held, one};
use crate::{kinds::ReviewKind, policy::PlanReview};

/// What is asked.
pub const FIELDS: &[Field] =
    &[Field::version(), Field::words("why", "Why is it called off?").must("Say why it is called off.")];

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let review = one(view.tx, view.path.uuid("review")?)?;
    view.who.permit::<PlanReview>(&review.about())?;
    let version = review.version.to_string();
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { (review.provider_name) } "Call it off" }
        @match review.must_be_planned() {
            Err(why) => p { (why.to_string()) },
            Ok(()) => {
                (view.form.around(&format!("{}/cancel", review.href()), &html! {
                    @for field in FIELDS { (view.form.field(field, if field.name == "version" { &version } else { "" })) }
                }, "Call it off"))
            }
        }
    };
    Ok(Page::new("Call it off", body).back("Back", review.href()).into())
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let review = held(act.work, act.path.uuid("review")?)?;
    let permit = act.who.permit::<PlanReview>(&review.about())?;
    permit.covers(review.id)?;
    review.must_be_planned()?;
    let why = act.values.text("why")?;
    clocks::withdraw(act.work, review.id, if review.kind == ReviewKind::Visit { SIGNED } else { RETURNED })?;
    let columns = cols! {
        "state" => "cancelled", "ended_at" => act.now, "ended_by" => act.who.name.as_str(), "ended_why" => why.as_str(),
        "due_at" => None::<kernel::Moment>,
    };
    let change = review.change("quality_review.cancelled", serde_json::json!({ "why": why }));
    act.work.apply(change.update("quality_review", review.id, act.values.version()?, columns))?;
    Ok(Done::new(review.href(), "It is called off.").id(review.id))
}
