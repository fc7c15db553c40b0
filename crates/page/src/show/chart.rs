use maud::{Markup, html};

use crate::components::{Cell, Details, Table, details, table};

/// One bar of a chart.
#[derive(Debug, Clone)]
pub struct Bar {
    /// What it counts.
    pub label: String,
    /// How much.
    pub value: u64,
    /// How much, in words or with its unit.
    pub text: String,
    /// The list of the cases behind it; no link when empty.
    pub href: String,
}

/// A bar chart with its table: the picture is silent for those who listen, the table says the same.
pub fn bars(title: &str, unit: &str, bars: &[Bar]) -> Markup {
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let height = bars.len() * 52;
    let rows = bars
        .iter()
        .map(|bar| vec![Cell::link(bar.label.as_str(), bar.href.as_str()), Cell::numeric(bar.text.as_str())]);
    let figures = Table {
        caption: title.into(),
        head: vec![unit.into(), Cell::numeric("Figure")],
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    };
    html! {
        figure class="kith-chart" {
            figcaption { (title) }
            // Widths in parts of the whole, so that the words keep their size on a small screen and at any zoom.
            svg width="100%" height=(height) aria-hidden="true" focusable="false" {
                @for (n, bar) in bars.iter().enumerate() {
                    @let share = u128::from(bar.value) * 100 / u128::from(most);
                    text x="0" y=(n * 52 + 16) { (bar.label) ": " (bar.text) }
                    rect class="kith-chart__bar" x="0" y=(n * 52 + 24) width={ (share) "%" } height="16" {}
                }
            }
            (details(&Details {
                summary: format!("{title} as a table").into(),
                text: table(&figures).into(),
                ..Details::default()
            }))
        }
    }
}
