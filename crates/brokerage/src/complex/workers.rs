//! Care workers whom the provider has put forward, and what the person and their carer said of them: only who is chosen is given
//! the package's visits (BRK-14).

use std::collections::BTreeMap;

use kernel::{Failure, Id, Moment, Uuid};
use people::PersonId;
use store::{Row, Tx, params, statement};

use super::{
    care::{CareId, of_package},
    rule::{Choice, Said},
};
use crate::PackageId;

/// What a [`ForwardId`] names.
#[derive(Debug)]
pub enum ForwardRow {}
/// The id of a care worker's being put forward.
pub type ForwardId = Id<ForwardRow>;

/// A care worker whom the provider has put forward.
#[derive(Debug, Clone)]
pub struct Forward {
    /// Its id.
    pub id: ForwardId,
    /// Its row's version.
    pub version: i64,
    /// The complex care it is for.
    pub care: CareId,
    /// The package.
    pub package: PackageId,
    /// For whom.
    pub person: PersonId,
    /// Who put them forward.
    pub provider: Uuid,
    /// Their account.
    pub worker: Uuid,
    /// Their name.
    pub worker_name: String,
    /// What they bring, in words for the person.
    pub about: String,
    /// The agency that sends them; none for a worker of the provider's own.
    pub agency: Option<String>,
    /// When.
    pub at: Moment,
    /// When and why the provider took it back.
    pub withdrawn: Option<(Moment, String)>,
    /// What was said of them, in the order of time.
    pub said: Vec<Said>,
}

impl Forward {
    fn read(row: &Row) -> Result<Self, Failure> {
        let withdrawn = match row.get::<Option<Moment>>("withdrawn_at")? {
            None => None,
            Some(at) => Some((at, row.get("withdrawn_why")?)),
        };
        Ok(Forward {
            id: row.get("id")?,
            version: row.get("version")?,
            care: row.get("care")?,
            package: row.get("package")?,
            person: row.get("person")?,
            provider: row.get("provider")?,
            worker: row.get("worker")?,
            worker_name: row.get("worker_name")?,
            about: row.get("about")?,
            agency: row.get("agency")?,
            at: row.get("put_forward_at")?,
            withdrawn,
            said: Vec::new(),
        })
    }

    /// Whether they were chosen.
    pub fn choice(&self) -> Choice {
        Choice::of(&self.said)
    }
}

statement! {
    OF_CARE = "SELECT * FROM complex_worker WHERE care = $1 ORDER BY put_forward_at, id LIMIT 200";
    SAID = "SELECT put_forward, voice, name, word, why, said_at FROM complex_say WHERE care = $1 ORDER BY said_at, id LIMIT 2000";
    ONE = "SELECT * FROM complex_worker WHERE id = $1";
    OPEN = "SELECT id, package FROM complex_care WHERE provider = $1 AND closed_at IS NULL ORDER BY id LIMIT 500";
    OPEN_WORKERS = "SELECT w.* FROM complex_worker w JOIN complex_care c ON c.id = w.care
        WHERE c.provider = $1 AND c.closed_at IS NULL ORDER BY w.put_forward_at, w.id LIMIT 5000";
    OPEN_SAID = "SELECT s.put_forward, s.voice, s.name, s.word, s.why, s.said_at FROM complex_say s
        JOIN complex_care c ON c.id = s.care WHERE c.provider = $1 AND c.closed_at IS NULL ORDER BY s.said_at, s.id LIMIT 20000";
    AGENCY = "SELECT worker, agency FROM complex_worker WHERE package = $1 AND agency IS NOT NULL LIMIT 500";
    AGENCY_OF = "SELECT worker, agency FROM complex_worker WHERE provider = $1 ORDER BY put_forward_at DESC, id DESC LIMIT 5000";
}

/// Everybody who was put forward for an award's complex care, those taken back too, each with what was said (two statements).
pub fn of_care(tx: &mut Tx<'_>, care: CareId) -> Result<Vec<Forward>, Failure> {
    let all = tx.all(&OF_CARE, params![care], Forward::read)?;
    let said = tx.all(&SAID, params![care], said)?;
    Ok(joined(all, said))
}

fn said(row: &Row) -> Result<(Uuid, Said), Failure> {
    let said = Said {
        voice: row.parse("voice")?,
        name: row.get("name")?,
        word: row.parse("word")?,
        why: row.get("why")?,
        at: row.get("said_at")?,
    };
    Ok((row.get("put_forward")?, said))
}

fn joined(mut all: Vec<Forward>, said: Vec<(Uuid, Said)>) -> Vec<Forward> {
    let mut by: BTreeMap<Uuid, Vec<Said>> = BTreeMap::new();
    for (of, one) in said {
        by.entry(of).or_default().push(one);
    }
    for one in &mut all {
        one.said = by.remove(&one.id.uuid()).unwrap_or_default();
    }
    all
}

/// One, without what was said.
pub(crate) fn one(tx: &mut Tx<'_>, id: ForwardId) -> Result<Forward, Failure> {
    tx.one(&ONE, params![id], "care worker who was put forward", Forward::read)
}

/// What stands in the way of giving a package's visits to a care worker of a provider.
#[derive(Debug, Clone, Default)]
pub struct Chosen {
    /// Whether the person chooses at all: only for complex care.
    asks: bool,
    all: Vec<Forward>,
}

impl Chosen {
    /// Why this worker is not given the visits, in words that go on after their name; none when nothing stands in the way.
    pub fn against(&self, worker: Uuid) -> Option<String> {
        if !self.asks {
            return None;
        }
        let found = self.all.iter().filter(|one| one.withdrawn.is_none()).find(|one| one.worker == worker);
        match found.map(|one| (one.choice(), one)) {
            Some((Choice::Chosen, _)) => None,
            Some((Choice::Open, _)) => Some("the person has not chosen them yet".to_owned()),
            Some((Choice::Refused, one)) => {
                let why = one.said.iter().rev().find_map(|said| said.why.as_deref());
                Some(format!(
                    "the person does not want them{}",
                    why.map(|why| format!(" (“{why}”)")).unwrap_or_default()
                ))
            }
            None => Some("they were not put forward for the person to choose".to_owned()),
        }
    }
}

/// Whom the person has chosen for a package of this provider; everybody where they do not choose.
pub fn chosen(tx: &mut Tx<'_>, package: PackageId, provider: Uuid) -> Result<Chosen, Failure> {
    match of_package(tx, package)?.filter(|care| care.provider == provider) {
        Some(care) => Ok(Chosen { asks: true, all: of_care(tx, care.id)? }),
        None => Ok(Chosen::default()),
    }
}

/// The same for every package of complex care that a provider has: three statements for all of them.
pub fn chosen_of_provider(tx: &mut Tx<'_>, provider: Uuid) -> Result<BTreeMap<Uuid, Chosen>, Failure> {
    let open = tx.all(&OPEN, params![provider], |row| Ok((row.get::<CareId>("id")?, row.get::<Uuid>("package")?)))?;
    let all = tx.all(&OPEN_WORKERS, params![provider], Forward::read)?;
    let said = tx.all(&OPEN_SAID, params![provider], said)?;
    let mut by: BTreeMap<CareId, Vec<Forward>> = BTreeMap::new();
    for one in joined(all, said) {
        by.entry(one.care).or_default().push(one);
    }
    let chosen = |care: CareId, by: &mut BTreeMap<CareId, Vec<Forward>>| Chosen {
        asks: true,
        all: by.remove(&care).unwrap_or_default(),
    };
    Ok(open.into_iter().map(|(care, package)| (package, chosen(care, &mut by))).collect())
}

/// The agency workers of a package by account, each with their agency.
pub fn agency_workers(tx: &mut Tx<'_>, package: PackageId) -> Result<BTreeMap<Uuid, String>, Failure> {
    let all =
        tx.all(&AGENCY, params![package], |row| Ok((row.get::<Uuid>("worker")?, row.get::<String>("agency")?)))?;
    Ok(all.into_iter().collect())
}

/// The agency workers of a provider by account, each with their agency. What was said of a worker last counts: who was taken on since
/// is none any more.
pub fn agency_of_provider(tx: &mut Tx<'_>, provider: Uuid) -> Result<BTreeMap<Uuid, String>, Failure> {
    let all = tx.all(&AGENCY_OF, params![provider], |row| {
        Ok((row.get::<Uuid>("worker")?, row.get::<Option<String>>("agency")?))
    })?;
    // The latest come first, so that what is left out of a very long list is the oldest; the last one put in stays.
    let last: BTreeMap<Uuid, Option<String>> = all.into_iter().rev().collect();
    Ok(last.into_iter().filter_map(|(worker, agency)| Some((worker, agency?))).collect())
}
