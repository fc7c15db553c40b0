//! The row of complex care: one for each award of a package in the lot for it, opened with the award and closed when it is over.

use access::Action;
use kernel::{Date, Failure, Id, Moment, Uuid, day_in_words};
use people::PersonId;
use places::Place;
use store::{Change, Row, Tx, Work, cols, params, statement};
use wire::Act;

use super::rule::HomeFinding;
use crate::{
    AwardId, PackageId, State,
    machine::Held,
    package::{self, Package},
    steps,
};

/// The framework's lot of complex care.
pub(crate) const LOT: &str = "complex";
/// The clock of twenty weeks until workers are in place.
pub(crate) const RECRUITED: &str = "complex.recruited";
/// The clock until the care is looked at against the plan again.
pub(crate) const MONITORED: &str = "complex.monitored";
/// What these clocks run for.
pub(crate) const KIND: &str = "complex_care";
/// Every so many weeks the care is looked at, unless the plan says otherwise.
const WEEKS: i64 = 4;

/// What a [`CareId`] names.
#[derive(Debug)]
pub enum CareRow {}
/// The id of an award's complex care.
pub type CareId = Id<CareRow>;

/// The nurse who oversees the care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nurse {
    /// Their account, when the provider keeps their registration in its register of workers.
    pub worker: Option<Uuid>,
    /// Their name.
    pub name: String,
    /// Their PIN, or what the register of workers says of their registration.
    pub pin: String,
    /// The last day of the registration, as it was recorded.
    pub until: Option<Date>,
    /// Who named them.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// What was found of the home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Whether it suits the care.
    pub finding: HomeFinding,
    /// When it was looked at.
    pub on: Date,
    /// Who looked.
    pub by: String,
    /// What has to change.
    pub changes: Option<String>,
    /// Why care is given there although it does not suit, and who agreed to it.
    pub exception: Option<(String, String)>,
}

/// The complex care of an award.
#[derive(Debug, Clone)]
pub struct Care {
    /// Its id.
    pub id: CareId,
    /// Its row's version.
    pub version: i64,
    /// The award.
    pub award: AwardId,
    /// The package.
    pub package: PackageId,
    /// For whom.
    pub person: PersonId,
    /// Who gives it.
    pub provider: Uuid,
    /// Their name.
    pub provider_name: String,
    /// The last of the twenty weeks.
    pub recruit_by: Date,
    /// Since when workers of the provider's own are in place.
    pub recruited_on: Option<Date>,
    /// The nurse who oversees it.
    pub nurse: Option<Nurse>,
    /// What was found of the home.
    pub home: Option<Home>,
    /// Every so many weeks it is looked at against the plan.
    pub monitor_weeks: i64,
    /// Which time it will be.
    pub monitor_round: i64,
    /// When it was last looked at.
    pub monitored_at: Option<Moment>,
    /// Until when it must be looked at next.
    pub monitor_due: Option<Moment>,
}

impl Care {
    pub(crate) fn read(row: &Row) -> Result<Self, Failure> {
        let nurse = match row.get::<Option<String>>("nurse_name")? {
            None => None,
            Some(name) => Some(Nurse {
                name,
                worker: row.get("nurse_worker")?,
                pin: row.get("nurse_pin")?,
                until: row.get("nurse_until")?,
                by: row.get("nurse_named_by")?,
                at: row.get("nurse_named_at")?,
            }),
        };
        Ok(Care {
            id: row.get("id")?,
            version: row.get("version")?,
            award: row.get("award")?,
            package: row.get("package")?,
            person: row.get("person")?,
            provider: row.get("provider")?,
            provider_name: row.get("provider_name")?,
            recruit_by: row.get("recruit_by")?,
            recruited_on: row.get("recruited_on")?,
            nurse,
            home: home(row)?,
            monitor_weeks: row.get("monitor_weeks")?,
            monitor_round: row.get("monitor_round")?,
            monitored_at: row.get("monitored_at")?,
            monitor_due: row.get("monitor_due")?,
        })
    }

    /// What is owed before the first day, in words; nothing when care may begin as it should.
    pub fn lacks(&self, today: Date) -> Vec<String> {
        let mut lacks = Vec::new();
        match &self.nurse {
            None => lacks.push("no nurse is named who oversees the care".to_owned()),
            Some(nurse) => lacks.extend(nurse.until.filter(|until| *until < today).map(|until| {
                format!("the registration of {} ran out on {}; name the nurse again", nurse.name, day_in_words(until))
            })),
        }
        match &self.home {
            None => lacks.push("the home was not looked at".to_owned()),
            Some(Home { finding: HomeFinding::Unsuitable, exception: None, .. }) => {
                lacks.push("the home does not suit the care, and no exception is agreed".to_owned());
            }
            Some(_) => {}
        }
        lacks
    }

    /// A change of it, of this name.
    pub(crate) fn change(&self, event: &'static str) -> Change {
        Change::new(event, KIND, self.id).person(self.person).organisation(self.provider)
    }
}

fn home(row: &Row) -> Result<Option<Home>, Failure> {
    if row.get::<Option<String>>("home_finding")?.is_none() {
        return Ok(None);
    }
    let exception = match row.get::<Option<String>>("home_exception")? {
        None => None,
        Some(why) => Some((why, row.get("home_exception_by")?)),
    };
    Ok(Some(Home {
        finding: row.parse("home_finding")?,
        on: row.get("home_on")?,
        by: row.get("home_by")?,
        changes: row.get("home_changes")?,
        exception,
    }))
}

statement! {
    OF_AWARD = "SELECT * FROM complex_care WHERE award = $1";
    OPEN_OF_PACKAGE = "SELECT * FROM complex_care WHERE package = $1 AND closed_at IS NULL ORDER BY id LIMIT 20";
    ONE = "SELECT * FROM complex_care WHERE id = $1";
    OPEN_OF_PERSON = "SELECT * FROM complex_care WHERE person = $1 AND closed_at IS NULL ORDER BY id LIMIT 20";
}

/// The complex care of an award; none until it is opened.
pub(crate) fn of_award(tx: &mut Tx<'_>, award: AwardId) -> Result<Option<Care>, Failure> {
    tx.first(&OF_AWARD, params![award], Care::read)
}

/// The complex care a package has now.
pub fn of_package(tx: &mut Tx<'_>, package: PackageId) -> Result<Option<Care>, Failure> {
    tx.first(&OPEN_OF_PACKAGE, params![package], Care::read)
}

/// One.
pub(crate) fn one(tx: &mut Tx<'_>, id: CareId) -> Result<Care, Failure> {
    tx.one(&ONE, params![id], "complex care", Care::read)
}

/// What a person has of it now.
pub fn of_person(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Care>, Failure> {
    tx.all(&OPEN_OF_PERSON, params![person], Care::read)
}

/// Opens it with the award: from then the twenty weeks run.
fn open(work: &mut Work<'_>, place: &Place, package: &Package, held: &Held) -> Result<Care, Failure> {
    if let Some(care) = of_award(work, held.award)? {
        return Ok(care);
    }
    let id: CareId = work.id();
    let due = clocks::start(work, place, clock(RECRUITED, id, package, held, held.at))?;
    let columns = cols! {
        "id" => id, "version" => 1, "award" => held.award, "package" => package.id, "person" => package.person,
        "provider" => held.provider, "provider_name" => held.provider_name.as_str(),
        "recruit_by" => package::last_day(due), "monitor_weeks" => WEEKS, "monitor_round" => 1,
    };
    let facts = serde_json::json!({ "package": package.id, "award": held.award, "provider": held.provider });
    let change = Change::new("complex.opened", KIND, id).person(package.person).organisation(held.provider);
    work.apply(change.facts(facts).insert("complex_care", columns))?;
    one(work, id)
}

fn clock<'a>(standard: &'a str, id: CareId, package: &Package, held: &Held, from: Moment) -> clocks::Start<'a> {
    clocks::Start {
        standard,
        subject_kind: KIND,
        subject: id.uuid(),
        person: Some(package.person.into()),
        organisation: Some(held.provider),
        from,
    }
}

/// Starts the clock until the care is looked at next, every so many weeks from a moment.
pub(crate) fn watch(
    work: &mut Work<'_>,
    place: &Place,
    (package, held): (&Package, &Held),
    care: &Care,
    from: Moment,
) -> Result<Moment, Failure> {
    let wanted = from.plus_days(7 * care.monitor_weeks);
    clocks::start_until(work, place, clock(MONITORED, care.id, package, held, from), wanted)
}

/// An award, its first care or its end: the complex care opens, is watched, or closes. It may run twice.
pub(crate) fn follow(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let subject = payload.get("subject").and_then(|id| id.as_str()?.parse::<Uuid>().ok());
    let subject = subject.ok_or_else(|| Failure::internal("a package’s event without a subject"))?;
    let package = package::hold(work, subject.into())?;
    let place = crate::reactions::place(work)?;
    let held = package.state.held().filter(|_| package.lot == LOT);
    for care in work.all(&OPEN_OF_PACKAGE, params![package.id], Care::read)? {
        if held.is_none_or(|held| held.award != care.award) {
            close(work, &care)?;
        }
    }
    let Some(held) = held else { return Ok(()) };
    let care = open(work, place, &package, held)?;
    match (&package.state, held.first_care, care.monitor_due) {
        (State::Started(_), Some(first), None) => {
            let due = watch(work, place, (&package, held), &care, first)?;
            let change = care.change("complex.watched").facts(serde_json::json!({ "due": due }));
            work.apply(change.update("complex_care", care.id, care.version, cols! { "monitor_due" => due }))
        }
        _ => Ok(()),
    }
}

fn close(work: &mut Work<'_>, care: &Care) -> Result<(), Failure> {
    for standard in [RECRUITED, MONITORED] {
        clocks::withdraw(work, care.id.uuid(), standard)?;
    }
    let change = care.change("complex.closed").facts(serde_json::json!({ "package": care.package }));
    work.apply(change.update("complex_care", care.id, care.version, cols! { "closed_at" => work.at }))
}

/// A clock of it has run out: the provider is told. A message names nobody.
pub(crate) fn breached(work: &mut Work<'_>, standard: &str, subject: Uuid) -> Result<(), Failure> {
    let care = one(work, subject.into())?;
    let reference = package::reference(care.package);
    let (topic, subject, words) = if standard == RECRUITED {
        (
            "complex.not_recruited",
            "no workers are in place",
            "The twenty weeks to find workers have ended. From now on you bear what agency workers cost beyond the agreed rate",
        )
    } else {
        (
            "complex.not_monitored",
            "look at the care against the plan",
            "The care has not been looked at against the plan in time. Look at it today, outcome by outcome",
        )
    };
    let body = format!("Package {reference}: {words}: /provider/packages/{}", care.package);
    crate::send::notify(work, care.provider, topic, &format!("Package {reference}: {subject}"), &body)
}

/// The package in the path with its complex care, held for a command; refused for a package that is not complex care.
pub(crate) fn hold<A: Action>(act: &mut Act<'_, '_>) -> Result<(Package, Held, Care, access::Permit<A>), Failure> {
    let package = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<A>(&steps::about(&package))?;
    let held = must_be_complex(&package)?.clone();
    let care = open(act.work, act.house.place, &package, &held)?;
    Ok((package, held, care, permit))
}

/// The award of a package of complex care, or why there is nothing to do.
pub(crate) fn must_be_complex(package: &Package) -> Result<&Held, Failure> {
    if package.lot != LOT {
        return Err(Failure::conflict("This package is not complex care: no nurse has to oversee it."));
    }
    let held = package.state.held();
    held.ok_or_else(|| Failure::conflict("No provider has this package at present."))
}
