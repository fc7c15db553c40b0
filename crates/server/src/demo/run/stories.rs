//! What only some have: complex care, a mini-competition, the measures of a quarter, the year's money.

use kernel::{Failure, Moment, Uuid};

use super::{Show, Step, clock_time, plus_days};
use crate::demo::{
    compete,
    complex::{self, Stage},
    oversee::{self, Measures},
    story::Story,
    times::at_work,
};

impl Show<'_> {
    /// What the commissioner's desk has from the first day, and what providers sign for the quarter before the last day's.
    pub(super) fn tell_stories(&mut self, from: Moment) -> Result<(), Failure> {
        let calendar = self.place.calendar();
        let first = at_work(calendar, from, &mut self.dice)?;
        self.queue.put(first, Step::Begin);
        let over = oversight::submission::due::last_over(self.until.day()).period().to();
        let opens = first.plus_days(1).max(clock_time(over, 10, 0)?.plus_days(2));
        let providers = self.hand.site().store.read_now(brokerage::providers)?;
        let signing = providers.iter().filter(|one| one.on_framework && one.active);
        for (nth, provider) in signing.enumerate() {
            let days = i64::try_from(nth % 7).unwrap_or(0);
            let at = at_work(calendar, opens.plus_days(days).plus_minutes(11 * days), &mut self.dice)?;
            if Measures::of(nth) != Measures::Late {
                self.queue.put(at, Step::Sign { provider: provider.id, measures: Measures::of(nth) });
            }
        }
        if let Some(n) = self.cases.iter().position(|case| case.story == Story::CompetesNow)
            && let Some(morning) = self.last_morning()?
        {
            self.queue.put(morning, Step::Compete(n));
        }
        Ok(())
    }

    /// The last working morning from which some hours are left.
    fn last_morning(&self) -> Result<Option<Moment>, Failure> {
        let mut day = self.until.day();
        for _ in 0..7 {
            let morning = clock_time(day, 9, 30)?;
            if self.place.calendar().is_working_day(day)? && morning <= self.until.plus_minutes(-300) {
                return Ok(Some(morning));
            }
            day = plus_days(day, -1)?;
        }
        Ok(None)
    }

    pub(super) fn story(&mut self, step: &Step, at: Moment) -> Result<(), Failure> {
        match *step {
            Step::Begin => {
                let (commissioner, quality) = (&self.office.commissioner.who, &self.office.quality.who);
                let days = (at.day(), self.until.day());
                oversee::envelopes(&mut self.hand, commissioner, (self.place, &self.cases), days)?;
                oversee::panel(&mut self.hand, commissioner, quality, self.office.broker(0)?, at.day())
            }
            Step::Sign { provider, measures } => self.sign(provider, measures, at),
            Step::Return(submission) => oversee::give_back(&mut self.hand, &self.office.commissioner.who, submission),
            Step::Compete(n) => self.compete(n, at),
            Step::Bid { case, offer, provider } => self.bid(case, offer, provider, at),
            Step::Score(n) => self.score(n, at),
            Step::Complex { case, provider, stage } => self.complex(case, provider, stage, at),
            _ => Ok(()),
        }
    }

    fn sign(&mut self, provider: Uuid, measures: Measures, at: Moment) -> Result<(), Failure> {
        let n = self.employ(provider)?;
        let company = self.companies.get(n).ok_or_else(|| Failure::internal("no company"))?;
        let Some(submission) = oversee::sign(&mut self.hand, company)? else { return Ok(()) };
        let last = self.until.plus_minutes(-1440);
        match measures {
            Measures::Stand | Measures::Late => Ok(()),
            Measures::MadeAgain => {
                self.later(at, (1440, 2880), Step::Return(submission))?;
                self.later(at, (10_080, 11_520), Step::Sign { provider, measures: Measures::Stand })
            }
            // Within the last days, so that it is still to be made again.
            Measures::Returned => {
                let back = at_work(self.place.calendar(), last.max(at.plus_minutes(60)), &mut self.dice)?;
                self.queue.put(back.min(self.until), Step::Return(submission));
                Ok(())
            }
        }
    }

    /// Calls a mini-competition; whoever is asked answers within hours.
    pub(super) fn compete(&mut self, n: usize, at: Moment) -> Result<(), Failure> {
        let broker = self.office.broker(n)?.clone();
        // Not everybody has come so far by the last morning.
        let Some(package) = self.case(n)?.package else { return Ok(()) };
        let sent = match compete::call(&mut self.hand, &broker, package) {
            Ok(sent) => sent,
            Err(Failure::Conflict(_) | Failure::Invalid(_)) => return self.later(at, (1440, 2880), Step::Offer(n)),
            Err(other) => return Err(other),
        };
        for (offer, organisation) in sent {
            let provider = self.company(organisation)?;
            let answered = at.plus_minutes(self.dice.between(30, 240));
            self.queue.put(answered, Step::Bid { case: n, offer, provider });
        }
        let calendar = self.place.calendar();
        let read = at_work(calendar, at.plus_days(2), &mut self.dice)?.plus_minutes(60);
        self.queue.put(at_work(calendar, read, &mut self.dice)?, Step::Score(n));
        Ok(())
    }

    fn bid(&mut self, case: usize, offer: Uuid, provider: usize, at: Moment) -> Result<(), Failure> {
        let locality = self.case(case)?.resident.locality.clone();
        let start = at.plus_days(self.dice.between(4, 7)).day();
        let ceiling = self.place.ceiling("home", &locality, "day", start);
        let ceiling = ceiling.ok_or_else(|| Failure::internal("the price schedule has a gap"))?;
        let company = self.companies.get(provider).ok_or_else(|| Failure::internal("no company"))?;
        compete::bid(&mut self.hand, company, offer, (start, ceiling, provider))
    }

    fn score(&mut self, n: usize, at: Moment) -> Result<(), Failure> {
        let (broker, package) = (self.office.broker(n)?.clone(), self.package(n)?);
        let called = self.hand.site().store.read_now(|tx| brokerage::competition::of_package(tx, package.into()))?;
        let Some(called) = called.into_iter().next() else { return Ok(()) };
        match compete::score(&mut self.hand, &broker, called.id)? {
            Some(offer) => self.take(n, Some(offer), at),
            None => self.later(at, (10, 60), Step::Offer(n)),
        }
    }

    fn complex(&mut self, n: usize, provider: usize, stage: Stage, at: Moment) -> Result<(), Failure> {
        let (package, name) = (self.package(n)?, self.name(n));
        let again = |days: i64| (days * 1440, days * 1440 + 120);
        match stage {
            Stage::Prepare => {
                let nurse = self.casting.name()?;
                let company = self.companies.get_mut(provider).ok_or_else(|| Failure::internal("no company"))?;
                for _ in 0..complex::PUT_FORWARD {
                    self.casting.hire(company)?;
                    crate::demo::rounds::teach(&mut self.hand, company)?;
                }
                complex::prepare(&mut self.hand, company, package, (&name, &nurse), at.day())?;
                self.later(at, again(16), Step::Complex { case: n, provider, stage: Stage::Monitor })?;
                let month = kernel::Period::month_of(at.day()).to();
                let month = at_work(self.place.calendar(), clock_time(plus_days(month, 2)?, 11, 0)?, &mut self.dice)?;
                self.queue.put(month, Step::Complex { case: n, provider, stage: Stage::Month });
                Ok(())
            }
            Stage::Monitor => {
                let company = self.companies.get(provider).ok_or_else(|| Failure::internal("no company"))?;
                let done = complex::monitor(&mut self.hand, company, package);
                let days = if done.is_ok() { 12 } else { 2 };
                match done {
                    // Care has not begun yet, or has ended or changed hands.
                    Ok(()) | Err(Failure::Conflict(_) | Failure::NotFound(_)) => {
                        self.later(at, again(days), Step::Complex { case: n, provider, stage })
                    }
                    Err(other) => Err(other),
                }
            }
            Stage::Month => {
                let broker = self.office.broker(n)?.clone();
                let company = self.companies.get(provider).ok_or_else(|| Failure::internal("no company"))?;
                complex::month(&mut self.hand, (&broker, company), package, at)?;
                self.later(at, again(31), Step::Complex { case: n, provider, stage })
            }
        }
    }
}
