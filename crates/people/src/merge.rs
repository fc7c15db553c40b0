//! Two records of one person (REC-1, H1, H2). Somebody who has compared them merges the one into the other with a reason;
//! nothing does it by itself. The record that is merged points to the surviving one and keeps its rows and its history;
//! what other rooms keep under it stays there. It can be undone.

mod compare;
mod find;
mod rule;
mod shown;
mod undo;

use access::Permit;
pub use compare::{FIELDS, page, submit};
pub use find::page as find_page;
use kernel::Failure;
pub use rule::Answers;
pub(crate) use shown::{told, within};
use store::{Change, Value, Work, cols};
pub use undo::{FIELDS as UNDO_FIELDS, page as undo_page, submit as undo_submit, undo};

use crate::{
    person::{self, PersonId, PersonRow},
    policy::MergePeople,
    register,
};

/// What is merged into what.
#[derive(Debug, Clone)]
pub struct Merge {
    /// The record that survives, and the version of it that was compared.
    pub keep: (PersonId, i64),
    /// The record that is merged into it, and the version of it that was compared.
    pub fold: (PersonId, i64),
    /// How one knows that it is one person.
    pub reason: String,
    /// What was answered about what does not fit.
    pub answers: Answers,
}

/// Merges a record into another one of the same person.
pub fn merge(work: &mut Work<'_>, permit: &Permit<MergePeople>, merge: &Merge) -> Result<(), Failure> {
    let (keep_id, fold_id) = (merge.keep.0, merge.fold.0);
    permit.covers(keep_id)?;
    let (keep, fold) = both_held(work, keep_id, fold_id)?;
    rule::possible(&keep, &fold, !person::merged_in(work, fold_id)?.is_empty())?;
    if keep.version != merge.keep.1 {
        return Err(Failure::Stale(
            "Somebody changed one of the two records after you opened this page. Compare them again.".into(),
        ));
    }
    rule::answered(&keep, &fold, merge.answers)?;
    let columns = columns(work, &fold, merge)?;
    let facts = serde_json::json!({
        "into": keep_id, "reason": merge.reason, "second_look": merge.answers.second_look,
        "wrong_number": fold.nhs_number, "kept": identifiers(&keep), "merged": identifiers(&fold),
    });
    let change = Change::new("person.merged", "person", fold_id).person(fold_id).facts(facts);
    work.apply(change.update("person", fold_id, merge.fold.1, columns))?;
    let facts = serde_json::json!({ "merged": fold_id, "reason": merge.reason, "identifiers": identifiers(&fold) });
    work.apply(Change::new("person.merged_in", "person", keep_id).person(keep_id).facts(facts))
}

/// Holds both, always in the same order, so that two who merge the same pair do not wait for one another.
fn both_held(work: &mut Work<'_>, keep: PersonId, fold: PersonId) -> Result<(PersonRow, PersonRow), Failure> {
    if keep.uuid() < fold.uuid() {
        let keep = person::held(work, keep)?;
        Ok((keep, person::held(work, fold)?))
    } else {
        let fold = person::held(work, fold)?;
        Ok((person::held(work, keep)?, fold))
    }
}

/// Where the record leads from now on. A number that was marked wrong is put aside: it may be somebody else's.
fn columns(work: &mut Work<'_>, fold: &PersonRow, merge: &Merge) -> Result<Vec<(&'static str, Value)>, Failure> {
    let mut columns = cols! {
        "merged_into" => merge.keep.0, "merged_at" => work.at, "merged_by" => work.actor.account,
        "merged_why" => merge.reason.as_str(), "merged_number" => fold.nhs_number,
    };
    if fold.nhs_number.is_some() {
        columns.extend(cols! { "nhs_number" => Value::Null, "nhs_status" => "07" });
        if fold.local_number.is_none() {
            columns.extend(cols! { "local_number" => register::local_number(work)? });
        }
    }
    Ok(columns)
}

/// By what somebody is known, for the journal.
fn identifiers(row: &PersonRow) -> serde_json::Value {
    serde_json::json!({
        "given_name": row.given_name, "family_name": row.family_name, "birth": row.birth, "nhs_number": row.nhs_number,
        "local_number": row.local_number, "address": row.address(),
    })
}
