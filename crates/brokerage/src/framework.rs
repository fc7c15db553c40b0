//! The framework: who was admitted to what, who has room, and whose placements are stopped (BRK-1).

pub mod availability;
pub mod join;
pub mod list;
mod rooms;
pub mod services;
pub mod standing;
pub mod stop;

pub use rooms::{Room, rooms};

use access::OrganisationKind;
use kernel::{Date, Failure, Minutes, Moment, Uuid, day_in_words};
use store::{Change, Row, Tx, Work, cols, params, statement};

use crate::{
    StopReason,
    rank::{Candidate, Judgement},
};

/// A provider that packages can be put to.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Provider {
    /// The organisation's id.
    pub id: Uuid,
    /// Its row's version.
    pub version: i64,
    /// Its code in the place's data.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where messages for it go.
    pub email: Option<String>,
    /// Whether it was admitted to the framework.
    pub on_framework: bool,
    /// Whether it takes packages at present.
    pub active: bool,
    /// Its score at admission in tenths of a point.
    pub score_tenths: Option<i64>,
    /// Whether its registration with the regulator stands.
    pub registered: bool,
    /// What was last noted about the registration.
    pub registration_note: Option<String>,
    /// When it was admitted, or first known.
    pub admitted_on: Date,
}

impl Provider {
    fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Provider {
            id: row.get("id")?,
            version: row.get("version")?,
            code: row.get("code")?,
            name: row.get("name")?,
            email: row.get("email")?,
            on_framework: row.get("on_framework")?,
            active: row.get("active")?,
            score_tenths: row.get("score_tenths")?,
            registered: row.get("registered")?,
            registration_note: row.get("registration_note")?,
            admitted_on: row.get("admitted_on")?,
        })
    }
}

/// Who is to be admitted.
#[derive(Debug, Clone)]
pub struct NewProvider<'a> {
    /// The organisation, which is of the kind provider.
    pub organisation: Uuid,
    /// Its code in the place's data.
    pub code: &'a str,
    /// Its office's postcode.
    pub postcode: Option<&'a str>,
    /// Its score at admission; none when it is not on the framework.
    pub score_tenths: Option<i64>,
    /// Whether it takes packages at present.
    pub active: bool,
    /// The lots it was admitted to.
    pub lots: &'a [String],
    /// The areas it serves.
    pub areas: &'a [String],
}

/// A stop on new placements.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Stop {
    /// Its id.
    pub id: Uuid,
    /// Its row's version.
    pub version: i64,
    /// Whose.
    pub provider: Uuid,
    /// Why.
    pub reason: StopReason,
    /// Why, in words.
    pub words: String,
    /// From which day.
    pub from: Date,
    /// Until which day, if that was said.
    pub until: Option<Date>,
    /// When it was lifted.
    pub lifted_on: Option<Date>,
    /// Why it was lifted.
    pub lifted_words: Option<String>,
}

impl Stop {
    fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Stop {
            id: row.get("id")?,
            version: row.get("version")?,
            provider: row.get("provider")?,
            reason: row.parse("reason")?,
            words: row.get("words")?,
            from: row.get("from_day")?,
            until: row.get("until_day")?,
            lifted_on: row.get("lifted_on")?,
            lifted_words: row.get("lifted_words")?,
        })
    }

    /// Whether it holds on a day. Lifted, it holds no more from that day on.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day
            && self.until.is_none_or(|until| day <= until)
            && self.lifted_on.is_none_or(|lifted| day < lifted)
    }
}

statement! {
    PROVIDER = "SELECT id, version, code, name, email, on_framework, active, score_tenths, registered, registration_note,
        admitted_on FROM framework_provider WHERE id = $1";
    BY_CODE = "SELECT id FROM framework_provider WHERE code = $1";
    PROVIDERS = "SELECT id, version, code, name, email, on_framework, active, score_tenths, registered, registration_note,
        admitted_on FROM framework_provider ORDER BY on_framework DESC, score_tenths DESC, name LIMIT 500";
    // Every provider as it stands to one lot and area on one day: one statement, however many there are.
    CANDIDATES = "SELECT p.id, p.name, p.on_framework, p.active, p.registered, p.score_tenths, p.admitted_on,
        l.lot AS in_lot, a.locality AS in_area, v.available, v.minutes_per_week, s.reason AS stop_reason, s.until_day
        FROM framework_provider p
        LEFT JOIN provider_lot l ON l.provider = p.id AND l.lot = $1
        LEFT JOIN provider_area a ON a.provider = p.id AND a.locality = $2
        LEFT JOIN provider_availability v ON v.provider = p.id AND v.locality = $2
        LEFT JOIN provider_stop s ON s.id = (SELECT x.id FROM provider_stop x WHERE x.provider = p.id AND x.from_day <= $3
            AND (x.until_day IS NULL OR x.until_day >= $3) AND (x.lifted_on IS NULL OR x.lifted_on > $3)
            ORDER BY x.from_day, x.id LIMIT 1)
        ORDER BY p.name, p.id";
    STOPS_OF = "SELECT id, version, provider, reason, words, from_day, until_day, lifted_on, lifted_words FROM provider_stop
        WHERE provider = $1 ORDER BY from_day DESC, id LIMIT 100";
    STOP = "SELECT id, version, provider, reason, words, from_day, until_day, lifted_on, lifted_words FROM provider_stop
        WHERE id = $1";
    STOPPED = "SELECT id, version, provider, reason, words, from_day, until_day, lifted_on, lifted_words FROM provider_stop
        WHERE from_day <= $1 AND (until_day IS NULL OR until_day >= $1) AND (lifted_on IS NULL OR lifted_on > $1)
        ORDER BY from_day, id LIMIT 500";
    LOTS_OF = "SELECT lot FROM provider_lot WHERE provider = $1 ORDER BY lot";
    AREAS = "SELECT provider, locality FROM provider_area ORDER BY provider, locality";
    LOTS = "SELECT provider, lot FROM provider_lot ORDER BY provider, lot";
    SAID = "SELECT a.locality, v.available, v.minutes_per_week, v.note, v.said_at FROM provider_area a
        LEFT JOIN provider_availability v ON v.provider = a.provider AND v.locality = a.locality
        WHERE a.provider = $1 ORDER BY a.locality";
}

/// One provider.
pub fn provider_row(tx: &mut Tx<'_>, organisation: Uuid) -> Result<Provider, Failure> {
    tx.one(&PROVIDER, params![organisation], "provider", Provider::read)
}

/// The provider with a code of the place's data, if it was admitted.
pub fn provider_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Uuid>, Failure> {
    tx.first(&BY_CODE, params![code], |row| row.get("id"))
}

/// Every provider, the framework's first by score (at most 500).
pub fn providers(tx: &mut Tx<'_>) -> Result<Vec<Provider>, Failure> {
    tx.all(&PROVIDERS, &[], Provider::read)
}

/// Every provider as it stands to a lot and an area on a day.
pub fn candidates(tx: &mut Tx<'_>, lot: &str, locality: &str, on: Date) -> Result<Vec<Candidate>, Failure> {
    tx.all(&CANDIDATES, params![lot, locality, on], |row| {
        let said = match row.get::<Option<bool>>("available")? {
            Some(available) => Some((available, row.get::<Option<Minutes>>("minutes_per_week")?)),
            None => None,
        };
        let stopped = match row.get::<Option<String>>("stop_reason")? {
            Some(code) => Some(stop_words(code.parse()?, row.get("until_day")?)),
            None => None,
        };
        Ok(Candidate {
            provider: row.get("id")?,
            name: row.get("name")?,
            on_framework: row.get("on_framework")?,
            active: row.get("active")?,
            registered: row.get("registered")?,
            score_tenths: row.get("score_tenths")?,
            in_lot: row.get::<Option<String>>("in_lot")?.is_some(),
            in_area: row.get::<Option<String>>("in_area")?.is_some(),
            said,
            stopped,
            admitted_on: row.get("admitted_on")?,
            judged: Judgement::Tender,
            wish: None,
            misses: None,
        })
    })
}

fn stop_words(reason: StopReason, until: Option<Date>) -> String {
    let words = reason.words();
    let words = words
        .chars()
        .next()
        .map(|first| first.to_lowercase().to_string() + words.get(first.len_utf8()..).unwrap_or_default());
    let words = words.unwrap_or_default();
    until.map_or(words.clone(), |until| format!("{words}, until {}", day_in_words(until)))
}

/// Admits a provider, on the framework when it has a score. At admission it has room in every area it serves.
pub fn admit(work: &mut Work<'_>, new: &NewProvider<'_>) -> Result<(), Failure> {
    let organisation = access::organisation(work, new.organisation)?;
    if organisation.kind != OrganisationKind::Provider {
        return Err(Failure::conflict(format!("{} is not a provider, so it cannot be admitted.", organisation.name)));
    }
    let on_framework = new.score_tenths.is_some();
    let (id, day) = (new.organisation, work.at.day());
    let facts = serde_json::json!({
        "code": new.code, "on_framework": on_framework, "score_tenths": new.score_tenths, "active": new.active,
        "lots": new.lots, "areas": new.areas,
    });
    let mut change = Change::new("provider.admitted", "provider", id).organisation(id).facts(facts).insert(
        "framework_provider",
        cols! {
            "id" => id, "version" => 1, "code" => new.code, "name" => organisation.name, "email" => organisation.email,
            "postcode" => new.postcode, "on_framework" => on_framework, "active" => new.active,
            "score_tenths" => new.score_tenths, "registered" => true, "admitted_on" => day,
        },
    );
    for lot in new.lots {
        change = change.insert("provider_lot", cols! { "provider" => id, "lot" => lot.as_str() });
    }
    for area in new.areas {
        change = change.insert("provider_area", cols! { "provider" => id, "locality" => area.as_str() });
        change = change.insert(
            "provider_availability",
            cols! { "provider" => id, "locality" => area.as_str(), "available" => true, "said_at" => work.at },
        );
    }
    work.apply(change)
}

/// Admits everybody the place's data name, on the framework and off it, making their organisations; for the demonstration
/// and for tests. Gives each with its code. Those that are there already stay as they are.
pub fn admit_all(work: &mut Work<'_>, place: &places::Place) -> Result<Vec<(String, Uuid)>, Failure> {
    let mut admitted = Vec::new();
    for provider in &place.framework_providers {
        let score = Some(provider.tender_score_tenths);
        let new =
            (provider.code.as_str(), provider.name.as_str(), provider.postcode.to_string(), score, provider.active);
        admitted.push((provider.code.clone(), admit_one(work, new, &provider.lots, &provider.areas)?));
    }
    for provider in &place.other_providers {
        let new = (provider.code.as_str(), provider.name.as_str(), provider.postcode.to_string(), None, true);
        admitted.push((provider.code.clone(), admit_one(work, new, &[], &provider.areas)?));
    }
    Ok(admitted)
}

type Named<'a> = (&'a str, &'a str, String, Option<i64>, bool);

fn admit_one(work: &mut Work<'_>, new: Named<'_>, lots: &[String], areas: &[String]) -> Result<Uuid, Failure> {
    let (code, name, postcode, score_tenths, active) = new;
    if let Some(found) = provider_by_code(work, code)? {
        return Ok(found);
    }
    let email = format!("packages-{}@example.org", code.to_lowercase());
    let organisation = access::add_organisation(work, OrganisationKind::Provider, name, code, Some(&email))?;
    let postcode = Some(postcode.as_str());
    admit(work, &NewProvider { organisation, code, postcode, score_tenths, active, lots, areas })?;
    Ok(organisation)
}

/// What a provider last said about each area it serves.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Said {
    /// The area's code.
    pub locality: String,
    /// Whether it has room; none when it has not said.
    pub available: Option<bool>,
    /// How much a week.
    pub minutes_per_week: Option<Minutes>,
    /// What it added.
    pub note: Option<String>,
    /// When it said so.
    pub said_at: Option<Moment>,
}

/// What a provider last said, by area.
pub fn said(tx: &mut Tx<'_>, provider: Uuid) -> Result<Vec<Said>, Failure> {
    tx.all(&SAID, params![provider], |row| {
        Ok(Said {
            locality: row.get("locality")?,
            available: row.get("available")?,
            minutes_per_week: row.get("minutes_per_week")?,
            note: row.get("note")?,
            said_at: row.get("said_at")?,
        })
    })
}

/// The stops of a provider, the newest first (at most 100).
pub fn stops_of(tx: &mut Tx<'_>, provider: Uuid) -> Result<Vec<Stop>, Failure> {
    tx.all(&STOPS_OF, params![provider], Stop::read)
}

/// One stop.
pub(crate) fn stop_row(tx: &mut Tx<'_>, id: Uuid) -> Result<Stop, Failure> {
    tx.one(&STOP, params![id], "stop", Stop::read)
}

/// The stops that hold on a day (at most 500).
pub fn stops_on(tx: &mut Tx<'_>, day: Date) -> Result<Vec<Stop>, Failure> {
    tx.all(&STOPPED, params![day], Stop::read)
}

/// The lots a provider was admitted to.
pub fn lots_of(tx: &mut Tx<'_>, provider: Uuid) -> Result<Vec<String>, Failure> {
    tx.all(&LOTS_OF, params![provider], |row| row.get("lot"))
}

/// Providers, each with a code of the place's data.
type Codes = Vec<(Uuid, String)>;

/// Which provider serves which area, and was admitted to which lot; for the list of the framework.
pub(crate) fn areas_and_lots(tx: &mut Tx<'_>) -> Result<(Codes, Codes), Failure> {
    let areas = tx.all(&AREAS, &[], |row| Ok((row.get("provider")?, row.get("locality")?)))?;
    let lots = tx.all(&LOTS, &[], |row| Ok((row.get("provider")?, row.get("lot")?)))?;
    Ok((areas, lots))
}
