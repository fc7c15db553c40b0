//! From figures and the panel's weights to one score (BRK-4). Pure.
//!
//! A factor of which nothing is recorded never counts against a provider: its weight is shared out among the others, each by its
//! own weight.

use std::collections::BTreeMap;

use kernel::Failure;

use super::factor::{Factor, Record, tenths_in_words};

/// What the weights of a panel add up to.
pub const WHOLE: i64 = 100;

/// The weight of each factor, in hundredths of the whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Weights(BTreeMap<Factor, i64>);

impl Weights {
    /// Weights that add up to 100; otherwise it is said what they add up to.
    pub fn new(given: impl IntoIterator<Item = (Factor, i64)>) -> Result<Self, Failure> {
        let weights: BTreeMap<Factor, i64> = given.into_iter().filter(|(_, weight)| *weight != 0).collect();
        if weights.values().any(|weight| !(0..=WHOLE).contains(weight)) {
            return Err(Failure::field("tender", "A weight is a whole number from 0 to 100."));
        }
        let sum: i64 = weights.values().sum();
        if sum == WHOLE {
            return Ok(Weights(weights));
        }
        Err(Failure::field(
            "tender",
            format!("The weights add up to {sum}. Change them so that they add up to {WHOLE}."),
        ))
    }

    /// The weight of a factor.
    pub fn of(&self, factor: Factor) -> i64 {
        self.0.get(&factor).copied().unwrap_or_default()
    }

    /// As they are kept: each code with its weight.
    pub fn kept(&self) -> serde_json::Value {
        self.0.iter().map(|(factor, weight)| (factor.code().to_owned(), serde_json::Value::from(*weight))).collect()
    }

    /// Out of what was kept.
    pub fn read(kept: &str) -> Result<Self, Failure> {
        let kept: BTreeMap<String, i64> = serde_json::from_str(kept).map_err(Failure::internal)?;
        let weights: Result<Vec<_>, Failure> =
            kept.into_iter().map(|(code, weight)| Ok((code.parse::<Factor>()?, weight))).collect();
        Weights::new(weights?)
    }
}

/// One factor of one provider: the figure, its points, its weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Which.
    pub factor: Factor,
    /// The figure in words; none when nothing is recorded.
    pub words: Option<String>,
    /// From 0 to 1000, in tenths; none when nothing is recorded.
    pub points: Option<i64>,
    /// The panel's weight, in hundredths.
    pub weight: i64,
    /// What it counts once the weight of what is not recorded is shared out, in thousandths.
    pub counts: i64,
}

/// Every factor of a provider, whatever it weighs.
pub fn parts(weights: &Weights, record: &Record) -> Vec<Part> {
    let known: Vec<_> =
        Factor::ALL.iter().map(|factor| (*factor, factor.figure(record), weights.of(*factor))).collect();
    let whole: i64 = known.iter().filter(|(_, figure, _)| figure.is_some()).map(|(.., weight)| weight).sum();
    let part = |(factor, figure, weight): (Factor, Option<super::factor::Figure>, i64)| {
        let counts = if figure.is_some() && whole > 0 { weight * 1_000 / whole } else { 0 };
        let (words, points) = figure.map(|figure| (figure.words, figure.points)).unzip();
        Part { factor, words, points, weight, counts }
    };
    known.into_iter().map(part).collect()
}

/// The score in tenths, from 0 to 1000: the mean of the points by weight. None when nothing that weighs is recorded.
pub fn score(parts: &[Part]) -> Option<i64> {
    let counted = || parts.iter().filter_map(|part| Some((part.points?, part.weight)));
    let whole: i64 = counted().map(|(_, weight)| weight).sum();
    let sum: i64 = counted().map(|(points, weight)| points * weight).sum();
    (whole > 0).then(|| (2 * sum + whole) / (2 * whole))
}

/// The score and what weighs most in it, in one line: "71.0 of 100; answers 96% of 25 offers in time; 2 hand-backs for 30 packages held".
pub fn in_words(tenths: i64, parts: &[Part]) -> String {
    let mut heavy: Vec<&Part> = parts.iter().filter(|part| part.counts > 0).collect();
    heavy.sort_by_key(|part| (-part.weight, part.factor));
    let words = heavy.iter().take(SAID).filter_map(|part| part.words.clone());
    let mut all = vec![format!("{} of 100", tenths_in_words(tenths))];
    all.extend(words);
    all.join("; ")
}

/// How many factors one line names.
const SAID: usize = 4;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn record() -> impl Strategy<Value = Record> {
        let small = 0..60_i64;
        let scores = (proptest::option::of(0..=1_000_i64), proptest::option::of(0..=1_000_i64));
        let counts = proptest::collection::vec(small, 14);
        (scores, counts).prop_map(|((tender, monitoring), n)| Record {
            tender,
            monitoring,
            offers: n[0] + n[1],
            in_time: n[0],
            turned_down: n[2].min(n[0]),
            hard: n[3] + n[4],
            hard_yes: n[3],
            held: n[5],
            handed_back: n[6],
            begun: n[7] + n[8],
            reduced: n[7],
            praised: n[9],
            faulted: n[10],
            upheld: n[11],
            partly: n[12],
            compliments: n[13],
            chosen: n[13] / 2,
        })
    }

    fn weights() -> impl Strategy<Value = Weights> {
        proptest::collection::vec(0..100_i64, Factor::ALL.len()).prop_map(|raw| {
            let sum: i64 = raw.iter().sum::<i64>().max(1);
            let mut shares: Vec<i64> = raw.iter().map(|one| one * WHOLE / sum).collect();
            shares[0] += WHOLE - shares.iter().sum::<i64>();
            Weights::new(Factor::ALL.iter().copied().zip(shares)).unwrap()
        })
    }

    /// What makes a factor better by one step, and what makes it worse.
    fn better(record: &Record, factor: Factor) -> Record {
        let mut it = *record;
        match factor {
            Factor::Tender => it.tender = it.tender.map(|score| score + 1),
            Factor::Monitoring => it.monitoring = it.monitoring.map(|score| score + 1),
            Factor::Response => it.in_time = (it.in_time + 1).min(it.offers),
            Factor::Hard => it.hard_yes = (it.hard_yes + 1).min(it.hard),
            Factor::HandBacks => it.handed_back = (it.handed_back - 1).max(0),
            Factor::TurnDowns => it.turned_down = (it.turned_down - 1).max(0),
            Factor::Reductions => it.reduced = (it.reduced + 1).min(it.begun),
            Factor::Localities => it.praised += 1,
            Factor::Complaints => it.upheld = (it.upheld - 1).max(0),
            Factor::Compliments => it.compliments += 1,
            Factor::Choice => it.chosen += 1,
            Factor::Safeguarding | Factor::Bundles => {}
        }
        it
    }

    proptest! {
        // BRK-4
        #[test]
        fn every_factor_and_every_score_stays_between_0_and_100(record in record(), weights in weights()) {
            let parts = parts(&weights, &record);
            prop_assert!(parts.iter().filter_map(|part| part.points).all(|points| (0..=1_000).contains(&points)));
            prop_assert!(score(&parts).is_none_or(|score| (0..=1_000).contains(&score)));
            prop_assert_eq!(parts.len(), Factor::ALL.len());
        }

        // BRK-4
        #[test]
        fn what_is_better_never_lowers_a_score(record in record(), weights in weights(), nth in 0..Factor::ALL.len()) {
            let after = better(&record, Factor::ALL[nth]);
            // A first good word makes a figure where there was none; what then changes is which factors count.
            prop_assume!(Factor::ALL.iter().all(|one| one.figure(&record).is_some() == one.figure(&after).is_some()));
            let (before, after) = (score(&parts(&weights, &record)), score(&parts(&weights, &after)));
            prop_assert!(before <= after, "{before:?} then {after:?}");
        }

        // BRK-4
        #[test]
        fn what_is_not_recorded_never_punishes(record in record(), weights in weights(), nth in 0..Factor::ALL.len()) {
            let all = parts(&weights, &record);
            let without: Vec<Part> = all.iter().cloned().map(|mut part| {
                if part.factor == Factor::ALL[nth] { part.points = None; }
                part
            }).collect();
            let at_nothing: Vec<Part> = all.iter().cloned().map(|mut part| {
                if part.factor == Factor::ALL[nth] { part.points = Some(0); }
                part
            }).collect();
            if let Some(without) = score(&without) {
                prop_assert!(Some(without) >= score(&at_nothing));
                let rest = || all.iter().filter(|part| part.factor != Factor::ALL[nth] && part.weight > 0).filter_map(|part| part.points);
                prop_assert!(rest().min().unwrap() <= without && without <= rest().max().unwrap());
            }
        }

        // BRK-4
        #[test]
        fn kept_weights_are_read_as_they_were(weights in weights()) {
            prop_assert_eq!(Weights::read(&weights.kept().to_string()).unwrap(), weights);
        }
    }

    // BRK-4
    #[test]
    fn a_score_by_hand() {
        let weights =
            [(Factor::Tender, 30), (Factor::Response, 30), (Factor::HandBacks, 20), (Factor::Safeguarding, 20)];
        let weights = Weights::new(weights).unwrap();
        let record =
            Record { tender: Some(920), offers: 25, in_time: 24, held: 30, handed_back: 2, ..Record::default() };
        let parts = parts(&weights, &record);
        let of = |factor| parts.iter().find(|part| part.factor == factor).unwrap();
        // Nothing is recorded of safeguarding, so 80 is the whole.
        assert_eq!((of(Factor::Tender).points, of(Factor::Tender).counts), (Some(920), 375));
        assert_eq!((of(Factor::Response).points, of(Factor::Response).counts), (Some(960), 375));
        // 2 of 30 is a third of the way to one in five.
        assert_eq!((of(Factor::HandBacks).points, of(Factor::HandBacks).counts), (Some(667), 250));
        assert_eq!((of(Factor::Safeguarding).points, of(Factor::Safeguarding).counts), (None, 0));
        let total = score(&parts).unwrap();
        assert_eq!(total, 872);
        assert_eq!(
            in_words(total, &parts),
            "87.2 of 100; tender score 92.0; answers 96% of 25 offers in time; 2 hand-backs for 30 packages held"
        );
        let refused = Weights::new([(Factor::Tender, 60), (Factor::Response, 35)]).unwrap_err().to_string();
        assert!(refused.contains("add up to 95"), "{refused}");
    }
}
