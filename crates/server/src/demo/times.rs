//! When people in offices do things.

use kernel::{Calendar, Failure, Moment, Time};

use super::dice::Dice;

/// The first moment from `at` on when an office works, a little spread out within its day.
pub(super) fn at_work(calendar: &Calendar, at: Moment, dice: &mut Dice) -> Result<Moment, Failure> {
    let (hour, day) = (at.time_of_day().hour(), at.day());
    if calendar.is_working_day(day)? && (9..17).contains(&hour) {
        return Ok(at);
    }
    let same = calendar.is_working_day(day)? && hour < 9;
    let day = if same { day } else { calendar.next_working_day(day)? };
    let nine = Time::new(9, 0, 0, 0).map_err(Failure::internal)?;
    Ok(Moment::from_london(day, nine).plus_minutes(dice.between(0, 300)))
}
