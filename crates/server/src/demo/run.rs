//! What happens when: one queue of steps from the first contact to the last visit.

use std::collections::BTreeMap;

use access::{OrganisationKind, Role};
use kernel::{Date, Failure, Moment, Time, Uuid};
use places::Place;
use store::{Actor, journal};
use wire::http::Site;

use super::{
    Asked, Built, SignIn,
    cast::{Casting, Company, Player},
    dice::Dice,
    hand::Hand,
    later::{self, Later},
    market::{Market, Scale},
    need, offers, quality,
    queue::Queue,
    rounds,
    thread::{self, Case, Office},
    times::at_work,
    town,
};

/// One thing somebody does.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// Somebody asks for help.
    Refer(usize),
    Triage(usize),
    Accept(usize),
    Assess(usize),
    Plan(usize),
    Offer(usize),
    Answer {
        case: usize,
        offer: Uuid,
        provider: usize,
    },
    Award(usize),
    After {
        case: usize,
        provider: usize,
        step: &'static str,
    },
    HandBack {
        case: usize,
        provider: usize,
    },
    End {
        case: usize,
        provider: usize,
    },
    /// The social worker reviews the plan.
    Review(usize),
    /// A provider's office plans a day.
    Roster {
        provider: usize,
        day: Date,
    },
    /// A provider's day begins.
    Morning {
        provider: usize,
        day: Date,
    },
    CheckIn {
        provider: usize,
        worker: usize,
        /// The visit, and the version of the worker's place on it.
        visit: (Uuid, i64),
    },
    CheckOut {
        provider: usize,
        worker: usize,
        visit: (Uuid, i64),
        no_reply: bool,
        tasks: usize,
    },
    Cancel {
        provider: usize,
        visit: Uuid,
    },
    Missed {
        provider: usize,
        visit: Uuid,
    },
    /// The office looks at yesterday's times.
    CheckTimes {
        provider: usize,
        day: Date,
    },
    /// A month is invoiced.
    Invoice {
        provider: usize,
        day: Date,
    },
    ApproveInvoice {
        invoice: Uuid,
    },
    /// The care is adjusted at a review, or time is banked.
    Later {
        case: usize,
        provider: usize,
        what: Later,
    },
    /// What is approved is put into a payment run.
    PaymentRun,
    /// Another officer releases it.
    ReleaseRun(Uuid),
    /// What is said of a provider, and what its quality officer finds.
    Quality(quality::Stage),
}

struct Show<'a> {
    hand: Hand<'a>,
    casting: Casting<'a>,
    place: &'static Place,
    office: Office,
    companies: Vec<Company>,
    by_organisation: BTreeMap<Uuid, usize>,
    codes: BTreeMap<Uuid, String>,
    habits: BTreeMap<usize, rounds::Habits>,
    market: Market,
    cases: Vec<Case>,
    queue: Queue<Step>,
    dice: Dice,
    until: Moment,
    /// Whether a payment run is to be made.
    run_ahead: bool,
}

/// Builds it all and says what came of it. `progress` is told the moment that has been reached.
pub(super) fn build(
    site: &Site,
    asked: &Asked,
    from: Moment,
    until: Moment,
    progress: &dyn Fn(Moment, u64),
) -> Result<Built, Failure> {
    let mut show = Show::open(site, asked, from, until)?;
    while let Some((at, step)) = show.queue.take(until) {
        show.hand.turn_to(at)?;
        progress(at, show.hand.done);
        if let Err(failure) = show.act(&step, at) {
            let path = &show.hand.last;
            return Err(Failure::internal(format!("{step:?} at {at}, {path}: {failure}")));
        }
    }
    show.hand.turn_to(until)?;
    let sign_ins = show.sign_ins()?;
    let verified = site.store.read_now(|tx| {
        tx.allow(std::time::Duration::from_secs(7200));
        journal::verify(tx)
    })?;
    Ok(Built {
        seed: asked.seed,
        until,
        people: show.cases.iter().filter(|case| case.person.is_some()).count(),
        commands: show.hand.done,
        entries: verified.entries,
        head: verified.head,
        sign_ins,
    })
}

impl<'a> Show<'a> {
    fn open(site: &'a Site, asked: &Asked, from: Moment, until: Moment) -> Result<Self, Failure> {
        let place = site.house.place;
        let mut casting = Casting::new(&site.store, &site.house, place, asked.seed, from.day())?;
        let office = office(&mut casting, place, asked.people)?;
        let admitted = site.store.write_now(Actor::system("demo"), move |work| brokerage::admit_all(work, place))?;
        let mut dice = Dice::new(asked.seed, "needs");
        let residents = town::residents(place, until.day(), asked.seed, asked.people)?;
        let cases: Vec<Case> = residents.into_iter().map(|one| Case::new(one, need::need(&mut dice))).collect();
        let codes: BTreeMap<Uuid, String> =
            admitted.into_iter().map(|(code, organisation)| (organisation, code)).collect();
        let mut show = Show {
            hand: Hand::new(site),
            casting,
            place,
            office,
            companies: Vec::new(),
            by_organisation: BTreeMap::new(),
            market: Market::new(place, &codes, asked.seed, &cases),
            codes,
            habits: BTreeMap::new(),
            cases,
            queue: Queue::new(),
            dice: Dice::new(asked.seed, "show"),
            until,
            run_ahead: false,
        };
        show.invite(from)?;
        for (days, stage) in quality::STAGES {
            let day = until.plus_days(-days).day();
            show.queue.put(clock_time(day, 14, 0)?, Step::Quality(stage));
        }
        Ok(show)
    }

    /// Most people ask before the weeks begin, so that a standing stock of care runs on the first day; the others over all the
    /// weeks, some of them in the last days, so that each desk has something open.
    fn invite(&mut self, from: Moment) -> Result<(), Failure> {
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
            let hours = self.dice.between(9, 15);
            let at = from.plus_days(day).plus_minutes(hours * 60 - 9 * 60);
            let at = at_work(self.place.calendar(), at, &mut self.dice)?;
            self.queue.put(at, Step::Refer(case));
        }
        Ok(())
    }

    /// After so many minutes, in office hours.
    fn later(&mut self, at: Moment, minutes: (i64, i64), step: Step) -> Result<(), Failure> {
        let at = at.plus_minutes(self.dice.between(minutes.0, minutes.1));
        let at = at_work(self.place.calendar(), at, &mut self.dice)?;
        self.queue.put(at, step);
        Ok(())
    }

    fn act(&mut self, step: &Step, at: Moment) -> Result<(), Failure> {
        match step {
            Step::Refer(_) | Step::Triage(_) | Step::Accept(_) | Step::Assess(_) | Step::Plan(_) => {
                self.towards_plan(step, at)
            }
            Step::Offer(_)
            | Step::Answer { .. }
            | Step::Award(_)
            | Step::After { .. }
            | Step::HandBack { .. }
            | Step::End { .. }
            | Step::Later { .. }
            | Step::Review(_) => self.towards_care(step, at),
            Step::Roster { .. } | Step::Morning { .. } | Step::CheckTimes { .. } => self.of_a_day(step, at),
            Step::CheckIn { .. } | Step::CheckOut { .. } | Step::Cancel { .. } | Step::Missed { .. } => {
                self.at_the_door(step)
            }
            Step::Invoice { .. } | Step::ApproveInvoice { .. } | Step::PaymentRun | Step::ReleaseRun(_) => {
                self.money(step, at)
            }
            Step::Quality(stage) => self.quality(*stage, at),
        }
    }

    fn case(&mut self, n: usize) -> Result<&mut Case, Failure> {
        self.cases.get_mut(n).ok_or_else(|| Failure::internal("a step for nobody"))
    }

    fn towards_plan(&mut self, step: &Step, at: Moment) -> Result<(), Failure> {
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

    fn plan(&mut self, step: &Step, at: Moment) -> Result<(), Failure> {
        let Step::Plan(n) = *step else { return Ok(()) };
        let who = self.office.social_worker(n)?.clone();
        // Most reviews are held in time; the odd one is late, as it would be.
        let latest = if self.dice.chance(95) { 38 } else { 60 };
        self.later(at, (33 * 1440, latest * 1440), Step::Review(n))?;
        let case = self.cases.get(n).ok_or_else(|| Failure::internal("nobody"))?;
        let ceiling = self.place.ceiling("home", &case.resident.locality, "day", at.day());
        let ceiling = ceiling.ok_or_else(|| Failure::internal("the price schedule has a gap"))?;
        thread::plan(&mut self.hand, &who, case, at, ceiling)?;
        let person = case.person.unwrap_or_default();
        let plan = self.hand.site().store.read_now(|tx| plans::current(tx, people::PersonId::from(person)))?;
        let plan = plan.ok_or_else(|| Failure::internal("a person without the plan just agreed"))?.id;
        let done = self.hand.fill(&who, &format!("/plans/{plan}/request-package"), &[("channel", "portal")])?;
        self.case(n)?.package = done.id;
        self.later(at, (15, 200), Step::Offer(n))
    }

    fn towards_care(&mut self, step: &Step, at: Moment) -> Result<(), Failure> {
        match *step {
            Step::Offer(n) => self.offer(n, at),
            Step::Answer { case, offer, provider } => {
                let minutes = self.case(case)?.need.weekly_minutes();
                let full = !self.market.has_room(provider, minutes);
                let reply = offers::reply(&mut self.dice);
                let reply = if full { offers::Reply::No("no_capacity") } else { reply };
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

    fn package(&self, n: usize) -> Result<Uuid, Failure> {
        self.cases.get(n).and_then(|case| case.package).ok_or_else(|| Failure::internal("a step without a package"))
    }

    fn offer(&mut self, n: usize, at: Moment) -> Result<(), Failure> {
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

    fn award(&mut self, n: usize, at: Moment) -> Result<(), Failure> {
        let (broker, package) = (self.office.broker(n)?.clone(), self.package(n)?);
        let commissioner = self.office.commissioner.who.clone();
        let Some(organisation) = offers::award(&mut self.hand, (&broker, &commissioner), package)? else {
            return self.later(at, (10, 60), Step::Offer(n));
        };
        let provider = self.company(organisation)?;
        let minutes = self.case(n)?.need.weekly_minutes();
        self.market.took(provider, minutes);
        self.later(at, (20, 400), Step::After { case: n, provider, step: "plan-received" })
    }

    fn after(&mut self, case: usize, provider: usize, step: &'static str, at: Moment) -> Result<(), Failure> {
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

    fn name(&self, n: usize) -> String {
        let name = self.cases.get(n).map(|case| format!("{} {}", case.resident.given_name, case.resident.family_name));
        name.unwrap_or_default()
    }

    fn comes_later(&mut self, n: usize, provider: usize, what: Later, at: Moment) -> Result<(), Failure> {
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
    fn afterwards(&mut self, case: usize, provider: usize, at: Moment) -> Result<(), Failure> {
        if let Some(what) = Later::of(case) {
            let at = at_work(self.place.calendar(), at.plus_days(8), &mut self.dice)?;
            self.queue.put(at, Step::Later { case, provider, what });
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

    fn hand_back(&mut self, n: usize, provider: usize, at: Moment) -> Result<(), Failure> {
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

    fn end(&mut self, n: usize, provider: usize, at: Moment) -> Result<(), Failure> {
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

    /// A review, unless care has ended, or has not begun, by then.
    fn review(&mut self, n: usize, at: Moment) -> Result<(), Failure> {
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

    /// The first provider with somebody to care for, if there is one by then.
    fn quality(&mut self, stage: quality::Stage, at: Moment) -> Result<(), Failure> {
        let person = self.cases.iter().find_map(|case| case.person.filter(|_| case.package.is_some()));
        let (Some(company), Some(person)) = (self.companies.first(), person) else { return Ok(()) };
        let (officer, social_worker) = (&self.office.quality.who, self.office.social_worker(0)?);
        let players = quality::Players { officer, social_worker, company, person };
        quality::play(&mut self.hand, &players, stage, at)
    }

    /// The company of an organisation, with its people; its days begin when it is first needed.
    fn company(&mut self, organisation: Uuid) -> Result<usize, Failure> {
        if let Some(n) = self.by_organisation.get(&organisation) {
            return Ok(*n);
        }
        let code =
            self.codes.get(&organisation).cloned().ok_or_else(|| Failure::internal("a provider without a code"))?;
        let company = self.casting.company(organisation, &code)?;
        let n = self.companies.len();
        self.companies.push(company);
        self.by_organisation.insert(organisation, n);
        let today = self.hand.site().store.clock().now().day();
        let tomorrow = today.tomorrow().map_err(Failure::internal)?;
        self.queue.put(clock_time(tomorrow, 1, n)?, Step::Morning { provider: n, day: tomorrow });
        self.queue.put(clock_time(tomorrow, 10, n)?, Step::Invoice { provider: n, day: tomorrow });
        Ok(n)
    }

    fn of_a_day(&mut self, step: &Step, _at: Moment) -> Result<(), Failure> {
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

    fn at_the_door(&mut self, step: &Step) -> Result<(), Failure> {
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

    fn money(&mut self, step: &Step, at: Moment) -> Result<(), Failure> {
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

    /// Everybody of the offices, the first providers with a worker, and two people with their own pages.
    fn sign_ins(&mut self) -> Result<Vec<SignIn>, Failure> {
        let mut list: Vec<SignIn> = self.office.everybody().into_iter().map(|player| player.sign_in.clone()).collect();
        let mut companies: Vec<&Company> =
            self.companies.iter().filter(|company| !company.workers.is_empty()).collect();
        companies.sort_by_key(|company| std::cmp::Reverse(company.workers.len()));
        for company in companies.into_iter().take(3) {
            list.extend([company.manager.sign_in.clone(), company.scheduler.sign_in.clone()]);
            list.extend(company.workers.iter().take(2).map(|worker| worker.sign_in.clone()));
        }
        list.extend(self.own_pages()?);
        Ok(list)
    }

    /// Two people with their own pages, and a daughter whom the first of them named as carer.
    fn own_pages(&mut self) -> Result<Vec<SignIn>, Failure> {
        let looked_after = |case: &Case| Some((case.person.filter(|_| case.package.is_some())?, case.resident.clone()));
        let people: Vec<_> = self.cases.iter().filter_map(looked_after).take(2).collect();
        let mut list = Vec::new();
        for (n, (person, resident)) in people.iter().enumerate() {
            let name = format!("{} {}", resident.given_name, resident.family_name);
            list.push(self.casting.own(&name, &format!("person{}@kith.example", n + 1), *person, true)?.sign_in);
        }
        let Some((person, resident)) = people.first() else { return Ok(list) };
        let who = self.office.social_worker(0)?.clone();
        let family = resident.family_name.as_str();
        let fields =
            [("given_name", "Joanna"), ("family_name", family), ("relationship", "Daughter"), ("may_see", "yes")];
        self.hand.fill(&who, &format!("/people/{person}/carers"), &fields)?;
        let carers = self.hand.site().store.read_now(|tx| people::carers(tx, (*person).into()))?;
        if let Some(daughter) = carers.first() {
            list.push(self.casting.own(&daughter.name, "carer@kith.example", *person, false)?.sign_in);
        }
        Ok(list)
    }
}

fn plus_days(day: Date, days: i64) -> Result<Date, Failure> {
    day.checked_add(jiff::Span::new().try_days(days).map_err(Failure::internal)?).map_err(Failure::internal)
}

/// An hour of a day, each provider some minutes after the one before.
fn clock_time(day: Date, hour: i8, provider: usize) -> Result<Moment, Failure> {
    let time = Time::new(hour, 0, 0, 0).map_err(Failure::internal)?;
    Ok(Moment::from_london(day, time).plus_minutes(i64::try_from(provider % 50).unwrap_or(0)))
}

fn office(casting: &mut Casting<'_>, place: &Place, people: usize) -> Result<Office, Failure> {
    let scale = Scale::of(people);
    let council = place.commissioners.first().ok_or_else(|| Failure::internal("the place has no commissioner"))?;
    let council = casting.organisation(OrganisationKind::Council, &council.name, &council.code)?;
    let trust = casting.organisation(OrganisationKind::Nhs, "Dorset hospitals (demonstration)", "dorset-hospitals")?;
    let mut player = |role: Role, mail: &str| casting.player(council, role, &format!("{mail}@kith.example"));
    let office = Office {
        call_handler: player(Role::CallHandler, "callhandler")?,
        coordinator: player(Role::Coordinator, "coordinator")?,
        social_workers: numbered(scale.social_workers, "socialworker", |mail| player(Role::SocialWorker, mail))?,
        brokers: numbered(scale.brokers, "broker", |mail| player(Role::Broker, mail))?,
        finance: player(Role::Finance, "finance")?,
        second_finance: player(Role::Finance, "finance2")?,
        commissioner: player(Role::Commissioner, "commissioner")?,
        quality: player(Role::QualityOfficer, "quality")?,
        governance: player(Role::Governance, "governance")?,
        administrator: player(Role::Administrator, "administrator")?,
        hospital: casting.player(trust, Role::HospitalTeam, "hospital@kith.example")?,
    };
    Ok(office)
}

/// So many players with one role: "broker", "broker2", "broker3".
fn numbered(
    how_many: usize,
    mail: &str,
    mut player: impl FnMut(&str) -> Result<Player, Failure>,
) -> Result<Vec<Player>, Failure> {
    let name = |n: usize| if n == 1 { mail.to_owned() } else { format!("{mail}{n}") };
    (1..=how_many).map(|n| player(&name(n))).collect()
}
