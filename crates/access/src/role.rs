use std::{fmt, str::FromStr};

use kernel::Failure;

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $words:literal;)+) => {
        /// What somebody does for an organisation, or that they are the person or carer themselves.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Role { $($(#[$doc])* $name,)+ }

        impl Role {
            /// Every role, in the order of the thread.
            pub const ALL: &'static [Role] = &[$(Role::$name,)+];

            /// The role in data: "provider_manager".
            pub const fn code(self) -> &'static str {
                match self { $(Role::$name => $code,)+ }
            }

            /// The role for people: "Provider manager".
            pub const fn words(self) -> &'static str {
                match self { $(Role::$name => $words,)+ }
            }
        }

        impl FromStr for Role {
            type Err = Failure;
            fn from_str(text: &str) -> Result<Self, Failure> {
                match text {
                    $($code => Ok(Role::$name),)+
                    other => Err(Failure::field("role", format!("There is no role “{other}”."))),
                }
            }
        }
    };
}

roles! {
    /// Answers calls and messages at the front door.
    CallHandler = "call_handler", "Call handler";
    /// Sends people home from hospital.
    HospitalTeam = "hospital_team", "Hospital discharge team";
    /// Triages referrals.
    Coordinator = "coordinator", "Coordinator";
    /// Assesses, decides on eligibility and makes the plan.
    SocialWorker = "social_worker", "Social worker";
    /// Finds a provider for a package.
    Broker = "broker", "Broker";
    /// Answers for a provider: offers, workers, invoices.
    ProviderManager = "provider_manager", "Provider manager";
    /// Gives visits to care workers.
    Scheduler = "scheduler", "Scheduler";
    /// Gives care in the home.
    CareWorker = "care_worker", "Care worker";
    /// Checks and pays charges for the commissioner.
    Finance = "finance", "Finance officer";
    /// Sees what was bought and what it did.
    Commissioner = "commissioner", "Commissioner";
    /// Watches over the quality of providers: complaints, monitoring visits, what has to be put right.
    QualityOfficer = "quality_officer", "Quality officer";
    /// Looks after what is read and shared.
    Governance = "governance", "Information governance";
    /// Looks after organisations, accounts and imported data; sees no person's record.
    Administrator = "administrator", "Administrator";
    /// The person themselves.
    Person = "person", "Person";
    /// A carer the person has named.
    Carer = "carer", "Carer";
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}
