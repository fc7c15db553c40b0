//! What each measure counts, of what, its target and bands, and where the rule comes from.

use kernel::Failure;
use page::{
    Page,
    components::{Cell, Table, table},
    html,
};
use places::Better;
use wire::{Shown, View};

use super::{all, list::named};
use crate::policy::SeeMeasures;

/// One measure.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct DefinitionData {
    /// Its code.
    pub code: String,
    /// What it says.
    pub words: String,
    /// What is counted.
    pub numerator: String,
    /// Of what.
    pub denominator: String,
    /// "at least 95%".
    pub target: String,
    /// "at least 90%".
    pub amber: String,
    /// The requirement.
    pub source: String,
    /// Whether target and bands are ours.
    pub assumed: bool,
    /// The clock it looks at, with its term.
    pub clock: Option<String>,
    /// Whether each provider submits it each quarter.
    pub submitted: bool,
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.scope::<SeeMeasures>()?;
    let place = view.house.place;
    let known = all();
    let told: Vec<DefinitionData> =
        known.iter().filter_map(|one| place.measure(one.code)).map(|said| definition(place, said)).collect();
    let row = |one: &DefinitionData| {
        vec![
            Cell::from(named(place, &one.code)),
            Cell::from(one.numerator.as_str()),
            Cell::from(one.denominator.as_str()),
            Cell::from(html! { (one.target) @if one.assumed { " (assumed)" } }),
            Cell::from(one.amber.as_str()),
            Cell::from(one.clock.clone().unwrap_or_else(|| "None".into())),
            Cell::from(html! { (one.source) @if one.submitted { ", submitted each quarter" } }),
        ]
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "What is measured, and how" }
        p { "A figure is the count of its cases, or the sum of their minutes. Below the target and within the next figure is “close”, past that “off target”. Assumed: the contract does not say, and the place has filled it in." }
        (table(&Table {
            head: ["Measure", "Counted", "Of", "Target", "Close", "Clock", "Source"].into_iter().map(Cell::from).collect(),
            rows: told.iter().map(row).collect(),
            responsive: true,
            ..Table::default()
        }))
    };
    Shown::with(Page::new("What is measured", body).back("Measures", "/measures").wide(), &told)
}

fn definition(place: &places::Place, said: &places::Measure) -> DefinitionData {
    let least = match said.better {
        Better::Higher => "at least",
        Better::Lower => "at most",
    };
    let clock = said.standard.as_deref().and_then(|code| place.standard(code));
    DefinitionData {
        code: said.code.clone(),
        words: said.words.clone(),
        numerator: said.numerator.clone(),
        denominator: said.denominator.clone(),
        target: match said.first_year {
            Some(first) => format!("{least} {}% (first year {first}%)", said.green),
            None => format!("{least} {}%", said.green),
        },
        amber: format!("{least} {}%", said.amber),
        source: said.source.clone(),
        assumed: said.assumed,
        clock: clock.map(|one| {
            let ours = if one.assumed { ", assumed" } else { "" };
            format!("{}: {} ({}{ours})", one.words, one.rule.term, one.source)
        }),
        submitted: said.submitted,
    }
}
