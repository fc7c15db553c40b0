//! What those who oversee care must know of quality at a glance: early warnings, overdue actions, reviews that are owed (QUA-3).

use kernel::{Failure, Moment, short_day};
use places::Place;
use store::Tx;

use crate::{facts::facts, review, warning};

/// How many providers and actions call for attention.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Alerts {
    /// Providers on the list of early warnings.
    pub warned: i64,
    /// Actions past their day.
    pub overdue: i64,
}

/// A monitoring visit to be signed, or a self-assessment to be returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// What: "Monitoring visit, 23 Nov 2026".
    pub what: String,
    /// Of whom.
    pub provider_name: String,
    /// Whose turn it is.
    pub whose: String,
    /// Until when.
    pub due_at: Moment,
    /// Its page.
    pub href: String,
}

/// The alerts of today.
pub fn alerts(tx: &mut Tx<'_>, place: &Place, now: Moment) -> Result<Alerts, Failure> {
    let rules = &place.warning_rules;
    let known = facts(tx, warning::window(rules, now)?)?;
    let count = |len: usize| i64::try_from(len).unwrap_or(i64::MAX);
    Ok(Alerts {
        warned: count(known.values().filter(|of| !warning::reasons(rules, place, of).is_empty()).count()),
        overdue: known.values().map(|of| count(of.overdue.len())).sum(),
    })
}

/// The reviews that are owed, the one due first first.
pub fn owed(tx: &mut Tx<'_>) -> Result<Vec<Owed>, Failure> {
    let told = |one: review::Review| {
        let what = format!("{}, {}", one.kind.words(), short_day(one.day));
        one.due_at.map(|due_at| Owed {
            what,
            href: one.href(),
            provider_name: one.provider_name.clone(),
            whose: one.owner_name.clone(),
            due_at,
        })
    };
    Ok(review::open(tx)?.into_iter().filter_map(told).collect())
}
