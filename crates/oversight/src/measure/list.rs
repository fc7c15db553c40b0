//! The quarter's measures by provider, in bands; every figure opens its cases.

use kernel::Failure;
use page::{
    Markup, Page,
    components::{Cell, Table, Tag, TagColour, table as draw, tag},
    html, show,
};
use wire::{Shown, View};

use super::{FigureView, ProviderFigures, confined, narrow::Narrow, table};
use crate::policy::{SeeMeasures, SeeSubmissions};

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
    let narrow = Narrow::read(view, &scope)?;
    let (place, providers) = (view.house.place, Narrow::choices(view, &scope)?);
    let within: Vec<_> =
        providers.iter().filter(|one| narrow.provider.is_none_or(|asked| asked == one.id)).cloned().collect();
    let rows = table(view.tx, place, &within, &narrow, confined(&scope).is_none() && narrow.provider.is_none())?;
    let body = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Measures" } (narrow.quarter.to_string()) (narrow.words(place, &providers))
        }
        (narrow.neighbours("/measures", view.now.day()))
        (narrow.form("/measures", place, &providers))
        @if rows.is_empty() {
            (show::empty_state("No offers were answered and no packages ended or started in this quarter. Figures appear here as soon as there are."))
        } @else {
            (show::scrolling("Measures by provider", &grid(view, &rows)))
        }
        p { a href="/measures/definitions" { "What is counted, the targets and where they come from" } }
        @if view.who.may::<SeeSubmissions>() {
            p { a href=(format!("/submissions?quarter={}", narrow.quarter.code().replace(' ', "+"))) { "What was signed and submitted for this quarter" } }
        }
    };
    Shown::with(Page::new("Measures", body).wide(), &Measures { quarter: narrow.quarter.code(), providers: rows })
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
