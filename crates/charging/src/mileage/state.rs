//! The provider states the miles of a visit; they are charged with it, if mileage was agreed before.

use access::{About, Permit};
use kernel::{Failure, Uuid, short_day};
use page::{Page, html};
use places::Place;
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{of_visit, on};
use crate::{
    StateMiles, names,
    react::{self, Because},
    visit::{self, Visit},
};

pub(crate) const FIELDS: &[Field] = &[
    Field::whole("miles", "Miles of this visit", 0, 500, "miles")
        .must("Enter how many miles were driven for this visit."),
    Field::version(),
];

fn about(visit: &Visit) -> About {
    About::thing("visit", visit.told.visit).person(visit.told.person).organisation(visit.told.provider)
}

fn none_agreed(visit: &Visit) -> Failure {
    Failure::conflict(format!(
        "No mileage is agreed with {} for this package on {}. Mileage is paid only where the broker agreed it before the visit.",
        visit.provider_name,
        short_day(visit.told.day)
    ))
}

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let visit = visit::one(view.tx, view.path.uuid("visit")?)?;
    view.who.permit::<StateMiles>(&about(&visit))?;
    let told = &visit.told;
    let agreed = on(view.tx, told.package, told.provider, told.day)?;
    let before = of_visit(view.tx, told.visit)?.map_or(0, |stated| stated.miles).to_string();
    let version = visit.version.to_string();
    let body = html! {
        h1 class="nhsuk-heading-l" { "Miles of the visit on " (short_day(told.day)) }
        @match agreed {
            None => p { (none_agreed(&visit).to_string()) },
            Some(per_mile) => {
                p { "Agreed: " (per_mile) " a mile." }
                (view.form.around(&format!("/charges/visits/{}/miles", told.visit), &html! {
                    @for field in FIELDS { (view.form.field(field, if field.name == "version" { &version } else { &before })) }
                }, "State the miles"))
            }
        }
    };
    view.saw(told.person, "miles of a visit");
    let page = Page::new("Miles of a visit", body).about(names::banner(view, visit.told.person)?);
    Ok(page.back("Charges", "/charges").into())
}

pub(crate) fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let id = act.path.uuid("visit")?;
    let permit = act.who.permit::<StateMiles>(&about(&visit::one(act.work, id)?))?;
    let (miles, version) = (act.values.whole("miles")?, act.values.version()?);
    state(act.work, act.house.place, &permit, (id, version), (miles, &act.who.name))?;
    Ok(Done::new("/charges", "The miles are charged with the visit.").id(id))
}

fn state(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<StateMiles>,
    (id, version): (Uuid, i64),
    (miles, by): (i64, &str),
) -> Result<(), Failure> {
    permit.covers(id)?;
    let visit = visit::held(work, id)?.ok_or_else(|| Failure::no_such("visit"))?;
    let told = &visit.told;
    let agreed = on(work, told.package, told.provider, told.day)?;
    let per_mile = agreed.ok_or_else(|| none_agreed(&visit))?;
    if told.facts.recorded_minutes() == 0 && miles > 0 {
        return Err(Failure::conflict("Nobody came to this visit, so no miles were driven for it."));
    }
    let facts = serde_json::json!({ "miles": miles, "pence_per_mile": per_mile });
    let change =
        Change::new("mileage.stated", "visit", id).person(told.person).organisation(told.provider).facts(facts);
    let columns = cols! { "miles" => miles, "pence_per_mile" => per_mile, "stated_by" => by, "stated_at" => work.at };
    let change = match of_visit(work, id)? {
        Some(before) => change.update("visit_miles", id, before.version, columns),
        None => {
            let mut columns = columns;
            columns.extend(cols! { "id" => id, "version" => 1 });
            change.insert("visit_miles", columns)
        }
    };
    work.apply(change)?;
    let because = Because { words: "The miles of the visit were stated.".into(), adjustment: None };
    react::settle(work, place, told, Some(version), &because).map(drop)
}
