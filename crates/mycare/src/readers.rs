//! Who looked at the record, and who may see it (REC-5, GOV-4); for the person alone.

use kernel::{Failure, Moment};
use page::{
    Markup,
    components::{Cell, Table, table},
    html,
    show::{day, empty_state, moment_short},
};
use people::{Carer, InLists, Reader};
use wire::{Shown, View};

use crate::{policy::SeeMyReaders, whose::Whose};

/// How many entries are read for a page.
const MOST: i64 = 50;

/// What the JSON says.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub(crate) struct Looked {
    /// The latest first. What the system does by itself is left out.
    looked: Vec<Reader>,
    /// The days on which the name stood in lists of people, the latest first; nothing more was shown there.
    lists: Vec<InLists>,
    /// Ask for `before` this for what came earlier.
    earlier: Option<i64>,
    /// The carers the person has named.
    carers: Vec<CarerTold>,
}

/// A carer.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
struct CarerTold {
    /// Their name.
    name: String,
    /// What they are to the person.
    relationship: String,
    /// Whether they may see the record.
    may_see: bool,
}

/// Shows them.
pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let whose = Whose::of_path::<SeeMyReaders>(view, "who looked at this record")?;
    let before = Moment::asked(view.query.text("before")).unwrap_or(view.now.plus_minutes(1));
    let found = people::readers(view.tx, whose.id, before, MOST)?;
    let earlier = found.earlier.map(Moment::micros);
    let looked: Vec<Reader> = found.readers.into_iter().filter(by_somebody).collect();
    let lists = found.lists;
    let carers = people::carers(view.tx, whose.id)?;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Who looked at my record" }
        p { "Every look at your record and every change somebody made to it, the latest first. "
            "What the system does by itself, such as working out a due time, is left out." }
        @if looked.is_empty() { (empty_state("Nobody has looked at your record in this stretch of time.")) }
        @else { (list(&looked, view.now)) }
        (people::in_lists_table(&lists))
        @if let Some(earlier) = earlier { p { a href=(whose.href(&format!("/readers?before={earlier}"))) { "Show what came earlier" } } }
        h2 class="nhsuk-heading-m" { "Who may see it" }
        p { "People who work on your care see what they need for it, and each time they look it is written down above." }
        (carers_of(&carers, &whose))
    };
    let page = whose.under(view, "Who looked at my record", body)?;
    let told = |carer: &Carer| CarerTold {
        name: carer.name.clone(),
        relationship: carer.relationship.clone(),
        may_see: carer.may_see,
    };
    Shown::with(page, &Looked { looked, lists, earlier, carers: carers.iter().map(told).collect() })
}

/// The system's own work has no role of a person.
fn by_somebody(reader: &Reader) -> bool {
    reader.role != "The system"
}

fn list(looked: &[Reader], now: Moment) -> Markup {
    let row = |reader: &Reader| {
        let for_whom =
            if reader.organisation.is_empty() { String::new() } else { format!(", {}", reader.organisation) };
        vec![
            Cell::from(moment_short(now, reader.at)),
            Cell::from(format!("{}, {}{for_whom}", reader.name, reader.role.to_lowercase())),
            Cell::from(reader.what.as_str()),
        ]
    };
    table(&Table {
        caption: "Looks and changes".into(),
        head: vec!["When".into(), "Who".into(), "What".into()],
        rows: looked.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

fn carers_of(carers: &[Carer], whose: &Whose) -> Markup {
    html! {
        @if carers.is_empty() { (empty_state("You have named nobody as a carer, so no family or friend can see your record.")) }
        @else {
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for carer in carers {
                    li {
                        strong { (carer.name) } ", " (carer.relationship) ", since " (day(carer.since.day())) ". "
                        @if carer.may_see { "May see your care. " } @else { "May not see your care. " }
                        a href=(format!("/people/{}/carers/{}/end", whose.id, carer.id)) {
                            "End this" span class="nhsuk-u-visually-hidden" { " for " (carer.name) }
                        }
                    }
                }
            }
        }
        p { a href=(format!("/people/{}/carers", whose.id)) { "Name a carer" } }
    }
}
