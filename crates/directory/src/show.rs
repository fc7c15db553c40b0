//! One registered place: what it is, how it is rated, and from which file that is known.

use access::About;
use kernel::{Date, Failure};
use page::{
    Markup, Page,
    components::{SummaryList, SummaryRow, summary_list},
    html,
    show::{self, Standing},
};
use wire::{Shown, View};

use crate::{CareLocation, FindCare, location};

/// The facts of a registered place.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub struct LocationFacts {
    /// Its id here.
    pub id: String,
    /// The regulator's id of the location.
    pub regulator_id: String,
    /// The regulator's id of the organisation.
    pub provider_id: String,
    /// The organisation.
    pub provider: String,
    /// Its name.
    pub name: String,
    /// Its address, line by line.
    pub address: Vec<String>,
    /// Its postcode.
    pub postcode: Option<String>,
    /// The council in whose area it lies.
    pub local_authority: String,
    /// What it does.
    pub services: Vec<String>,
    /// Whom it is for.
    pub specialisms: Vec<String>,
    /// Whether it gives care in people's own homes.
    pub home_care: bool,
    /// The regulator's overall rating.
    pub rating: Option<String>,
    /// When that was published.
    pub rated_on: Option<String>,
    /// Registered since.
    pub registered_on: Option<String>,
    /// Registered until.
    pub ended_on: Option<String>,
    /// Registered but giving no care at present.
    pub dormant: bool,
    /// Its website.
    pub website: String,
    /// Its telephone number.
    pub phone: String,
    /// The file the facts are from.
    pub source: String,
    /// When that file was imported.
    pub imported_at: String,
}

impl From<&CareLocation> for LocationFacts {
    fn from(of: &CareLocation) -> Self {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        LocationFacts {
            id: of.id.to_string(),
            regulator_id: of.regulator_id.clone(),
            provider_id: of.provider_id.clone(),
            provider: of.provider_name.clone(),
            name: of.name.clone(),
            address: of.address.clone(),
            postcode: of.postcode.as_ref().map(ToString::to_string),
            local_authority: of.local_authority.clone(),
            services: of.services.clone(),
            specialisms: of.specialisms.clone(),
            home_care: of.home_care,
            rating: of.rating.clone(),
            rated_on: day(of.rated_on),
            registered_on: day(of.registered_on),
            ended_on: day(of.ended_on),
            dormant: of.dormant,
            website: of.website.clone(),
            phone: of.phone.clone(),
            source: of.source.clone(),
            imported_at: of.imported_at.to_string(),
        }
    }
}

/// How a registration stands.
pub(crate) fn standing(ended: bool, dormant: bool) -> Markup {
    match (ended, dormant) {
        (true, _) => show::state("Ended", Standing::Late),
        (false, true) => show::state("Dormant", Standing::Soon),
        (false, false) => show::state("Registered", Standing::Fine),
    }
}

/// One place.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let id = view.path.uuid("location")?;
    view.who.permit::<FindCare>(&About::thing("registered place", id))?;
    let place = location::location_by_id(view.tx, id)?;
    let others = location::locations_of(view.tx, &place.provider_id)?;
    let body = html! {
        h1 class="nhsuk-heading-l" { (place.name) }
        (summary_list(&SummaryList { rows: rows(&place), ..SummaryList::default() }))
        (other_places(&place, &others))
        p { "As the regulator had it in the file " (place.source) ", imported on " (show::moment(place.imported_at)) "." }
    };
    let page = Page::new(place.name.clone(), body).back("Registered places of care", "/directory");
    Shown::with(page, &LocationFacts::from(&place))
}

fn rows(place: &CareLocation) -> Vec<SummaryRow> {
    let or = |text: &str, otherwise: &str| if text.is_empty() { otherwise.to_owned() } else { text.to_owned() };
    let list = |items: &[String]| html! { @if items.is_empty() { "Not in the register" } @else { ul class="nhsuk-list" { @for item in items { li { (item) } } } } };
    let day = |day: Option<Date>, otherwise: &str| match day {
        Some(day) => show::day(day),
        None => html! { (otherwise) },
    };
    let address = place.address.iter().cloned().chain(place.postcode.as_ref().map(ToString::to_string));
    let registration = html! {
        (standing(place.ended_on.is_some(), place.dormant)) " "
        "since " (day(place.registered_on, "a day the register does not say"))
        @if let Some(ended) = place.ended_on { ", until " (show::day(ended)) }
    };
    let rating = html! {
        (place.rating.as_deref().unwrap_or("Not rated in this register"))
        @if let Some(rated) = place.rated_on { ", published on " (show::day(rated)) }
    };
    vec![
        SummaryRow::new("Registration", registration),
        SummaryRow::new("Rating", rating),
        SummaryRow::new("Organisation", place.provider_name.clone()),
        SummaryRow::new("Services", list(&place.services)),
        SummaryRow::new("For", list(&place.specialisms)),
        SummaryRow::new("Address", html! { @for line in address { (line) br; } }),
        SummaryRow::new("Council", or(&place.local_authority, "Not in the register")),
        SummaryRow::new("Telephone", or(&place.phone, "Not in the register")),
        SummaryRow::new("Website", website(&place.website)),
        SummaryRow::new("Regulator's ids", format!("{} (organisation {})", place.regulator_id, place.provider_id)),
    ]
}

/// A link only where it is certain to be a web address.
fn website(text: &str) -> Markup {
    let safe = text.starts_with("https://") || text.starts_with("http://");
    html! {
        @if text.is_empty() { "Not in the register" }
        @else if safe { a class="nhsuk-link" href=(text) rel="noreferrer noopener" { (text) } }
        @else { (text) }
    }
}

fn other_places(place: &CareLocation, all: &[CareLocation]) -> Markup {
    let others: Vec<_> = all.iter().filter(|other| other.id != place.id).collect();
    html! {
        @if !others.is_empty() {
            h2 { "Other places of " (place.provider_name) }
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for other in others { li { a class="nhsuk-link" href=(format!("/directory/{}", other.id)) { (other.name) } " " (standing(other.ended_on.is_some(), other.dormant)) } }
            }
        }
    }
}
