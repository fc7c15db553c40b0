use std::sync::Barrier;

use testkit::Reply;

use super::*;

/// A package of its own with one visit of today for each window.
fn visits_of(app: &App, person: PersonId, windows: &[(i8, i8)]) -> Vec<VisitView> {
    let line = |(n, (from, to)): (usize, &(i8, i8))| {
        line(1 + n as u128, &format!("Call {n}"), time(*from, 0, 0, 0), time(*to, 30, 0, 0))
    };
    let lines = windows.iter().enumerate().map(line).collect();
    let source = Source { end: Some(date(2026, 11, 24)), ..source(app, person, lines) };
    begin(app, &source);
    today(app, source.package)
}

/// Thirty-two send this at the same moment: the n-th to this path, with this body.
fn thirty_two(who: &Persona, what: impl Fn(usize) -> (String, serde_json::Value)) -> Vec<Reply> {
    let start = Barrier::new(32);
    std::thread::scope(|scope| {
        let press = |n: usize| {
            let (browser, start, (path, body)) = (who.browser.clone(), &start, what(n));
            scope.spawn(move || {
                start.wait();
                browser.api(&path, body)
            })
        };
        let all: Vec<_> = (0..32).map(press).collect();
        all.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn one_won(replies: &[Reply], told: &[&str], round: usize) {
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1, "round {round}");
    for lost in replies.iter().filter(|reply| reply.status != 200) {
        assert!(matches!(lost.status, 409 | 422), "round {round}: {} {}", lost.status, lost.text);
        assert!(told.iter().any(|words| lost.text.contains(words)), "round {round}: {}", lost.text);
    }
}

// VIS-3
#[test]
fn round_after_round_a_worker_checks_in_and_out_once() {
    testkit::both(rooms, |app| {
        let (person, scheduler) = (ada(app), app.persona(Role::Scheduler));
        for round in 0..testkit::rounds() {
            let visit = visits_of(app, person, &[(10, 11)]).remove(0);
            let worker = app.persona(Role::CareWorker);
            give(&scheduler, &visit, &worker);
            let version = again(app, &visit).stay_of(worker.account).unwrap().version;
            let arrive = serde_json::json!({ "version": version });
            let replies = thirty_two(&worker, |_| (path(&visit, "check-in"), arrive.clone()));
            one_won(&replies, &["checked in", "changed this after you opened it"], round);
            let version = again(app, &visit).stay_of(worker.account).unwrap().version;
            let leave =
                serde_json::json!({ "version": version, "outcome": "done", "done": ["1", "2"], "signed": "person" });
            let replies = thirty_two(&worker, |_| (path(&visit, "check-out"), leave.clone()));
            one_won(&replies, &["checked out", "is over", "changed this after you opened it", "no longer"], round);
        }
    });
}

// VIS-1, H17
#[test]
fn round_after_round_a_worker_is_booked_once_at_a_time() {
    testkit::both(rooms, |app| {
        let (person, scheduler) = (ada(app), app.persona(Role::Scheduler));
        for round in 0..testkit::rounds() {
            // Half an hour in the same half hour, whenever it begins.
            let visits = visits_of(app, person, &[(10, 10), (10, 10)]);
            let worker = app.persona(Role::CareWorker);
            let replies = thirty_two(&scheduler, |n| {
                let visit = &visits[n % 2];
                let body = serde_json::json!({ "worker": worker.account, "version": visit.version });
                (assign_path(visit), body)
            });
            one_won(&replies, &["is not free then", "changed this after you opened it", "already"], round);
            let given = visits.iter().filter(|visit| !again(app, visit).workers.is_empty()).count();
            assert_eq!(given, 1, "round {round}");
        }
    });
}
