//! Whether the home suits the care, looked at before the first day; and the exception where it does not (BRK-14).

use access::Permit;
use kernel::{Date, Failure};
use page::html;
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{
    care::{Care, Home, hold},
    done, fields, form_page,
    rule::HomeFinding,
};
use crate::policy::{AgreeComplex, KeepComplex};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::date("on", "On which day was the home looked at?").must("Enter the day on which the home was looked at."),
    Field::line("by", "Who looked at it?").hint("Their name and what they are.").must("Say who looked at the home."),
    Field::choice("finding", "Does the home suit the care?", HomeFinding::CHOICES)
        .must("Say whether the home suits the care."),
    Field::words("changes", "What has to change?").hint("Only if something has to: what, by whom and until when."),
];

/// What is asked for an exception.
pub const EXCEPTION: &[Field] = &[
    Field::version(),
    Field::words("why", "Why is care given there all the same, and what makes it safe?")
        .must("Say why care is given there all the same, and what makes it safe."),
];

/// Records what was found.
pub fn check(work: &mut Work<'_>, permit: &Permit<KeepComplex>, care: &Care, found: &Home) -> Result<(), Failure> {
    permit.covers(care.package)?;
    if found.on > work.at.day() {
        return Err(Failure::field("on", "This day is still to come. Record it when the home was looked at."));
    }
    if found.finding != HomeFinding::Suitable && found.changes.is_none() {
        return Err(Failure::field("changes", "Say what has to change before the home suits the care."));
    }
    let facts = serde_json::json!({
        "package": care.package, "finding": found.finding.code(), "on": found.on, "by": found.by, "changes": found.changes,
    });
    let columns = cols! {
        "home_finding" => found.finding.code(), "home_on" => found.on, "home_by" => found.by.as_str(),
        "home_changes" => found.changes.as_deref(), "home_exception" => None::<String>, "home_exception_by" => None::<String>,
    };
    let change = care.change("complex.home_checked").facts(facts);
    work.apply(change.update("complex_care", care.id, care.version, columns))
}

/// Agrees that care is given in a home that does not suit it.
pub fn agree(
    work: &mut Work<'_>,
    permit: &Permit<AgreeComplex>,
    care: &Care,
    (why, by): (&str, &str),
) -> Result<(), Failure> {
    permit.covers(care.package)?;
    if care.home.as_ref().is_none_or(|home| home.finding != HomeFinding::Unsuitable) {
        return Err(Failure::conflict(
            "Nobody has found that the home does not suit the care, so there is nothing to agree.",
        ));
    }
    let facts = serde_json::json!({ "package": care.package, "why": why });
    let columns = cols! { "home_exception" => why, "home_exception_by" => by };
    let change = care.change("complex.home_excepted").facts(facts);
    work.apply(change.update("complex_care", care.id, care.version, columns))
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    form_page::<KeepComplex>(view, "Record whether the home suits the care", |view, package, care| {
        let today: Date = view.now.day();
        let fields = html! {
            @for field in FIELDS {
                @match field.name {
                    "version" => { (view.form.field(field, &care.map_or(1, |care| care.version).to_string())) }
                    "on" => { (view.form.field(field, &today.to_string())) }
                    "by" => { (view.form.field(field, &view.who.name)) }
                    _ => { (view.form.field(field, "")) }
                }
            }
        };
        html! {
            p { "The home is looked at before the first day. Where it does not suit the care, the brokerage team must agree to an exception." }
            (view.form.around(&format!("/packages/{}/home", package.id), &fields, "Record it"))
        }
    })
}

/// Records it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (package, _, mut care, permit) = hold::<KeepComplex>(act)?;
    care.version = act.values.version()?;
    let found = Home {
        finding: act.values.choice("finding")?,
        on: act.values.date("on")?,
        by: act.values.text("by")?,
        changes: act.values.opt_text("changes")?,
        exception: None,
    };
    check(act.work, &permit, &care, &found)?;
    Ok(done(&package, format!("You recorded what was found of the home: {}.", found.finding.words().to_lowercase())))
}

/// The broker's form.
pub fn exception_page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    form_page::<AgreeComplex>(view, "Agree to care in a home that does not suit it", |view, package, care| {
        let home = care.and_then(|care| care.home.as_ref());
        let fields = fields(view, EXCEPTION, care.map_or(1, |care| care.version));
        html! {
            @match home.filter(|home| home.finding == HomeFinding::Unsuitable) {
                None => { p { "Nobody has found that the home does not suit the care, so there is nothing to agree." } }
                Some(home) => {
                    p { (home.by) " found: " (home.changes.as_deref().unwrap_or_default()) }
                    (view.form.around(&format!("/packages/{}/home-exception", package.id), &fields, "Agree to it"))
                }
            }
        }
    })
}

/// Agrees to it.
pub fn exception_submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (package, _, mut care, permit) = hold::<AgreeComplex>(act)?;
    care.version = act.values.version()?;
    let why = act.values.text("why")?;
    agree(act.work, &permit, &care, (&why, &act.who.name))?;
    Ok(Done::new(format!("/packages/{}", package.id), "You agreed to the exception, and your name stands with it.")
        .id(package.id))
}
