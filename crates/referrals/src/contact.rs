//! A call, message or visit to the front door (REF-1, REF-2).

pub mod end;
pub mod identify;
pub mod list;
pub mod record;
pub mod show;
pub(crate) mod store;
pub mod take;

use ::store::{Change, Value, cols};
use access::About;
use kernel::{Failure, Id, Moment};
use people::PersonId;
pub use store::{of_person, row};

use crate::{CallerIs, Channel, Outcome, Owner, ReferralId, Safe};

/// The kind of thing a [`ContactId`] names.
#[derive(Debug)]
pub enum Contact {}

/// The id of a contact.
pub type ContactId = Id<Contact>;

/// A contact as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactRow {
    /// Its id.
    pub id: ContactId,
    /// Its row's version.
    pub version: i64,
    /// How it came.
    pub channel: Channel,
    /// Who called or wrote.
    pub caller_name: String,
    /// What they are to the person, once asked.
    pub caller_is: Option<CallerIs>,
    /// Where to call them back.
    pub caller_phone: Option<String>,
    /// Whom it is about, in the caller's words.
    pub about: Option<String>,
    /// Whom it is about, once found.
    pub person: Option<PersonId>,
    /// What is wanted.
    pub wanted: String,
    /// Whether the person is safe now.
    pub safe: Safe,
    /// Whether it cannot wait.
    pub urgent: bool,
    /// When it reached us.
    pub received_at: Moment,
    /// By when somebody must have taken it; unowned after that it is an alarm (H4).
    pub own_by: Moment,
    /// Where it stands.
    pub state: ContactState,
}

/// Where a contact stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContactState {
    /// Nobody has taken it.
    Waiting,
    /// Somebody deals with it.
    Owned(Owner),
    /// It was answered without a referral.
    Ended {
        /// Who dealt with it.
        by: Owner,
        /// When it ended.
        at: Moment,
        /// What became of it.
        outcome: Outcome,
        /// What was said, or to whom it was passed.
        note: String,
    },
    /// It became a referral.
    Referred {
        /// Who dealt with it.
        by: Owner,
        /// When.
        at: Moment,
        /// Which.
        referral: ReferralId,
    },
}

impl ContactState {
    /// For people.
    pub fn words(&self) -> String {
        match self {
            ContactState::Waiting => "Nobody has taken it".into(),
            ContactState::Owned(owner) => format!("{} deals with it", owner.name),
            ContactState::Ended { outcome, .. } => outcome.words().into(),
            ContactState::Referred { .. } => "Referred".into(),
        }
    }

    pub(crate) fn code(&self) -> &'static str {
        match self {
            ContactState::Waiting => "waiting",
            ContactState::Owned(_) => "owned",
            ContactState::Ended { .. } => "ended",
            ContactState::Referred { .. } => "referred",
        }
    }

    /// Who deals or dealt with it.
    pub fn owner(&self) -> Option<&Owner> {
        match self {
            ContactState::Waiting => None,
            ContactState::Owned(by) | ContactState::Ended { by, .. } | ContactState::Referred { by, .. } => Some(by),
        }
    }

    /// Every column that says where it stands, so that none is left over from before.
    fn columns(&self) -> Vec<(&'static str, Value)> {
        let (outcome, note, referral, ended_at) = match self {
            ContactState::Waiting | ContactState::Owned(_) => (None, None, None, None),
            ContactState::Ended { at, outcome, note, .. } => {
                (Some(outcome.code()), Some(note.as_str()), None, Some(*at))
            }
            ContactState::Referred { at, referral, .. } => (Some("referred"), None, Some(*referral), Some(*at)),
        };
        let owner = self.owner();
        cols! {
            "state" => self.code(), "owner" => owner.map(|owner| owner.account),
            "owner_name" => owner.map(|owner| owner.name.as_str()), "owned_at" => owner.map(|owner| owner.since),
            "outcome" => outcome, "outcome_note" => note, "referral" => referral, "ended_at" => ended_at,
        }
    }
}

impl ContactRow {
    /// What a permit is asked for.
    pub fn about(&self) -> About {
        let about = About::thing("contact", self.id);
        match self.person {
            Some(person) => about.person(person),
            None => about,
        }
    }

    /// Whether nobody has taken it in time (H4).
    pub fn is_alarm(&self, now: Moment) -> bool {
        self.state == ContactState::Waiting && now > self.own_by
    }

    /// Somebody takes it, also from somebody else.
    fn taken_by(&self, owner: Owner) -> Result<ContactState, Failure> {
        match &self.state {
            ContactState::Waiting => Ok(ContactState::Owned(owner)),
            ContactState::Owned(before) if before.account == owner.account => {
                Err(Failure::conflict("You have taken this already."))
            }
            ContactState::Owned(_) => Ok(ContactState::Owned(owner)),
            ContactState::Ended { .. } | ContactState::Referred { .. } => Err(self.is_over()),
        }
    }

    /// It ends; whoever ends what nobody had taken has taken it.
    fn ended(&self, by: &Owner, outcome: Outcome, note: String) -> Result<ContactState, Failure> {
        let at = by.since;
        Ok(ContactState::Ended { by: self.dealt_with_by(by)?, at, outcome, note })
    }

    /// It becomes a referral.
    fn referred(&self, by: &Owner, referral: ReferralId) -> Result<ContactState, Failure> {
        Ok(ContactState::Referred { by: self.dealt_with_by(by)?, at: by.since, referral })
    }

    fn dealt_with_by(&self, by: &Owner) -> Result<Owner, Failure> {
        match &self.state {
            ContactState::Waiting => Ok(by.clone()),
            ContactState::Owned(owner) => Ok(owner.clone()),
            ContactState::Ended { .. } | ContactState::Referred { .. } => Err(self.is_over()),
        }
    }

    /// Who it is about cannot change once it has ended (H23).
    fn must_be_open(&self) -> Result<(), Failure> {
        match &self.state {
            ContactState::Waiting | ContactState::Owned(_) => Ok(()),
            ContactState::Ended { .. } | ContactState::Referred { .. } => Err(self.is_over()),
        }
    }

    fn is_over(&self) -> Failure {
        Failure::conflict(format!("This contact has ended already: {}. Nothing was changed.", self.state.words()))
    }

    fn change(&self, event: &'static str, version: i64, columns: Vec<(&'static str, Value)>) -> Change {
        let change = Change::new(event, "contact", self.id).update("contact", self.id, version, columns);
        match self.person {
            Some(person) => change.person(person),
            None => change,
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Uuid;

    use super::*;

    fn owner(n: u128) -> Owner {
        Owner { account: Uuid::from_u128(n), name: format!("Handler {n}"), since: Moment::from_micros(5) }
    }

    fn contact(state: ContactState) -> ContactRow {
        ContactRow {
            id: Uuid::from_u128(1).into(),
            version: 1,
            channel: Channel::Phone,
            caller_name: "Ben".into(),
            caller_is: None,
            caller_phone: None,
            about: None,
            person: None,
            wanted: "Help in the morning".into(),
            safe: Safe::NotKnown,
            urgent: false,
            received_at: Moment::from_micros(0),
            own_by: Moment::from_micros(10),
            state,
        }
    }

    // REF-2, H14
    #[test]
    fn a_contact_is_taken_once_at_a_time_and_ends_once() {
        let waiting = contact(ContactState::Waiting);
        assert_eq!(waiting.taken_by(owner(1)), Ok(ContactState::Owned(owner(1))));
        let owned = contact(ContactState::Owned(owner(1)));
        assert!(owned.taken_by(owner(1)).is_err());
        assert_eq!(owned.taken_by(owner(2)), Ok(ContactState::Owned(owner(2))));
        let ended = owned.ended(&owner(2), Outcome::Signposted, "Age UK".into()).unwrap();
        assert_eq!(ended.owner(), Some(&owner(1)), "who had taken it dealt with it");
        let over = contact(ended);
        assert!(over.taken_by(owner(3)).is_err());
        assert!(over.ended(&owner(3), Outcome::Urgent, String::new()).is_err());
        assert!(over.referred(&owner(3), Uuid::from_u128(9).into()).is_err());
    }

    // REF-1, H4
    #[test]
    fn only_what_nobody_took_in_time_is_an_alarm() {
        let waiting = contact(ContactState::Waiting);
        assert!(!waiting.is_alarm(Moment::from_micros(10)));
        assert!(waiting.is_alarm(Moment::from_micros(11)));
        assert!(!contact(ContactState::Owned(owner(1))).is_alarm(Moment::from_micros(11)));
    }
}
