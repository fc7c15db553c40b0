//! Chance from a seed, so that a run can be repeated.

use crate::Outcome;
use std::io::Read as _;
use std::time::Duration;

/// SplitMix64: small, quick, and good enough to choose moments and victims.
#[derive(Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn of(seed: u64) -> Self {
        Dice(seed)
    }

    /// A stream of its own, for a client or a round.
    pub fn other(&mut self) -> Self {
        Dice(self.next())
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let a = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let b = (a ^ (a >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        b ^ (b >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap_or(1)).unwrap_or_default()
    }

    /// A time between two, in milliseconds.
    pub fn between(&mut self, from: usize, to: usize) -> Duration {
        let more = self.below(to.saturating_sub(from));
        Duration::from_millis(u64::try_from(from + more).unwrap_or_default())
    }
}

/// A seed nobody chose.
pub fn fresh_seed() -> Outcome<u64> {
    let mut bytes = [0_u8; 4];
    let source = std::fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes));
    source.map_err(|e| format!("Cannot read /dev/urandom: {e}"))?;
    Ok(u64::from(u32::from_be_bytes(bytes)))
}
