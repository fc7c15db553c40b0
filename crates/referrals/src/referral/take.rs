//! Somebody takes a referral, so that it is not nobody's (H4).

use ::store::{Work, cols};
use access::Permit;
use kernel::Failure;
use page::html;
use wire::{Act, Done, Field, Shown, View};

use super::{ReferralRow, form, receive::OWNED};
use crate::{Owner, Triage};

/// The form.
pub const FIELDS: &[Field] = &[Field::version()];

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let row = form::opened::<Triage>(view)?;
    let version = row.version.to_string();
    let fields = html! { @for field in FIELDS { (view.form.field(field, &version)) } };
    form::form_page(view, &row, ("take", "Take this referral", "Take it"), &fields)
}

/// Does.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (row, permit) = form::held_for::<Triage>(act)?;
    take(act.work, &permit, &row, act.values.version()?, &Owner::of(act.who, act.now))?;
    Ok(Done::new(format!("/referrals/{}", row.id), "You took the referral. Triage it next.").id(row.id))
}

/// Gives an open referral to somebody.
pub fn take(
    work: &mut Work<'_>,
    permit: &Permit<Triage>,
    row: &ReferralRow,
    version: i64,
    owner: &Owner,
) -> Result<(), Failure> {
    permit.covers(row.id)?;
    if !row.is_open() {
        return Err(row.refused("taken"));
    }
    let columns = cols! { "owner" => owner.account, "owner_name" => owner.name.as_str(), "owned_at" => owner.since };
    let facts = serde_json::json!({ "owner": owner.account });
    work.apply(row.change("referral.owned", version, columns).facts(facts))?;
    clocks::stop(work, row.id.uuid(), OWNED, owner.since)
}
