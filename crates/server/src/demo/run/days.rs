//! The days of a provider: who goes where, and what happens at the doors.

use kernel::{Failure, Moment, Uuid};

use super::{Show, Step, clock_time, plus_days};
use crate::demo::rounds;

impl Show<'_> {
    /// The company of an organisation, with its people.
    pub(super) fn employ(&mut self, organisation: Uuid) -> Result<usize, Failure> {
        if let Some(n) = self.by_organisation.get(&organisation) {
            return Ok(*n);
        }
        let code =
            self.codes.get(&organisation).cloned().ok_or_else(|| Failure::internal("a provider without a code"))?;
        let company = self.casting.company(organisation, &code)?;
        let n = self.companies.len();
        self.companies.push(company);
        self.by_organisation.insert(organisation, n);
        Ok(n)
    }

    /// The same; its days begin when it is first offered something.
    pub(super) fn company(&mut self, organisation: Uuid) -> Result<usize, Failure> {
        let n = self.employ(organisation)?;
        if self.at_work.contains(&n) {
            return Ok(n);
        }
        self.at_work.push(n);
        let today = self.hand.site().store.clock().now().day();
        let tomorrow = today.tomorrow().map_err(Failure::internal)?;
        self.queue.put(clock_time(tomorrow, 1, n)?, Step::Morning { provider: n, day: tomorrow });
        self.queue.put(clock_time(tomorrow, 10, n)?, Step::Invoice { provider: n, day: tomorrow });
        Ok(n)
    }

    pub(super) fn of_a_day(&mut self, step: &Step, _at: Moment) -> Result<(), Failure> {
        match *step {
            Step::Roster { provider, day } => {
                let company = self.companies.get_mut(provider).ok_or_else(|| Failure::internal("no company"))?;
                let habits = self.habits.entry(provider).or_default();
                rounds::roster(&mut self.hand, &mut self.casting, company, habits, day)
            }
            Step::Morning { provider, day } => {
                let company = self.companies.get_mut(provider).ok_or_else(|| Failure::internal("no company"))?;
                let habits = self.habits.entry(provider).or_default();
                // What came in overnight is given out first, then the day two days on.
                rounds::roster(&mut self.hand, &mut self.casting, company, habits, day)?;
                for (at, step) in rounds::morning(&self.hand, company, provider, day, &mut self.dice)? {
                    self.queue.put(at, step);
                }
                let (next, after) = (plus_days(day, 1)?, plus_days(day, 2)?);
                self.queue.put(clock_time(day, 15, provider)?, Step::Roster { provider, day: next });
                self.queue.put(clock_time(day, 16, provider)?, Step::Roster { provider, day: after });
                self.queue.put(clock_time(next, 9, provider)?, Step::CheckTimes { provider, day });
                self.queue.put(clock_time(next, 1, provider)?, Step::Morning { provider, day: next });
                Ok(())
            }
            Step::CheckTimes { provider, day } => {
                let company = self.companies.get(provider).ok_or_else(|| Failure::internal("no company"))?;
                rounds::check_times(&mut self.hand, company, day)
            }
            _ => Ok(()),
        }
    }

    pub(super) fn at_the_door(&mut self, step: &Step) -> Result<(), Failure> {
        let (Step::CheckIn { provider, .. }
        | Step::CheckOut { provider, .. }
        | Step::Cancel { provider, .. }
        | Step::Missed { provider, .. }) = step
        else {
            return Ok(());
        };
        let company = self.companies.get(*provider).ok_or_else(|| Failure::internal("no company"))?;
        let done = match *step {
            Step::CheckIn { worker, visit, .. } => rounds::check_in(&mut self.hand, company, worker, visit),
            Step::CheckOut { worker, visit, no_reply, tasks, .. } => {
                rounds::check_out(&mut self.hand, company, worker, visit, (no_reply, tasks), &mut self.dice)
            }
            Step::Cancel { visit, .. } => {
                let fields = [("for_whom", "person"), ("why", "A lift to the day centre came early.")];
                self.hand.fill(&company.manager.who, &format!("/visits/{visit}/cancel"), &fields).map(drop)
            }
            Step::Missed { visit, .. } => {
                let fields = [
                    ("why", "The worker's car broke down and the office was not told."),
                    ("done", "The daughter was telephoned at once and went round."),
                ];
                self.hand.fill(&company.manager.who, &format!("/visits/{visit}/missed"), &fields).map(drop)
            }
            _ => Ok(()),
        };
        match done {
            // The package ended, or was handed back, after the morning's list was made.
            Err(Failure::Conflict(_) | Failure::NotFound(_)) => Ok(()),
            done => done,
        }
    }
}
