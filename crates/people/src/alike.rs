//! People who look alike (REC-1, H1, H2). The house shows them side by side and somebody decides; nothing is ever merged
//! because it looks the same.

use kernel::{Date, Failure, NhsNumber, Postcode};
use store::{Tx, params, statement};

use crate::{
    fold::folded,
    person::{self, PersonId, PersonRow},
};

/// Why a record looks like that of somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// The same NHS number.
    NhsNumber,
    /// The same family name, however it is written, and day of birth.
    NameAndBirth,
    /// The same day of birth and postcode.
    BirthAndPostcode,
    /// The same family name and postcode, where a day of birth is missing.
    NameAndPostcode,
}

impl Likeness {
    /// For people.
    pub const fn words(self) -> &'static str {
        match self {
            Likeness::NhsNumber => "same NHS number",
            Likeness::NameAndBirth => "same family name and date of birth",
            Likeness::BirthAndPostcode => "same date of birth and postcode",
            Likeness::NameAndPostcode => "same family name and postcode; a date of birth is missing",
        }
    }
}

/// Somebody on record who looks like the one to be entered.
#[derive(Debug, Clone)]
pub struct Alike {
    /// The record.
    pub person: PersonRow,
    /// Why it looks alike.
    pub why: Likeness,
}

/// By what somebody is compared.
#[derive(Debug, Clone, Default)]
pub(crate) struct Marks<'a> {
    pub(crate) family: &'a str,
    pub(crate) birth: Option<Date>,
    pub(crate) nhs_number: Option<NhsNumber>,
    pub(crate) postcode: Option<&'a Postcode>,
}

/// The most that are shown side by side.
const MOST: i64 = 10;

statement! {
    OF_FAMILY_AT = "SELECT id FROM person WHERE postcode = $2 AND family_folded = $1 AND merged_into IS NULL
        ORDER BY id LIMIT $3";
}

/// Everybody on record who looks like somebody about to be entered, the most alike first; for forms of other rooms that ask
/// who it is.
pub fn alike(tx: &mut Tx<'_>, new: &crate::NewPerson) -> Result<Vec<Alike>, Failure> {
    let marks = Marks {
        family: &new.family_name,
        birth: new.birth,
        nhs_number: new.nhs_number,
        postcode: new.address.postcode.as_ref(),
    };
    find(tx, &marks, None)
}

/// Everybody on record who looks like this one, the most alike first.
pub(crate) fn find(tx: &mut Tx<'_>, marks: &Marks<'_>, but: Option<PersonId>) -> Result<Vec<Alike>, Failure> {
    let mut found: Vec<Alike> = Vec::new();
    let mut add = |people: Vec<PersonRow>, why: Likeness| {
        for person in people {
            if Some(person.id) != but && !found.iter().any(|alike| alike.person.id == person.id) {
                found.push(Alike { person, why });
            }
        }
    };
    if let Some(number) = marks.nhs_number {
        add(person::of_nhs_number(tx, number)?.into_iter().collect(), Likeness::NhsNumber);
    }
    if let Some(birth) = marks.birth {
        add(person::of_name(tx, marks.family, birth, MOST)?, Likeness::NameAndBirth);
        if let Some(postcode) = marks.postcode {
            add(person::of_home(tx, birth, postcode, MOST)?, Likeness::BirthAndPostcode);
        }
    }
    if let Some(postcode) = marks.postcode {
        let ids: Vec<PersonId> =
            tx.all(&OF_FAMILY_AT, params![folded(marks.family), postcode, MOST], |row| row.get("id"))?;
        let people = person::rows(tx, &ids)?;
        let unsure = people.into_iter().filter(|other| marks.birth.is_none() || other.birth.is_none());
        add(unsure.collect(), Likeness::NameAndPostcode);
    }
    found.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
    Ok(found)
}
