//! The commissioner gives a submission back, with the reason; it stays as it is and the provider makes the next version.

use kernel::{Failure, deadline_in_words};
use page::{Page, html};
use store::cols;
use wire::{Act, Done, Field, Shown, View};

use super::{State, due, held, one};
use crate::policy::ReturnSubmission;

/// What is asked.
pub const FIELDS: &[Field] =
    &[Field::version(), Field::words("reason", "Why do you return it?").must("Say why you return it.")];

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (found, _) = one(view.tx, view.path.uuid("submission")?)?;
    view.who.permit::<ReturnSubmission>(&found.about())?;
    let due = due::due_again(view.house.place, view.now)?;
    found.state.returned(view.now, "", "", due)?;
    let version = found.version.to_string();
    let body = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { (found.provider_name) ", " (found.quarter.to_string()) ", version " (found.number) }
            "Return the measures"
        }
        p { "The provider reads your reason and submits again by " (deadline_in_words(due)) ". This version stays as it was signed." }
        (view.form.around(&format!("{}/return", found.href()), &html! {
            @for field in FIELDS { (view.form.field(field, if field.name == "version" { &version } else { "" })) }
        }, "Return it"))
    };
    Ok(Page::new("Return the measures", body).back("Back to the submission", found.href()).into())
}

/// Gives it back.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let found = held(act.work, act.path.uuid("submission")?)?;
    let permit = act.who.permit::<ReturnSubmission>(&found.about())?;
    permit.covers(found.id)?;
    let (why, due) = (act.values.text("reason")?, due::due_again(act.house.place, act.now)?);
    let State::Returned { at, by, why, answer_by } = found.state.returned(act.now, &act.who.name, &why, due)? else {
        return Err(Failure::internal("a submission that is returned and is not"));
    };
    let facts = serde_json::json!({
        "quarter": found.quarter, "number": found.number, "reason": why, "answer_by": answer_by,
    });
    let columns = cols! {
        "state" => "returned", "returned_at" => at, "returned_by" => by, "returned_why" => why, "answer_by" => answer_by,
    };
    let change = found.change("submission.returned", facts);
    act.work.apply(change.update("measure_submission", found.id, act.values.version()?, columns))?;
    let message = format!(
        "The measures are returned. {} submits again by {}.",
        found.provider_name,
        deadline_in_words(answer_by)
    );
    Ok(Done::new(found.href(), message).id(found.id))
}
