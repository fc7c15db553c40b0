//! The cases behind one figure.

use std::collections::BTreeMap;

use kernel::{Failure, Quarter, Uuid, count};
use measures::{Case, Figure};
use page::{
    Markup, Page,
    components::{Cell, Table, Tag, TagColour, table, tag},
    html, show,
};
use wire::{Shown, View};

use super::{case, cases_of, list::band, narrow::Narrow};
use crate::{
    commissioning::area,
    policy::SeeMeasures,
    submission::{
        explain::{self, Explanations},
        frozen::package_of,
    },
};

/// What the JSON says.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Cases {
    /// The measure.
    pub code: String,
    /// The quarter.
    pub quarter: String,
    /// In words: "92.3% (12 of 13)".
    pub words: String,
    /// The cases it counts, in the order of time.
    pub cases: Vec<CaseView>,
}

/// One case.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct CaseView {
    /// The thing that is counted.
    pub subject: String,
    /// The provider it counts for.
    pub provider: String,
    /// The area.
    pub area: String,
    /// How much it weighs: 1, or its minutes.
    pub weight: i64,
    /// Whether it is in the numerator.
    pub counts: bool,
    /// Whether it speaks against the provider.
    pub against: bool,
    /// Why.
    pub why: String,
    /// What the provider says to it.
    pub explanation: Option<String>,
    /// The page of the case.
    pub page: String,
    /// Where the thing itself is.
    pub href: String,
}

/// At most so many cases stand on one page; the figure counts all of them.
const MOST: usize = 500;

/// Shows them.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeeMeasures>()?;
    let narrow = Narrow::read(view, &scope)?;
    let code = view.path.text("measure").to_owned();
    let cases = cases_of(view.tx, &code, &narrow)?;
    let place = view.house.place;
    let said = place.measure(&code).ok_or_else(|| Failure::no_such("measure"))?;
    let providers = Narrow::choices(view, &scope)?;
    let explained = explain::of(view.tx, narrow.quarter, narrow.provider)?;
    let figure = Figure::of(&cases);
    let names = providers.iter().map(|one| (one.id, one.name.as_str())).collect();
    let told = Told { code: &code, said, place, quarter: narrow.quarter, names, explained };
    let shown: Vec<CaseView> = cases.iter().map(|case| told.case(case)).collect();
    let path = format!("/measures/{code}");
    let body = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { (code) ", " (narrow.quarter.to_string()) (narrow.words(place, &providers)) }
            (said.words)
        }
        p { strong { (figure.words_of(said.unit)) } " " (band(super::band_word(measures::band(figure, said)))) }
        p { "Counted: " (said.numerator) ", of " (said.denominator) ". " a href="/measures/definitions" { "Targets and sources" } }
        (narrow.neighbours(&path, view.now.day()))
        (narrow.form(&path, place, &providers))
        @if cases.len() > MOST {
            p { "The first " (MOST) " of " (count(cases.len(), "case", "cases")) " are shown; the figure and the file have all of them." }
        }
        (listed(&cases, &shown, view.who.may::<brokerage::policy::ListPackages>()))
        @if !cases.is_empty() { p { a href=(format!("{path}/file{}", narrow.query())) { "These cases as a file (CSV)" } } }
    };
    let data =
        Cases { code: code.clone(), quarter: narrow.quarter.code(), words: figure.words_of(said.unit), cases: shown };
    let back = format!("/measures{}", narrow.of(None).query());
    Shown::with(Page::new(format!("{code}: cases"), body).back("Measures", back).wide(), &data)
}

/// What is needed to tell a case.
struct Told<'a> {
    code: &'a str,
    said: &'a places::Measure,
    place: &'a places::Place,
    quarter: Quarter,
    names: BTreeMap<Uuid, &'a str>,
    explained: Explanations,
}

impl Told<'_> {
    fn case(&self, case: &Case) -> CaseView {
        let explained = self.explained.of(case.subject, super::about(self.code));
        CaseView {
            subject: case.subject.to_string(),
            provider: self.names.get(&case.organisation).copied().unwrap_or("Provider not recorded").to_owned(),
            area: area(self.place, &case.locality),
            weight: case.weight,
            counts: case.counts,
            against: measures::against(case.counts, self.said.better),
            why: case.why.clone(),
            explanation: explained.map(|said| said.words.clone()),
            page: case::href(self.code, case.subject, self.quarter),
            href: case.href.clone(),
        }
    }
}

fn listed(cases: &[Case], shown: &[CaseView], packages: bool) -> Markup {
    if cases.is_empty() {
        return show::empty_state("There are no cases in this quarter, so there is no figure.");
    }
    let row = |(case, told): (&Case, &CaseView)| {
        let colour = if told.counts { TagColour::Green } else { TagColour::Grey };
        let word = if told.counts { "Counted" } else { "Not counted" };
        let reference = package_of(case).map(|id| brokerage::reference(id.into()));
        vec![
            Cell::from(html! {
                a href=(told.page) { (reference.unwrap_or_else(|| "Open the case".into())) }
                @if packages && package_of(case).is_some() { br; a href=(told.href) { "Its package" } }
            }),
            Cell::from(told.provider.as_str()),
            Cell::from(told.area.as_str()),
            Cell::from(tag(&Tag::new(word, colour))),
            Cell::from(html! {
                (told.why)
                @if let Some(words) = told.explanation.as_ref().filter(|_| told.against) { br; "The provider says: " (words) }
            }),
        ]
    };
    table(&Table {
        head: ["Case", "Provider", "Area", "In the figure", "Why"].into_iter().map(Cell::from).collect(),
        rows: cases.iter().zip(shown).take(MOST).map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}
