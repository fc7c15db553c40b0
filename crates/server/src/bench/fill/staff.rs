//! Who works in the data: a council, a hospital, providers with their care workers.

use access::{NewAccount, OrganisationKind, Password, Role, Vault};
use kernel::{Date, Failure, Uuid};
use store::{Work, cols};

use super::Filler;

/// Care workers of each provider.
const WORKERS: usize = 12;
/// People of each role in an office.
const DESKS: usize = 16;
/// Social workers besides those.
const SOCIAL_WORKERS: usize = 40;
const COUNCIL: [Role; 8] = [
    Role::Broker,
    Role::Coordinator,
    Role::CallHandler,
    Role::Finance,
    Role::Commissioner,
    Role::QualityOfficer,
    Role::Governance,
    Role::SocialWorker,
];

/// Accounts by what they do.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Staff {
    /// The council.
    pub(crate) council: Uuid,
    /// The hospital.
    pub(crate) hospital: Uuid,
    /// The accounts of the council and the hospital, by the code of their role.
    pub(crate) roles: Vec<(String, Uuid)>,
    /// Social workers: whose each plan is.
    pub(crate) social_workers: Vec<Uuid>,
    /// The providers.
    pub(crate) providers: Vec<Company>,
}

impl Staff {
    /// The account of a role of the council or the hospital.
    pub(crate) fn of(&self, role: Role) -> Option<Uuid> {
        self.roles.iter().find(|(code, _)| code == role.code()).map(|(_, account)| *account)
    }
}

/// A provider and its people.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Company {
    /// The organisation.
    pub(crate) id: Uuid,
    /// Its name.
    pub(crate) name: String,
    /// Its manager.
    pub(crate) manager: Uuid,
    /// Its scheduler.
    pub(crate) scheduler: Uuid,
    /// Its care workers, with their names.
    pub(crate) workers: Vec<(Uuid, String)>,
}

/// Opens accounts. Nobody signs in with them: the bench opens their sessions itself.
struct Hiring {
    vault: Vault,
    password: Password,
    from: Date,
    lots: Vec<String>,
    areas: Vec<String>,
    council: String,
    names: Vec<String>,
}

impl Filler<'_> {
    /// Makes whoever is not there yet.
    pub(super) fn staff(&mut self, providers: usize) -> Result<(), Failure> {
        let place = self.house.place;
        let hiring = Hiring {
            vault: self.house.vault.clone(),
            password: Password::keep(self.store.ids(), "nobody signs in with this")?,
            from: self.day(super::DAYS.0 - 30),
            lots: place.lots.iter().map(|lot| lot.code.clone()).collect(),
            areas: place.localities.iter().map(|area| area.code.clone()).collect(),
            names: place.names.worker_families.clone(),
            council: place.commissioners.first().map_or("BENCH", |one| one.code.as_str()).to_owned(),
        };
        let before = self.filled.staff.clone();
        self.filled.staff = self.write(move |work| {
            let mut staff = before.clone();
            if staff.roles.is_empty() {
                hiring.offices(work, &mut staff)?;
            }
            while staff.providers.len() < providers {
                let company = hiring.company(work, staff.providers.len())?;
                staff.providers.push(company);
            }
            Ok(staff)
        })?;
        Ok(())
    }
}

impl Hiring {
    fn hire(&self, work: &mut Work<'_>, at: Uuid, role: Role, name: &str, email: &str) -> Result<Uuid, Failure> {
        let totp = work.ids().bytes::<20>();
        let new = NewAccount { name, email, password: &self.password, totp };
        let account = access::add_account(work, &self.vault, &new)?;
        access::add_membership(work, account, at, role, self.from)?;
        Ok(account)
    }

    /// A team of one role: no office has one person who opens the same list a hundred times a second. Answers the first.
    fn desks(&self, work: &mut Work<'_>, at: Uuid, role: Role, name: &str) -> Result<Uuid, Failure> {
        let mut first = None;
        for n in 0..DESKS {
            let email = format!("{}.{n}@office.example", role.code());
            let account = self.hire(work, at, role, name, &email)?;
            first.get_or_insert(account);
        }
        first.ok_or_else(|| Failure::internal("an office without desks"))
    }

    fn offices(&self, work: &mut Work<'_>, staff: &mut Staff) -> Result<(), Failure> {
        let (council, hospital) = (OrganisationKind::Council, OrganisationKind::Nhs);
        staff.council = access::add_organisation(work, council, "Bench Council", &self.council, None)?;
        staff.hospital = access::add_organisation(work, hospital, "Bench Hospital", "BENCH-H", None)?;
        for role in COUNCIL {
            let account = self.desks(work, staff.council, role, "Sam Bench")?;
            staff.roles.push((role.code().to_owned(), account));
        }
        let ward = self.desks(work, staff.hospital, Role::HospitalTeam, "Kim Bench")?;
        staff.roles.push((Role::HospitalTeam.code().to_owned(), ward));
        for n in 0..SOCIAL_WORKERS {
            let email = format!("social.worker.{n}@council.example");
            staff.social_workers.push(self.hire(work, staff.council, Role::SocialWorker, "Alex Bench", &email)?);
        }
        Ok(())
    }

    fn company(&self, work: &mut Work<'_>, n: usize) -> Result<Company, Failure> {
        let (name, code) = (format!("Bench Care {n}"), format!("BENCH-{n}"));
        let organisation = access::add_organisation(work, OrganisationKind::Provider, &name, &code, None)?;
        let score_tenths = Some(500 + i64::try_from(n % 400).unwrap_or_default());
        let (lots, areas) = (&self.lots, &self.areas);
        let new = brokerage::NewProvider {
            organisation,
            code: &code,
            postcode: None,
            score_tenths,
            active: true,
            lots,
            areas,
        };
        brokerage::admit(work, &new)?;
        let manager =
            self.hire(work, organisation, Role::ProviderManager, "Pat Bench", &format!("manager@p{n}.example"))?;
        let scheduler = self.hire(work, organisation, Role::Scheduler, "Jo Bench", &format!("office@p{n}.example"))?;
        let mut workers = Vec::new();
        for w in 0..WORKERS {
            let family = self.names.get((n + w * 7) % self.names.len().max(1)).map_or("Bench", String::as_str);
            let (name, email) = (format!("Robin {family}"), format!("worker.{w}@p{n}.example"));
            let account = self.hire(work, organisation, Role::CareWorker, &name, &email)?;
            let columns = cols! { "id" => account, "version" => 1, "provider" => organisation };
            let known = store::Change::new("worker.known", "care_worker", account).organisation(organisation);
            work.apply(known.insert("care_worker", columns))?;
            workers.push((account, name));
        }
        Ok(Company { id: organisation, name, manager, scheduler, workers })
    }
}
