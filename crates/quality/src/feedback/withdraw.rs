//! Noting that whoever complained takes the complaint back.

use kernel::Failure;
use page::html;
use store::cols;
use wire::{Act, Done, Field, Shown, View};

use super::{ACKNOWLEDGED, ANSWERED, acknowledge::must_be_theirs, held, one, show::form_page};
use crate::policy::AnswerComplaint;

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::words("why", "Who takes it back, and why?").must("Say who takes the complaint back, and why."),
];

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let feedback = one(view.tx, view.path.uuid("feedback")?)?;
    view.who.permit::<AnswerComplaint>(&feedback.about())?;
    let may = feedback.state.must_be_open().and_then(|()| must_be_theirs(&feedback, view.who));
    let hint = html! { p { "Only whoever made a complaint can take it back. It stays in the figures as withdrawn." } };
    form_page(view, &feedback, ("withdraw", "Note that the complaint was withdrawn", FIELDS), may, hint)
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let feedback = held(act.work, act.path.uuid("feedback")?)?;
    let permit = act.who.permit::<AnswerComplaint>(&feedback.about())?;
    permit.covers(feedback.id)?;
    feedback.state.must_be_open()?;
    must_be_theirs(&feedback, act.who)?;
    let why = act.values.text("why")?;
    clocks::withdraw(act.work, feedback.id, ACKNOWLEDGED)?;
    clocks::withdraw(act.work, feedback.id, ANSWERED)?;
    let columns = cols! {
        "state" => "withdrawn", "answer" => why.as_str(), "ended_at" => act.now, "ended_by" => act.who.name.as_str(),
        "due_at" => None::<kernel::Moment>,
    };
    let change = feedback.change("complaint.withdrawn", serde_json::json!({ "why": why }));
    act.work.apply(change.update("feedback", feedback.id, act.values.version()?, columns))?;
    Ok(Done::new(feedback.href(), "The complaint is withdrawn.").id(feedback.id))
}
