//! Packages that were handed back in a quarter, and why (BRK-9).

use brokerage::Returned;
use kernel::{Failure, Moment};
use page::{
    Page,
    components::{Cell, Table, table},
    html,
    show::{day_short, empty_state, moment_short},
};
use wire::{Shown, View};

use super::{area, must_see_place, package_cell};
use crate::measure::quarter;

/// What the JSON says.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct HandBacks {
    /// The quarter's code.
    pub quarter: String,
    /// Each in the order of time.
    pub hand_backs: Vec<HandBackView>,
}

/// One of them.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct HandBackView {
    /// The package.
    pub package: String,
    /// The provider.
    pub provider: String,
    /// The area.
    pub area: String,
    /// When.
    #[schemars(with = "String")]
    pub at: Moment,
    /// Why.
    pub reason: String,
}

/// Shows them.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    must_see_place(view)?;
    let quarter = quarter(view.query.text("quarter"), view.now)?;
    let found = brokerage::returned(view.tx, quarter.period())?;
    let place = view.house.place;
    let row = |one: &Returned| {
        vec![
            package_cell(view, &one.package.to_string(), &brokerage::reference(one.package)),
            Cell::from(one.provider_name.as_str()),
            Cell::from(area(place, &one.locality)),
            Cell::from(moment_short(view.now, one.at)),
            Cell::from(one.reason.words()),
            Cell::from(day_short(one.last_day)),
        ]
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { (quarter.to_string()) } "Packages handed back" }
        @if found.is_empty() { (empty_state("No package was handed back in this quarter.")) }
        @else {
            (table(&Table {
                head: ["Package", "Provider", "Area", "When", "Why", "Last day of care"].into_iter().map(Cell::from).collect(),
                rows: found.iter().map(row).collect(),
                responsive: true,
                ..Table::default()
            }))
        }
    };
    let told = |one: &Returned| HandBackView {
        package: one.package.to_string(),
        provider: one.provider_name.clone(),
        area: area(place, &one.locality),
        at: one.at,
        reason: one.reason.words().to_owned(),
    };
    let data = HandBacks { quarter: quarter.code(), hand_backs: found.iter().map(told).collect() };
    Shown::with(Page::new("Packages handed back", body).back("Commissioning", "/commissioning").wide(), &data)
}
