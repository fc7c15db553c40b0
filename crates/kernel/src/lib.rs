//! Values without input or output.
//!
//! Everything here is pure: nothing reads a clock, a file, a database or a random source except the two
//! sources that are made once at start-up and passed along, [`Clock`] and [`Ids`].

mod clock;
mod failure;
mod id;
mod moment;

pub use clock::Clock;
pub use failure::{Failure, Fault};
pub use id::{Id, Ids};
pub use jiff::civil::{Date, Time, date};
pub use moment::Moment;
pub use uuid::Uuid;
