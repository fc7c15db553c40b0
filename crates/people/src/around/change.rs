//! Recording somebody around a person, changing it and ending it.

use access::Permit;
use kernel::{Failure, Numbers, Uuid};
use store::{Change, Tx, Value, Work, cols};

use super::{Authority, Given, Involved, Part, all};
use crate::{
    Search,
    find::number_of,
    fold::folded,
    person::{self, PersonId},
    policy::ChangePerson,
};

/// What is told of somebody around a person; all of it replaces what there was.
#[derive(Debug, Clone)]
pub struct Told {
    /// What they are to the person.
    pub part: Part,
    /// Their name.
    pub name: String,
    /// The number of their own record, if they have one.
    pub number: Option<String>,
    /// How they are related.
    pub relationship: Option<String>,
    /// Where they work.
    pub organisation: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// What an attorney or deputy may decide.
    pub authority: Given,
}

/// Finds their own record by its number, if the name agrees: a number alone chooses nobody (H1).
fn record(tx: &mut Tx<'_>, numbers: Numbers, person: PersonId, told: &Told) -> Result<Option<PersonId>, Failure> {
    let Some(number) = &told.number else { return Ok(None) };
    let found = match number_of(number, numbers).map_err(|failure| failure.in_field("number"))? {
        Search::NhsNumber(number) => person::of_nhs_number(tx, number)?,
        Search::LocalNumber(number) => person::of_local_number(tx, &number)?,
        Search::NameAndBirth { .. } => None,
    };
    let wrong = |message: &str| Err(Failure::field("number", message));
    match found {
        None => wrong("No record has this number. Leave it empty, or register them first."),
        Some(row) if row.id == person => {
            wrong("This is the person’s own number. Enter that of the other, or leave it empty.")
        }
        Some(row) if !folded(&told.name).ends_with(&folded(&row.family_name)) => {
            wrong("This number is on a record with another family name. Check the number and the name.")
        }
        Some(row) => Ok(Some(row.id)),
    }
}

/// What is checked and kept of what was told.
struct Kept {
    columns: Vec<(&'static str, Value)>,
    facts: serde_json::Value,
}

fn kept(work: &mut Work<'_>, numbers: Numbers, person: PersonId, told: &Told) -> Result<Kept, Failure> {
    let authority = Authority::of(told.part, &told.authority, work.at.day())?;
    let record = record(work, numbers, person, told)?;
    let mut columns = cols! {
        "part" => told.part.code(), "name" => told.name.as_str(), "record" => record,
        "relationship" => told.relationship.clone(), "organisation" => told.organisation.clone(),
        "phone" => told.phone.clone(), "email" => told.email.clone(),
    };
    columns.extend(Authority::columns(authority.as_ref()));
    let facts = serde_json::json!({
        "part": told.part.code(), "name": told.name, "record": record, "relationship": told.relationship,
        "organisation": told.organisation, "phone": told.phone, "email": told.email,
        "authority": authority.as_ref().map(Authority::facts),
    });
    Ok(Kept { columns, facts })
}

fn facts_of(one: &Involved) -> serde_json::Value {
    serde_json::json!({
        "part": one.part.code(), "name": one.name, "record": one.record.as_ref().map(|(record, _)| record),
        "relationship": one.relationship, "organisation": one.organisation, "phone": one.phone, "email": one.email,
        "authority": one.authority.as_ref().map(Authority::facts),
    })
}

/// Somebody around this person; not one around another (H23), and not one whose part has ended.
pub(super) fn standing(tx: &mut Tx<'_>, person: PersonId, involved: Uuid) -> Result<Involved, Failure> {
    let found = all(tx, person)?.into_iter().find(|one| one.id == involved && one.ended.is_none());
    found.ok_or_else(|| Failure::no_such("person around them"))
}

/// Records somebody around a person.
pub fn add(
    work: &mut Work<'_>,
    numbers: Numbers,
    permit: &Permit<ChangePerson>,
    person: PersonId,
    told: &Told,
) -> Result<Uuid, Failure> {
    permit.covers(person)?;
    person::unmerged(work, person)?;
    let kept = kept(work, numbers, person, told)?;
    let same = |one: &Involved| one.ended.is_none() && one.part == told.part && folded(&one.name) == folded(&told.name);
    if all(work, person)?.iter().any(same) {
        return Err(Failure::conflict(format!(
            "{} is recorded as this already ({}). Change what is there instead.",
            told.name,
            told.part.words().to_lowercase()
        )));
    }
    let id: Uuid = work.id();
    let mut columns = cols! {
        "id" => id, "version" => 1, "person" => person, "added_at" => work.at, "added_by" => work.actor.account,
    };
    columns.extend(kept.columns);
    let change = Change::new("involved.added", "involved", id).person(person).facts(kept.facts);
    work.apply(change.insert("involved", columns))?;
    Ok(id)
}

/// Changes what is recorded of somebody around a person.
pub fn change(
    work: &mut Work<'_>,
    numbers: Numbers,
    permit: &Permit<ChangePerson>,
    person: PersonId,
    (involved, version): (Uuid, i64),
    told: &Told,
) -> Result<(), Failure> {
    permit.covers(person)?;
    let before = standing(work, person, involved)?;
    let kept = kept(work, numbers, person, told)?;
    let mut columns = kept.columns;
    columns.extend(cols! { "changed_at" => work.at, "changed_by" => work.actor.account });
    let facts = serde_json::json!({ "before": facts_of(&before), "after": kept.facts });
    let change = Change::new("involved.changed", "involved", involved).person(person).facts(facts);
    work.apply(change.update("involved", involved, version, columns))
}

/// Ends somebody's part around a person; it stays in the history.
pub fn end(
    work: &mut Work<'_>,
    permit: &Permit<ChangePerson>,
    person: PersonId,
    (involved, version): (Uuid, i64),
    reason: &str,
) -> Result<(), Failure> {
    permit.covers(person)?;
    let before = standing(work, person, involved)?;
    let columns = cols! { "ended_at" => work.at, "ended_by" => work.actor.account, "ended_why" => reason };
    let facts = serde_json::json!({ "reason": reason, "before": facts_of(&before) });
    let change = Change::new("involved.ended", "involved", involved).person(person).facts(facts);
    work.apply(change.update("involved", involved, version, columns))
}
