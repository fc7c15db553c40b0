//! How large the demo's market is: how many ask before the first day, who works in the offices, how much each provider can
//! take, and which packages go to a provider off the framework.

use std::collections::BTreeMap;

use kernel::Uuid;
use places::Place;

use super::{dice::Dice, offers::Ask, story::Story, thread::Case};

/// How a demo of so many people is spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scale {
    /// Of a hundred people, how many ask before the weeks begin.
    pub(super) stock: i64,
    /// In how many days they do.
    pub(super) stock_days: i64,
    /// Of a hundred people, how many ask over the weeks; the others ask in the last days.
    pub(super) over_the_weeks: i64,
    /// Days from the first contact to the first of the weeks.
    pub(super) lead_days: i64,
    /// How many social workers there are.
    pub(super) social_workers: usize,
    /// How many brokers there are.
    pub(super) brokers: usize,
    /// How many providers a broker asks at once.
    pub(super) asked_at_once: usize,
}

/// From so many people on a demo is no longer a handful for each desk, but a county's stock.
const LARGE: usize = 150;

/// So many weeks before the first contact the providers were admitted: their record counts beside the tender score (BRK-4).
pub(super) const ADMITTED_WEEKS: i64 = 27;

impl Scale {
    pub(super) const fn of(people: usize) -> Self {
        if people < LARGE {
            return Scale {
                stock: 60,
                stock_days: 4,
                over_the_weeks: 20,
                lead_days: 16,
                social_workers: 2,
                brokers: 2,
                asked_at_once: 3,
            };
        }
        Scale {
            stock: 85,
            stock_days: 14,
            over_the_weeks: 13,
            lead_days: 28,
            social_workers: 2 + people / 45,
            brokers: 2 + people / 200,
            asked_at_once: 5,
        }
    }
}

/// The least that a provider can take in a week: 150 hours.
const LEAST_ROOM: i64 = 9_000;

/// What the providers hold and can take.
pub(super) struct Market {
    /// Minutes a week that each company holds.
    held: BTreeMap<usize, i64>,
    /// Minutes a week that a provider of ordinary size can take.
    room: i64,
    /// Providers off the framework, by area.
    others: BTreeMap<String, Vec<Uuid>>,
    dice: Dice,
    /// The people who want a provider off the framework.
    exceptions: Vec<bool>,
}

impl Market {
    pub(super) fn new(place: &Place, codes: &BTreeMap<Uuid, String>, seed: u64, cases: &[Case]) -> Self {
        let mut dice = Dice::new(seed, "market");
        let all: i64 = cases.iter().map(|case| case.need.weekly_minutes()).sum();
        let mut others = BTreeMap::<String, Vec<Uuid>>::new();
        for provider in &place.other_providers {
            let organisation = codes.iter().find(|(_, code)| **code == provider.code).map(|(id, _)| *id);
            for (area, organisation) in provider.areas.iter().zip(std::iter::repeat(organisation)) {
                others.entry(area.clone()).or_default().extend(organisation);
            }
        }
        // About a tenth of the packages goes to providers off the framework: these, and those whose search was opened by its clock.
        let exceptions = cases.iter().map(|_| dice.chance(6)).collect();
        Market { held: BTreeMap::new(), room: (all / 20).max(LEAST_ROOM), others, dice, exceptions }
    }

    /// Whether a company can take so many minutes a week more. Providers differ in size, each by its number.
    pub(super) fn has_room(&self, company: usize, minutes: i64) -> bool {
        let size = i64::try_from(company % 5).unwrap_or(0) * 20 + 60;
        self.held.get(&company).copied().unwrap_or(0) + minutes <= (self.room * size / 100).max(LEAST_ROOM)
    }

    /// A company holds so many minutes a week more, or fewer.
    pub(super) fn took(&mut self, company: usize, minutes: i64) {
        *self.held.entry(company).or_default() += minutes;
    }

    /// Whom the broker asks: the next by rank, or the provider whom the person wants.
    pub(super) fn ask(&mut self, n: usize, case: &Case, people: usize) -> Ask {
        let wanted = case.story == Story::Ordinary && self.exceptions.get(n).copied().unwrap_or(false);
        let near = self.others.get(&case.resident.locality).filter(|_| wanted);
        match near.and_then(|near| self.dice.pick(near)) {
            Some(provider) => Ask::Wanted(*provider),
            None => Ask::Rank(Scale::of(people).asked_at_once),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_takes_until_it_is_full() {
        let mut market = Market {
            held: BTreeMap::new(),
            room: 10_000,
            others: BTreeMap::new(),
            dice: Dice::new(1, "test"),
            exceptions: Vec::new(),
        };
        assert!(market.has_room(0, 9_000));
        market.took(0, 9_000);
        assert!(!market.has_room(0, 1));
        market.took(0, -600);
        assert!(market.has_room(0, 600));
    }

    #[test]
    fn a_large_demo_has_its_stock_before_the_first_week() {
        let large = Scale::of(2_600);
        assert!(large.stock_days + 10 < large.lead_days && large.stock + large.over_the_weeks < 100);
        assert_eq!((Scale::of(40).lead_days, Scale::of(40).brokers), (16, 2));
    }
}
