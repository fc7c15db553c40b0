//! People whose care is given off the framework are offered a transfer to it, or a direct payment (BRK-11). The offer is due so many
//! working days after the award, the answer so many after the offer; whether either is late is compared.

pub mod answer;
pub mod list;
pub mod offer;

use kernel::{Date, Failure, Minutes, Moment, Uuid};
use people::PersonId;
use places::Place;
use store::{Row, Tx, params, statement};

use crate::PackageId;

wire::choices! {
    /// What somebody is offered.
    pub enum Offered, "something that is offered" {
        /// A provider on the framework.
        Transfer = "transfer", "A transfer to a provider on the framework";
        /// A direct payment.
        DirectPayment = "direct_payment", "A direct payment";
        /// Either.
        Both = "both", "Either of the two";
    }

    /// What they said.
    pub enum Answer, "an answer" {
        /// They want the transfer.
        Transfer = "transfer", "A transfer to a provider on the framework";
        /// They want the direct payment.
        DirectPayment = "direct_payment", "A direct payment";
        /// They want neither.
        Stay = "stay", "To stay with their provider as it is";
    }
}

/// The standard by which the offer is due after the award.
pub const OFFERED: &str = "transfer.offered";
/// The clock of the answer.
pub const ANSWERED: &str = "transfer.answered";

/// An offer that was made, and what was said.
#[derive(Debug, Clone)]
pub struct Made {
    /// Its id.
    pub id: Uuid,
    /// Its row's version.
    pub version: i64,
    /// What was offered.
    pub offered: Offered,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: String,
    /// Until when the answer is due.
    pub answer_by: Moment,
    /// The answer, and when.
    pub answer: Option<(Answer, Moment)>,
}

/// A package whose care is given off the framework.
#[derive(Debug, Clone)]
pub struct OffFramework {
    /// The package.
    pub package: PackageId,
    /// Whose.
    pub person: PersonId,
    /// The area's code.
    pub locality: String,
    /// The award.
    pub award: Uuid,
    /// Who gives the care.
    pub provider: Uuid,
    /// Its name.
    pub provider_name: String,
    /// Since when.
    pub since: Date,
    /// When it was awarded.
    pub awarded_at: Moment,
    /// Care time in a week.
    pub minutes_per_week: Minutes,
    /// The last offer.
    pub made: Option<Made>,
}

/// What is to happen next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// An offer is due.
    Offer(Moment),
    /// The person's answer is due.
    Answer(Moment),
    /// They have answered.
    Answered(Answer),
}

impl OffFramework {
    /// What is to happen next, and until when.
    pub fn next(&self, place: &Place) -> Result<Next, Failure> {
        Ok(match &self.made {
            None => Next::Offer(kernel::due(self.awarded_at, &clocks::rule(place, OFFERED)?, place.calendar())?),
            Some(Made { answer: Some((answer, _)), .. }) => Next::Answered(*answer),
            Some(made) => Next::Answer(made.answer_by),
        })
    }
}

statement! {
    OFF = "SELECT p.id, p.person, p.locality, p.minutes_per_week, a.id AS award, a.provider, a.provider_name, a.start_day, a.awarded_at,
        o.id AS made, o.version AS made_version, o.offered, o.offered_at, o.offered_by, o.answer_by, o.answer, o.answered_at
        FROM award a JOIN package p ON p.id = a.package
        LEFT JOIN transfer_offer o ON o.id = (SELECT x.id FROM transfer_offer x WHERE x.award = a.id ORDER BY x.offered_at DESC, x.id DESC LIMIT 1)
        WHERE a.on_framework = FALSE AND a.ended_at IS NULL AND a.framework_from IS NULL ORDER BY a.awarded_at, a.id LIMIT 5000";
    OF_PACKAGE = "SELECT p.id, p.person, p.locality, p.minutes_per_week, a.id AS award, a.provider, a.provider_name, a.start_day, a.awarded_at,
        o.id AS made, o.version AS made_version, o.offered, o.offered_at, o.offered_by, o.answer_by, o.answer, o.answered_at
        FROM package p JOIN award a ON a.id = p.award
        LEFT JOIN transfer_offer o ON o.id = (SELECT x.id FROM transfer_offer x WHERE x.award = a.id ORDER BY x.offered_at DESC, x.id DESC LIMIT 1)
        WHERE p.id = $1 AND a.on_framework = FALSE AND a.ended_at IS NULL AND a.framework_from IS NULL";
}

fn read(row: &Row) -> Result<OffFramework, Failure> {
    let answer = match row.get::<Option<Moment>>("answered_at")? {
        Some(at) => Some((row.parse::<Answer>("answer")?, at)),
        None => None,
    };
    let made = match row.get::<Option<Uuid>>("made")? {
        Some(id) => Some(Made {
            id,
            version: row.get("made_version")?,
            offered: row.parse("offered")?,
            at: row.get("offered_at")?,
            by: row.get("offered_by")?,
            answer_by: row.get("answer_by")?,
            answer,
        }),
        None => None,
    };
    Ok(OffFramework {
        package: row.get("id")?,
        person: row.get("person")?,
        locality: row.get("locality")?,
        award: row.get("award")?,
        provider: row.get("provider")?,
        provider_name: row.get("provider_name")?,
        since: row.get("start_day")?,
        awarded_at: row.get("awarded_at")?,
        minutes_per_week: row.get("minutes_per_week")?,
        made,
    })
}

/// The packages whose care is given off the framework, the oldest award first (at most 5,000).
pub fn off_framework(tx: &mut Tx<'_>) -> Result<Vec<OffFramework>, Failure> {
    tx.all(&OFF, &[], read)
}

/// One of them; none when its care is given on the framework, or by nobody.
pub(crate) fn of_package(tx: &mut Tx<'_>, package: PackageId) -> Result<Option<OffFramework>, Failure> {
    tx.first(&OF_PACKAGE, params![package], read)
}

/// What is said of a package that is not off the framework.
pub(crate) fn not_off() -> Failure {
    Failure::conflict("The care of this package is not given off the framework, so there is nothing to offer.")
}
