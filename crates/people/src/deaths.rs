//! A death, in two steps by two people, either of which can be taken back (H24). Nothing else ends by itself: the rooms
//! whose work it touches hear of it, and the page says first what follows.

use access::{About, Permit};
use kernel::{Date, Failure, Moment, Uuid};
use page::{Markup, Page, html};
use store::{Change, Value, Work, cols};
use wire::{Act, Done, Field, FormState, Shown, View};

use crate::{
    person::{self, Death, PersonId, PersonRow},
    policy::RecordDeath,
};

const DAY: Field = Field::date("day", "Day of death").must("Enter the day of death.");
const SOURCE: Field = Field::line("source", "Who told you")
    .hint("Such as: daughter by telephone, GP practice.")
    .must("Say who told you.");
const REASON: Field = Field::line("reason", "Why it is taken back").must("Say why it is taken back.");

/// The fields of a report.
pub const REPORT_FIELDS: &[Field] = &[DAY, SOURCE, Field::version()];
/// The fields of a confirmation.
pub const CONFIRM_FIELDS: &[Field] = &[Field::version()];
/// The fields of taking it back.
pub const WITHDRAW_FIELDS: &[Field] = &[REASON, Field::version()];

/// What is known, and what can be done now.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let id: PersonId = view.path.id("person")?;
    let row = person::row(view.tx, id)?;
    view.who.permit::<RecordDeath>(&About::thing("person", id).person(id))?;
    if row.merged.is_some() && view.form.faults.is_empty() {
        // That is the surviving record's to say; the page of this one leads there.
        return Ok(Shown::Elsewhere(row.href()));
    }
    let banner = person::banner_of(view.tx, &row)?;
    view.saw(id, "death");
    let by_me = matches!(row.death, Death::Reported { by, .. } if by == Some(view.who.account));
    let body = html! {
        h1 class="nhsuk-heading-l" { "Record a death" }
        (consequences(&row))
        (steps(&view.form, &row, by_me))
    };
    Ok(Page::new("Record a death", body).about(banner).back("Back", row.href()).into())
}

fn consequences(row: &PersonRow) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "What follows" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { "A report is shown at once on every page about " (row.name) ", also to those who visit." }
            li { "A second person must confirm it. Until then visits and packages go on, for a report may be wrong." }
            li { "Once it is confirmed, the teams that visit, buy and pay for care are told to end what they do." }
            li { "Either step can be taken back. The record and its history stay." }
        }
    }
}

fn steps(form: &FormState<'_>, row: &PersonRow, by_me: bool) -> Markup {
    let (id, version) = (row.id, row.version.to_string());
    let withdraw = html! {
        h2 class="nhsuk-heading-m" { "It is wrong" }
        (form.around(&format!("/people/{id}/death/withdraw"),
            &html! { (form.field(&REASON, "")) (form.field(&Field::version(), &version)) }, "Take it back"))
    };
    match row.death {
        Death::None => form.around(
            &format!("/people/{id}/death"),
            &html! { (form.field(&DAY, "")) (form.field(&SOURCE, "")) (form.field(&Field::version(), &version)) },
            "Report the death",
        ),
        Death::Reported { day, .. } => html! {
            p { "Reported to have died on " (page::show::day(day)) ". It is not confirmed." }
            @if by_me { p { "You reported it, so somebody else must confirm it." } }
            @else {
                (form.button(&format!("/people/{id}/death/confirm"), &[("version", &version)], "Confirm the death", false))
            }
            (withdraw)
        },
        Death::Confirmed { day, .. } => html! {
            p { "Died on " (page::show::day(day)) ". It is confirmed." }
            (withdraw)
        },
    }
}

fn permitted(act: &Act<'_, '_>) -> Result<(PersonId, Permit<RecordDeath>), Failure> {
    let id: PersonId = act.path.id("person")?;
    Ok((id, act.who.permit::<RecordDeath>(&About::thing("person", id).person(id))?))
}

/// Takes a report.
pub fn report_submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (id, permit) = permitted(act)?;
    let (day, source) = (act.values.date("day")?, act.values.text("source")?);
    report(act.work, &permit, id, act.values.version()?, day, &source)?;
    Ok(Done::new(format!("/people/{id}/death"), "The death is reported. Somebody else must confirm it.").id(id))
}

/// Takes a confirmation.
pub fn confirm_submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (id, permit) = permitted(act)?;
    confirm(act.work, &permit, id, act.values.version()?)?;
    Ok(Done::new(format!("/people/{id}"), "The death is confirmed. Those who visit, buy and pay for care are told.")
        .id(id))
}

/// Takes it back.
pub fn withdraw_submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (id, permit) = permitted(act)?;
    let reason = act.values.text("reason")?;
    withdraw(act.work, &permit, id, act.values.version()?, &reason)?;
    Ok(Done::new(format!("/people/{id}"), "It is taken back. The record says again that the person lives.").id(id))
}

/// Reports a death.
pub fn report(
    work: &mut Work<'_>,
    permit: &Permit<RecordDeath>,
    person: PersonId,
    version: i64,
    day: Date,
    source: &str,
) -> Result<(), Failure> {
    permit.covers(person)?;
    let row = person::unmerged(work, person)?;
    if row.death != Death::None {
        return Err(Failure::conflict("A death is recorded already. Confirm it or take it back."));
    }
    if day > work.at.day() {
        return Err(Failure::field("day", "The day of death is in the future. Check the date."));
    }
    if row.birth.is_some_and(|birth| day < birth) {
        return Err(Failure::field("day", "The day of death is before the date of birth. Check the date."));
    }
    let columns =
        cols! { "death_day" => day, "death_reported_at" => work.at, "death_reported_by" => work.actor.account };
    let facts = serde_json::json!({ "day": day, "source": source });
    let change = Change::new("person.death_reported", "person", person).person(person).facts(facts);
    work.apply(change.update("person", person, version, columns))
}

/// Confirms a death that somebody else reported.
pub fn confirm(
    work: &mut Work<'_>,
    permit: &Permit<RecordDeath>,
    person: PersonId,
    version: i64,
) -> Result<(), Failure> {
    permit.covers(person)?;
    let row = person::unmerged(work, person)?;
    let Death::Reported { day, by, .. } = row.death else {
        return Err(Failure::conflict("There is no report of a death that waits to be confirmed."));
    };
    if by.is_some() && by == work.actor.account {
        return Err(Failure::conflict("You reported this death, so somebody else must confirm it."));
    }
    let columns = cols! { "death_confirmed_at" => work.at };
    let change = Change::new("person.death_confirmed", "person", person).person(person);
    work.apply(change.facts(serde_json::json!({ "day": day })).update("person", person, version, columns))?;
    // What hangs on a record that was merged into this one must hear of it too.
    for merged in person::merged_in(work, person)? {
        let change = Change::new("person.death_confirmed", "person", merged.id).person(merged.id);
        work.apply(change.facts(serde_json::json!({ "day": day, "surviving": person })))?;
    }
    Ok(())
}

/// Takes a report or a confirmed death back.
pub fn withdraw(
    work: &mut Work<'_>,
    permit: &Permit<RecordDeath>,
    person: PersonId,
    version: i64,
    reason: &str,
) -> Result<(), Failure> {
    permit.covers(person)?;
    let row = person::unmerged(work, person)?;
    let (day, confirmed) = match row.death {
        Death::None => return Err(Failure::conflict("No death is recorded for this person.")),
        Death::Reported { day, .. } => (day, false),
        Death::Confirmed { day, .. } => (day, true),
    };
    let columns = cols! {
        "death_day" => Value::Null, "death_reported_at" => None::<Moment>, "death_reported_by" => None::<Uuid>,
        "death_confirmed_at" => None::<Moment>,
    };
    let facts = serde_json::json!({ "day": day, "was_confirmed": confirmed, "reason": reason });
    let change = Change::new("person.death_withdrawn", "person", person).person(person).facts(facts);
    work.apply(change.update("person", person, version, columns))?;
    for merged in person::merged_in(work, person)? {
        let change = Change::new("person.death_withdrawn", "person", merged.id).person(merged.id);
        work.apply(change.facts(serde_json::json!({ "day": day, "surviving": person, "reason": reason })))?;
    }
    Ok(())
}
