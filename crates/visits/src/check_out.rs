//! Checking out: when, what was done, what came of it, and who signed; a worker never signs for the person (VIS-4).

mod page;
pub(crate) mod record;

use access::Permit;
use kernel::{Failure, Moment, Time, Uuid};
pub use page::{FIELDS, page, submit};
use places::Place;
use store::Work;

use crate::{
    check_in::own,
    policy::CheckOut,
    stay::stated,
    visit::{Outcome, Said, Signed, State, VisitView},
};

/// What a worker says on leaving.
#[derive(Debug, Clone, Default)]
pub struct Leaving {
    /// The time of day, when it is not now.
    pub finish: Option<Time>,
    /// What came of it; said once for a visit.
    pub outcome: Option<Outcome>,
    /// Which tasks were done, by their number from 1.
    pub done: Vec<usize>,
    /// Why the others were not.
    pub why_not: Option<String>,
    /// Who signed.
    pub signed: Option<Signed>,
    /// The name or the reason that belongs to it.
    pub signed_words: Option<String>,
    /// A note.
    pub note: Option<String>,
}

/// What came of a check-out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// When the worker left.
    pub at: Moment,
    /// Whether the visit is over, and not only this worker's part.
    pub over: bool,
    /// Whether somebody must now find out that the person is well (H8).
    pub owes_welfare_step: bool,
}

/// A worker checks out for themselves. `version` is that of their own place on the visit.
pub fn check_out(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<CheckOut>,
    found: &VisitView,
    (worker, version, name): (Uuid, i64, &str),
    leaving: &Leaving,
) -> Result<Left, Failure> {
    permit.covers(found.id)?;
    let stay = own(found, worker)?;
    let came = stay.came.as_ref().map_or(work.at, |came| came.at);
    let finish = match leaving.finish {
        None => work.at,
        Some(time) => stated(found.day, time, came, work.at)
            .ok_or_else(|| Failure::field("finish", "That time is still to come. Leave it empty if you leave now."))?,
    };
    stay.may_leave_at(finish, work.at)?;
    let said = match &found.state {
        State::Started { said: Some(said), .. } => said.clone(),
        _ => say(found, leaving)?,
    };
    record::save(work, place, found, &stay, version, &record::Leave { finish, said, leaving, name })
}

/// Checks what is said at the first check-out.
fn say(found: &VisitView, leaving: &Leaving) -> Result<Said, Failure> {
    let outcome = leaving.outcome.ok_or_else(|| Failure::field("outcome", "Choose what came of the visit."))?;
    if outcome == Outcome::CareGiven {
        let open = (1..=found.tasks.len()).any(|n| !leaving.done.contains(&n));
        if open && leaving.why_not.is_none() {
            return Err(Failure::field("why_not", "Say why not every task was done."));
        }
    }
    let signed = match leaving.signed {
        Some(signed) => Some((signed, signature_words(found, signed, leaving.signed_words.clone())?)),
        None if outcome == Outcome::CareGiven => {
            return Err(Failure::field("signed", "Choose who signed, or why nobody did."));
        }
        None => None,
    };
    Ok(Said { outcome, signed })
}

fn signature_words(found: &VisitView, signed: Signed, words: Option<String>) -> Result<Option<String>, Failure> {
    let need = |message: &str| Err(Failure::field("signed_words", message));
    match (signed, words) {
        (Signed::Representative, None) => need("Write the name of the one who signed."),
        (Signed::Representative, Some(name)) => {
            let own = found.workers.iter().any(|stay| stay.name.trim().eq_ignore_ascii_case(name.trim()));
            if own {
                need("A care worker cannot sign for the person. Choose “They cannot sign” and say why.")
            } else {
                Ok(Some(name))
            }
        }
        (Signed::CannotSign, None) => need("Say why they cannot sign."),
        (_, words) => Ok(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{stay::Stay, visit::tests::visit};

    fn leaving() -> Leaving {
        Leaving { outcome: Some(Outcome::CareGiven), done: vec![1], signed: Some(Signed::Person), ..Leaving::default() }
    }

    fn refused(leaving: &Leaving) -> Option<String> {
        let id = Uuid::from_u128(1);
        let kit = Stay { id, version: 1, visit: id, worker: id, name: "Kit Lane".into(), came: None, went: None };
        let found = VisitView { workers: vec![kit], ..visit() };
        match say(&found, leaving) {
            Ok(_) => None,
            Err(Failure::Invalid(faults)) => faults.first().map(|fault| fault.field.clone()),
            Err(other) => Some(other.to_string()),
        }
    }

    // VIS-4
    #[test]
    fn a_worker_never_signs_for_the_person() {
        let by = |signed, words: Option<&str>| Leaving {
            signed: Some(signed),
            signed_words: words.map(str::to_owned),
            ..leaving()
        };
        assert_eq!(refused(&leaving()), None);
        assert_eq!(refused(&by(Signed::Representative, Some("Bea Example"))), None);
        assert_eq!(refused(&by(Signed::Representative, Some("kit lane"))).as_deref(), Some("signed_words"));
        assert_eq!(refused(&by(Signed::Representative, None)).as_deref(), Some("signed_words"));
        assert_eq!(refused(&by(Signed::CannotSign, None)).as_deref(), Some("signed_words"));
        assert_eq!(refused(&by(Signed::CannotSign, Some("tremor"))), None);
        assert_eq!(refused(&by(Signed::Refused, None)), None);
        assert_eq!(refused(&Leaving { signed: None, ..leaving() }).as_deref(), Some("signed"));
    }

    // VIS-3, H9
    #[test]
    fn a_task_that_was_not_done_has_a_reason() {
        assert_eq!(refused(&Leaving { done: vec![], ..leaving() }).as_deref(), Some("why_not"));
        let why_not = Some("asleep in the chair".into());
        assert_eq!(refused(&Leaving { done: vec![], why_not, ..leaving() }), None);
        let nobody = Leaving { outcome: Some(Outcome::NoReply), ..Leaving::default() };
        assert_eq!(refused(&nobody), None);
        assert_eq!(refused(&Leaving::default()).as_deref(), Some("outcome"));
    }
}
