//! "Who looked at this record" (REC-5, GOV-4): for those who look after what is read, and for the person themselves.

use access::About;
use kernel::{Failure, Moment};
use page::{
    Page,
    components::{Table, table},
    html,
};
use wire::{Shown, View};

use crate::{
    person::{self, PersonId},
    policy::SeeReaders,
    readers::{InLists, Reader, in_lists_table, readers},
};

const MOST: i64 = 50;

/// Everything that happened to a record, newest first.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Readers {
    readers: Vec<Reader>,
    /// The days on which the name stood in lists, the latest first.
    lists: Vec<InLists>,
    /// Ask for `before` this for what came earlier.
    earlier: Option<i64>,
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let id: PersonId = view.path.id("person")?;
    let row = person::row(view.tx, id)?;
    view.who.permit::<SeeReaders>(&About::thing("person", id).person(id))?;
    let before = Moment::asked(view.query.text("before")).unwrap_or(view.now.plus_minutes(1));
    let found = readers(view.tx, id, before, MOST)?;
    view.saw(id, "who looked at this record");
    let banner = person::banner_of(view.tx, &row)?;
    let earlier = found.earlier.map(Moment::micros);
    let line = |reader: &Reader| {
        let organisation = if reader.organisation.is_empty() { "" } else { ", " };
        vec![
            page::show::moment_short(view.now, reader.at).into(),
            format!("{}, {}{organisation}{}", reader.name, reader.role, reader.organisation).into(),
            reader.what.as_str().into(),
        ]
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Who looked at this record" }
        p { "Every look at this record and every change to it, the latest first." }
        @if found.readers.is_empty() { (page::show::empty_state("Nobody has looked at this record yet.")) }
        @else {
            (table(&Table {
                caption: "Looks and changes".into(),
                head: vec!["When".into(), "Who".into(), "What".into()],
                rows: found.readers.iter().map(line).collect(),
                responsive: true,
                ..Table::default()
            }))
        }
        (in_lists_table(&found.lists))
        @if let Some(earlier) = earlier {
            p { a href=(format!("/people/{id}/journal?before={earlier}")) { "Earlier than these" } }
        }
    };
    let page = Page::new("Who looked at this record", body).about(banner).back("Back", row.href());
    Shown::with(page, &Readers { readers: found.readers, lists: found.lists, earlier })
}
