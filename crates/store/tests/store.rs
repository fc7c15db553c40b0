//! The store's promises, each on both databases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::sync::atomic::{AtomicU32, Ordering};

use kernel::{Clock, Failure, Ids, Moment, Uuid, date};
use store::{Actor, Change, Job, Location, Migration, Store, Tx, Work, cols, journal, params, statement};

const STEPS: &[Migration] = &[Migration {
    name: "20261122_1001_test",
    sql: "CREATE TABLE pot (id {id} PRIMARY KEY, version {int} NOT NULL, name {text} NOT NULL UNIQUE,
          pence {int} NOT NULL CHECK (pence >= 0), at {moment}, day {date}, facts {json}, ok {bool}, share {real}) {strict}",
}];

statement! {
    COUNTED = "SELECT count(*) FROM pot";
    LONG = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000000) SELECT count(*) FROM n";
    POT = "SELECT id, version, name, pence, at, day, facts, ok, share FROM pot WHERE name = $1";
    LATER_FIRST = "SELECT name FROM pot WHERE pence > $2 AND name <> $1 ORDER BY name";
}

static REACTED: AtomicU32 = AtomicU32::new(0);

fn react(work: &mut Work<'_>, event: &serde_json::Value) -> Result<(), Failure> {
    assert_eq!(event["event"], "pot.made");
    REACTED.fetch_add(1, Ordering::SeqCst);
    let id: Uuid = work.id();
    let name = format!("echo of {}", event["facts"]["name"].as_str().unwrap_or_default());
    work.apply(
        Change::new("pot.echoed", "pot", id)
            .insert("pot", cols! { "id" => id, "version" => 1, "name" => name, "pence" => 0 }),
    )
}

const JOBS: &[Job] = &[Job { kind: "test.echo", after: &["pot.made"], run: react }];

struct Bench {
    store: Store,
    clock: Clock,
    _folder: tempfile::TempDir,
}

fn both(test: impl Fn(&Bench)) {
    let start = Moment::from_london(date(2026, 11, 23), jiff::civil::time(9, 0, 0, 0));
    let folder = tempfile::tempdir().unwrap();
    let mut places = vec![Location::Folder(folder.path().to_owned())];
    if let Ok(url) = std::env::var("KITH_TEST_POSTGRES") {
        let name = format!("store_{}", Ids::system().next(start).simple());
        let admin = url.clone();
        postgres::Client::connect(&admin, postgres::NoTls)
            .unwrap()
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .unwrap();
        let (base, _) = url.rsplit_once('/').unwrap();
        places.push(Location::Url(format!("{base}/{name}")));
    }
    for place in places {
        let clock = Clock::standing_at(start);
        let store = Store::open(&place, clock.clone(), Ids::seeded(1), JOBS).unwrap();
        store.migrate(&[STEPS]).unwrap();
        assert_eq!(store.migrate(&[STEPS]).unwrap(), Vec::<&str>::new(), "a second run has nothing to do");
        test(&Bench { store, clock, _folder: tempfile::tempdir().unwrap() });
    }
}

fn make(work: &mut Work<'_>, name: &str, pence: i64) -> Result<Uuid, Failure> {
    let id: Uuid = work.id();
    let columns = cols! {
        "id" => id, "version" => 1, "name" => name, "pence" => pence, "at" => work.at, "day" => work.at.day(),
        "facts" => serde_json::json!({"b": 1, "a": [true, null]}), "ok" => true, "share" => 0.5,
    };
    let change = Change::new("pot.made", "pot", id).facts(serde_json::json!({ "name": name })).insert("pot", columns);
    work.apply(change)?;
    Ok(id)
}

fn pence(tx: &mut Tx<'_>, name: &str) -> Result<(Uuid, i64, i64), Failure> {
    tx.one(&POT, params![name], "pot", |row| Ok((row.get("id")?, row.get("version")?, row.get("pence")?)))
}

fn actor() -> Actor {
    Actor { account: Some(Uuid::max()), organisation: None, role: "broker".into(), via: "web" }
}

#[test]
fn values_come_back_as_they_went_in() {
    both(|bench| {
        bench.store.write_now(actor(), |work| make(work, "tea", 12)).unwrap();
        let row = bench.store.read_now(|tx| tx.one(&POT, params!["tea"], "pot", |row| Ok(row.clone()))).unwrap();
        assert_eq!(row.get::<Moment>("at").unwrap(), bench.clock.now());
        assert_eq!(row.get::<kernel::Date>("day").unwrap(), date(2026, 11, 23));
        assert_eq!(row.get::<serde_json::Value>("facts").unwrap()["a"][0], true);
        assert!(row.get::<bool>("ok").unwrap());
        assert!((row.get::<f64>("share").unwrap() - 0.5).abs() < f64::EPSILON);
        assert!(matches!(row.get::<i64>("name"), Err(Failure::Internal(_))), "a wrong type is said, not guessed");
        assert!(matches!(row.get::<i64>("nowhere"), Err(Failure::Internal(_))));
        let found =
            bench.store.read_now(|tx| tx.all(&LATER_FIRST, params!["milk", 5], |row| row.get::<String>("name")));
        assert_eq!(found.unwrap(), ["tea"], "parameters are numbered, not counted");
    });
}

// GOV-6
#[test]
fn a_statement_that_was_stopped_takes_only_its_neighbours_with_it_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let place = Location::Folder(folder.path().to_owned());
    let store = Store::open(&place, Clock::System, Ids::system(), JOBS).unwrap();
    store.migrate(&[STEPS]).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let results = runtime.block_on(async {
        let mut waiting = Vec::new();
        for n in 0..40 {
            let store = store.clone();
            waiting.push(tokio::spawn(async move {
                let made = store.write(actor(), move |work| {
                    if n == 0 {
                        // Holds the writer, so that the others wait in one group behind it.
                        std::thread::sleep(std::time::Duration::from_millis(300));
                    }
                    if n == 20 {
                        work.allow(std::time::Duration::from_millis(50));
                        work.figure(&LONG, &[])?;
                    }
                    make(work, &format!("pot {n}"), n)
                });
                (n, made.await)
            }));
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        let mut results = Vec::new();
        for one in waiting {
            results.push(one.await.unwrap());
        }
        results
    });
    for (n, result) in &results {
        let there = store.read_now(|tx| tx.first(&POT, params![format!("pot {n}")], |_| Ok(()))).unwrap().is_some();
        assert_eq!(result.is_ok(), there, "pot {n} was told {result:?}");
    }
    assert!(results[20].1.is_err());
    let found = store.read_now(journal::verify).unwrap();
    assert!(found.faults.is_empty(), "{:?}", found.faults);
}

// GOV-6
#[test]
fn a_server_that_ends_closes_its_connections_without_a_panic() {
    both(|bench| {
        let store = bench.store.clone();
        let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
        // Only the runtime's own threads know the store in the end, as when the program is told to stop.
        assert_eq!(runtime.block_on(async move { store.read(|tx| tx.figure(&COUNTED, &[])).await }), Ok(0));
    });
    // The last handle of each store was dropped in `both`, outside; here it is the runtime's.
    let Ok(url) = std::env::var("KITH_TEST_POSTGRES") else { return };
    let store = Store::open(&Location::Url(url), Clock::System, Ids::system(), &[]).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    runtime.block_on(async move { drop(store) });
}

// GOV-4
#[test]
fn many_changes_at_once_are_the_same_as_one_after_the_other() {
    both(|bench| {
        let made = bench.store.write_now(actor(), |work| {
            let change = |n: i64| {
                let id: Uuid = work.id();
                let columns = cols! { "id" => id, "version" => 1, "name" => format!("pot {n}"), "pence" => n };
                Change::new("pot.filled", "pot", id).insert("pot", columns)
            };
            let changes: Vec<_> = (0..150).map(change).collect();
            work.apply_all(changes)
        });
        made.unwrap();
        assert_eq!(bench.store.read_now(|tx| tx.figure(&COUNTED, &[])), Ok(150));
        let found = bench.store.read_now(journal::verify).unwrap();
        assert_eq!((found.entries, found.faults.len()), (150, 0), "{:?}", found.faults);
        let before = bench.store.statements();
        bench.store.write_now(actor(), |work| make(work, "the last", 1)).unwrap();
        let after = bench.store.statements();
        assert_eq!((after.asked - before.asked, after.changed - before.changed), (1, 4), "head; pot, job, entry, head");
    });
}

// GOV-4
#[test]
fn what_happened_to_one_thing_is_told_in_its_order_though_the_clock_stands() {
    both(|bench| {
        let id = bench.store.write_now(actor(), |work| make(work, "tea", 12)).unwrap();
        for n in 0..20 {
            let told = bench.store.write_now(actor(), move |work| {
                let other: Uuid = work.id();
                work.apply(Change::new("pot.passed", "pot", other))?;
                work.apply(Change::new("pot.turned", "pot", id).facts(serde_json::json!({ "turn": n })))
            });
            told.unwrap();
        }
        let all = bench.store.read_now(|tx| journal::of_subject(tx, id)).unwrap();
        let turns: Vec<_> = all.iter().filter_map(|entry| entry.facts()["turn"].as_i64()).collect();
        assert_eq!(turns, (0..20).collect::<Vec<_>>());
    });
}

// GOV-4
#[test]
fn every_change_stands_in_a_chain_that_shows_tampering() {
    both(|bench| {
        for n in 0..40 {
            bench.store.write_now(actor(), move |work| make(work, &format!("pot {n}"), n)).unwrap();
        }
        let found = bench.store.read_now(journal::verify).unwrap();
        assert_eq!((found.entries, found.faults.len()), (40, 0), "{:?}", found.faults);
        let denied = bench.store.write_now(actor(), |work| {
            let id: Uuid = work.id();
            let key = cols! { "event" => "pot.made" };
            work.apply(Change::new("pot.lost", "pot", id).delete("journal", key))
        });
        assert!(denied.is_err(), "the database itself refuses");
        assert_eq!(bench.store.read_now(journal::verify).unwrap(), found);
    });
}

#[test]
fn a_failed_unit_leaves_nothing_behind() {
    both(|bench| {
        let failed: Result<(), _> = bench.store.write_now(actor(), |work| {
            make(work, "tea", 1)?;
            Err(Failure::conflict("no"))
        });
        assert_eq!(failed, Err(Failure::conflict("no")));
        let panicked: Result<(), _> = bench.store.write_now(actor(), |work| {
            make(work, "tea", 1)?;
            panic!("a fault in a closure")
        });
        assert!(matches!(panicked, Err(Failure::Internal(text)) if text.contains("a fault in a closure")));
        assert!(bench.store.read_now(|tx| pence(tx, "tea")).is_err());
        assert_eq!(bench.store.read_now(journal::verify).unwrap().entries, 0);
        bench.store.write_now(actor(), |work| make(work, "tea", 1)).unwrap();
    });
}

#[test]
fn a_stale_write_is_refused_and_a_broken_rule_is_told() {
    both(|bench| {
        bench.store.write_now(actor(), |work| make(work, "tea", 10)).unwrap();
        let (id, version, _) = bench.store.read_now(|tx| pence(tx, "tea")).unwrap();
        let spend = move |pence: i64| {
            move |work: &mut Work<'_>| {
                work.apply(Change::new("pot.spent", "pot", id).update("pot", id, version, cols! { "pence" => pence }))
            }
        };
        assert!(matches!(bench.store.write_now(actor(), spend(-1)), Err(Failure::Conflict(_))), "never below zero");
        bench.store.write_now(actor(), spend(4)).unwrap();
        assert!(matches!(bench.store.write_now(actor(), spend(3)), Err(Failure::Stale(_))));
        assert_eq!(bench.store.read_now(|tx| pence(tx, "tea")).unwrap(), (id, 2, 4));
        let twice = bench.store.write_now(actor(), |work| make(work, "tea", 1));
        assert!(matches!(twice, Err(Failure::Conflict(_))));
    });
}

#[test]
fn a_job_takes_effect_once_and_its_failure_is_kept() {
    both(|bench| {
        bench.store.write_now(actor(), |work| make(work, "tea", 1)).unwrap();
        assert_eq!(bench.store.settle().unwrap(), 1);
        assert_eq!(bench.store.settle().unwrap(), 0);
        bench.store.read_now(|tx| pence(tx, "echo of tea")).unwrap();
        bench
            .store
            .write_now(actor(), |work| {
                let at = work.at;
                work.later("nobody.does.this", at, &serde_json::json!({}))
            })
            .unwrap();
        for _ in 0..11 {
            bench.store.settle().unwrap();
            bench.clock.turn_to(bench.clock.now().plus_days(1));
        }
        let parked = bench.store.read_now(store::parked).unwrap();
        assert_eq!(parked.len(), 1);
        assert!(parked[0].error.as_ref().unwrap().contains("nobody does jobs of the kind"));
    });
}

#[test]
fn a_kept_reply_is_given_again_and_only_for_the_same_request() {
    both(|bench| {
        let ask = |print: &'static str| {
            move |work: &mut Work<'_>| match work.replied("key-1", print)? {
                Some(reply) => Ok(reply),
                None => {
                    make(work, "tea", 1)?;
                    work.keep_reply("key-1", print, "made")?;
                    Ok("made now".to_owned())
                }
            }
        };
        assert_eq!(bench.store.write_now(actor(), ask("a")).unwrap(), "made now");
        assert_eq!(bench.store.write_now(actor(), ask("a")).unwrap(), "made");
        assert!(matches!(bench.store.write_now(actor(), ask("b")), Err(Failure::Conflict(_))));
    });
}

#[test]
fn many_writers_at_once_lose_nothing() {
    both(|bench| {
        bench.store.write_now(actor(), |work| make(work, "tea", 0)).unwrap();
        let threads: Vec<_> = (0..8)
            .map(|n| {
                let store = bench.store.clone();
                std::thread::spawn(move || {
                    for m in 0..10 {
                        store.write_now(actor(), move |work| make(work, &format!("{n}-{m}"), 1)).unwrap();
                    }
                })
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        let found = bench.store.read_now(journal::verify).unwrap();
        assert_eq!((found.entries, found.faults), (81, vec![]));
    });
}

#[test]
fn an_edited_migration_and_a_newer_database_are_refused() {
    both(|bench| {
        const EDITED: &[Migration] = &[Migration { name: "20261122_1001_test", sql: "CREATE TABLE other (id {id})" }];
        assert!(matches!(bench.store.migrate(&[EDITED]), Err(Failure::Internal(_))));
        assert!(matches!(bench.store.migrate(&[]), Err(Failure::Unavailable(_))), "an older program refuses");
    });
}

#[test]
fn every_statement_of_the_store_prepares_on_both() {
    both(|bench| {
        let names =
            bench.store.read_now(|tx| store::all_statements().map(|s| tx.prepare(s)).collect::<Result<Vec<_>, _>>());
        assert!(names.unwrap().len() >= 12);
    });
}

// GOV-4
#[test]
fn a_list_is_one_entry_and_each_on_it_is_counted_by_day() {
    both(|bench| {
        let people: Vec<Uuid> = (1..=45).map(Uuid::from_u128).collect();
        let reader = Actor { account: Some(Uuid::from_u128(99)), role: "broker".into(), ..Actor::system("web") };
        for _ in 0..3 {
            let people = people.clone();
            bench.store.write_now(reader.clone(), move |work| work.saw_list(&people, "packages")).unwrap();
            bench.clock.turn_to(bench.clock.now().plus_hours(5));
        }
        bench.clock.turn_to(bench.clock.now().plus_days(1));
        bench.store.write_now(reader.clone(), |work| work.saw_list(&[Uuid::from_u128(7); 2], "packages")).unwrap();
        bench.store.write_now(reader.clone(), |work| work.saw_list(&[], "packages")).unwrap();
        let now = bench.clock.now().plus_minutes(1);
        let of = |n: u128| {
            let read = |tx: &mut Tx<'_>| journal::listed(tx, Uuid::from_u128(n), (Moment::from_micros(0), now), 10);
            bench.store.read_now(read).unwrap()
        };
        let times = |n| of(n).iter().map(|one| one.times).collect::<Vec<_>>();
        assert_eq!((times(1), times(7), times(45), times(46)), (vec![3], vec![1, 3], vec![3], vec![]));
        let first = of(7).remove(0);
        assert_eq!((first.account, first.role.as_str(), first.organisation), (reader.account, "broker", None));
        let entries = bench.store.read_now(|tx| journal::of_subject(tx, Uuid::from_u128(99))).unwrap();
        assert_eq!(entries.len(), 4);
        assert_eq!(entries[0].event, "people.listed");
        assert_eq!(entries[0].facts()["people"].as_array().unwrap().len(), 45);
        assert!(bench.store.read_now(journal::verify).unwrap().faults.is_empty());
    });
}
