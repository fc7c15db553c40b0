//! Once a day, what has done its work is put away: replies that were kept in case a request came twice, sessions that are
//! over, and forms nobody came back for.

use kernel::{Failure, Moment, Time};
use store::{Change, Job, WHOLE_PLACE, Work};
use wire::Slice;

/// A request that comes twice comes within the week.
pub const REPLY_DAYS: i64 = 7;
/// A session is over within the day; it is kept a while for whoever asks who was signed in.
pub const SESSION_DAYS: i64 = 30;
/// A form that was kept over an ended session holds what somebody wrote about a person: no longer than needed.
pub const FORM_DAYS: i64 = 7;

const KIND: &str = "server.housekeeping";
const JOBS: &[Job] = &[Job { kind: KIND, after: &[], run }];

/// What it gives the house.
pub fn slice() -> Slice {
    Slice::new("housekeeping", &[], &[]).jobs(JOBS)
}

/// Sees to it that it runs, today and every night; it may be called as often as one likes.
pub fn begin(work: &mut Work<'_>) -> Result<(), Failure> {
    if store::waits(work, KIND, Moment::from_micros(0))? {
        return Ok(());
    }
    next(work)
}

/// The next night at three.
fn next(work: &mut Work<'_>) -> Result<(), Failure> {
    let three = Time::new(3, 0, 0, 0).map_err(Failure::internal)?;
    let at = Moment::from_london(work.at.plus_days(1).day(), three);
    work.later(KIND, at, &serde_json::Value::Null)
}

fn run(work: &mut Work<'_>, _: &serde_json::Value) -> Result<(), Failure> {
    let now = work.at;
    let before = |days: i64| now.plus_days(-days);
    let (replies, sessions, forms) = (before(REPLY_DAYS), before(SESSION_DAYS), before(FORM_DAYS));
    let change = Change::new("housekeeping.done", "setting", WHOLE_PLACE);
    let (change, replies) = store::forget_replies(work, change, replies)?;
    let (change, sessions) = access::forget_sessions(work, change, sessions)?;
    let (change, forms) = access::forget_parked_forms(work, change, forms, now)?;
    if replies + sessions + forms > 0 {
        let facts = serde_json::json!({ "replies": replies, "sessions": sessions, "parked_forms": forms });
        work.apply(change.facts(facts))?;
    }
    // What did not fit into one unit of work follows at once.
    if [replies, sessions, forms].contains(&store::MOST_FORGOTTEN) {
        return work.later(KIND, work.at.plus_minutes(1), &serde_json::Value::Null);
    }
    // Two programs on one database may both have asked for it: one goes on.
    if store::waits(work, KIND, now)? { Ok(()) } else { next(work) }
}
