//! The cases behind one figure.

use std::collections::BTreeMap;

use access::OrganisationKind;
use kernel::{Failure, Uuid, count};
use measures::{Case, Figure};
use page::{
    Markup, Page,
    components::{Cell, Table, Tag, TagColour, table, tag},
    html, show,
};
use wire::{Shown, View};

use super::{cases_of, list::band, quarter};
use crate::{commissioning::package_cell, policy::SeeMeasures};

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
    /// Whether it is in the numerator.
    pub counts: bool,
    /// Why.
    pub why: String,
    /// Where it can be looked at.
    pub href: String,
}

/// At most so many cases stand on one page; the figure counts all of them.
const MOST: usize = 500;

/// Shows them.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeeMeasures>()?;
    let quarter = quarter(view.query.text("quarter"), view.now)?;
    let provider = match view.query.text("provider") {
        "" => None,
        _ => Some(view.query.uuid("provider")?),
    };
    let code = view.path.text("measure").to_owned();
    let cases = cases_of(view.tx, &scope, &code, quarter, provider)?;
    let said = view.house.place.measure(&code).ok_or_else(|| Failure::no_such("measure"))?;
    let figure = Figure::of(&cases);
    let names: BTreeMap<Uuid, String> = access::organisations(view.tx, OrganisationKind::Provider)?
        .into_iter()
        .map(|provider| (provider.id, provider.name))
        .collect();
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { (code) ", " (quarter.to_string()) } (said.words) }
        p {
            strong { (figure.words()) } " " (band(super::band_word(measures::band(figure, said))))
            @if let Some(name) = provider.and_then(|provider| names.get(&provider)) { " " (name) }
        }
        p { "Counted: " (said.numerator) ", of " (said.denominator) "." }
        @if cases.len() > MOST {
            p { "The first " (MOST) " of " (count(cases.len(), "case", "cases")) " are shown; the figure counts all of them." }
        }
        (listed(view, &cases, &names))
    };
    let data = Cases {
        code: code.clone(),
        quarter: quarter.code(),
        words: figure.words(),
        cases: cases.iter().map(|case| told(case, &names)).collect(),
    };
    let back = format!("/measures?quarter={}", quarter.code().replace(' ', "+"));
    Shown::with(Page::new(format!("{code}: cases"), body).back("Measures", back).wide(), &data)
}

/// The case by its short name; a link for those who may open what it leads to.
fn opened(view: &View<'_, '_>, case: &Case) -> Cell {
    let package = case.href.strip_prefix("/packages/").and_then(|id| id.parse::<Uuid>().ok());
    match package {
        Some(package) => package_cell(view, &package.to_string(), &brokerage::reference(package.into())),
        None => Cell::link("Open the case", case.href.as_str()),
    }
}

fn told(case: &Case, names: &BTreeMap<Uuid, String>) -> CaseView {
    CaseView {
        subject: case.subject.to_string(),
        provider: names.get(&case.organisation).cloned().unwrap_or_default(),
        counts: case.counts,
        why: case.why.clone(),
        href: case.href.clone(),
    }
}

fn listed(view: &View<'_, '_>, cases: &[Case], names: &BTreeMap<Uuid, String>) -> Markup {
    if cases.is_empty() {
        return show::empty_state("There are no cases in this quarter, so there is no figure.");
    }
    let row = |case: &Case| {
        let (word, colour) = if case.counts { ("Counted", TagColour::Green) } else { ("Not counted", TagColour::Grey) };
        vec![
            opened(view, case),
            Cell::from(names.get(&case.organisation).map(String::as_str).unwrap_or("Provider not recorded")),
            Cell::from(tag(&Tag::new(word, colour))),
            Cell::from(case.why.as_str()),
        ]
    };
    table(&Table {
        head: ["Case", "Provider", "In the figure", "Why"].into_iter().map(Cell::from).collect(),
        rows: cases.iter().take(MOST).map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}
