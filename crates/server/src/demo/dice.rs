//! Chance that can be repeated: everything the demo decides follows from its seed.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;

/// A source of chance for one purpose. Each purpose has its own, so that asking one question more in one place does not
/// change the answers in another.
pub(crate) struct Dice(ChaCha12Rng);

impl Dice {
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        let mixed = purpose.bytes().fold(seed ^ 0x9e37_79b9_7f4a_7c15, |sum, byte| {
            (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3).rotate_left(17)
        });
        Dice(ChaCha12Rng::seed_from_u64(mixed))
    }

    /// A whole number from `least` to `most`, both included.
    pub(crate) fn between(&mut self, least: i64, most: i64) -> i64 {
        if most <= least { least } else { self.0.random_range(least..=most) }
    }

    /// True in so many of a hundred throws.
    pub(crate) fn chance(&mut self, of_a_hundred: i64) -> bool {
        self.between(1, 100) <= of_a_hundred
    }

    /// One of several, if there is any.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(of.len()).unwrap_or(i64::MAX) - 1;
        let n = self.between(0, last.max(0));
        of.get(usize::try_from(n).unwrap_or(0))
    }

    /// One of several by weight.
    pub(crate) fn weighted<'a, T>(&mut self, of: &'a [T], weight: impl Fn(&T) -> i64) -> Option<&'a T> {
        let total: i64 = of.iter().map(&weight).sum();
        let mut left = self.between(1, total.max(1));
        of.iter().find(|item| {
            left -= weight(item);
            left <= 0
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_purpose_throw_the_same() {
        let throw = |seed, purpose| {
            let mut dice = Dice::new(seed, purpose);
            (0..20).map(|_| dice.between(1, 1000)).collect::<Vec<_>>()
        };
        assert_eq!(throw(1, "people"), throw(1, "people"));
        assert_ne!(throw(1, "people"), throw(2, "people"));
        assert_ne!(throw(1, "people"), throw(1, "visits"));
    }

    #[test]
    fn weights_are_kept_and_nothing_comes_of_nothing() {
        let mut dice = Dice::new(1, "test");
        assert!((0..50).all(|_| dice.weighted(&[0, 5, 0], |weight| *weight) == Some(&5)));
        assert_eq!(dice.pick::<u8>(&[]), None);
    }
}
