//! The quality ranking (BRK-4): who stands where in the order of offers, and what for.
//!
//! Until a panel has set weights the tender score alone ranks; so it does for a provider in its first months on the framework.
//! From then on the record of those months counts beside it. It is counted when it is asked for, in the same number of
//! statements however many providers there are; every round keeps the order and the reasons as they were when it was sent.

pub mod cases;
pub mod factor;
pub mod league;
pub mod panel;
mod record;
pub mod score;

use std::collections::BTreeMap;

use kernel::{Failure, Moment, Period, Uuid};
use places::Place;
use store::Tx;

use crate::rank::{Candidate, Judgement};
use factor::{RULE, Record};
use panel::Panel;
use score::{Part, Weights};

/// The days whose record counts: the last months, today among them.
pub(crate) fn window(place: &Place, now: Moment) -> Result<Period, Failure> {
    Period::through(now.plus_days(1 - 7 * place.package_rules.rank_by_record_after_weeks).day(), now.day())
}

/// What the order of a round is made by.
#[derive(Debug)]
pub(crate) struct Basis {
    panel: Option<Panel>,
    records: BTreeMap<Uuid, Record>,
    weeks: i64,
    now: Moment,
}

impl Basis {
    /// What is in force now, with the record of every provider when it counts.
    pub(crate) fn now(tx: &mut Tx<'_>, place: &Place, now: Moment) -> Result<Self, Failure> {
        let panel = panel::in_force(tx, now.day())?;
        let records = match panel {
            Some(_) => record::all(tx, window(place, now)?)?,
            None => BTreeMap::new(),
        };
        Ok(Basis { panel, records, weeks: place.package_rules.rank_by_record_after_weeks, now })
    }

    /// The same with every record, whether it counts yet or not: a panel looks before it sets weights.
    pub(crate) fn with_records(tx: &mut Tx<'_>, place: &Place, now: Moment) -> Result<Self, Failure> {
        let panel = panel::in_force(tx, now.day())?;
        let records = record::all(tx, window(place, now)?)?;
        Ok(Basis { panel, records, weeks: place.package_rules.rank_by_record_after_weeks, now })
    }

    /// For the round, for people: "Panel 2, “Winter”; rule record 1".
    pub(crate) fn in_words(&self) -> String {
        match &self.panel {
            Some(panel) => format!("{}; rule {RULE}", panel.title()),
            None => "Tender score; no panel had set weights".into(),
        }
    }

    /// The figures of a provider.
    pub(crate) fn record(&self, provider: Uuid, tender: Option<i64>) -> Record {
        Record { tender, ..self.records.get(&provider).copied().unwrap_or_default() }
    }

    /// Each factor of a provider with the weights in force.
    pub(crate) fn parts(&self, provider: Uuid, tender: Option<i64>) -> Vec<Part> {
        let none = Weights::default();
        let weights = self.panel.as_ref().map_or(&none, |panel| &panel.weights);
        score::parts(weights, &self.record(provider, tender))
    }

    /// By what a provider stands in the order.
    pub(crate) fn judge(&self, (provider, admitted_on): (Uuid, kernel::Date), tender: Option<i64>) -> Judgement {
        if self.panel.is_none() {
            return Judgement::Tender;
        }
        if Moment::start_of(admitted_on).plus_days(7 * self.weeks).day() > self.now.day() {
            return Judgement::TooNew { weeks: self.weeks };
        }
        let parts = self.parts(provider, tender);
        match score::score(&parts) {
            Some(tenths) => Judgement::Record { tenths, words: score::in_words(tenths, &parts) },
            None => Judgement::Tender,
        }
    }

    /// Judges everybody of the framework. Whoever is off it has no place by score.
    pub(crate) fn judge_all(&self, candidates: &mut [Candidate]) {
        for one in candidates.iter_mut().filter(|one| one.on_framework) {
            one.judged = self.judge((one.provider, one.admitted_on), one.score_tenths);
        }
    }
}
