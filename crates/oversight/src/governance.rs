//! What governance and administrators watch (GOV-4, GOV-5): codes to homes that were shown, refused sign-ins, unusual reading,
//! and work that is stuck. No person is named here; governance opens the journal of a record, an administrator cannot.

mod draw;

use std::collections::BTreeMap;

use access::{Covers, Role};
use kernel::{Failure, Moment, Uuid, count, one_or_many};
use page::{
    Page, html,
    show::{Standing, Tile, tiles},
};
use people::policy::SeeReaders;
use store::{
    Entry, Parked, Tx,
    journal::{self, ReadBy, Reads},
};
use wire::{Shown, View};

use crate::policy::SeeGovernance;

/// Days of codes and refusals that are shown.
const DAYS: i64 = 14;
/// Days of reading that are compared.
const READ_DAYS: i64 = 7;
/// Rows of a table; what is counted is counted whole.
const MOST: usize = 50;
/// Readers that are compared with one another.
const READERS: i64 = 5_000;
/// From how many people on a reader can be unusual at all.
const UNUSUAL_FROM: i64 = 20;
/// How many times the usual number is unusual.
const UNUSUAL_TIMES: i64 = 3;

/// What the JSON says.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Governance {
    /// Codes to homes that were shown in the last 14 days, the latest first.
    pub released: Vec<Release>,
    /// Refused sign-ins of the last 14 days, by account.
    pub refused: Vec<Refusals>,
    /// Who looked at records in the last seven days, the most people first.
    pub readers: Vec<ReaderView>,
    /// The records one reader looked at most in the last seven days.
    pub most_read: Vec<MostRead>,
    /// Jobs that failed ten times and wait for a person.
    pub parked: Vec<ParkedView>,
    /// Jobs that are due and not done.
    pub due: i64,
}

/// A code that was shown.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Release {
    /// When.
    #[schemars(with = "String")]
    pub at: Moment,
    /// To whom.
    pub name: String,
    /// For which organisation.
    pub organisation: String,
    /// For which visit.
    pub visit: String,
    /// The journal of the record, for those who may open it.
    pub journal: Option<String>,
}

/// Refused sign-ins of one account.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Refusals {
    /// Whose account.
    pub name: String,
    /// How many.
    pub times: i64,
    /// The latest.
    #[schemars(with = "String")]
    pub last: Moment,
}

/// Somebody who looked at records.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct ReaderView {
    /// Who.
    pub name: String,
    /// In which role.
    pub role: String,
    /// For which organisation.
    pub organisation: String,
    /// At how many people's records.
    pub people: i64,
    /// How often.
    pub reads: i64,
    /// The usual number of people for the role.
    pub usual: i64,
    /// Whether it is a reason to look.
    pub unusual: bool,
}

/// A record that somebody looked at often.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct MostRead {
    /// Who looked.
    pub name: String,
    /// In which role.
    pub role: String,
    /// How often.
    pub reads: i64,
    /// The journal of the record, for those who may open it.
    pub journal: Option<String>,
}

/// A job that waits for a person.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct ParkedView {
    /// What it was to do.
    pub kind: String,
    /// Why it failed last.
    pub error: String,
    /// Since when it waits.
    #[schemars(with = "String")]
    pub since: Moment,
}

/// Shows it.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    match view.who.scope::<SeeGovernance>()?.covers() {
        Covers::Place => {}
        Covers::Organisation(_) | Covers::People(_) | Covers::Worker(_) => return Err(Failure::no_such("page")),
    }
    let data = read(view)?;
    let of = |len: usize| i64::try_from(len).unwrap_or(i64::MAX);
    let (shown, held_up) = (of(data.released.len()), of(data.parked.len()));
    let unusual = of(data.readers.iter().filter(|reader| reader.unusual).count());
    let refused: i64 = data.refused.iter().map(|one| one.times).sum();
    let bad = |figure: i64| if figure > 0 { Standing::Late } else { Standing::Fine };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Governance" }
        (tiles(&[
            Tile::new(shown, one_or_many(shown, "code to a home shown in 14 days", "codes to homes shown in 14 days"), "#released"),
            Tile::new(refused, one_or_many(refused, "sign-in refused in 14 days", "sign-ins refused in 14 days"), "#refused"),
            Tile::new(unusual, one_or_many(unusual, "unusual reader in 7 days", "unusual readers in 7 days"), "#readers"),
            Tile::new(held_up, one_or_many(held_up, "job waits for a person", "jobs wait for a person"), "#stuck")
                .standing(if held_up > 0 { "Look now" } else { "In order" }, bad(held_up)),
            Tile::new(data.due, one_or_many(data.due, "job due and not done", "jobs due and not done"), "#stuck"),
        ]))
        h2 class="nhsuk-heading-m" id="released" { "Codes to homes that were shown, last 14 days" }
        (draw::released(view, &data.released))
        h2 class="nhsuk-heading-m" id="refused" { "Refused sign-ins, last 14 days" }
        (draw::refusals(view, &data.refused))
        h2 class="nhsuk-heading-m" id="readers" { "Who looked at records, last 7 days" }
        p { "Unusual is: at least " (UNUSUAL_FROM) " people, and more than " (UNUSUAL_TIMES)
            " times the usual number of the role. It is a reason to look, not a finding. Lists in which a name stood among others are not counted." }
        (draw::readers(&data.readers))
        h3 class="nhsuk-heading-s" { "The same record again and again" }
        (draw::most_read(&data.most_read))
        h2 class="nhsuk-heading-m" id="stuck" { "Work that is stuck" }
        p { (count(data.due, "job is", "jobs are")) " due and not done. A few are usual; many, or the same number again and again, mean that the worker does not run." }
        (draw::parked(view, &data.parked))
    };
    Shown::with(Page::new("Governance", body).wide(), &data)
}

fn read(view: &mut View<'_, '_>) -> Result<Governance, Failure> {
    let now = view.now;
    let tomorrow = now.plus_days(1).day();
    let (days, read_days) = (now.plus_days(1 - DAYS).day(), now.plus_days(1 - READ_DAYS).day());
    let may_open = view.who.may::<SeeReaders>();
    let released = journal::of_event(view.tx, "home_access.released", days, tomorrow)?;
    let refused = journal::of_event(view.tx, "sign_in.refused", days, tomorrow)?;
    let read_by = journal::readers(view.tx, read_days, tomorrow, READERS)?;
    let often = journal::most_read(view.tx, read_days, tomorrow, 25)?;
    let names = Names::read(view.tx, &released, &refused, &read_by, &often)?;
    let journal_of = |person: Option<Uuid>| person.filter(|_| may_open).map(|id| format!("/people/{id}/journal"));
    let told = |entry: &Entry| Release {
        at: entry.at,
        name: names.account(entry.account),
        organisation: names.organisation(entry.organisation),
        visit: entry.facts().get("visit").and_then(|id| id.as_str()).unwrap_or_default().to_owned(),
        journal: journal_of(entry.person),
    };
    let often_told = |reads: &Reads| MostRead {
        name: names.account(Some(reads.account)),
        role: role_words(&reads.role),
        reads: reads.reads,
        journal: journal_of(Some(reads.person)),
    };
    Ok(Governance {
        released: released.iter().rev().map(told).collect(),
        refused: by_account(&refused, &names),
        readers: compared(&read_by, &names),
        most_read: often.iter().map(often_told).collect(),
        parked: store::parked(view.tx)?.into_iter().map(ParkedView::from).collect(),
        due: store::waiting(view.tx, now)?,
    })
}

impl From<Parked> for ParkedView {
    fn from(parked: Parked) -> Self {
        let error = parked.error.unwrap_or_else(|| "The reason was not kept.".into());
        ParkedView { kind: parked.kind, error, since: parked.since }
    }
}

/// The names of accounts and organisations on the page, read together.
struct Names {
    accounts: BTreeMap<Uuid, String>,
    organisations: BTreeMap<Uuid, String>,
}

impl Names {
    fn read(
        tx: &mut Tx<'_>,
        released: &[Entry],
        refused: &[Entry],
        read_by: &[ReadBy],
        often: &[Reads],
    ) -> Result<Self, Failure> {
        let accounts: Vec<Uuid> = released
            .iter()
            .filter_map(|entry| entry.account)
            .chain(refused.iter().map(|entry| entry.subject))
            .chain(shown(read_by).map(|one| one.account))
            .chain(often.iter().map(|one| one.account))
            .collect();
        let of_entries = released.iter().filter_map(|entry| entry.organisation);
        let organisations: Vec<Uuid> = of_entries.chain(shown(read_by).filter_map(|one| one.organisation)).collect();
        Ok(Names {
            accounts: access::account_names(tx, &accounts)?,
            organisations: access::organisation_names(tx, &organisations)?,
        })
    }

    fn account(&self, id: Option<Uuid>) -> String {
        id.and_then(|id| self.accounts.get(&id)).cloned().unwrap_or_else(|| "The system".into())
    }

    fn organisation(&self, id: Option<Uuid>) -> String {
        id.and_then(|id| self.organisations.get(&id)).cloned().unwrap_or_default()
    }
}

/// The readers a table shows: they come in the order of how many people they looked at, so the unusual are the first.
fn shown(readers: &[ReadBy]) -> impl Iterator<Item = &ReadBy> {
    readers.iter().take(MOST)
}

fn role_words(code: &str) -> String {
    code.parse::<Role>().map_or_else(|_| code.to_owned(), |role| role.words().to_owned())
}

fn by_account(refused: &[Entry], names: &Names) -> Vec<Refusals> {
    let mut accounts = BTreeMap::<Uuid, (i64, Moment)>::new();
    for entry in refused {
        let one = accounts.entry(entry.subject).or_insert((0, entry.at));
        *one = (one.0 + 1, one.1.max(entry.at));
    }
    let told = |(id, (times, last))| Refusals { name: names.account(Some(id)), times, last };
    let mut told: Vec<Refusals> = accounts.into_iter().map(told).collect();
    told.sort_by(|one, other| other.times.cmp(&one.times).then(one.name.cmp(&other.name)));
    told
}

/// The usual number of people for each role: the median of its readers.
fn usual(readers: &[ReadBy]) -> BTreeMap<&str, i64> {
    let mut roles = BTreeMap::<&str, Vec<i64>>::new();
    for one in readers {
        roles.entry(one.role.as_str()).or_default().push(one.people);
    }
    roles
        .into_iter()
        .map(|(role, mut people)| {
            people.sort_unstable();
            (role, people.get(people.len().saturating_sub(1) / 2).copied().unwrap_or_default())
        })
        .collect()
}

/// Whether somebody looked at so many people that it is a reason to look.
fn is_unusual(people: i64, usual: i64) -> bool {
    people >= UNUSUAL_FROM && people > usual.saturating_mul(UNUSUAL_TIMES)
}

fn compared(readers: &[ReadBy], names: &Names) -> Vec<ReaderView> {
    let usual = usual(readers);
    let told = |one: &ReadBy| {
        let usual = usual.get(one.role.as_str()).copied().unwrap_or_default();
        ReaderView {
            name: names.account(Some(one.account)),
            role: role_words(&one.role),
            organisation: names.organisation(one.organisation),
            people: one.people,
            reads: one.reads,
            usual,
            unusual: is_unusual(one.people, usual),
        }
    };
    shown(readers).map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(role: &str, people: i64) -> ReadBy {
        ReadBy { account: Uuid::from_u128(1), role: role.into(), organisation: None, people, reads: people }
    }

    // GOV-4
    #[test]
    fn unusual_reading_is_measured_against_the_role() {
        let all = [
            reader("broker", 90),
            reader("broker", 12),
            reader("broker", 10),
            reader("broker", 8),
            reader("finance", 90),
        ];
        let usual = usual(&all);
        assert_eq!(usual.get("broker"), Some(&10));
        assert!(is_unusual(90, 10) && !is_unusual(30, 10));
        assert_eq!(usual.get("finance"), Some(&90), "the only one of a role is its own usual");
        assert!(!is_unusual(19, 1), "a few people are never unusual");
    }
}
