//! How a search goes through the time it has.
//!
//! It cools down from hot to cold once; or, when there is time enough, in several legs: each but the last begins anew, and the last
//! warms up the best plan that any of them found. Now and then a search ends in a valley it does not leave, and cooling more
//! slowly does not help it: of 75 searches of one day of 100 visits, some for two workers, seven ended 4% to 5.5% above the
//! others, after 12 seconds and after 30, and whatever the temperature they began with. Several starts do help.

use super::search::Tuning;

/// Moves that a leg has for each task.
const LEG: f64 = 700.0;
/// Fewer legs than these are not worth it: one slow course is better.
const FEWEST: u32 = 3;
/// Share of the whole after which it is known how many moves there will be.
const KNOWN: f64 = 0.01;

/// What is to be done before the next moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Going on.
    On,
    /// Beginning anew, from the plan as it was at first.
    Anew,
    /// Going back to the best plan so far.
    Best,
}

/// The course of one search.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    /// How many legs there are, and the one it is in, from nought.
    legs: u32,
    leg: u32,
    /// Whether the number of legs is settled.
    settled: bool,
    moves: u64,
}

impl Course {
    /// A course of one leg, or of as many as there turns out to be time for.
    pub(crate) fn new(several: bool) -> Self {
        Course { legs: 1, leg: 0, settled: !several, moves: 0 }
    }

    /// Counts so many moves for so many tasks, made when a share of the whole is over (0 begun, 1 ended): what is to be done before them, and
    /// the temperature in mean legs of travel.
    pub(crate) fn next(&mut self, share: f64, moves: u64, tasks: usize, tuning: &Tuning) -> (Turn, f64) {
        if !self.settled && share >= KNOWN {
            self.settled = true;
            let legs = (self.moves as f64 / share / (LEG * tasks.max(1) as f64)) as u32;
            self.legs = if legs < FEWEST { 1 } else { legs.min(tuning.legs) };
        }
        self.moves += moves;
        let place = share.clamp(0.0, 1.0) * f64::from(self.legs);
        let leg = (place as u32).min(self.legs - 1).max(self.leg);
        let last = self.legs > 1 && leg + 1 == self.legs;
        let turn = match leg > self.leg {
            false => Turn::On,
            true if last => Turn::Best,
            true => Turn::Anew,
        };
        self.leg = leg;
        let (first, over) = (if last { tuning.warm } else { tuning.hot }, (place - f64::from(leg)).max(0.0));
        (turn, first * libm::pow(tuning.cold / first, over))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The turns of a course of so many moves for ten tasks, and the temperature before each.
    fn turns(moves: u64, several: bool) -> Vec<(Turn, f64)> {
        let mut course = Course::new(several);
        let steps = moves / 100;
        (0..steps).map(|n| course.next(n as f64 / steps as f64, 100, 10, &Tuning::default())).collect()
    }

    fn count(turns: &[(Turn, f64)], of: Turn) -> usize {
        turns.iter().filter(|(turn, _)| *turn == of).count()
    }

    #[test]
    fn cools_once_when_there_is_little_time() {
        let turns = turns(20_900, true);
        assert_eq!(count(&turns, Turn::On), turns.len());
        assert!(turns.is_sorted_by(|a, b| a.1 > b.1), "it only cools");
    }

    #[test]
    fn begins_anew_and_ends_with_the_best() {
        let turns = turns(42_900, true);
        assert_eq!((count(&turns, Turn::Anew), count(&turns, Turn::Best)), (4, 1));
        let hot = Tuning::default().hot;
        for (turn, temperature) in &turns {
            match turn {
                Turn::On => assert!(*temperature <= hot),
                Turn::Anew => assert!(*temperature > hot * 0.95, "a new leg is hot"),
                Turn::Best => assert!(*temperature < hot / 2.0, "what is best is only warmed"),
            }
        }
        assert!(turns.last().is_some_and(|(_, last)| *last < Tuning::default().cold * 1.1));
    }

    #[test]
    fn has_no_more_legs_than_it_may() {
        assert_eq!(count(&turns(10_000_000, true), Turn::Anew), Tuning::default().legs as usize - 2);
        assert_eq!(count(&turns(10_000_000, false), Turn::On), 100_000);
    }

    #[test]
    fn never_goes_back_when_the_share_does() {
        let mut course = Course::new(true);
        let shares = [0.0, 0.5, 0.9, 0.2, 0.95, f64::NAN, 2.0, -1.0];
        let turns: Vec<Turn> =
            shares.iter().map(|share| course.next(*share, 1_000_000, 10, &Tuning::default()).0).collect();
        assert_eq!(count(&turns.iter().map(|turn| (*turn, 0.0)).collect::<Vec<_>>(), Turn::Best), 1);
    }
}
