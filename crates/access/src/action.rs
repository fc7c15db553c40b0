use crate::Role;

/// How far a role's grant reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Things of one's organisation that were given to the one who is signed in: a care worker's own visits.
    Assigned,
    /// One's own record, or that of a person who named one as carer.
    Own,
    /// Things of one's own organisation.
    Organisation,
    /// Everything in the place.
    Place,
}

/// One role's grant of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// Who.
    pub role: Role,
    /// How far.
    pub reach: Reach,
}

/// An action as data, for route tables and for the printed matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionInfo {
    /// `noun.verb`: "offer.answer".
    pub name: &'static str,
    /// For people, after "may": "answer an offer".
    pub words: &'static str,
    /// Who may.
    pub grants: &'static [Grant],
}

impl ActionInfo {
    /// How far this role's grant reaches, if it has one.
    pub fn reach_of(&self, role: Role) -> Option<Reach> {
        self.grants.iter().filter(|grant| grant.role == role).map(|grant| grant.reach).max()
    }
}

/// A type that stands for one action, so that a permit for one cannot serve for another.
pub trait Action: 'static {
    /// The action as data.
    const INFO: ActionInfo;
}

/// Declares a room's actions and who holds them; the room's whole policy on one page.
///
/// ```
/// access::actions! {
///     /// Answer an offer.
///     pub AnswerOffer = "offer.answer", "answer an offer": ProviderManager @ Organisation, Broker @ Place;
/// }
/// ```
#[macro_export]
macro_rules! actions {
    ($($(#[$doc:meta])* $vis:vis $name:ident = $code:literal, $words:literal: $($role:ident @ $reach:ident),+ $(,)?;)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            $vis enum $name {}
            impl $crate::Action for $name {
                const INFO: $crate::ActionInfo = $crate::ActionInfo {
                    name: $code,
                    words: $words,
                    grants: &[$($crate::Grant { role: $crate::Role::$role, reach: $crate::Reach::$reach }),+],
                };
            }
        )+
        /// Every action of this room, for the printed matrix.
        pub const ACTIONS: &[$crate::ActionInfo] = &[$(<$name as $crate::Action>::INFO),+];
    };
}
