use kernel::{Failure, Uuid};
use sheet::{
    care_providers::CareProvider, ledger::Answer, monitoring::Attendance, postcodes::PostcodeEntry, referrals::Referral,
};
use store::{Change, Tx, Work};

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was new.
    Made,
    /// It was known, and something about it is new.
    Changed,
    /// It was known and is as it was.
    Unchanged,
}

/// A row that knows where in its file it stands.
pub trait Line {
    /// The line on which it begins, counted from 1.
    fn line(&self) -> u64;
}

macro_rules! lines {
    ($($row:ty),*) => {$(impl Line for $row {
        fn line(&self) -> u64 { self.row }
    })*};
}
lines!(Answer, Attendance, CareProvider, PostcodeEntry, Referral);

/// The batch that is being saved. What is written through [`Step::keep`] goes into the one journal entry of the batch, at
/// its end; what has a story of its own (a referral, a rating that fell) is a change of its own through [`Step::work`].
pub struct Step<'s, 'w> {
    /// The unit of work of the batch.
    pub work: &'s mut Work<'w>,
    run: Uuid,
    change: Option<Change>,
}

impl<'s, 'w> Step<'s, 'w> {
    pub(crate) fn new(work: &'s mut Work<'w>, run: Uuid, change: Change) -> Self {
        Step { work, run, change: Some(change) }
    }

    /// The run this batch belongs to.
    pub fn run(&self) -> Uuid {
        self.run
    }

    /// The database, for reading.
    pub fn tx(&mut self) -> &mut Tx<'w> {
        self.work
    }

    /// Adds rows to the batch's own change. They are saved together at the end of the batch, so a later row of the same
    /// batch does not see them yet.
    pub fn keep(&mut self, write: impl FnOnce(Change) -> Change) {
        self.change = self.change.take().map(write);
    }

    /// A change that has a journal entry of its own.
    pub fn apply(&mut self, change: Change) -> Result<(), Failure> {
        self.work.apply(change)
    }

    pub(crate) fn end(self) -> Option<Change> {
        self.change
    }
}

impl std::fmt::Debug for Step<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Step(of {})", self.run)
    }
}
