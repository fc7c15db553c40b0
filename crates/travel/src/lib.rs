#![doc = include_str!("../README.md")]

mod circle;
mod column;
mod error;
mod hierarchy;
mod map;
mod pbf;
mod place;
mod profile;
mod roads;
mod segments;
mod table;
mod times;

pub use circle::{LEAST_TRIPS, Mode, Trip, circles};
pub use error::{Stray, TravelError};
pub use map::Map;
pub use place::{Address, Place};
pub use profile::Profile;
pub use roads::{NEAR, Roads};
pub use times::TravelTimes;

#[cfg(test)]
mod tests;
