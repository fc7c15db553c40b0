//! The service does not take the person on, and says why and where else to turn (REF-5, REF-6).

use ::store::Work;
use access::Permit;
use kernel::Failure;
use page::html;
use wire::{Act, Done, Field, Shown, View};

use super::{Deed, ReferralRow, form, receive::OWNED, tell};
use crate::{AnswerReferral, DeclineReason};

const REASON: Field =
    Field::choice("reason", "Why is it declined?", DeclineReason::CHOICES).must("Choose why it is declined.");
const NOTE: Field = Field::words("note", "What are the person and the referrer told, and where can they turn?")
    .must("Write what the person and the referrer are told.")
    .hint("The referrer reads this. Nobody is sent away without a way on.");

/// The form.
pub const FIELDS: &[Field] = &[Field::version(), REASON, NOTE];

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let row = form::opened::<AnswerReferral>(view)?;
    let fields = html! {
        (view.form.field(&Field::version(), &row.version.to_string()))
        (view.form.field(&REASON, ""))
        (view.form.field(&NOTE, ""))
    };
    form::form_page(view, &row, ("decline", "Decline this referral", "Decline"), &fields)
}

/// Does.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (row, permit) = form::held_for::<AnswerReferral>(act)?;
    let (reason, note) = (act.values.choice("reason")?, act.values.text("note")?);
    decline(act.work, &permit, &row, act.values.version()?, reason, note, &act.who.name)?;
    let message = "You declined the referral. The referrer sees the reason and what you wrote.";
    Ok(Done::new(format!("/referrals/{}", row.id), message).id(row.id))
}

/// Declines.
pub fn decline(
    work: &mut Work<'_>,
    permit: &Permit<AnswerReferral>,
    row: &ReferralRow,
    version: i64,
    reason: DeclineReason,
    note: String,
    by: &str,
) -> Result<(), Failure> {
    permit.covers(row.id)?;
    let now = work.at;
    let state = row.declined(Deed { at: now, by: by.to_owned() }, reason, note)?;
    let facts = serde_json::json!({ "reason": reason.code(), "service": row.service });
    work.apply(row.change("referral.declined", version, state.columns()).facts(facts))?;
    clocks::stop(work, row.id.uuid(), row.urgency.standard(), now)?;
    clocks::stop(work, row.id.uuid(), OWNED, now)?;
    tell(work, row)
}
