//! What the sections hold. Every answer may be missing: a draft is kept as far as it has come.

use std::collections::BTreeMap;

use kernel::Failure;
use serde::{Deserialize, Serialize};

use crate::{Inputs, Outcome, Section, Unable};

/// About the need.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Need {
    /// What the needs are and how they show.
    pub need: Option<String>,
    /// Whether they arise from an impairment or illness: "yes" or "no".
    pub impairment: Option<String>,
    /// What the impairment or illness is.
    pub impairment_words: Option<String>,
    /// What the person wants and what matters to them.
    pub person_view: Option<String>,
    /// How a carer sees it, and what they are able and willing to do; left out of account for eligibility.
    pub carer_view: Option<String>,
    /// Whether the person can take part.
    pub capacity: Option<String>,
    /// Whether an advocate is needed.
    pub advocate: Option<String>,
    /// Where they ordinarily live.
    pub residence: Option<String>,
    /// What else there is to say about it.
    pub residence_words: Option<String>,
}

/// One outcome.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutcomeAnswer {
    /// In which ways the person is unable; empty when they are able; none when it was not asked.
    pub unable: Option<Vec<String>>,
    /// How it shows.
    pub words: Option<String>,
}

/// The ten outcomes by their shared ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Outcomes(pub BTreeMap<String, OutcomeAnswer>);

/// What the needs do to the person's wellbeing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Impact {
    /// Whether there is a significant impact: "yes" or "no".
    pub impact: Option<String>,
    /// Which.
    pub words: Option<String>,
}

/// The answers of the whole assessment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// About the need.
    pub need: Need,
    /// The ten outcomes.
    pub outcomes: Outcomes,
    /// The impact.
    pub impact: Impact,
}

impl Answers {
    /// Takes in one section as it was kept.
    pub(crate) fn take(&mut self, section: Section, json: serde_json::Value) -> Result<(), Failure> {
        let broken = |error| Failure::internal(format!("a section “{}” cannot be read: {error}", section.code()));
        match section {
            Section::Need => self.need = serde_json::from_value(json).map_err(broken)?,
            Section::Outcomes => self.outcomes = serde_json::from_value(json).map_err(broken)?,
            Section::Impact => self.impact = serde_json::from_value(json).map_err(broken)?,
        }
        Ok(())
    }

    /// What the eligibility rule reads of it.
    pub fn inputs(&self) -> Result<Inputs, Failure> {
        let yes = |answer: &Option<String>| answer.as_deref().map(|answer| answer == "yes");
        let mut outcomes = BTreeMap::new();
        for (code, answer) in &self.outcomes.0 {
            let outcome: Outcome = code.parse().map_err(Failure::internal)?;
            if let Some(ways) = &answer.unable {
                let ways: Result<Vec<Unable>, _> = ways.iter().map(|way| way.parse()).collect();
                outcomes.insert(outcome, ways.map_err(Failure::internal)?);
            }
        }
        Ok(Inputs { impairment: yes(&self.need.impairment), outcomes, impact: yes(&self.impact.impact) })
    }
}
