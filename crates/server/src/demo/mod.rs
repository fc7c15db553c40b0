//! `kith demo`: a made-up year of Dorset's care at home, built through the product's own pages and commands with a turned
//! clock, from a seed. The same seed and the same end give the same journal, entry for entry.

mod cast;
mod checks;
mod compete;
mod complex;
pub(crate) mod dice;
mod hand;
mod later;
mod market;
mod need;
mod offers;
mod office;
mod oversee;
mod quality;
mod queue;
mod rounds;
mod run;
mod story;
mod thread;
mod times;
pub(crate) mod town;

use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use kernel::{Clock, Failure, Ids, Moment};
use store::{Actor, Location};
use wire::http::Site;

pub use cast::{PASSWORD, SignIn};

use crate::{house, say, serve, settings::Settings};

/// What the demo is asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Everything follows from it.
    pub seed: u64,
    /// How many people have care at home.
    pub people: usize,
    /// How many weeks of care lie behind them.
    pub weeks: i64,
    /// The last moment that is built; now, unless said otherwise.
    pub until: Option<Moment>,
    /// Build the data and stop.
    pub build_only: bool,
}

/// The people and the weeks of a demo at full scale: a quarter of about 19,000 hours of care a week. Somebody needs 9.9 hours a
/// week on average (see `need`), so that 1,920 packages run at once; some end and others begin, so that of 225 people 1,657 hours
/// a week were given over a quarter.
pub const FULL: (usize, i64) = (2_600, 13);

/// What was built, for people and for scripts.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Built {
    /// The seed.
    pub seed: u64,
    /// The last moment that was built.
    pub until: Moment,
    /// People with a record.
    pub people: usize,
    /// Commands that were done.
    pub commands: u64,
    /// Journal entries.
    pub entries: i64,
    /// The head of the journal.
    pub head: String,
    /// Who can sign in.
    pub sign_ins: Vec<SignIn>,
}

/// Builds the demo into an empty place and serves it.
pub fn run(settings: &Settings, asked: &Asked, json: bool) -> Result<(), Failure> {
    let started = Instant::now();
    let until = asked.until.unwrap_or_else(|| whole_minute(Clock::System.now()));
    let built = match kept(settings)? {
        Some(built) => {
            if !json {
                say::line(
                    "There is a demo in this place already; it goes on as it is. Name an empty folder for a new one.",
                );
            }
            built
        }
        None => {
            if !json {
                say::line(told_before(asked));
            }
            build(settings, asked, until, json)?
        }
    };
    if !json {
        told(&built, started);
    }
    if asked.build_only {
        if json {
            say::json(&serde_json::to_value(&built).map_err(Failure::internal)?);
        }
        return Ok(());
    }
    let site = house::open(settings, Clock::System, Ids::system(), false)?;
    serve::serve(site, settings, |address| {
        if json {
            let mut said = serde_json::to_value(&built).unwrap_or_default();
            if let serde_json::Value::Object(said) = &mut said {
                said.insert("address".into(), format!("http://{address}").into());
            }
            say::json(&said);
        } else {
            say::line(format!("\nOpen http://{address} and sign in as any of these. Stop it with Ctrl-C."));
        }
    })
}

fn whole_minute(now: Moment) -> Moment {
    Moment::from_micros(now.micros() - now.micros().rem_euclid(60_000_000))
}

fn told_before(asked: &Asked) -> String {
    let size = if asked.people >= FULL.0 { "Dorset at full scale" } else { "a small share of Dorset" };
    format!(
        "Building {size}: {} people over {} weeks, of the county's some {} (seed {}). Ask for more with --people, or for all with --full.",
        asked.people, asked.weeks, FULL.0, asked.seed
    )
}

fn told(built: &Built, started: Instant) {
    say::line(format!(
        "{} people, {} commands and {} journal entries up to {}, in {:.0} seconds. Head of the journal: {}",
        built.people,
        built.commands,
        built.entries,
        kernel::moment_in_words(built.until),
        started.elapsed().as_secs_f64(),
        built.head
    ));
    say::line(format!(
        "\nEverybody's password is “{PASSWORD}”. The page that asks for the code shows it, because this is practice."
    ));
    for sign_in in &built.sign_ins {
        say::line(format!("  {:<24} {:<34} {}", sign_in.role, sign_in.email, sign_in.organisation));
    }
}

/// The setting under which what was built is kept, so that a second start can print it again.
const KEPT: &str = "demo.built";

fn kept(settings: &Settings) -> Result<Option<Built>, Failure> {
    if let Location::Folder(folder) = &settings.location
        && !folder.join("kith.sqlite").exists()
    {
        return Ok(None);
    }
    let store = house::store(settings, Clock::System, Ids::system())?;
    store.migrate(house::migrations())?;
    if let Some(text) = store.read_now(|tx| store::setting(tx, KEPT))? {
        return serde_json::from_str(&text).map(Some).map_err(Failure::internal);
    }
    match store.read_now(access::has_accounts)? {
        false => Ok(None),
        true => Err(Failure::conflict(
            "This place holds other data than a demo. Name an empty folder or an empty database.",
        )),
    }
}

fn build(settings: &Settings, asked: &Asked, until: Moment, json: bool) -> Result<Built, Failure> {
    let from = until.plus_days(-7 * asked.weeks - market::Scale::of(asked.people).lead_days);
    let settings = Settings { numbers: Some(kernel::Numbers::Test), ..settings.clone() };
    let admitted = from.plus_days(-7 * market::ADMITTED_WEEKS);
    let site = house::open(&settings, Clock::standing_at(admitted), Ids::seeded(asked.seed), true)?;
    site.store.write_now(Actor::system("demo"), |work| store::keep_setting(work, house::DEMO, "yes"))?;
    // The people of this database are made up from here on; the house says so on every page.
    let site = Site { house: std::sync::Arc::new(wire::House { demo: true, ..(*site.house).clone() }), ..site };
    let bar = bar(json, from, until);
    // While it is built a commit does not wait for the disk: a demo that broke off is built again. Then everything goes to the
    // disk, and each commit waits for it as always.
    site.store.hurry(true)?;
    let built = run::build(&site, asked, from, until, &|at, commands| {
        bar.set_position(u64::try_from(at.minutes_since(from)).unwrap_or(0));
        let rate = commands as f64 / bar.elapsed().as_secs_f64().max(0.001);
        bar.set_message(format!("up to {}: {commands} commands, {rate:.0} a second", kernel::short_day(at.day())));
    })?;
    site.store.hurry(false)?;
    bar.finish_and_clear();
    let text = serde_json::to_string(&built).map_err(Failure::internal)?;
    site.store.write_now(Actor::system("demo"), move |work| store::keep_setting(work, KEPT, &text))?;
    Ok(built)
}

fn bar(hidden: bool, from: Moment, until: Moment) -> ProgressBar {
    if hidden {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(until.minutes_since(from)).unwrap_or(0));
    let style = ProgressStyle::with_template("{bar:30} {percent}% after {elapsed}, about {eta} more; {msg}");
    style.into_iter().for_each(|style| bar.set_style(style));
    bar
}
