use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use crate::Moment;

/// The one clock. It is made once at start-up; `Work` and `View` read it once per request, and nothing else asks the time.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until it is turned: tests and the demo.
    Turned(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at` until [`Clock::turn_to`] moves it.
    pub fn standing_at(at: Moment) -> Self {
        Clock::Turned(Arc::new(AtomicI64::new(at.micros())))
    }

    /// The time now, to the microsecond.
    pub fn now(&self) -> Moment {
        match self {
            // The only place in the house that reads the machine's clock.
            #[expect(clippy::disallowed_methods)]
            Clock::System => Moment::from(jiff::Timestamp::now()),
            Clock::Turned(micros) => Moment::from_micros(micros.load(Ordering::SeqCst)),
        }
    }

    /// Moves a turned clock; the machine's clock is not ours to move and stays as it is.
    pub fn turn_to(&self, at: Moment) {
        if let Clock::Turned(micros) = self {
            micros.store(at.micros(), Ordering::SeqCst);
        }
    }
}
