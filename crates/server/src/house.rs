//! The rooms of this house, put together.

use std::sync::{Arc, LazyLock};

use kernel::{Clock, Failure, Ids, Numbers};
use places::Place;
use store::{Actor, Job, Migration, Store, Tx};
use wire::{House, Slice, http::Site};

use crate::{front, key, settings::Settings};

/// Every room, in the order of the thread. Mechanisms that have only tables and jobs are slices too.
pub fn slices() -> Vec<Slice> {
    vec![
        Slice::new("access", &[], access::MIGRATIONS),
        Slice::new("clocks", &[], clocks::MIGRATIONS).jobs(clocks::JOBS),
        Slice::new("accounts", &[], accounts::MIGRATIONS),
        Slice::new("imports", &[], imports::MIGRATIONS),
        front::slice(),
        crate::restored::slice(),
        crate::housekeeping::slice(),
        mycare::slice(),
        people::slice(),
        referrals::slice(),
        assessments::slice(),
        plans::slice(),
        brokerage::slice(),
        quality::slice(),
        workforce::slice(),
        visits::slice(),
        charging::slice(),
        oversight::slice(),
        directory::slice(),
    ]
}

/// The migrations of every room.
pub fn migrations() -> &'static [&'static [Migration]] {
    static STEPS: LazyLock<Vec<&'static [Migration]>> =
        LazyLock::new(|| slices().iter().map(|slice| slice.migrations).collect());
    &STEPS
}

/// The jobs of every room.
pub fn jobs() -> Vec<Job> {
    slices().iter().flat_map(|slice| slice.jobs.iter().copied()).collect()
}

/// What a room can find wrong with its own rows and those it leans on, in words.
pub type Check = fn(&mut Tx<'_>) -> Result<Vec<String>, Failure>;

/// What `kith verify` asks besides the journal.
pub const CHECKS: &[(&str, Check)] = &[
    ("the books", accounts::verify),
    ("referrals", referrals::check),
    ("plans", plans::check),
    ("visits", visits::check),
    ("charging", charging::check),
    ("submissions", oversight::submission::check),
];

/// Opens the database without looking at its schema.
pub fn store(settings: &Settings, clock: Clock, ids: Ids) -> Result<Store, Failure> {
    Store::open(&settings.location, clock, ids, &jobs())
}

/// Opens a database that is there already and current: looking must not make one.
pub fn existing(settings: &Settings) -> Result<Store, Failure> {
    if let Some(folder) = settings.folder()
        && !folder.join("kith.sqlite").exists()
    {
        return Err(Failure::Unavailable(format!(
            "There is no database in {} yet. kith serve or kith migrate makes it.",
            folder.display()
        )));
    }
    let store = store(settings, Clock::System, Ids::system())?;
    must_be_current(&store)?;
    Ok(store)
}

/// Refuses a database that lacks migrations.
pub fn must_be_current(store: &Store) -> Result<(), Failure> {
    let pending = store.read_now(|tx| store::pending(tx, migrations()))?;
    if pending.is_empty() {
        return Ok(());
    }
    Err(Failure::Unavailable(format!(
        "The database lacks {} of this program's migrations ({}). Make a backup, then run: kith migrate",
        pending.len(),
        pending.join(", ")
    )))
}

/// The whole house on this database, brought up to date unless `migrate` is false.
pub fn open(settings: &Settings, clock: Clock, ids: Ids, migrate: bool) -> Result<Site, Failure> {
    let place = Place::named(&settings.place)?;
    let store = store(settings, clock, ids)?;
    if migrate {
        let taken = store.migrate(migrations())?;
        // A new database is no news; one that was brought up to date is.
        if !taken.iter().any(|step| step.ends_with("_store")) {
            taken.into_iter().for_each(|step| tracing::info!(step, "migrated"));
        }
    }
    must_be_current(&store)?;
    let place = store.read_now(|tx| imports::gazetteer::place(tx, place))?;
    let fresh = !store.read_now(access::has_accounts)?;
    // The vault's key is drawn from the system even where everything else follows from a seed.
    let vault = key::vault(&settings.secret_key_file, &Ids::system(), fresh)?;
    let numbers = numbers(&store, settings.numbers)?;
    let demo = store.read_now(|tx| store::setting(tx, DEMO))?.is_some();
    store.write_now(Actor::system("command"), crate::housekeeping::begin)?;
    store.write_now(Actor::system("command"), brokerage::rates::watch)?;
    store.write_now(Actor::system("command"), oversight::watch)?;
    let warning = store.read_now(crate::restored::warning)?;
    let slices = slices();
    let person_links = Arc::new(wire::person_links(&slices));
    let home_tiles = Arc::new(wire::home_tiles(&slices));
    let house = Arc::new(House { place, vault, numbers, demo, person_links, home_tiles, warning });
    Ok(Site { store, house, slices: Arc::new(slices), secure: settings.behind_tls })
}

/// The setting that says the people of this database are made up.
pub const DEMO: &str = "demo";
/// The setting that says from when the backup was that this database was restored from (H20).
pub const RESTORED: &str = "restored";
const NUMBERS: &str = "numbers";

/// Which NHS numbers this database takes. It is decided once: real and test numbers never stand side by side (H1).
fn numbers(store: &Store, said: Option<Numbers>) -> Result<Numbers, Failure> {
    let word = |numbers| if numbers == Numbers::Test { "test" } else { "live" };
    let kept = store.read_now(|tx| store::setting(tx, NUMBERS))?;
    let kept = kept.as_deref().map(crate::settings::numbers_named).transpose()?;
    match (said, kept) {
        (Some(said), Some(kept)) if said != kept => Err(Failure::conflict(format!(
            "This database was begun with {} NHS numbers, and takes no others. Start it with --numbers {}, or use another database.",
            word(kept),
            word(kept)
        ))),
        (_, Some(kept)) => Ok(kept),
        (said, None) => {
            let numbers = said.unwrap_or(Numbers::Live);
            let actor = Actor::system("command");
            store.write_now(actor, move |work| store::keep_setting(work, NUMBERS, word(numbers)))?;
            Ok(numbers)
        }
    }
}
