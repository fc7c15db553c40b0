//! An extra visit out of the bank, at the person's request (BRK-10). Its minutes are set aside until it was made or fell away.

use access::Permit;
use brokerage::PackageView;
use kernel::{Date, Failure, Minutes, Moment, Time, day_in_words};
use maud::html;
use page::Page;
use places::Place;
use plans::PatternLine;
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{about, held, hold, href, post};
use crate::{Line, VisitId, make, policy::KeepBank, reactions};

/// The form.
pub const FIELDS: &[Field] = &[
    Field::date("day", "On which day?").must("Enter the day of the extra visit."),
    Field::time("from", "Not before").hint("For example 2pm.").must("Enter when the visit may begin."),
    Field::time("to", "Over by").hint("For example 4pm.").must("Enter by when the visit is over."),
    Field::whole("minutes", "How long is the visit?", 15, 720, "minutes").must("Enter how long the visit is."),
    Field::words("tasks", "What is to be done?")
        .hint("One task on each line. Nursing tasks are for the community nurses.")
        .must("Write at least one task, each on a line of its own."),
    Field::line("asked_by", "Who asked for it?").must("Enter who asked for the extra visit."),
];

/// How far ahead an extra visit may be planned.
const DAYS_AHEAD: i64 = 91;

/// An extra visit as it is asked for.
#[derive(Debug, Clone)]
pub struct Extra {
    /// The day.
    pub day: Date,
    /// The window opens.
    pub from: Time,
    /// The window closes.
    pub to: Time,
    /// How long.
    pub minutes: i64,
    /// What is to be done.
    pub tasks: Vec<String>,
    /// Who asked.
    pub asked_by: String,
}

/// Plans it.
pub fn spend(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<KeepBank>,
    package: &PackageView,
    new: &Extra,
) -> Result<VisitId, Failure> {
    permit.covers(package.id)?;
    package.state.gives_care()?;
    let own = package.id.uuid();
    hold(work, own)?;
    if Moment::from_london(new.day, new.from) < work.at {
        return Err(Failure::field("day", "This is past. Enter a time that is still to come."));
    }
    if new.day > work.at.plus_days(DAYS_AHEAD).day() {
        return Err(Failure::field("day", "An extra visit is planned at most 13 weeks ahead. Enter an earlier day."));
    }
    let line = PatternLine {
        id: work.id(),
        label: "Extra".into(),
        days: vec![new.day.weekday()],
        from: new.from,
        to: new.to,
        minutes: new.minutes,
        workers: 1,
        tasks: new.tasks.clone(),
        time_critical: false,
        skills: Vec::new(),
    };
    line.check(package.kind, &[])?;
    let (before, minutes) = (held(work, own)?, Minutes::new(new.minutes));
    let after = before.plan(minutes)?;
    let source = reactions::source(work, own)?;
    let source = source.ok_or_else(|| Failure::conflict("No provider has this package at present."))?;
    let visit = make::extra(work, place, &source, (&Line::from(&line), new.day))?;
    let facts = serde_json::json!({ "package": own, "visit": visit, "minutes": minutes, "day": new.day });
    let columns = cols! {
        "id" => visit, "version" => 1, "package" => own, "line" => line.id, "minutes" => minutes, "state" => "planned",
        "asked_by" => new.asked_by.as_str(), "at" => work.at,
    };
    let change = Change::new("bank.planned", "package", own).person(package.person).organisation(source.provider);
    work.apply(change.facts(facts).insert("bank_visit", columns))?;
    let memo = format!("Set aside for an extra visit on {}", day_in_words(new.day));
    let day = work.at.day();
    post(work, (own, source.provider), (before, after), (visit.uuid(), day, memo))?;
    Ok(visit)
}

/// The form's page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = brokerage::package(view.tx, view.path.id("package")?)?;
    view.who.permit::<KeepBank>(&about(&package))?;
    let banked = held(view.tx, package.id.uuid())?;
    let fields = html! {
        @for field in FIELDS { (view.form.field(field, if field.name == "asked_by" { package.person_name.as_str() } else { "" })) }
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Plan an extra visit from the bank" }
        p { (banked.free) " can be used. The scheduler then gives the visit to a worker like any other." }
        (view.form.around(&format!("{}/use", href(package.id)), &fields, "Plan the extra visit"))
    };
    view.saw(package.person, "banked hours");
    let banner = people::banner(view.tx, package.person, view.house)?;
    let page = Page::new("Plan an extra visit", body).about(banner);
    Ok(page.back("Back to the banked hours", href(package.id)).into())
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let package = brokerage::package(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<KeepBank>(&about(&package))?;
    let tasks = act.values.text("tasks")?;
    let new = Extra {
        day: act.values.date("day")?,
        from: act.values.time("from")?,
        to: act.values.time("to")?,
        minutes: act.values.whole("minutes")?,
        tasks: tasks.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        asked_by: act.values.text("asked_by")?,
    };
    let visit = spend(act.work, act.house.place, &permit, &package, &new)?;
    let message = format!("An extra visit is planned for {}. It needs a worker.", day_in_words(new.day));
    Ok(Done::new(href(package.id), message).id(visit))
}
