//! How many statements each page asks: as many on little data as on several times as much.

use std::collections::BTreeMap;

use access::{Role, Who};
use kernel::{Clock, Ids, Uuid};
use server::{
    bench::fill::{Size, fill},
    house,
};
use sha2::{Digest, Sha256};
use store::{Actor, Change, Store, Value, cols, params, statement};
use wire::{House, Route, Slice};

use crate::bench::settings;

statement! {
    FEWEST = "SELECT id, person, package, provider, plan FROM visit WHERE package = (SELECT package FROM visit
        WHERE state = 'assigned' GROUP BY package ORDER BY count(*), package LIMIT 1) ORDER BY state DESC, day LIMIT 1";
    MOST = "SELECT id, person, package, provider, plan FROM visit WHERE package = (SELECT package FROM visit
        WHERE state = 'assigned' GROUP BY package ORDER BY count(*) DESC, package LIMIT 1) ORDER BY state DESC, day LIMIT 1";
    VISIT_OF = "SELECT v.id, w.worker FROM visit v JOIN visit_worker w ON w.visit = v.id
        WHERE v.state = CAST($1 AS {text}) ORDER BY v.day DESC LIMIT 1";
    REFERRAL = "SELECT id FROM referral WHERE person = $1 ORDER BY received_at LIMIT 1";
    CONTACT = "SELECT id FROM contact ORDER BY received_at DESC LIMIT 1";
    OFFER = "SELECT id, provider FROM offer WHERE state = 'open' ORDER BY id LIMIT 1";
    CHARGE = "SELECT id FROM charge WHERE person = $1 ORDER BY day LIMIT 1";
    INVOICE = "SELECT i.id, l.id AS line FROM invoice i JOIN invoice_line l ON l.invoice = i.id
        ORDER BY i.lines DESC, i.id LIMIT 1";
    MEMBER = "SELECT id, account FROM membership WHERE role = $1 ORDER BY id LIMIT 1";
    MEMBER_OF = "SELECT id, account FROM membership WHERE role = $1 AND organisation = $2 ORDER BY id LIMIT 1";
    MEMBERSHIP = "SELECT id, account FROM membership WHERE account = $1 AND role = $2";
}

/// A filled database, with what the addresses of its pages name.
struct Filled {
    store: Store,
    house: House,
    ids: BTreeMap<&'static str, String>,
    worker: Uuid,
    provider: Uuid,
    person: Uuid,
    _folder: tempfile::TempDir,
}

fn first(store: &Store, statement: &store::Statement, params: &[Value]) -> Option<store::Row> {
    store.read_now(|tx| tx.first(statement, params, |row| Ok(row.clone()))).unwrap()
}

impl Filled {
    fn to(size: Size, of: &store::Statement) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path());
        fill(&settings, size, &|_| {}).unwrap();
        let site = house::open(&settings, Clock::System, Ids::system(), false).unwrap();
        let (store, house) = (site.store.clone(), (*site.house).clone());
        let visit = first(&store, of, &[]).unwrap();
        let id = |row: &store::Row, column: &str| row.get::<Uuid>(column).unwrap();
        let (person, provider) = (id(&visit, "person"), id(&visit, "provider"));
        let assigned = first(&store, &VISIT_OF, params!["assigned"]).unwrap();
        let invoice = first(&store, &INVOICE, &[]).unwrap();
        let mut ids = BTreeMap::from([
            ("{person}", person.to_string()),
            ("{visit}", id(&visit, "id").to_string()),
            ("{package}", id(&visit, "package").to_string()),
            ("{plan}", id(&visit, "plan").to_string()),
            ("{provider}", provider.to_string()),
            ("{worker}", id(&assigned, "worker").to_string()),
            ("{invoice}", id(&invoice, "id").to_string()),
            ("{line}", id(&invoice, "line").to_string()),
            ("{version}", "1".to_owned()),
            ("{code}", "R1".to_owned()),
            ("{measure}", "R1".to_owned()),
        ]);
        for (name, statement, about) in [
            ("{referral}", &REFERRAL, Some(person)),
            ("{contact}", &CONTACT, None),
            ("{offer}", &OFFER, None),
            ("{charge}", &CHARGE, Some(person)),
        ] {
            let about: Vec<Value> = about.map(Value::from).into_iter().collect();
            if let Some(row) = first(&store, statement, &about) {
                ids.insert(name, id(&row, "id").to_string());
            }
        }
        let worker = id(&assigned, "worker");
        Filled { store, house, ids, worker, provider, person, _folder: folder }
    }

    fn path(&self, route: &Route) -> Option<String> {
        let part = |part: &str| match part.starts_with('{') {
            true => self.ids.get(part).cloned(),
            false => Some(part.to_owned()),
        };
        route.path.split('/').map(part).collect::<Option<Vec<_>>>().map(|parts| parts.join("/"))
    }

    /// Somebody of a role, signed in.
    fn who(&self, role: Role) -> Option<Who> {
        let row = match role {
            Role::CareWorker => first(&self.store, &MEMBERSHIP, params![self.worker, role.code()]),
            Role::ProviderManager | Role::Scheduler => {
                first(&self.store, &MEMBER_OF, params![role.code(), self.provider])
            }
            Role::Person | Role::Carer => None,
            role => first(&self.store, &MEMBER, params![role.code()]),
        };
        let own = matches!(role, Role::Person | Role::Carer);
        let found = row.map(|row| (row.get::<Uuid>("account").unwrap(), row.get::<Uuid>("id").unwrap()));
        if found.is_none() && !own {
            return None;
        }
        let (person, token) = (self.person, format!("token of {}", role.code()));
        let (sent, vault) = (token.clone(), self.house.vault.clone());
        self.store
            .write_now(Actor::system("test"), move |work| {
                let (account, membership) = match found {
                    Some((account, membership)) => (account, Some(membership)),
                    None => {
                        let password = access::Password::from_kept("none".into());
                        let email = format!("{}@example.org", role.code());
                        let new = access::NewAccount { name: "Ada", email: &email, password: &password, totp: [1; 20] };
                        let account = access::add_account(work, &vault, &new)?;
                        access::add_own_record(work, account, person, role == Role::Person)?;
                        (account, None)
                    }
                };
                let id: Uuid = work.id();
                let columns = cols! {
                    "id" => id, "version" => 1, "token" => Sha256::digest(sent.as_bytes()).to_vec(), "account" => account,
                    "membership" => membership, "stage" => "full", "created_at" => work.at, "seen_at" => work.at,
                };
                work.apply(Change::new("sign_in.done", "account", account).insert("session", columns))
            })
            .unwrap();
        let now = self.store.clock().now();
        self.store.read_now(|tx| access::load(tx, &token, now, "web")).ok()
    }

    /// The statements of every page that somebody of each role is shown.
    fn counts(&self, slices: &[Slice]) -> BTreeMap<(&'static str, &'static str), u64> {
        let mut counts = BTreeMap::new();
        let everybody: Vec<Who> = Role::ALL.iter().filter_map(|role| self.who(*role)).collect();
        assert_eq!(everybody.len(), Role::ALL.len() - 1, "everybody but an administrator works in the data");
        for route in slices.iter().flat_map(|slice| &slice.routes) {
            let Some(path) = self.path(route) else { continue };
            for who in &everybody {
                let before = self.store.statements().readings;
                match wire::look(&self.store, &self.house, slices, who, &path) {
                    Ok(_) => {
                        counts.insert((route.path, who.role.code()), self.store.statements().readings - before);
                    }
                    // Not theirs, or not at this stage.
                    Err(failure) => assert!(failure.status() < 500, "{path} as {}: {failure:?}", who.role.words()),
                }
            }
        }
        counts
    }
}

// PER-1, REC-5
#[test]
fn no_page_asks_more_statements_when_there_is_more_to_tell() {
    let slices = house::slices();
    let little = Filled::to(Size { people: 120, visits: 800, referrals: 160 }, &FEWEST).counts(&slices);
    let much = Filled::to(Size { people: 500, visits: 3_000, referrals: 1_000 }, &MOST).counts(&slices);
    let grown: Vec<_> = little
        .iter()
        .filter_map(|(page, asked)| Some((page, asked, much.get(page)?)))
        .filter(|(_, before, after)| after > before)
        .collect();
    assert!(grown.is_empty(), "these pages ask more when there is more: {grown:#?}");
    let pages: std::collections::BTreeSet<_> = little.keys().filter(|page| much.contains_key(page)).collect();
    assert!(pages.len() > 100, "only {} pages of roles were counted: {pages:?}", pages.len());
    let most = much.iter().max_by_key(|(_, asked)| **asked).unwrap();
    assert!(*most.1 <= 40, "{most:?} asks too many");
}
