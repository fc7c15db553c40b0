//! The referrer learns that the referral has arrived, where that did not happen by itself (REF-3, H4).

use ::store::{Work, cols};
use access::Permit;
use kernel::Failure;
use page::html;
use wire::{Act, Done, Field, Shown, View};

use super::{ReferralRow, form, receive::ACKNOWLEDGED};
use crate::{Acknowledge, ToldBy};

const HOW: Field = Field::choice("how", "How was the referrer told?", ToldBy::CHOICES).must("Choose how.");

/// The form.
pub const FIELDS: &[Field] = &[Field::version(), HOW];

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let row = form::opened::<Acknowledge>(view)?;
    let fields = html! {
        (view.form.field(&Field::version(), &row.version.to_string()))
        (view.form.field(&HOW, ""))
    };
    form::form_page(view, &row, ("acknowledge", "The referrer was told that it has arrived", "Save"), &fields)
}

/// Does.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (row, permit) = form::held_for::<Acknowledge>(act)?;
    acknowledge(act.work, &permit, &row, act.values.version()?, act.values.choice("how")?)?;
    Ok(Done::new(format!("/referrals/{}", row.id), "You recorded that the referrer was told.").id(row.id))
}

/// Records that the referrer was told.
pub fn acknowledge(
    work: &mut Work<'_>,
    permit: &Permit<Acknowledge>,
    row: &ReferralRow,
    version: i64,
    how: ToldBy,
) -> Result<(), Failure> {
    permit.covers(row.id)?;
    if row.told.is_some() {
        return Err(Failure::conflict("The referrer was told already. Nothing was changed."));
    }
    let now = work.at;
    let columns = cols! { "told_by" => how.code(), "told_at" => now };
    let facts = serde_json::json!({ "how": how.code() });
    work.apply(row.change("referral.acknowledged", version, columns).facts(facts))?;
    clocks::stop(work, row.id.uuid(), ACKNOWLEDGED, now)
}
