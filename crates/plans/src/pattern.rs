//! The pattern of visits: what a package is made of (BRK-2).

use kernel::{Failure, Fault, Minutes, Time, Uuid, Weekday, time_in_words};
use serde::{Deserialize, Serialize};

use crate::{PackageKind, days};

/// One line of the pattern: on these days, within this window, for so long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternLine {
    /// Its id; it stays the same when the line is changed.
    pub id: Uuid,
    /// What people call it: "Morning".
    pub label: String,
    /// On which days.
    #[serde(with = "days")]
    pub days: Vec<Weekday>,
    /// The window opens.
    pub from: Time,
    /// The window closes: the visit is over by then. Before `from` only when the visit goes past midnight (night care).
    pub to: Time,
    /// How long.
    pub minutes: i64,
    /// How many care workers together: one or two.
    pub workers: i64,
    /// What is to be done.
    pub tasks: Vec<String>,
    /// Whether the time must be kept (insulin by the nurse, epilepsy medicine); flexible otherwise.
    pub time_critical: bool,
    /// What the care workers must be able to do, by the code of [`SKILLS`].
    pub skills: Vec<String>,
}

/// Skills a visit may ask for.
pub const SKILLS: &[(&str, &str)] = &[
    ("medicines", "Giving medicines"),
    ("moving_and_handling", "Moving and handling"),
    ("hoist", "Using a hoist"),
    ("dementia", "Dementia care"),
    ("catheter_care", "Everyday catheter care"),
    ("end_of_life", "End of life care"),
    ("learning_disability", "Learning disability"),
    ("sign_language", "British Sign Language"),
];

/// Minutes of a day.
const DAY: i64 = 24 * 60;

fn minute_of(time: Time) -> i64 {
    i64::from(time.hour()) * 60 + i64::from(time.minute())
}

impl PatternLine {
    /// How long the window is; one that ends before it starts goes past midnight.
    pub fn window_minutes(&self) -> i64 {
        (minute_of(self.to) - minute_of(self.from)).rem_euclid(DAY)
    }

    /// Care time in a week, both workers of a double visit counted.
    pub fn minutes_per_week(&self) -> Minutes {
        let days = i64::try_from(self.days.len()).unwrap_or(7);
        Minutes::new(days * self.minutes * self.workers)
    }

    /// "Every day, 8am to 10am, 45 minutes, two care workers, time-critical".
    pub fn in_words(&self) -> String {
        let workers = if self.workers == 2 { ", two care workers" } else { "" };
        let critical = if self.time_critical { ", time-critical" } else { "" };
        format!(
            "{}, {} to {}, {}{workers}{critical}",
            days::in_words(&self.days),
            time_in_words(self.from),
            time_in_words(self.to),
            Minutes::new(self.minutes),
        )
    }

    /// The words of its skills.
    pub fn skills_in_words(&self) -> Vec<&str> {
        let known = |code: &str| SKILLS.iter().find(|(own, _)| *own == code).map(|(_, words)| *words);
        self.skills.iter().map(|code| known(code).unwrap_or(code)).collect()
    }

    /// Whether another line asks for the same visit: same days, window, length, workers and tasks.
    pub fn is_twice(&self, other: &PatternLine) -> bool {
        self.id != other.id
            && (days::in_order(&self.days), self.from, self.to) == (days::in_order(&other.days), other.from, other.to)
            && (self.minutes, self.workers, &self.tasks) == (other.minutes, other.workers, &other.tasks)
    }

    /// Everything that is wrong with it, each with its field, in words for whoever writes the plan.
    pub fn check(&self, kind: PackageKind, others: &[PatternLine]) -> Result<(), Failure> {
        let mut faults = Vec::new();
        let mut wrong = |field: &str, message: String| faults.push(Fault { field: field.into(), message });
        if self.days.is_empty() {
            wrong("days", "Choose at least one day.".into());
        }
        if !(15..=720).contains(&self.minutes) {
            wrong("minutes", "A visit lasts from 15 minutes to 12 hours (720 minutes).".into());
        }
        if !(1..=2).contains(&self.workers) {
            wrong("workers", "A visit has one or two care workers.".into());
        }
        if self.to == self.from {
            wrong("to", "The window ends when it starts. Enter a later end.".into());
        } else if self.to < self.from && !kind.is_overnight() {
            wrong("to", "The window ends before it starts. Only night care and live-in care go past midnight.".into());
        } else if self.window_minutes() < self.minutes {
            wrong(
                "to",
                format!(
                    "The window from {} to {} is {}, which is shorter than the visit of {}. Widen the window or shorten the visit.",
                    time_in_words(self.from),
                    time_in_words(self.to),
                    Minutes::new(self.window_minutes()),
                    Minutes::new(self.minutes),
                ),
            );
        }
        match self.tasks.as_slice() {
            [] => wrong("tasks", "Write at least one task, each on a line of its own.".into()),
            tasks if tasks.len() > 20 => wrong("tasks", "Write at most 20 tasks for one visit.".into()),
            tasks => {
                for task in tasks.iter().filter(|task| is_nursing(task)) {
                    wrong("tasks", nursing_refused(task));
                }
            }
        }
        if others.iter().any(|other| self.is_twice(other)) {
            wrong("days", "The plan has this very visit already. Change that one instead.".into());
        }
        if faults.is_empty() { Ok(()) } else { Err(Failure::Invalid(faults)) }
    }
}

/// What only a nurse may do; a package of care at home does not take it on (BRK-2).
const NURSING: &[&str] = &[
    "inject",
    "wound",
    "syringe driver",
    "change catheter",
    "catheter change",
    "change the catheter",
    "catheterisation",
    "enema",
    "suppositor",
    "tracheostomy",
    "suction",
    "nasogastric",
    "ng tube",
    "bladder washout",
    "take blood",
    "blood sample",
    "venepuncture",
    "intravenous",
    "iv line",
    "pressure ulcer dressing",
    "change dressing",
    "change the dressing",
    "dressing change",
    "give insulin",
    "insulin dose",
];

const MEDICINES: &[&str] =
    &["medic", "tablet", "eye drop", "inhaler", "pill ", "pills", "dosette", "blister pack", "pain relief"];

fn names_one(task: &str, words: &[&str]) -> bool {
    let task = task.to_lowercase();
    words.iter().any(|word| task.contains(word))
}

/// Whether a task is a nurse's.
pub fn is_nursing(task: &str) -> bool {
    names_one(task, NURSING)
}

/// Whether a task is about medicines.
pub fn is_medicine(task: &str) -> bool {
    names_one(task, MEDICINES)
}

fn nursing_refused(task: &str) -> String {
    format!(
        "“{task}” is a nursing task. Care at home may not do it: ask the community nurses, and leave it out of this visit."
    )
}

/// One task per line, as it was typed.
pub fn tasks_from(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use kernel::time;

    use super::*;

    fn line() -> PatternLine {
        PatternLine {
            id: Uuid::from_u128(1),
            label: "Morning".into(),
            days: days::from_kept("mon,wed,fri").unwrap(),
            from: time(7, 30, 0, 0),
            to: time(10, 0, 0, 0),
            minutes: 45,
            workers: 2,
            tasks: vec!["Wash and dress".into()],
            time_critical: false,
            skills: vec!["hoist".into()],
        }
    }

    fn faults(line: &PatternLine, kind: PackageKind) -> Vec<(String, String)> {
        match line.check(kind, &[]) {
            Ok(()) => Vec::new(),
            Err(Failure::Invalid(faults)) => faults.into_iter().map(|fault| (fault.field, fault.message)).collect(),
            Err(other) => panic!("{other:?}"),
        }
    }

    // BRK-2
    #[test]
    fn a_line_counts_both_workers_and_says_itself() {
        assert_eq!(line().minutes_per_week(), Minutes::new(270));
        assert_eq!(line().in_words(), "Monday, Wednesday and Friday, 7:30am to 10am, 45 minutes, two care workers");
        assert_eq!(faults(&line(), PackageKind::Ongoing), []);
    }

    // BRK-2
    #[test]
    fn an_impossible_line_says_what_is_wrong_and_where() {
        let cases: [(PatternLine, &str, &str); 8] = [
            (PatternLine { days: vec![], ..line() }, "days", "at least one day"),
            (PatternLine { minutes: 0, ..line() }, "minutes", "from 15 minutes"),
            (PatternLine { minutes: 180, ..line() }, "to", "shorter than the visit"),
            (PatternLine { to: time(7, 0, 0, 0), ..line() }, "to", "ends before it starts"),
            (PatternLine { to: time(7, 30, 0, 0), ..line() }, "to", "ends when it starts"),
            (PatternLine { workers: 3, ..line() }, "workers", "one or two"),
            (PatternLine { tasks: vec![], ..line() }, "tasks", "at least one task"),
            (PatternLine { tasks: vec!["Insulin injection".into()], ..line() }, "tasks", "nursing task"),
        ];
        for (line, field, message) in cases {
            let found = faults(&line, PackageKind::Ongoing);
            assert!(found.iter().any(|(f, m)| f == field && m.contains(message)), "{field}: {found:?}");
        }
    }

    // BRK-2
    #[test]
    fn a_night_may_go_past_midnight_and_a_day_may_not() {
        let night = PatternLine { from: time(22, 0, 0, 0), to: time(7, 0, 0, 0), minutes: 540, ..line() };
        assert_eq!(faults(&night, PackageKind::WakingNight), []);
        assert_eq!(faults(&night, PackageKind::Ongoing).len(), 1);
        let too_long = PatternLine { minutes: 560, ..night };
        assert!(faults(&too_long, PackageKind::Night)[0].1.contains("shorter than the visit"));
    }

    #[test]
    fn the_same_visit_twice_is_refused_and_itself_is_not_another() {
        let again = PatternLine { id: Uuid::from_u128(2), ..line() };
        assert!(again.check(PackageKind::Ongoing, &[line()]).is_err());
        assert!(line().check(PackageKind::Ongoing, &[line()]).is_ok());
    }

    // BRK-2
    #[test]
    fn getting_dressed_is_no_dressing_and_a_tablet_is_a_medicine() {
        assert!(!is_nursing("Help with dressing") && !is_nursing("Everyday catheter care: empty the bag"));
        assert!(is_nursing("Wound care") && is_nursing("Change catheter"));
        assert!(is_medicine("Prompt morning tablets") && !is_medicine("Make a pot of tea"));
    }
}
