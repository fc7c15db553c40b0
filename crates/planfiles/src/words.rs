//! Why a visit is made by nobody, for an answer.

use routing::{explain::Reason, problem::Problem};
use serde_json::Value;

/// The reason's name for programs.
pub(crate) fn kind(reason: &Reason) -> String {
    let told = serde_json::to_value(reason).ok();
    told.and_then(|told| told.get("kind").and_then(Value::as_str).map(str::to_owned)).unwrap_or_default()
}

/// The reason for people; lengths of time are seconds times a scale.
#[must_use]
pub fn says(reason: &Reason, problem: &Problem, scale: i64) -> String {
    reason.words(problem, &|ticks| length(ticks / scale.max(1)))
}

/// Whole minutes, rounded up: what would have to give is never told as less.
fn length(seconds: i64) -> String {
    let minutes = seconds.max(0).div_euclid(60) + i64::from(seconds.max(0) % 60 > 0);
    match (minutes / 60, minutes % 60) {
        (0, 1) => "1 minute".to_owned(),
        (0, minutes) => format!("{minutes} minutes"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
