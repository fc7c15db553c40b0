//! Whom a contact or referral is about: found on record, or registered with the look-alike warning (REC-1, H1).

use ::store::{Tx, Work};
use kernel::{Failure, Postcode};
use page::{Markup, html};
use people::{Address, Alike, Decision, Found, NewPerson, PersonId, PersonRow};
use wire::{Field, FormState, House, Values, View};

pub(crate) const GIVEN: Field = Field::person_name("given_name", "Given name").must("Enter the given name.");
pub(crate) const FAMILY: Field = Field::person_name("family_name", "Family name").must("Enter the family name.");
pub(crate) const BIRTH: Field = Field::date("birth", "Date of birth").hint("For example, 27 3 1938");
pub(crate) const NHS_NUMBER: Field = Field::nhs_number("nhs_number", "NHS number").hint("10 digits, like 999 123 4567");
pub(crate) const ADDRESS: Field = Field::line("address_1", "House and street");
pub(crate) const TOWN: Field = Field::line("town", "Town or village");
pub(crate) const POSTCODE: Field = Field::postcode("postcode", "Postcode");
pub(crate) const PHONE: Field = Field::line("phone", "The person’s telephone");
/// Which of the people alike it is, or that it is none of them.
pub(crate) const SAME: Field = Field::line("same_person", "Is it one of these people?");
pub(crate) const SOMEBODY_ELSE: Field = Field::line("reason_else", "If it is somebody else: how do you know?");

/// What [`SAME`] says when it is none of them.
const ELSE: &str = "somebody_else";

/// The person as typed, and what was decided about people alike.
pub(crate) fn read(values: &Values) -> Result<(NewPerson, Decision), Failure> {
    let new = NewPerson {
        given_name: values.text("given_name")?,
        family_name: values.text("family_name")?,
        birth: values.opt_date("birth")?,
        nhs_number: values.opt_nhs_number("nhs_number")?,
        address: Address {
            lines: values.opt_text("address_1")?.into_iter().collect(),
            town: values.opt_text("town")?,
            postcode: values.opt_postcode("postcode")?,
        },
        phone: values.opt_text("phone")?,
        ..NewPerson::default()
    };
    let decision = match values.opt_text("same_person")?.as_deref() {
        None => Decision::Ask,
        Some(ELSE) => {
            let reason = values.opt_text("reason_else")?;
            let why = || Failure::field("reason_else", "Say how you know that this is somebody else.");
            Decision::SomebodyElse { reason: reason.ok_or_else(why)? }
        }
        Some(id) => {
            let person = id.parse::<PersonId>();
            Decision::Same(person.map_err(|_| Failure::field("same_person", "Choose one of the people shown."))?)
        }
    };
    Ok((new, decision))
}

/// Finds or registers the person; people alike are told, and then nothing is made until somebody has decided.
pub(crate) fn find(
    work: &mut Work<'_>,
    house: &House,
    new: &NewPerson,
    decision: &Decision,
) -> Result<PersonId, Failure> {
    // Only somebody who looks alike can be chosen: a form sent with another id files under the wrong person (H23).
    if let Decision::Same(chosen) = decision
        && !people::alike(work, new)?.iter().any(|alike| alike.person.id == *chosen)
    {
        return Err(Failure::field("same_person", "That record does not match what you typed. Choose again."));
    }
    match people::find_or_register(work, house, new, decision).map_err(in_this_form)? {
        Found::Registered(person) | Found::Existing(person) => Ok(person),
        Found::Alike(alike) => {
            let count = kernel::count(alike.len(), "record looks", "records look");
            Err(Failure::field(
                "same_person",
                format!("{count} like this person. Say whether it is one of them, so that nobody has two records."),
            ))
        }
    }
}

/// The record's own form has more fields than this one: what it says is said in terms of this form.
fn in_this_form(failure: Failure) -> Failure {
    let Failure::Invalid(mut faults) = failure else { return failure };
    for fault in &mut faults {
        match fault.field.as_str() {
            // A referral has a reason of its own.
            "reason" => "reason_else".clone_into(&mut fault.field),
            "postcode" => {
                let what = fault.message.split(" If it is right").next().unwrap_or_default().to_owned();
                fault.message = format!(
                    "{what} If it is right, leave it out here, send the referral, and place the person on the map in their record."
                );
            }
            _ => {}
        }
    }
    Failure::Invalid(faults)
}

/// The fields, with the people alike once there are any.
pub(crate) fn fields(view: &mut View<'_, '_>, given: &str, family: &str) -> Result<Markup, Failure> {
    let asked = view.form.faults.iter().any(|fault| ["same_person", "reason_else"].contains(&fault.field.as_str()))
        || !view.form.sent.first("same_person").is_empty();
    let found = if asked { alike(view.tx, &view.form)? } else { Vec::new() };
    found.iter().for_each(|alike| view.saw(alike.person.id, "people who look alike"));
    let alike = choices(&found);
    let form = &view.form;
    Ok(html! {
        @if !alike.is_empty() {
            (form.choose(&SAME.must("-"), &alike, ""))
            (form.field(&SOMEBODY_ELSE, ""))
        }
        (form.field(&GIVEN, given))
        (form.field(&FAMILY, family))
        (form.field(&BIRTH, ""))
        (form.field(&NHS_NUMBER, ""))
        (form.field(&ADDRESS, ""))
        (form.field(&TOWN, ""))
        (form.field(&POSTCODE, ""))
        (form.field(&PHONE, ""))
    })
}

/// The people who look like what was typed.
fn alike(tx: &mut Tx<'_>, form: &FormState<'_>) -> Result<Vec<Alike>, Failure> {
    let sent = |name: &str| form.sent.first(name).trim().to_owned();
    let part = |part: &str| sent(&format!("birth-{part}"));
    let birth = || {
        let (year, month, day) = (part("year").parse().ok()?, part("month").parse().ok()?, part("day").parse().ok()?);
        kernel::Date::new(year, month, day).ok()
    };
    let new = NewPerson {
        given_name: sent("given_name"),
        family_name: sent("family_name"),
        birth: sent("birth").parse().ok().or_else(birth),
        nhs_number: kernel::NhsNumber::from_stored(&sent("nhs_number")).ok(),
        address: Address { postcode: Postcode::parse(&sent("postcode")).ok(), ..Address::default() },
        ..NewPerson::default()
    };
    people::alike(tx, &new)
}

/// Each with what tells them apart, and that it is none of them.
fn choices(found: &[Alike]) -> Vec<(String, String)> {
    let each = found.iter().map(|alike| (alike.person.id.to_string(), described(&alike.person, alike.why.words())));
    let none = (!found.is_empty()).then(|| (ELSE.to_owned(), "No, it is somebody else".to_owned()));
    each.chain(none).collect()
}

fn described(person: &PersonRow, why: &str) -> String {
    let mut parts = vec![person.name.clone()];
    parts.extend(person.birth.map(|birth| format!("born {}", kernel::short_day(birth))));
    parts.extend(person.number());
    parts.extend(person.address());
    format!("{} ({why})", parts.join(", "))
}
