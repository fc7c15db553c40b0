//! The cases of a measure as a file for a spreadsheet, narrowed as the page is.

use kernel::Failure;
use wire::{Shown, View};

use super::{cases_of, narrow::Narrow};
use crate::{
    commissioning::area,
    policy::SeeMeasures,
    submission::{explain, frozen::package_of},
};

const HEADERS: [&str; 10] = [
    "measure",
    "quarter",
    "provider",
    "area",
    "case",
    "weight",
    "counted",
    "counts_against_provider",
    "why",
    "explanation",
];

/// The file.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeeMeasures>()?;
    let narrow = Narrow::read(view, &scope)?;
    let code = view.path.text("measure").to_owned();
    let said = view.house.place.measure(&code).ok_or_else(|| Failure::no_such("measure"))?;
    let cases = cases_of(view.tx, &code, &narrow)?;
    let names = Narrow::choices(view, &scope)?;
    let explained = explain::of(view.tx, narrow.quarter, narrow.provider)?;
    let about = super::about(&code);
    let place = view.house.place;
    let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let rows = cases.iter().map(|case| {
        let name = names.iter().find(|one| one.id == case.organisation).map(|one| one.name.clone());
        [
            code.clone(),
            narrow.quarter.code(),
            name.unwrap_or_default(),
            area(place, &case.locality),
            package_of(case).map(|id| brokerage::reference(id.into())).unwrap_or_default(),
            case.weight.to_string(),
            yes(case.counts),
            yes(measures::against(case.counts, said.better)),
            case.why.clone(),
            explained.of(case.subject, about).map(|one| one.words.clone()).unwrap_or_default(),
        ]
    });
    let bytes = sheet::write_csv(&HEADERS, rows);
    let name = format!("{code}-{}.csv", narrow.quarter.code().replace(' ', "-"));
    Ok(Shown::File { name, kind: "text/csv; charset=utf-8", bytes })
}
