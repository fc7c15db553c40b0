//! All SQL of contacts.

use ::store::{Row, Tx, params, statement};
use access::{Covers, Scope};
use kernel::{Failure, Uuid};
use people::PersonId;

use super::{ContactId, ContactRow, ContactState};
use crate::{CallerIs, Channel, Outcome, Owner, SeeContacts};

/// How many a list shows; it says so when there are more.
pub(crate) const MOST: i64 = 200;

statement! {
    ONE = "SELECT * FROM contact WHERE id = $1";
    HELD = "SELECT * FROM contact WHERE id = $1 {for_update}";
    OPEN = "SELECT * FROM contact WHERE state IN ('waiting', 'owned')
        ORDER BY CASE WHEN state = 'waiting' THEN 0 ELSE 1 END, CASE WHEN urgent THEN 0 ELSE 1 END, received_at, id LIMIT $1";
    OVER = "SELECT * FROM contact WHERE state IN ('ended', 'referred') ORDER BY ended_at DESC, id DESC LIMIT $1";
    OF_PERSON = "SELECT * FROM contact WHERE person = $1 ORDER BY received_at DESC, id DESC LIMIT $2";
    ALL_REFERRED = "SELECT c.id AS contact, r.id AS referral FROM contact c LEFT JOIN referral r ON r.id = c.referral
        WHERE c.state = 'referred' ORDER BY c.id";
    IDS = "SELECT id FROM contact WHERE id > $1 ORDER BY id LIMIT $2";
}

/// An id given out by the database that is not allowed to be absent in this state.
fn needed<T>(value: Option<T>, id: Uuid, what: &str) -> Result<T, Failure> {
    value.ok_or_else(|| Failure::internal(format!("contact {id} is in a state that needs {what}, and has none")))
}

fn owner(row: &Row, id: Uuid) -> Result<Option<Owner>, Failure> {
    let Some(account) = row.get::<Option<Uuid>>("owner")? else { return Ok(None) };
    let name = needed(row.get("owner_name")?, id, "the owner's name")?;
    let since = needed(row.get("owned_at")?, id, "the time somebody took it")?;
    Ok(Some(Owner { account, name, since }))
}

fn state(row: &Row, id: Uuid) -> Result<ContactState, Failure> {
    let owner = owner(row, id)?;
    let state: String = row.get("state")?;
    match state.as_str() {
        "waiting" if owner.is_none() => Ok(ContactState::Waiting),
        "owned" => Ok(ContactState::Owned(needed(owner, id, "an owner")?)),
        "ended" => Ok(ContactState::Ended {
            by: needed(owner, id, "an owner")?,
            at: needed(row.get("ended_at")?, id, "the time it ended")?,
            outcome: row.parse::<Outcome>("outcome")?,
            note: row.get::<Option<String>>("outcome_note")?.unwrap_or_default(),
        }),
        "referred" => Ok(ContactState::Referred {
            by: needed(owner, id, "an owner")?,
            at: needed(row.get("ended_at")?, id, "the time it ended")?,
            referral: needed(row.get("referral")?, id, "a referral")?,
        }),
        other => Err(Failure::internal(format!("contact {id} is in the impossible state “{other}” with that owner"))),
    }
}

fn read(row: &Row) -> Result<ContactRow, Failure> {
    let id: Uuid = row.get("id")?;
    let caller_is = row.get::<Option<String>>("caller_is")?;
    Ok(ContactRow {
        id: id.into(),
        version: row.get("version")?,
        channel: row.parse::<Channel>("channel")?,
        caller_name: row.get("caller_name")?,
        caller_is: caller_is.map(|_| row.parse::<CallerIs>("caller_is")).transpose()?,
        caller_phone: row.get("caller_phone")?,
        about: row.get("about")?,
        person: row.get("person")?,
        wanted: row.get("wanted")?,
        safe: row.parse("safe")?,
        urgent: row.get("urgent")?,
        received_at: row.get("received_at")?,
        own_by: row.get("own_by")?,
        state: state(row, id)?,
    })
}

/// One contact.
pub fn row(tx: &mut Tx<'_>, id: ContactId) -> Result<ContactRow, Failure> {
    tx.one(&ONE, params![id], "contact", read)
}

/// One contact, held until the unit of work ends.
pub(crate) fn held(tx: &mut Tx<'_>, id: ContactId) -> Result<ContactRow, Failure> {
    tx.one(&HELD, params![id], "contact", read)
}

/// What nobody has finished, unowned first, urgent before others, the oldest first.
pub(crate) fn open(tx: &mut Tx<'_>, scope: &Scope<SeeContacts>) -> Result<Vec<ContactRow>, Failure> {
    listed(tx, scope, &OPEN)
}

/// What is finished, the last first.
pub(crate) fn over(tx: &mut Tx<'_>, scope: &Scope<SeeContacts>) -> Result<Vec<ContactRow>, Failure> {
    listed(tx, scope, &OVER)
}

fn listed(
    tx: &mut Tx<'_>,
    scope: &Scope<SeeContacts>,
    statement: &::store::Statement,
) -> Result<Vec<ContactRow>, Failure> {
    match scope.covers() {
        Covers::Place => tx.all(statement, params![MOST], read),
        // The front door is the place's; nobody's grant reaches part of it.
        Covers::Organisation(_) | Covers::People(_) | Covers::Worker(_) => Ok(Vec::new()),
    }
}

/// The contacts about a person, the last first (at most 200).
pub fn of_person(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<ContactRow>, Failure> {
    tx.all(&OF_PERSON, params![person, MOST], read)
}

/// Contacts that ended as referred, with the referral that is there.
pub(crate) fn all_referred(tx: &mut Tx<'_>) -> Result<Vec<(Uuid, Option<Uuid>)>, Failure> {
    tx.all(&ALL_REFERRED, &[], |row| Ok((row.get("contact")?, row.get("referral")?)))
}

/// The ids of contacts after one, in order.
pub(crate) fn ids_after(tx: &mut Tx<'_>, after: Uuid) -> Result<Vec<Uuid>, Failure> {
    tx.all(&IDS, params![after, 1_000_i64], |row| row.get("id"))
}
