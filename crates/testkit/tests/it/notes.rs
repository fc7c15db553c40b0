use access::{About, Role};
use kernel::{Failure, Uuid};
use page::{Page, html};
use store::{Change, Migration, Row, cols, params, statement};
use testkit::App;
use wire::{Act, Done, Field, Shown, Slice, View};

access::actions! {
    /// Read notes.
    Read = "note.read", "read notes": Broker @ Place;
    /// Keep a note.
    Keep = "note.keep", "keep a note": Broker @ Place;
}

const MIGRATIONS: &[Migration] = &[Migration {
    name: "20261122_2000_notes",
    sql: "CREATE TABLE note (id {id} PRIMARY KEY, version {int} NOT NULL, words {text} NOT NULL, day {date}) {strict}",
}];

statement! {
    NOTE = "SELECT words, day FROM note WHERE id = $1";
    COUNT = "SELECT count(*) FROM note";
    KEPT = "SELECT count(*) FROM parked_form";
}

const FIELDS: &[Field] =
    &[Field::words("words", "What is to be kept?").must("Write the note."), Field::date("day", "Day")];

#[derive(serde::Serialize, schemars::JsonSchema)]
struct Note {
    words: String,
    day: Option<String>,
}

fn note(row: &Row) -> Result<Note, Failure> {
    let day: Option<kernel::Date> = row.get("day")?;
    Ok(Note { words: row.get("words")?, day: day.map(|day| day.to_string()) })
}

fn show(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let id = view.path.uuid("note")?;
    view.who.permit::<Read>(&About::thing("note", id))?;
    let note = view.tx.one(&NOTE, params![id], "note", note)?;
    view.saw(id, "note");
    let day = note.day.as_deref().and_then(|day| day.parse().ok());
    let body = html! { p { (note.words) } @if let Some(day) = day { (page::show::day(day)) } };
    Shown::with(Page::new("Note", body), &note)
}

fn ask(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    Ok(Page::new("New note", view.form.whole("/notes/new", FIELDS, "Keep")).into())
}

fn broken(_: &mut View<'_, '_>) -> Result<Shown, Failure> {
    Err(Failure::internal("meant to be"))
}

fn keep(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let id: Uuid = act.work.id();
    act.who.permit::<Keep>(&About::thing("note", id))?;
    let columns = cols! {
        "id" => id, "version" => 1, "words" => act.values.text("words")?, "day" => act.values.opt_date("day")?,
    };
    act.work.apply(Change::new("note.kept", "note", id).insert("note", columns))?;
    Ok(Done::new(format!("/notes/{id}"), "You kept the note.").id(id))
}

pub fn slices() -> Vec<Slice> {
    let slice = Slice::new("notes", ACTIONS, MIGRATIONS)
        .page_with_data::<Read, Note>("/notes/{note}", "One note", show)
        .page::<Read>("/notes/broken", "A page with a fault", broken)
        .command::<Keep>("/notes/new", "Keep a note", FIELDS, ask, keep)
        .home(Role::Broker, "/notes/new");
    vec![slice]
}

pub fn count(app: &App) -> i64 {
    app.read(|tx| tx.figure(&COUNT, &[]))
}

pub fn kept(app: &App) -> i64 {
    app.read(|tx| tx.figure(&KEPT, &[]))
}
