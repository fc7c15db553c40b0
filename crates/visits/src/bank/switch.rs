//! Banked hours are switched on for one package after the other: pilots first (BRK-10).

use access::Permit;
use brokerage::PackageView;
use kernel::{Failure, Minutes};
use maud::html;
use page::Page;
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{about, banking, held, href};
use crate::policy::SwitchBank;

const CHOICES: &[(&str, &str)] =
    &[("on", "On: unused care time may be banked"), ("off", "Off: nothing more is banked")];

/// The form.
pub const FIELDS: &[Field] = &[
    Field::choice("bank", "Banked hours for this package", CHOICES).must("Say whether banked hours are on or off."),
    Field::words("why", "Why?").must("Say why."),
    Field::whole("need_hours", "Hours needed for a purpose, if more than the weeks allowed", 1, 500, "hours"),
    Field::words("need_words", "For what purpose?")
        .hint("For example: a week of days while her daughter is away in May."),
];

/// What is said.
#[derive(Debug, Clone)]
pub struct Switched {
    /// On or off.
    pub open: bool,
    /// Why.
    pub why: String,
    /// What is saved for, and how much it takes.
    pub need: Option<(Minutes, String)>,
}

/// Switches it.
pub fn switch(
    work: &mut Work<'_>,
    permit: &Permit<SwitchBank>,
    package: &PackageView,
    by: &str,
    new: &Switched,
) -> Result<(), Failure> {
    permit.covers(package.id)?;
    let before = banking(work, package.id.uuid())?;
    if new.open {
        package.state.gives_care()?;
    } else if before.as_ref().is_none_or(|before| !before.open) {
        return Err(Failure::field("bank", "Banked hours are off for this package already."));
    }
    let columns = cols! {
        "person" => package.person, "open" => new.open, "since" => work.at, "said_by" => by, "why" => new.why.as_str(),
        "need_minutes" => new.need.as_ref().map(|(minutes, _)| *minutes),
        "need_words" => new.need.as_ref().map(|(_, words)| words.clone()),
    };
    let facts = serde_json::json!({ "open": new.open, "why": new.why, "need": new.need });
    let mut change = Change::new("bank.switched", "package", package.id).person(package.person).facts(facts);
    if let Some(provider) = package.provider {
        change = change.organisation(provider);
    }
    let change = match before {
        Some(before) => change.update("package_bank", package.id, before.version, columns),
        None => {
            let mut all = cols! { "id" => package.id, "version" => 1 };
            all.extend(columns);
            change.insert("package_bank", all)
        }
    };
    work.apply(change)
}

/// The form's page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = brokerage::package(view.tx, view.path.id("package")?)?;
    view.who.permit::<SwitchBank>(&about(&package))?;
    let open = banking(view.tx, package.id.uuid())?.is_some_and(|banking| banking.open);
    let weeks = view.house.place.package_rules.banked_weeks;
    let banked = held(view.tx, package.id.uuid())?;
    let fields = html! {
        @for field in FIELDS { (view.form.field(field, if field.name == "bank" && open { "on" } else { "" })) }
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Banked hours of package " (package.reference()) }
        p { "When they are on, care time that the person did not want may be kept for them: up to " (kernel::count(weeks, "week", "weeks"))
            " of the agreed care, or what a purpose takes that you name." }
        @if open { p { "They are on; " (banked.whole()) " are banked. Switched off, nothing more goes in; what is banked stays written down and is not used." } }
        (view.form.around(&format!("{}/switch", href(package.id)), &fields, "Save"))
    };
    view.saw(package.person, "banked hours");
    let banner = people::banner(view.tx, package.person, view.house)?;
    Ok(Page::new("Banked hours", body).about(banner).back("Back", href(package.id)).into())
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let package = brokerage::package(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<SwitchBank>(&about(&package))?;
    let open = act.values.text("bank")? == "on";
    let need = match (act.values.opt_whole("need_hours")?, act.values.opt_text("need_words")?) {
        (None, None) => None,
        (Some(hours), Some(words)) => Some((Minutes::new(hours * 60), words)),
        (Some(_), None) => return Err(Failure::field("need_words", "Say for what purpose the hours are saved.")),
        (None, Some(_)) => return Err(Failure::field("need_hours", "Enter how many hours the purpose takes.")),
    };
    let new = Switched { open, why: act.values.text("why")?, need };
    switch(act.work, &permit, &package, &act.who.name, &new)?;
    let word = if open { "on" } else { "off" };
    Ok(Done::new(href(package.id), format!("Banked hours are {word} for package {}.", package.reference())))
}
