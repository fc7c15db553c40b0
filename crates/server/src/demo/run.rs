//! What happens when: one queue of steps from the first contact to the last visit.

mod care;
mod days;
mod doors;
mod money;
mod stories;
mod way;

use std::collections::BTreeMap;

use kernel::{Date, Failure, Moment, Time, Uuid};
use places::Place;
use store::{Actor, journal};
use wire::http::Site;

use super::{
    Asked, Built,
    cast::{Casting, Company},
    complex,
    dice::Dice,
    hand::Hand,
    later::Later,
    market::Market,
    need,
    office::{Office, office},
    oversee::Measures,
    quality,
    queue::Queue,
    rounds, story,
    thread::Case,
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
    /// The commissioner enters the money of the year, and the panel sets its weights.
    Begin,
    /// A provider's manager signs the measures of the quarter before.
    Sign {
        provider: Uuid,
        measures: Measures,
    },
    /// The commissioner gives them back.
    Return(Uuid),
    /// A package is put out as a mini-competition.
    Compete(usize),
    Bid {
        case: usize,
        offer: Uuid,
        provider: usize,
    },
    /// The broker reads what was bid, and awards.
    Score(usize),
    /// Something in somebody's complex care.
    Complex {
        case: usize,
        provider: usize,
        stage: complex::Stage,
    },
}

struct Show<'a> {
    hand: Hand<'a>,
    casting: Casting<'a>,
    place: &'static Place,
    office: Office,
    companies: Vec<Company>,
    by_organisation: BTreeMap<Uuid, usize>,
    /// The companies whose days have begun, in that order.
    at_work: Vec<usize>,
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
        let admitted = site.store.write_now(Actor::system("demo"), move |work| brokerage::admit_all(work, place))?;
        let hand = Hand::new(site);
        hand.turn_to(from)?;
        let mut casting = Casting::new(&site.store, &site.house, place, asked.seed, from.day())?;
        let office = office(&mut casting, place, asked.people)?;
        let mut dice = Dice::new(asked.seed, "needs");
        let residents = town::residents(place, until.day(), asked.seed, asked.people)?;
        let mut cases: Vec<Case> = residents.into_iter().map(|one| Case::new(one, need::need(&mut dice))).collect();
        story::tell(place, &mut cases);
        let codes: BTreeMap<Uuid, String> =
            admitted.into_iter().map(|(code, organisation)| (organisation, code)).collect();
        let mut show = Show {
            hand,
            casting,
            place,
            office,
            companies: Vec::new(),
            by_organisation: BTreeMap::new(),
            at_work: Vec::new(),
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
        show.tell_stories(from)?;
        for (days, stage) in quality::STAGES {
            let day = until.plus_days(-days).day();
            show.queue.put(clock_time(day, 14, 0)?, Step::Quality(stage));
        }
        Ok(show)
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
            _ => self.story(step, at),
        }
    }

    fn case(&mut self, n: usize) -> Result<&mut Case, Failure> {
        self.cases.get_mut(n).ok_or_else(|| Failure::internal("a step for nobody"))
    }

    fn package(&self, n: usize) -> Result<Uuid, Failure> {
        self.cases.get(n).and_then(|case| case.package).ok_or_else(|| Failure::internal("a step without a package"))
    }

    fn name(&self, n: usize) -> String {
        let name = self.cases.get(n).map(|case| format!("{} {}", case.resident.given_name, case.resident.family_name));
        name.unwrap_or_default()
    }

    /// The first provider with somebody to care for, if there is one by then.
    fn quality(&mut self, stage: quality::Stage, at: Moment) -> Result<(), Failure> {
        let person = self.cases.iter().find_map(|case| case.person.filter(|_| case.package.is_some()));
        let company = self.at_work.first().and_then(|first| self.companies.get(*first));
        let (Some(company), Some(person)) = (company, person) else { return Ok(()) };
        let (officer, social_worker) = (&self.office.quality.who, self.office.social_worker(0)?);
        let players = quality::Players { officer, social_worker, company, person };
        quality::play(&mut self.hand, &players, stage, at)
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
