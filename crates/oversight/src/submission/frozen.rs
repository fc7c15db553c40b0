//! What is frozen with a submission: definitions, figures and cases as they were, each case with its explanation.

use std::collections::BTreeMap;

use kernel::{Failure, Quarter, Uuid};
use measures::{Band, Case, Figure};
use places::{Better, Place};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::Tx;

use super::explain::Explanations;
use crate::measure::{self, asked};

/// A submission's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// The place whose rules they are.
    pub place: String,
    /// The version of the rules: a fingerprint of the definitions below.
    pub rule: String,
    /// The measures, in the order of their codes.
    pub measures: Vec<FrozenMeasure>,
}

/// What a measure means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// Its code.
    pub code: String,
    /// What it says.
    pub words: String,
    /// What is counted.
    pub numerator: String,
    /// Of what.
    pub denominator: String,
    /// Which way is better.
    pub better: Better,
    /// The target in per cent.
    pub green: i64,
    /// Where amber ends.
    pub amber: i64,
    /// The requirement it comes from.
    pub source: String,
    /// Whether target and bands are ours.
    pub assumed: bool,
    /// The clock it looks at: its words and its term.
    pub standard: Option<(String, String)>,
}

/// A measure as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenMeasure {
    /// What it meant.
    pub definition: Definition,
    /// Cases in the numerator.
    pub numerator: i64,
    /// All cases.
    pub denominator: i64,
    /// Its cases.
    pub cases: Vec<FrozenCase>,
}

/// A case as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenCase {
    /// The thing that is counted.
    pub subject: Uuid,
    /// The package's short name, which names nobody.
    pub reference: String,
    /// The area's code.
    pub locality: String,
    /// Whether it is in the numerator.
    pub counts: bool,
    /// Why.
    pub why: String,
    /// What the provider said to it, and who.
    pub explanation: Option<(String, String)>,
}

/// How a case stands otherwise now than it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The thing that is counted.
    pub subject: Uuid,
    /// The package's short name.
    pub reference: String,
    /// Whether it was in the numerator; none when it was not a case.
    pub was: Option<bool>,
    /// Whether it is; none when it is no case any more.
    pub is: Option<bool>,
    /// Why, now; or why then when it is no case any more.
    pub why: String,
}

impl Definition {
    fn of(place: &Place, said: &places::Measure) -> Self {
        let standard = said.standard.as_deref().and_then(|code| place.standard(code));
        Definition {
            code: said.code.clone(),
            words: said.words.clone(),
            numerator: said.numerator.clone(),
            denominator: said.denominator.clone(),
            better: said.better,
            green: said.green,
            amber: said.amber,
            source: said.source.clone(),
            assumed: said.assumed,
            standard: standard.map(|standard| (standard.words.clone(), standard.rule.term.to_string())),
        }
    }
}

impl FrozenMeasure {
    /// Its figure.
    pub fn figure(&self) -> Figure {
        Figure { numerator: self.numerator, denominator: self.denominator }
    }

    /// How a figure stands under the targets that were frozen.
    pub fn band_of(&self, figure: Figure) -> Band {
        measures::band_under(figure, self.definition.better, self.definition.green, self.definition.amber)
    }

    /// The cases that stand otherwise now.
    pub fn differs(&self, now: &[FrozenCase]) -> Vec<Difference> {
        let by = |cases: &[FrozenCase]| -> BTreeMap<Uuid, FrozenCase> {
            cases.iter().map(|case| (case.subject, case.clone())).collect()
        };
        let (was, is) = (by(&self.cases), by(now));
        let subjects: std::collections::BTreeSet<&Uuid> = was.keys().chain(is.keys()).collect();
        let one = |subject: &Uuid| {
            let (then, now) = (was.get(subject), is.get(subject));
            let (before, after) = (then.map(|case| case.counts), now.map(|case| case.counts));
            let case = now.or(then).filter(|_| before != after)?;
            let (reference, why) = (case.reference.clone(), case.why.clone());
            Some(Difference { subject: *subject, reference, was: before, is: after, why })
        };
        subjects.into_iter().filter_map(one).collect()
    }
}

/// The package behind a case.
pub(crate) fn package_of(case: &Case) -> Option<Uuid> {
    case.href.strip_prefix("/packages/").and_then(|id| id.parse().ok())
}

impl FrozenCase {
    fn of(case: &Case, about: &str, said: &Explanations) -> Self {
        FrozenCase {
            subject: case.subject,
            reference: package_of(case).map(|id| brokerage::reference(id.into())).unwrap_or_default(),
            locality: case.locality.clone(),
            counts: case.counts,
            why: case.why.clone(),
            explanation: said.of(case.subject, about).map(|said| (said.words.clone(), said.by_name.clone())),
        }
    }
}

impl Frozen {
    /// A provider's measures of a quarter as the record has them now: one statement for each, and one for the explanations.
    pub(crate) fn now(tx: &mut Tx<'_>, place: &Place, provider: Uuid, quarter: Quarter) -> Result<Self, Failure> {
        let said = super::explain::of(tx, quarter, Some(provider))?;
        let mut measures = Vec::new();
        for measure in measure::all() {
            let Some(definition) = place.measure(measure.code).filter(|said| said.submitted) else { continue };
            let cases = (measure.cases)(tx, &asked(quarter, Some(provider)))?;
            let figure = Figure::of(&cases);
            measures.push(FrozenMeasure {
                definition: Definition::of(place, definition),
                numerator: figure.numerator,
                denominator: figure.denominator,
                cases: cases.iter().map(|case| FrozenCase::of(case, measure.about, &said)).collect(),
            });
        }
        let definitions: Vec<&Definition> = measures.iter().map(|measure| &measure.definition).collect();
        let print = fingerprint(&serde_json::to_string(&definitions).map_err(Failure::internal)?);
        let rule = format!("{} measures {}", place.code, print.get(..12).unwrap_or_default());
        Ok(Frozen { place: place.code.clone(), rule, measures })
    }

    /// What is kept and signed.
    pub fn words(&self) -> Result<String, Failure> {
        serde_json::to_string(self).map_err(Failure::internal)
    }

    /// What was kept.
    pub fn read(content: &str) -> Result<Self, Failure> {
        serde_json::from_str(content).map_err(|why| Failure::internal(format!("a submission cannot be read: {why}")))
    }

    /// One of its measures.
    pub fn measure(&self, code: &str) -> Option<&FrozenMeasure> {
        self.measures.iter().find(|measure| measure.definition.code == code)
    }

    /// The cases that count against the provider, each once however many measures it counts in: in all, and those without an
    /// explanation.
    pub fn against(&self) -> (usize, Vec<(&FrozenMeasure, &FrozenCase)>) {
        let mut seen = BTreeMap::new();
        for measure in &self.measures {
            let better = measure.definition.better;
            for case in measure.cases.iter().filter(|case| measures::against(case.counts, better)) {
                seen.entry(case.subject).or_insert((measure, case));
            }
        }
        let all = seen.len();
        (all, seen.into_values().filter(|(_, case)| case.explanation.is_none()).collect())
    }
}

/// The SHA-256 of a text.
pub fn fingerprint(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(id: u128, counts: bool, explanation: Option<&str>) -> FrozenCase {
        FrozenCase {
            subject: Uuid::from_u128(id),
            reference: format!("P{id}"),
            locality: "west".into(),
            counts,
            why: "a reason".into(),
            explanation: explanation.map(|words| (words.to_owned(), "A manager".to_owned())),
        }
    }

    fn measure(code: &str, cases: Vec<FrozenCase>) -> FrozenMeasure {
        let place = Place::dorset().unwrap();
        let numerator = cases.iter().filter(|case| case.counts).count();
        FrozenMeasure {
            definition: Definition::of(place, place.measure(code).unwrap()),
            numerator: i64::try_from(numerator).unwrap(),
            denominator: i64::try_from(cases.len()).unwrap(),
            cases,
        }
    }

    // BRK-12
    #[test]
    fn a_case_differs_when_it_counts_otherwise_came_or_went() {
        let signed = measure("R7", vec![case(1, false, None), case(2, true, None), case(3, true, None)]);
        let differs = signed.differs(&[case(1, true, None), case(2, true, Some("late words")), case(4, false, None)]);
        let told: Vec<_> = differs.iter().map(|one| (one.reference.as_str(), one.was, one.is)).collect();
        assert_eq!(told, [("P1", Some(false), Some(true)), ("P3", Some(true), None), ("P4", None, Some(false))]);
    }

    // BRK-12
    #[test]
    fn what_has_no_explanation_is_counted_once_however_many_measures_it_counts_in() {
        let frozen = Frozen {
            place: "dorset".into(),
            rule: "x".into(),
            measures: vec![
                measure("R1", vec![case(1, false, None), case(2, true, None), case(3, false, Some("ill"))]),
                measure("R2", vec![case(1, true, None), case(2, false, None), case(3, true, Some("ill"))]),
            ],
        };
        let (all, open) = frozen.against();
        assert_eq!((all, open.len()), (2, 1));
        let words = frozen.words().unwrap();
        assert_eq!(Frozen::read(&words).unwrap(), frozen);
        assert_ne!(fingerprint(&words), fingerprint(&words.replace("ill", "well")));
    }
}
