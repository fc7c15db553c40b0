//! Undoing a merge: the record stands for itself again, as it was (H1).

use access::{About, Permit};
use kernel::{Failure, Moment, Uuid};
use page::{Page, html};
use store::{Change, Tx, Value, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    person::{self, Merged, PersonId, PersonRow},
    policy::MergePeople,
};

const REASON: Field = Field::line("reason", "Why the merge is undone")
    .must("Say why the merge is undone.")
    .hint("Such as: they are twins.");

/// The form's fields.
pub const FIELDS: &[Field] = &[REASON, Field::version()];

/// The record, if it is merged into this one: a merge of somebody else's cannot be undone from here (H23).
fn merged(row: PersonRow, into: PersonId) -> Result<(PersonRow, Merged), Failure> {
    match row.merged.clone().filter(|merged| merged.into == into) {
        Some(merged) => Ok((row, merged)),
        None => Err(Failure::no_such("merged record")),
    }
}

fn loaded(tx: &mut Tx<'_>, into: PersonId, other: PersonId) -> Result<(PersonRow, Merged), Failure> {
    merged(person::row(tx, other)?, into)
}

/// The question.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (id, other): (PersonId, PersonId) = (view.path.id("person")?, view.path.id("other")?);
    view.who.permit::<MergePeople>(&About::thing("person", id).person(id))?;
    let (row, merged) = loaded(view.tx, id, other)?;
    let banner = person::banner(view.tx, id, view.house)?;
    view.saw(id, "merge");
    view.saw(other, "merge");
    let inner = html! { (view.form.field(&REASON, "")) (view.form.field(&Field::version(), &row.version.to_string())) };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Undo the merge" }
        p { "The record of " strong { (row.name) } ", " (row.known_by()) ", was merged into this one on "
            (page::show::day(merged.at.day())) ": " (merged.why) }
        h2 class="nhsuk-heading-m" { "What follows" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { "The record stands for itself again: searches find it, and its alerts stand on its own pages only." }
            li { "What was written on this record since the merge stays on this record. Look through it for what belongs to "
                "the other." }
            @if let Some(number) = &merged.wrong_number {
                li { "It gets its NHS number " (number) " back, unless the number is on another record by now." }
            }
        }
        (view.form.around(&format!("/people/{id}/merged/{other}/undo"), &inner, "Undo the merge"))
    };
    Ok(Page::new("Undo a merge", body).about(banner).back("Back", format!("/people/{id}")).into())
}

/// Takes the answer.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (id, other): (PersonId, PersonId) = (act.path.id("person")?, act.path.id("other")?);
    let permit = act.who.permit::<MergePeople>(&About::thing("person", id).person(id))?;
    let reason = act.values.text("reason")?;
    let back = undo(act.work, &permit, id, other, act.values.version()?, &reason)?;
    let then = if back { "" } else { " Its NHS number is on another record by now: find out whose it is." };
    Ok(Done::new(
        format!("/people/{other}"),
        format!("The merge is undone. This record stands for itself again.{then}"),
    )
    .id(other))
}

/// Undoes a merge. Says whether the record has its NHS number again, if it had one.
pub fn undo(
    work: &mut Work<'_>,
    permit: &Permit<MergePeople>,
    into: PersonId,
    person: PersonId,
    version: i64,
    reason: &str,
) -> Result<bool, Failure> {
    permit.covers(into)?;
    let (_, before) = merged(person::held(work, person)?, into)?;
    let mut columns = cols! {
        "merged_into" => Value::Null, "merged_at" => None::<Moment>, "merged_by" => None::<Uuid>,
        "merged_why" => Value::Null, "merged_number" => Value::Null,
    };
    let free = before.wrong_number.map(|number| person::of_nhs_number(work, number)).transpose()?.flatten().is_none();
    if let Some(number) = before.wrong_number.filter(|_| free) {
        columns.extend(cols! { "nhs_number" => number, "nhs_status" => "02" });
    }
    let facts = serde_json::json!({
        "from": into, "reason": reason, "merged_at": before.at, "merged_why": before.why,
        "nhs_number": before.wrong_number, "number_given_back": free && before.wrong_number.is_some(),
    });
    let change = Change::new("person.unmerged", "person", person).person(person).facts(facts);
    work.apply(change.update("person", person, version, columns))?;
    let facts = serde_json::json!({ "merged": person, "reason": reason });
    work.apply(Change::new("person.merge_undone", "person", into).person(into).facts(facts))?;
    Ok(free)
}
