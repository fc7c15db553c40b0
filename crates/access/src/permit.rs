use std::marker::PhantomData;

use kernel::{Failure, Uuid};

use crate::{Action, ActionInfo, OwnRecord, Reach, Role, Who};

/// What a permit is asked for: the thing, and what ties it to people and organisations. The command that loads the thing
/// fills this from the row itself, never from the request.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// The thing.
    pub subject: Uuid,
    /// The word for it when it must not be known to exist: "offer".
    pub word: &'static str,
    /// The organisations it belongs to.
    pub organisations: Vec<Uuid>,
    /// The person it is about.
    pub person: Option<Uuid>,
    /// The accounts it was given to.
    pub workers: Vec<Uuid>,
}

impl About {
    /// Something that is tied to nothing yet.
    pub fn thing(word: &'static str, subject: impl Into<Uuid>) -> Self {
        About { subject: subject.into(), word, ..About::default() }
    }

    /// It is about this person.
    pub fn person(mut self, person: impl Into<Uuid>) -> Self {
        self.person = Some(person.into());
        self
    }

    /// It belongs to this organisation.
    pub fn organisation(mut self, organisation: impl Into<Option<Uuid>>) -> Self {
        self.organisations.extend(organisation.into());
        self
    }

    /// It was given to this account; theirs for as long as they work for an organisation it belongs to.
    pub fn worker(mut self, account: impl Into<Option<Uuid>>) -> Self {
        self.workers.extend(account.into());
        self
    }
}

/// Leave to do one action to one thing. Only [`Who::permit`] makes it, so a command that takes one cannot be called without
/// the question having been asked.
#[derive(Debug)]
pub struct Permit<A> {
    subject: Uuid,
    of: PhantomData<fn() -> A>,
}

impl<A> Permit<A> {
    /// The thing it was given for.
    pub fn subject(&self) -> Uuid {
        self.subject
    }

    /// Refuses to be used for another thing than it was given for.
    pub fn covers(&self, subject: impl Into<Uuid>) -> Result<(), Failure> {
        if self.subject == subject.into() {
            Ok(())
        } else {
            Err(Failure::internal("a permit was used for another thing than it was given for"))
        }
    }
}

/// Whose things a list may show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Covers {
    /// Everything in the place.
    Place,
    /// One organisation's.
    Organisation(Uuid),
    /// These people's.
    People(Vec<Uuid>),
    /// What was given to this account.
    Worker(Uuid),
}

/// Leave to list, count, search or export. Every list takes one and turns it into SQL.
#[derive(Debug, Clone)]
pub struct Scope<A> {
    covers: Covers,
    of: PhantomData<fn() -> A>,
}

impl<A> Scope<A> {
    /// Whose things.
    pub fn covers(&self) -> &Covers {
        &self.covers
    }
}

impl Who {
    /// Leave to do an action to a thing. A role without the action is told so (403); a thing outside the role's reach does
    /// not exist for them (404).
    pub fn permit<A: Action>(&self, about: &About) -> Result<Permit<A>, Failure> {
        let reach = self.reach::<A>()?;
        let covered = match reach {
            Reach::Place => true,
            Reach::Organisation => self.works_for(about),
            Reach::Own => match self.own.iter().find(|own| about.person == Some(own.person)) {
                Some(own) if own.may::<A>() => true,
                Some(own) => return Err(refused(own.role(), &A::INFO)),
                None => false,
            },
            // What was given to somebody stays with the organisation: whoever works elsewhere now has left it there.
            Reach::Assigned => about.workers.contains(&self.account) && self.works_for(about),
        };
        if covered { Ok(Permit { subject: about.subject, of: PhantomData }) } else { Err(Failure::no_such(about.word)) }
    }

    fn works_for(&self, about: &About) -> bool {
        self.organisation_id().is_some_and(|own| about.organisations.contains(&own))
    }

    /// Leave to list.
    pub fn scope<A: Action>(&self) -> Result<Scope<A>, Failure> {
        let covers = match self.reach::<A>()? {
            Reach::Place => Covers::Place,
            Reach::Organisation => Covers::Organisation(self.organisation_id().unwrap_or_default()),
            Reach::Own => Covers::People(self.own.iter().filter(|own| own.may::<A>()).map(|own| own.person).collect()),
            Reach::Assigned => Covers::Worker(self.account),
        };
        Ok(Scope { covers, of: PhantomData })
    }

    /// Whether the role holds the action at all: decides whether a link or a tile is shown.
    pub fn may<A: Action>(&self) -> bool {
        A::INFO.reach_of(self.role).is_some()
    }

    fn reach<A: Action>(&self) -> Result<Reach, Failure> {
        A::INFO.reach_of(self.role).ok_or_else(|| self.refused(&A::INFO))
    }

    /// What somebody is told whose role does not hold an action.
    pub fn refused(&self, action: &ActionInfo) -> Failure {
        refused(self.role, action)
    }
}

fn refused(role: Role, action: &ActionInfo) -> Failure {
    Failure::Forbidden(format!(
        "As {} you may not {}. If you need to, ask the person who looks after accounts in your organisation.",
        role.words().to_lowercase(),
        action.words
    ))
}

impl OwnRecord {
    /// Somebody who has a record of their own and cares for another is a person on the one and a carer on the other.
    fn role(&self) -> Role {
        if self.is_self { Role::Person } else { Role::Carer }
    }

    fn may<A: Action>(&self) -> bool {
        A::INFO.reach_of(self.role()).is_some()
    }
}

#[cfg(test)]
mod tests {
    use kernel::Moment;

    use super::*;
    use crate::{Organisation, OrganisationKind};

    crate::actions! {
        /// Answer an offer.
        Answer = "offer.answer", "answer an offer": ProviderManager @ Organisation, Broker @ Place;
        /// See a visit.
        See = "visit.see", "see a visit": CareWorker @ Assigned, Person @ Own;
    }

    fn who(role: Role) -> Who {
        let id = |n: u128| Uuid::from_u128(n);
        let organisation = Organisation {
            id: id(7),
            version: 1,
            kind: OrganisationKind::Provider,
            name: "Care".into(),
            code: "P1".into(),
            email: None,
        };
        Who {
            session: id(1),
            account: id(2),
            name: "A".into(),
            role,
            organisation: Some(organisation),
            own: vec![OwnRecord { person: id(9), is_self: true }],
            other_roles: 0,
            seen_at: Moment::from_micros(0),
            via: "web",
        }
    }

    // GOV-1
    #[test]
    fn a_provider_answers_its_own_offers_and_does_not_learn_of_others() {
        let about =
            |organisation: u128| About::thing("offer", Uuid::from_u128(5)).organisation(Uuid::from_u128(organisation));
        let manager = who(Role::ProviderManager);
        assert!(manager.permit::<Answer>(&about(7)).is_ok_and(|permit| permit.subject() == Uuid::from_u128(5)));
        assert!(matches!(manager.permit::<Answer>(&about(8)), Err(Failure::NotFound(_))));
        assert!(who(Role::Broker).permit::<Answer>(&about(8)).is_ok());
        assert!(matches!(who(Role::Finance).permit::<Answer>(&about(7)), Err(Failure::Forbidden(_))));
    }

    #[test]
    fn a_worker_sees_what_was_given_to_them_and_a_person_what_is_theirs() {
        let of = |organisation: u128| {
            let visit = About::thing("visit", Uuid::from_u128(5)).person(Uuid::from_u128(9)).worker(Uuid::from_u128(2));
            visit.organisation(Uuid::from_u128(organisation))
        };
        let visit = of(7);
        assert!(who(Role::CareWorker).permit::<See>(&visit).is_ok());
        // GOV-3: whoever works for another now has no part in what they were given before.
        assert!(matches!(who(Role::CareWorker).permit::<See>(&of(8)), Err(Failure::NotFound(_))));
        assert!(who(Role::Person).permit::<See>(&visit).is_ok());
        let other = About::thing("visit", Uuid::from_u128(5)).person(Uuid::from_u128(8)).worker(Uuid::from_u128(3));
        assert!(who(Role::CareWorker).permit::<See>(&other).is_err());
        assert!(who(Role::Person).permit::<See>(&other).is_err());
        assert_eq!(who(Role::Person).scope::<See>().unwrap().covers(), &Covers::People(vec![Uuid::from_u128(9)]));
    }

    // GOV-1, H11
    #[test]
    fn on_the_record_of_another_a_person_is_a_carer_only() {
        let mut both = who(Role::Person);
        both.own.push(OwnRecord { person: Uuid::from_u128(8), is_self: false });
        let visit = About::thing("visit", Uuid::from_u128(5)).person(Uuid::from_u128(8));
        assert!(matches!(both.permit::<See>(&visit), Err(Failure::Forbidden(_))));
        assert_eq!(both.scope::<See>().unwrap().covers(), &Covers::People(vec![Uuid::from_u128(9)]));
    }

    #[test]
    fn a_policy_lists_its_actions_in_order() {
        let names: Vec<_> = ACTIONS.iter().map(|action| action.name).collect();
        assert_eq!(names, ["offer.answer", "visit.see"]);
    }

    #[test]
    fn a_permit_serves_for_its_own_thing_only() {
        let about = About::thing("offer", Uuid::from_u128(5));
        let permit = who(Role::Broker).permit::<Answer>(&about).unwrap();
        assert!(permit.covers(Uuid::from_u128(5)).is_ok());
        assert!(permit.covers(Uuid::from_u128(6)).is_err());
    }
}
