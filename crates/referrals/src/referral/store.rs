//! All SQL of referrals.

use ::store::{Row, Statement, Tx, Value, params, statement};
use access::{Covers, Scope};
use kernel::{Failure, Moment, Uuid};
use people::PersonId;

use super::{Deed, Referral, ReferralId, ReferralRow, ReferralState, Referrer, Triaged};
use crate::{Owner, Priority, SeeReferrals, ToldBy};

/// How many a list shows; it says so when there are more.
pub(crate) const MOST: i64 = 200;

statement! {
    ONE = "SELECT * FROM referral WHERE id = $1";
    HELD = "SELECT * FROM referral WHERE id = $1 {for_update}";
    OF_PERSON = "SELECT * FROM referral WHERE person = $1 ORDER BY received_at DESC, id DESC LIMIT $2";
    OF_SOURCE_REF = "SELECT id FROM referral WHERE source_ref = $1";
    OPEN = "SELECT * FROM referral WHERE state IN ('received', 'triaged') ORDER BY answer_by, received_at, id LIMIT $1";
    OPEN_OF = "SELECT * FROM referral WHERE referrer_organisation = $2 AND state IN ('received', 'triaged')
        ORDER BY answer_by, received_at, id LIMIT $1";
    ACCEPTED = "SELECT * FROM referral WHERE state = 'accepted' ORDER BY accepted_at DESC, id DESC LIMIT $1";
    ACCEPTED_OF = "SELECT * FROM referral WHERE referrer_organisation = $2 AND state = 'accepted'
        ORDER BY accepted_at DESC, id DESC LIMIT $1";
    OVER = "SELECT * FROM referral WHERE state IN ('declined', 'completed', 'left_early')
        ORDER BY ended_at DESC, id DESC LIMIT $1";
    OVER_OF = "SELECT * FROM referral WHERE referrer_organisation = $2 AND state IN ('declined', 'completed', 'left_early')
        ORDER BY ended_at DESC, id DESC LIMIT $1";
    ACCEPTED_BY_OWNER = "SELECT * FROM referral WHERE owner = $1 AND state = 'accepted'
        ORDER BY accepted_at, id LIMIT $2";
    IDS = "SELECT id FROM referral WHERE id > $1 ORDER BY id LIMIT $2";
}

fn needed<T>(value: Option<T>, id: Uuid, what: &str) -> Result<T, Failure> {
    value.ok_or_else(|| Failure::internal(format!("referral {id} is in a state that needs {what}, and has none")))
}

fn owner(row: &Row, id: Uuid) -> Result<Option<Owner>, Failure> {
    let Some(account) = row.get::<Option<Uuid>>("owner")? else { return Ok(None) };
    let name = needed(row.get("owner_name")?, id, "the owner's name")?;
    let since = needed(row.get("owned_at")?, id, "the time somebody took it")?;
    Ok(Some(Owner { account, name, since }))
}

fn triage(row: &Row, id: Uuid) -> Result<Option<Triaged>, Failure> {
    let Some(at) = row.get::<Option<Moment>>("triaged_at")? else { return Ok(None) };
    let by = needed(row.get("triaged_by")?, id, "who triaged it")?;
    Ok(Some(Triaged { priority: row.parse::<Priority>("priority")?, note: row.get("triage_note")?, at, by }))
}

fn deed(row: &Row, id: Uuid, at: &str, by: &str) -> Result<Deed, Failure> {
    Ok(Deed { at: needed(row.get(at)?, id, at)?, by: needed(row.get(by)?, id, by)? })
}

fn state(row: &Row, id: Uuid) -> Result<ReferralState, Failure> {
    let triage = triage(row, id)?;
    let with_triage = |triage: Option<Triaged>| needed(triage, id, "a triage");
    let accepted = || deed(row, id, "accepted_at", "accepted_by");
    let ended = || deed(row, id, "ended_at", "ended_by");
    let note = || row.get::<Option<String>>("end_note");
    let state: String = row.get("state")?;
    match state.as_str() {
        "received" if triage.is_none() => Ok(ReferralState::Received),
        "triaged" => Ok(ReferralState::Triaged(with_triage(triage)?)),
        "accepted" => Ok(ReferralState::Accepted { triage: with_triage(triage)?, accepted: accepted()? }),
        "declined" => Ok(ReferralState::Declined {
            triage,
            declined: ended()?,
            reason: row.parse("end_reason")?,
            note: note()?.unwrap_or_default(),
        }),
        "completed" => Ok(ReferralState::Completed {
            triage: with_triage(triage)?,
            accepted: accepted()?,
            closed: ended()?,
            note: note()?.unwrap_or_default(),
        }),
        "left_early" => Ok(ReferralState::LeftEarly {
            triage: with_triage(triage)?,
            accepted: accepted()?,
            closed: ended()?,
            reason: row.parse("end_reason")?,
            note: note()?,
        }),
        other => Err(Failure::internal(format!("referral {id} is in the impossible state “{other}” with that triage"))),
    }
}

fn read(row: &Row) -> Result<ReferralRow, Failure> {
    let id: Uuid = row.get("id")?;
    let (owner, state) = (owner(row, id)?, state(row, id)?);
    // H14: who waits for somebody must know for whom.
    if matches!(state, ReferralState::Triaged(_) | ReferralState::Accepted { .. }) && owner.is_none() {
        return Err(Failure::internal(format!("referral {id} is {} and has no owner", state.code())));
    }
    let told = row.get::<Option<Moment>>("told_at")?.map(|at| row.parse::<ToldBy>("told_by").map(|by| (by, at)));
    Ok(ReferralRow {
        id: id.into(),
        version: row.get("version")?,
        person: row.get("person")?,
        person_name: row.get("person_name")?,
        locality: row.get("locality")?,
        service: row.get("service")?,
        source: row.parse("source")?,
        referrer: Referrer {
            name: row.get("referrer_name")?,
            organisation: row.get("referrer_organisation")?,
            body: row.get("referrer_body")?,
            phone: row.get("referrer_phone")?,
            email: row.get("referrer_email")?,
        },
        reason: row.get("reason")?,
        urgency: row.parse("urgency")?,
        needed_by: row.get("needed_by")?,
        received_at: row.get("received_at")?,
        answer_by: row.get("answer_by")?,
        own_by: row.get("own_by")?,
        contact: row.get("contact")?,
        told: told.transpose()?,
        owner,
        state,
    })
}

/// One referral.
pub fn row(tx: &mut Tx<'_>, id: ReferralId) -> Result<ReferralRow, Failure> {
    tx.one(&ONE, params![id], "referral", read)
}

/// One referral, held until the unit of work ends.
pub(crate) fn held(tx: &mut Tx<'_>, id: ReferralId) -> Result<ReferralRow, Failure> {
    tx.one(&HELD, params![id], "referral", read)
}

/// A person's referrals, the last first (at most 200).
pub fn of_person(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<ReferralRow>, Failure> {
    tx.all(&OF_PERSON, params![person, MOST], read)
}

/// The accepted referrals that somebody works on, the oldest first (at most 200): "my people" of who assesses.
pub fn accepted_with(tx: &mut Tx<'_>, account: Uuid) -> Result<Vec<ReferralRow>, Failure> {
    tx.all(&ACCEPTED_BY_OWNER, params![account, MOST], read)
}

/// The referral that came of this row of a file or message of another system.
pub fn of_source_ref(tx: &mut Tx<'_>, source_ref: &str) -> Result<Option<ReferralId>, Failure> {
    tx.first(&OF_SOURCE_REF, params![source_ref], |row| row.get::<kernel::Id<Referral>>("id"))
}

/// Which referrals a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// Those that wait for an answer, the next due first.
    Open,
    /// Those taken on, the last first.
    Accepted,
    /// Those that are over, the last first.
    Over,
}

/// The referrals that somebody may see.
pub(crate) fn list(tx: &mut Tx<'_>, scope: &Scope<SeeReferrals>, which: Which) -> Result<Vec<ReferralRow>, Failure> {
    let (all, own): (&Statement, &Statement) = match which {
        Which::Open => (&OPEN, &OPEN_OF),
        Which::Accepted => (&ACCEPTED, &ACCEPTED_OF),
        Which::Over => (&OVER, &OVER_OF),
    };
    match scope.covers() {
        Covers::Place => tx.all(all, params![MOST], read),
        Covers::Organisation(organisation) => tx.all(own, &[Value::from(MOST), Value::from(*organisation)], read),
        Covers::People(_) | Covers::Worker(_) => Ok(Vec::new()),
    }
}

/// The ids of referrals after one, in order.
pub(crate) fn ids_after(tx: &mut Tx<'_>, after: Uuid) -> Result<Vec<Uuid>, Failure> {
    tx.all(&IDS, params![after, 1_000_i64], |row| row.get("id"))
}
