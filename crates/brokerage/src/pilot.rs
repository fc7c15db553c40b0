//! Outcome pilots (BRK-13): up to three at once, in different areas, each up to 200 hours of care a week. A package joins with the care a
//! week it has then; what is saved for people who are re-abled towards independence earns the pilot's provider a share.

pub mod cases;
pub mod join;
pub mod list;
pub mod new;
pub mod rule;
pub mod show;

pub(crate) use cases::follow;
pub(crate) use join::section;

use kernel::{Date, Failure, Id, Minutes, Uuid};
use store::{Row, Tx, Work, params, statement};
use wire::Slice;

use crate::policy::{FindReabled, JoinPilot, SeePilots, SetUpPilot};

/// What a [`PilotId`] names.
#[derive(Debug)]
pub enum PilotRow {}
/// The id of a pilot.
pub type PilotId = Id<PilotRow>;

/// An outcome pilot.
#[derive(Debug, Clone)]
pub struct Pilot {
    /// Its id.
    pub id: PilotId,
    /// Its name.
    pub name: String,
    /// Who gives the care.
    pub provider: Uuid,
    /// Their name.
    pub provider_name: String,
    /// The area's code.
    pub locality: String,
    /// Its first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
    /// What it is to show, and how that is measured.
    pub words: String,
    /// Who set it up.
    pub set_up_by: String,
}

impl Pilot {
    fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Pilot {
            id: row.get("id")?,
            name: row.get("name")?,
            provider: row.get("provider")?,
            provider_name: row.get("provider_name")?,
            locality: row.get("locality")?,
            first: row.get("first_day")?,
            last: row.get("last_day")?,
            words: row.get("words")?,
            set_up_by: row.get("set_up_by")?,
        })
    }

    /// Whether it runs on a day.
    pub fn runs_on(&self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }
}

statement! {
    ALL = "SELECT * FROM pilot WHERE CAST($1 AS {id}) IS NULL OR provider = CAST($1 AS {id}) ORDER BY last_day DESC, id LIMIT 100";
    ONE = "SELECT * FROM pilot WHERE id = $1";
    HELD = "SELECT * FROM pilot WHERE id = $1 {for_update}";
    BESIDE = "SELECT * FROM pilot WHERE first_day <= $2 AND last_day >= $1 ORDER BY first_day, id LIMIT 100";
    TAKEN = "SELECT CAST(COALESCE(SUM(p.minutes_per_week), 0) AS {int}) FROM pilot_case c JOIN package p ON p.id = c.package
        WHERE c.pilot = $1 AND c.left_on IS NULL AND p.state <> 'ended'";
}

/// Every pilot, of one provider or of all, the latest first (at most 100).
pub fn all(tx: &mut Tx<'_>, provider: Option<Uuid>) -> Result<Vec<Pilot>, Failure> {
    tx.all(&ALL, params![provider], Pilot::read)
}

/// One pilot.
pub(crate) fn one(tx: &mut Tx<'_>, id: PilotId) -> Result<Pilot, Failure> {
    tx.one(&ONE, params![id], "pilot", Pilot::read)
}

/// One pilot, held until the unit of work ends.
fn hold(work: &mut Work<'_>, id: PilotId) -> Result<Pilot, Failure> {
    work.one(&HELD, params![id], "pilot", Pilot::read)
}

/// The pilots some of whose days lie between these.
fn beside(tx: &mut Tx<'_>, (first, last): (Date, Date)) -> Result<Vec<Pilot>, Failure> {
    tx.all(&BESIDE, params![first, last], Pilot::read)
}

/// The care a week that the packages of a pilot have now.
fn taken(tx: &mut Tx<'_>, pilot: PilotId) -> Result<Minutes, Failure> {
    Ok(Minutes::new(tx.figure(&TAKEN, params![pilot])?))
}

/// Its pages and commands.
pub(crate) fn routes(slice: Slice) -> Slice {
    slice
        .page_with_data::<SeePilots, Vec<list::PilotLine>>("/pilots", "Outcome pilots", list::page)
        .command::<SetUpPilot>("/pilots/new", "Set up an outcome pilot", new::FIELDS, new::page, new::submit)
        .page_with_data::<SeePilots, show::PilotData>("/pilots/{pilot}", "An outcome pilot", show::page)
        .command::<JoinPilot>(
            "/packages/{package}/pilot",
            "Take a package into a pilot",
            join::FIELDS,
            join::page,
            join::submit,
        )
        .command::<JoinPilot>(
            "/pilot-cases/{case}/leave",
            "Take a package out of a pilot",
            cases::LEAVE,
            cases::leave_page,
            cases::leave_submit,
        )
        .command::<FindReabled>(
            "/pilot-cases/{case}/reabled",
            "Say whether somebody was re-abled",
            cases::REABLED,
            cases::reabled_page,
            cases::reabled_submit,
        )
}
