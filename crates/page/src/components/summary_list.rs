use maud::{Markup, html};

use super::{
    Action, Card, Content, card,
    element::{classes, filled, when},
    links,
};

/// The key or the value of a row.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct SummaryCell {
    /// What it says.
    pub text: Content,
    /// A width such as `one-half`.
    pub width: String,
    /// Further classes.
    pub classes: String,
}

impl<T: Into<Content>> From<T> for SummaryCell {
    fn from(text: T) -> Self {
        SummaryCell { text: text.into(), ..SummaryCell::default() }
    }
}

/// One row of a summary list.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct SummaryRow {
    /// What is told.
    pub key: SummaryCell,
    /// What it is.
    pub value: SummaryCell,
    /// What can be done about it.
    pub actions: Vec<Action>,
    /// Whether there is a line under it.
    pub border: Option<bool>,
    /// Further classes.
    pub classes: String,
}

impl SummaryRow {
    /// A row without actions.
    pub fn new(key: impl Into<Content>, value: impl Into<Content>) -> Self {
        SummaryRow { key: SummaryCell::from(key), value: SummaryCell::from(value), ..SummaryRow::default() }
    }

    /// With an action: heard as "Change name".
    pub fn action(mut self, text: impl Into<Content>, href: impl Into<String>, hidden: impl Into<String>) -> Self {
        self.actions.push(Action::new(text, href, hidden));
        self
    }
}

/// Keys and their values.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct SummaryList {
    /// The rows.
    pub rows: Vec<SummaryRow>,
    /// The card it stands in.
    pub card: Option<Card>,
    /// Whether there are lines under the rows.
    pub border: Option<bool>,
    /// Whether there is a line under the last row.
    pub last_row_border: Option<bool>,
    /// Its id.
    pub id: String,
    /// Further classes.
    pub classes: String,
}

/// Keys and their values.
pub fn summary_list(list: &SummaryList) -> Markup {
    let border = match (list.border, list.last_row_border) {
        (Some(false), _) => "nhsuk-summary-list--no-border",
        (_, Some(false)) => "nhsuk-summary-list--no-last-row-border",
        _ => "",
    };
    let any_actions = list.rows.iter().any(|row| !row.actions.is_empty());
    let heading = list.card.as_ref().map(|card| card.heading.text.clone()).unwrap_or_default();
    let count = list.rows.len();
    let rows = html! {
        dl class=(classes(["nhsuk-summary-list", border, &list.classes])) id=[filled(&list.id)] {
            @for (n, line) in list.rows.iter().enumerate() {
                @let last_without = list.last_row_border == Some(false) && n + 1 == count;
                (row(line, any_actions, last_without, &heading))
            }
        }
    };
    match &list.card {
        None => rows,
        Some(around) => card(&Card { description: rows.into(), ..around.clone() }),
    }
}

fn cell_class(own: &str, cell: &SummaryCell) -> String {
    let width = if cell.width.is_empty() { String::new() } else { format!("nhsuk-u-width-{}", cell.width) };
    classes([own, &width, &cell.classes])
}

fn row(row: &SummaryRow, any_actions: bool, last_without: bool, heading: &Content) -> Markup {
    let class = classes([
        "nhsuk-summary-list__row",
        when(any_actions && row.actions.is_empty(), "nhsuk-summary-list__row--no-actions"),
        when(row.border == Some(false) && !last_without, "nhsuk-summary-list__row--no-border"),
        &row.classes,
    ]);
    html! {
        div class=(class) {
            dt class=(cell_class("nhsuk-summary-list__key", &row.key)) { (row.key.text) }
            dd class=(cell_class("nhsuk-summary-list__value", &row.value)) { (row.value.text) }
            @match row.actions.as_slice() {
                [] => {}
                [one] => dd class="nhsuk-summary-list__actions" { (links::action(one, heading)) }
                many => dd class="nhsuk-summary-list__actions" {
                    ul class="nhsuk-summary-list__actions-list" {
                        @for one in many {
                            li class="nhsuk-summary-list__actions-list-item" { (links::action(one, heading)) }
                        }
                    }
                }
            }
        }
    }
}
