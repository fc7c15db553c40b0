//! Making a record for somebody (REC-1): checked where it is entered, and never beside one that is theirs already.

mod form;

use access::Permit;
pub use form::{FIELDS, page, submit};
use kernel::{Date, Failure, Fault, NhsNumber, Postcode};
use store::{Change, Work, cols};
use wire::House;

use crate::{
    alike::{self, Alike, Likeness, Marks},
    fold::folded,
    locate::{PlaceBy, locate},
    person::{self, PersonId},
    policy::RegisterPerson,
};

/// Nobody on record is older than this.
const OLDEST: u16 = 125;

/// What is known of somebody who is to be registered. Only the names must be given.
#[derive(Debug, Clone, Default)]
pub struct NewPerson {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Day of birth.
    pub birth: Option<Date>,
    /// NHS number; who has none gets a local number.
    pub nhs_number: Option<NhsNumber>,
    /// Gender, as the person says it.
    pub gender: Option<String>,
    /// Where they live.
    pub address: Address,
    /// How the area is found.
    pub place_by: PlaceBy,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// First language, when not English.
    pub language: Option<String>,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
    /// Communication and format needs, by their codes ([`crate::NEEDS`]).
    pub needs: Vec<String>,
    /// Reasonable adjustments.
    pub adjustments: Option<String>,
    /// The GP practice's code.
    pub practice_code: Option<String>,
    /// The GP practice's name.
    pub practice_name: Option<String>,
}

/// Where somebody lives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// House and street; at most three lines.
    pub lines: Vec<String>,
    /// Town or village.
    pub town: Option<String>,
    /// Postcode.
    pub postcode: Option<Postcode>,
}

impl Address {
    pub(crate) fn columns(&self) -> Vec<(&'static str, store::Value)> {
        let line = |n: usize| self.lines.get(n).cloned();
        cols! {
            "address_1" => line(0), "address_2" => line(1), "address_3" => line(2), "town" => self.town.clone(),
            "postcode" => self.postcode.as_ref(),
        }
    }
}

/// What somebody decided who was shown people alike.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Decision {
    /// Nobody has been asked yet: people alike are told, and nothing is made.
    #[default]
    Ask,
    /// "This is the same person": the record that there is.
    Same(PersonId),
    /// "This is somebody else", and how one knows.
    SomebodyElse {
        /// How one knows.
        reason: String,
    },
}

/// What came of looking for somebody before making a record.
#[derive(Debug, Clone)]
pub enum Found {
    /// A new record was made.
    Registered(PersonId),
    /// The record that there was.
    Existing(PersonId),
    /// There are people alike; somebody must decide.
    Alike(Vec<Alike>),
}

/// Checks and makes a record. It does not look for people alike; [`find_or_register`] does.
pub fn register(work: &mut Work<'_>, house: &House, new: NewPerson) -> Result<PersonId, Failure> {
    insert(work, house, &new, &[], None)
}

/// The command behind the form: with the permit that the role asks for.
pub fn register_or_ask(
    work: &mut Work<'_>,
    house: &House,
    _permit: &Permit<RegisterPerson>,
    new: &NewPerson,
    decision: &Decision,
) -> Result<Found, Failure> {
    find_or_register(work, house, new, decision)
}

/// Finds somebody's record or makes one; for imports and referrals. The same NHS number with the same name and birth date
/// is the same person; everything less than that is asked.
pub fn find_or_register(
    work: &mut Work<'_>,
    house: &House,
    new: &NewPerson,
    decision: &Decision,
) -> Result<Found, Failure> {
    check(new, work.at.day())?;
    let marks = Marks {
        family: &new.family_name,
        birth: new.birth,
        nhs_number: new.nhs_number,
        postcode: new.address.postcode.as_ref(),
    };
    let alike = alike::find(work, &marks, None)?;
    let certain = alike.first().filter(|first| first.why == Likeness::NhsNumber && agrees(new, first));
    match (decision, certain) {
        (Decision::Ask, Some(certain)) => Ok(Found::Existing(certain.person.id)),
        (Decision::Ask, None) if alike.is_empty() => insert(work, house, new, &[], None).map(Found::Registered),
        (Decision::Ask, None) => Ok(Found::Alike(alike)),
        (Decision::SomebodyElse { reason }, _) => {
            let others: Vec<PersonId> = alike.iter().map(|alike| alike.person.id).collect();
            insert(work, house, new, &others, Some(reason)).map(Found::Registered)
        }
        (Decision::Same(person), _) => match alike.iter().find(|alike| alike.person.id == *person) {
            Some(same) => {
                work.saw(same.person.id, "look-alike, said to be the same person");
                Ok(Found::Existing(same.person.id))
            }
            None => Err(Failure::field(
                "decision",
                "Choose one of the people who look alike, or say that it is somebody else.",
            )),
        },
    }
}

fn agrees(new: &NewPerson, alike: &Alike) -> bool {
    new.birth.is_some()
        && new.birth == alike.person.birth
        && folded(&new.family_name) == folded(&alike.person.family_name)
}

/// What no record may say, each fault with its field.
pub(crate) fn check(new: &NewPerson, today: Date) -> Result<(), Failure> {
    let mut faults: Vec<Fault> = Vec::new();
    for (field, name) in [("given_name", &new.given_name), ("family_name", &new.family_name)] {
        if let Err(Failure::Invalid(wrong)) = kernel::clean_name(name).map_err(|failure| failure.in_field(field)) {
            faults.extend(wrong);
        }
    }
    faults.extend(wrong_birth(new.birth, today));
    if let Some(line) = new.address.lines.iter().find(|line| line.chars().count() > 200) {
        let message = format!("A line of an address has at most 200 characters; this has {}.", line.chars().count());
        faults.push(Fault { field: "address_1".into(), message });
    }
    if new.address.lines.len() > 3 {
        let message = "An address has at most three lines besides the town. Put two of them into one.".into();
        faults.push(Fault { field: "address_1".into(), message });
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure::Invalid(faults)) }
}

/// A birth in the future, or so long ago that nobody lives who was born then.
pub(crate) fn wrong_birth(birth: Option<Date>, today: Date) -> Option<Fault> {
    let birth = birth?;
    let message = match kernel::age_on(birth, today) {
        _ if birth > today => "The date of birth is in the future. Check the year.".to_owned(),
        Some(age) if age > OLDEST => {
            format!("Somebody born on this day would be {age} years old. Check the year.")
        }
        _ => return None,
    };
    Some(Fault { field: "birth".into(), message })
}

fn insert(
    work: &mut Work<'_>,
    house: &House,
    new: &NewPerson,
    apart: &[PersonId],
    reason: Option<&str>,
) -> Result<PersonId, Failure> {
    check(new, work.at.day())?;
    if let Some(other) = new.nhs_number.map(|number| person::of_nhs_number(work, number)).transpose()?.flatten() {
        return Err(taken(&other.name));
    }
    let reason = reason.map(reason_given).transpose()?;
    let spot = locate(work, house.place, new.address.postcode.as_ref(), &new.place_by)?;
    let id: PersonId = work.id();
    let local = if new.nhs_number.is_none() { Some(local_number(work)?) } else { None };
    let (given, family) = (kernel::clean_name(&new.given_name)?, kernel::clean_name(&new.family_name)?);
    let mut columns = cols! {
        "id" => id, "version" => 1, "given_name" => given.as_str(), "family_name" => family.as_str(),
        "family_folded" => folded(&family), "birth" => new.birth, "nhs_number" => new.nhs_number,
        "nhs_status" => if new.nhs_number.is_some() { "02" } else { "07" }, "local_number" => local.clone(),
        "gender" => new.gender.clone(), "phone" => new.phone.clone(), "email" => new.email.clone(),
        "language" => new.language.clone(), "interpreter" => new.interpreter, "needs" => serde_json::json!(new.needs),
        "adjustments" => new.adjustments.clone(), "practice_code" => new.practice_code.clone(),
        "practice_name" => new.practice_name.clone(), "created_at" => work.at,
    };
    columns.extend(new.address.columns());
    columns.extend(spot.columns());
    let facts = serde_json::json!({
        "given_name": given, "family_name": family, "birth": new.birth, "nhs_number": new.nhs_number,
        "local_number": local, "address": new.address.lines, "town": new.address.town,
        "postcode": new.address.postcode, "located": spot.facts(), "looked_alike": apart, "somebody_else": reason,
    });
    let mut change = Change::new("person.registered", "person", id).person(id).facts(facts).insert("person", columns);
    for other in apart {
        let row: kernel::Uuid = work.id();
        let columns = cols! {
            "id" => row, "person" => id, "other" => *other, "reason" => reason.clone().unwrap_or_default(), "at" => work.at,
        };
        change = change.insert("person_apart", columns);
    }
    work.apply(change)?;
    Ok(id)
}

fn reason_given(reason: &str) -> Result<String, Failure> {
    let reason = kernel::clean_line(reason).map_err(|failure| failure.in_field("reason"))?;
    if reason.is_empty() {
        return Err(Failure::field("reason", "Say how you know that this is somebody else."));
    }
    Ok(reason)
}

/// What is said when a number is somebody's already: one of the two is wrong, and nobody can tell which.
pub(crate) fn taken(name: &str) -> Failure {
    Failure::field(
        "nhs_number",
        format!(
            "This NHS number is on the record of {name}. Two people cannot have one number, so one of the two is wrong. \
             Leave it out here until it is known whose it is; it can be added later."
        ),
    )
}

/// Letters and digits that nobody takes for one another on the telephone.
const SIGNS: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M', 'N', 'P',
    'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];

/// A number for somebody who has no NHS number: "K7QF-3M9T".
pub(crate) fn local_number(work: &mut Work<'_>) -> Result<String, Failure> {
    for _ in 0..20 {
        let mut signs = work.ids().bytes::<8>().map(|byte| SIGNS.get(usize::from(byte % 32)).copied().unwrap_or('0'));
        // A letter first, so that it is never taken for a part of an NHS number.
        if let Some(first) = signs.first_mut().filter(|first| first.is_ascii_digit()) {
            *first = 'K';
        }
        let (first, second) = signs.split_at(4);
        let number: String = first.iter().chain(&['-']).chain(second).collect();
        if person::of_local_number(work, &number)?.is_none() {
            return Ok(number);
        }
    }
    Err(Failure::internal("no free local number was found"))
}

#[cfg(test)]
mod tests {
    use kernel::date;

    use super::*;

    // REC-1
    #[test]
    fn a_birth_in_the_future_or_130_years_ago_is_refused() {
        let today = date(2026, 11, 23);
        let wrong = |birth| wrong_birth(Some(birth), today).map(|fault| fault.message);
        assert_eq!(wrong(date(1936, 2, 29)), None);
        assert_eq!(wrong(today), None);
        assert!(wrong(date(2026, 11, 24)).unwrap().contains("in the future"));
        assert!(wrong(date(1896, 11, 23)).unwrap().contains("130 years old"));
        assert_eq!(wrong_birth(None, today), None);
    }

    // REC-1
    #[test]
    fn everything_wrong_is_told_at_once() {
        let new = NewPerson {
            given_name: "R2D2".into(),
            family_name: String::new(),
            birth: Some(date(2030, 1, 1)),
            ..NewPerson::default()
        };
        let Err(Failure::Invalid(faults)) = check(&new, date(2026, 11, 23)) else { panic!() };
        let fields: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["given_name", "family_name", "birth"]);
    }
}
