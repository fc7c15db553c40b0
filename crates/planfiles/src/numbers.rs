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
    Err(format!("{value} is too great, or not a number; numbers go up to a million million either way."))
}

/// A travel time in units of the problem.
pub(crate) fn way(scaled: f64) -> Result<i32, String> {
    if (0.0..=f64::from(i32::MAX / 2)).contains(&scaled) {
        #[allow(clippy::cast_possible_truncation)]
        return Ok(scaled as i32);
    }
    Err(format!("A travel time of {scaled} is negative, not a number, or too great to be counted."))
}

/// Units of the problem as the file has them.
pub(crate) fn units(ticks: i64, scale: i64) -> f64 {
    // Both lie far below where whole numbers lose their last digit.
    #[allow(clippy::cast_precision_loss)]
    let value = ticks as f64 / scale.max(1) as f64;
    value
}
