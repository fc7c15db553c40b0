//! Care that changes while it is given (BRK-9): a provider adjusts it at a review within its tolerance, asks for a formal review
//! where more is needed, and reports significant changes in the person. Whoever bought and planned the care sees all three.

pub mod adjust;
pub mod formal;
pub mod report;
pub(crate) mod rule;
mod told;
pub mod tolerance;

pub(crate) use told::section;

use kernel::Failure;
use page::{Markup, Page};
use store::Work;
use wire::{Shown, View};

use crate::{
    package::{self, Package},
    policy::{AdjustCare, ReportChange},
    send, steps,
};

/// Belongs to whoever gives the care: the provider that has the package, or one that has handed it back and carries on.
fn about(package: &Package, today: kernel::Date) -> access::About {
    let leaving = package.leaving.as_ref().filter(|leaving| leaving.last_day >= today).map(|leaving| leaving.provider);
    steps::about(package).organisation(leaving)
}

/// "Harbour Care, care manager": who reports, in the words of the social worker's list.
fn said_by(package: &Package, organisation: Option<kernel::Uuid>) -> String {
    let leaving = package.leaving.as_ref().filter(|leaving| Some(leaving.provider) == organisation);
    let held = package.state.held().map(|held| held.provider_name.as_str());
    leaving.map(|leaving| leaving.name.as_str()).or(held).unwrap_or("The provider").to_owned()
}

/// A page of the provider about its package.
fn form_page<A: access::Action>(
    view: &mut View<'_, '_>,
    title: &str,
    body: impl FnOnce(&View<'_, '_>, &Package) -> Markup,
) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<A>(&about(&package, view.now.day()))?;
    let banner = people::banner(view.tx, package.person, view.house)?;
    view.saw(package.person, "package");
    let body = page::html! { h1 class="nhsuk-heading-l" { (title) } (body(view, &package)) };
    let back = format!("/provider/packages/{}", package.id);
    Ok(Page::new(title, body).about(banner).back("Back to the package", back).into())
}

/// The ways in on the provider's own page of a package.
pub(crate) fn doors(who: &access::Who, package: &Package) -> Markup {
    let (may_adjust, may_report) = (who.may::<AdjustCare>(), who.may::<ReportChange>());
    let runs = package.state.gives_care().is_ok() && package.provider() == who.organisation_id();
    page::html! {
        @if may_report { p { a href={ "/packages/" (package.id) "/report-change" } { "Report a change in the person" } } }
        @if may_adjust && runs { p { a href={ "/packages/" (package.id) "/bank" } { "Banked hours" } } }
        @if may_adjust && runs { p { a href={ "/packages/" (package.id) "/formal-review" } { "Ask for a formal review" } } }
    }
}

/// A formal review was answered: the provider that asked for it is told where to read the answer. A message names nobody.
pub(crate) fn answered(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let id = |name: &str| payload.get(name).and_then(|id| id.as_str()?.parse::<kernel::Uuid>().ok());
    let asked = payload.get("facts").and_then(|facts| facts.get("asked")?.as_str()).unwrap_or_default();
    let (Some(person), Some(provider)) = (id("person"), id("organisation")) else { return Ok(()) };
    let packages = crate::of_person(work, person.into())?;
    let package = packages.iter().find(|package| package.last_provider == Some(provider));
    let Some(package) = package.filter(|_| asked == plans::ChangeKind::FormalReview.code()) else { return Ok(()) };
    let body = format!(
        "The formal review of package {} that you asked for is answered. Read the answer: /provider/packages/{}",
        package.reference(),
        package.id
    );
    let subject = format!("Package {}: the formal review is answered", package.reference());
    send::notify(work, provider, "package.formal_review_answered", &subject, &body)
}
