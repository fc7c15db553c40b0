//! What is left of a round without all that is not frozen: it has begun, or is about to, and stays.

use crate::day::{Break, Shift, Way};

/// The frozen visits of a round.
pub(super) struct Kept {
    /// Where the last of them was, or the start.
    place: Option<usize>,
    /// Time with people and on the way to them.
    work: f64,
    /// When each begins and ends.
    times: Vec<(f64, f64)>,
}

impl Kept {
    pub(super) fn starting(start: Option<usize>) -> Self {
        Kept { place: start, work: 0.0, times: Vec::new() }
    }

    /// Adds the next of them.
    pub(super) fn add(&mut self, way: Option<&Way>, place: usize, begins: f64, duration: f64) {
        self.work += leg(way, self.place, Some(place)) + duration;
        self.place = Some(place);
        self.times.push((begins, begins + duration));
    }

    /// The work that they make by themselves, the way to the end included.
    pub(super) fn work(&self, way: Option<&Way>, end: Option<usize>) -> f64 {
        if self.times.is_empty() { 0.0 } else { self.work + leg(way, self.place, end) }
    }

    /// Whether a break could begin within its window and the shift and touch none of them.
    pub(super) fn leave_time(&self, shift: &Shift, rest: &Break, slack: f64) -> bool {
        if self.times.is_empty() {
            return true;
        }
        let from = rest.from.max(shift.from);
        let fits = |begins: f64| {
            let ends = begins + rest.duration;
            let free = self.times.iter().all(|(one, over)| ends <= one + slack || *over <= begins + slack);
            free && begins <= rest.to + slack && ends <= shift.latest + slack
        };
        // If it fits anywhere, it fits as early as can be or right after one of them.
        fits(from) || self.times.iter().any(|(_, over)| fits(over.max(from)))
    }
}

fn leg(way: Option<&Way>, from: Option<usize>, to: Option<usize>) -> f64 {
    way.zip(from.zip(to)).map_or(0.0, |(way, (from, to))| way.between(from, to))
}
