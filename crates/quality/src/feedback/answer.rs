//! Answering a complaint: whether it was right, what is done, what was learned (QUA-2).

use access::{Permit, Who};
use kernel::Failure;
use page::html;
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{ACKNOWLEDGED, ANSWERED, Feedback, State, acknowledge::must_be_theirs, held, one, show::form_page};
use crate::{kinds::Outcome, policy::AnswerComplaint};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::choice("outcome", "Was the complaint right?", Outcome::CHOICES).must("Say whether the complaint was right."),
    Field::words("answer", "What did you find, and what did you answer?").must("Write what you found and answered."),
    Field::words("lesson", "What was learned, and what changes?")
        .hint("Needed when the complaint was upheld, in whole or in part."),
];

/// An answer.
#[derive(Debug, Clone)]
pub struct NewAnswer {
    /// What came of it.
    pub outcome: Outcome,
    /// What was found and answered.
    pub answer: String,
    /// What was learned.
    pub lesson: Option<String>,
}

/// Answers it. An answer to a complaint that was not acknowledged acknowledges it too.
pub fn answer(
    work: &mut Work<'_>,
    permit: &Permit<AnswerComplaint>,
    feedback: &Feedback,
    (version, who): (i64, &Who),
    new: &NewAnswer,
) -> Result<(), Failure> {
    permit.covers(feedback.id)?;
    feedback.state.must_be_open()?;
    must_be_theirs(feedback, who)?;
    if new.lesson.is_none() && new.outcome != Outcome::NotUpheld {
        return Err(Failure::field("lesson", "Write what was learned and what changes."));
    }
    let at = work.at;
    let mut columns = cols! {
        "state" => "answered", "outcome" => new.outcome.code(), "answer" => new.answer.as_str(),
        "lesson" => new.lesson.clone(), "ended_at" => at, "ended_by" => who.name.as_str(),
        "due_at" => None::<kernel::Moment>,
    };
    if feedback.state == State::Received {
        clocks::stop(work, feedback.id, ACKNOWLEDGED, at)?;
        columns.extend(cols! { "acknowledged_at" => at, "acknowledged_by" => who.name.as_str() });
    }
    clocks::stop(work, feedback.id, ANSWERED, at)?;
    let facts = serde_json::json!({ "outcome": new.outcome.code(), "lesson": new.lesson });
    work.apply(feedback.change("complaint.answered", facts).update("feedback", feedback.id, version, columns))
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let feedback = one(view.tx, view.path.uuid("feedback")?)?;
    view.who.permit::<AnswerComplaint>(&feedback.about())?;
    let may = feedback.state.must_be_open().and_then(|()| must_be_theirs(&feedback, view.who));
    let hint = html! { p { "Answer whoever complained first; then write it down here. The person sees this answer." } };
    form_page(view, &feedback, ("answer", "Answer the complaint", FIELDS), may, hint)
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let feedback = held(act.work, act.path.uuid("feedback")?)?;
    let permit = act.who.permit::<AnswerComplaint>(&feedback.about())?;
    let new = NewAnswer {
        outcome: act.values.choice("outcome")?,
        answer: act.values.text("answer")?,
        lesson: act.values.opt_text("lesson")?,
    };
    answer(act.work, &permit, &feedback, (act.values.version()?, act.who), &new)?;
    let message = format!("The complaint is answered: {}.", new.outcome.words().to_lowercase());
    Ok(Done::new(feedback.href(), message).id(feedback.id))
}
