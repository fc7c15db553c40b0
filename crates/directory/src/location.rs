//! A place from which care is given, as it is kept.

use kernel::{Date, Failure, Moment, Postcode, Uuid};
use store::{Row, Tx, params, statement};

/// A place from which care is given, as the regulator had it when its file was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CareLocation {
    /// Its id here.
    pub id: Uuid,
    /// Its row's version.
    pub version: i64,
    /// The regulator's id of the location.
    pub regulator_id: String,
    /// The regulator's id of the organisation.
    pub provider_id: String,
    /// The organisation.
    pub provider_name: String,
    /// Its name.
    pub name: String,
    /// Its address, line by line.
    pub address: Vec<String>,
    /// Its postcode.
    pub postcode: Option<Postcode>,
    /// The council in whose area it lies, by the regulator's spelling.
    pub local_authority: String,
    /// What it does.
    pub services: Vec<String>,
    /// Whom it is for.
    pub specialisms: Vec<String>,
    /// Whether it gives care in people's own homes.
    pub home_care: bool,
    /// The overall rating.
    pub rating: Option<String>,
    /// When that was published.
    pub rated_on: Option<Date>,
    /// Registered since.
    pub registered_on: Option<Date>,
    /// Registered until.
    pub ended_on: Option<Date>,
    /// Registered but giving no care at present.
    pub dormant: bool,
    /// Its website, as written.
    pub website: String,
    /// Its telephone number, as written.
    pub phone: String,
    /// The file the facts are from.
    pub source: String,
    /// When a file last said something new about it.
    pub imported_at: Moment,
}

/// Lists are kept one entry a line; no entry has a line break.
pub(crate) fn lines(text: &str) -> Vec<String> {
    text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

pub(crate) fn read(row: &Row) -> Result<CareLocation, Failure> {
    let list = |column: &str| row.get::<String>(column).map(|text| lines(&text));
    Ok(CareLocation {
        id: row.get("id")?,
        version: row.get("version")?,
        regulator_id: row.get("regulator_id")?,
        provider_id: row.get("provider")?,
        provider_name: row.get("provider_name")?,
        name: row.get("name")?,
        address: list("address")?,
        postcode: row.get("postcode")?,
        local_authority: row.get("local_authority")?,
        services: list("services")?,
        specialisms: list("specialisms")?,
        home_care: row.get("home_care")?,
        rating: row.get("rating")?,
        rated_on: row.get("rated_on")?,
        registered_on: row.get("registered_on")?,
        ended_on: row.get("ended_on")?,
        dormant: row.get("dormant")?,
        website: row.get("website")?,
        phone: row.get("phone")?,
        source: row.get("source")?,
        imported_at: row.get("imported_at")?,
    })
}

statement! {
    BY_REGULATOR_ID = "SELECT l.*, p.name AS provider_name FROM care_location l JOIN care_provider p ON p.regulator_id = l.provider
        WHERE l.regulator_id = $1";
    BY_ID = "SELECT l.*, p.name AS provider_name FROM care_location l JOIN care_provider p ON p.regulator_id = l.provider
        WHERE l.id = $1";
    OF_PROVIDER = "SELECT l.*, p.name AS provider_name FROM care_location l JOIN care_provider p ON p.regulator_id = l.provider
        WHERE l.provider = $1 ORDER BY l.name, l.id LIMIT 200";
}

/// The location of this id of the regulator's ("1-123456789"), if a file had it.
pub fn location(tx: &mut Tx<'_>, regulator_id: &str) -> Result<Option<CareLocation>, Failure> {
    tx.first(&BY_REGULATOR_ID, params![regulator_id], read)
}

/// One location by its id here.
pub fn location_by_id(tx: &mut Tx<'_>, id: Uuid) -> Result<CareLocation, Failure> {
    tx.one(&BY_ID, params![id], "registered place", read)
}

/// The locations of an organisation by the regulator's id of it, by name; at most 200.
pub fn locations_of(tx: &mut Tx<'_>, provider_id: &str) -> Result<Vec<CareLocation>, Failure> {
    tx.all(&OF_PROVIDER, params![provider_id], read)
}
