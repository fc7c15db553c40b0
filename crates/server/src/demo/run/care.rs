//! From the request for a package to its end.

use kernel::{Failure, Moment, Uuid};

use super::{Show, Step};
use crate::demo::{
    complex::Stage,
    later::{self, Later},
    offers,
    times::at_work,
};

impl Show<'_> {
    pub(super) fn towards_care(&mut self, step: &Step, at: Moment) -> Result<(), Failure> {
        match *step {
            Step::Offer(n) => self.offer(n, at),
            Step::Answer { case, offer, provider } => {
                let minutes = self.case(case)?.need.weekly_minutes();
                let full = !self.market.has_room(provider, minutes);
                let reply = offers::reply(&mut self.dice);
                // Complex care has few providers; they keep room for it.
                let complex = self.case(case)?.need.complex;
                let reply = if complex { offers::Reply::Yes } else { reply };
                let reply = if full && !complex { offers::Reply::No("no_capacity") } else { reply };
                let earliest = at.plus_days(self.dice.between(1, 4)).day();
                let company = self.companies.get(provider).ok_or_else(|| Failure::internal("no company"))?;
                match offers::answer(&mut self.hand, company, offer, reply, earliest) {
                    // An offer that ran out or was withdrawn before the office got to it is life.
                    Err(Failure::Conflict(_)) => Ok(()),
                    done => done,
                }
            }
            Step::Award(n) => self.award(n, at),
            Step::After { case, provider, step } => self.after(case, provider, step, at),
            Step::HandBack { case, provider } => self.hand_back(case, provider, at),
            Step::End { case, provider } => self.end(case, provider, at),
            Step::Later { case, provider, what } => self.comes_later(case, provider, what, at),
            Step::Review(n) => self.review(n, at),
            _ => Ok(()),
        }
    }

    pub(super) fn offer(&mut self, n: usize, at: Moment) -> Result<(), Failure> {
        let (broker, package) = (self.office.broker(n)?.clone(), self.package(n)?);
        let ask = match self.cases.get(n) {
            Some(case) => self.market.ask(n, case, self.cases.len()),
            None => offers::Ask::Rank(3),
        };
        let sent = match offers::offer(&mut self.hand, &broker, package, ask) {
            Ok(sent) => sent,
            // Everybody on the framework was asked: it waits for the search to widen.
            Err(Failure::Conflict(_) | Failure::Invalid(_)) => return self.later(at, (1440, 2880), Step::Offer(n)),
            Err(other) => return Err(other),
        };
        for (offer, organisation) in sent {
            let provider = self.company(organisation)?;
            let asked = at.plus_minutes(self.dice.between(8, 150));
            self.queue.put(asked, Step::Answer { case: n, offer, provider });
        }
        self.later(at, (200, 260), Step::Award(n))
    }

    pub(super) fn award(&mut self, n: usize, at: Moment) -> Result<(), Failure> {
        self.take(n, None, at)
    }

    /// Awards to a yes, or to the best-ranked one.
    pub(super) fn take(&mut self, n: usize, offer: Option<Uuid>, at: Moment) -> Result<(), Failure> {
        let (broker, package) = (self.office.broker(n)?.clone(), self.package(n)?);
        let commissioner = self.office.commissioner.who.clone();
        let (minutes, complex) = (self.case(n)?.need.weekly_minutes(), self.case(n)?.need.complex);
        // Workers for complex care are chosen before the first day.
        let not_before = if complex { at.plus_days(5).day() } else { at.day() };
        let taken = offers::award(&mut self.hand, (&broker, &commissioner), package, (offer, not_before))?;
        let Some(organisation) = taken else { return self.later(at, (10, 60), Step::Offer(n)) };
        let provider = self.company(organisation)?;
        self.market.took(provider, minutes);
        if complex {
            self.later(at, (30, 120), Step::Complex { case: n, provider, stage: Stage::Prepare })?;
        }
        self.later(at, (20, 400), Step::After { case: n, provider, step: "plan-received" })
    }

    pub(super) fn after(
        &mut self,
        case: usize,
        provider: usize,
        step: &'static str,
        at: Moment,
    ) -> Result<(), Failure> {
        let (package, name) = (self.package(case)?, self.name(case));
        let company = self.companies.get(provider).ok_or_else(|| Failure::internal("no company"))?;
        offers::step(&mut self.hand, company, package, step, &name, at.day())?;
        let next = match step {
            "plan-received" => ("introduction", (300, 2200)),
            "introduction" => ("outcomes", (1000, 6500)),
            "outcomes" => ("provider-plan", (60, 1500)),
            _ => return self.afterwards(case, provider, at),
        };
        self.later(at, next.1, Step::After { case, provider, step: next.0 })
    }

    pub(super) fn comes_later(&mut self, n: usize, provider: usize, what: Later, at: Moment) -> Result<(), Failure> {
        let (package, name) = (self.package(n)?, self.name(n));
        let company = self.companies.get(provider).ok_or_else(|| Failure::internal("no company"))?;
        match what {
            Later::Adjust => later::adjust(&mut self.hand, company, package, &name),
            Later::Bank => {
                let broker = self.office.broker(n)?.clone();
                later::bank(&mut self.hand, (&broker, company), package, &name, at)
            }
        }
    }

    /// Some packages are handed back, some come to their end.
    pub(super) fn afterwards(&mut self, case: usize, provider: usize, at: Moment) -> Result<(), Failure> {
        if let Some(what) = Later::of(case) {
            let at = at_work(self.place.calendar(), at.plus_days(8), &mut self.dice)?;
            self.queue.put(at, Step::Later { case, provider, what });
        }
        if self.case(case)?.need.complex {
            return Ok(());
        }
        let short = self.case(case)?.need.from_hospital || self.case(case)?.need.end_of_life;
        if self.dice.chance(4) {
            self.later(at, (7 * 1440, 40 * 1440), Step::HandBack { case, provider })
        } else if self.dice.chance(if short { 60 } else { 10 }) {
            self.later(at, (14 * 1440, 60 * 1440), Step::End { case, provider })
        } else {
            Ok(())
        }
    }

    pub(super) fn hand_back(&mut self, n: usize, provider: usize, at: Moment) -> Result<(), Failure> {
        let package = self.package(n)?;
        let minutes = self.case(n)?.need.weekly_minutes();
        self.market.took(provider, -minutes);
        let company = self.companies.get(provider).ok_or_else(|| Failure::internal("no company"))?;
        let last = at.plus_days(14).day();
        let [day, month, year] = [last.day().to_string(), last.month().to_string(), last.year().to_string()];
        let fields = [
            ("reason", "staffing"),
            ("words", "Two care workers have left and we cannot fill their round."),
            ("last_day-day", day.as_str()),
            ("last_day-month", month.as_str()),
            ("last_day-year", year.as_str()),
        ];
        self.hand.fill(&company.manager.who, &format!("/packages/{package}/hand-back"), &fields)?;
        self.later(at, (20, 200), Step::Offer(n))
    }

    pub(super) fn end(&mut self, n: usize, provider: usize, at: Moment) -> Result<(), Failure> {
        let minutes = self.case(n)?.need.weekly_minutes();
        self.market.took(provider, -minutes);
        let (broker, package) = (self.office.broker(n)?.clone(), self.package(n)?);
        let reason = match self.dice.between(1, 100) {
            1..=70 => "completed",
            71..=85 => "left_early",
            _ => "moved",
        };
        let last = at.day();
        let [day, month, year] = [last.day().to_string(), last.month().to_string(), last.year().to_string()];
        let fields =
            [("reason", reason), ("day-day", day.as_str()), ("day-month", month.as_str()), ("day-year", year.as_str())];
        self.hand.fill(&broker, &format!("/packages/{package}/end"), &fields).map(drop)
    }
}
