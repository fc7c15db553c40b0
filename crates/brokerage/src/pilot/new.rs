//! The commissioner sets up a pilot: one provider, one area, its days, and what it is to show (BRK-13).

use access::{About, Permit};
use kernel::{Date, Failure};
use page::{Page, html};
use places::Place;
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{
    PilotId, beside,
    rule::{Beside, may_run},
};
use crate::{
    framework::{Provider, provider_row, providers},
    policy::SetUpPilot,
};

const PROVIDER: Field = Field::id("provider", "Which provider?").must("Choose a provider.");
const AREA: Field = Field::line("locality", "In which area?").must("Choose an area.");

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::line("name", "What is the pilot called?").must("Enter a name."),
    PROVIDER,
    AREA,
    Field::date("first", "First day").must("Enter the first day."),
    Field::date("last", "Last day").must("Enter the last day."),
    Field::words("words", "What is it to show, and how is that measured?")
        .must("Say what the pilot is to show, and how that is measured."),
];

/// A pilot as it is set up.
#[derive(Debug)]
pub struct NewPilot<'a> {
    /// Its name.
    pub name: &'a str,
    /// Who gives the care.
    pub provider: &'a Provider,
    /// The area's code.
    pub locality: &'a str,
    /// The first and the last day.
    pub days: (Date, Date),
    /// What it is to show.
    pub words: &'a str,
    /// Who sets it up.
    pub by: &'a str,
}

/// Sets it up. No more run at once than the place allows, and never two in one area.
pub fn set_up(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<SetUpPilot>,
    new: &NewPilot<'_>,
) -> Result<PilotId, Failure> {
    permit.covers(new.provider.id)?;
    let (first, last) = new.days;
    if last < first {
        return Err(Failure::field("last", "The last day is before the first."));
    }
    if last < work.at.day() {
        return Err(Failure::field("last", "These days are over. Enter days to come."));
    }
    let area = place.locality(new.locality);
    let area = area.ok_or_else(|| Failure::field("locality", "Choose one of the areas in the list."))?;
    let others = beside(work, new.days)?;
    let others: Vec<Beside<'_>> =
        others.iter().map(|other| Beside { name: &other.name, locality: &other.locality }).collect();
    may_run(place.package_rules.pilots_at_most, (&area.code, &area.name), &others)?;
    let id: PilotId = work.id();
    let columns = cols! {
        "id" => id, "version" => 1, "name" => new.name, "provider" => new.provider.id,
        "provider_name" => new.provider.name.as_str(), "locality" => new.locality, "first_day" => first, "last_day" => last,
        "words" => new.words, "set_up_at" => work.at, "set_up_by" => new.by,
    };
    let facts =
        serde_json::json!({ "provider": new.provider.id, "locality": new.locality, "first": first, "last": last });
    let change = Change::new("pilot.set_up", "pilot", id).organisation(new.provider.id).facts(facts);
    work.apply(change.insert("pilot", columns))?;
    Ok(id)
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.scope::<SetUpPilot>()?;
    let rules = &view.house.place.package_rules;
    let (at_most, hours) = (rules.pilots_at_most, kernel::Minutes::new(rules.pilot_minutes_per_week));
    let choices: Vec<(String, String)> =
        providers(view.tx)?.into_iter().filter(|one| one.active).map(|one| (one.id.to_string(), one.name)).collect();
    let areas: Vec<(String, String)> =
        view.house.place.localities.iter().map(|one| (one.code.clone(), one.name.clone())).collect();
    let fields = html! {
        @for field in FIELDS {
            @match field.name {
                "provider" => { (view.form.choose(&PROVIDER, &choices, "")) }
                "locality" => { (view.form.choose(&AREA, &areas, "")) }
                _ => { (view.form.field(field, "")) }
            }
        }
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Set up an outcome pilot" }
        p { "At most " (at_most) " run at once, in different areas, each with up to " (hours) " of care a week." }
        (view.form.around("/pilots/new", &fields, "Set it up"))
    };
    Ok(Page::new("Set up an outcome pilot", body).back("Back to the pilots", "/pilots").into())
}

/// Sets it up.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let provider = provider_row(act.work, act.values.uuid("provider")?)?;
    let permit = act.who.permit::<SetUpPilot>(&About::thing("provider", provider.id))?;
    let (name, locality, words) = (act.values.text("name")?, act.values.text("locality")?, act.values.text("words")?);
    let new = NewPilot {
        name: &name,
        provider: &provider,
        locality: &locality,
        days: (act.values.date("first")?, act.values.date("last")?),
        words: &words,
        by: &act.who.name,
    };
    let id = set_up(act.work, act.house.place, &permit, &new)?;
    let message = format!("The pilot “{name}” is set up. Brokers can take packages into it from its first day.");
    Ok(Done::new(format!("/pilots/{id}"), message).id(id))
}
