//! The eligibility of an adult with needs: the Care and Support (Eligibility Criteria) Regulations 2015, regulation 2.
//!
//! The rule only indicates. A person decides, with reasons, and may decide otherwise (H21); nothing is declined by itself.

use std::collections::BTreeMap;

use crate::{Outcome, Unable};

/// The rule and its version, kept with every result.
pub const RULE: &str =
    "Care and Support (Eligibility Criteria) Regulations 2015 (SI 2015/313), regulation 2, in force from 1 April 2015";

/// How many outcomes a person must be unable to achieve.
const ENOUGH: usize = 2;

/// What the rule reads. Support from a carer is left out of account: the answers say what the person can do without it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inputs {
    /// Whether the needs arise from, or are related to, a physical or mental impairment or illness.
    pub impairment: Option<bool>,
    /// For each outcome that was asked: in which ways the person is unable to achieve it; none when they are able.
    pub outcomes: BTreeMap<Outcome, Vec<Unable>>,
    /// Whether there is, or is likely to be, a significant impact on wellbeing.
    pub impact: Option<bool>,
}

/// What the rule indicates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Indication {
    /// It cannot say yet; these are not answered.
    Unfinished(Vec<String>),
    /// All three conditions are met, or not; the reasons say which and why.
    Said {
        /// Whether all three are met.
        eligible: bool,
        /// One sentence for each condition.
        reasons: [String; 3],
    },
}

impl Indication {
    /// For people.
    pub fn words(&self) -> &'static str {
        match self {
            Indication::Unfinished(_) => "Not all questions are answered yet",
            Indication::Said { eligible: true, .. } => "The rule indicates: eligible",
            Indication::Said { eligible: false, .. } => "The rule indicates: not eligible",
        }
    }
}

impl Inputs {
    /// The outcomes the person is unable to achieve.
    pub fn unmet(&self) -> Vec<Outcome> {
        self.outcomes.iter().filter(|(_, ways)| !ways.is_empty()).map(|(outcome, _)| *outcome).collect()
    }

    /// What the rule indicates.
    pub fn indicate(&self) -> Indication {
        let mut missing = Vec::new();
        if self.impairment.is_none() {
            missing.push("whether the needs arise from an impairment or illness".to_owned());
        }
        let unasked = Outcome::ALL.iter().filter(|outcome| !self.outcomes.contains_key(outcome));
        missing.extend(unasked.map(|outcome| outcome.words().to_owned()));
        if self.impact.is_none() {
            missing.push("whether there is a significant impact on wellbeing".to_owned());
        }
        match (self.impairment, self.impact) {
            (Some(impairment), Some(impact)) if missing.is_empty() => self.said(impairment, impact),
            _ => Indication::Unfinished(missing),
        }
    }

    fn said(&self, impairment: bool, impact: bool) -> Indication {
        let unmet = self.unmet();
        let enough = unmet.len() >= ENOUGH;
        let first = if impairment {
            "The needs arise from, or are related to, a physical or mental impairment or illness."
        } else {
            "The needs do not arise from a physical or mental impairment or illness."
        };
        let list =
            kernel::list_in_words(&unmet.iter().map(|outcome| outcome.words().to_lowercase()).collect::<Vec<_>>());
        let second = match unmet.len() {
            0 => {
                "The person can achieve all ten outcomes; the rule asks for two or more they cannot achieve.".to_owned()
            }
            1 => format!(
                "The person is unable to achieve one of the ten outcomes ({list}); the rule asks for two or more."
            ),
            n => format!("The person is unable to achieve {n} of the ten outcomes: {list}."),
        };
        let third = if impact {
            "There is, or is likely to be, a significant impact on their wellbeing."
        } else {
            "There is no significant impact on their wellbeing."
        };
        Indication::Said {
            eligible: impairment && enough && impact,
            reasons: [first.to_owned(), second, third.to_owned()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs(impairment: bool, unmet: &[(Outcome, Unable)], impact: bool) -> Inputs {
        let mut outcomes: BTreeMap<_, Vec<Unable>> =
            Outcome::ALL.iter().map(|outcome| (*outcome, Vec::new())).collect();
        for (outcome, way) in unmet {
            outcomes.entry(*outcome).or_default().push(*way);
        }
        Inputs { impairment: Some(impairment), outcomes, impact: Some(impact) }
    }

    fn eligible(inputs: &Inputs) -> bool {
        match inputs.indicate() {
            Indication::Said { eligible, .. } => eligible,
            unfinished @ Indication::Unfinished(_) => panic!("{unfinished:?}"),
        }
    }

    // PLAN-2, H21
    #[test]
    fn worked_examples_of_the_regulation() {
        use Outcome::{CaringForChild, Clothing, Hygiene, Nutrition};
        use Unable::{Assistance, Danger, Distress, Longer};
        let examples = [
            (
                "after a stroke: washing and dressing need help",
                true,
                vec![(Hygiene, Assistance), (Clothing, Assistance)],
                true,
                true,
            ),
            ("each meaning of unable counts", true, vec![(Hygiene, Distress), (Nutrition, Danger)], true, true),
            (
                "taking much longer counts, and caring for a child is an outcome",
                true,
                vec![(CaringForChild, Longer), (Clothing, Longer)],
                true,
                true,
            ),
            (
                "one outcome in two ways is one outcome",
                true,
                vec![(Hygiene, Assistance), (Hygiene, Distress)],
                true,
                false,
            ),
            ("one outcome is not two", true, vec![(Hygiene, Assistance)], true, false),
            ("nothing the person cannot do", true, vec![], true, false),
            (
                "needs for another reason than impairment or illness",
                false,
                vec![(Hygiene, Assistance), (Clothing, Assistance)],
                true,
                false,
            ),
            ("no significant impact", true, vec![(Hygiene, Assistance), (Clothing, Assistance)], false, false),
            (
                "everything unable",
                true,
                Outcome::ALL.iter().map(|outcome| (*outcome, Assistance)).collect(),
                true,
                true,
            ),
        ];
        for (story, impairment, unmet, impact, expected) in examples {
            assert_eq!(eligible(&inputs(impairment, &unmet, impact)), expected, "{story}");
        }
    }

    // PLAN-2, H21
    #[test]
    fn the_rule_says_why_and_says_nothing_before_everything_is_asked() {
        let Indication::Said { reasons, .. } = inputs(true, &[(Outcome::Toilet, Unable::Longer)], true).indicate()
        else {
            panic!("it was all answered");
        };
        assert!(reasons[1].contains("one of the ten outcomes (managing toilet needs)"), "{reasons:?}");
        let Indication::Unfinished(missing) = Inputs::default().indicate() else { panic!("nothing was answered") };
        assert_eq!(missing.len(), 12);
        let mut one = inputs(true, &[], true);
        one.outcomes.remove(&Outcome::Work);
        assert_eq!(one.indicate(), Indication::Unfinished(vec![Outcome::Work.words().to_owned()]));
    }

    #[test]
    fn the_ids_are_those_of_the_shared_standard() {
        assert!(
            Outcome::ALL.iter().all(|outcome| outcome.code().starts_with("CA-") && outcome.code().ends_with("-01"))
        );
        assert_eq!(Outcome::ALL.len(), 10);
    }
}
