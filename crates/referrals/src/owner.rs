use access::Who;
use kernel::{Moment, Uuid};

/// Who has taken something, so that it is never nobody's (H4, H14).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The account.
    pub account: Uuid,
    /// Their name when they took it.
    pub name: String,
    /// Since when.
    pub since: Moment,
}

impl Owner {
    /// The one who is signed in, from now on.
    pub fn of(who: &Who, now: Moment) -> Self {
        Owner { account: who.account, name: who.name.clone(), since: now }
    }
}
