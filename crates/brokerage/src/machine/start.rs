//! The first day of care, and who may move it: a later one than was agreed is the broker's to agree (BRK-5, H14).

use kernel::{Date, Failure, day_in_words};

use super::{Held, State, Step, Timer};

/// Another first day than the agreed one, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherStart {
    /// The day.
    pub day: Date,
    /// Why care starts later.
    pub why: String,
}

impl State {
    /// Another day to start; any day of the year, also a holiday, but none before the award. A later one than was agreed needs
    /// a reason, and is the broker's to agree: see [`State::ask_start`].
    pub fn agree_start(&self, day: Date, why: Option<&str>) -> Result<Step, Failure> {
        let held = self.may_start_on(day)?;
        let before = match why {
            _ if day <= held.start => None,
            Some(why) => Some(OtherStart { day: held.start, why: why.to_owned() }),
            None => return Err(no_reason(held.start)),
        };
        let next = Held { start: day, asked: None, before, ..held.clone() };
        let step = self.with(next).withdraw(&[Timer::CareStarted, Timer::StartAnswered]);
        Ok(step.start(&[Timer::CareStarted]))
    }

    /// The provider asks for a later first day. Until the broker agrees the agreed day stands, with its watch (H13); the
    /// broker's time to answer runs from the first time it was asked.
    pub fn ask_start(&self, day: Date, why: Option<&str>) -> Result<Step, Failure> {
        let held = self.may_start_on(day)?;
        if day <= held.start {
            return Err(Failure::field("start", "This is not later than the agreed day, so nobody needs to be asked."));
        }
        let why = why.ok_or_else(|| no_reason(held.start))?.to_owned();
        let next = Held { asked: Some(OtherStart { day, why }), ..held.clone() };
        Ok(self.with(next).start(&[Timer::StartAnswered]))
    }

    /// The broker answers: care starts on the day that was asked for, or stays as it was agreed.
    pub fn answer_start(&self, agreed: bool) -> Result<Step, Failure> {
        let held = self.must_hold("A later start is asked for by the provider that has the package.")?;
        let Some(asked) = held.asked.clone() else {
            return Err(Failure::conflict(
                "The provider is not asking to start later; this was answered, or care has started.",
            ));
        };
        if agreed {
            let step = self.agree_start(asked.day, Some(&asked.why))?;
            return Ok(Step { withdraw: vec![Timer::CareStarted], ..step }.stop(&[Timer::StartAnswered]));
        }
        Ok(self.with(Held { asked: None, ..held.clone() }).stop(&[Timer::StartAnswered]))
    }

    fn may_start_on(&self, day: Date) -> Result<&Held, Failure> {
        let held = self.must_hold("A start is agreed once the package has been awarded.")?;
        if held.first_care.is_some() {
            return Err(Failure::conflict("Care has started already, so its first day can no longer be changed."));
        }
        if day < held.at.day() {
            return Err(Failure::field(
                "start",
                format!(
                    "The package was awarded on {}; care cannot start before that day.",
                    day_in_words(held.at.day())
                ),
            ));
        }
        Ok(held)
    }
}

fn no_reason(agreed: Date) -> Failure {
    let agreed = day_in_words(agreed);
    Failure::field("why", format!("This is later than {agreed}, the agreed day. Say why care cannot start then."))
}
