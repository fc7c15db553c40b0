//! Telling whoever complained that their complaint was received, and who deals with it (QUA-2).

use access::{Permit, Role, Who};
use kernel::{Failure, deadline_in_words};
use page::html;
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{ACKNOWLEDGED, Feedback, held, one, show::form_page};
use crate::{kinds::Owner, policy::AnswerComplaint};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::words("words", "What did you say to them, and how?")
        .hint("For example: rang her, said who looks into it and by when we answer.")
        .must("Write what was said, and how."),
];

/// Refuses to act on a complaint that is somebody else's to deal with.
pub(crate) fn must_be_theirs(feedback: &Feedback, who: &Who) -> Result<(), Failure> {
    match (feedback.owner, who.role) {
        (Owner::Provider, Role::ProviderManager) | (Owner::Quality, Role::QualityOfficer) => Ok(()),
        (Owner::Provider, _) => Err(Failure::conflict(
            "The provider deals with this complaint. Take it over first if the council is to answer it.",
        )),
        (Owner::Quality, _) => {
            Err(Failure::conflict("The council’s quality officer deals with this complaint and answers it."))
        }
    }
}

/// Acknowledges it.
pub fn acknowledge(
    work: &mut Work<'_>,
    permit: &Permit<AnswerComplaint>,
    feedback: &Feedback,
    (version, who, words): (i64, &Who, &str),
) -> Result<(), Failure> {
    permit.covers(feedback.id)?;
    feedback.state.may_be_acknowledged()?;
    must_be_theirs(feedback, who)?;
    let at = work.at;
    clocks::stop(work, feedback.id, ACKNOWLEDGED, at)?;
    let columns = cols! {
        "state" => "acknowledged", "acknowledged_at" => at, "acknowledged_by" => who.name.as_str(),
        "due_at" => feedback.answer_by,
    };
    let change = feedback.change("complaint.acknowledged", serde_json::json!({ "words": words }));
    work.apply(change.update("feedback", feedback.id, version, columns))
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let feedback = one(view.tx, view.path.uuid("feedback")?)?;
    view.who.permit::<AnswerComplaint>(&feedback.about())?;
    let may = feedback.state.may_be_acknowledged().and_then(|()| must_be_theirs(&feedback, view.who));
    form_page(view, &feedback, ("acknowledge", "Acknowledge the complaint", FIELDS), may, html! {})
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let feedback = held(act.work, act.path.uuid("feedback")?)?;
    let permit = act.who.permit::<AnswerComplaint>(&feedback.about())?;
    let words = act.values.text("words")?;
    acknowledge(act.work, &permit, &feedback, (act.values.version()?, act.who, &words))?;
    let by = feedback.answer_by.map(deadline_in_words).unwrap_or_default();
    Ok(Done::new(feedback.href(), format!("The complaint is acknowledged. Answer it by {by}.")).id(feedback.id))
}
