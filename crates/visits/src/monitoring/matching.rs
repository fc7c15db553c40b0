//! Which visit a row is about, and which worker.

use access::Role;
use kernel::{Failure, Moment, NhsNumber, Uuid, moment_in_words};
use sheet::monitoring::Attendance;
use store::{Tx, params, statement};
use wire::House;

use crate::visit::{VisitId, VisitView};

statement! {
    BY_ID = "SELECT id FROM visit WHERE id = $1 AND provider = $2";
    BY_START = "SELECT id FROM visit WHERE person = $1 AND provider = $2 AND starts_at = $3
        AND (cancelled_for IS NULL OR cancelled_for <> 'system') ORDER BY id";
}

/// The visit of a row, or why there is none.
pub(super) fn find(
    tx: &mut Tx<'_>,
    house: &House,
    provider: Uuid,
    row: &Attendance,
) -> Result<Result<VisitId, String>, Failure> {
    let read = |row: &store::Row| row.get::<Uuid>("id").map(VisitId::from);
    if let Some(visit) = row.visit {
        let found = tx.first(&BY_ID, params![visit, provider], read)?;
        return Ok(found.ok_or_else(|| "This provider has no visit with this id.".to_owned()));
    }
    let Some(start) = row.planned_start else {
        return Ok(Err("The row does not say when the visit was planned.".into()));
    };
    let person = match NhsNumber::parse(&row.person, house.numbers) {
        Ok(number) => people::of_nhs_number(tx, number)?,
        Err(_) => people::of_local_number(tx, &row.person)?,
    };
    // Whether there is such a person is not told to a provider that does not visit them.
    let none = || {
        format!(
            "This provider has no visit to a person with this number that is planned for {}.",
            moment_in_words(start)
        )
    };
    let Some(person) = person else { return Ok(Err(none())) };
    let found = tx.all(&BY_START, params![person.id, provider, start], read)?;
    Ok(match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(none()),
        _ => Err("Several visits are planned for that time; match it by hand.".into()),
    })
}

fn is_named(reference: &str, account: Uuid, name: &str) -> bool {
    reference.eq_ignore_ascii_case(name) || reference.eq_ignore_ascii_case(&account.to_string())
}

/// A worker whom a row is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Whom {
    pub(super) worker: Uuid,
    pub(super) name: String,
    /// Whether the visit was given to them; if not, it is now, for they were there.
    pub(super) has_it: bool,
}

/// The worker whom the row is about, or why it is not known who came. `taken` are those of other rows of the same visit.
pub(super) fn worker(
    tx: &mut Tx<'_>,
    found: &VisitView,
    row: &Attendance,
    taken: &[Whom],
) -> Result<Result<Whom, String>, Failure> {
    if let Some(stay) = found.workers.iter().find(|stay| is_named(&row.worker, stay.worker, &stay.name)) {
        return Ok(Ok(Whom { worker: stay.worker, name: stay.name.clone(), has_it: true }));
    }
    let members = access::members(tx, found.provider, Role::CareWorker, found.day)?;
    let member = members.into_iter().find(|member| is_named(&row.worker, member.account, &member.name));
    let new = taken.iter().filter(|whom| !whom.has_it).count();
    let free = usize::try_from(found.workers_needed).unwrap_or_default() > found.workers.len() + new;
    Ok(match (member, found.workers.as_slice(), found.workers_needed) {
        (Some(member), ..) if free => Ok(Whom { worker: member.account, name: member.name, has_it: false }),
        (Some(member), ..) => Err(format!(
            "The visit was given to somebody else than {}. Give it to who came, then match the row.",
            member.name
        )),
        // Its system has names of its own: where one worker was given a visit for one, that is who came.
        (None, [only], 1) => Ok(Whom { worker: only.worker, name: only.name.clone(), has_it: true }),
        (None, ..) => Err(
            "It is not known who came: the row names nobody whom Kith knows. Give the visit to a worker, then match the row."
                .into(),
        ),
    })
}

/// What was planned, in a few words, for the reasons.
pub(super) fn when(at: Moment) -> String {
    moment_in_words(at)
}
