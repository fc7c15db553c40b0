//! The search widens to every provider, as a reasoned exception (BRK-6).

use access::{About, Permit};
use kernel::Failure;
use page::{Page, html};
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    package::{self, Package},
    policy::WidenSearch,
};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::words("why", "Why is the search opened to every provider before its time?")
        .must("Say why the search is opened to every provider."),
];

/// What the journal says when the clock itself opens the search.
fn reason_of_clock(package: &Package) -> String {
    let term = if package.urgent { "two working days" } else { "ten working days" };
    format!("No framework provider was found within {term}.")
}

fn may_open(package: &Package) -> Result<(), Failure> {
    if let Some(since) = package.contingency_at {
        return Err(Failure::conflict(format!(
            "The search has been open to every provider since {}.",
            kernel::moment_in_words(since)
        )));
    }
    package.state.may_be_awarded()
}

fn open(work: &mut Work<'_>, package: &Package, why: &str, by_clock: bool) -> Result<(), Failure> {
    let facts = serde_json::json!({ "why": why, "by_clock": by_clock, "urgent": package.urgent });
    let columns = cols! { "contingency_at" => work.at, "contingency_why" => why };
    let change = Change::new("package.contingency_opened", "package", package.id).person(package.person).facts(facts);
    work.apply(change.update("package", package.id, package.version, columns))
}

/// Opens the search before its time, for a reason.
pub fn open_by_hand(
    work: &mut Work<'_>,
    permit: &Permit<WidenSearch>,
    package: &Package,
    why: &str,
) -> Result<(), Failure> {
    permit.covers(package.id)?;
    may_open(package)?;
    open(work, package, why, false)
}

/// Opens the search because its clock has run out; nothing happens when it is open or over.
pub(crate) fn open_by_clock(work: &mut Work<'_>, package: &Package) -> Result<(), Failure> {
    match may_open(package) {
        Ok(()) => open(work, package, &reason_of_clock(package), true),
        Err(_) => Ok(()),
    }
}

fn about(package: &Package) -> About {
    About::thing("package", package.id).person(package.person)
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<WidenSearch>(&about(&package))?;
    view.saw(package.person, "widening of a search");
    let (form, version) = (view.form, package.version.to_string());
    let body = html! {
        h1 class="nhsuk-heading-l" { "Open the search for package " (package.reference()) " to every provider" }
        @match may_open(&package) {
            Err(failure) => { p { (failure.to_string()) } }
            Ok(()) => {
                p { "It opens by itself when its clock runs out. Opened now, providers off the framework can be asked too, as a reasoned exception." }
                (form.around(&format!("/packages/{}/contingency", package.id), &html! {
                    @for field in FIELDS { (form.field(field, if field.name == "version" { version.as_str() } else { "" })) }
                }, "Open the search"))
            }
        }
    };
    let banner = people::banner(view.tx, package.person, view.house)?;
    Ok(Page::new("Open the search to every provider", body)
        .about(banner)
        .back("Back to the package", format!("/packages/{}", package.id))
        .into())
}

/// Opens it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let mut held = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<WidenSearch>(&about(&held))?;
    held.version = act.values.version()?;
    open_by_hand(act.work, &permit, &held, &act.values.text("why")?)?;
    Ok(Done::new(format!("/packages/{}", held.id), "The search is open to every provider now.").id(held.id))
}
