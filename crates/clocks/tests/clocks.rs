//! Running clocks on the embedded database; both databases are covered by the rooms' journeys.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use kernel::{Clock, Ids, Moment, Uuid, date, time};
use places::Place;
use store::{Actor, Location, Store, Work};

struct Bench {
    store: Store,
    clock: Clock,
    place: &'static Place,
    _folder: tempfile::TempDir,
}

const OFFER: Uuid = Uuid::from_u128(1);

fn bench() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::standing_at(Moment::from_london(date(2026, 11, 23), time(9, 0, 0, 0)));
    let place = Location::Folder(folder.path().to_owned());
    let store = Store::open(&place, clock.clone(), Ids::seeded(1), clocks::JOBS).unwrap();
    store.migrate(&[clocks::MIGRATIONS]).unwrap();
    Bench { store, clock, place: Place::dorset().unwrap(), _folder: folder }
}

impl Bench {
    fn work<T: Send + 'static>(
        &self,
        f: impl FnMut(&mut Work<'_>) -> Result<T, kernel::Failure> + Send + 'static,
    ) -> T {
        self.store.write_now(Actor::system("command"), f).unwrap()
    }

    fn start(&self) -> Moment {
        let place = self.place;
        self.work(move |work| {
            let from = work.at;
            let new = clocks::Start {
                standard: "offer.answer",
                subject_kind: "offer",
                subject: OFFER,
                person: None,
                organisation: None,
                from,
            };
            clocks::start(work, place, new)
        })
    }

    fn one(&self) -> clocks::Clock {
        self.store.read_now(|tx| clocks::of_subject(tx, OFFER)).unwrap().pop().unwrap()
    }

    fn breaches(&self) -> usize {
        let (from, to) = (date(2026, 1, 1), date(2027, 1, 1));
        self.store.read_now(|tx| store::journal::of_event(tx, "clock.breached", from, to)).unwrap().len()
    }
}

// H3
#[test]
fn a_clock_is_late_by_comparison_and_the_watch_tells_it_once() {
    let bench = bench();
    let due = bench.start();
    assert_eq!(due, bench.clock.now().plus_hours(4));
    assert_eq!(bench.start(), due, "a second start changes nothing");
    bench.clock.turn_to(due);
    bench.store.settle().unwrap();
    assert!(!bench.one().is_late(due), "the last moment is in time");
    bench.clock.turn_to(due.plus_minutes(1));
    assert!(bench.one().is_late(bench.clock.now()), "without any job");
    bench.store.settle().unwrap();
    bench.store.settle().unwrap();
    assert_eq!(bench.breaches(), 1);
    bench.work(|work| clocks::stop(work, OFFER, "offer.answer", work.at));
    assert!(bench.one().is_late(bench.clock.now()), "stopped too late stays late");
}

// H3
#[test]
fn a_pause_needs_a_reason_and_moves_the_due_time() {
    let bench = bench();
    let due = bench.start();
    let refused =
        bench.store.write_now(Actor::system("command"), |work| clocks::pause(work, OFFER, "offer.answer", " "));
    assert!(refused.is_err());
    bench.work(|work| clocks::pause(work, OFFER, "offer.answer", "The person is in hospital"));
    bench.clock.turn_to(due.plus_hours(10));
    bench.store.settle().unwrap();
    assert!(!bench.one().is_late(bench.clock.now()));
    bench.work(|work| clocks::resume(work, OFFER, "offer.answer"));
    assert_eq!(bench.one().due_at, due.plus_hours(14));
    assert_eq!(bench.breaches(), 0);
    bench.clock.turn_to(due.plus_hours(15));
    bench.store.settle().unwrap();
    assert_eq!(bench.breaches(), 1);
}

#[test]
fn a_withdrawn_clock_is_neither_kept_nor_broken() {
    let bench = bench();
    let due = bench.start();
    bench.clock.turn_to(due.plus_hours(1));
    bench.work(|work| clocks::withdraw(work, OFFER, "offer.answer"));
    bench.store.settle().unwrap();
    assert!(!bench.one().is_late(bench.clock.now()));
    assert_eq!(bench.breaches(), 0);
    assert_eq!(bench.store.read_now(|tx| clocks::late(tx, due.plus_hours(9), 10)).unwrap(), vec![]);
}
