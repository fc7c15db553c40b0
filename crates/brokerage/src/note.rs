//! Notes on a package: whom a broker rang, what was said, when somebody is to be rung back (REC-3, BRK-3). They are added and never
//! changed; a correction is a note of its own that names the one it corrects, and both stay readable. Providers do not see them.

pub mod correct;

use access::{About, Permit, Who};
use kernel::{Date, Failure, Moment, Uuid, moment_in_words, short_day};
use page::{
    Markup, Page,
    components::{Details, details},
    html,
    show::{Standing, empty_state, state},
};
use store::{Change, Row, Tx, Work, cols, params, statement};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    PackageId,
    package::{self, Package},
    policy::WriteNote,
};

/// How many notes of a package are shown.
const MOST: i64 = 200;

const WORDS: Field = Field::words("words", "Note")
    .hint("Whom you rang and what they said. It is kept. Those at the council who see the package read it; providers do not.")
    .must("Write the note.");
const RING_ON: Field = Field::date("ring_on", "Ring back on")
    .hint("From that day on the package stands on the list until a note says that it is done.");

/// What is asked.
pub const FIELDS: &[Field] = &[WORDS, RING_ON, Field::id("rung", "Which ring-back is done?")];

/// One note.
#[derive(Debug, Clone)]
pub struct Note {
    /// Its id.
    pub id: Uuid,
    /// Its row's version.
    pub version: i64,
    /// The package it is on.
    pub package: PackageId,
    /// Who wrote it.
    pub author: Uuid,
    /// Their name.
    pub author_name: String,
    /// What it says.
    pub words: String,
    /// When it was written.
    pub at: Moment,
    /// The day on which it says that somebody is to be rung back.
    pub ring_on: Option<Date>,
    /// The same for as long as nobody has done it and the note is not corrected.
    pub to_ring: Option<Date>,
    /// When a later note said that this is done.
    pub rung_at: Option<Moment>,
    /// The note it corrects.
    pub corrects: Option<Uuid>,
    /// When another note corrected it.
    pub corrected_at: Option<Moment>,
}

statement! {
    ONE = "SELECT * FROM package_note WHERE id = $1";
    OF_PACKAGE = "SELECT * FROM package_note WHERE package = $1 ORDER BY at DESC, id DESC LIMIT $2";
    TO_RING = "SELECT * FROM package_note WHERE package = $1 AND to_ring IS NOT NULL ORDER BY to_ring, id LIMIT $2";
}

impl Note {
    fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Note {
            id: row.get("id")?,
            version: row.get("version")?,
            package: row.get("package")?,
            author: row.get("author")?,
            author_name: row.get("author_name")?,
            words: row.get("words")?,
            at: row.get("at")?,
            ring_on: row.get("ring_on")?,
            to_ring: row.get("to_ring")?,
            rung_at: row.get("rung_at")?,
            corrects: row.get("corrects")?,
            corrected_at: row.get("corrected_at")?,
        })
    }
}

/// The notes of a package, the newest first, with those that were corrected (at most 200).
pub fn of_package(tx: &mut Tx<'_>, package: PackageId) -> Result<Vec<Note>, Failure> {
    tx.all(&OF_PACKAGE, params![package, MOST], Note::read)
}

/// Those that say that somebody is to be rung back, which nobody has done, the first day first.
fn to_ring(tx: &mut Tx<'_>, package: PackageId) -> Result<Vec<Note>, Failure> {
    tx.all(&TO_RING, params![package, MOST], Note::read)
}

/// A day on which somebody is to be rung back, as it stands today.
pub(crate) fn ring_back(day: Date, today: Date) -> Markup {
    match day.cmp(&today) {
        std::cmp::Ordering::Less => html! { (state("Ring back late", Standing::Late)) ", since " (short_day(day)) },
        std::cmp::Ordering::Equal => state("Ring back today", Standing::Soon),
        std::cmp::Ordering::Greater => html! { "Ring back on " (short_day(day)) },
    }
}

/// What a note says, with the day to ring back.
fn said(note: &Note, today: Date) -> Markup {
    html! {
        (note.words)
        @if let Some(day) = note.to_ring { br; (ring_back(day, today)) }
        @else if let Some(day) = note.ring_on { br; "Ring back on " (short_day(day)) @if note.rung_at.is_some() { ": done" } }
    }
}

/// What a note said before it was corrected, the latest first.
fn former<'n>(notes: &'n [Note], note: &Note) -> Vec<&'n Note> {
    let before = |corrects: Option<Uuid>| notes.iter().find(|other| Some(other.id) == corrects);
    std::iter::successors(before(note.corrects), |note| before(note.corrects)).collect()
}

/// The notes as they are shown: each at its first moment, with what it said before.
fn shown(view: &View<'_, '_>, notes: &[Note]) -> Markup {
    let today = view.now.day();
    let current = notes.iter().filter(|note| note.corrected_at.is_none());
    let mut told: Vec<_> = current.map(|note| (note, former(notes, note))).collect();
    let written = |(note, before): &(&Note, Vec<&Note>)| before.last().map_or(note.at, |first| first.at);
    told.sort_by_key(|note| std::cmp::Reverse(written(note)));
    html! {
        @for one @ (note, before) in &told {
            p {
                strong {
                    (note.author_name) ", " (moment_in_words(written(one)))
                    @if !before.is_empty() { ", corrected " (moment_in_words(note.at)) }
                }
                br; (said(note, today))
                @if note.author == view.who.account && view.who.may::<WriteNote>() {
                    br; a href={ "/packages/" (note.package) "/notes/" (note.id) } {
                        "Correct the note" span class="nhsuk-u-visually-hidden" { " of " (moment_in_words(written(one))) }
                    }
                }
            }
            @if !before.is_empty() {
                (details(&Details {
                    summary: "As it was before".into(),
                    text: html! { @for note in before { p { strong { (moment_in_words(note.at)) } br; (said(note, today)) } } }.into(),
                    ..Details::default()
                }))
            }
        }
        @if i64::try_from(notes.len()).unwrap_or_default() == MOST { p { "These are the latest " (MOST) "." } }
    }
}

/// The part of the package's page; nothing for whoever writes none where there is none.
pub(crate) fn section(view: &View<'_, '_>, package: &Package, notes: &[Note]) -> Markup {
    let writes = view.who.may::<WriteNote>();
    html! { @if writes || !notes.is_empty() {
        h2 class="nhsuk-heading-m" { "Notes" }
        @if notes.is_empty() {
            (empty_state("No note yet. Write down whom you rang and who is to be rung back, so that a colleague can carry on."))
        }
        @if writes {
            p { a class="nhsuk-button nhsuk-button--secondary" href={ "/packages/" (package.id) "/notes" } { "Add a note" } }
        }
        (shown(view, notes))
    } }
}

/// The first words of a note, so that it can be told from others.
fn start(words: &str) -> String {
    const LENGTH: usize = 60;
    let start: String = words.chars().take(LENGTH).collect();
    if words.chars().nth(LENGTH).is_none() { start } else { start.trim_end().to_owned() + "…" }
}

fn about(package: &Package) -> About {
    About::thing("package", package.id).person(package.person)
}

fn change(event: &'static str, package: &Package) -> Change {
    Change::new(event, "package", package.id).person(package.person)
}

/// What a broker notes.
#[derive(Debug, Clone, Copy)]
pub struct NewNote<'a> {
    /// What it says.
    pub words: &'a str,
    /// The day on which somebody is to be rung back.
    pub ring_on: Option<Date>,
    /// The note whose ring-back is done with it.
    pub rung: Option<Uuid>,
}

/// Writes a note. The package's own row stays as it is, so that nobody's open page of it is spoilt.
pub fn write(
    work: &mut Work<'_>,
    who: &Who,
    permit: &Permit<WriteNote>,
    held: &Package,
    new: NewNote<'_>,
) -> Result<Uuid, Failure> {
    permit.covers(held.id)?;
    if new.ring_on.is_some_and(|day| day < work.at.day()) {
        return Err(Failure::field("ring_on", "This day is past. Enter today or a later day."));
    }
    let mut noted = change("package.noted", held);
    if let Some(rung) = new.rung {
        let done = to_ring(work, held.id)?.into_iter().find(|note| note.id == rung);
        let done = done
            .ok_or_else(|| Failure::field("rung", "No such ring-back is open. Open the page again and choose one."))?;
        let columns = cols! { "to_ring" => None::<Date>, "rung_at" => work.at };
        noted = noted.update("package_note", done.id, done.version, columns);
    }
    save(work, who, held, noted, new, None)
}

fn save(
    work: &mut Work<'_>,
    who: &Who,
    held: &Package,
    change: Change,
    new: NewNote<'_>,
    corrects: Option<Uuid>,
) -> Result<Uuid, Failure> {
    let id: Uuid = work.id();
    let columns = cols! {
        "id" => id, "version" => 1, "package" => held.id, "author" => who.account, "author_name" => who.name.as_str(),
        "words" => new.words, "at" => work.at, "ring_on" => new.ring_on, "to_ring" => new.ring_on,
        "corrects" => corrects,
    };
    let facts = serde_json::json!({ "note": id, "ring_on": new.ring_on, "rung": new.rung, "corrects": corrects });
    work.apply(change.facts(facts).insert("package_note", columns))?;
    Ok(id)
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<WriteNote>(&about(&package))?;
    view.saw(package.person, "package");
    let banner = people::banner(view.tx, package.person, view.house)?;
    let open = to_ring(view.tx, package.id)?.into_iter().map(|note| {
        (note.id.to_string(), format!("{}: {}", note.ring_on.map(short_day).unwrap_or_default(), start(&note.words)))
    });
    let open: Vec<_> = std::iter::once((String::new(), "None".to_owned())).chain(open).collect();
    let fields = html! {
        @for field in FIELDS {
            @if field.name != "rung" { (view.form.field(field, "")) }
            @else if open.len() > 1 { (view.form.choose(field, &open, "")) }
        }
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Add a note to package " (package.reference()) }
        (view.form.around(&format!("/packages/{}/notes", package.id), &fields, "Save the note"))
    };
    let back = format!("/packages/{}", package.id);
    Ok(Page::new("Add a note", body).about(banner).back("Back to the package", back).into())
}

/// Writes it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let held = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<WriteNote>(&about(&held))?;
    let (words, values) = (act.values.text("words")?, act.values);
    let new = NewNote { words: &words, ring_on: values.opt_date("ring_on")?, rung: values.opt_uuid("rung")? };
    let id = write(act.work, act.who, &permit, &held, new)?;
    Ok(Done::new(format!("/packages/{}", held.id), "The note is saved.").id(id))
}
