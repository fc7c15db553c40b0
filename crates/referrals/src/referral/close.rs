//! What was begun is complete (REF-5).

use ::store::Work;
use access::Permit;
use kernel::Failure;
use page::html;
use wire::{Act, Done, Field, Shown, View};

use super::{Deed, ReferralRow, accept::ASSESSMENT, form, tell};
use crate::CloseReferral;

const NOTE: Field = Field::words("note", "What was reached, and how can the person come back?")
    .must("Write what was reached and how the person can come back.")
    .hint("The referrer reads this. A closure always has a way back.");

/// The form.
pub const FIELDS: &[Field] = &[Field::version(), NOTE];

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let row = form::opened::<CloseReferral>(view)?;
    let fields = html! {
        (view.form.field(&Field::version(), &row.version.to_string()))
        (view.form.field(&NOTE, ""))
    };
    form::form_page(view, &row, ("close", "Close this referral as complete", "Close it"), &fields)
}

/// Does.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (row, permit) = form::held_for::<CloseReferral>(act)?;
    let note = act.values.text("note")?;
    close(act.work, &permit, &row, act.values.version()?, note, &act.who.name)?;
    Ok(Done::new(format!("/referrals/{}", row.id), "You closed the referral as complete.").id(row.id))
}

/// Closes as complete.
pub fn close(
    work: &mut Work<'_>,
    permit: &Permit<CloseReferral>,
    row: &ReferralRow,
    version: i64,
    note: String,
    by: &str,
) -> Result<(), Failure> {
    permit.covers(row.id)?;
    let state = row.completed(Deed { at: work.at, by: by.to_owned() }, note)?;
    let facts = serde_json::json!({ "service": row.service });
    work.apply(row.change("referral.completed", version, state.columns()).facts(facts))?;
    clocks::withdraw(work, row.id.uuid(), ASSESSMENT)?;
    tell(work, row)
}
