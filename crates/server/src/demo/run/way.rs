//! From the first contact to the plan, and its reviews.

use kernel::{Failure, Moment};

use super::{Show, Step};
use crate::demo::{market::Scale, offers, story::Story, thread, times::at_work};

impl Show<'_> {
    /// Most people ask before the weeks begin, so that a standing stock of care runs on the first day; the others over all the
    /// weeks, some of them in the last days, so that each desk has something open.
    pub(super) fn invite(&mut self, from: Moment) -> Result<(), Failure> {
        let days = (self.until.minutes_since(from) / 1440 - 1).max(1);
        let scale = Scale::of(self.cases.len());
        for case in 0..self.cases.len() {
            let thrown = self.dice.between(1, 100);
            let day = if thrown <= scale.stock {
                self.dice.between(0, scale.stock_days)
            } else if thrown <= scale.stock + scale.over_the_weeks {
                self.dice.between(scale.stock_days + 1, days)
            } else {
                days - self.dice.between(0, 5).min(days)
            };
            let day = match self.cases.get(case).map(|case| case.story) {
                // Early enough for care to run, and early enough for a competition on the last morning.
                Some(Story::Complex | Story::Competed) => day.min(scale.stock_days),
                Some(Story::CompetesNow) => (days - 14).max(0),
                _ => day,
            };
            let hours = self.dice.between(9, 15);
            let at = from.plus_days(day).plus_minutes(hours * 60 - 9 * 60);
            let at = at_work(self.place.calendar(), at, &mut self.dice)?;
            self.queue.put(at, Step::Refer(case));
        }
        Ok(())
    }

    pub(super) fn towards_plan(&mut self, step: &Step, at: Moment) -> Result<(), Failure> {
        match *step {
            Step::Refer(n) => {
                let hospital = self.case(n)?.need.from_hospital;
                let who =
                    if hospital { self.office.hospital.who.clone() } else { self.office.call_handler.who.clone() };
                let mut case = self.case(n)?.clone();
                thread::refer(&mut self.hand, &who, &mut case)?;
                *self.case(n)? = case;
                self.later(at, (20, 300), Step::Triage(n))
            }
            Step::Triage(n) => {
                let who = self.office.coordinator.who.clone();
                thread::triage(&mut self.hand, &who, self.cases.get(n).ok_or_else(|| Failure::internal("nobody"))?)?;
                self.later(at, (10, 240), Step::Accept(n))
            }
            Step::Accept(n) => {
                let case = self.cases.get(n).ok_or_else(|| Failure::internal("nobody"))?;
                let (who, worker) = (self.office.coordinator.who.clone(), self.office.social_worker(n)?.clone());
                let soon = case.need.from_hospital || case.need.end_of_life;
                thread::accept(&mut self.hand, &who, &worker, case)?;
                self.later(at, if soon { (30, 300) } else { (600, 2600) }, Step::Assess(n))
            }
            Step::Assess(n) => {
                let who = self.office.social_worker(n)?.clone();
                thread::assess(&mut self.hand, &who, self.cases.get(n).ok_or_else(|| Failure::internal("nobody"))?)?;
                self.later(at, (60, 1500), Step::Plan(n))
            }
            _ => self.plan(step, at),
        }
    }

    pub(super) fn plan(&mut self, step: &Step, at: Moment) -> Result<(), Failure> {
        let Step::Plan(n) = *step else { return Ok(()) };
        let who = self.office.social_worker(n)?.clone();
        // Most reviews are held in time; the odd one is late, as it would be.
        let latest = if self.dice.chance(95) { 38 } else { 60 };
        self.later(at, (33 * 1440, latest * 1440), Step::Review(n))?;
        let case = self.cases.get(n).ok_or_else(|| Failure::internal("nobody"))?;
        let (lot, kind) = if case.need.complex { ("complex", "complex_day") } else { ("home", "day") };
        let ceiling = self.place.ceiling(lot, &case.resident.locality, kind, at.day());
        let ceiling = ceiling.ok_or_else(|| Failure::internal("the price schedule has a gap"))?;
        thread::plan(&mut self.hand, &who, case, at, ceiling)?;
        let person = case.person.unwrap_or_default();
        let plan = self.hand.site().store.read_now(|tx| plans::current(tx, people::PersonId::from(person)))?;
        let plan = plan.ok_or_else(|| Failure::internal("a person without the plan just agreed"))?.id;
        let done = self.hand.fill(&who, &format!("/plans/{plan}/request-package"), &[("channel", "portal")])?;
        self.case(n)?.package = done.id;
        match self.case(n)?.story {
            Story::CompetesNow => Ok(()),
            Story::Competed => self.later(at, (15, 200), Step::Compete(n)),
            _ => self.later(at, (15, 200), Step::Offer(n)),
        }
    }

    /// A review, unless care has ended, or has not begun, by then.
    pub(super) fn review(&mut self, n: usize, at: Moment) -> Result<(), Failure> {
        let who = self.office.social_worker(n)?.clone();
        let case = self.cases.get(n).ok_or_else(|| Failure::internal("nobody"))?;
        let day = offers::date_fields("reviewed_on", at.day());
        let mut fields: Vec<_> = day.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.extend([("found", "Settled, eating better, and wants to go on as it is."), ("outcome", "goes_on")]);
        match self.hand.fill(&who, &case.path("/plan/review")?, &fields) {
            Err(Failure::Conflict(_) | Failure::NotFound(_)) => Ok(()),
            done => done.map(drop),
        }
    }
}
