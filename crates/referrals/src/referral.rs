//! A request that care at home take somebody on (REF-3, REF-4, REF-5).

pub mod accept;
pub mod acknowledge;
pub mod close;
pub mod decline;
mod form;
pub mod leave;
pub mod list;
pub mod make;
pub mod of_person_page;
pub mod receive;
pub mod show;
pub(crate) mod store;
pub mod take;
mod team;
pub mod triage;

use ::store::{Change, Value, Work, cols};
use access::About;
use kernel::{Date, Failure, Id, Moment, Uuid};
use people::PersonId;

pub use receive::{NewReferral, receive};
pub use store::{accepted_with, of_person, of_source_ref, row};

use crate::{ContactId, DeclineReason, LeavingReason, Owner, Priority, Source, ToldBy, Urgency};

/// The kind of thing a [`ReferralId`] names.
#[derive(Debug)]
pub enum Referral {}

/// The id of a referral.
pub type ReferralId = Id<Referral>;

/// The service that referrals of this thread are for.
pub const CARE_AT_HOME: &str = "care at home";

/// Who referred, and how to reach them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Referrer {
    /// Their name.
    pub name: String,
    /// Their organisation, if its people sign in here: they see where it stands.
    pub organisation: Option<Uuid>,
    /// What their organisation is called.
    pub body: String,
    /// Where to call them.
    pub phone: Option<String>,
    /// Where messages go.
    pub email: Option<String>,
}

/// A referral as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralRow {
    /// Its id.
    pub id: ReferralId,
    /// Its row's version.
    pub version: i64,
    /// Whom it is for.
    pub person: PersonId,
    /// Their name when it was received.
    pub person_name: String,
    /// The locality they lived in then.
    pub locality: Option<String>,
    /// "care at home".
    pub service: String,
    /// Who sent it.
    pub source: Source,
    /// The same by name.
    pub referrer: Referrer,
    /// Why.
    pub reason: String,
    /// How soon it must be answered.
    pub urgency: Urgency,
    /// The day the care is needed.
    pub needed_by: Option<Date>,
    /// When it reached us.
    pub received_at: Moment,
    /// By when it must be answered.
    pub answer_by: Moment,
    /// By when somebody must have taken it; unowned after that it is an alarm (H4).
    pub own_by: Moment,
    /// The contact it came of.
    pub contact: Option<ContactId>,
    /// How and when the referrer learned that it has arrived.
    pub told: Option<(ToldBy, Moment)>,
    /// Who has taken it.
    pub owner: Option<Owner>,
    /// Where it stands.
    pub state: ReferralState,
}

/// What triage found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triaged {
    /// The risk while they wait.
    pub priority: Priority,
    /// Why.
    pub note: Option<String>,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: String,
}

/// When and by whom something was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: String,
}

/// Where a referral stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferralState {
    /// It has arrived; the clock of its urgency runs.
    Received,
    /// It has a priority; the clock runs on.
    Triaged(Triaged),
    /// The service takes the person on; the clock of the assessment runs.
    Accepted {
        /// What triage found.
        triage: Triaged,
        /// When and by whom.
        accepted: Deed,
    },
    /// The service does not take the person on.
    Declined {
        /// What triage found, if it came to that.
        triage: Option<Triaged>,
        /// When and by whom.
        declined: Deed,
        /// Why.
        reason: DeclineReason,
        /// The way on, in words for the referrer.
        note: String,
    },
    /// What was begun is complete.
    Completed {
        /// What triage found.
        triage: Triaged,
        /// When the service took the person on.
        accepted: Deed,
        /// When and by whom it was closed.
        closed: Deed,
        /// What was reached, and the way back.
        note: String,
    },
    /// The person left before it was complete.
    LeftEarly {
        /// What triage found.
        triage: Triaged,
        /// When the service took the person on.
        accepted: Deed,
        /// When and by whom it was closed.
        closed: Deed,
        /// Why.
        reason: LeavingReason,
        /// What else there is to know.
        note: Option<String>,
    },
}

/// Columns that say where a referral stands, in the order of the enum's facts.
struct Ending<'a> {
    done: &'a Deed,
    reason: Option<&'static str>,
    note: Option<&'a str>,
}

impl ReferralState {
    /// As data.
    pub fn code(&self) -> &'static str {
        match self {
            ReferralState::Received => "received",
            ReferralState::Triaged(_) => "triaged",
            ReferralState::Accepted { .. } => "accepted",
            ReferralState::Declined { .. } => "declined",
            ReferralState::Completed { .. } => "completed",
            ReferralState::LeftEarly { .. } => "left_early",
        }
    }

    /// For everybody, the referrer included: one wording everywhere.
    pub fn words(&self) -> String {
        match self {
            ReferralState::Received => "Received, waiting to be looked at".into(),
            ReferralState::Triaged(_) => "Looked at, waiting for an answer".into(),
            ReferralState::Accepted { .. } => "Accepted".into(),
            ReferralState::Declined { reason, .. } => format!("Declined: {}", lower(reason.words())),
            ReferralState::Completed { .. } => "Completed".into(),
            ReferralState::LeftEarly { reason, .. } => format!("Left early: {}", lower(reason.words())),
        }
    }

    /// What triage found.
    pub fn triage(&self) -> Option<&Triaged> {
        match self {
            ReferralState::Received => None,
            ReferralState::Declined { triage, .. } => triage.as_ref(),
            ReferralState::Triaged(triage)
            | ReferralState::Accepted { triage, .. }
            | ReferralState::Completed { triage, .. }
            | ReferralState::LeftEarly { triage, .. } => Some(triage),
        }
    }

    /// When the service took the person on.
    pub fn accepted(&self) -> Option<&Deed> {
        match self {
            ReferralState::Accepted { accepted, .. }
            | ReferralState::Completed { accepted, .. }
            | ReferralState::LeftEarly { accepted, .. } => Some(accepted),
            ReferralState::Received | ReferralState::Triaged(_) | ReferralState::Declined { .. } => None,
        }
    }

    fn ending(&self) -> Option<Ending<'_>> {
        match self {
            ReferralState::Received | ReferralState::Triaged(_) | ReferralState::Accepted { .. } => None,
            ReferralState::Declined { declined, reason, note, .. } => {
                Some(Ending { done: declined, reason: Some(reason.code()), note: Some(note) })
            }
            ReferralState::Completed { closed, note, .. } => {
                Some(Ending { done: closed, reason: None, note: Some(note) })
            }
            ReferralState::LeftEarly { closed, reason, note, .. } => {
                Some(Ending { done: closed, reason: Some(reason.code()), note: note.as_deref() })
            }
        }
    }

    /// When and by whom it came to its end, and what was said.
    pub fn ended(&self) -> Option<(&Deed, Option<&str>)> {
        self.ending().map(|ending| (ending.done, ending.note))
    }

    /// Every column that says where it stands, so that none is left over from before.
    fn columns(&self) -> Vec<(&'static str, Value)> {
        let (triage, accepted, ending) = (self.triage(), self.accepted(), self.ending());
        cols! {
            "state" => self.code(),
            "priority" => triage.map(|triage| triage.priority.code()),
            "triage_note" => triage.and_then(|triage| triage.note.as_deref()),
            "triaged_at" => triage.map(|triage| triage.at),
            "triaged_by" => triage.map(|triage| triage.by.as_str()),
            "accepted_at" => accepted.map(|accepted| accepted.at),
            "accepted_by" => accepted.map(|accepted| accepted.by.as_str()),
            "ended_at" => ending.as_ref().map(|ending| ending.done.at),
            "ended_by" => ending.as_ref().map(|ending| ending.done.by.as_str()),
            "end_reason" => ending.as_ref().and_then(|ending| ending.reason),
            "end_note" => ending.as_ref().and_then(|ending| ending.note),
        }
    }
}

/// A choice's words inside a sentence.
fn lower(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// The last eight signs of an id, which are random.
fn reference(id: ReferralId) -> String {
    let text = id.uuid().simple().to_string().to_uppercase();
    let last = text.get(24..).unwrap_or(&text);
    let (first, second) = last.split_at_checked(4).unwrap_or((last, ""));
    format!("{first}-{second}")
}

/// Tells the referrer that something has changed, where there is an address. The message names nobody and says nothing of
/// what was decided: it says where to look.
fn tell(work: &mut Work<'_>, row: &ReferralRow) -> Result<(), Failure> {
    let Some(email) = &row.referrer.email else { return Ok(()) };
    let body = format!(
        "A referral you made has moved on. Sign in and open referral {} to see where it stands.",
        row.reference()
    );
    work.send("referral.moved_on", email, "A referral you made has moved on", &body)
}

impl ReferralRow {
    /// What a permit is asked for.
    pub fn about(&self) -> About {
        About::thing("referral", self.id).person(self.person).organisation(self.referrer.organisation)
    }

    /// Whether it still waits for an answer.
    pub fn is_open(&self) -> bool {
        matches!(self.state, ReferralState::Received | ReferralState::Triaged(_))
    }

    /// The priority that triage set.
    pub fn priority(&self) -> Option<Priority> {
        self.state.triage().map(|triage| triage.priority)
    }

    /// Whether nobody has taken it in time (H4).
    pub fn is_alarm(&self, now: Moment) -> bool {
        self.is_open() && self.owner.is_none() && now > self.own_by
    }

    /// A reference to say on the phone and to write in messages: it names nobody.
    pub fn reference(&self) -> String {
        reference(self.id)
    }

    fn refused(&self, what: &str) -> Failure {
        Failure::conflict(format!(
            "This referral cannot be {what}: it is “{}”. Nothing was changed.",
            self.state.words()
        ))
    }

    /// Triage sets the priority; it may do so again until there is an answer.
    fn triaged(&self, triage: Triaged) -> Result<ReferralState, Failure> {
        match &self.state {
            ReferralState::Received | ReferralState::Triaged(_) => Ok(ReferralState::Triaged(triage)),
            ReferralState::Accepted { .. }
            | ReferralState::Declined { .. }
            | ReferralState::Completed { .. }
            | ReferralState::LeftEarly { .. } => Err(self.refused("triaged")),
        }
    }

    /// The service takes the person on; only with a priority, so that whoever works on it knows the risk.
    fn accepted(&self, accepted: Deed) -> Result<ReferralState, Failure> {
        match &self.state {
            ReferralState::Triaged(triage) => Ok(ReferralState::Accepted { triage: triage.clone(), accepted }),
            ReferralState::Received => Err(Failure::conflict("Triage this referral first: it has no priority yet.")),
            ReferralState::Accepted { .. }
            | ReferralState::Declined { .. }
            | ReferralState::Completed { .. }
            | ReferralState::LeftEarly { .. } => Err(self.refused("accepted")),
        }
    }

    /// The service does not take the person on.
    fn declined(&self, declined: Deed, reason: DeclineReason, note: String) -> Result<ReferralState, Failure> {
        match &self.state {
            ReferralState::Received | ReferralState::Triaged(_) => {
                Ok(ReferralState::Declined { triage: self.state.triage().cloned(), declined, reason, note })
            }
            ReferralState::Accepted { .. }
            | ReferralState::Declined { .. }
            | ReferralState::Completed { .. }
            | ReferralState::LeftEarly { .. } => Err(self.refused("declined")),
        }
    }

    fn taken_on(&self, what: &str) -> Result<(Triaged, Deed), Failure> {
        match &self.state {
            ReferralState::Accepted { triage, accepted } => Ok((triage.clone(), accepted.clone())),
            ReferralState::Received
            | ReferralState::Triaged(_)
            | ReferralState::Declined { .. }
            | ReferralState::Completed { .. }
            | ReferralState::LeftEarly { .. } => Err(self.refused(what)),
        }
    }

    /// What was begun is complete.
    fn completed(&self, closed: Deed, note: String) -> Result<ReferralState, Failure> {
        let (triage, accepted) = self.taken_on("completed")?;
        Ok(ReferralState::Completed { triage, accepted, closed, note })
    }

    /// The person leaves before it is complete.
    fn left(&self, closed: Deed, reason: LeavingReason, note: Option<String>) -> Result<ReferralState, Failure> {
        let (triage, accepted) = self.taken_on("left early")?;
        Ok(ReferralState::LeftEarly { triage, accepted, closed, reason, note })
    }

    fn change(&self, event: &'static str, version: i64, columns: Vec<(&'static str, Value)>) -> Change {
        Change::new(event, "referral", self.id).person(self.person).update("referral", self.id, version, columns)
    }
}

#[cfg(test)]
mod tests;
