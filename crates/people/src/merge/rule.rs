//! When two records can be merged, and what must be answered first.

use kernel::{Failure, Fault};

use crate::person::{Death, PersonRow};

/// What was answered about what does not fit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answers {
    /// The NHS number of the record that is to be merged is wrong.
    pub number_wrong: bool,
    /// One record says that the person has died, the other does not; somebody looked again.
    pub second_look: bool,
}

/// Refuses what no answer helps, and says what to do instead. `has_merged`: other records were merged into `fold`.
pub(super) fn possible(keep: &PersonRow, fold: &PersonRow, has_merged: bool) -> Result<(), Failure> {
    let refused = |message: String| Err(Failure::conflict(message));
    if keep.id == fold.id {
        return refused("A record cannot be merged with itself. Choose the other record.".into());
    }
    if fold.merged.is_some() {
        return refused(format!(
            "The other record of {} is merged into a record already. Undo that first if it was wrong.",
            fold.name
        ));
    }
    if keep.merged.is_some() {
        return refused(format!(
            "This record of {} is merged into another one itself. Open that one and merge from there.",
            keep.name
        ));
    }
    if has_merged {
        return refused(format!(
            "Other records were merged into the other record of {}. Keep that record and merge this one into it, or undo \
             those merges first.",
            fold.name
        ));
    }
    if known(fold.death) > known(keep.death) {
        return refused(format!(
            "The other record of {} says more of a death than this one. Keep that record and merge this one into it, or \
             put the death right first.",
            fold.name
        ));
    }
    Ok(())
}

/// How firmly a death is known.
fn known(death: Death) -> u8 {
    match death {
        Death::None => 0,
        Death::Reported { .. } => 1,
        Death::Confirmed { .. } => 2,
    }
}

/// Whether the number of the record that is to be merged must be said to be wrong.
pub(super) fn numbers_differ(keep: &PersonRow, fold: &PersonRow) -> bool {
    fold.nhs_number.is_some() && fold.nhs_number != keep.nhs_number
}

/// Whether a death must be looked at again.
pub(super) fn deaths_differ(keep: &PersonRow, fold: &PersonRow) -> bool {
    keep.death != Death::None && fold.death == Death::None
}

/// Asks for the answers that are missing, all at once.
pub(super) fn answered(keep: &PersonRow, fold: &PersonRow, answers: Answers) -> Result<(), Failure> {
    let mut faults = Vec::new();
    let mut ask = |field: &str, message: String| faults.push(Fault { field: field.into(), message });
    if numbers_differ(keep, fold) && !answers.number_wrong {
        ask("number_wrong", wrong_number(keep, fold));
    }
    if deaths_differ(keep, fold) && !answers.second_look {
        ask(
            "second_look",
            "One record says that the person has died, the other does not. Look again whether it is one person, and say \
             that you did."
                .into(),
        );
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure::Invalid(faults)) }
}

fn wrong_number(keep: &PersonRow, fold: &PersonRow) -> String {
    let number = |row: &PersonRow| row.nhs_number.map(|number| number.to_string()).unwrap_or_default();
    if keep.nhs_number.is_some() {
        format!(
            "The records have two NHS numbers, {} and {}, so they may be of two people. Find out which is wrong. If it is \
             {}, say so here; if it is the other, keep the other record.",
            number(keep),
            number(fold),
            number(fold)
        )
    } else {
        format!(
            "Only the other record has an NHS number, {}. Keep that record and merge this one into it; or say here that \
             the number is wrong.",
            number(fold)
        )
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Date, Moment, NhsNumber, Numbers, Uuid, date};

    use super::*;
    use crate::person::Merged;

    fn record(id: u128, number: Option<&str>, death: Death) -> PersonRow {
        PersonRow {
            id: Uuid::from_u128(id).into(),
            version: 1,
            given_name: "Ada".into(),
            family_name: "Example".into(),
            name: "Ada Example".into(),
            birth: Some(date(1936, 2, 29)),
            nhs_number: number.map(|number| NhsNumber::parse(number, Numbers::Test).unwrap()),
            nhs_status: "02".into(),
            local_number: None,
            gender: None,
            address_lines: Vec::new(),
            town: None,
            postcode: None,
            locality: None,
            district: None,
            point: None,
            located_by: None,
            located_why: None,
            phone: None,
            email: None,
            language: None,
            interpreter: false,
            needs: Vec::new(),
            adjustments: None,
            practice_code: None,
            practice_name: None,
            created_at: Moment::from_micros(0),
            died: None,
            death,
            merged: None,
        }
    }

    fn dead(day: Date) -> Death {
        Death::Confirmed { day, at: Moment::from_micros(0) }
    }

    fn living(id: u128, number: Option<&str>) -> PersonRow {
        record(id, number, Death::None)
    }

    // REC-1, H1
    #[test]
    fn what_no_answer_helps_is_refused_with_what_to_do() {
        let (keep, fold) = (living(1, Some("9990000018")), living(2, None));
        let said = |keep: &PersonRow, fold: &PersonRow, has: bool| possible(keep, fold, has).unwrap_err().to_string();
        assert_eq!(possible(&keep, &fold, false), Ok(()));
        assert!(said(&keep, &keep, false).contains("with itself"));
        assert!(said(&keep, &fold, true).contains("Keep that record and merge this one into it"));
        let into = Merged { into: keep.id, at: keep.created_at, by: None, why: "one".into(), wrong_number: None };
        let merged = PersonRow { merged: Some(into), ..living(3, None) };
        assert!(said(&keep, &merged, false).contains("already"));
        assert!(said(&merged, &fold, false).contains("Open that one"));
        let died = record(4, None, dead(date(2026, 1, 2)));
        assert!(said(&keep, &died, false).contains("more of a death"));
        assert_eq!(possible(&died, &fold, false), Ok(()));
    }

    // REC-1, H1, H24
    #[test]
    fn two_numbers_and_a_death_are_asked_about_together() {
        let keep = record(1, Some("9990000018"), dead(date(2026, 1, 2)));
        let fold = living(2, Some("9990000026"));
        let Err(Failure::Invalid(faults)) = answered(&keep, &fold, Answers::default()) else { panic!() };
        let fields: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["number_wrong", "second_look"]);
        assert_eq!(answered(&keep, &fold, Answers { number_wrong: true, second_look: true }), Ok(()));
        let only = answered(&living(1, None), &fold, Answers::default()).unwrap_err();
        assert!(only.to_string().contains("Only the other record has an NHS number"), "{only}");
        assert_eq!(answered(&living(1, Some("9990000018")), &living(2, None), Answers::default()), Ok(()));
    }
}
