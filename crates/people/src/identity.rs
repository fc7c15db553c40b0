//! Who somebody is: names, date of birth, NHS number. A number that is found later is added here (REC-1).

use access::{About, Permit};
use kernel::{Date, Failure, NhsNumber};
use page::{Page, html};
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    fold::folded,
    person::{self, PersonId},
    policy::ChangePerson,
    register,
};

const GIVEN: Field = Field::person_name("given_name", "Given name").must("Enter the given name.");
const FAMILY: Field = Field::person_name("family_name", "Family name").must("Enter the family name.");
const BIRTH: Field = Field::date("birth", "Date of birth");
const NUMBER: Field = Field::nhs_number("nhs_number", "NHS number");
const GENDER: Field = Field::line("gender", "Gender").hint("As the person says it.");

/// The form's fields.
pub const FIELDS: &[Field] = &[GIVEN, FAMILY, BIRTH, NUMBER, GENDER, Field::version()];

/// Who somebody is; all of it replaces what there was.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Day of birth.
    pub birth: Option<Date>,
    /// NHS number.
    pub nhs_number: Option<NhsNumber>,
    /// Gender.
    pub gender: Option<String>,
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let id: PersonId = view.path.id("person")?;
    let row = person::row(view.tx, id)?;
    view.who.permit::<ChangePerson>(&About::thing("person", id).person(id))?;
    if row.merged.is_some() && view.form.faults.is_empty() {
        // That is the surviving record's to say; the page of this one leads there.
        return Ok(Shown::Elsewhere(row.href()));
    }
    let banner = person::banner_of(view.tx, &row)?;
    view.saw(id, "identity");
    let form = &view.form;
    let inner = html! {
        (form.field(&GIVEN, &row.given_name))
        (form.field(&FAMILY, &row.family_name))
        (form.field(&BIRTH, &row.birth.map(|day| day.to_string()).unwrap_or_default()))
        (form.field(&NUMBER, &row.nhs_number.map(|number| number.to_string()).unwrap_or_default()))
        (form.field(&GENDER, &row.gender.clone().unwrap_or_default()))
        (form.field(&Field::version(), &row.version.to_string()))
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Who this is" }
        (form.around(&format!("/people/{id}/identity"), &inner, "Save"))
    };
    Ok(Page::new("Who this is", body).about(banner).back("Back", row.href()).into())
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let id: PersonId = act.path.id("person")?;
    let permit = act.who.permit::<ChangePerson>(&About::thing("person", id).person(id))?;
    let values = act.values;
    let to = Identity {
        given_name: values.text("given_name")?,
        family_name: values.text("family_name")?,
        birth: values.opt_date("birth")?,
        nhs_number: values.opt_nhs_number("nhs_number")?,
        gender: values.opt_text("gender")?,
    };
    change(act.work, &permit, id, values.version()?, &to)?;
    Ok(Done::new(format!("/people/{id}"), "Who this is, is saved.").id(id))
}

/// Records who somebody is.
pub fn change(
    work: &mut Work<'_>,
    permit: &Permit<ChangePerson>,
    person: PersonId,
    version: i64,
    to: &Identity,
) -> Result<(), Failure> {
    permit.covers(person)?;
    let before = person::unmerged(work, person)?;
    if let Some(fault) = register::wrong_birth(to.birth, work.at.day()) {
        return Err(Failure::Invalid(vec![fault]));
    }
    if let Some(other) = to.nhs_number.map(|number| person::of_nhs_number(work, number)).transpose()?.flatten()
        && other.id != person
    {
        return Err(register::taken(&other.name));
    }
    let status = match (&before.nhs_number, &to.nhs_number) {
        (Some(old), Some(new)) if old == new => before.nhs_status.as_str(),
        (_, Some(_)) => "02",
        (_, None) => "07",
    };
    let (given, family) = (kernel::clean_name(&to.given_name)?, kernel::clean_name(&to.family_name)?);
    let mut columns = cols! {
        "given_name" => given.as_str(), "family_name" => family.as_str(), "family_folded" => folded(&family),
        "birth" => to.birth, "nhs_number" => to.nhs_number, "nhs_status" => status, "gender" => to.gender.clone(),
    };
    // Nobody is without a number: who loses a wrong one gets a local one, and who has one keeps it.
    if to.nhs_number.is_none() && before.local_number.is_none() {
        columns.extend(cols! { "local_number" => register::local_number(work)? });
    }
    let facts = serde_json::json!({
        "what": "identity",
        "before": {
            "given_name": before.given_name, "family_name": before.family_name, "birth": before.birth,
            "nhs_number": before.nhs_number, "gender": before.gender,
        },
        "after": {
            "given_name": given, "family_name": family, "birth": to.birth, "nhs_number": to.nhs_number,
            "gender": to.gender,
        },
    });
    let change = Change::new("person.changed", "person", person).person(person).facts(facts);
    work.apply(change.update("person", person, version, columns))
}
