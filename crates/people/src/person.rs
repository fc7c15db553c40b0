//! The record of one person, as every room reads it.

use std::collections::HashMap;

use kernel::{Date, Failure, Id, Moment, NhsNumber, Point, Postcode, Uuid};
use page::PersonBanner;
use store::{Row, Tx, params, statement};
use wire::House;

/// Somebody who has or may have care and support needs, or who cares for such a one.
#[derive(Debug)]
pub enum Person {}

/// A person's id.
pub type PersonId = Id<Person>;

/// How it was found in which area somebody lives (REC-8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LocatedBy {
    /// From the postcode.
    Postcode,
    /// From a pin on the map.
    Pin,
    /// By hand, with a reason.
    Hand,
    /// Lives outside the place and was sent on, with the reason.
    Redirected,
    /// Lives outside the place and is served all the same, with the reason.
    Served,
}

impl LocatedBy {
    /// As data.
    pub const fn code(self) -> &'static str {
        match self {
            LocatedBy::Postcode => "postcode",
            LocatedBy::Pin => "pin",
            LocatedBy::Hand => "hand",
            LocatedBy::Redirected => "redirected",
            LocatedBy::Served => "served",
        }
    }

    /// For people.
    pub const fn words(self) -> &'static str {
        match self {
            LocatedBy::Postcode => "from the postcode",
            LocatedBy::Pin => "from a pin on the map",
            LocatedBy::Hand => "placed by hand",
            LocatedBy::Redirected => "lives outside this place and was sent on",
            LocatedBy::Served => "lives outside this place and is served here",
        }
    }
}

impl std::str::FromStr for LocatedBy {
    type Err = Failure;
    fn from_str(text: &str) -> Result<Self, Failure> {
        match text {
            "postcode" => Ok(LocatedBy::Postcode),
            "pin" => Ok(LocatedBy::Pin),
            "hand" => Ok(LocatedBy::Hand),
            "redirected" => Ok(LocatedBy::Redirected),
            "served" => Ok(LocatedBy::Served),
            other => Err(Failure::field("place_by", format!("“{other}” is no way to find an area."))),
        }
    }
}

/// What is known of a death. It is recorded in two steps, and either can be taken back (H24).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Death {
    /// Nothing is known of one.
    None,
    /// Somebody reported it; nobody has confirmed it.
    Reported {
        /// The day of death.
        day: Date,
        /// When it was reported.
        at: Moment,
        /// By whom.
        by: Option<Uuid>,
    },
    /// It is confirmed.
    Confirmed {
        /// The day of death.
        day: Date,
        /// When it was confirmed.
        at: Moment,
    },
}

/// One person's record.
#[derive(Debug, Clone)]
pub struct PersonRow {
    /// Their id.
    pub id: PersonId,
    /// The row's version.
    pub version: i64,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// "Ada Example".
    pub name: String,
    /// Day of birth.
    pub birth: Option<Date>,
    /// NHS number.
    pub nhs_number: Option<NhsNumber>,
    /// How far the number is to be trusted: a code of the NHS data dictionary, 01 to 08.
    pub nhs_status: String,
    /// The number this house gave somebody who had no NHS number.
    pub local_number: Option<String>,
    /// Gender, as the person says it.
    pub gender: Option<String>,
    /// Lines of the address, the town last, without the postcode.
    pub address_lines: Vec<String>,
    /// The town alone.
    pub town: Option<String>,
    /// Postcode.
    pub postcode: Option<Postcode>,
    /// The code of the place's locality.
    pub locality: Option<String>,
    /// The district's national code.
    pub district: Option<String>,
    /// Where the home is.
    pub point: Option<Point>,
    /// How that was found.
    pub located_by: Option<LocatedBy>,
    /// Why it was placed so by hand.
    pub located_why: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// First language; none when English or not recorded.
    pub language: Option<String>,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
    /// Communication and format needs, by code.
    pub needs: Vec<String>,
    /// Reasonable adjustments, in words.
    pub adjustments: Option<String>,
    /// The GP practice's code.
    pub practice_code: Option<String>,
    /// The GP practice's name.
    pub practice_name: Option<String>,
    /// When the record was made.
    pub created_at: Moment,
    /// The day of death, once confirmed.
    pub died: Option<Date>,
    /// What is known of a death.
    pub death: Death,
    /// The record of the same person into which this one was merged, if it was.
    pub merged: Option<Merged>,
}

/// That a record was merged into another one of the same person (REC-1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The record that survives.
    pub into: PersonId,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: Option<Uuid>,
    /// How they knew that it is one person.
    pub why: String,
    /// The NHS number on it that was marked wrong, to be given back if the merge is undone.
    pub wrong_number: Option<NhsNumber>,
}

impl PersonRow {
    fn read(row: &Row) -> Result<Self, Failure> {
        let (given_name, family_name): (String, String) = (row.get("given_name")?, row.get("family_name")?);
        let lines: [Option<String>; 4] =
            [row.get("address_1")?, row.get("address_2")?, row.get("address_3")?, row.get("town")?];
        let death = death(row)?;
        let needs: serde_json::Value = row.get("needs")?;
        Ok(PersonRow {
            id: row.get("id")?,
            version: row.get("version")?,
            name: format!("{given_name} {family_name}"),
            given_name,
            family_name,
            birth: row.get("birth")?,
            nhs_number: row.get("nhs_number")?,
            nhs_status: row.get("nhs_status")?,
            local_number: row.get("local_number")?,
            gender: row.get("gender")?,
            town: row.get("town")?,
            address_lines: lines.into_iter().flatten().collect(),
            postcode: row.get("postcode")?,
            locality: row.get("locality")?,
            district: row.get("district")?,
            point: point(row)?,
            located_by: row.get::<Option<String>>("located_by")?.map(|by| by.parse()).transpose()?,
            located_why: row.get("located_why")?,
            phone: row.get("phone")?,
            email: row.get("email")?,
            language: row.get("language")?,
            interpreter: row.get("interpreter")?,
            needs: serde_json::from_value(needs).map_err(Failure::internal)?,
            adjustments: row.get("adjustments")?,
            practice_code: row.get("practice_code")?,
            practice_name: row.get("practice_name")?,
            created_at: row.get("created_at")?,
            merged: merged(row)?,
            died: if let Death::Confirmed { day, .. } = death { Some(day) } else { None },
            death,
        })
    }

    /// The address and postcode in one line.
    pub fn address(&self) -> Option<String> {
        let mut parts = self.address_lines.clone();
        parts.extend(self.postcode.as_ref().map(ToString::to_string));
        if parts.is_empty() { None } else { Some(parts.join(", ")) }
    }

    /// The number that identifies them: "999 000 0018", or the local number, said to be one.
    pub fn number(&self) -> Option<String> {
        match (&self.nhs_number, &self.local_number) {
            (Some(number), _) => Some(number.to_string()),
            (None, Some(local)) => Some(format!("Not recorded (local number {local})")),
            (None, None) => None,
        }
    }

    /// The same inside a sentence: "NHS number 999 000 0018", "local number K7QF-3M9T".
    pub fn known_by(&self) -> String {
        match (&self.nhs_number, &self.local_number) {
            (Some(number), _) => format!("NHS number {number}"),
            (None, local) => format!("local number {}", local.as_deref().unwrap_or("not recorded")),
        }
    }

    /// The address of the person's own page.
    pub fn href(&self) -> String {
        format!("/people/{}", self.id)
    }
}

fn merged(row: &Row) -> Result<Option<Merged>, Failure> {
    let (into, at) = (row.get::<Option<PersonId>>("merged_into")?, row.get::<Option<Moment>>("merged_at")?);
    let (Some(into), Some(at)) = (into, at) else { return Ok(None) };
    let why: Option<String> = row.get("merged_why")?;
    let (by, wrong_number) = (row.get("merged_by")?, row.get("merged_number")?);
    Ok(Some(Merged { into, at, by, why: why.unwrap_or_default(), wrong_number }))
}

fn point(row: &Row) -> Result<Option<Point>, Failure> {
    match (row.get::<Option<f64>>("lat")?, row.get::<Option<f64>>("lon")?) {
        (Some(lat), Some(lon)) => Point::new(lat, lon).map(Some).map_err(Failure::internal),
        _ => Ok(None),
    }
}

fn death(row: &Row) -> Result<Death, Failure> {
    let (day, reported) = (row.get::<Option<Date>>("death_day")?, row.get::<Option<Moment>>("death_reported_at")?);
    let confirmed = row.get::<Option<Moment>>("death_confirmed_at")?;
    match (day, reported, confirmed) {
        (None, None, None) => Ok(Death::None),
        (Some(day), Some(at), None) => Ok(Death::Reported { day, at, by: row.get("death_reported_by")? }),
        (Some(day), Some(_), Some(at)) => Ok(Death::Confirmed { day, at }),
        other => {
            let id: Uuid = row.get("id")?;
            Err(Failure::internal(format!("person {id}: a death half recorded: {other:?}")))
        }
    }
}

statement! {
    ONE = "SELECT * FROM person WHERE id = $1";
    HELD = "SELECT * FROM person WHERE id = $1 {for_update}";
    SOME = "SELECT * FROM person WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
        $18, $19, $20, $21, $22, $23, $24, $25)";
    OF_NHS_NUMBER = "SELECT * FROM person WHERE nhs_number = $1";
    OF_LOCAL_NUMBER = "SELECT * FROM person WHERE local_number = $1";
    OF_NAME = "SELECT * FROM person WHERE family_folded = $1 AND birth = $2 AND merged_into IS NULL
        ORDER BY given_name, id LIMIT $3";
    OF_HOME = "SELECT * FROM person WHERE birth = $1 AND postcode = $2 AND merged_into IS NULL
        ORDER BY family_name, given_name, id LIMIT $3";
    MERGED_IN = "SELECT * FROM person WHERE merged_into = $1 ORDER BY merged_at, id";
    ALERTS = "SELECT words FROM person_alert WHERE ended_at IS NULL AND person IN (
            SELECT id FROM person WHERE id = $1 OR merged_into = $1
            UNION SELECT merged_into FROM person WHERE id = $1 AND merged_into IS NOT NULL
            UNION SELECT beside.id FROM person own JOIN person beside ON beside.merged_into = own.merged_into
                WHERE own.id = $1)
        ORDER BY since, id";
}

/// The record of a person.
pub fn row(tx: &mut Tx<'_>, person: PersonId) -> Result<PersonRow, Failure> {
    tx.one(&ONE, params![person], "person", PersonRow::read)
}

/// The record of a person for something new about them, held until the unit of work ends. A record that was merged into
/// another takes nothing new: it would be looked for on the surviving one.
pub fn unmerged(tx: &mut Tx<'_>, person: PersonId) -> Result<PersonRow, Failure> {
    let row = held(tx, person)?;
    if row.merged.is_some() {
        return Err(Failure::conflict(format!(
            "This record of {} was merged into another one. Open the record and go on to the one it was merged into.",
            row.name
        )));
    }
    Ok(row)
}

/// The records that were merged into this one, the first merged first.
pub(crate) fn merged_in(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<PersonRow>, Failure> {
    tx.all(&MERGED_IN, params![person], PersonRow::read)
}

/// The record of a person, held until the unit of work ends.
pub(crate) fn held(tx: &mut Tx<'_>, person: PersonId) -> Result<PersonRow, Failure> {
    tx.one(&HELD, params![person], "person", PersonRow::read)
}

/// How many people one statement reads.
const AT_ONCE: usize = 25;

/// The records of several people, in the order asked; who is not there is left out.
pub fn rows(tx: &mut Tx<'_>, people: &[PersonId]) -> Result<Vec<PersonRow>, Failure> {
    let mut found: HashMap<PersonId, PersonRow> = HashMap::new();
    for some in people.chunks(AT_ONCE) {
        let none = std::iter::repeat(Uuid::nil());
        let ids: Vec<_> = some.iter().map(|id| id.uuid()).chain(none).take(AT_ONCE).map(store::Value::from).collect();
        found.extend(tx.all(&SOME, &ids, PersonRow::read)?.into_iter().map(|row| (row.id, row)));
    }
    Ok(people.iter().filter_map(|id| found.get(id).cloned()).collect())
}

/// Who has this NHS number.
pub fn of_nhs_number(tx: &mut Tx<'_>, number: NhsNumber) -> Result<Option<PersonRow>, Failure> {
    tx.first(&OF_NHS_NUMBER, params![number], PersonRow::read)
}

/// Who has this local number.
pub fn of_local_number(tx: &mut Tx<'_>, number: &str) -> Result<Option<PersonRow>, Failure> {
    tx.first(&OF_LOCAL_NUMBER, params![number], PersonRow::read)
}

/// Who has this family name, however it is written, and this day of birth.
pub(crate) fn of_name(tx: &mut Tx<'_>, family: &str, birth: Date, most: i64) -> Result<Vec<PersonRow>, Failure> {
    tx.all(&OF_NAME, params![crate::fold::folded(family), birth, most], PersonRow::read)
}

/// Who was born on this day and lives at this postcode.
pub(crate) fn of_home(tx: &mut Tx<'_>, birth: Date, postcode: &Postcode, most: i64) -> Result<Vec<PersonRow>, Failure> {
    tx.all(&OF_HOME, params![birth, postcode, most], PersonRow::read)
}

/// What everybody who visits must know, the oldest first: of this record and of all that were merged with it (H2).
pub fn alerts(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<String>, Failure> {
    let mut all: Vec<String> = Vec::new();
    for words in tx.all(&ALERTS, params![person], |row| row.get::<String>("words"))? {
        if !all.contains(&words) {
            all.push(words);
        }
    }
    Ok(all)
}

/// The banner of a person, for `Page::about`.
pub fn banner(tx: &mut Tx<'_>, person: PersonId, _house: &House) -> Result<PersonBanner, Failure> {
    let row = row(tx, person)?;
    banner_of(tx, &row)
}

/// The same for a record that was read already.
pub fn banner_of(tx: &mut Tx<'_>, row: &PersonRow) -> Result<PersonBanner, Failure> {
    let mut alerts = alerts(tx, row.id)?;
    let surviving = row.merged.as_ref().map(|merged| self::row(tx, merged.into)).transpose()?;
    // The surviving record says whether the person has died.
    match surviving.as_ref().map_or(row.death, |surviving| surviving.death) {
        Death::None => {}
        Death::Reported { day, .. } => {
            alerts.insert(0, format!("Reported to have died on {}; not confirmed", kernel::day_in_words(day)));
        }
        Death::Confirmed { day, .. } => alerts.insert(0, format!("Died on {}", kernel::day_in_words(day))),
    }
    if let Some(surviving) = surviving {
        alerts.insert(0, format!("This record was merged into that of {}, {}", surviving.name, surviving.known_by()));
    }
    Ok(PersonBanner {
        name: row.name.clone(),
        birth: row.birth,
        nhs_number: row.number(),
        address: row.address(),
        alerts,
        href: row.href(),
    })
}
