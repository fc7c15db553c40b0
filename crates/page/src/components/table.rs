use maud::{Markup, html};

use super::{
    Attributes, Caption, Card, Content, Heading, Size, card,
    element::{Element, classes, when},
    heading::{Frame, framed},
};

/// The caption of a table.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct TableCaption {
    /// What it says.
    pub text: Content,
    /// Its size.
    pub size: Option<Size>,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
}

impl<T: Into<Content>> From<T> for TableCaption {
    fn from(text: T) -> Self {
        TableCaption { text: text.into(), ..TableCaption::default() }
    }
}

/// How a column or a cell is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Format {
    /// As its column is set.
    #[default]
    Default,
    /// Words, also in a column of numbers.
    String,
    /// Numbers, to the right.
    Numeric,
}

/// Where a cell's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Align {
    /// To the left.
    Left,
    /// In the middle.
    Centre,
    /// To the right.
    Right,
}

/// How the rows are sorted by a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Sort {
    /// Not by this column, but they could be.
    None,
    /// The smallest first.
    Ascending,
    /// The largest first.
    Descending,
}

/// A cell, in the head or in a row.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Cell {
    /// What it says.
    pub text: Content,
    /// More for those who listen.
    pub visually_hidden_text: String,
    /// Makes the text a link.
    pub href: String,
    /// Words or numbers.
    pub format: Format,
    /// In the head: how the rows are sorted by this column. Its link sorts them.
    pub sort: Option<Sort>,
    /// Where the text stands.
    pub align: Option<Align>,
    /// A width such as `one-half`.
    pub width: String,
    /// How many columns it spans.
    pub colspan: Option<u16>,
    /// How many rows it spans.
    pub rowspan: Option<u16>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Cell {
    /// A head whose link sorts the rows by its column.
    pub fn sorts(text: impl Into<Content>, href: impl Into<String>, sort: Sort) -> Self {
        Cell { text: text.into(), href: href.into(), sort: Some(sort), ..Cell::default() }
    }

    /// Numbers, to the right.
    pub fn numeric(text: impl Into<Content>) -> Self {
        Cell { text: text.into(), format: Format::Numeric, ..Cell::default() }
    }

    /// A link.
    pub fn link(text: impl Into<Content>, href: impl Into<String>) -> Self {
        Cell { text: text.into(), href: href.into(), ..Cell::default() }
    }

    /// Further words for those who listen.
    pub fn hidden(mut self, text: impl Into<String>) -> Self {
        self.visually_hidden_text = text.into();
        self
    }
}

impl<T: Into<Content>> From<T> for Cell {
    fn from(text: T) -> Self {
        Cell { text: text.into(), ..Cell::default() }
    }
}

/// A table.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Table {
    /// What the table is about.
    pub caption: TableCaption,
    /// The heads of the columns.
    pub head: Vec<Cell>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// Whether the first cell of a row is its head.
    pub first_cell_is_header: bool,
    /// On small screens every row becomes a list of its cells with their heads.
    pub responsive: bool,
    /// Less room in the cells.
    pub compact: bool,
    /// Every other row on a grey ground.
    pub striped: bool,
    /// Whether there are lines under the rows.
    pub border: Option<bool>,
    /// Whether there is a line under the last row.
    pub last_row_border: Option<bool>,
    /// The card it stands in.
    pub card: Option<Card>,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A table.
pub fn table(table: &Table) -> Markup {
    let border = match (table.border, table.last_row_border) {
        (Some(false), _) => "nhsuk-table--no-border",
        (_, Some(false)) => "nhsuk-table--no-last-row-border",
        _ => "",
    };
    let sortable = table.head.iter().any(|cell| cell.sort.is_some());
    let in_browser = sortable && table.head.iter().all(|cell| cell.sort.is_none() || cell.href.is_empty());
    let class = classes([
        "nhsuk-table",
        when(table.compact, "nhsuk-table--compact"),
        when(table.responsive, "nhsuk-table--responsive"),
        border,
        when(sortable, "nhsuk-table--sortable"),
        when(table.striped, "nhsuk-table--striped"),
        &table.classes,
    ]);
    let role = |role: &'static str| table.responsive.then_some(role);
    let inner = html! {
        (caption(&table.caption, sortable))
        @if !table.head.is_empty() {
            thead class="nhsuk-table__head" role=[role("rowgroup")] {
                tr class="nhsuk-table__row" role=[role("row")] {
                    @for cell in &table.head { (head_cell(table, cell)) }
                }
            }
        }
        tbody class="nhsuk-table__body" {
            @for row in &table.rows {
                tr class="nhsuk-table__row" role=[role("row")] {
                    @for (n, cell) in row.iter().enumerate() { (row_cell(table, n, cell)) }
                }
            }
        }
    };
    let whole = Element::new("table")
        .attr("class", &class)
        .some("id", &table.id)
        .some("data-module", when(in_browser, "nhsuk-table"))
        .some("role", when(table.responsive, "table"))
        .attributes(&table.attributes)
        .around(&inner);
    match &table.card {
        None => whole,
        Some(around) => card(&Card { description: whole.into(), ..around.clone() }),
    }
}

fn caption(caption: &TableCaption, sortable: bool) -> Markup {
    let heading = Heading {
        text: caption.text.clone(),
        size: caption.size,
        id: caption.id.clone(),
        classes: caption.classes.clone(),
        caption: Caption::default(),
        visually_hidden_text: when(sortable, "(Column headers are sortable)").into(),
        ..Heading::default()
    };
    framed(
        &heading,
        &Frame {
            class: "nhsuk-table__caption",
            prefix: "nhsuk-table__caption--",
            sizes: &[Size::S, Size::M, Size::L, Size::Xl],
            element: "caption",
            extra: None,
        },
    )
}

fn cell_element(cell: &Cell, header: bool, format: Format, align: Option<Align>) -> Element {
    let own = if header { "nhsuk-table__header" } else { "nhsuk-table__cell" };
    let numeric = if format == Format::Numeric { format!("{own}--numeric") } else { String::new() };
    let align = match align {
        None => "",
        Some(Align::Left) => "nhsuk-u-text-align-left",
        Some(Align::Centre) => "nhsuk-u-text-align-centre",
        Some(Align::Right) => "nhsuk-u-text-align-right",
    };
    let width = if cell.width.is_empty() { String::new() } else { format!("nhsuk-u-width-{}", cell.width) };
    Element::new(if header { "th" } else { "td" })
        .attr("class", &classes([own, &numeric, align, &width, &cell.classes]))
}

fn spans(element: Element, cell: &Cell, responsive: bool) -> Element {
    let number = |n: Option<u16>| n.map(|n| n.to_string()).unwrap_or_default();
    let element = if responsive { element } else { element.some("colspan", &number(cell.colspan)) };
    element.some("rowspan", &number(cell.rowspan)).attributes(&cell.attributes)
}

fn head_cell(table: &Table, cell: &Cell) -> Markup {
    let element = cell_element(cell, true, cell.format, cell.align)
        .attr("scope", "col")
        .some("role", when(table.responsive, "columnheader"))
        .flag("data-sort", cell.sort.is_some())
        .some("aria-sort", sorted(cell.sort));
    spans(element, cell, table.responsive).around(&linked(cell))
}

fn sorted(sort: Option<Sort>) -> &'static str {
    match sort {
        None | Some(Sort::None) => "",
        Some(Sort::Ascending) => "ascending",
        Some(Sort::Descending) => "descending",
    }
}

fn row_cell(table: &Table, n: usize, cell: &Cell) -> Markup {
    let head = table.head.get(n);
    let header = n == 0 && table.first_cell_is_header;
    let of_column = head.map_or(Format::Default, |head| head.format);
    let format = if cell.format == Format::Default { of_column } else { cell.format };
    let words_among_numbers = cell.format == Format::String && of_column == Format::Numeric;
    let align = cell.align.or(if words_among_numbers { Some(Align::Right) } else { head.and_then(|head| head.align) });
    let role = match (table.responsive, header) {
        (false, _) => "",
        (true, true) => "rowheader",
        (true, false) => "cell",
    };
    let element = cell_element(cell, header, format, align).some("scope", when(header, "row")).some("role", role);
    let inner = match head.filter(|_| table.responsive) {
        None => linked(cell),
        Some(head) => html! {
            span class="nhsuk-table__heading" aria-hidden="true" { (said(head)) " " }
            @if cell.text.is_markup() { span { (linked(cell)) } } @else { (linked(cell)) }
        },
    };
    spans(element, cell, table.responsive).around(&inner)
}

fn said(cell: &Cell) -> Markup {
    html! {
        (cell.text)
        @if !cell.visually_hidden_text.is_empty() {
            span class="nhsuk-u-visually-hidden" { @if !cell.text.is_empty() { " " } (cell.visually_hidden_text) }
        }
    }
}

fn linked(cell: &Cell) -> Markup {
    html! {
        @if cell.href.is_empty() { (said(cell)) } @else { a class="nhsuk-link" href=(cell.href) { (said(cell)) } }
    }
}
