//! Moving house: a new address finds a new area (REC-8).

use access::{About, Permit};
use kernel::Failure;
use page::{Page, html};
use store::{Change, Work};
use wire::{Act, Done, Field, House, Shown, View};

use crate::{
    home,
    locate::{PlaceBy, locate, responsible},
    person::{self, PersonId},
    policy::ChangePerson,
    register::Address,
};

/// The form's fields.
pub const FIELDS: &[Field] = &[
    home::LINE_1,
    home::LINE_2,
    home::LINE_3,
    home::TOWN,
    home::POSTCODE,
    home::PLACE_BY,
    home::LAT,
    home::LON,
    home::LOCALITY,
    home::REASON,
    Field::version(),
];

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let id: PersonId = view.path.id("person")?;
    let row = person::row(view.tx, id)?;
    view.who.permit::<ChangePerson>(&About::thing("person", id).person(id))?;
    let banner = person::banner_of(view.tx, &row)?;
    view.saw(id, "address");
    let inner = html! {
        (home::fields(&view.form, view.house, Some(&row)))
        (view.form.field(&Field::version(), &row.version.to_string()))
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Change the address" }
        (view.form.around(&format!("/people/{id}/address"), &inner, "Save"))
    };
    Ok(Page::new("Change the address", body).about(banner).back("Back", row.href()).into())
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let id: PersonId = act.path.id("person")?;
    let permit = act.who.permit::<ChangePerson>(&About::thing("person", id).person(id))?;
    let (address, by) = (home::address(act.values)?, home::place_by(act.values)?);
    move_to(act.work, act.house, &permit, id, act.values.version()?, &address, &by)?;
    let row = person::row(act.work, id)?;
    let lives = row.locality.as_deref().and_then(|code| act.house.place.locality(code));
    let lives = lives.map(|area| format!(" {} lives in {} now.", row.name, area.name)).unwrap_or_default();
    let moved = responsible(act.house.place, &row, act.work.at.day()).transfer;
    let moved = moved.map(|moved| format!(" New packages: {}", moved.new_packages)).unwrap_or_default();
    Ok(Done::new(row.href(), format!("The address is saved.{lives}{moved}")).id(id))
}

/// Records where somebody lives now.
pub fn move_to(
    work: &mut Work<'_>,
    house: &House,
    permit: &Permit<ChangePerson>,
    person: PersonId,
    version: i64,
    address: &Address,
    by: &PlaceBy,
) -> Result<(), Failure> {
    permit.covers(person)?;
    let before = person::held(work, person)?;
    let spot = locate(work, house.place, address.postcode.as_ref(), by)?;
    let mut columns = address.columns();
    columns.extend(spot.columns());
    let facts = serde_json::json!({
        "before": { "address": before.address(), "locality": before.locality, "district": before.district },
        "after": {
            "address": address.lines, "town": address.town, "postcode": address.postcode, "located": spot.facts(),
        },
    });
    let change = Change::new("person.moved", "person", person).person(person).facts(facts);
    work.apply(change.update("person", person, version, columns))
}
