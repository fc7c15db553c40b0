//! What the fields of a problem are called in each format.

use crate::Format;

/// Pieces of a field's name and what the file has for them, the longer ones first.
const KITH: &[(&str, &str)] = &[("tables", "travel")];
const CARE_DAY: &[(&str, &str)] = &[
    (".parts[0].duration", ".dur"),
    (".shifts[0].from", ".shift"),
    (".shifts[0].to", ".shift"),
    (".shifts[0].latest", ".shift"),
    (".shifts[].latest", ".shift"),
    (".most_work", ".max_work"),
    (".least", ".min_gap"),
    (".most", ".max_gap"),
    (".from", ".tw[0]"),
    (".to", ".tw[1]"),
    (".due", ".tw[1]"),
];
const HHCRSP: &[(&str, &str)] = &[
    ("visits[", "patients["),
    ("workers[", "caregivers["),
    (".parts[0].duration", ".required_caregivers[0].duration"),
    (".parts[1].duration", ".required_caregivers[1].duration"),
    (".parts", ".required_caregivers"),
    (".shifts[0].from", ".working_shift[0]"),
    (".shifts[0].to", ".working_shift[1]"),
    (".shifts[0].latest", ".working_shift[1]"),
    (".from", ".time_window[0]"),
    (".to", ".time_window[1]"),
    (".due", ".time_window[1]"),
];

/// The field as the file has it.
pub(crate) fn of_file(format: Format, field: &str) -> String {
    let names = match format {
        Format::Kith => KITH,
        Format::CareDay => CARE_DAY,
        Format::Hhcrsp | Format::HhcrspExtended => HHCRSP,
        // Their readers look at all that could be wrong, line by line.
        Format::Solomon | Format::Vrplib => &[],
    };
    names.iter().fold(field.to_owned(), |field, (ours, theirs)| field.replace(ours, theirs))
}

/// What is said of a field, with the file's names for lists.
pub(crate) fn lists(format: Format, said: &str) -> String {
    match format {
        Format::Hhcrsp | Format::HhcrspExtended => {
            said.replace("of visits[", "of patients[").replace("of workers[", "of caregivers[")
        }
        _ => said.to_owned(),
    }
}
