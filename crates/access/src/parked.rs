//! Forms that came over an ended session: kept sealed until their sender has signed in again, so that nothing typed is lost.
//!
//! Whoever sends one is not signed in, so how much is kept is bounded: by size, and by how many come within an hour.

use kernel::{Failure, Moment, Uuid};
use store::{Change, Tx, Work, cols, params, statement};

use crate::{Vault, session::put_away, sign_in::hash};

/// The most bytes of a form that names a session of ours; the longest form of the house, written full, is shorter.
pub const MOST_FORM_BYTES: usize = 64 * 1024;
/// The most bytes of a form that names none.
pub const MOST_STRANGER_BYTES: usize = 16 * 1024;
/// The most forms of one account that are kept within an hour.
pub const MOST_FORMS_AN_HOUR: i64 = 30;
/// The most forms that name no session of ours, of everybody together, that are kept within an hour.
pub const MOST_STRANGERS_AN_HOUR: i64 = 60;
/// A form that names no session of ours is put away after this long: nobody is handed a button to send it again.
pub const STRANGER_DAYS: i64 = 1;
/// No address of a form of ours is longer.
const MOST_PATH_BYTES: usize = 1000;

statement! {
    HOLDER = "SELECT account FROM session WHERE token = $1 AND stage = 'full'";
    PARKED = "SELECT id, version, account, path, body FROM parked_form WHERE id = $1";
    OF_ACCOUNT = "SELECT count(*) FROM parked_form WHERE account = $1 AND at > $2";
    OF_STRANGERS = "SELECT count(*) FROM parked_form WHERE account IS NULL AND at > $1";
    OLD = "SELECT id FROM parked_form WHERE at < $1 OR (account IS NULL AND at < $2) ORDER BY id LIMIT 2000";
}

/// A form that came over an ended session.
#[derive(Debug, Clone)]
pub struct ParkedForm {
    /// Where it was sent.
    pub path: String,
    /// What was typed, as it was sent.
    pub body: String,
    /// Whose session it came over. None when no session of ours was named: then anybody may have sent it.
    pub account: Option<Uuid>,
}

/// Keeps a form until its sender has signed in again; `token` is that of the session that has ended. Whoever signs in next
/// at the same screen must not read what somebody else wrote. Returns the id by which the sender gets it back; none when it
/// is too large, or when so many were kept within the hour that no more are.
pub fn park_form(
    work: &mut Work<'_>,
    vault: &Vault,
    token: Option<&str>,
    path: &str,
    body: &str,
) -> Result<Option<Uuid>, Failure> {
    let account = match token {
        Some(token) => work.first(&HOLDER, params![hash(token)], |row| row.get::<Uuid>("account"))?,
        None => None,
    };
    let most = if account.is_some() { MOST_FORM_BYTES } else { MOST_STRANGER_BYTES };
    if body.len() > most || path.len() > MOST_PATH_BYTES || !has_room(work, account)? {
        return Ok(None);
    }
    let id: Uuid = work.id();
    let sealed = vault.seal(work.ids(), &format!("form:{id}"), body)?;
    let columns = cols! {
        "id" => id, "version" => 1, "account" => account, "path" => path, "body" => sealed, "at" => work.at,
    };
    work.apply(Change::new("form.parked", "parked_form", id).insert("parked_form", columns))?;
    Ok(Some(id))
}

fn has_room(work: &mut Work<'_>, account: Option<Uuid>) -> Result<bool, Failure> {
    let since = work.at.plus_hours(-1);
    match account {
        Some(account) => Ok(work.figure(&OF_ACCOUNT, params![account, since])? < MOST_FORMS_AN_HOUR),
        None => Ok(work.figure(&OF_STRANGERS, params![since])? < MOST_STRANGERS_AN_HOUR),
    }
}

/// The kept form, for whoever holds its id (which only the browser that sent it was told) and is signed in.
pub fn take_parked_form(tx: &mut Tx<'_>, vault: &Vault, id: Uuid) -> Result<ParkedForm, Failure> {
    let (path, body, account) = tx.one(&PARKED, params![id], "kept form", |row| {
        Ok((row.get::<String>("path")?, row.get::<Vec<u8>>("body")?, row.get("account")?))
    })?;
    Ok(ParkedForm { path, body: vault.open(&format!("form:{id}"), &body)?, account })
}

impl ParkedForm {
    /// Is not there for anybody but its sender, where that is known.
    pub fn must_be_of(&self, account: Uuid) -> Result<(), Failure> {
        match self.account {
            Some(sender) if sender != account => Err(Failure::no_such("kept form")),
            _ => Ok(()),
        }
    }
}

/// Puts the forms from before a moment, and those of strangers that are older than [`STRANGER_DAYS`], into a change that
/// takes them away, and says how many they are (at most [`store::MOST_FORGOTTEN`]).
pub fn forget_parked_forms(
    tx: &mut Tx<'_>,
    change: Change,
    before: Moment,
    now: Moment,
) -> Result<(Change, usize), Failure> {
    let old = tx.all(&OLD, params![before, now.plus_days(-STRANGER_DAYS)], |row| row.get("id"))?;
    Ok(put_away(change, "parked_form", old))
}
