//! Sessions: made by signing in, ended by signing out, by idleness, or after a day's work.

use kernel::{Failure, Moment, Uuid};
use store::{Change, Row, Tx, Work, cols, params, statement};

use crate::{Membership, Organisation, OwnRecord, Role, Who, organisation::of_account, sign_in::hash};

/// The cookie that carries a session's token.
pub const SESSION_COOKIE: &str = "kith_session";
/// A session that is not used for this long is over. A care worker's lasts the day: nobody signs in again in a round.
pub const IDLE_MINUTES: i64 = 45;
/// No session lasts longer than this.
pub const LONGEST_HOURS: i64 = 14;

statement! {
    LOAD = "SELECT s.id AS session, s.account, s.created_at, s.seen_at, a.name, m.role, m.from_day, m.to_day,
        o.id AS organisation, o.version AS organisation_version, o.kind, o.name AS organisation_name, o.code, o.email,
        (SELECT count(*) FROM membership n WHERE n.account = s.account) AS memberships
        FROM session s JOIN account a ON a.id = s.account
        LEFT JOIN membership m ON m.id = s.membership LEFT JOIN organisation o ON o.id = m.organisation
        WHERE s.token = $1 AND s.stage = 'full' AND s.ended_at IS NULL AND a.ended_at IS NULL";
    OWN = "SELECT person, kind FROM own_record WHERE account = $1 AND ended_at IS NULL ORDER BY since, id";
    SESSION = "SELECT id, version, account FROM session WHERE token = $1 AND ended_at IS NULL {for_update}";
    BY_ID = "SELECT version, account FROM session WHERE id = $1 AND ended_at IS NULL {for_update}";
    SEEN = "SELECT version, seen_at FROM session WHERE id = $1 {for_update}";
    OLD_SESSIONS = "SELECT id FROM session WHERE created_at < $1 ORDER BY id LIMIT 2000";
}

/// Who holds this token, if its session still lasts. One query; a second for people and carers.
pub fn load(tx: &mut Tx<'_>, token: &str, now: Moment, via: &'static str) -> Result<Who, Failure> {
    let row = tx.first(&LOAD, params![hash(token)], |row| Ok(row.clone()))?.ok_or(Failure::SignIn)?;
    let account: Uuid = row.get("account")?;
    let membership: Option<Role> = row.get::<Option<String>>("role")?.map(|role| role.parse()).transpose()?;
    let own = if membership.is_none() { own_records(tx, account)? } else { Vec::new() };
    let role = membership.unwrap_or(if own.iter().any(|own| own.is_self) { Role::Person } else { Role::Carer });
    if is_over(&row, role, now)? || (membership.is_none() && own.is_empty()) {
        return Err(Failure::SignIn);
    }
    let organisation = match membership {
        None => None,
        Some(_) => Some(Organisation {
            id: row.get("organisation")?,
            version: row.get("organisation_version")?,
            kind: row.parse("kind")?,
            name: row.get("organisation_name")?,
            code: row.get("code")?,
            email: row.get("email")?,
        }),
    };
    Ok(Who {
        session: row.get("session")?,
        account,
        name: row.get("name")?,
        role,
        organisation,
        own,
        other_roles: (row.get::<i64>("memberships")? - 1).max(0),
        seen_at: row.get("seen_at")?,
        via,
    })
}

fn is_over(row: &Row, role: Role, now: Moment) -> Result<bool, Failure> {
    let idle = if role == Role::CareWorker { LONGEST_HOURS * 60 } else { IDLE_MINUTES };
    let today = now.day();
    let ended = row.get::<Option<kernel::Date>>("to_day")?.is_some_and(|to| to <= today);
    Ok(ended
        || now.minutes_since(row.get("seen_at")?) >= idle
        || now.minutes_since(row.get("created_at")?) >= LONGEST_HOURS * 60)
}

fn own_records(tx: &mut Tx<'_>, account: Uuid) -> Result<Vec<OwnRecord>, Failure> {
    tx.all(&OWN, params![account], |row| {
        Ok(OwnRecord { person: row.get("person")?, is_self: row.get::<String>("kind")? == "self" })
    })
}

/// Notes that a session is in use; called at most once a minute for each. Its row is held: of two pages opened at the same
/// moment the second finds that it was noted.
pub fn touch(work: &mut Work<'_>, session: Uuid) -> Result<(), Failure> {
    let (version, seen) = work.one(&SEEN, params![session], "session", |row| {
        Ok((row.get::<i64>("version")?, row.get::<Moment>("seen_at")?))
    })?;
    let now = work.at;
    if now.minutes_since(seen) < 1 {
        return Ok(());
    }
    work.apply(Change::new("session.used", "session", session).update(
        "session",
        session,
        version,
        cols! { "seen_at" => now },
    ))
}

/// Ends the session of a token; a token without one is no failure.
pub fn end_session(work: &mut Work<'_>, token: &str) -> Result<(), Failure> {
    let now = work.at;
    let found =
        work.first(&SESSION, params![hash(token)], |row| Ok((row.get::<Uuid>("id")?, row.get::<i64>("version")?)))?;
    let Some((id, version)) = found else { return Ok(()) };
    work.apply(Change::new("sign_out.done", "session", id).update("session", id, version, cols! { "ended_at" => now }))
}

/// The roles the holder of a session may act in.
pub fn roles(tx: &mut Tx<'_>, who: &Who, now: Moment) -> Result<Vec<Membership>, Failure> {
    of_account(tx, who.account, now.day())
}

/// Acts in another of one's roles from now on.
pub fn choose_membership(work: &mut Work<'_>, who: &Who, membership: Uuid) -> Result<(), Failure> {
    let (id, today) = (who.session, work.at.day());
    let (version, account) =
        work.one(&BY_ID, params![id], "session", |row| Ok((row.get::<i64>("version")?, row.get::<Uuid>("account")?)))?;
    if !of_account(work, account, today)?.iter().any(|own| own.id == membership) {
        return Err(Failure::no_such("role of yours"));
    }
    let columns = cols! { "membership" => membership };
    work.apply(Change::new("session.role_chosen", "session", id).update("session", id, version, columns))
}

/// Puts the sessions that began before a moment into a change that takes them away, and says how many they are (at most
/// [`store::MOST_FORGOTTEN`]). No session lasts longer than [`LONGEST_HOURS`], so older ones are over.
pub fn forget_sessions(tx: &mut Tx<'_>, change: Change, before: Moment) -> Result<(Change, usize), Failure> {
    Ok(put_away(change, "session", tx.all(&OLD_SESSIONS, params![before], |row| row.get("id"))?))
}

/// Rows of a table into a change that takes them away, and how many they are.
pub(crate) fn put_away(change: Change, table: &'static str, ids: Vec<Uuid>) -> (Change, usize) {
    let count = ids.len();
    (ids.into_iter().fold(change, |change, id| change.delete(table, cols! { "id" => id })), count)
}
