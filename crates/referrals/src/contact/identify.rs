//! Saying whom a contact is about: somebody on record, or somebody new (REC-1).

use ::store::cols;
use access::About;
use kernel::Failure;
use page::html;
use wire::{Act, Done, Field, Shown, View};

use super::show;
use crate::{
    HandleContact,
    whom::{self, ADDRESS, BIRTH, FAMILY, GIVEN, NHS_NUMBER, PHONE, POSTCODE, SAME, SOMEBODY_ELSE, TOWN},
};

/// The form.
pub const FIELDS: &[Field] =
    &[Field::version(), SAME, SOMEBODY_ELSE, GIVEN, FAMILY, BIRTH, NHS_NUMBER, ADDRESS, TOWN, POSTCODE, PHONE];

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let row = show::opened::<HandleContact>(view)?;
    let about = row.about.clone().unwrap_or_default();
    let (given, family) = about.split_once(' ').unwrap_or((about.as_str(), ""));
    let whom = whom::fields(view, given, family)?;
    let fields = html! {
        (view.form.field(&Field::version(), &row.version.to_string()))
        (whom)
    };
    show::form_page(view, &row, ("person", "Who is it about?", "Find or register"), &fields)
}

/// Does.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (row, permit) = show::held_for::<HandleContact>(act)?;
    permit.covers(row.id)?;
    row.must_be_open()?;
    act.who.permit::<people::policy::RegisterPerson>(&About::thing("person", act.who.account))?;
    let (new, decision) = whom::read(act.values)?;
    let person = whom::find(act.work, act.house, &new, &decision)?;
    let facts = serde_json::json!({ "before": row.person });
    let columns = cols! { "person" => person };
    let change = row.change("contact.identified", act.values.version()?, columns).person(person).facts(facts);
    act.work.apply(change)?;
    let name = people::row(act.work, person)?.name;
    Ok(Done::new(format!("/contacts/{}", row.id), format!("This contact is about {name}.")).id(row.id))
}
