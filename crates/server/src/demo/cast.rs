//! Who works in the demo: organisations, people who sign in, and their sessions through the product's own door.

use access::{Attempt, Challenge, NewAccount, OrganisationKind, Password, Role, Who};
use kernel::{Date, Failure, Uuid};
use places::Place;
use store::{Actor, Store};
use wire::House;

use super::{checks, dice::Dice};

/// The password of everybody in a demo. A live system never has these accounts.
pub const PASSWORD: &str = "practice with kith";

/// One sign-in of the demo, as it is printed.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct SignIn {
    /// The role in words: "Broker".
    pub role: String,
    /// Who it is.
    pub name: String,
    /// For whom they work.
    pub organisation: String,
    /// The address they sign in with.
    pub email: String,
    /// The password.
    pub password: String,
    /// The second factor's secret in base 32, for an authenticator app.
    pub totp_secret: String,
}

/// Somebody who acts in the demo.
#[derive(Debug, Clone)]
pub(super) struct Player {
    pub(super) who: Who,
    pub(super) sign_in: SignIn,
}

/// A provider with its people; workers are hired as the work comes.
#[derive(Debug, Clone)]
pub(super) struct Company {
    pub(super) organisation: Uuid,
    pub(super) code: String,
    pub(super) manager: Player,
    pub(super) scheduler: Player,
    pub(super) workers: Vec<Player>,
}

/// Opens accounts. Everybody shares one kept password, salt and all, because keeping one is meant to be slow. That is fine
/// in a demo, where everybody knows it, and nowhere else.
pub(super) struct Casting<'a> {
    store: &'a Store,
    house: &'a House,
    place: &'static Place,
    password: Password,
    /// The password once compared with what is kept: as slow as keeping it, so that it is done once for all of them.
    attempt: Option<Attempt>,
    dice: Dice,
    papers: Dice,
    today: Date,
}

impl<'a> Casting<'a> {
    pub(super) fn new(
        store: &'a Store,
        house: &'a House,
        place: &'static Place,
        seed: u64,
        today: Date,
    ) -> Result<Self, Failure> {
        let password = Password::keep(store.ids(), PASSWORD)?;
        Ok(Casting {
            store,
            house,
            place,
            password,
            attempt: None,
            dice: Dice::new(seed, "cast"),
            papers: Dice::new(seed, "papers"),
            today,
        })
    }

    /// An organisation.
    pub(super) fn organisation(&self, kind: OrganisationKind, name: &str, code: &str) -> Result<Uuid, Failure> {
        let (name, code) = (name.to_owned(), code.to_owned());
        let email = format!("{}@kith.example", code.to_lowercase());
        self.store.write_now(Actor::system("demo"), move |work| {
            access::add_organisation(work, kind, &name, &code, Some(&email))
        })
    }

    /// Somebody with a role in an organisation, signed in.
    pub(super) fn player(&mut self, organisation: Uuid, role: Role, email: &str) -> Result<Player, Failure> {
        let name = self.name()?;
        let account = self.account(&name, email)?;
        let from = self.today;
        self.store.write_now(Actor::system("demo"), move |work| {
            access::add_membership(work, account, organisation, role, from)
        })?;
        self.sign_in(email)
    }

    /// Somebody with their own record, or with that of a person who named them as a carer; signed in.
    pub(super) fn own(&mut self, name: &str, email: &str, person: Uuid, is_self: bool) -> Result<Player, Failure> {
        let account = self.account(name, email)?;
        self.store
            .write_now(Actor::system("demo"), move |work| access::add_own_record(work, account, person, is_self))?;
        self.sign_in(email)
    }

    /// A name for somebody who works in care.
    pub(super) fn name(&mut self) -> Result<String, Failure> {
        let none = || Failure::internal("the place has no names");
        let given = self.dice.pick(&self.place.names.workers).ok_or_else(none)?;
        let family = self.dice.pick(&self.place.names.worker_families).ok_or_else(none)?;
        Ok(format!("{given} {family}"))
    }

    fn account(&self, name: &str, email: &str) -> Result<Uuid, Failure> {
        let (name, email, password) = (name.to_owned(), email.to_owned(), self.password.clone());
        let (vault, totp) = (self.house.vault.clone(), self.store.ids().bytes::<20>());
        self.store.write_now(Actor::system("demo"), move |work| {
            access::add_account(work, &vault, &NewAccount { name: &name, email: &email, password: &password, totp })
        })
    }

    /// The password as it is given at this address.
    fn attempt(&mut self, email: &str) -> Result<Attempt, Failure> {
        if let Some(attempt) = &self.attempt {
            return Ok(attempt.at(email));
        }
        let attempt = self.store.read_now(|tx| Attempt::read(tx, email))?.compare(self.store.ids(), PASSWORD);
        Ok(self.attempt.insert(attempt).at(email))
    }

    /// Signs in by password and code, as anybody does.
    fn sign_in(&mut self, email: &str) -> Result<Player, Failure> {
        let (vault, mail, now) = (self.house.vault.clone(), email.to_owned(), self.store.clock().now());
        let secret = self.store.read_now(|tx| access::secret_of(tx, &vault, &mail))?;
        let code = access::current_code(&secret, now)?;
        let attempt = self.attempt(email)?;
        let token =
            self.store.write_now(Actor::system("demo"), move |work| match access::first_factor(work, &attempt)? {
                Challenge::Passed { token } => access::check_code(work, &vault, &token, &code),
                wrong => Ok(wrong),
            })?;
        let Challenge::Passed { token } = token else {
            return Err(Failure::internal(format!("the demo cannot sign in as {email}")));
        };
        let who = self.store.read_now(|tx| access::load(tx, &token, now, "demo"))?;
        let sign_in = SignIn {
            role: who.role.words().to_owned(),
            name: who.name.clone(),
            organisation: who.organisation.as_ref().map(|own| own.name.clone()).unwrap_or_default(),
            email: email.to_owned(),
            password: PASSWORD.to_owned(),
            totp_secret: secret,
        };
        Ok(Player { who, sign_in })
    }

    /// The people of a provider that stands on the framework already.
    pub(super) fn company(&mut self, organisation: Uuid, code: &str) -> Result<Company, Failure> {
        let mail = |role: &str| format!("{role}@{}.example", code.to_lowercase());
        let manager = self.player(organisation, Role::ProviderManager, &mail("manager"))?;
        let scheduler = self.player(organisation, Role::Scheduler, &mail("scheduler"))?;
        Ok(Company { organisation, code: code.to_owned(), manager, scheduler, workers: Vec::new() })
    }

    /// One more care worker for a provider, whose papers the manager has seen.
    pub(super) fn hire(&mut self, company: &mut Company) -> Result<(), Failure> {
        let email = format!("worker{}@{}.example", company.workers.len() + 1, company.code.to_lowercase());
        let worker = self.player(company.organisation, Role::CareWorker, &email)?;
        let (place, account, provider) = (self.place, worker.who.account, company.organisation);
        let done = checks::done_on(place, self.store.clock().now().day(), &mut self.papers);
        let (seen_by, drives) = (company.manager.who.name.clone(), self.papers.chance(70));
        self.store.write_now(company.manager.who.actor(), move |work| {
            let new = workforce::TakenOn { worker: account, provider, seen_by: &seen_by, drives };
            let today = work.at.day();
            let on = |kind: &places::CheckKind| {
                done.iter().find(|(code, _)| *code == kind.code).map_or(today, |(_, day)| *day)
            };
            workforce::take_on(work, &place.workforce, &new, on)
        })?;
        company.workers.push(worker);
        Ok(())
    }
}
