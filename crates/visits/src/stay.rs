//! A worker's place on a visit: when they came and went, and the rules for times. Pure.

use kernel::{Date, Failure, Minutes, Moment, Time, Uuid, moment_in_words, time_in_words};

use crate::visit::Flag;

/// The longest a visit can last.
pub const LONGEST_HOURS: i64 = 24;

/// A worker on a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// The row's id.
    pub id: Uuid,
    /// Its version.
    pub version: i64,
    /// The visit.
    pub visit: Uuid,
    /// The worker's account.
    pub worker: Uuid,
    /// Their name.
    pub name: String,
    /// When they came.
    pub came: Option<Arrival>,
    /// When they went.
    pub went: Option<Moment>,
}

/// When a worker came, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// When.
    pub at: Moment,
    /// When it was noted.
    pub noted_at: Moment,
    /// Why it was noted later.
    pub why_later: Option<String>,
    /// Where, in words, if they said.
    pub place: Option<String>,
}

impl Stay {
    /// How long they stayed.
    pub fn minutes(&self) -> Option<Minutes> {
        Some(Minutes::new(self.went?.minutes_since(self.came.as_ref()?.at)))
    }

    /// Whether they are there now.
    pub const fn is_there(&self) -> bool {
        self.came.is_some() && self.went.is_none()
    }

    /// Refused when they have come already.
    pub fn must_not_have_come(&self) -> Result<(), Failure> {
        match &self.came {
            None => Ok(()),
            Some(came) => Err(Failure::conflict(format!(
                "You checked in to this visit at {}. Nothing was changed.",
                time_in_words(came.at.time_of_day())
            ))),
        }
    }

    /// Refused unless they are there: the arrival, when they may leave at `finish`.
    pub fn may_leave_at(&self, finish: Moment, now: Moment) -> Result<Moment, Failure> {
        let Some(came) = &self.came else {
            return Err(Failure::conflict(
                "Check in to the visit first; you cannot check out of one you have not begun.",
            ));
        };
        if let Some(went) = self.went {
            return Err(Failure::conflict(format!(
                "You checked out of this visit at {}. Nothing was changed.",
                time_in_words(went.time_of_day())
            )));
        }
        if finish < came.at {
            return Err(Failure::field(
                "finish",
                format!("The finish cannot be before the start; you checked in at {}.", moment_in_words(came.at)),
            ));
        }
        if finish > now {
            return Err(Failure::field("finish", "The finish is still to come. Check out when you leave."));
        }
        if finish > came.at.plus_hours(LONGEST_HOURS) {
            return Err(Failure::field(
                "finish",
                format!("A visit lasts at most {LONGEST_HOURS} hours; say when you left, or ring your office."),
            ));
        }
        Ok(came.at)
    }
}

/// The moment that is meant by a time of day a worker states afterwards: the first such moment from `from` on that is not in
/// the future, on the day of the visit or the day after. When there is none, the last one before it, so that the reader is
/// told what is wrong with it.
pub fn stated(day: Date, time: Time, from: Moment, now: Moment) -> Option<Moment> {
    let next = day.tomorrow().ok();
    let both = [Some(day), next].into_iter().flatten().map(|day| Moment::from_london(day, time));
    let past: Vec<Moment> = both.filter(|moment| *moment <= now).collect();
    past.iter().copied().find(|moment| *moment >= from).or(past.last().copied())
}

/// What is unusual about a stay. `before` are the lengths of the worker's last three stays of the same kind.
pub fn flags(stay: &Stay, planned: Minutes, tolerance: i64, before: &[i64]) -> Vec<Flag> {
    let Some(minutes) = stay.minutes().map(Minutes::get) else { return Vec::new() };
    let mut flags = Vec::new();
    if minutes.saturating_mul(2) < planned.get() {
        flags.push(Flag::VeryShort);
    }
    if before.len() >= 3 && before.iter().all(|other| *other == minutes) {
        flags.push(Flag::SameLength);
    }
    if stay.came.as_ref().is_some_and(|came| came.why_later.is_some()) {
        flags.push(Flag::StatedLater);
    }
    if (minutes - planned.get()).abs() > tolerance {
        flags.push(Flag::OutsideTolerance);
    }
    flags
}

#[cfg(test)]
mod tests {
    use kernel::{date, time};

    use super::*;
    use crate::visit::tests::at;

    fn stay(came: Option<Moment>, went: Option<Moment>) -> Stay {
        let came = came.map(|at| Arrival { at, noted_at: at, why_later: None, place: None });
        let id = Uuid::from_u128(1);
        Stay { id, version: 1, visit: id, worker: id, name: "Kit".into(), came, went }
    }

    // VIS-4
    #[test]
    fn times_that_cannot_be_are_refused() {
        assert!(matches!(stay(None, None).may_leave_at(at(9, 0), at(9, 0)), Err(Failure::Conflict(_))));
        let there = stay(Some(at(8, 0)), None);
        assert!(there.may_leave_at(at(7, 59), at(9, 0)).is_err());
        assert!(there.may_leave_at(at(9, 1), at(9, 0)).is_err());
        assert_eq!(there.may_leave_at(at(9, 0), at(9, 0)), Ok(at(8, 0)));
        let next_day = at(8, 1).plus_days(1);
        assert!(there.may_leave_at(next_day, next_day).is_err());
        assert!(stay(Some(at(8, 0)), Some(at(8, 30))).may_leave_at(at(9, 0), at(9, 0)).is_err());
        assert!(there.must_not_have_come().is_err());
    }

    // VIS-4
    #[test]
    fn a_stated_time_is_the_first_such_moment_that_can_be_meant() {
        let (day, from) = (date(2026, 11, 23), at(6, 0));
        assert_eq!(stated(day, time(8, 0, 0, 0), from, at(9, 0)), Some(at(8, 0)));
        assert_eq!(stated(day, time(9, 1, 0, 0), from, at(9, 0)), None);
        assert_eq!(stated(day, time(5, 0, 0, 0), from, at(9, 0)), Some(at(5, 0)));
        // Said the day after, it is still the day of the visit that is meant.
        assert_eq!(stated(day, time(8, 0, 0, 0), from, at(9, 0).plus_days(1)), Some(at(8, 0)));
        let past_midnight = Moment::from_london(date(2026, 11, 24), time(0, 10, 0, 0));
        assert_eq!(stated(day, time(23, 50, 0, 0), at(21, 0), past_midnight), Some(at(23, 50)));
        assert_eq!(stated(day, time(0, 5, 0, 0), at(21, 0), past_midnight), Some(past_midnight.plus_minutes(-5)));
    }

    // VIS-4, H8
    #[test]
    fn unusual_times_are_flagged() {
        let planned = Minutes::new(30);
        let told = |went: Moment, before: &[i64]| flags(&stay(Some(at(8, 0)), Some(went)), planned, 5, before);
        assert_eq!(told(at(8, 30), &[]), []);
        assert_eq!(told(at(8, 35), &[30, 30, 30]), []);
        assert_eq!(told(at(8, 36), &[]), [Flag::OutsideTolerance]);
        assert_eq!(told(at(8, 14), &[]), [Flag::VeryShort, Flag::OutsideTolerance]);
        assert_eq!(told(at(8, 30), &[30, 30, 30]), [Flag::SameLength]);
        assert_eq!(told(at(8, 30), &[30, 30]), []);
        assert_eq!(told(at(8, 15), &[]), [Flag::OutsideTolerance]);
    }
}
