//! The worker: jobs that are due and messages that wait. It wakes after every commit that left one, when the next job falls due,
//! and every five seconds in any case (another machine may have written).

use std::time::Duration;

use kernel::Failure;
use store::Store;
use tokio::sync::watch;

use crate::outgoing::Spool;

const LONGEST_SLEEP: Duration = Duration::from_secs(5);

/// Works until `stop` says true.
pub async fn work(store: Store, spool: Option<Spool>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let (turn, spool, halt) = (store.clone(), spool.clone(), stop.clone());
        let turn = tokio::task::spawn_blocking(move || one_turn(&turn, spool.as_ref(), &halt)).await;
        let sleep = match turn {
            Ok(Ok(sleep)) => sleep,
            Ok(Err(failure)) => {
                tracing::error!(%failure, "the worker could not go on");
                LONGEST_SLEEP
            }
            Err(error) => {
                tracing::error!(%error, "the worker stopped in the middle");
                LONGEST_SLEEP
            }
        };
        tokio::select! {
            () = store.left() => {}
            () = tokio::time::sleep(sleep) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Everything that is due now; answers how long it may sleep.
fn one_turn(store: &Store, spool: Option<&Spool>, stop: &watch::Receiver<bool>) -> Result<Duration, Failure> {
    // Looking costs the writer nothing.
    let mut next = store.read_now(store::next_at)?;
    while !*stop.borrow() && next.is_some_and(|at| at <= store.clock().now()) && store.do_one_job()? {
        next = store.read_now(store::next_at)?;
    }
    if let Some(spool) = spool {
        spool.deliver(store)?;
    }
    let wait = next.map(|at| at.micros().saturating_sub(store.clock().now().micros()).max(0));
    let wait = wait.and_then(|micros| u64::try_from(micros).ok()).map(Duration::from_micros);
    Ok(wait.unwrap_or(LONGEST_SLEEP).clamp(Duration::from_millis(50), LONGEST_SLEEP))
}
