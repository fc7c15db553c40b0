//! Whoever wrote a note corrects it: the new words are shown, the former are kept beside them (REC-3).

use access::{Permit, Who};
use kernel::{Date, Failure, Uuid, moment_in_words};
use page::{Page, html};
use store::{Tx, Work, cols, params};
use wire::{Act, Done, Field, Shown, View};

use super::{NewNote, Note, ONE, RING_ON, WORDS, about, change, save};
use crate::{
    PackageId,
    package::{self, Package},
    policy::WriteNote,
};

/// What is asked.
pub const FIELDS: &[Field] = &[Field::version(), WORDS, RING_ON];

/// A note of a package.
fn note(tx: &mut Tx<'_>, package: PackageId, id: Uuid) -> Result<Note, Failure> {
    let note = tx.one(&ONE, params![id], "note", Note::read)?;
    if note.package == package { Ok(note) } else { Err(Failure::no_such("note")) }
}

/// A note is corrected by whoever wrote it.
fn own(who: &Who, note: &Note) -> Result<(), Failure> {
    if note.author == who.account {
        return Ok(());
    }
    Err(Failure::Forbidden("Only whoever wrote a note corrects it. Add a note of your own.".to_owned()))
}

/// Of several versions the latest is corrected.
fn latest(note: &Note) -> Result<(), Failure> {
    match note.corrected_at {
        None => Ok(()),
        Some(at) => Err(Failure::conflict(format!(
            "This note was corrected already, on {}. Open the package again to correct what it says now.",
            moment_in_words(at)
        ))),
    }
}

/// Writes the correction. A ring-back keeps its day, even one that is past, unless the correction gives another.
pub fn correct(
    work: &mut Work<'_>,
    who: &Who,
    permit: &Permit<WriteNote>,
    (held, former): (&Package, &Note),
    (words, ring_on): (&str, Option<Date>),
) -> Result<Uuid, Failure> {
    permit.covers(held.id)?;
    own(who, former)?;
    latest(former)?;
    if ring_on != former.ring_on && ring_on.is_some_and(|day| day < work.at.day()) {
        return Err(Failure::field("ring_on", "This day is past. Enter today or a later day."));
    }
    let corrected = change("package.note_corrected", held);
    let corrected = corrected.update(
        "package_note",
        former.id,
        former.version,
        cols! { "to_ring" => None::<Date>, "corrected_at" => work.at },
    );
    save(work, who, held, corrected, NewNote { words, ring_on, rung: None }, Some(former.id))
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<WriteNote>(&about(&package))?;
    let note = note(view.tx, package.id, view.path.uuid("note")?)?;
    own(view.who, &note)?;
    view.saw(package.person, "package");
    let banner = people::banner(view.tx, package.person, view.house)?;
    let (version, ring_on) = (note.version.to_string(), note.to_ring.map(|day| day.to_string()).unwrap_or_default());
    let body = html! {
        h1 class="nhsuk-heading-l" { "Correct your note on package " (package.reference()) }
        @match latest(&note) {
            Err(failure) => { p { (failure.to_string()) } }
            Ok(()) => {
                p { "What you write is shown from now on; what the note says now stays readable beside it." }
                (view.form.around(&format!("/packages/{}/notes/{}", package.id, note.id), &html! {
                    @for field in FIELDS {
                        @match field.name {
                            "version" => { (view.form.field(field, &version)) }
                            "ring_on" => { (view.form.field(field, &ring_on)) }
                            _ => { (view.form.field(field, &note.words)) }
                        }
                    }
                }, "Save the correction"))
            }
        }
    };
    let back = format!("/packages/{}", package.id);
    Ok(Page::new("Correct a note", body).about(banner).back("Back to the package", back).into())
}

/// Writes it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let held = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<WriteNote>(&about(&held))?;
    let mut former = note(act.work, held.id, act.path.uuid("note")?)?;
    former.version = act.values.version()?;
    let (words, ring_on) = (act.values.text("words")?, act.values.opt_date("ring_on")?);
    let id = correct(act.work, act.who, &permit, (&held, &former), (&words, ring_on))?;
    Ok(Done::new(format!("/packages/{}", held.id), "The note is corrected. What it said before is kept beside it.")
        .id(id))
}
