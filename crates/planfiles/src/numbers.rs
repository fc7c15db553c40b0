//! Numbers with decimals made into whole ones.

/// Beyond this either way, a number is a mistake.
const MOST: f64 = 1e12;

/// A number of the file in units of the problem; a fault in words when it is none, or too great.
pub(crate) fn ticks(value: f64, scale: i64) -> Result<i64, String> {
    #[allow(clippy::cast_precision_loss)] // Scales are small.
    let scaled = (value * scale as f64).round();
    if scaled.abs() <= MOST {
        // It has no decimals and lies within the type.
        #[allow(clippy::cast_possible_truncation)]
        return Ok(scaled as i64);
    }
    Err(format!("{} is too great; numbers go up to a million million either way.", figure(value)))
}

/// A number as people can read it: one with hundreds of digits is cut short.
pub(crate) fn figure(value: f64) -> String {
    if value.abs() < 1e15 { value.to_string() } else { format!("{value:e}") }
}

/// A travel time in units of the problem; a fault tells it in those of the file.
pub(crate) fn way(scaled: f64, scale: i64) -> Result<i32, String> {
    if (0.0..=f64::from(i32::MAX / 2)).contains(&scaled) {
        #[allow(clippy::cast_possible_truncation)]
        return Ok(scaled as i32);
    }
    #[allow(clippy::cast_precision_loss)] // Scales are small.
    let value = scaled / scale.max(1) as f64;
    Err(no_way(value))
}

/// The same of a travel time as the file has it: one that is less than nothing is not rounded to nothing.
pub(crate) fn rounded_way(value: f64, scale: i64) -> Result<i32, String> {
    #[allow(clippy::cast_precision_loss)] // Scales are small.
    let by = scale.max(1) as f64;
    let most = f64::from(i32::MAX / 2) / by;
    if (0.0..=most).contains(&value) { way((value * by).round(), scale) } else { Err(no_way(value)) }
}

fn no_way(value: f64) -> String {
    let what = if value < 0.0 { "negative; it must be 0 or more" } else { "too great to be counted" };
    format!("A travel time of {} is {what}.", figure(value))
}

/// Units of the problem as the file has them.
pub(crate) fn units(ticks: i64, scale: i64) -> f64 {
    // Both lie far below where whole numbers lose their last digit.
    #[allow(clippy::cast_precision_loss)]
    let value = ticks as f64 / scale.max(1) as f64;
    value
}
