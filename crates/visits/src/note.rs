//! Notes on a visit. They are added and never changed; a correction is a note of its own, and both are shown (H5).

use access::Permit;
use kernel::{Failure, Moment, Uuid, moment_in_words};
use maud::{Markup, html};
use store::{Row, Tx, Work, cols, params, statement};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    parts,
    policy::WriteNote,
    store::{held, visit},
    visit::{VisitId, VisitView},
};

/// The form.
pub const FIELDS: &[Field] = &[
    Field::words("words", "Note").must("Write the note."),
    Field::yes("significant", "This is a significant change in the person")
        .hint("For better or worse. The social worker is told at once."),
    Field::id("corrects", "Which note does it correct?"),
];

/// One note.
#[derive(Debug, Clone)]
pub struct Note {
    /// Its id.
    pub id: Uuid,
    /// Who wrote it.
    pub author: Uuid,
    /// Their name.
    pub author_name: String,
    /// What it says.
    pub words: String,
    /// When it was written.
    pub at: Moment,
    /// The note it corrects.
    pub corrects: Option<Uuid>,
}

statement! {
    OF_VISIT = "SELECT * FROM visit_note WHERE visit = $1 ORDER BY at, id LIMIT 200";
    OF_PERSON = "SELECT * FROM visit_note WHERE person = $1 ORDER BY at DESC, id DESC LIMIT $2";
}

fn read(row: &Row) -> Result<Note, Failure> {
    Ok(Note {
        id: row.get("id")?,
        author: row.get("author")?,
        author_name: row.get("author_name")?,
        words: row.get("words")?,
        at: row.get("at")?,
        corrects: row.get("corrects")?,
    })
}

/// The notes of a visit, oldest first.
pub fn of_visit(tx: &mut Tx<'_>, visit: VisitId) -> Result<Vec<Note>, Failure> {
    tx.all(&OF_VISIT, params![visit], read)
}

/// The last notes about a person, newest first.
pub fn of_person(tx: &mut Tx<'_>, person: impl Into<Uuid>, most: i64) -> Result<Vec<Note>, Failure> {
    tx.all(&OF_PERSON, params![person.into(), most], read)
}

/// Notes as they are shown: each with the corrections that followed it.
pub(crate) fn shown(notes: &[Note]) -> Markup {
    let corrected = |note: &Note| notes.iter().any(|other| other.corrects == Some(note.id));
    html! {
        @for note in notes {
            p {
                strong { (note.author_name) ", " (moment_in_words(note.at)) }
                @if note.corrects.is_some() { " (corrects a note above)" }
                @if corrected(note) { " (corrected below)" }
                br; (note.words)
            }
        }
    }
}

/// The form's page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let found = visit(view.tx, view.path.id("visit")?)?;
    view.who.permit::<WriteNote>(&parts::about(&found))?;
    let notes = of_visit(view.tx, found.id)?;
    let own: Vec<(String, String)> = std::iter::once((String::new(), "None: it is a new note".to_owned()))
        .chain(notes.iter().filter(|note| note.author == view.who.account).map(|note| {
            let start: String = note.words.chars().take(60).collect();
            (note.id.to_string(), format!("{}: {start}", moment_in_words(note.at)))
        }))
        .collect();
    let form = html! {
        @for field in FIELDS {
            @if field.name == "corrects" { @if own.len() > 1 { (view.form.choose(field, &own, "")) } }
            @else { (view.form.field(field, "")) }
        }
    };
    let body = html! {
        (parts::heading("Write a note"))
        (shown(&notes))
        (view.form.around(&format!("/visits/{}/notes", found.id), &form, "Save the note"))
    };
    parts::page_about(view, "Write a note", body, &found)
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let found = held(act.work, act.path.id("visit")?)?;
    let permit = act.who.permit::<WriteNote>(&parts::about(&found))?;
    let (words, corrects) = (act.values.text("words")?, act.values.opt_uuid("corrects")?);
    let id = write(act.work, &permit, &found, (act.who.account, &act.who.name), &words, corrects)?;
    let message = if act.values.yes("significant")? {
        // What is significant goes the way of every reported change (BRK-9).
        let by = format!("{}, {}", act.who.name, act.who.role.words().to_lowercase());
        let report = plans::Report {
            person: found.person.into(),
            kind: plans::ChangeKind::Significant,
            by: &by,
            organisation: Some(found.provider),
            words: &words,
            noticed_at: Some(act.now),
        };
        plans::report_change(act.work, act.house.place, &report)?;
        "The note is saved, and the social worker is told."
    } else {
        "The note is saved."
    };
    Ok(Done::new(format!("/visits/{}", found.id), message).id(id))
}

/// Writes a note, or a correction of a note of one's own.
pub fn write(
    work: &mut Work<'_>,
    permit: &Permit<WriteNote>,
    found: &VisitView,
    author: (Uuid, &str),
    words: &str,
    corrects: Option<Uuid>,
) -> Result<Uuid, Failure> {
    permit.covers(found.id)?;
    if let Some(corrected) = corrects {
        let notes = of_visit(work, found.id)?;
        let own = notes.iter().any(|note| note.id == corrected && note.author == author.0);
        if !own {
            return Err(Failure::field("corrects", "Choose one of your own notes on this visit."));
        }
    }
    save(work, found, author, words, corrects)
}

pub(crate) fn save(
    work: &mut Work<'_>,
    found: &VisitView,
    (author, name): (Uuid, &str),
    words: &str,
    corrects: Option<Uuid>,
) -> Result<Uuid, Failure> {
    let id: Uuid = work.id();
    let columns = cols! {
        "id" => id, "visit" => found.id, "person" => found.person, "author" => author, "author_name" => name,
        "words" => words, "at" => work.at, "corrects" => corrects,
    };
    let facts = serde_json::json!({ "note": id, "corrects": corrects });
    work.apply(parts::change("visit.note_written", found).facts(facts).insert("visit_note", columns))?;
    Ok(id)
}
