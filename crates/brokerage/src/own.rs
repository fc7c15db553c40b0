//! Taking a package on with one press: a named broker owns it (H14).

use access::{About, Permit, Who};
use kernel::Failure;
use page::{Page, html};
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    State,
    package::{self, Package},
    policy::OwnPackage,
};

/// Nothing is asked.
pub const FIELDS: &[Field] = &[];

/// Takes it on; from another broker too, for people fall ill.
pub fn take_on(work: &mut Work<'_>, who: &Who, permit: &Permit<OwnPackage>, held: &Package) -> Result<(), Failure> {
    permit.covers(held.id)?;
    if let State::Ended { day, .. } = held.state {
        return Err(Failure::conflict(format!("This package ended on {}.", kernel::day_in_words(day))));
    }
    if held.owner == Some(who.account) {
        return Ok(());
    }
    let facts = serde_json::json!({ "owner": who.account, "before": held.owner });
    let columns = cols! { "owner" => who.account, "owner_name" => who.name.as_str() };
    let change = Change::new("package.owned", "package", held.id).person(held.person).facts(facts);
    work.apply(change.update("package", held.id, held.version, columns))
}

fn about(package: &Package) -> About {
    About::thing("package", package.id).person(package.person)
}

/// The button, for those who come here by its address.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<OwnPackage>(&about(&package))?;
    let action = format!("/packages/{}/own", package.id);
    let body = html! {
        h1 class="nhsuk-heading-l" { "Take on package " (package.reference()) }
        (view.form.button(&action, &[], "Take it on", false))
    };
    Ok(Page::new("Take on a package", body).back("Back to the packages", "/packages").into())
}

/// Takes it on.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let held = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<OwnPackage>(&about(&held))?;
    take_on(act.work, act.who, &permit, &held)?;
    Ok(Done::new("/packages", format!("Package {} is yours now.", held.reference())).id(held.id))
}
