//! The data that `kith bench` measures on: people, referrals, packages and visits of half a year, written in bulk through
//! the one write path, so that the journal's chains and the books hold as in any other database.
//!
//! The commands of the product are not walked: nothing reacts while it fills, and each thing is written as it stands at the
//! end, with the entry of its last event. `kith verify` finds nothing wrong with it.

mod packages;
mod people;
mod referrals;
mod staff;
mod visits;

use std::time::Duration;

use kernel::{Clock, Date, Failure, Ids, Moment, Numbers, Uuid};
use store::{Actor, Store, Work};
use wire::House;

use crate::{house, settings::Settings};

use packages::Package;
pub(crate) use staff::Staff;
pub(crate) use visits::{Spare, spare};

/// How much there is, or is to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Size {
    /// People on record.
    pub people: usize,
    /// Visits: half a year back and four weeks ahead.
    pub visits: usize,
    /// Referrals.
    pub referrals: usize,
}

impl Size {
    /// One hundredth, the size to which the large one is compared.
    pub fn hundredth(self) -> Self {
        Size { people: self.people / 100, visits: self.visits / 100, referrals: self.referrals / 100 }
    }
}

/// What the filler knows of a database it has filled; it lies in the database's settings.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Filled {
    /// How much there is.
    pub(crate) size: Size,
    /// The people who work in it.
    pub(crate) staff: Staff,
    /// Some of the people, to be looked for.
    pub(crate) sample: Vec<Sample>,
    /// The medians of the small size, by page, in microseconds.
    pub(crate) small: std::collections::BTreeMap<String, u64>,
    /// A package under way of each provider, for visits that are begun while it is measured.
    care: Vec<Package>,
    bought: Option<Balance>,
}

/// Somebody on record, as people look for them.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Sample {
    /// The record.
    pub(crate) id: Uuid,
    /// The NHS number.
    pub(crate) number: String,
    /// The family name.
    pub(crate) family_name: String,
    /// The day of birth.
    pub(crate) birth: String,
}

/// A book account that many postings change: its balance is written once.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
struct Balance {
    account: Uuid,
    version: i64,
    pence: i64,
}

const KEPT: &str = "bench";
/// The first and the last day of the visits, counted from today.
const DAYS: (i64, i64) = (-182, 27);
/// A provider for so many visits.
const OF_A_PROVIDER: usize = 10_000;

/// What every part of the filling needs.
struct Filler<'a> {
    store: Store,
    clock: Clock,
    house: &'a House,
    today: Date,
    now: Moment,
    filled: Filled,
}

/// What this database was filled with before, if it was.
pub(crate) fn filled(store: &Store) -> Result<Option<Filled>, Failure> {
    let kept = store.read_now(|tx| store::setting(tx, KEPT))?;
    kept.map(|text| serde_json::from_str(&text).map_err(Failure::internal)).transpose()
}

/// Keeps what the database was filled with.
pub(crate) fn keep(store: &Store, filled: &Filled) -> Result<(), Failure> {
    let text = serde_json::to_string(filled).map_err(Failure::internal)?;
    store.write_now(actor(), move |work| store::keep_setting(work, KEPT, &text))
}

fn actor() -> Actor {
    Actor::system("bench")
}

/// Fills a database, which must be empty or have been filled before, up to `size`.
pub fn fill(settings: &Settings, size: Size, tell: &dyn Fn(&str)) -> Result<(), Failure> {
    let settings = Settings { numbers: Some(Numbers::Test), ..settings.clone() };
    let site = house::open(&settings, Clock::System, Ids::system(), true)?;
    let (now, before) = (site.store.clock().now(), filled(&site.store)?);
    if before.is_none() && site.store.read_now(access::has_accounts)? {
        return Err(Failure::conflict(
            "This database holds records. The bench fills an empty one: name another folder or database.",
        ));
    }
    let house = (*site.house).clone();
    drop(site);
    let filled = before.unwrap_or_default();
    let had = filled.size;
    // Without jobs nothing reacts to what is written; ids that follow from a seed are drawn without asking the system.
    let (clock, ids) = (Clock::standing_at(now), Ids::seeded(had.visits as u64 + 1));
    let store = Store::open(&settings.location, clock.clone(), ids, &[])?;
    let mut filler = Filler { store, clock, house: &house, today: now.day(), now, filled };
    filler.to(size, tell)
}

impl Filler<'_> {
    fn to(&mut self, size: Size, tell: &dyn Fn(&str)) -> Result<(), Failure> {
        let had = self.filled.size;
        let more = |had: usize, wanted: usize| wanted.saturating_sub(had);
        if more(had.visits, size.visits) + more(had.people, size.people) + more(had.referrals, size.referrals) == 0 {
            return Ok(());
        }
        let providers = size.visits.div_ceil(OF_A_PROVIDER);
        self.staff(providers)?;
        tell("people");
        let people = self.people(size.people)?;
        tell("referrals");
        self.referrals(more(had.referrals, size.referrals), &people)?;
        tell("packages");
        let mut care = self.packages(more(had.visits, size.visits), &people)?;
        tell("visits");
        self.visits(&mut care)?;
        let end = |had: usize, wanted: usize| had.max(wanted);
        self.filled.size = Size {
            people: end(had.people, size.people),
            visits: had.visits + care.slots.len(),
            referrals: end(had.referrals, size.referrals),
        };
        self.clock.turn_to(self.now);
        keep(&self.store, &self.filled)
    }

    /// One large unit of work.
    fn write<T: Send + 'static>(
        &self,
        f: impl FnMut(&mut Work<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let mut f = f;
        self.store.write_now(actor(), move |work| {
            work.allow(Duration::from_secs(3600));
            f(work)
        })
    }

    fn day(&self, offset: i64) -> Date {
        self.now.plus_days(offset).day()
    }
}
