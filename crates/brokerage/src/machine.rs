//! The package's way, pure: which state follows which, which clocks start and stop (BRK-3, BRK-5, BRK-6, BRK-9).
//!
//! No state but the last is without somebody who must act and a clock that runs (H14); the property test below walks the
//! machine at random and finds no state that breaks it and none from which care cannot still begin.

mod start;
mod timer;

use kernel::{Date, Failure, Moment, Money, Uuid, day_in_words, moment_in_words};

use crate::{AwardId, EndReason, OfferId};

pub use start::OtherStart;
pub use timer::{Actor, Timer};

/// An award and how far its steps have come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The award.
    pub award: AwardId,
    /// Its row's version.
    pub version: i64,
    /// The yes it accepted.
    pub offer: OfferId,
    /// Who has the package.
    pub provider: Uuid,
    /// Their name.
    pub provider_name: String,
    /// The price of an hour, fixed with the award (BRK-8).
    pub rate: Money,
    /// When it was awarded.
    pub at: Moment,
    /// The day care starts; any day of the year.
    pub start: Date,
    /// When the provider had the plan.
    pub plan_received: Option<Moment>,
    /// When it introduced itself at home.
    pub introduced: Option<Moment>,
    /// When care was first given.
    pub first_care: Option<Moment>,
    /// When the outcomes were agreed.
    pub outcomes: Option<Moment>,
    /// When the provider's own plan came back.
    pub provider_plan: Option<Moment>,
    /// A later first day the provider has asked for, while the broker has not answered.
    pub asked: Option<OtherStart>,
    /// The first day as it was agreed before it was put later, and why it was.
    pub before: Option<OtherStart>,
}

impl Held {
    /// The first visit of R7: the introduction counts (BRK-5).
    pub fn first_visit(&self) -> Option<Moment> {
        match (self.introduced, self.first_care) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }
}

/// Where a package stands; each state has what exists in it and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nobody is asked at the moment.
    Requested,
    /// Offers are out, or a yes waits for the award.
    Offered {
        /// The latest round of offers.
        round: i64,
    },
    /// A provider has it; nobody has been at the person's home yet.
    Awarded(Held),
    /// The provider has been at the person's home.
    Introduced(Held),
    /// Care is given.
    Started(Held),
    /// It is over.
    Ended {
        /// The last day.
        day: Date,
        /// Why.
        reason: EndReason,
    },
}

/// What a transition does: the next state, and what becomes of the clocks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a step is nothing until it is taken"]
pub struct Step {
    /// The next state.
    pub next: State,
    /// Clocks that start; one that runs already goes on.
    pub start: Vec<Timer>,
    /// Clocks whose promise came to pass.
    pub stop: Vec<Timer>,
    /// Clocks whose promise fell away.
    pub withdraw: Vec<Timer>,
}

impl Step {
    fn to(next: State) -> Self {
        Step { next, start: Vec::new(), stop: Vec::new(), withdraw: Vec::new() }
    }

    fn start(mut self, timers: &[Timer]) -> Self {
        self.start.extend(timers);
        self
    }

    fn stop(mut self, timers: &[Timer]) -> Self {
        self.stop.extend(timers);
        self
    }

    fn withdraw(mut self, timers: &[Timer]) -> Self {
        self.withdraw.extend(timers);
        self
    }
}

/// The clocks of an award.
const OF_AWARD: [Timer; 9] = [
    Timer::PlanReceived,
    Timer::Introduction,
    Timer::FirstVisit,
    Timer::CareStarted,
    Timer::StartAnswered,
    Timer::Outcomes,
    Timer::ProviderPlan,
    Timer::FirstReview,
    Timer::Review,
];
const SEARCH: [Timer; 2] = [Timer::Search { urgent: true }, Timer::Search { urgent: false }];

impl State {
    /// As data.
    pub const fn code(&self) -> &'static str {
        match self {
            State::Requested => "requested",
            State::Offered { .. } => "offered",
            State::Awarded(_) => "awarded",
            State::Introduced(_) => "introduced",
            State::Started(_) => "started",
            State::Ended { .. } => "ended",
        }
    }

    /// For people.
    pub const fn words(&self) -> &'static str {
        match self {
            State::Requested => "Waiting to be offered",
            State::Offered { .. } => "Offered",
            State::Awarded(_) => "Awarded",
            State::Introduced(_) => "Introduced",
            State::Started(_) => "Care has started",
            State::Ended { .. } => "Ended",
        }
    }

    /// Who must act next (H14).
    pub const fn actor(&self) -> Option<Actor> {
        match self {
            State::Requested | State::Offered { .. } => Some(Actor::Brokerage),
            State::Awarded(held) | State::Introduced(held) if held.asked.is_some() => Some(Actor::Brokerage),
            State::Awarded(_) | State::Introduced(_) | State::Started(_) => Some(Actor::Provider),
            State::Ended { .. } => None,
        }
    }

    /// The award, while a provider has the package.
    pub const fn held(&self) -> Option<&Held> {
        match self {
            State::Awarded(held) | State::Introduced(held) | State::Started(held) => Some(held),
            State::Requested | State::Offered { .. } | State::Ended { .. } => None,
        }
    }

    /// A package that has just been asked for.
    pub fn requested(urgent: bool) -> Step {
        Step::to(State::Requested).start(&[Timer::Search { urgent }])
    }

    /// Offers go out together as the next round.
    pub fn offered(&self, round: i64) -> Result<Step, Failure> {
        match self {
            State::Requested | State::Offered { .. } => Ok(Step::to(State::Offered { round })),
            other => Err(other.no_search("offered")),
        }
    }

    /// The last open offer has come to nothing and no yes waits.
    pub fn emptied(&self) -> Result<Step, Failure> {
        match self {
            State::Offered { .. } => Ok(Step::to(State::Requested)),
            other => Err(Failure::internal(format!("a round ended in the state {}", other.code()))),
        }
    }

    /// Whether an award could be made now; if not, who has the package and since when.
    pub fn may_be_awarded(&self) -> Result<(), Failure> {
        match self {
            State::Requested | State::Offered { .. } => Ok(()),
            other => Err(other.no_search("awarded")),
        }
    }

    /// The buyer takes one provider's yes. It happens once (BRK-3).
    pub fn award(&self, held: Held) -> Result<Step, Failure> {
        self.may_be_awarded()?;
        Ok(Step::to(State::Awarded(held)).stop(&SEARCH).start(&[
            Timer::PlanReceived,
            Timer::FirstVisit,
            Timer::CareStarted,
        ]))
    }

    /// The provider has the commissioner's plan.
    pub fn receive_plan(&self, at: Moment) -> Result<Step, Failure> {
        let held = self.must_hold("Only the provider that has the package can confirm its plan.")?;
        if let Some(before) = held.plan_received {
            return Err(Failure::conflict(format!("The plan was received already, {}.", moment_in_words(before))));
        }
        let visited = held.first_visit().is_some();
        let step = self.with(Held { plan_received: Some(at), ..held.clone() }).stop(&[Timer::PlanReceived]);
        Ok(if visited { step } else { step.start(&[Timer::Introduction]) })
    }

    /// The provider has been at the person's home to introduce itself; this is the first visit of R7 too.
    pub fn introduce(&self, at: Moment) -> Result<Step, Failure> {
        let held = self.must_hold("Only the provider that has the package can introduce itself.")?;
        if let Some(before) = held.introduced {
            return Err(Failure::conflict(format!("The introduction was made already, {}.", moment_in_words(before))));
        }
        if at.day() < held.at.day() {
            return Err(Failure::field(
                "on",
                format!(
                    "The package was awarded on {}; the introduction cannot be before that day.",
                    day_in_words(held.at.day())
                ),
            ));
        }
        let next = Held { introduced: Some(at), ..held.clone() };
        let next = match self {
            State::Started(_) => State::Started(next),
            _ => State::Introduced(next),
        };
        Ok(Step::to(next).stop(&[Timer::Introduction, Timer::FirstVisit]).start(&owed_after_visit(held)))
    }

    /// Care was given for the first time; it never waits for the paperwork (BRK-5). Later visits change nothing.
    pub fn care(&self, at: Moment) -> Option<Step> {
        let held = self.held().filter(|held| held.first_care.is_none())?;
        let next = State::Started(Held { first_care: Some(at), asked: None, ..held.clone() });
        let step = Step::to(next)
            .stop(&[Timer::FirstVisit, Timer::CareStarted, Timer::Notice])
            .withdraw(&[Timer::Introduction, Timer::StartAnswered]);
        Some(step.start(&owed_after_visit(held)).start(&[Timer::FirstReview]))
    }

    /// Outcomes were agreed with the person or somebody for them (R8).
    pub fn agree_outcomes(&self, at: Moment) -> Result<Step, Failure> {
        let held = self.must_hold("Outcomes are agreed by the provider that has the package.")?;
        if held.first_visit().is_none() {
            return Err(Failure::conflict(
                "Outcomes are agreed at or after the first visit. Record the introductory visit first.",
            ));
        }
        if let Some(before) = held.outcomes {
            return Err(Failure::conflict(format!("The outcomes were agreed already, {}.", moment_in_words(before))));
        }
        Ok(self.with(Held { outcomes: Some(at), ..held.clone() }).stop(&[Timer::Outcomes]))
    }

    /// The provider's own plan came back.
    pub fn return_plan(&self, at: Moment) -> Result<Step, Failure> {
        let held = self.must_hold("The plan is sent back by the provider that has the package.")?;
        if let Some(before) = held.provider_plan {
            return Err(Failure::conflict(format!("The provider’s plan came already, {}.", moment_in_words(before))));
        }
        Ok(self.with(Held { provider_plan: Some(at), ..held.clone() }).stop(&[Timer::ProviderPlan]))
    }

    /// The provider returns the package; it is open for offers again at once (BRK-9).
    pub fn hand_back(&self, urgent: bool) -> Result<Step, Failure> {
        let held = self.must_hold("Only a package that a provider has can be handed back.")?;
        let carries_on = held.first_care.is_some();
        let step = Step::to(State::Requested).withdraw(&OF_AWARD).start(&[Timer::Search { urgent }]);
        Ok(if carries_on { step.start(&[Timer::Notice]) } else { step })
    }

    /// A review was held; the next one falls due.
    pub fn review(&self) -> Result<Step, Failure> {
        match self {
            State::Started(held) => Ok(Step::to(State::Started(held.clone()))
                .stop(&[Timer::FirstReview, Timer::Review])
                .start(&[Timer::Review])),
            _ => Err(Failure::conflict("A package is reviewed once care has started.")),
        }
    }

    /// Whether care is given, so that it can be reviewed, adjusted and banked (BRK-9, BRK-10).
    pub fn gives_care(&self) -> Result<&Held, Failure> {
        match self {
            State::Started(held) => Ok(held),
            State::Awarded(_) | State::Introduced(_) => {
                Err(Failure::conflict("Care has not started yet, so there is nothing to change at a review."))
            }
            _ => self.must_hold("The care can be changed only by the provider that gives it."),
        }
    }

    /// The package is over.
    pub fn end(&self, day: Date, reason: EndReason) -> Result<Step, Failure> {
        if let State::Ended { day, reason } = self {
            let words = reason.words().to_lowercase();
            return Err(Failure::conflict(format!("This package ended already on {}: {words}.", day_in_words(*day))));
        }
        if reason == EndReason::Completed && !matches!(self, State::Started(_)) {
            return Err(Failure::field(
                "reason",
                "Care has not started, so it cannot have been completed. Choose another reason.",
            ));
        }
        if let Some(held) = self.held().filter(|held| day < held.at.day()) {
            let awarded = day_in_words(held.at.day());
            return Err(Failure::field(
                "day",
                format!("The package was awarded on {awarded}; it cannot end before that day."),
            ));
        }
        Ok(Step::to(State::Ended { day, reason }).withdraw(&SEARCH).withdraw(&OF_AWARD).withdraw(&[Timer::Notice]))
    }

    fn with(&self, held: Held) -> Step {
        Step::to(match self {
            State::Introduced(_) => State::Introduced(held),
            State::Started(_) => State::Started(held),
            _ => State::Awarded(held),
        })
    }

    fn must_hold(&self, otherwise: &str) -> Result<&Held, Failure> {
        self.held().ok_or_else(|| {
            Failure::conflict(match self {
                State::Ended { day, .. } => format!("This package ended on {}.", day_in_words(*day)),
                _ => format!("No provider has this package at present. {otherwise}"),
            })
        })
    }

    fn no_search(&self, what: &str) -> Failure {
        Failure::conflict(match self {
            State::Ended { day, .. } => {
                format!("This package ended on {}; it cannot be {what} any more.", day_in_words(*day))
            }
            _ => match self.held() {
                Some(held) => format!(
                    "This package was awarded to {} on {}. It cannot be {what} again unless they hand it back.",
                    held.provider_name,
                    moment_in_words(held.at)
                ),
                None => format!("This package cannot be {what} now."),
            },
        })
    }
}

/// What the first visit sets running, unless it was done before.
fn owed_after_visit(held: &Held) -> Vec<Timer> {
    if held.first_visit().is_some() {
        return Vec::new();
    }
    let outcomes = held.outcomes.is_none().then_some(Timer::Outcomes);
    let plan = held.provider_plan.is_none().then_some(Timer::ProviderPlan);
    outcomes.into_iter().chain(plan).collect()
}

#[cfg(test)]
mod tests;
