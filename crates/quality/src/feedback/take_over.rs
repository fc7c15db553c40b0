//! The quality officer answers a complaint in the provider's place.

use kernel::Failure;
use page::html;
use store::cols;
use wire::{Act, Done, Field, Shown, View};

use super::{Feedback, held, one, show::form_page};
use crate::{kinds::Owner, policy::TakeComplaint};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::words("why", "Why does the council answer this?").must("Say why the council answers this complaint."),
];

fn may(feedback: &Feedback) -> Result<(), Failure> {
    feedback.state.must_be_open()?;
    match feedback.owner {
        Owner::Provider => Ok(()),
        Owner::Quality => Err(Failure::conflict("The quality officer deals with this complaint already.")),
    }
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let feedback = one(view.tx, view.path.uuid("feedback")?)?;
    view.who.permit::<TakeComplaint>(&feedback.about())?;
    let hint = html! { p { "The clocks run on. The provider sees that the council answers, and why." } };
    form_page(view, &feedback, ("take", "Take the complaint over", FIELDS), may(&feedback), hint)
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let feedback = held(act.work, act.path.uuid("feedback")?)?;
    let permit = act.who.permit::<TakeComplaint>(&feedback.about())?;
    permit.covers(feedback.id)?;
    may(&feedback)?;
    let why = act.values.text("why")?;
    let change = feedback.change("complaint.taken_over", serde_json::json!({ "why": why }));
    let columns = cols! { "owner" => Owner::Quality.code() };
    act.work.apply(change.update("feedback", feedback.id, act.values.version()?, columns))?;
    Ok(Done::new(feedback.href(), "The complaint is yours to answer.").id(feedback.id))
}
