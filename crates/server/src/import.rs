//! `kith import`: whole files into the database (INT-4, INT-5).

mod monitoring;
mod referral;

use std::{path::PathBuf, sync::Arc};

use imports::{End, Import, Options, Progress, Report, SourceFile, Step, gazetteer};
use indicatif::{ProgressBar, ProgressStyle};
use kernel::{Clock, Failure, Ids};
use places::Place;
use sheet::care_providers::CareProvider;
use store::{Actor, Store};

use crate::{house, say, settings::Settings};

/// How many faults are shown on the screen; `--faults` writes them all.
const SHOWN: usize = 10;

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// The regulator's register of care providers, in any of its layouts
    CareProviders,
    /// Postcodes with their positions: the ONS Postcode Directory, Code-Point Open, or a list of one's own
    Postcodes,
    /// Bank holidays: GOV.UK's bank-holidays.json, or a list with date and title
    BankHolidays,
    /// Referrals in a spreadsheet, for services whose system cannot send messages
    Referrals,
    /// Visits that a provider's own system recorded: electronic monitoring
    Monitoring,
    /// The ledger's answer about payment runs: what was paid, what was rejected
    LedgerAnswers,
}

impl Kind {
    /// As it is kept with the import.
    pub const fn code(self) -> &'static str {
        match self {
            Kind::CareProviders => "care-providers",
            Kind::Postcodes => "postcodes",
            Kind::BankHolidays => "bank-holidays",
            Kind::Referrals => "referrals",
            Kind::LedgerAnswers => "ledger-answers",
            Kind::Monitoring => "monitoring",
        }
    }
}

/// What `kith import` may be told.
#[derive(Debug, Clone, clap::Args)]
pub struct What {
    /// What kind of file it is
    pub kind: Kind,
    /// The file: CSV in any encoding, with commas, semicolons, tabs or bars
    pub file: PathBuf,
    /// Say what would happen, and what is wrong with which row; save nothing
    #[arg(long)]
    pub preview: bool,
    /// Go through a file that was imported before; what is as it was stays as it is
    #[arg(long)]
    pub again: bool,
    /// Write what is wrong with which row into this CSV file
    #[arg(long, value_name = "FILE.csv")]
    pub faults: Option<PathBuf>,
    /// End with status 0 although rows were left out
    #[arg(long)]
    pub allow_faults: bool,
}

/// More help, for the end of `kith import --help`.
pub const HELP: &str = "\
Examples:
  kith import care-providers --data ./kith-data HSCA_Active_Locations.csv --preview
  kith import postcodes --data ./kith-data ONSPD.csv
  kith import bank-holidays --data ./kith-data bank-holidays.json
  kith import referrals --data ./kith-data referrals.csv --faults put-right.csv
  kith import monitoring --data ./kith-data week-47.csv --preview
  kith import ledger-answers --data ./kith-data answer.csv --preview

A row that cannot be taken is told by line and column and holds up no other. An import that was stopped goes on where it
stopped when the same file is imported again; a file that is done is not done twice. The status is 0 only when no row was
left out (--allow-faults: also then) and the import was not stopped.";

/// The command. Says whether all is well.
pub fn run(settings: &Settings, what: &What, json: bool) -> Result<bool, Failure> {
    let file = SourceFile::open(&what.file)?;
    let report = match what.kind {
        Kind::Referrals => {
            let site = house::open(settings, Clock::System, Ids::system(), false)?;
            let rows = sheet::referrals::read(file.reader()?, &file.name, site.house.numbers)?;
            let house = Arc::clone(&site.house);
            let apply = move |step: &mut Step<'_, '_>, row: &_| referral::import(step, &house, row);
            go(&site.store, what, &file, rows, apply, json)?
        }
        Kind::Monitoring => monitoring::run(settings, what, &file, json)?,
        _ => facts(&house::existing(settings)?, settings, what, &file, json)?,
    };
    if let Some(path) = &what.faults {
        std::fs::write(path, imports::faults_csv(&report.faults))
            .map_err(|error| Failure::Unavailable(format!("{} cannot be written: {error}.", path.display())))?;
    }
    tell(&report, what, json);
    if what.kind == Kind::BankHolidays && !json && !what.preview {
        let place = Place::named(&settings.place)?;
        let until = house::existing(settings)?.read_now(|tx| gazetteer::calendar(tx, place))?.known_until();
        let until = kernel::day_in_words(until);
        say::line(format!(
            "Each row is a year. Bank holidays are known until {until}; kith serve reads them when it starts."
        ));
    }
    if what.kind == Kind::LedgerAnswers && !json {
        say::line(
            "A row that changed something matched its payment; a new one matches none or differs from it, and stands under Payments, The ledger’s answers.",
        );
    }
    let stopped = matches!(report.end, End::Stopped { .. });
    Ok(report.is_clean() || (what.allow_faults && !stopped))
}

/// Files of public facts.
fn facts(store: &Store, settings: &Settings, what: &What, file: &SourceFile, json: bool) -> Result<Report, Failure> {
    match what.kind {
        Kind::CareProviders => {
            let rows = sheet::care_providers::read(file.reader()?, &file.name)?;
            let columns = directory::Columns::of(&file.name, rows.sheet());
            let apply =
                move |step: &mut Step<'_, '_>, row: &CareProvider| directory::import_location(step, row, &columns);
            go(store, what, file, rows, apply, json)
        }
        Kind::BankHolidays => {
            let place = Place::named(&settings.place)?;
            let calendar = place.calendar().name();
            let division = calendar.to_lowercase().replace(' ', "-");
            let rows = sheet::holidays::read(file.reader()?, &file.name, &division)?;
            let years = gazetteer::holiday_years(calendar, rows).into_iter();
            go(store, what, file, years, gazetteer::import_holidays, json)
        }
        Kind::LedgerAnswers => {
            let rows = sheet::ledger::read(file.reader()?, &file.name)?;
            go(store, what, file, rows, charging::take_ledger_answer, json)
        }
        Kind::Postcodes | Kind::Referrals | Kind::Monitoring => {
            let rows = sheet::postcodes::read(file.reader()?, &file.name)?;
            go(store, what, file, rows, gazetteer::import_postcode, json)
        }
    }
}

fn go<T: imports::Line + Send + Sync + 'static>(
    store: &Store,
    what: &What,
    file: &SourceFile,
    rows: impl Iterator<Item = Result<T, sheet::RowFault>>,
    apply: impl Fn(&mut Step<'_, '_>, &T) -> Result<imports::Outcome, Failure> + Send + Sync + 'static,
    json: bool,
) -> Result<Report, Failure> {
    let private = matches!(what.kind, Kind::Referrals | Kind::Monitoring);
    let options = Options { preview: what.preview, again: what.again, private, ..Options::default() };
    let import = Import { kind: what.kind.code(), file: &file.name, sha256: &file.sha256, options };
    let bar = if json { ProgressBar::hidden() } else { ProgressBar::new(file.size) };
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  {eta} left");
    bar.set_style(style.map_err(Failure::internal)?);
    let mut progress = |progress: Progress| {
        bar.set_position(file.read_so_far());
        bar.set_message(format!("{} rows, {} left out", progress.rows, progress.faults));
    };
    let report = imports::run(store, &Actor::system("import"), &import, rows, apply, &mut progress);
    bar.finish_and_clear();
    report
}

fn tell(report: &Report, what: &What, json: bool) {
    if json {
        say::json(&as_json(report));
        return;
    }
    report.words().iter().for_each(say::line);
    for fault in report.faults.iter().take(SHOWN) {
        let at = if fault.line == 0 { String::new() } else { format!("line {}: ", fault.line) };
        let column = if fault.column.is_empty() { String::new() } else { format!("{}: ", fault.column) };
        say::trouble(format!("{at}{column}{}", fault.message));
    }
    if report.faults.len() > SHOWN && what.faults.is_none() {
        let more = report.faults.len() - SHOWN;
        say::trouble(format!("{more} more faults are not shown; --faults FILE.csv writes them all."));
    }
    if report.run.faults > 0 && !what.allow_faults {
        say::trouble("The status is 1 because rows were left out; say --allow-faults if that is as it should be.");
    }
}

fn as_json(report: &Report) -> serde_json::Value {
    let run = &report.run;
    let mut value = serde_json::json!({
        "kind": run.kind, "file": run.file, "sha256": run.sha256, "preview": report.preview,
        "resumed_at": report.resumed_at, "rows": run.rows_done, "made": run.made, "changed": run.changed,
        "unchanged": run.unchanged, "faulty": run.faults, "started_at": run.started_at, "finished_at": run.finished_at,
        "faults": report.faults,
    });
    if let (Some(all), Ok(serde_json::Value::Object(end))) = (value.as_object_mut(), serde_json::to_value(&report.end))
    {
        all.extend(end);
    }
    value
}

/// What is wrong with the calendar of a place by the newest list, for `kith check`: deadlines that would reach past the
/// last day for which bank holidays are known are refused, so a newer list must come in time.
pub fn check_calendar(store: &Store, place: &Place, now: kernel::Moment) -> Result<(), Failure> {
    const MONTHS: i64 = 6;
    let until = store.read_now(|tx| gazetteer::calendar(tx, place))?.known_until();
    if now.plus_days(MONTHS * 30).day() <= until {
        return Ok(());
    }
    Err(Failure::conflict(format!(
        "Bank holidays are known until {} only, and no deadline can be reckoned after that day. Get bank-holidays.json from GOV.UK and run: kith import bank-holidays FILE",
        kernel::day_in_words(until)
    )))
}
