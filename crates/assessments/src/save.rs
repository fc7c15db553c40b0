//! A section is saved by itself, so that a draft is never lost; two people at one section do not overwrite each other.

use ::store::{Change, Work, cols};
use access::Permit;
use kernel::Failure;
use wire::{Act, Done};

use crate::{Assess, AssessmentRow, Section, form};

/// Takes a section's form.
pub(crate) fn submit(act: &mut Act<'_, '_>, section: Section, answers: serde_json::Value) -> Result<Done, Failure> {
    let (row, permit) = form::held_for::<Assess>(act)?;
    save(act.work, &permit, &row, section, act.values.version()?, answers, &act.who.name)?;
    let message = format!("You saved “{}”. The draft is kept.", section.words());
    Ok(Done::new(format!("/assessments/{}", row.id), message).id(row.id))
}

/// Saves a section of a draft; `version` is that of the section as its page showed it.
pub fn save(
    work: &mut Work<'_>,
    permit: &Permit<Assess>,
    row: &AssessmentRow,
    section: Section,
    version: i64,
    answers: serde_json::Value,
    by: &str,
) -> Result<(), Failure> {
    permit.covers(row.id)?;
    row.must_be_draft()?;
    let kept = row.section(section)?;
    let now = work.at;
    let columns = cols! { "answers" => answers, "saved_at" => now, "saved_by" => by };
    let change = Change::new("assessment.saved", "assessment", row.id)
        .person(row.person)
        .facts(serde_json::json!({ "section": section.code() }))
        .update("assessment_section", kept.id, version, columns)
        .update("assessment", row.id, row.version, cols! { "saved_at" => now });
    work.apply(change)
}
