//! Sessions of the people who work in the data, as signing in would leave them: nobody's password is compared a hundred times.

use access::Role;
use kernel::{Failure, Uuid};
use sha2::{Digest, Sha256};
use store::{Actor, Change, Store, Work, cols};

use super::fill::Filled;

/// Tokens by role; of providers' roles one for each provider, of care workers one for each.
#[derive(Debug, Clone, Default)]
pub(super) struct Sessions(Vec<Session>);

/// One session.
#[derive(Debug, Clone)]
pub(super) struct Session {
    pub(super) role: Role,
    pub(super) account: Uuid,
    pub(super) token: String,
}

impl Sessions {
    /// Opens a session for everybody who works in the data.
    pub(super) fn open(store: &Store, filled: &Filled) -> Result<Self, Failure> {
        let staff = filled.staff.clone();
        let today = store.clock().now().day();
        let all = store.write_now(Actor::system("bench"), move |work| {
            work.allow(std::time::Duration::from_secs(300));
            let (mut all, mut changes) = (Vec::new(), Vec::new());
            let offices = [staff.council, staff.hospital];
            let providers = staff.providers.iter().map(|company| company.id);
            for organisation in offices.into_iter().chain(providers) {
                for role in Role::ALL.iter().copied() {
                    let members = access::members(work, organisation, role, today)?;
                    for member in members {
                        let session = session(work, role, member.account);
                        changes.push(row(work, &session, member.id));
                        all.push(session);
                    }
                }
            }
            work.apply_all(changes)?;
            Ok(all)
        })?;
        Ok(Sessions(all))
    }

    /// The sessions of a role.
    pub(super) fn of(&self, role: Role) -> Vec<&Session> {
        self.0.iter().filter(|session| session.role == role).collect()
    }

    /// The session of an account.
    pub(super) fn by_account(&self, account: Uuid) -> Option<&Session> {
        self.0.iter().find(|session| session.account == account)
    }
}

fn session(work: &Work<'_>, role: Role, account: Uuid) -> Session {
    let token = work.ids().bytes::<32>().iter().map(|byte| format!("{byte:02x}")).collect();
    Session { role, account, token }
}

fn row(work: &Work<'_>, session: &Session, membership: Uuid) -> Change {
    let id: Uuid = work.id();
    let columns = cols! {
        "id" => id, "version" => 1, "token" => Sha256::digest(session.token.as_bytes()).to_vec(),
        "account" => session.account, "membership" => membership, "stage" => "full", "created_at" => work.at,
        "seen_at" => work.at,
    };
    Change::new("sign_in.done", "account", session.account).insert("session", columns)
}
