//! Everything a worker needs, recorded at once when they are taken on.

use kernel::{Date, Failure, Uuid};
use places::{CheckKind, EndOnPaper, WorkforceRules};
use store::{Change, Work, cols};

use crate::{
    record::row,
    standing::{Known, needs},
};

/// Who is taken on, and who has seen their papers.
#[derive(Debug, Clone)]
pub struct TakenOn<'a> {
    /// The account.
    pub worker: Uuid,
    /// The employer.
    pub provider: Uuid,
    /// Who saw the papers.
    pub seen_by: &'a str,
    /// Whether the worker drives to visits.
    pub drives: bool,
}

/// Records every check a new worker needs, each as done on the day `done_on` says; documents that state their end are taken to
/// hold for a year. For the demonstration, for tests and for those who bring their staff files along.
pub fn take_on(
    work: &mut Work<'_>,
    rules: &WorkforceRules,
    new: &TakenOn<'_>,
    done_on: impl Fn(&CheckKind) -> Date,
) -> Result<(), Failure> {
    let known = Known { taken_on: work.at.day(), drives: new.drives, registered: false, checks: Vec::new() };
    let (id, mut codes): (Uuid, Vec<&str>) = (work.id(), Vec::new());
    let profile = cols! {
        "id" => id, "version" => 1, "worker" => new.worker, "provider" => new.provider, "drives" => new.drives,
    };
    let mut rows = Vec::new();
    for kind in rules.checks.iter().filter(|kind| needs(kind, &known)) {
        let done = done_on(kind);
        let months = kind.valid_months.or((kind.end_on_paper == EndOnPaper::Always).then_some(12));
        let last = months.and_then(|months| kernel::months_after(done, months));
        rows.push(row(work, (new.worker, new.provider), (&kind.code, done, last), (new.seen_by, None), new.seen_by));
        codes.push(&kind.code);
    }
    let facts = serde_json::json!({ "provider": new.provider, "kinds": codes, "seen_by": new.seen_by });
    let change = Change::new("worker.taken_on", "care_worker", new.worker).organisation(new.provider).facts(facts);
    let change = rows.into_iter().fold(change, |change, row| change.insert("worker_check", row));
    work.apply(change.insert("worker_profile", profile))
}
