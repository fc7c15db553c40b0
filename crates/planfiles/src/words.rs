//! Why a visit is made by nobody, for an answer.

use routing::{explain::Reason, problem::Problem};
use serde_json::Value;

/// The reason's name for programs.
pub(crate) fn kind(reason: &Reason) -> String {
    let told = serde_json::to_value(reason).ok();
    told.and_then(|told| told.get("kind").and_then(Value::as_str).map(str::to_owned)).unwrap_or_default()
}

/// The reason for people. Formats with a clock count seconds, on a scale of 1; of all others lengths are told in the file's units.
/// They are rounded up: what would have to give is never told as less.
#[must_use]
pub fn says(reason: &Reason, problem: &Problem, scale: i64) -> String {
    reason.words(problem, &|ticks| if scale > 1 { units(ticks, scale) } else { length(ticks) })
}

/// Tenths of a unit.
fn units(ticks: i64, scale: i64) -> String {
    let tenths = divided(ticks.saturating_mul(10), scale);
    match (tenths / 10, tenths % 10) {
        (1, 0) => "1 unit".to_owned(),
        (units, 0) => format!("{units} units"),
        (units, tenth) => format!("{units}.{tenth} units"),
    }
}

/// Rounded up; nothing where it is less than nothing.
fn divided(amount: i64, by: i64) -> i64 {
    let amount = amount.max(0);
    amount / by.max(1) + i64::from(amount % by.max(1) > 0)
}

/// Whole minutes.
fn length(seconds: i64) -> String {
    let minutes = divided(seconds, 60);
    match (minutes / 60, minutes % 60) {
        (0, 1) => "1 minute".to_owned(),
        (0, minutes) => format!("{minutes} minutes"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
