//! Values without input or output.
//!
//! Everything here is pure: nothing reads a clock, a file, a database or a random source except the two
//! sources that are made once at start-up and passed along, [`Clock`] and [`Ids`].

mod as_text;
mod calendar;
mod clock;
mod due;
mod failure;
mod id;
mod minutes;
mod moment;
mod money;
mod nhs_number;
mod period;
mod point;
mod postcode;
mod quarter;
mod term;
mod text;
mod wording;

pub use calendar::Calendar;
pub use clock::Clock;
pub use due::{Rule, due};
pub use failure::{Failure, Fault};
pub use id::{Id, Ids};
pub use jiff::civil::{Date, Time, Weekday, date, time};
pub use minutes::Minutes;
pub use moment::Moment;
pub use money::{Money, Rounding};
pub use nhs_number::{NhsNumber, Numbers};
pub use period::{EachDay, OUR_YEARS, Period, day_asked, months_after};
pub use point::Point;
pub use postcode::Postcode;
pub use quarter::Quarter;
pub use term::Term;
pub use text::{clean_line, clean_name, clean_words, shown, shown_lines};
pub use uuid::Uuid;
pub use wording::{
    TimeLeft, age_on, count, day_in_words, deadline_in_words, list_in_words, moment_in_words, one_or_many, short_day,
    time_in_words, time_left, without_commas,
};
