//! The person leaves before what was begun is complete, with the reason (REF-5).

use ::store::Work;
use access::Permit;
use kernel::Failure;
use page::html;
use wire::{Act, Done, Field, Shown, View};

use super::{Deed, ReferralRow, accept::ASSESSMENT, form, tell};
use crate::{CloseReferral, LeavingReason};

const REASON: Field =
    Field::choice("reason", "Why does the person leave early?", LeavingReason::CHOICES).must("Choose why.");
const NOTE: Field = Field::words("note", "What else is there to know, and how can the person come back?");

/// The form.
pub const FIELDS: &[Field] = &[Field::version(), REASON, NOTE];

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let row = form::opened::<CloseReferral>(view)?;
    let fields = html! {
        (view.form.field(&Field::version(), &row.version.to_string()))
        (view.form.field(&REASON, ""))
        (view.form.field(&NOTE, ""))
    };
    form::form_page(view, &row, ("leave", "The person leaves early", "Save"), &fields)
}

/// Does.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (row, permit) = form::held_for::<CloseReferral>(act)?;
    let (reason, note) = (act.values.choice("reason")?, act.values.opt_text("note")?);
    leave(act.work, &permit, &row, act.values.version()?, reason, note, &act.who.name)?;
    Ok(Done::new(format!("/referrals/{}", row.id), "You recorded that the person left early.").id(row.id))
}

/// Records that the person left early.
pub fn leave(
    work: &mut Work<'_>,
    permit: &Permit<CloseReferral>,
    row: &ReferralRow,
    version: i64,
    reason: LeavingReason,
    note: Option<String>,
    by: &str,
) -> Result<(), Failure> {
    permit.covers(row.id)?;
    if reason == LeavingReason::Other && note.is_none() {
        return Err(Failure::field("note", "Write what the other reason is."));
    }
    let state = row.left(Deed { at: work.at, by: by.to_owned() }, reason, note)?;
    let facts = serde_json::json!({ "reason": reason.code(), "service": row.service });
    work.apply(row.change("referral.left_early", version, state.columns()).facts(facts))?;
    clocks::withdraw(work, row.id.uuid(), ASSESSMENT)?;
    tell(work, row)
}
