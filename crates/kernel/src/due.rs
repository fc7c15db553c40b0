use jiff::civil::{Date, Time, Weekday};

use crate::{Calendar, Failure, Moment, Term, period::days_after};

/// How long somebody has, and until when of a working day a thing counts as received that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Rule {
    /// How long.
    pub term: Term,
    /// What is received later than this, or on a day that is no working day, counts as received on the next working day.
    /// It bears on terms in working days only; without it the day of receipt is the day it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut_off: Option<Time>,
}

impl Rule {
    /// A rule without a cut-off.
    pub const fn of(term: Term) -> Self {
        Rule { term, cut_off: None }
    }
}

/// The last moment at which a thing is still in time. Minutes and hours are elapsed time; days, working days and weeks end
/// with the midnight (Europe/London) that ends the last of them.
pub fn due(start: Moment, rule: &Rule, calendar: &Calendar) -> Result<Moment, Failure> {
    let n = rule.term.checked_amount()?;
    match rule.term {
        Term::Minutes(_) => Ok(start.plus_minutes(n)),
        Term::Hours(_) => Ok(start.plus_hours(n)),
        Term::WeekdayHours(_) => weekday_hours_after(start, n),
        Term::Days(_) => end_of(days_after(start.day(), n)),
        Term::Weeks(_) => end_of(days_after(start.day(), n * 7)),
        Term::WorkingDays(_) => {
            let received = day_of_receipt(start, rule.cut_off, calendar)?;
            end_of(Some(calendar.add_working_days(received, n)?))
        }
    }
}

fn day_of_receipt(start: Moment, cut_off: Option<Time>, calendar: &Calendar) -> Result<Date, Failure> {
    let day = start.day();
    match cut_off {
        Some(cut_off) if start.time_of_day() > cut_off || !calendar.is_working_day(day)? => {
            calendar.next_working_day(day)
        }
        _ => Ok(day),
    }
}

fn end_of(day: Option<Date>) -> Result<Moment, Failure> {
    day.and_then(|day| day.tomorrow().ok()).map(Moment::start_of).ok_or_else(too_far)
}

fn weekday_hours_after(start: Moment, hours: i64) -> Result<Moment, Failure> {
    let mut left = hours * 3_600_000_000;
    let mut at = start;
    while left > 0 {
        let day = at.day();
        let midnight = end_of(Some(day))?;
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            let today = midnight.micros() - at.micros();
            if left <= today {
                return Ok(Moment::from_micros(at.micros() + left));
            }
            left -= today;
        }
        at = midnight;
    }
    Ok(at)
}

fn too_far() -> Failure {
    Failure::field("", "The day this would be due is too far away. Check the year.")
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::tests::england_and_wales;

    fn at(text: &str) -> Moment {
        let wall: jiff::civil::DateTime = text.parse().unwrap();
        Moment::from_london(wall.date(), wall.time())
    }

    fn due_of(start: &str, rule: &str, cut_off: bool) -> Moment {
        let rule = Rule { term: rule.parse().unwrap(), cut_off: cut_off.then(|| time(17, 0, 0, 0)) };
        due(at(start), &rule, &england_and_wales()).unwrap()
    }

    // BRK-12
    #[test]
    fn hours_are_elapsed_hours_across_both_clock_changes() {
        // 29 March 2026: 1am becomes 2am.
        assert_eq!(due_of("2026-03-28T23:00", "4 hours", false), at("2026-03-29T04:00"));
        // 25 October 2026: 2am becomes 1am.
        assert_eq!(due_of("2026-10-24T23:00", "4 hours", false), at("2026-10-25T02:00"));
        assert_eq!(due_of("2026-10-24T12:00", "24 hours", false), at("2026-10-25T11:00"));
        assert_eq!(due_of("2026-11-23T23:50", "20 minutes", false), at("2026-11-24T00:10"));
    }

    #[test]
    fn days_and_weeks_end_at_the_midnight_of_london_across_both_clock_changes() {
        assert_eq!(due_of("2026-03-28T10:00", "1 day", false), at("2026-03-30T00:00"));
        assert_eq!(due_of("2026-10-24T00:00", "1 day", false), at("2026-10-26T00:00"));
        assert_eq!(due_of("2026-10-24T23:59", "0 days", false), at("2026-10-25T00:00"));
        assert_eq!(due_of("2026-12-30T10:00", "1 week", false), at("2027-01-07T00:00"));
        // Half past midnight in summer is still the day before in UTC; the day is London's.
        assert_eq!(due_of("2026-07-01T00:30", "1 day", false), at("2026-07-03T00:00"));
    }

    // REF-4, BRK-12
    #[test]
    fn weekday_hours_stand_still_at_the_weekend() {
        assert_eq!(due_of("2026-11-27T17:00", "24 weekday hours", false), at("2026-11-30T17:00"));
        assert_eq!(due_of("2026-11-28T10:00", "24 weekday hours", false), at("2026-12-01T00:00"));
        assert_eq!(due_of("2026-11-24T09:30", "24 weekday hours", false), at("2026-11-25T09:30"));
        assert_eq!(due_of("2026-11-27T00:00", "24 weekday hours", false), at("2026-11-28T00:00"));
        // Over the weekend on which the clocks change nothing is won or lost.
        assert_eq!(due_of("2026-10-23T17:00", "24 weekday hours", false), at("2026-10-26T17:00"));
        assert_eq!(due_of("2026-03-27T17:00", "24 weekday hours", false), at("2026-03-30T17:00"));
        assert_eq!(due_of("2026-11-28T10:00", "0 weekday hours", false), at("2026-11-28T10:00"));
    }

    // BRK-5
    #[test]
    fn working_days_pass_over_christmas_and_the_year_end() {
        // Thursday 24 December 2026: Christmas Day, the weekend and the substitute Monday do not count.
        assert_eq!(due_of("2026-12-24T10:00", "2 working days", true), at("2026-12-31T00:00"));
        assert_eq!(due_of("2026-12-31T10:00", "1 working day", true), at("2027-01-05T00:00"));
        assert_eq!(due_of("2027-12-24T10:00", "1 working day", true), at("2027-12-30T00:00"));
        assert_eq!(due_of("2027-12-31T10:00", "1 working day", true), at("2028-01-05T00:00"));
        assert_eq!(due_of("2026-11-23T10:00", "0 working days", true), at("2026-11-24T00:00"));
    }

    // BRK-5
    #[test]
    fn after_the_cut_off_the_next_working_day_is_the_day_of_receipt() {
        // Friday 27 November 2026.
        assert_eq!(due_of("2026-11-27T17:00", "1 working day", true), at("2026-12-01T00:00"));
        assert_eq!(due_of("2026-11-27T17:01", "1 working day", true), at("2026-12-02T00:00"));
        assert_eq!(due_of("2026-11-27T17:01", "0 working days", true), at("2026-12-01T00:00"));
        assert_eq!(due_of("2026-11-28T09:00", "1 working day", true), at("2026-12-02T00:00"));
        assert_eq!(due_of("2026-12-24T17:01", "1 working day", true), at("2026-12-31T00:00"));
    }

    #[test]
    fn without_a_cut_off_the_first_working_day_after_is_the_first_day() {
        assert_eq!(due_of("2026-11-27T23:00", "1 working day", false), at("2026-12-01T00:00"));
        assert_eq!(due_of("2026-11-28T09:00", "1 working day", false), at("2026-12-01T00:00"));
    }

    #[test]
    fn sums_that_cannot_be_done_are_refused() {
        let calendar = england_and_wales();
        let late = at("2028-12-29T10:00");
        assert!(matches!(due(late, &Rule::of(Term::WorkingDays(1)), &calendar), Err(Failure::Conflict(_))));
        assert!(due(late, &Rule::of(Term::Hours(100)), &calendar).is_ok());
        for term in [Term::Hours(-1), Term::Days(i64::MAX), Term::WeekdayHours(i64::MIN), Term::Weeks(100_001)] {
            assert!(matches!(due(late, &Rule::of(term), &calendar), Err(Failure::Invalid(_))), "{term:?}");
        }
        assert!(due(Moment::from_london(Date::MAX, time(9, 0, 0, 0)), &Rule::of(Term::Days(1)), &calendar).is_err());
    }

    #[test]
    fn rules_are_kept_as_they_are_written() {
        let rule = Rule { term: Term::WorkingDays(2), cut_off: Some(time(17, 0, 0, 0)) };
        let json = serde_json::to_string(&rule).unwrap();
        assert_eq!(json, r#"{"term":"2 working days","cut_off":"17:00:00"}"#);
        assert_eq!(serde_json::from_str::<Rule>(&json).unwrap(), rule);
        assert_eq!(serde_json::from_str::<Rule>(r#"{"term":"4 hours"}"#).unwrap(), Rule::of(Term::Hours(4)));
        assert_eq!(
            serde_json::from_str::<Rule>(r#"{"term":"4 hours","cut_off":"17:00"}"#).unwrap().cut_off,
            rule.cut_off
        );
    }

    fn any_rule() -> impl Strategy<Value = Rule> {
        let cut_off = prop::option::of((0_i8..24, 0_i8..60).prop_map(|(h, m)| time(h, m, 0, 0)));
        (0_i64..60, 0_usize..6, cut_off).prop_map(|(n, unit, cut_off)| {
            let terms = [
                Term::Minutes(n),
                Term::Hours(n),
                Term::WeekdayHours(n),
                Term::Days(n),
                Term::WorkingDays(n),
                Term::Weeks(n),
            ];
            Rule { term: terms[unit], cut_off }
        })
    }

    proptest! {
        #[test]
        fn due_is_never_before_the_start_and_later_starts_are_never_due_earlier(
            minute in 0_i64..1_000_000, later in prop_oneof![0_i64..180, 0_i64..100_000], rule in any_rule(),
        ) {
            let calendar = england_and_wales();
            let first = Moment::start_of(date(2026, 1, 1)).plus_minutes(minute);
            let second = first.plus_minutes(later);
            let (a, b) = (due(first, &rule, &calendar).unwrap(), due(second, &rule, &calendar).unwrap());
            prop_assert!(a >= first, "{} before {}", a, first);
            prop_assert!(a <= b, "{} after {}", a, b);
        }

        #[test]
        fn one_unit_more_is_never_due_earlier(minute in 0_i64..1_000_000, rule in any_rule()) {
            let calendar = england_and_wales();
            let start = Moment::start_of(date(2026, 1, 1)).plus_minutes(minute);
            let longer = match rule.term {
                Term::Minutes(n) => Term::Minutes(n + 1),
                Term::Hours(n) => Term::Hours(n + 1),
                Term::WeekdayHours(n) => Term::WeekdayHours(n + 1),
                Term::Days(n) => Term::Days(n + 1),
                Term::WorkingDays(n) => Term::WorkingDays(n + 1),
                Term::Weeks(n) => Term::Weeks(n + 1),
            };
            let one_more = due(start, &Rule { term: longer, ..rule }, &calendar).unwrap();
            prop_assert!(due(start, &rule, &calendar).unwrap() < one_more);
        }
    }
}
