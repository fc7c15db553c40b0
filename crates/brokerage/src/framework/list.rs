//! The framework on one screen: who was admitted to what, who is active, whose placements are stopped (BRK-1).

use access::{About, Covers};
use kernel::{Failure, Uuid, day_in_words, short_day};
use page::{
    Page,
    components::{Cell, SummaryList, SummaryRow, Table, summary_list, table},
    html,
    show::{Standing, empty_state, state},
};
use schemars::JsonSchema;
use wire::{Shown, View};

use super::{Provider, Stop, areas_and_lots, lots_of, provider_row, providers, said, services, stops_of, stops_on};
use crate::{
    policy::{AdmitProvider, ListFramework, RecordStanding, SayAvailability, SayServices, StopPlacements},
    rank::score_in_words,
};

/// A provider in the list.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct ProviderLine {
    /// The organisation.
    pub id: String,
    /// Its code in the place's data.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it was admitted to the framework.
    pub on_framework: bool,
    /// Whether it takes packages at present.
    pub active: bool,
    /// Its score at admission in tenths of a point.
    pub score_tenths: Option<i64>,
    /// The areas it serves.
    pub areas: Vec<String>,
    /// The lots it was admitted to.
    pub lots: Vec<String>,
    /// Why nothing new may be offered to it.
    pub stopped: Option<String>,
}

fn of(all: &[(Uuid, String)], provider: Uuid, name: impl Fn(&str) -> String) -> Vec<String> {
    all.iter().filter(|(own, _)| *own == provider).map(|(_, code)| name(code)).collect()
}

/// The list.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<ListFramework>()?;
    let providers = match scope.covers() {
        Covers::Place => providers(view.tx)?,
        Covers::Organisation(_) | Covers::People(_) | Covers::Worker(_) => Vec::new(),
    };
    let (areas, lots) = areas_and_lots(view.tx)?;
    let stops = stops_on(view.tx, view.now.day())?;
    let place = view.house.place;
    let area = |code: &str| place.locality(code).map_or_else(|| code.to_owned(), |area| area.name.clone());
    let lot = |code: &str| {
        place.lots.iter().find(|lot| lot.code == code).map_or_else(|| code.to_owned(), |lot| lot.name.clone())
    };
    let line = |provider: &Provider| ProviderLine {
        id: provider.id.to_string(),
        code: provider.code.clone(),
        name: provider.name.clone(),
        on_framework: provider.on_framework,
        active: provider.active,
        score_tenths: provider.score_tenths,
        areas: of(&areas, provider.id, area),
        lots: of(&lots, provider.id, lot),
        stopped: stops.iter().find(|stop| stop.provider == provider.id).map(|stop| stop.reason.words().to_owned()),
    };
    let lines: Vec<ProviderLine> = providers.iter().map(line).collect();
    let admitted = lines.iter().filter(|line| line.on_framework).count();
    let active = lines.iter().filter(|line| line.on_framework && line.active).count();
    let rows = lines.iter().map(|line| {
        let standing = match (&line.stopped, line.on_framework, line.active) {
            (Some(why), ..) => state(format!("Stopped: {}", why.to_lowercase()), Standing::Late),
            (None, false, _) => state("Off framework", Standing::None),
            (None, true, false) => state("Not active", Standing::None),
            (None, true, true) => state("Active", Standing::Fine),
        };
        vec![
            Cell::link(line.name.as_str(), format!("/framework/{}", line.id)),
            Cell::numeric(line.score_tenths.map(score_in_words).unwrap_or_default()),
            Cell::from(standing),
            Cell::from(line.areas.join(", ")),
            Cell::from(line.lots.join(", ")),
        ]
    });
    let table = table(&Table {
        caption: "Providers, by tender score".into(),
        head: vec!["Provider".into(), Cell::numeric("Score"), "State".into(), "Areas".into(), "Lots".into()],
        rows: rows.collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    });
    let body = html! {
        h1 class="nhsuk-heading-l" { "Framework" }
        p { (admitted) " admitted, " (active) " active; " (lines.len() - admitted) " off the framework." }
        @if lines.is_empty() { (empty_state("No provider has been admitted yet.")) } @else { (table) }
    };
    Shown::with(Page::new("Framework", body).wide(), &lines)
}

/// One provider.
pub fn show(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let provider = provider_row(view.tx, view.path.uuid("provider")?)?;
    view.who.permit::<ListFramework>(&About::thing("provider", provider.id).organisation(provider.id))?;
    let (lots, said) = (lots_of(view.tx, provider.id)?, said(view.tx, provider.id)?);
    let stops = stops_of(view.tx, provider.id)?;
    let place = view.house.place;
    let areas: Vec<String> = said
        .iter()
        .map(|area| {
            let name = place.locality(&area.locality).map_or(area.locality.as_str(), |area| area.name.as_str());
            match area.available {
                None => format!("{name}: has not said"),
                Some(true) => format!("{name}: has room"),
                Some(false) => format!("{name}: no room"),
            }
        })
        .collect();
    let can: Vec<&str> = services::of(view.tx, provider.id)?.iter().map(|service| service.words()).collect();
    let can = if can.is_empty() { "Not said".to_owned() } else { kernel::list_in_words(&can) };
    let score = provider.score_tenths.map_or_else(|| "None: off the framework".to_owned(), score_in_words);
    let active = if provider.active { "Takes packages" } else { "Takes no packages at present" };
    let registered = provider
        .registration_note
        .clone()
        .unwrap_or_else(|| if provider.registered { "Registered".into() } else { "Not registered".into() });
    let rows = vec![
        SummaryRow::new("Tender score", score),
        SummaryRow::new("State", active),
        SummaryRow::new("Registration with the regulator", registered),
        SummaryRow::new("Lots", lots.join(", ")),
        SummaryRow::new("Areas", areas.join("; ")),
        SummaryRow::new("Says it can do", can),
        SummaryRow::new("Known since", day_in_words(provider.admitted_on)),
    ];
    let may = view.who.may::<StopPlacements>();
    let body = html! {
        h1 class="nhsuk-heading-l" { (provider.name) }
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        p {
            @if view.who.may::<SayAvailability>() { a class="nhsuk-button nhsuk-button--secondary" href={ "/framework/" (provider.id) "/availability" } { "Record where they have room" } " " }
            @if view.who.may::<SayServices>() { a class="nhsuk-button nhsuk-button--secondary" href={ "/framework/" (provider.id) "/services" } { "Record what they can do" } " " }
            @if view.who.may::<RecordStanding>() { a class="nhsuk-button nhsuk-button--secondary" href={ "/framework/" (provider.id) "/standing" } { "Record registration and standing" } " " }
            @if may { a class="nhsuk-button nhsuk-button--secondary" href={ "/framework/" (provider.id) "/stop" } { "Stop placements" } " " }
            @if !provider.on_framework && view.who.may::<AdmitProvider>() { a class="nhsuk-button nhsuk-button--secondary" href={ "/framework/" (provider.id) "/join" } { "Admit to the framework" } }
        }
        h2 class="nhsuk-heading-m" { "Stops" }
        @if stops.is_empty() { (empty_state("Placements with this provider have never been stopped.")) }
        @for stop in &stops { (one_stop(stop, view.now.day(), may)) }
    };
    Shown::with(
        Page::new(provider.name.clone(), body).back("Back to the framework", "/framework"),
        &stops.iter().map(StopLine::of).collect::<Vec<_>>(),
    )
}

/// A stop as scripts see it.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct StopLine {
    /// The stop.
    pub id: String,
    /// Its row's version.
    pub version: i64,
    /// Why.
    pub reason: String,
    /// Why, in words.
    pub words: String,
    /// From which day.
    pub from: String,
    /// Until which day.
    pub until: Option<String>,
    /// When it was lifted.
    pub lifted_on: Option<String>,
}

impl StopLine {
    fn of(stop: &Stop) -> Self {
        StopLine {
            id: stop.id.to_string(),
            version: stop.version,
            reason: stop.reason.code().into(),
            words: stop.words.clone(),
            from: stop.from.to_string(),
            until: stop.until.map(|day| day.to_string()),
            lifted_on: stop.lifted_on.map(|day| day.to_string()),
        }
    }
}

fn one_stop(stop: &Stop, today: kernel::Date, may: bool) -> page::Markup {
    let until = stop.until.map(|day| format!(" until {}", short_day(day))).unwrap_or_default();
    html! {
        p {
            @if stop.holds_on(today) { (state("Holds now", Standing::Late)) " " }
            (stop.reason.words()) ", from " (short_day(stop.from)) (until) ". " (stop.words)
            @if let (Some(day), Some(words)) = (stop.lifted_on, &stop.lifted_words) { " Lifted on " (short_day(day)) ": " (words) }
            @if may && stop.lifted_on.is_none() { " " a href={ "/framework/stops/" (stop.id) "/lift" } { "Lift this stop" } }
        }
    }
}
