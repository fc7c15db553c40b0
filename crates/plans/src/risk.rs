//! The small risk tool whose answers are kept with its result (BRK-3, BRK-6, H21).

use serde::{Deserialize, Serialize};

use crate::RiskLevel;

/// The version of the rule below; it is kept with every answer, so that an old level can be understood later.
pub const RULE: &str = "1";

/// What was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RiskAnswers {
    /// The person is in hospital and could go home with care.
    pub delayed_discharge: bool,
    /// The person is in the last weeks of life.
    pub end_of_life: bool,
    /// Without care the person would come to significant harm.
    pub significant_harm: bool,
}

impl RiskAnswers {
    /// Significant harm, or two grounds together, is the highest level; one ground alone is a higher one.
    pub const fn level(self) -> RiskLevel {
        match (self.significant_harm, self.end_of_life, self.delayed_discharge) {
            (true, _, _) | (_, true, true) => RiskLevel::Highest,
            (false, true, false) | (false, false, true) => RiskLevel::Higher,
            (false, false, false) => RiskLevel::Standard,
        }
    }

    /// Whether the search for a provider widens after the short term (BRK-6).
    pub const fn is_urgent(self) -> bool {
        self.delayed_discharge || self.end_of_life || self.significant_harm
    }

    /// The standard after which the search widens.
    pub const fn contingency_standard(self) -> &'static str {
        if self.is_urgent() { "contingency.urgent" } else { "contingency.other" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // BRK-3, BRK-6, H21
    #[test]
    fn the_level_follows_from_the_answers() {
        let answers = |significant_harm, end_of_life, delayed_discharge| RiskAnswers {
            delayed_discharge,
            end_of_life,
            significant_harm,
        };
        for (given, level, urgent) in [
            (answers(false, false, false), RiskLevel::Standard, false),
            (answers(false, false, true), RiskLevel::Higher, true),
            (answers(false, true, false), RiskLevel::Higher, true),
            (answers(false, true, true), RiskLevel::Highest, true),
            (answers(true, false, false), RiskLevel::Highest, true),
        ] {
            assert_eq!((given.level(), given.is_urgent()), (level, urgent), "{given:?}");
        }
    }

    #[test]
    fn every_clock_it_names_is_a_standard_of_the_place() {
        let place = places::Place::dorset().unwrap();
        for level in [RiskLevel::Standard, RiskLevel::Higher, RiskLevel::Highest] {
            assert!(place.standard(level.answer_standard()).is_some());
        }
        for significant_harm in [true, false] {
            let answers = RiskAnswers { significant_harm, ..RiskAnswers::default() };
            assert!(place.standard(answers.contingency_standard()).is_some());
        }
    }
}
