//! Finding a registered place by name, district and kind of service.

use kernel::{Failure, Postcode};
use page::{
    Markup, Page,
    components::{Cell, Choice, Table, table},
    form::{FieldView, search_form},
    html, show,
};
use store::{Row, Tx, params, statement};
use wire::{Shown, View};

use crate::{FindCare, show::standing};

/// How many places a search shows.
const MOST: usize = 100;

/// A place that was found.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub struct Found {
    /// Its id here.
    pub id: String,
    /// The regulator's id.
    pub regulator_id: String,
    /// Its name.
    pub name: String,
    /// The organisation.
    pub provider: String,
    /// Its postcode.
    pub postcode: Option<String>,
    /// The council in whose area it lies.
    pub local_authority: String,
    /// What it does.
    pub services: Vec<String>,
    /// The regulator's overall rating.
    pub rating: Option<String>,
    /// Whether its registration has ended, as a day.
    pub ended_on: Option<String>,
    /// Registered but giving no care at present.
    pub dormant: bool,
}

/// What a search found.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub struct Answer {
    /// At most 100 places, by name.
    pub places: Vec<Found>,
    /// Whether there are more than are shown.
    pub more: bool,
    /// When the register was last imported.
    pub imported_at: Option<String>,
}

statement! {
    SEARCH = "SELECT l.id, l.regulator_id, l.name, p.name AS provider_name, l.postcode, l.local_authority, l.services, l.rating,
            l.ended_on, l.dormant
        FROM care_location l JOIN care_provider p ON p.regulator_id = l.provider
        WHERE l.search LIKE $1 ESCAPE '!'
          AND (CAST($2 AS {text}) IS NULL OR l.outcode = $2)
          AND (CAST($3 AS {text}) IS NULL OR l.postcode_area = $3)
          AND (CAST($4 AS {text}) IS NULL OR EXISTS (SELECT 1 FROM care_service s WHERE s.location = l.id AND s.service = $4))
        ORDER BY l.name, l.id LIMIT 101";
    SERVICES = "SELECT DISTINCT service FROM care_service ORDER BY service LIMIT 200";
}

/// Text to search in: lower case, letters and digits, single spaces.
pub(crate) fn folded(text: &str) -> String {
    let letters: String =
        text.chars().flat_map(char::to_lowercase).map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    letters.replace(" s ", "s ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What was asked for, as the statement takes it.
struct Question {
    pattern: String,
    outcode: Option<String>,
    area: Option<String>,
    service: Option<String>,
}

impl Question {
    fn read(name: &str, district: &str, service: &str) -> Result<Self, Failure> {
        let pattern = format!("%{}%", folded(name).replace(' ', "%"));
        let typed: String = district.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
        let letters = !typed.is_empty() && typed.len() <= 2 && typed.chars().all(|c| c.is_ascii_alphabetic());
        let (outcode, area) = match Postcode::parse(&typed) {
            Ok(postcode) => (Some(postcode.outcode().to_owned()), None),
            Err(_) if typed.is_empty() => (None, None),
            Err(_) if letters => (None, Some(typed)),
            Err(_) if typed.len() <= 4 && typed.chars().all(|c| c.is_ascii_alphanumeric()) => (Some(typed), None),
            Err(_) => {
                return Err(Failure::field(
                    "district",
                    "Enter the first part of a postcode, like DT1, or a whole postcode.",
                ));
            }
        };
        let service = Some(service.to_owned()).filter(|service| !service.is_empty());
        Ok(Question { pattern, outcode, area, service })
    }
}

fn found(row: &Row) -> Result<Found, Failure> {
    Ok(Found {
        id: row.get::<kernel::Uuid>("id")?.to_string(),
        regulator_id: row.get("regulator_id")?,
        name: row.get("name")?,
        provider: row.get("provider_name")?,
        postcode: row.get("postcode")?,
        local_authority: row.get("local_authority")?,
        services: crate::location::lines(&row.get::<String>("services")?),
        rating: row.get("rating")?,
        ended_on: row.get::<Option<kernel::Date>>("ended_on")?.map(|day| day.to_string()),
        dormant: row.get("dormant")?,
    })
}

fn search(tx: &mut Tx<'_>, question: &Question) -> Result<(Vec<Found>, bool), Failure> {
    let Question { pattern, outcode, area, service } = question;
    let parameters = params![pattern, outcode.clone(), area.clone(), service.clone()];
    let mut places = tx.all(&SEARCH, parameters, found)?;
    let more = places.len() > MOST;
    places.truncate(MOST);
    Ok((places, more))
}

/// The register, searched.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    // Public facts: whoever may look at all may look at every place.
    view.who.scope::<FindCare>()?;
    let [name, district, service] =
        ["name", "district", "service"].map(|field| view.query.text(field).trim().to_owned());
    let services = view.tx.all(&SERVICES, &[], |row| row.get::<String>("service"))?;
    let last = imports::last_done(view.tx, "care-providers")?.and_then(|run| run.finished_at);
    let (places, more, faults) = match Question::read(&name, &district, &service) {
        Ok(question) => {
            let (places, more) = search(view.tx, &question)?;
            (places, more, Vec::new())
        }
        Err(Failure::Invalid(faults)) => (Vec::new(), false, faults),
        Err(failure) => return Err(failure),
    };
    let wrong = faults.first().map(|fault| fault.message.clone()).unwrap_or_default();
    let choices: Vec<_> = services.iter().map(|service| Choice::new(service.as_str(), service.as_str())).collect();
    let fields = html! {
        (FieldView::new("name", "Name of the place or its organisation").value(name).line())
        (FieldView::new("district", "Postcode or the first part of it").hint("Like DT1, or DT for all of it.").value(district).error(wrong).short_line(10))
        (FieldView::new("service", "Kind of service").value(service).list(&choices))
        button type="submit" class="nhsuk-button nhsuk-button--secondary" { "Search" }
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Registered places of care" }
        (search_form("/directory", &fields))
        @if places.is_empty() {
            (show::empty_state(if last.is_none() {
                "Places registered with the regulator appear here, once the people who run this system have brought in its latest file."
            } else if faults.is_empty() { "No registered place fits. Leave a part of the question out." } else { "Put the question right and search again." }))
        } @else {
            p { (counted(places.len(), more)) }
            (results(&places))
        }
        @if let Some(at) = last { p { "From the regulator's register, last imported on " (show::moment(at)) "." } }
    };
    let answer = Answer { places, more, imported_at: last.map(|at| at.to_string()) };
    Shown::with(Page::new("Registered places of care", body).wide().errors(&faults), &answer)
}

fn counted(shown: usize, more: bool) -> String {
    match (shown, more) {
        (1, _) => "1 place found.".into(),
        (many, false) => format!("{many} places found."),
        (many, true) => {
            format!("More than {many} places fit; the first {many} by name are shown. Say more to find fewer.")
        }
    }
}

fn results(places: &[Found]) -> Markup {
    let head = ["Place", "Organisation", "Postcode", "Services", "Rating", "Registration"].map(Cell::from).to_vec();
    let row = |place: &Found| {
        vec![
            Cell::link(place.name.clone(), format!("/directory/{}", place.id)),
            Cell::from(place.provider.clone()),
            Cell::from(place.postcode.clone().unwrap_or_default()),
            Cell::from(place.services.join(", ")),
            Cell::from(place.rating.clone().unwrap_or_else(|| "Not rated in this register".into())),
            Cell::from(standing(place.ended_on.is_some(), place.dormant)),
        ]
    };
    table(&Table { head, rows: places.iter().map(row).collect(), responsive: true, ..Table::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    // DIR-3
    #[test]
    fn a_district_is_read_however_it_is_typed() {
        let read = |district: &str| Question::read("", district, "").map(|q| (q.outcode, q.area)).ok();
        assert_eq!(read(""), Some((None, None)));
        assert_eq!(read("dt"), Some((None, Some("DT".into()))));
        assert_eq!(read(" dt1 "), Some((Some("DT1".into()), None)));
        assert_eq!(read("DT1 1AA"), Some((Some("DT1".into()), None)));
        assert_eq!(read("the harbour"), None);
    }

    // DIR-3
    #[test]
    fn names_are_found_by_parts_and_signs_are_no_wildcards() {
        assert_eq!(folded("St John's  Combe-Park"), "st johns combe park");
        assert_eq!(Question::read("Combe 100%_!", "", "").unwrap().pattern, "%combe%100%");
    }
}
