//! Chance that falls the same way everywhere: a seed gives one sequence, on every machine.

use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{Rng, SeedableRng},
};

/// A source of chance.
#[derive(Debug, Clone)]
pub(crate) struct Dice(Xoshiro256PlusPlus);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Dice(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// A number from 0 up to, but without, `end`; 0 where there is none.
    #[inline(always)]
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (((self.0.next_u64() >> 32) * end as u64) >> 32) as usize
    }

    /// From 0 up to, but without, 1.
    #[inline(always)]
    pub(crate) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// Between 0 and 1, without either.
    pub(crate) fn open_unit(&mut self) -> f64 {
        ((self.0.next_u64() >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
    }

    #[inline(always)]
    pub(crate) fn chance(&mut self, share: f64) -> bool {
        ((self.0.next_u64() >> 32) as f64) < share * 4_294_967_296.0
    }
}
