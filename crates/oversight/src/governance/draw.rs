//! The tables of governance's screen.

use kernel::count;
use page::{
    Markup,
    components::{Cell, Table, table},
    html,
    show::{Standing, empty_state, moment_short, state},
};
use wire::View;

use super::{MOST, MostRead, ParkedView, ReaderView, Refusals, Release};

fn heads(words: &[&str]) -> Vec<Cell> {
    words.iter().map(|word| Cell::from(*word)).collect()
}

fn drawn(head: &[&str], rows: Vec<Vec<Cell>>) -> Markup {
    table(&Table { head: heads(head), rows, responsive: true, ..Table::default() })
}

fn journal_cell(href: Option<&String>) -> Cell {
    match href {
        Some(href) => Cell::link("Who looked at this record", href.as_str()),
        None => Cell::from("Kept from administrators"),
    }
}

pub(super) fn released(view: &View<'_, '_>, released: &[Release]) -> Markup {
    let row = |one: &Release| {
        vec![
            Cell::from(moment_short(view.now, one.at)),
            Cell::from(one.name.as_str()),
            Cell::from(one.organisation.as_str()),
            journal_cell(one.journal.as_ref()),
        ]
    };
    html! {
        @if released.is_empty() { (empty_state("No code was shown. A code is shown to a worker in the window of a visit, and stands here each time.")) }
        @else {
            @if released.len() > MOST { p { "The latest " (MOST) " of " (released.len()) " are shown." } }
            (drawn(&["When", "To whom", "Organisation", "Record"], released.iter().take(MOST).map(row).collect()))
        }
    }
}

pub(super) fn refusals(view: &View<'_, '_>, refused: &[Refusals]) -> Markup {
    let row = |one: &Refusals| {
        vec![
            Cell::from(one.name.as_str()),
            Cell::from(count(one.times, "time", "times")),
            Cell::from(moment_short(view.now, one.last)),
        ]
    };
    html! {
        @if refused.is_empty() { (empty_state("No sign-in to an account was refused.")) }
        @else { (drawn(&["Account", "Refused", "Last"], refused.iter().take(MOST).map(row).collect())) }
    }
}

pub(super) fn readers(readers: &[ReaderView]) -> Markup {
    let row = |one: &ReaderView| {
        vec![
            Cell::from(one.name.as_str()),
            Cell::from(one.role.as_str()),
            Cell::from(one.organisation.as_str()),
            Cell::numeric(count(one.people, "person", "people")),
            Cell::numeric(count(one.reads, "look", "looks")),
            Cell::numeric(one.usual.to_string()),
            Cell::from(if one.unusual {
                state("Unusual", Standing::Late)
            } else {
                html! { "As usual" }
            }),
        ]
    };
    html! {
        @if readers.is_empty() { (empty_state("Nobody looked at a record.")) }
        @else {
            (drawn(&["Who", "Role", "Organisation", "Records of", "Looks", "Usual for the role", ""],
                readers.iter().map(row).collect()))
        }
    }
}

pub(super) fn most_read(often: &[MostRead]) -> Markup {
    let row = |one: &MostRead| {
        vec![
            Cell::from(one.name.as_str()),
            Cell::from(one.role.as_str()),
            Cell::numeric(count(one.reads, "look", "looks")),
            journal_cell(one.journal.as_ref()),
        ]
    };
    html! {
        @if often.is_empty() { (empty_state("Nobody looked at a record.")) }
        @else { (drawn(&["Who", "Role", "Looks at one record", "Record"], often.iter().map(row).collect())) }
    }
}

pub(super) fn parked(view: &View<'_, '_>, parked: &[ParkedView]) -> Markup {
    let row = |one: &ParkedView| {
        vec![
            Cell::from(one.kind.as_str()),
            Cell::from(moment_short(view.now, one.since)),
            Cell::from(one.error.as_str()),
        ]
    };
    html! {
        @if parked.is_empty() { (empty_state("No job waits for a person. One that fails ten times stands here with its reason.")) }
        @else { (drawn(&["Job", "Since", "Why it failed last"], parked.iter().take(MOST).map(row).collect())) }
    }
}
