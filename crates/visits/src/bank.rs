//! Banked hours (BRK-10): care time that the person did not want is kept for them, up to a cap, and used later for extra visits.
//! Switched on package by package. The minutes lie in the books, double entry: `banked` and `bank planned` of the package against
//! `banked for people` of the provider; they are charged only when a visit uses them.

pub mod deposit;
pub mod list;
pub mod movements;
pub(crate) mod react;
pub mod rule;
pub mod spend;
pub mod switch;

use std::collections::BTreeMap;

use access::About;
use accounts::{Entry, Name, Unit};
use brokerage::PackageView;
use kernel::{Date, Failure, Minutes, Moment, Period, Uuid};
use places::{ChargeRules, Place};
use store::{Row, Tx, Work, params, statement};

use rule::Held;

/// Whether a package may bank, and since when.
#[derive(Debug, Clone)]
pub struct Banking {
    /// The package.
    pub package: Uuid,
    /// The row's version.
    pub version: i64,
    /// Whether it is switched on.
    pub open: bool,
    /// Since when it stands as it does.
    pub since: Moment,
    /// Who switched it.
    pub said_by: String,
    /// Why.
    pub why: String,
    /// What is saved for, and how much it takes.
    pub need: Option<(Minutes, String)>,
}

statement! {
    ONE = "SELECT * FROM package_bank WHERE id = $1";
    HELD = "SELECT * FROM package_bank WHERE id = $1 {for_update}";
    OF_PERSON = "SELECT id FROM package_bank WHERE person = $1 ORDER BY id LIMIT 50";
    LINES = "SELECT line FROM bank_visit WHERE package = $1 AND state = 'planned' LIMIT 500";
}

fn read(row: &Row) -> Result<Banking, Failure> {
    let need = match row.get::<Option<Minutes>>("need_minutes")? {
        Some(minutes) => Some((minutes, row.get("need_words")?)),
        None => None,
    };
    Ok(Banking {
        package: row.get("id")?,
        version: row.get("version")?,
        open: row.get("open")?,
        since: row.get("since")?,
        said_by: row.get("said_by")?,
        why: row.get("why")?,
        need,
    })
}

/// How banking stands for a package; none before it was ever switched on.
pub fn banking(tx: &mut Tx<'_>, package: Uuid) -> Result<Option<Banking>, Failure> {
    tx.first(&ONE, params![package], read)
}

/// The same for one that is switched on, held until the unit of work ends, so that no two movements pass each other.
fn hold(work: &mut Work<'_>, package: Uuid) -> Result<Banking, Failure> {
    let found = work.first(&HELD, params![package], read)?.filter(|banking| banking.open);
    found.ok_or_else(|| {
        Failure::conflict("Banked hours are not switched on for this package. The brokerage team can switch them on.")
    })
}

const FREE: &str = "banked";
pub(crate) const PLANNED: &str = "bank planned";
const FOR_PEOPLE: &str = "banked for people";

fn free(package: Uuid) -> Name {
    Name::floored(package, FREE, Unit::Minutes)
}

fn planned(package: Uuid) -> Name {
    Name::floored(package, PLANNED, Unit::Minutes)
}

/// What a package has banked.
pub fn held(tx: &mut Tx<'_>, package: Uuid) -> Result<Held, Failure> {
    let (free, planned) = (accounts::balance(tx, free(package))?, accounts::balance(tx, planned(package))?);
    Ok(Held { free: Minutes::new(free), planned: Minutes::new(planned) })
}

/// The packages of a person that bank or have banked, each with what it holds.
pub fn of_person(tx: &mut Tx<'_>, person: impl Into<Uuid>) -> Result<Vec<(Uuid, Held)>, Failure> {
    let packages = tx.all(&OF_PERSON, params![person.into()], |row| row.get::<Uuid>("id"))?;
    packages.into_iter().map(|package| Ok((package, held(tx, package)?))).collect()
}

/// Minutes that a person's banks took in and gave out in a period; what was only set aside is neither.
pub fn moved_of_person(
    tx: &mut Tx<'_>,
    person: impl Into<Uuid>,
    period: Period,
) -> Result<(Minutes, Minutes), Failure> {
    let mut entries = BTreeMap::<Uuid, i64>::new();
    for (package, _) in of_person(tx, person)? {
        for name in [free(package), planned(package)] {
            let lines = accounts::statement_of(tx, name)?;
            for line in lines.iter().filter(|line| period.contains(line.day)) {
                *entries.entry(line.entry).or_default() += line.amount;
            }
        }
    }
    let sum = |which: &dyn Fn(i64) -> i64| Minutes::new(entries.values().map(|amount| which(*amount)).sum());
    Ok((sum(&|amount| amount.max(0)), sum(&|amount| (-amount).max(0))))
}

/// Lines of visits that come out of a package's bank: no change of the pattern takes them back.
pub(crate) fn lines(tx: &mut Tx<'_>, package: Uuid) -> Result<Vec<Uuid>, Failure> {
    tx.all(&LINES, params![package], |row| row.get("line"))
}

/// Moves a bank from what it held to what it holds; the difference stands against the provider.
fn post(
    work: &mut Work<'_>,
    (package, provider): (Uuid, Uuid),
    (before, after): (Held, Held),
    (visit, day, memo): (Uuid, Date, String),
) -> Result<(), Failure> {
    let moved = |before: Minutes, after: Minutes| after.get() - before.get();
    let (more, set_aside) = (moved(before.free, after.free), moved(before.planned, after.planned));
    let lines = vec![
        (free(package), more),
        (planned(package), set_aside),
        (Name::new(provider, FOR_PEOPLE, Unit::Minutes), -(more + set_aside)),
    ];
    accounts::post(work, &Entry { cause_kind: "bank", cause: visit, day, memo, lines })
}

/// The cap of a package's bank.
fn cap(place: &Place, package: &PackageView, banking: &Banking) -> Minutes {
    let need = banking.need.as_ref().map(|(minutes, _)| *minutes);
    rule::cap(package.agreed_minutes, &place.package_rules, need)
}

fn charge_rules(place: &Place, day: Date) -> Result<&ChargeRules, Failure> {
    place.charge_rules_on(day).ok_or_else(|| Failure::internal("the place has no charge rules for this day"))
}

fn about(package: &PackageView) -> About {
    About::thing("package", package.id).person(package.person).organisation(package.provider)
}

/// The page of a package's bank.
fn href(package: impl std::fmt::Display) -> String {
    format!("/packages/{package}/bank")
}
