//! Parts that nobody is asked for are joined again (BRK-6).

use access::Permit;
use kernel::Failure;
use page::{Page, html};
use store::{Work, cols};
use wire::{Act, Done, Field, House, Shown, View};

use super::{about, at_rest, hold_all, of_plan, split::give};
use crate::{
    EndReason, PackageId, State,
    package::{self, Move, Package, reference},
    policy::SplitPackage,
};

/// What is asked.
pub const FIELDS: &[Field] = &[Field::version()];

/// Joins a part with another that waits: its visits go there, and it is over.
pub fn join(
    work: &mut Work<'_>,
    house: &House,
    permit: &Permit<SplitPackage>,
    held: &Package,
    beside: &[Package],
) -> Result<PackageId, Failure> {
    permit.covers(held.id)?;
    at_rest(held)?;
    let to = beside.iter().find(|one| one.state == State::Requested).ok_or_else(|| {
        Failure::conflict("No other part of this plan waits to be offered, so there is nothing to join it with.")
    })?;
    let lines = package::lines(work, held.id)?;
    give(work, to, (&lines, held.minutes_per_week, held.weekly_budget), "package.part_grown")?;
    let (day, at) = (work.at.day(), work.at);
    let step = held.state.end(day, EndReason::NotNeeded)?;
    let facts = serde_json::json!({ "to": to.id });
    let more = cols! {
        "ended_on" => day, "end_reason" => EndReason::NotNeeded.code(),
        "end_words" => format!("Joined with package {}", to.reference()),
    };
    let this = Move { package: held, step: &step, from: at, event: "package.joined", more };
    package::take(work, house.place, this, |change, _| change.facts(facts))?;
    Ok(to.id)
}

/// The button.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<SplitPackage>(&about(&package))?;
    view.saw(package.person, "splitting of a package");
    let waits = of_plan(view.tx, package.plan)?
        .into_iter()
        .find(|part| part.id != package.id && part.state == State::Requested.code());
    let (form, version) = (view.form, package.version.to_string());
    let body = html! {
        h1 class="nhsuk-heading-l" { "Join package " (package.reference()) " with another part" }
        @match (at_rest(&package), waits) {
            (Err(failure), _) => { p { (failure.to_string()) } }
            (Ok(()), None) => { p { "No other part of this plan waits to be offered, so there is nothing to join it with." } }
            (Ok(()), Some(part)) => {
                p { "Its visits go to package " (reference(part.id)) ", and this one is over." }
                (form.button(&format!("/packages/{}/join", package.id), &[("version", &version)], "Join them", false))
            }
        }
    };
    let banner = people::banner(view.tx, package.person, view.house)?;
    let back = format!("/packages/{}", package.id);
    Ok(Page::new("Join a package", body).about(banner).back("Back to the package", back).into())
}

/// Joins them.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (mut held, beside) = hold_all(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<SplitPackage>(&about(&held))?;
    held.version = act.values.version()?;
    let to = join(act.work, act.house, &permit, &held, &beside)?;
    Ok(Done::new(format!("/packages/{to}"), "The parts are one package again.").id(to))
}
