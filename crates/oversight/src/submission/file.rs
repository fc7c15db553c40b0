//! The cases of a submission, as they were signed, as a file for a spreadsheet.

use kernel::Failure;
use wire::{Shown, View};

use super::{frozen::Frozen, one};
use crate::{commissioning::area, policy::SeeSubmissions};

const HEADERS: [&str; 10] = [
    "provider",
    "quarter",
    "version",
    "measure",
    "case",
    "area",
    "counted",
    "counts_against_provider",
    "why",
    "explanation",
];

/// The file.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (found, content) = one(view.tx, view.path.uuid("submission")?)?;
    view.who.permit::<SeeSubmissions>(&found.about())?;
    let frozen = Frozen::read(&content)?;
    let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let place = view.house.place;
    let rows = frozen.measures.iter().flat_map(|measure| {
        measure.cases.iter().map(move |case| (measure, case)).map(|(measure, case)| {
            [
                found.provider_name.clone(),
                found.quarter.code(),
                found.number.to_string(),
                measure.definition.code.clone(),
                case.reference.clone(),
                area(place, &case.locality),
                yes(case.counts),
                yes(measures::against(case.counts, measure.definition.better)),
                case.why.clone(),
                case.explanation.as_ref().map(|(words, _)| words.clone()).unwrap_or_default(),
            ]
        })
    });
    let bytes = sheet::write_csv(&HEADERS, rows);
    let name = format!("measures-{}-{}.csv", found.quarter.code().replace(' ', "-"), found.number);
    Ok(Shown::File { name, kind: "text/csv; charset=utf-8", bytes })
}
