//! An invoice as a file for a spreadsheet.

use kernel::Failure;
use wire::{Shown, View};

use crate::{SeeCharges, invoice};

const HEADERS: [&str; 13] = [
    "invoice",
    "line",
    "kind",
    "person",
    "visit",
    "day",
    "planned_minutes",
    "recorded_minutes",
    "approved_minutes",
    "charged_minutes",
    "pounds",
    "memo",
    "credits_line",
];

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let invoice = invoice::one(view.tx, view.path.uuid("invoice")?)?;
    view.who.permit::<SeeCharges>(&invoice.about())?;
    let lines = invoice::lines(view.tx, invoice.id)?;
    let number_of = |id| lines.iter().find(|line| line.id == id).map_or(String::new(), |line| line.number.to_string());
    let cells = lines.iter().map(|line| {
        [
            invoice.name(),
            line.number.to_string(),
            kind(line).to_owned(),
            line.person_name.clone(),
            line.visit.to_string(),
            line.day.to_string(),
            line.planned_minutes.to_string(),
            line.recorded_minutes.to_string(),
            line.approved_minutes.to_string(),
            line.charged_minutes.to_string(),
            line.money().decimal(),
            line.memo.clone(),
            line.credits.map(number_of).unwrap_or_default(),
        ]
    });
    let bytes = sheet::write_csv(&HEADERS, cells);
    for line in &lines {
        view.saw(line.person, "invoice as a file");
    }
    Ok(Shown::File { name: format!("{}.csv", invoice.name()), kind: "text/csv; charset=utf-8", bytes })
}

const fn kind(line: &invoice::Line) -> &'static str {
    match (line.credits, line.adjustment) {
        (Some(_), _) => "credit",
        (None, Some(_)) => "adjustment",
        (None, None) => "charge",
    }
}
