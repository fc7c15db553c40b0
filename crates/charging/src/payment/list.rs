//! Payment runs for finance; a provider's remittance advices.

use access::Covers;
use kernel::{Failure, Money, count, one_or_many, short_day};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{Standing, Tile, empty_state, state, tiles},
};
use schemars::JsonSchema;
use serde::Serialize;
use wire::{Shown, View};

use super::{Advice, Run, RunData, State, advices, answers, ready, runs};
use crate::{MakePayment, SeePayments};

/// How many are shown at once.
const MOST: i64 = 50;

#[derive(Default, Serialize, JsonSchema)]
pub(crate) struct Payments {
    runs: Vec<RunData>,
    remittances: Vec<Advice>,
}

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    match view.who.scope::<SeePayments>()?.covers().clone() {
        Covers::Place => finance(view),
        Covers::Organisation(provider) => own(view, provider),
        Covers::People(_) | Covers::Worker(_) => Err(Failure::no_such("page")),
    }
}

fn finance(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let all = runs(view.tx, MOST)?;
    let (ready, _) = ready(view.tx)?;
    let waiting = super::count_made(view.tx)?;
    let differing = answers::count_open(view.tx)?;
    let pence = ready.iter().map(|one| one.pence).sum();
    let body = html! {
        h1 class="nhsuk-heading-l" { "Payments" }
        (tiles(&[
            Tile::new(Money::from_pence(pence), "approved, in no run yet", "/payments/new"),
            Tile::new(waiting, one_or_many(waiting, "run waits for release", "runs wait for release"), "/payments#runs"),
            Tile::new(differing, one_or_many(differing, "answer to look at", "answers to look at"), "/payments/answers"),
        ]))
        @if view.who.may::<MakePayment>() {
            p { a class="nhsuk-button" href="/payments/new" { "Make a payment run" } }
        }
        p { a class="nhsuk-link" href="/payments/answers" { "The ledger’s answers" } }
        @if all.is_empty() {
            (empty_state("No payment run has been made yet. A run takes every approved invoice that is in none."))
        } @else { (runs_table(&all)) p { "The newest " (MOST) " are shown." } }
    };
    let data = Payments { runs: all.iter().map(Run::data).collect(), ..Payments::default() };
    Shown::with(Page::new("Payments", body), &data)
}

fn runs_table(runs: &[Run]) -> Markup {
    let cells = |one: &Run| {
        vec![
            Cell::link(one.name(), one.href()),
            format!("{} by {}", short_day(one.made_at.day()), one.made_by).into(),
            state_tag(&one.state).into(),
            whose(one).into(),
            Cell::numeric(one.invoices.to_string()),
            Cell::numeric(one.money().to_string()),
        ]
    };
    table(&Table {
        caption: "Payment runs".into(),
        id: "runs".into(),
        head: vec![
            "Run".into(),
            "Made".into(),
            "State".into(),
            "Whose turn".into(),
            Cell::numeric("Invoices"),
            Cell::numeric("Total"),
        ],
        rows: runs.iter().map(cells).collect(),
        responsive: true,
        ..Table::default()
    })
}

/// Who must do something by when, or who ended it.
pub(crate) fn whose(run: &Run) -> String {
    match &run.state {
        State::Made => {
            format!("Finance, another officer than {}, by {}", run.made_by, kernel::moment_in_words(run.due_at))
        }
        State::Released(end) | State::Cancelled(end, _) => format!("{}, {}", end.by, short_day(end.at.day())),
    }
}

/// A run's state as a tag.
pub(crate) fn state_tag(of: &State) -> Markup {
    let standing = match of {
        State::Made => Standing::Soon,
        State::Released(_) => Standing::Fine,
        State::Cancelled(..) => Standing::None,
    };
    state(of.words(), standing)
}

fn own(view: &mut View<'_, '_>, provider: kernel::Uuid) -> Result<Shown, Failure> {
    let all = advices(view.tx, provider, MOST)?;
    let cells = |one: &Advice| {
        vec![
            Cell::link(one.number.as_str(), format!("/payments/{}/remittance/{provider}", one.run)),
            short_day(one.on).into(),
            Cell::numeric(one.invoices.to_string()),
            Cell::numeric(Money::from_pence(one.pence).to_string()),
        ]
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Payments" }
        @if all.is_empty() {
            (empty_state("Nothing has been paid yet. A remittance advice stands here when a payment run with your invoices is released."))
        } @else {
            (table(&Table {
                caption: "Remittance advices".into(),
                head: vec!["Run".into(), "Released".into(), Cell::numeric("Invoices"), Cell::numeric("Paid")],
                rows: all.iter().map(cells).collect(),
                responsive: true,
                ..Table::default()
            }))
            p { (count(i64::try_from(all.len()).unwrap_or(0), "run", "runs")) ", the newest first; at most " (MOST) " are shown." }
        }
    };
    Shown::with(Page::new("Payments", body), &Payments { remittances: all, ..Payments::default() })
}
