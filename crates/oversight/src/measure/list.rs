//! The quarter's measures by provider, in bands; every figure opens its cases.

use kernel::{Failure, Quarter};
use page::{
    Markup, Page,
    components::{Cell, Table, Tag, TagColour, table as draw, tag},
    html, show,
};
use wire::{Shown, View};

use super::{FigureView, ProviderFigures, quarter, table};
use crate::policy::SeeMeasures;

/// What the JSON says.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Measures {
    /// The quarter's code: "2026-27 Q3".
    pub quarter: String,
    /// Each provider's figures; the first row is all together for those who may see all.
    pub providers: Vec<ProviderFigures>,
}

/// Shows them.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeeMeasures>()?;
    let quarter = quarter(view.query.text("quarter"), view.now)?;
    let rows = table(view.tx, view.house.place, &scope, quarter)?;
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { "Measures" } (quarter.to_string()) }
        (quarters(quarter, view.now.day()))
        @if rows.is_empty() {
            (show::empty_state("No offers were answered and no packages ended or started in this quarter. Figures appear here as soon as there are."))
        } @else {
            (show::scrolling("Measures by provider", &grid(view, &rows)))
            h2 class="nhsuk-heading-m" { "What is counted" }
            (meanings(view))
        }
    };
    Shown::with(Page::new("Measures", body).wide(), &Measures { quarter: quarter.code(), providers: rows })
}

fn quarters(quarter: Quarter, today: kernel::Date) -> Markup {
    let link = |quarter: Quarter| format!("/measures?quarter={}", quarter.code().replace(' ', "+"));
    let next = quarter.next();
    html! {
        p {
            a href=(link(quarter.previous())) { "Earlier: " (quarter.previous()) }
            @if next <= Quarter::of(today) { " · " a href=(link(next)) { "Later: " (next) } }
        }
    }
}

fn grid(view: &View<'_, '_>, rows: &[ProviderFigures]) -> Markup {
    let heads = rows.first().map(|row| row.figures.as_slice()).unwrap_or_default();
    let head = std::iter::once(Cell::from("Provider"))
        .chain(heads.iter().map(|figure| Cell::from(named(view.house.place, &figure.code))));
    let line = |row: &ProviderFigures| {
        std::iter::once(Cell::from(row.name.as_str())).chain(row.figures.iter().map(cell)).collect()
    };
    draw(&Table {
        head: head.collect(),
        rows: rows.iter().map(line).collect(),
        first_cell_is_header: true,
        compact: true,
        ..Table::default()
    })
}

fn cell(figure: &FigureView) -> Cell {
    if figure.denominator == 0 {
        return Cell::from(html! { span class="nhsuk-u-secondary-text-colour" { "no cases" } });
    }
    Cell::from(html! { a href=(figure.href) { (figure.words) } " " (band(&figure.band)) })
}

/// A measure in words, its code small beside them.
pub(crate) fn named(place: &places::Place, code: &str) -> Markup {
    let words = place.measure(code).map_or("", |said| said.words.as_str());
    html! { (words) " " span class="nhsuk-u-font-size-16 nhsuk-u-secondary-text-colour" { (code) } }
}

/// A band in a word and a colour, never colour alone.
pub(crate) fn band(code: &str) -> Markup {
    let (word, colour) = match code {
        "green" => ("On target", TagColour::Green),
        "amber" => ("Close", TagColour::Orange),
        "red" => ("Off target", TagColour::Red),
        _ => return html! {},
    };
    tag(&Tag::new(word, colour))
}

fn meanings(view: &View<'_, '_>) -> Markup {
    html! {
        dl class="nhsuk-list" {
            @for measure in super::all() {
                @if let Some(said) = view.house.place.measure(measure.code) {
                    dt { strong { (named(view.house.place, measure.code)) } }
                    dd {
                        (said.numerator) ", of " (said.denominator) ". Target "
                        @match said.better { places::Better::Higher => "at least ", places::Better::Lower => "at most " }
                        (said.green) "%" @if said.assumed { " (assumed: the contract does not say)" } "."
                    }
                }
            }
        }
    }
}
