//! A provider says where it has room (BRK-3); a broker may record it for one that rings up.

use access::{About, Permit};
use kernel::{Failure, Minutes, Uuid, moment_in_words};
use page::{
    Page,
    components::{Cell, Table, table},
    html,
    show::{empty_state, moment_short},
};
use store::{Change, Work, cols};
use wire::{Act, Done, Field, House, Shown, View};

use super::{provider_row, said};
use crate::policy::SayAvailability;

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::line("locality", "In which area?").must("Choose the area."),
    Field::choice("available", "Do you have room there?", &[("yes", "Yes"), ("no", "No")])
        .must("Say whether you have room."),
    Field::whole("hours", "About how many hours a week", 1, 2000, "hours"),
    Field::line("note", "Anything to add").hint("Days, times of day, skills."),
];

/// What is said.
#[derive(Debug, Clone)]
pub struct Room {
    /// The area's code.
    pub locality: String,
    /// Whether there is room.
    pub available: bool,
    /// How much a week.
    pub minutes_per_week: Option<Minutes>,
    /// What else.
    pub note: Option<String>,
}

/// Keeps what a provider says of one of its areas.
pub fn say(
    work: &mut Work<'_>,
    house: &House,
    permit: &Permit<SayAvailability>,
    provider: Uuid,
    room: &Room,
) -> Result<(), Failure> {
    permit.covers(provider)?;
    let areas = said(work, provider)?;
    if !areas.iter().any(|area| area.locality == room.locality) {
        let name = house.place.locality(&room.locality).map_or("this area", |area| area.name.as_str());
        return Err(Failure::field(
            "locality",
            format!("You do not serve {name}. Choose one of the areas you were admitted for."),
        ));
    }
    let facts = serde_json::json!({
        "locality": room.locality, "available": room.available, "minutes_per_week": room.minutes_per_week, "note": room.note,
    });
    let columns = cols! {
        "provider" => provider, "locality" => room.locality.as_str(), "available" => room.available,
        "minutes_per_week" => room.minutes_per_week.filter(|_| room.available), "note" => room.note.as_deref(),
        "said_at" => work.at,
    };
    let change = Change::new("provider.availability_said", "provider", provider).organisation(provider).facts(facts);
    work.apply(change.put("provider_availability", &["provider", "locality"], columns))
}

/// Whose: the provider's own, or the one a broker names in the path.
pub(super) fn whose(organisation: Option<Uuid>, path: &wire::Params) -> Result<Uuid, Failure> {
    match path.text("provider") {
        "" => organisation.ok_or_else(|| Failure::no_such("provider")),
        _ => path.uuid("provider"),
    }
}

/// What a permit to speak for a provider is about.
pub(super) fn about(provider: Uuid) -> About {
    About::thing("provider", provider).organisation(provider)
}

/// The form, under what was said last.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let provider = whose(view.who.organisation_id(), view.path)?;
    view.who.permit::<SayAvailability>(&about(provider))?;
    let row = provider_row(view.tx, provider)?;
    let said = said(view.tx, provider)?;
    let name = |code: &str| view.house.place.locality(code).map_or_else(|| code.to_owned(), |area| area.name.clone());
    let choices: Vec<(String, String)> =
        said.iter().map(|area| (area.locality.clone(), name(&area.locality))).collect();
    let own = view.path.text("provider").is_empty();
    let action = if own { "/provider/availability".to_owned() } else { format!("/framework/{provider}/availability") };
    let rows = said.iter().map(|area| {
        vec![
            Cell::from(name(&area.locality)),
            Cell::from(match area.available {
                None => "Not said yet",
                Some(true) => "Has room",
                Some(false) => "No room",
            }),
            Cell::from(area.minutes_per_week.map(|minutes| minutes.to_string()).unwrap_or_default()),
            Cell::from(area.note.clone().unwrap_or_default()),
            Cell::from(html! { @if let Some(at) = area.said_at { (moment_short(view.now, at)) } }),
        ]
    });
    let table = table(&Table {
        caption: "What was said last".into(),
        head: ["Area", "Room", "A week", "Note", "Said"].into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    });
    let body = html! {
        h1 class="nhsuk-heading-l" { "Where " @if own { "you have" } @else { (row.name) " has" } " room" }
        p { "Packages are offered by rank to providers that have said they have room in the area." }
        @if said.is_empty() { (empty_state("No area is recorded for this provider, so no package can be offered to it by rank.")) } @else {
            (table)
            (view.form.around(&action, &html! {
                @for field in FIELDS {
                    @if field.name == "locality" { (view.form.choose(field, &choices, "")) } @else { (view.form.field(field, "")) }
                }
            }, "Save"))
        }
    };
    let back = if own {
        ("Back to today", "/provider".to_owned())
    } else {
        ("Back to the provider", format!("/framework/{provider}"))
    };
    Ok(Page::new("Availability", body).back(back.0, back.1).into())
}

/// Keeps it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let provider = whose(act.who.organisation_id(), act.path)?;
    let permit = act.who.permit::<SayAvailability>(&about(provider))?;
    provider_row(act.work, provider)?;
    let hours = act.values.opt_whole("hours")?;
    let room = Room {
        locality: act.values.text("locality")?,
        available: act.values.text("available")? == "yes",
        minutes_per_week: hours.map(|hours| Minutes::new(hours.saturating_mul(60))),
        note: act.values.opt_text("note")?,
    };
    say(act.work, act.house, &permit, provider, &room)?;
    let own = act.path.text("provider").is_empty();
    let to = if own { "/provider/availability".to_owned() } else { format!("/framework/{provider}") };
    let area = act.house.place.locality(&room.locality).map_or(room.locality.clone(), |area| area.name.clone());
    let room = if room.available { "room" } else { "no room" };
    Ok(Done::new(to, format!("Noted: {room} in {area}, as of {}.", moment_in_words(act.now))).id(provider))
}
