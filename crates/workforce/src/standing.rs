//! Whether a care worker may be given visits and reach records on a day; pure (WRK-1, GOV-3, H17).

use kernel::{Date, day_in_words, list_in_words};
use places::{CheckKind, NeededBy, WorkforceRules};

/// What is known of a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Since when they work for this provider.
    pub taken_on: Date,
    /// Whether they drive to visits.
    pub drives: bool,
    /// Whether they are registered with a professional body.
    pub registered: bool,
    /// The newest check of each kind: its code, and its last day if it has one.
    pub checks: Vec<(String, Option<Date>)>,
}

/// A check that stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// The check's code.
    pub code: String,
    /// What it is, within a sentence.
    pub words: String,
    /// Its last day, when it has run out; none when it was never recorded.
    pub ran_out: Option<Date>,
    /// Whether the worker reaches nobody's record without it (GOV-3).
    pub closes_records: bool,
}

impl Lack {
    /// "identity is not recorded", "medication training ran out on Monday 23 November 2026".
    pub fn told(&self) -> String {
        match self.ran_out {
            None => format!("{} is not recorded", self.words),
            Some(day) => format!("{} ran out on {}", self.words, day_in_words(day)),
        }
    }
}

/// A check that runs out within the days of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Soon {
    /// The check's code.
    pub code: String,
    /// What it is, within a sentence.
    pub words: String,
    /// Its last day.
    pub last_day: Date,
}

/// How a worker stands on a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// What stands in the way.
    pub lacks: Vec<Lack>,
    /// What is about to run out.
    pub soon: Vec<Soon>,
    /// What was never recorded and does not stand in the way yet, because the worker was here before the rules.
    pub owed: Vec<String>,
}

impl Standing {
    /// Whether they may be given visits.
    pub fn is_cleared(&self) -> bool {
        self.lacks.is_empty()
    }

    /// What keeps them from every record (GOV-3).
    pub fn closing(&self) -> Vec<&Lack> {
        self.lacks.iter().filter(|lack| lack.closes_records).collect()
    }

    /// What stands in the way, in one sentence's words: "identity is not recorded and medication training ran out on …".
    pub fn told(&self) -> String {
        told(&self.lacks.iter().collect::<Vec<_>>())
    }
}

/// Lacks in one sentence's words.
pub fn told(lacks: &[&Lack]) -> String {
    list_in_words(&lacks.iter().map(|lack| lack.told()).collect::<Vec<_>>())
}

/// Whether a worker of this kind needs a check.
pub fn needs(kind: &CheckKind, known: &Known) -> bool {
    match kind.needed {
        NeededBy::Always => true,
        NeededBy::Drivers => known.drives,
        NeededBy::Registered => known.registered,
    }
}

/// How somebody stands on a day. A check holds on its last day; one that is not recorded is forgiven until the day of the rules
/// to whoever was taken on before them, one that ran out is not.
pub fn standing(rules: &WorkforceRules, known: &Known, on: Date) -> Standing {
    let mut found = Standing::default();
    let grace = known.taken_on < rules.new_workers_from && on < rules.everybody_from;
    for kind in rules.checks.iter().filter(|kind| needs(kind, known)) {
        let held = known.checks.iter().find(|(code, _)| *code == kind.code).map(|(_, last)| *last);
        let lack = |ran_out| Lack {
            code: kind.code.clone(),
            words: kind.words.clone(),
            ran_out,
            closes_records: kind.closes_records,
        };
        match held {
            None if grace => found.owed.push(kind.words.clone()),
            None => found.lacks.push(lack(None)),
            Some(Some(last)) if last < on => found.lacks.push(lack(Some(last))),
            Some(Some(last)) if days_between(on, last) <= rules.soon_days => {
                found.soon.push(Soon { code: kind.code.clone(), words: kind.words.clone(), last_day: last });
            }
            Some(_) => {}
        }
    }
    found
}

fn days_between(from: Date, to: Date) -> i64 {
    kernel::Period::new(from, to).map_or(0, kernel::Period::days)
}

#[cfg(test)]
mod tests {
    use kernel::date;
    use places::Place;

    use super::*;

    fn rules() -> &'static WorkforceRules {
        &Place::dorset().unwrap().workforce
    }

    fn all(taken_on: Date, last: Option<Date>) -> Known {
        let checks = rules().checks.iter().map(|kind| (kind.code.clone(), last)).collect();
        Known { taken_on, drives: false, registered: false, checks }
    }

    // WRK-1, H17
    #[test]
    fn a_check_holds_on_its_last_day_and_no_longer() {
        let last = date(2026, 12, 3);
        let known = all(date(2026, 11, 2), Some(last));
        let on = |day| standing(rules(), &known, day);
        assert!(on(last).is_cleared() && !on(last).soon.is_empty());
        assert_eq!(on(date(2026, 12, 4)).lacks.len(), 10);
        assert!(on(date(2026, 11, 2)).soon.is_empty(), "31 days before");
        assert_eq!(on(date(2026, 11, 3)).soon.len(), 10, "30 days before");
        let told = on(date(2026, 12, 4)).told();
        assert!(told.starts_with("identity ran out on Thursday 3 December 2026, "), "{told}");
    }

    // WRK-1
    #[test]
    fn whoever_worked_before_the_rules_has_until_their_day_for_what_was_never_recorded() {
        let nothing = |taken_on| Known { taken_on, drives: false, registered: false, checks: vec![] };
        let (before, new) = (nothing(date(2026, 10, 31)), nothing(date(2026, 11, 1)));
        let (grace, after) = (date(2027, 1, 31), date(2027, 2, 1));
        assert_eq!(standing(rules(), &before, grace).lacks, []);
        assert_eq!(standing(rules(), &before, grace).owed.len(), 10);
        assert_eq!(standing(rules(), &before, after).lacks.len(), 10);
        assert_eq!(standing(rules(), &new, date(2026, 11, 1)).lacks.len(), 10);
        let ran_out = Known { checks: vec![("dbs".into(), Some(date(2026, 11, 1)))], ..before };
        assert_eq!(standing(rules(), &ran_out, date(2026, 11, 23)).lacks.len(), 1, "what ran out is not forgiven");
    }

    // WRK-1
    #[test]
    fn who_drives_or_is_registered_needs_more() {
        let plain = all(date(2026, 11, 2), None);
        let without = |known: &Known| Known {
            checks: known.checks.iter().filter(|(code, _)| code != "motor_insurance").cloned().collect(),
            ..known.clone()
        };
        assert!(standing(rules(), &without(&plain), date(2026, 11, 23)).is_cleared());
        let driver = Known { drives: true, ..without(&plain) };
        let found = standing(rules(), &driver, date(2026, 11, 23));
        assert_eq!(found.told(), "motor insurance for work is not recorded");
        assert!(found.closing().is_empty(), "it closes no record");
        let nurse = Known { registered: true, checks: vec![], ..plain };
        assert_eq!(standing(rules(), &nurse, date(2026, 11, 23)).lacks.len(), 11);
        assert_eq!(standing(rules(), &nurse, date(2026, 11, 23)).closing().len(), 5);
    }
}
