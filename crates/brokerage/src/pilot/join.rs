//! A broker takes a package into a pilot, with the care a week it has on that day (BRK-13).

use access::{About, Permit};
use kernel::{Failure, Minutes, Uuid, day_in_words};
use page::{Markup, Page, html};
use places::Place;
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{
    Pilot, all,
    cases::{CaseId, open_of},
    one, rule, taken,
};
use crate::{
    package::{self, Package},
    policy::JoinPilot,
};

const PILOT: Field = Field::id("pilot", "Which pilot?").must("Choose a pilot.");

/// What is asked.
pub const FIELDS: &[Field] = &[PILOT];

/// Why a package cannot be taken into this pilot, apart from its hours.
fn must_fit(package: &Package, pilot: &Pilot, place: &Place, today: kernel::Date) -> Result<(), Failure> {
    package.state.gives_care()?;
    if !pilot.runs_on(today) {
        return Err(Failure::field(
            "pilot",
            format!("This pilot runs from {} to {}.", day_in_words(pilot.first), day_in_words(pilot.last)),
        ));
    }
    if package.locality != pilot.locality {
        let area = place.locality(&pilot.locality).map_or(pilot.locality.as_str(), |area| area.name.as_str());
        return Err(Failure::field("pilot", format!("This pilot runs in {area}; the package is in another area.")));
    }
    if package.provider() != Some(pilot.provider) {
        return Err(Failure::field(
            "pilot",
            format!("This pilot is of {}; another provider gives the care.", pilot.provider_name),
        ));
    }
    Ok(())
}

/// Takes a package into a pilot. The pilot's row is held, so that two packages cannot both take the last hours.
pub fn join(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<JoinPilot>,
    package: &Package,
    pilot: &Pilot,
    by: &str,
) -> Result<CaseId, Failure> {
    permit.covers(package.id)?;
    must_fit(package, pilot, place, work.at.day())?;
    if let Some(case) = open_of(work, package.id)? {
        return Err(Failure::conflict(format!("This package is in a pilot since {}.", day_in_words(case.joined_on))));
    }
    let at_most = Minutes::new(place.package_rules.pilot_minutes_per_week);
    rule::fits(at_most, taken(work, pilot.id)?, package.minutes_per_week)?;
    let rate = package.state.gives_care()?.rate;
    let (id, today): (CaseId, _) = (work.id(), work.at.day());
    let columns = cols! {
        "id" => id, "version" => 1, "pilot" => pilot.id, "package" => package.id, "person" => package.person,
        "joined_on" => today, "joined_by" => by, "baseline_minutes" => package.minutes_per_week, "rate" => rate,
    };
    let facts = serde_json::json!({
        "package": package.id, "pilot": pilot.id, "baseline": package.minutes_per_week, "rate": rate,
    });
    let change = Change::new("pilot.joined", "pilot_case", id).person(package.person).organisation(pilot.provider);
    work.apply(change.facts(facts).insert("pilot_case", columns))?;
    Ok(id)
}

fn about(package: &Package) -> About {
    About::thing("package", package.id).person(package.person)
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<JoinPilot>(&about(&package))?;
    view.saw(package.person, "package");
    let banner = people::banner(view.tx, package.person, view.house)?;
    let (today, place) = (view.now.day(), view.house.place);
    let pilots = all(view.tx, package.provider())?;
    let choices: Vec<(String, String)> = pilots
        .iter()
        .filter(|pilot| must_fit(&package, pilot, place, today).is_ok())
        .map(|pilot| (pilot.id.to_string(), format!("{}, until {}", pilot.name, day_in_words(pilot.last))))
        .collect();
    let body = html! {
        h1 class="nhsuk-heading-l" { "Take the package into a pilot" }
        @if choices.is_empty() {
            (page::show::empty_state("No pilot of this provider runs in this area today. One that does stands here once care has started."))
        } @else {
            p { "It joins with the " (package.minutes_per_week) " of care a week that it has today. What is saved is counted from there." }
            (view.form.around(&format!("/packages/{}/pilot", package.id), &view.form.choose(&PILOT, &choices, ""), "Take it in"))
        }
    };
    let page = Page::new("Take the package into a pilot", body).about(banner);
    Ok(page.back("Back to the package", format!("/packages/{}", package.id)).into())
}

/// Takes it in.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let package = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<JoinPilot>(&about(&package))?;
    let pilot = super::hold(act.work, act.values.uuid("pilot")?.into())?;
    join(act.work, act.house.place, &permit, &package, &pilot, &act.who.name)?;
    let message =
        format!("The package is in the pilot “{}” with {} of care a week.", pilot.name, package.minutes_per_week);
    Ok(Done::new(format!("/packages/{}", package.id), message).id(package.id))
}

/// On the broker's page of a package: the pilot it is in, or the way into one.
pub(crate) fn section(view: &mut View<'_, '_>, package: &Package) -> Result<Markup, Failure> {
    if !view.who.may::<JoinPilot>() || package.state.gives_care().is_err() {
        return Ok(html! {});
    }
    let Some(case) = open_of(view.tx, package.id)? else {
        return Ok(html! { p { a href={ "/packages/" (package.id) "/pilot" } { "Take it into an outcome pilot" } } });
    };
    let pilot = one(view.tx, case.pilot)?;
    let id: Uuid = pilot.id.uuid();
    Ok(
        html! { p { "In the outcome pilot " a href={ "/pilots/" (id) } { (pilot.name) } " since " (day_in_words(case.joined_on)) ", with " (case.baseline) " of care a week then." } },
    )
}
