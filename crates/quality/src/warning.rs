//! Early warnings: providers of whom something is known that should not wait for the next visit (QUA-3). The rule is the place's
//! data; every reason leads to what it counts.

use std::collections::BTreeMap;

use kernel::{Failure, Moment, Period, Uuid, count};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::empty_state,
};
use places::{Place, WarningRules};
use store::Tx;
use wire::{Shown, View};

use crate::{
    facts::{ProviderFacts, facts},
    policy::SeeQuality,
    review::show::band_words,
    score::per_cent,
};

/// Why a provider stands on the list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Reason {
    /// In words.
    pub words: String,
    /// What it counts: the pages of its cases.
    pub cases: Vec<String>,
}

fn hrefs(kind: &str, ids: &[Uuid]) -> Vec<String> {
    ids.iter().map(|id| format!("/quality/{kind}/{id}")).collect()
}

/// The reasons for which a provider stands on the list; none when it does not.
pub fn reasons(rules: &WarningRules, place: &Place, of: &ProviderFacts) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if let Some(visit) = of.monitoring.as_ref().filter(|visit| rules.bands.contains(&visit.band)) {
        let band = band_words(place, &visit.form, &visit.band).to_lowercase();
        let words = format!("The last monitoring visit found: {band}.");
        reasons.push(Reason { words, cases: hrefs("reviews", &[visit.review]) });
    }
    let upheld: Vec<Uuid> = of.upheld.iter().chain(&of.partly_upheld).copied().collect();
    let mut counted = |ids: &[Uuid], from: usize, kind: &str, one: &str, many: &str| {
        if !ids.is_empty() && ids.len() >= from {
            reasons.push(Reason {
                words: format!("{}.", count(i64::try_from(ids.len()).unwrap_or(i64::MAX), one, many)),
                cases: hrefs(kind, ids),
            });
        }
    };
    counted(
        &of.serious_open,
        rules.serious_open,
        "feedback",
        "serious complaint is open",
        "serious complaints are open",
    );
    counted(&upheld, rules.complaints_upheld, "feedback", "complaint was upheld", "complaints were upheld");
    counted(&of.overdue, rules.actions_overdue, "actions", "action is overdue", "actions are overdue");
    if let (Some(visit), Some(own)) = (&of.monitoring, &of.own)
        && own.tenths - visit.tenths >= rules.differs_tenths
    {
        let words =
            format!("It sees itself at {}, the monitoring visit at {}.", per_cent(own.tenths), per_cent(visit.tenths));
        reasons.push(Reason { words, cases: hrefs("reviews", &[own.review, visit.review]) });
    }
    reasons
}

/// A provider on the list.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub struct Warned {
    /// Its id.
    pub provider: String,
    /// Its name.
    pub name: String,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// The list as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Warnings {
    /// Those with the most reasons first.
    pub providers: Vec<Warned>,
}

/// The window of the rules that ends with a day.
pub(crate) fn window(rules: &WarningRules, now: Moment) -> Result<Period, Failure> {
    Period::through(now.plus_days(1 - rules.window_days).day(), now.day())
}

/// Every provider that stands on the list, those with the most reasons first.
pub(crate) fn warned(tx: &mut Tx<'_>, place: &Place, now: Moment) -> Result<Vec<Warned>, Failure> {
    let rules = &place.warning_rules;
    let known = facts(tx, window(rules, now)?)?;
    let reasons: BTreeMap<Uuid, Vec<Reason>> = known
        .iter()
        .map(|(provider, of)| (*provider, reasons(rules, place, of)))
        .filter(|(_, reasons)| !reasons.is_empty())
        .collect();
    let names = access::organisation_names(tx, &reasons.keys().copied().collect::<Vec<_>>())?;
    let named = |(provider, reasons): (Uuid, Vec<Reason>)| Warned {
        provider: provider.to_string(),
        name: names.get(&provider).cloned().unwrap_or_default(),
        reasons,
    };
    let mut all: Vec<Warned> = reasons.into_iter().map(named).collect();
    all.sort_by_key(|one| (std::cmp::Reverse(one.reasons.len()), one.name.clone()));
    Ok(all)
}

/// The list in a table.
pub(crate) fn drawn(all: &[Warned]) -> Markup {
    let row = |one: &Warned| {
        let reasons = html! {
            @for reason in &one.reasons {
                p {
                    (reason.words)
                    @for (n, href) in reason.cases.iter().enumerate() {
                        " " a href=(href) { (n + 1) span class="nhsuk-u-visually-hidden" { ": " (reason.words) " " (one.name) } }
                    }
                }
            }
        };
        vec![Cell::link(one.name.as_str(), format!("/quality/providers/{}", one.provider)), reasons.into()]
    };
    table(&Table {
        caption: "Early warnings".into(),
        head: ["Provider", "Why"].map(Cell::from).to_vec(),
        rows: all.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.scope::<SeeQuality>()?;
    let (place, rules) = (view.house.place, &view.house.place.warning_rules);
    let all = warned(view.tx, place, view.now)?;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Early warnings" }
        p {
            "A provider stands here when its last monitoring visit found it wanting, and within the last " (count(rules.window_days, "day", "days")) " when "
            (count(i64::try_from(rules.complaints_upheld).unwrap_or(i64::MAX), "complaint was", "complaints were")) " upheld, when a serious complaint is open, when an action is overdue, or when it sees itself much better than the visit did."
        }
        @if all.is_empty() { (empty_state("No provider stands here today.")) } @else { (drawn(&all)) }
    };
    Shown::with(Page::new("Early warnings", body).wide(), &Warnings { providers: all })
}

#[cfg(test)]
mod tests {
    use kernel::date;

    use super::*;
    use crate::facts::Scored;

    fn scored(n: u128, tenths: i64, band: &str) -> Option<Scored> {
        Some(Scored {
            review: Uuid::from_u128(n),
            signed_on: date(2026, 11, 1),
            tenths,
            band: band.into(),
            form: "2026.1".into(),
            rule: "mean-of-sections 1".into(),
        })
    }

    // QUA-3
    #[test]
    fn every_reason_names_what_it_counts() {
        let place = Place::dorset().unwrap();
        let words = |of: &ProviderFacts| -> Vec<String> {
            reasons(&place.warning_rules, place, of).into_iter().map(|reason| reason.words).collect()
        };
        let ids = |n: u128| (0..n).map(Uuid::from_u128).collect::<Vec<_>>();
        let quiet = ProviderFacts {
            monitoring: scored(1, 700, "good"),
            own: scored(2, 899, "good"),
            upheld: ids(1),
            compliments: ids(9),
            ..ProviderFacts::default()
        };
        assert_eq!(words(&quiet), Vec::<String>::new());
        let loud = ProviderFacts {
            monitoring: scored(1, 400, "needs_work"),
            own: scored(2, 600, "fair"),
            upheld: ids(1),
            partly_upheld: ids(1),
            overdue: ids(1),
            serious_open: ids(3),
            ..ProviderFacts::default()
        };
        assert_eq!(
            words(&loud),
            [
                "The last monitoring visit found: needs work.",
                "3 serious complaints are open.",
                "2 complaints were upheld.",
                "1 action is overdue.",
                "It sees itself at 60.0 per cent, the monitoring visit at 40.0 per cent.",
            ]
        );
        assert!(reasons(&place.warning_rules, place, &loud).iter().all(|reason| !reason.cases.is_empty()));
    }
}
