//! How much care providers said that they could take on, by area (BRK-1).

use brokerage::framework::Room;
use kernel::{Failure, Moment, count};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{day_short, empty_state},
};
use places::Place;
use wire::{Shown, View};

use super::{Amount, area, must_see_place};

/// What the JSON says.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Capacity {
    /// By area.
    pub areas: Vec<AreaCapacity>,
    /// What each provider said.
    pub said: Vec<SaidLine>,
}

/// One area.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct AreaCapacity {
    /// The area's code.
    pub locality: String,
    /// Its name.
    pub area: String,
    /// Providers that said they have room.
    pub providers: i64,
    /// Minutes a week that they said.
    pub minutes: i64,
    /// How many of them did not say how much.
    pub unsaid: i64,
}

/// What one provider said of one area.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct SaidLine {
    /// The provider.
    pub provider: String,
    /// The area.
    pub area: String,
    /// Minutes a week, if it said.
    pub minutes: Option<i64>,
    /// When it said so.
    #[schemars(with = "String")]
    pub said_at: Moment,
}

/// The sums by area, in the order of the place.
pub(crate) fn by_area(place: &Place, rooms: &[Room]) -> Vec<AreaCapacity> {
    let of = |locality: &places::Locality| {
        let own: Vec<&Room> = rooms.iter().filter(|room| room.locality == locality.code).collect();
        let len = |len: usize| i64::try_from(len).unwrap_or(i64::MAX);
        AreaCapacity {
            locality: locality.code.clone(),
            area: locality.name.clone(),
            providers: len(own.len()),
            minutes: own.iter().filter_map(|room| room.minutes_per_week).map(kernel::Minutes::get).sum(),
            unsaid: len(own.iter().filter(|room| room.minutes_per_week.is_none()).count()),
        }
    };
    place.localities.iter().map(of).collect()
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    must_see_place(view)?;
    let locality = view.query.text("area").to_owned();
    let place = view.house.place;
    if !locality.is_empty() && place.locality(&locality).is_none() {
        return Err(Failure::no_such("area"));
    }
    let mut rooms = brokerage::framework::rooms(view.tx)?;
    let areas = by_area(place, &rooms);
    rooms.retain(|room| locality.is_empty() || room.locality == locality);
    let body = html! {
        h1 class="nhsuk-heading-l" {
            @if !locality.is_empty() { span class="nhsuk-caption-l" { (area(place, &locality)) } }
            "Room that providers said they have"
        }
        (sums(&areas))
        h2 class="nhsuk-heading-m" { "What each provider said" }
        @if rooms.is_empty() { (empty_state("No provider said that it has room. What they say on their first screen stands here.")) }
        @else { (said(place, &rooms)) }
    };
    let line = |room: &Room| SaidLine {
        provider: room.provider_name.clone(),
        area: area(place, &room.locality),
        minutes: room.minutes_per_week.map(kernel::Minutes::get),
        said_at: room.said_at,
    };
    let data = Capacity { said: rooms.iter().map(line).collect(), areas };
    Shown::with(Page::new("Room that providers have", body).back("Commissioning", "/commissioning").wide(), &data)
}

/// The areas in a table.
pub(crate) fn sums(areas: &[AreaCapacity]) -> Markup {
    let row = |one: &AreaCapacity| {
        let minutes = match one.minutes {
            0 if one.unsaid > 0 => "Not said".to_owned(),
            minutes => Amount { minutes, pence: 0 }.hours(),
        };
        vec![
            Cell::link(one.area.as_str(), format!("/commissioning/capacity?area={}", one.locality)),
            Cell::numeric(count(one.providers, "provider", "providers")),
            Cell::numeric(minutes),
            Cell::numeric(count(one.unsaid, "provider", "providers")),
        ]
    };
    table(&Table {
        head: vec![
            "Area".into(),
            Cell::numeric("Have room"),
            Cell::numeric("A week"),
            Cell::numeric("Did not say how much"),
        ],
        rows: areas.iter().map(row).collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    })
}

fn said(place: &Place, rooms: &[Room]) -> Markup {
    let row = |room: &Room| {
        let hours = room.minutes_per_week.map(|minutes| Amount { minutes: minutes.get(), pence: 0 }.hours());
        vec![
            Cell::link(room.provider_name.as_str(), format!("/framework/{}", room.provider)),
            Cell::from(area(place, &room.locality)),
            Cell::numeric(hours.unwrap_or_else(|| "Not said".into())),
            Cell::from(day_short(room.said_at.day())),
        ]
    };
    table(&Table {
        head: vec!["Provider".into(), "Area".into(), Cell::numeric("A week"), "Said on".into()],
        rows: rooms.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}
