//! The order of things after an award (BRK-5): the plan is received, the provider introduces itself, outcomes are agreed,
//! its own plan comes back, a start is agreed. Care never waits for any of them.

pub mod introduction;
pub mod later_start;
pub mod outcomes;
pub mod receive_plan;
pub mod return_plan;
pub mod start;
pub mod started;

use access::{About, Permit};
use kernel::{Failure, Moment, Time};
use page::{Markup, Page};
use places::Place;
use store::{Change, Work};
use wire::{Act, Done, Shown, View};

use crate::{
    machine::Step,
    package::{self, Move, Package, award_columns},
    policy::KeepAward,
};

/// Belongs to the provider that has the package.
pub(crate) fn about(package: &Package) -> About {
    About::thing("package", package.id).person(package.person).organisation(package.provider())
}

/// Holds the package, as the page showed it.
pub(crate) fn hold(act: &mut Act<'_, '_>) -> Result<(Package, Permit<KeepAward>), Failure> {
    let held = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<KeepAward>(&about(&held))?;
    Ok((held, permit))
}

/// Saves a step of the award with its event.
pub(crate) fn keep(
    work: &mut Work<'_>,
    place: &Place,
    package: &Package,
    step: &Step,
    (event, facts): (&'static str, serde_json::Value),
    from: Moment,
    also: impl FnOnce(Change) -> Change,
) -> Result<(), Failure> {
    let Some(held) = step.next.held().cloned() else {
        return Err(Failure::internal("a step of an award without an award"));
    };
    let this = Move { package, step, from, event, more: Vec::new() };
    package::take(work, place, this, |change, dues| {
        also(change.organisation(held.provider).facts(facts)).update(
            "award",
            held.award,
            held.version,
            award_columns(&held, dues),
        )
    })
}

/// A page for one step: the person's banner, the form, and the way back.
pub(crate) fn step_page(
    view: &mut View<'_, '_>,
    title: &str,
    body: impl FnOnce(&View<'_, '_>, &Package) -> Markup,
) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<KeepAward>(&about(&package))?;
    let banner = people::banner(view.tx, package.person, view.house)?;
    view.saw(package.person, "package");
    let body = page::html! {
        h1 class="nhsuk-heading-l" { (title) }
        (body(view, &package))
    };
    let back = home(view.who.organisation_id(), &package);
    Ok(Page::new(title, body).about(banner).back("Back to the package", back).into())
}

/// The package's page of whoever looks: the provider's own, or the broker's.
pub(crate) fn home(organisation: Option<kernel::Uuid>, package: &Package) -> String {
    if organisation.is_some() && organisation == package.provider() {
        format!("/provider/packages/{}", package.id)
    } else {
        format!("/packages/{}", package.id)
    }
}

/// The reply to a step.
pub(crate) fn done(act: &Act<'_, '_>, package: &Package, message: String) -> Done {
    Done::new(home(act.who.organisation_id(), package), message).id(package.id)
}

/// A day and a time that have been, as one moment; not in the future.
pub(crate) fn past(day: kernel::Date, time: Option<Time>, now: Moment) -> Result<Moment, Failure> {
    let given = Moment::from_london(day, time.unwrap_or(Time::midnight()));
    // Without a time the day alone counts; today then means now.
    let at = if time.is_none() && day == now.day() { now } else { given };
    if at > now {
        return Err(Failure::field("on", "This is in the future. Record it when it has happened."));
    }
    Ok(at)
}
