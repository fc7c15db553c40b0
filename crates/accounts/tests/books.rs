//! The books on the embedded database; both databases are covered by the rooms' journeys.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use accounts::{Entry, Name, Unit};
use kernel::{Clock, Failure, Ids, Moment, Uuid, date};
use store::{Actor, Location, Store};

fn open() -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::standing_at(Moment::start_of(date(2026, 11, 23)));
    let store = Store::open(&Location::Folder(folder.path().to_owned()), clock, Ids::seeded(1), &[]).unwrap();
    store.migrate(&[accounts::MIGRATIONS]).unwrap();
    (store, folder)
}

const PERSON: Uuid = Uuid::from_u128(1);
const COUNCIL: Uuid = Uuid::from_u128(2);

fn budget() -> Name {
    Name::floored(PERSON, "budget", Unit::Pence)
}

fn purse() -> Name {
    Name::new(COUNCIL, "care bought", Unit::Pence)
}

fn post(store: &Store, lines: Vec<(Name, i64)>) -> Result<(), Failure> {
    let entry = Entry {
        cause_kind: "visit",
        cause: Uuid::from_u128(9),
        day: date(2026, 11, 23),
        memo: "A visit".into(),
        lines,
    };
    store.write_now(Actor::system("command"), move |work| accounts::post(work, &entry))
}

// FIN-2
#[test]
fn every_entry_balances_and_a_budget_never_falls_below_zero() {
    let (store, _folder) = open();
    post(&store, vec![(budget(), 10_000), (purse(), -10_000)]).unwrap();
    post(&store, vec![(budget(), -4_000), (purse(), 4_000)]).unwrap();
    assert!(
        matches!(post(&store, vec![(budget(), -6_001), (purse(), 6_001)]), Err(Failure::Conflict(text)) if text.contains("£60.00 are left"))
    );
    assert!(matches!(post(&store, vec![(budget(), 1)]), Err(Failure::Internal(_))), "one-sided entries are refused");
    let (left, lines, faults) = store
        .read_now(|tx| {
            Ok((accounts::balance(tx, budget())?, accounts::statement_of(tx, budget())?, accounts::verify(tx)?))
        })
        .unwrap();
    assert_eq!((left, lines.len(), faults), (6_000, 2, vec![]));
}

#[test]
fn minutes_and_pence_balance_apart() {
    let (store, _folder) = open();
    let minutes = |kind| Name::new(PERSON, kind, Unit::Minutes);
    assert!(post(&store, vec![(budget(), 30), (minutes("planned"), -30)]).is_err());
    post(&store, vec![(minutes("recorded"), 28), (minutes("planned"), -28), (budget(), 5), (purse(), -5)]).unwrap();
    assert_eq!(store.read_now(accounts::verify).unwrap(), Vec::<String>::new());
}

#[test]
fn lines_on_one_account_are_added_up_and_nothing_moves_for_nothing() {
    let (store, _folder) = open();
    post(&store, vec![(purse(), 5), (purse(), -5)]).unwrap();
    assert_eq!(store.read_now(accounts::totals).unwrap(), vec![]);
}
