//! What became of a contact (REF-2).

use ::store::{Work, cols};
use access::Permit;
use kernel::Failure;
use page::html;
use people::PersonId;
use wire::{Act, Done, Field, Shown, View};

use super::{ContactRow, record::OWNED, show};
use crate::{HandleContact, Outcome, Owner, ReferralId};

const OUTCOME: Field =
    Field::choice("outcome", "What became of it?", Outcome::CHOICES).must("Choose what became of it.");
const NOTE: Field = Field::words("note", "What were they told, or to whom was it passed?")
    .must("Write what they were told, or to whom it was passed.");

/// The form.
pub const FIELDS: &[Field] = &[Field::version(), OUTCOME, NOTE];

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let row = show::opened::<HandleContact>(view)?;
    let fields = html! {
        (view.form.field(&Field::version(), &row.version.to_string()))
        (view.form.field(&OUTCOME, if row.urgent { Outcome::Urgent.code() } else { "" }))
        (view.form.field(&NOTE, ""))
    };
    show::form_page(view, &row, ("end", "End this contact", "Save"), &fields)
}

/// Does.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (row, permit) = show::held_for::<HandleContact>(act)?;
    let (outcome, note) = (act.values.choice("outcome")?, act.values.text("note")?);
    let by = Owner::of(act.who, act.now);
    end(act.work, &permit, &row, act.values.version()?, outcome, note, &by)?;
    let message = format!("You ended the contact: {}.", outcome.words());
    Ok(Done::new("/contacts", message).id(row.id))
}

/// Ends a contact without a referral.
pub fn end(
    work: &mut Work<'_>,
    permit: &Permit<HandleContact>,
    row: &ContactRow,
    version: i64,
    outcome: Outcome,
    note: String,
    by: &Owner,
) -> Result<(), Failure> {
    permit.covers(row.id)?;
    let state = row.ended(by, outcome, note)?;
    let facts = serde_json::json!({ "outcome": outcome.code() });
    work.apply(row.change("contact.ended", version, state.columns()).facts(facts))?;
    clocks::stop(work, row.id.uuid(), OWNED, by.since)
}

/// Ends a contact as referred, in the same unit of work as the referral.
pub(crate) fn refer(
    work: &mut Work<'_>,
    row: &ContactRow,
    person: PersonId,
    referral: ReferralId,
    by: &Owner,
) -> Result<(), Failure> {
    let state = row.referred(by, referral)?;
    let mut columns = state.columns();
    columns.extend(cols! { "person" => person });
    let facts = serde_json::json!({ "outcome": "referred", "referral": referral });
    work.apply(row.change("contact.ended", row.version, columns).person(person).facts(facts))?;
    clocks::stop(work, row.id.uuid(), OWNED, by.since)
}
