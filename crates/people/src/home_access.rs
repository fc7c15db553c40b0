//! How to get into somebody's home (REC-2). The key safe's code is sealed apart from everything else and read by one
//! statement only, the one that releases it for a visit.

mod set;

use kernel::{Failure, Moment, Uuid};
pub(crate) use set::shown;
pub use set::{FIELDS, SetTo, page, set, submit};
use store::{Change, Row, Tx, Work, params, statement};
use wire::House;

use crate::person::PersonId;

/// What is known of a key safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeySafe {
    /// Nobody has asked yet.
    #[default]
    NotRecorded,
    /// There is one.
    Fitted,
    /// There is none.
    None,
}

impl KeySafe {
    /// As data.
    pub const fn code(self) -> &'static str {
        match self {
            KeySafe::NotRecorded => "not_recorded",
            KeySafe::Fitted => "fitted",
            KeySafe::None => "none",
        }
    }

    /// For people.
    pub const fn words(self) -> &'static str {
        match self {
            KeySafe::NotRecorded => "Not recorded",
            KeySafe::Fitted => "Fitted",
            KeySafe::None => "None",
        }
    }
}

impl std::str::FromStr for KeySafe {
    type Err = Failure;
    fn from_str(text: &str) -> Result<Self, Failure> {
        match text {
            "not_recorded" => Ok(KeySafe::NotRecorded),
            "fitted" => Ok(KeySafe::Fitted),
            "none" => Ok(KeySafe::None),
            other => Err(Failure::field("key_safe", format!("“{other}” is not one of the choices."))),
        }
    }
}

/// What may be told about getting in to whoever may see the record; never the code.
#[derive(Debug, Clone, Default)]
pub struct HomeAccessNote {
    /// The row's version; 0 when nothing is recorded yet.
    pub version: i64,
    /// The key safe.
    pub key_safe: KeySafe,
    /// When a code was recorded, and by whom; none when there is no code.
    pub code_set: Option<(Moment, String)>,
    /// Parking, and how to find the door.
    pub finding: Option<String>,
    /// Animals in the home.
    pub pets: Option<String>,
    /// Hazards in the home.
    pub hazards: Option<String>,
    /// Sensors and alarms in the home.
    pub alarms: Option<String>,
}

impl HomeAccessNote {
    fn read(row: &Row) -> Result<Self, Failure> {
        let (at, by): (Option<Moment>, Option<String>) = (row.get("code_set_at")?, row.get("code_set_by")?);
        Ok(HomeAccessNote {
            version: row.get("version")?,
            key_safe: row.parse("key_safe")?,
            code_set: at.map(|at| (at, by.unwrap_or_default())),
            finding: row.get("finding")?,
            pets: row.get("pets")?,
            hazards: row.get("hazards")?,
            alarms: row.get("alarms")?,
        })
    }
}

statement! {
    NOTE = "SELECT version, key_safe, code_set_at, code_set_by, finding, pets, hazards, alarms FROM home_access WHERE id = $1";
    RELEASED = "SELECT code FROM home_access WHERE id = $1";
}

/// What may be told about getting in: the key safe, parking, pets and hazards.
pub fn home_access_note(tx: &mut Tx<'_>, person: PersonId) -> Result<HomeAccessNote, Failure> {
    Ok(tx.first(&NOTE, params![person], HomeAccessNote::read)?.unwrap_or_default())
}

/// Opens the key safe's code for one visit and notes it in the journal. The caller has checked that the visit is the
/// worker's own and that its window is open; only the room of visits calls this.
pub fn release_access_code(
    work: &mut Work<'_>,
    house: &House,
    person: PersonId,
    visit: Uuid,
    reason: &str,
) -> Result<Option<String>, Failure> {
    let sealed = work.first(&RELEASED, params![person], |row| row.get::<Option<Vec<u8>>>("code"))?.flatten();
    let Some(sealed) = sealed else { return Ok(None) };
    let code = house.vault.open(&purpose(person), &sealed)?;
    let facts = serde_json::json!({ "visit": visit, "reason": reason });
    work.apply(Change::new("home_access.released", "person", person).person(person).facts(facts))?;
    Ok(Some(code))
}

/// What the seal is for: a code copied to another person's row does not open there.
fn purpose(person: PersonId) -> String {
    format!("key-safe:{person}")
}
