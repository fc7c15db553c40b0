//! A provider reports a significant change in the person, for better or worse, within 48 hours of noticing it (BRK-9). It goes to
//! the social worker's list like every other reported change.

use access::Permit;
use kernel::{Failure, Moment, Uuid};
use page::html;
use places::Place;
use plans::ChangeKind;
use store::Work;
use wire::{Act, Done, Field, Shown, View};

use super::{about, form_page, said_by};
use crate::{
    package::{self, Package},
    policy::ReportChange,
    steps,
};

const WAYS: &[(&str, &str)] = &[("worse", "For the worse"), ("better", "For the better")];

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::date("on", "On which day was it noticed?").must("Enter the day on which it was noticed."),
    Field::time("at", "About when?").must("Enter about when it was noticed."),
    Field::choice("way", "Is it for the better or for the worse?", WAYS)
        .must("Say whether it is for the better or for the worse."),
    Field::words("words", "What has changed?").must("Say what has changed."),
];

/// Reports it.
pub fn report(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<ReportChange>,
    held: &Package,
    (organisation, noticed, words): (Option<Uuid>, Moment, &str),
) -> Result<Uuid, Failure> {
    permit.covers(held.id)?;
    if noticed < held.requested_at {
        return Err(Failure::field(
            "on",
            "This is before the package was asked for. Enter the day on which it was noticed.",
        ));
    }
    let report = plans::Report {
        person: held.person,
        kind: ChangeKind::Significant,
        by: &said_by(held, organisation),
        organisation,
        words,
        noticed_at: Some(noticed),
    };
    plans::report_change(work, place, &report)
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    form_page::<ReportChange>(view, "Report a change in the person", |view, package| {
        let today = view.now.day().to_string();
        let fields = html! {
            @for field in FIELDS { (view.form.field(field, if field.name == "on" { today.as_str() } else { "" })) }
        };
        html! {
            p { "Report a significant change, for better or worse, within 48 hours. If somebody is in danger now, call 999 first." }
            (view.form.around(&format!("/packages/{}/report-change", package.id), &fields, "Tell the social worker"))
        }
    })
}

/// Reports.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let held = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<ReportChange>(&about(&held, act.now.day()))?;
    let noticed = steps::past(act.values.date("on")?, Some(act.values.time("at")?), act.now)?;
    let way = if act.values.text("way")? == "better" { "For the better" } else { "For the worse" };
    let words = format!("{way}: {}", act.values.text("words")?);
    let new = (act.who.organisation_id(), noticed, words.as_str());
    let id = report(act.work, act.house.place, &permit, &held, new)?;
    let message = "You told the social worker what has changed. The answer will stand on this page.";
    Ok(Done::new(format!("/provider/packages/{}", held.id), message).id(id))
}
