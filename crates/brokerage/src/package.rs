//! The package: its row, how it is read, and the one way a step of it is saved.

mod take;

use kernel::{Date, Failure, Id, Minutes, Moment, Money, Uuid, Weekday};
use people::PersonId;
use plans::{PackageKind, PatternLine, PlaceOfCare, PlanId, RiskLevel};
use store::{Row, Tx, Work, params, statement};

use crate::{
    Channel, EndReason,
    machine::{Held, OtherStart, State},
    wish::Wish,
};

pub(crate) use take::{Columns, Move, award_columns, take, watch_first_day};

/// The care at home bought for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackageRow {}
/// A package's id.
pub type PackageId = Id<PackageRow>;

/// A package as it stands.
#[derive(Debug, Clone)]
pub struct Package {
    /// Its id.
    pub id: PackageId,
    /// Its row's version.
    pub version: i64,
    /// For whom.
    pub person: PersonId,
    /// Their name, as it was when the package was asked for.
    pub person_name: String,
    /// The plan it comes from.
    pub plan: PlanId,
    /// That plan's version.
    pub plan_version: i64,
    /// The area's code.
    pub locality: String,
    /// The first half of the postcode: all that is told of the address before the award.
    pub outcode: String,
    /// The framework's lot.
    pub lot: String,
    /// The kind of care in the price schedule.
    pub price_kind: String,
    /// The kind of package.
    pub kind: PackageKind,
    /// Where the care is given.
    pub place_of_care: PlaceOfCare,
    /// How much harm a wait could do.
    pub risk: RiskLevel,
    /// Delayed discharge, end of life or significant harm: the short contingency clock (BRK-6).
    pub urgent: bool,
    /// Which of them.
    pub urgent_why: Option<String>,
    /// The money there is for a week.
    pub weekly_budget: Money,
    /// Minutes of care a week, all workers counted.
    pub minutes_per_week: Minutes,
    /// Minutes of care a week by the plan in force; the provider may have adjusted what is given (BRK-9).
    pub agreed_minutes: Minutes,
    /// What the care is to bring about.
    pub outcomes: Vec<String>,
    /// Risks a provider must know of.
    pub risks: Vec<String>,
    /// What else a provider should know; names nobody.
    pub background: Option<String>,
    /// The way the request came.
    pub channel: Channel,
    /// Who asked.
    pub requested_by: String,
    /// When.
    pub requested_at: Moment,
    /// Since when a provider is sought: the request, or the last hand-back.
    pub searching_since: Moment,
    /// The day care is wanted from.
    pub start_wanted: Date,
    /// Where it stands.
    pub state: State,
    /// The broker who has taken it on.
    pub owner: Option<Uuid>,
    /// Their name.
    pub owner_name: Option<String>,
    /// When the next of its clocks runs out.
    pub due_at: Option<Moment>,
    /// Which clock that is, by its standard.
    pub due_for: Option<String>,
    /// The number of the latest round of offers.
    pub round: i64,
    /// How many were asked in that round.
    pub asked: i64,
    /// How many could have been asked by rank.
    pub eligible: i64,
    /// Since when the search is open to every provider.
    pub contingency_at: Option<Moment>,
    /// Why.
    pub contingency_why: Option<String>,
    /// How often it was handed back; one that was is hard to place.
    pub hand_backs: i64,
    /// Who carries on after a hand-back, and until when.
    pub leaving: Option<Leaving>,
    /// When it was found that nobody came on the first day (H13).
    pub start_missed_at: Option<Moment>,
    /// Who has it, or had it last.
    pub last_provider: Option<Uuid>,
    /// Who is asked first, and why.
    pub wish: Option<Wish>,
    /// The days of the week that have a visit, until care has begun.
    pub visit_days: Vec<Weekday>,
}

/// A provider that has handed back and carries on for its notice.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Leaving {
    /// The provider.
    pub provider: Uuid,
    /// Its name.
    pub name: String,
    /// Its last day.
    pub last_day: Date,
}

/// A package with its pattern of visits, for other rooms.
#[derive(Debug, Clone)]
pub struct PackageView {
    /// The package.
    pub package: Package,
    /// The pattern of visits, copied from the plan.
    pub lines: Vec<PatternLine>,
    /// The price of an hour, once awarded.
    pub rate: Option<Money>,
    /// Who has it.
    pub provider: Option<Uuid>,
    /// The agreed first day.
    pub agreed_start: Option<Date>,
}

impl std::ops::Deref for PackageView {
    type Target = Package;
    fn deref(&self) -> &Package {
        &self.package
    }
}

statement! {
    LOCK = "SELECT id FROM package WHERE id = $1 {for_update}";
    pub(crate) ONE = "SELECT p.*, a.version AS award_version, a.offer AS award_offer, a.awarded_at, a.start_day,
        COALESCE((SELECT r.rate FROM award_rate r WHERE r.award = a.id ORDER BY r.from_day DESC LIMIT 1), a.rate) AS rate,
        a.plan_received_at, a.introduced_at, a.first_care_at, a.outcomes_at, a.provider_plan_at,
        a.asked_start, a.asked_why, a.start_before, a.start_why
        FROM package p LEFT JOIN award a ON a.id = p.award WHERE p.id = $1";
    OF_PERSON = "SELECT p.*, a.version AS award_version, a.offer AS award_offer, a.awarded_at, a.start_day,
        COALESCE((SELECT r.rate FROM award_rate r WHERE r.award = a.id ORDER BY r.from_day DESC LIMIT 1), a.rate) AS rate,
        a.plan_received_at, a.introduced_at, a.first_care_at, a.outcomes_at, a.provider_plan_at,
        a.asked_start, a.asked_why, a.start_before, a.start_why
        FROM package p LEFT JOIN award a ON a.id = p.award WHERE p.person = $1
        ORDER BY CASE p.state WHEN 'ended' THEN 1 ELSE 0 END, p.part, p.requested_at DESC, p.id LIMIT 50";
    ACTIVE_FOR = "SELECT p.*, a.version AS award_version, a.offer AS award_offer, a.awarded_at, a.start_day,
        COALESCE((SELECT r.rate FROM award_rate r WHERE r.award = a.id ORDER BY r.from_day DESC LIMIT 1), a.rate) AS rate,
        a.plan_received_at, a.introduced_at, a.first_care_at, a.outcomes_at, a.provider_plan_at,
        a.asked_start, a.asked_why, a.start_before, a.start_why
        FROM package p JOIN award a ON a.id = p.award
        WHERE p.provider = $1 AND p.state IN ('awarded', 'introduced', 'started') AND a.start_day <= $2
        ORDER BY p.id LIMIT 2000";
    LINES = "SELECT lines FROM package WHERE id = $1";
}

impl Package {
    pub(crate) fn read(row: &Row) -> Result<Self, Failure> {
        let leaving = match row.get::<Option<Uuid>>("leaving")? {
            Some(provider) => {
                Some(Leaving { provider, name: row.get("leaving_name")?, last_day: row.get("leaving_on")? })
            }
            None => None,
        };
        let state = state(row)?;
        let visit_days = match &state {
            State::Started(_) | State::Ended { .. } => Vec::new(),
            _ => {
                let lines: Vec<PatternLine> =
                    serde_json::from_str(&row.get::<String>("lines")?).map_err(Failure::internal)?;
                lines.into_iter().flat_map(|line| line.days).collect()
            }
        };
        Ok(Package {
            id: row.get("id")?,
            version: row.get("version")?,
            person: row.get("person")?,
            person_name: row.get("person_name")?,
            plan: row.get("plan")?,
            plan_version: row.get("plan_version")?,
            locality: row.get("locality")?,
            outcode: row.get("outcode")?,
            lot: row.get("lot")?,
            price_kind: row.get("price_kind")?,
            kind: row.parse("kind")?,
            place_of_care: row.parse("place_of_care")?,
            risk: row.parse("risk")?,
            urgent: row.get("urgent")?,
            urgent_why: row.get("urgent_why")?,
            weekly_budget: row.get("weekly_budget")?,
            minutes_per_week: row.get("minutes_per_week")?,
            agreed_minutes: match row.get("agreed_minutes")? {
                Some(agreed) => agreed,
                None => row.get("minutes_per_week")?,
            },
            outcomes: read_texts(&row.get::<String>("outcomes")?)?,
            risks: read_texts(&row.get::<String>("risks")?)?,
            background: row.get("background")?,
            channel: row.parse("channel")?,
            requested_by: row.get("requested_by")?,
            requested_at: row.get("requested_at")?,
            searching_since: row.get("searching_since")?,
            start_wanted: row.get("start_wanted")?,
            state,
            owner: row.get("owner")?,
            owner_name: row.get("owner_name")?,
            due_at: row.get("due_at")?,
            due_for: row.get("due_for")?,
            round: row.get("round")?,
            asked: row.get("asked")?,
            eligible: row.get("eligible")?,
            contingency_at: row.get("contingency_at")?,
            contingency_why: row.get("contingency_why")?,
            hand_backs: row.get("hand_backs")?,
            leaving,
            start_missed_at: row.get("start_missed_at")?,
            last_provider: row.get("provider")?,
            wish: Wish::read(row)?,
            visit_days,
        })
    }

    /// A short name for messages and lists that may name nobody.
    pub fn reference(&self) -> String {
        reference(self.id)
    }

    /// Whether it is matched on more than rank: handed back, or past the contingency time (BRK-3).
    pub fn is_hard_to_place(&self) -> bool {
        self.hand_backs > 0 || self.contingency_at.is_some()
    }

    /// Who has it.
    pub fn provider(&self) -> Option<Uuid> {
        self.state.held().map(|held| held.provider)
    }

    /// The day of the first visit of care that is agreed from `start`: not every pattern has a visit on every day.
    pub fn first_visit_day(&self, start: Date) -> Date {
        let week = std::iter::successors(Some(start), |day| day.tomorrow().ok()).take(7);
        let mut visits = week.filter(|day| self.visit_days.contains(&day.weekday()));
        visits.next().unwrap_or(start)
    }

    /// The day by whose end the first care must have been given: the first that has a visit from the agreed first day on, or
    /// the morning after for care that goes past midnight.
    pub fn first_care_by(&self, start: Date) -> Date {
        let first = self.first_visit_day(start);
        if self.kind.is_overnight() { first.tomorrow().unwrap_or(first) } else { first }
    }

    /// The day of the first visit has passed and nobody has given care (H13). Found by comparing, so a late job changes nothing.
    pub fn start_is_missed(&self, today: Date) -> bool {
        let missed = |held: &Held| held.first_care.is_none() && self.first_care_by(held.start) < today;
        self.state.held().is_some_and(missed)
    }
}

/// A short name of a package: "P-3F9A2C".
pub fn reference(id: PackageId) -> String {
    let hex = id.uuid().simple().to_string().to_uppercase();
    format!("P-{}", hex.get(26..).unwrap_or(&hex))
}

/// The state out of its row: every column it needs must be there, or the row is reported and not guessed.
fn state(row: &Row) -> Result<State, Failure> {
    let code: String = row.get("state")?;
    match code.as_str() {
        "requested" => Ok(State::Requested),
        "offered" => Ok(State::Offered { round: row.get("round")? }),
        "awarded" => held(row).map(State::Awarded),
        "introduced" => held(row).map(State::Introduced),
        "started" => held(row).map(State::Started),
        "ended" => Ok(State::Ended { day: row.get("ended_on")?, reason: row.parse::<EndReason>("end_reason")? }),
        other => {
            let id: Uuid = row.get("id")?;
            Err(Failure::internal(format!("package {id} is in the state “{other}”, which there is not")))
        }
    }
}

fn held(row: &Row) -> Result<Held, Failure> {
    let start = |day: &str, why: &str| -> Result<Option<OtherStart>, Failure> {
        let day: Option<Date> = row.get(day)?;
        day.map(|day| Ok(OtherStart { day, why: row.get(why)? })).transpose()
    };
    Ok(Held {
        award: row.get("award")?,
        version: row.get("award_version")?,
        offer: row.get("award_offer")?,
        provider: row.get("provider")?,
        provider_name: row.get("provider_name")?,
        rate: row.get("rate")?,
        at: row.get("awarded_at")?,
        start: row.get("start_day")?,
        plan_received: row.get("plan_received_at")?,
        introduced: row.get("introduced_at")?,
        first_care: row.get("first_care_at")?,
        outcomes: row.get("outcomes_at")?,
        provider_plan: row.get("provider_plan_at")?,
        asked: start("asked_start", "asked_why")?,
        before: start("start_before", "start_why")?,
    })
}

/// One package, without its pattern.
pub fn row(tx: &mut Tx<'_>, id: PackageId) -> Result<Package, Failure> {
    tx.one(&ONE, params![id], "package", Package::read)
}

/// One package, held until the unit of work ends: whoever moves a package comes through here first, so that no two do at
/// once, and so that locks are always taken in one order.
pub fn hold(work: &mut Work<'_>, id: PackageId) -> Result<Package, Failure> {
    work.one(&LOCK, params![id], "package", |row| row.get::<Uuid>("id"))?;
    row(work, id)
}

/// The pattern of visits.
pub fn lines(tx: &mut Tx<'_>, id: PackageId) -> Result<Vec<PatternLine>, Failure> {
    let kept: String = tx.one(&LINES, params![id], "package", |row| row.get("lines"))?;
    serde_json::from_str(&kept).map_err(Failure::internal)
}

/// A list of texts that stands in one column.
fn read_texts(text: &str) -> Result<Vec<String>, Failure> {
    serde_json::from_str(text).map_err(Failure::internal)
}

/// One package with its pattern.
pub fn package(tx: &mut Tx<'_>, id: PackageId) -> Result<PackageView, Failure> {
    let (package, lines) = (row(tx, id)?, lines(tx, id)?);
    let held = package.state.held();
    Ok(PackageView {
        lines,
        rate: held.map(|held| held.rate),
        provider: held.map(|held| held.provider),
        agreed_start: held.map(|held| held.start),
        package,
    })
}

/// A person's packages: those that run before those that ended, of a plan the first part first, then the newest (at most 50).
pub fn of_person(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Package>, Failure> {
    tx.all(&OF_PERSON, params![person], Package::read)
}

/// The packages a provider has whose agreed start is on or before a day (at most 2,000).
pub fn active_for(tx: &mut Tx<'_>, provider: Uuid, day: Date) -> Result<Vec<Package>, Failure> {
    tx.all(&ACTIVE_FOR, params![provider, day], Package::read)
}

/// The last day of a deadline: one at midnight belongs to the day it ends.
pub(crate) fn last_day(due: Moment) -> Date {
    Moment::from_micros(due.micros().saturating_sub(1)).day()
}
