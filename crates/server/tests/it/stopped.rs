//! A server that was stopped while something fell due.

use access::Role;
use kernel::{Ids, Moment};
use store::Store;
use testkit::App;
use tokio::sync::watch;

/// The program's own worker on the same database, as after a start; two of them, as when two machines start.
fn started_again(app: &App) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (stop, stopped) = watch::channel(false);
    let workers: Vec<_> = (0..2)
        .map(|n| {
            let jobs = server::house::jobs();
            let store = Store::open(&app.location(), app.store.clock().clone(), Ids::seeded(100 + n), &jobs).unwrap();
            runtime.spawn(server::worker::work(store, None, stopped.clone()))
        })
        .collect();
    for _ in 0..200 {
        std::thread::sleep(std::time::Duration::from_millis(50));
        if app.read(|tx| store::waiting(tx, app.now())) == 0 {
            break;
        }
    }
    stop.send(true).unwrap();
    for worker in workers {
        runtime.block_on(worker).unwrap();
    }
}

// H3, H4, GOV-6
#[test]
fn what_fell_due_while_the_server_stood_still_is_told_once_with_the_time_it_was_due() {
    crate::house(|app| {
        let caller = app.persona(Role::CallHandler);
        let call = [("caller_name", "Bert Example"), ("wanted", "Help for Ada"), ("keep", "queue")];
        let contact = caller.form("/contacts/new", &call).assert_done().id();
        app.settle();
        let received = app.now();
        // The server stands still: nobody does any job for three hours.
        app.turn_by_hours(3);
        let told = |app: &App| -> Vec<(Moment, serde_json::Value)> {
            let clock = app.read(|tx| clocks::of_subject(tx, contact)).remove(0);
            let entries = app.read(|tx| store::journal::of_subject(tx, clock.id));
            let breached = entries.into_iter().filter(|entry| entry.event == "clock.breached");
            breached.map(|entry| (entry.at, serde_json::from_str(&entry.facts).unwrap())).collect()
        };
        assert!(told(app).is_empty());
        for hours in 0..3 {
            started_again(app);
            let breaches = told(app);
            assert_eq!(breaches.len(), 1, "once, however often it starts");
            let due: Moment = breaches[0].1["due"].as_str().unwrap().parse().unwrap();
            assert_eq!(due, received.plus_minutes(15), "with the time it was due");
            assert_eq!(breaches[0].0, app.now().plus_hours(-hours), "and when that was noticed");
            app.turn_by_hours(1);
        }
    });
}
