//! How far a provider may adjust the care at a review, pure (BRK-9): so many minutes a week more or fewer than the plan in force
//! says, however many adjustments it took; more needs a formal review.

use kernel::{Failure, Minutes, Uuid, Weekday};
use plans::{PackageKind, PatternLine};

/// What becomes of one line of the pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// It takes place on these days, for so many minutes.
    Changed {
        /// On which days.
        days: Vec<Weekday>,
        /// How long.
        minutes: i64,
    },
    /// It falls away.
    Out,
}

/// The care of a week: what was agreed, what is given, and how far the two may be apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// By the plan in force.
    pub agreed: Minutes,
    /// As it is given.
    pub given: Minutes,
    /// The tolerance.
    pub allowed: Minutes,
}

impl Use {
    /// Minutes of the tolerance that are used.
    pub const fn used(&self) -> Minutes {
        Minutes::new((self.given.get() - self.agreed.get()).abs())
    }

    /// "1 hour 30 minutes a week more than agreed".
    pub fn in_words(&self) -> String {
        match self.given.cmp(&self.agreed) {
            std::cmp::Ordering::Equal => "as much as agreed".to_owned(),
            std::cmp::Ordering::Greater => format!("{} a week more than agreed", self.used()),
            std::cmp::Ordering::Less => format!("{} a week less than agreed", self.used()),
        }
    }

    /// Whether this is within the tolerance; if not, says by what figures.
    pub fn check(&self) -> Result<(), Failure> {
        if self.used() <= self.allowed {
            return Ok(());
        }
        Err(Failure::field(
            "minutes",
            format!(
                "This would be {}; up to {} can be changed without a formal review. Ask for a formal review instead, or change less.",
                self.in_words(),
                self.allowed
            ),
        ))
    }
}

/// Minutes a week of a pattern, both workers of a double visit counted.
pub fn weekly(lines: &[PatternLine]) -> Minutes {
    Minutes::sum(lines.iter().map(PatternLine::minutes_per_week)).unwrap_or_default()
}

/// The pattern with one line changed or taken out.
pub fn changed(
    lines: &[PatternLine],
    line: Uuid,
    wanted: &Wanted,
    kind: PackageKind,
) -> Result<Vec<PatternLine>, Failure> {
    let found = lines.iter().find(|one| one.id == line).ok_or_else(|| Failure::no_such("visit in this package"))?;
    let others = || lines.iter().filter(|one| one.id != line);
    match wanted {
        Wanted::Out if lines.len() == 1 => Err(Failure::field(
            "out",
            "This is the only visit of the package. If no care is needed any more, tell the brokerage team; if you cannot give it, hand the package back.",
        )),
        Wanted::Out => Ok(others().cloned().collect()),
        Wanted::Changed { days, minutes } => {
            let new = PatternLine { days: plans::days_in_order(days), minutes: *minutes, ..found.clone() };
            if new == *found {
                return Err(Failure::field(
                    "minutes",
                    "Nothing would change. Change the days or the length, or take the visit out.",
                ));
            }
            new.check(kind, lines)?;
            Ok(lines.iter().map(|one| if one.id == line { new.clone() } else { one.clone() }).collect())
        }
    }
}

/// What is different in words: "Morning: 30 minutes instead of 45 minutes".
pub fn told(before: &[PatternLine], after: &[PatternLine]) -> String {
    let said = before.iter().filter_map(|old| {
        let Some(new) = after.iter().find(|new| new.id == old.id) else {
            return Some(format!("{}: falls away ({})", old.label, old.in_words()));
        };
        let length = (new.minutes != old.minutes)
            .then(|| format!("{} instead of {}", Minutes::new(new.minutes), Minutes::new(old.minutes)));
        let days = (new.days != old.days)
            .then(|| format!("{} instead of {}", plans::days_in_words(&new.days), plans::days_in_words(&old.days)));
        let parts: Vec<String> = length.into_iter().chain(days).collect();
        (!parts.is_empty()).then(|| format!("{}: {}", old.label, parts.join("; ")))
    });
    said.collect::<Vec<_>>().join(". ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

    use kernel::time;
    use proptest::prelude::*;

    use super::*;

    const ALLOWED: Minutes = Minutes::new(300);

    fn line(n: u128, minutes: i64, days: usize) -> PatternLine {
        let week = [
            Weekday::Monday,
            Weekday::Tuesday,
            Weekday::Wednesday,
            Weekday::Thursday,
            Weekday::Friday,
            Weekday::Saturday,
            Weekday::Sunday,
        ];
        PatternLine {
            id: Uuid::from_u128(n),
            label: format!("Visit {n}"),
            days: week[..days].to_vec(),
            from: time(6, 0, 0, 0),
            to: time(22, 0, 0, 0),
            minutes,
            workers: 1,
            tasks: vec![format!("Task {n}")],
            time_critical: false,
            skills: vec![],
        }
    }

    fn message(failure: Failure) -> String {
        match failure {
            Failure::Invalid(faults) => faults[0].message.clone(),
            other => other.to_string(),
        }
    }

    // BRK-9
    #[test]
    fn a_refusal_says_the_figures() {
        let over = Use { agreed: Minutes::new(600), given: Minutes::new(990), allowed: ALLOWED };
        assert!(message(over.check().unwrap_err()).starts_with(
            "This would be 6 hours 30 minutes a week more than agreed; up to 5 hours can be changed without a formal review."
        ));
        let less = Use { given: Minutes::new(299), ..over };
        assert!(message(less.check().unwrap_err()).contains("5 hours 1 minute a week less than agreed"));
        assert!(Use { given: Minutes::new(300), ..over }.check().is_ok());
    }

    // BRK-9
    #[test]
    fn what_changed_is_told_line_by_line() {
        let before = vec![line(1, 45, 7), line(2, 30, 5)];
        let wanted = Wanted::Changed { days: vec![Weekday::Friday, Weekday::Monday], minutes: 60 };
        let after = changed(&before, Uuid::from_u128(1), &wanted, PackageKind::Ongoing).unwrap();
        assert_eq!(
            told(&before, &after),
            "Visit 1: 1 hour instead of 45 minutes; Monday and Friday instead of Every day"
        );
        let out = changed(&after, Uuid::from_u128(2), &Wanted::Out, PackageKind::Ongoing).unwrap();
        assert!(told(&after, &out).starts_with("Visit 2: falls away"));
        let only = changed(&out, Uuid::from_u128(1), &Wanted::Out, PackageKind::Ongoing).unwrap_err();
        assert!(message(only).contains("only visit"));
        let same = Wanted::Changed { days: after[0].days.clone(), minutes: 60 };
        let same = changed(&after, Uuid::from_u128(1), &same, PackageKind::Ongoing).unwrap_err();
        assert!(message(same).contains("Nothing would change"));
    }

    fn any_wanted() -> impl Strategy<Value = (u128, Wanted)> {
        let change = (1..=7_usize, 1..=48_i64)
            .prop_map(|(days, quarters)| Wanted::Changed { days: line(0, 15, days).days, minutes: quarters * 15 });
        (1..=3_u128, prop_oneof![4 => change, 1 => Just(Wanted::Out)])
    }

    proptest! {
        // BRK-9
        #[test]
        fn however_often_it_is_adjusted_the_care_stays_within_the_tolerance_of_what_was_agreed(
            lengths in prop::collection::vec(1..=8_i64, 3),
            tries in prop::collection::vec(any_wanted(), 1..40),
        ) {
            let mut lines: Vec<PatternLine> =
                lengths.iter().zip(1..).map(|(quarters, n)| line(n, quarters * 15, 7)).collect();
            let agreed = weekly(&lines);
            for (n, wanted) in tries {
                let Ok(after) = changed(&lines, Uuid::from_u128(n), &wanted, PackageKind::Ongoing) else { continue };
                let used = Use { agreed, given: weekly(&after), allowed: ALLOWED };
                // What decides is the distance from what was agreed, whatever the way there.
                prop_assert_eq!(used.check().is_ok(), (used.given.get() - agreed.get()).abs() <= 300);
                prop_assert!(!told(&lines, &after).is_empty());
                if used.check().is_ok() {
                    lines = after;
                }
                prop_assert!((weekly(&lines).get() - agreed.get()).abs() <= 300);
                prop_assert!(!lines.is_empty());
            }
        }
    }
}
