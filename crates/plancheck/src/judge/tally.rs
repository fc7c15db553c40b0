//! What an answer costs.

use super::Judge;
use crate::day::Visit;

/// Costs, in the units of the file.
#[derive(Default, Clone)]
pub(crate) struct Tally {
    pub served: usize,
    pub unserved: usize,
    pub unserved_worth: f64,
    pub late: f64,
    pub longest_late: f64,
    pub overtime: f64,
    pub moved: f64,
    pub travel: f64,
    pub continuity: f64,
    pub fairness: f64,
    pub rounds: usize,
    /// Time between being at a visit and its beginning, first visits left out.
    pub waiting: f64,
    /// The most time of one worker that is neither travel nor visit, within the shift.
    pub longest_idle: f64,
    pub work: f64,
}

impl Tally {
    /// Adds a lateness.
    pub(super) fn late(&mut self, by: f64) {
        self.late += by;
        self.longest_late = self.longest_late.max(by);
    }
}

impl Judge<'_> {
    /// What only the whole answer tells.
    pub(super) fn count(&mut self) {
        let mut strange = 0.0;
        for (visit, done) in self.day.visits.iter().zip(&self.done) {
            strange += done.iter().map(|d| strangeness(visit, d.worker)).sum::<f64>();
        }
        self.tally.continuity = strange;
        self.tally.work = self.work.iter().sum();
        if !self.work.is_empty() {
            let squares: f64 = self.work.iter().map(|seconds| (seconds / 3600.0).powi(2)).sum();
            self.tally.fairness = squares / self.work.len() as f64 * 100.0;
        }
    }
}

/// 0 for a worker who is preferred or came most often, 10 for one who never came; nothing where nobody is known.
fn strangeness(visit: &Visit, worker: usize) -> f64 {
    if visit.preferred.contains(&worker) || (visit.preferred.is_empty() && visit.known.is_empty()) {
        return 0.0;
    }
    let most = visit.known.values().copied().fold(0.0, f64::max);
    let times = visit.known.get(&worker).copied().unwrap_or_default();
    if most > 0.0 { 10.0 - (10.0 * times / most).floor().clamp(0.0, 10.0) } else { 10.0 }
}
