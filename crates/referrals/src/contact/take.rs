//! Somebody takes a contact, so that it is not nobody's (H4).

use ::store::Work;
use access::Permit;
use kernel::Failure;
use page::html;
use wire::{Act, Done, Field, Shown, View};

use super::{ContactRow, record::OWNED, show};
use crate::{HandleContact, Owner};

/// The form.
pub const FIELDS: &[Field] = &[Field::version()];

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let row = show::opened::<HandleContact>(view)?;
    let version = row.version.to_string();
    let fields = html! { @for field in FIELDS { (view.form.field(field, &version)) } };
    show::form_page(view, &row, ("take", "Take this contact", "Take it"), &fields)
}

/// Does.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (row, permit) = show::held_for::<HandleContact>(act)?;
    take(act.work, &permit, &row, act.values.version()?, Owner::of(act.who, act.now))?;
    Ok(Done::new(format!("/contacts/{}", row.id), "You took the contact. Say next what becomes of it.").id(row.id))
}

/// Gives a contact to somebody.
pub fn take(
    work: &mut Work<'_>,
    permit: &Permit<HandleContact>,
    row: &ContactRow,
    version: i64,
    owner: Owner,
) -> Result<(), Failure> {
    permit.covers(row.id)?;
    let (at, account) = (owner.since, owner.account);
    let before = row.state.owner().map(|before| before.account);
    let state = row.taken_by(owner)?;
    let facts = serde_json::json!({ "owner": account, "from": before });
    work.apply(row.change("contact.owned", version, state.columns()).facts(facts))?;
    clocks::stop(work, row.id.uuid(), OWNED, at)
}
