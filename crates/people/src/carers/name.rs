//! Naming a carer.

use access::{About, Permit};
use kernel::{Failure, NhsNumber};
use page::{Markup, Page, html};
use store::{Change, Tx, Work, cols};
use wire::{Act, Done, Field, FormState, House, Shown, View};

use super::carers;
use crate::{
    person::{self, PersonId, PersonRow},
    policy::NameCarer,
};

const GIVEN: Field = Field::person_name("given_name", "Carer’s given name").must("Enter the carer’s given name.");
const FAMILY: Field = Field::person_name("family_name", "Carer’s family name").must("Enter the carer’s family name.");
const BIRTH: Field =
    Field::date("birth", "Carer’s date of birth").hint("It tells them from somebody of the same name.");
const NUMBER: Field = Field::nhs_number("nhs_number", "Carer’s NHS number")
    .hint("If you know it. Somebody who has a record already is found by it.");
const RELATIONSHIP: Field = Field::line("relationship", "What they are to the person")
    .hint("Such as daughter, husband, neighbour.")
    .must("Say what they are to the person.");
const MAY_SEE: Field = Field::yes("may_see", "They may see the plan, the visits and what it costs");

/// The form's fields.
pub const FIELDS: &[Field] = &[GIVEN, FAMILY, BIRTH, NUMBER, RELATIONSHIP, MAY_SEE];

/// Who is named, and what they may see.
#[derive(Debug, Clone)]
pub struct Named {
    /// The carer's own record.
    pub carer: PersonId,
    /// What they are to the person.
    pub relationship: String,
    /// Whether they may see the record.
    pub may_see: bool,
}

/// The carers there are, and the form for another.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let id: PersonId = view.path.id("person")?;
    view.who.permit::<NameCarer>(&About::thing("person", id).person(id))?;
    let row = person::row(view.tx, id)?;
    let merged = row.merged.is_some();
    let banner = person::banner_of(view.tx, &row)?;
    view.saw(id, "carers");
    let body = html! {
        h1 class="nhsuk-heading-l" { "Carers" }
        (list(view.tx, id)?)
        @if merged && view.form.faults.is_empty() {
            p { "This record was merged into another one. " a href=(format!("/people/{id}")) { "Open it" } " and name a carer on the one it was merged into." }
        } @else {
            h2 class="nhsuk-heading-m" { "Name a carer" }
            p { "A carer gets a record of their own. What they may see can be ended at any time." }
            (form(&view.form, id))
        }
    };
    Ok(Page::new("Carers", body).about(banner).back("Back", format!("/people/{id}")).into())
}

fn list(tx: &mut Tx<'_>, id: PersonId) -> Result<Markup, Failure> {
    let carers = carers(tx, id)?;
    Ok(html! {
        @if carers.is_empty() { (page::show::empty_state("Nobody is named as a carer yet.")) }
        @else {
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for carer in &carers {
                    li {
                        strong { (carer.name) } ", " (carer.relationship) ". "
                        @if carer.may_see { "May see the record. " } @else { "May not see the record. " }
                        "Since " (page::show::day(carer.since.day())) ". "
                        a href=(format!("/people/{id}/carers/{}/end", carer.id)) {
                            "End this" span class="nhsuk-u-visually-hidden" { " for " (carer.name) }
                        }
                    }
                }
            }
        }
    })
}

fn form(form: &FormState<'_>, id: PersonId) -> Markup {
    form.whole(&format!("/people/{id}/carers"), FIELDS, "Name this carer")
}

/// Takes the form: finds the carer's record by their NHS number, or makes one.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let id: PersonId = act.path.id("person")?;
    let permit = act.who.permit::<NameCarer>(&About::thing("person", id).person(id))?;
    let values = act.values;
    let new = crate::NewPerson {
        given_name: values.text("given_name")?,
        family_name: values.text("family_name")?,
        birth: values.opt_date("birth")?,
        nhs_number: values.opt_nhs_number("nhs_number")?,
        ..crate::NewPerson::default()
    };
    let may_see = values.yes("may_see")?;
    let carer = find_carer(act.work, act.house, new)?;
    let named = Named { carer: carer.id, relationship: values.text("relationship")?, may_see };
    let naming = name(act.work, &permit, id, &named)?;
    let sees = if may_see { "They may see the record" } else { "They may not see the record" };
    Ok(Done::new(format!("/people/{id}/carers"), format!("{} is named as a carer. {sees}.", carer.name)).id(naming))
}

/// The record with this NHS number if the name agrees, else a new one. Names alone never choose somebody's record (H1).
fn find_carer(work: &mut Work<'_>, house: &House, new: crate::NewPerson) -> Result<PersonRow, Failure> {
    let known = new.nhs_number.map(|number| of_number(work, number)).transpose()?.flatten();
    match known {
        Some(known) if crate::fold::folded(&known.family_name) == crate::fold::folded(&new.family_name) => Ok(known),
        // Whose number it is, is not said: the one who asks may be the person themselves.
        Some(_) => Err(Failure::field(
            "nhs_number",
            "This NHS number belongs to a record with another family name. Check the number and the name.",
        )),
        None => {
            let id = crate::register(work, house, new)?;
            person::row(work, id)
        }
    }
}

fn of_number(tx: &mut Tx<'_>, number: NhsNumber) -> Result<Option<PersonRow>, Failure> {
    person::of_nhs_number(tx, number)
}

/// Names a carer. Whoever signs in as that carer sees the record from now on, if they may.
pub fn name(
    work: &mut Work<'_>,
    permit: &Permit<NameCarer>,
    person: PersonId,
    named: &Named,
) -> Result<kernel::Uuid, Failure> {
    permit.covers(person)?;
    person::unmerged(work, person)?;
    if named.carer == person {
        return Err(Failure::field("nhs_number", "Nobody is their own carer. Check the NHS number."));
    }
    if carers(work, person)?.iter().any(|carer| carer.person == named.carer) {
        return Err(Failure::conflict(
            "This carer is named already. End that first if something about it has changed.",
        ));
    }
    let id: kernel::Uuid = work.id();
    let columns = cols! {
        "id" => id, "version" => 1, "person" => person, "carer" => named.carer, "relationship" => named.relationship.as_str(),
        "may_see" => named.may_see, "named_at" => work.at,
    };
    let facts = serde_json::json!({
        "carer": named.carer, "relationship": named.relationship, "may_see": named.may_see,
    });
    work.apply(Change::new("carer.named", "carer", id).person(person).facts(facts).insert("carer", columns))?;
    if named.may_see {
        for account in access::accounts_of_person(work, named.carer.uuid())? {
            access::add_own_record(work, account, person.uuid(), false)?;
        }
    }
    Ok(id)
}
