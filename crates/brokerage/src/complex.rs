//! Complex care (BRK-14): a registered nurse oversees it, the home is looked at before the first day, the person and their carer help to
//! choose the care workers, the care is looked at against the plan at the plan's interval, and where workers are not found within
//! twenty weeks of the award the provider bears what an agency costs.

pub mod agency;
mod care;
pub mod forward;
pub mod home;
pub mod list;
pub mod monitor;
pub mod nurse;
pub mod rule;
pub mod say;
mod show;
mod workers;

pub use care::{Care, CareId, Home, Nurse, of_package, of_person};
pub(crate) use care::{KIND, breached, follow};
pub(crate) use show::section;
pub use workers::{
    Chosen, Forward, ForwardId, agency_of_provider, agency_workers, chosen, chosen_of_provider, of_care as workers_of,
};

use access::Action;
use kernel::Failure;
use page::{Markup, Page, html};
use wire::{Done, Field, Shown, Slice, View};

use crate::{
    package::{self, Package},
    policy::{AgreeComplex, ChooseWorkers, KeepComplex, RecordChoice, SeeComplex},
    steps,
};

/// Its pages and commands.
pub(crate) fn routes(slice: Slice) -> Slice {
    let slice = slice.page_with_data::<SeeComplex, Vec<list::ComplexLine>>("/complex", "Complex care", list::page);
    workers_routes(care_routes(slice))
}

fn care_routes(slice: Slice) -> Slice {
    slice
        .command::<KeepComplex>(
            "/packages/{package}/nurse",
            "Name the nurse",
            nurse::FIELDS,
            nurse::page,
            nurse::submit,
        )
        .command::<KeepComplex>(
            "/packages/{package}/home",
            "Record whether the home suits the care",
            home::FIELDS,
            home::page,
            home::submit,
        )
        .command::<AgreeComplex>(
            "/packages/{package}/home-exception",
            "Agree to care in a home that does not suit it",
            home::EXCEPTION,
            home::exception_page,
            home::exception_submit,
        )
        .page::<KeepComplex>("/packages/{package}/monitor", "Look at the care against the plan", monitor::page)
        .command::<KeepComplex>(
            "/packages/{package}/monitor/{nth}",
            "Say how far an outcome is met",
            monitor::FIELDS,
            monitor::outcome_page,
            monitor::submit,
        )
        .command::<KeepComplex>(
            "/packages/{package}/recruited",
            "Record that workers are in place",
            agency::FOUND,
            agency::found_page,
            agency::found_submit,
        )
        .command::<KeepComplex>(
            "/packages/{package}/agency-cost",
            "State what an agency cost",
            agency::FIELDS,
            agency::page,
            agency::submit,
        )
        .command::<AgreeComplex>(
            "/agency-costs/{cost}/agree",
            "Agree to an agency cost",
            agency::AGREE,
            agency::agree_page,
            agency::agree_submit,
        )
}

fn workers_routes(slice: Slice) -> Slice {
    slice
        .command::<KeepComplex>(
            "/packages/{package}/put-forward",
            "Put a care worker forward",
            forward::FIELDS,
            forward::page,
            forward::submit,
        )
        .command::<KeepComplex>(
            "/put-forward/{forward}/withdraw",
            "Take a care worker back",
            forward::WITHDRAW,
            forward::withdraw_page,
            forward::withdraw_submit,
        )
        .command::<ChooseWorkers>(
            "/put-forward/{forward}/say",
            "Say what you think of a care worker",
            say::FIELDS,
            say::page,
            say::submit,
        )
        .command::<RecordChoice>(
            "/put-forward/{forward}/record-say",
            "Record what was said of a care worker",
            say::RECORD,
            say::record_page,
            say::record_submit,
        )
}

/// A page of a command on the complex care of a package.
fn form_page<A: Action>(
    view: &mut View<'_, '_>,
    title: &str,
    body: impl FnOnce(&View<'_, '_>, &Package, Option<&Care>) -> Markup,
) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<A>(&steps::about(&package))?;
    view.saw(package.person, "package");
    let banner = people::banner(view.tx, package.person, view.house)?;
    let inner = match care::must_be_complex(&package) {
        Err(failure) => html! { p { (failure.to_string()) } },
        Ok(_) => {
            let care = of_package(view.tx, package.id)?;
            body(view, &package, care.as_ref())
        }
    };
    let body = html! { h1 class="nhsuk-heading-l" { (title) } (inner) };
    let back = steps::home(view.who.organisation_id(), &package);
    Ok(Page::new(title, body).about(banner).back("Back to the package", back).into())
}

/// The fields of a form that are still empty, and the version of what it changes.
fn fields(view: &View<'_, '_>, fields: &[Field], version: i64) -> Markup {
    let version = version.to_string();
    html! { @for field in fields { (view.form.field(field, if field.name == "version" { &version } else { "" })) } }
}

/// The reply to a provider's command.
fn done(package: &Package, message: String) -> Done {
    Done::new(format!("/provider/packages/{}", package.id), message).id(package.id)
}
