//! Invoices and the runs that pay them.

use kernel::{Date, Failure, Moment};

use super::{Show, Step, clock_time, plus_days};
use crate::demo::later;

impl Show<'_> {
    pub(super) fn money(&mut self, step: &Step, at: Moment) -> Result<(), Failure> {
        match *step {
            Step::Invoice { provider, day } => {
                let first = Date::new(day.year(), day.month(), 1).map_err(Failure::internal)?;
                let next = first.last_of_month().tomorrow().map_err(Failure::internal)?;
                self.queue.put(clock_time(plus_days(next, 2)?, 10, provider)?, Step::Invoice { provider, day: next });
                if day.day() > 3 {
                    return Ok(());
                }
                let last = first.yesterday().map_err(Failure::internal)?;
                let company = self.companies.get(provider).ok_or_else(|| Failure::internal("no company"))?;
                let [d, m, y] = [last.day().to_string(), last.month().to_string(), last.year().to_string()];
                let fields = [
                    ("length", "month"),
                    ("start-day", d.as_str()),
                    ("start-month", m.as_str()),
                    ("start-year", y.as_str()),
                ];
                match self.hand.fill(&company.manager.who, "/provider/invoices/new", &fields) {
                    Ok(done) => match done.id {
                        Some(invoice) => self.later(at, (2000, 9000), Step::ApproveInvoice { invoice }),
                        None => Ok(()),
                    },
                    // Nothing waits for an invoice.
                    Err(Failure::Conflict(_) | Failure::Invalid(_)) => Ok(()),
                    Err(other) => Err(other),
                }
            }
            Step::ApproveInvoice { invoice } => {
                let who = self.office.finance.who.clone();
                self.hand.fill(&who, &format!("/invoices/{invoice}/approve"), &[])?;
                if std::mem::replace(&mut self.run_ahead, true) {
                    return Ok(());
                }
                self.later(at, (1440, 2880), Step::PaymentRun)
            }
            Step::PaymentRun => {
                self.run_ahead = false;
                let who = self.office.finance.who.clone();
                match later::make_run(&mut self.hand, &who)? {
                    Some(run) => self.later(at, (60, 900), Step::ReleaseRun(run)),
                    None => Ok(()),
                }
            }
            Step::ReleaseRun(run) => {
                let who = self.office.second_finance.who.clone();
                later::release_run(&mut self.hand, &who, run)
            }
            _ => Ok(()),
        }
    }
}
