use kernel::{Moment, Uuid};
use store::Actor;

use crate::{Organisation, Role};

/// The one who is signed in, in the role they act in. Made from a session only (and by the demo and tests, which sign in
/// through the same door).
#[derive(Debug, Clone)]
pub struct Who {
    /// The session.
    pub session: Uuid,
    /// The account.
    pub account: Uuid,
    /// Their name.
    pub name: String,
    /// The role they act in.
    pub role: Role,
    /// The organisation they act for; none for a person or carer.
    pub organisation: Option<Organisation>,
    /// The people whose record is theirs to see: themselves, or who named them as carer.
    pub own: Vec<OwnRecord>,
    /// How many other roles they could choose.
    pub other_roles: i64,
    /// When the session was last known to be used.
    pub seen_at: Moment,
    /// The way the request came: "web", "api", "demo".
    pub via: &'static str,
}

/// A record that is somebody's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnRecord {
    /// The person.
    pub person: Uuid,
    /// True for the person themselves, false for a carer they named.
    pub is_self: bool,
}

impl Who {
    /// The same one as the journal keeps them.
    pub fn actor(&self) -> Actor {
        Actor {
            account: Some(self.account),
            organisation: self.organisation.as_ref().map(|organisation| organisation.id),
            role: self.role.code().to_owned(),
            via: self.via,
        }
    }

    /// Whether they look at this record as a carer whom the person named: what the person did not name them for is left out.
    pub fn is_carer_of(&self, person: impl Into<Uuid>) -> bool {
        let person = person.into();
        self.own.iter().any(|own| own.person == person && !own.is_self)
    }

    /// The id of the organisation they act for.
    pub fn organisation_id(&self) -> Option<Uuid> {
        self.organisation.as_ref().map(|organisation| organisation.id)
    }
}
